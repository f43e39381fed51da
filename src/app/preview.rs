//! The denoise preview: one photograph, its noisy version, and every method's answer to it.
//!
//! Draws nothing. Three kinds of values are made beside the window: the photograph made ready (`scene`), the methods'
//! answers, one at a time, what is looked at first (`ask`), and the newest network's (`answer`). What was replaced is
//! told to stop, and what it still says reaches nobody.

mod answer;
mod ask;
mod place;
mod race;
mod scene;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::contest::Scene;
use crate::degrade::Operator;
use crate::degrade::noise::{Nature, Noise};
use crate::degrade::operators::Nothing;
use crate::denoise::{self, Denoiser};
use crate::desk::{Contest, Photo, Tuned};
use crate::image::Image;
use crate::job::{Made, Pace, Wake};
use crate::setting::{self, Catalogue};
use crate::store::shelf;
use crate::train::task::Answer as Answered;
use crate::train::{Experiment, Snapshot};
use crate::ui::panels::preview::{OwnNoise, PreviewFacts};
use crate::ui::widgets::compare::{CLEAN, Entry, NETWORK, NOISY};

use answer::{Answer, Cleaner};
use ask::Runner;
pub use place::label;
use race::Race;
use scene::{Order, Ready};
pub use scene::{Source, readable};

/// Which network is asked about which scene.
#[derive(Clone)]
struct AskedNetwork {
    scene: u64,
    snapshot: Arc<Snapshot>,
}

impl PartialEq for AskedNetwork {
    fn eq(&self, other: &Self) -> bool {
        self.scene == other.scene && Arc::ptr_eq(&self.snapshot, &other.snapshot)
    }
}

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
                Answered::Class(_) => 1,
            },
            seed: experiment.seed,
            held,
        }
    }
}

/// The preview's state: nothing of it is edited.
pub struct Preview {
    methods: Catalogue<dyn Denoiser>,
    cleaner: Cleaner,
    /// What was looked at last.
    order: Order,
    tuned: Tuned,
    held: bool,
    /// The photograph that was decoded last.
    source: Option<(Photo, Arc<Source>)>,
    title: String,
    /// The photograph made ready, the one that the entries show, and how many there were.
    making: Made<Order, Arc<Ready>>,
    shown: Option<Order>,
    scenes: u64,
    entries: Vec<Entry>,
    versions: u64,
    /// Another picture, noise or setting has another number.
    edition: u64,
    /// The methods, with their answers.
    runners: Vec<Runner>,
    /// The methods' ids, the cheap ones first: of a scene, and whether all of them are wanted.
    costs: Made<(u64, bool), Vec<&'static str>>,
    /// The methods that somebody looks at; whether somebody wanted them all in the frame before, and in this one.
    front: Vec<String>,
    all: bool,
    all_now: bool,
    race: Race,
    learned: Made<AskedNetwork, Answer>,
    /// The version of the network's answer that was placed last.
    placed: u64,
    newest: Option<Arc<Snapshot>>,
    cleans: bool,
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
        let runner = |entry: &setting::Entry<dyn Denoiser>| Runner::new(entry, wake);
        let mut preview = Self {
            methods,
            cleaner,
            order: Order::of(&asked),
            tuned: asked.contest.tuned.clone(),
            held: asked.held,
            source: None,
            title: String::new(),
            making: Made::new("Opening the photograph", Arc::clone(wake)),
            shown: None,
            scenes: 0,
            entries: Vec::new(),
            versions: 0,
            edition: 0,
            runners: methods.iter().map(runner).collect(),
            costs: Made::new("Timing the methods", Arc::clone(wake)),
            front: Vec::new(),
            all: false,
            all_now: false,
            race: Race::default(),
            learned: Made::new("The network", Arc::clone(wake)),
            placed: 0,
            newest: None,
            cleans: true,
        };
        preview.entitle();
        preview.make();
        preview
    }

    /// A photograph that was decoded before it is looked at.
    pub fn know(&mut self, photo: Photo, source: Arc<Source>) {
        self.source = Some((photo, source));
    }

    /// Looks at a contest; call once a frame. What differs from the last one is made anew, and no more.
    pub fn look(&mut self, asked: Asked<'_>) {
        self.held = asked.held;
        self.all = std::mem::take(&mut self.all_now);
        let order = Order::of(&asked);
        if order != self.order {
            if !order.photo.same_picture(&self.order.photo) {
                self.entries.clear();
                self.shown = None;
            }
            self.order = order;
            self.entitle();
        }
        if self.tuned != asked.contest.tuned {
            let before = std::mem::replace(&mut self.tuned, asked.contest.tuned.clone());
            self.retune(&before);
        }
        self.make();
    }

    fn entitle(&mut self) {
        let photo = &self.order.photo;
        self.title = match photo.place() {
            Some(place) => {
                let count = shelf::test_photo_names().count();
                format!("{} · {} of {count}", readable(&photo.name()), place + 1)
            }
            None => photo.name(),
        };
    }

    /// Gets the photograph ready, unless it is; what was under way for another one stops.
    fn make(&mut self) {
        let key = self.order.clone();
        let news = self.making.is_news(&key);
        let known = self.source.as_ref();
        let known = known.filter(|(photo, _)| photo.same_picture(&key.photo));
        let (order, source) = (key.clone(), known.map(|(_, source)| Arc::clone(source)));
        let pace = Pace::LetGo { held: self.held };
        self.making.want(&key, pace, move |making| {
            scene::make(&order, source, making.progress()).map(Arc::new)
        });
        if news && self.making.at_work() == Some(&key) {
            self.edition += 1;
            self.forget_answers();
            self.learned.clear();
            self.race = Race::new(self.newest.is_some());
        }
    }

    /// What every method is given: none while another is made, or where there is none.
    fn ready(&self) -> Option<&Arc<Ready>> {
        let settled = !self.making.busy() && self.making.wrong().is_none();
        let hand = self
            .making
            .at_hand()
            .filter(|_| settled && self.shown.is_some());
        hand.map(|(_, ready)| ready)
    }

    fn scene(&self) -> Option<&Arc<Scene>> {
        self.ready().map(|ready| &ready.scene)
    }

    /// A number that changes with the picture, its noise and the methods' settings.
    pub fn edition(&self) -> u64 {
        self.edition
    }

    /// Whether the noise is the same everywhere, as far as is known.
    pub fn even_noise(&self) -> bool {
        self.order.photo.noisy() || self.order.noise.nature() == Nature::Additive
    }

    /// The newest weights of the network in training: it cleans the photograph again (one at a time, newest wins).
    pub fn show_snapshot(&mut self, snapshot: &Arc<Snapshot>) {
        self.newest = Some(Arc::clone(snapshot));
        self.ask_network();
    }

    /// The network's past on this photograph, and what it has overtaken.
    pub fn race(&self) -> &Race {
        &self.race
    }

    /// A method as it is set, and as it is at first.
    pub fn settings(&self, id: &str) -> Option<[Box<dyn Denoiser>; 2]> {
        let usual = setting::find(self.methods, id).map(|entry| (entry.make)())?;
        Some([self.tuned.method(self.methods, id)?, usual])
    }

    /// The denoiser that made an entry's picture; a classical one is prepared for the kind of noise that was added.
    pub fn denoiser(&self, id: &str) -> Option<Box<dyn Denoiser>> {
        if id == NETWORK {
            return self.answered().map(self.cleaner);
        }
        let method = self.tuned.method(self.methods, id)?;
        Some(match self.scene() {
            Some(scene) => scene.prepared(method),
            None => method,
        })
    }

    /// The network whose answer is at hand.
    fn answered(&self) -> Option<&Snapshot> {
        self.learned.at_hand().map(|(asked, _)| &*asked.snapshot)
    }

    /// What every method is given: the noisy picture and its σ (0..1).
    pub fn given(&self) -> Option<(Arc<Image>, f32)> {
        let scene = self.scene()?;
        Some((Arc::clone(&scene.noisy), scene.sigma))
    }

    /// Says whether the network in training cleans pictures; another kind has nothing to answer here.
    pub fn expect_network(&mut self, cleans: bool) {
        self.cleans = cleans;
        self.clear_network();
    }

    /// The pictures, in the order clean, noisy, network, then methods.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The picture of an entry, to save.
    pub fn image(&self, id: &str) -> Option<Arc<Image>> {
        let entry = self.entries.iter().find(|entry| entry.id == id)?;
        entry.image.clone()
    }

    /// The photograph's file name, or the name of the embedded one.
    pub fn photo_name(&self) -> String {
        self.order.photo.name()
    }

    /// How scores were made, e.g. "σ = 25 / 255 · seed 0 · unclipped · grey · no border crop".
    pub fn protocol(&self) -> &str {
        let hand = self.making.at_hand().filter(|_| self.shown.is_some());
        hand.map_or("", |(_, ready)| &ready.protocol)
    }

    /// Everything the panel shows.
    pub fn facts(&self) -> PreviewFacts<'_> {
        let photo = &self.order.photo;
        let found = self.scene().map(|scene| scene.sigma);
        PreviewFacts {
            entries: &self.entries,
            photo: &self.title,
            path: photo.path(),
            noisy: photo.noisy(),
            own: photo.noisy().then(|| OwnNoise {
                sigma: self.order.own_sigma.or(found),
                given: self.order.own_sigma.is_some(),
            }),
            protocol: self.protocol(),
            working: self.making.busy().then_some("Opening the photograph …"),
            failure: self.making.wrong(),
        }
    }

    /// Whether something is at work.
    pub fn busy(&self) -> bool {
        let runs = |runner: &Runner| runner.made.busy();
        self.making.busy() || self.learned.busy() || self.runners.iter().any(runs)
    }
}
