//! The part of a large photograph that a person has zoomed in on, cleaned before all the rest: the whole takes as long
//! as it takes, what is looked at is there at once.
//!
//! It is a picture of its own: the part with a margin, at the screen's size where the screen shows less. Its noise is
//! reckoned as that of the reduced whole (see [`glimpse`](super::glimpse)).

use std::sync::Arc;

use super::CLEANED;
use super::glimpse::{Guess, Wish, clean};
use super::keys::Shown;
use crate::image::Image;
use crate::image::resize::resize;
use crate::job::{Made, Pace, Wake};
use crate::ui::widgets::compare::{InSight, Part};

/// Parts of more pixels than this, as the screen shows them, are not worth it: the reduced whole shows as much.
const MOST: usize = 2_500_000;
/// Pixels of the whole that it sees beyond what is shown.
const MARGIN: usize = 24;
/// Borders lie at multiples of so many pixels: a little panning asks for nothing new.
const STEP: usize = 64;

/// Which part, and how it is cleaned.
#[derive(Clone, PartialEq)]
struct Key {
    wish: Wish,
    /// Left, top, width and height, in pixels of the whole.
    place: [usize; 4],
    /// Pixels of the whole that one pixel of the screen stands for, at least 1.
    times: usize,
}

/// The part that is looked at, cleaned.
pub(super) struct Near {
    made: Made<Key, Shown>,
    /// What of the picture is in sight; `None` where all of it is.
    seen: Option<InSight>,
}

impl Near {
    pub(super) fn new(wake: &Wake) -> Self {
        Self {
            made: Made::new("Cleaning what is looked at", Arc::clone(wake)),
            seen: None,
        }
    }

    /// Says what of the picture is in sight.
    pub(super) fn look_at(&mut self, seen: Option<InSight>) {
        self.seen = seen;
    }

    /// Wants what is in sight; `held` while a person moves it. `guess` is what is known of the noise of the whole.
    pub(super) fn want(&mut self, wish: &Wish, noisy: &Arc<Image>, guess: &Guess, held: bool) {
        self.made.settle();
        let Some(key) = self.key(wish, noisy) else {
            self.clear();
            return;
        };
        if !self.made.is_news(&key) {
            return;
        }
        let (noisy, guess, asked) = (Arc::clone(noisy), guess.clone(), key.clone());
        self.made.want(&key, Pace::LetGo { held }, move |making| {
            let [left, top, width, height] = asked.place;
            // What lies beyond is worked on too, and cut off again.
            let [x, y] = [left, top].map(|first| first.saturating_sub(MARGIN));
            let (right, bottom) = (left + width + MARGIN, top + height + MARGIN);
            let (right, bottom) = (right.min(noisy.width()), bottom.min(noisy.height()));
            let whole = right - x;
            let around = noisy.crop(y, x, bottom - y, whole);
            let less = |length: usize| (length / asked.times).max(1);
            let small = match asked.times {
                1 => around,
                _ => resize(&around, less(bottom - y), less(whole)),
            };
            let guess = guess.of_part(whole, noisy.width());
            let shown = clean(&asked.wish, &small, whole, &guess, making)?;
            let [rows, columns] = [less(height), less(width)];
            let (above, before) = ((top - y) / asked.times, (left - x) / asked.times);
            let image = &shown.image;
            let rows = rows.min(image.height() - above);
            let columns = columns.min(image.width() - before);
            Ok(super::keys::shown_in(Arc::new(
                image.crop(above, before, rows, columns),
            )))
        });
    }

    fn key(&self, wish: &Wish, noisy: &Image) -> Option<Key> {
        let seen = self.seen?;
        let (_, height, width) = noisy.dim();
        let [left, top, right, bottom] = seen.shares;
        let from = |share: f32, length: usize| {
            let at = (share.clamp(0.0, 1.0) * length as f32) as usize;
            at / STEP * STEP
        };
        let to = |share: f32, length: usize| {
            let at = (share.clamp(0.0, 1.0) * length as f32).ceil() as usize;
            at.next_multiple_of(STEP).min(length)
        };
        let (x, y) = (from(left, width), from(top, height));
        let (wide, high) = (
            to(right, width).checked_sub(x)?,
            to(bottom, height).checked_sub(y)?,
        );
        let times = (wide as f32 / seen.wide.max(1.0)).round().max(1.0) as usize;
        let pixels = (wide / times) * (high / times);
        let part = wide > 0 && high > 0 && (wide < width || high < height);
        (part && pixels <= MOST).then(|| Key {
            wish: wish.clone(),
            place: [x, y, wide, high],
            times,
        })
    }

    /// Reads what was made.
    pub(super) fn settle(&mut self) {
        self.made.settle();
    }

    /// What there is to see, with that wish, of a picture of this width and height.
    pub(super) fn part(&self, wish: &Wish, [width, height]: [usize; 2]) -> Option<Part> {
        let (key, shown) = self.made.at_hand()?;
        let [x, y, wide, high] = key.place.map(|length| length as f32);
        let (width, height) = (width as f32, height as f32);
        (key.wish == *wish).then(|| Part {
            of: CLEANED,
            shares: [
                x / width,
                y / height,
                (x + wide) / width,
                (y + high) / height,
            ],
            display: shown.display.clone().unwrap_or_default(),
            image: Arc::clone(&shown.image),
            version: self.made.version(),
        })
    }

    /// Whether it is at work.
    pub(super) fn busy(&self) -> bool {
        self.made.busy()
    }

    /// Steps back; whoever looks asks again.
    pub(super) fn rest(&mut self) {
        if self.made.busy() {
            self.made.cancel();
            self.made.again();
        }
    }

    /// Forgets what was made.
    pub(super) fn clear(&mut self) {
        if self.made.busy() || self.made.at_hand().is_some() {
            self.made.clear();
        }
    }
}
