//! Widgets: one a file.

pub mod button;
pub mod camera;
pub mod colormap;
pub mod compare;
mod compare_keys;
pub mod empty;
mod entry;
pub mod figure;
pub mod filters;
pub(crate) mod gallery;
pub mod health;
mod labels;
pub mod loupe;
mod more_methods;
pub mod number;
pub(crate) mod pad;
pub mod picture;
pub(crate) mod plane;
pub mod plane_hand;
pub mod schedule;
pub mod settings;
pub(crate) mod shares;
pub mod thumbs;
pub mod ticks;
pub mod tiles;
pub mod wipe;
