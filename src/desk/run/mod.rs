//! A run: what it is doing and everything it has told.

mod before;
mod networks;

use std::path::PathBuf;
use std::sync::Arc;

pub use self::before::Before;
pub use self::networks::Networks;
use super::trace::Traces;
use crate::data::Parts;
use crate::nn::Architecture;
use crate::setting::{Kind, Setting};
use crate::train::{
    Event, Experiment, History, JudgedOn, Metric, StepRecord, Summary, ValidationRecord,
};
use crate::words::Text;

/// What a run is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RunState {
    /// There is none.
    #[default]
    None,
    /// Data and network are made ready.
    Starting,
    /// It trains.
    Training,
    /// It waits.
    Paused,
    /// It was opened from the disk and may go on.
    Kept,
    /// It was told to stop and ends after this step.
    Stopping,
    /// It has ended.
    Done(Summary),
    /// It has failed: the sentence to show, with the cure.
    Failed(Text),
}

/// What a run was asked for.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    /// The experiment's name.
    pub name: String,
    /// Whether it trains a network that cleans pictures.
    pub cleans: bool,
    /// Whether it is judged on what it learns from, displaced at random: nothing is held out.
    pub displaced: bool,
    /// What its examples are, see [`matter_of`].
    pub matter: String,
    /// Steps.
    pub steps: u64,
    /// The number of the document that it was started from.
    pub document: Option<usize>,
}

impl Assignment {
    /// What an experiment asks for; the document is named apart.
    pub fn take(&mut self, experiment: &Experiment) {
        self.name.clone_from(&experiment.name);
        self.steps = experiment.training.steps;
        self.cleans = experiment.answer().is_picture();
        self.displaced = !experiment.data.apart();
        self.matter = matter_of(experiment);
    }
}

/// What the examples of an experiment are: the data set, the file or folder it is made from, and what is answered. A
/// network is not asked about others than those that it learned from: it would be right or wrong by chance.
pub fn matter_of(experiment: &Experiment) -> String {
    let data = &*experiment.data;
    let chooses = |setting: &&Setting| data.in_file() || setting.kind == Kind::Text;
    let mut matter = format!("{} {:?}", data.id(), experiment.answer());
    for setting in data.settings().iter().filter(chooses) {
        if let Some(value) = data.get(setting.key) {
            matter += &format!("\n{}={value}", setting.key);
        }
    }
    matter
}

/// What a run trains and on what, as it tells when it begins.
#[derive(Clone, Debug, Default)]
pub struct Trainee {
    /// What is trained, which may differ from the document by now.
    pub architecture: Option<Arc<Architecture>>,
    /// Trainable numbers.
    pub parameters: usize,
    /// Which pictures it learns from and which it is judged on; none where nobody knows.
    pub parts: Option<Arc<Parts>>,
}

/// A run, as far as it has told.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Which run of the window it is, from 1; 0 = none.
    pub number: u64,
    /// What it was asked for.
    pub asked: Assignment,
    /// What it is doing.
    pub state: RunState,
    /// What it trains.
    pub trainee: Trainee,
    /// Everything it said that can be drawn.
    pub history: History,
    /// The same as curves.
    pub traces: Traces,
    /// What it has learned.
    pub networks: Networks,
    /// The folder it is kept in.
    pub folder: Option<PathBuf>,
    /// What the run before left behind.
    pub before: Option<Arc<Before>>,
    /// Something it warned of.
    pub warning: Option<String>,
}

impl Run {
    /// Takes an event in.
    pub fn record(&mut self, event: &Event) {
        self.history.record(event);
        match event {
            Event::Started {
                parameters,
                architecture,
                parts,
                ..
            } => {
                self.trainee = Trainee {
                    architecture: Some(architecture.clone()),
                    parameters: *parameters,
                    parts: Some(parts.clone()),
                };
                if self.state == RunState::Starting {
                    self.state = RunState::Training;
                }
            }
            Event::Steps(steps) => self.trace(steps),
            Event::Paused(paused) => match (&self.state, paused) {
                (RunState::Stopping, _) => {}
                (_, true) => self.state = RunState::Paused,
                (_, false) => self.state = RunState::Training,
            },
            Event::Snapshot(snapshot) => self.networks.take(snapshot.clone()),
            Event::Warning(text) => self.warning = Some(text.clone()),
            Event::Validation(_)
            | Event::Judged(..)
            | Event::Moments(_)
            | Event::Diverged(_)
            | Event::TimeLeft { .. }
            | Event::Saved(_) => {}
        }
    }

    fn trace(&mut self, steps: &[StepRecord]) {
        for step in steps {
            self.traces.loss.push(step.step, step.loss);
            self.traces.metric.push(step.step, step.metric);
        }
    }

    /// Takes over what a run on the disk said.
    pub fn restore(&mut self, history: History) {
        self.trace(&history.steps);
        self.history = history;
    }

    /// Whether a job is at work (or waits to go on).
    pub fn alive(&self) -> bool {
        matches!(
            self.state,
            RunState::Starting | RunState::Training | RunState::Paused | RunState::Stopping
        )
    }

    /// Steps done. Of a run on the disk the curves may be thinned out; then its weights know better.
    pub fn step(&self) -> u64 {
        let learned = self.networks.newest().map_or(0, |snapshot| snapshot.step);
        self.history.step().max(learned)
    }

    /// Steps that were made before it with the weights it began with; its own are counted on from there in curves.
    pub fn start(&self) -> u64 {
        let before = self.before.as_ref();
        before.map_or(0, |before| if before.continued { before.end } else { 0 })
    }

    /// Share of the steps done, 0..1.
    pub fn fraction(&self) -> f32 {
        self.step() as f32 / self.asked.steps.max(1) as f32
    }

    /// The newest judgement on held-out examples.
    pub fn validation(&self) -> Option<&ValidationRecord> {
        self.history.validations.last()
    }

    /// The judgement on all held-out examples at the end, and on what it was made, where that is another measure than
    /// the judgements on the way.
    pub fn whole(&self) -> Option<(&ValidationRecord, JudgedOn)> {
        let (record, on) = self.history.whole.as_ref()?;
        let other = self.validation().is_none_or(|last| {
            (last.step, last.examples, last.metric) != (record.step, record.examples, record.metric)
        });
        (other && record.step == self.step()).then_some((record, *on))
    }

    /// What is judged.
    pub fn judged(&self) -> Metric {
        self.history.metric.unwrap_or(Metric::Psnr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Architecture, Model};

    #[test]
    fn networks_that_are_told_are_on_the_tape() {
        let mut run = Run::default();
        for step in [5, 10, 15] {
            let model = Model {
                architecture: Arc::new(Architecture::default()),
                channels: 1,
                weights: Arc::new(Vec::new()),
            };
            let vitals = Vec::new();
            let snapshot = crate::train::Snapshot {
                step,
                model,
                vitals,
            };
            run.record(&Event::Snapshot(Arc::new(snapshot)));
        }
        assert_eq!(run.step(), 15);
        run.networks.look_at(12);
        assert_eq!(run.networks.looked_at(), Some(10));
    }
}
