//! What spoils a picture: noise, and linear operators beside it; what can be found of the noise of a picture.

pub mod noise;
pub mod operators;

use dyn_clone::DynClone;

use crate::degrade::noise::PixelLayout;
use crate::math::random::Stream;
use crate::setting::Adjust;

/// A linear map A of pictures to pictures of the same size, channel by channel.
///
/// Every operator here is its own adjoint, ⟨A x, y⟩ = ⟨x, A y⟩, and no longer than 1: ‖A x‖ ≤ ‖x‖.
pub trait Operator: Adjust + DynClone + Send + Sync {
    /// Does it to the pixels of one picture, in place; they lie as `layout` says. One that draws at random draws from
    /// `random` only.
    fn apply(&self, pixels: &mut [f32], layout: PixelLayout, random: &mut Stream);
}

dyn_clone::clone_trait_object!(Operator);
