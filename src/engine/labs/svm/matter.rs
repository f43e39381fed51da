//! What the machines learn from.

use super::{Show, Svm};
use crate::data::{
    self, Batch, DataSet, Digits, Fashion, Part, Parts, Pattern, Points, Shelf, SmallDigits,
};
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};
use crate::say;
use crate::setting::Mark;
use crate::train::TrainError;

/// Points that are judged on, at least.
const JUDGED: usize = 1000;
/// Pictures kept back from those to learn from, at most.
const KEPT: usize = 2000;

/// Examples with their classes.
pub(super) struct Lot {
    pub(super) input: Tensor,
    pub(super) classes: Vec<usize>,
}

impl Lot {
    /// Those of the given numbers.
    fn chosen(batch: &Batch, which: impl Iterator<Item = usize>) -> Self {
        let which: Vec<usize> = which.collect();
        let mut input = Tensor::zeros(which.len(), batch.input.shape);
        for (slot, at) in which.iter().enumerate() {
            input
                .example_mut(slot)
                .copy_from_slice(batch.input.example(*at));
        }
        let classes = batch.classes();
        Self {
            input,
            classes: which.iter().map(|at| classes[*at]).collect(),
        }
    }

    /// These points.
    pub(super) fn of(marks: &[Mark]) -> Self {
        Self {
            input: Tensor {
                count: marks.len(),
                shape: Shape::vector(2),
                data: marks.iter().flat_map(|mark| mark.at).collect(),
            },
            classes: marks.iter().map(|mark| mark.class).collect(),
        }
    }

    /// The first of them.
    pub(super) fn first(&self, count: usize) -> Self {
        let count = count.min(self.classes.len());
        let size = self.input.shape.size();
        Self {
            input: Tensor {
                count,
                shape: self.input.shape,
                data: self.input.data[..count * size].to_vec(),
            },
            classes: self.classes[..count].to_vec(),
        }
    }

    /// Those of the given numbers.
    pub(super) fn some(&self, which: &[usize]) -> Self {
        let each = which.iter().flat_map(|at| self.input.example(*at));
        Self {
            input: Tensor {
                count: which.len(),
                shape: self.input.shape,
                data: each.copied().collect(),
            },
            classes: which.iter().map(|at| self.classes[*at]).collect(),
        }
    }

    /// These, then those.
    pub(super) fn and(&self, others: &Self) -> Self {
        Self {
            input: Tensor {
                count: self.input.count + others.input.count,
                shape: self.input.shape,
                data: [&*self.input.data, &*others.input.data].concat(),
            },
            classes: [&*self.classes, &*others.classes].concat(),
        }
    }

    /// The share of answers that are right.
    pub(super) fn share(&self, answers: &[usize]) -> f64 {
        let right = answers.iter().zip(&self.classes).filter(|(a, b)| a == b);
        right.count() as f64 / self.classes.len().max(1) as f64
    }

    /// Numbers of an example.
    pub(super) fn shape(&self) -> Shape {
        self.input.shape
    }
}

/// Both halves of a collection, shuffled together.
pub(super) struct Mixed {
    /// To learn from: as many as in the first half.
    pub(super) training: Lot,
    pub(super) others: Lot,
    /// Whether each of the others comes from the second half.
    pub(super) second: Vec<bool>,
}

impl Mixed {
    /// The halves in the order of a seed.
    pub(super) fn of([first, second]: [&Lot; 2], seed: u64) -> Self {
        let (all, half) = (first.and(second), first.classes.len());
        let mut order: Vec<usize> = (0..all.classes.len()).collect();
        let mut random = Stream::new(seed, Purpose::Shuffle, 2);
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let (training, others) = order.split_at(half);
        Self {
            training: all.some(training),
            others: all.some(others),
            second: others.iter().map(|at| *at >= half).collect(),
        }
    }
}

/// Examples to learn from and others, in the order of one seed.
pub(super) struct Matter {
    /// To learn from.
    pub(super) training: Lot,
    /// Of the same source, and kept back: pictures by the same hands.
    pub(super) kept: Lot,
    /// Others: for digits, written by other people.
    pub(super) others: Lot,
    /// Of the small digits, the other way to split them.
    pub(super) mixed: Option<Mixed>,
    pub(super) classes: Vec<String>,
}

impl Svm {
    /// The data set with `most` examples to learn from.
    fn data(&self) -> Box<dyn DataSet> {
        let points = |pattern| {
            Box::new(Points {
                pattern,
                count: (2 * self.count).max(JUDGED),
                noise: self.noise,
                ..Points::default()
            })
        };
        match self.show {
            Show::Digits => Box::new(Digits {
                shift: 0,
                ..Digits::default()
            }),
            Show::Fashion => Box::new(Fashion {
                shift: 0,
                mirror: false,
                ..Fashion::default()
            }),
            Show::Small => Box::new(SmallDigits::default()),
            Show::Circle => points(Pattern::Circle),
            Show::Xor => points(Pattern::Xor),
            Show::Gaussians => points(Pattern::Gaussians),
            Show::Spiral => points(Pattern::Spiral),
            // What a person has placed is parted by itself, and is no source of others.
            Show::Own => points(Pattern::Own),
        }
    }

    /// The examples in the order of a seed; points are made of it.
    pub(super) fn matter(&self, seed: u64, shelf: &dyn Shelf) -> Result<Matter, TrainError> {
        let data_seed = if self.show.on_plane() { seed } else { 0 };
        let examples = data::load(&*self.data(), shelf, data_seed, &Parts::default())?;
        let read = |part: Part| {
            let mut batch = Batch::default();
            examples.read(part, 0, examples.count(part), &mut batch);
            batch
        };
        let (pool, others) = (read(Part::Training), read(Part::Validation));
        let mut order: Vec<usize> = (0..pool.input.count).collect();
        let mut random = Stream::new(seed, Purpose::Shuffle, 0);
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let count = self.count.min(order.len());
        let kept = order[count..].iter().copied().take(KEPT);
        let training = Lot::chosen(&pool, order[..count].iter().copied());
        let one = training.classes.first();
        if training.classes.iter().all(|class| Some(class) == one) {
            return Err(TrainError::Mismatch(say!(
                "all {} examples are of one class, so there is nothing to be parted: learn from more of them",
                count
            )));
        }
        let others = Lot::chosen(&others, 0..others.input.count);
        let mixed = (self.show == Show::Small).then(|| {
            let first = Lot::chosen(&pool, 0..pool.input.count);
            Mixed::of([&first, &others], seed)
        });
        Ok(Matter {
            training,
            kept: Lot::chosen(&pool, kept),
            others,
            mixed,
            classes: examples.classes().to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digits whose one number is their place in the collection.
    fn half(places: std::ops::Range<usize>) -> Lot {
        Lot {
            input: Tensor {
                count: places.len(),
                shape: Shape::vector(1),
                data: places.clone().map(|at| at as f32).collect(),
            },
            classes: places.map(|at| at % 3).collect(),
        }
    }

    #[test]
    fn shuffled_halves_keep_every_digit_and_its_class_once() {
        let mixed = Mixed::of([&half(0..40), &half(40..82)], 3);
        let mut seen = Vec::new();
        for (lot, count) in [(&mixed.training, 40), (&mixed.others, 42)] {
            assert_eq!(lot.classes.len(), count);
            for (number, class) in lot.input.data.iter().zip(&lot.classes) {
                assert_eq!(*number as usize % 3, *class);
                seen.push(*number as usize);
            }
        }
        for (number, second) in mixed.others.input.data.iter().zip(&mixed.second) {
            assert_eq!(*number >= 40.0, *second);
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..82).collect::<Vec<_>>());
        let few = mixed.training.first(12);
        let late = few.input.data.iter().filter(|number| **number >= 40.0);
        let late = late.count();
        assert!(
            late > 0 && late < 12,
            "the first few are of both halves: {late}"
        );
    }
}
