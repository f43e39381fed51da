//! The picture at hand: which one it is, and what was found when it was opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::EXAMPLE_SIGMA;
use crate::app::preview::readable;
use crate::degrade::noise::estimate::{Found, look};
use crate::denoise::trial::with_noise;
use crate::desk::Photo;
use crate::image::Image;
use crate::job::{Made, Pace, Wake};
use crate::store::cleaning::free_name;
use crate::store::picture::Original;
use crate::store::shelf::test_photo;
use crate::ui::panels::clean::PhotoFacts;
use crate::ui::widgets::compare::Handover;
use crate::ui::widgets::picture::display;

/// A picture that was opened.
pub(super) struct Opened {
    /// How it was stored; its pixels are in `noisy`.
    pub(super) original: Arc<Original>,
    pub(super) noisy: Arc<Image>,
    /// What was found of the noise.
    pub(super) found: Arc<Found>,
    pub(super) display: Handover,
}

impl Opened {
    fn of(mut original: Original) -> Self {
        let empty = Image::zeros(original.image.channels(), 0, 0);
        let noisy = std::mem::replace(&mut original.image, empty);
        Self {
            found: Arc::new(look(&noisy)),
            display: Handover::new(Arc::new(display(&noisy))),
            noisy: Arc::new(noisy),
            original: Arc::new(original),
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
}

impl Subject {
    pub(super) fn new(wake: &Wake) -> Self {
        Self {
            photo: None,
            title: String::new(),
            known: None,
            number: 0,
            opening: Made::new("Opening the photograph", Arc::clone(wake)),
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
        self.opening.want(&self.number, Pace::AtOnce, move |_| {
            let original = match known {
                Some((_, original)) => original,
                None => read(photo)?,
            };
            Ok(Opened::of(original))
        });
    }

    /// Reads whether it was opened; returns it then, once.
    pub(super) fn settle(&mut self) -> Option<&Opened> {
        let news = self.opening.settle();
        self.opened().filter(|_| news)
    }

    /// Its number.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// What was opened.
    pub(super) fn opened(&self) -> Option<&Opened> {
        self.opening.of(&self.number)
    }

    /// What was found of its noise.
    pub(super) fn found(&self) -> Option<&Found> {
        self.opened().map(|opened| &*opened.found)
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

    /// Whether it is being opened.
    pub(super) fn busy(&self) -> bool {
        self.opening.busy()
    }

    /// Why it could not be opened.
    pub(super) fn wrong(&self) -> Option<&str> {
        self.opening.wrong()
    }

    pub(super) fn facts(&self) -> PhotoFacts<'_> {
        let opened = self.opened();
        PhotoFacts {
            name: &self.title,
            size: opened.map(|opened| {
                let (channels, height, width) = opened.noisy.dim();
                (width, height, channels)
            }),
            notes: opened.map_or(&[], |opened| opened.original.words()),
            pages: opened.map_or(1, |opened| opened.original.page_count()),
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
