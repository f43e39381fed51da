//! How the patch classifier is taught, once from random ground and once also from its own false alarms.

use std::sync::Arc;

use super::Objects;
use super::find::{NETWORK, cut, heat};
use super::scene::{PATCH, Scene, distance};
use crate::data::{Labelled, Variety};
use crate::image::Image;
use crate::labs::lesson::{Budget, Course, Plan, learn};
use crate::math::random::Stream;
use crate::nn::init::Init;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Model, Network, Shape, Tensor, Weights};
use crate::say;
use crate::train::TrainError;

/// Patches a step.
const BATCH: usize = 64;
/// The learning rate at the beginning; it falls evenly to nothing.
const RATE: f32 = 2e-3;
/// Patches with each target, moved by so many pixels at most.
const COPIES: usize = 2;
const MOVED: usize = 2;
/// Patches without a target, for each one with one.
const WITHOUT: usize = 4;
/// Their middles are so far from every target at least, in pixels.
const AWAY: f32 = 10.0;

/// A classifier that was taught, and how it sees pictures.
pub(super) struct Taught {
    pub(super) model: Model,
    course: Course,
}

impl Taught {
    /// An evened picture as the network sees it.
    pub(super) fn seen(&self, image: &Image) -> Tensor {
        self.course.seen(Tensor::from_image(image))
    }
}

/// Patches from scenes: those with a target, and those without.
pub(super) struct Patches {
    with: Vec<Image>,
    without: Vec<Image>,
}

impl Patches {
    /// Patches of targets, and as many times more of random ground.
    pub(super) fn draw(scenes: &[Scene], random: &mut Stream) -> Self {
        let mut all = Self {
            with: Vec::new(),
            without: Vec::new(),
        };
        for scene in scenes {
            for target in &scene.targets {
                for _ in 0..COPIES {
                    let mut moved = || random.below(2 * MOVED + 1) as f32 - MOVED as f32;
                    let at = [target[0] + moved(), target[1] + moved()];
                    all.with.push(cut(&scene.even, at, PATCH));
                }
            }
            let more = WITHOUT * COPIES * scene.targets.len();
            let (_, height, width) = scene.image.dim();
            while all.without.len() < WITHOUT * all.with.len() && more > 0 {
                let at =
                    [height, width].map(|side| (PATCH / 2 + random.below(side - PATCH + 1)) as f32);
                if scene
                    .targets
                    .iter()
                    .all(|target| distance(at, *target) >= AWAY)
                {
                    all.without.push(cut(&scene.even, at, PATCH));
                }
            }
        }
        all
    }

    /// Every second of those without a target gives way to a false alarm, as far as there are some.
    pub(super) fn harder(&mut self, alarms: Vec<Image>) {
        let places = self.without.iter_mut().step_by(2);
        for (place, alarm) in places.zip(alarms) {
            *place = alarm;
        }
    }

    /// How many there are with a target and without.
    #[cfg(test)]
    pub(super) fn counts(&self) -> [usize; 2] {
        [self.with.len(), self.without.len()]
    }

    /// How many of those without a target are this one.
    #[cfg(test)]
    pub(super) fn alike(&self, patch: &Image) -> usize {
        self.without.iter().filter(|own| *own == patch).count()
    }

    fn labelled(&self) -> Labelled {
        let shape = Shape::new(1, PATCH, PATCH);
        let all = self.without.iter().chain(&self.with);
        let mut pictures = Tensor::zeros(self.without.len() + self.with.len(), shape);
        for (at, patch) in all.enumerate() {
            pictures.set_image(at, patch);
        }
        let classes = std::iter::repeat_n(0, self.without.len());
        Labelled {
            pictures,
            classes: classes
                .chain(std::iter::repeat_n(1, self.with.len()))
                .collect(),
        }
    }
}

impl Objects {
    /// Teaches a classifier; `None` when it is to stop.
    ///
    /// # Errors
    /// [`TrainError`], when it cannot be built.
    pub(super) fn teach(
        &self,
        patches: &Patches,
        seed: u64,
        go_on: &mut dyn FnMut(f32) -> bool,
    ) -> Result<Option<Taught>, TrainError> {
        let architecture = Architecture::from_text(NETWORK).map_err(|_| {
            TrainError::Mismatch(say!(
                "the network cannot be written; build the program again"
            ))
        })?;
        let training = patches.labelled();
        let nothing = Labelled {
            pictures: Tensor::zeros(0, training.pictures.shape),
            classes: Vec::new(),
        };
        let course = Course::new(training, nothing, Variety::default());
        let plan = Plan {
            architecture: &architecture,
            init: Init::He,
            optimizer: Box::new(Adam::default()),
            rate: RATE,
            batch: BATCH,
            budget: Budget::Steps(self.steps),
            seed,
            looks: 0,
        };
        let mut weights = Weights::new();
        let mut watch = |_, network: &Network| weights = network.weights();
        let ended = learn(&course, &plan, go_on, &mut watch)?;
        Ok(ended.map(|_| Taught {
            model: Model {
                architecture: Arc::new(architecture),
                channels: 1,
                weights: Arc::new(weights),
            },
            course,
        }))
    }

    /// The false alarms of a classifier on scenes that it has learned from, the surest first.
    ///
    /// # Errors
    /// [`TrainError`], when a scene is too small.
    pub(super) fn alarms(
        &self,
        taught: &Taught,
        scenes: &[Scene],
    ) -> Result<Vec<(f32, Image)>, TrainError> {
        let mut alarms = Vec::new();
        for scene in scenes {
            for find in heat(&taught.model, &taught.seen(&scene.even))?.peaks() {
                let away = |target: &[f32; 2]| distance(find.at, *target) >= AWAY;
                if scene.targets.iter().all(away) {
                    alarms.push((find.score, cut(&scene.even, find.at, PATCH)));
                }
            }
        }
        alarms.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(alarms)
    }
}
