//! `lemida sweep`: trains an experiment with every combination of settings, each with several seeds, and says which
//! combination is best, where that is more than chance.

mod table;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;

use super::experiment::{Meant, find};
use super::out::{complain, line};
use super::train::{refuse_problems, train_into};
use super::{Failure, table_name};
use crate::store::run::{About, RunCard, RunFolder};
use crate::store::when;
use crate::train::{Experiment, Metric};
use table::{Measured, print, write};

/// Most runs of a sweep.
const MOST: usize = 10_000;

/// What to train, with which settings.
#[derive(Debug, Args)]
pub(super) struct SweepArgs {
    /// An experiment file, the name of one that comes with the program (see `lemida list experiments`), or the folder
    /// of a run whose experiment is meant.
    experiment: String,
    /// A setting and its values, as in `learning_rate=0.001,0.01`, `optimizer=adam,sgd`, `noise.from=10,25`,
    /// `network=residual-7,dncnn-8` or `row1.channels=8,16`; give it once for each setting.
    #[arg(long = "set", value_name = "KEY=A,B,C")]
    sets: Vec<String>,
    /// How many seeds each combination is trained with, from the experiment's seed on.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,
    /// Another number of steps than the experiment's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    steps: Option<u64>,
    /// The folder for the runs; without it, where your system keeps data, so that the window lists them.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also write the table into this file, which ends in .csv.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Threads to use; 0 is one per core. The result is the same for any number.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = super::threads())]
    threads: usize,
}

/// A combination of settings: their values, and the experiment with them.
struct Combination {
    values: Vec<String>,
    experiment: Experiment,
}

pub(super) fn run(args: &SweepArgs) -> Result<(), Failure> {
    if let Some(path) = &args.csv {
        table_name(path)?;
    }
    let mut experiment = match find(&args.experiment)? {
        Meant::Experiment(experiment) => experiment,
        Meant::Folder(path) => RunFolder::open(&path).map_err(Failure::task)?.experiment,
    };
    if let Some(steps) = args.steps {
        experiment.training.steps = steps;
    }
    let sets = sets(&args.sets)?;
    let combinations = combine(&experiment, &sets)?;
    let all = combinations.len() * args.seeds as usize;
    if all > MOST {
        return Err(Failure::Use(format!(
            "that would be {all} runs; leave values out until there are at most {MOST}"
        )));
    }
    // Whatever cannot be trained is told before hours have gone by.
    for combination in &combinations {
        refuse_problems(&combination.experiment).map_err(|failure| match failure {
            Failure::Task(why) if !sets.is_empty() => {
                Failure::Task(format!("with {}: {why}", words(&sets, &combination.values)))
            }
            other => other,
        })?;
    }
    let keys: Vec<&str> = sets.iter().map(|(key, _)| key.as_str()).collect();
    let about = if keys.is_empty() {
        "seeds".into()
    } else {
        keys.join(", ")
    };
    let group = format!("sweep of {} over {about}, {}", experiment.name, when::now());
    let (measured, metric, stopped) = train_all(args, &sets, &combinations, &group)?;
    print(&sets, &measured, metric)?;
    if let Some(path) = &args.csv {
        write(path, &sets, &measured, metric)?;
        line(format!("written: {}", path.display()))?;
    }
    line(format!("the runs are kept as \"{group}\""))?;
    if stopped {
        return Err(Failure::Stopped);
    }
    Ok(())
}

/// Trains them one after the other. Returns the scores, what is measured, and whether a person ended it early.
fn train_all(
    args: &SweepArgs,
    sets: &[(String, Vec<String>)],
    combinations: &[Combination],
    group: &str,
) -> Result<(Vec<Measured>, Metric, bool), Failure> {
    let all = combinations.len() * args.seeds as usize;
    let mut measured: Vec<Measured> = Vec::new();
    let mut metric = Metric::Psnr;
    let began = Instant::now();
    let mut done = 0;
    for Combination { values, experiment } in combinations {
        let mut scores = Vec::new();
        for seed in 0..args.seeds {
            let mut experiment = experiment.clone();
            experiment.seed = experiment.seed.wrapping_add(seed);
            let words = match &*words(sets, values) {
                "" => format!("seed {}", experiment.seed),
                words => format!("{words}, seed {}", experiment.seed),
            };
            complain(&format!(
                "run {} of {all}: {words}{}",
                done + 1,
                left(began.elapsed(), done, all)
            ));
            let folder = match &args.out {
                Some(runs) => RunFolder::create_under(runs, &experiment),
                None => RunFolder::create_somewhere(&experiment),
            };
            let folder = folder.map_err(Failure::task)?;
            let about = About {
                name: words,
                group: group.to_owned(),
                ..About::default()
            };
            about.save(folder.path()).map_err(Failure::task)?;
            let steps = experiment.training.steps;
            let trained = train_into(experiment, folder, args.threads);
            let (place, summary) = match trained {
                Ok(trained) => trained,
                // One that diverges is a result, too; the others go on.
                Err(Failure::Task(why)) => {
                    complain(&format!("this run failed: {why}"));
                    done += 1;
                    continue;
                }
                Err(other) => return Err(other),
            };
            metric = summary.metric;
            done += 1;
            if summary.steps < steps && summary.early.is_none() {
                measured.extend(Measured::of(values, scores));
                return Ok((measured, metric, true));
            }
            let facts = RunCard::read(&place).facts.map_err(Failure::Task)?;
            let best = facts.curves.best.map(|(_, best)| f64::from(best));
            scores.extend(best);
        }
        match Measured::of(values, scores) {
            Some(some) => measured.push(some),
            None => complain(&format!("{}: no run came to its end", words(sets, values))),
        }
    }
    Ok((measured, metric, false))
}

/// Time left, as far as the runs before tell.
fn left(spent: Duration, done: usize, all: usize) -> String {
    if done == 0 {
        return String::new();
    }
    let seconds = spent.as_secs_f64() / done as f64 * (all - done) as f64;
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!(" (about {whole} s left)"),
        60..3600 => format!(" (about {} min left)", whole.div_ceil(60)),
        _ => format!(" (about {:.1} h left)", seconds / 3600.0),
    }
}

/// Settings with their values, in few words.
fn words(sets: &[(String, Vec<String>)], values: &[String]) -> String {
    let pairs = sets.iter().zip(values);
    let words = pairs.map(|((key, _), value)| format!("{key} {value}"));
    words.collect::<Vec<_>>().join(", ")
}

/// The settings and values that `--set` names, each setting once.
fn sets(texts: &[String]) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let mut sets: Vec<(String, Vec<String>)> = Vec::new();
    for text in texts {
        let (key, values) = text.split_once('=').ok_or_else(|| {
            Failure::Use(format!(
                "--set wants key=value,value, as in learning_rate=0.001,0.01, but was given \"{text}\""
            ))
        })?;
        let key = key.trim().to_owned();
        let mut all: Vec<String> = Vec::new();
        for value in values.split(',').map(str::trim) {
            if value.is_empty() {
                return Err(Failure::Use(format!(
                    "--set {key} has an empty value; write its values with commas between"
                )));
            }
            if all.iter().any(|other| other == value) {
                return Err(Failure::Use(format!(
                    "--set {key} has the value {value} twice; give it once"
                )));
            }
            all.push(value.to_owned());
        }
        if key == "seed" {
            return Err(Failure::Use(
                "--seeds N says how many seeds are tried; take seed out of --set".into(),
            ));
        }
        if sets.iter().any(|(other, _)| *other == key) {
            return Err(Failure::Use(format!(
                "the setting {key} is given twice; give all its values at once"
            )));
        }
        sets.push((key, all));
    }
    Ok(sets)
}

/// Every combination, the last setting changing fastest.
fn combine(
    experiment: &Experiment,
    sets: &[(String, Vec<String>)],
) -> Result<Vec<Combination>, Failure> {
    let mut all = vec![Combination {
        values: Vec::new(),
        experiment: experiment.clone(),
    }];
    for (key, values) in sets {
        let mut next = Vec::with_capacity(all.len() * values.len());
        for Combination {
            values: before,
            experiment,
        } in &all
        {
            for value in values {
                let mut experiment = experiment.clone();
                let set = experiment.set_by_name(key, value);
                set.map_err(|why| Failure::Use(format!("--set {key}={value}: {why}")))?;
                let values = before.iter().cloned().chain([value.clone()]).collect();
                next.push(Combination { values, experiment });
            }
            if next.len() > MOST {
                break;
            }
        }
        all = next;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(texts: &[&str]) -> String {
        let experiment = Experiment::named("points-xor").unwrap();
        let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
        let combined = sets(&texts).and_then(|sets| combine(&experiment, &sets));
        match combined {
            Err(Failure::Use(why)) => why,
            other => panic!("no complaint: {:?}", other.map(|all| all.len())),
        }
    }

    #[test]
    fn every_combination_is_made_once() {
        let experiment = Experiment::named("points-xor").unwrap();
        let sets = sets(&["batch=2,4".into(), "learning_rate=0.1,0.01,0.001".into()]).unwrap();
        let all = combine(&experiment, &sets).unwrap();
        let values: Vec<_> = all.iter().map(|one| one.values.join(" ")).collect();
        assert_eq!(
            values,
            ["2 0.1", "2 0.01", "2 0.001", "4 0.1", "4 0.01", "4 0.001"]
        );
        let last = &all[5].experiment.training;
        assert_eq!((last.batch, last.learning_rate), (4, 0.001));
        assert_eq!(words(&sets, &all[0].values), "batch 2, learning_rate 0.1");
        assert_eq!(combine(&experiment, &[]).unwrap().len(), 1);
    }

    #[test]
    fn mistakes_are_told_with_the_cure() {
        for (texts, cure) in [
            (&["batsh=2"][..], "did you mean \"batch\"?"),
            (&["batch"], "--set wants key=value"),
            (&["batch=2,2"], "give it once"),
            (&["batch=2,"], "commas between"),
            (&["batch=2", "batch=3"], "all its values at once"),
            (&["batch=0"], "must be"),
            (&["seed=1,2"], "--seeds N"),
        ] {
            let told = told(texts);
            assert!(told.contains(cure), "{texts:?}: {told}");
        }
    }

    #[test]
    fn time_left_is_told_after_the_first_run() {
        assert_eq!(left(Duration::from_secs(9), 0, 4), "");
        assert_eq!(left(Duration::from_secs(10), 1, 4), " (about 30 s left)");
        assert_eq!(left(Duration::from_secs(100), 1, 4), " (about 5 min left)");
        assert_eq!(left(Duration::from_secs(3600), 1, 3), " (about 2.0 h left)");
    }
}
