//! One group of similar patches under its Gaussian law.

use crate::image::patches::{self, FoundPatch, Sums};
use crate::math::moments::{self, HEIGHT};
use crate::math::simd::NullaryFnOnce;

/// Pixels of the largest patch.
const MOST: usize = 49;

/// What the law of every group takes from the noise.
pub(super) struct Law {
    /// σ².
    pub(super) variance: f32,
    /// ρ σ².
    pub(super) guard: f32,
    /// Variance of the pixels of a group up to which it is flat.
    pub(super) flat: f32,
}

/// Memory for the patches of a group, kept from one to the next. A patch is a vector of its pixels, channel after
/// channel.
pub(super) struct Group<const P: usize> {
    n: usize,
    stride: usize,
    patches: Vec<f32>,
    models: Vec<f32>,
    products: Vec<f32>,
    covariance: Vec<f32>,
    mean: Vec<f32>,
}

impl<const P: usize> Group<P> {
    /// Room for `most` patches of `channels` × P × P pixels.
    pub(super) fn new(most: usize, channels: usize) -> Self {
        let n = channels * P * P;
        let stride = moments::stride(n);
        let room = most.next_multiple_of(HEIGHT) * stride;
        Self {
            n,
            stride,
            patches: vec![0.0; room],
            models: vec![0.0; room],
            products: vec![0.0; room],
            covariance: vec![0.0; n * stride],
            mean: vec![0.0; stride],
        }
    }
}

/// The work on one group.
pub(super) struct Work<'a, const P: usize> {
    pub(super) group: &'a mut Group<P>,
    pub(super) law: &'a Law,
    /// The channels that the law is of, one after the other.
    pub(super) noisy: &'a [f32],
    /// In the second step, the same channels of the first step's answer.
    pub(super) guide: Option<&'a [f32]>,
    /// Pixels of a channel.
    pub(super) area: usize,
    pub(super) width: usize,
    pub(super) found: &'a [FoundPatch],
    /// Which channel of the sums is the first one here.
    pub(super) first: usize,
    pub(super) sums: &'a mut Sums,
}

impl<const P: usize> NullaryFnOnce for Work<'_, P> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Group {
            n,
            stride,
            patches,
            models,
            products,
            covariance,
            mean,
        } = self.group;
        let (n, stride, count) = (*n, *stride, self.found.len());
        let room = count.next_multiple_of(HEIGHT) * stride;
        let (patches, models) = (&mut patches[..room], &mut models[..room]);
        let products = &mut products[..room];
        let take = |planes: &[f32], to: &mut [f32]| {
            for (to, found) in to.chunks_exact_mut(stride).zip(self.found) {
                let parts = planes
                    .chunks_exact(self.area)
                    .zip(to.chunks_exact_mut(P * P));
                for (plane, to) in parts {
                    patches::copy::<P>(plane, self.width, found.y, found.x, to);
                }
            }
            to[count * stride..].fill(0.0);
        };
        take(self.noisy, patches);
        let law = self.law;
        // The samples of the law; in the first step these are the noisy patches themselves.
        let samples: &[f32] = if let Some(guide) = self.guide {
            take(guide, models);
            average(models, stride, count, mean);
            subtract(models, stride, count, mean);
            subtract(patches, stride, count, mean);
            models
        } else {
            average(patches, stride, count, mean);
            subtract(patches, stride, count, mean);
            patches
        };
        let scale = 1.0 / (count - 1).max(1) as f32;
        moments::second_moments(samples, n, scale, covariance);
        let trace: f32 = (0..n).map(|k| covariance[k * stride + k]).sum();
        let middle = mean[..n].iter().sum::<f32>() / n as f32;
        let spread: f32 = mean[..n].iter().map(|m| (m - middle).powi(2)).sum();
        // The second step's law knows a flat area by its own covariance.
        let flat = self.guide.is_none() && trace + spread <= law.flat * n as f32;
        if flat {
            mean[..n].fill(middle);
            patches.fill(0.0);
        } else {
            // What rounding makes of the covariance stays below the last term.
            let least = if self.guide.is_some() {
                law.variance
            } else {
                law.guard
            };
            let ridge = least + 1e-6 * trace;
            (0..n).for_each(|k| covariance[k * stride + k] += ridge);
            if moments::invert(covariance, n) {
                moments::apply(patches, covariance, [n, n], products);
            } else {
                products.fill(0.0);
            }
            for (value, product) in patches.iter_mut().zip(&*products) {
                *value -= law.variance * product;
            }
        }
        for patch in patches.chunks_exact_mut(stride) {
            for (value, mean) in patch.iter_mut().zip(&*mean) {
                *value += mean;
            }
        }
        let ones = [1.0_f32; MOST];
        for (patch, found) in patches.chunks_exact(stride).zip(self.found) {
            for (channel, part) in patch[..n].chunks_exact(P * P).enumerate() {
                let at = (found.y, found.x);
                self.sums
                    .add::<P>(self.first + channel, at, part, &ones, 1.0);
            }
        }
    }
}

/// The mean of the first `count` patches.
#[inline(always)]
fn average(patches: &[f32], stride: usize, count: usize, mean: &mut [f32]) {
    mean.fill(0.0);
    for patch in patches.chunks_exact(stride).take(count) {
        for (mean, value) in mean.iter_mut().zip(patch) {
            *mean += value;
        }
    }
    let share = 1.0 / count as f32;
    mean.iter_mut().for_each(|mean| *mean *= share);
}

/// Subtracts the mean from the first `count` patches.
#[inline(always)]
fn subtract(patches: &mut [f32], stride: usize, count: usize, mean: &[f32]) {
    for patch in patches.chunks_exact_mut(stride).take(count) {
        for (value, mean) in patch.iter_mut().zip(mean) {
            *value -= mean;
        }
    }
}
