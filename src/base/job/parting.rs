//! The end of a job, waited for from a place where the job itself cannot be had: the program ends, and not by its own
//! will.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::Progress;

/// Time between looks.
const LOOK: Duration = Duration::from_millis(2);

/// Tells a job to stop and waits until it has put its work in safety. It needs nothing of the thread that calls it but
/// time.
pub struct Parting {
    progress: Progress,
    gone: Arc<AtomicBool>,
    drain: Box<dyn Fn() + Send>,
}

impl Parting {
    pub(super) fn new(
        progress: Progress,
        gone: Arc<AtomicBool>,
        drain: Box<dyn Fn() + Send>,
    ) -> Self {
        Self {
            progress,
            gone,
            drain,
        }
    }

    /// Whether the job has ended.
    pub fn ended(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }

    /// Tells the job to stop and gives it up to `patience`; whether it has ended.
    pub fn settle(&self, patience: Duration) -> bool {
        self.progress.stop();
        let deadline = Instant::now() + patience;
        while !self.ended() {
            if Instant::now() >= deadline {
                return false;
            }
            (self.drain)();
            std::thread::sleep(LOOK);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::Job;
    use super::*;

    #[test]
    fn a_worker_that_waits_to_be_read_ends_and_has_dropped_what_it_held() {
        let held = Arc::new(());
        let inside = Arc::clone(&held);
        let job: Job<(), usize, ()> = Job::start("talk", Arc::new(|| {}), move |link| {
            let _inside = inside;
            let mut count = 0;
            while link.send(count) && !link.stopped() {
                count += 1;
            }
        })
        .unwrap();
        let parting = job.parting();
        assert!(!parting.ended());
        assert!(parting.settle(Duration::from_secs(20)));
        assert_eq!(Arc::strong_count(&held), 1);
    }

    #[test]
    fn all_commands_are_done_before_the_end() {
        let job: Job<usize, (), usize> = Job::start("sum", Arc::new(|| {}), |link| {
            let mut sum = 0;
            while !link.stopped() {
                sum += link.wait_command(Duration::from_secs(60)).unwrap_or(0);
            }
            sum
        })
        .unwrap();
        assert!((1..=100).all(|number| job.tell(number)));
        assert_eq!(job.finish(), Ok(5050));
    }
}
