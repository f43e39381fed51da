//! How far work is, and whether it should stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// How far a piece of work is, and whether it has been told to stop. Clones share one state.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    stopped: Arc<AtomicBool>,
    fraction: Arc<AtomicU32>,
}

impl Progress {
    /// Says how much of the work is done, 0..1.
    pub fn set(&self, fraction: f32) {
        let bits = fraction.clamp(0.0, 1.0).to_bits();
        self.fraction.store(bits, Ordering::Relaxed);
    }

    /// The progress of a part of the work: stopped with the whole, but with a measure of its own.
    pub fn of_part(&self) -> Self {
        Self {
            stopped: Arc::clone(&self.stopped),
            fraction: Arc::default(),
        }
    }

    /// Whether anybody else holds it.
    pub(super) fn shared(&self) -> bool {
        Arc::strong_count(&self.stopped) > 1
    }

    /// How much of the work is done, 0..1.
    pub fn fraction(&self) -> f32 {
        f32::from_bits(self.fraction.load(Ordering::Relaxed))
    }

    /// Tells the work to stop at the next chance.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether the work has been told to stop.
    pub fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}
