//! Orthogonal matching pursuit of many patches with one dictionary.
//!
//! ```text
//! until ‖r‖² ≤ target:   k = argmax |⟨d_k, r⟩|,   I ← I ∪ {k},   r = x − the projection of x onto the span of the d_I
//! ```
//!
//! Patches are never looked at again after their products with all atoms are known: the Gram matrix G of the atoms
//! tells how those change. With q_n the part of atom n of I that the earlier ones do not span, as a unit vector, the
//! row ⟨d_j, q_n⟩ of all j is
//!
//! ```text
//! row_n = (G_k − Σ_{m<n} w_m row_m) / w_n,   w_m = row_m[k],   w_n = √(1 − Σ w_m²)
//! ⟨d_j, r⟩ ← ⟨d_j, r⟩ − a_n row_n[j],   a_n = ⟨d_k, r⟩ / w_n,   ‖r‖² ← ‖r‖² − a_n²
//! ```
//! and coefficients γ solve the triangular Σ_{n≥i} w_i^{(n)} γ_n = a_i. Cost for step n of a patch: n × atoms.
//!
//! Source: Rubinstein, Zibulevsky, Elad 2008, Efficient implementation of the K-SVD algorithm using batch orthogonal
//! matching pursuit (Technion CS-2008-08); we keep the orthogonal rows instead of solving for γ in each step.

use crate::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use crate::math::simd::{NullaryFnOnce, wide};

/// Side of a patch.
pub(super) const SIDE: usize = 8;
/// Pixels of a patch.
pub(super) const PIXELS: usize = SIDE * SIDE;
/// Atoms of a dictionary.
pub(super) const ATOMS: usize = 256;
/// What is left of an atom outside the span of others, at least, for it to be added (a square).
const INDEPENDENT: f32 = 1e-4;

/// Atoms, unit vectors without mean, and their products with one another.
pub(super) struct Dictionary {
    pub(super) atoms: Vec<[f32; PIXELS]>,
    gram: Vec<[f32; ATOMS]>,
}

impl Dictionary {
    pub(super) fn new(atoms: Vec<[f32; PIXELS]>) -> Self {
        let mut gram = vec![[0.0; ATOMS]; ATOMS];
        let flat = atoms.as_flattened();
        multiply(
            [ATOMS, ATOMS, PIXELS],
            rows_mut(gram.as_flattened_mut(), ATOMS),
            rows(flat, PIXELS),
            columns(flat, PIXELS),
            false,
        );
        Self { atoms, gram }
    }

    /// ⟨d_j, d_k⟩ of all k.
    pub(super) fn likeness(&self, j: usize) -> &[f32; ATOMS] {
        &self.gram[j]
    }
}

/// An atom and how much of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub(super) atom: usize,
    pub(super) share: f32,
}

/// The pursuit, with memory that is kept from one patch to the next.
#[derive(Default)]
pub(super) struct Pursuit {
    products: Vec<f32>,
    rows: Vec<[f32; ATOMS]>,
    /// w of each step.
    factor: Vec<[f32; PIXELS]>,
    terms: Vec<Term>,
}

impl Pursuit {
    /// Codes patches with at most `most` atoms each, and tells `give` the number of each and its terms.
    pub(super) fn code(
        &mut self,
        dictionary: &Dictionary,
        patches: &[[f32; PIXELS]],
        target: f32,
        most: usize,
        mut give: impl FnMut(usize, &[Term]),
    ) {
        if patches.is_empty() {
            return;
        }
        self.products.resize(patches.len() * ATOMS, 0.0);
        multiply(
            [patches.len(), ATOMS, PIXELS],
            rows_mut(&mut self.products, ATOMS),
            rows(patches.as_flattened(), PIXELS),
            columns(dictionary.atoms.as_flattened(), PIXELS),
            false,
        );
        let most = most.min(PIXELS);
        self.rows.resize(most, [0.0; ATOMS]);
        self.factor.resize(most, [0.0; PIXELS]);
        let mut products = std::mem::take(&mut self.products);
        for (at, patch) in patches.iter().enumerate() {
            wide(One {
                pursuit: self,
                dictionary,
                products: &mut products.as_chunks_mut::<ATOMS>().0[at],
                left: energy(patch),
                target,
            });
            give(at, &self.terms);
        }
        self.products = products;
    }
}

/// Σ of the squares.
#[inline(always)]
pub(super) fn energy(patch: &[f32; PIXELS]) -> f32 {
    crate::math::matrices::spd::dot(patch, patch)
}

/// The pursuit of one patch.
struct One<'a> {
    pursuit: &'a mut Pursuit,
    dictionary: &'a Dictionary,
    products: &'a mut [f32; ATOMS],
    left: f32,
    target: f32,
}

impl NullaryFnOnce for One<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self {
            pursuit,
            dictionary,
            products,
            mut left,
            target,
        } = self;
        let terms = &mut pursuit.terms;
        terms.clear();
        while left > target && terms.len() < pursuit.rows.len() {
            let atom = largest(products);
            let n = terms.len();
            let (before, after) = pursuit.rows.split_at_mut(n);
            let row = &mut after[0];
            let factor = &mut pursuit.factor[n];
            *row = dictionary.gram[atom];
            for (earlier, w) in before.iter().zip(factor.iter_mut()) {
                *w = earlier[atom];
                for (out, value) in row.iter_mut().zip(earlier) {
                    *out -= *w * value;
                }
            }
            // What is left of the atom, which is also 1 − Σ w².
            let rest = row[atom];
            if rest < INDEPENDENT {
                break;
            }
            let w = rest.sqrt();
            factor[n] = w;
            let share = products[atom] / w;
            for (product, value) in products.iter_mut().zip(row) {
                *value /= w;
                *product -= share * *value;
            }
            left -= share * share;
            terms.push(Term { atom, share });
        }
        // Row n of `factor` holds the w of step n: the system is its transpose.
        for n in (0..terms.len()).rev() {
            let share = terms[n].share / pursuit.factor[n][n];
            terms[n].share = share;
            for (term, w) in terms[..n].iter_mut().zip(&pursuit.factor[n]) {
                term.share -= w * share;
            }
        }
    }
}

/// Where the largest magnitude is; the first of equals.
#[inline(always)]
fn largest(values: &[f32; ATOMS]) -> usize {
    let mut lanes = [0.0_f32; 8];
    for some in values.as_chunks::<8>().0 {
        for lane in 0..8 {
            let value = some[lane].abs();
            lanes[lane] = if value > lanes[lane] {
                value
            } else {
                lanes[lane]
            };
        }
    }
    let most = lanes.iter().fold(0.0_f32, |a, &b| a.max(b));
    values
        .iter()
        .position(|value| value.abs() >= most)
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn the_rest_is_orthogonal_to_the_atoms_and_as_small_as_asked() {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        let mut unit = || {
            let atom: [f32; PIXELS] = std::array::from_fn(|_| random.normal());
            let length = energy(&atom).sqrt();
            atom.map(|value| value / length)
        };
        let dictionary = Dictionary::new((0..ATOMS).map(|_| unit()).collect());
        let patches: Vec<_> = (0..20).map(|_| unit()).collect();
        let mut sizes = Vec::new();
        Pursuit::default().code(&dictionary, &patches, 0.1, PIXELS, |at, terms| {
            let mut rest = patches[at];
            for term in terms {
                for (rest, atom) in rest.iter_mut().zip(&dictionary.atoms[term.atom]) {
                    *rest -= term.share * atom;
                }
            }
            assert!(energy(&rest) < 0.1 + 1e-4 && energy(&rest) > 0.02);
            for term in terms {
                let product = crate::math::matrices::spd::dot(&rest, &dictionary.atoms[term.atom]);
                assert!(product.abs() < 1e-4, "{product}");
            }
            sizes.push(terms.len());
        });
        assert!(
            sizes.len() == 20 && sizes.iter().all(|&n| (2..30).contains(&n)),
            "{sizes:?}"
        );
    }
}
