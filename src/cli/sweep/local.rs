//! A sweep on this computer: its runs one after the other.

use std::path::Path;
use std::time::{Duration, Instant};

use super::plan::{Run, Sweep};
use super::table::Measured;
use crate::cli::Failure;
use crate::cli::out::complain;
use crate::cli::train::train_into;
use crate::store::run::{About, RunCard, RunFolder};
use crate::train::Metric;

/// What came of a sweep.
pub(super) struct Outcome {
    pub(super) measured: Vec<Measured>,
    pub(super) metric: Metric,
    /// Whether a person ended it early.
    pub(super) stopped: bool,
}

/// Trains them one after the other, into the folder `runs` or where the system keeps data.
pub(super) fn train_all(
    sweep: &Sweep,
    runs: Option<&Path>,
    threads: usize,
) -> Result<Outcome, Failure> {
    let all = sweep.count();
    let mut measured: Vec<Measured> = Vec::new();
    let mut metric = Metric::Psnr;
    let began = Instant::now();
    let mut done = 0;
    for combination in &sweep.combinations {
        let mut scores = Vec::new();
        for Run { name, experiment } in sweep.runs_of(combination) {
            complain(&format!(
                "run {} of {all}: {name}{}",
                done + 1,
                left(began.elapsed(), done, all)
            ));
            let folder = match runs {
                Some(runs) => RunFolder::create_under(runs, &experiment),
                None => RunFolder::create_somewhere(&experiment),
            };
            let folder = folder.map_err(Failure::task)?;
            let about = About {
                name,
                group: sweep.group.clone(),
                ..About::default()
            };
            about.save(folder.path()).map_err(Failure::task)?;
            let steps = experiment.training.steps;
            let trained = train_into(experiment, folder, threads);
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
                measured.extend(Measured::of(&combination.values, scores));
                return Ok(Outcome {
                    measured,
                    metric,
                    stopped: true,
                });
            }
            let facts = RunCard::read(&place).facts.map_err(Failure::Task)?;
            let best = facts.curves.best.map(|(_, best)| f64::from(best));
            scores.extend(best);
        }
        match Measured::of(&combination.values, scores) {
            Some(some) => measured.push(some),
            None => complain(&format!(
                "{}: no run came to its end",
                sweep.words(&combination.values)
            )),
        }
    }
    Ok(Outcome {
        measured,
        metric,
        stopped: false,
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_told_after_the_first_run() {
        assert_eq!(left(Duration::from_secs(9), 0, 4), "");
        assert_eq!(left(Duration::from_secs(10), 1, 4), " (about 30 s left)");
        assert_eq!(left(Duration::from_secs(100), 1, 4), " (about 5 min left)");
        assert_eq!(left(Duration::from_secs(3600), 1, 3), " (about 2.0 h left)");
    }
}
