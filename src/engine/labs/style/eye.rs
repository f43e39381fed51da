//! The networks through which pictures are looked at, and the correlations of what they see.
//!
//! Where N pixels of a row hold F, a line of channels each, the row's correlations are G = Fᵀ F / N: which features
//! come together, wherever they are. How far a picture is from another in a row is ‖G − S‖² / ‖S‖², whose derivative by
//! F is 4 F (G − S) / (N ‖S‖²). Source: Gatys, Ecker and Bethge 2016, doi:10.1109/CVPR.2016.265.

use crate::data::{self, Part, Parts, PhotoClasses, Variety};
use crate::labs::Desk;
use crate::labs::lesson::{Budget, Course, Plan, all_of, learn};
use crate::nn::init::Init;
use crate::nn::optimizer::Adam;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor, Weights};
use crate::say;
use crate::train::TrainError;

/// Side of the photographs that a network learns from.
const SIDE: usize = 48;

/// A network that looks: its rows, and which of them are looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kind {
    text: &'static str,
    /// Rows whose correlations are the style.
    rows: &'static [u32],
    /// The one of them that holds what is seen.
    content: usize,
}

/// The one that paints.
pub(super) const PAINTER: Kind = Kind {
    text: "conv 16; relu; average-pool; conv 32; relu; average-pool; conv 32; relu; average-pool; conv 48; relu
        global-average-pool; dense 5",
    rows: &[2, 5, 8, 11],
    content: 2,
};

/// The one that judges: larger filters, fewer rows, other weights.
pub(super) const JUDGE: Kind = Kind {
    text: "conv 24 5x5; relu; max-pool; conv 32 5x5; relu; max-pool; conv 48; relu; global-average-pool; dense 5",
    rows: &[2, 5, 8],
    content: 1,
};

impl Kind {
    /// # Errors
    /// [`TrainError`], when it cannot be built.
    fn architecture(self) -> Result<Architecture, TrainError> {
        Architecture::from_text(self.text).map_err(|_| {
            TrainError::Mismatch(say!(
                "the network cannot be written; build the program again"
            ))
        })
    }

    /// Weights after so many steps of telling five kinds of photographs apart; 0: random. `None` when it is to stop.
    ///
    /// # Errors
    /// [`TrainError`], when it cannot be built or the photographs are not there.
    pub(super) fn learned(
        self,
        steps: u64,
        seed: u64,
        desk: &Desk<'_>,
    ) -> Result<Option<(Weights, f64)>, TrainError> {
        let architecture = self.architecture()?;
        if steps == 0 {
            let shape = Shape::new(3, SIDE, SIDE);
            let network = Network::new(&architecture, shape, Init::He, seed)?;
            return Ok(Some((network.weights(), f64::NAN)));
        }
        let set = PhotoClasses {
            side: SIDE,
            shift: 0,
            mirror: false,
            ..PhotoClasses::default()
        };
        let examples = data::load(&set, desk.shelf(), 0, &Parts::default())?;
        let parts = [Part::Training, Part::Validation].map(|part| {
            let mut part = all_of(&*examples, part);
            part.pictures
                .data
                .iter_mut()
                .for_each(|value| *value -= 0.5);
            part
        });
        let [training, judged] = parts;
        let variety = Variety {
            shift: 4,
            mirror: true,
            ..Variety::default()
        };
        let course = Course::plain(training, judged, variety);
        let plan = Plan {
            architecture: &architecture,
            init: Init::He,
            optimizer: Box::new(Adam::default()),
            rate: 2e-3,
            batch: 32,
            budget: Budget::Steps(steps),
            seed,
            looks: 0,
        };
        let mut kept = None;
        let look = learn(
            &course,
            &plan,
            &mut |_| !desk.stopped(),
            &mut |_, network| {
                kept = Some(network.weights());
            },
        )?;
        Ok(kept.zip(look.map(|look| look.right)))
    }
}

/// A network that looks at pictures of one size.
pub(super) struct Eye {
    /// The network up to each of the rows.
    parts: Vec<Network>,
    content: usize,
}

/// Correlations of a row: so many channels, and G row after row.
pub(super) type Gram = (usize, Vec<f32>);

fn gram(features: &Tensor) -> Gram {
    let channels = features.shape.channels;
    let places = (features.data.len() / channels).max(1) as f32;
    let mut gram = vec![0.0; channels * channels];
    for place in features.data.chunks_exact(channels) {
        for (row, own) in gram.chunks_exact_mut(channels).zip(place) {
            let pairs = row.iter_mut().zip(place);
            pairs.for_each(|(sum, other)| *sum += own * other);
        }
    }
    gram.iter_mut().for_each(|sum| *sum /= places);
    (channels, gram)
}

fn squares(values: impl Iterator<Item = f32>) -> f32 {
    values.map(|value| value * value).sum::<f32>().max(1e-12)
}

/// What is to be painted: the style's correlations in each row, and the content's features.
pub(super) struct Wish {
    pub(super) style: Vec<Gram>,
    pub(super) content: Tensor,
    /// What an error of the content counts against one of the style.
    pub(super) faith: f32,
}

impl Eye {
    /// # Errors
    /// [`TrainError`], when it cannot be built for such pictures.
    pub(super) fn new(kind: Kind, weights: &Weights, like: &Tensor) -> Result<Self, TrainError> {
        let whole = kind.architecture()?;
        let part = |row: &u32| {
            let rows = whole.rows.iter().take(*row as usize).cloned().collect();
            let mut network = Network::new(&Architecture { rows }, like.shape, Init::Zeros, 0)?;
            network.adopt_weights(weights);
            network.want_input_gradient(true);
            Ok(network)
        };
        let parts: Result<Vec<Network>, TrainError> = kind.rows.iter().map(part).collect();
        Ok(Self {
            parts: parts?,
            content: kind.content,
        })
    }

    /// The correlations of a picture in each row.
    pub(super) fn style(&mut self, picture: &Tensor) -> Vec<Gram> {
        let parts = self.parts.iter_mut();
        parts
            .map(|part| gram(part.forward(picture, Mode::Evaluate)))
            .collect()
    }

    /// What is seen of a picture.
    pub(super) fn content(&mut self, picture: &Tensor) -> Tensor {
        self.parts[self.content]
            .forward(picture, Mode::Evaluate)
            .clone()
    }

    /// How far a picture is from the wish, style and content, and the derivative by its pixels.
    pub(super) fn wrong(&mut self, picture: &Tensor, wish: &Wish) -> ([f32; 2], Tensor) {
        let mut slope = Tensor::zeros(1, picture.shape);
        let mut wrong = [0.0; 2];
        let rows = self.parts.len() as f32;
        for (at, (part, (_, wanted))) in self.parts.iter_mut().zip(&wish.style).enumerate() {
            let features = part.forward(picture, Mode::Evaluate).clone();
            let (channels, found) = gram(&features);
            let apart: Vec<f32> = found.iter().zip(wanted).map(|(a, b)| a - b).collect();
            let whole = squares(wanted.iter().copied());
            wrong[0] += squares(apart.iter().copied()) / whole / rows;
            let places = (features.data.len() / channels).max(1) as f32;
            let factor = 4.0 / (places * whole * rows);
            let mut back = Tensor::zeros(1, features.shape);
            let lines = features.data.chunks_exact(channels);
            for (back, line) in back.data.chunks_exact_mut(channels).zip(lines) {
                for (value, row) in line.iter().zip(apart.chunks_exact(channels)) {
                    let pairs = back.iter_mut().zip(row);
                    pairs.for_each(|(back, apart)| *back += factor * value * apart);
                }
            }
            if at == self.content {
                let whole = squares(wish.content.data.iter().copied());
                let pairs = features.data.iter().zip(&wish.content.data);
                wrong[1] = squares(pairs.map(|(a, b)| a - b)) / whole;
                let factor = 2.0 * wish.faith / whole;
                let pairs = features.data.iter().zip(&wish.content.data);
                for (back, (a, b)) in back.data.iter_mut().zip(pairs) {
                    *back += factor * (a - b);
                }
            }
            part.backward(&back);
            if let Some(found) = part.input_gradient() {
                let pairs = slope.data.iter_mut().zip(&found.data);
                pairs.for_each(|(sum, found)| *sum += found);
            }
        }
        (wrong, slope)
    }
}

/// How far correlations are from others, the mean over rows.
pub(super) fn apart(found: &[Gram], wanted: &[Gram]) -> f64 {
    let one = |((_, found), (_, wanted)): (&Gram, &Gram)| {
        let apart = squares(found.iter().zip(wanted).map(|(a, b)| a - b));
        f64::from(apart / squares(wanted.iter().copied()))
    };
    found.iter().zip(wanted).map(one).sum::<f64>() / wanted.len().max(1) as f64
}
