//! The picture at hand: which one it is, and what was found when it was opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::EXAMPLE_SIGMA;
use super::glimpse::{Guess, LARGE, first_look, reduced};
use crate::app::preview::readable;
use crate::degrade::noise::estimate::{Found, look};
use crate::denoise::trial::with_noise;
use crate::desk::Photo;
use crate::image::Image;
use crate::job::{Freshness, Made, Making, Pace, Wake};
use crate::store::cleaning::free_name;
use crate::store::picture::{Original, Sight, sight};
use crate::store::shelf::test_photo;
use crate::ui::panels::clean::PhotoFacts;
use crate::ui::widgets::compare::Handover;
use crate::ui::widgets::picture::display;

/// The least longest side of what is seen while a picture is decoded.
const AT_ONCE: usize = 640;
/// A large picture of a file, reduced while it is decoded, ready for the screen; nothing where all of it is decoded as
/// soon.
pub fn at_once(path: &Path) -> Option<Opened> {
    let large = |sight: &Sight| sight.whole[1] * sight.whole[2] > LARGE;
    sight(path, AT_ONCE).filter(large).map(Opened::at_once)
}

/// What is seen of a picture: of a large one at first the reduced one.
#[derive(Clone)]
pub struct Opened {
    /// Channels, height and width of the whole.
    size: [usize; 3],
    /// The same at the screen's size, where it is large.
    pub(super) small: Option<Arc<Image>>,
    /// What a first look told of the noise, as soon as there was one; of a picture that is not large, all there is to
    /// tell.
    pub(super) guess: Option<Guess>,
    /// What is seen of it.
    pub(super) seen: Arc<Image>,
    pub(super) display: Handover,
    /// None until all of it is decoded.
    whole: Option<Whole>,
}

/// The whole picture.
#[derive(Clone)]
pub(super) struct Whole {
    /// How it was stored; its pixels are in `noisy`.
    pub(super) original: Arc<Original>,
    pub(super) noisy: Arc<Image>,
}

impl Opened {
    /// A large picture while it is being decoded.
    pub(super) fn at_once(sight: Sight) -> Self {
        let small = Arc::new(sight.image);
        Self {
            size: sight.whole,
            guess: None,
            display: Handover::new(Arc::new(display(&small))),
            seen: Arc::clone(&small),
            small: Some(small),
            whole: None,
        }
    }

    /// The same, its noise looked at.
    fn looked_at(self) -> Self {
        Self {
            guess: Some(Guess::of(&self.seen, first_look)),
            ..self
        }
    }

    /// A picture is shown before its noise is looked at, and a large one reduced before its eight bits are made.
    fn of(mut original: Original, making: &Making<'_, Self>) -> Self {
        let (channels, height, width) = original.image.dim();
        let empty = Image::zeros(channels, 0, 0);
        let noisy = Arc::new(std::mem::replace(&mut original.image, empty));
        let small = reduced(&noisy).map(Arc::new);
        let seen = Arc::clone(small.as_ref().unwrap_or(&noisy));
        let opened = Self {
            size: [channels, height, width],
            display: Handover::new(Arc::new(display(&seen))),
            guess: None,
            seen,
            small,
            whole: Some(Whole {
                original: Arc::new(original),
                noisy: Arc::clone(&noisy),
            }),
        };
        making.show(opened.clone());
        if opened.small.is_none() {
            return Self {
                guess: Some(Guess::of(&noisy, look)),
                ..opened
            };
        }
        let opened = Self {
            guess: Some(Guess::of(&noisy, first_look)),
            ..opened
        };
        making.show(opened.clone());
        Self {
            display: Handover::new(Arc::new(display(&noisy))),
            seen: noisy,
            ..opened
        }
    }

    /// How wide the whole is.
    pub(super) fn width(&self) -> usize {
        self.size[2]
    }

    /// Whether what is seen is the whole.
    pub(super) fn is_whole(&self) -> bool {
        let noisy = self.whole.as_ref().map(|whole| &whole.noisy);
        noisy.is_some_and(|noisy| Arc::ptr_eq(&self.seen, noisy))
    }
}

/// What is known of a photograph that is given.
pub enum Known {
    /// All of it.
    Whole(Box<Original>),
    /// How it looks.
    Sight(Box<Opened>),
}

/// The picture that is cleaned.
pub(super) struct Subject {
    /// Nothing before the page was seen.
    photo: Option<Photo>,
    title: String,
    /// A photograph that was decoded before it is looked at.
    known: Option<(Photo, Known)>,
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

    /// Takes a person's photograph that was decoded, or as it was seen; it is opened when it is looked at next.
    pub(super) fn take(&mut self, photo: Photo, known: Known) {
        self.known = Some((photo, known));
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
        let (whole, seen) = match known.map(|(_, known)| known) {
            Some(Known::Whole(original)) => (Some(original), None),
            Some(Known::Sight(seen)) => (None, Some(*seen)),
            None => (None, None),
        };
        let sight = seen.clone();
        self.opening
            .want(&self.number, Pace::AtOnce, move |making| {
                if let Some(original) = whole {
                    return Ok(Opened::of(*original, making));
                }
                let seen = sight.or_else(|| {
                    let seen = photo.path().and_then(at_once);
                    seen.inspect(|seen| making.show(seen.clone()))
                });
                if let Some(seen) = seen {
                    making.show(seen.looked_at());
                }
                Ok(Opened::of(read(photo)?, making))
            });
        if let Some(seen) = seen {
            self.opening.seed(seen);
        }
    }

    /// Reads what was made of it: whether more of the picture is there than before, and whether more is known of its
    /// noise.
    pub(super) fn settle(&mut self) -> [bool; 2] {
        let opened = self.opening.settle();
        [opened, self.looking.settle() || opened]
    }

    /// Wants all that is to be found of the noise of a large picture.
    pub(super) fn want_look(&mut self) {
        let Some(opened) = self.opening.of(&self.number) else {
            return;
        };
        if let (Some(_), Some(whole)) = (&opened.small, &opened.whole) {
            let (noisy, number) = (Arc::clone(&whole.noisy), self.number);
            self.looking
                .want(&number, Pace::AtOnce, move |_| Ok(Arc::new(look(&noisy))));
        }
    }

    /// Its number.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Whether it is so large that it is seen reduced at first.
    pub(super) fn large(&self) -> bool {
        self.in_sight().is_some_and(|opened| opened.small.is_some())
    }

    /// The whole of it.
    pub(super) fn whole(&self) -> Option<&Whole> {
        self.opening.of(&self.number)?.whole.as_ref()
    }

    /// As much of it as there is to see.
    pub(super) fn in_sight(&self) -> Option<&Opened> {
        match self.opening.value() {
            Some((so_far, Freshness::SoFar)) => Some(so_far),
            _ => self.opening.of(&self.number),
        }
    }

    /// What was found of its noise.
    pub(super) fn found(&self) -> Option<&Arc<Found>> {
        let opened = self.opening.of(&self.number)?;
        match opened.small {
            Some(_) => self.looking.of(&self.number),
            None => opened.guess.as_ref().map(|guess| &guess.found),
        }
    }

    /// The same, or what a first look told.
    pub(super) fn guess(&self) -> Option<Guess> {
        let opened = self.in_sight()?;
        match self.found() {
            Some(found) => Some(Guess {
                found: Arc::clone(found),
                width: opened.width(),
            }),
            None => opened.guess.clone(),
        }
    }

    /// What decides on the method, as soon as all of the picture is decoded and was looked at.
    pub(super) fn decides(&self) -> Option<Arc<Found>> {
        self.in_sight()?.whole.as_ref()?;
        Some(self.guess()?.found)
    }

    /// Its file; `None` for an example.
    pub(super) fn path(&self) -> Option<&Path> {
        self.photo.as_ref().and_then(Photo::path)
    }

    /// A free name for the cleaned picture beside it.
    pub(super) fn free_name(&self) -> PathBuf {
        let from = self.path().unwrap_or(Path::new("example"));
        let whole = self.whole();
        let ending = whole.map_or("png", |whole| whole.original.ending());
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
        let original = opened.and_then(|opened| Some(&opened.whole.as_ref()?.original));
        PhotoFacts {
            name: &self.title,
            size: opened.map(|opened| {
                let [channels, height, width] = opened.size;
                (width, height, channels)
            }),
            notes: original.map_or(&[], |original| original.words()),
            pages: original.map_or(1, |original| original.page_count()),
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
