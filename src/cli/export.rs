//! `lemida export`: a run's network as one file, to be kept or given away.

mod card;

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::out::{complain, line, thousands};
use crate::nn::tensor_bytes::Precision;
use crate::store::card::{card_path, write_card};
use crate::store::model::{Meaning, is_onnx, load_trained, save_model, weights_path};
use crate::store::onnx::{OPSETS, save_onnx};
use crate::store::run::RunFolder;
use crate::store::{place, same_file};

/// What to write, and where.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// A run folder, or a file of weights.
    run: PathBuf,
    /// The file to write: weights, the names of their classes, and the experiment that made them, without the place of
    /// its data. Beside it a model card is written, FILE.card.md: figures for each group, and questions whose answers
    /// are yours and stay. A name that ends in .onnx gives a file that other programs run.
    #[arg(short, long, value_name = "FILE.safetensors|FILE.onnx")]
    output: PathBuf,
    /// Write numbers of 16 bits: half the size, three significant digits (.safetensors only).
    #[arg(long)]
    half: bool,
    /// The version of ONNX's operators in an .onnx file, 17 to 20: newer ones want newer programs.
    #[arg(long, value_name = "VERSION", default_value_t = *OPSETS.start(), value_parser = version())]
    opset: i64,
    /// Write no model card.
    #[arg(long)]
    no_card: bool,
}

/// The versions that can be written.
fn version() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(OPSETS)
}

pub(super) fn run(args: &ExportArgs) -> Result<(), Failure> {
    let ending = args.output.extension();
    let onnx = is_onnx(&args.output);
    if !onnx && ending.is_none_or(|ending| ending != "safetensors") {
        return Err(Failure::Use(format!(
            "{} is no name for a network: give one that ends in .safetensors or .onnx",
            args.output.display()
        )));
    }
    if onnx && args.half {
        return Err(Failure::Use(
            "numbers of 16 bits are written into .safetensors files only: leave out --half".into(),
        ));
    }
    if RunFolder::owns(&args.output) || same_file(&weights_path(&args.run), &args.output) {
        return Err(Failure::Use(format!(
            "the copy would replace {}, which belongs to a run; give it another name with -o",
            args.output.display()
        )));
    }
    let mut trained = load_trained(&args.run).map_err(Failure::task)?;
    let precision = if args.half {
        Precision::Half
    } else {
        Precision::Single
    };
    let meaning = Meaning {
        classes: trained.classes.clone(),
        measure: trained.measure.clone(),
    };
    // It may be given away: where the data lie is nobody else's business.
    let given = place::without(&trained.experiment);
    let own = std::mem::replace(&mut trained.experiment, given);
    let written = match onnx {
        true => save_onnx(&args.output, &trained, args.opset),
        false => save_model(
            &args.output,
            &trained.experiment,
            &trained.model.weights,
            trained.steps,
            &meaning,
            precision,
        ),
    };
    written.map_err(Failure::task)?;
    trained.experiment = own;
    let (weights, steps) = (&trained.model.weights, trained.steps);
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
