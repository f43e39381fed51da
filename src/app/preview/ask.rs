//! Who is asked for an answer, and when: methods one at a time, those that somebody looks at first, then the cheap
//! ones; the network whenever it has learned, but seldom enough to leave the machine to its training.

use std::sync::Arc;
use std::time::Duration;

use super::answer::{self, Answer};
use super::place::reopen;
use super::{AskedNetwork, Entry, Made, Pace, Preview, Scene, Wake};
use crate::denoise::Denoiser;
use crate::setting;

/// Seconds in which a quick method answers: it does so while a person still turns its setting.
const QUICK: f64 = 0.15;

/// After each of the network's answers there is none for 15 times as long as it took: pictures take a sixteenth of the
/// machine's time from the training, a quarter where that would be a pause longer than 1.5 s: a person waits to see the
/// picture change.
const REST: Pace = Pace::Resting {
    times: 15,
    longest: Duration::from_millis(1500),
};

/// A method, as it is set, on a scene.
#[derive(Clone)]
pub(super) struct Question {
    pub(super) scene: u64,
    pub(super) method: Box<dyn Denoiser>,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.scene == other.scene && setting::same(&*self.method, &*other.method)
    }
}

/// A method and its answer.
pub(super) struct Runner {
    pub(super) id: &'static str,
    pub(super) made: Made<Question, Answer>,
    /// The version of its answer that was placed last.
    pub(super) placed: u64,
}

impl Runner {
    pub(super) fn new(entry: &setting::Entry<dyn Denoiser>, wake: &Wake) -> Self {
        Self {
            id: entry.id,
            made: Made::new(entry.label, Arc::clone(wake)),
            placed: 0,
        }
    }

    /// Stops; whoever looks asks again.
    pub(super) fn rest(&mut self) {
        if self.made.busy() {
            self.made.cancel();
            self.made.again();
        }
    }

    /// Whether it has answered to this scene before, and so quickly that it can do so while its setting is turned.
    pub(super) fn turned(&self, scene: u64) -> Option<bool> {
        let (asked, answer) = self.made.at_hand()?;
        let quick = answer.seconds.is_some_and(|seconds| seconds < QUICK);
        (asked.scene == scene).then_some(quick)
    }
}

impl Preview {
    /// Runs the methods that have not answered yet, all of them; call once a frame while they are wanted.
    pub fn want_all(&mut self) {
        (self.all, self.all_now) = (true, true);
        self.ask();
    }

    /// Runs the methods that somebody looks at before all others; call once a frame. Those that have answered cost
    /// nothing.
    pub fn want(&mut self, shown: &[String]) {
        if self.front != shown {
            self.front = shown.to_vec();
        }
        self.ask();
    }

    /// The method at work and its share that is done, 0..1.
    pub fn working(&self) -> Option<(&'static str, f32)> {
        let runner = self.runners.iter().find(|runner| runner.made.busy())?;
        Some((runner.id, runner.made.progress()?))
    }

    /// Stops all methods and forgets their answers: they are to another scene.
    pub(super) fn forget_answers(&mut self) {
        for runner in &mut self.runners {
            runner.made.clear();
            runner.placed = runner.made.version();
        }
    }

    /// Whether everybody waits for the method, or somebody who looks at it (0), everybody (1), somebody who wants them
    /// all (2).
    fn rank(&self, id: &str) -> u8 {
        let featured = |entry: &Entry| entry.id == id && entry.featured;
        if self.front.iter().any(|shown| shown == id) {
            0
        } else if self.entries.iter().any(featured) {
            1
        } else {
            2
        }
    }

    /// The methods that are wanted and have not answered: rank and place.
    fn open(&self) -> Vec<(u8, usize)> {
        let runners = self.runners.iter().enumerate();
        let open = runners.filter_map(|(at, runner)| {
            let rank = self.rank(runner.id);
            let wanted = rank < 2 || self.all;
            let held = self.held && runner.turned(self.scenes) == Some(false);
            let open = wanted && !held && runner.made.is_news(&self.question(runner.id)?);
            open.then_some((rank, at))
        });
        open.collect()
    }

    /// Of those the next one, if it is known which: of equal rank the cheapest. While that is measured, only what is
    /// looked at is run.
    fn next(&mut self, scene: &Arc<Scene>) -> Option<(u8, usize)> {
        let open = self.open();
        let looked_at = open.iter().find(|(rank, _)| *rank == 0);
        if looked_at.is_some() || open.is_empty() {
            return looked_at.copied();
        }
        let key = (self.scenes, self.all);
        if self.costs.is_news(&key) {
            let known = open.iter().filter_map(|(_, at)| {
                let id = self.runners[*at].id;
                self.tuned.method(self.methods, id)
            });
            let methods: Vec<_> = known.map(|method| scene.prepared(method)).collect();
            let scene = Arc::clone(scene);
            self.costs.want(&key, Pace::AtOnce, move |making| {
                Ok(answer::by_cost(methods, &scene, making.progress()))
            });
        }
        self.costs.settle();
        if self.costs.busy() {
            return None;
        }
        // Where it cannot be measured, methods come in the order of menus.
        let costs = self.costs.of(&key);
        let cost = |id: &str| costs.and_then(|ids| ids.iter().position(|other| *other == id));
        let next = open.into_iter();
        next.min_by_key(|(rank, at)| (*rank, cost(self.runners[*at].id), *at))
    }

    fn question(&self, id: &str) -> Option<Question> {
        Some(Question {
            scene: self.scenes,
            method: self.tuned.method(self.methods, id)?,
        })
    }

    /// Begins what is to be done next, unless something of its rank is at work.
    pub(super) fn ask(&mut self) {
        let Some(scene) = self.scene().cloned() else {
            return;
        };
        let Some((rank, at)) = self.next(&scene) else {
            return;
        };
        let busy = self.runners.iter().position(|runner| runner.made.busy());
        let other = busy.filter(|busy| *busy != at);
        if other.is_some_and(|other| self.rank(self.runners[other].id) <= rank) {
            return;
        }
        if let Some(other) = other {
            self.runners[other].rest();
        }
        let Some(question) = self.question(self.runners[at].id) else {
            return;
        };
        let runner = &mut self.runners[at];
        let pace = match runner.turned(self.scenes) {
            Some(true) => Pace::InTurn,
            _ => Pace::AtOnce,
        };
        let asked = question.clone();
        runner.made.want(&question, pace, move |making| {
            answer::classical(&*scene.prepared(asked.method), &scene, making)
        });
        let id = runner.id;
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id)
            && !(self.held && pace == Pace::InTurn)
            && entry.image.is_some()
        {
            reopen(entry);
        }
    }

    /// Runs the newest weights, unless older ones are still at work or the machine belongs to their training.
    pub(super) fn ask_network(&mut self) {
        let (Some(scene), Some(snapshot)) = (self.scene().cloned(), &self.newest) else {
            return;
        };
        let key = AskedNetwork {
            scene: self.scenes,
            snapshot: Arc::clone(snapshot),
        };
        let (snapshot, cleaner) = (Arc::clone(snapshot), self.cleaner);
        self.learned.want(&key, REST, move |making| {
            answer::learned(cleaner, &snapshot, &scene, making.progress())
        });
    }
}
