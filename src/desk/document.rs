//! The document: everything that a person edits, as one value.

use std::collections::BTreeMap;

use super::{Cleaning, Contest};
use crate::labs::{self, Lab};
use crate::setting;
use crate::train::Experiment;

/// How the panels of each page lie, by the page's id, in the window's own words; a page that is not named lies as at
/// first.
pub type Arrangement = BTreeMap<String, String>;

/// Everything that a person edits.
#[derive(Clone)]
pub struct Document {
    /// Which document it is: each experiment that is opened has its own number, which Undo brings back with it.
    pub number: usize,
    /// What to train.
    pub experiment: Experiment,
    /// Its network as a person wrote it, right or wrong: as long as it means the network, or is wrong, it is shown in
    /// the place of the usual text. None where nobody wrote one.
    pub text: Option<String>,
    /// What is compared on the bench.
    pub contest: Contest,
    /// How a person's own photographs are cleaned.
    pub cleaning: Cleaning,
    /// The lecture's labs as they are set, all of them.
    pub labs: Vec<Box<dyn Lab>>,
    /// How the panels lie.
    pub arrangement: Arrangement,
}

impl Document {
    /// A document to begin with.
    pub fn new(experiment: Experiment) -> Self {
        Self {
            number: 0,
            experiment,
            text: None,
            contest: Contest::default(),
            cleaning: Cleaning::default(),
            labs: labs::ALL.iter().map(|entry| (entry.make)()).collect(),
            arrangement: Arrangement::default(),
        }
    }

    /// The lab `id` as it is set.
    pub fn lab(&self, id: &str) -> Option<&(dyn Lab + 'static)> {
        let found = self.labs.iter().find(|lab| lab.id() == id);
        found.map(|lab| &**lab)
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        let mut labs = self.labs.iter().zip(&other.labs);
        // What is edited most often is looked at first.
        self.number == other.number
            && self.experiment == other.experiment
            && self.text == other.text
            && self.contest == other.contest
            && self.cleaning == other.cleaning
            && self.arrangement == other.arrangement
            && self.labs.len() == other.labs.len()
            && labs.all(|(one, other)| setting::same(&**one, &**other))
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {:?}\n{}", self.number, self.experiment, self.kept())
    }
}
