//! Cleaning a person's own photographs: one to look at, or a folder.
//!
//! Three values follow each other: the picture that was opened, with what was found of its noise; the method's answer; the answer with the
//! sliders applied, as the screen shows it and as it is saved. A change makes anew what depends on it and no more.

mod batch;
mod jobs;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::preview::{readable, tuned};
use crate::denoise::trial::with_noise;
use crate::denoise::{self, DenoiseError, Denoiser, Watch, among};
use crate::image::Image;
use crate::image::finish::Finish;
use crate::job::{Freshness, Made, Wake, no_thread};
use crate::setting;
use crate::store::cleaning::{Cleaning, free_name};
use crate::store::picture::Original;
use crate::store::shelf::{test_photo, test_photo_names};
use crate::ui::action::Tuning;
use crate::ui::panels::clean::CleanFacts;
use crate::ui::widgets::compare::{Entry, NOISY};

use batch::Batch;
use jobs::{How, Opened, Polish, Shown};

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
    /// How many pictures were opened: the number of the one at hand.
    pictures: u64,
    opened: Made<u64, Opened>,
    answer: Made<How, Shown>,
    finished: Made<Polish, Shown>,
    method: Box<dyn Denoiser>,
    /// The method with its first settings.
    usual: Box<dyn Denoiser>,
    given: Option<f32>,
    /// Whether a person chose the method; else it is the one that is usual for the noise.
    chosen: bool,
    /// The sliders.
    pub finish: Finish,
    /// Whether a person still holds a setting of the method.
    held: bool,
    entries: Vec<Entry>,
    /// What was shown last: the versions of answer and finished answer.
    seen: [u64; 2],
    version: u64,
    failure: Option<String>,
    offer: Option<(PathBuf, usize)>,
    batch: Option<Batch>,
}

impl Cleaner {
    /// An empty page.
    pub fn new(wake: Wake) -> Self {
        Self {
            title: String::new(),
            path: None,
            example: None,
            pictures: 0,
            opened: Made::new("Opening the photograph", Arc::clone(&wake)),
            answer: Made::new("The method", Arc::clone(&wake)),
            finished: Made::new("Finishing the picture", Arc::clone(&wake)),
            wake,
            method: method(METHOD),
            usual: method(METHOD),
            given: None,
            chosen: false,
            finish: Finish::default(),
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
    #[cfg(test)]
    pub fn open(&mut self, path: PathBuf) {
        let from = path.clone();
        self.begin_file(path);
        self.start_opening(move || Original::open(&from).map_err(|error| error.to_string()));
    }

    /// Takes a person's photograph that was opened.
    pub fn take(&mut self, path: PathBuf, original: Original) {
        self.begin_file(path);
        self.start_opening(move || Ok(original));
    }

    fn begin_file(&mut self, path: PathBuf) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.begin(name.into_owned(), Some(path));
    }

    fn begin(&mut self, title: String, path: Option<PathBuf>) {
        self.title = title;
        self.path = path;
        self.pictures += 1;
        self.answer.clear();
        self.finished.clear();
        self.given = None;
        self.failure = None;
        for (entry, id) in self.entries.iter_mut().zip([NOISY, CLEANED]) {
            *entry = Entry::empty(id, std::mem::take(&mut entry.label));
        }
    }

    /// Cleans with another method.
    pub fn set_method(&mut self, id: &str) {
        self.chosen = true;
        self.method = method(id);
        self.usual = self.method.clone();
        self.again();
    }

    /// Runs the method, also where it has failed or was stopped before.
    pub fn again(&mut self) {
        self.failure = None;
        self.answer.again();
        self.finished.again();
    }

    /// Cleans with other settings of the method.
    pub fn tune(&mut self, change: Tuning) {
        self.method = tuned(self.method.clone(), &*self.usual, change);
        self.held = true;
    }

    /// Tells the method this σ (0..1); `None` = the estimate.
    pub fn set_sigma(&mut self, sigma: Option<f32>) {
        if self.given != sigma {
            self.given = sigma;
            self.held = true;
        }
    }

    /// A person has let go of all settings; call once a frame while none is held. Returns whether one was.
    pub fn go_on(&mut self) -> bool {
        std::mem::take(&mut self.held)
    }

    /// Ends the work on a folder with what is being written, for a program that ends.
    pub fn settle(&self, patience: Duration) {
        if let Some(batch) = &self.batch {
            batch.settle(patience);
        }
    }

    /// Gives the work on the picture up. Method and σ are again those whose answer is seen.
    pub fn cancel(&mut self) {
        self.answer.cancel();
        self.held = false;
        match self.answer.at_hand() {
            Some((how, _)) => {
                (self.given, self.method) = (how.given, how.method.clone());
                self.usual = method(self.method.id());
            }
            None => self.failure = Some("Stopped before there was an answer.".into()),
        }
    }

    /// The picture at hand.
    fn opened(&self) -> Option<&Opened> {
        self.opened.of(&self.pictures)
    }

    fn sigma(&self) -> Option<f32> {
        self.given
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
            Some(opened) => among(self.method.clone(), &opened.found, self.given).0,
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
        let ending = self
            .opened()
            .map_or("png", |opened| opened.original.ending());
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
            given: self.given.is_some(),
            found: opened.map(|opened| &*opened.found),
            chosen: self.chosen,
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

fn method(id: &str) -> Box<dyn Denoiser> {
    setting::find(denoise::ALL, id).map_or_else(|| (denoise::ALL[0].make)(), |entry| (entry.make)())
}

#[cfg(test)]
mod tests;
