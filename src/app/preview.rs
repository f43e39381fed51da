//! The denoise preview: one photograph, its noisy version, and every method's answer to it.
//!
//! Draws nothing. Three kinds of values are made beside the window: the photograph made ready (`studio`), the methods'
//! answers, one at a time, what is looked at first (`ask`), and the newest network's (`network`); what they answer
//! takes its place on the `wall`. What was replaced is told to stop, and what it still says reaches nobody.

mod answer;
mod ask;
mod network;
mod race;
mod scene;
mod studio;
#[cfg(test)]
mod tests;
mod wall;

use std::sync::Arc;

use crate::degrade::Operator;
use crate::degrade::noise::{Nature, Noise};
use crate::degrade::operators::Nothing;
use crate::denoise::{self, Denoiser};
use crate::desk::{Contest, Photo};
use crate::image::Image;
use crate::job::{Freshness, Made, Pace, Wake};
use crate::setting::Catalogue;
use crate::train::task::Answer as Answered;
use crate::train::{Experiment, Snapshot};
use crate::ui::panels::preview::{OwnNoise, PreviewFacts};
use crate::ui::widgets::compare::{CLEAN, Entry, NETWORK, NOISY};

use answer::Cleaner;
use ask::{Asking, News, Queue};
use network::Contender;
use race::Race;
use scene::{Order, Ready};
pub use scene::{Photograph, readable};
use studio::{NoScene, Studio};
use wall::Wall;
pub use wall::label;

/// A message for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Something happened.
    News(String),
    /// Something did not work.
    Wrong(String),
}

/// What is looked at: the contest and what the experiment says of it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The photograph and the methods as they are set.
    pub contest: &'a Contest,
    /// What happens to the photograph before noise is added.
    pub operator: &'a (dyn Operator + 'static),
    /// The noise to add.
    pub noise: &'a (dyn Noise + 'static),
    /// 1 = grey, 3 = colour.
    pub channels: usize,
    /// Decides the noise.
    pub seed: u64,
    /// Whether a person holds a setting, or anything else.
    pub held: bool,
}

impl<'a> Asked<'a> {
    /// The contest with an experiment's noise; where a network tells classes apart, the photograph is grey.
    pub fn of(contest: &'a Contest, experiment: &'a Experiment, held: bool) -> Self {
        Self {
            contest,
            noise: &*experiment.noise,
            operator: if experiment.task.applies_operator() {
                &*experiment.operator
            } else {
                &Nothing {}
            },
            channels: match experiment.answer() {
                Answered::Picture(shape) => shape.channels,
                Answered::Class(_) | Answered::Number => 1,
            },
            seed: experiment.seed,
            held,
        }
    }
}

/// The preview's state: nothing of it is edited.
pub struct Preview {
    /// The photograph, made ready.
    studio: Studio,
    /// The pictures that are seen.
    wall: Wall,
    /// The methods.
    queue: Queue,
    /// The network in training.
    network: Contender,
    held: bool,
    /// Whether the page shows pictures: on others nothing is begun.
    seen: bool,
    /// Another picture, noise or setting has another number.
    edition: u64,
}

impl Preview {
    /// Looks at a contest with all methods.
    pub fn new(asked: Asked<'_>, wake: &Wake) -> Self {
        Self::with(asked, wake, denoise::ALL, answer::network)
    }

    fn with(
        asked: Asked<'_>,
        wake: &Wake,
        methods: Catalogue<dyn Denoiser>,
        cleaner: Cleaner,
    ) -> Self {
        let mut preview = Self {
            studio: Studio::new(Order::of(&asked), wake),
            wall: Wall::default(),
            queue: Queue::new(methods, asked.contest.tuned.clone(), wake),
            network: Contender::new(cleaner, wake),
            held: asked.held,
            seen: true,
            edition: 0,
        };
        preview.make();
        preview
    }

    /// A photograph that was decoded before it is looked at.
    pub fn know(&mut self, photo: Photo, source: Arc<Photograph>) {
        self.studio.know(photo, source);
    }

    /// Looks at a contest; call once a frame. What differs from the last one is made anew, and no more.
    pub fn look(&mut self, asked: Asked<'_>) {
        self.held = asked.held;
        self.queue.turn();
        if self.studio.take(Order::of(&asked)) {
            self.wall.clear();
        }
        // Old answers stay in sight until the new ones come.
        let tuned = &asked.contest.tuned;
        for (id, name) in self.queue.retune(tuned, self.studio.number()) {
            self.wall.retuned(id, name);
            self.network.retuned(id);
            self.edition += 1;
        }
        self.make();
    }

    /// Says whether the page shows pictures; where it does not, what was begun steps back until it does.
    pub fn turn_to(&mut self, seen: bool) {
        self.seen = seen;
        if !seen {
            self.studio.rest();
            self.queue.rest();
            self.network.rest();
        }
    }

    /// Gets the photograph ready; with another one all answers go.
    fn make(&mut self) {
        if self.seen && self.studio.make(self.held) {
            self.edition += 1;
            self.queue.forget_answers();
            self.network.move_on();
        }
    }

    /// Reads what was made; call once a frame. Returns messages for the person.
    pub fn poll(&mut self) -> Vec<Word> {
        match self.studio.settle() {
            Err(NoScene) => self.wall.clear(),
            Ok(Some(ready)) => self.begin(&ready),
            Ok(None) => {}
        }
        let mut messages = Vec::new();
        let settled = !self.studio.busy();
        for (id, news) in self.queue.hear(self.studio.number(), settled) {
            messages.extend(self.hear(id, news));
        }
        match self.network.hear() {
            Some(Ok(answer)) => {
                self.wall.place(answer);
                messages.extend(self.network.judge(self.wall.entries()));
            }
            Some(Err(problem)) => self.wall.fail(NETWORK, problem),
            None => {}
        }
        self.ask();
        self.ask_network();
        messages
    }

    /// Takes in what the method `id` has answered; returns a message for the person.
    fn hear(&mut self, id: &str, news: News) -> Option<Word> {
        match news {
            Err(fault) => {
                let told = fault.broke_off.then(|| fault.problem.clone());
                self.wall.fail(id, fault.problem);
                return told.map(Word::Wrong);
            }
            Ok((answer, Freshness::SoFar)) => self.wall.show(answer),
            Ok((answer, Freshness::Fresh)) => self.wall.place(answer),
            Ok((answer, Freshness::Older)) => self.wall.place_older(answer),
        }
        self.network.judge(self.wall.entries())
    }

    /// Shows a new scene.
    fn begin(&mut self, ready: &Ready) {
        let mut entries = vec![Entry::empty(NOISY, "Noisy"), self.network.entry()];
        if ready.scene.clean.is_some() {
            entries.insert(0, Entry::empty(CLEAN, "Clean"));
        }
        entries.extend(self.queue.entries());
        self.wall.hang(entries, ready.scene.noisy.dim());
        for answer in &ready.answers {
            self.wall.place(answer.clone());
        }
    }

    /// Runs the methods that have not answered yet, all of them; call once a frame while they are wanted.
    pub fn want_all(&mut self) {
        self.queue.want_all();
        self.ask();
    }

    /// Runs the methods that somebody looks at before all others; call once a frame. Those that have answered cost
    /// nothing.
    pub fn want(&mut self, shown: &[String]) {
        self.queue.want(shown);
        self.ask();
    }

    fn ask(&mut self) {
        let Some(scene) = self.studio.scene().filter(|_| self.seen) else {
            return;
        };
        let begun = self.queue.ask(&Asking {
            scene,
            number: self.studio.number(),
            held: self.held,
            wall: &self.wall,
        });
        if let Some((id, false)) = begun {
            self.wall.reopen(id);
        }
    }

    fn ask_network(&mut self) {
        if let Some(scene) = self.studio.scene().filter(|_| self.seen) {
            self.network.ask(scene, self.studio.number());
        }
    }

    /// The method at work and its share that is done, 0..1.
    pub fn working(&self) -> Option<(&'static str, f32)> {
        self.queue.working()
    }

    /// A number that changes with the picture, its noise and the methods' settings.
    pub fn edition(&self) -> u64 {
        self.edition
    }

    /// Whether the noise is the same everywhere, as far as is known.
    pub fn even_noise(&self) -> bool {
        let order = self.studio.order();
        order.photo.noisy() || order.noise.nature() == Nature::Additive
    }

    /// The newest weights of the network in training, or those that a person looks `back` at: it cleans the photograph
    /// again (one at a time, newest wins).
    pub fn show_snapshot(&mut self, snapshot: &Arc<Snapshot>, back: bool) {
        self.network.renew(snapshot, back);
        self.ask_network();
    }

    /// The network's past on this photograph, and what it has overtaken.
    pub fn race(&self) -> &Race {
        self.network.race()
    }

    /// A method as it is set, and as it is at first.
    pub fn settings(&self, id: &str) -> Option<[Box<dyn Denoiser>; 2]> {
        self.queue.settings(id)
    }

    /// The denoiser that made an entry's picture; a classical one is prepared for the kind of noise that was added.
    pub fn denoiser(&self, id: &str) -> Option<Box<dyn Denoiser>> {
        if id == NETWORK {
            return self.network.denoiser();
        }
        let method = self.queue.method(id)?;
        Some(match self.studio.scene() {
            Some(scene) => scene.prepared(method),
            None => method,
        })
    }

    /// What every method is given: the noisy picture and its σ (0..1).
    pub fn given(&self) -> Option<(Arc<Image>, f32)> {
        let scene = self.studio.scene()?;
        Some((Arc::clone(&scene.noisy), scene.sigma))
    }

    /// Says whether the network that is to come cleans pictures; another kind has nothing to answer here. What one that
    /// was `kept` can do it could before: that is no news.
    pub fn expect_network(&mut self, cleans: bool, kept: bool) {
        self.network.expect(cleans);
        self.clear_network();
        self.network.begin_race(kept);
    }

    /// Forgets the network's answer (a new run begins).
    pub fn clear_network(&mut self) {
        self.network.clear();
        self.wall.clear_network(self.network.entry());
    }

    /// The pictures, in the order clean, noisy, network, then methods.
    pub fn entries(&self) -> &[Entry] {
        self.wall.entries()
    }

    /// The picture of an entry, to save.
    pub fn image(&self, id: &str) -> Option<Arc<Image>> {
        self.wall.find(id)?.image.clone()
    }

    /// The photograph's file name, or the name of the embedded one.
    pub fn photo_name(&self) -> String {
        self.studio.order().photo.name()
    }

    /// How scores were made, e.g. "σ = 25 / 255 · seed 0 · unclipped · grey · no border crop".
    pub fn protocol(&self) -> &str {
        self.studio.protocol()
    }

    /// Everything the panel shows.
    pub fn facts(&self) -> PreviewFacts<'_> {
        let order = self.studio.order();
        let found = self.studio.scene().map(|scene| scene.sigma);
        PreviewFacts {
            entries: self.wall.entries(),
            photo: self.studio.title(),
            path: order.photo.path(),
            noisy: order.photo.noisy(),
            own: order.photo.noisy().then(|| OwnNoise {
                sigma: order.own_sigma.or(found),
                given: order.own_sigma.is_some(),
            }),
            protocol: self.protocol(),
            working: self.studio.busy().then_some("Opening the photograph …"),
            failure: self.studio.wrong(),
            grey: self.studio.greyed(),
            paged: None,
        }
    }

    /// Whether something is at work.
    pub fn busy(&self) -> bool {
        self.studio.busy() || self.network.busy() || self.queue.busy()
    }
}
