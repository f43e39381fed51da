//! The ways to clean one picture, and what becomes of each.

use super::Subject;
use crate::denoise;
use crate::figure::Role;
use crate::image::Image;

/// A way to clean one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The deep image prior.
    Prior,
    /// Pairs cut from the picture.
    Pairs,
    /// Pixels that are covered.
    Covered,
    /// Patches that look alike: BM3D, which learns nothing.
    Patches,
    /// A network that has learned from many photographs.
    Many,
}

impl Way {
    pub(super) const ALL: [Self; 5] = [
        Self::Prior,
        Self::Pairs,
        Self::Covered,
        Self::Patches,
        Self::Many,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Prior => "deep image prior, stopped",
            Self::Pairs => "pairs of one picture",
            Self::Covered => "covered pixels",
            Self::Patches => "BM3D",
            Self::Many => "network of many photographs",
        }
    }

    /// How long it takes, roughly, beside the others.
    pub(super) fn cost(self) -> f32 {
        match self {
            Self::Prior => 10.0,
            Self::Pairs => 2.0,
            Self::Covered => 4.0,
            Self::Patches | Self::Many => 0.5,
        }
    }

    /// The id of the method, of one that needs not learn any more.
    pub(super) fn method(self) -> &'static str {
        match self {
            Self::Many => "flexible",
            _ => "bm3d",
        }
    }

    pub(super) fn role(self) -> Role {
        let method = |id: &str| denoise::ALL.iter().position(|entry| entry.id == id);
        match self {
            Self::Prior => Role::Series(0),
            Self::Pairs => Role::Series(2),
            Self::Covered => Role::Series(5),
            Self::Patches => Role::Method(method("bm3d").unwrap_or_default()),
            Self::Many => Role::Network,
        }
    }
}

/// An answer.
#[derive(Clone)]
pub(super) struct Stand {
    pub(super) step: u64,
    /// dB, where the clean picture is known.
    pub(super) psnr: Option<f64>,
    pub(super) picture: Image,
}

impl Stand {
    pub(super) fn of(subject: &Subject, step: u64, picture: Image) -> Self {
        Self {
            step,
            psnr: subject.psnr(&picture),
            picture,
        }
    }
}

/// What became of one way.
#[derive(Clone)]
pub(super) struct Learned {
    /// Iteration and loss.
    pub(super) loss: Vec<[f64; 2]>,
    /// Iteration and PSNR in dB of the answer.
    pub(super) psnr: Vec<[f64; 2]>,
    /// The same of the mean of the latest answers.
    pub(super) mean: Vec<[f64; 2]>,
    /// Answers on the way.
    pub(super) frames: Vec<Stand>,
    /// Where the loss first fell under σ².
    pub(super) stop: Option<Stand>,
    /// The best answer.
    pub(super) best: Option<Stand>,
    /// The last answer.
    pub(super) end: Stand,
}

impl Learned {
    /// What is known with one answer.
    pub(super) fn of(subject: &Subject, step: u64, answer: Image) -> Self {
        Self {
            loss: Vec::new(),
            psnr: Vec::new(),
            mean: Vec::new(),
            frames: Vec::new(),
            stop: None,
            best: None,
            end: Stand::of(subject, step, answer),
        }
    }

    /// What counts: where it was stopped, or else its end.
    pub(super) fn counts(&self) -> &Stand {
        self.stop.as_ref().unwrap_or(&self.end)
    }

    /// PSNR in dB of what counts.
    pub(super) fn psnr(&self) -> Option<f64> {
        self.counts().psnr
    }

    /// The best PSNR in dB of the mean of answers.
    pub(super) fn best_mean(&self) -> Option<f64> {
        let each = self.mean.iter().map(|point| point[1]);
        each.max_by(f64::total_cmp)
    }
}

/// What became of all ways with one seed.
#[derive(Clone, Default)]
pub(super) struct Found([Option<Learned>; 5]);

impl Found {
    pub(super) fn put(&mut self, way: Way, learned: Learned) {
        self.0[way as usize] = Some(learned);
    }

    pub(super) fn of(&self, way: Way) -> Option<&Learned> {
        self.0[way as usize].as_ref()
    }

    /// Whether all have come to their end.
    pub(super) fn is_whole(&self) -> bool {
        self.0.iter().all(Option::is_some)
    }

    /// Pictures that are known of the prior on its way.
    pub(super) fn frames(&self) -> usize {
        self.of(Way::Prior).map_or(0, |prior| prior.frames.len())
    }
}
