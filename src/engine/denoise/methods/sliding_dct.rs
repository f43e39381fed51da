//! Sliding cosine transform at several scales: every patch is cleaned where its spectrum is weak, and the coarse part
//! of the answer comes from a smaller picture, whose patches see further.
//!
//! ```text
//! patches   c = cosine transform of each patch of P × P pixels, one at every pixel
//! step 1    |c| ≤ λ σ becomes 0; weight 1 / (1 + coefficients kept)
//! step 2    with b = c of the answer of step 1: c b² / (b² + σ²) = c W; weight 1 / (1 + Σ W²)
//! scales    the same for the lowest quarter of the picture's spectrum,
//!           which is a picture of half its sides and half its noise;
//!           the lowest frequencies (a share of each side) of an answer are replaced by those of the
//!           next coarser answer
//! ```
//!
//! Shapes: `[c, h, w] → [c, h, w]`; colour pictures channel by channel in the opponent space. Cost: pixels × P² ×
//! (about 40 operations); all places of a row are transformed together, so that vertical and horizontal passes work on
//! whole registers.
//!
//! Source: Pierazzo, Morel, Facciolo 2017, doi:10.5201/ipol.2017.201, after Yu, Sapiro 2011,
//! doi:10.5201/ipol.2011.ys-dct, and Guleryuz 2007, doi:10.1109/TIP.2007.911048 (the weights).

use crate::denoise::{
    DenoiseError, Denoiser, Family, Watch, check, interpolate, per_channel, tiles::in_tiles,
};
use crate::image::Image;
use crate::image::patches::{self, Sliding};
use crate::math::transforms::cosine::CosineTransform;
use crate::setting::Kind;

crate::choices! {
    /// The side of a patch.
    pub enum Patch {
        /// 8 pixels.
        Eight => "8", "8 × 8";
        /// 16 pixels.
        Sixteen => "16", "16 × 16";
    }
}

crate::adjustable! {
    /// Sliding cosine transform at several scales.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SlidingDct: "sliding-dct", "Sliding DCT",
        "Cleans every patch where its cosine spectrum is weak, at several scales. Very fast." {
        /// Factor on the noise level.
        strength: f32 = 1.0, Kind::log(0.1, 10.0),
            "Strength", "×", "Factor on the noise level that the method assumes; 0.8 to 1.3 is usual.";
        /// The side of a patch.
        patch: Patch = Patch::Eight, Kind::Choice(Patch::CHOICES),
            "Patch", "pixels", "Large patches suit stripes and strong noise, small ones edges.";
        /// Scales.
        scales: usize = 3, Kind::int(1, 5),
            "Scales", "",
            "How many scales are cleaned, each half as large as the one before; 1 is the plain sliding transform.";
        /// Whether the second step follows.
        wiener: bool = true, Kind::Flag,
            "Second step", "", "Repeats the work with Wiener weights measured on the first step's answer.";
    }
}

/// λ.
const THRESHOLD: f32 = 2.7;
/// Share of the sides of a coarser spectrum that replaces the finer one's, by σ on the 0..255 scale.
const SHARE: &[(f32, f32)] = &[(15.0, 0.4), (50.0, 0.5)];

impl Denoiser for SlidingDct {
    fn year(&self) -> u32 {
        2011
    }

    fn family(&self) -> Family {
        Family::Sparsity
    }

    fn denoise(&self, noisy: &Image, sigma: f32, watch: &Watch<'_>) -> Result<Image, DenoiseError> {
        check(noisy, sigma)?;
        watch.go_on()?;
        if sigma == 0.0 || noisy.pixels().is_empty() {
            watch.set(1.0);
            return Ok(noisy.clone());
        }
        per_channel(noisy, sigma, watch, |plane, sigma, watch| {
            in_tiles(plane, watch, |tile, watch| match self.patch {
                Patch::Eight => self.all_scales::<8>(tile, sigma, watch),
                Patch::Sixteen => self.all_scales::<16>(tile, sigma, watch),
            })
        })
    }
}

/// A plane, row after row.
struct Plane {
    height: usize,
    width: usize,
    pixels: Vec<f32>,
}

impl SlidingDct {
    fn all_scales<const P: usize>(
        &self,
        noisy: &Image,
        sigma: f32,
        watch: &Watch<'_>,
    ) -> Result<Image, DenoiseError> {
        let grown = patches::grown(noisy, P);
        let (_, height, width) = grown.dim();
        let mean = grown.pixels().iter().map(|&p| f64::from(p)).sum::<f64>();
        let mean = (mean / grown.pixels().len() as f64) as f32;
        let fine = Plane {
            height,
            width,
            pixels: grown.pixels().iter().map(|p| p - mean).collect(),
        };
        let scales = (0..self.scales)
            .take_while(|scale| height.min(width) >> scale >= P)
            .count()
            .max(1);
        let clean = self.scale::<P>(&fine, sigma, (0, scales), watch)?;
        let clean = Image::from_fn(1, noisy.height(), noisy.width(), |_, y, x| {
            clean[y * width + x] + mean
        });
        Ok(clean)
    }

    /// The answer at scale `index` of `count`, with the coarser ones in it.
    fn scale<const P: usize>(
        &self,
        noisy: &Plane,
        sigma: f32,
        (index, count): (usize, usize),
        watch: &Watch<'_>,
    ) -> Result<Vec<f32>, DenoiseError> {
        let (height, width) = (noisy.height, noisy.width);
        let sliding = Sliding::<P>::new(height, width, sigma * self.strength);
        let part = watch.part(index, count);
        let threshold = THRESHOLD;
        let steps = 1 + usize::from(self.wiener);
        let run = |step: usize, guide: Option<&[f32]>| {
            let part = part.part(step, steps);
            let told = |fraction| part.set(fraction);
            sliding.run(&noisy.pixels, guide, threshold, &told, || part.go_on())
        };
        let mut clean = run(0, None)?;
        if self.wiener {
            clean = run(1, Some(&clean))?;
        }
        if index + 1 == count {
            return Ok(clean);
        }
        let (low_height, low_width) = (height / 2, width / 2);
        let scale = ((low_height * low_width) as f32 / (height * width) as f32).sqrt();
        let transform = CosineTransform::new(height, width);
        let low = CosineTransform::new(low_height, low_width);
        let spectrum = transform.forward(&noisy.pixels);
        let mut corner = Vec::with_capacity(low_height * low_width);
        for column in spectrum.chunks_exact(height).take(low_width) {
            corner.extend(column[..low_height].iter().map(|value| value * scale));
        }
        let coarse = Plane {
            height: low_height,
            width: low_width,
            pixels: low.inverse(corner),
        };
        let coarse = self.scale::<P>(&coarse, sigma * scale, (index + 1, count), watch)?;
        let coarse = low.forward(&coarse);
        let share = interpolate(SHARE, sigma);
        let kept = |side: usize| (share * side as f32) as usize;
        let mut spectrum = transform.forward(&clean);
        let columns = spectrum.chunks_exact_mut(height);
        for (to, from) in columns
            .zip(coarse.chunks_exact(low_height))
            .take(kept(low_width))
        {
            for (to, from) in to.iter_mut().zip(&from[..kept(low_height)]) {
                *to = from / scale;
            }
        }
        Ok(transform.inverse(spectrum))
    }
}
