//! What the panels show, made into figures: pure functions, each from what its panel knows.

pub mod chronicle;
pub mod compared;
pub mod confusion;
pub mod curves;
pub mod filters;
pub mod health;
pub mod inside;
pub mod leaderboard;
pub mod rates;
pub mod runs;
pub mod trust;
pub mod unit;
pub mod vitals;
