//! `lemida export`: a run's network as one file, to be kept or given away.

mod card;

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::out::{complain, line, thousands};
use crate::nn::tensor_bytes::Precision;
use crate::store::card::{card_path, write_card};
use crate::store::model::{Meaning, load_trained, save_model, weights_path};
use crate::store::run::RunFolder;
use crate::store::{place, same_file};

/// What to write, and where.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// A run folder, or a file of weights.
    run: PathBuf,
    /// The file to write: weights, the names of their classes, and the experiment that made them, without the place of
    /// its data. Beside it a model card is written, FILE.card.md: figures for each group, and questions whose answers
    /// are yours and stay.
    #[arg(short, long, value_name = "FILE.safetensors")]
    output: PathBuf,
    /// Write numbers of 16 bits: half the size, three significant digits.
    #[arg(long)]
    half: bool,
    /// Write no model card.
    #[arg(long)]
    no_card: bool,
}

pub(super) fn run(args: &ExportArgs) -> Result<(), Failure> {
    let ending = args.output.extension();
    if ending.is_none_or(|ending| ending != "safetensors") {
        return Err(Failure::Use(format!(
            "{} is no name for a network: give one that ends in .safetensors",
            args.output.display()
        )));
    }
    if RunFolder::owns(&args.output) || same_file(&weights_path(&args.run), &args.output) {
        return Err(Failure::Use(format!(
            "the copy would replace {}, which belongs to a run; give it another name with -o",
            args.output.display()
        )));
    }
    let trained = load_trained(&args.run).map_err(Failure::task)?;
    let precision = if args.half {
        Precision::Half
    } else {
        Precision::Single
    };
    let (weights, steps) = (&trained.model.weights, trained.steps);
    let meaning = Meaning {
        classes: trained.classes.clone(),
        measure: trained.measure.clone(),
    };
    // It may be given away: where the data lie is nobody else's business.
    let experiment = place::without(&trained.experiment);
    save_model(
        &args.output,
        &experiment,
        weights,
        steps,
        &meaning,
        precision,
    )
    .map_err(Failure::task)?;
    let numbers: usize = weights.iter().map(|tensor| tensor.values.len()).sum();
    line(format!(
        "{} numbers after {} steps, written to {}",
        thousands(numbers as u64),
        thousands(steps),
        args.output.display()
    ))?;
    if args.no_card {
        return Ok(());
    }
    // The network is there: what is wrong with its card keeps nobody from it.
    match write_card(&args.output, &card::facts(&args.run, &trained)) {
        Ok(0) => line(format!("model card: {}", card_path(&args.output).display())),
        Ok(unwritten) => line(format!(
            "model card: {}, {unwritten} of its questions are still yours to answer",
            card_path(&args.output).display()
        )),
        Err(error) => {
            complain(&format!("the model card could not be written: {error}"));
            Ok(())
        }
    }
}
