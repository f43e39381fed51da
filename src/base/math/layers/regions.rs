//! Normalisation within one image: the numbers of a region get mean 0 and variance 1, then each channel a scale and a
//! shift.
//!
//! ```text
//! y = γ_c x̂ + β_c,  x̂ = (x − μ) r,  r = 1 / √(v + ε)      μ, v: mean and variance of the region's m numbers
//! dβ_c = Σ dy,  dγ_c = Σ dy x̂,  dx = r (γ_c dy − Σ γ dy / m − x̂ Σ γ dy x̂ / m)
//! ```
//! The last sums are over the region. Moments are summed in f64.

use super::Layout;
use super::band::{each_image, each_part};
use crate::math::scratch;

/// Which numbers of an image belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regions {
    /// So many groups of neighbouring channels, each over the whole image; their number divides that of the channels.
    Groups(usize),
    /// The channels of each pixel.
    Pixels,
}

/// A normalisation of regions.
#[derive(Clone, Copy, Debug)]
pub struct RegionNorm {
    /// The batch, which keeps its shape.
    pub layout: Layout,
    /// What belongs together.
    pub regions: Regions,
    /// ε, added to the variance.
    pub epsilon: f32,
}

/// Sums over the numbers of each region of one image.
type Sums = Vec<[f64; 2]>;

impl RegionNorm {
    /// Regions of an image.
    pub fn count(&self) -> usize {
        match self.regions {
            Regions::Groups(groups) => groups,
            Regions::Pixels => self.layout.height * self.layout.width,
        }
    }

    /// Numbers of a region.
    fn size(&self) -> f64 {
        (self.layout.height * self.layout.width * self.layout.channels / self.count().max(1)) as f64
    }

    /// Calls `visit(region, channel, place in the image's slice)` for each number of an image.
    fn visit(&self, mut visit: impl FnMut(usize, usize, usize)) {
        let Layout {
            height,
            width,
            channels,
            ..
        } = self.layout;
        let group = match self.regions {
            Regions::Groups(groups) => channels / groups,
            Regions::Pixels => 0,
        };
        for y in 0..height {
            for x in 0..width {
                let start = y * self.layout.row() + x * channels;
                for c in 0..channels {
                    let region = c.checked_div(group).unwrap_or(y * width + x);
                    visit(region, c, start + c);
                }
            }
        }
    }

    /// The numbers of one image, from its first pixel on.
    fn image<'a>(&self, data: &'a [f32], image: usize) -> &'a [f32] {
        &data[self.layout.at(image, 0, 0)..]
    }

    /// `y ← γ x̂ + β`; means and factors r of each image's regions go to `kept`, `[images, 2 · regions]`.
    pub fn forward(&self, x: &[f32], [scale, shift]: [&[f32]; 2], kept: &mut [f32], y: &mut [f32]) {
        let (regions, size, cost) = (self.count(), self.size(), 8 * self.layout.numbers());
        each_part(kept, 2 * regions, cost, |image, kept| {
            let x = self.image(x, image);
            let mut sums: Sums = vec![[0.0; 2]; regions];
            self.visit(|region, _, at| sums[region][0] += f64::from(x[at]));
            self.visit(|region, _, at| {
                let off = f64::from(x[at]) - sums[region][0] / size;
                sums[region][1] += off * off;
            });
            for (pair, [sum, square]) in kept.chunks_exact_mut(2).zip(sums) {
                pair[0] = (sum / size) as f32;
                pair[1] = (1.0 / (square / size + f64::from(self.epsilon)).sqrt()) as f32;
            }
        });
        let kept = &*kept;
        each_image(y, &self.layout, cost, |image, y| {
            let (x, kept) = (self.image(x, image), &kept[image * 2 * regions..]);
            self.visit(|region, c, at| {
                let hat = (x[at] - kept[2 * region]) * kept[2 * region + 1];
                y[at] = scale[c] * hat + shift[c];
            });
        });
    }

    /// Adds to the gradients of γ and β; `kept` is what `forward` left.
    pub fn backward_parameters(
        &self,
        [x, dy]: [&[f32]; 2],
        kept: &[f32],
        [scale, shift]: [&mut [f32]; 2],
    ) {
        let (regions, channels) = (self.count(), self.layout.channels);
        let cost = 4 * self.layout.numbers();
        scratch::with_scratch(self.layout.count * 2 * channels, |sums| {
            each_part(sums, 2 * channels, cost, |image, sum| {
                let (x, dy) = (self.image(x, image), self.image(dy, image));
                let kept = &kept[image * 2 * regions..];
                sum.fill(0.0);
                self.visit(|region, c, at| {
                    let hat = (x[at] - kept[2 * region]) * kept[2 * region + 1];
                    sum[c] += dy[at] * hat;
                    sum[channels + c] += dy[at];
                });
            });
            for sum in sums.chunks_exact(2 * channels) {
                for (c, (scale, shift)) in scale.iter_mut().zip(shift.iter_mut()).enumerate() {
                    *scale += sum[c];
                    *shift += sum[channels + c];
                }
            }
        });
    }

    /// `dx`, from what `forward` left.
    pub fn backward_input(
        &self,
        [x, dy]: [&[f32]; 2],
        scale: &[f32],
        kept: &[f32],
        dx: &mut [f32],
    ) {
        let (regions, size) = (self.count(), self.size());
        each_image(dx, &self.layout, 8 * self.layout.numbers(), |image, dx| {
            let (x, dy) = (self.image(x, image), self.image(dy, image));
            let kept = &kept[image * 2 * regions..];
            let hat = |region: usize, at: usize| (x[at] - kept[2 * region]) * kept[2 * region + 1];
            let mut sums: Sums = vec![[0.0; 2]; regions];
            self.visit(|region, c, at| {
                let slope = f64::from(scale[c] * dy[at]);
                sums[region][0] += slope;
                sums[region][1] += slope * f64::from(hat(region, at));
            });
            self.visit(|region, c, at| {
                let [plain, weighted] = sums[region].map(|sum| (sum / size) as f32);
                dx[at] =
                    kept[2 * region + 1] * (scale[c] * dy[at] - plain - hat(region, at) * weighted);
            });
        });
    }
}
