//! What is made of the claim.

use super::shown::{FAMILIES, Found};
use super::{Family, Unrolled};
use crate::labs::Verdict;

/// The claim: four stages are so many dB better than the solver at its best.
const MORE: f64 = 0.5;
/// The stages of the claim.
const CLAIMED: usize = 4;

impl Unrolled {
    /// The verdict on what has been found so far.
    pub(super) fn verdict(&self, found: &[Found]) -> Verdict {
        let mut numbers = Vec::new();
        let (mut right, mut all) = (0, 0);
        let mut gains = [0.0; FAMILIES];
        let mut least = f64::INFINITY;
        for (found, seed) in found.iter().zip(self.seed..) {
            let mut so = true;
            let mut known = true;
            for (family, gain) in Family::ALL.iter().zip(&mut gains) {
                let name = family.label();
                let Some(solver) = found.solver(*family) else {
                    known = false;
                    continue;
                };
                for [iterations, psnr] in solver {
                    numbers.push((
                        format!("{name}, solver, {iterations} iterations, seed {seed}, PSNR, dB"),
                        *psnr,
                    ));
                }
                let best = solver.iter().map(|one| one[1]).fold(f64::MIN, f64::max);
                for (stages, tied, start, end, _) in found.networks(*family) {
                    let kind = if tied { "tied" } else { "untied" };
                    let name = format!("{name}, {stages} stages {kind}, seed {seed}, PSNR, dB");
                    numbers.push((name, end));
                    least = least.min(end - start);
                    so &= end >= start;
                    if (stages, tied) == (CLAIMED, false) {
                        so &= end >= best + MORE;
                        *gain += end - best;
                    }
                }
            }
            if known && found.is_whole() {
                all += 1;
                right += usize::from(so);
            }
        }
        if all == 0 {
            return Verdict {
                numbers,
                ..Verdict::open("not everything has been taught yet.")
            };
        }
        let [sparse, diffusion, atoms] = gains.map(|gain| gain / all as f64);
        let words = format!(
            "so it was with {right} of {all} seeds. Four stages of LISTA are {sparse:.2} dB better than ISTA with any \
             number of iterations, four of trained diffusion {diffusion:.2} dB better than diffusion, four of deep \
             K-SVD {atoms:.2} dB better than its solver; what learning adds to the solver that a network began as is \
             {least:.2} dB at least."
        );
        let verdict = Verdict::over_seeds(right, all, words, numbers);
        match self.steps >= 200 {
            true => verdict,
            false => verdict.left_open("So few steps decide nothing."),
        }
    }
}
