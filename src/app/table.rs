//! A table or a text that was dropped or opened becomes the data set.

use std::path::Path;

use super::LemidaApp;
use super::open::suit_answers;
use super::perform::file_name;
use crate::data::{Table, TextData};
use crate::train::Experiment;

impl LemidaApp {
    /// Makes a table the data set, with a network that takes its rows.
    pub(super) fn learn_from_table(&mut self, table: Table, classes: usize) {
        let path = Path::new(&table.path).to_owned();
        self.remember_path(path.clone());
        let inputs = table.inputs;
        let experiment = &mut self.bench.document.experiment;
        let before = experiment.clone();
        experiment.data = Box::new(table);
        rename(experiment, &path);
        experiment.suit_data(&before);
        if !experiment.problems().is_empty()
            && let Some(usual) = Experiment::named(experiment.usual())
        {
            experiment.architecture = usual.architecture;
        }
        let answers = suit_answers(experiment, classes);
        // As many answers as classes, one number of two: that loss suits any of them.
        if !experiment.loss.classifies() || classes > 2 {
            experiment.loss = Box::new(crate::nn::loss::CrossEntropy::default());
        }
        self.over.toasts.say(format!(
            "{} is the data set now: {inputs} numbers enter of each row{answers}",
            file_name(&path)
        ));
        self.bench.view.open_group = "Data";
        self.bench.view.photograph = false;
    }

    /// Makes a text the data set, with a network that reads it.
    pub(super) fn learn_from_text(&mut self, text: TextData, letters: usize) {
        let path = Path::new(&text.path).to_owned();
        self.remember_path(path.clone());
        let experiment = &mut self.bench.document.experiment;
        let before = experiment.clone();
        experiment.data = Box::new(text);
        rename(experiment, &path);
        experiment.suit_data(&before);
        experiment.architecture = TextData::network(letters);
        experiment.loss = Box::new(crate::nn::loss::CrossEntropy::default());
        experiment.training.validate_on = 500;
        self.over.toasts.say(format!(
            "{} is the data set now, with {letters} different letters; the network is one that reads",
            file_name(&path)
        ));
        self.bench.view.open_group = "Data";
        self.bench.view.photograph = false;
    }
}

/// One that still has the name it came with is called as what it learns from now.
pub(super) fn rename(experiment: &mut Experiment, path: &Path) {
    if Experiment::named(&experiment.name).is_some() {
        let stem = path.file_stem().unwrap_or(path.as_os_str());
        experiment.name = stem.to_string_lossy().into_owned();
    }
}
