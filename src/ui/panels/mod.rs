//! Panels: one a file.

pub mod architecture;
pub mod classes;
pub mod clean;
pub mod curves;
pub mod experiment;
pub mod leaderboard;
pub mod lecture;
pub mod method;
pub mod palette;
pub mod preview;
pub mod rates;
pub mod row;
mod row_deeds;
mod row_open;
pub mod runs;
pub mod shortcuts;
pub mod timeline;
pub mod top_bar;
pub mod training;
pub mod trust;
mod trust_filter;
mod view_row;
pub mod weights;
