//! Drawn faces, happy or sad: 320 of each to learn from, 80 others of each to be judged on; 48×48 pixels, grey, 0..1.
//!
//! Few examples of something that is decided by a few pixels, the mouth: a whole face is soon learned by heart.
//! Source: drawn with DiceBear 9.4 in the styles Lorelei (Lisa Wischofsky) and Open Peeps (Pablo Stanley), both CC0.

use super::labelled::{LabelledExamples, made};
use super::{Channels, Collection, DataError, DataSet, Examples, Labelled, Shelf, Variety};
use crate::image::{Image, resize};
use crate::nn::Shape;
use crate::setting::Kind;

crate::adjustable! {
    /// Drawn faces.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Faces: "faces", "Drawn faces", "Drawn faces, 640 to learn from; happy or sad?" {
        /// Side of a picture.
        side: usize = 48, Kind::int(12, 48),
            "Side", "pixels", "Height and width of a picture; at 48 the mouth is about 12 pixels wide.";
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
        Shape::new(1, self.side, self.side)
    }

    fn classes(&self) -> Vec<String> {
        ["happy", "sad"].map(str::to_owned).to_vec()
    }

    fn prepare(&self, picture: &Image) -> Option<Image> {
        Some(Channels::Gray.of(&resize::square(picture, self.side)))
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let parts = shelf.collection(Collection::Faces)?;
        let variety = Variety {
            shift: self.shift,
            mirror: self.mirror,
            ..Variety::default()
        };
        let smaller = |part: &Labelled| made(part, self.shape(), |picture| self.prepare(picture));
        let parts = [smaller(&parts[0]), smaller(&parts[1])].into();
        let all = usize::MAX;
        Ok(Box::new(LabelledExamples::new(
            parts,
            all,
            variety,
            self.classes(),
        )))
    }
}
