//! Two kinds of handwritten digits, made small: the easiest pictures that a network of one answer tells apart. Held out
//! are the digits of both kinds among the 2,000 of [`Digits`](super::Digits), written by other people.
//!
//! The first digit is the class 1, which one number answers by +1. Source: a subset of MNIST, LeCun, Bottou, Bengio,
//! Haffner 1998, doi:10.1109/5.726791.

use super::ink::placed;
use super::labelled::{LabelledExamples, made, of_classes};
use super::{Channels, Collection, DataError, DataSet, Examples, Labelled, Shelf, Variety};
use crate::image::{Image, resize};
use crate::nn::Shape;
use crate::say;
use crate::setting::Kind;
use crate::words::Text;

crate::adjustable! {
    /// Two kinds of handwritten digits.
    #[derive(Clone, Debug, PartialEq)]
    pub struct DigitPair: "digit-pair", "Two digits",
        "Two kinds of handwritten digits, made small; which of the two is it?" {
        /// The digit that is answered by +1.
        first: usize = 3, Kind::int(0, 9), "First digit", "", "Which digit is called +1; 3 and 8 are much alike.";
        /// The other one.
        second: usize = 8, Kind::int(0, 9), "Second digit", "", "Which digit is called −1.";
        /// Side of a picture.
        side: usize = 12, Kind::int(4, 28), "Side", "pixels", "Height and width of a picture; digits come with 28.";
        /// How many are learned from.
        training: usize = 600, Kind::int(2, 5000),
            "Training digits", "digits", "How many to learn from, of both kinds together; there are about 2,000.";
    }
}

impl DataSet for DigitPair {
    fn labelled(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape::new(1, self.side, self.side)
    }

    fn classes(&self) -> Vec<String> {
        [self.second, self.first]
            .map(|digit| digit.to_string())
            .to_vec()
    }

    fn fault(&self) -> Option<[Text; 2]> {
        let what = || say!("both digits are {}", self.first);
        (self.first == self.second).then(|| [what(), say!("choose two that differ")])
    }

    fn prepare(&self, picture: &Image) -> Option<Image> {
        Some(Channels::Gray.of(&resize::square(picture, self.side)))
    }

    fn drawn(&self, drawing: &Image) -> Option<Image> {
        self.prepare(&placed(&drawing.gray()))
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let parts = shelf.collection(Collection::Digits)?;
        let part = |part: &Labelled, most: usize| {
            let some = of_classes(part, [self.second, self.first], most);
            made(&some, self.shape(), |picture| self.prepare(picture))
        };
        let parts = [part(&parts[0], self.training), part(&parts[1], usize::MAX)];
        let all = usize::MAX;
        Ok(Box::new(LabelledExamples::new(
            parts.into(),
            all,
            Variety::default(),
            self.classes(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Tensor;

    #[test]
    fn only_the_two_digits_are_left_and_the_first_is_the_class_of_plus_one() {
        let digits = Labelled {
            pictures: Tensor {
                count: 6,
                shape: Shape::new(1, 1, 1),
                data: vec![0.0, 0.1, 0.2, 0.3, 0.4, 0.5],
            },
            classes: vec![3, 8, 1, 8, 3, 9],
        };
        let some = of_classes(&digits, [8, 3], usize::MAX);
        let mut found: Vec<(usize, u32)> = some
            .classes
            .iter()
            .zip(&some.pictures.data)
            .map(|(class, value)| (*class, (10.0 * value).round() as u32))
            .collect();
        found.sort_unstable();
        assert_eq!(found, [(0, 1), (0, 3), (1, 0), (1, 4)]);
        assert_eq!(of_classes(&digits, [8, 3], 3).classes.len(), 3);
        let pair = DigitPair {
            second: 3,
            ..DigitPair::default()
        };
        assert!(pair.fault().is_some() && DigitPair::default().fault().is_none());
        assert_eq!(DigitPair::default().classes(), ["8", "3"]);
    }
}
