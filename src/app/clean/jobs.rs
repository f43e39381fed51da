//! The page's jobs: each is begun when the one before has ended or what it depends on has changed.

use std::sync::Arc;
use std::time::Instant;

use egui::ColorImage;

use super::{Batch, Cleaner, method};
use crate::app::preview::{label, no_thread};
use crate::denoise::{Watch, among, usual};
use crate::image::Image;
use crate::job::Job;
use crate::noise::estimate::{Found, look};
use crate::setting;
use crate::store::original::Original;
use crate::ui::widgets::compare::Handover;
use crate::ui::widgets::picture::display;

/// What a method has so far is shown of pictures of up to so many numbers: of larger ones it would cost too much memory.
const MOST_SHOWN: usize = 24_000_000;

/// What a method has so far: as numbers and as the screen shows it.
pub(super) type SoFar = (Arc<Image>, ColorImage);

/// A picture that was opened.
pub(super) struct Opened {
    original: Original,
    found: Found,
    shown: ColorImage,
}

impl Cleaner {
    pub(super) fn start_opening(
        &mut self,
        read: impl FnOnce() -> Result<Original, String> + Send + 'static,
    ) {
        let job = Job::start("open a photograph", Arc::clone(&self.wake), move |_| {
            let original = read()?;
            Ok(Opened {
                found: look(&original.image),
                shown: display(&original.image),
                original,
            })
        });
        self.opening = self.granted(job);
    }

    pub(super) fn granted<T>(&mut self, job: std::io::Result<T>) -> Option<T> {
        job.map_err(|error| self.failure = Some(no_thread(&error)))
            .ok()
    }

    /// Shows the last answer, in the place of what a method had so far.
    pub(super) fn show_answer(&mut self) {
        let entry = &mut self.entries[1];
        match &self.answered {
            Some((method, _)) => {
                let usual = self::method(method.id());
                entry.note = label(method.label(), !setting::same(&**method, &*usual));
                self.refinish();
            }
            None => {
                entry.image = None;
                entry.note.clear();
            }
        }
    }

    /// Runs the method.
    pub fn clean(&mut self) {
        let (Some(noisy), Some(found)) = (self.noisy.clone(), self.found.clone()) else {
            return;
        };
        self.failure = None;
        let (method, sigma) = among(self.method.clone(), &found, self.given);
        let job = Job::start("clean a photograph", Arc::clone(&self.wake), move |link| {
            let show = |estimate: &Image| {
                link.offer((Arc::new(estimate.clone()), display(estimate)));
            };
            let watch = Watch::from(link.progress());
            if noisy.pixels().len() <= MOST_SHOWN {
                method.denoise(&noisy, sigma, &watch.with_estimates(&show))
            } else {
                method.denoise(&noisy, sigma, &watch)
            }
        });
        self.began = Instant::now();
        self.cleaning = self.granted(job);
    }

    /// Seconds until the method has its answer; not said before there is something to judge by.
    pub(super) fn seconds_left(&self) -> Option<f64> {
        let share = f64::from(self.cleaning.as_ref()?.progress().fraction());
        let passed = self.began.elapsed().as_secs_f64();
        (passed > 1.0 && share > 0.02).then(|| passed * (1.0 - share) / share)
    }

    pub(super) fn start_finishing(&mut self) {
        let (Some(noisy), Some(answer), true) = (
            self.noisy.clone(),
            self.answer.clone(),
            self.finish_due && self.finishing.is_none(),
        ) else {
            return;
        };
        self.finish_due = false;
        let finish = self.finish;
        let job = Job::start("finish a photograph", Arc::clone(&self.wake), move |_| {
            // An untouched answer is shared, not copied: it may be large.
            let finished = if finish.is_neutral() {
                answer
            } else {
                Arc::new(finish.apply(&noisy, (*answer).clone()))
            };
            let shown = display(&finished);
            (finished, shown)
        });
        self.finishing = self.granted(job);
    }

    /// Reads what the jobs have done; call once a frame. Returns what is worth a message.
    pub fn poll(&mut self) -> Option<String> {
        if let Some(outcome) = self.opening.as_ref().and_then(Job::output) {
            self.opening = None;
            match outcome.unwrap_or_else(Err) {
                Ok(opened) => self.take(opened),
                Err(problem) => self.failure = Some(problem),
            }
        }
        while let Some((estimate, shown)) = self.cleaning.as_ref().and_then(Job::event) {
            // It is seen as it is, without the finish, and cannot be saved.
            self.show(1, estimate, shown);
            self.entries[1].note = format!("{}, so far", self.method.label());
        }
        if let Some(outcome) = self.cleaning.as_ref().and_then(Job::output) {
            self.cleaning = None;
            match outcome {
                Ok(Ok(answer)) => {
                    self.answer = Some(Arc::new(answer));
                    self.answered = Some((self.method.clone(), self.given));
                    self.show_answer();
                }
                Ok(Err(error)) => {
                    self.failure = Some(error.to_string());
                    self.show_answer();
                }
                Err(panic) => {
                    self.show_answer();
                    self.failure = Some(format!(
                        "The method failed on this picture ({panic}). Choose another one."
                    ));
                }
            }
        }
        if let Some(outcome) = self.finishing.as_ref().and_then(Job::output) {
            self.finishing = None;
            match outcome {
                Ok((finished, shown)) => {
                    self.finished = Some(Arc::clone(&finished));
                    self.show(1, finished, shown);
                }
                Err(panic) => self.failure = Some(panic),
            }
            self.start_finishing();
        }
        self.batch.as_mut().and_then(Batch::poll)
    }

    fn take(&mut self, opened: Opened) {
        let Opened {
            mut original,
            found,
            shown,
        } = opened;
        let empty = Image::zeros(original.image.channels(), 0, 0);
        let noisy = Arc::new(std::mem::replace(&mut original.image, empty));
        self.original = Some(Arc::new(original));
        self.noisy = Some(Arc::clone(&noisy));
        if !self.chosen {
            self.method = method(usual(&found));
            self.usual = self.method.clone();
        }
        self.found = Some(Arc::new(found));
        self.show(0, noisy, shown);
        self.clean();
    }

    fn show(&mut self, at: usize, image: Arc<Image>, shown: ColorImage) {
        self.version += 1;
        let entry = &mut self.entries[at];
        entry.version = self.version;
        entry.image = Some(image);
        entry.display = Handover::new(Arc::new(shown));
    }
}
