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

/// Which answer: the entry's id and version.
type Key = (String, u64);

/// The answer that is inspected.
pub struct Inspector {
    wake: Wake,
    key: Option<Key>,
    finding: Option<Job<(), (), Result<Findings, String>>>,
    findings: Option<Result<Findings, String>>,
    pictures: Vec<Entry>,
    versions: u64,
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
            versions: 0,
            pixel: None,
            filtering: None,
            filter: None,
        }
    }

    /// Pictures of what was found: what was removed, where it was structure, the error.
    pub fn pictures(&self) -> &[Entry] {
        &self.pictures
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
        let key = (entry.id.clone(), entry.version);
        // The network's answers follow each other closely: each inspection is ended before the next begins, and what was found last
        // stays in sight. Another method's is replaced at once.
        let other = self.key.as_ref().is_some_and(|(of, _)| *of != key.0);
        if self.key.as_ref() != Some(&key) && (other || self.finding.is_none()) {
            if other {
                self.finding = None;
                self.findings = None;
                self.pictures.clear();
            }
            self.key = Some(key.clone());
            self.find(preview, entry);
        }
        let pixel = picked.map(|picked| (key, picked));
        let other = |(asked, at): &(Key, [usize; 2])| {
            self.pixel.as_ref().is_none_or(|((id, version), before)| {
                *before != *at
                    || *id != asked.0
                    || (*version != asked.1 && self.filtering.is_none())
            })
        };
        if let Some(pixel) = pixel.filter(|pixel| other(pixel)) {
            self.filter_at(preview, pixel);
        }
    }

    /// What the panel shows.
    pub fn facts<'a>(&'a self, preview: &'a Preview, id: &str) -> TrustFacts<'a> {
        let entry = preview.entries().iter().find(|entry| entry.id == id);
        let inspected = entry.filter(|entry| ![CLEAN, NOISY].contains(&entry.id.as_str()));
        let same = self.key.as_ref().is_some_and(|(of, _)| of == id);
        let pixel = self.pixel.as_ref().filter(|((of, _), _)| of == id);
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
        let job = Job::start("inspection", Arc::clone(&self.wake), move |link| {
            let removed = trust::method_noise(&noisy, &answer);
            let watch = link.progress().into();
            let sure = trust::sure(&*method, &noisy, &answer, sigma, &watch)
                .map_err(|error| format!("{label}: {error}"))?;
            let map = trust::structure_map(&removed, sigma);
            Ok(Findings {
                sigma,
                sure,
                whiteness: trust::whiteness(&removed),
                structure: map.map(|value| value / 6.0),
                // ±4 σ of what was removed is black to white.
                removed: removed.map(|value| 0.5 + value / (8.0 * sigma.max(1e-4))),
            })
        });
        match job {
            Ok(job) => self.finding = Some(job),
            Err(error) => self.findings = Some(Err(super::preview::no_thread(&error))),
        }
    }

    fn filter_at(&mut self, preview: &Preview, pixel: (Key, [usize; 2])) {
        let (Some((noisy, sigma)), Some(method)) = (preview.given(), preview.denoiser(&pixel.0.0))
        else {
            return;
        };
        let same_place = self
            .pixel
            .as_ref()
            .is_some_and(|((id, _), at)| *id == pixel.0.0 && *at == pixel.1);
        if !same_place {
            self.filter = None;
        }
        let [x, y] = pixel.1;
        self.pixel = Some(pixel);
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
            let findings =
                outcome.unwrap_or_else(|panic| Err(format!("The inspection failed ({panic}).")));
            if let Ok(findings) = &findings {
                self.show(findings);
            }
            self.findings = Some(findings);
        }
        if let Some(outcome) = self.filtering.as_ref().and_then(Job::output) {
            self.filtering = None;
            self.filter = Some(match outcome {
                Ok(kernel) => kernel.map_err(|error| error.to_string()),
                Err(panic) => Err(format!("The filter could not be measured ({panic}).")),
            });
        }
    }

    fn show(&mut self, findings: &Findings) {
        self.versions += 1;
        let entry = |id: &str, label: &str, image: &Image| Entry {
            display: Handover::new(Arc::new(display(image))),
            image: Some(Arc::new(image.clone())),
            version: self.versions,
            featured: false,
            ..Entry::empty(id, label)
        };
        self.pictures = vec![
            entry("removed", "Removed", &findings.removed),
            entry("structure", "Structure removed", &findings.structure),
        ];
    }
}
