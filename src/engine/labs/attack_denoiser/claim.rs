//! What was claimed, and what became of it.

use super::assault::Hurt;
use super::{AttackDenoiser, Found, Subject, shown};
use crate::figure::signed;
use crate::labs::Verdict;

/// The method that the claim is about: it has no gradient here.
const CLASSICAL: &str = "bm3d";
/// The claim: a change of at most so much costs the network
const AT: f32 = 2.0;
/// at least so many dB,
const COSTS: f64 = 0.5;
/// and BM3D at least such a share of that,
const PASSED_ON: f64 = 0.6;
/// random signs at most such a share,
const BY_CHANCE: f64 = 0.1;
/// and the answer changes at most so many times as much as the picture.
const GAIN: f64 = 1.1;

impl AttackDenoiser {
    /// The verdict of the seeds so far.
    pub(super) fn verdict(&self, subjects: &[Subject], all: &[Vec<Found>]) -> Verdict {
        let at = self
            .reaches()
            .iter()
            .position(|reach| *reach == AT)
            .unwrap_or_default();
        let classical = subjects.iter().position(|one| one.id == CLASSICAL);
        // Of one seed: what the network, BM3D and chance lose, the gain, how far design and chance are aligned.
        let six = |pictures: &Vec<Found>| {
            let mean = |who: usize, way: usize, of: fn(&Hurt) -> f64| {
                shown::mean(std::slice::from_ref(pictures), at, who, way, of)
            };
            [
                mean(0, 0, Hurt::loss),
                classical.map_or(f64::NAN, |who| mean(who, 0, Hurt::loss)),
                mean(0, 1, Hurt::loss),
                mean(0, 0, |hurt| hurt.gain),
                mean(0, 0, |hurt| hurt.aligned),
                mean(0, 1, |hurt| hurt.aligned),
            ]
        };
        let each: Vec<[f64; 6]> = all.iter().map(six).collect();
        let right = |[network, other, chance, gain, ..]: &&[f64; 6]| {
            *network >= COSTS
                && *other >= PASSED_ON * network
                && *chance <= BY_CHANCE * network
                && *gain <= GAIN
        };
        let count = each.iter().filter(right).count();
        let names = [
            "the network loses, dB",
            "BM3D loses, dB",
            "the network loses by chance, dB",
            "gain ‖Δf‖ / ‖d‖",
            "cosine with the error, attack",
            "cosine with the error, chance",
        ];
        let mut numbers = Vec::new();
        for (six, seed) in each.iter().zip(self.seed..) {
            for (name, value) in names.iter().zip(six) {
                numbers.push((format!("{name}, ε = {AT}/255, seed {seed}"), *value));
            }
        }
        let mean =
            |at: usize| each.iter().map(|one| one[at]).sum::<f64>() / each.len().max(1) as f64;
        let network = &subjects[0].name;
        let words = format!(
            "so it was with {count} of {} seeds. At ε = {AT}/255 {network} loses {:.2} dB, BM3D, which has no \
             gradient here, {:.2} dB by the same attack, and random signs cost {:.3} dB. The answer changes {:.2} \
             times as much as the picture: it is not blown up, but aligned with the error (cosine {}, by chance {}).",
            each.len(),
            mean(0),
            mean(1),
            mean(2),
            mean(3),
            signed(mean(4), 2),
            signed(mean(5), 2),
        );
        let verdict = Verdict::over_seeds(count, each.len(), words, numbers);
        let usual = Self::default();
        match (
            classical,
            self.attacked == usual.attacked && self.sigma == usual.sigma,
        ) {
            (None, _) => {
                verdict.left_open("The claim is about BM3D: name bm3d beside the network.")
            }
            (_, false) => verdict.left_open("The claim is about DnCNN at σ = 25."),
            _ => verdict,
        }
    }
}
