//! The ground Lemida stands on: settings, jobs, kernels, pictures, figures. It is compiled apart because it changes
//! seldom and takes long.
//!
//! The modules are floors; imports point down only (a test enforces it).

#[macro_use]
pub mod setting;
pub mod figure;
pub mod image;
pub mod job;
pub mod math;
pub mod words;
