//! What is looked into of a network that tells classes apart: the picture, what leaves each row for it, and where the
//! evidence for a class lies. All of it is made beside the window, and asked for only while somebody looks.

mod row;

use std::sync::Arc;
use std::time::Duration;

use crate::data::DataSet;
use crate::image::Image;
use crate::job::{Freshness, Made, Pace, Wake};
use crate::nn::{RowId, Tensor};
use crate::probe::{Evidence, GroundView, Inside, RowAnswer, Sample, Unit, Way, Written};
use crate::probe::{over_plane, written};
use crate::setting;
use crate::train::Snapshot;
use crate::ui::figures::inside::{Overlay, Seen};
use crate::ui::figures::unit::{UnitsSeen, of_unit};
use crate::ui::places::place;

use row::RowQuestion;

/// While a network learns it is looked into again for a tenth of the time.
const FOLLOWING: Pace = Pace::Resting {
    times: 9,
    longest: Duration::from_secs(4),
};

/// How many letters are written.
const LETTERS: usize = 400;

/// Which network is looked into with which picture, and for which theme.
#[derive(Clone)]
struct Question {
    snapshot: Arc<Snapshot>,
    picture: Arc<Tensor>,
    dark: bool,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.same_picture(other) && Arc::ptr_eq(&self.snapshot, &other.snapshot)
    }
}

impl Question {
    /// Whether it is about the same picture.
    fn same_picture(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.picture, &other.picture) && self.dark == other.dark
    }

    /// Whether the picture is of the same kind.
    fn same_kind(&self, other: &Self) -> bool {
        self.picture.shape == other.picture.shape
    }

    /// How soon it is answered: one about another picture than before at once, one about a newer network after a rest.
    fn pace(&self, before: Option<&Self>) -> Pace {
        match before {
            Some(before) if before.same_picture(self) => FOLLOWING,
            _ => Pace::InTurn,
        }
    }
}

/// The same, about a class.
#[derive(Clone, PartialEq)]
struct Search {
    question: Question,
    class: usize,
    way: Way,
}

/// A picture that was given, and the data set it is made ready for.
#[derive(Clone)]
struct Preparing {
    picture: Arc<Image>,
    data: Box<dyn DataSet>,
}

impl PartialEq for Preparing {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.picture, &other.picture) && setting::same(&*self.data, &*other.data)
    }
}

/// What is made of it.
pub struct Looking {
    prepared: Made<Preparing, Arc<Tensor>>,
    seen: Made<Question, Arc<Seen>>,
    evidence: Made<Search, Option<Arc<Overlay>>>,
    units: Made<PointQuestion, Arc<UnitsSeen>>,
    written: Made<WritingQuestion, Option<(Written, u64)>>,
    row: Made<RowQuestion, Option<(RowAnswer, u64)>>,
}

/// Which network is looked into at which point of the plane, and which of its units.
#[derive(Clone)]
struct PointQuestion {
    snapshot: Arc<Snapshot>,
    about: AboutPoint,
}

impl PartialEq for PointQuestion {
    fn eq(&self, other: &Self) -> bool {
        self.about == other.about && Arc::ptr_eq(&self.snapshot, &other.snapshot)
    }
}

/// Which network writes, continuing which sample, and how.
#[derive(Clone)]
struct WritingQuestion {
    snapshot: Arc<Snapshot>,
    sample: Arc<Sample>,
    how: (f32, u64),
}

impl PartialEq for WritingQuestion {
    fn eq(&self, other: &Self) -> bool {
        let network = Arc::ptr_eq(&self.snapshot, &other.snapshot);
        network && Arc::ptr_eq(&self.sample, &other.sample) && self.how == other.how
    }
}

/// What is asked of a network of points.
#[derive(Clone, Copy, PartialEq)]
pub struct AboutPoint {
    /// What is seen of the plane.
    pub view: GroundView,
    /// The point.
    pub point: [f32; 2],
    /// The row and number of the unit whose sum is wanted.
    pub unit: Option<(RowId, usize)>,
    /// For a dark ground.
    pub dark: bool,
}

impl Looking {
    /// Nothing yet.
    pub fn new(wake: &Wake) -> Self {
        Self {
            prepared: Made::new("Preparing the picture", Arc::clone(wake)),
            seen: Made::new("Looking inside", Arc::clone(wake)),
            evidence: Made::new("Seeking the evidence", Arc::clone(wake)),
            units: Made::new("Looking at the units", Arc::clone(wake)),
            written: Made::new("Writing", Arc::clone(wake)),
            row: Made::new("Asking about the row", Arc::clone(wake)),
        }
    }

    /// A picture that a person gave, as an example of the data set; `None` while it is made ready.
    pub fn prepare(
        &mut self,
        picture: &Arc<Image>,
        data: &(dyn DataSet + 'static),
    ) -> Option<Arc<Tensor>> {
        let data = dyn_clone::clone_box(data);
        let picture = Arc::clone(picture);
        let key = Preparing { picture, data };
        let own = key.clone();
        self.prepared.want(&key, Pace::AtOnce, move |_| {
            let example = own.data.prepare(&own.picture);
            let example = example.ok_or("this data set has no pictures: choose one that has")?;
            Ok(Arc::new(Tensor::from_image(&example)))
        });
        self.prepared.of(&key).cloned()
    }

    /// Says which network is looked into with which picture; call once a frame while somebody looks.
    pub fn want(&mut self, snapshot: &Arc<Snapshot>, picture: &Arc<Tensor>, dark: bool) {
        let key = Question {
            snapshot: Arc::clone(snapshot),
            picture: Arc::clone(picture),
            dark,
        };
        let before = self.seen.at_hand().map(|(of, _)| of);
        let pace = key.pace(before);
        if before.is_some_and(|before| !before.same_kind(&key)) {
            // Of another data set: not to be seen with these names.
            self.seen.clear();
        }
        let Question {
            snapshot, picture, ..
        } = key.clone();
        self.seen.want(&key, pace, move |_| {
            let inside = Inside::of(&snapshot.model, &picture)?;
            Ok(Arc::new(Seen::of(&inside, snapshot.step, dark)))
        });
    }

    /// The same for where the evidence for a class lies.
    pub fn want_evidence(
        &mut self,
        snapshot: &Arc<Snapshot>,
        picture: &Arc<Tensor>,
        dark: bool,
        (class, way): (usize, Way),
    ) {
        let key = Search {
            question: Question {
                snapshot: Arc::clone(snapshot),
                picture: Arc::clone(picture),
                dark,
            },
            class,
            way,
        };
        let before = self.evidence.at_hand().map(|(of, _)| of);
        let alike = |before: &&Search| (before.class, before.way) == (class, way);
        let same = before.filter(alike);
        let pace = key.question.pace(same.map(|before| &before.question));
        let outdated = before
            .is_some_and(|before| !alike(&before) || !before.question.same_picture(&key.question));
        if outdated {
            self.evidence.clear();
        }
        let (snapshot, picture) = (Arc::clone(snapshot), Arc::clone(picture));
        self.evidence.want(&key, pace, move |making| {
            let stopped = || making.stopped();
            let found = Evidence::of(&snapshot.model, &picture, class, way, &stopped)?;
            Ok(found.map(|found| {
                let image = picture.image(0);
                Arc::new(Overlay::of(found, &image, (class, way), dark))
            }))
        });
    }

    /// Says which network of points is looked into; call once a frame while somebody looks.
    pub fn want_units(&mut self, snapshot: &Arc<Snapshot>, about: AboutPoint) {
        let key = PointQuestion {
            snapshot: Arc::clone(snapshot),
            about,
        };
        let pace = match self.units.at_hand() {
            Some((of, _)) if of.about == about => FOLLOWING,
            _ => Pace::InTurn,
        };
        let snapshot = Arc::clone(snapshot);
        self.units.want(&key, pace, move |_| {
            let AboutPoint {
                view,
                point,
                unit,
                dark,
            } = about;
            let inside = over_plane(&snapshot.model, view, point)?;
            let sum = match unit {
                Some((row, unit)) => Unit::of(&snapshot.model, row, unit, (view, point))?,
                None => None,
            };
            let sum = unit.zip(sum).map(|(which, sum)| {
                let places = &snapshot.model.architecture;
                of_unit(&sum, which, (view.inputs, point), &|row| place(places, row))
            });
            Ok(Arc::new(UnitsSeen {
                seen: Seen::over_plane(&inside, snapshot.step, dark),
                sum,
            }))
        });
    }

    /// Says which network of a text shall write, how freely and with what seed; call once a frame while somebody looks.
    pub fn want_written(
        &mut self,
        snapshot: &Arc<Snapshot>,
        sample: &Arc<Sample>,
        how: (f32, u64),
    ) {
        let key = WritingQuestion {
            snapshot: Arc::clone(snapshot),
            sample: Arc::clone(sample),
            how,
        };
        let pace = match self.written.at_hand() {
            Some((of, _)) if of.how == how => FOLLOWING,
            _ => Pace::InTurn,
        };
        let (snapshot, sample) = (Arc::clone(snapshot), Arc::clone(sample));
        self.written.want(&key, pace, move |making| {
            let stopped = || making.stopped();
            let found = written(&snapshot.model, &sample, LETTERS, how, &stopped)?;
            Ok(found.map(|found| (found, snapshot.step)))
        });
    }

    /// What was written, and by which step.
    pub fn written(&self) -> Option<(&Written, u64)> {
        let found = self.written.outcome().and_then(Result::ok);
        found
            .and_then(Option::as_ref)
            .map(|(written, step)| (written, *step))
    }

    /// Why nothing is written.
    pub fn wrong_written(&self) -> Option<&str> {
        self.written.wrong()
    }

    /// What the units make of the plane; its number changes with it.
    pub fn units(&self) -> (Option<&Arc<UnitsSeen>>, u64) {
        let found = self.units.outcome().and_then(Result::ok);
        (found, self.units.version())
    }

    /// Forgets the network.
    pub fn clear(&mut self) {
        if self.units.outcome().is_some() || self.units.busy() {
            self.units.clear();
        }
        if self.row.outcome().is_some() || self.row.busy() {
            self.row.clear();
        }
        if self.written.outcome().is_some() || self.written.busy() {
            self.written.clear();
        }
        if self.seen.outcome().is_some() || self.seen.busy() {
            self.seen.clear();
            self.evidence.clear();
        }
    }

    /// What was seen last; its number changes with it.
    pub fn seen(&self) -> (Option<&Arc<Seen>>, u64) {
        let found = self.seen.outcome().and_then(Result::ok);
        (found, self.seen.version())
    }

    /// Where the evidence lies, and whether it is that of the network and picture that were asked for last.
    pub fn evidence(&self) -> (Option<&Arc<Overlay>>, u64) {
        let value = self.evidence.value();
        let found = value.filter(|(_, fresh)| *fresh != Freshness::SoFar);
        let found = found.and_then(|(found, _)| found.as_ref());
        (found, self.evidence.version())
    }

    /// Why there is nothing to see of a picture.
    pub fn wrong(&self) -> Option<&str> {
        self.prepared.wrong().or(self.seen.wrong())
    }

    /// Why there is nothing to see of the units.
    pub fn wrong_units(&self) -> Option<&str> {
        self.units.wrong()
    }

    /// Reads what the jobs have found; call once a frame.
    pub fn settle(&mut self) {
        self.prepared.settle();
        self.seen.settle();
        self.evidence.settle();
        self.units.settle();
        self.written.settle();
        self.row.settle();
    }
}
