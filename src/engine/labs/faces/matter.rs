//! The pictures: drawn faces or a person's own in two folders, and what of them is looked at.

use std::path::Path;

use super::{Faces, Look};
use crate::data::{
    self, Batch, Channels, DataSet, Faces as Drawn, FolderClasses, Part, Parts, Shelf,
};
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
const MOUTH: [std::ops::Range<usize>; 2] = [28..44, 12..36];
/// One picture of each class in so many is held out.
const ONE_IN: usize = 5;

/// A picture with its class, 0 or 1.
#[derive(Clone)]
pub(super) struct Example {
    pub(super) picture: Image,
    pub(super) class: usize,
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
    /// The pictures, those that are held out chosen by the seed.
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
                side: SIDE,
                shift: 0,
                mirror: false,
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
        let mut all = Vec::new();
        for part in [Part::Training, Part::Validation] {
            let mut batch = Batch::default();
            // Own pictures come as if drawn by chance: each of them is read whole.
            examples.read(part, 0, examples.count(part), &mut batch);
            let classes = batch.classes().iter().enumerate();
            all.extend(classes.map(|(at, class)| Example {
                picture: batch.input.image(at),
                class: *class,
            }));
        }
        if let Some(one) = all.first()
            && all.iter().all(|other| other.picture == one.picture)
        {
            return Err(TrainError::Mismatch(say!(
                "all {} pictures are alike: nothing tells the classes apart, so put different ones into the folders",
                all.len()
            )));
        }
        let contradictions = contradictions(&all);
        let mut random = Stream::new(seed, Purpose::Data, 0);
        let (mut training, mut held_out) = (Vec::new(), Vec::new());
        let mut classes = Vec::new();
        for (class, name) in names.iter().enumerate() {
            let mut own: Vec<Example> = all
                .iter()
                .filter(|one| one.class == class)
                .cloned()
                .collect();
            for at in (1..own.len()).rev() {
                own.swap(at, random.below(at + 1));
            }
            if own.len() < 2 {
                return Err(TrainError::Mismatch(say!(
                    "there are {} pictures of \"{}\": two at least are needed, one to learn from, one to judge by",
                    own.len(),
                    name
                )));
            }
            let held = (own.len() / ONE_IN).max(1);
            held_out.extend(own.drain(..held));
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
        })
    }
}

/// A person's own pictures, to be asked about: names and pictures as examples.
pub(super) fn asked(path: &str, shelf: &dyn Shelf) -> Result<Vec<(String, Image)>, TrainError> {
    if path.trim().is_empty() {
        return Ok(Vec::new());
    }
    let found = shelf.folder(Path::new(path))?;
    let prepared = |(name, picture): (String, Image)| {
        let square = Channels::Gray.of(&resize::square(&picture, SIDE));
        (name, square)
    };
    Ok(found.into_iter().map(prepared).collect())
}

/// How many pictures lie in both classes.
fn contradictions(all: &[Example]) -> usize {
    let bits = |one: &Example| one.picture.pixels().iter().map(|x| x.to_bits()).collect();
    let of = |class: usize| all.iter().filter(move |one| one.class == class).map(bits);
    let first: std::collections::HashSet<Vec<u32>> = of(0).collect();
    of(1).filter(|picture| first.contains(picture)).count()
}
