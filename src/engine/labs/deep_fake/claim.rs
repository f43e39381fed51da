//! What was claimed, and what became of it.

use super::detect::{DETECTORS, GENERATIONS};
use super::{DeepFake, Found};
use crate::labs::Verdict;

/// The claim: so many dB a swap is nearer than the average,
const NEARER: f64 = 1.0;
/// of the generation that it knows a detector has at least such a share right,
const KNOWN: f64 = 0.95;
/// and of another network at most such a one.
const NEXT: f64 = 0.6;

/// The generation of another network.
const OTHER: usize = 3;

impl DeepFake {
    /// The verdict of the seeds so far.
    pub(super) fn verdict(&self, all: &[Found]) -> Verdict {
        let right = |found: &&Found| {
            found.near.swap >= found.near.average + NEARER
                && found.matrix[0][0] >= KNOWN
                && found.matrix[0][OTHER] <= NEXT
        };
        let count = all.iter().filter(right).count();
        let mut numbers = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            let near = found.near;
            let each = [
                ("swap", near.swap),
                ("the other's average", near.average),
                ("the other's own picture", near.own),
                ("unchanged", near.unchanged),
            ];
            for (name, psnr) in each {
                numbers.push((format!("{name}, PSNR, seed {seed}, dB"), psnr));
            }
            for ((detector, _), row) in DETECTORS.iter().zip(&found.matrix) {
                for (generation, share) in GENERATIONS.iter().zip(row) {
                    let name = format!("{detector}, on {generation}, seed {seed}, % right");
                    numbers.push((name, 100.0 * share));
                }
            }
        }
        let mean =
            |of: &dyn Fn(&Found) -> f64| all.iter().map(of).sum::<f64>() / all.len().max(1) as f64;
        let share = |row: usize, at: usize| 100.0 * mean(&|found| found.matrix[row][at]);
        let words = format!(
            "so it was with {count} of {} seeds. A swap is {:.1} dB from what it should be, the other's average {:.1} \
             dB, a picture of the other's own through the network {:.1} dB. A detector has {:.0} % right on the \
             generator that it knows, {:.0} % on the same with another seed, {:.0} % with the camera's noise added, \
             {:.0} % on another network; taught all three that are akin, {:.0} %. Half is guessing.",
            all.len(),
            mean(&|found| found.near.swap),
            mean(&|found| found.near.average),
            mean(&|found| found.near.own),
            share(0, 0),
            share(0, 1),
            share(0, 2),
            share(0, OTHER),
            share(2, OTHER),
        );
        let verdict = Verdict::over_seeds(count, all.len(), words, numbers);
        let usual = Self::default();
        match (self.noise == usual.noise, self.steps >= usual.steps / 2) {
            (false, _) => verdict.left_open("The claim is about a camera with a noise of 6 / 255."),
            (_, false) => verdict.left_open("So few steps decide nothing."),
            _ => verdict,
        }
    }
}
