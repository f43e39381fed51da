//! Lemida is a desktop deep-learning workbench: a network learns to clean a noisy photograph
//! while a person watches, beside the classical methods it has to beat.
//!
//! Everything a person does is one of three things, and each is plain data: what to do
//! ([`train::Experiment`]), doing it (a [`job::Job`]) and looking at it ([`figure::Figure`]).
//!
//! The modules are floors; imports point down this list only (a test enforces it).

pub use lemida_base::{adjustable, choices, entry, say};
pub use lemida_base::{figure, image, job, math, setting, words};
pub use lemida_desk as desk;
pub use lemida_engine::{contest, data, degrade, denoise, labs, nn, probe, train};
pub use lemida_store as store;

pub mod app;
pub mod cli;
pub mod ui;
