//! Handwritten digits: 10,000 to learn from, 2,000 others to be judged on; 28×28 pixels, 0..1, ten classes.
//!
//! Source: a subset of MNIST, LeCun, Bottou, Bengio, Haffner 1998, doi:10.1109/5.726791.

use std::sync::Arc;

use super::{Batch, Channels, DataError, DataSet, Examples, Labelled, Part, Shelf};
use crate::image::{Image, resize};
use crate::math::random::Stream;
use crate::nn::Shape;
use crate::setting::Kind;

const SIDE: usize = 28;

crate::adjustable! {
    /// Handwritten digits.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Digits: "digits", "Digits", "Handwritten digits of 28×28 pixels; which digit is it?" {
        /// How many digits are learned from.
        training: usize = 10_000, Kind::int(10, 10_000),
            "Training digits", "digits", "How many digits to learn from, at most 10,000; few of them show overfitting.";
        /// Largest random shift.
        shift: usize = 1, Kind::int(0, 6),
            "Shift", "pixels",
            "Training digits are moved at random by up to so many pixels each way, which makes the set more varied; 0 \
             to 2 is usual.";
    }
}

impl DataSet for Digits {
    fn labelled(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape::new(1, SIDE, SIDE)
    }

    fn classes(&self) -> Vec<String> {
        (0..10).map(|digit: usize| digit.to_string()).collect()
    }

    fn prepare(&self, picture: &Image) -> Option<Image> {
        Some(Channels::Gray.of(&resize::square(picture, SIDE)))
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let digits = shelf.digits()?;
        Ok(Box::new(DigitExamples {
            training: self.training.min(digits[0].classes.len()),
            shift: self.shift,
            classes: self.classes(),
            digits,
        }))
    }
}

struct DigitExamples {
    digits: Arc<[Labelled; 2]>,
    training: usize,
    shift: usize,
    classes: Vec<String>,
}

impl DigitExamples {
    fn part(&self, part: Part) -> &Labelled {
        match part {
            Part::Training => &self.digits[0],
            Part::Validation => &self.digits[1],
        }
    }
}

impl Examples for DigitExamples {
    fn shape(&self) -> Shape {
        Shape::new(1, SIDE, SIDE)
    }

    fn classes(&self) -> &[String] {
        &self.classes
    }

    fn count(&self, part: Part) -> usize {
        match part {
            Part::Training => self.training,
            Part::Validation => self.digits[1].classes.len(),
        }
    }

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        let digits = self.part(Part::Training);
        let (input, classes) = batch.labelled();
        input.reshape(count, self.shape());
        for slot in 0..count {
            let index = random.below(self.training);
            let mut offset = || random.below(2 * self.shift + 1) as isize - self.shift as isize;
            let (down, right) = (offset(), offset());
            let (from, to) = (digits.pictures.example(index), input.example_mut(slot));
            shift(from, to, down, right);
            classes.push(digits.classes[index]);
        }
    }

    fn read(&self, part: Part, from: usize, count: usize, batch: &mut Batch) {
        let digits = self.part(part);
        let end = (from + count).min(self.count(part)).max(from);
        let (input, classes) = batch.labelled();
        input.reshape(end - from, self.shape());
        for (slot, index) in (from..end).enumerate() {
            input
                .example_mut(slot)
                .copy_from_slice(digits.pictures.example(index));
            classes.push(digits.classes[index]);
        }
    }
}

/// Moves a digit; zeros (paper) come in at the border.
fn shift(from: &[f32], to: &mut [f32], down: isize, right: isize) {
    let inside = |at: usize, by: isize| at.checked_add_signed(-by).filter(|&source| source < SIDE);
    for (y, row) in to.chunks_exact_mut(SIDE).enumerate() {
        for (x, pixel) in row.iter_mut().enumerate() {
            *pixel = match (inside(y, down), inside(x, right)) {
                (Some(source_y), Some(source_x)) => from[source_y * SIDE + source_x],
                _ => 0.0,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifting_moves_ink_down_and_right() {
        let mut from = vec![0.0; SIDE * SIDE];
        from[3 * SIDE + 4] = 1.0;
        let mut to = vec![9.0; SIDE * SIDE];
        shift(&from, &mut to, 2, -1);
        assert_eq!(to[5 * SIDE + 3], 1.0);
        assert_eq!(to.iter().sum::<f32>(), 1.0);
        shift(&from, &mut to, -4, 0);
        assert_eq!(to.iter().sum::<f32>(), 0.0);
    }
}
