//! The picture at hand: which one it is, and what was found when it was opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::EXAMPLE_SIGMA;
use super::glimpse::{first_look, reduced};
use crate::app::preview::readable;
use crate::degrade::noise::estimate::{Found, look};
use crate::denoise::trial::with_noise;
use crate::desk::Photo;
use crate::image::Image;
use crate::job::{Freshness, Made, Making, Pace, Wake};
use crate::store::cleaning::free_name;
use crate::store::picture::Original;
use crate::store::shelf::test_photo;
use crate::ui::panels::clean::PhotoFacts;
use crate::ui::widgets::compare::Handover;
use crate::ui::widgets::picture::display;

/// A picture that was opened.
#[derive(Clone)]
pub(super) struct Opened {
    /// How it was stored; its pixels are in `noisy`.
    pub(super) original: Arc<Original>,
    pub(super) noisy: Arc<Image>,
    /// The same at the screen's size, where it is large.
    pub(super) small: Option<Arc<Image>>,
    /// What a first look told of the noise; of a picture that is not large, all there is to tell.
    guess: Arc<Found>,
    /// What is seen of it.
    pub(super) seen: Arc<Image>,
    pub(super) display: Handover,
}

impl Opened {
    /// A large picture is shown reduced before its eight bits are made.
    fn of(mut original: Original, making: &Making<'_, Self>) -> Self {
        let empty = Image::zeros(original.image.channels(), 0, 0);
        let noisy = Arc::new(std::mem::replace(&mut original.image, empty));
        let small = reduced(&noisy).map(Arc::new);
        let guess = match small {
            Some(_) => first_look(&noisy),
            None => look(&noisy),
        };
        let seen = Arc::clone(small.as_ref().unwrap_or(&noisy));
        let opened = Self {
            display: Handover::new(Arc::new(display(&seen))),
            original: Arc::new(original),
            guess: Arc::new(guess),
            seen,
            small,
            noisy,
        };
        if opened.small.is_none() {
            return opened;
        }
        making.show(opened.clone());
        Self {
            display: Handover::new(Arc::new(display(&opened.noisy))),
            seen: Arc::clone(&opened.noisy),
            ..opened
        }
    }
}

/// The picture that is cleaned.
pub(super) struct Subject {
    /// Nothing before the page was seen.
    photo: Option<Photo>,
    title: String,
    /// A photograph that was decoded before it is looked at.
    known: Option<(Photo, Original)>,
    /// How many pictures were opened: the number of the one at hand.
    number: u64,
    opening: Made<u64, Opened>,
    /// What is found of the noise of a large picture.
    looking: Made<u64, Arc<Found>>,
}

impl Subject {
    pub(super) fn new(wake: &Wake) -> Self {
        Self {
            photo: None,
            title: String::new(),
            known: None,
            number: 0,
            opening: Made::new("Opening the photograph", Arc::clone(wake)),
            looking: Made::new("Looking at its noise", Arc::clone(wake)),
        }
    }

    /// Whether there is one, opened or not.
    pub(super) fn chosen(&self) -> bool {
        self.photo.is_some()
    }

    /// Takes a person's photograph that was decoded; it is opened when it is looked at next.
    pub(super) fn take(&mut self, photo: Photo, original: Original) {
        self.known = Some((photo, original));
        // Also where it is the one at hand: it may be another one by now.
        self.photo = None;
    }

    /// Whether this one is to be opened: not before the page was seen.
    pub(super) fn lacks(&self, photo: &Photo) -> bool {
        let seen = self.photo.is_some() || self.known.is_some();
        seen && self.photo.as_ref() != Some(photo)
    }

    /// Opens another one.
    pub(super) fn begin(&mut self, photo: Photo) {
        self.title = match &photo {
            Photo::Embedded(name) => format!("Example: {}", readable(name)),
            Photo::File { .. } => photo.name(),
        };
        self.number += 1;
        self.photo = Some(photo.clone());
        let known = self.known.take().filter(|(of, _)| of.same_picture(&photo));
        self.opening
            .want(&self.number, Pace::AtOnce, move |making| {
                let original = match known {
                    Some((_, original)) => original,
                    None => read(photo)?,
                };
                Ok(Opened::of(original, making))
            });
    }

    /// Reads what was made of it: whether more of the picture is there than before, and whether more is known of its
    /// noise.
    pub(super) fn settle(&mut self) -> [bool; 2] {
        let opened = self.opening.settle();
        [opened, self.looking.settle() || opened]
    }

    /// Wants all that is to be found of the noise of a large picture.
    pub(super) fn want_look(&mut self) {
        let Some(opened) = self.opened() else { return };
        if opened.small.is_some() {
            let (noisy, number) = (Arc::clone(&opened.noisy), self.number);
            self.looking
                .want(&number, Pace::AtOnce, move |_| Ok(Arc::new(look(&noisy))));
        }
    }

    /// Its number.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// What was opened.
    pub(super) fn opened(&self) -> Option<&Opened> {
        self.opening.of(&self.number)
    }

    /// The same, or as much of it as there is.
    pub(super) fn in_sight(&self) -> Option<&Opened> {
        match self.opening.value() {
            Some((so_far, Freshness::SoFar)) => Some(so_far),
            _ => self.opened(),
        }
    }

    /// What was found of its noise.
    pub(super) fn found(&self) -> Option<&Arc<Found>> {
        let opened = self.opened()?;
        match opened.small {
            Some(_) => self.looking.of(&self.number),
            None => Some(&opened.guess),
        }
    }

    /// The same, or what a first look told.
    pub(super) fn guess(&self) -> Option<&Found> {
        let first = || self.in_sight().map(|opened| &opened.guess);
        self.found().or_else(first).map(|found| &**found)
    }

    /// Its file; `None` for an example.
    pub(super) fn path(&self) -> Option<&Path> {
        self.photo.as_ref().and_then(Photo::path)
    }

    /// A free name for the cleaned picture beside it.
    pub(super) fn free_name(&self) -> PathBuf {
        let from = self.path().unwrap_or(Path::new("example"));
        let opened = self.opened();
        let ending = opened.map_or("png", |opened| opened.original.ending());
        let folder = from.parent().unwrap_or(Path::new("")).to_path_buf();
        free_name(&folder, from, ending)
    }

    /// Whether it is being opened or looked at.
    pub(super) fn busy(&self) -> bool {
        self.opening.busy() || self.looking.busy()
    }

    /// Whether it is being opened and nothing is seen of it.
    pub(super) fn opening(&self) -> bool {
        self.opening.busy() && self.in_sight().is_none()
    }

    /// Steps back from what can wait; what is being opened is opened.
    pub(super) fn rest(&mut self) {
        if self.looking.busy() {
            self.looking.cancel();
            self.looking.again();
        }
    }

    /// Why it could not be opened.
    pub(super) fn wrong(&self) -> Option<&str> {
        self.opening.wrong().or(self.looking.wrong())
    }

    pub(super) fn facts(&self) -> PhotoFacts<'_> {
        let opened = self.in_sight();
        PhotoFacts {
            name: &self.title,
            size: opened.map(|opened| {
                let (channels, height, width) = opened.noisy.dim();
                (width, height, channels)
            }),
            notes: opened.map_or(&[], |opened| opened.original.words()),
            pages: opened.map_or(1, |opened| opened.original.page_count()),
            paged: None,
        }
    }
}

/// A picture from the disk; an example with its noise.
fn read(photo: Photo) -> Result<Original, String> {
    match photo {
        Photo::File { path, .. } => Original::open(&path).map_err(|error| error.to_string()),
        Photo::Embedded(name) => {
            let clean = test_photo(&name).map_err(|error| error.to_string())?;
            let index = Photo::Embedded(name).place().unwrap_or(0);
            let noisy = with_noise(&clean, EXAMPLE_SIGMA, 0, index as u64);
            Ok(Original::of(noisy))
        }
    }
}
