//! `lemida check`: an experiment's rows as a table, or what is wrong with it.

use clap::Args;

use super::Failure;
use super::experiment::{Meant, find};
use super::out::{complain, line, table, thousands};
use crate::store::run::RunFolder;
use crate::train::{Experiment, spare_memory};

/// What to check.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// An experiment file, a run folder, or the name of an experiment that comes with the program.
    experiment: String,
}

pub(super) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let experiment = match find(&args.experiment)? {
        Meant::Experiment(experiment) => experiment,
        Meant::Folder(path) => RunFolder::open(&path).map_err(Failure::task)?.experiment,
    };
    rows(&experiment)?;
    let problems = experiment.problems();
    if !problems.is_empty() {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        return Err(Failure::Task(told.join("\n")));
    }
    let (memory, batch) = (
        experiment.memory(&experiment.check()),
        experiment.training.batch,
    );
    let spare = spare_memory();
    line(memory.words(batch, spare))?;
    if let Some(text) = memory.warning(batch, spare) {
        complain(&format!("warning: {text}"));
    }
    Ok(())
}

/// Prints the table of rows and their sums.
pub(super) fn rows(experiment: &Experiment) -> Result<(), Failure> {
    let report = experiment.check();
    let heads = [
        "row",
        "layer",
        "input",
        "output",
        "parameters",
        "multiply-adds",
        "sees",
    ];
    let mut lines = vec![heads.map(str::to_owned).to_vec()];
    for (row, found) in experiment.architecture.rows.iter().zip(&report.rows) {
        let off = if row.off { ", off" } else { "" };
        let mut cells = vec![row.id.to_string(), format!("{}{off}", row.layer.label())];
        match found {
            Ok(found) => cells.extend([
                found.input.to_string(),
                found.output.to_string(),
                thousands(found.parameters as u64),
                thousands(found.multiply_adds),
                by(found.receptive_field),
            ]),
            Err(wrong) => cells.push(format!("✗ {}", wrong.problem)),
        }
        lines.push(cells);
    }
    table(&lines, &[0, 4, 5, 6])?;
    line(format!(
        "{} parameters, {} multiply-adds an example, receptive field {}, answer: {}",
        thousands(report.parameters() as u64),
        thousands(report.multiply_adds()),
        by(report.receptive_field()),
        if experiment.architecture.answers_input_minus() {
            "input − network"
        } else {
            "network"
        },
    ))
}

/// Height and width.
fn by([height, width]: [usize; 2]) -> String {
    format!("{height}×{width}")
}
