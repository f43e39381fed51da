//! What was claimed, and what became of it.

use super::check::{self, Checked};
use super::{Explain, Found, WAYS};
use crate::labs::Verdict;

/// The claim: with random weights the ranks of a map's pixels agree at most so far with those of before,
const AGREE: f64 = 0.3;
/// those of integrated gradients at least so far,
const FOLLOWS: f64 = 0.4;
/// which add up to such a share.
const ADDS_UP: f64 = 0.01;
/// The maps, by their numbers among all.
const GRADIENT: usize = 0;
const GRAD_CAM: usize = 1;
const OCCLUSION: usize = 2;
const INTEGRATED: usize = 3;

impl Explain {
    /// The verdict of the seeds so far.
    pub(super) fn verdict(&self, all: &[Found]) -> Verdict {
        let mean = |found: &Found, of: &dyn Fn(&Checked) -> f64| {
            found.each.iter().map(of).sum::<f64>() / found.each.len().max(1) as f64
        };
        let last = |one: &Checked, way: usize| one.agree[way].last().copied().unwrap_or(f64::NAN);
        let right = |found: &&Found| {
            let agree = |way: usize| mean(found, &|one| last(one, way));
            let area = |order: usize| mean(found, &|one| one.area(order));
            let need = [GRADIENT, GRAD_CAM, OCCLUSION];
            need.iter().all(|way| agree(*way) <= AGREE)
                && agree(INTEGRATED) >= FOLLOWS
                && mean(found, &Checked::off) <= ADDS_UP
                && [OCCLUSION, INTEGRATED]
                    .iter()
                    .all(|way| area(*way) < area(check::INK))
                && [GRADIENT, GRAD_CAM]
                    .iter()
                    .all(|way| area(*way) >= area(check::INK))
        };
        let count = all.iter().filter(right).count();
        let over = |of: &dyn Fn(&Checked) -> f64| {
            all.iter().map(|found| mean(found, of)).sum::<f64>() / all.len().max(1) as f64
        };
        let mut numbers = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            numbers.push((
                format!("new pictures right, seed {seed}, %"),
                100.0 * found.right,
            ));
            for (way, (_, name)) in WAYS.iter().enumerate() {
                let agree = mean(found, &|one| last(one, way));
                numbers.push((
                    format!("{name}, rank correlation with random weights, seed {seed}"),
                    agree,
                ));
                let area = mean(found, &|one| one.area(way));
                numbers.push((format!("{name}, area under removal, seed {seed}"), area));
                if let Some(mouth) = found
                    .each
                    .first()
                    .and_then(|one| one.mouth)
                    .map(|_| mean(found, &|one| one.mouth.map_or(f64::NAN, |mouth| mouth[way])))
                {
                    numbers.push((
                        format!("{name}, on the mouth, seed {seed}, %"),
                        100.0 * mouth,
                    ));
                }
            }
            for (order, name) in [(check::CHANCE, "by chance"), (check::INK, "ink first")] {
                let area = mean(found, &|one| one.area(order));
                numbers.push((format!("{name}, area under removal, seed {seed}"), area));
            }
            let off = mean(found, &Checked::off);
            numbers.push((
                format!("integrated gradients, off, seed {seed}, %"),
                100.0 * off,
            ));
        }
        let agree: Vec<String> = WAYS
            .iter()
            .enumerate()
            .map(|(way, (_, name))| format!("{name} {:.2}", over(&|one| last(one, way))))
            .collect();
        let areas: Vec<String> = WAYS
            .iter()
            .enumerate()
            .map(|(way, (_, name))| format!("{name} {:.2}", over(&|one| one.area(way))))
            .collect();
        let words = format!(
            "so it was with {count} of {} seeds. Agreement with random weights: {}. What is left of the answer while \
             half of the pixels go: {}; by chance {:.2}, ink first {:.2}. Integrated gradients are {:.2} % off.",
            all.len(),
            agree.join(", "),
            areas.join(", "),
            over(&|one| one.area(check::CHANCE)),
            over(&|one| one.area(check::INK)),
            100.0 * over(&Checked::off),
        );
        let verdict = Verdict::over_seeds(count, all.len(), words, numbers);
        let usual = Self::default();
        match self.pictures == usual.pictures && self.steps >= usual.steps / 2 {
            true => verdict,
            false => {
                verdict.left_open("The claim is about clothing and a network that has learned.")
            }
        }
    }
}
