//! The pictures that knobs are turned on.

use super::search::Pictures;
use super::{KnobByKnob, Pair};
use crate::data::{self, Batch, DataSet, Digits, Faces, Part, Parts};
use crate::image::{Image, resize};
use crate::labs::Desk;
use crate::math::random::{Purpose, Stream};
use crate::train::TrainError;

/// Side of a digit, in pixels.
const SIDE: usize = 12;
/// Rows and columns of the mouth in a drawn face of 48×48.
const MOUTH: [std::ops::Range<usize>; 2] = [28..44, 12..36];
/// Pictures to learn from and others.
pub(super) struct Matter {
    /// To learn from.
    pub(super) training: Pictures,
    /// Others.
    pub(super) test: Pictures,
}

impl KnobByKnob {
    /// The pictures, the same for every seed.
    pub(super) fn matter(&self, desk: &Desk<'_>) -> Result<Matter, TrainError> {
        let digits = Digits {
            shift: 0,
            ..Digits::default()
        };
        let faces = Faces {
            shift: 0,
            mirror: false,
            ..Faces::default()
        };
        let data: &dyn DataSet = match self.pair {
            Pair::Digits => &digits,
            Pair::Mouths => &faces,
        };
        let examples = data::load(data, desk.shelf(), 0, &Parts::default())?;
        let part = |part: Part, most: usize| {
            let mut batch = Batch::default();
            examples.read(part, 0, examples.count(part), &mut batch);
            let size = batch.input.shape.size();
            let mut all: Vec<(usize, &[f32])> = batch
                .classes()
                .iter()
                .copied()
                .zip(batch.input.data.chunks(size))
                .filter(|(class, _)| match self.pair {
                    Pair::Digits => [self.first, self.second].contains(class),
                    Pair::Mouths => true,
                })
                .collect();
            let mut random = Stream::new(0, Purpose::Shuffle, 0);
            for at in (1..all.len()).rev() {
                all.swap(at, random.below(at + 1));
            }
            all.truncate(most);
            let mut pictures = Pictures::default();
            for (class, pixels) in all {
                let numbers = self.numbers(pixels);
                pictures.width = numbers.len();
                pictures.numbers.extend(numbers);
                let first = match self.pair {
                    Pair::Digits => class == self.first,
                    Pair::Mouths => class == 0,
                };
                pictures.classes.push(if first { 1.0 } else { -1.0 });
            }
            pictures
        };
        Ok(Matter {
            training: part(Part::Training, self.count),
            test: part(Part::Validation, usize::MAX),
        })
    }

    /// A picture as it enters the network.
    fn numbers(&self, pixels: &[f32]) -> Vec<f64> {
        let side = (pixels.len() as f64).sqrt() as usize;
        let picture = Image::from_fn(1, side, side, |_, y, x| pixels[y * side + x]);
        let small = match self.pair {
            Pair::Digits => resize::resize(&picture, SIDE, SIDE),
            Pair::Mouths => {
                let [rows, columns] = MOUTH;
                picture.crop(rows.start, columns.start, rows.len(), columns.len())
            }
        };
        small
            .array()
            .iter()
            .map(|pixel| f64::from(*pixel))
            .collect()
    }
}
