//! Lemida is a desktop deep-learning workbench: a network learns to clean a noisy photograph
//! while a person watches, beside the classical methods it has to beat.
//!
//! Everything a person does is one of three things, and each is plain data: what to do
//! ([`train::Experiment`]), doing it (a [`job::Job`]) and looking at it ([`figure::Figure`]).
//!
//! The modules are floors; imports point down this list only (a test enforces it).

#[macro_use]
pub mod setting;
pub mod figure;
pub mod job;
pub mod math;
pub mod image;
pub mod nn;
pub mod data;
pub mod noise;
pub mod denoise;
pub mod train;
pub mod labs;
pub mod store;
pub mod ui;
pub mod app;
pub mod cli;
