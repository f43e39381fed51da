//! What serves the whole window: small work beside it, data, the clock of its frames.

use std::path::PathBuf;
use std::sync::Arc;

use super::frame::Meter;
use super::tasks::Tasks;
use crate::data::Shelf;
use crate::job::Wake;

/// What serves the whole window.
pub struct Services {
    /// Small work beside the window.
    pub tasks: Tasks,
    /// Where data come from.
    pub shelf: Arc<dyn Shelf>,
    /// Asks for a frame, from any thread.
    pub wake: Wake,
    /// What the next question for a path is answered with, instead of by a person.
    pub answer: Option<PathBuf>,
    /// How long frames take.
    pub meter: Meter,
}

impl Services {
    /// Nothing is at work yet.
    pub fn new(shelf: Arc<dyn Shelf>, wake: Wake) -> Self {
        Self {
            tasks: Tasks::new(Arc::clone(&wake)),
            shelf,
            wake,
            answer: None,
            meter: Meter::default(),
        }
    }
}
