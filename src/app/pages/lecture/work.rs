//! A lab at work: its job, and what is told of how far it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::data::Shelf;
use crate::job::{Job, Rank, Wake, no_thread, with_threads_at};
use crate::labs::{Desk, Lab, Memory, Poke, Told, Verdict};
use crate::train::{Options, TrainError};
use crate::ui::format;

/// What labs are done with.
#[derive(Clone)]
pub(super) struct Means {
    pub(super) wake: Wake,
    pub(super) shelf: Arc<dyn Shelf>,
}

/// A lab's job; without a verdict where it was only a sketch.
pub(super) type LabJob = Job<Poke, Told, Result<Option<Verdict>, TrainError>>;

/// Who is there.
#[derive(Clone, Copy)]
pub(super) enum There<'a> {
    /// Nobody.
    Nobody,
    /// Somebody who can poke at figures; with what the lab has kept.
    Somebody(&'a Memory),
    /// Somebody whose hand moves something right now.
    Hand(&'a Memory),
}

impl Means {
    /// Starts a lab behind the window, on so many threads.
    ///
    /// # Errors
    /// When there is no thread for it, in words.
    pub(super) fn start(
        &self,
        lab: Box<dyn Lab>,
        threads: usize,
        there: There<'_>,
    ) -> Result<LabJob, String> {
        let sketched = matches!(there, There::Hand(_)) && lab.sketches();
        let memory = match there {
            There::Nobody => None,
            There::Somebody(memory) | There::Hand(memory) => Some(memory.clone()),
        };
        self.begin(lab.id(), threads, memory, move |desk| match sketched {
            true => lab.sketch(desk).map(|()| None),
            false => lab.run(desk).map(Some),
        })
    }

    /// Makes what can be seen of a lab before it is done, behind the window, on one thread.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub(super) fn first(&self, lab: Box<dyn Lab>) -> Result<LabJob, String> {
        self.begin(lab.id(), 1, None, move |desk| {
            lab.first(desk).map(|()| None)
        })
    }

    fn begin(
        &self,
        name: &str,
        threads: usize,
        memory: Option<Memory>,
        work: impl Fn(&Desk<'_>) -> Result<Option<Verdict>, TrainError> + Send + Sync + 'static,
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
                let desk = match &memory {
                    Some(memory) => Desk::attended(link, &*shelf, &options).remembering(memory),
                    None => Desk::alone(link, &*shelf, &options),
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
    /// Whether it only shows what a hand moves.
    pub(super) sketch: bool,
}

/// The labs at work and those that wait for a person: one job of each lab at most.
#[derive(Default)]
pub(super) struct Works(Vec<Work>);

impl Works {
    /// The job of that lab.
    pub(super) fn of(&self, lab: usize) -> Option<&Work> {
        self.0.iter().find(|work| work.lab == lab)
    }

    /// The same, to be told something.
    pub(super) fn of_mut(&mut self, lab: usize) -> Option<&mut Work> {
        self.0.iter_mut().find(|work| work.lab == lab)
    }

    /// The one at work: of this lab, if it is, else of another.
    pub(super) fn busy(&self, first: Option<usize>) -> Option<&Work> {
        let mut busy = self.0.iter().filter(|work| !work.waits);
        let own = busy.clone().find(|work| Some(work.lab) == first);
        own.or_else(|| busy.next())
    }

    /// A lab's job begins, in the place of the one it had.
    pub(super) fn put(&mut self, work: Work) {
        drop(self.take(work.lab));
        self.0.push(work);
    }

    /// A lab's job ends here.
    pub(super) fn take(&mut self, lab: usize) -> Option<Work> {
        let at = self.0.iter().position(|work| work.lab == lab)?;
        Some(self.0.remove(at))
    }

    /// Gives up what is at work for nobody: nobody asked for it, and nobody looks at that lab. Which labs those are.
    pub(super) fn leave(&mut self, seen: Option<usize>) -> Vec<usize> {
        let left = |work: &Work| !work.anew && !work.waits && Some(work.lab) != seen;
        let gone = self.0.extract_if(.., |work| left(work));
        gone.map(|work| work.lab).collect()
    }
}

impl Work {
    /// A lab that begins.
    pub(super) fn new(lab: usize, job: LabJob, before: u64, [anew, sketch]: [bool; 2]) -> Self {
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
            sketch,
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
