//! Pieces of clothing: 10,000 to learn from, 2,000 others to be judged on; 28×28 pixels, 0..1, ten classes.
//!
//! Source: a subset of Fashion-MNIST, Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747.

use super::labelled::LabelledExamples;
use super::{Channels, Collection, DataError, DataSet, Examples, Shelf, Variety};
use crate::image::{Image, resize};
use crate::nn::Shape;
use crate::setting::Kind;

const SIDE: usize = 28;

/// What the classes are, in the order of their numbers.
const NAMES: [&str; 10] = [
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
];

crate::adjustable! {
    /// Pieces of clothing.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Fashion: "fashion", "Fashion",
        "Pieces of clothing, 28×28 pixels each, in ten kinds; harder than digits." {
        /// How many pictures are learned from.
        training: usize = 10_000, Kind::int(10, 10_000),
            "Training pictures", "pictures",
            "How many pictures to learn from, at most 10,000; few of them show overfitting.";
        /// Largest random shift.
        shift: usize = 1, Kind::int(0, 6),
            "Shift", "pixels",
            "Training pictures are moved at random by up to so many pixels each way, which makes the set more varied; \
             0 to 2 is usual.";
        /// Whether they are mirrored.
        mirror: bool = true, Kind::Flag,
            "Mirror", "", "Every second training picture is turned over, left to right; a shoe may point either way.";
    }
}

impl DataSet for Fashion {
    fn labelled(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape::new(1, SIDE, SIDE)
    }

    fn classes(&self) -> Vec<String> {
        NAMES.map(str::to_owned).to_vec()
    }

    fn prepare(&self, picture: &Image) -> Option<Image> {
        Some(Channels::Gray.of(&resize::square(picture, SIDE)))
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let variety = Variety {
            shift: self.shift,
            mirror: self.mirror,
            ..Variety::default()
        };
        Ok(Box::new(LabelledExamples::new(
            shelf.collection(Collection::Fashion)?,
            self.training,
            variety,
            self.classes(),
        )))
    }
}
