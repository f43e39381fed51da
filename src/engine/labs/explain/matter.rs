//! The pictures: what is learned from, what is explained, and a person's own as the network sees them.

use super::{Explain, Pictures, ROW, ROWS};
use crate::data::{self, DataSet, Digits, Faces, Fashion, Labelled, Part, Parts};
use crate::image::Image;
use crate::labs::lesson::{all_of, shuffled, taken};
use crate::labs::{Desk, Given, photograph};
use crate::nn::Tensor;
use crate::say;
use crate::train::TrainError;

/// Rows and columns of the mouth of a drawn face of 48 × 48 pixels, from and up to.
const MOUTH: [[usize; 2]; 2] = [[28, 44], [12, 36]];

/// Pictures to learn from, and new ones.
pub(super) struct Matter {
    set: Box<dyn DataSet>,
    kind: Pictures,
    pub(super) training: Labelled,
    pub(super) judged: Labelled,
    /// What the classes are.
    pub(super) names: Vec<String>,
}

impl Matter {
    /// The pictures of one seed; those that are shown first are always the same.
    pub(super) fn of(lab: &Explain, seed: u64, desk: &Desk<'_>) -> Result<Self, TrainError> {
        let set: Box<dyn DataSet> = match lab.pictures {
            Pictures::Fashion => Box::new(Fashion::default()),
            Pictures::Digits => Box::new(Digits::default()),
            Pictures::Faces => Box::new(Faces::default()),
        };
        let examples = data::load(&*set, desk.shelf(), 0, &Parts::default())?;
        let [training, judged] =
            [Part::Training, Part::Validation].map(|part| all_of(&*examples, part));
        if training.classes.is_empty() || judged.classes.len() < ROW * ROWS {
            return Err(TrainError::Mismatch(say!(
                "there are too few pictures to learn from and to be explained; choose others"
            )));
        }
        let mut some = shuffled(training.classes.len(), seed);
        some.truncate(lab.count);
        let others = shuffled(judged.classes.len(), seed);
        Ok(Self {
            names: examples.classes().to_vec(),
            training: taken(&training, &some),
            judged: taken(&judged, &others),
            kind: lab.pictures,
            set,
        })
    }

    /// One of the new pictures.
    pub(super) fn picture(&self, at: usize) -> Tensor {
        taken(&self.judged, &[at]).pictures
    }

    /// The first so many of them.
    pub(super) fn first(&self, count: usize) -> Tensor {
        let numbers: Vec<usize> = (0..count).collect();
        taken(&self.judged, &numbers).pictures
    }

    /// Whether a pixel is of what alone decides, where that is known.
    pub(super) fn decides(&self, y: usize, x: usize) -> Option<bool> {
        let [rows, columns] = MOUTH;
        let inside = |[from, to]: [usize; 2], at: usize| (from..to).contains(&at);
        (self.kind == Pictures::Faces).then(|| inside(rows, y) && inside(columns, x))
    }

    /// A person's own picture as the network sees it: placed as the set's own are, light on dark where those are.
    pub(super) fn given(&self, given: &Given) -> Tensor {
        let dark = self.kind != Pictures::Faces;
        let found = photograph::for_network(&*self.set, dark, given);
        let (_, height, width) = self.judged.pictures.image(0).dim();
        Tensor::from_image(&found.unwrap_or_else(|| Image::zeros(1, height, width)))
    }
}
