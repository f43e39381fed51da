//! The command line: one file a subcommand; without one, the window.
//!
//! Exit codes: 0 done, 1 the task failed, 2 wrong use, 130 ended by the person (Ctrl-C), 141 nobody reads what is
//! written.

mod bar;
mod bench_denoise;
mod bench_sigma;
mod check;
mod classify;
mod denoise;
mod experiment;
mod export;
mod figures;
mod import;
mod info;
mod lab;
mod list;
mod method;
mod out;
mod report;
mod sweep;
mod table;
mod terminal;
mod timeline;
mod train;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A deep-learning workbench: a network learns to clean a noisy photograph while you watch.
///
/// Without a command the window opens; where there is no display, the default experiment is trained here instead.
#[derive(Debug, Parser)]
#[command(
    name = "lemida",
    version,
    about,
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(subcommand)]
    task: Option<Task>,
    /// Files and folders to open in the window, as if they were dropped on it.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Train an experiment and write the run into a folder.
    Train(train::TrainArgs),
    /// Train an experiment with every combination of settings, each with several seeds, and say which is best.
    Sweep(sweep::SweepArgs),
    /// Clean a picture with a method or a trained network.
    Denoise(denoise::DenoiseArgs),
    /// Name what is in pictures with a network that was trained to tell classes apart.
    Classify(classify::ClassifyArgs),
    /// Measure denoisers on a folder of clean pictures and write a table of scores.
    BenchDenoise(bench_denoise::BenchArgs),
    /// Measure how well the noise level is estimated on a folder of clean pictures.
    BenchSigma(bench_sigma::BenchArgs),
    /// The history of denoising on one photograph: a chart, a table and every method's picture.
    Timeline(timeline::TimelineArgs),
    /// Check an experiment: each row's shapes, parameters and work, or what is wrong with it.
    Check(check::CheckArgs),
    /// Write a run's network into one file, to be kept or given away.
    Export(export::ExportArgs),
    /// Write a run as one HTML page that opens again.
    Report(report::ReportArgs),
    /// Read a network that another program wrote as an ONNX file, say what its rows are, and keep it as one of ours.
    Import(import::ImportArgs),
    /// List what there is to choose from.
    List(list::ListArgs),
    /// Do an experiment of the lecture and write its figures into a folder.
    Lab(lab::LabArgs),
    /// Say what a file is: an experiment, a run folder, a trained network or a picture.
    Info(info::InfoArgs),
}

/// Why a subcommand did not do its task.
#[derive(Debug)]
enum Failure {
    /// The task failed: exit code 1.
    Task(String),
    /// Wrong use: exit code 2.
    Use(String),
    /// Whoever read the output has gone, nothing more to say: exit code 141, as of a program that the system ends for
    /// it.
    Unheard,
    /// A person ended it before its end, and it has said so: exit code 130.
    Stopped,
}

impl Failure {
    fn task<E: std::fmt::Display>(error: E) -> Self {
        Self::Task(error.to_string())
    }
}

/// Reads the command line and does what it asks.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too, with code 0.
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            let printed = error.print();
            return match printed.map_err(|error| out::unwritten(&error)) {
                Err(Failure::Task(text)) if code == 0 => end(&text, 1),
                _ => ExitCode::from(code),
            };
        }
    };
    let outcome = match &cli.task {
        None if cli.files.is_empty() => terminal::window_or_terminal(),
        None => terminal::window_with(&cli.files),
        Some(Task::Train(args)) => train::run(args),
        Some(Task::Sweep(args)) => sweep::run(args),
        Some(Task::Denoise(args)) => denoise::run(args),
        Some(Task::Classify(args)) => classify::run(args),
        Some(Task::BenchDenoise(args)) => bench_denoise::run(args),
        Some(Task::BenchSigma(args)) => bench_sigma::run(args),
        Some(Task::Timeline(args)) => timeline::run(args),
        Some(Task::Check(args)) => check::run(args),
        Some(Task::Export(args)) => export::run(args),
        Some(Task::Report(args)) => report::run(args),
        Some(Task::Import(args)) => import::run(args),
        Some(Task::List(args)) => list::run(args),
        Some(Task::Lab(args)) => lab::run(args),
        Some(Task::Info(args)) => info::run(args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Unheard) => ExitCode::from(141),
        Err(Failure::Stopped) => ExitCode::from(130),
        Err(Failure::Task(text)) => end(&text, 1),
        Err(Failure::Use(text)) => end(&text, 2),
    }
}

/// What `--threads` takes: more than that would only wait for each other.
fn threads() -> clap::builder::RangedU64ValueParser<usize> {
    clap::builder::RangedU64ValueParser::new().range(0..=256)
}

/// Refuses a name for a table that is another kind of file's, which may be a person's picture.
fn table_name(path: &std::path::Path) -> Result<(), Failure> {
    let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    if ending.is_some_and(|ending| ending == "csv") {
        return Ok(());
    }
    Err(Failure::Use(format!(
        "{} is no name for a table: give one that ends in .csv",
        path.display()
    )))
}

fn end(text: &str, code: u8) -> ExitCode {
    out::complain(&format!("lemida: {text}"));
    ExitCode::from(code)
}
