//! What of our own gave way to a crate, kept to be measured.

pub mod eigen;
pub mod resize;
pub mod spd;
pub mod symmetric;
