//! Inspecting one answer: how far it can be trusted, and the filter at one of its pixels.

use std::sync::Arc;

use super::preview::Preview;
use crate::denoise::trust::{self, Kernel};
use crate::image::Image;
use crate::job::{Made, Pace, Wake};
use crate::ui::panels::trust::{Findings, PixelFilter, TrustFacts};
use crate::ui::widgets::compare::{CLEAN, Entry, Handover, NOISY};
use crate::ui::widgets::picture::display;

/// Which answer.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    /// The entry's id.
    id: String,
    /// The preview's edition: another one has another picture, noise or setting.
    edition: u64,
    /// The entry's version.
    version: u64,
}

impl Key {
    /// Whether both are answers of one method, with one setting, to one picture; the network gives many.
    fn alike(&self, other: &Self) -> bool {
        self.id == other.id && self.edition == other.edition
    }
}

/// What a look into an answer gives, with its pictures as the screen shows them.
type Inspected = (Findings, Vec<Entry>);

/// The answer that is inspected.
pub struct Inspector {
    findings: Made<Key, Inspected>,
    filter: Made<(Key, [usize; 2]), Kernel>,
    /// The last question, and the pixel that was asked about.
    key: Option<Key>,
    pixel: Option<(Key, [usize; 2])>,
}

impl Inspector {
    /// Nothing is inspected yet.
    pub fn new(wake: Wake) -> Self {
        Self {
            findings: Made::new("The inspection", Arc::clone(&wake)),
            filter: Made::new("Measuring the filter", wake),
            key: None,
            pixel: None,
        }
    }

    /// Pictures of what was found: what was removed, where it was structure; none of what the preview no longer shows.
    pub fn pictures(&self, preview: &Preview) -> &[Entry] {
        let found = self.findings.at_hand();
        match found.filter(|(key, _)| key.edition == preview.edition()) {
            Some((_, (_, pictures))) => pictures,
            None => &[],
        }
    }

    /// Inspects the entry `id`, and the filter at the pixel `picked` (column, row) of it; call once a frame while
    /// somebody looks. An answer that is inspected already costs nothing.
    pub fn look_at(&mut self, preview: &Preview, id: &str, picked: Option<[usize; 2]>) {
        self.findings.settle();
        self.filter.settle();
        let Some(entry) = preview.entries().iter().find(|entry| entry.id == id) else {
            return;
        };
        let whole = entry.tally.seconds.is_some() && entry.image.is_some();
        if [CLEAN, NOISY].contains(&id) || !whole {
            return;
        }
        let key = Key {
            id: entry.id.clone(),
            edition: preview.edition(),
            version: entry.version,
        };
        // The network's answers follow each other closely: each inspection is ended before the next begins, and what
        // was found last stays in sight. Another method's is replaced at once.
        let alike = self.key.as_ref().is_some_and(|old| old.alike(&key));
        if !alike {
            self.findings.clear();
        }
        self.key = Some(key.clone());
        if self.findings.is_news(&key) {
            self.find(preview, entry, &key);
        } else {
            self.findings.go_on();
        }
        let Some(at) = picked else { return };
        let before = self.pixel.as_ref();
        if !before.is_some_and(|(old, place)| old.alike(&key) && *place == at) {
            self.filter.clear();
        }
        self.pixel = Some((key.clone(), at));
        self.filter_at(preview, &(key, at));
    }

    /// Steps back; whoever looks asks again.
    pub fn rest(&mut self) {
        if self.findings.busy() {
            self.findings.cancel();
            self.findings.again();
        }
        if self.filter.busy() {
            self.filter.cancel();
            self.filter.again();
        }
    }

    /// What the panel shows.
    pub fn facts<'a>(&'a self, preview: &'a Preview, id: &str) -> TrustFacts<'a> {
        let entry = preview.entries().iter().find(|entry| entry.id == id);
        let inspected = entry.filter(|entry| ![CLEAN, NOISY].contains(&entry.id.as_str()));
        let edition = preview.edition();
        let current = |key: &Key| key.id == id && key.edition == edition;
        let same = self.key.as_ref().is_some_and(current);
        let found = self.findings.outcome().filter(|_| same);
        let pixel = self.pixel.as_ref().filter(|(key, _)| current(key));
        TrustFacts {
            label: inspected.map(|entry| entry.label.as_str()),
            findings: found.map(|found| found.map(|(findings, _)| findings)),
            truth: inspected
                .and_then(|entry| entry.tally.scores)
                .map(|scores| scores.psnr),
            pixel: pixel.map(|(_, at)| PixelFilter {
                at: *at,
                kernel: self.filter.outcome(),
                progress: self.filter.progress().unwrap_or(0.0),
            }),
            pictures: match found {
                Some(Ok((_, pictures))) => pictures,
                _ => &[],
            },
        }
    }

    fn find(&mut self, preview: &Preview, entry: &Entry, key: &Key) {
        let (Some((noisy, sigma)), Some(answer), Some(method)) = (
            preview.given(),
            entry.image.clone(),
            preview.denoiser(&entry.id),
        ) else {
            return;
        };
        let label = entry.label.clone();
        let (even, version) = (preview.even_noise(), entry.version);
        self.findings.want(key, Pace::InTurn, move |making| {
            let removed = trust::method_noise(&noisy, &answer);
            let watch = making.progress().into();
            // Both hold for noise that is the same everywhere.
            let sure = even
                .then(|| trust::sure(&*method, &noisy, &answer, sigma, &watch))
                .transpose()
                .map_err(|error| format!("{label}: {error}"))?;
            let whiteness = even.then(|| trust::whiteness(&removed)).flatten();
            let structure = trust::structure_map(&removed, sigma).map(|value| value / 6.0);
            // ±4 σ of what was removed is black to white.
            let removed = removed.map(|value| 0.5 + value / (8.0 * sigma.max(1e-4)));
            let picture = |id: &str, label: &str, image: Image| Entry {
                display: Handover::new(Arc::new(display(&image))),
                image: Some(Arc::new(image)),
                version,
                featured: false,
                ..Entry::empty(id, label)
            };
            let mut pictures = vec![picture("removed", &format!("Removed, {label}"), removed)];
            if even {
                let of = format!("Structure removed, {label}");
                pictures.push(picture("structure", &of, structure));
            }
            let findings = Findings {
                sigma,
                even,
                sure,
                whiteness,
            };
            Ok((findings, pictures))
        });
    }

    fn filter_at(&mut self, preview: &Preview, key: &(Key, [usize; 2])) {
        if !self.filter.is_news(key) {
            return self.filter.go_on();
        }
        let (Some((noisy, sigma)), Some(method)) = (preview.given(), preview.denoiser(&key.0.id))
        else {
            return;
        };
        let [x, y] = key.1;
        self.filter.want(key, Pace::InTurn, move |making| {
            let watch = making.progress().into();
            trust::kernel(&*method, &noisy, sigma, [0, y, x], &watch)
                .map_err(|error| error.to_string())
        });
    }
}
