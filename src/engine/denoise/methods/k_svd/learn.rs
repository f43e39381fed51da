//! Learning a dictionary on patches: codes and atoms take turns.
//!
//! ```text
//! codes    γ_i = pursuit of patch x_i,     R = X − D Γ
//! atoms    one after the other, with the patches u that use atom d:
//!          E_u = R_u + d γ_u,   d ← Σ_u γ_u E_u / ‖·‖,   γ_u ← ⟨d, E_u⟩,   R_u ← E_u − d γ_u
//! ```
//! The middle line is one step of the power method for the largest singular vectors of E, which start from the last
//! ones.

use rayon::prelude::*;

use super::pursuit::{ATOMS, Dictionary, PIXELS, Pursuit, SIDE, energy};
use crate::denoise::{DenoiseError, Watch};
use crate::math::matrices::spd::dot;

/// Patches that are coded together.
const BLOCK: usize = 256;
/// Atoms more alike than this are one.
const SAME: f32 = 0.99;
/// Patches that an atom serves, at least.
const USERS: usize = 3;
/// Atoms of a patch while learning, at most: patches that want more teach little.
const MOST: usize = 32;

/// One use of an atom.
struct Use {
    patch: usize,
    share: f32,
}

/// Improves the cosines in `rounds` rounds until patches (without their mean) have few terms each beside an error of
/// `target`.
pub(super) fn learn(
    patches: &[[f32; PIXELS]],
    target: f32,
    rounds: usize,
    watch: &Watch<'_>,
) -> Result<Dictionary, DenoiseError> {
    let mut dictionary = Dictionary::new(cosines());
    for round in 0..rounds {
        let (mut rests, mut uses) = code(&dictionary, patches, target, watch)?;
        let mut atoms = std::mem::take(&mut dictionary.atoms);
        let likeness = dictionary;
        // The worst served patches, in case that atoms are to be replaced.
        let mut worst: Vec<(f32, usize)> = rests
            .iter()
            .enumerate()
            .map(|(at, rest)| (energy(rest), at))
            .filter(|&(energy, _)| energy > 0.0)
            .collect();
        worst.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut worst = worst.into_iter();
        for atom in 0..ATOMS {
            watch.go_on()?;
            let same = |other: usize| likeness.likeness(atom)[other].abs() > SAME;
            if uses[atom].len() < USERS || (0..atom).any(same) {
                if let Some((_, patch)) = worst.next() {
                    atoms[atom] = unit(&patches[patch]).unwrap_or(atoms[atom]);
                }
                continue;
            }
            improve(&mut atoms[atom], &mut uses[atom], &mut rests);
        }
        dictionary = Dictionary::new(atoms);
        watch.set((round + 1) as f32 / rounds as f32);
    }
    Ok(dictionary)
}

type Codes = (Vec<[f32; PIXELS]>, Vec<Vec<Use>>);

/// What the codes leave of each patch, and who uses each atom.
fn code(
    dictionary: &Dictionary,
    patches: &[[f32; PIXELS]],
    target: f32,
    watch: &Watch<'_>,
) -> Result<Codes, DenoiseError> {
    let blocks: Result<Vec<_>, DenoiseError> = patches
        .par_chunks(BLOCK)
        .map(|block| {
            watch.go_on()?;
            let mut rests = block.to_vec();
            let mut terms = Vec::new();
            Pursuit::default().code(dictionary, block, target, MOST, |at, some| {
                for term in some {
                    subtract(&mut rests[at], &dictionary.atoms[term.atom], term.share);
                    terms.push((at, *term));
                }
            });
            Ok((rests, terms))
        })
        .collect();
    let mut rests = Vec::with_capacity(patches.len());
    let mut uses: Vec<Vec<Use>> = (0..ATOMS).map(|_| Vec::new()).collect();
    for (some, terms) in blocks? {
        for (at, term) in terms {
            uses[term.atom].push(Use {
                patch: rests.len() + at,
                share: term.share,
            });
        }
        rests.extend(some);
    }
    Ok((rests, uses))
}

/// One atom and its shares.
fn improve(atom: &mut [f32; PIXELS], uses: &mut [Use], rests: &mut [[f32; PIXELS]]) {
    let mut sum = [0.0; PIXELS];
    let mut squares = 0.0;
    for one in &*uses {
        subtract(&mut sum, &rests[one.patch], -one.share);
        squares += one.share * one.share;
    }
    subtract(&mut sum, atom, -squares);
    let Some(better) = unit(&sum) else { return };
    let along = dot(&better, atom);
    for one in uses {
        let rest = &mut rests[one.patch];
        let share = dot(&better, rest) + one.share * along;
        for ((rest, old), new) in rest.iter_mut().zip(&*atom).zip(&better) {
            *rest += one.share * old - share * new;
        }
        one.share = share;
    }
    *atom = better;
}

/// `patch −= share · atom`.
#[inline(always)]
pub(super) fn subtract(patch: &mut [f32; PIXELS], atom: &[f32; PIXELS], share: f32) {
    for (value, atom) in patch.iter_mut().zip(atom) {
        *value -= share * atom;
    }
}

/// The vector of length 1 in the same direction, without mean.
fn unit(vector: &[f32; PIXELS]) -> Option<[f32; PIXELS]> {
    let mean = vector.iter().sum::<f32>() / PIXELS as f32;
    let vector = vector.map(|value| value - mean);
    let length = energy(&vector).sqrt();
    (length > 1e-12).then(|| vector.map(|value| value / length))
}

/// Products of cosines of 16 frequencies both ways, twice as close as a basis has them. The first, which would be
/// constant, is an edge instead.
fn cosines() -> Vec<[f32; PIXELS]> {
    let lines = 2 * SIDE;
    let wave = |frequency: usize, at: usize| {
        let angle = std::f32::consts::PI / lines as f32 * (frequency * (2 * at + 1)) as f32 / 2.0;
        angle.cos()
    };
    (0..ATOMS)
        .map(|index| {
            let atom: [f32; PIXELS] = std::array::from_fn(|k| {
                let (y, x) = (k / SIDE, k % SIDE);
                if index == 0 {
                    f32::from(u8::from(x + y < SIDE))
                } else {
                    wave(index / lines, y) * wave(index % lines, x)
                }
            });
            unit(&atom).unwrap_or(atom)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn learning_needs_fewer_terms_for_patches_made_of_few_waves() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        let waves: Vec<[f32; PIXELS]> = (0..30)
            .map(|_| {
                let [a, b, c] = [2.0, 2.0, 6.0].map(|most| most * (random.uniform() - 0.5));
                let at = |k: usize| (a * (k / SIDE) as f32 + b * (k % SIDE) as f32 + c).cos();
                unit(&std::array::from_fn(at)).unwrap()
            })
            .collect();
        let patches: Vec<[f32; PIXELS]> = (0..3000)
            .map(|_| {
                let mut patch = [0.0; PIXELS];
                for _ in 0..2 {
                    subtract(&mut patch, &waves[random.below(30)], random.normal());
                }
                patch
            })
            .collect();
        let watch = Watch::default();
        let terms = |rounds| {
            let dictionary = learn(&patches, 0.02, rounds, &watch).unwrap();
            let (_, uses) = code(&dictionary, &patches, 0.02, &watch).unwrap();
            uses.iter().map(Vec::len).sum::<usize>() as f32 / 3000.0
        };
        let (before, after) = (terms(0), terms(10));
        assert!(after < 0.75 * before, "{before} → {after}");
    }
}
