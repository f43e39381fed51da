//! A person's own pictures in classes: each sub-folder is a class, named after it; or each sub-folder of `train` and
//! `val`, where the folder holds the two parts.

use std::path::{Path, PathBuf};

use super::parts::FoundPicture;
use super::{
    Batch, Channels, DataError, DataSet, Examples, FolderLayout, Labelled, Part, Parts, Shelf,
    Stock, Use, Variety, print_of,
};
use crate::image::{Image, resize};
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};
use crate::say;
use crate::setting::Kind;

/// One picture of each class in so many is held out.
const ONE_IN: usize = 5;

crate::adjustable! {
    /// A folder of classes.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FolderClasses: "folder-classes", "Folder of classes",
        "Your own pictures; each sub-folder is a class. A fifth of each class is held out." {
        /// The folder.
        path: String = String::new(), Kind::Text,
            "Folder", "",
            "The folder whose sub-folders are the classes, or hold them in train and val: the part to learn from and \
             the part to be judged on.";
        /// Side of the pictures that the network sees.
        side: usize = 48, Kind::int(4, 256),
            "Side", "pixels", "Pictures are cut to their middle square and resized to this side; 28 to 96 is usual.";
        /// Grey or colour.
        channels: Channels = Channels::Color, Kind::Choice(Channels::CHOICES),
            "Channels", "", "Grey (one channel) or colour (three).";
        /// Whether training pictures are mirrored.
        flips: bool = true, Kind::Flag, "Mirror", "", "Shows half of the training pictures mirrored left to right. \
            Of digits or letters it makes others: leave it off there.";
        /// Largest random shift.
        shift: usize = 0, Kind::int(0, 64),
            "Shift", "pixels", "Training pictures are moved at random by up to so many pixels each way; a tenth of the \
            side is usual.";
        /// Largest random turn.
        turn: f32 = 0.0, Kind::float(0.0, 45.0),
            "Turn", "°", "Training pictures are turned at random by up to so many degrees either way; 5 to 15 is \
            usual.";
        /// Largest random change of brightness.
        light: f32 = 0.0, Kind::float(0.0, 0.9),
            "Brightness", "", "Training pictures are made lighter or darker at random by up to this share; 0.1 to \
            0.4 is usual.";
    }
}

impl DataSet for FolderClasses {
    fn labelled(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape::new(self.channels.count(), self.side, self.side)
    }

    fn classes(&self) -> Vec<String> {
        Vec::new()
    }

    fn prepare(&self, picture: &Image) -> Option<Image> {
        Some(self.channels.of(&resize::square(picture, self.side)))
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
                "no folder of classes is chosen; set \"path\" to one, or drop a folder on the window"
            )));
        }
        let path = Path::new(&self.path);
        let layout = shelf.layout(path)?;
        let mut loading = Loading {
            set: self,
            shelf,
            classes: Vec::new(),
            parts: [self.empty(), self.empty()],
            known: Parts::default(),
            new: [0; 2],
            words: layout.astray().into_iter().collect(),
        };
        if layout.class_parts().is_some() {
            loading.in_parts(path, &layout)?;
        } else {
            loading.in_one(path, &layout, seed, kept)?;
        }
        let Loading {
            classes,
            parts,
            known,
            new,
            mut words,
            ..
        } = loading;
        if parts[1].classes.is_empty() {
            return Err(DataError(say!(
                "{}: the pictures that it was judged on before are gone from the folder; put them back, add new ones, \
                or start a new run",
                &self.path
            )));
        }
        if !kept.is_empty() {
            words.extend(kept.changes(&known, new));
        }
        // Copies of what was learned from were so before, too.
        words.extend(kept.leak(&known).or_else(|| known.twins()));
        Ok(Box::new(ClassExamples {
            shape: self.shape(),
            variety: Variety {
                shift: self.shift,
                mirror: self.flips,
                turn: self.turn,
                light: self.light,
            },
            classes,
            parts,
            known: known.remembering(kept),
            left_out: words,
        }))
    }
}

/// A folder of classes while it is read.
struct Loading<'a> {
    set: &'a FolderClasses,
    shelf: &'a dyn Shelf,
    classes: Vec<String>,
    parts: [Labelled; 2],
    known: Parts,
    /// Pictures that a list of before does not know, and how many of them are held out.
    new: [usize; 2],
    words: Vec<String>,
}

impl Loading<'_> {
    /// All pictures of a folder; `name` is the folder's below that of the data set.
    fn pictures(&mut self, path: &Path, name: &str) -> Result<Vec<FoundPicture<Image>>, DataError> {
        let mut found = Vec::new();
        let mut broken = Vec::new();
        // What the folders before hold counts with the first picture.
        let mut carried: usize = self
            .parts
            .iter()
            .map(|part| size_of_val(&part.pictures.data[..]))
            .sum();
        let left_out = self.shelf.each_picture(path, &mut |file, image| {
            let name = format!("{name}/{file}");
            if !image.pixels().iter().all(|value| value.is_finite()) {
                broken.push(super::unlearnable(&name));
                return 0;
            }
            let Some(picture) = self.set.prepare(&image) else {
                return 0;
            };
            let held = size_of_val(picture.pixels()) + std::mem::take(&mut carried);
            found.push(FoundPicture {
                name,
                print: print_of(&image),
                picture,
            });
            held
        })?;
        self.words.extend(left_out);
        self.words.extend(broken.iter().map(ToString::to_string));
        Ok(found)
    }

    fn take(&mut self, found: &[FoundPicture<Image>], class: usize, used: Use) {
        self.known.add(found, used);
        let part = &mut self.parts[usize::from(used == Use::HeldOut)];
        for found in found {
            self.set.add(part, &found.picture, class);
        }
    }

    /// The folder's sub-folders are the classes.
    fn in_one(
        &mut self,
        path: &Path,
        layout: &FolderLayout,
        seed: u64,
        kept: &Parts,
    ) -> Result<(), DataError> {
        let folder = path.display().to_string();
        let classes = layout.classes();
        if let Some(parts) = layout.photo_parts() {
            return Err(DataError(say!(
                "{}: its parts {} and {} hold pictures but no sub-folders of classes; put the pictures of each class \
                into a sub-folder there, or choose a folder of photographs",
                folder,
                &parts.training.name,
                &parts.held_out.name
            )));
        }
        if classes.len() < 2 {
            return Err(DataError(say!(
                "{}: it has {} sub-folders with pictures; a folder of classes needs at least two, one for each class",
                folder,
                classes.len()
            )));
        }
        let mut random = Stream::new(seed, Purpose::Data, 0);
        for (class, (name, _)) in classes.into_iter().enumerate() {
            let found = self.pictures(&path.join(&name), &name)?;
            if found.len() < 2 && kept.is_empty() {
                return Err(DataError(say!(
                    "{}: the class \"{}\" has only {} readable picture; it needs at least two, one to learn from and \
                    one to be judged on",
                    folder,
                    name,
                    found.len()
                )));
            }
            let divided = kept.divide(found, seed, &mut random, ONE_IN);
            if divided.training.is_empty() {
                return Err(DataError(say!(
                    "{}: the class \"{}\" has no picture left to learn from; put those that were there back, add new \
                    ones, or start a new run",
                    folder,
                    name
                )));
            }
            self.new[0] += divided.new[0];
            self.new[1] += divided.new[1];
            self.take(&divided.held_out, class, Use::HeldOut);
            self.take(&divided.training, class, Use::Learned);
            self.classes.push(name);
        }
        Ok(())
    }

    /// The classes lie in the folder's two parts.
    fn in_parts(&mut self, path: &Path, layout: &FolderLayout) -> Result<(), DataError> {
        let Some(parts) = layout.class_parts() else {
            return Ok(());
        };
        self.words.extend(parts.unread());
        let inside = |part: &str, class: &str| -> (PathBuf, String) {
            (path.join(part).join(class), format!("{part}/{class}"))
        };
        let judged = |class: &str| parts.held_out.classes.iter().any(|(name, _)| name == class);
        for (class, (name, _)) in parts.training.classes.iter().enumerate() {
            let (folder, told) = inside(&parts.training.name, name);
            let found = self.pictures(&folder, &told)?;
            if found.is_empty() {
                return Err(DataError(say!(
                    "{}: it has no picture that can be learned from; add some or remove the folder",
                    folder.display().to_string()
                )));
            }
            self.take(&found, class, Use::Learned);
            if judged(name) {
                let (folder, told) = inside(&parts.held_out.name, name);
                let found = self.pictures(&folder, &told)?;
                self.take(&found, class, Use::HeldOut);
            }
            self.classes.push(name.clone());
        }
        let strangers = parts.held_out.classes.iter().map(|(name, _)| &**name);
        let strangers: Vec<_> = strangers
            .filter(|name| !self.classes.iter().any(|class| class == name))
            .collect();
        if self.parts[1].classes.is_empty() {
            return Err(DataError(say!(
                "{}: no class of {} is one of {}; give the sub-folders of both the same names",
                path.display().to_string(),
                &parts.held_out.name,
                &parts.training.name
            )));
        }
        if !strangers.is_empty() {
            self.words.push(format!(
                "{} of {} is left out: nothing of that name is learned from",
                strangers.join(", "),
                parts.held_out.name
            ));
        }
        Ok(())
    }
}

impl FolderClasses {
    fn empty(&self) -> Labelled {
        Labelled {
            pictures: Tensor::zeros(0, self.shape()),
            classes: Vec::new(),
        }
    }

    fn add(&self, part: &mut Labelled, picture: &Image, class: usize) {
        let count = part.classes.len();
        part.pictures.reshape(count + 1, self.shape());
        part.pictures.set_image(count, picture);
        part.classes.push(class);
    }
}

struct ClassExamples {
    shape: Shape,
    variety: Variety,
    classes: Vec<String>,
    parts: [Labelled; 2],
    known: Parts,
    left_out: Vec<String>,
}

impl ClassExamples {
    fn part(&self, part: Part) -> &Labelled {
        &self.parts[usize::from(part == Part::Validation)]
    }
}

impl Examples for ClassExamples {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn classes(&self) -> &[String] {
        &self.classes
    }

    fn left_out(&self) -> &[String] {
        &self.left_out
    }

    fn parts(&self) -> Parts {
        self.known.clone()
    }

    fn count(&self, part: Part) -> usize {
        self.part(part).classes.len()
    }

    fn stock(&self) -> Stock<'_> {
        Stock::Examples(self.variety)
    }

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        let part = self.part(Part::Training);
        let (input, classes) = batch.labelled();
        input.reshape(count, self.shape);
        for slot in 0..count {
            let index = random.below(part.classes.len());
            let (from, to) = (part.pictures.example(index), input.example_mut(slot));
            self.variety.vary(self.shape, from, to, random);
            classes.push(part.classes[index]);
        }
    }

    fn read(&self, part: Part, from: usize, count: usize, batch: &mut Batch) {
        let part = self.part(part);
        let end = (from + count).min(part.classes.len()).max(from);
        let (input, classes) = batch.labelled();
        input.reshape(end - from, self.shape);
        for (slot, index) in (from..end).enumerate() {
            input
                .example_mut(slot)
                .copy_from_slice(part.pictures.example(index));
            classes.push(part.classes[index]);
        }
    }
}
