//! The pictures: those that are learned from, those by which the temperature is found, new ones, and pictures of
//! something else.

use super::{Diagnosis, Pictures};
use crate::data::{
    self, Channels, DataSet, Digits, Faces, Fashion, FolderClasses, Labelled, Part, Parts,
};
use crate::image::{Image, resize};
use crate::labs::lesson::{all_of, shuffled, taken};
use crate::labs::{Desk, Given, photograph};
use crate::math::random::{Purpose, Stream};
use crate::nn::Tensor;
use crate::say;
use crate::train::TrainError;

/// Pictures of each other kind.
const OTHERS: usize = 500;
/// Of the pictures that could be learned from one in so many is kept for the temperature.
const ONE_IN: usize = 5;
/// At most so many.
const CALIBRATED: usize = 1000;
/// Side of a person's own pictures as they are seen.
const SIDE: usize = 48;
/// At least so many pictures of each part.
const LEAST: usize = 4;

/// The pictures of one seed.
pub(super) struct Matter {
    set: Box<dyn DataSet>,
    /// Whether they show light on dark.
    dark: bool,
    pub(super) names: Vec<String>,
    pub(super) training: Labelled,
    pub(super) calibrated: Labelled,
    pub(super) judged: Labelled,
    /// Pictures of something else, each kind with its name.
    pub(super) others: Vec<(String, Tensor)>,
}

impl Pictures {
    fn set(self) -> Box<dyn DataSet> {
        match self {
            Self::Fashion => Box::new(Fashion::default()),
            Self::Digits => Box::new(Digits {
                shift: 0,
                ..Digits::default()
            }),
            Self::Faces => Box::new(Faces::default()),
        }
    }
}

impl Matter {
    /// The pictures of a seed.
    ///
    /// # Errors
    /// [`TrainError`], when a folder does not hold two classes with a few pictures each.
    pub(super) fn of(lab: &Diagnosis, seed: u64, desk: &Desk<'_>) -> Result<Self, TrainError> {
        let own = !lab.folder.trim().is_empty();
        let set: Box<dyn DataSet> = match own {
            true => Box::new(FolderClasses {
                path: lab.folder.clone(),
                side: SIDE,
                channels: Channels::Gray,
                flips: false,
                ..FolderClasses::default()
            }),
            false => lab.pictures.set(),
        };
        let examples = data::load(&*set, desk.shelf(), 0, &Parts::default())?;
        let names = examples.classes().to_vec();
        if names.len() < 2 {
            return Err(TrainError::Mismatch(say!(
                "there must be two classes at least, but there is {}: choose a folder with two sub-folders of pictures",
                names.len()
            )));
        }
        let [known, judged] =
            [Part::Training, Part::Validation].map(|part| all_of(&*examples, part));
        let order = shuffled(known.classes.len(), seed);
        let kept = (order.len() / ONE_IN).min(CALIBRATED);
        let (calibrated, rest) = order.split_at(kept);
        let learned = &rest[..lab.count.min(rest.len())];
        let least = [calibrated.len(), learned.len(), judged.classes.len()]
            .into_iter()
            .min();
        if least < Some(LEAST) {
            return Err(TrainError::Mismatch(say!(
                "{} pictures are too few: some are learned from, some find the temperature, some are judged; take {} \
                 at least",
                known.classes.len() + judged.classes.len(),
                LEAST * ONE_IN + LEAST
            )));
        }
        let others = others(lab, own, &judged, desk)?;
        Ok(Self {
            set,
            dark: !own && lab.pictures != Pictures::Faces,
            training: taken(&known, learned),
            calibrated: taken(&known, calibrated),
            judged,
            names,
            others,
        })
    }

    /// A person's own picture as the network sees it.
    pub(super) fn given(&self, given: &Given) -> Tensor {
        let found = photograph::for_network(&*self.set, self.dark, given);
        let (_, height, width) = self.judged.pictures.image(0).dim();
        Tensor::from_image(&found.unwrap_or_else(|| Image::zeros(1, height, width)))
    }
}

/// Pictures of something else, as large as those that are judged.
fn others(
    lab: &Diagnosis,
    own: bool,
    judged: &Labelled,
    desk: &Desk<'_>,
) -> Result<Vec<(String, Tensor)>, TrainError> {
    let shape = judged.pictures.shape;
    let kinds = [
        (Pictures::Digits, "digits"),
        (Pictures::Fashion, "clothing"),
        (Pictures::Faces, "drawn faces"),
    ];
    let mut others = Vec::new();
    for (kind, name) in kinds {
        if kind == lab.pictures && !own {
            continue;
        }
        let examples = data::load(&*kind.set(), desk.shelf(), 0, &Parts::default())?;
        let all = all_of(&*examples, Part::Validation).pictures;
        let mut some = Tensor::zeros(all.count.min(OTHERS), shape);
        for at in 0..some.count {
            let picture = resize::resize(&all.image(at).gray(), shape.height, shape.width);
            some.set_image(at, &picture);
        }
        others.push((name.to_owned(), some));
    }
    let mut noise = Tensor::zeros(OTHERS, shape);
    let mut random = Stream::new(0, Purpose::Noise, 0);
    noise
        .data
        .iter_mut()
        .for_each(|value| *value = random.uniform());
    others.push(("noise".to_owned(), noise));
    Ok(others)
}
