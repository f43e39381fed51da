//! How far something is, as a bar on the terminal; nothing where there is no terminal.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::job::Progress;

/// Steps of the bar.
const STEPS: f32 = 1000.0;
/// Between two looks.
const LOOK: Duration = Duration::from_millis(200);

/// The bar; it goes when this is dropped.
pub(super) struct Bar {
    bar: Option<ProgressBar>,
    ended: Arc<AtomicBool>,
    follower: Option<JoinHandle<()>>,
}

impl Bar {
    /// Follows a work to its end.
    pub(super) fn follow(progress: &Progress) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(STEPS as u64);
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent} %  {eta} left") {
                bar.set_style(style);
            }
            bar
        });
        let follower = bar.clone().and_then(|bar| {
            let (progress, ended) = (progress.clone(), Arc::clone(&ended));
            let follow = move || {
                while !ended.load(Ordering::Relaxed) {
                    bar.set_position((progress.fraction().clamp(0.0, 1.0) * STEPS) as u64);
                    std::thread::park_timeout(LOOK);
                }
            };
            // Without a thread there is no bar, and the work is done all the same.
            let named = std::thread::Builder::new().name("bar".into());
            named.spawn(follow).ok()
        });
        Self {
            bar,
            ended,
            follower,
        }
    }

    /// Does something that writes to the terminal.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(follower) = self.follower.take() {
            follower.thread().unpark();
            // A panic there is no reason to end here.
            let _ = follower.join();
        }
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
