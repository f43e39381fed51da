//! What a person sees: theme, panels, widgets.

pub mod action;
pub mod figures;
pub mod format;
pub mod icons;
pub mod measures;
pub mod panels;
pub mod places;
pub mod state;
pub mod text;
pub mod theme;
pub mod widgets;

pub use crate::desk::trace;
