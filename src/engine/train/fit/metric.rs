//! What is judged besides the loss.

use crate::nn::{Target, Tensor};

/// An answer without any error would be infinitely many dB.
const MOST_DECIBELS: f64 = 100.0;

/// Sum over examples of the metric: PSNR in dB for values, 1 for each right answer for classes (of several places
/// in an example, the share that is right).
pub(in crate::train) fn sum(answer: &Tensor, target: Target<'_>) -> f64 {
    match target {
        Target::Values(clean) => (0..answer.count)
            .map(|index| psnr(answer.example(index), clean.example(index)))
            .sum(),
        Target::Classes(classes) => {
            let numbers = (answer.data.len() / classes.len().max(1)).max(1);
            let answers = answer.data.chunks_exact(numbers).zip(classes);
            let right = answers.filter(|(answer, class)| class_of(answer) == **class);
            right.count() as f64 * answer.count as f64 / classes.len().max(1) as f64
        }
    }
}

/// Peak signal-to-noise ratio for a peak of 1, both clipped to 0..1: −10 log₁₀ mean (clip(a) − clip(t))².
fn psnr(answer: &[f32], clean: &[f32]) -> f64 {
    // Parts of 1024 numbers are summed in f32, which vectorises; their sums in f64.
    let squares: f64 = answer
        .chunks(1024)
        .zip(clean.chunks(1024))
        .map(|(answers, clean)| {
            let mut lanes = [0.0f32; 8];
            let (answers, rest) = answers.as_chunks::<8>();
            let (clean, clean_rest) = clean.as_chunks::<8>();
            for (a, c) in answers.iter().zip(clean) {
                for lane in 0..8 {
                    let difference = a[lane].clamp(0.0, 1.0) - c[lane].clamp(0.0, 1.0);
                    lanes[lane] += difference * difference;
                }
            }
            for (lane, (a, c)) in rest.iter().zip(clean_rest).enumerate() {
                let difference = a.clamp(0.0, 1.0) - c.clamp(0.0, 1.0);
                lanes[lane] += difference * difference;
            }
            f64::from(lanes.iter().sum::<f32>())
        })
        .sum();
    let mean = squares / answer.len().max(1) as f64;
    let decibels = -10.0 * mean.log10();
    // Written so that a NaN stays one.
    if decibels > MOST_DECIBELS {
        MOST_DECIBELS
    } else {
        decibels
    }
}

/// The class an answer names: the largest of several numbers (the first of equals), or the sign of a single one.
pub fn class_of(answer: &[f32]) -> usize {
    if let [single] = answer {
        return usize::from(*single > 0.0);
    }
    let mut best = 0;
    for (class, &value) in answer.iter().enumerate() {
        if value > answer[best] {
            best = class;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Shape;

    #[test]
    fn psnr_by_hand() {
        let clean: Vec<f32> = (0..1500).map(|i| (i % 5) as f32 / 4.0).collect();
        let off: Vec<f32> = clean
            .iter()
            .map(|v| if *v > 0.5 { v - 0.1 } else { v + 0.1 })
            .collect();
        assert!((psnr(&off, &clean) - 20.0).abs() < 1e-4);
        let beyond: Vec<f32> = clean.iter().map(|v| v * 3.0 - 1.0).collect();
        let expected: f64 = clean
            .iter()
            .map(|v| f64::from(((v * 3.0 - 1.0).clamp(0.0, 1.0) - v).powi(2)))
            .sum();
        assert!((psnr(&beyond, &clean) + 10.0 * (expected / 1500.0).log10()).abs() < 1e-4);
        assert_eq!(psnr(&clean, &clean), MOST_DECIBELS);
        assert!(psnr(&[f32::NAN], &[0.0]).is_nan());
    }

    #[test]
    fn right_answers_are_counted() {
        let answer = Tensor {
            count: 2,
            shape: Shape::vector(3),
            data: vec![0.0, 2.0, 1.0, 3.0, 0.0, 3.0],
        };
        assert_eq!(sum(&answer, Target::Classes(&[1, 0])), 2.0);
        assert_eq!(sum(&answer, Target::Classes(&[1, 2])), 1.0);
        let signs = Tensor {
            count: 2,
            shape: Shape::vector(1),
            data: vec![-0.2, 0.1],
        };
        assert_eq!(sum(&signs, Target::Classes(&[0, 1])), 2.0);
    }
}
