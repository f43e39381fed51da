//! Whether a run has come to its end, and what broke it off, as its folder tells to another process.

use std::path::Path;

use super::{EXPERIMENT, LOG, OPTIMIZER, RunFolder, WEIGHTS, judged, log};
use crate::experiment::load_experiment;
use crate::tensors;

impl RunFolder {
    /// Whether the run in a folder has come to its end: by its last step, and judged there, or by a rule of its own.
    /// Its weights are not read.
    pub fn has_ended(path: &Path) -> bool {
        let text = |file: &str, key: &str| tensors::glance(&path.join(file)).texts.remove(key);
        let steps = text(WEIGHTS, "steps").and_then(|steps| steps.parse().ok());
        let (Some(step), Ok(experiment)) = (steps, load_experiment(&path.join(EXPERIMENT))) else {
            return false;
        };
        // Beside weights of another step it is not theirs.
        let state = text(OPTIMIZER, "step").and_then(|steps| steps.parse().ok());
        if state != Some(step) {
            return false;
        }
        let whole = step >= experiment.training.steps && judged::load(path, step).is_some();
        whole || text(OPTIMIZER, "ended").is_some()
    }

    /// The step at which the numbers of the run in a folder were not finite any more, where that was the last that
    /// happened to it.
    pub fn diverged(path: &Path) -> Option<u64> {
        log::diverged(&path.join(LOG))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::nn::Network;
    use crate::train::{Checkpoint, Early, Event, Experiment, JudgedOn, Keeper as _};
    use crate::train::{Metric, Spent, ValidationRecord};

    fn started(step: u64) -> Event {
        Event::Started {
            metric: Metric::Accuracy,
            step,
            parameters: 1,
            architecture: Arc::default(),
            classes: Vec::new(),
            measure: None,
            parts: Arc::default(),
        }
    }

    #[test]
    fn a_run_has_ended_when_it_was_judged_at_its_last_step_or_a_rule_ended_it() {
        let home = tempfile::tempdir().unwrap();
        let mut experiment = Experiment::named("points-xor").unwrap();
        experiment.training.steps = 40;
        let folder = RunFolder::create_under(home.path(), &experiment).unwrap();
        let path = folder.path();
        assert!(!RunFolder::has_ended(path), "it has not begun");
        let (rows, shape) = (&experiment.architecture, experiment.data.shape());
        let network = Network::new(rows, shape, experiment.init, 1).unwrap();
        let weights = network.weights();
        let at = |step, early| Checkpoint {
            step,
            weights: weights.clone(),
            spent: Spent {
                early,
                ..Spent::default()
            },
            ..Checkpoint::default()
        };
        let judged = |step| {
            let record = ValidationRecord {
                step,
                loss: 0.5,
                metric: 0.75,
                examples: 4,
            };
            Event::Judged(record, JudgedOn::Examples)
        };
        let mut keeper = folder.keeper(&experiment, 0).unwrap();
        keeper.keep(&at(20, None)).unwrap();
        keeper.note(&judged(20)).unwrap();
        assert!(!RunFolder::has_ended(path), "it was stopped half way");
        keeper.keep(&at(20, Some(Early::Patience))).unwrap();
        assert!(RunFolder::has_ended(path), "it got no better");
        keeper.keep(&at(40, None)).unwrap();
        assert!(!RunFolder::has_ended(path), "it is not judged at its end");
        keeper.note(&judged(40)).unwrap();
        assert!(RunFolder::has_ended(path));
        assert!(!RunFolder::has_ended(&home.path().join("nowhere")));
    }

    #[test]
    fn only_the_last_attempt_tells_of_divergence() {
        let home = tempfile::tempdir().unwrap();
        let experiment = Experiment::named("points-xor").unwrap();
        let folder = RunFolder::create_under(home.path(), &experiment).unwrap();
        assert_eq!(RunFolder::diverged(folder.path()), None);
        let mut keeper = folder.keeper(&experiment, 0).unwrap();
        keeper.note(&started(0)).unwrap();
        keeper.note(&Event::Diverged(77)).unwrap();
        keeper.note(&Event::Saved(70)).unwrap();
        assert_eq!(RunFolder::diverged(folder.path()), Some(77));
        keeper.note(&started(70)).unwrap();
        assert_eq!(RunFolder::diverged(folder.path()), None);
    }
}
