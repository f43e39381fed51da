//! How fast a run may go: slow enough to be watched, without a change of its result.

use std::time::{Duration, Instant};

/// Steps a second, and when the next one is due.
pub(super) struct Pace {
    rate: f32,
    due: Instant,
}

impl Pace {
    pub(super) fn new(rate: f32) -> Self {
        Self {
            rate,
            due: Instant::now(),
        }
    }

    /// From now on; what is no rate changes nothing.
    pub(super) fn set(&mut self, rate: f32) {
        if rate > 0.0 {
            self.rate = rate;
            self.due = Instant::now();
        }
    }

    /// How long to wait for the next step; none: it is due.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        let wait = self.due.saturating_duration_since(now);
        (self.rate.is_finite() && !wait.is_zero()).then_some(wait)
    }

    /// A step begins: the next follows when its time has come. What was lost is not caught up, but for the little that
    /// a sleep takes too long.
    pub(super) fn step(&mut self, now: Instant) {
        if self.rate.is_finite() {
            let between = Duration::from_secs_f32((1.0 / self.rate).min(60.0));
            let late = now.saturating_duration_since(self.due).min(between);
            self.due = now - late + between;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_follow_each_other_in_time_and_a_late_one_starts_anew() {
        let mut pace = Pace::new(8.0);
        let start = pace.due;
        let after = |millis| start + Duration::from_millis(millis);
        assert_eq!(pace.wait(start), None);
        pace.step(start);
        assert_eq!(pace.wait(after(30)), Some(Duration::from_millis(95)));
        // Woken 5 ms late: the next is due as if it had not been.
        pace.step(after(130));
        assert_eq!(pace.wait(after(130)), Some(Duration::from_millis(120)));
        // A second late: no burst of eight steps follows.
        pace.step(after(1200));
        assert_eq!(pace.wait(after(1200)), None);
        pace.step(after(1200));
        assert_eq!(pace.wait(after(1200)), Some(Duration::from_millis(125)));
        pace.set(f32::INFINITY);
        pace.step(Instant::now());
        assert_eq!(pace.wait(Instant::now()), None);
        pace.set(0.0);
        pace.set(f32::NAN);
        assert!(pace.rate.is_infinite());
    }
}
