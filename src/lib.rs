//! Lemida is a desktop deep-learning workbench: a network learns to clean a noisy photograph
//! while a person watches, beside the classical methods it has to beat.
//!
//! Everything a person does is one of three things, and each is plain data: what to do
//! ([`train::Experiment`]), doing it (a [`job::Job`]) and looking at it ([`figure::Figure`]).
//!
//! The modules are floors; imports point down this list only (a test enforces it).

#[macro_use]
pub mod setting;
pub mod app;
pub mod cli;
pub mod data;
pub mod denoise;
pub mod figure;
pub mod image;
pub mod job;
pub mod labs;
pub mod math;
pub mod nn;
pub mod noise;
pub mod store;
pub mod train;
pub mod ui;
