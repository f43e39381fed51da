//! The preview asks methods and the network for answers, and places what they say.

use std::sync::Arc;
use std::time::Duration;

use super::answer::{self, Answer, Told, untrained};
use super::scene::Ready;
use super::tune::label;
use super::{
    Asked, CLEAN, Entry, FEATURED, Handover, Job, NETWORK, NOISY, Pace, Preview, Word, is_open,
    no_thread,
};

/// After each of the network's answers there is none for 15 times as long as it took: pictures take a sixteenth of the machine's time from
/// the training, a quarter where that would be a pause longer than 1.5 s: a person waits to see the picture change.
const REST: Pace = Pace::Resting {
    times: 15,
    longest: Duration::from_millis(1500),
};

impl Preview {
    /// Runs those methods that have not answered and that `wanted` is for.
    pub(super) fn ask_methods(&mut self, wanted: impl Fn(&Entry) -> bool) {
        let Some(scene) = self.scene.clone() else {
            return;
        };
        let methods: Vec<_> = self
            .entries
            .iter()
            .filter(|entry| is_open(entry))
            .filter(|entry| wanted(entry))
            .filter_map(|entry| self.denoiser(&entry.id))
            .collect();
        if methods.is_empty() {
            return;
        }
        self.stale = None;
        let job = Job::start("classical methods", Arc::clone(&self.wake), move |link| {
            answer::classical(methods, &scene, link);
        });
        match job {
            Ok(job) => self.answering = Some(job),
            Err(error) => self.failure = Some(no_thread(&error)),
        }
    }

    /// Takes in what the methods' job says; returns a message for the person.
    pub(super) fn hear(&mut self, told: Told) -> Option<Word> {
        match told {
            Told::Working(id) => {
                self.working = Some(id);
                None
            }
            Told::Estimate(id, image, display) => {
                let entry = self.entries.iter_mut().find(|entry| entry.id == id)?;
                // One that comes after the answer says nothing new.
                if entry.seconds.is_none() && entry.failure.is_none() {
                    self.versions += 1;
                    entry.version = self.versions;
                    (entry.image, entry.display) = (Some(image), Handover::new(display));
                    entry.note = "so far".into();
                }
                None
            }
            Told::Answer(answer) => {
                let stale = self.stale.take_if(|id| *id == answer.id);
                self.place(answer);
                if let Some(entry) =
                    stale.and_then(|id| self.entries.iter_mut().find(|entry| entry.id == id))
                {
                    // It is seen until the next one comes, which somebody who looks asks for.
                    entry.seconds = None;
                    entry.note = "updating …".into();
                }
                self.judge()
            }
        }
    }

    /// Tells the race where the network stands.
    pub(super) fn judge(&mut self) -> Option<Word> {
        let network = self.entries.iter().find(|entry| entry.id == NETWORK)?;
        let psnr = network.scores.map(|scores| scores.psnr)?;
        let step = self.answered()?.step;
        self.race.judge(step, psnr, &self.entries).map(Word::News)
    }

    /// Runs the newest weights, unless older ones are still at work or the machine belongs to their training.
    pub(super) fn ask_network(&mut self) {
        let (Some(scene), Some(snapshot)) = (&self.scene, &self.newest) else {
            return;
        };
        let key = Asked {
            order: self.orders,
            snapshot: Arc::clone(snapshot),
        };
        let (scene, snapshot, cleaner) = (Arc::clone(scene), Arc::clone(snapshot), self.cleaner);
        self.learned.want(&key, REST, move |making| {
            Ok(answer::learned(
                cleaner,
                &snapshot,
                &scene,
                making.progress(),
            ))
        });
    }

    pub(super) fn place(&mut self, answer: Answer) {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == answer.id) else {
            return;
        };
        self.versions += 1;
        entry.version = self.versions;
        entry.seconds = answer.seconds;
        entry.estimate = answer.estimate;
        entry.scores = answer.scores;
        entry.note = answer.note;
        (entry.image, entry.display, entry.failure) = match answer.picture {
            Ok((image, display)) => (Some(image), Handover::new(display), None),
            Err(problem) => (None, Handover::default(), Some(problem)),
        };
    }

    /// Shows a new scene and asks everyone for an answer to it.
    pub(super) fn begin(&mut self, ready: &Ready) {
        let scene = Arc::clone(&ready.scene);
        self.order.source = Some(Arc::clone(&ready.source));
        self.protocol.clone_from(&ready.protocol);
        let same_size = self
            .entries
            .first()
            .and_then(|entry| entry.image.as_ref())
            .is_some_and(|image| image.dim() == scene.noisy.dim());
        let old = std::mem::take(&mut self.entries);
        let mut network = untrained(self.cleans);
        if self.newest.is_some() {
            network.note.clear();
        }
        let mut entries = vec![Entry::empty(NOISY, "Noisy"), network];
        if scene.clean.is_some() {
            entries.insert(0, Entry::empty(CLEAN, "Clean"));
        }
        let few = self.methods.len() <= FEATURED.len();
        entries.extend(self.methods.iter().map(|entry| {
            let method = (entry.make)();
            let own = self.tuned.iter().any(|method| method.id() == entry.id);
            Entry {
                origin: Some((method.year(), method.family())),
                featured: few || FEATURED.contains(&entry.id),
                ..Entry::empty(entry.id, label(entry.label, own))
            }
        }));
        if same_size {
            // The old answers stay in sight, without scores, until the new ones replace them: nothing flickers.
            for entry in &mut entries {
                let before = old.iter().find(|before| before.id == entry.id);
                if let Some(before) = before.filter(|before| before.image.is_some()) {
                    *entry = before.clone();
                    reopen(entry);
                }
            }
        }
        self.entries = entries;
        for answer in &ready.answers {
            self.place(answer.clone());
        }
        self.scene = Some(scene);
        self.ask_methods(|entry| entry.featured);
        self.ask_network();
    }
}

/// Forgets what an answer was worth: a new one is to come, and the old picture stays until then.
pub(super) fn reopen(entry: &mut Entry) {
    *entry = Entry {
        scores: None,
        estimate: None,
        seconds: None,
        failure: None,
        note: "updating …".into(),
        ..entry.clone()
    };
}
