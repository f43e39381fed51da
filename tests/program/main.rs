//! The program as a whole, and files of all kinds: one program of tests, so that all is linked once.

#![allow(clippy::unwrap_used, reason = "a test may break off")]

mod bad_images;
mod bad_sizes;
mod clean;
mod cli;
mod command;
mod digits8;
mod disks;
mod doctor;
mod formats;
mod honest;
mod interrupted;
mod labs;
mod numbers;
mod sweep;
mod tiff;
mod tiff_refused;
