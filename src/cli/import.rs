//! `lemida import`: a network that another program wrote, as rows with weights.

use std::path::PathBuf;

use clap::Args;

use super::out::{line, thousands};
use super::{Failure, check};
use crate::nn::tensor_bytes::Precision;
use crate::store::model::{Meaning, is_onnx, save_model};
use crate::store::onnx::load_onnx;
use crate::store::run::RunFolder;

/// What to read, and where to keep it.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// An ONNX file; numbers that lie in another file are looked for in the same folder. Read are convolutions (also
    /// transposed, and of each channel by itself), dense layers, the activations and normalisations that there are
    /// rows for, pooling, enlarging by a whole factor, pixel shuffles, sums, differences, products and chains of
    /// channels, as PyTorch writes them. What no row does is named, and nothing is read then.
    file: PathBuf,
    /// The file to write, for `denoise --model`, `classify`, `info` or the window.
    #[arg(short, long, value_name = "FILE.safetensors")]
    output: PathBuf,
}

pub(super) fn run(args: &ImportArgs) -> Result<(), Failure> {
    let ending = args.output.extension();
    if ending.is_none_or(|ending| ending != "safetensors") {
        return Err(Failure::Use(format!(
            "{} is no name for a network: give one that ends in .safetensors",
            args.output.display()
        )));
    }
    if RunFolder::owns(&args.output) {
        return Err(Failure::Use(format!(
            "{} belongs to a run; give another name with -o",
            args.output.display()
        )));
    }
    if !is_onnx(&args.file) {
        return Err(Failure::Use(format!(
            "{} is no ONNX file: give one that ends in .onnx",
            args.file.display()
        )));
    }
    let imported = load_onnx(&args.file).map_err(Failure::task)?;
    let found = &imported.found;
    let meaning = Meaning {
        classes: found.classes.clone(),
        measure: found.measure.clone(),
    };
    save_model(
        &args.output,
        &found.experiment,
        &found.model.weights,
        found.steps,
        &meaning,
        Precision::Single,
    )
    .map_err(Failure::task)?;
    check::rows(&found.experiment)?;
    for note in &imported.notes {
        line(format!("note: {note}"))?;
    }
    let numbers: usize = found
        .model
        .weights
        .iter()
        .map(|tensor| tensor.values.len())
        .sum();
    line(format!(
        "{} numbers, written to {}",
        thousands(numbers as u64),
        args.output.display()
    ))
}
