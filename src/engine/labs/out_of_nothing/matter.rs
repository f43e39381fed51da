//! The digits, small and standard, and what classical statistics knows of them: mean and covariance.

use super::Show;
use crate::data::{self, DataSet, Digits, Fashion, Labelled, Part, Parts};
use crate::labs::Desk;
use crate::labs::lesson::all_of;
use crate::math::matrices::spd::cholesky;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};
use crate::say;
use crate::train::TrainError;

/// Side of a digit: half of 28, and a border of a pixel.
pub(super) const SIDE: usize = 16;
/// Pixels of a digit.
pub(super) const SIZE: usize = SIDE * SIDE;
/// Rows that are seen where a digit is to be completed: the upper half.
pub(super) const SEEN: usize = SIZE / 2;
/// What is added to the variances, so that pixels that are always black do no harm; in standard units.
const RIDGE: f64 = 0.03;

/// A digit's shape.
pub(super) fn shape() -> Shape {
    Shape::new(1, SIDE, SIDE)
}

/// Digits in standard units: over all pixels of all digits that are learned from, mean 0 and variance 1.
pub(super) struct Matter {
    /// What is learned from.
    pub(super) known: Labelled,
    /// Others.
    pub(super) new: Labelled,
    standard: [f32; 2],
}

impl Matter {
    /// # Errors
    /// [`TrainError`], when the digits are not there.
    pub(super) fn of(show: Show, desk: &Desk<'_>) -> Result<Self, TrainError> {
        let set: Box<dyn DataSet> = match show {
            Show::Digits => Box::new(Digits::default()),
            Show::Fashion => Box::new(Fashion::default()),
        };
        let examples = data::load(&*set, desk.shelf(), 0, &Parts::default())?;
        let [known, new] =
            [Part::Training, Part::Validation].map(|part| small(&all_of(&*examples, part)));
        let count = known.pictures.data.len().max(1) as f64;
        let values = || known.pictures.data.iter().map(|value| f64::from(*value));
        let mean = values().sum::<f64>() / count;
        let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        let standard = [mean as f32, variance.sqrt().max(1e-6) as f32];
        let mut matter = Self {
            known,
            new,
            standard,
        };
        for part in [&mut matter.known, &mut matter.new] {
            let values = part.pictures.data.iter_mut();
            values.for_each(|value| *value = (*value - standard[0]) / standard[1]);
        }
        Ok(matter)
    }

    /// A pixel, 0..1, of a number in standard units.
    pub(super) fn pixel(&self, value: f32) -> f32 {
        (self.standard[0] + self.standard[1] * value).clamp(0.0, 1.0)
    }

    /// Pictures whose pixels are cut off at black and white.
    pub(super) fn clipped(&self, mut pictures: Tensor) -> Tensor {
        let [low, high] = [0.0, 1.0].map(|pixel| (pixel - self.standard[0]) / self.standard[1]);
        let values = pictures.data.iter_mut();
        values.for_each(|value| *value = value.clamp(low, high));
        pictures
    }
}

/// Digits at half the side with a black border, each pixel the mean of four.
fn small(from: &Labelled) -> Labelled {
    let mut pictures = Tensor::zeros(from.pictures.count, shape());
    let side = from.pictures.shape.width;
    for at in 0..pictures.count {
        let whole = from.pictures.example(at);
        let small = pictures.example_mut(at);
        for (y, x) in (0..side / 2).flat_map(|y| (0..side / 2).map(move |x| (y, x))) {
            let corner = 2 * y * side + 2 * x;
            let four = [0, 1, side, side + 1].map(|next| whole[corner + next]);
            small[(y + 1) * SIDE + x + 1] = 0.25 * four.iter().sum::<f32>();
        }
    }
    Labelled {
        pictures,
        classes: from.classes.clone(),
    }
}

/// Mean and covariance of the digits: the normal distribution that fits them best.
pub(super) struct Normal {
    mean: Vec<f32>,
    /// L of the covariance L·Lᵀ, row after row.
    factor: Vec<f64>,
}

impl Normal {
    /// # Errors
    /// [`TrainError`], when the digits are no numbers.
    pub(super) fn fitted(matter: &Matter) -> Result<Self, TrainError> {
        let all = &matter.known.pictures;
        let count = all.count.max(1) as f64;
        let mut mean = vec![0.0_f64; SIZE];
        for at in 0..all.count {
            let pixels = mean.iter_mut().zip(all.example(at));
            pixels.for_each(|(mean, value)| *mean += f64::from(*value) / count);
        }
        let mut covariance = vec![0.0_f64; SIZE * SIZE];
        for at in 0..all.count {
            let apart = all.example(at).iter().zip(&mean);
            let apart: Vec<f64> = apart
                .map(|(value, mean)| f64::from(*value) - mean)
                .collect();
            for (row, own) in covariance.chunks_exact_mut(SIZE).zip(&apart) {
                let pairs = row.iter_mut().zip(&apart);
                pairs.for_each(|(sum, other)| *sum += own * other / count);
            }
        }
        for at in 0..SIZE {
            covariance[at * SIZE + at] += RIDGE;
        }
        let factor = cholesky(&covariance, SIZE).ok_or_else(|| {
            TrainError::Mismatch(say!("the digits have no covariance; load them again"))
        })?;
        Ok(Self {
            mean: mean.iter().map(|mean| *mean as f32).collect(),
            factor,
        })
    }

    /// Pictures drawn from it.
    pub(super) fn drawn(&self, count: usize, seed: u64) -> Tensor {
        let mut pictures = Tensor::zeros(count, shape());
        for at in 0..count {
            let mut random = Stream::new(seed, Purpose::Evaluation, at as u64);
            let noise: Vec<f64> = (0..SIZE).map(|_| f64::from(random.normal())).collect();
            let rows = self.factor.chunks_exact(SIZE).zip(&self.mean);
            for (pixel, (row, mean)) in pictures.example_mut(at).iter_mut().zip(rows) {
                let sum: f64 = row.iter().zip(&noise).map(|(l, z)| l * z).sum();
                *pixel = mean + sum as f32;
            }
        }
        pictures
    }

    /// The mean of what is covered given what is seen, in every picture: ridge regression of each covered pixel on all
    /// that are seen.
    ///
    /// With the seen pixels first, L is [[A, 0], [B, C]]; given the seen, the mean of the covered is
    /// μ + B A⁻¹ (seen − μ).
    pub(super) fn completed(&self, pictures: &Tensor) -> Tensor {
        let mut answer = pictures.clone();
        for at in 0..answer.count {
            let picture = answer.example_mut(at);
            let mut solved = vec![0.0_f64; SEEN];
            for row in 0..SIZE {
                let line = &self.factor[row * SIZE..][..SEEN.min(row + 1)];
                let before = line.len().min(if row < SEEN { row } else { SEEN });
                let known: f64 = line[..before].iter().zip(&solved).map(|(l, z)| l * z).sum();
                if row < SEEN {
                    solved[row] = (f64::from(picture[row] - self.mean[row]) - known) / line[row];
                } else {
                    picture[row] = self.mean[row] + known as f32;
                }
            }
        }
        answer
    }

    /// The mean of what is covered, whatever is seen.
    pub(super) fn mean_completed(&self, pictures: &Tensor) -> Tensor {
        let mut answer = pictures.clone();
        for at in 0..answer.count {
            answer.example_mut(at)[SEEN..].copy_from_slice(&self.mean[SEEN..]);
        }
        answer
    }
}
