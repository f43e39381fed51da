//! First values of weights.

use super::layers::{Spec, Start};
use crate::math::matrices::gram_schmidt::orthonormalise;
use crate::math::random::Stream;

crate::choices! {
    /// How weights get their first values.
    pub enum Init {
        /// Normal, variance 2 / fan-in (He et al. 2015, doi:10.1109/ICCV.2015.123).
        He => "he", "He";
        /// Uniform, variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010).
        Glorot => "glorot", "Glorot";
        /// Rows or columns orthonormal (Saxe, McClelland, Ganguli 2014, arXiv:1312.6120).
        Orthogonal => "orthogonal", "Orthogonal";
        /// All zero: a network of several layers then cannot learn, which is worth seeing.
        Zeros => "zeros", "Zeros";
    }
}

/// When the answer is input − network, the last weights begin this much smaller: an untrained network then answers
/// nearly its input and not noise of its own, which the first hundreds of steps would have to unlearn (after Zhang,
/// Dauphin, Ma 2019, arXiv:1901.09321, who begin at zero).
pub const RESIDUAL_START: f32 = 0.1;

impl Init {
    /// Fills one array. Cost: proportional to its size; for orthogonal, times its shorter side.
    pub fn fill(self, spec: &Spec, random: &mut Stream, values: &mut [f32]) {
        let (fan_in, fan_out) = match spec.start {
            Start::Constant(value) => return values.fill(value),
            Start::Ramp(first, last) => {
                let length = spec.shape.last().copied().unwrap_or(1).max(1);
                let share = |at: usize| (at % length) as f32 / (length - 1).max(1) as f32;
                for (at, value) in values.iter_mut().enumerate() {
                    *value = first + (last - first) * share(at);
                }
                return;
            }
            Start::Random { fan_in, fan_out } => (fan_in.max(1) as f32, fan_out.max(1) as f32),
        };
        match self {
            Self::He => {
                let deviation = (2.0 / fan_in).sqrt();
                values.fill_with(|| deviation * random.normal());
            }
            Self::Glorot => {
                // A uniform number in −a..a has variance a²/3.
                let limit = (6.0 / (fan_in + fan_out)).sqrt();
                values.fill_with(|| limit * (2.0 * random.uniform() - 1.0));
            }
            Self::Orthogonal => {
                let rows = spec.shape.first().copied().unwrap_or(1).max(1);
                orthogonal(rows, random, values);
            }
            Self::Zeros => values.fill(0.0),
        }
    }
}

/// A matrix of `rows` rows whose rows, or else columns, are orthonormal.
fn orthogonal(rows: usize, random: &mut Stream, values: &mut [f32]) {
    let columns = values.len() / rows;
    let mut matrix: Vec<f64> = (0..rows * columns)
        .map(|_| f64::from(random.normal()))
        .collect();
    orthonormalise(&mut matrix, rows.max(columns));
    for (at, value) in values.iter_mut().enumerate() {
        *value = if rows <= columns {
            matrix[at]
        } else {
            matrix[at % columns * rows + at / columns]
        } as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::Purpose;

    fn filled(init: Init, shape: Vec<usize>) -> Vec<f32> {
        let spec = Spec {
            name: "weight",
            start: Start::Random {
                fan_in: 50,
                fan_out: 150,
            },
            shape,
        };
        let mut values = vec![0.0; spec.size()];
        init.fill(&spec, &mut Stream::new(3, Purpose::Init, 1), &mut values);
        values
    }

    #[test]
    fn variances_are_those_of_the_papers() {
        for (init, expected) in [(Init::He, 0.04), (Init::Glorot, 0.01)] {
            let values = filled(init, vec![200, 200]);
            let variance = values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32;
            assert!((variance / expected - 1.0).abs() < 0.03, "{variance}");
        }
        assert!(
            filled(Init::Zeros, vec![9])
                .iter()
                .all(|&value| value == 0.0)
        );
    }

    #[test]
    fn the_shorter_side_is_orthonormal() {
        for (rows, columns) in [(7, 12), (12, 7), (5, 5)] {
            let values = filled(Init::Orthogonal, vec![rows, columns]);
            let (short, long) = (rows.min(columns), rows.max(columns));
            let at = |s: usize, l: usize| {
                if rows <= columns {
                    values[s * columns + l]
                } else {
                    values[l * columns + s]
                }
            };
            for i in 0..short {
                for j in 0..short {
                    let dot: f32 = (0..long).map(|l| at(i, l) * at(j, l)).sum();
                    let expected = if i == j { 1.0 } else { 0.0 };
                    assert!((dot - expected).abs() < 1e-5, "{i} {j}: {dot}");
                }
            }
        }
    }
}
