//! Fonts for letters that the window's own lack, looked for beside the window when they are first to be shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::toasts::Toasts;
use crate::job::{Job, Wake};
use crate::store::fonts::{SystemFont, covering};
use crate::ui::theme::fallback::{FoundFont, Wanted, add};

/// Letters that were looked for, and the fonts that have some of them.
type Outcome = (BTreeSet<char>, Vec<SystemFont>);

/// The letters that were looked for, and the search at work.
pub struct Letters {
    wanted: Wanted,
    wake: Wake,
    /// Looked for already.
    asked: BTreeSet<char>,
    search: Option<Job<(), (), Outcome>>,
}

impl Letters {
    /// Watches what `context` has no font for.
    pub fn new(context: &egui::Context, wake: Wake) -> Self {
        Self {
            wanted: Wanted::watch(context),
            wake,
            asked: BTreeSet::new(),
            search: None,
        }
    }

    /// Adds the fonts that were found, and looks for what was wanted meanwhile; call at the end of each frame.
    pub fn go_on(&mut self, context: &egui::Context, toasts: &mut Toasts) {
        if let Some(outcome) = self.search.as_ref().and_then(Job::output) {
            self.search = None;
            // A search that broke off has found nothing: the letters stay boxes.
            let (letters, found) = outcome.unwrap_or_default();
            let missing: String = letters
                .iter()
                .filter(|letter| !found.iter().any(|font| font.has(**letter)))
                .collect();
            for font in found {
                let bytes = Arc::clone(&font.bytes);
                let data = egui::FontData::from_blob(bytes, font.index);
                let name = font.name.clone();
                let has = Box::new(move |letter| font.has(letter));
                add(context, FoundFont { name, data, has });
            }
            if !missing.is_empty() {
                toasts.renew("letters", no_font(&missing));
            }
        }
        if self.search.is_some() {
            return;
        }
        let letters = self.wanted.take();
        let letters: BTreeSet<char> = letters.difference(&self.asked).copied().collect();
        if letters.is_empty() {
            return;
        }
        self.asked.extend(&letters);
        let search = move |_: &_| {
            let found = covering(&letters);
            (letters, found)
        };
        // Without a thread the letters stay boxes.
        self.search = Job::start("fonts", Arc::clone(&self.wake), search).ok();
    }
}

/// What is said of letters that nothing on this computer can draw; they are told by their numbers, for they cannot be
/// shown.
fn no_font(missing: &str) -> String {
    let numbers: Vec<_> = missing
        .chars()
        .take(3)
        .map(|letter| format!("U+{:04X}", u32::from(letter)))
        .collect();
    format!(
        "no font on this computer has some letters that are shown as boxes ({}{}): install one that does, Noto Sans \
        say, and start Lemida again",
        numbers.join(", "),
        if missing.chars().count() > 3 {
            ", …"
        } else {
            ""
        }
    )
}
