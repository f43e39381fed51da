//! A sweep for Ray: a program for Ray Tune, with a trial a run.

use std::path::Path;

use serde_json::{Map, Value};

use super::elsewhere::Engine;
use crate::cli::Failure;
use crate::store::sweep::{PlannedRun, SweepPlan};
use crate::train::Experiment;

const PROGRAM: &str = "sweep_ray.py";
/// Threads of a trial unless told: one runs on any machine, and many at once.
const THREADS: usize = 1;

pub(super) struct Ray;

impl Engine for Ray {
    fn id(&self) -> &'static str {
        "ray"
    }

    fn programs(
        &self,
        plan: &SweepPlan,
        _: &[Experiment],
        threads: usize,
    ) -> Result<Vec<(&'static str, String)>, Failure> {
        let runs = plan.runs.iter().map(|run| line_of(run, &plan.settings));
        let runs = runs.collect::<Vec<_>>().join("\n");
        let threads = threads.max(THREADS);
        let text = include_str!("scripts/sweep_ray.py")
            .replace("{count}", &plan.runs.len().to_string())
            .replace("{cpus}", &threads.to_string())
            .replace("{runs}", &runs)
            .replace("{group}", &plain(&plan.group));
        Ok(vec![(PROGRAM, text)])
    }

    fn advice(&self, folder: &Path) -> String {
        format!(
            "with Ray (pip install \"ray[tune]\"): python {}",
            folder.join(PROGRAM).display()
        )
    }

    fn again(&self, folder: &Path, _: &[usize]) -> String {
        format!(
            "python {}, which leaves out what is done",
            folder.join(PROGRAM).display()
        )
    }
}

/// A run as a line of the program: JSON of texts and numbers is Python, too.
fn line_of(run: &PlannedRun, settings: &[String]) -> String {
    let mut cells = Map::new();
    cells.insert("run".into(), Value::from(&*run.run));
    for (key, value) in settings.iter().zip(&run.values) {
        cells.insert(key.clone(), Value::from(&**value));
    }
    cells.insert("seed".into(), Value::from(run.seed));
    format!("    {},", Value::Object(cells))
}

/// A text that stands in a program's comment and ends nothing.
fn plain(text: &str) -> String {
    let plain = text.chars().map(|letter| match letter {
        '"' => '\'',
        '\\' => '/',
        control if control.is_control() => ' ',
        letter => letter,
    });
    plain.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_is_a_line_of_the_program() {
        let run = |number: usize, path: &str| PlannedRun {
            run: format!("{number:03}"),
            values: vec![path.into(), "0.1".into()],
            seed: 7,
            name: String::new(),
        };
        let plan = SweepPlan {
            group: "sweep of \"\"\"x\\".into(),
            engine: "ray".into(),
            settings: vec!["data.path".into(), "learning_rate".into()],
            runs: vec![run(0, "a \"b\" {count}"), run(1, "c\\d")],
        };
        let text = Ray.programs(&plan, &[], 0).unwrap()[0].1.clone();
        assert!(text.starts_with("\"\"\"sweep of '''x/: 2 runs with Ray Tune."));
        let listed = "RUNS = [\n    {\"data.path\":\"a \\\"b\\\" {count}\",\"learning_rate\":\"0.1\",\"run\":\"000\",\
                      \"seed\":7},\n    \
                      {\"data.path\":\"c\\\\d\",\"learning_rate\":\"0.1\",\"run\":\"001\",\"seed\":7},\n]\n";
        assert!(text.contains(listed), "{text}");
        assert!(text.contains("\nCPUS = 1\n"));
        assert!(
            Ray.programs(&plan, &[], 3).unwrap()[0]
                .1
                .contains("\nCPUS = 3\n")
        );
        for hole in ["{group}", "{cpus}", "{runs}"] {
            assert!(!text.contains(hole), "{hole}");
        }
    }
}
