//! What was answered takes its place among the pictures.

use std::sync::Arc;

use super::answer::{Answer, untrained};
use super::scene::Ready;
use super::{CLEAN, Entry, NETWORK, NOISY, Preview, Race, Tuned, Word};
use crate::job::Freshness;
use crate::setting;

/// Methods that are run on every photograph at once; the others wait until somebody wants them all.
const FEATURED: [&str; 3] = ["gaussian", "nl-means", "bm3d"];

impl Preview {
    /// Reads what was made; call once a frame. Returns messages for the person.
    pub fn poll(&mut self) -> Vec<Word> {
        self.making.settle();
        let hand = self.making.at_hand();
        if self.making.wrong().is_some() {
            self.entries.clear();
            self.shown = None;
        } else if let Some((_, ready)) =
            hand.filter(|(of, _)| **of == self.order && self.shown.as_ref() != Some(of))
        {
            let ready = Arc::clone(ready);
            self.begin(&ready);
        }
        self.costs.settle();
        let mut messages = Vec::new();
        for at in 0..self.runners.len() {
            messages.extend(self.hear(at));
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
                    self.fail(NETWORK, problem);
                }
                None => {}
            }
        }
        self.ask();
        self.ask_network();
        messages
    }

    /// Takes in what the method at place `at` has made; returns a message for the person.
    fn hear(&mut self, at: usize) -> Option<Word> {
        let scene = self.scenes;
        let runner = &mut self.runners[at];
        runner.made.settle();
        if self.making.busy() {
            // What is at hand are answers to another scene.
            return None;
        }
        runner.made.go_on();
        if runner.made.version() == runner.placed {
            return None;
        }
        runner.placed = runner.made.version();
        let id = runner.id;
        if let Some(problem) = runner.made.wrong() {
            let problem = problem.to_owned();
            let told = runner.made.broke_off().then(|| problem.clone());
            self.fail(id, problem);
            return told.map(Word::Wrong);
        }
        let (answer, freshness) = runner.made.value()?;
        let of = match freshness {
            Freshness::SoFar => runner.made.at_work()?,
            Freshness::Fresh | Freshness::Older => runner.made.at_hand()?.0,
        };
        if of.scene != scene {
            return None;
        }
        let answer = answer.clone();
        match freshness {
            Freshness::SoFar => self.show(answer),
            Freshness::Fresh => self.place(answer),
            Freshness::Older => {
                self.place(answer);
                // It is seen until the next one comes.
                let entry = self.entries.iter_mut().find(|entry| entry.id == id)?;
                entry.seconds = None;
                entry.note = "updating …".into();
            }
        }
        self.judge()
    }

    /// Tells the race where the network stands.
    fn judge(&mut self) -> Option<Word> {
        let network = self.entries.iter().find(|entry| entry.id == NETWORK)?;
        let psnr = network.scores.map(|scores| scores.psnr)?;
        let step = self.answered()?.step;
        self.race.judge(step, psnr, &self.entries).map(Word::News)
    }

    /// Shows what a method has so far.
    fn show(&mut self, answer: Answer) {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == answer.id) else {
            return;
        };
        self.versions += 1;
        entry.version = self.versions;
        let (image, display) = answer.picture;
        (entry.image, entry.display) = (Some(image), display);
        entry.note = answer.note;
    }

    fn place(&mut self, answer: Answer) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == answer.id) {
            entry.seconds = answer.seconds;
            entry.estimate = answer.estimate;
            entry.scores = answer.scores;
            entry.failure = None;
        }
        self.show(answer);
    }

    fn fail(&mut self, id: &str, problem: String) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            self.versions += 1;
            *entry = Entry {
                version: self.versions,
                origin: entry.origin,
                featured: entry.featured,
                failure: Some(problem),
                ..Entry::empty(id, std::mem::take(&mut entry.label))
            };
        }
    }

    /// Methods are set otherwise than `before`: old answers stay in sight until the new ones come. A quick method
    /// answers while a person still turns the setting; another one when it is let go of, and until then the old score
    /// stays too.
    pub(super) fn retune(&mut self, before: &Tuned) {
        for entry in self.methods {
            let now = self.tuned.get(entry.id);
            let same = match (before.get(entry.id), now) {
                (Some(one), Some(other)) => setting::same(one, other),
                (one, other) => one.is_none() && other.is_none(),
            };
            if same {
                continue;
            }
            let name = label(entry.label, now.is_some());
            if let Some(entry) = self.entries.iter_mut().find(|shown| shown.id == entry.id) {
                entry.label = name;
                entry.seconds = None;
                entry.failure = None;
                entry.note = "updating …".into();
            }
            self.race.forget(entry.id);
            self.edition += 1;
            // The first answer of a method, or a slow one, is not waited for: it is to a setting of the past.
            let runner = self.runners.iter_mut().find(|one| one.id == entry.id);
            if let Some(runner) = runner.filter(|one| one.turned(self.scenes) != Some(true)) {
                runner.rest();
            }
        }
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

    /// Shows a new scene.
    fn begin(&mut self, ready: &Ready) {
        self.scenes += 1;
        self.shown = Some(self.order.clone());
        self.source = Some((self.order.photo.clone(), Arc::clone(&ready.source)));
        let scene = &ready.scene;
        let picture = self.entries.first().and_then(|entry| entry.image.as_ref());
        let same_size = picture.is_some_and(|image| image.dim() == scene.noisy.dim());
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
            let own = self.tuned.get(entry.id).is_some();
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

/// A method's name; one with settings of a person's own says so.
pub fn label(known: &str, own: bool) -> String {
    if own {
        format!("{known}, own settings")
    } else {
        known.into()
    }
}
