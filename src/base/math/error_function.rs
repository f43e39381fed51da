//! The error function, and the normal distribution that it gives.

/// erf x = 2/√π ∫₀ˣ e^(−t²) dt, to an absolute error of 1.5e-7.
///
/// Source: Hastings 1955, as formula 7.1.26 of Abramowitz and Stegun 1964, Handbook of Mathematical Functions.
pub fn error_function(x: f32) -> f32 {
    let size = f64::from(x.abs());
    let t = 1.0 / (1.0 + 0.327_591_1 * size);
    let factors = [
        1.061_405_429,
        -1.453_152_027,
        1.421_413_741,
        -0.284_496_736,
        0.254_829_592,
    ];
    let polynomial = factors.iter().fold(0.0, |sum, factor| sum * t + factor) * t;
    let value = (1.0 - polynomial * (-size * size).exp()) as f32;
    if x < 0.0 { -value } else { value }
}

/// Φ(x): the share of a standard normal distribution below `x`, and φ(x), its density there.
pub fn normal_distribution(x: f32) -> (f32, f32) {
    const ROOT_HALF: f32 = std::f32::consts::FRAC_1_SQRT_2;
    let density = (-0.5 * x * x).exp() * 0.398_942_3;
    (0.5 * (1.0 + error_function(x * ROOT_HALF)), density)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of Python 3.13's `math.erf`.
    #[test]
    fn known_values() {
        for (x, expected) in [
            (0.0, 0.0),
            (0.1, 0.112_462_92),
            (0.5, 0.520_499_9),
            (1.0, 0.842_700_8),
            (-2.0, -0.995_322_3),
            (4.0, 1.0),
        ] {
            assert!((error_function(x) - expected).abs() < 3e-7, "{x}");
        }
        let (below, density) = normal_distribution(1.0);
        assert!((below - 0.841_344_7).abs() < 3e-7 && (density - 0.241_970_7).abs() < 1e-7);
        assert!(error_function(f32::NAN).is_nan());
    }
}
