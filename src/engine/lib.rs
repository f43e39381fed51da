//! What Lemida computes with: kernels, networks, data, denoisers, training, labs. Nothing here touches the disk or draws.
//!
//! The modules are floors; imports point down this list only (a test enforces it).

#[macro_use]
pub mod setting;
pub mod contest;
pub mod data;
pub mod denoise;
pub mod figure;
pub mod image;
pub mod job;
pub mod labs;
pub mod math;
pub mod nn;
pub mod noise;
pub mod train;
