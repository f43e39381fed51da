//! What is seen of labs that were not done yet: each is done small and quietly, one after the other, as long as all of
//! them are looked at.

use std::time::{Duration, Instant};

use super::work::{LabJob, Means, There};
use crate::figure::{Body, Figure};
use crate::labs::{self, Told};
use crate::ui::panels::lecture::Shown;
use crate::ui::widgets::figure::has_thumb;

/// How long one is done at most: what is seen of it by then is enough.
const LONGEST: Duration = Duration::from_secs(20);

/// What is known of one lab.
#[derive(Clone, Default)]
struct Glimpse {
    shown: Option<Shown>,
    /// Whether it was done, or could not be.
    over: bool,
}

/// The small pictures of all labs.
pub(super) struct Glimpses {
    all: Vec<Glimpse>,
    at_work: Option<(usize, LabJob, Instant)>,
    /// Whether they were looked at since the last frame.
    wanted: bool,
    /// Which are in sight.
    seen: Vec<usize>,
    version: u64,
}

impl Glimpses {
    /// Of so many labs, none seen yet.
    pub(super) fn new(count: usize) -> Self {
        Self {
            all: vec![Glimpse::default(); count],
            at_work: None,
            wanted: false,
            seen: Vec::new(),
            version: 0,
        }
    }

    /// What is seen of a lab so far.
    pub(super) fn of(&self, lab: usize) -> Option<&Shown> {
        self.all.get(lab)?.shown.as_ref()
    }

    /// They are looked at in this frame, these of them in sight: they come first.
    pub(super) fn want(&mut self, seen: Vec<usize>) {
        self.wanted = true;
        self.seen = seen;
    }

    /// Reads what was found, and begins the next where they are looked at; `busy`: the machine is needed for other
    /// things, `known` says of which labs there is something better to be seen. Call it once a frame.
    pub(super) fn settle(&mut self, means: &Means, busy: bool, known: impl Fn(usize) -> bool) {
        if !std::mem::take(&mut self.wanted) || busy {
            // What it has shown stays; it is begun once more when they are looked at again.
            self.at_work = None;
            return;
        }
        self.hear();
        if self.at_work.is_some() {
            return;
        }
        let mut order = self.seen.iter().copied().chain(0..self.all.len());
        let next = order.find(|at| !self.all[*at].over && !known(*at));
        let Some(next) = next else { return };
        let lab = (labs::ALL[next].make)().small();
        match means.start(lab, 1, There::Nobody) {
            Ok(job) => self.at_work = Some((next, job, Instant::now())),
            Err(_) => self.all[next].over = true,
        }
    }

    /// Takes in what the one at work has told.
    fn hear(&mut self) {
        let Some((lab, job, began)) = &self.at_work else {
            return;
        };
        let lab = *lab;
        // The end is looked for first: what was sent before it is then still heard.
        let over = job.output().is_some() || began.elapsed() > LONGEST;
        let mut told = Vec::new();
        while let Some(event) = job.event() {
            if let Told::Figure(figure) = event {
                told.push(*figure);
            }
        }
        for figure in told {
            self.take(lab, figure);
        }
        if over {
            self.all[lab].over = true;
            self.at_work = None;
        }
    }

    /// The first figure that has a small picture stands for the lab, and whatever takes its place; pictures only until
    /// there is something else.
    fn take(&mut self, lab: usize, figure: Figure) {
        let glimpse = &mut self.all[lab];
        let pictures = |figure: &Figure| matches!(figure.body, Body::Pictures(_));
        let same = glimpse.shown.as_ref().is_none_or(|shown| {
            let old = &shown.figure;
            old.id == figure.id || pictures(old) && !pictures(&figure)
        });
        if same && has_thumb(&figure.body) {
            self.version += 1;
            let version = self.version;
            glimpse.shown = Some(Shown { figure, version });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::EmptyShelf;
    use crate::figure::{Axis, Mark, Role};

    #[test]
    fn the_first_figure_with_a_picture_stands_for_the_lab() {
        let mut glimpses = Glimpses::new(2);
        glimpses.take(1, Figure::words("words", "no picture"));
        assert!(glimpses.of(1).is_none());
        let plot = |title: &str, y: f64| {
            let line = Mark::line("", Role::Network, vec![[0.0, y], [1.0, 2.0]]);
            Figure::plot(title, Axis::default(), Axis::default(), [line])
        };
        glimpses.take(1, plot("a", 1.0));
        glimpses.take(1, plot("b", 1.0));
        let first = glimpses.of(1).unwrap().version;
        glimpses.take(1, plot("a", 5.0));
        let shown = glimpses.of(1).unwrap();
        assert_eq!(shown.figure.title, "a");
        assert!(shown.version > first);
        assert!(glimpses.of(0).is_none());
        // Pictures give way to what is drawn.
        let mut glimpses = Glimpses::new(1);
        let picture = ("one".to_owned(), crate::image::Image::zeros(1, 2, 2));
        glimpses.take(0, Figure::pictures("pictures", [picture]));
        assert_eq!(glimpses.of(0).unwrap().figure.title, "pictures");
        glimpses.take(0, plot("a", 1.0));
        assert_eq!(glimpses.of(0).unwrap().figure.title, "a");
    }

    #[test]
    fn nothing_is_begun_that_nobody_looks_at() {
        let means = Means {
            wake: Arc::new(|| {}),
            shelf: Arc::new(EmptyShelf),
        };
        let mut glimpses = Glimpses::new(labs::ALL.len());
        glimpses.settle(&means, false, |_| false);
        assert!(glimpses.at_work.is_none());
        glimpses.want(Vec::new());
        glimpses.settle(&means, true, |_| false);
        assert!(glimpses.at_work.is_none());
        glimpses.want(Vec::new());
        glimpses.settle(&means, false, |lab| lab == 0);
        assert_eq!(glimpses.at_work.as_ref().map(|(lab, ..)| *lab), Some(1));
        glimpses.settle(&means, false, |_| false);
        assert!(glimpses.at_work.is_none(), "it goes on unseen");
        // What is in sight comes first.
        glimpses.want(vec![3, 4]);
        glimpses.settle(&means, false, |lab| lab == 3);
        assert_eq!(glimpses.at_work.as_ref().map(|(lab, ..)| *lab), Some(4));
    }
}
