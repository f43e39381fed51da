//! The best weights of a run: those with the highest metric on the held-out examples that are judged on the way. A
//! network's file like another; it also says at which step that was and what the metric was.

use std::path::Path;

use super::BEST;
use crate::model::{Meaning, load_trained, write_model};
use crate::nn::tensor_bytes::Precision;
use crate::nn::{Model, Weights};
use crate::train::{Experiment, ValidationRecord};
use crate::{StoreError, tensors};

/// Writes them.
pub(super) fn save(
    folder: &Path,
    experiment: &Experiment,
    record: &ValidationRecord,
    weights: &Weights,
    meaning: &Meaning,
) -> Result<(), StoreError> {
    let known = [
        ("steps", record.step.to_string()),
        ("metric", record.metric.to_string()),
    ];
    let path = folder.join(BEST);
    write_model(
        &path,
        experiment,
        weights,
        &known,
        meaning,
        Precision::Single,
    )
}

/// The metric of the best weights in a folder; −∞ where there are none, or of a later step than `step`: a run that goes
/// back seeks them anew.
pub(super) fn metric(folder: &Path, step: u64) -> f32 {
    let read = || {
        let found = tensors::read(&folder.join(BEST)).ok()?;
        let number = |key: &str| found.texts.get(key)?.parse::<f64>().ok();
        let kept = number("steps")? as u64;
        (kept <= step).then(|| number("metric")).flatten()
    };
    read().map_or(f32::NEG_INFINITY, |metric| metric as f32)
}

/// The best weights of a run, and how good they are.
#[derive(Clone, Debug)]
pub struct BestWeights {
    /// The network with them.
    pub model: Model,
    /// The step at which they were judged.
    pub step: u64,
    /// What they came to: PSNR in dB, or the share of right answers, on the held-out examples.
    pub metric: f32,
}

impl BestWeights {
    /// Reads them from a run's folder.
    ///
    /// # Errors
    /// [`StoreError`], when there are none or they cannot be read.
    pub fn of_run(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(BEST);
        if !path.is_file() {
            return Err(StoreError::new(
                folder,
                "no weights of this run were judged best yet",
                "train until its first validation",
            ));
        }
        let found = load_trained(&path)?;
        Ok(Self {
            model: found.model,
            step: found.steps,
            metric: metric(folder, u64::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::nn::NamedTensor;
    use crate::run::RunFolder;
    use crate::train::{Checkpoint, Keeper as _};

    #[test]
    fn the_best_that_was_judged_is_kept_until_a_better_one_comes() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("run");
        let experiment = Experiment::named("points-xor").unwrap();
        let folder = RunFolder::create(&path, &experiment).unwrap();
        let none = BestWeights::of_run(&path).unwrap_err().to_string();
        assert!(none.contains("first validation"), "{none}");
        let begun = Checkpoint::keeping_weights(&experiment, &[]).unwrap().0;
        let weights = |value: f32| {
            let each = |one: &NamedTensor| NamedTensor {
                values: vec![value; one.values.len()],
                ..one.clone()
            };
            Arc::new(begun.weights.iter().map(each).collect::<Weights>())
        };
        let judge = |step: u64, best: &[(u64, f32)]| {
            let mut keeper = folder.keeper(&experiment, step).unwrap();
            for (step, metric) in best {
                let record = ValidationRecord {
                    step: *step,
                    loss: 1.0,
                    metric: *metric,
                    examples: 5,
                };
                keeper.judged(&record, &weights(*metric)).unwrap();
            }
            let found = load_trained(&path.join(BEST)).unwrap();
            (found.steps, found.model.weights[0].values[0])
        };
        assert_eq!(judge(0, &[(10, 0.5), (20, 0.8), (30, 0.7)]), (20, 0.8));
        assert_eq!(judge(30, &[(40, 0.75)]), (20, 0.8));
        assert_eq!(judge(30, &[(40, 0.9)]), (40, 0.9));
        let best = BestWeights::of_run(&path).unwrap();
        assert_eq!((best.step, best.metric), (40, 0.9));
        assert_eq!(best.model.weights[0].values[0], 0.9);
        // Gone back to step 30, it seeks anew.
        assert_eq!(judge(30, &[(40, 0.6)]), (40, 0.6));
    }
}
