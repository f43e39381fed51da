//! What was found with one seed.

/// How the picture comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Content,
    Colours,
    Random,
    Learned,
}

impl Way {
    pub(super) const ALL: [Self; 4] = [Self::Content, Self::Colours, Self::Random, Self::Learned];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Content => "content as it is",
            Self::Colours => "colours alone",
            Self::Random => "random weights",
            Self::Learned => "learned weights",
        }
    }
}

/// How a picture scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Score {
    /// Distance to the style under a network that did not paint, as a share of the content's.
    pub(super) style: f64,
    /// Correlation of steepness with the content's.
    pub(super) structure: f64,
}

/// What was found with one seed, as far as is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) scores: Vec<(Way, Score)>,
    /// The share of new photographs that the painting network has right.
    pub(super) right: f64,
}

impl Found {
    pub(super) fn score(&self, way: Way) -> Option<&Score> {
        let mut all = self.scores.iter();
        all.find(|(own, _)| *own == way).map(|(_, score)| score)
    }
}

/// The claim: painting comes nearer to the style than the colours alone and keeps so much of the structure.
const KEPT: f64 = 0.5;

impl Found {
    /// Whether the claim is true of this seed.
    pub(super) fn so(&self) -> bool {
        let (Some(colours), Some(learned)) = (self.score(Way::Colours), self.score(Way::Learned))
        else {
            return false;
        };
        learned.style < colours.style && learned.structure > KEPT
    }
}
