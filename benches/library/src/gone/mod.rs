//! What of our own gave way to a crate, kept to be measured.

pub mod resize;
