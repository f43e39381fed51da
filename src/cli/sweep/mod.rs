//! `lemida sweep`: trains an experiment with every combination of settings, or some that are drawn, each with several
//! seeds, and says which combination is best, where that is more than chance. Here, or as a folder for a cluster.

mod collect;
mod combine;
mod elsewhere;
mod local;
mod plan;
mod ray;
mod sets;
mod slurm;
mod table;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::out::line;
use super::{Failure, table_name};
use local::Outcome;

/// Most runs of a sweep.
const MOST: usize = 10_000;

/// What to train, with which settings, and where.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct SweepArgs {
    #[command(flatten)]
    what: What,
    /// What trains the runs: this computer, one after the other, or a cluster: then a folder with all that is needed
    /// there is written, and nothing is trained.
    #[arg(long, value_enum, default_value_t = Engine::Local)]
    engine: Engine,
    /// The folder for the runs; without it, where your system keeps data, so that the window lists them. With
    /// `--engine slurm` or `ray`: the folder to write, a new or empty one.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also write the table into this file, which ends in .csv.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Threads of each run; 0 is one per core here, 4 with Slurm, 1 with Ray. The result is the same for any number.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = super::threads())]
    threads: usize,
    /// Print the table of a sweep that `--engine slurm` or `ray` has written into this folder, as far as its runs are
    /// done, and which are not.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["What", "engine", "out", "threads"])]
    collect: Option<PathBuf>,
    /// With --collect: also copy the runs that are done to where your system keeps data, so that the window lists
    /// them.
    #[arg(long)]
    keep: bool,
}

/// The runs.
#[derive(Debug, Args)]
struct What {
    /// An experiment file, the name of one that comes with the program (see `lemida list experiments`), or the folder
    /// of a run whose experiment is meant.
    #[arg(required_unless_present = "collect")]
    experiment: Option<String>,
    /// A setting and its values, as in `learning_rate=0.001,0.01`, `optimizer=adam,sgd`, `noise.from=10,25`,
    /// `network=residual-7,dncnn-8` or `row1.channels=8,16`; with --random also a range, as in
    /// `learning_rate=1e-4..1e-2`. Give it once for each setting.
    #[arg(long = "set", value_name = "KEY=A,B,C", allow_hyphen_values = true)]
    sets: Vec<String>,
    /// Draw N different combinations of the values, instead of trying all. From a range numbers are drawn evenly, of a
    /// setting that is changed by factors, like the learning rate, each factor as likely; both ends belong to it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    random: Option<u64>,
    /// The seed of what --random draws. The same draws the same.
    #[arg(long, value_name = "S", default_value_t = 0, requires = "random")]
    random_seed: u64,
    /// How many seeds each combination is trained with, from the experiment's seed on.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,
    /// Another number of steps than the experiment's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    steps: Option<u64>,
}

/// What trains the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// This computer, one after the other.
    Local,
    /// A cluster with Slurm: writes an array of tasks, `sweep.sbatch`, one a run.
    Slurm,
    /// Ray: writes a program for Ray Tune, `sweep_ray.py`.
    Ray,
}

const HELP: &str = "\
On a cluster:
  lemida sweep points-xor --set learning_rate=1e-3..1e-1 --random 8 --engine slurm -o xor
  take the folder xor there, and in it: sbatch sweep.sbatch
  lemida sweep --collect xor --csv xor.csv
The last prints the table, there or here when the folder is back, and says which runs are missing.";

pub(super) fn run(args: &SweepArgs) -> Result<(), Failure> {
    if let Some(path) = &args.csv {
        table_name(path)?;
    }
    if let Some(folder) = &args.collect {
        return collect::run(folder, args.csv.as_deref(), args.keep);
    }
    if args.keep {
        return Err(Failure::Use(
            "--keep copies the runs of a sweep that was trained elsewhere; name its folder: --collect DIR".into(),
        ));
    }
    let sweep = plan::sweep(&args.what)?;
    match args.engine {
        Engine::Local => {}
        Engine::Slurm => return elsewhere::write(args, &sweep, &slurm::Slurm),
        Engine::Ray => return elsewhere::write(args, &sweep, &ray::Ray),
    }
    let out = args.out.as_deref();
    let Outcome {
        measured,
        metric,
        stopped,
    } = local::train_all(&sweep, out, args.threads)?;
    table::print(&sweep.keys, &measured, metric)?;
    if let Some(path) = &args.csv {
        table::write(path, &sweep.keys, &measured, metric)?;
        line(format!("written: {}", path.display()))?;
    }
    line(format!("the runs are kept as \"{}\"", sweep.group))?;
    if stopped {
        return Err(Failure::Stopped);
    }
    Ok(())
}
