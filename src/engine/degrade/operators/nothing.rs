//! The identity: A x = x.

use super::Operator;
use crate::degrade::noise::PixelLayout;
use crate::math::random::Stream;

crate::adjustable! {
    /// Leaves pictures as they are.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Nothing: "nothing", "Nothing", "Pictures stay as they are; only noise is added." {}
}

impl Operator for Nothing {
    fn apply(&self, _: &mut [f32], _: PixelLayout, _: &mut Stream) {}
}
