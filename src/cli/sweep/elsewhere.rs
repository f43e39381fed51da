//! A sweep for another machine: a folder with a run each that has not begun, and the programs that train them.

use std::path::Path;

use super::SweepArgs;
use super::plan::{Run, Sweep};
use crate::cli::Failure;
use crate::cli::out::line;
use crate::store;
use crate::store::sweep::{PlannedRun, SweepPlan};
use crate::train::Experiment;

/// Fewest digits of a run's number.
const DIGITS: usize = 3;

/// What trains runs elsewhere.
pub(super) trait Engine {
    /// Its name on the command line.
    fn id(&self) -> &'static str;
    /// The programs for the runs of `plan`, of these experiments: name and text. `threads` is 0 where a person has not
    /// said how many.
    fn programs(
        &self,
        plan: &SweepPlan,
        experiments: &[Experiment],
        threads: usize,
    ) -> Result<Vec<(&'static str, String)>, Failure>;
    /// What is to be done with the folder.
    fn advice(&self, folder: &Path) -> String;
    /// How the runs of these numbers in the folder are trained again.
    fn again(&self, folder: &Path, numbers: &[usize]) -> String;
}

pub(super) fn write(args: &SweepArgs, sweep: &Sweep, engine: &dyn Engine) -> Result<(), Failure> {
    let id = engine.id();
    let Some(folder) = &args.out else {
        return Err(Failure::Use(format!(
            "--engine {id} writes a folder for the cluster; name a new one: --out DIR"
        )));
    };
    if args.csv.is_some() {
        return Err(Failure::Use(format!(
            "--engine {id} trains nothing yet, so there are no scores for --csv; give it to lemida sweep --collect {}",
            folder.display()
        )));
    }
    let (plan, experiments) = planned(sweep, id);
    let programs = engine.programs(&plan, &experiments, args.threads)?;
    let missing =
        store::sweep::write(folder, &plan, &experiments, &programs).map_err(Failure::task)?;
    let runs = plan.runs.len();
    line(format!("written: {}, {runs} runs", folder.display()))?;
    for data in missing {
        line(format!(
            "copy the data {} to {}, where the runs look for them",
            data.from.display(),
            data.to.display()
        ))?;
    }
    line(engine.advice(folder))?;
    line(format!(
        "the table, there or here: lemida sweep --collect {}",
        folder.display()
    ))
}

/// The runs by their numbers, with their experiments.
fn planned(sweep: &Sweep, engine: &str) -> (SweepPlan, Vec<Experiment>) {
    let last = sweep.count().saturating_sub(1);
    let wide = last.to_string().len().max(DIGITS);
    let all = sweep.combinations.iter().flat_map(|combination| {
        let runs = sweep.runs_of(combination);
        runs.map(|run| (combination.values.clone(), run))
    });
    let all = all.enumerate().map(|(number, (values, run))| {
        let Run { name, experiment } = run;
        let planned = PlannedRun {
            run: format!("{number:0wide$}"),
            values,
            seed: experiment.seed,
            name,
        };
        (planned, experiment)
    });
    let (runs, experiments) = all.unzip();
    let plan = SweepPlan {
        group: sweep.group.clone(),
        engine: engine.into(),
        settings: sweep.keys.clone(),
        runs,
    };
    (plan, experiments)
}
