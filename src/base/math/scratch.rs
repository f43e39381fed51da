//! Working space that a thread keeps for the next time, so that calls after the first allocate nothing. What is very
//! large is not kept: threads live as long as the program, and it would be idle most of the time.

use std::cell::RefCell;

/// Most numbers that are kept in one piece.
const KEPT: usize = 1 << 22;

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
    if scratch.len() <= KEPT {
        FREE.with_borrow_mut(|free| free.push(scratch));
    }
}

/// Runs `work` with a scratch slice of `size` numbers (contents unspecified).
pub fn with_scratch<R>(size: usize, work: impl FnOnce(&mut [f32]) -> R) -> R {
    let mut scratch = take(size);
    let answer = work(&mut scratch[..size]);
    give(scratch);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_is_kept_unless_it_is_very_large() {
        give(take(1000));
        let again = take(900);
        assert!(again.len() >= 1000);
        give(again);
        give(take(KEPT + 1));
        assert!(take(1).len() <= KEPT);
    }
}
