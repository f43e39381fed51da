//! Who judges what was made: a network that learned to read real digits and never saw a made one, and the distance to
//! the nearest digit that was learned from.

use super::matter::{Matter, SIZE};
use crate::data::{Labelled, Variety};
use crate::labs::Desk;
use crate::labs::lesson::{Budget, Course, Plan, learn};
use crate::nn::init::Init;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Tensor};
use crate::say;
use crate::train::{TrainError, class_of};

/// Kinds of digits.
pub(super) const KINDS: usize = 10;
/// How sure the judge must be of a digit that counts as one.
pub(super) const SURE: f64 = 0.9;
/// The network that judges.
const TEXT: &str =
    "conv 16; relu; max-pool; conv 32; relu; max-pool; flatten; dense 64; relu; dense 10";

/// What the judge says of pictures.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Opinion {
    /// Of each picture, what it is read as, and how surely, 0..1.
    pub(super) read: Vec<(usize, f64)>,
    /// Of each, the distance to the nearest digit that was learned from: root mean square over its pixels, in standard
    /// units.
    pub(super) nearest: Vec<f64>,
}

impl Opinion {
    /// The share that the judge is sure of.
    pub(super) fn sure(&self) -> f64 {
        let sure = self.read.iter().filter(|(_, surely)| *surely > SURE);
        sure.count() as f64 / self.read.len().max(1) as f64
    }

    /// Of those that it is sure of, how many are read as each kind.
    pub(super) fn kinds(&self) -> [usize; KINDS] {
        let mut kinds = [0; KINDS];
        let sure = self.read.iter().filter(|(_, surely)| *surely > SURE);
        sure.for_each(|(kind, _)| kinds[*kind] += 1);
        kinds
    }

    /// The share that is read as these.
    pub(super) fn right(&self, classes: &[usize]) -> f64 {
        let pairs = self.read.iter().zip(classes);
        let right = pairs.filter(|((kind, _), class)| kind == *class).count();
        right as f64 / classes.len().max(1) as f64
    }

    /// The distance that a share of them lies below.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.nearest.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1) as f64;
        sorted
            .get((share * last) as usize)
            .copied()
            .unwrap_or(f64::NAN)
    }

    /// The share that lies nearer than that to a digit that was learned from.
    pub(super) fn nearer(&self, than: f64) -> f64 {
        let nearer = self.nearest.iter().filter(|distance| **distance < than);
        nearer.count() as f64 / self.nearest.len().max(1) as f64
    }
}

/// Who judges.
pub(super) struct Judge {
    network: Network,
    /// The share of new digits that it reads rightly.
    pub(super) right: f64,
}

impl Judge {
    /// Teaches one; `None` when it is to stop.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn taught(
        matter: &Matter,
        steps: u64,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Option<Self>, TrainError> {
        let architecture = Architecture::from_text(TEXT).map_err(|_| {
            TrainError::Mismatch(say!("the judge cannot be written; build the program again"))
        })?;
        let copy = |part: &Labelled| Labelled {
            pictures: part.pictures.clone(),
            classes: part.classes.clone(),
        };
        let variety = Variety {
            shift: 1,
            ..Variety::default()
        };
        let course = Course::plain(copy(&matter.known), copy(&matter.new), variety);
        let plan = Plan {
            architecture: &architecture,
            init: Init::He,
            optimizer: Box::new(Adam::default()),
            rate: 2e-3,
            batch: 64,
            budget: Budget::Steps(steps),
            seed: seed ^ 1,
            looks: 0,
        };
        let mut kept = None;
        let mut go_on = |_| !desk.stopped();
        let look = learn(&course, &plan, &mut go_on, &mut |_, network| {
            kept = Some(network.clone());
        })?;
        Ok(kept.zip(look).map(|(network, look)| Self {
            network,
            right: look.right,
        }))
    }

    /// What it says of pictures in standard units, of each its kind and how surely.
    pub(super) fn read(&mut self, pictures: &Tensor) -> Opinion {
        let answer = self.network.forward(pictures, Mode::Evaluate);
        let one = |scores: &[f32]| {
            let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f64 = scores
                .iter()
                .map(|score| f64::from(score - most).exp())
                .sum();
            (class_of(scores), 1.0 / sum)
        };
        Opinion {
            read: (0..answer.count)
                .map(|at| one(answer.example(at)))
                .collect(),
            nearest: Vec::new(),
        }
    }

    /// The same with distances.
    pub(super) fn judged(&mut self, matter: &Matter, pictures: &Tensor) -> Opinion {
        let nearest = (0..pictures.count).map(|at| nearest(matter, pictures.example(at)).1);
        Opinion {
            nearest: nearest.collect(),
            ..self.read(pictures)
        }
    }
}

/// The number of the nearest digit that was learned from, and how far it is.
pub(super) fn nearest(matter: &Matter, picture: &[f32]) -> (usize, f64) {
    let all = &matter.known.pictures;
    let distance = |at: usize| {
        let pairs = picture.iter().zip(all.example(at));
        pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f32>()
    };
    let nearest = (0..all.count).map(|at| (at, distance(at)));
    let (at, square) = nearest.fold((0, f32::INFINITY), |best, one| match one.1 < best.1 {
        true => one,
        false => best,
    });
    (at, (f64::from(square) / SIZE as f64).sqrt())
}
