//! One file, written by several tasks: the newest wins, however late an older one comes.

use std::sync::{Arc, Mutex, PoisonError};

/// The turns of one file.
#[derive(Clone, Debug, Default)]
pub struct Latest {
    given: u64,
    written: Arc<Mutex<u64>>,
}

/// Leave to write, unless a newer one has written already.
#[derive(Debug)]
pub struct Turn {
    number: u64,
    written: Arc<Mutex<u64>>,
}

impl Latest {
    /// The next turn.
    pub fn turn(&mut self) -> Turn {
        self.given += 1;
        Turn {
            number: self.given,
            written: Arc::clone(&self.written),
        }
    }
}

impl Turn {
    /// Writes, one at a time; `None` when a newer turn has.
    pub fn write<R>(self, write: impl FnOnce() -> R) -> Option<R> {
        // A writer that broke off has left no number behind that could be wrong.
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        (*written < self.number).then(|| {
            *written = self.number;
            write()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_turn_that_comes_late_does_not_write() {
        let mut latest = Latest::default();
        let (old, new) = (latest.turn(), latest.turn());
        assert_eq!(new.write(|| "new"), Some("new"));
        assert_eq!(old.write(|| "old"), None);
        assert_eq!(latest.turn().write(|| "newest"), Some("newest"));
    }
}
