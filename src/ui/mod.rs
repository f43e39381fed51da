//! What a person sees: theme, panels, widgets.

pub mod panels;
pub mod widgets;
