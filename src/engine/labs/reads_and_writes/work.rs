//! The work: all parts with all seeds, as many side by side as there are threads.

use std::sync::{Mutex, PoisonError};

use super::counts::Grams;
use super::found::{Live, State};
use super::learn::Lesson;
use super::matter::Matter;
use super::read::{self, Read};
use super::translate::{self, Translator};
use super::write::{self, Writer};
use super::{ReadsAndWrites, What, shown};
use crate::labs::Desk;
use crate::labs::lesson::side_by_side;
use crate::nn::Network;
use crate::train::TrainError;

/// The highest learning rate.
const RATE: f32 = 3e-3;
/// How often a network is looked at on its way.
const LOOKS: u64 = 8;
/// Dates for which it is measured where the network looks.
const AIMED: usize = 60;

/// Changes what the first seed's networks say on their way.
type Tell<'a> = dyn Fn(&dyn Fn(&mut Live)) + 'a;

/// One thing to be learned.
#[derive(Clone, Copy)]
enum Task {
    Read,
    Write,
    Translate(translate::Kind),
}

/// What came of it.
enum Done {
    /// Its curve, and what it says of each stretch.
    Read(read::Taught),
    Write(Box<Writer>),
    Translate(Box<Translator>),
}

impl ReadsAndWrites {
    /// All parts with all seeds, the first seed's first.
    pub(super) fn learn_all(
        &self,
        matter: &Matter,
        grams: Option<&Grams>,
        state: &Mutex<State>,
        desk: &Desk<'_>,
    ) -> Result<(), TrainError> {
        let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
        let seeds = self.seed..self.seed + self.seeds;
        let each = |seed: u64| self.tasks().into_iter().map(move |task| (seed, task));
        let tasks: Vec<(u64, Task)> = seeds.flat_map(each).collect();
        let show = || {
            let state = lock();
            for figure in shown::figures(self, matter, &state) {
                desk.show(figure);
            }
        };
        let work = |(seed, task): &(u64, Task)| {
            // What the first seed's networks say on their way is shown.
            let tell = |change: &dyn Fn(&mut Live)| {
                if *seed == self.seed {
                    change(&mut lock().live);
                    show();
                }
            };
            self.learn(*seed, *task, matter, &tell, &|| !desk.stopped())
        };
        let (mut ended, whole) = (0.0, tasks.len().max(1) as f32);
        side_by_side(&tasks, desk, work, |(seed, _), done| {
            ended += 1.0;
            desk.done(ended / whole);
            let mut state = lock();
            self.take(done, *seed, &mut state);
            if *seed == self.seed {
                self.answer(&mut state, matter, grams, desk);
            }
            desk.judge(&self.verdict(&state.found));
            drop(state);
            show();
        })
    }

    fn tasks(&self) -> Vec<Task> {
        let mut tasks = Vec::new();
        if self.does(What::Write) {
            tasks.push(Task::Write);
        }
        if self.does(What::Translate) {
            tasks.extend(translate::Kind::ALL.map(Task::Translate));
        }
        if self.does(What::Read) {
            tasks.push(Task::Read);
        }
        tasks
    }

    /// Learns one thing with one seed; `tell` changes what is shown. `None` when it was stopped.
    fn learn(
        &self,
        seed: u64,
        task: Task,
        matter: &Matter,
        tell: &Tell<'_>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Option<Done>, TrainError> {
        let lesson = |steps: u64| Lesson {
            steps,
            rate: RATE,
            seed,
            looks: if seed == self.seed { LOOKS } else { 1 },
        };
        Ok(match task {
            Task::Read => {
                let watch = |curve: &[[f64; 2]]| tell(&|live| live.read = curve.to_vec());
                let lesson = lesson(self.read_steps);
                let found = read::learn(matter, self.stretch, &lesson, go_on, &watch)?;
                found.map(Done::Read)
            }
            Task::Write => {
                let mut watch = |curve: &[[f64; 2]], network: &mut Network| {
                    if seed != self.seed {
                        return;
                    }
                    let words = self.continued(network, matter);
                    let step = curve.last().map_or(0.0, |last| last[0]) as u64;
                    tell(&|live| {
                        live.write = curve.to_vec();
                        live.words.push((step, words.clone()));
                    });
                };
                let found = write::learn(matter, &lesson(self.write_steps), go_on, &mut watch)?;
                found.map(|writer| Done::Write(Box::new(writer)))
            }
            Task::Translate(kind) => {
                let watch =
                    |curve: &[[f64; 2]]| tell(&|live| live.dates[kind as usize] = curve.to_vec());
                let found = kind.learn(self.pairs, &lesson(self.date_steps), go_on, &watch)?;
                found.map(|found| Done::Translate(Box::new(found)))
            }
        })
    }

    /// Takes up what was learned with a seed.
    fn take(&self, done: Done, seed: u64, state: &mut State) {
        let shown = seed == self.seed;
        let best = state.counted.iter().copied().fold(f64::INFINITY, f64::min);
        let told = state.told.clone();
        let Some(found) = state.found.get_mut((seed - self.seed) as usize) else {
            return;
        };
        match done {
            Done::Read((curve, says)) => {
                found.read = Some(Read {
                    curve,
                    says,
                    counted: told,
                });
            }
            Done::Write(writer) => {
                found.write = Some([writer.bits(), best]);
                if shown {
                    state.writer = Some(writer.network);
                }
            }
            Done::Translate(mut translator) => {
                found.dates[translator.kind as usize] = Some(translator.right());
                if translator.kind == translate::Kind::Attention {
                    found.aims = Some(translator.aims(AIMED, seed));
                    if shown {
                        state.translator = Some(*translator);
                    }
                }
            }
        }
    }
}
