//! app
pub mod preview;
