//! The embedded photographs: 109 to learn from, 12 others to be judged on.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Channels, DataError, DataSet, Examples, PatchExamples, Shelf};
use crate::image::Photo;
use crate::nn::Shape;
use crate::setting::Kind;

crate::adjustable! {
    /// Patches of the embedded photographs.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Photos: "photos", "Photographs", "Patches of 109 photographs to learn from; 12 others are held out." {
        /// Side of a patch.
        patch: usize = 40, Kind::int(8, 512),
            "Patch", "pixels", "Side of the squares that a network learns from; 40 to 128 is usual.";
        /// Grey or colour.
        channels: Channels = Channels::Gray, Kind::Choice(Channels::CHOICES),
            "Channels", "", "Grey (one channel) or colour (three).";
        /// Whether patches are flipped and turned.
        flips: bool = true, Kind::Flag,
            "Flip and turn", "",
            "Shows each patch in one of its eight flipped and turned forms, which makes the set eight times as varied.";
    }
}

impl DataSet for Photos {
    fn shape(&self) -> Shape {
        Shape::new(self.channels.count(), self.patch, self.patch)
    }

    fn classes(&self) -> Vec<String> {
        Vec::new()
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let photos = shelf.training_photos()?;
        let training = match self.channels {
            Channels::Color => photos,
            Channels::Gray => Arc::new(photos.par_iter().map(Photo::gray).collect()),
        };
        let held_out = shelf
            .test_photos()?
            .iter()
            .map(|(name, image)| (name.clone(), Photo::from_image(&self.channels.of(image))))
            .collect();
        Ok(Box::new(PatchExamples::new(
            training,
            held_out,
            self.channels.count(),
            self.patch,
            self.flips,
        )))
    }
}
