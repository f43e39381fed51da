//! What the network in training answers to the data set's examples, where it tells classes apart: the examples, and the
//! newest network's answers to them.

use std::sync::Arc;
use std::time::Instant;

use egui::ColorImage;

use crate::data::{DataSet, Parts, Shelf};
use crate::job::{Made, Pace, Wake, following};
use crate::probe::{Answered, GroundView, Sample};
use crate::setting;
use crate::train::Snapshot;
use crate::ui::panels::classes::ClassesFacts;
use crate::ui::state::Workbench;
use crate::ui::widgets::gallery::atlas;

/// Whose examples: the data set and seed, and which pictures were held out before.
#[derive(Clone)]
struct Whose {
    data: Box<dyn DataSet>,
    seed: u64,
    parts: Arc<Parts>,
}

impl PartialEq for Whose {
    fn eq(&self, other: &Self) -> bool {
        let alike = Arc::ptr_eq(&self.parts, &other.parts) || self.parts == other.parts;
        alike && self.seed == other.seed && setting::same(&*self.data, &*other.data)
    }
}

/// A sample and all its pictures in one.
struct Ready {
    sample: Arc<Sample>,
    pictures: Option<Arc<ColorImage>>,
}

/// Which network is asked about which examples.
#[derive(Clone)]
struct Question {
    examples: u64,
    view: Option<GroundView>,
    snapshot: Arc<Snapshot>,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.examples == other.examples && Arc::ptr_eq(&self.snapshot, &other.snapshot)
    }
}

/// Examples and answers.
pub struct Classes {
    shelf: Arc<dyn Shelf>,
    examples: Made<Whose, Ready>,
    verdict: Made<Question, Option<Answered>>,
    newest: Option<Arc<Snapshot>>,
    /// Whether a person looks at an earlier step than the newest.
    back: bool,
    /// Since when it learns.
    began: Instant,
}

impl Classes {
    /// Nothing yet.
    pub fn new(shelf: Arc<dyn Shelf>, wake: Wake) -> Self {
        Self {
            shelf,
            examples: Made::new("Loading the examples", Arc::clone(&wake)),
            verdict: Made::new("Asking the network", wake),
            newest: None,
            back: false,
            began: Instant::now(),
        }
    }

    /// Says whose examples are looked at; call once a frame while somebody looks. Those that are there cost nothing.
    /// `kept` is what the run in the window learns from and is judged on.
    fn want(&mut self, data: &(dyn DataSet + 'static), seed: u64, kept: Option<&Arc<Parts>>) {
        let key = Whose {
            data: dyn_clone::clone_box(data),
            seed,
            parts: kept.cloned().unwrap_or_default(),
        };
        let (shelf, whose) = (Arc::clone(&self.shelf), key.clone());
        // While a folder's name is typed one load follows the other, never many at once.
        self.examples.want(&key, Pace::InTurn, move |_| {
            let sample = Sample::load(&*whose.data, whose.seed, &whose.parts, &*shelf)
                .map_err(|error| error.to_string())?;
            let flat = !sample.pictured();
            let pictures = (!flat).then(|| Arc::new(atlas(&sample)));
            Ok(Ready {
                sample: Arc::new(sample),
                pictures,
            })
        });
        self.ask();
    }

    /// The same for the data set of the document, and what the run that is shown learns from.
    pub fn want_of(&mut self, bench: &Workbench) {
        let experiment = &bench.document.experiment;
        let kept = bench.run().trainee.parts.as_ref();
        self.want(&*experiment.data, experiment.seed, kept);
    }

    /// The newest weights of the network, or those that a person looks back at: it is asked again (one at a time, the
    /// newest wins).
    pub fn show_snapshot(&mut self, snapshot: &Arc<Snapshot>, back: bool) {
        self.newest = Some(Arc::clone(snapshot));
        self.back = back;
    }

    /// Forgets the network (a new run begins).
    pub fn clear_network(&mut self) {
        self.began = Instant::now();
        if self.newest.take().is_some() {
            self.verdict.clear();
        }
    }

    /// Reads what the jobs have found; call once a frame. Where the page does not show them (`seen`), the network is
    /// not asked.
    pub fn poll(&mut self, seen: bool) {
        self.examples.settle();
        self.verdict.settle();
        if seen {
            self.ask();
        } else if self.verdict.busy() {
            self.verdict.cancel();
            self.verdict.again();
        }
    }

    fn ask(&mut self) {
        let (Some((ready, _)), Some(snapshot)) = (self.examples.value(), &self.newest) else {
            return;
        };
        let key = Question {
            examples: self.examples.version(),
            view: ready.sample.view(),
            snapshot: Arc::clone(snapshot),
        };
        if self.verdict.at_hand().is_some_and(|(of, _)| {
            of.examples != key.examples && (key.view.is_none() || of.view != key.view)
        }) {
            // Of other examples: not to be seen beside these. The ground of a plane is the same whatever points lie
            // there.
            self.verdict.clear();
        }
        let (sample, snapshot) = (Arc::clone(&ready.sample), Arc::clone(snapshot));
        let same = |(of, _): (&Question, &Option<Answered>)| {
            of.examples == key.examples && of.view == key.view
        };
        let pace = match self.verdict.at_hand() {
            Some(at_hand) if !self.back && same(at_hand) => following(self.began),
            _ => Pace::InTurn,
        };
        self.verdict.want(&key, pace, move |making| {
            Answered::of(&snapshot.model, snapshot.step, &sample, &|| {
                making.stopped()
            })
        });
    }

    /// What the panel shows.
    pub fn facts(&self) -> ClassesFacts<'_> {
        let ready = self.examples.outcome().and_then(Result::ok);
        let verdict = self.verdict.outcome().and_then(Result::ok);
        ClassesFacts {
            sample: ready.map(|ready| &*ready.sample),
            whole: ready.map(|ready| &ready.sample),
            pictures: ready.and_then(|ready| ready.pictures.as_ref()),
            verdict: verdict.and_then(Option::as_ref),
            loaded: self.examples.version(),
            version: self.examples.version() + self.verdict.version(),
            failure: self.examples.wrong().or(self.verdict.wrong()),
        }
    }
}
