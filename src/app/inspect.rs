//! Inspecting one answer: how far it can be trusted, and the filter at one of its pixels. Two jobs at most; a newer
//! question replaces an older one.

use std::sync::Arc;

use super::preview::Preview;
use crate::denoise::DenoiseError;
use crate::denoise::trust::{self, Kernel};
use crate::image::Image;
use crate::job::{Job, Wake};
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
type Found = (Findings, Vec<Entry>);

/// The answer that is inspected.
pub struct Inspector {
    wake: Wake,
    key: Option<Key>,
    finding: Option<Job<(), (), Result<Found, String>>>,
    findings: Option<Result<Findings, String>>,
    pictures: Vec<Entry>,
    pixel: Option<(Key, [usize; 2])>,
    filtering: Option<Job<(), (), Result<Kernel, DenoiseError>>>,
    filter: Option<Result<Kernel, String>>,
}

impl Inspector {
    /// Nothing is inspected yet.
    pub fn new(wake: Wake) -> Self {
        Self {
            wake,
            key: None,
            finding: None,
            findings: None,
            pictures: Vec::new(),
            pixel: None,
            filtering: None,
            filter: None,
        }
    }

    /// Pictures of what was found: what was removed, where it was structure; none of what the preview no longer shows.
    pub fn pictures(&self, preview: &Preview) -> &[Entry] {
        let current = self.key.as_ref();
        match current.filter(|key| key.edition == preview.edition()) {
            Some(_) => &self.pictures,
            None => &[],
        }
    }

    /// Inspects the entry `id`, and the filter at the pixel `picked` (column, row) of it; call once a frame while
    /// somebody looks. An answer that is inspected already costs nothing.
    pub fn look_at(&mut self, preview: &Preview, id: &str, picked: Option<[usize; 2]>) {
        self.listen();
        let Some(entry) = preview.entries().iter().find(|entry| entry.id == id) else {
            return;
        };
        let whole = entry.seconds.is_some() && entry.image.is_some();
        if [CLEAN, NOISY].contains(&id) || !whole {
            return;
        }
        let key = Key {
            id: entry.id.clone(),
            edition: preview.edition(),
            version: entry.version,
        };
        // The network's answers follow each other closely: each inspection is ended before the next begins, and what was found last
        // stays in sight. Another method's is replaced at once.
        let alike = self.key.as_ref().is_some_and(|old| old.alike(&key));
        if self.key.as_ref() != Some(&key) && (!alike || self.finding.is_none()) {
            if !alike {
                self.finding = None;
                self.findings = None;
                self.pictures.clear();
            }
            self.key = Some(key.clone());
            self.find(preview, entry);
        }
        let due = |at: &[usize; 2]| {
            self.pixel.as_ref().is_none_or(|(old, before)| {
                before != at
                    || !old.alike(&key)
                    || (old.version != key.version && self.filtering.is_none())
            })
        };
        if let Some(at) = picked.filter(due) {
            self.filter_at(preview, key, at);
        }
    }

    /// What the panel shows.
    pub fn facts<'a>(&'a self, preview: &'a Preview, id: &str) -> TrustFacts<'a> {
        let entry = preview.entries().iter().find(|entry| entry.id == id);
        let inspected = entry.filter(|entry| ![CLEAN, NOISY].contains(&entry.id.as_str()));
        let edition = preview.edition();
        let current = |key: &Key| key.id == id && key.edition == edition;
        let same = self.key.as_ref().is_some_and(current);
        let pixel = self.pixel.as_ref().filter(|(key, _)| current(key));
        TrustFacts {
            label: inspected.map(|entry| entry.label.as_str()),
            findings: self.findings.as_ref().filter(|_| same),
            truth: inspected
                .and_then(|entry| entry.scores)
                .map(|scores| scores.psnr),
            pixel: pixel.map(|(_, at)| PixelFilter {
                at: *at,
                kernel: self.filter.as_ref(),
                progress: self
                    .filtering
                    .as_ref()
                    .map_or(0.0, |job| job.progress().fraction()),
            }),
            pictures: if same { &self.pictures } else { &[] },
        }
    }

    fn find(&mut self, preview: &Preview, entry: &Entry) {
        let (Some((noisy, sigma)), Some(answer), Some(method)) = (
            preview.given(),
            entry.image.clone(),
            preview.denoiser(&entry.id),
        ) else {
            return;
        };
        let label = entry.label.clone();
        let (even, version) = (preview.even_noise(), entry.version);
        let job = Job::start("inspection", Arc::clone(&self.wake), move |link| {
            let removed = trust::method_noise(&noisy, &answer);
            let watch = link.progress().into();
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
        match job {
            Ok(job) => self.finding = Some(job),
            Err(error) => self.findings = Some(Err(super::preview::no_thread(&error))),
        }
    }

    fn filter_at(&mut self, preview: &Preview, key: Key, at: [usize; 2]) {
        let (Some((noisy, sigma)), Some(method)) = (preview.given(), preview.denoiser(&key.id))
        else {
            return;
        };
        let before = self.pixel.as_ref();
        if !before.is_some_and(|(old, place)| old.alike(&key) && *place == at) {
            self.filter = None;
        }
        let [x, y] = at;
        self.pixel = Some((key, at));
        let job = Job::start("pixel's filter", Arc::clone(&self.wake), move |link| {
            trust::kernel(&*method, &noisy, sigma, [0, y, x], &link.progress().into())
        });
        match job {
            Ok(job) => self.filtering = Some(job),
            Err(error) => self.filter = Some(Err(super::preview::no_thread(&error))),
        }
    }

    fn listen(&mut self) {
        if let Some(outcome) = self.finding.as_ref().and_then(Job::output) {
            self.finding = None;
            let found =
                outcome.unwrap_or_else(|panic| Err(format!("The inspection failed ({panic}).")));
            self.findings = Some(found.map(|(findings, pictures)| {
                self.pictures = pictures;
                findings
            }));
        }
        if let Some(outcome) = self.filtering.as_ref().and_then(Job::output) {
            self.filtering = None;
            self.filter = Some(match outcome {
                Ok(kernel) => kernel.map_err(|error| error.to_string()),
                Err(panic) => Err(format!("The filter could not be measured ({panic}).")),
            });
        }
    }
}
