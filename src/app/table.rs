//! A table or a text that was dropped or opened becomes the data set.

use std::path::Path;

use super::LemidaApp;
use super::open::suit_answers;
use super::perform::file_name;
use crate::data::{Predicted, Table, TextData};
use crate::say;
use crate::setting::Value;
use crate::train::Experiment;

impl LemidaApp {
    /// Makes a table the data set, with a network that takes its rows.
    pub(super) fn learn_from_table(&mut self, table: Table, classes: &[String], told: &[String]) {
        let path = Path::new(&table.path).to_owned();
        self.remember_path(path.clone());
        let (inputs, numbers) = (table.inputs, table.answer == Predicted::Number);
        let experiment = &mut self.bench.document.experiment;
        let before = experiment.clone();
        experiment.data = Box::new(table);
        rename(experiment, &before, &path);
        experiment.suit_data(&before);
        // What was made for pictures takes a row of numbers, too, and makes little of it.
        let another = before.data.id() != experiment.data.id();
        if (another || !experiment.problems().is_empty())
            && let Some(usual) = Experiment::named(experiment.usual())
        {
            experiment.architecture = usual.architecture;
        }
        let answers = suit_answers(experiment, classes.len());
        // As many answers as classes, one number of two: that loss suits any of them.
        if !numbers && (!experiment.loss.classifies() || classes.len() > 2) {
            experiment.loss = Box::new(crate::nn::loss::CrossEntropy::default());
        }
        self.over.toasts.say(match numbers {
            true => say!(
                "{} is the data set now: {} numbers enter of each row, and the last column's number is predicted; for \
                bands instead set Answer, under Data",
                file_name(&path),
                inputs
            ),
            false => say!(
                "{} is the data set now: {} numbers enter of each row{}",
                file_name(&path),
                inputs,
                answers
            ),
        });
        if !told.is_empty() {
            self.over.toasts.say(told.join("; "));
        }
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
        rename(experiment, &before, &path);
        experiment.suit_data(&before);
        experiment.architecture = TextData::network(letters);
        experiment.loss = Box::new(crate::nn::loss::CrossEntropy::default());
        experiment.training.validate_on = 500;
        self.over.toasts.say(say!(
            "{} is the data set now, with {} different letters; the network is one that reads",
            file_name(&path),
            letters
        ));
        self.bench.view.open_group = "Data";
        self.bench.view.photograph = false;
    }
}

/// One that still has the name it came with, or that of what it learned from before, is called as what it learns from
/// now.
pub(super) fn rename(experiment: &mut Experiment, before: &Experiment, path: &Path) {
    let stem = |path: &Path| {
        let stem = path.file_stem().unwrap_or(path.as_os_str());
        stem.to_string_lossy().into_owned()
    };
    let texts = before
        .data
        .settings()
        .iter()
        .map(|setting| before.data.get(setting.key));
    let known = |text: Option<Value>| match text {
        Some(Value::Text(text)) if !text.is_empty() => stem(Path::new(&text)) == before.name,
        _ => false,
    };
    if Experiment::named(&before.name).is_some() || texts.into_iter().any(known) {
        experiment.name = stem(path);
    }
}
