//! What the window holds, without a line of drawing: the document that a person edits, the way back and forth through
//! its edits, and the runs that were made from it.
//!
//! The document is one value. Whoever edits it edits it in place and tells nobody: [`Undo`] compares it once a frame.

use lemida_base::{image, setting, words};
#[cfg(test)]
use lemida_engine::degrade;
use lemida_engine::{data, denoise, labs, nn, train};
use lemida_store as store;

pub mod cleaning;
mod contest;
mod document;
mod edit;
mod form;
pub mod kept;
mod run;
mod runs;
pub mod trace;
mod undo;

pub use cleaning::Cleaning;
pub use contest::{Contest, Photo, Tuned};
pub use document::{Arrangement, Document};
pub use edit::{Name, Place};
pub use run::{Assignment, Before, Networks, Run, RunState, Trainee, matter_of};
pub use runs::Runs;
pub use undo::Undo;
