//! What Lemida computes with: networks, data, denoisers, training, labs. Nothing here touches the disk or draws.
//!
//! The modules are floors; imports point down only (a test enforces it).

use lemida_base::{adjustable, choices, entry, say};
use lemida_base::{figure, image, job, math, setting, words};

pub mod contest;
pub mod data;
pub mod degrade;
pub mod denoise;
#[cfg(test)]
mod for_tests;
pub mod labs;
pub mod nn;
pub mod probe;
pub mod train;
