//! `lemida export`: a run's network as one file, to be kept or given away, or the run as a program for PyTorch.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Failure;
use super::out::{complain, line, thousands};
use crate::nn::tensor_bytes::Precision;
use crate::store::export::{Form, export, form_of};
use crate::store::model::weights_path;
use crate::store::onnx::OPSETS;
use crate::store::run::RunFolder;
use crate::store::same_file;

/// What to write, and where.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// A run folder, or a file of weights.
    run: PathBuf,
    /// The file to write: weights, the names of their classes, and the experiment that made them, without the place of
    /// its data. Beside it a model card is written, FILE.card.md: figures for each group, and questions whose answers
    /// are yours and stay. A name that ends in .onnx gives a file that other programs run; one that ends in .py a
    /// program for PyTorch that trains the same network on the same examples, which lie beside it with the weights; one
    /// that ends in .lemida the whole run, to be opened elsewhere.
    #[arg(short, long, value_name = "FILE.safetensors|.onnx|.py|.lemida")]
    output: PathBuf,
    /// Under whose names arrays are written, and in whose order their numbers lie (.safetensors only).
    #[arg(long, value_enum, value_name = "WHOSE", default_value_t = Names::Lemida)]
    names: Names,
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

/// Whose names arrays have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Names {
    /// Lemida's: `3.weight`, kernels as out × rows × columns × in.
    Lemida,
    /// PyTorch's: `conv3.weight`, kernels as out × in × rows × columns; what `load_state_dict` takes.
    Pytorch,
}

/// The versions that can be written.
fn version() -> clap::builder::RangedI64ValueParser<i64> {
    clap::value_parser!(i64).range(OPSETS)
}

pub(super) fn run(args: &ExportArgs) -> Result<(), Failure> {
    let form = form_of(&args.output).ok_or_else(|| {
        Failure::Use(format!(
            "{} is no name for a network: give one that ends in .safetensors, .onnx, .py or .lemida",
            args.output.display()
        ))
    })?;
    let pytorch = args.names == Names::Pytorch;
    let form = match form {
        Form::Weights(_) if pytorch && args.half => {
            return Err(Failure::Use(
                "weights under PyTorch's names have 32 bits: leave out --half".into(),
            ));
        }
        Form::Weights(_) if pytorch => Form::State,
        Form::Weights(_) if args.half => Form::Weights(Precision::Half),
        Form::Onnx(_) if !args.half && !pytorch => Form::Onnx(args.opset),
        form if matches!(form, Form::Weights(_)) || !args.half && !pytorch => form,
        _ => {
            let option = if args.half { "--half" } else { "--names" };
            return Err(Failure::Use(format!(
                "{option} is for .safetensors files only: leave it out"
            )));
        }
    };
    if RunFolder::owns(&args.output) || same_file(&weights_path(&args.run), &args.output) {
        return Err(Failure::Use(format!(
            "the copy would replace {}, which belongs to a run; give it another name with -o",
            args.output.display()
        )));
    }
    let done = export(&args.run, &args.output, form, !args.no_card).map_err(Failure::task)?;
    line(format!(
        "{} numbers after {} steps, written to {}",
        thousands(done.numbers as u64),
        thousands(done.steps),
        args.output.display()
    ))?;
    for file in &done.beside {
        line(format!("beside it: {}", file.display()))?;
    }
    match done.card {
        None => Ok(()),
        Some(Ok((card, 0))) => line(format!("model card: {}", card.display())),
        Some(Ok((card, unwritten))) => line(format!(
            "model card: {}, {unwritten} of its questions are still yours to answer",
            card.display()
        )),
        Some(Err(error)) => {
            complain(&format!("the model card could not be written: {error}"));
            Ok(())
        }
    }
}
