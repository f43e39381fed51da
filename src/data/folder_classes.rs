//! A person's own pictures in classes: each sub-folder is a class, named after it.

use std::path::Path;

use super::{Batch, Channels, DataError, DataSet, Examples, Labelled, Part, Shelf, Task};
use crate::image::resize;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};
use crate::setting::Kind;

crate::adjustable! {
    /// A folder of classes.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FolderClasses: "folder-classes", "Folder of classes", "Your own pictures; each sub-folder is a class. A fifth of each class is held out." {
        /// The folder.
        path: String = String::new(), Kind::Text, "Folder", "", "The folder whose sub-folders are the classes.";
        /// Side of the pictures that the network sees.
        side: usize = 48, Kind::int(4, 256), "Side", "pixels", "Pictures are cut to their middle square and resized to this side; 28 to 96 is usual.";
        /// Grey or colour.
        channels: Channels = Channels::Color, Kind::Choice(Channels::CHOICES), "Channels", "", "Grey (one channel) or colour (three).";
        /// Whether training pictures are mirrored.
        flips: bool = true, Kind::Flag, "Mirror", "", "Shows half of the training pictures mirrored left to right.";
    }
}

impl DataSet for FolderClasses {
    fn task(&self) -> Task {
        Task::Classify
    }

    fn shape(&self) -> Shape {
        Shape::new(self.channels.count(), self.side, self.side)
    }

    fn classes(&self) -> Vec<String> {
        Vec::new()
    }

    fn load(&self, shelf: &dyn Shelf, seed: u64) -> Result<Box<dyn Examples>, DataError> {
        if self.path.trim().is_empty() {
            return Err(DataError(
                "no folder of classes is chosen; set \"path\" to one, or drop a folder on the window".into(),
            ));
        }
        let path = Path::new(&self.path);
        let classes = shelf.sub_folders(path)?;
        if classes.len() < 2 {
            return Err(DataError(format!(
                "{}: it has {} sub-folders with pictures; a folder of classes needs at least two, one for each class",
                self.path,
                classes.len()
            )));
        }
        let mut random = Stream::new(seed, Purpose::Data, 0);
        let mut left_out = Vec::new();
        let mut parts = [self.empty(), self.empty()];
        for (class, name) in classes.iter().enumerate() {
            let mut pictures = Vec::new();
            left_out.extend(shelf.each_picture(&path.join(name), &mut |_, picture| {
                let picture = self.channels.of(&resize::square(&picture, self.side));
                let held = size_of_val(picture.pixels());
                pictures.push(picture);
                held
            })?);
            if pictures.len() < 2 {
                return Err(DataError(format!(
                    "{}: the class \"{name}\" has only one readable picture; it needs at least two, one to learn from and one to \
                     be judged on",
                    self.path
                )));
            }
            for _ in 0..pictures.len().div_ceil(5) {
                let picture = pictures.remove(random.below(pictures.len()));
                self.add(&mut parts[1], &picture, class);
            }
            for picture in &pictures {
                self.add(&mut parts[0], picture, class);
            }
        }
        Ok(Box::new(ClassExamples {
            shape: self.shape(),
            flips: self.flips,
            classes,
            parts,
            left_out,
        }))
    }
}

impl FolderClasses {
    fn empty(&self) -> Labelled {
        Labelled {
            pictures: Tensor::zeros(0, self.shape()),
            classes: Vec::new(),
        }
    }

    fn add(&self, part: &mut Labelled, picture: &crate::image::Image, class: usize) {
        let count = part.classes.len();
        part.pictures.reshape(count + 1, self.shape());
        part.pictures.set_image(count, picture);
        part.classes.push(class);
    }
}

struct ClassExamples {
    shape: Shape,
    flips: bool,
    classes: Vec<String>,
    parts: [Labelled; 2],
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

    fn count(&self, part: Part) -> usize {
        self.part(part).classes.len()
    }

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        let part = self.part(Part::Training);
        batch.input.reshape(count, self.shape);
        batch.classes.clear();
        for slot in 0..count {
            let index = random.below(part.classes.len());
            let out = batch.input.example_mut(slot);
            out.copy_from_slice(part.pictures.example(index));
            if self.flips && random.below(2) == 1 {
                mirror_rows(out, self.shape);
            }
            batch.classes.push(part.classes[index]);
        }
    }

    fn read(&self, part: Part, from: usize, count: usize, batch: &mut Batch) {
        let part = self.part(part);
        let end = (from + count).min(part.classes.len()).max(from);
        batch.input.reshape(end - from, self.shape);
        batch.classes.clear();
        for (slot, index) in (from..end).enumerate() {
            batch
                .input
                .example_mut(slot)
                .copy_from_slice(part.pictures.example(index));
            batch.classes.push(part.classes[index]);
        }
    }
}

fn mirror_rows(pixels: &mut [f32], shape: Shape) {
    let channels = shape.channels;
    for row in pixels.chunks_exact_mut(shape.width * channels) {
        for x in 0..shape.width / 2 {
            for c in 0..channels {
                row.swap(x * channels + c, (shape.width - 1 - x) * channels + c);
            }
        }
    }
}
