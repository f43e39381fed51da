//! The table of a sweep that was trained elsewhere, from its runs' folders, and which of them are not done.

use std::path::Path;

use super::elsewhere::Engine;
use super::ray::Ray;
use super::slurm::Slurm;
use super::table::{self, Measured};
use crate::cli::Failure;
use crate::cli::out::{complain, line};
use crate::store::run::{About, RunCard, RunFolder, copy_beside, data_folder};
use crate::store::sweep::{self, PlannedRun, SweepPlan, run_folder};
use crate::train::Metric;

/// How a run stands.
enum Stands {
    /// It has come to its end: the best score on its way, where it was judged.
    Done(Option<Metric>, Option<f64>),
    /// It diverged: why it has no score.
    Failed(String),
    /// It is not done, in words.
    Open(String),
}

pub(super) fn run(folder: &Path, csv: Option<&Path>, keep: bool) -> Result<(), Failure> {
    let plan = sweep::read(folder).map_err(Failure::task)?;
    let mut metric = Metric::Psnr;
    let mut measured = Vec::new();
    let (mut open, mut failed) = (Vec::new(), Vec::new());
    let numbered: Vec<(usize, &PlannedRun)> = plan.runs.iter().enumerate().collect();
    for runs in numbered.chunk_by(|one, other| one.1.values == other.1.values) {
        let mut scores = Vec::new();
        for (number, run) in runs {
            let (why, list) = match stands(&run_folder(folder, run)) {
                Stands::Done(judged, score) => {
                    metric = judged.unwrap_or(metric);
                    scores.extend(score);
                    continue;
                }
                Stands::Failed(why) => (why, &mut failed),
                Stands::Open(why) => (why, &mut open),
            };
            complain(&format!("run {number} ({}): {why}", run.name));
            list.push(*number);
        }
        measured.extend(Measured::of(&runs[0].1.values, scores));
    }
    table::print(&plan.settings, &measured, metric)?;
    if let Some(path) = csv {
        table::write(path, &plan.settings, &measured, metric)?;
        line(format!("written: {}", path.display()))?;
    }
    if keep {
        kept(folder, &plan)?;
    }
    if !failed.is_empty() {
        complain(&format!(
            "failed: {} of {} runs. They fail again unless the experiment.toml in their folder is changed. To train \
             them once more, {}",
            failed.len(),
            plan.runs.len(),
            again(folder, &plan, &failed)
        ));
    }
    if open.is_empty() {
        return Ok(());
    }
    Err(Failure::Task(format!(
        "not done: {} of {} runs. To train them, {}",
        open.len(),
        plan.runs.len(),
        again(folder, &plan, &open)
    )))
}

/// How the runs of these numbers are trained again.
fn again(folder: &Path, plan: &SweepPlan, numbers: &[usize]) -> String {
    let engines: [&dyn Engine; 2] = [&Slurm, &Ray];
    let engine = engines.iter().find(|engine| engine.id() == plan.engine);
    let one = numbers.first().and_then(|number| plan.runs.get(*number));
    let here = one.map_or(String::new(), |run| {
        format!(
            "one of them here: lemida train {} --resume --unless-ended",
            run_folder(folder, run).display()
        )
    });
    match engine {
        Some(engine) => format!("{}; or {here}", engine.again(folder, numbers)),
        None => here,
    }
}

fn stands(run: &Path) -> Stands {
    let facts = match RunCard::read(run).facts {
        Ok(facts) => facts,
        Err(why) => return Stands::Open(why),
    };
    if RunFolder::has_ended(run) {
        let best = facts.curves.best.map(|(_, best)| f64::from(best));
        return Stands::Done(facts.curves.metric, best);
    }
    if let Some(step) = RunFolder::diverged(run) {
        return Stands::Failed(format!(
            "its numbers were not finite any more at step {step}"
        ));
    }
    let steps = facts.experiment.training.steps;
    Stands::Open(match (facts.steps(), facts.kept) {
        (0, _) => "it has not begun".into(),
        (done, 0) => {
            format!("it stands at step {done} of {steps}, with no checkpoint yet")
        }
        (done, kept) => {
            format!("it stands at step {done} of {steps}, its checkpoint at step {kept}")
        }
    })
}

/// Copies the runs that are done to where the window lists them, those that are there already left out.
fn kept(folder: &Path, plan: &SweepPlan) -> Result<(), Failure> {
    let there = data_folder();
    let known = crate::store::run::list(&there, &[], &[], |_| true);
    let known: Vec<&About> = known.iter().map(|card| &card.about).collect();
    let mut copied = 0;
    for run in &plan.runs {
        let same = |about: &&About| about.group == plan.group && about.name == run.name;
        let place = run_folder(folder, run);
        if !RunFolder::has_ended(&place) || known.iter().copied().any(|about| same(&about)) {
            continue;
        }
        copy_beside(&place, &there).map_err(Failure::task)?;
        copied += 1;
    }
    line(format!(
        "copied: {copied} runs, which the window lists as \"{}\"",
        plan.group
    ))
}
