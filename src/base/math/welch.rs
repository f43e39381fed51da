//! Whether two means differ by more than chance: Welch's t-test.
//!
//! Source: B. L. Welch 1947, The generalization of 'Student's' problem when several different population variances are
//! involved, Biometrika 34, doi:10.1093/biomet/34.1-2.28; degrees of freedom after F. E. Satterthwaite 1946,
//! doi:10.2307/3002019. Student's distribution by the incomplete beta function, whose continued fraction is formula
//! 8.17.22 of the NIST Digital Library of Mathematical Functions.

/// Mean and standard deviation of a sample (that of `count − 1`); the deviation of fewer than two values is not known.
pub fn mean_and_deviation(values: &[f64]) -> (f64, Option<f64>) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    if values.len() < 2 {
        return (mean, None);
    }
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, Some((squares / (count - 1.0)).sqrt()))
}

/// The chance that two samples whose true means are equal differ as much as these or more, either way (0..1); `None`
/// where a sample has fewer than two values.
///
/// ```
/// use lemida_base::math::welch::p_value;
/// let same = p_value(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]).unwrap();
/// assert!((same - 1.0).abs() < 1e-9);
/// assert!(p_value(&[1.0, 1.1, 0.9], &[5.0, 5.1, 4.9]).unwrap() < 1e-4);
/// assert_eq!(p_value(&[1.0], &[2.0, 3.0]), None);
/// ```
pub fn p_value(one: &[f64], other: &[f64]) -> Option<f64> {
    let [(mean_one, deviation_one), (mean_other, deviation_other)] =
        [one, other].map(mean_and_deviation);
    let [a, b] = [
        deviation_one?.powi(2) / one.len() as f64,
        deviation_other?.powi(2) / other.len() as f64,
    ];
    let difference = mean_one - mean_other;
    if a + b == 0.0 {
        return Some(if difference == 0.0 { 1.0 } else { 0.0 });
    }
    let t = difference / (a + b).sqrt();
    let [few, less] = [one, other].map(|sample| sample.len() as f64 - 1.0);
    let freedom = (a + b).powi(2) / (a * a / few + b * b / less);
    Some(incomplete_beta(
        0.5 * freedom,
        0.5,
        freedom / (freedom + t * t),
    ))
}

/// The number that Student's distribution with `freedom` degrees of freedom (positive) exceeds in size with the chance
/// `alpha` (0..1): an interval of so many standard errors either way holds the truth with 1 − `alpha`.
///
/// ```
/// use lemida_base::math::welch::student_bound;
/// assert!((student_bound(0.05, 4.0) - 2.7764).abs() < 1e-3);
/// ```
pub fn student_bound(alpha: f64, freedom: f64) -> f64 {
    let chance = |t: f64| incomplete_beta(0.5 * freedom, 0.5, freedom / (freedom + t * t));
    let (mut low, mut high) = (0.0, 1.0);
    while chance(high) > alpha && high < 1e12 {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        match chance(middle) > alpha {
            true => low = middle,
            false => high = middle,
        }
    }
    0.5 * (low + high)
}

/// The regularised incomplete beta function Iₓ(a, b), for a, b > 0 and x in 0..=1.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    // The fraction converges fast on this side only.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let front = log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * x.ln() + b * (1.0 - x).ln();
    front.exp() / a * fraction(a, b, x)
}

/// The continued fraction, by the method of Lentz 1976 (doi:10.1364/AO.15.000668).
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..500 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut step = 1.0;
        for term in [even, odd] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            step = c * d;
            value *= step;
        }
        if (step - 1.0).abs() < 1e-14 {
            break;
        }
    }
    value
}

/// ln Γ(x) for x > 0, to a relative error of about 1e-14: Lanczos 1964 (doi:10.1137/0701008), with g = 7 and nine
/// terms.
fn log_gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        let pi = std::f64::consts::PI;
        return (pi / (pi * x).sin()).ln() - log_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let terms = TERMS.iter().zip(1..);
    let sum: f64 = terms.map(|(term, at)| term / (x + f64::from(at))).sum();
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t
        + (0.999_999_999_999_809_9 + sum).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_and_beta_have_their_known_values() {
        for (x, gamma) in [(1.0, 1.0), (5.0, 24.0), (0.5, std::f64::consts::PI.sqrt())] {
            assert!((log_gamma(x) - f64::ln(gamma)).abs() < 1e-12, "{x}");
        }
        // I(x; 1, 1) = x; I(x; 2, 1) = x².
        for x in [0.1, 0.5, 0.93] {
            assert!((incomplete_beta(1.0, 1.0, x) - x).abs() < 1e-12);
            assert!((incomplete_beta(2.0, 1.0, x) - x * x).abs() < 1e-12);
        }
    }

    #[test]
    fn the_bounds_of_student_are_those_of_the_tables() {
        let table = [
            (1.0, 12.7062),
            (3.0, 3.1824),
            (10.0, 2.2281),
            (1e6, 1.95997),
        ];
        for (freedom, bound) in table {
            let found = student_bound(0.05, freedom);
            assert!((found - bound).abs() < 1e-3, "{freedom}: {found}");
        }
        assert!((student_bound(0.01, 8.0) - 3.3554).abs() < 1e-3);
    }

    #[test]
    fn students_distribution_is_met() {
        // With one degree of freedom it is Cauchy's: t = 1 leaves a half outside.
        let two_sided =
            |t: f64, freedom: f64| incomplete_beta(0.5 * freedom, 0.5, freedom / (freedom + t * t));
        assert!((two_sided(1.0, 1.0) - 0.5).abs() < 1e-10);
        // From tables: 2.776 leaves 5 % outside with four degrees of freedom, 2.086 with twenty.
        assert!((two_sided(2.776_445, 4.0) - 0.05).abs() < 1e-6);
        assert!((two_sided(2.085_963, 20.0) - 0.05).abs() < 1e-6);
    }

    #[test]
    fn samples_of_unequal_spread_give_the_value_that_was_computed_by_hand() {
        // Means 2 and 5, variances 1 and 4, three each: t = −3/√(5/3), ν = (5/3)²/((1/3)²/2 + (4/3)²/2) = 50/17.
        let p = p_value(&[1.0, 2.0, 3.0], &[3.0, 5.0, 7.0]).unwrap();
        let freedom: f64 = 50.0 / 17.0;
        let expected = incomplete_beta(0.5 * freedom, 0.5, freedom / (freedom + 5.4));
        assert!((p - expected).abs() < 1e-12 && p > 0.05 && p < 0.15, "{p}");
        assert_eq!(p_value(&[1.0, 1.0], &[1.0, 1.0]), Some(1.0));
        assert_eq!(p_value(&[1.0, 1.0], &[2.0, 2.0]), Some(0.0));
        assert_eq!(mean_and_deviation(&[4.0]), (4.0, None));
    }
}
