//! The faces by style, and a network that learns from a mixture of both.

use super::Ethics;
use crate::data::{Batch, Collection, Labelled};
use crate::image::Image;
use crate::labs::Desk;
use crate::labs::lesson::{shuffled, taken};
use crate::math::random::{Purpose, Stream};
use crate::nn::init::Init;
use crate::nn::loss::CrossEntropy;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor};
use crate::say;
use crate::train::{Learner, TrainError, class_of};

/// What the styles look like: faces stand by turns, the first of the one, the second of the other.
pub(super) const STYLES: [&str; 2] = ["firm strokes", "loose strokes"];
/// What is told apart.
pub(super) const CLASSES: [&str; 2] = ["happy", "sad"];
/// Rows and columns of the mouth.
const MOUTH: [[usize; 2]; 2] = [[28, 44], [12, 36]];
/// Faces a step.
const BATCH: usize = 32;
/// The learning rate at the beginning.
const RATE: f32 = 2e-3;
/// Faces of each style that are seen.
const SEEN: usize = 7;
/// One face of each style and class in so many is held out.
const ONE_IN: usize = 5;

/// Faces of both styles: to learn from, and held out.
pub(super) struct Matter {
    pub(super) training: [Labelled; 2],
    pub(super) held_out: [Labelled; 2],
    /// Some whole faces of each style, to be seen.
    pub(super) seen: [Vec<Image>; 2],
}

/// How one style fares.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// Faces that were learned from.
    pub(super) learned: usize,
    /// How often each class (rows) was taken for each (columns).
    pub(super) table: [[usize; 2]; 2],
}

impl Group {
    /// The share of held-out faces that is right.
    pub(super) fn right(&self) -> f64 {
        let all: usize = self.table.iter().flatten().sum();
        (self.table[0][0] + self.table[1][1]) as f64 / all.max(1) as f64
    }
}

/// The part of a face that is looked at.
fn mouths(faces: &Labelled) -> Labelled {
    let [rows, columns] = MOUTH;
    let [high, wide] = [rows, columns].map(|[from, to]| to - from);
    let mut pictures = Tensor::zeros(faces.classes.len(), Shape::new(1, high, wide));
    for at in 0..faces.classes.len() {
        let mouth = faces
            .pictures
            .image(at)
            .crop(rows[0], columns[0], high, wide);
        pictures.set_image(at, &mouth);
    }
    Labelled {
        pictures,
        classes: faces.classes.clone(),
    }
}

impl Matter {
    /// The faces of one seed.
    pub(super) fn of(seed: u64, desk: &Desk<'_>) -> Result<Self, TrainError> {
        let parts = desk.shelf().collection(Collection::Faces)?;
        let style = |style: usize| {
            let mut lots = [Vec::new(), Vec::new()];
            for part in &*parts {
                for at in (0..part.classes.len()).filter(|at| at % 2 == style) {
                    lots[part.classes[at].min(1)].push(taken(part, &[at]));
                }
            }
            let mut split = [Vec::new(), Vec::new()];
            for (class, lot) in lots.iter().enumerate() {
                let order = shuffled(lot.len(), seed.wrapping_mul(2) + class as u64);
                let held = lot.len() / ONE_IN;
                for (rank, at) in order.into_iter().enumerate() {
                    split[usize::from(rank < held)].push(lot[at].clone());
                }
            }
            // By turns, happy and sad, so that any number of the first is of both.
            split.map(|part| alternating(&part))
        };
        let [first, second] = [style(0), style(1)];
        let shape = |lots: &[Labelled; 2]| lots.iter().all(|lot| lot.classes.len() >= 10);
        if !shape(&first) || !shape(&second) {
            return Err(TrainError::Mismatch(say!(
                "the drawn faces are missing; build the program again"
            )));
        }
        let seen =
            [&first, &second].map(|lots| (0..SEEN).map(|at| lots[1].pictures.image(at)).collect());
        let [[a, b], [c, d]] = [first, second].map(|lots| lots.map(|lot| mouths(&lot)));
        Ok(Self {
            training: [a, c],
            held_out: [b, d],
            seen,
        })
    }
}

/// One after the other of each class.
fn alternating(lot: &[Labelled]) -> Labelled {
    let of = |class: usize| lot.iter().filter(move |one| one.classes[0] == class);
    let pairs = of(0).zip(of(1)).flat_map(|(one, other)| [one, other]);
    let mut data = Vec::new();
    let mut classes = Vec::new();
    for one in pairs {
        data.extend_from_slice(&one.pictures.data);
        classes.extend_from_slice(&one.classes);
    }
    let shape = lot
        .first()
        .map_or(Shape::vector(1), |one| one.pictures.shape);
    Labelled {
        pictures: Tensor {
            count: classes.len(),
            shape,
            data,
        },
        classes,
    }
}

impl Ethics {
    /// Teaches a network with this share of the second style, and judges it on both; `None` when it was stopped.
    ///
    /// # Errors
    /// [`TrainError`], when the network cannot be built.
    pub(super) fn learned(
        &self,
        matter: &Matter,
        share: f64,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Option<[Group; 2]>, TrainError> {
        let second = (share * self.count as f64).round() as usize;
        let counts = [self.count - second, second];
        let lots = [0, 1].map(|style| {
            let most = matter.training[style].classes.len().min(counts[style]);
            taken(&matter.training[style], &(0..most).collect::<Vec<_>>())
        });
        let text = format!(
            "flatten\ndense {}\nrelu\ndense {}",
            self.hidden,
            CLASSES.len()
        );
        let architecture = Architecture::from_text(&text).map_err(|_| {
            TrainError::Mismatch(say!(
                "the network cannot be written; set the hidden units to their usual number"
            ))
        })?;
        let shape = lots[0].pictures.shape;
        let network = Network::new(&architecture, shape, Init::He, seed)?;
        let mut learner = Learner::new(network, Box::new(Adam::default()), seed);
        let all = lots[0].classes.len() + lots[1].classes.len();
        let mut batch = Batch::default();
        for step in 0..self.steps {
            if desk.stopped() {
                return Ok(None);
            }
            let mut random = Stream::new(seed, Purpose::Shuffle, step as u64);
            let (input, wanted) = batch.labelled();
            input.reshape(BATCH, shape);
            wanted.clear();
            for at in 0..BATCH {
                let drawn = random.below(all);
                let (lot, drawn) = match drawn.checked_sub(lots[0].classes.len()) {
                    Some(rest) => (&lots[1], rest),
                    None => (&lots[0], drawn),
                };
                input
                    .example_mut(at)
                    .copy_from_slice(lot.pictures.example(drawn));
                wanted.push(lot.classes[drawn]);
            }
            learner.look(&batch, &CrossEntropy {});
            learner.learn(RATE * (1.0 - step as f32 / self.steps as f32), 0.0);
        }
        let mut judged = |style: usize| {
            let held_out = &matter.held_out[style];
            let answer = learner
                .network_mut()
                .forward(&held_out.pictures, Mode::Evaluate);
            let mut table = [[0; 2]; 2];
            for (at, class) in held_out.classes.iter().enumerate() {
                table[*class][class_of(answer.example(at))] += 1;
            }
            Group {
                learned: counts[style],
                table,
            }
        };
        Ok(Some([judged(0), judged(1)]))
    }
}
