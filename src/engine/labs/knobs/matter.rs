//! The pictures that knobs are turned on.

use super::search::Pictures;
use super::{KnobByKnob, Pair};
use crate::data::{self, Batch, DataSet, DigitPair, FacePart, Faces, Part, Parts, Shelf};
use crate::figure::{Figure, counted};
use crate::image::resize;
use crate::train::TrainError;

/// Side of a digit, in pixels.
const SIDE: usize = 12;
/// Pictures that are shown.
const SHOWN: usize = 10;

/// Pictures to learn from and others.
pub(super) struct Matter {
    /// To learn from.
    pub(super) training: Pictures,
    /// Others.
    pub(super) test: Pictures,
    /// Some of those to learn from.
    pub(super) shown: Figure,
}

impl KnobByKnob {
    /// The data set: the same on the bench.
    pub(super) fn data(&self) -> Box<dyn DataSet> {
        match self.pair {
            Pair::Digits => Box::new(DigitPair {
                first: self.first,
                second: self.second,
                side: SIDE,
                training: self.count,
            }),
            Pair::Mouths => {
                let all = Faces::default().training;
                Box::new(Faces {
                    part: FacePart::Mouth,
                    training: self.count.min(all),
                    shift: 0,
                    mirror: false,
                    ..Faces::default()
                })
            }
        }
    }

    /// The class that is +1.
    fn positive(&self) -> usize {
        match self.pair {
            Pair::Digits => 1,
            Pair::Mouths => 0,
        }
    }

    /// The pictures, the same for every seed.
    pub(super) fn matter(&self, shelf: &dyn Shelf) -> Result<Matter, TrainError> {
        let examples = data::load(&*self.data(), shelf, 0, &Parts::default())?;
        let read = |part: Part| {
            let mut batch = Batch::default();
            examples.read(part, 0, examples.count(part), &mut batch);
            batch
        };
        let positive = self.positive();
        let pictures = |batch: &Batch| Pictures {
            width: batch.input.shape.size(),
            numbers: batch
                .input
                .data
                .iter()
                .map(|pixel| f64::from(*pixel))
                .collect(),
            classes: batch
                .classes()
                .iter()
                .map(|class| if *class == positive { 1.0 } else { -1.0 })
                .collect(),
        };
        let (training, test) = (read(Part::Training), read(Part::Validation));
        let (known, new) = (training.classes().len(), test.classes().len());
        let larger = (96 / training.input.shape.width.max(1)).max(1);
        let some = training.classes().iter().take(SHOWN).enumerate();
        let some = some.map(|(at, class)| {
            let picture = training.input.image(at);
            let (_, height, width) = picture.dim();
            let sign = if *class == positive { "+1" } else { "−1" };
            let name = &examples.classes()[*class];
            let picture = resize::resize(&picture, height * larger, width * larger);
            (format!("{sign}: {name}"), picture)
        });
        let shape = training.input.shape;
        let shown = Figure::pictures("What is told apart", some.collect::<Vec<_>>()).note(format!(
            "As the network sees them, at {}×{} pixels: {} to learn from, {new} others to be judged on.",
            shape.height,
            shape.width,
            counted(known, "picture", "pictures")
        ));
        Ok(Matter {
            training: pictures(&training),
            test: pictures(&test),
            shown,
        })
    }
}
