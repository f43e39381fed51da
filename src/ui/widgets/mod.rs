//! Widgets: one a file.

pub mod button;
pub mod plot;
pub mod settings;
