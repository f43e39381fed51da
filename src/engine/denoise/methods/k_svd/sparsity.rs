//! How few atoms a patch of a picture needs, learned ones and cosines.

use super::learn::{learn, subtract};
use super::pursuit::{Dictionary, PIXELS, Pursuit, SIDE, energy};
use super::take;
use crate::denoise::{DenoiseError, Watch};
use crate::image::Image;
use crate::image::patches;
use crate::math::random::{Purpose, Stream};
use crate::math::transforms::block_transform::BlockTransform;

/// Patches of a picture and a dictionary that other patches of it taught: for measuring how few atoms a patch needs.
pub struct LearnedAtoms {
    dictionary: Dictionary,
    patches: Vec<[f32; PIXELS]>,
}

impl LearnedAtoms {
    /// Learns 256 atoms for a grey picture `[1, h, w]`, h and w at least 8, in `rounds` rounds from at most `examples`
    /// of its patches, so that few atoms leave a tenth of their energy; as many other patches are kept for
    /// [`Self::shares`].
    ///
    /// # Errors
    /// When `watch` has stopped.
    pub fn of(
        picture: &Image,
        examples: usize,
        rounds: usize,
        watch: &Watch<'_>,
    ) -> Result<Self, DenoiseError> {
        let plane = patches::grown(picture, SIDE);
        let (_, height, width) = plane.dim();
        let (down, right) = (height + 1 - SIDE, width + 1 - SIDE);
        let mut random = Stream::new(0, Purpose::Data, 1);
        let mut some = || -> Vec<_> {
            let count = examples.min(down * right);
            let places = (0..count).map(|_| random.below(down * right));
            places
                .map(|place| take(&plane, place / right, place % right).0)
                .collect()
        };
        let (taught, patches) = (some(), some());
        Self::taught(&taught, patches, rounds, watch)
    }

    /// The same from patches of 8×8 pixels without their means; `patches` are kept for [`Self::shares`].
    ///
    /// # Errors
    /// When `watch` has stopped.
    pub fn taught(
        taught: &[[f32; PIXELS]],
        patches: Vec<[f32; PIXELS]>,
        rounds: usize,
        watch: &Watch<'_>,
    ) -> Result<Self, DenoiseError> {
        let mean = taught.iter().map(energy).sum::<f32>() / taught.len().max(1) as f32;
        let target = (0.1 * mean).max(f32::MIN_POSITIVE);
        let dictionary = learn(taught, target, rounds, watch)?;
        Ok(Self {
            dictionary,
            patches,
        })
    }

    /// The `count` atoms, of length 1, in which the kept patches have the most energy: the first has the most.
    pub fn strongest(&self, count: usize) -> Vec<[f32; PIXELS]> {
        let mut held = vec![0.0_f32; self.dictionary.atoms.len()];
        let most = PIXELS / 8;
        Pursuit::default().code(&self.dictionary, &self.patches, 0.0, most, |_, terms| {
            terms
                .iter()
                .for_each(|term| held[term.atom] += term.share * term.share);
        });
        let mut order: Vec<usize> = (0..held.len()).collect();
        order.sort_by(|a, b| held[*b].total_cmp(&held[*a]));
        let atoms = order.into_iter().take(count);
        atoms.map(|at| self.dictionary.atoms[at]).collect()
    }

    /// Share of the patches' energy (without their means) that their best `terms` atoms hold, 0..1, found by matching
    /// pursuit.
    pub fn shares(&self, terms: usize) -> f64 {
        let all: f64 = self
            .patches
            .iter()
            .map(|patch| f64::from(energy(patch)))
            .sum();
        let mut left = 0.0;
        let mut pursuit = Pursuit::default();
        let Self {
            dictionary,
            patches,
        } = self;
        pursuit.code(dictionary, patches, 0.0, terms, |at, found| {
            let mut rest = patches[at];
            for term in found {
                subtract(&mut rest, &dictionary.atoms[term.atom], term.share);
            }
            left += f64::from(energy(&rest));
        });
        if all > 0.0 { 1.0 - left / all } else { 1.0 }
    }

    /// The same for the 63 cosines of a patch that are not constant, of which each patch takes its largest.
    pub fn shares_of_cosines(&self, terms: usize) -> f64 {
        let transform = BlockTransform::<SIDE>::dct();
        let (mut all, mut held) = (0.0, 0.0);
        for patch in &self.patches {
            let mut block = *patch;
            transform.forward(&mut block);
            let mut energies = block.map(|value| f64::from(value).powi(2));
            energies.sort_by(|a, b| b.total_cmp(a));
            all += energies.iter().sum::<f64>();
            held += energies[..terms.min(PIXELS)].iter().sum::<f64>();
        }
        if all > 0.0 { held / all } else { 1.0 }
    }
}
