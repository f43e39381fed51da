//! Guards the house: what the files may know of each other, and how large they may be.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod code;
mod cycles;
mod floors;
mod order;
mod plain;
mod sizes;
mod structs;
mod words;
