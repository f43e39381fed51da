//! Piecewise smoothness: most differences of neighbouring pixels are small, a few are large.
//!
//! The distribution of differences is fitted by p(d) ∝ exp(−|d / s|^α); α = 2 is normal, as for noise, and a heavy tail
//! has a small α. Source: Mallat 1989, doi:10.1109/34.192463; Huang and Mumford 1999, doi:10.1109/CVPR.1999.786990.

use super::differences;
use crate::image::Image;

const BINS: usize = 61;
/// Differences are drawn from −REACH to REACH.
const REACH: f64 = 0.3;

/// α of the fit, and the histogram as a density.
pub fn measure(picture: &Image) -> (f64, Vec<[f64; 2]>) {
    let differences = differences(picture);
    let count = differences.len().max(1) as f64;
    let mut histogram = [0.0; BINS];
    let (mut absolute, mut square) = (0.0, 0.0);
    for &difference in &differences {
        let place = (difference / REACH + 1.0) / 2.0 * BINS as f64;
        if (0.0..BINS as f64).contains(&place) {
            histogram[place as usize] += 1.0;
        }
        absolute += difference.abs() / count;
        square += difference * difference / count;
    }
    let width = 2.0 * REACH / BINS as f64;
    let points = histogram.iter().enumerate().map(|(bin, &number)| {
        let difference = -REACH + (bin as f64 + 0.5) * width;
        [difference, (number / (count * width)).max(1e-4)]
    });
    (
        shape(absolute * absolute / square.max(1e-30)),
        points.collect(),
    )
}

/// The α at which (E|d|)² / E d² = Γ(2/α)² / (Γ(1/α) Γ(3/α)), which rises with α; by halving.
fn shape(ratio: f64) -> f64 {
    let of = |alpha: f64| {
        (2.0 * log_gamma(2.0 / alpha) - log_gamma(1.0 / alpha) - log_gamma(3.0 / alpha)).exp()
    };
    let (mut low, mut high) = (0.1_f64, 10.0_f64);
    for _ in 0..60 {
        let middle = (low * high).sqrt();
        if of(middle) < ratio {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// ln Γ(x) for x > 0: Stirling's series after x is raised beyond 8 by Γ(x + 1) = x Γ(x).
fn log_gamma(x: f64) -> f64 {
    let mut x = x;
    let mut raised = 0.0;
    while x < 8.0 {
        raised += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse / 12.0 * (1.0 - square * (1.0 / 30.0 - square / 105.0));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - raised
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_and_shapes_of_known_distributions() {
        for (x, value) in [(1.0, 1.0), (5.0, 24.0), (0.5, std::f64::consts::PI.sqrt())] {
            assert!((log_gamma(x).exp() - value).abs() < 1e-8 * value, "{x}");
        }
        // Normal: (E|d|)² / E d² = 2 / π; Laplace: 1 / 2.
        assert!((shape(2.0 / std::f64::consts::PI) - 2.0).abs() < 1e-6);
        assert!((shape(0.5) - 1.0).abs() < 1e-6);
    }
}
