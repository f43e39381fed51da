//! A sweep for a cluster with Slurm: an array of tasks, one a run, and a job that collects the scores.

use std::path::Path;

use super::elsewhere::Engine;
use crate::cli::Failure;
use crate::store::sweep::SweepPlan;
use crate::train::Experiment;

const SWEEP: &str = "sweep.sbatch";
const COLLECT: &str = "collect.sbatch";
/// Tasks of an array: Slurm takes numbers up to 1000 unless a cluster says otherwise (`MaxArraySize`).
const TASKS: usize = 1000;
/// Tasks at once; a person may change it in the file.
const AT_ONCE: usize = 20;
/// Threads of a task unless told.
const THREADS: usize = 4;
/// Memory for the program and what its data hold, in GiB, besides what training is known to take.
const SPARE: u64 = 2;

pub(super) struct Slurm;

impl Engine for Slurm {
    fn id(&self) -> &'static str {
        "slurm"
    }

    fn programs(
        &self,
        plan: &SweepPlan,
        experiments: &[Experiment],
        threads: usize,
    ) -> Result<Vec<(&'static str, String)>, Failure> {
        let count = plan.runs.len();
        let tasks = count.min(TASKS);
        let wide = plan.runs.first().map_or(0, |run| run.run.len());
        let threads = if threads == 0 { THREADS } else { threads };
        let text = include_str!("scripts/sweep.sbatch")
            .replace("{count}", &count.to_string())
            .replace(
                "{array}",
                &format!("0-{}%{AT_ONCE}", tasks.saturating_sub(1)),
            )
            .replace("{cpus}", &threads.to_string())
            .replace("{memory}", &gibibytes(experiments).to_string())
            .replace("{width}", &wide.to_string())
            .replace("{parts}", &parts(count))
            .replace("{group}", &one_line(&plan.group));
        let collect = include_str!("scripts/collect.sbatch").to_owned();
        Ok(vec![(SWEEP, text), (COLLECT, collect)])
    }

    fn advice(&self, folder: &Path) -> String {
        format!(
            "on the cluster, in {}: sbatch {SWEEP}; its head says how the table is written when all is done",
            folder.display()
        )
    }

    fn again(&self, folder: &Path, numbers: &[usize]) -> String {
        format!(
            "in {}: {}",
            folder.display(),
            submissions(numbers).join("; ")
        )
    }
}

/// How the runs after the first thousand are submitted.
fn parts(count: usize) -> String {
    if count <= TASKS {
        return String::new();
    }
    let rest: Vec<usize> = (TASKS..count).collect();
    let lines = submissions(&rest).into_iter();
    let lines = lines.map(|line| format!("\n#   {line}"));
    format!(
        "\n#\n# Slurm numbers tasks up to {TASKS} unless a cluster says otherwise, so the runs after these are \
         submitted in\n# parts:\n#{}",
        lines.collect::<String>()
    )
}

/// The commands that submit runs of these numbers, which rise.
fn submissions(numbers: &[usize]) -> Vec<String> {
    let parts = numbers.chunk_by(|one, other| one / TASKS == other / TASKS);
    let commands = parts.map(|part| {
        let offset = part[0] / TASKS * TASKS;
        let within: Vec<usize> = part.iter().map(|number| number - offset).collect();
        let before = match offset {
            0 => String::new(),
            offset => format!("OFFSET={offset} "),
        };
        format!("{before}sbatch --array={} {SWEEP}", listed(&within))
    });
    commands.collect()
}

/// Numbers as Slurm writes them: `3,7-9`.
fn listed(numbers: &[usize]) -> String {
    let rows = numbers.chunk_by(|one, other| one + 1 == *other);
    let rows = rows.map(|row| match row {
        [first, .., last] => format!("{first}-{last}"),
        _ => row[0].to_string(),
    });
    rows.collect::<Vec<_>>().join(",")
}

/// Memory for the largest of the runs, in GiB.
fn gibibytes(experiments: &[Experiment]) -> u64 {
    let needs = experiments.iter().map(|experiment| {
        let memory = experiment.memory(&experiment.check());
        memory.bytes(experiment.training.batch)
    });
    needs.max().unwrap_or(0).div_ceil(1 << 30) + SPARE
}

/// A text that ends no comment.
fn one_line(text: &str) -> String {
    let plain = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    plain.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sweep::PlannedRun;

    fn plan(runs: usize) -> SweepPlan {
        let run = |number| PlannedRun {
            run: format!("{number:04}"),
            values: Vec::new(),
            seed: 0,
            name: String::new(),
        };
        SweepPlan {
            group: "two\nlines".into(),
            engine: "slurm".into(),
            settings: Vec::new(),
            runs: (0..runs).map(run).collect(),
        }
    }

    fn script(runs: usize, threads: usize) -> String {
        let experiment = Experiment::named("points-xor").unwrap();
        let programs = Slurm.programs(&plan(runs), &[experiment], threads).unwrap();
        programs[0].1.clone()
    }

    #[test]
    fn the_head_says_how_many_tasks_and_with_how_much() {
        let text = script(12, 0);
        assert!(text.starts_with("#!/bin/bash\n# two lines\n# 12 runs"));
        for line in [
            "#SBATCH --array=0-11%20",
            "#SBATCH --cpus-per-task=4",
            "#SBATCH --mem=3G",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
        assert!(text.contains("printf '%04d'") && !text.contains("OFFSET=1000"));
        assert!(script(12, 3).contains("#SBATCH --cpus-per-task=3\n"));
        // Slurm reads no further than the first command.
        let head = text.find("\nrun=").unwrap();
        assert!(text.rfind("#SBATCH").unwrap() < head);
        for hole in [
            "{group}", "{count}", "{array}", "{cpus}", "{memory}", "{width}", "{parts}",
        ] {
            assert!(!text.contains(hole), "{hole}");
        }
    }

    #[test]
    fn more_runs_than_an_array_takes_are_submitted_in_parts() {
        let text = script(2500, 0);
        assert!(text.contains("#SBATCH --array=0-999%20\n"));
        assert!(text.contains("\n#   OFFSET=1000 sbatch --array=0-999 sweep.sbatch\n"));
        assert!(text.contains("\n#   OFFSET=2000 sbatch --array=0-499 sweep.sbatch\n"));
    }

    #[test]
    fn runs_are_named_as_slurm_takes_them() {
        assert_eq!(listed(&[3, 7, 8, 9, 11, 12]), "3,7-9,11-12");
        let again = Slurm.again(Path::new("xor"), &[5, 998, 1000, 1003]);
        assert_eq!(
            again,
            "in xor: sbatch --array=5,998 sweep.sbatch; OFFSET=1000 sbatch --array=0,3 sweep.sbatch"
        );
    }
}
