//! Labs: one file per experiment of the lecture. A lab asks one question, makes a claim, and ends with a verdict on it;
//! it draws nothing itself. It is done on a [`Desk`], in the window, by a command or in a test. To add one, copy
//! `xor.rs`: its head says what to do.

mod ascent;
mod attack;
mod attack_denoiser;
mod backprop;
mod bias;
mod clock;
mod deep_fake;
mod deep_net;
mod desk;
mod diagnosis;
mod double_descent;
mod ethics;
mod explain;
mod faces;
mod few_labels;
#[cfg(test)]
mod for_tests;
mod given;
mod knobs;
mod knowledge;
mod lesson;
mod little_data;
mod methods;
mod network_search;
mod new_problems;
mod noise_only;
mod objects;
mod out_of_nothing;
mod perceptron;
mod photograph;
mod poke;
mod qr;
mod reads_and_writes;
mod structures;
mod style;
mod svm;
mod teach;
mod telling;
mod theory;
mod unrolled;
mod verdict;
mod what_changed;
mod wrong_labels;
mod xor;

use dyn_clone::DynClone;

use crate::setting::{Adjust, Catalogue};
use crate::train::{Experiment, TrainError};

pub use ascent::Ascent;
pub use attack::Attack;
pub use attack_denoiser::AttackDenoiser;
pub use backprop::Backprop;
pub use bias::Bias;
pub use clock::Clock;
pub use deep_fake::DeepFake;
pub use deep_net::DeepNet;
pub use desk::{Desk, Memory, Told};
pub use diagnosis::Diagnosis;
pub use double_descent::DoubleDescent;
pub use ethics::Ethics;
pub use explain::Explain;
pub use faces::Faces;
pub use few_labels::FewLabels;
pub use given::{Asks, Given};
pub use knobs::KnobByKnob;
pub use knowledge::Knowledge;
pub use little_data::LittleData;
pub use network_search::Search;
pub use new_problems::NewProblems;
pub use noise_only::NoiseOnly;
pub use objects::Objects;
pub use out_of_nothing::OutOfNothing;
pub use perceptron::Perceptron;
pub use poke::Poke;
pub use reads_and_writes::ReadsAndWrites;
pub use structures::Structures;
pub use style::Style;
pub use svm::Svm;
pub use telling::{Act, Telling, Try};
pub use theory::Theory;
pub use unrolled::Unrolled;
pub use verdict::{Truth, Verdict};
pub use what_changed::WhatChanged;
pub use wrong_labels::WrongLabels;
pub use xor::Xor;

/// A lab: asks one question of the lecture and answers it with figures and a verdict. [`Xor`] is the one to be copied.
pub trait Lab: Adjust + DynClone + Send + Sync {
    /// The question, as a person would ask it.
    fn question(&self) -> &'static str;

    /// What is claimed, a sentence that can be true or false.
    fn claim(&self) -> &'static str;

    /// What the lecture tells of it.
    fn telling(&self) -> Telling;

    /// The same lab, with settings that are done within moments: what it finds is real, but less.
    fn small(&self) -> Box<dyn Lab>;

    /// Does the experiment: every figure is shown as soon as it is known, and again when more is (one with the id of an
    /// earlier one takes its place); then the claim is judged. Who has something to
    /// answer when a person clicks waits for that before it ends.
    ///
    /// # Errors
    /// [`TrainError`] when something in it cannot be done.
    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError>;

    /// Shows what can be seen before anything is learned, within a second: the pictures, the points. It is done unasked
    /// when the lab is looked at; one that answers at once has no need of it.
    ///
    /// # Errors
    /// [`TrainError`] when what it is made from cannot be had.
    fn first(&self, _desk: &Desk<'_>) -> Result<(), TrainError> {
        Ok(())
    }

    /// Takes up in its settings what a person did to one of its figures, so that it is kept and can be undone; whether
    /// it is something that it answers. A lab with a row and a column takes up where a picture was clicked.
    fn poked(&mut self, poke: &Poke) -> bool {
        poke::place(self, poke)
    }

    /// How it answers a person's own pictures, while it waits ([`Poke::Given`]); `None` where it does not.
    fn asks(&self) -> Option<Asks> {
        None
    }

    /// The setting that names a person's own picture, or a folder of such, to work on; `None` where there is none.
    fn own(&self) -> Option<&'static str> {
        None
    }

    /// Whether another value of this setting is answered at once: the first figures come within moments, so that they
    /// can follow while a person drags.
    fn live(&self, _key: &str) -> bool {
        false
    }

    /// Whether another value of this setting is answered at once when everything was done before, by what was kept then
    /// ([`Desk::keep`]); until then it waits for Run.
    fn kept(&self, _key: &str) -> bool {
        false
    }

    /// Whether [`sketch`](Self::sketch) answers while a person's hand still moves something; else everything is done
    /// again and again meanwhile.
    fn sketches(&self) -> bool {
        false
    }

    /// Shows within a tenth of a second what changes while a hand moves something, by what was kept on the desk:
    /// nothing is learned, and nothing is judged, before the hand lets go.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    fn sketch(&self, _desk: &Desk<'_>) -> Result<(), TrainError> {
        Ok(())
    }

    /// The experiment that it stands for, with the settings that fit, for a person to go on with on the bench; `None`
    /// where the bench cannot do it.
    fn bench(&self) -> Option<Experiment> {
        None
    }
}

dyn_clone::clone_trait_object!(Lab);

/// All labs, in the order of the lecture.
pub static ALL: Catalogue<dyn Lab> = &[
    crate::entry!(Perceptron),
    crate::entry!(Xor),
    crate::entry!(Backprop),
    crate::entry!(KnobByKnob),
    crate::entry!(Ascent),
    crate::entry!(Faces),
    crate::entry!(Svm),
    crate::entry!(DeepNet),
    crate::entry!(WhatChanged),
    crate::entry!(Structures),
    crate::entry!(Clock),
    crate::entry!(NoiseOnly),
    crate::entry!(Knowledge),
    crate::entry!(Theory),
    crate::entry!(LittleData),
    crate::entry!(NewProblems),
    crate::entry!(Unrolled),
    crate::entry!(DoubleDescent),
    crate::entry!(WrongLabels),
    crate::entry!(Attack),
    crate::entry!(AttackDenoiser),
    crate::entry!(DeepFake),
    crate::entry!(Bias),
    crate::entry!(Ethics),
    crate::entry!(Explain),
    crate::entry!(FewLabels),
    crate::entry!(Search),
    crate::entry!(Objects),
    crate::entry!(ReadsAndWrites),
    crate::entry!(Diagnosis),
    crate::entry!(Style),
    crate::entry!(OutOfNothing),
];
