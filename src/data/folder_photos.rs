//! A person's own photographs: all pictures of one folder, split by seed into ones to learn from and ones to be judged on.

use std::path::Path;
use std::sync::Arc;

use super::{Channels, DataError, DataSet, Examples, PatchExamples, Shelf, Task};
use crate::image::Photo;
use crate::math::random::{Purpose, Stream};
use crate::nn::Shape;
use crate::setting::Kind;

crate::adjustable! {
    /// Patches of a folder's photographs.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FolderPhotos: "folder-photos", "Folder of photographs", "Patches of your own photographs; a tenth of them is held out." {
        /// The folder.
        path: String = String::new(), Kind::Text, "Folder", "", "The folder that holds the photographs; sub-folders are not searched.";
        /// Side of a patch.
        patch: usize = 40, Kind::int(8, 512), "Patch", "pixels", "Side of the squares that a network learns from; 40 to 128 is usual.";
        /// Grey or colour.
        channels: Channels = Channels::Gray, Kind::Choice(Channels::CHOICES), "Channels", "", "Grey (one channel) or colour (three).";
        /// Whether patches are flipped and turned.
        flips: bool = true, Kind::Flag, "Flip and turn", "", "Shows each patch in one of its eight flipped and turned forms, which makes the set eight times as varied.";
    }
}

impl DataSet for FolderPhotos {
    fn task(&self) -> Task {
        Task::Denoise
    }

    fn shape(&self) -> Shape {
        Shape::new(self.channels.count(), self.patch, self.patch)
    }

    fn classes(&self) -> Vec<String> {
        Vec::new()
    }

    fn load(&self, shelf: &dyn Shelf, seed: u64) -> Result<Box<dyn Examples>, DataError> {
        if self.path.trim().is_empty() {
            return Err(DataError(
                "no folder of photographs is chosen; set \"path\" to one, or drop a folder on the window".into(),
            ));
        }
        let mut photos = Vec::new();
        let left_out = shelf.each_picture(Path::new(&self.path), &mut |name, image| {
            let photo = Photo::from_image(&self.channels.of(&image));
            let held = photo.channels() * photo.height() * photo.width();
            photos.push((name, photo));
            held
        })?;
        let held_out = if let [(name, only)] = &mut photos[..] {
            let part = split_one(only, self.patch)
                .ok_or_else(|| too_small(&self.path, only, self.patch))?;
            vec![(format!("{name} (right part)"), part)]
        } else {
            split_many(&mut photos, seed)
        };
        let training = photos.into_iter().map(|(_, photo)| photo).collect();
        let examples = PatchExamples::new(
            Arc::new(training),
            held_out,
            self.channels.count(),
            self.patch,
            self.flips,
        );
        Ok(Box::new(examples.leaving_out(left_out)))
    }
}

/// Takes a tenth of the photographs, at least one, out at random.
fn split_many<T>(photos: &mut Vec<T>, seed: u64) -> Vec<T> {
    let mut random = Stream::new(seed, Purpose::Data, 0);
    (0..photos.len().div_ceil(10))
        .map(|_| photos.remove(random.below(photos.len())))
        .collect()
}

/// Takes the right fifth off, at least one patch wide; `None` when less than a patch would be left.
fn split_one(photo: &mut Photo, patch: usize) -> Option<Photo> {
    let (height, width) = (photo.height(), photo.width());
    let right = (width / 5).max(patch);
    let left = width.checked_sub(right).filter(|&left| left >= patch)?;
    let part = photo.crop(0, left, height, right);
    *photo = photo.crop(0, 0, height, left);
    Some(part)
}

fn too_small(path: &str, photo: &Photo, patch: usize) -> DataError {
    DataError(format!(
        "{path}: its only photograph, {}×{} pixels, is too narrow to be split into a part to learn from and a part to be \
         judged on with patches of {patch} pixels; add photographs or choose smaller patches",
        photo.width(),
        photo.height(),
    ))
}
