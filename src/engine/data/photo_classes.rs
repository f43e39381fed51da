//! Photographs in five kinds: buildings, animals, power plants, fish, tools; 137 to learn from, 31 others to be judged
//! on; at most 96×96 pixels, colour or grey, 0..1.
//!
//! So few pictures are learned by heart within a minute: what helps is variety, a smaller network, or one that has seen
//! other pictures before. Each photograph's author and licence stand in `assets/CREDITS.md`.

use super::labelled::{LabelledExamples, made};
use super::{
    Channels, Collection, DataError, DataSet, Examples, Labelled, PHOTO_KINDS, Shelf, Variety,
};
use crate::image::{Image, resize};
use crate::nn::Shape;
use crate::setting::Kind;

crate::adjustable! {
    /// Photographs in five kinds.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PhotoClasses: "photo-classes", "Photo classes",
        "Photographs of animals, buildings, power plants, fish and tools; 137 to learn from." {
        /// Side of a picture.
        side: usize = 32, Kind::int(12, 96),
            "Side", "pixels", "Height and width of a picture; 32 trains fast, 96 is all there is.";
        /// Grey or colour.
        channels: Channels = Channels::Color, Kind::Choice(Channels::CHOICES),
            "Channels", "", "Grey or colour.";
        /// Largest random shift.
        shift: usize = 3, Kind::int(0, 24),
            "Shift", "pixels", "Training photographs are moved at random by up to so many pixels each way.";
        /// Whether they are mirrored.
        mirror: bool = true, Kind::Flag,
            "Mirror", "", "Every second training photograph is turned over, left to right.";
        /// Largest random turn.
        turn: f32 = 0.0, Kind::float(0.0, 45.0),
            "Turn", "°", "Training photographs are turned at random by up to so many degrees either way; 5 to 15 is \
            usual.";
        /// Largest random change of brightness.
        light: f32 = 0.0, Kind::float(0.0, 0.9),
            "Brightness", "", "Training photographs are made lighter or darker at random by up to this share; 0.1 to \
            0.4 is usual.";
    }
}

impl DataSet for PhotoClasses {
    fn labelled(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape::new(self.channels.count(), self.side, self.side)
    }

    fn classes(&self) -> Vec<String> {
        PHOTO_KINDS.map(str::to_owned).to_vec()
    }

    fn prepare(&self, picture: &Image) -> Option<Image> {
        Some(self.channels.of(&resize::square(picture, self.side)))
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let parts = shelf.collection(Collection::Photos)?;
        let variety = Variety {
            shift: self.shift,
            mirror: self.mirror,
            turn: self.turn,
            light: self.light,
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
