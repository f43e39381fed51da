//! What is seen of a picture: before and after.

use std::sync::Arc;

use super::CLEANED;
use super::keys::Shown;
use super::subject::Opened;
use crate::ui::widgets::compare::{Entry, NOISY};

pub(super) struct Pair {
    entries: Vec<Entry>,
    version: u64,
    /// The versions of answer, finished answer and first look that are seen.
    seen: [u64; 3],
}

impl Pair {
    pub(super) fn new() -> Self {
        Self {
            entries: vec![
                Entry::empty(NOISY, "Before"),
                Entry::empty(CLEANED, "After"),
            ],
            version: 0,
            seen: [0; 3],
        }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Another picture comes: nothing is seen until it was opened.
    pub(super) fn clear(&mut self) {
        for (entry, id) in self.entries.iter_mut().zip([NOISY, CLEANED]) {
            *entry = Entry::empty(id, std::mem::take(&mut entry.label));
        }
    }

    /// Shows the picture as it was opened; nothing changes where more is known of what is seen already.
    pub(super) fn show_before(&mut self, opened: &Opened) {
        let entry = &mut self.entries[0];
        let shown = entry.image.as_ref();
        if shown.is_some_and(|shown| Arc::ptr_eq(shown, &opened.seen)) {
            return;
        }
        self.version += 1;
        entry.version = self.version;
        entry.image = Some(Arc::clone(&opened.seen));
        entry.display = opened.display.clone();
        entry.note = if opened.is_whole() { "" } else { "reduced" }.to_owned();
    }

    /// Shows a large picture reduced, where nothing is seen of it yet.
    pub(super) fn show_small(&mut self, opened: &Opened) {
        let entry = &mut self.entries[0];
        if let (None, Some(small)) = (&entry.image, &opened.small) {
            self.version += 1;
            entry.version = self.version;
            entry.image = Some(Arc::clone(small));
            entry.note = "reduced".to_owned();
        }
    }

    /// Whether there are other answers than those that are seen.
    pub(super) fn is_news(&mut self, versions: [u64; 3]) -> bool {
        std::mem::replace(&mut self.seen, versions) != versions
    }

    /// Shows an answer, or that there is none.
    pub(super) fn show_after(&mut self, shown: Option<&Shown>, note: String) {
        self.version += 1;
        let entry = &mut self.entries[1];
        entry.version = self.version;
        entry.note = note;
        entry.image = shown.map(|shown| Arc::clone(&shown.image));
        entry.display = shown
            .and_then(|shown| shown.display.clone())
            .unwrap_or_default();
    }
}
