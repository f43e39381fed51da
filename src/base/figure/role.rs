//! Roles: what a mark is, which decides its colour wherever it is drawn.

/// What a mark is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// The network.
    Network,
    /// What it learns from.
    Training,
    /// What it is judged on.
    Validation,
    /// The clean picture.
    Clean,
    /// The noisy picture.
    Noisy,
    /// Noise alone.
    Noise,
    /// Methods that regularise.
    Regularisation,
    /// Methods that filter.
    Filtering,
    /// Methods that diffuse.
    Diffusion,
    /// Methods of wavelets.
    Wavelets,
    /// Methods of patches.
    Patches,
    /// Methods of sparse codes.
    Sparsity,
    /// The method of this number in the list of all.
    Method(usize),
    /// The line of this number among lines without a role of their own.
    Series(usize),
    /// Group number `at` of `of` in a data set.
    Group {
        /// Its number, from 0.
        at: usize,
        /// How many there are.
        of: usize,
    },
    /// Something to compare with.
    #[default]
    Reference,
    /// What a person has chosen.
    Chosen,
    /// What is wrong.
    Wrong,
}

/// A colour of the palette, whichever theme it is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot {
    /// The accent.
    Accent,
    /// Text.
    Text,
    /// Quieter text.
    Weak,
    /// What need not be read.
    Faint,
    /// What is wrong.
    Error,
    /// One of the six hues.
    Series(usize),
    /// A place on the diverging map, 0..1.
    Diverging(f32),
}

/// The order of the hues for lines without a role: last the one that is nearest to the greys of the noise.
const ORDER: [usize; 6] = [0, 1, 2, 5, 4, 3];

impl Role {
    /// Its colour.
    pub fn slot(self) -> Slot {
        match self {
            Self::Network | Self::Training | Self::Chosen => Slot::Accent,
            Self::Validation | Self::Clean => Slot::Text,
            Self::Noisy => Slot::Weak,
            Self::Noise | Self::Reference => Slot::Faint,
            Self::Wrong => Slot::Error,
            Self::Filtering => Slot::Series(0),
            Self::Patches => Slot::Series(1),
            Self::Sparsity => Slot::Series(2),
            Self::Regularisation => Slot::Series(3),
            Self::Diffusion => Slot::Series(4),
            Self::Wavelets => Slot::Series(5),
            Self::Method(at) => Slot::Series(at % 6),
            Self::Series(at) => Slot::Series(ORDER[at % 6]),
            Self::Group { at, of } => {
                Slot::Diverging(at as f32 / of.saturating_sub(1).max(1) as f32)
            }
        }
    }
}
