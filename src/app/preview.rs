//! The denoise preview: one photograph, its noisy version, and every method's answer to it.
//!
//! Draws nothing. Heavy work is done by jobs, three at most: one gets the photograph ready (`scene`), one runs
//! the classical methods, cheap ones first, one runs the newest weights of the network (`answer`). A job that was
//! replaced is told to stop, and what it still says reaches nobody.

mod answer;
mod ask;
mod race;
mod scene;
#[cfg(test)]
mod tests;
mod tune;

use std::path::PathBuf;
use std::sync::Arc;

use crate::contest::Scene;
use crate::denoise::{self, Denoiser};
use crate::image::Image;
use crate::job::{Job, Made, Pace, Wake, no_thread};
use crate::noise::{Nature, Noise};
use crate::setting::{self, Catalogue};
use crate::store::shelf;
use crate::train::Snapshot;
use crate::ui::panels::preview::{OwnNoise, PreviewFacts};
use crate::ui::widgets::compare::{CLEAN, Entry, Handover, NETWORK, NOISY};

use answer::{Answer, Cleaner, Told, untrained};
use race::Race;
pub use scene::Source;
pub use scene::readable;
use scene::{Order, Photo, Ready};
pub use tune::{label, tuned};

/// Methods that are run on every photograph at once; the others wait until somebody wants them all.
const FEATURED: [&str; 3] = ["gaussian", "nl-means", "bm3d"];

/// Whether a method's answer is still to come.
fn is_open(entry: &Entry) -> bool {
    entry.origin.is_some() && entry.seconds.is_none() && entry.failure.is_none()
}

/// Which network is asked about which photograph.
#[derive(Clone)]
struct Asked {
    order: u64,
    snapshot: Arc<Snapshot>,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order && Arc::ptr_eq(&self.snapshot, &other.snapshot)
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

/// The preview's state.
pub struct Preview {
    wake: Wake,
    methods: Catalogue<dyn Denoiser>,
    /// Methods whose settings a person has changed.
    tuned: Vec<Box<dyn Denoiser>>,
    cleaner: Cleaner,
    order: Order,
    /// The last embedded photograph shown, to go back or on from.
    embedded: usize,
    name: String,
    title: String,
    protocol: String,
    failure: Option<String>,
    scene: Option<Arc<Scene>>,
    entries: Vec<Entry>,
    versions: u64,
    /// Another picture, noise or setting has another number.
    edition: u64,
    /// Whether what depends on a setting waits until a person has let go of it, and whether the picture is to be made anew then.
    held: bool,
    make_due: bool,
    /// A method whose next answer is to a setting that has changed since.
    stale: Option<String>,
    /// A quick method whose setting a person is turning.
    quick: Option<String>,
    /// How many orders there were, and the photograph by the number of its order.
    orders: u64,
    making: Made<u64, Arc<Ready>>,
    answering: Option<Job<(), Told, ()>>,
    working: Option<&'static str>,
    /// The method that somebody looks at and waits for.
    urgent: Option<String>,
    race: Race,
    learned: Made<Asked, Answer>,
    /// The version of the network's answer that was placed last.
    placed: u64,
    newest: Option<Arc<Snapshot>>,
    cleans: bool,
}

impl Preview {
    /// Starts with the first embedded test photograph and the given noise.
    pub fn new(noise: &(dyn Noise + 'static), channels: usize, seed: u64, wake: Wake) -> Self {
        Self::with(noise, channels, seed, wake, denoise::ALL, answer::network)
    }

    fn with(
        noise: &(dyn Noise + 'static),
        channels: usize,
        seed: u64,
        wake: Wake,
        methods: Catalogue<dyn Denoiser>,
        cleaner: Cleaner,
    ) -> Self {
        let mut preview = Self {
            methods,
            tuned: Vec::new(),
            cleaner,
            order: Order {
                photo: Photo::Embedded(String::new()),
                noise: dyn_clone::clone_box(noise),
                own_sigma: None,
                channels,
                seed,
                source: None,
            },
            embedded: 0,
            name: String::new(),
            title: String::new(),
            protocol: String::new(),
            failure: None,
            scene: None,
            entries: Vec::new(),
            versions: 0,
            edition: 0,
            held: false,
            make_due: false,
            stale: None,
            quick: None,
            orders: 0,
            making: Made::new("Opening the photograph", Arc::clone(&wake)),
            answering: None,
            working: None,
            urgent: None,
            race: Race::default(),
            learned: Made::new("The network", Arc::clone(&wake)),
            placed: 0,
            newest: None,
            cleans: true,
            wake,
        };
        preview.next_photo(0);
        preview
    }

    /// A photograph from the disk: its own noise is kept if `noisy`, else the chosen noise is added.
    #[cfg(test)]
    pub fn open(&mut self, path: PathBuf, noisy: bool) {
        self.show_file(path, noisy, None);
    }

    /// A photograph from the disk that was decoded.
    pub fn take(&mut self, path: PathBuf, noisy: bool, source: Arc<Source>) {
        self.show_file(path, noisy, Some(source));
    }

    fn show_file(&mut self, path: PathBuf, noisy: bool, source: Option<Arc<Source>>) {
        // Only to call it noisy or not, nothing that a person has set is forgotten.
        let same = matches!(&self.order.photo, Photo::File { path: old, noisy: was } if *old == path && *was != noisy);
        self.name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        self.title = self.name.clone();
        self.show(Photo::File { path, noisy }, source, same);
    }

    /// The embedded test photograph of that name.
    pub fn open_embedded(&mut self, name: &str) {
        if let Some(at) = shelf::test_photo_names().position(|other| other == name) {
            self.embedded = at;
            self.next_photo(0);
        }
    }

    /// The embedded test photograph `by` places after the last one shown; 0 goes back to it.
    pub fn next_photo(&mut self, by: i32) {
        let names: Vec<_> = shelf::test_photo_names().collect();
        let count = names.len().max(1);
        self.embedded = (self.embedded as i64 + i64::from(by)).rem_euclid(count as i64) as usize;
        let name = names.get(self.embedded).copied().unwrap_or_default();
        self.name = name.into();
        self.title = format!("{} · {} of {count}", readable(name), self.embedded + 1);
        self.show(Photo::Embedded(name.into()), None, false);
    }

    /// Another noise, channel count (1 = grey, 3 = colour) or seed: everything is made anew if something changed.
    pub fn set_noise(&mut self, noise: &(dyn Noise + 'static), channels: usize, seed: u64) {
        let order = &mut self.order;
        if setting::same(&*order.noise, noise) && order.channels == channels && order.seed == seed {
            return;
        }
        let same_channels = order.channels == channels;
        order.noise = dyn_clone::clone_box(noise);
        order.channels = channels;
        order.seed = seed;
        // To a photograph with its own noise none is added.
        if !(same_channels && self.own_noise()) {
            self.make();
        }
    }

    /// The σ (0..1) of the photograph's own noise as a person has it; without one it is estimated. Every method is told it.
    pub fn set_own_sigma(&mut self, sigma: Option<f32>) {
        if self.own_noise() && self.order.own_sigma != sigma {
            self.order.own_sigma = sigma;
            (self.held, self.make_due) = (true, true);
        }
    }

    /// Does what waited for a person to let go of a setting; call once a frame while nothing is held. Returns whether there was
    /// something.
    pub fn go_on(&mut self) -> bool {
        if std::mem::take(&mut self.make_due) {
            self.make();
        }
        let held = std::mem::take(&mut self.held);
        if held {
            let tuned = self.entries.iter_mut();
            let scored = |entry: &&mut Entry| is_open(entry) && entry.scores.is_some();
            tuned.filter(scored).for_each(ask::reopen);
        }
        self.quick = None;
        held
    }

    /// A number that changes with the picture, its noise and the methods' settings.
    pub fn edition(&self) -> u64 {
        self.edition
    }

    /// Whether the noise is the same everywhere, as far as is known.
    pub fn even_noise(&self) -> bool {
        self.own_noise() || self.order.noise.nature() == Nature::Additive
    }

    fn own_noise(&self) -> bool {
        matches!(self.order.photo, Photo::File { noisy: true, .. })
    }

    /// The newest weights of the network in training: it cleans the photograph again (one at a time, newest wins).
    pub fn show_snapshot(&mut self, snapshot: &Arc<Snapshot>) {
        self.newest = Some(Arc::clone(snapshot));
        self.ask_network();
    }

    /// Runs the methods that have not answered yet, all of them; call once a frame while they are wanted.
    pub fn want_all(&mut self) {
        if self.answering.is_none() && !self.making.busy() && !self.held {
            self.ask_methods(|_| true);
        }
    }

    /// Runs the methods that somebody looks at before all others; call once a frame. Those that have answered cost nothing.
    pub fn want(&mut self, shown: &[String]) {
        let at_work =
            |id: &String| self.working == Some(id.as_str()) || self.urgent.as_ref() == Some(id);
        let waits = self.making.busy() || self.held;
        if waits || self.answering.is_some() && shown.iter().any(at_work) {
            return;
        }
        let mut open = self.entries.iter().filter(|entry| is_open(entry));
        let Some(id) = open
            .find(|entry| shown.contains(&entry.id))
            .map(|entry| entry.id.clone())
        else {
            return;
        };
        self.urgent = Some(id.clone());
        // The others are told to stop; they begin again behind it.
        self.answering = None;
        self.working = None;
        self.ask_methods(|entry| entry.id == id);
    }

    /// The method at work and its share that is done, 0..1.
    pub fn working(&self) -> Option<(&'static str, f32)> {
        let job = self.answering.as_ref()?;
        Some((self.working?, job.progress().fraction()))
    }

    /// The network's past on this photograph, and what it has overtaken.
    pub fn race(&self) -> &Race {
        &self.race
    }

    /// The denoiser that made an entry's picture; a classical one is prepared for the kind of noise that was added.
    pub fn denoiser(&self, id: &str) -> Option<Box<dyn Denoiser>> {
        if id == NETWORK {
            return self.answered().map(self.cleaner);
        }
        let method = self.method(id)?;
        Some(match &self.scene {
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
        let scene = self.scene.as_ref()?;
        Some((Arc::clone(&scene.noisy), scene.sigma))
    }

    /// Says whether the network in training cleans pictures; another kind has nothing to answer here.
    pub fn expect_network(&mut self, cleans: bool) {
        self.cleans = cleans;
        self.clear_network();
    }

    /// Forgets the network's answer (a new run begins).
    pub fn clear_network(&mut self) {
        self.race = Race::default();
        self.newest = None;
        self.learned.clear();
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == NETWORK) {
            *entry = untrained(self.cleans);
        }
    }

    /// Reads what the jobs have done; call once a frame. Returns messages for the person.
    pub fn poll(&mut self) -> Vec<Word> {
        let mut messages = Vec::new();
        if self.making.settle() {
            match self.making.outcome() {
                Some(Ok(ready)) => {
                    let ready = Arc::clone(ready);
                    self.begin(&ready);
                }
                Some(Err(problem)) => {
                    self.failure = Some(problem.to_owned());
                    self.protocol.clear();
                    self.entries.clear();
                }
                None => {}
            }
        }
        while let Some(told) = self.answering.as_ref().and_then(Job::event) {
            messages.extend(self.hear(told));
        }
        if let Some(outcome) = self.answering.as_ref().and_then(Job::output) {
            while let Some(told) = self.answering.as_ref().and_then(Job::event) {
                messages.extend(self.hear(told));
            }
            self.answering = None;
            let working = self.working.take();
            if let (Err(panic), Some(id)) = (outcome, working) {
                let problem = format!(
                    "The method failed on this photograph ({panic}). The other pictures are right."
                );
                messages.push(Word::Wrong(format!("{id}: {problem}")));
                self.place(Answer::failed(id, problem));
            }
            if self.urgent.take().is_some() {
                self.ask_methods(|entry| entry.featured);
            }
        }
        // Whoever asks for the next answer may have read the end of this one.
        self.learned.settle();
        if self.learned.version() != self.placed {
            self.placed = self.learned.version();
            match self.learned.outcome() {
                Some(Ok(answer)) => {
                    let answer = answer.clone();
                    self.place(answer);
                    messages.extend(self.judge());
                }
                Some(Err(problem)) => {
                    let problem = format!("{problem}. Train again.");
                    self.place(Answer::failed(NETWORK, problem));
                }
                None => {}
            }
        }
        self.ask_network();
        messages
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
    pub fn photo_name(&self) -> &str {
        &self.name
    }

    /// How scores were made, e.g. "σ = 25 / 255 · seed 0 · unclipped · grey · no border crop".
    pub fn protocol(&self) -> String {
        self.protocol.clone()
    }

    /// Everything the panel shows.
    pub fn facts(&self) -> PreviewFacts<'_> {
        let (path, noisy) = match &self.order.photo {
            Photo::Embedded(_) => (None, false),
            Photo::File { path, noisy } => (Some(path.as_path()), *noisy),
        };
        PreviewFacts {
            entries: &self.entries,
            photo: &self.title,
            path,
            noisy,
            own: noisy.then(|| OwnNoise {
                sigma: self
                    .order
                    .own_sigma
                    .or_else(|| self.scene.as_ref().map(|scene| scene.sigma)),
                given: self.order.own_sigma.is_some(),
            }),
            protocol: &self.protocol,
            working: self.making.busy().then_some("Opening the photograph …"),
            failure: self.failure.as_deref(),
        }
    }

    /// Whether a job is at work.
    pub fn busy(&self) -> bool {
        self.making.busy() || self.answering.is_some() || self.learned.busy()
    }

    fn show(&mut self, photo: Photo, source: Option<Arc<Source>>, same_file: bool) {
        self.order.photo = photo;
        self.order.source = source;
        if !same_file {
            self.order.own_sigma = None;
            self.entries.clear();
        }
        self.make();
    }

    /// Gets the photograph ready anew; what was under way for the old one stops.
    fn make(&mut self) {
        self.edition += 1;
        self.answering = None;
        self.working = None;
        self.learned.clear();
        self.scene = None;
        self.race = Race::new(self.newest.is_some());
        self.failure = None;
        let order = self.order.clone();
        self.orders += 1;
        self.making.want(&self.orders, Pace::AtOnce, move |making| {
            scene::make(order, making.progress()).map(Arc::new)
        });
    }
}
