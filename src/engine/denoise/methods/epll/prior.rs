//! What patches of photographs are like: the learned mixture, and what a noise level makes of it.
//!
//! With noise of variance s², eigenvalues λ_j and eigenvectors u_j of C_k, and e = ‖x‖²,
//!
//! ```text
//! log π_k N(x; 0, C_k + s² I) = −e/2s² + log π_k − ½ Σ_j log(λ_j + s²) + ½ Σ_j g_j (u_j · x)²,
//! g_j = λ_j / (s² (λ_j + s²))
//! C_k (C_k + s² I)⁻¹ x        = s² Σ_j g_j u_j (u_j · x)
//! ```
//!
//! Where the λ_j are small beside s² (most of them are), they are all replaced by their mean λ_t: then only the first r
//! axes need be looked at, for Σ_j (u_j · x)² = e. With rows a_j = u_j √(½ (g_j − g_t)) the two become, but for −e/2s²,
//!
//! ```text
//! c_k + ½ g_t e + Σ_{j≤r} (a_j · x)²      and      s² g_t x + 2 s² Σ_{j≤r} a_j (a_j · x).
//! ```

use std::sync::OnceLock;

use rayon::prelude::*;

use super::{PIXELS, SIDE};
use crate::denoise::DenoiseError;
use crate::math::matrices::gemm::{multiply, rows, rows_mut};
use crate::math::matrices::spd::principal_axes;
use crate::math::mixture::{BrokenBytes, Mixture, without_mean};
use crate::say;

/// The mixture that `examples/train_mixture.rs` wrote.
static MIXTURE: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../assets/mixture.bin"
));

/// Eigenvalues are taken as equal where Σ ((λ_j − λ_t) / (λ_t + s²))² stays below this.
const EQUAL: f32 = 0.1;
/// Rows of a group of components: one matrix product.
const GROUP_ROWS: usize = 96;

/// The components of the mixture by their axes.
pub(super) struct Prior {
    components: Vec<Component>,
}

struct Component {
    weight: f32,
    /// λ, falling, and u in pixels, one after the other.
    values: Vec<f32>,
    vectors: Vec<f32>,
}

/// The prior, decoded when first asked for.
pub(super) fn learned() -> Result<&'static Prior, DenoiseError> {
    static KEPT: OnceLock<Result<Prior, BrokenBytes>> = OnceLock::new();
    KEPT.get_or_init(|| Ok(Prior::new(&Mixture::from_bytes(MIXTURE)?)))
        .as_ref()
        .map_err(|error| {
            DenoiseError::Refused(say!(
                "{}; this program is damaged, install it again",
                error.to_string()
            ))
        })
}

impl Prior {
    /// The prior of a mixture of patches in the basis without mean.
    pub(super) fn new(mixture: &Mixture) -> Self {
        let n = mixture.dimension;
        assert!(n == PIXELS - 1, "the mixture must be one of patches");
        let basis = without_mean(SIDE);
        let mut components: Vec<Component> = mixture
            .factors
            .par_iter()
            .zip(&mixture.weights)
            .map(|(factor, &weight)| {
                let columns: Vec<f32> = (0..n * n)
                    .map(|at| factor[at % n * n + at / n] as f32)
                    .collect();
                let (values, axes) = principal_axes(&columns, n);
                let mut vectors = vec![0.0; n * PIXELS];
                multiply(
                    [n, PIXELS, n],
                    rows_mut(&mut vectors, PIXELS),
                    rows(&axes, n),
                    rows(&basis, PIXELS),
                    false,
                );
                Component {
                    weight: weight as f32,
                    values,
                    vectors,
                }
            })
            .collect();
        components.sort_by(|a, b| {
            let total = |component: &Component| component.values.iter().sum::<f32>();
            total(a).total_cmp(&total(b))
        });
        Self { components }
    }

    /// The prior as seen through noise of variance `variance`.
    pub(super) fn at(&self, variance: f32) -> Level {
        let mut level = Level {
            variance,
            groups: Vec::new(),
            seen: Vec::new(),
            rows: Vec::new(),
        };
        for component in &self.components {
            level.add(component);
        }
        level
    }
}

/// The mixture at one noise level.
pub(super) struct Level {
    pub(super) variance: f32,
    /// Components that are worked on together.
    pub(super) groups: Vec<Group>,
    pub(super) seen: Vec<Seen>,
    /// The rows a of all components, [`PIXELS`] numbers each.
    pub(super) rows: Vec<f32>,
}

/// Components `first..end` of a level.
#[derive(Clone, Copy)]
pub(super) struct Group {
    pub(super) first: usize,
    pub(super) end: usize,
}

/// A component at one noise level.
pub(super) struct Seen {
    /// c, and ½ g of the tail.
    pub(super) constant: f32,
    pub(super) tail: f32,
    /// Where its rows begin, and how many they are.
    pub(super) first: usize,
    pub(super) rank: usize,
}

impl Level {
    fn add(&mut self, component: &Component) {
        let values = &component.values;
        let rank = rank(values, self.variance);
        let gain = |value: f32| value / (self.variance * (value + self.variance));
        let rest = values.len() - rank;
        let mean = mean(&values[rank..]);
        let first = self.rows.len() / PIXELS;
        let axes = component.vectors.chunks_exact(PIXELS);
        for (&value, axis) in values[..rank].iter().zip(axes) {
            let scale = (0.5 * (gain(value) - gain(mean))).max(0.0).sqrt();
            self.rows.extend(axis.iter().map(|number| scale * number));
        }
        let logs: f32 = values[..rank]
            .iter()
            .map(|value| (value + self.variance).ln())
            .sum();
        let logs = logs + rest as f32 * (mean + self.variance).ln();
        self.seen.push(Seen {
            constant: component.weight.ln() - 0.5 * logs,
            tail: 0.5 * gain(mean),
            first,
            rank,
        });
        let end = self.seen.len();
        match self.groups.last_mut() {
            Some(group) if first + rank - self.seen[group.first].first <= GROUP_ROWS => {
                group.end = end;
            }
            _ => self.groups.push(Group {
                first: end - 1,
                end,
            }),
        }
    }

    /// The rows of a component.
    pub(super) fn axes(&self, component: usize) -> &[f32] {
        let seen = &self.seen[component];
        &self.rows[seen.first * PIXELS..(seen.first + seen.rank) * PIXELS]
    }
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

/// The fewest first eigenvalues after which the others are as good as equal.
fn rank(values: &[f32], variance: f32) -> usize {
    (0..values.len())
        .find(|&rank| {
            let tail = &values[rank..];
            let mean = mean(tail);
            let spread: f32 = tail
                .iter()
                .map(|value| ((value - mean) / (mean + variance)).powi(2))
                .sum();
            spread <= EQUAL
        })
        .unwrap_or(values.len())
}
