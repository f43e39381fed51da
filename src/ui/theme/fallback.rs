//! Letters that the embedded fonts lack: which were wanted, and the fonts that were found for them.
//!
//! egui asks for a font the first time a letter is drawn that none of its fonts has. The letter is noted, and somebody
//! looks for a font beside the window; when one is added, everything is laid out again.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{FallbackRequest, FontData, FontProvider};

/// The letters that no font has, as they are wanted.
#[derive(Clone, Default)]
pub struct Wanted(Arc<Mutex<BTreeSet<char>>>);

impl Wanted {
    /// Notes from now on what `context` has no font for.
    pub fn watch(context: &egui::Context) -> Self {
        let wanted = Self::default();
        context.add_font_provider(Arc::new(wanted.clone()));
        wanted
    }

    /// What was wanted since the last call.
    pub fn take(&self) -> BTreeSet<char> {
        self.0
            .lock()
            .map(|mut letters| std::mem::take(&mut *letters))
            .unwrap_or_default()
    }
}

impl FontProvider for Wanted {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let letter = request.cluster.chars().next()?;
        if let Ok(mut letters) = self.0.lock() {
            letters.insert(letter);
        }
        None
    }
}

/// A font that was found.
pub struct FoundFont {
    /// A name of its own.
    pub name: String,
    /// The font.
    pub data: FontData,
    /// Whether it has a letter.
    pub has: Box<dyn Fn(char) -> bool + Send + Sync>,
}

/// Gives the window a further font, for letters that no other has.
pub fn add(context: &egui::Context, found: FoundFont) {
    context.add_font_provider(Arc::new(found));
}

impl FontProvider for FoundFont {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let letter = request.cluster.chars().next()?;
        (self.has)(letter).then(|| FontInsert {
            name: self.name.clone(),
            data: self.data.clone(),
            families: vec![InsertFontFamily {
                family: request.family.clone(),
                priority: FontPriority::Lowest,
            }],
        })
    }
}
