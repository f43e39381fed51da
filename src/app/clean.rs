//! Cleaning a person's own photographs: one to look at, or a folder.
//!
//! Three jobs follow each other: `opening` reads the picture and estimates its noise, `cleaning` runs the method, `finishing` applies
//! the sliders and makes what the screen shows. A change repeats what depends on it and no more. The picture on the screen is the
//! picture that is saved: the same numbers, rounded in the same way.

mod batch;
mod jobs;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::ColorImage;

use super::preview::{readable, tuned};
use crate::denoise::trial::with_noise;
use crate::denoise::{self, DenoiseError, Denoiser, Watch, among};
use crate::image::Image;
use crate::image::finish::Finish;
use crate::job::{Job, Wake};
use crate::noise::estimate::Found;
use crate::setting;
use crate::store::cleaning::{Cleaning, free_name};
use crate::store::original::Original;
use crate::store::shelf::{test_photo, test_photo_names};
use crate::ui::action::Tuning;
use crate::ui::panels::clean::CleanFacts;
use crate::ui::widgets::compare::{Entry, Handover, NOISY};

use batch::Batch;
use jobs::{Opened, SoFar};

/// The id of the cleaned picture.
pub const CLEANED: &str = "cleaned";
/// The method to begin with.
const METHOD: &str = "flexible";
/// The noise that is added to an example, 0..1.
const EXAMPLE_SIGMA: f32 = 25.0 / 255.0;
/// The example to begin with.
const FIRST: &str = "kde_Parrot";

/// A method with its σ, and the finish.
#[derive(Clone)]
pub struct Alike {
    method: Box<dyn Denoiser>,
    sigma: f32,
    finish: Finish,
}

impl Alike {
    /// A page, cleaned.
    ///
    /// # Errors
    /// The method's.
    pub fn clean(&self, page: &Image) -> Result<Image, DenoiseError> {
        let clean = self.method.denoise(page, self.sigma, &Watch::default())?;
        Ok(self.finish.apply(page, clean))
    }
}

/// The page's state.
pub struct Cleaner {
    wake: Wake,
    title: String,
    path: Option<PathBuf>,
    example: Option<usize>,
    /// How the picture was stored; its pixels are in `noisy`.
    original: Option<Arc<Original>>,
    noisy: Option<Arc<Image>>,
    answer: Option<Arc<Image>>,
    /// The answer with the finish: what is saved.
    finished: Option<Arc<Image>>,
    method: Box<dyn Denoiser>,
    /// The method with its first settings.
    usual: Box<dyn Denoiser>,
    /// The method whose answer is at hand, and the σ that a person gave it.
    answered: Option<(Box<dyn Denoiser>, Option<f32>)>,
    given: Option<f32>,
    /// What was found of the noise.
    found: Option<Arc<Found>>,
    /// Whether a person chose the method; else it is the one that is usual for the noise.
    chosen: bool,
    /// The sliders.
    pub finish: Finish,
    opening: Option<Job<(), (), Result<Opened, String>>>,
    cleaning: Option<Job<(), SoFar, Result<Image, DenoiseError>>>,
    /// When the method began.
    began: Instant,
    finishing: Option<Job<(), (), (Arc<Image>, ColorImage)>>,
    finish_due: bool,
    /// Whether the method is to run as soon as a person has let go of a setting.
    clean_due: bool,
    entries: Vec<Entry>,
    version: u64,
    failure: Option<String>,
    offer: Option<(PathBuf, usize)>,
    batch: Option<Batch>,
}

impl Cleaner {
    /// An empty page.
    pub fn new(wake: Wake) -> Self {
        Self {
            wake,
            title: String::new(),
            path: None,
            example: None,
            original: None,
            noisy: None,
            answer: None,
            finished: None,
            method: method(METHOD),
            usual: method(METHOD),
            answered: None,
            given: None,
            found: None,
            chosen: false,
            finish: Finish::default(),
            opening: None,
            cleaning: None,
            began: Instant::now(),
            finishing: None,
            finish_due: false,
            clean_due: false,
            entries: vec![
                Entry::empty(NOISY, "Before"),
                Entry::empty(CLEANED, "After"),
            ],
            version: 0,
            failure: None,
            offer: None,
            batch: None,
        }
    }

    /// Shows an example if nothing was opened yet; call when the page is seen.
    pub fn visit(&mut self) {
        if self.title.is_empty() {
            self.next_example();
        }
    }

    /// Another photograph that ships with the program, with noise.
    pub fn next_example(&mut self) {
        let names: Vec<_> = test_photo_names().collect();
        let next = match self.example {
            Some(at) => (at + 1) % names.len().max(1),
            None => names.iter().position(|name| *name == FIRST).unwrap_or(0),
        };
        let Some(&name) = names.get(next) else { return };
        self.example = Some(next);
        self.begin(format!("Example: {}", readable(name)), None);
        self.start_opening(move || {
            let clean = test_photo(name).map_err(|error| error.to_string())?;
            let noisy = with_noise(&clean, EXAMPLE_SIGMA, 0, next as u64);
            Ok(Original::of(noisy))
        });
    }

    /// Opens a person's photograph.
    pub fn open(&mut self, path: PathBuf) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.begin(name.into_owned(), Some(path.clone()));
        self.start_opening(move || Original::open(&path).map_err(|error| error.to_string()));
    }

    fn begin(&mut self, title: String, path: Option<PathBuf>) {
        self.title = title;
        self.path = path;
        self.cleaning = None;
        self.finishing = None;
        self.original = None;
        self.noisy = None;
        self.answer = None;
        self.finished = None;
        self.answered = None;
        self.given = None;
        self.found = None;
        self.failure = None;
        for entry in &mut self.entries {
            entry.image = None;
            entry.display = Handover::default();
            entry.note.clear();
        }
    }

    /// Cleans with another method.
    pub fn set_method(&mut self, id: &str) {
        self.chosen = true;
        self.method = method(id);
        self.usual = self.method.clone();
        self.clean();
    }

    /// Cleans with other settings of the method.
    pub fn tune(&mut self, change: Tuning) {
        self.method = tuned(self.method.clone(), &*self.usual, change);
        self.clean_due = true;
    }

    /// Tells the method this σ (0..1); `None` = the estimate.
    pub fn set_sigma(&mut self, sigma: Option<f32>) {
        if self.given != sigma {
            self.given = sigma;
            self.clean_due = true;
        }
    }

    /// Runs the method if a setting of it has changed; call once a frame while no setting is held. Returns
    /// whether one had.
    pub fn go_on(&mut self) -> bool {
        let due = std::mem::take(&mut self.clean_due);
        if due {
            self.clean();
        }
        due
    }

    /// Ends the work on a folder with what is being written, for a program that ends.
    pub fn settle(&self, patience: Duration) {
        if let Some(batch) = &self.batch {
            batch.settle(patience);
        }
    }

    /// The sliders were moved.
    pub fn refinish(&mut self) {
        self.finish_due = true;
        self.start_finishing();
    }

    /// Gives the work on the picture up. Method and σ are again those whose answer is seen.
    pub fn cancel(&mut self) {
        self.cleaning = None;
        self.clean_due = false;
        match &self.answered {
            Some((answered, given)) => {
                self.given = *given;
                self.method = answered.clone();
                self.usual = method(answered.id());
            }
            None => {
                self.failure = Some("Stopped before there was an answer.".into());
            }
        }
        self.show_answer();
    }

    fn sigma(&self) -> Option<f32> {
        self.given
            .or(self.found.as_ref().map(|found| found.sigma()))
    }

    /// The finished picture and how the original was stored, to save it; `None` while it is being made.
    pub fn finished(&self) -> Option<(Arc<Image>, Arc<Original>)> {
        let settled = self.cleaning.is_none() && self.finishing.is_none() && !self.clean_due;
        let image = self.finished.clone().filter(|_| settled)?;
        Some((image, self.original.clone()?))
    }

    /// How further pages of the picture are cleaned: as the one that is seen.
    pub fn alike(&self) -> Alike {
        let method = match &self.found {
            Some(found) => among(self.method.clone(), found, self.given).0,
            None => self.method.clone(),
        };
        Alike {
            method,
            sigma: self.sigma().unwrap_or(0.0),
            finish: self.finish,
        }
    }

    /// The file at hand; `None` for an example.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// A free name for the cleaned picture beside its original.
    pub fn free_name(&self) -> PathBuf {
        let from = self.path.clone().unwrap_or_else(|| "example".into());
        let ending = self.original.as_ref().map_or("png", |one| one.ending());
        let folder = from.parent().unwrap_or(Path::new("")).to_path_buf();
        free_name(&folder, &from, ending)
    }

    /// A folder of `count` pictures was given.
    pub fn offer(&mut self, folder: PathBuf, count: usize) {
        self.offer = Some((folder, count));
        // The end of the one before has been read.
        self.batch = self.batch.take().filter(|batch| !batch.facts().ended);
    }

    /// Forgets the folder that was given.
    pub fn drop_offer(&mut self) {
        self.offer = None;
    }

    /// Cleans the folder that was given. A σ that was typed for the picture at hand counts for all of them.
    pub fn start_batch(&mut self) {
        let Some((folder, _)) = self.offer.take() else {
            return;
        };
        let cleaning = Cleaning {
            method: self.chosen.then(|| self.method.clone()),
            prepare: true,
            sigma: self.given,
            finish: self.finish,
        };
        let batch = Batch::start(folder, cleaning, Arc::clone(&self.wake));
        self.batch = self.granted(batch);
    }

    /// Stops cleaning the folder.
    pub fn cancel_batch(&mut self) {
        if let Some(batch) = &mut self.batch {
            batch.cancel();
        }
    }

    /// Whether something is at work.
    #[cfg(test)]
    pub fn busy(&self) -> bool {
        self.opening.is_some()
            || self.cleaning.is_some()
            || self.finishing.is_some()
            || self.clean_due
            || self.batch.as_ref().is_some_and(Batch::busy)
    }

    /// What the page shows.
    pub fn facts(&self) -> CleanFacts<'_> {
        let working = if self.opening.is_some() {
            Some(("Opening …", None))
        } else if let Some(job) = &self.cleaning {
            Some((self.method.label(), Some(job.progress().fraction())))
        } else {
            self.finishing.as_ref().map(|_| ("Finishing …", None))
        };
        CleanFacts {
            entries: &self.entries,
            photo: &self.title,
            size: self.noisy.as_ref().map(|image| {
                let (channels, height, width) = image.dim();
                (width, height, channels)
            }),
            notes: self.original.as_ref().map_or(&[], |one| one.words()),
            pages: self.original.as_ref().map_or(1, |one| one.page_count()),
            sigma: self.sigma(),
            given: self.given.is_some(),
            found: self.found.as_deref(),
            chosen: self.chosen,
            method: &*self.method,
            usual: &*self.usual,
            working,
            left: self.seconds_left(),
            failure: self.failure.as_deref(),
            ready: self.finished().is_some(),
            offer: self
                .offer
                .as_ref()
                .map(|(folder, count)| (folder.as_path(), *count)),
            batch: self.batch.as_ref().map(Batch::facts),
        }
    }
}

fn method(id: &str) -> Box<dyn Denoiser> {
    setting::find(denoise::ALL, id).map_or_else(|| (denoise::ALL[0].make)(), |entry| (entry.make)())
}

#[cfg(test)]
mod tests;
