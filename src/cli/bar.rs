//! How far something is, as a bar on the terminal; nothing where there is no terminal.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};

use crate::job::Progress;

/// Letters of the bar.
const LETTERS: usize = 30;
/// Between two looks.
const LOOK: Duration = Duration::from_millis(200);

/// The bar; it goes when this is dropped.
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    /// Follows a work to its end.
    pub(super) fn follow(progress: &Progress) -> Self {
        let style = ProgressStyle::with_template("{share}");
        let (true, Ok(style)) = (std::io::stderr().is_terminal(), style) else {
            return Self(None);
        };
        let progress = progress.clone();
        let share = move |state: &ProgressState, to: &mut dyn std::fmt::Write| {
            // What cannot be written to a terminal is lost anyway.
            let _ = to.write_str(&drawn(progress.fraction(), state.elapsed()));
        };
        let bar = ProgressBar::no_length();
        bar.set_style(style.with_key("share", share));
        bar.enable_steady_tick(LOOK);
        Self(Some(bar))
    }

    /// Does something that writes to the terminal.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.0 {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// The bar with so much done in so long.
fn drawn(share: f32, passed: Duration) -> String {
    let share = share.clamp(0.0, 1.0);
    let full = (share * LETTERS as f32) as usize;
    let (done, left) = ("█".repeat(full), "░".repeat(LETTERS - full));
    let mut words = format!("{done}{left} {:3.0} %", 100.0 * share);
    if share > 0.02 {
        let rest = passed.mul_f32((1.0 - share) / share);
        let _ = write!(words, "  {} left", HumanDuration(rest));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_a_quarter_of_the_bar_and_three_times_as_long_is_left() {
        let words = drawn(0.25, Duration::from_secs(10));
        assert_eq!(words.matches('█').count(), LETTERS / 4);
        assert!(
            words.contains(" 25 %") && words.contains("30 seconds left"),
            "{words}"
        );
        let began = drawn(0.0, Duration::from_secs(1));
        assert!(!began.contains("left"), "{began}");
        assert_eq!(drawn(f32::NAN, Duration::ZERO).matches('█').count(), 0);
        assert_eq!(drawn(7.0, Duration::ZERO).matches('█').count(), LETTERS);
    }
}
