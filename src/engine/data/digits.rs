//! Handwritten digits: 10,000 to learn from, 2,000 others to be judged on; 28×28 pixels, 0..1, ten classes.
//!
//! Source: a subset of MNIST, LeCun, Bottou, Bengio, Haffner 1998, doi:10.1109/5.726791.

use super::ink::placed;
use super::labelled::LabelledExamples;
use super::{Channels, Collection, DataError, DataSet, Examples, Shelf, Variety};
use crate::image::{Image, resize};
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
        /// Whether they are mirrored.
        mirror: bool = false, Kind::Flag,
            "Mirror", "", "Every second training digit is turned over, left to right. A mirrored 2 is no digit, and \
            held-out ones never are: this harms, and shows that variety must keep the class.";
        /// Largest random turn.
        turn: f32 = 0.0, Kind::float(0.0, 45.0),
            "Turn", "°", "Training digits are turned at random by up to so many degrees either way; 0 to 15 is usual.";
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

    fn drawn(&self, drawing: &Image) -> Option<Image> {
        Some(placed(&drawing.gray()))
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let variety = Variety {
            shift: self.shift,
            mirror: self.mirror,
            turn: self.turn,
            ..Variety::default()
        };
        Ok(Box::new(LabelledExamples::new(
            shelf.collection(Collection::Digits)?,
            self.training,
            variety,
            self.classes(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ink::INK;
    use super::*;

    #[test]
    fn a_small_drawing_in_a_corner_becomes_as_large_as_a_digit_in_the_middle() {
        let drawing = Image::from_fn(1, 100, 100, |_, y, x| {
            f32::from(u8::from((10..50).contains(&y) && (70..80).contains(&x)))
        });
        let digit = Digits::default().drawn(&drawing).unwrap();
        assert_eq!(digit.dim(), (1, SIDE, SIDE));
        let inked = |y: usize, x: usize| digit.array()[[0, y, x]] > 0.5;
        let rows: Vec<_> = (0..SIDE).filter(|y| inked(*y, 14)).collect();
        let columns: Vec<_> = (0..SIDE).filter(|x| inked(14, *x)).collect();
        assert_eq!((rows[0], rows.len()), (4, INK));
        assert_eq!((columns[0], columns.len()), (12, 5));
        let blank = Digits::default().drawn(&Image::zeros(1, 100, 100));
        assert!(blank.unwrap().pixels().iter().all(|value| *value == 0.0));
    }
}
