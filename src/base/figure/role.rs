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
    /// What an answer rests on, among other things of its kind: support vectors.
    Support,
    /// What is wrong.
    Wrong,
}

/// The family of each method in the list of all, whose hue it has wherever it is drawn; members of a family are told
/// apart by signs. A test beside the list holds both together.
pub const METHODS: [Role; 29] = {
    use Role::{Diffusion, Filtering, Network, Patches, Regularisation, Sparsity, Wavelets};
    [
        Filtering,
        Regularisation,
        Filtering,
        Regularisation,
        Diffusion,
        Regularisation,
        Diffusion,
        Wavelets,
        Wavelets,
        Diffusion,
        Filtering,
        Wavelets,
        Wavelets,
        Patches,
        Sparsity,
        Filtering,
        Wavelets,
        Patches,
        Filtering,
        Patches,
        Patches,
        Sparsity,
        Patches,
        Sparsity,
        Sparsity,
        Network,
        Network,
        Network,
        Network,
    ]
};

/// What tells those apart that have one hue: a small shape on the line, and before its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A square.
    Square,
    /// A triangle that points upwards.
    Up,
    /// A square that stands on a corner.
    Diamond,
    /// A triangle that points downwards.
    Down,
}

impl Sign {
    /// All of them, in the order in which they are given.
    pub const ALL: [Self; 4] = [Self::Square, Self::Up, Self::Diamond, Self::Down];

    /// Its corners around the middle, y downwards; each sign covers about as much as a disc of radius 1.
    pub const fn corners(self) -> &'static [[f64; 2]] {
        match self {
            Self::Square => &[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
            Self::Up => &[[0.0, -1.3], [1.2, 0.9], [-1.2, 0.9]],
            Self::Diamond => &[[0.0, -1.3], [1.3, 0.0], [0.0, 1.3], [-1.3, 0.0]],
            Self::Down => &[[0.0, 1.3], [-1.2, -0.9], [1.2, -0.9]],
        }
    }

    /// The sign of number `at` of those with one hue; the first has none.
    fn of(at: usize) -> Option<Self> {
        (at % (Self::ALL.len() + 1))
            .checked_sub(1)
            .map(|at| Self::ALL[at])
    }
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
            Self::Validation | Self::Clean | Self::Support => Slot::Text,
            Self::Noisy => Slot::Weak,
            Self::Noise | Self::Reference => Slot::Faint,
            Self::Wrong => Slot::Error,
            Self::Filtering => Slot::Series(0),
            Self::Patches => Slot::Series(1),
            Self::Sparsity => Slot::Series(2),
            Self::Regularisation => Slot::Series(3),
            Self::Diffusion => Slot::Series(4),
            Self::Wavelets => Slot::Series(5),
            Self::Method(at) => match METHODS.get(at) {
                Some(family) => family.slot(),
                None => Slot::Series(at % 6),
            },
            Self::Series(at) => Slot::Series(ORDER[at % 6]),
            Self::Group { at, of } => {
                Slot::Diverging(at as f32 / of.saturating_sub(1).max(1) as f32)
            }
        }
    }

    /// Whether points of it are drawn as rings round others.
    pub fn rings(self) -> bool {
        matches!(self, Self::Chosen | Self::Support)
    }

    /// What tells it apart from others of its colour.
    pub fn sign(self) -> Option<Sign> {
        match self {
            Self::Method(at) => {
                let family = METHODS.get(at)?;
                Sign::of(
                    METHODS[..at]
                        .iter()
                        .filter(|other| *other == family)
                        .count(),
                )
            }
            Self::Series(at) => Sign::of(at / 6),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_one_colour_has_another_sign() {
        let apart = |roles: Vec<Role>| {
            let looks: Vec<_> = roles
                .iter()
                .map(|role| (role.slot(), role.sign()))
                .collect();
            for (at, one) in looks.iter().enumerate() {
                assert!(!looks[..at].contains(one), "{:?}", roles[at]);
            }
        };
        apart((0..METHODS.len()).map(Role::Method).collect());
        apart((0..30).map(Role::Series).collect());
        assert_eq!(Role::Series(5).sign(), None);
        assert_eq!(Role::Network.sign(), None);
    }
}
