//! Who is asked for an answer, and when: methods one at a time, those that somebody looks at first, then the cheap
//! ones.

use std::sync::Arc;

use super::answer::{self, Answer};
use super::wall::{Wall, label};
use super::{Entry, Made, Pace, Wake};
use crate::contest::Scene;
use crate::denoise::Denoiser;
use crate::desk::Tuned;
use crate::job::Freshness;
use crate::setting::{self, Catalogue};

/// Seconds in which a quick method answers: it does so while a person still turns its setting.
const QUICK: f64 = 0.15;

/// Methods that are run on every photograph at once; the others wait until somebody wants them all.
const FEATURED: [&str; 3] = ["gaussian", "nl-means", "bm3d"];

/// A method, as it is set, on a scene.
#[derive(Clone)]
struct Question {
    scene: u64,
    method: Box<dyn Denoiser>,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.scene == other.scene && setting::same(&*self.method, &*other.method)
    }
}

/// A method and its answer.
struct Runner {
    id: &'static str,
    made: Made<Question, Answer>,
    /// The version of its answer that was placed last.
    placed: u64,
}

impl Runner {
    fn new(entry: &setting::Entry<dyn Denoiser>, wake: &Wake) -> Self {
        Self {
            id: entry.id,
            made: Made::new(entry.label, Arc::clone(wake)),
            placed: 0,
        }
    }

    /// Stops; whoever looks asks again.
    fn rest(&mut self) {
        if self.made.busy() {
            self.made.cancel();
            self.made.again();
        }
    }

    /// Whether it has answered to this scene before, and so quickly that it can do so while its setting is turned.
    fn turned(&self, scene: u64) -> Option<bool> {
        let (asked, answer) = self.made.at_hand()?;
        let quick = answer.tally.seconds.is_some_and(|seconds| seconds < QUICK);
        (asked.scene == scene).then_some(quick)
    }

    /// What it has answered since this was called last, and how fresh that is; or why it has not.
    fn hear(&mut self, scene: u64) -> Option<News> {
        self.made.go_on();
        if self.made.version() == self.placed {
            return None;
        }
        self.placed = self.made.version();
        if let Some(problem) = self.made.wrong() {
            return Some(Err(Fault {
                problem: problem.to_owned(),
                broke_off: self.made.broke_off(),
            }));
        }
        let (answer, freshness) = self.made.value()?;
        let of = match freshness {
            Freshness::SoFar => self.made.at_work()?,
            Freshness::Fresh | Freshness::Older => self.made.at_hand()?.0,
        };
        (of.scene == scene).then(|| Ok((answer.clone(), freshness)))
    }
}

/// What a method has answered, and how fresh that is; or why it has not.
pub(super) type News = Result<(Answer, Freshness), Fault>;

/// Why a method has no answer.
pub(super) struct Fault {
    /// In plain words.
    pub(super) problem: String,
    /// Whether it is a fault of ours.
    pub(super) broke_off: bool,
}

/// A scene that is asked about.
pub(super) struct Asking<'a> {
    pub(super) scene: &'a Arc<Scene>,
    /// Which one it is.
    pub(super) number: u64,
    /// Whether a person holds a setting.
    pub(super) held: bool,
    /// What is seen.
    pub(super) wall: &'a Wall,
}

/// The methods with their settings and answers, and the order in which they are asked.
pub(super) struct Queue {
    pub(super) methods: Catalogue<dyn Denoiser>,
    tuned: Tuned,
    runners: Vec<Runner>,
    /// The methods' ids, the cheap ones first: of a scene, and whether all of them are wanted.
    costs: Made<(u64, bool), Vec<&'static str>>,
    /// The methods that somebody looks at.
    front: Vec<String>,
    /// Whether somebody wanted them all in the frame before, and in this one.
    all: bool,
    all_now: bool,
}

impl Queue {
    pub(super) fn new(methods: Catalogue<dyn Denoiser>, tuned: Tuned, wake: &Wake) -> Self {
        let runner = |entry: &setting::Entry<dyn Denoiser>| Runner::new(entry, wake);
        Self {
            methods,
            tuned,
            runners: methods.iter().map(runner).collect(),
            costs: Made::new("Timing the methods", Arc::clone(wake)),
            front: Vec::new(),
            all: false,
            all_now: false,
        }
    }

    /// A frame begins: who wants all methods says so again.
    pub(super) fn turn(&mut self) {
        self.all = std::mem::take(&mut self.all_now);
    }

    /// All methods are wanted.
    pub(super) fn want_all(&mut self) {
        (self.all, self.all_now) = (true, true);
    }

    /// These are looked at.
    pub(super) fn want(&mut self, shown: &[String]) {
        if self.front != shown {
            self.front = shown.to_vec();
        }
    }

    /// A method as it is set.
    pub(super) fn method(&self, id: &str) -> Option<Box<dyn Denoiser>> {
        self.tuned.method(self.methods, id)
    }

    /// A method as it is set, and as it is at first.
    pub(super) fn settings(&self, id: &str) -> Option<[Box<dyn Denoiser>; 2]> {
        let usual = setting::find(self.methods, id).map(|entry| (entry.make)())?;
        Some([self.method(id)?, usual])
    }

    /// Their entries before they have answered.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        let few = self.methods.len() <= FEATURED.len();
        self.methods.iter().map(move |entry| {
            let method = (entry.make)();
            let own = self.tuned.get(entry.id).is_some();
            Entry {
                origin: Some((method.year(), method.family())),
                featured: few || FEATURED.contains(&entry.id),
                ..Entry::empty(entry.id, label(entry.label, own))
            }
        })
    }

    /// Takes the methods' settings; returns those that have changed, with the names that they have now. A quick method
    /// answers while a person still turns the setting; another one when it is let go of.
    pub(super) fn retune(&mut self, tuned: &Tuned, scene: u64) -> Vec<(&'static str, String)> {
        if self.tuned == *tuned {
            return Vec::new();
        }
        let before = std::mem::replace(&mut self.tuned, tuned.clone());
        let mut changed = Vec::new();
        for entry in self.methods {
            let now = self.tuned.get(entry.id);
            let same = match (before.get(entry.id), now) {
                (Some(one), Some(other)) => setting::same(one, other),
                (one, other) => one.is_none() && other.is_none(),
            };
            if same {
                continue;
            }
            changed.push((entry.id, label(entry.label, now.is_some())));
            // The first answer of a method, or a slow one, is not waited for: it is to a setting of the past.
            let runner = self.runners.iter_mut().find(|one| one.id == entry.id);
            if let Some(runner) = runner.filter(|one| one.turned(scene) != Some(true)) {
                runner.rest();
            }
        }
        changed
    }

    /// The method at work and its share that is done, 0..1.
    pub(super) fn working(&self) -> Option<(&'static str, f32)> {
        let runner = self.runners.iter().find(|runner| runner.made.busy())?;
        Some((runner.id, runner.made.progress()?))
    }

    /// Whether a method is at work.
    pub(super) fn busy(&self) -> bool {
        self.runners.iter().any(|runner| runner.made.busy())
    }

    /// Steps back; whoever looks asks again.
    pub(super) fn rest(&mut self) {
        self.runners.iter_mut().for_each(Runner::rest);
        if self.costs.busy() {
            self.costs.cancel();
            self.costs.again();
        }
    }

    /// Stops all methods and forgets their answers: they are to another scene.
    pub(super) fn forget_answers(&mut self) {
        for runner in &mut self.runners {
            runner.made.clear();
            runner.placed = runner.made.version();
        }
    }

    /// Reads what was made; `settled` says whether the scene is the one that was asked about. Returns for each method
    /// that has news what it is.
    pub(super) fn hear(&mut self, scene: u64, settled: bool) -> Vec<(&'static str, News)> {
        self.costs.settle();
        let mut heard = Vec::new();
        for runner in &mut self.runners {
            runner.made.settle();
            // Else what is at hand are answers to another scene.
            if settled {
                heard.extend(runner.hear(scene).map(|news| (runner.id, news)));
            }
        }
        heard
    }

    /// Whether everybody waits for the method, or somebody who looks at it (0), everybody (1), somebody who wants them
    /// all (2).
    fn rank(&self, id: &str, asking: &Asking<'_>) -> u8 {
        if self.front.iter().any(|shown| shown == id) {
            0
        } else if asking.wall.find(id).is_some_and(|entry| entry.featured) {
            1
        } else {
            2
        }
    }

    /// The methods that are wanted and have not answered: rank and place.
    fn open(&self, asking: &Asking<'_>) -> Vec<(u8, usize)> {
        let runners = self.runners.iter().enumerate();
        let open = runners.filter_map(|(at, runner)| {
            let rank = self.rank(runner.id, asking);
            let wanted = rank < 2 || self.all;
            let held = asking.held && runner.turned(asking.number) == Some(false);
            let open = wanted && !held && runner.made.is_news(&self.question(runner.id, asking)?);
            open.then_some((rank, at))
        });
        open.collect()
    }

    /// Of those the next one, if it is known which: of equal rank the cheapest. While that is measured, only what is
    /// looked at is run.
    fn next(&mut self, asking: &Asking<'_>) -> Option<(u8, usize)> {
        let open = self.open(asking);
        let looked_at = open.iter().find(|(rank, _)| *rank == 0);
        if looked_at.is_some() || open.is_empty() {
            return looked_at.copied();
        }
        let key = (asking.number, self.all);
        if self.costs.is_news(&key) {
            let known = open.iter();
            let known = known.filter_map(|(_, at)| self.method(self.runners[*at].id));
            let scene = Arc::clone(asking.scene);
            let methods: Vec<_> = known.map(|method| scene.prepared(method)).collect();
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

    fn question(&self, id: &str, asking: &Asking<'_>) -> Option<Question> {
        Some(Question {
            scene: asking.number,
            method: self.method(id)?,
        })
    }

    /// Begins what is to be done next, unless something of its rank is at work; returns the method, and whether the
    /// answer before it stays as it is until then.
    pub(super) fn ask(&mut self, asking: &Asking<'_>) -> Option<(&'static str, bool)> {
        let (rank, at) = self.next(asking)?;
        let busy = self.runners.iter().position(|runner| runner.made.busy());
        let other = busy.filter(|busy| *busy != at);
        if other.is_some_and(|other| self.rank(self.runners[other].id, asking) <= rank) {
            return None;
        }
        if let Some(other) = other {
            self.runners[other].rest();
        }
        let question = self.question(self.runners[at].id, asking)?;
        let runner = &mut self.runners[at];
        let pace = match runner.turned(asking.number) {
            Some(true) => Pace::InTurn,
            _ => Pace::AtOnce,
        };
        let (asked, scene) = (question.clone(), Arc::clone(asking.scene));
        runner.made.want(&question, pace, move |making| {
            answer::classical(&*scene.prepared(asked.method), &scene, making)
        });
        Some((runner.id, asking.held && pace == Pace::InTurn))
    }
}
