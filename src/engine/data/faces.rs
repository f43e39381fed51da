//! Drawn faces, happy or sad: 320 of each to learn from, 80 others of each to be judged on; 48×48 pixels, grey, 0..1.
//!
//! Few examples of something that is decided by a few pixels, the mouth: a whole face is soon learned by heart.
//! Source: drawn with DiceBear 9.4 in the styles Lorelei (Lisa Wischofsky) and Open Peeps (Pablo Stanley), both CC0.

use super::labelled::{LabelledExamples, made, some_of};
use super::{Channels, Collection, DataError, DataSet, Examples, Labelled, Shelf, Variety};
use crate::image::{Image, resize};
use crate::nn::Shape;
use crate::setting::Kind;

/// The side of a whole face, and the rows and columns of its mouth.
const WHOLE: usize = 48;
const MOUTH: [[usize; 2]; 2] = [[28, 44], [12, 36]];

crate::choices! {
    /// What of a face is seen.
    pub enum FacePart {
        /// All of it.
        Whole => "whole", "The whole face";
        /// The part round the mouth, which decides.
        Mouth => "mouth", "The mouth";
    }
}

crate::adjustable! {
    /// Drawn faces.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Faces: "faces", "Drawn faces", "Drawn faces, 640 to learn from; happy or sad?" {
        /// Side of a picture.
        side: usize = 48, Kind::int(12, 48),
            "Side", "pixels", "Height and width of a whole face; at 48 the mouth is about 12 pixels wide.";
        /// What is seen of them.
        part: FacePart = FacePart::Whole, Kind::Choice(FacePart::CHOICES),
            "Part", "", "What of a face enters the network: all of it, or the 16×24 pixels round the mouth (at 48).";
        /// How many are learned from.
        training: usize = 640, Kind::int(2, 640),
            "Training faces", "faces", "How many faces to learn from, happy and sad together, at most 640.";
        /// Largest random shift.
        shift: usize = 2, Kind::int(0, 6),
            "Shift", "pixels", "Training faces are moved at random by up to so many pixels each way.";
        /// Whether they are mirrored.
        mirror: bool = true, Kind::Flag,
            "Mirror", "", "Every second training face is turned over, left to right.";
    }
}

impl DataSet for Faces {
    fn labelled(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        match self.part {
            FacePart::Whole => Shape::new(1, self.side, self.side),
            FacePart::Mouth => {
                let [rows, columns] = self.mouth();
                Shape::new(1, rows[1] - rows[0], columns[1] - columns[0])
            }
        }
    }

    fn classes(&self) -> Vec<String> {
        ["happy", "sad"].map(str::to_owned).to_vec()
    }

    fn prepare(&self, picture: &Image) -> Option<Image> {
        let whole = Channels::Gray.of(&resize::square(picture, self.side));
        Some(match self.part {
            FacePart::Whole => whole,
            FacePart::Mouth => {
                let [rows, columns] = self.mouth();
                let size = [rows, columns].map(|[from, to]| to - from);
                whole.crop(rows[0], columns[0], size[0], size[1])
            }
        })
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let parts = shelf.collection(Collection::Faces)?;
        let variety = Variety {
            shift: self.shift,
            mirror: self.mirror,
            ..Variety::default()
        };
        let smaller = |part: &Labelled, most: usize| {
            let some = some_of(part, most);
            made(&some, self.shape(), |picture| self.prepare(picture))
        };
        let parts = [
            smaller(&parts[0], self.training),
            smaller(&parts[1], usize::MAX),
        ]
        .into();
        let all = usize::MAX;
        Ok(Box::new(LabelledExamples::new(
            parts,
            all,
            variety,
            self.classes(),
        )))
    }
}

impl Faces {
    /// Rows and columns of the mouth at this side.
    fn mouth(&self) -> [[usize; 2]; 2] {
        MOUTH.map(|ends| ends.map(|at| at * self.side / WHOLE))
    }
}
