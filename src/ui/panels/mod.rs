//! Panels: one a file.

pub mod preview;
pub mod weights;
