//! Noise models: one file each, behind one trait. To add one, copy `uniform.rs`: its head says what to do.

use dyn_clone::DynClone;

use crate::math::random::Stream;
use crate::setting::{Adjust, Catalogue};

mod camera;
pub mod estimate;
mod gaussian;
pub mod impulses;
mod layout;
mod poisson;
mod salt_and_pepper;
mod speckle;
pub mod stabilize;
mod uniform;

pub use camera::{Camera, Origin, Sampling, compress};
pub use gaussian::Gaussian;
pub use layout::PixelLayout;
pub use poisson::Poisson;
pub use salt_and_pepper::SaltAndPepper;
pub use speckle::Speckle;
pub use uniform::Uniform;

/// A noise model.
pub trait Noise: Adjust + DynClone + Send + Sync {
    /// Makes the pixels of one picture noisy, in place; they lie as `layout` says. Pixels are nominally 0..1 and are
    /// never clipped unless the model says so. A model with a range of strengths draws one strength per call.
    fn apply(&self, pixels: &mut [f32], layout: PixelLayout, random: &mut Stream);

    /// The standard deviation (0..1) that a denoiser should be told for a picture of these clean pixels; for a range
    /// of strengths, the middle one.
    fn sigma(&self, clean: &[f32]) -> f32;

    /// What kind of noise it is to a denoiser that is made for white Gaussian noise.
    fn nature(&self) -> Nature {
        Nature::Additive
    }
}

/// What has to be done about noise before a method for white Gaussian noise may see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Nature {
    /// The same noise everywhere: nothing.
    Additive,
    /// Counted photons: see [`stabilize::Stabilizer::shot`].
    Shot {
        /// Photons that a white pixel counts on average.
        peak: f32,
        /// Standard deviation of the Gaussian noise of reading them out, 0..1.
        read: f32,
    },
    /// A random factor: see [`stabilize::Stabilizer::factor`].
    Factor {
        /// The factor's standard deviation.
        strength: f32,
    },
    /// Some pixels are lost, the others whole: see [`impulses::fill`].
    Impulses,
}

dyn_clone::clone_trait_object!(Noise);

/// All noise models, in the order of menus.
pub static ALL: Catalogue<dyn Noise> = &[
    crate::entry!(Gaussian),
    crate::entry!(Poisson),
    crate::entry!(SaltAndPepper),
    crate::entry!(Speckle),
    crate::entry!(Uniform),
    crate::entry!(Camera),
];

/// Mean of `f` over pixels, in f64; 0 for none.
fn mean(pixels: &[f32], f: impl Fn(f64) -> f64) -> f64 {
    let total: f64 = pixels.iter().map(|&pixel| f(f64::from(pixel))).sum();
    if pixels.is_empty() {
        0.0
    } else {
        total / pixels.len() as f64
    }
}

#[cfg(test)]
mod tests;
