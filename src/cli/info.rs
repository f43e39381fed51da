//! `lemida info`: what a file is.

use std::path::{Path, PathBuf};

use clap::Args;

use super::out::{line, table, thousands};
use super::{Failure, check};
use crate::data::{DataSet, Measure, Part, Table, TextData};
use crate::degrade::noise::estimate::look;
use crate::denoise::usual;
use crate::store::experiment::load_experiment;
use crate::store::identify::{Identified, identify, is_folder};
use crate::store::model::load_trained;
use crate::store::picture::Original;
use crate::store::run::RunFolder;
use crate::store::shelf::DiskShelf;
use crate::store::table::read_table;
use crate::store::torch;
use crate::train::Experiment;
use crate::words::Text;

/// What to look at.
#[derive(Debug, Args)]
pub(super) struct InfoArgs {
    /// An experiment file, a run folder, a file of weights, a report, a picture, a folder of pictures, a table or a
    /// text.
    file: PathBuf,
}

pub(super) fn run(args: &InfoArgs) -> Result<(), Failure> {
    let path = &args.file;
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    match identify(path) {
        Identified::Photos(count, words) => {
            let kind = format!("a folder of {} photographs", thousands(count as u64));
            return folder(kind, words);
        }
        Identified::Classes(classes, words) => {
            let each = classes
                .iter()
                .map(|(name, count)| format!("{name} ({})", thousands(*count as u64)));
            let names: Vec<_> = each.collect();
            let kind = format!("a folder of {} classes: {}", names.len(), names.join(", "));
            return folder(kind, words);
        }
        Identified::Table => {
            let read = |text: &str| Table::of(path, text);
            let (table, classes, _) = examples(path, read)?;
            line(format!(
                "a table: {} numbers enter of each row",
                table.inputs
            ))?;
            if table.measured() {
                line("its last column holds many different numbers: these are predicted")?;
            } else {
                line(format!("classes: {}", classes.join(", ")))?;
            }
            return loaded(&table);
        }
        Identified::Report | Identified::Packed => return trained(path),
        Identified::State => return state(path),
        Identified::Text => {
            let (text, letters) = examples(path, |text| TextData::of(path, text))?;
            line(format!("a text of {letters} different letters"))?;
            return loaded(&text);
        }
        Identified::Unusable(error)
            if is_folder(path) || matches!(ending.as_deref(), Some("csv" | "tsv" | "txt")) =>
        {
            return Err(Failure::task(error));
        }
        _ => {}
    }
    if is_folder(path) {
        return run_folder(path);
    }
    match ending.as_deref() {
        Some("toml") => {
            let experiment = load_experiment(path).map_err(Failure::task)?;
            described(&experiment)?;
            check::rows(&experiment)?;
            for problem in experiment.problems() {
                line(format!("problem: {problem}"))?;
            }
            Ok(())
        }
        Some("safetensors" | "onnx") => trained(path),
        _ => picture(path),
    }
}

/// The arrays of a state dict.
fn state(path: &Path) -> Result<(), Failure> {
    let state = torch::read(path).map_err(Failure::task)?;
    let numbers: usize = state.arrays.iter().map(|array| array.values.len()).sum();
    line(format!(
        "weights of another program, without their network: {} arrays, {} numbers",
        state.arrays.len(),
        thousands(numbers as u64)
    ))?;
    for note in &state.notes {
        line(format!("note: {note}"))?;
    }
    let rows = state.arrays.iter().map(|array| {
        let sides: Vec<_> = array.dims.iter().map(usize::to_string).collect();
        vec![array.name.clone(), sides.join("×")]
    });
    table(&rows.collect::<Vec<_>>(), &[])?;
    line("`lemida import --into EXPERIMENT` gives them to an experiment's network")
}

fn folder(kind: String, words: Option<String>) -> Result<(), Failure> {
    line(kind)?;
    words.map_or(Ok(()), line)
}

/// What is made of the text of a file.
fn examples<T>(path: &Path, make: impl FnOnce(&str) -> Result<T, Text>) -> Result<T, Failure> {
    let text = read_table(path).map_err(Failure::task)?;
    make(&text).map_err(|wrong| Failure::task(format!("{}: {wrong}", path.display())))
}

/// How many examples a data set holds, and what of it is left out.
fn loaded(data: &dyn DataSet) -> Result<(), Failure> {
    let examples = data.load(&DiskShelf, 0).map_err(Failure::task)?;
    line(format!(
        "{} examples are learned from, {} judged on",
        thousands(examples.count(Part::Training) as u64),
        thousands(examples.count(Part::Validation) as u64)
    ))?;
    if let Some(measure) = examples.measure() {
        line(measure.spread())?;
    }
    examples.left_out().iter().try_for_each(line)
}

fn described(experiment: &Experiment) -> Result<(), Failure> {
    line(format!(
        "experiment \"{}\": {} on {}, {} steps of {} examples, seed {}",
        experiment.name,
        experiment.optimizer.label(),
        experiment.data.label(),
        thousands(experiment.training.steps),
        experiment.training.batch,
        experiment.seed,
    ))
}

fn trained(path: &Path) -> Result<(), Failure> {
    let trained = load_trained(path).map_err(Failure::task)?;
    line(format!(
        "a network trained for {} steps",
        thousands(trained.steps)
    ))?;
    described(&trained.experiment)?;
    if !trained.classes.is_empty() {
        line(format!("classes: {}", trained.classes.join(", ")))?;
    }
    if let Some(measure) = &trained.measure {
        line(predicts(measure))?;
    }
    check::rows(&trained.experiment)?;
    let mut notes = trained.notes.iter();
    notes.try_for_each(|note| line(format!("note: {note}")))
}

/// What number a network predicts.
fn predicts(measure: &Measure) -> String {
    format!(
        "predicts {}: it answers (number − {}) / {}",
        measure.name, measure.mean, measure.deviation
    )
}

fn run_folder(path: &Path) -> Result<(), Failure> {
    let run = match RunFolder::open(path) {
        Ok(run) => run,
        Err(error) => {
            // The weights may still be a network.
            if load_trained(path).is_ok() {
                trained(path)?;
            }
            return Err(Failure::task(error));
        }
    };
    described(&run.experiment)?;
    match &run.checkpoint {
        None => line("ended before its first checkpoint; --resume starts it anew")?,
        Some(checkpoint) => line(format!(
            "stands at step {} of {}",
            thousands(checkpoint.step),
            thousands(run.experiment.training.steps)
        ))?,
    }
    if let (Some(metric), Some(last)) = (run.history.metric, run.history.validations.last()) {
        let metric = metric.worded(last.metric);
        line(format!(
            "last validation (step {}, {} examples): {metric}",
            last.step, last.examples
        ))?;
    }
    if let (Some(metric), Some((record, on))) = (run.history.metric, &run.history.whole) {
        line(format!(
            "at the end: {}, mean over {}",
            metric.worded(record.metric),
            on.words(record.examples)
        ))?;
        let measure = load_trained(path).ok().and_then(|found| found.measure);
        if let Some(measure) = measure {
            let told = measure.told(f64::from(record.metric), record.examples);
            line(if told.is_empty() {
                predicts(&measure)
            } else {
                told
            })?;
        }
    }
    let classes = run.checkpoint.map(|checkpoint| checkpoint.classes);
    if let Some(classes) = classes.filter(|classes| !classes.is_empty()) {
        line(format!("classes: {}", classes.join(", ")))?;
    }
    check::rows(&run.experiment)
}

fn picture(path: &Path) -> Result<(), Failure> {
    let original = Original::open(path).map_err(Failure::task)?;
    let picture = &original.image;
    let (channels, height, width) = picture.dim();
    let (low, high) = picture
        .pixels()
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &v| {
            (low.min(v), high.max(v))
        });
    let kind = if channels == 1 { "grey" } else { "colour" };
    line(format!(
        "a {kind} picture of {width}×{height} pixels, values {low:.3} to {high:.3}"
    ))?;
    for fact in original.facts() {
        line(fact)?;
    }
    let found = look(picture);
    let levels: Vec<_> = found
        .level
        .channels
        .iter()
        .map(|sigma| format!("{:.2}", sigma * 255.0))
        .collect();
    let names = match channels {
        3 => " (red, green, blue)",
        _ => "",
    };
    line(format!(
        "noise, if it is white: σ about {} / 255{names}",
        levels.join(", ")
    ))?;
    line(format!(
        "noise found: {}; the method for it: {}",
        found.words(),
        usual(&found)
    ))
}
