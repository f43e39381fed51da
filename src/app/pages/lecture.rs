//! The labs in the window: all of them at a glance; the one that is looked at, its settings, what it has found.

mod first;
mod glimpses;
mod hand;
mod save;
mod tried;
mod unasked;
mod work;

use std::sync::Arc;

use egui::Ui;

use super::{Aim, Ground, Page, Panels, Shared};
use crate::app::keys::{self, Entry};
use crate::app::tasks::{Errand, Outcome};
use crate::desk::Place;
use crate::labs::{self, Lab, Told, Verdict};
use crate::train::TrainError;
use crate::ui::action::{Action, LectureAction};
use crate::ui::panels::lecture::{LabName, LectureFacts, LectureView, Shown, Tile};
use crate::ui::panels::lecture::{lecture_ui, overview_ui};
use first::First;
use glimpses::Glimpses;
pub use save::save;
use tried::Tried;
use work::{Means, There, Work, Works};

/// What is said while only what a lab begins with is there.
const BEGINS: &str = "Not run yet: this is what it begins with.";

/// What came of a lab's job.
type End = Result<Result<Option<Verdict>, TrainError>, String>;

/// The page's state.
pub struct LecturePage {
    means: Means,
    names: Vec<LabName>,
    /// What each lab has found.
    tried: Vec<Tried>,
    /// What is seen of those that were not done: all of them small, the one that is looked at as it begins.
    unseen: (Glimpses, First),
    /// The one that is looked at; `None`: all of them.
    chosen: Option<usize>,
    /// That one as it would be if a person let go now.
    held: Option<Box<dyn Lab>>,
    works: Works,
    begun: u64,
    version: u64,
    view: LectureView,
}

impl LecturePage {
    /// All labs, none tried.
    pub fn new(ground: &Ground) -> Self {
        let (shelf, wake) = (Arc::clone(&ground.shelf), Arc::clone(&ground.wake));
        let name = |lab: Box<dyn Lab>| LabName {
            label: lab.label(),
            question: lab.question(),
            act: lab.telling().act,
            asks: lab.asks().is_some(),
            own: lab.own().is_some(),
        };
        let labs = labs::ALL.iter().map(|entry| (entry.make)());
        let names: Vec<_> = labs.map(name).collect();
        Self {
            means: Means { wake, shelf },
            tried: names.iter().map(|_| Tried::default()).collect(),
            unseen: (Glimpses::new(names.len()), First::default()),
            names,
            chosen: None,
            held: None,
            works: Works::default(),
            begun: 0,
            version: 0,
            view: LectureView::default(),
        }
    }

    /// Looks at a lab, or at all of them: what is done unasked gives way, what a person has asked for goes on.
    fn choose(&mut self, lab: Option<usize>) {
        self.chosen = lab.map(|lab| lab.min(self.names.len().saturating_sub(1)));
        self.held = None;
        if let Some(lab) = self.chosen {
            self.view.turn_to(lab);
        }
        for left in self.works.leave(self.chosen) {
            self.tried[left].leave();
        }
    }

    /// Does the lab that is looked at, with the settings as they are.
    pub fn run(&mut self, labs: &[Box<dyn Lab>], threads: usize) {
        if let Some(chosen) = self.chosen {
            self.begun += 1;
            self.start(chosen, labs[chosen].clone(), threads, true);
        }
    }

    fn start(&mut self, chosen: usize, lab: Box<dyn Lab>, threads: usize, anew: bool) {
        self.unseen.1.leave();
        let tried = &mut self.tried[chosen];
        tried.begin(lab.clone(), anew);
        drop(self.works.take(chosen));
        let moved = self.held.is_some() && !anew;
        let sketch = moved && lab.sketches();
        let there = match moved {
            true => There::Hand(tried.memory()),
            false => There::Somebody(tried.memory()),
        };
        match self.means.start(lab, threads, there) {
            Ok(job) => self
                .works
                .put(Work::new(chosen, job, self.version, [anew, sketch])),
            Err(error) => tried.close(Err(error)),
        }
    }

    /// Gives the lab at work up; what it has found so far stays.
    pub fn cancel(&mut self) {
        let Some(lab) = self.works.busy(self.chosen).map(|work| work.lab) else {
            return;
        };
        self.hear(lab);
        if let Some(work) = self.works.take(lab) {
            let tried = &mut self.tried[lab];
            // With nothing new, what was known before stays.
            if self.version > work.before && !work.sketch {
                tried.forget_until(work.before);
            }
            tried.close(Ok("Stopped.".into()));
        }
    }

    /// Takes in what the lab has told.
    fn hear(&mut self, lab: usize) {
        let Some(work) = self.works.of_mut(lab) else {
            return;
        };
        work.measure();
        let tried = &mut self.tried[lab];
        while let Some(told) = work.job.event() {
            match told {
                Told::Figure(figure) => {
                    if work.anew {
                        tried.forget_until(work.before);
                    }
                    self.version += 1;
                    match work.sketch {
                        true => tried.put(*figure, self.version),
                        false => tried.find(*figure, self.version),
                    }
                }
                Told::Verdict(verdict) => tried.judge(verdict),
                Told::Waits(waits) => {
                    // The first time it has done everything.
                    if waits && !tried.ended() {
                        tried.forget_until(work.before);
                        tried.close(Ok(work.done()));
                    }
                    if waits {
                        tried.complete();
                    }
                    work.waits = waits;
                }
            }
        }
    }

    /// Reads what the labs at work have done; call once a frame.
    pub fn poll(&mut self) {
        for lab in 0..self.tried.len() {
            // The end is looked for first: what was sent before it is then still heard.
            let outcome = self.works.of(lab).and_then(|work| work.job.output());
            self.hear(lab);
            let Some(outcome) = outcome else { continue };
            if let Some(work) = self.works.take(lab) {
                self.end(&work, outcome);
            }
        }
    }

    /// A lab's job has come to its end.
    fn end(&mut self, work: &Work, outcome: End) {
        let tried = &mut self.tried[work.lab];
        // Where a hand went too far, what it can be taken back on stays.
        let failed = !matches!(outcome, Ok(Ok(_)));
        if !work.sketch && !tried.ended() && (work.anew || !failed) {
            tried.forget_until(work.before);
            tried.arrive();
        }
        let end = match outcome {
            Ok(Ok(Some(verdict))) => {
                tried.judge(verdict);
                tried.complete();
                Ok(work.done())
            }
            Ok(Ok(None)) => return tried.sketch(),
            Ok(Err(error)) => Err(error.to_string()),
            Err(panic) => Err(format!(
                "The experiment failed ({panic}). Try other settings."
            )),
        };
        tried.close(end);
    }

    /// The titles of what the lab that is looked at has found.
    pub fn titles(&self) -> Vec<&str> {
        let findings = self.chosen.map_or(&[][..], |at| self.tried[at].findings());
        let findings = findings.iter();
        findings.map(|shown| &*shown.figure.title).collect()
    }

    /// Whether a lab is at work.
    pub fn working(&self) -> bool {
        self.works.busy(None).is_some()
    }

    /// How many labs were begun.
    pub fn begun(&self) -> u64 {
        self.begun
    }

    /// How many labs have something to be seen on the overview.
    pub fn glimpsed(&self) -> usize {
        let seen = |at: &usize| seen(&self.tried, &self.unseen.0, *at).is_some();
        (0..self.names.len()).filter(seen).count()
    }

    fn perform(&mut self, action: LectureAction, shared: &mut Shared<'_>) {
        let (threads, labs) = (shared.bench.threads, &mut shared.bench.document.labs);
        match (action, self.chosen) {
            (LectureAction::Overview, _) => self.choose(None),
            (LectureAction::Choose(lab), _) => self.choose(Some(lab)),
            (LectureAction::Cancel, _) => self.cancel(),
            (LectureAction::Open, _) => shared.actions.push(Action::OpenDialog),
            (_, None) => {}
            (LectureAction::Run, _) => self.run(labs, threads),
            (LectureAction::Try(at), Some(chosen)) => self.try_out(labs, (chosen, at), threads),
            (LectureAction::Reset, Some(chosen)) => labs[chosen] = (labs::ALL[chosen].make)(),
            (LectureAction::Poke(poke, held), _) => self.poke(labs, &poke, held),
            (LectureAction::Bench, Some(chosen)) => {
                let experiment = labs[chosen].bench();
                let load = experiment.map(|experiment| Action::Load(Box::new(experiment)));
                shared.actions.extend(load);
            }
            (LectureAction::Save, Some(chosen)) => {
                let (lab, tried) = (&*labs[chosen], &self.tried[chosen]);
                // To write what is on the page now: figures, and the verdict with the settings that it is of.
                let of = tried.found().unwrap_or(lab);
                shared.asks.push(Errand::Figures {
                    lab: lab.id(),
                    found: tried.findings().to_vec(),
                    verdict: tried.verdict().map(|verdict| verdict.json(of)),
                });
            }
        }
    }

    /// All labs at a glance.
    fn overview(&mut self, ui: &mut Ui) -> Vec<LectureAction> {
        let (tried, glimpses, works) = (&self.tried, &self.unseen.0, &self.works);
        let tile = |(at, name): (usize, &LabName)| Tile {
            name: *name,
            shown: seen(tried, glimpses, at),
            small: tried[at].emblem().is_none(),
            truth: tried[at].truth(),
            working: works.of(at).is_some_and(|work| !work.waits),
        };
        let tiles: Vec<_> = self.names.iter().enumerate().map(tile).collect();
        let mut actions = Vec::new();
        let seen = overview_ui(ui, &mut self.view.thumbs, &tiles, &mut actions);
        self.unseen.0.want(seen);
        actions
    }

    /// One of them.
    fn lab(&mut self, ui: &mut Ui, chosen: usize, shared: &mut Shared<'_>) -> Vec<LectureAction> {
        self.unseen.1.look();
        let working = self.works.busy(self.chosen).filter(|work| work.seen());
        let working = working.map(|work| (work.lab, work.job.progress().fraction(), work.left()));
        let (tried, labs) = (&self.tried[chosen], &shared.bench.document.labs);
        let [ended, failure] = tried.end();
        let begins = failure.is_none() && tried.begins();
        let ended = ended.or(begins.then_some(BEGINS));
        let facts = LectureFacts {
            waits: self.works.of(chosen).is_some_and(|work| work.waits),
            labs: &self.names,
            chosen,
            findings: tried.findings(),
            working,
            verdict: tried.verdict(),
            ended,
            failure,
            other: tried.is_of_other(self.held.as_ref().unwrap_or(&labs[chosen]).as_ref()),
        };
        let lab = &mut *shared.bench.document.labs[chosen];
        let mut actions = Vec::new();
        lecture_ui(
            ui,
            &mut self.view,
            lab,
            &facts,
            &mut actions,
            shared.actions,
        );
        if self.view.escaped(ui) {
            actions.push(LectureAction::Overview);
        }
        actions
    }
}

/// What is seen of a lab on the overview: of its findings, or of a small run.
fn seen<'a>(tried: &'a [Tried], glimpses: &'a Glimpses, lab: usize) -> Option<&'a Shown> {
    tried[lab].emblem().or_else(|| glimpses.of(lab))
}

/// Whether a lab answers a change of some of its settings at once.
fn answers(lab: &dyn Lab) -> bool {
    lab.settings().iter().any(|setting| lab.live(setting.key))
}

impl Page for LecturePage {
    fn id(&self) -> &'static str {
        "lecture"
    }

    fn title(&self) -> &'static str {
        "Lecture"
    }

    fn help(&self) -> &'static str {
        "Experiments that each ask one question of deep learning."
    }

    fn takes(&self) -> Aim {
        match self.chosen {
            Some(lab) if self.names[lab].asks => Aim::Ask,
            Some(lab) if self.names[lab].own => Aim::Work,
            _ => Aim::Compare,
        }
    }

    fn commands(&self) -> Vec<Entry> {
        keys::of_lecture()
    }

    fn begin(&mut self, shared: &mut Shared<'_>) {
        if self.works.busy(self.chosen).is_none() {
            self.perform(LectureAction::Run, shared);
        }
    }

    fn shows(&self, place: Place) -> bool {
        matches!(place, Place::Lab(_))
    }

    fn turn_to(&mut self, place: Place) -> bool {
        let Place::Lab(lab) = place else { return false };
        let there = self.chosen == Some(lab);
        if !there {
            self.choose(Some(lab));
        }
        !there
    }

    fn ui(&mut self, ui: &mut Ui, _panels: &mut Panels, shared: &mut Shared<'_>) {
        let actions = match self.chosen {
            None => self.overview(ui),
            Some(chosen) => self.lab(ui, chosen, shared),
        };
        for action in actions {
            self.perform(action, shared);
            ui.ctx().request_repaint();
        }
    }

    fn settle(&mut self, shared: &mut Shared<'_>) {
        self.poll();
        let (labs, threads) = (&shared.bench.document.labs, shared.bench.threads);
        self.begin_unasked(labs, threads);
        self.follow(labs, threads);
        self.ask(labs);
        let (busy, tried) = (self.working(), &self.tried);
        let known = |lab: usize| tried[lab].emblem().is_some();
        self.unseen.0.settle(&self.means, busy, known);
    }

    fn receive(&mut self, outcome: Outcome, shared: &mut Shared<'_>) -> Option<Outcome> {
        self.take_given(outcome, shared)
    }
}
