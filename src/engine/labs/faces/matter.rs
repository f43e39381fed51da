//! The pictures: drawn faces or a person's own in two folders, and what of them is looked at.

use std::path::Path;

use super::{Faces, Look, left};
use crate::data::{
    self, Batch, Channels, DataSet, Examples, Faces as Drawn, FolderClasses, Part, Parts, Shelf,
    Use,
};
use crate::figure::counted;
use crate::image::{Image, resize};
use crate::labs::Desk;
use crate::math::random::{Purpose, Stream};
use crate::nn::Shape;
use crate::say;
use crate::train::TrainError;

/// Side of a picture.
pub(super) const SIDE: usize = 48;
/// Side of a small one.
const SMALL: usize = 12;
/// Rows and columns of the mouth.
pub(super) const MOUTH: [std::ops::Range<usize>; 2] = [28..44, 12..36];
/// One picture of each class in so many is held out.
const ONE_IN: usize = 5;

/// A picture with its class, 0 or 1.
#[derive(Clone)]
pub(super) struct Example {
    pub(super) picture: Image,
    pub(super) class: usize,
    /// Its file, below the folder; empty where it has none.
    pub(super) file: String,
}

/// Pictures to learn from and others.
#[derive(Clone)]
pub(super) struct Matter {
    pub(super) training: Vec<Example>,
    pub(super) held_out: Vec<Example>,
    /// The names of both classes; the first is +1.
    pub(super) names: [String; 2],
    /// Pictures that lie in both classes.
    pub(super) contradictions: usize,
    /// Whether a folder says itself which pictures are held out.
    pub(super) divided: bool,
    /// What was left out of a folder: how many pictures could not be read first, then why.
    pub(super) words: Vec<String>,
}

impl Look {
    /// What is looked at of a picture of [`SIDE`] pixels, row after row.
    pub(super) fn of(self, picture: &Image) -> Image {
        match self {
            Self::Mouth => {
                let [rows, columns] = MOUTH;
                picture.crop(rows.start, columns.start, rows.len(), columns.len())
            }
            Self::Whole => picture.clone(),
            Self::Small => resize::resize(picture, SMALL, SMALL),
        }
    }

    /// The shape of that.
    pub(super) fn shape(self) -> Shape {
        match self {
            Self::Mouth => {
                let [rows, columns] = MOUTH.map(|range| range.len());
                Shape::new(1, rows, columns)
            }
            Self::Whole => Shape::new(1, SIDE, SIDE),
            Self::Small => Shape::new(1, SMALL, SMALL),
        }
    }
}

impl Faces {
    /// The pictures, those that are held out chosen by the seed; own folders with parts keep their own division.
    pub(super) fn matter(&self, seed: u64, desk: &Desk<'_>) -> Result<Matter, TrainError> {
        let own = !self.folder.trim().is_empty();
        let data: Box<dyn DataSet> = match own {
            true => Box::new(FolderClasses {
                path: self.folder.clone(),
                side: SIDE,
                channels: Channels::Gray,
                flips: false,
                ..FolderClasses::default()
            }),
            false => Box::new(Drawn {
                shift: 0,
                mirror: false,
                ..Drawn::default()
            }),
        };
        let examples = data::load(&*data, desk.shelf(), 0, &Parts::default())?;
        let [first, second] = examples.classes() else {
            return Err(TrainError::Mismatch(say!(
                "there must be two classes, +1 and −1, but there are {}: choose a folder with two sub-folders of \
                 pictures",
                examples.classes().len()
            )));
        };
        let names = [first.clone(), second.clone()];
        let parts = [Part::Training, Part::Validation].map(|part| all_of(&*examples, part));
        let layout = match own {
            true => Some(desk.shelf().layout(Path::new(&self.folder))?),
            false => None,
        };
        let words = layout.as_ref().map_or_else(Vec::new, |layout| {
            left::told(layout, &*examples, &self.folder)
        });
        let divided = layout.is_some_and(|layout| layout.class_parts().is_some());
        let all = || parts.iter().flatten();
        if let Some(one) = all().next()
            && all().all(|other| other.picture == one.picture)
        {
            return Err(TrainError::Mismatch(say!(
                "all {} pictures are alike: nothing tells the classes apart, so put different ones into the folders",
                all().count()
            )));
        }
        let contradictions = contradictions(&parts.concat());
        let mut random = Stream::new(seed, Purpose::Data, 0);
        let (mut training, mut held_out) = (Vec::new(), Vec::new());
        let mut classes = Vec::new();
        for (class, name) in names.iter().enumerate() {
            let of = |part: &Vec<Example>| -> Vec<Example> {
                let own = part.iter().filter(|one| one.class == class);
                own.cloned().collect()
            };
            let [mut own, mut judged] = parts.each_ref().map(of);
            if !divided {
                own.append(&mut judged);
            }
            for at in (1..own.len()).rev() {
                own.swap(at, random.below(at + 1));
            }
            if divided && (own.is_empty() || judged.is_empty()) {
                return Err(TrainError::Mismatch(say!(
                    "of \"{}\" there are {} pictures to learn from and {} to judge by: one of each at least is needed",
                    name,
                    own.len(),
                    judged.len()
                )));
            }
            if !divided {
                if own.len() < 2 {
                    return Err(TrainError::Mismatch(say!(
                        "\"{}\" has {}: two at least are needed, one to learn from, one to judge by",
                        name,
                        counted(own.len(), "picture", "pictures")
                    )));
                }
                let held = (own.len() / ONE_IN).max(1);
                judged.extend(own.drain(..held));
            }
            held_out.append(&mut judged);
            classes.push(own.into_iter());
        }
        // By turns, so that any number of the first is of both.
        loop {
            let both: Vec<Example> = classes.iter_mut().filter_map(Iterator::next).collect();
            if both.is_empty() {
                break;
            }
            training.extend(both);
        }
        training.truncate(self.count);
        Ok(Matter {
            training,
            held_out,
            names,
            contradictions,
            divided,
            words,
        })
    }
}

/// All pictures of a part, with the names of their files where they have some.
fn all_of(examples: &dyn Examples, part: Part) -> Vec<Example> {
    let used = match part {
        Part::Training => Use::Learned,
        Part::Validation => Use::HeldOut,
    };
    let known = examples.parts().entries.into_iter();
    let mut files = known.filter(|one| one.used == used).map(|one| one.name);
    let mut batch = Batch::default();
    // Own pictures come as if drawn by chance: each of them is read whole.
    examples.read(part, 0, examples.count(part), &mut batch);
    let classes = batch.classes().iter().enumerate();
    let example = |(at, class): (usize, &usize)| Example {
        picture: batch.input.image(at),
        class: *class,
        file: files.next().unwrap_or_default(),
    };
    classes.map(example).collect()
}

/// A picture as this lab takes it, whatever it was: its middle square, in grey, at [`SIDE`] pixels.
pub(super) fn prepared(picture: &Image) -> Image {
    Channels::Gray.of(&resize::square(picture, SIDE))
}

/// A person's own pictures, to be asked about.
#[derive(Default)]
pub(super) struct Asked {
    /// Names and pictures, as this lab takes them.
    pub(super) pictures: Vec<(String, Image)>,
    /// What is wrong with each of those that could not be read.
    pub(super) left_out: Vec<String>,
}

/// The pictures of a folder; none where no folder is named.
pub(super) fn asked(path: &str, shelf: &dyn Shelf) -> Result<Asked, TrainError> {
    let mut asked = Asked::default();
    if path.trim().is_empty() {
        return Ok(asked);
    }
    let pictures = &mut asked.pictures;
    let left_out = shelf.each_picture(Path::new(path), &mut |name, picture| {
        let picture = prepared(&picture);
        let kept = size_of_val(picture.pixels());
        pictures.push((name, picture));
        kept
    })?;
    asked.left_out = left_out;
    Ok(asked)
}

/// How many pictures lie in both classes.
fn contradictions(all: &[Example]) -> usize {
    let bits = |one: &Example| one.picture.pixels().iter().map(|x| x.to_bits()).collect();
    let of = |class: usize| all.iter().filter(move |one| one.class == class).map(bits);
    let first: std::collections::HashSet<Vec<u32>> = of(0).collect();
    of(1).filter(|picture| first.contains(picture)).count()
}
