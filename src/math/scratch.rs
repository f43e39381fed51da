//! Working space that a thread keeps for the next time, so that calls after the first allocate nothing.

use std::cell::RefCell;

thread_local! {
    /// A stack: a task that runs while another waits takes the next slice, and gives it back first.
    static FREE: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// At least `size` numbers with unspecified contents; give them back with [`give`].
pub fn take(size: usize) -> Vec<f32> {
    let mut scratch = FREE.with_borrow_mut(Vec::pop).unwrap_or_default();
    if scratch.len() < size {
        scratch.resize(size, 0.0);
    }
    scratch
}

/// Keeps working space for the next [`take`].
pub fn give(scratch: Vec<f32>) {
    FREE.with_borrow_mut(|free| free.push(scratch));
}

/// Runs `work` with a scratch slice of `size` numbers (contents unspecified).
pub fn with_scratch<R>(size: usize, work: impl FnOnce(&mut [f32]) -> R) -> R {
    let mut scratch = take(size);
    let answer = work(&mut scratch[..size]);
    give(scratch);
    answer
}
