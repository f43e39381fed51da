//! Thresholds: how much of a wavelet coefficient is noise.
//!
//! ```text
//! soft   w → sign(w) max(|w| − T, 0)          hard   w → w where |w| > T, else 0
//! ```

use rayon::prelude::*;

crate::choices! {
    /// How the threshold T of a band follows from its n coefficients and the noise σ.
    pub enum Rule {
        /// σ √(2 ln n): no coefficient of pure noise is likely to pass. Donoho, Johnstone 1994,
        /// doi:10.1093/biomet/81.3.425.
        Visu => "visu", "VisuShrink";
        /// The T of least SURE, Stein's unbiased estimate of the squared error of soft thresholding; where a band is
        /// too sparse for it, σ √(2 ln n). Donoho, Johnstone 1995, doi:10.1080/01621459.1995.10476626.
        Sure => "sure", "SureShrink";
        /// σ² / s, where s² = max(mean w² − σ², 0): nearly the best soft threshold for Laplacian coefficients of
        /// standard deviation s. Chang, Yu, Vetterli 2000, doi:10.1109/83.862633.
        Bayes => "bayes", "BayesShrink";
    }
}

crate::choices! {
    /// What becomes of a coefficient.
    pub enum Shrinkage {
        /// All move towards zero by T.
        Soft => "soft", "Soft";
        /// Those above T stay.
        Hard => "hard", "Hard";
    }
}

/// Coefficients on which SURE looks at most; of larger bands, every so many-th.
const SAMPLE: usize = 1 << 18;

impl Rule {
    /// The threshold for the band `coefficients` with white noise of standard deviation `sigma`; infinite where all is
    /// noise.
    pub fn threshold(self, coefficients: &[f32], sigma: f32) -> f32 {
        let universal = sigma * (2.0 * (coefficients.len().max(2) as f32).ln()).sqrt();
        match self {
            Self::Visu => universal,
            Self::Sure => least_risk(coefficients, sigma, universal),
            Self::Bayes => {
                let signal = mean_square(coefficients) - f64::from(sigma).powi(2);
                sigma * sigma / signal.max(0.0).sqrt() as f32
            }
        }
    }
}

impl Shrinkage {
    /// Thresholds all coefficients, in place.
    pub fn apply(self, coefficients: &mut [f32], threshold: f32) {
        let soft = |w: &mut f32| *w -= w.clamp(-threshold, threshold);
        let hard = |w: &mut f32| {
            if w.abs() <= threshold {
                *w = 0.0;
            }
        };
        match self {
            Self::Soft => coefficients.iter_mut().for_each(soft),
            Self::Hard => coefficients.iter_mut().for_each(hard),
        }
    }
}

/// Mean of the squares, summed over fixed chunks; 0 for none.
pub fn mean_square(values: &[f32]) -> f64 {
    let sums: Vec<f64> = values
        .par_chunks(1 << 12)
        .map(|chunk| chunk.iter().map(|&v| f64::from(v * v)).sum())
        .collect();
    sums.iter().sum::<f64>() / values.len().max(1) as f64
}

fn least_risk(coefficients: &[f32], sigma: f32, universal: f32) -> f32 {
    let stride = coefficients.len().div_ceil(SAMPLE).max(1);
    let variance = f64::from(sigma).powi(2);
    let mut squares: Vec<f64> = coefficients
        .iter()
        .step_by(stride)
        .map(|&w| f64::from(w).powi(2))
        .collect();
    let n = squares.len() as f64;
    let excess = squares.iter().sum::<f64>() / (n * variance) - 1.0;
    if squares.is_empty() || excess <= n.log2().powf(1.5) / n.sqrt() {
        return universal;
    }
    squares.par_sort_unstable_by(f64::total_cmp);
    // SURE(T) = n σ² − 2 σ² #(|w| ≤ T) + Σ min(w², T²)
    let (mut best, mut least, mut below) = (0.0, n * variance, 0.0);
    for (k, &square) in squares.iter().enumerate() {
        if square > f64::from(universal).powi(2) {
            break;
        }
        below += square;
        let count = (k + 1) as f64;
        let risk = (n - 2.0 * count) * variance + below + (n - count) * square;
        if risk < least {
            (best, least) = (square, risk);
        }
    }
    best.sqrt() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};

    /// Noise of σ = 0.5, and in every fourth place a signal of standard deviation 4.
    fn band() -> (Vec<f32>, Vec<f32>) {
        let mut random = Stream::new(0, Purpose::Evaluation, 0);
        (0..10_000)
            .map(|i| {
                let signal = if i % 4 == 0 {
                    4.0 * random.normal()
                } else {
                    0.0
                };
                (signal, signal + 0.5 * random.normal())
            })
            .unzip()
    }

    #[test]
    fn shapes_do_what_their_formulas_say() {
        let mut soft = [-3.0, -1.0, 0.5, 2.0];
        let mut hard = soft;
        Shrinkage::Soft.apply(&mut soft, 1.0);
        Shrinkage::Hard.apply(&mut hard, 1.0);
        assert_eq!(soft, [-2.0, 0.0, 0.0, 1.0]);
        assert_eq!(hard, [-3.0, 0.0, 0.0, 2.0]);
        Shrinkage::Soft.apply(&mut soft, f32::INFINITY);
        assert_eq!(soft, [0.0; 4]);
    }

    #[test]
    fn rules_follow_their_formulas() {
        let (_, noisy) = band();
        let visu = Rule::Visu.threshold(&noisy, 0.5);
        assert!((visu - 0.5 * (2.0 * 10_000_f32.ln()).sqrt()).abs() < 1e-5);
        // Mean square 16 / 4 + 1/4.
        let bayes = Rule::Bayes.threshold(&noisy, 0.5);
        assert!((bayes - 0.25 / 2.0).abs() < 0.01, "{bayes}");
        assert_eq!(Rule::Bayes.threshold(&[0.1; 50], 0.5), f32::INFINITY);
    }

    #[test]
    fn sure_finds_nearly_the_best_soft_threshold() {
        let (signal, noisy) = band();
        let error = |threshold: f32| {
            let mut clean = noisy.clone();
            Shrinkage::Soft.apply(&mut clean, threshold);
            let difference: Vec<f32> = clean.iter().zip(&signal).map(|(a, b)| a - b).collect();
            mean_square(&difference)
        };
        let best = (0..200)
            .map(|k| error(0.01 * k as f32))
            .fold(f64::MAX, f64::min);
        let found = error(Rule::Sure.threshold(&noisy, 0.5));
        assert!(found < 1.02 * best, "{found} {best}");
    }
}
