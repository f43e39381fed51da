//! What was found with one seed: what the judge says of what was made, and how completed digits score.

use super::judge::{Judge, Opinion};
use super::matter::{Matter, SEEN, SIZE};
use crate::data::Labelled;
use crate::figure::Role;
use crate::nn::Tensor;

/// How often each digit is completed out of noise.
pub(super) const SAMPLES: usize = 4;

/// The claim: the judge is sure of less than this share of what it is sure of among real ones,
const HALF: f64 = 0.5;
/// fewer than this share are suspiciously near to one that was learned from,
const NEAR: f64 = 0.05;
/// and half a digit out of noise is so many dB farther from the truth than by ridge regression.
const FARTHER: f64 = 2.0;

/// Where pictures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Real,
    Made,
    Normal,
}

impl Origin {
    pub(super) const ALL: [Self; 3] = [Self::Real, Self::Made, Self::Normal];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Real => "new real ones",
            Self::Made => "made out of noise",
            Self::Normal => "mean and covariance",
        }
    }
}

/// How the lower half comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    Mean,
    Ridge,
    Sample,
    Samples,
}

impl Fill {
    pub(super) const ALL: [Self; 4] = [Self::Mean, Self::Ridge, Self::Sample, Self::Samples];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean picture",
            Self::Ridge => "ridge regression",
            Self::Sample => "out of noise",
            Self::Samples => "mean of four such",
        }
    }

    pub(super) fn role(self) -> Role {
        match self {
            Self::Mean => Role::Reference,
            Self::Ridge => Role::Regularisation,
            Self::Sample => Role::Network,
            Self::Samples => Role::Series(1),
        }
    }
}

/// How completed digits score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Score {
    /// PSNR of the lower halves, in dB.
    pub(super) psnr: f64,
    /// The share that the judge is sure of, and the share that it reads as what they were.
    pub(super) sure: f64,
    pub(super) right: f64,
}

impl Score {
    /// Of answers to `whole` digits, in their order; several rounds of answers are counted together.
    pub(super) fn of(
        matter: &Matter,
        judge: &mut Judge,
        whole: &Labelled,
        answer: &Tensor,
    ) -> Self {
        let halves = answer.data.chunks_exact(SIZE);
        let pairs = halves.zip(whole.pictures.data.chunks_exact(SIZE).cycle());
        let mut squares = 0.0;
        for (answer, whole) in pairs {
            let pixels = answer[SEEN..].iter().zip(&whole[SEEN..]);
            let errors = pixels.map(|(a, b)| f64::from(matter.pixel(*a) - matter.pixel(*b)));
            squares += errors.map(|error| error * error).sum::<f64>();
        }
        let mean = squares / (answer.count * (SIZE - SEEN)).max(1) as f64;
        let opinion = judge.read(answer);
        let classes = whole.classes.iter().copied().cycle().take(answer.count);
        Self {
            psnr: -10.0 * mean.log10(),
            sure: opinion.sure(),
            right: opinion.right(&classes.collect::<Vec<_>>()),
        }
    }
}

/// What was found with one seed, as far as is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The share of new digits that the judge reads rightly.
    pub(super) judge: f64,
    pub(super) opinions: Vec<(Origin, Opinion)>,
    pub(super) scores: Vec<(Fill, Score)>,
}

impl Found {
    pub(super) fn opinion(&self, origin: Origin) -> Option<&Opinion> {
        let mut all = self.opinions.iter();
        all.find(|(own, _)| *own == origin)
            .map(|(_, opinion)| opinion)
    }

    pub(super) fn score(&self, fill: Fill) -> Option<Score> {
        let mut all = self.scores.iter();
        all.find(|(own, _)| *own == fill).map(|(_, score)| *score)
    }

    /// Whether everything is known.
    pub(super) fn is_whole(&self) -> bool {
        self.scores.len() == Fill::ALL.len()
    }

    /// Whether the claim is true of this seed.
    pub(super) fn so(&self) -> bool {
        let sure = |origin| self.sure(origin).unwrap_or(f64::NAN);
        let score = |fill| self.score(fill);
        let (Some(sample), Some(ridge)) = (score(Fill::Sample), score(Fill::Ridge)) else {
            return false;
        };
        sure(Origin::Made) > sure(Origin::Normal)
            && sure(Origin::Made) < HALF * sure(Origin::Real)
            && self.near(Origin::Made) < Some(NEAR)
            && sample.psnr <= ridge.psnr - FARTHER
    }

    /// The share that the judge is sure of.
    pub(super) fn sure(&self, origin: Origin) -> Option<f64> {
        self.opinion(origin).map(Opinion::sure)
    }

    /// The share that lies nearer to a digit that was learned from than all but a twentieth of new real ones do.
    pub(super) fn near(&self, origin: Origin) -> Option<f64> {
        let close = self.opinion(Origin::Real)?.quantile(0.05);
        Some(self.opinion(origin)?.nearer(close))
    }
}

/// The mean of rounds of answers.
pub(super) fn mean_of(rounds: &Tensor, count: usize) -> Tensor {
    let mut mean = Tensor::zeros(count, rounds.shape);
    let size = mean.data.len().max(1);
    let share = size as f32 / rounds.data.len().max(1) as f32;
    for round in rounds.data.chunks_exact(size) {
        let pairs = mean.data.iter_mut().zip(round);
        pairs.for_each(|(mean, value)| *mean += share * value);
    }
    mean
}
