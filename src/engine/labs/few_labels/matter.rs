//! Pictures without labels, a few with, and others to be judged on: how they are drawn, and what a network can be asked
//! of pictures that nobody has labelled.

use super::{FewLabels, Pretext, Show};
use crate::data::{self, DataSet, Digits, Fashion, Labelled, Part, Parts, Shelf, Variety};
use crate::labs::lesson::{all_of, shuffled, taken};
use crate::math::random::Stream;
use crate::nn::loss::NOT_ASKED;
use crate::nn::{Shape, Tensor};
use crate::say;
use crate::train::TrainError;

/// Side of a picture that is learned from: half of what it comes with.
pub(super) const SIDE: usize = 14;
/// Kinds of pictures.
pub(super) const CLASSES: usize = 10;
/// Side of a square that is covered, and how many of them.
const COVERED: usize = 6;
const SQUARES: usize = 2;
/// Quarter turns.
pub(super) const TURNS: usize = 4;

/// All pictures, made small.
pub(super) struct Matter {
    pub(super) pool: Labelled,
    pub(super) judged: Labelled,
    variety: Variety,
    /// Mean and deviation of all pixels of the pool.
    standard: [f32; 2],
}

impl FewLabels {
    /// The pictures.
    ///
    /// # Errors
    /// [`TrainError`], when they are not there.
    pub(super) fn matter(&self, shelf: &dyn Shelf) -> Result<Matter, TrainError> {
        if self.pool < self.most {
            return Err(TrainError::Mismatch(say!(
                "{} labels are asked for, but there are only {} pictures: take more pictures or fewer labels",
                self.most,
                self.pool
            )));
        }
        let fashion = Fashion::default();
        let (set, mirror): (Box<dyn DataSet>, bool) = match self.show {
            Show::Fashion => (Box::new(fashion.clone()), fashion.mirror),
            Show::Digits => (Box::new(Digits::default()), false),
        };
        let examples = data::load(&*set, shelf, 0, &Parts::default())?;
        let [pool, judged] =
            [Part::Training, Part::Validation].map(|part| small(&all_of(&*examples, part)));
        let [mean, square] = [1, 2].map(|power| {
            let sum: f64 = pool
                .pictures
                .data
                .iter()
                .map(|x| f64::from(*x).powi(power))
                .sum();
            sum / pool.pictures.data.len().max(1) as f64
        });
        Ok(Matter {
            variety: Variety {
                shift: 1,
                mirror,
                ..Variety::default()
            },
            standard: [mean as f32, (square - mean * mean).max(1e-6).sqrt() as f32],
            pool,
            judged,
        })
    }
}

/// The same pictures at half the side, each pixel the mean of four.
fn small(from: &Labelled) -> Labelled {
    let mut pictures = Tensor::zeros(from.pictures.count, Shape::new(1, SIDE, SIDE));
    for at in 0..pictures.count {
        let whole = from.pictures.example(at);
        for (place, pixel) in pictures.example_mut(at).iter_mut().enumerate() {
            let corner = 4 * SIDE * (place / SIDE) + 2 * (place % SIDE);
            let four = [0, 1, 2 * SIDE, 2 * SIDE + 1].map(|next| whole[corner + next]);
            *pixel = 0.25 * four.iter().sum::<f32>();
        }
    }
    Labelled {
        pictures,
        classes: from.classes.clone(),
    }
}

impl Matter {
    /// Pictures of a seed: the numbers of those that may be looked at.
    pub(super) fn order(&self, count: usize, seed: u64) -> Vec<usize> {
        let mut order = shuffled(self.pool.classes.len(), seed);
        order.truncate(count);
        order
    }

    /// The first `count` of an order that are labelled, as many of each kind where there are so many.
    pub(super) fn labelled(&self, order: &[usize], count: usize) -> Labelled {
        let each = count.div_ceil(CLASSES);
        let mut had = [0; CLASSES];
        let mut chosen: Vec<usize> = Vec::new();
        for &at in order {
            let had = &mut had[self.pool.classes[at]];
            if *had < each && chosen.len() < count {
                *had += 1;
                chosen.push(at);
            }
        }
        taken(&self.pool, &chosen)
    }

    /// A picture as a network sees it, varied.
    pub(super) fn put(&self, from: &[f32], to: &mut [f32], random: &mut Stream) {
        let shape = Shape::new(1, SIDE, SIDE);
        self.variety.vary(shape, from, to, random);
        self.standardise(to);
    }

    /// Pixels of mean 0 and variance 1 over the pool.
    pub(super) fn standardise(&self, pixels: &mut [f32]) {
        let [mean, deviation] = self.standard;
        pixels
            .iter_mut()
            .for_each(|pixel| *pixel = (*pixel - mean) / deviation);
    }
}

/// The place from which a pixel comes when a picture is turned by so many quarters.
fn before_turn(place: usize, turns: usize) -> usize {
    let (mut y, mut x) = (place / SIDE, place % SIDE);
    for _ in 0..turns {
        (y, x) = (x, SIDE - 1 - y);
    }
    y * SIDE + x
}

/// A picture turned by so many quarters, anticlockwise.
pub(super) fn turned(picture: &[f32], turns: usize) -> Vec<f32> {
    let pixels = (0..SIDE * SIDE).map(|place| picture[before_turn(place, turns)]);
    pixels.collect()
}

/// Covers two squares with the mean grey, 0; what was there is what is to be answered, of all else nothing.
pub(super) fn cover(picture: &mut [f32], asked: &mut [f32], random: &mut Stream) {
    asked.fill(NOT_ASKED);
    for _ in 0..SQUARES {
        let [top, left] = [(); 2].map(|()| random.below(SIDE - COVERED + 1));
        for place in 0..COVERED * COVERED {
            let at = (top + place / COVERED) * SIDE + left + place % COVERED;
            if asked[at] == NOT_ASKED {
                asked[at] = picture[at];
            }
            picture[at] = 0.0;
        }
    }
}

impl Pretext {
    /// How many numbers a network answers to it.
    pub(super) fn answers(self) -> usize {
        match self {
            Self::Turns => TURNS,
            Self::Covers => SIDE * SIDE,
        }
    }
}
