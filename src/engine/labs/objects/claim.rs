//! Whether the claim is true, in numbers.

use super::{Found, Method, Objects, Target};
use crate::figure::{counted, signed};
use crate::labs::Verdict;

/// The claim, in points of average precision: the network that has learned from its own false alarms is better than the
/// matched filter by so much at least, and better than the one that has not.
const BETTER: f64 = 5.0;

impl Objects {
    pub(super) fn verdict(&self, all: &[Found]) -> Verdict {
        let mut numbers = Vec::new();
        let mut known: Vec<[f64; 3]> = Vec::new();
        for (found, seed) in all.iter().zip(self.seed..) {
            let average = found.curves.each_ref().map(|curve| {
                let curve = curve.as_ref()?;
                Some(100.0 * curve.average_precision())
            });
            for (average, method) in average.iter().zip(Method::ALL) {
                if let Some(average) = average {
                    let name = format!("{}, seed {seed}: average precision, %", method.label());
                    numbers.push((name, *average));
                }
            }
            if let [Some(plain), Some(harder), Some(filter)] = average {
                known.push([plain, harder, filter]);
                let name = format!("seed {seed}: false alarms in scenes that were learned from");
                numbers.push((name, found.alarms as f64));
            }
        }
        let holds =
            |[plain, harder, filter]: &&[f64; 3]| harder - filter >= BETTER && harder > plain;
        let so = known.iter().filter(holds).count();
        let mean = |at: usize| known.iter().map(|all| all[at]).sum::<f64>() / known.len() as f64;
        let [plain, harder, filter] = [0, 1, 2].map(mean);
        let words = format!(
            "so it was with {so} of {}. Average precision: matched filter {filter:.1} %, network {plain:.1} %, with \
             its own false alarms {harder:.1} % ({} points beside the filter, {} beside the network alone).",
            counted(known.len(), "seed", "seeds"),
            signed(harder - filter, 1),
            signed(harder - plain, 1)
        );
        let verdict = Verdict::over_seeds(so, known.len(), words, numbers);
        let usual = Self::default();
        let same = (self.scenes, self.judged, self.steps)
            == (usual.scenes, usual.judged, usual.steps)
            && self.contrast == usual.contrast;
        match self.target == Target::Aeroplane && same {
            true => verdict,
            false => verdict.left_open(
                "The claim is about aeroplanes at the usual contrast, and the usual time.",
            ),
        }
    }
}
