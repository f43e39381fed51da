//! `lemida import`: a network that another program wrote, as rows with weights.

use std::path::PathBuf;

use clap::Args;

use super::experiment::{Meant, find};
use super::out::{self, line, thousands};
use super::{Failure, check};
use crate::nn::tensor_bytes::Precision;
use crate::store::identify::{Identified, identify};
use crate::store::model::{Meaning, is_onnx, load_state, save_model};
use crate::store::onnx::{Imported, load_onnx};
use crate::store::run::RunFolder;

/// What to read, and where to keep it.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Weights of PyTorch (a state dict as .safetensors, .pth or .pt; nothing in it is run), with --into; or an ONNX
    /// file; numbers that lie in another file are looked for in the same folder. Read are convolutions (also
    /// transposed, and of each channel by itself), dense layers, the activations and normalisations that there are
    /// rows for, pooling, enlarging by a whole factor, pixel shuffles, sums, differences, products and chains of
    /// channels, as PyTorch writes them. What no row does is named, and nothing is read then.
    file: PathBuf,
    /// The file to write, for `denoise --model`, `classify`, `info` or the window.
    #[arg(short, long, value_name = "FILE.safetensors")]
    output: PathBuf,
    /// The experiment whose network the weights belong to: its file, its name, or the folder of a run. Arrays go to its
    /// rows by their names, as `lemida export --names pytorch` writes them, and the others by kind and shape, in their
    /// order, where there are as many of each on both sides.
    #[arg(long, value_name = "EXPERIMENT")]
    into: Option<String>,
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
    let imported = match &args.into {
        Some(experiment) => state(args, experiment)?,
        None if identify(&args.file) == Identified::State => {
            return Err(Failure::Use(format!(
                "{} holds weights without their network: say whose they are with --into EXPERIMENT",
                args.file.display()
            )));
        }
        None if !is_onnx(&args.file) => {
            return Err(Failure::Use(format!(
                "{} is no ONNX file: give one that ends in .onnx, or weights of PyTorch and --into EXPERIMENT",
                args.file.display()
            )));
        }
        None => load_onnx(&args.file).map_err(Failure::task)?,
    };
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

/// Weights for the network of an experiment, and a table of what went where.
fn state(args: &ImportArgs, experiment: &str) -> Result<Imported, Failure> {
    let experiment = match find(experiment)? {
        Meant::Experiment(experiment) => experiment,
        Meant::Folder(path) => RunFolder::open(&path).map_err(Failure::task)?.experiment,
    };
    let (found, table) = load_state(&args.file, &experiment).map_err(Failure::task)?;
    let mut rows = vec![
        ["in the file", "shape", "here", "found"]
            .map(String::from)
            .to_vec(),
    ];
    rows.extend(table.iter().map(|went| {
        let sides: Vec<_> = went.dims.iter().map(usize::to_string).collect();
        vec![
            went.from.clone(),
            sides.join("×"),
            went.to.clone(),
            went.how.words().into(),
        ]
    }));
    out::table(&rows, &[])?;
    let notes = found.notes.clone();
    Ok(Imported { found, notes })
}
