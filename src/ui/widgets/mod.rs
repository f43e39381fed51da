//! Widgets: one a file.

pub mod button;
pub mod camera;
pub mod chronicle;
pub mod colormap;
pub mod compare;
mod compare_keys;
pub mod empty;
pub mod filters;
pub mod health;
pub mod histogram;
pub mod loupe;
pub mod picture;
pub mod plot;
pub mod settings;
pub mod thumbs;
pub mod ticks;
pub mod tiles;
pub mod wipe;
