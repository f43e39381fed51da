//! Cleaning a person's own photographs: one to look at, or a folder.
//!
//! Three values follow each other: the picture that was opened, with what was found of its noise; the method's answer;
//! the answer with the sliders applied, as the screen shows it and as it is saved. A change makes anew what depends on
//! it and no more. Nothing here is edited: the document says what is cleaned and how, and is looked at once a frame.

mod batch;
mod jobs;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::preview::readable;
use crate::denoise::trial::with_noise;
use crate::denoise::{DenoiseError, Denoiser, Watch, among, usual};
use crate::desk::cleaning::as_usual;
use crate::desk::{Cleaning, Photo};
use crate::image::Image;
use crate::image::finish::Finish;
use crate::job::{Freshness, Made, Wake, no_thread};
use crate::setting;
use crate::store::cleaning::{Cleaning as HowMany, free_name};
use crate::store::picture::Original;
use crate::store::shelf::test_photo;
use crate::ui::panels::clean::CleanFacts;
use crate::ui::widgets::compare::{Entry, NOISY};

use batch::Batch;
use jobs::{How, Opened, Polish, Shown};

/// The id of the cleaned picture.
pub const CLEANED: &str = "cleaned";
/// The noise that is added to an example, 0..1.
const EXAMPLE_SIGMA: f32 = 25.0 / 255.0;
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
    /// What is cleaned and how, as it was looked at last; nothing before the page was seen.
    cleaning: Cleaning,
    photo: Option<Photo>,
    title: String,
    /// A photograph that was decoded before it is looked at.
    known: Option<(Photo, Original)>,
    /// How many pictures were opened: the number of the one at hand.
    pictures: u64,
    opened: Made<u64, Opened>,
    answer: Made<How, Shown>,
    finished: Made<Polish, Shown>,
    /// Whether a person still holds a setting.
    held: bool,
    entries: Vec<Entry>,
    /// What was shown last: the versions of answer and finished answer.
    seen: [u64; 2],
    version: u64,
    failure: Option<String>,
    offer: Option<(PathBuf, usize)>,
    batch: Option<Batch>,
    method: Box<dyn Denoiser>,
    usual: Box<dyn Denoiser>,
}

impl Cleaner {
    /// An empty page.
    pub fn new(wake: Wake) -> Self {
        let cleaning = Cleaning::default();
        Self {
            method: cleaning.method(None),
            usual: cleaning.method(None),
            cleaning,
            photo: None,
            title: String::new(),
            known: None,
            pictures: 0,
            opened: Made::new("Opening the photograph", Arc::clone(&wake)),
            answer: Made::new("The method", Arc::clone(&wake)),
            finished: Made::new("Finishing the picture", Arc::clone(&wake)),
            wake,
            held: false,
            entries: vec![
                Entry::empty(NOISY, "Before"),
                Entry::empty(CLEANED, "After"),
            ],
            seen: [0; 2],
            version: 0,
            failure: None,
            offer: None,
            batch: None,
        }
    }

    /// Opens what is to be cleaned if nothing was opened yet; call when the page is seen.
    pub fn visit(&mut self) {
        if self.photo.is_none() {
            self.begin(self.cleaning.shown());
        }
    }

    /// Takes a person's photograph that was decoded; it is opened when it is looked at next.
    pub fn take(&mut self, photo: Photo, original: Original) {
        self.known = Some((photo, original));
        // Also where it is the one at hand: it may be another one by now.
        self.photo = None;
    }

    /// Looks at what is to be cleaned and how; call once a frame. `held` says whether a person still holds a setting.
    pub fn look(&mut self, cleaning: &Cleaning, held: bool) {
        self.held = held;
        let id = |cleaning: &Cleaning| cleaning.method.as_ref().map(|method| method.id());
        if *cleaning != self.cleaning {
            if id(cleaning) != id(&self.cleaning) {
                self.again();
            }
            self.cleaning = cleaning.clone();
            self.renew_method();
        }
        let shown = cleaning.shown();
        let opened = self.photo.is_some() || self.known.is_some();
        if opened && self.photo.as_ref() != Some(&shown) {
            self.begin(shown);
        }
    }

    /// The method as it is set, and as it is at first.
    fn renew_method(&mut self) {
        let usual = self.opened().map(|opened| usual(&opened.found));
        self.method = self.cleaning.method(usual);
        self.usual = as_usual(self.method.id());
    }

    fn begin(&mut self, photo: Photo) {
        self.title = match &photo {
            Photo::Embedded(name) => format!("Example: {}", readable(name)),
            Photo::File { .. } => photo.name(),
        };
        self.pictures += 1;
        self.answer.clear();
        self.finished.clear();
        self.failure = None;
        for (entry, id) in self.entries.iter_mut().zip([NOISY, CLEANED]) {
            *entry = Entry::empty(id, std::mem::take(&mut entry.label));
        }
        self.photo = Some(photo.clone());
        let known = self.known.take().filter(|(of, _)| of.same_picture(&photo));
        self.start_opening(move || match (known, photo) {
            (Some((_, original)), _) => Ok(original),
            (None, Photo::File { path, .. }) => {
                Original::open(&path).map_err(|error| error.to_string())
            }
            (None, Photo::Embedded(name)) => {
                let clean = test_photo(&name).map_err(|error| error.to_string())?;
                let index = Photo::Embedded(name).place().unwrap_or(0);
                let noisy = with_noise(&clean, EXAMPLE_SIGMA, 0, index as u64);
                Ok(Original::of(noisy))
            }
        });
    }

    /// Runs the method, also where it has failed or was stopped before.
    pub fn again(&mut self) {
        self.failure = None;
        self.answer.again();
        self.finished.again();
    }

    /// Ends the work on a folder with what is being written, for a program that ends.
    pub fn settle(&self, patience: Duration) {
        if let Some(batch) = &self.batch {
            batch.settle(patience);
        }
    }

    /// Gives the work on the picture up. Method and σ are again those whose answer is seen.
    pub fn cancel(&mut self, cleaning: &mut Cleaning) {
        self.answer.cancel();
        match self.answer.at_hand() {
            Some((how, _)) => {
                cleaning.sigma = how.given;
                if !setting::same(&*how.method, &*self.method) {
                    cleaning.method = Some(how.method.clone());
                }
            }
            None => self.failure = Some("Stopped before there was an answer.".into()),
        }
    }

    /// The picture at hand.
    fn opened(&self) -> Option<&Opened> {
        self.opened.of(&self.pictures)
    }

    fn sigma(&self) -> Option<f32> {
        self.cleaning
            .sigma
            .or(self.opened().map(|opened| opened.found.sigma()))
    }

    /// The finished picture and how the original was stored, to save it; `None` while it is being made.
    pub fn finished(&self) -> Option<(Arc<Image>, Arc<Original>)> {
        let opened = self.opened()?;
        let answer = self.answer.of(&self.how())?;
        let polish = self.polish(answer);
        let finished = self.finished.of(&polish).filter(|_| !self.held)?;
        Some((Arc::clone(&finished.image), Arc::clone(&opened.original)))
    }

    /// How further pages of the picture are cleaned: as the one that is seen.
    pub fn alike(&self) -> Alike {
        let method = match self.opened() {
            Some(opened) => among(self.method.clone(), &opened.found, self.cleaning.sigma).0,
            None => self.method.clone(),
        };
        Alike {
            method,
            sigma: self.sigma().unwrap_or(0.0),
            finish: self.cleaning.finish,
        }
    }

    /// The file at hand; `None` for an example.
    pub fn path(&self) -> Option<&Path> {
        self.photo.as_ref().and_then(Photo::path)
    }

    /// A free name for the cleaned picture beside its original.
    pub fn free_name(&self) -> PathBuf {
        let from = self.path().unwrap_or(Path::new("example"));
        let ending = self
            .opened()
            .map_or("png", |opened| opened.original.ending());
        let folder = from.parent().unwrap_or(Path::new("")).to_path_buf();
        free_name(&folder, from, ending)
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
        let cleaning = HowMany {
            method: self.cleaning.chosen.then(|| self.method.clone()),
            prepare: true,
            sigma: self.cleaning.sigma,
            finish: self.cleaning.finish,
        };
        match Batch::start(folder, cleaning, Arc::clone(&self.wake)) {
            Ok(batch) => self.batch = Some(batch),
            Err(error) => self.failure = Some(no_thread(&error)),
        }
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
        self.opened.busy()
            || self.answer.busy()
            || self.finished.busy()
            || self.held
            || self.batch.as_ref().is_some_and(Batch::busy)
    }

    /// What the page shows.
    pub fn facts(&self) -> CleanFacts<'_> {
        let working = if self.opened.busy() {
            Some(("Opening …", None))
        } else if self.answer.busy() {
            Some((self.method.label(), self.answer.progress()))
        } else {
            self.finished.busy().then_some(("Finishing …", None))
        };
        let opened = self.opened();
        let wrong = [
            self.opened.wrong(),
            self.answer.wrong(),
            self.finished.wrong(),
        ];
        CleanFacts {
            entries: &self.entries,
            photo: &self.title,
            size: opened.map(|opened| {
                let (channels, height, width) = opened.noisy.dim();
                (width, height, channels)
            }),
            notes: opened.map_or(&[], |opened| opened.original.words()),
            pages: opened.map_or(1, |opened| opened.original.page_count()),
            sigma: self.sigma(),
            found: opened.map(|opened| &*opened.found),
            method: &*self.method,
            usual: &*self.usual,
            working,
            left: self.answer.seconds_left(),
            failure: self
                .failure
                .as_deref()
                .or(wrong.into_iter().flatten().next()),
            ready: self.finished().is_some(),
            offer: self
                .offer
                .as_ref()
                .map(|(folder, count)| (folder.as_path(), *count)),
            batch: self.batch.as_ref().map(Batch::facts),
        }
    }
}

#[cfg(test)]
mod tests;
