//! A person's own photographs: all pictures of one folder, split into ones to learn from and ones to be judged on; or
//! the two parts, where its sub-folders `train` and `val` hold them.

use std::path::Path;
use std::sync::Arc;

use super::parts::FoundPicture;
use super::{
    Channels, DataError, DataSet, Divided, Examples, FolderLayout, Parts, PatchExamples, Shelf,
    Use, print_of,
};
use crate::image::{Film, Negative};
use crate::math::random::{Purpose, Stream};
use crate::nn::Shape;
use crate::say;
use crate::setting::Kind;

/// One picture in so many is held out.
const ONE_IN: usize = 10;

crate::adjustable! {
    /// Patches of a folder's photographs.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FolderPhotos: "folder-photos", "Folder of photographs",
        "Patches of your own photographs; a tenth of them is held out." {
        /// The folder.
        path: String = String::new(), Kind::Text,
            "Folder", "",
            "The folder that holds the photographs; of sub-folders only train and val are read, as the part to learn \
             from and the part to be judged on.";
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

impl DataSet for FolderPhotos {
    fn shape(&self) -> Shape {
        Shape::new(self.channels.count(), self.patch, self.patch)
    }

    fn classes(&self) -> Vec<String> {
        Vec::new()
    }

    fn load(&self, shelf: &dyn Shelf, seed: u64) -> Result<Box<dyn Examples>, DataError> {
        self.load_keeping(shelf, seed, &Parts::default())
    }

    fn load_keeping(
        &self,
        shelf: &dyn Shelf,
        seed: u64,
        kept: &Parts,
    ) -> Result<Box<dyn Examples>, DataError> {
        if self.path.trim().is_empty() {
            return Err(DataError(say!(
                "no folder of photographs is chosen; set \"path\" to one, or drop a folder on the window"
            )));
        }
        let path = Path::new(&self.path);
        let layout = shelf.layout(path)?;
        let mut loaded = match layout.photo_parts() {
            Some(parts) => self.in_parts(shelf, path, &layout, &parts)?,
            None => self.in_one(shelf, path, seed, kept)?,
        };
        if loaded.held_out.is_empty() || loaded.training.is_empty() {
            return Err(DataError(say!(
                "{}: of the pictures that it learned from or was judged on before, one part is gone from the folder; \
                put them back, add new ones, or start a new run",
                &self.path
            )));
        }
        // Copies of what was learned from were so before, too.
        let leak = kept.leak(&loaded.parts);
        loaded.words.extend(leak.or_else(|| loaded.parts.twins()));
        let parts = loaded.parts.remembering(kept);
        let examples = PatchExamples::new(
            Arc::new(loaded.training),
            loaded.held_out,
            self.channels.count(),
            self.patch,
            self.flips,
        );
        Ok(Box::new(examples.known_as(parts, loaded.words)))
    }
}

/// Photographs in memory, in their parts.
#[derive(Default)]
struct Loaded {
    training: Vec<Film>,
    held_out: Vec<(String, Film)>,
    parts: Parts,
    words: Vec<String>,
}

impl FolderPhotos {
    /// All pictures of a folder, and what is to be said of it. `before` bytes are held already; `name` is what a file's
    /// name is told as.
    fn pictures(
        &self,
        shelf: &dyn Shelf,
        path: &Path,
        before: usize,
        name: &dyn Fn(String) -> String,
        words: &mut Vec<String>,
    ) -> Result<Vec<FoundPicture<Film>>, DataError> {
        let mut found = Vec::new();
        let mut broken = Vec::new();
        // What the folders before hold counts with the first picture.
        let mut carried = before;
        let left_out = shelf.each_picture(path, &mut |file, image| {
            let name = name(file);
            if !image.pixels().iter().all(|value| value.is_finite()) {
                broken.push(super::unlearnable(&name));
                return 0;
            }
            let picture = Film::of(&self.channels.of(&image), &image);
            let held = picture.bytes() + std::mem::take(&mut carried);
            found.push(FoundPicture {
                name,
                print: print_of(&image),
                picture,
            });
            held
        })?;
        words.extend(left_out);
        match broken.pop() {
            Some(last) if found.is_empty() => Err(DataError(last)),
            last => {
                let broken = broken.iter().chain(&last);
                words.extend(broken.map(ToString::to_string));
                Ok(found)
            }
        }
    }

    /// The folder's sub-folders are the parts.
    fn in_parts(
        &self,
        shelf: &dyn Shelf,
        path: &Path,
        layout: &FolderLayout,
        parts: &Divided<'_>,
    ) -> Result<Loaded, DataError> {
        let mut loaded = Loaded::default();
        loaded.words.extend(layout.astray());
        loaded.words.extend(parts.unread());
        let mut held = 0;
        for (inner, used) in [
            (parts.training, Use::Learned),
            (parts.held_out, Use::HeldOut),
        ] {
            let name = |file: String| format!("{}/{file}", inner.name);
            let inside = path.join(&inner.name);
            let found = self.pictures(shelf, &inside, held, &name, &mut loaded.words)?;
            held = found.iter().map(|found| found.picture.bytes()).sum();
            loaded.parts.add(&found, used);
            loaded.take(found, used);
        }
        Ok(loaded)
    }

    /// All pictures of the folder itself.
    fn in_one(
        &self,
        shelf: &dyn Shelf,
        path: &Path,
        seed: u64,
        kept: &Parts,
    ) -> Result<Loaded, DataError> {
        let mut loaded = Loaded::default();
        let mut found = self.pictures(shelf, path, 0, &|file| file, &mut loaded.words)?;
        let mut split = None;
        if let ([only], true) = (&found[..], kept.is_empty()) {
            split = Some(only.clone());
            found.clear();
        } else {
            let mut random = Stream::new(seed, Purpose::Data, 0);
            let divided = kept.divide(found, seed, &mut random, ONE_IN);
            split = divided.split.or(split);
            loaded.parts.add(&divided.training, Use::Learned);
            loaded.parts.add(&divided.held_out, Use::HeldOut);
            loaded.take(divided.training, Use::Learned);
            loaded.take(divided.held_out, Use::HeldOut);
            let mut now = loaded.parts.clone();
            now.add(split.as_slice(), Use::Split);
            if !kept.is_empty() {
                loaded.words.extend(kept.changes(&now, divided.new));
            }
        }
        if let Some(only) = split {
            loaded.parts.add(std::slice::from_ref(&only), Use::Split);
            let (left, right) = split_one(&only.picture, self.patch)
                .ok_or_else(|| too_small(&self.path, &only.picture, self.patch))?;
            loaded.training.push(left);
            let name = format!("{} (right part)", only.name);
            loaded.held_out.insert(0, (name, right));
        }
        Ok(loaded)
    }
}

impl Loaded {
    fn take(&mut self, found: Vec<FoundPicture<Film>>, used: Use) {
        for FoundPicture { name, picture, .. } in found {
            if used == Use::HeldOut {
                self.held_out.push((name, picture));
            } else {
                self.training.push(picture);
            }
        }
    }
}

/// The left part and the right fifth, at least one patch wide; `None` when less than a patch would be left.
fn split_one(photo: &Film, patch: usize) -> Option<(Film, Film)> {
    let (height, width) = (photo.height(), photo.width());
    let right = (width / 5).max(patch);
    let left = width.checked_sub(right).filter(|&left| left >= patch)?;
    Some((
        photo.crop(0, 0, height, left),
        photo.crop(0, left, height, right),
    ))
}

fn too_small(path: &str, photo: &Film, patch: usize) -> DataError {
    DataError(say!(
        "{}: its only photograph, {}×{} pixels, is too narrow to be split into a part to learn from and a part to be \
        judged on with patches of {} pixels; add photographs or choose smaller patches",
        path,
        photo.width(),
        photo.height(),
        patch
    ))
}
