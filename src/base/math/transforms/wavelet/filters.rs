//! Filters of Daubechies' orthogonal wavelets, by spectral factorisation.
//!
//! The low-pass filter h of length 2N is the shortest with N vanishing moments whose even shifts are orthonormal:
//!
//! ```text
//! |H(ω)|² = 2 cos²ᴺ(ω/2) P(sin²(ω/2)),   P(y) = Σ_{k<N} C(N−1+k, k) yᵏ
//! ```
//!
//! With y = (2 − z − 1/z) / 4, each root of P gives a pair z, 1/z, of which H takes one (complex roots with their
//! conjugates, so that h is real). All inside the unit circle: extremal phase. The choice whose phase is nearest to a
//! straight line: the least asymmetric one, a symlet. The high-pass filter is g(k) = (−1)ᵏ h(2N − 1 − k).
//!
//! Source: Daubechies 1992, Ten Lectures on Wavelets, chapters 6 and 8, doi:10.1137/1.9781611970104; roots by Aberth
//! 1973, doi:10.1090/S0025-5718-1973-0329236-7.

use realfft::num_complex::Complex64;

/// A pair of orthonormal filters of one even length: Σ h² = Σ g² = 1, Σ h = √2, Σ g = 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Filters {
    /// Low pass, h.
    pub low: Vec<f32>,
    /// High pass, g.
    pub high: Vec<f32>,
}

impl Filters {
    /// Filters with `moments` vanishing moments (1 to 10): of extremal phase or, if `symmetric`, the least asymmetric.
    pub fn daubechies(moments: usize, symmetric: bool) -> Self {
        assert!((1..=10).contains(&moments), "1 to 10 moments");
        let low = low_pass(moments, symmetric);
        let sign = |k: usize| if k.is_multiple_of(2) { 1.0 } else { -1.0 };
        Self {
            high: low
                .iter()
                .rev()
                .enumerate()
                .map(|(k, &value)| (sign(k) * value) as f32)
                .collect(),
            low: low.iter().map(|&value| value as f32).collect(),
        }
    }

    /// Length of each filter.
    pub fn taps(&self) -> usize {
        self.low.len()
    }
}

fn low_pass(moments: usize, symmetric: bool) -> Vec<f64> {
    // One root z inside the circle for each real y, and for each pair of conjugates.
    let inside: Vec<Complex64> = roots(&binomials(moments))
        .into_iter()
        .filter(|y| y.im > -1e-9)
        .map(|y| {
            let middle = 1.0 - 2.0 * y;
            let away = (middle * middle - 1.0).sqrt();
            let (a, b) = (middle + away, middle - away);
            if a.norm() < b.norm() { a } else { b }
        })
        .collect();
    // The first root stays inside: the other half of the choices are the mirror images.
    let choices = if symmetric && !inside.is_empty() {
        1 << (inside.len() - 1)
    } else {
        1_usize
    };
    (0..choices)
        .map(|choice| {
            let chosen = inside.iter().enumerate().map(|(i, z)| {
                if choice << 1 >> i & 1 == 1 {
                    z.inv()
                } else {
                    *z
                }
            });
            expand(moments, chosen)
        })
        .min_by(|a, b| asymmetry(a).total_cmp(&asymmetry(b)))
        .unwrap_or_default()
}

/// The coefficients C(N−1+k, k) of P, k = 0 first.
fn binomials(moments: usize) -> Vec<f64> {
    let mut coefficients = vec![1.0];
    for k in 1..moments {
        let last = coefficients[k - 1];
        coefficients.push(last * (moments - 1 + k) as f64 / k as f64);
    }
    coefficients
}

/// (1 + z)ᴺ Π (z − zᵢ), scaled to the sum √2; a root that is not real comes with its conjugate.
fn expand(moments: usize, roots: impl Iterator<Item = Complex64>) -> Vec<f64> {
    let mut polynomial = vec![1.0];
    for _ in 0..moments {
        polynomial = times(&polynomial, &[1.0, 1.0]);
    }
    for z in roots {
        polynomial = if z.im.abs() < 1e-9 {
            times(&polynomial, &[-z.re, 1.0])
        } else {
            times(&polynomial, &[z.norm_sqr(), -2.0 * z.re, 1.0])
        };
    }
    let scale = std::f64::consts::SQRT_2 / polynomial.iter().sum::<f64>();
    polynomial.iter().rev().map(|c| c * scale).collect()
}

fn times(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; a.len() + b.len() - 1];
    for (i, a) in a.iter().enumerate() {
        for (j, b) in b.iter().enumerate() {
            product[i + j] += a * b;
        }
    }
    product
}

/// How far the phase of the frequency response is from a straight line through 0: the mean square over 0..π, the best
/// line off.
fn asymmetry(filter: &[f64]) -> f64 {
    const STEPS: usize = 256;
    let (mut before, mut phase, mut phases) = (Complex64::ONE, 0.0, Vec::new());
    for step in 1..STEPS {
        let frequency = std::f64::consts::PI * step as f64 / STEPS as f64;
        let response: Complex64 = filter
            .iter()
            .enumerate()
            .map(|(k, h)| Complex64::from_polar(*h, -frequency * k as f64))
            .sum();
        phase += (response / before).arg();
        phases.push((frequency, phase));
        before = response;
    }
    let (cross, square) = phases
        .iter()
        .fold((0.0, 0.0), |(c, s), (f, p)| (c + f * p, s + f * f));
    phases
        .iter()
        .map(|(f, p)| (p - cross / square * f).powi(2))
        .sum()
}

/// All roots of the polynomial with these coefficients, the constant first (Aberth's simultaneous Newton steps).
fn roots(coefficients: &[f64]) -> Vec<Complex64> {
    let degree = coefficients.len() - 1;
    let lead = coefficients[degree];
    let radius = (coefficients[0] / lead)
        .abs()
        .powf(1.0 / degree.max(1) as f64);
    let mut roots: Vec<_> = (0..degree)
        .map(|k| {
            Complex64::from_polar(
                radius,
                0.4 + std::f64::consts::TAU * k as f64 / degree as f64,
            )
        })
        .collect();
    for _ in 0..200 {
        for i in 0..degree {
            let z = roots[i];
            let (mut value, mut slope) = (Complex64::ZERO, Complex64::ZERO);
            for &c in coefficients.iter().rev() {
                slope = slope * z + value;
                value = value * z + c;
            }
            if value == Complex64::ZERO {
                continue;
            }
            let newton = value / slope;
            let others: Complex64 = (0..degree)
                .filter(|&j| j != i)
                .map(|j| (z - roots[j]).inv())
                .sum();
            roots[i] -= newton / (1.0 - newton * others);
        }
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::super::Wavelet;
    use super::*;

    #[test]
    fn even_shifts_are_orthonormal_and_moments_vanish() {
        for (moments, symmetric) in (1..=10).flat_map(|n| [(n, false), (n, true)]) {
            let low = low_pass(moments, symmetric);
            assert_eq!(low.len(), 2 * moments);
            for shift in 0..moments {
                let product: f64 = low.iter().zip(&low[2 * shift..]).map(|(a, b)| a * b).sum();
                let expected = if shift == 0 { 1.0 } else { 0.0 };
                assert!(
                    (product - expected).abs() < 1e-9,
                    "{moments} {shift}: {product}"
                );
            }
            for power in 0..moments {
                let moment: f64 = low
                    .iter()
                    .enumerate()
                    .map(|(k, h)| {
                        let sign = if k.is_multiple_of(2) { 1.0 } else { -1.0 };
                        sign * h * (k as f64 / moments as f64 - 1.0).powi(power as i32)
                    })
                    .sum();
                assert!(moment.abs() < 1e-7, "{moments} {power}: {moment}");
            }
        }
    }

    /// Against the published tables (Daubechies 1992, tables 6.1 and 6.3), which may run either way.
    #[test]
    fn filters_are_the_published_ones() {
        let same = |wavelet: Wavelet, table: &[f32]| {
            let low = wavelet.filters().low;
            let near = |low: &mut dyn Iterator<Item = &f32>| {
                low.zip(table).all(|(a, b)| (a - b).abs() < 1e-6)
            };
            assert!(
                near(&mut low.iter()) || near(&mut low.iter().rev()),
                "{wavelet:?}: {low:?}"
            );
        };
        same(Wavelet::Haar, &[std::f32::consts::FRAC_1_SQRT_2; 2]);
        same(
            Wavelet::Daubechies2,
            &[0.482_962_9, 0.836_516_3, 0.224_143_9, -0.129_409_5],
        );
        same(
            Wavelet::Symlet4,
            &[
                -0.075_765_71,
                -0.029_635_53,
                0.497_618_67,
                0.803_738_8,
                0.297_857_8,
                -0.099_219_54,
                -0.012_603_97,
                0.032_223_1,
            ],
        );
        same(
            Wavelet::Symlet8,
            &[
                -0.003_382_416,
                -0.000_542_132_3,
                0.031_695_09,
                0.007_607_487,
                -0.143_294_24,
                -0.061_273_36,
                0.481_359_65,
                0.777_185_75,
                0.364_441_9,
                -0.051_945_84,
            ],
        );
    }
}
