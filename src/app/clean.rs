//! Cleaning a person's own photographs: one to look at, or a folder.
//!
//! Three values follow each other: the picture that was opened, with what was found of its noise; the method's answer;
//! the answer with the sliders applied, as the screen shows it and as it is saved. A change makes anew what depends on
//! it and no more. Of a large picture the answer to a reduced one is made first, so that something is seen at once.
//! Nothing here is edited: the document says what is cleaned and how, and is looked at once a frame.

mod batch;
mod glimpse;
mod jobs;
mod keys;
mod near;
mod pair;
mod recipe;
mod subject;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::denoise::{DenoiseError, Denoiser, Watch};
use crate::desk::{Cleaning, Photo};
use crate::image::Image;
use crate::image::finish::Finish;
use crate::job::{Made, Wake};
use crate::store::picture::Original;
use crate::ui::panels::clean::{CleanFacts, NoiseFacts, WorkFacts};
use crate::ui::widgets::compare::{InSight, Part};

use batch::Folders;
use glimpse::Glimpse;
use keys::{How, Polish, Shown};
use near::Near;
use pair::Pair;
use recipe::Recipe;
use subject::Subject;

pub use subject::{Known, at_once};

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
    /// The picture that is cleaned.
    subject: Subject,
    /// How it is cleaned.
    recipe: Recipe,
    /// The answer to a large picture, reduced.
    glimpse: Glimpse,
    /// The answer to the part of it that is looked at.
    near: Near,
    answer: Made<How, Shown>,
    finished: Made<Polish, Shown>,
    /// What is seen of it.
    pair: Pair,
    /// Whether more of the picture was opened than is seen.
    behind: bool,
    folders: Folders,
    /// What went wrong that nothing made can tell.
    failure: Option<String>,
}

impl Cleaner {
    /// An empty page.
    pub fn new(wake: Wake) -> Self {
        Self {
            subject: Subject::new(&wake),
            recipe: Recipe::new(),
            glimpse: Glimpse::new(&wake),
            near: Near::new(&wake),
            answer: Made::new("The method", Arc::clone(&wake)),
            finished: Made::new("Finishing the picture", Arc::clone(&wake)),
            pair: Pair::new(),
            behind: false,
            folders: Folders::new(wake),
            failure: None,
        }
    }

    /// Opens what is to be cleaned if nothing was opened yet; call when the page is seen.
    pub fn visit(&mut self) {
        if !self.subject.chosen() {
            self.begin(self.recipe.cleaning().shown());
        }
    }

    /// Takes a person's photograph that was decoded, or as it was seen; it is opened when it is looked at next.
    pub fn take(&mut self, photo: Photo, known: Known) {
        self.subject.take(photo, known);
    }

    /// Looks at what is to be cleaned and how; call once a frame. `held` says whether a person still holds a setting.
    pub fn look(&mut self, cleaning: &Cleaning, held: bool) {
        let found = self.subject.decides();
        if self.recipe.look(cleaning, held, found.as_deref()) {
            self.again();
        }
        let shown = cleaning.shown();
        if self.subject.lacks(&shown) {
            self.begin(shown);
        }
    }

    /// Says what of the picture is in sight; `None`: all of it. Of a large one that is cleaned first.
    pub fn look_at(&mut self, seen: Option<InSight>) {
        self.near.look_at(seen);
    }

    /// The part that is in sight, cleaned before the whole is.
    pub fn parts(&self) -> Vec<Part> {
        let how = self.recipe.how(self.subject.number());
        match self.subject.whole() {
            Some(whole) if self.answer.of(&how).is_none() => {
                let size = [whole.noisy.width(), whole.noisy.height()];
                self.near.parts(&self.wish(), size)
            }
            _ => Vec::new(),
        }
    }

    fn begin(&mut self, photo: Photo) {
        self.glimpse.clear();
        self.near.clear();
        self.answer.clear();
        self.finished.clear();
        self.failure = None;
        self.pair.clear();
        self.subject.begin(photo);
        // What is known of it already is seen in the same frame.
        self.behind = self.subject.in_sight().is_some();
    }

    /// Runs the method, also where it has failed or was stopped before.
    pub fn again(&mut self) {
        self.failure = None;
        self.answer.again();
        self.finished.again();
    }

    /// Ends the work on a folder with what is being written, for a program that ends.
    pub fn settle(&self, patience: Duration) {
        self.folders.settle(patience);
    }

    /// Gives the work on the picture up. Method and σ are again those whose answer is seen.
    pub fn cancel(&mut self, cleaning: &mut Cleaning) {
        self.answer.cancel();
        match self.answer.at_hand() {
            Some((how, _)) => self.recipe.go_back(cleaning, how),
            None => self.failure = Some("Stopped before there was an answer.".into()),
        }
    }

    /// The finished picture and how the original was stored, to save it; `None` while it is being made.
    pub fn finished(&self) -> Option<(Arc<Image>, Arc<Original>)> {
        let whole = self.subject.whole()?;
        let answer = self.answer.of(&self.recipe.how(self.subject.number()))?;
        let polish = self.recipe.polish(&answer.image);
        let finished = self.finished.of(&polish);
        let finished = finished.filter(|_| !self.recipe.held())?;
        Some((Arc::clone(&finished.image), Arc::clone(&whole.original)))
    }

    /// How further pages of the picture are cleaned: as the one that is seen.
    pub fn alike(&self) -> Alike {
        self.recipe
            .alike(self.subject.found().map(|found| &**found))
    }

    /// The file at hand; `None` for an example.
    pub fn path(&self) -> Option<&Path> {
        self.subject.path()
    }

    /// A free name for the cleaned picture beside its original.
    pub fn free_name(&self) -> PathBuf {
        self.subject.free_name()
    }

    /// A folder of `count` pictures was given.
    pub fn offer(&mut self, folder: PathBuf, count: usize) {
        self.folders.offer(folder, count);
    }

    /// Forgets the folder that was given.
    pub fn drop_offer(&mut self) {
        self.folders.decline();
    }

    /// Cleans the folder that was given. A σ that was typed for the picture at hand counts for all of them.
    pub fn start_batch(&mut self) {
        if let Err(problem) = self.folders.start(self.recipe.for_many()) {
            self.failure = Some(problem);
        }
    }

    /// Stops cleaning the folder.
    pub fn cancel_batch(&mut self) {
        self.folders.cancel();
    }

    /// Whether something is at work.
    #[cfg(test)]
    pub fn busy(&self) -> bool {
        self.subject.busy()
            || self.glimpse.busy()
            || self.near.busy()
            || self.answer.busy()
            || self.finished.busy()
            || self.recipe.held()
            || self.folders.busy()
    }

    /// What the page shows.
    pub fn facts(&self) -> CleanFacts<'_> {
        let [method, usual] = self.recipe.methods();
        let found = self.subject.found().map(|found| &**found);
        CleanFacts {
            entries: self.pair.entries(),
            photo: self.subject.facts(),
            noise: NoiseFacts {
                sigma: self.recipe.sigma(found),
                found,
                method,
                usual,
                set_back: self.recipe.set_back(),
            },
            work: self.work(),
            folder: self.folders.facts(),
        }
    }

    fn work(&self) -> WorkFacts<'_> {
        let [method, _] = self.recipe.methods();
        let working = if self.subject.opening() {
            Some(("Opening …", None))
        } else if self.glimpse.busy() {
            Some(("A first look, reduced …", None))
        } else if self.near.busy() {
            Some(("What is looked at comes first …", None))
        } else if self.subject.busy() {
            Some(("Looking at its noise …", None))
        } else if self.answer.busy() {
            Some((method.label(), self.answer.progress()))
        } else {
            self.finished.busy().then_some(("Finishing …", None))
        };
        let wrong = [
            self.failure.as_deref(),
            self.subject.wrong(),
            self.answer.wrong(),
            self.finished.wrong(),
        ];
        WorkFacts {
            working,
            left: self.answer.seconds_left(),
            failure: wrong.into_iter().flatten().next(),
            ready: self.finished().is_some(),
        }
    }
}

#[cfg(test)]
mod tests;
