//! The catalogue of operators: one file each.

mod blur;
mod down_sample;
mod mask;
mod nothing;

use super::Operator;
use crate::setting::Catalogue;

pub use blur::Blur;
pub use down_sample::DownSample;
pub use mask::Mask;
pub use nothing::Nothing;

/// All operators, in the order of menus.
pub static ALL: Catalogue<dyn Operator> = &[
    crate::entry!(Nothing),
    crate::entry!(Blur),
    crate::entry!(Mask),
    crate::entry!(DownSample),
];

#[cfg(test)]
mod tests;
