//! Handwritten digits: 10,000 to learn from, 2,000 others to be judged on; 28×28 pixels, 0..1, ten classes.
//!
//! Source: a subset of MNIST, LeCun, Bottou, Bengio, Haffner 1998, doi:10.1109/5.726791.

use super::labelled::{LabelledExamples, Variety};
use super::{Channels, Collection, DataError, DataSet, Examples, Shelf};
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
        let variety = Variety {
            shift: self.shift,
            mirror: false,
        };
        Ok(Box::new(LabelledExamples::new(
            shelf.collection(Collection::Digits)?,
            self.training,
            variety,
            self.classes(),
        )))
    }
}
