//! The wall: the pictures that are seen, where what was answered takes its place.

use super::answer::Answer;
use super::{Entry, NETWORK};
use crate::ui::widgets::compare::Tally;

/// The pictures, in the order clean, noisy, network, then methods.
#[derive(Default)]
pub(super) struct Wall {
    entries: Vec<Entry>,
    versions: u64,
}

impl Wall {
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn find(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    fn find_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == id)
    }

    /// Takes everything down.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    /// Hangs the entries of a new scene, whose pictures have the size `dim`. Old answers of that size stay in sight,
    /// without scores, until the new ones replace them: nothing flickers.
    pub(super) fn hang(&mut self, mut entries: Vec<Entry>, dim: (usize, usize, usize)) {
        let picture = self.entries.first().and_then(|entry| entry.image.as_ref());
        if picture.is_some_and(|image| image.dim() == dim) {
            for entry in &mut entries {
                let before = self.find(&entry.id);
                if let Some(before) = before.filter(|before| before.image.is_some()) {
                    *entry = before.clone();
                    reopen(entry);
                }
            }
        }
        self.entries = entries;
    }

    /// Puts the network's entry back to `fresh`.
    pub(super) fn clear_network(&mut self, fresh: Entry) {
        if let Some(entry) = self.find_mut(NETWORK) {
            *entry = fresh;
        }
    }

    /// Shows what a method has so far.
    pub(super) fn show(&mut self, answer: Answer) {
        let version = self.versions + 1;
        let Some(entry) = self.find_mut(&answer.id) else {
            return;
        };
        let (image, display) = answer.picture;
        (entry.image, entry.display) = (Some(image), display);
        entry.version = version;
        entry.note = answer.note;
        self.versions = version;
    }

    /// Shows an answer with what it came to.
    pub(super) fn place(&mut self, answer: Answer) {
        if let Some(entry) = self.find_mut(&answer.id) {
            entry.tally = answer.tally;
            entry.failure = None;
        }
        self.show(answer);
    }

    /// Shows an answer to an older question: it is seen until the next one comes.
    pub(super) fn place_older(&mut self, answer: Answer) {
        let id = answer.id.clone();
        self.place(answer);
        if let Some(entry) = self.find_mut(&id) {
            entry.tally.seconds = None;
            entry.note = UPDATING.into();
        }
    }

    /// Says why there is no answer.
    pub(super) fn fail(&mut self, id: &str, problem: String) {
        let version = self.versions + 1;
        let Some(entry) = self.find_mut(id) else {
            return;
        };
        *entry = Entry {
            version,
            origin: entry.origin,
            featured: entry.featured,
            failure: Some(problem),
            ..Entry::empty(id, std::mem::take(&mut entry.label))
        };
        self.versions = version;
    }

    /// A method has other settings, and with them perhaps another name.
    pub(super) fn retuned(&mut self, id: &str, name: String) {
        if let Some(entry) = self.find_mut(id) {
            entry.label = name;
            entry.tally.seconds = None;
            entry.failure = None;
            entry.note = UPDATING.into();
        }
    }

    /// A new answer of the method is at work.
    pub(super) fn reopen(&mut self, id: &str) {
        let entry = self.find_mut(id);
        if let Some(entry) = entry.filter(|entry| entry.image.is_some()) {
            reopen(entry);
        }
    }
}

/// What is said of a picture whose successor is at work.
const UPDATING: &str = "updating …";

/// Forgets what an answer was worth: a new one is to come, and the old picture stays until then.
fn reopen(entry: &mut Entry) {
    entry.tally = Tally::default();
    entry.failure = None;
    entry.note = UPDATING.into();
}

/// A method's name; one with settings of a person's own says so.
pub fn label(known: &str, own: bool) -> String {
    if own {
        format!("{known}, own settings")
    } else {
        known.into()
    }
}
