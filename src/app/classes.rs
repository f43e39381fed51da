//! What the network in training answers to the data set's examples, where it tells classes apart. Two jobs at most: one gets
//! the examples ready, one asks the newest network.

use std::sync::Arc;

use egui::ColorImage;

use crate::data::{DataSet, Parts, Shelf};
use crate::job::{Job, Wake};
use crate::setting;
use crate::train::Snapshot;
use crate::train::classify::{Sample, Verdict};
use crate::ui::panels::classes::ClassesFacts;
use crate::ui::widgets::gallery::atlas;

/// A sample and all its pictures in one.
struct Ready {
    sample: Arc<Sample>,
    pictures: Option<Arc<ColorImage>>,
}

/// Examples and answers.
pub struct Classes {
    wake: Wake,
    shelf: Arc<dyn Shelf>,
    /// The data set and seed of the sample, and which pictures were held out before.
    of: Option<(Box<dyn DataSet>, u64, Arc<Parts>)>,
    loading: Option<Job<(), (), Result<Ready, String>>>,
    ready: Option<Ready>,
    asking: Option<Job<(), (), Result<Option<Verdict>, String>>>,
    newest: Option<Arc<Snapshot>>,
    waiting: bool,
    verdict: Option<Verdict>,
    failure: Option<String>,
    loads: u64,
    versions: u64,
}

impl Classes {
    /// Nothing yet.
    pub fn new(shelf: Arc<dyn Shelf>, wake: Wake) -> Self {
        Self {
            wake,
            shelf,
            of: None,
            loading: None,
            ready: None,
            asking: None,
            newest: None,
            waiting: false,
            verdict: None,
            failure: None,
            loads: 0,
            versions: 0,
        }
    }

    /// Says whose examples are looked at; call once a frame while somebody looks. Those that are there cost nothing.
    /// `kept` is what the run in the window learns from and is judged on.
    pub fn want(&mut self, data: &(dyn DataSet + 'static), seed: u64, kept: Option<&Arc<Parts>>) {
        let kept = kept.cloned().unwrap_or_default();
        let same = |(of, at, parts): &(Box<dyn DataSet>, u64, Arc<Parts>)| {
            let alike = Arc::ptr_eq(parts, &kept) || *parts == kept;
            alike && *at == seed && setting::same(&**of, data)
        };
        // While a folder's name is typed one load follows the other, never many at once.
        if self.of.as_ref().is_some_and(same) || self.loading.is_some() {
            return;
        }
        let data = dyn_clone::clone_box(data);
        self.of = Some((data.clone(), seed, Arc::clone(&kept)));
        self.failure = None;
        let shelf = Arc::clone(&self.shelf);
        let job = Job::start("examples", Arc::clone(&self.wake), move |_| {
            let sample =
                Sample::load(&*data, seed, &kept, &*shelf).map_err(|error| error.to_string())?;
            let pictures = sample.reach.is_none().then(|| Arc::new(atlas(&sample)));
            Ok(Ready {
                sample: Arc::new(sample),
                pictures,
            })
        });
        match job {
            Ok(job) => self.loading = Some(job),
            Err(error) => self.failure = Some(super::preview::no_thread(&error)),
        }
    }

    /// The newest weights of the network: it is asked again (one at a time, the newest wins).
    pub fn show_snapshot(&mut self, snapshot: &Arc<Snapshot>) {
        self.newest = Some(Arc::clone(snapshot));
        self.waiting = true;
    }

    /// Forgets the network (a new run begins).
    pub fn clear_network(&mut self) {
        self.newest = None;
        self.waiting = false;
        self.asking = None;
        self.verdict = None;
        if self.ready.is_some() {
            self.failure = None;
        }
    }

    /// Reads what the jobs have found; call once a frame.
    pub fn poll(&mut self) {
        if let Some(outcome) = self.loading.as_ref().and_then(Job::output) {
            self.loading = None;
            self.asking = None;
            self.verdict = None;
            self.loads += 1;
            self.versions += 1;
            self.waiting = self.newest.is_some();
            let outcome = outcome
                .unwrap_or_else(|panic| Err(format!("the examples could not be loaded ({panic})")));
            self.ready = outcome.map_err(|problem| self.failure = Some(problem)).ok();
        }
        if let Some(outcome) = self.asking.as_ref().and_then(Job::output) {
            self.asking = None;
            self.versions += 1;
            match outcome {
                Ok(Ok(Some(verdict))) => {
                    self.verdict = Some(verdict);
                    self.failure = None;
                }
                Ok(Ok(None)) => {}
                Ok(Err(problem)) => {
                    self.verdict = None;
                    self.failure = Some(problem);
                }
                Err(panic) => {
                    self.failure = Some(format!("the network could not be asked ({panic})"));
                }
            }
        }
        self.ask();
    }

    fn ask(&mut self) {
        let (Some(ready), Some(snapshot)) = (&self.ready, &self.newest) else {
            return;
        };
        if !self.waiting || self.asking.is_some() {
            return;
        }
        self.waiting = false;
        let (sample, snapshot) = (Arc::clone(&ready.sample), Arc::clone(snapshot));
        let job = Job::start("network's answers", Arc::clone(&self.wake), move |link| {
            Verdict::of(&snapshot.model, snapshot.step, &sample, &|| link.stopped())
        });
        match job {
            Ok(job) => self.asking = Some(job),
            Err(error) => self.failure = Some(super::preview::no_thread(&error)),
        }
    }

    /// What the panel shows.
    pub fn facts(&self) -> ClassesFacts<'_> {
        ClassesFacts {
            sample: self.ready.as_ref().map(|ready| &*ready.sample),
            pictures: self
                .ready
                .as_ref()
                .and_then(|ready| ready.pictures.as_ref()),
            verdict: self.verdict.as_ref(),
            loaded: self.loads,
            version: self.versions,
            failure: self.failure.as_deref(),
        }
    }
}
