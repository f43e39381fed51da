//! Small handwritten digits: 1,797 of 8×8 pixels, 0..1 in sixteenths, ten classes, as they follow each other on the
//! forms of 13 writers. The first 898 are to learn from, the other 899, of other forms, to be judged on.
//!
//! Source: Alpaydin and Kaynak 1998, Optical Recognition of Handwritten Digits, doi:10.24432/C50P49 (its test set).

use super::ink::placed;
use super::labelled::LabelledExamples;
use super::{Channels, Collection, DataError, DataSet, Examples, Shelf, Variety};
use crate::image::{Image, resize};
use crate::nn::Shape;
use crate::setting::Kind;

const SIDE: usize = 8;

crate::adjustable! {
    /// Small handwritten digits.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SmallDigits: "digits-8", "Digits 8×8",
        "Handwritten digits of 8×8 pixels, learned from some writers and judged on others; learned within moments." {
        /// How many digits are learned from.
        training: usize = SmallDigits::MOST, Kind::int(10, SmallDigits::MOST as i64),
            "Training digits", "digits", "How many digits to learn from, at most 898; few of them show overfitting.";
    }
}

impl SmallDigits {
    /// As many as there are to learn from.
    pub const MOST: usize = 898;
}

impl DataSet for SmallDigits {
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

    /// The set's digits fill their picture, so the frame that is left round a placed one goes.
    fn drawn(&self, drawing: &Image) -> Option<Image> {
        let placed = placed(&drawing.gray());
        let (_, height, width) = placed.dim();
        self.prepare(&placed.crop(4, 4, height - 8, width - 8))
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        Ok(Box::new(LabelledExamples::new(
            shelf.collection(Collection::SmallDigits)?,
            self.training,
            Variety::default(),
            self.classes(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_fills_the_picture_from_top_to_bottom() {
        let drawing = Image::from_fn(1, 100, 100, |_, y, x| {
            f32::from(u8::from((10..50).contains(&y) && (70..80).contains(&x)))
        });
        let digit = SmallDigits::default().drawn(&drawing).unwrap();
        assert_eq!(digit.dim(), (1, SIDE, SIDE));
        let ink = |y: usize| (0..SIDE).map(|x| digit.array()[[0, y, x]]).sum::<f32>();
        assert!((0..SIDE).all(|y| ink(y) > 1.0));
        let columns = (0..SIDE).filter(|x| digit.array()[[0, 4, *x]] > 0.3);
        assert!(columns.count() <= 3);
    }
}
