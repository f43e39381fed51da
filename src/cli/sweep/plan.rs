//! What the runs of a sweep are.

use super::combine::{Combination, combine, draw};
use super::sets::sets;
use super::{MOST, What};
use crate::cli::Failure;
use crate::cli::experiment::{Meant, find};
use crate::cli::train::refuse_problems;
use crate::store::run::RunFolder;
use crate::store::when;
use crate::train::Experiment;

/// A sweep: each combination is trained with each seed.
pub(super) struct Sweep {
    /// The settings that are changed.
    pub(super) keys: Vec<String>,
    pub(super) combinations: Vec<Combination>,
    pub(super) seeds: u64,
    /// What its runs are kept as.
    pub(super) group: String,
}

/// One of its runs.
pub(super) struct Run {
    pub(super) name: String,
    pub(super) experiment: Experiment,
}

impl Sweep {
    /// How many runs there are.
    pub(super) fn count(&self) -> usize {
        self.combinations.len() * self.seeds as usize
    }

    /// The runs of a combination, one a seed.
    pub(super) fn runs_of(&self, combination: &Combination) -> impl Iterator<Item = Run> {
        let words = self.words(&combination.values);
        let experiment = combination.experiment.clone();
        (0..self.seeds).map(move |seed| {
            let mut experiment = experiment.clone();
            experiment.seed = experiment.seed.wrapping_add(seed);
            let name = match &*words {
                "" => format!("seed {}", experiment.seed),
                words => format!("{words}, seed {}", experiment.seed),
            };
            Run { name, experiment }
        })
    }

    /// Settings with their values, in few words.
    pub(super) fn words(&self, values: &[String]) -> String {
        words(&self.keys, values)
    }
}

fn words(keys: &[String], values: &[String]) -> String {
    let pairs = keys.iter().zip(values);
    let words = pairs.map(|(key, value)| format!("{key} {value}"));
    words.collect::<Vec<_>>().join(", ")
}

/// The sweep that the command line asks for, each of whose runs can be trained.
pub(super) fn sweep(what: &What) -> Result<Sweep, Failure> {
    let mut experiment = match find(what.experiment.as_deref().unwrap_or_default())? {
        Meant::Experiment(experiment) => experiment,
        Meant::Folder(path) => RunFolder::open(&path).map_err(Failure::task)?.experiment,
    };
    if let Some(steps) = what.steps {
        experiment.training.steps = steps;
    }
    let sets = sets(&what.sets)?;
    let combinations = match what.random {
        Some(_) if sets.is_empty() => {
            return Err(Failure::Use(
                "--random draws values of settings, and none is given: add --set KEY=FROM..TO or --set KEY=A,B".into(),
            ));
        }
        Some(count) => draw(&experiment, &sets, count as usize, what.random_seed)?,
        None => combine(&experiment, &sets)?,
    };
    let all = combinations.len() * what.seeds as usize;
    if all > MOST {
        return Err(Failure::Use(format!(
            "that would be {all} runs; leave values out until there are at most {MOST}"
        )));
    }
    let keys: Vec<String> = sets.into_iter().map(|set| set.key).collect();
    // Whatever cannot be trained is told before hours have gone by.
    for combination in &combinations {
        refuse_problems(&combination.experiment).map_err(|failure| match failure {
            Failure::Task(why) if !keys.is_empty() => {
                Failure::Task(format!("with {}: {why}", words(&keys, &combination.values)))
            }
            other => other,
        })?;
    }
    let over = match keys.is_empty() {
        true => "seeds".into(),
        false => keys.join(", "),
    };
    let drawn = match what.random {
        Some(count) => format!(" ({count} drawn, seed {})", what.random_seed),
        None => String::new(),
    };
    Ok(Sweep {
        group: format!(
            "sweep of {} over {over}{drawn}, {}",
            experiment.name,
            when::now()
        ),
        keys,
        combinations,
        seeds: what.seeds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_combination_has_a_run_a_seed() {
        let what = What {
            experiment: Some("points-xor".into()),
            sets: vec!["batch=2,4".into(), "learning_rate=0.1,0.01".into()],
            random: None,
            random_seed: 0,
            seeds: 2,
            steps: Some(70),
        };
        let sweep = sweep(&what).unwrap();
        assert_eq!(sweep.count(), 8);
        let runs: Vec<Run> = sweep.runs_of(&sweep.combinations[2]).collect();
        let seed = Experiment::named("points-xor").unwrap().seed;
        let names: Vec<_> = runs.iter().map(|run| run.name.clone()).collect();
        assert_eq!(
            names,
            [0, 1].map(|more| format!("batch 4, learning_rate 0.1, seed {}", seed + more))
        );
        assert_eq!(runs[1].experiment.seed, seed + 1);
        assert_eq!(runs[1].experiment.training.steps, 70);
        assert!(
            sweep
                .group
                .starts_with("sweep of points-xor over batch, learning_rate, ")
        );
    }
}
