//! What the card of an exported network says: counted and judged anew, from the data that its experiment names.

use std::path::Path;

use super::super::card::{CardFacts, Group};
use super::super::model::FoundModel;
use super::super::run::RunFolder;
use super::super::shelf::DiskShelf;
use crate::data::{self, Batch, Examples, Part};
use crate::nn::{Mode, Network};
use crate::train::{Metric, class_of};

/// Examples at a time.
const AT_A_TIME: usize = 200;

/// The facts of a network that comes from `run`, a run's folder or a file. What cannot be found out is said to be so.
pub(super) fn facts(run: &Path, trained: &FoundModel) -> CardFacts {
    let experiment = &trained.experiment;
    let numbers = trained
        .model
        .weights
        .iter()
        .map(|tensor| tensor.values.len());
    let mut facts = CardFacts {
        network: experiment.architecture.in_short(),
        numbers: numbers.sum(),
        steps: trained.steps,
        data: format!("{}: {}", experiment.data.label(), experiment.data.help()),
        task: experiment.task.label().into(),
        score: score(run, trained),
        ..CardFacts::default()
    };
    let kept = RunFolder::pictures_of(run)
        .ok()
        .flatten()
        .unwrap_or_default();
    match data::load(&*experiment.data, &DiskShelf, experiment.seed, &kept) {
        Ok(examples) => {
            facts.counts =
                Some([Part::Training, Part::Validation].map(|part| examples.count(part)));
            match groups(&*examples, trained) {
                Some(groups) => facts.groups = groups,
                None => {
                    facts.without = "It names no classes, so there are no groups to be told apart: whom it serves \
                        worse cannot be seen from these figures."
                        .into();
                }
            }
        }
        // Why not would say where the data lie, which is nobody else's business.
        Err(_) => {
            facts.without = "The data were not at hand when it was exported, so nothing could be \
                counted: export it again where they are."
                .into();
        }
    }
    facts
}

/// What all held-out examples came to at the run's end, where it is known.
fn score(run: &Path, trained: &FoundModel) -> String {
    let history = RunFolder::open(run).ok().map(|found| found.history);
    let whole = history.and_then(|history| history.whole);
    let Some((record, _)) = whole else {
        return String::new();
    };
    let metric = f64::from(record.metric);
    match trained.experiment.task.metric() {
        Metric::Psnr => format!("PSNR {metric:.2} dB"),
        Metric::Accuracy => format!("{:.1} % right", 100.0 * metric),
        Metric::R2 => format!("R² {metric:.3}"),
    }
}

/// How each class fares; `None` where none is named, or the examples are not of the network's shape.
fn groups(examples: &dyn Examples, trained: &FoundModel) -> Option<Vec<Group>> {
    let names = examples.classes();
    if names.is_empty() || trained.experiment.task.metric() != Metric::Accuracy {
        return None;
    }
    let shape = examples.shape();
    let mut network = Network::from_model(&trained.model, shape.height, shape.width).ok()?;
    let count = names.len();
    let mut learned = vec![0; count];
    let mut table = vec![vec![0; count]; count];
    let mut batch = Batch::default();
    for part in [Part::Training, Part::Validation] {
        for from in (0..examples.count(part)).step_by(AT_A_TIME) {
            let some = AT_A_TIME.min(examples.count(part) - from);
            examples.read(part, from, some, &mut batch);
            let classes = batch.classes().to_vec();
            if part == Part::Training {
                classes.iter().for_each(|class| learned[*class] += 1);
                continue;
            }
            if batch.input.shape != network.input_shape() {
                return None;
            }
            let answer = network.forward(&batch.input, Mode::Evaluate);
            for (at, class) in classes.iter().enumerate() {
                *table
                    .get_mut(*class)?
                    .get_mut(class_of(answer.example(at)))? += 1;
            }
        }
    }
    let group = |(class, name): (usize, &String)| {
        let row = &table[class];
        let others = row
            .iter()
            .enumerate()
            .filter(|(other, taken)| *other != class && **taken > 0);
        let most = others.max_by_key(|(other, taken)| (**taken, count - other));
        Group {
            name: name.clone(),
            counts: [learned[class], row.iter().sum()],
            right: row[class],
            taken_for: most.map(|(other, taken)| (names[other].clone(), *taken)),
        }
    };
    Some(names.iter().enumerate().map(group).collect())
}
