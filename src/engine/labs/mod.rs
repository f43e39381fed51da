//! Labs: one file per experiment of the lecture. A lab asks one question and answers it with figures; it draws
//! nothing itself. To add one, copy `xor.rs`: its head says what to do.

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

/// What a lab has found: a figure and what it shows. One with the title of an earlier one takes its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What the figure shows, in a few words.
    pub title: String,
    /// The figure.
    pub figure: Figure,
}

impl Finding {
    /// A finding.
    pub fn new(title: impl Into<String>, figure: Figure) -> Self {
        let title = title.into();
        Self { title, figure }
    }

    /// The title as a file's name.
    pub fn file_name(&self) -> String {
        let mut name = String::new();
        for letter in self.title.to_lowercase().chars() {
            if letter.is_alphanumeric() {
                name.push(letter);
            } else if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
        }
        name.trim_end_matches('-').to_owned()
    }
}

/// A lab: asks one question of the lecture and answers it with figures.
pub trait Lab: Adjust + DynClone + Send + Sync {
    /// The question, as a person would ask it.
    fn question(&self) -> &'static str;

    /// Does the experiment; every finding goes to `out` as soon as it is known, and again when more is.
    ///
    /// `options` say how much of the machine trainings may take.
    ///
    /// # Errors
    /// [`TrainError`] when a training in it cannot be done.
    fn run(
        &self,
        shelf: &dyn Shelf,
        options: &Options,
        out: &Link<(), Finding>,
    ) -> Result<(), TrainError>;
}

dyn_clone::clone_trait_object!(Lab);

/// All labs, in the order of the lecture.
pub static ALL: Catalogue<dyn Lab> = &[
    crate::entry!(Xor),
    crate::entry!(Structures),
    crate::entry!(Clock),
];
