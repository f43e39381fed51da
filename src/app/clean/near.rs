//! The part of a large photograph that a person has zoomed in on, cleaned before all the rest: the whole takes as long
//! as it takes, what is looked at is there at once, the middle of it first.
//!
//! It is cleaned in tiles, each a picture of its own: a part with a margin, at the screen's size where the screen shows
//! less. Its noise is reckoned as that of the reduced whole (see [`glimpse`](super::glimpse)). Tiles that are there
//! already are not made again when the picture is moved.

use std::sync::Arc;

use super::CLEANED;
use super::glimpse::{Guess, Wish, clean};
use super::keys::{Shown, shown_in};
use crate::image::Image;
use crate::image::resize::resize;
use crate::job::{Made, Making, Pace, Wake};
use crate::ui::widgets::compare::{InSight, Part};

/// Parts of more pixels than this, as the screen shows them, are not worth it: the reduced whole shows as much.
const MOST: usize = 3_000_000;
/// Side of a tile, in pixels of the screen,
const SIDE: usize = 256;
/// and how far it sees beyond its part.
const MARGIN: usize = 24;

/// Which tiles, and how they are cleaned.
#[derive(Clone, PartialEq)]
struct Key {
    wish: Wish,
    /// Pixels of the whole that one pixel of the screen stands for, at least 1.
    times: usize,
    /// Column and row of the first tile, and of the one behind the last.
    from: [usize; 2],
    to: [usize; 2],
}

/// A part, cleaned.
#[derive(Clone)]
struct Tile {
    /// Its column and row.
    at: [usize; 2],
    shown: Shown,
    /// No other tile has it.
    number: u64,
}

/// The tiles that are there.
#[derive(Clone)]
struct Tiles {
    wish: Wish,
    times: usize,
    tiles: Vec<Tile>,
}

/// The part that is looked at, cleaned.
pub(super) struct Near {
    made: Made<Key, Tiles>,
    /// What of the picture is in sight; `None` where all of it is.
    seen: Option<InSight>,
    /// How often tiles were wanted.
    round: u64,
}

impl Near {
    pub(super) fn new(wake: &Wake) -> Self {
        Self {
            made: Made::new("Cleaning what is looked at", Arc::clone(wake)),
            seen: None,
            round: 0,
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
        if held || !self.made.is_news(&key) {
            return;
        }
        self.round += 1;
        let work = Work {
            key: key.clone(),
            known: self.tiles(wish, key.times).to_vec(),
            noisy: Arc::clone(noisy),
            guess: guess.clone(),
            number: self.round << 16,
        };
        let before = Tiles {
            wish: wish.clone(),
            times: key.times,
            tiles: work.known.clone(),
        };
        self.made
            .want(&key, Pace::AtOnce, move |making| work.done(making));
        // Those that are there stay in sight.
        self.made.seed(before);
    }

    /// The tiles that there are with that wish, at that size.
    fn tiles(&self, wish: &Wish, times: usize) -> &[Tile] {
        let made = self.made.value().map(|(tiles, _)| tiles);
        let made = made.filter(|made| made.times == times && made.wish == *wish);
        made.map_or(&[], |made| &made.tiles)
    }

    fn key(&self, wish: &Wish, noisy: &Image) -> Option<Key> {
        let seen = self.seen?;
        let (_, height, width) = noisy.dim();
        let [left, top, right, bottom] = seen.shares.map(|share| share.clamp(0.0, 1.0));
        let wide = (right - left) * width as f32;
        let high = (bottom - top) * height as f32;
        let times = (wide / seen.wide.max(1.0)).round().max(1.0) as usize;
        let pixels = (wide / times as f32) * (high / times as f32);
        if !(1.0..MOST as f32).contains(&pixels) {
            return None;
        }
        let side = (times * SIDE) as f32;
        let tile = |share: f32, length: usize| share * length as f32 / side;
        Some(Key {
            wish: wish.clone(),
            times,
            from: [tile(left, width) as usize, tile(top, height) as usize],
            to: [
                tile(right, width).ceil() as usize,
                tile(bottom, height).ceil() as usize,
            ],
        })
    }

    /// Reads what was made.
    pub(super) fn settle(&mut self) {
        self.made.settle();
    }

    /// What there is to see, with that wish, of a picture of this width and height.
    pub(super) fn parts(&self, wish: &Wish, [width, height]: [usize; 2]) -> Vec<Part> {
        let Some((made, _)) = self.made.value().filter(|(made, _)| made.wish == *wish) else {
            return Vec::new();
        };
        let part = |tile: &Tile| {
            let [x, y, wide, high] =
                place(tile.at, made.times, [width, height]).map(|at| at as f32);
            let (width, height) = (width as f32, height as f32);
            Part {
                of: CLEANED,
                shares: [
                    x / width,
                    y / height,
                    (x + wide) / width,
                    (y + high) / height,
                ],
                display: tile.shown.display.clone().unwrap_or_default(),
                image: Arc::clone(&tile.shown.image),
                version: tile.number,
            }
        };
        made.tiles.iter().map(part).collect()
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
        if self.made.busy() || self.made.value().is_some() {
            self.made.clear();
        }
    }
}

/// Left, top, width and height of a tile, in pixels of the whole.
fn place([column, row]: [usize; 2], times: usize, [width, height]: [usize; 2]) -> [usize; 4] {
    let side = times * SIDE;
    let (x, y) = ((column * side).min(width), (row * side).min(height));
    [x, y, side.min(width - x), side.min(height - y)]
}

/// What is to be made.
struct Work {
    key: Key,
    known: Vec<Tile>,
    noisy: Arc<Image>,
    guess: Guess,
    /// That of the first tile.
    number: u64,
}

impl Work {
    fn done(self, making: &Making<'_, Tiles>) -> Result<Tiles, String> {
        let Key {
            times, from, to, ..
        } = self.key;
        let own = |at: [usize; 2]| (0..2).all(|k| (from[k]..to[k]).contains(&at[k]));
        let mut made = Tiles {
            wish: self.key.wish.clone(),
            times,
            tiles: self
                .known
                .iter()
                .filter(|tile| own(tile.at))
                .cloned()
                .collect(),
        };
        let all =
            (from[1]..to[1]).flat_map(|row| (from[0]..to[0]).map(move |column| [column, row]));
        let known: Vec<[usize; 2]> = made.tiles.iter().map(|tile| tile.at).collect();
        let mut left: Vec<[usize; 2]> = all.filter(|at| !known.contains(at)).collect();
        // From the middle outwards, in half tiles.
        let far = |at: &[usize; 2]| -> usize {
            let off = |k: usize| (2 * at[k] + 1).abs_diff(from[k] + to[k]);
            off(0) * off(0) + off(1) * off(1)
        };
        left.sort_by_key(far);
        for (index, at) in left.into_iter().enumerate() {
            if making.stopped() {
                return Err("stopped".into());
            }
            let shown = self.tile(at, making)?;
            let number = self.number + index as u64;
            made.tiles.push(Tile { at, shown, number });
            making.show(made.clone());
        }
        Ok(made)
    }

    /// One tile, cleaned with what lies around it, which is cut off again.
    fn tile(&self, at: [usize; 2], making: &Making<'_, Tiles>) -> Result<Shown, String> {
        let (noisy, times) = (&self.noisy, self.key.times);
        let [left, top, width, height] = place(at, times, [noisy.width(), noisy.height()]);
        let margin = MARGIN * times;
        let [x, y] = [left, top].map(|first| first.saturating_sub(margin));
        let right = (left + width + margin).min(noisy.width());
        let bottom = (top + height + margin).min(noisy.height());
        let whole = right - x;
        let around = noisy.crop(y, x, bottom - y, whole);
        let less = |length: usize| (length / times).max(1);
        let small = match times {
            1 => around,
            _ => resize(&around, less(bottom - y), less(whole)),
        };
        let guess = self.guess.of_part(whole, noisy.width());
        let image = clean(&self.key.wish, &small, whole, &guess, making.progress())?;
        let (above, before) = ((top - y) / times, (left - x) / times);
        let rows = less(height).min(image.height() - above);
        let columns = less(width).min(image.width() - before);
        Ok(shown_in(Arc::new(image.crop(above, before, rows, columns))))
    }
}
