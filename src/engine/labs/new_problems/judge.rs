//! What is made of the claim.

use super::found::{Found, Tried};
use super::{Loop, NewProblems, Problem, Subject};
use crate::labs::Verdict;

/// So many dB above something or below it.
fn beside(difference: f64) -> String {
    match difference < 0.0 {
        true => format!("{:.2} dB below", -difference),
        false => format!("{difference:.2} dB above"),
    }
}

impl NewProblems {
    /// The verdict on what has been found so far.
    pub(super) fn verdict(&self, subjects: &[Subject], found: &[Found]) -> Verdict {
        let mut numbers = Vec::new();
        let (mut right, mut all) = (0, 0);
        let mut sums = [0.0; 4];
        let mut restless = Vec::new();
        for (found, seed) in found.iter().zip(self.seed..) {
            let tried: Option<Vec<&Tried>> = found.tried.iter().map(Option::as_ref).collect();
            let Some(tried) = tried else { continue };
            for (subject, tried) in subjects.iter().zip(&tried) {
                let name = &subject.name;
                numbers.push((format!("{name}, own λ, seed {seed}"), f64::from(tried.own)));
                let mut tell = |what: &str, value: Option<f64>| {
                    numbers
                        .extend(value.map(|value| (format!("{name}, {what}, seed {seed}"), value)));
                };
                tell("PSNR, dB", tried.at_own.score());
                tell("PSNR with λ four times too small, dB", tried.small);
                tell(
                    "residual over σ²",
                    tried.at_own.residual.last().map(|one| one[1]),
                );
                tell("seconds", Some(tried.at_own.seconds));
                tell(
                    "last step, / 255",
                    tried.at_own.steps.last().map(|one| one[1]),
                );
                if !tried.at_own.rests() && !restless.contains(name) {
                    restless.push(name.clone());
                }
            }
            let scores: Option<Vec<f64>> = tried.iter().map(|one| one.at_own.score()).collect();
            let smalls: Option<Vec<f64>> = tried.iter().map(|one| one.small).collect();
            let (Some(scores), Some(smalls), Some(wiener)) = (scores, smalls, found.wiener) else {
                continue;
            };
            numbers.push((
                format!("best Wiener constant, seed {seed}, PSNR, dB"),
                wiener,
            ));
            let top = scores.iter().copied().fold(f64::MIN, f64::max);
            let low = scores.iter().copied().fold(f64::MAX, f64::min);
            let costs = scores.iter().zip(&smalls).map(|(own, small)| own - small);
            let cost = costs.sum::<f64>() / scores.len() as f64;
            all += 1;
            right += usize::from(top > wiener && cost > top - low);
            let each = [top - wiener, low - wiener, top - low, cost];
            sums.iter_mut().zip(each).for_each(|(sum, one)| *sum += one);
        }
        let rest = match (self.scheme, restless.is_empty()) {
            (_, true) => String::new(),
            (Loop::Splitting, false) => {
                " Splitting ends because its strength is at its end, not because it has come to rest.".into()
            }
            (_, false) => format!(
                " Within {} iterations it does not converge with {}.",
                self.steps,
                restless.join(", ")
            ),
        };
        if all == 0 {
            let words = match self.is_spoiled() {
                true => format!(
                    "of your own blurred picture nobody has the sharp one: look at it. λ was found on photographs \
                     blurred alike.{rest}"
                ),
                false => "it has not been restored yet.".into(),
            };
            return Verdict {
                numbers,
                ..Verdict::open(words)
            };
        }
        let [top, low, range, cost] = sums.map(|sum| sum / f64::from(all));
        let words = format!(
            "so it was with {right} of {all} seeds. The best denoiser is {} the best Wiener constant, the worst {}; \
             {range:.2} dB lie between them, and a λ four times too small costs {cost:.2} dB on the mean.{rest}",
            beside(top),
            beside(low),
        );
        let verdict = Verdict::over_seeds(right, all as usize, words, numbers);
        let usual = self.problem == Problem::Deblur && self.scheme == Loop::Splitting;
        match (usual, self.folder.trim().is_empty()) {
            (false, _) => verdict.left_open("The claim is about sharpening by splitting."),
            (_, false) => verdict.left_open("The claim is about the program's own photographs."),
            _ => verdict,
        }
    }
}
