//! `lemida classify`: what a trained network sees in pictures.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::out::{complain, line};
use super::table::cell;
use crate::job::{Progress, interruptible};
use crate::store::identify::is_folder;
use crate::store::model::load_trained;
use crate::store::picture::open;
use crate::store::shelf::picture_files;
use crate::store::write_text;
use crate::train::opinion::Classifier;
use crate::words::Text;

/// Which network to ask, and of which pictures.
#[derive(Debug, Args)]
pub(super) struct ClassifyArgs {
    /// A run's folder, or the file that `lemida export` wrote.
    model: PathBuf,
    /// The pictures, or folders of them. Each is brought to the network's input as training did: its middle square is
    /// cut out, resized to the side of the training examples and made grey or colour as they were. A network for digits
    /// has learned light ink on black paper.
    #[arg(required = true, value_name = "PICTURE")]
    pictures: Vec<PathBuf>,
    /// How many classes are told of each picture, the likeliest first. How sure the network is of one is its softmax;
    /// where it answers with a single number, where that stands between −1 and +1.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = at_least_one())]
    top: usize,
    /// Print one JSON object a picture.
    #[arg(long)]
    json: bool,
    /// Write a table too: a row a picture, a column a class.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// How many classes may be told.
fn at_least_one() -> clap::builder::RangedU64ValueParser<usize> {
    clap::builder::RangedU64ValueParser::new().range(1..)
}

pub(super) fn run(args: &ClassifyArgs) -> Result<(), Failure> {
    if let Some(path) = &args.csv {
        super::table_name(path)?;
    }
    let trained = load_trained(&args.model).map_err(Failure::task)?;
    let classifier = Classifier::new(&trained.model, &trained.experiment, &trained.classes);
    let mut classifier = classifier
        .map_err(|problem| Failure::Task(format!("{}: {problem}", args.model.display())))?;
    if !classifier.named() {
        complain(
            "the names of its classes are not known (an older version wrote it), so they are numbered; going on with \
             its run (lemida train RUN --resume --steps N) notes them",
        );
    }
    let files = files(&args.pictures)?;
    let mut table = vec![head(classifier.classes())];
    let progress = interruptible();
    let failed = ask_all(args, &mut classifier, &files, &progress, &mut table)?;
    if let Some(path) = &args.csv {
        write_text(path, &(table.join("\n") + "\n")).map_err(Failure::task)?;
    }
    if progress.stopped() {
        return Err(Failure::Stopped);
    }
    match failed {
        0 => Ok(()),
        _ => Err(Failure::Task(format!(
            "{failed} of {} pictures could not be named",
            files.len()
        ))),
    }
}

/// Asks of each picture; one that fails does not keep the others from it. Returns how many failed.
fn ask_all(
    args: &ClassifyArgs,
    classifier: &mut Classifier,
    files: &[PathBuf],
    progress: &Progress,
    table: &mut Vec<String>,
) -> Result<usize, Failure> {
    let mut failed = 0;
    for file in files {
        if progress.stopped() {
            break;
        }
        let told = |problem: Text| format!("{}: {problem}", file.display());
        let asked = open(file)
            .map_err(|error| error.to_string())
            .and_then(|picture| classifier.ask(&picture).map_err(told));
        match asked {
            Ok(shares) => {
                let sure = ranked(classifier.classes(), &shares);
                answer(args, file, &sure[..args.top.min(sure.len())])?;
                table.push(row(file, sure[0].0, &shares));
            }
            Err(problem) => {
                failed += 1;
                complain(&problem);
            }
        }
    }
    Ok(failed)
}

/// The pictures, those of folders in the order of their names.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if is_folder(path) {
            let inside = picture_files(path).map_err(Failure::task)?;
            if inside.is_empty() {
                return Err(Failure::Task(format!(
                    "{}: the folder holds no picture; name one that does",
                    path.display()
                )));
            }
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// The classes, the likeliest first; the first of equals.
fn ranked<'a>(classes: &'a [String], shares: &[f32]) -> Vec<(&'a str, f32)> {
    let names = classes.iter().map(String::as_str);
    let mut sure: Vec<_> = names.zip(shares.iter().copied()).collect();
    sure.sort_by(|a, b| b.1.total_cmp(&a.1));
    sure
}

fn answer(args: &ClassifyArgs, file: &Path, sure: &[(&str, f32)]) -> Result<(), Failure> {
    if args.json {
        let all: Vec<_> = sure
            .iter()
            .map(|(class, share)| serde_json::json!({ "class": class, "probability": share }))
            .collect();
        return line(serde_json::json!({
            "picture": file.display().to_string(),
            "class": sure.first().map(|(class, _)| class),
            "probability": sure.first().map(|(_, share)| share),
            "top": all,
        }));
    }
    let all: Vec<_> = sure
        .iter()
        .map(|(class, share)| format!("{class} {:.1} %", 100.0 * share))
        .collect();
    line(format!("{}: {}", file.display(), all.join(", ")))
}

fn head(classes: &[String]) -> String {
    let names = classes.iter().map(|class| cell(class));
    let all: Vec<_> = ["picture".to_owned(), "class".to_owned()]
        .into_iter()
        .chain(names)
        .collect();
    all.join(",")
}

fn row(file: &Path, class: &str, shares: &[f32]) -> String {
    let numbers = shares.iter().map(|share| format!("{share:.5}"));
    let all: Vec<_> = [cell(&file.display().to_string()), cell(class)]
        .into_iter()
        .chain(numbers)
        .collect();
    all.join(",")
}
