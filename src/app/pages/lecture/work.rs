//! A lab at work: its job, and what is told of how far it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::data::Shelf;
use crate::job::{Job, Rank, Wake, no_thread, with_threads_at};
use crate::labs::{Desk, Lab, Poke, Told, Verdict};
use crate::train::{Options, TrainError};
use crate::ui::format;

/// What labs are done with.
#[derive(Clone)]
pub(super) struct Means {
    pub(super) wake: Wake,
    pub(super) shelf: Arc<dyn Shelf>,
}

/// A lab's job.
pub(super) type LabJob = Job<Poke, Told, Result<Verdict, TrainError>>;

impl Means {
    /// Starts a lab behind the window, on so many threads; `attended`: there is somebody who can poke at its figures.
    ///
    /// # Errors
    /// When there is no thread for it, in words.
    pub(super) fn start(
        &self,
        lab: Box<dyn Lab>,
        threads: usize,
        attended: bool,
    ) -> Result<LabJob, String> {
        self.begin(lab.id(), threads, attended, move |desk| lab.run(desk))
    }

    /// Makes what can be seen of a lab before it is done, behind the window, on one thread.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub(super) fn first(&self, lab: Box<dyn Lab>) -> Result<LabJob, String> {
        self.begin(lab.id(), 1, false, move |desk| {
            lab.first(desk).map(|()| Verdict::open(""))
        })
    }

    fn begin(
        &self,
        name: &str,
        threads: usize,
        attended: bool,
        work: impl Fn(&Desk<'_>) -> Result<Verdict, TrainError> + Send + Sync + 'static,
    ) -> Result<LabJob, String> {
        let shelf = Arc::clone(&self.shelf);
        let job = Job::start(name, Arc::clone(&self.wake), move |link| {
            // Behind the window, all of it.
            let options = Options {
                rank: Rank::Behind,
                threads,
                ..Options::default()
            };
            with_threads_at(options.rank, threads, || {
                let desk = match attended {
                    true => Desk::attended(link, &*shelf, &options),
                    false => Desk::alone(link, &*shelf, &options),
                };
                work(&desk)
            })
            .map_err(TrainError::System)?
        });
        job.map_err(|error| no_thread(&error))
    }
}

/// What is done within this time is not said to be at work: what comes and goes at once is not read.
const UNSEEN: Duration = Duration::from_millis(700);

/// A lab at work.
pub(super) struct Work {
    pub(super) lab: usize,
    pub(super) job: LabJob,
    pub(super) began: Instant,
    /// Everything is shown: it waits for what a person clicks.
    pub(super) waits: bool,
    /// When it was last told something after it had waited.
    since: Option<Instant>,
    /// The number of what it was last asked about a person's picture.
    pub(super) asked: u64,
    /// When its progress was first told, and how far it was.
    pub(super) measured: Option<(Instant, f32)>,
    /// The number of the last finding before it.
    pub(super) before: u64,
    /// Whether what was found before goes as soon as there is something new; else each figure waits for its successor.
    pub(super) anew: bool,
}

impl Work {
    /// A lab that begins.
    pub(super) fn new(lab: usize, job: LabJob, before: u64, anew: bool) -> Self {
        Self {
            lab,
            job,
            began: Instant::now(),
            waits: false,
            since: None,
            asked: 0,
            measured: None,
            before,
            anew,
        }
    }

    /// Tells a lab that waits something; whether it was heard.
    pub(super) fn tell(&mut self, poke: Poke) -> bool {
        let heard = self.job.command(poke);
        if heard {
            self.waits = false;
            self.since = Some(Instant::now());
        }
        heard
    }

    /// Whether it is seen to be at work.
    pub(super) fn seen(&self) -> bool {
        let unasked = self.since.or((!self.anew).then_some(self.began));
        !self.waits && unasked.is_none_or(|since| since.elapsed() > UNSEEN)
    }

    /// What is said when everything is done.
    pub(super) fn done(&self) -> String {
        let seconds = self.began.elapsed().as_secs_f64();
        format!("Done in {}.", format::duration(seconds))
    }

    /// Seconds left, once that can be said.
    pub(super) fn left(&self) -> Option<f64> {
        let (since, first) = self.measured?;
        let share = self.job.progress().fraction();
        let passed = since.elapsed().as_secs_f64();
        let known = passed > 1.0 && share > first + 0.02;
        known.then(|| passed * f64::from(1.0 - share) / f64::from(share - first))
    }

    /// Takes note of its progress.
    pub(super) fn measure(&mut self) {
        let share = self.job.progress().fraction();
        if share > 0.0 && self.measured.is_none() {
            self.measured = Some((Instant::now(), share));
        }
    }
}
