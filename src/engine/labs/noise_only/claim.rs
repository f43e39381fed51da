//! What becomes of the claim.

use super::shown::{self, Found};
use super::{Court, Job, MORE, NoiseOnly, WITHIN};
use crate::labs::Verdict;
use crate::labs::teach::Way;

impl NoiseOnly {
    pub(super) fn verdict(&self, court: &Court<'_>, seeds: &[Found]) -> Verdict {
        let Court { jobs, sigma, .. } = *court;
        let end = |found: &Found, way: Way, fixed: bool| {
            let at = jobs.iter().position(|job| *job == Job { way, fixed })?;
            let curve = &found.get(at)?.as_ref()?.curve;
            curve.last().map(|end| end[1])
        };
        // What is lost against clean targets.
        let lost = |found: &Found, way: Way, fixed: bool| {
            Some(end(found, Way::Clean, fixed)? - end(found, way, fixed)?)
        };
        let mut numbers = Vec::new();
        for (found, seed) in seeds.iter().zip(self.seed..) {
            for job in jobs {
                if let Some(psnr) = end(found, job.way, job.fixed) {
                    let name = shown::name(*job, self);
                    numbers.push((format!("{name}, seed {seed}, PSNR, dB"), psnr));
                }
            }
        }
        if let Some(solved) = court.solved {
            numbers.push(("total variation, solved, PSNR, dB".into(), solved));
        }
        if self.is_own() {
            numbers.push((
                "noise in the pictures, σ / 255".into(),
                f64::from(255.0 * sigma),
            ));
            let words = format!(
                "of your own pictures nobody has clean ones, so there is no number to judge by: look at them. Their \
                 noise was taken for σ = {:.1} / 255.",
                255.0 * sigma
            );
            return Verdict {
                numbers,
                ..Verdict::open(words)
            };
        }
        let both = seeds.iter().filter_map(|found| {
            Some([lost(found, Way::Two, false)?, lost(found, Way::Two, true)?])
        });
        let both: Vec<[f64; 2]> = both.collect();
        if both.is_empty() {
            let verdict = Verdict::open(
                "the claim is about fresh noise and a fixed set: set \"Noise\" to both to have it judged.",
            );
            return Verdict { numbers, ..verdict };
        }
        let right = |[fresh, fixed]: &&[f64; 2]| *fresh <= WITHIN && *fixed >= fresh + MORE;
        let count = both.iter().filter(right).count();
        let mean = |at: usize| both.iter().map(|one| one[at]).sum::<f64>() / both.len() as f64;
        let clean = seeds.iter().filter_map(|one| end(one, Way::Clean, false));
        let clean = clean.sum::<f64>() / seeds.len().max(1) as f64;
        let solved = court.solved.map_or(f64::NAN, |solved| clean - solved);
        let others = [Way::Stein, Way::Covered, Way::Energy].map(|way| {
            let each: Vec<f64> = seeds
                .iter()
                .filter_map(|one| lost(one, way, false))
                .collect();
            each.iter().sum::<f64>() / each.len().max(1) as f64
        });
        let words = format!(
            "so it was with {count} of {} seeds. Noise2Noise loses {:.2} dB against clean targets with fresh noise \
             and {:.2} dB with {} fixed patches; with fresh noise Stein's loss {:.2} dB, Noise2Void {:.2} dB, and \
             total variation as loss {:.2} dB (solved for each picture it loses {:.2} dB).",
            both.len(),
            mean(0),
            mean(1),
            self.pairs,
            others[0],
            others[1],
            others[2],
            solved,
        );
        let verdict = Verdict::over_seeds(count, both.len(), words, numbers);
        let usual = Self::default();
        match (self.pairs == usual.pairs, self.steps >= usual.steps / 2) {
            (false, _) => verdict.left_open("The claim is about 100 fixed patches."),
            (_, false) => verdict.left_open("So few steps decide nothing."),
            _ => verdict,
        }
    }
}
