//! Labs: one file per experiment of the lecture. A lab asks one question and answers it with figures; it draws
//! nothing itself.

mod clock;
mod structures;
mod xor;

use dyn_clone::DynClone;

use crate::data::Shelf;
use crate::figure::Figure;
use crate::job::Link;
use crate::setting::{Adjust, Catalogue};
use crate::train::{Options, TrainError};

pub use clock::Clock;
pub use structures::Structures;
pub use xor::Xor;

/// A lab: asks one question of the lecture and answers it with figures.
pub trait Lab: Adjust + DynClone + Send + Sync {
    /// The question, as a person would ask it.
    fn question(&self) -> &'static str;

    /// Does the experiment; every figure goes to `out` as soon as it is known, and again when more is: one with the id of an
    /// earlier one takes its place.
    ///
    /// `options` say how much of the machine trainings may take.
    ///
    /// # Errors
    /// [`TrainError`] when a training in it cannot be done.
    fn run(
        &self,
        shelf: &dyn Shelf,
        options: &Options,
        out: &Link<(), Figure>,
    ) -> Result<(), TrainError>;
}

dyn_clone::clone_trait_object!(Lab);

/// All labs, in the order of the lecture.
pub static ALL: Catalogue<dyn Lab> = &[
    crate::entry!(Xor),
    crate::entry!(Structures),
    crate::entry!(Clock),
];
