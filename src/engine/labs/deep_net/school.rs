//! Pictures, the two networks that learn from them, and the rates they tried.

use super::super::lesson::{Course, Look, best_rate};
use super::RATES;
use super::matter::Matter;
use super::nets::Net;

/// How the two networks stood after each rate was tried; `None` where that is not known yet.
pub(super) type Tried = [[Option<Look>; RATES.len()]; 2];

/// Everything about one kind of pictures.
pub(super) struct School {
    pub(super) matter: Matter,
    pub(super) nets: [Net; 2],
    /// All pictures; and those to choose a rate by, which are some that are learned from.
    pub(super) course: Course,
    pub(super) trial: Course,
    pub(super) tried: Tried,
    /// How many pictures are learned from, are judged on, and are held back to choose a rate by.
    pub(super) counts: [usize; 3],
}

impl School {
    /// Learning rates of the two networks.
    pub(super) fn rates(&self) -> [f32; 2] {
        let right = |look: &Option<Look>| look.map_or(f64::NAN, |look| look.right);
        [0, 1].map(|net| best_rate(&RATES, &self.tried[net].each_ref().map(right)))
    }
}
