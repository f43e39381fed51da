//! What is told apart: clothes, or photographs.

use crate::data::{DataSet, Fashion, PhotoClasses, Variety};

/// What is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    Clothes,
    Photographs,
}

impl Matter {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Clothes => "Clothes",
            Self::Photographs => "Photographs",
        }
    }

    /// The part of the budget that it gets: few pictures are soon learned by heart.
    pub(super) fn budget(self) -> f64 {
        match self {
            Self::Clothes => 1.0,
            Self::Photographs => 0.25,
        }
    }

    /// One picture in so many that are learned from is held back to choose the rate by.
    pub(super) fn one_in(self) -> usize {
        match self {
            Self::Clothes => 10,
            Self::Photographs => 5,
        }
    }

    pub(super) fn data(self, training: usize) -> (Box<dyn DataSet>, Variety) {
        match self {
            Self::Clothes => {
                let data = Fashion {
                    training,
                    ..Fashion::default()
                };
                let variety = Variety {
                    shift: data.shift,
                    mirror: data.mirror,
                    ..Variety::default()
                };
                (Box::new(data), variety)
            }
            Self::Photographs => {
                let data = PhotoClasses::default();
                let variety = Variety {
                    shift: data.shift,
                    mirror: data.mirror,
                    ..Variety::default()
                };
                (Box::new(data), variety)
            }
        }
    }
}
