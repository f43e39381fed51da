use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

mod jobs;
mod measures;
mod refused;

use jobs::{job, to_the_end};

use super::*;
use crate::data::{Collection, DataError, EmptyShelf, FolderLayout, Labelled};
use crate::image::{Image, Photo};
use crate::job::Progress;
use crate::nn::{Source, optimizer};
use crate::setting::Value;
use crate::train::{Metric, StepRecord, TrainJob, ValidationRecord, start};

/// Three striped photographs to learn from, two to be judged on.
struct Stripes;

impl Stripes {
    fn image(seed: usize) -> Image {
        Image::from_fn(3, 40 + seed, 44, |c, y, x| {
            ((x * (seed + 1) + y + c) % 8) as f32 / 8.0
        })
    }
}

impl Shelf for Stripes {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        Ok(Arc::new(
            (0..3)
                .map(|seed| Photo::from_image(&Self::image(seed)))
                .collect(),
        ))
    }
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        Ok(Arc::new(
            (3..5)
                .map(|seed| (seed.to_string(), Self::image(seed)))
                .collect(),
        ))
    }
    fn collection(&self, which: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        EmptyShelf.collection(which)
    }
    fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError> {
        EmptyShelf.folder(path)
    }
    fn layout(&self, path: &Path) -> Result<FolderLayout, DataError> {
        EmptyShelf.layout(path)
    }
}

/// Keeps everything in memory.
#[derive(Clone, Default)]
struct KeepsAll {
    checkpoints: Arc<Mutex<Vec<Checkpoint>>>,
    events: Arc<Mutex<Vec<Event>>>,
    broken: bool,
}

impl KeepsAll {
    fn last(&self) -> Checkpoint {
        self.checkpoints.lock().unwrap().last().cloned().unwrap()
    }
    fn at(&self, step: u64) -> Checkpoint {
        let all = self.checkpoints.lock().unwrap();
        all.iter()
            .find(|checkpoint| checkpoint.step == step)
            .cloned()
            .unwrap()
    }
    fn steps(&self) -> Vec<StepRecord> {
        let events = self.events.lock().unwrap();
        let steps = events.iter().filter_map(|event| match event {
            Event::Steps(steps) => Some(steps.clone()),
            _ => None,
        });
        steps.flatten().collect()
    }
    fn validations(&self) -> Vec<ValidationRecord> {
        let events = self.events.lock().unwrap();
        let found = events.iter().filter_map(|event| match event {
            Event::Validation(record) => Some(*record),
            _ => None,
        });
        found.collect()
    }
}

impl Keeper for KeepsAll {
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        if self.broken {
            return Err("the disk is full; free some space".into());
        }
        self.checkpoints.lock().unwrap().push(checkpoint.clone());
        Ok(())
    }
    fn note(&mut self, event: &Event) -> Result<(), String> {
        self.events.lock().unwrap().push(event.clone());
        if self.broken {
            Err("the disk is full; free some space".into())
        } else {
            Ok(())
        }
    }
}

const POINTS: &str = r#"
name = "points"
seed = 5
[data]
kind = "points"
pattern = "xor"
[network]
rows = [
    { layer = "dense", units = 16 },
    { layer = "batch-norm" },
    { layer = "tanh" },
    { layer = "dropout", share = 0.2 },
    { layer = "dense", units = 2 },
]
[schedule]
kind = "cosine"
[training]
steps = 60
batch = 16
learning_rate = 0.02
validate_every = 20
"#;

const PHOTOS: &str = r#"
name = "photos"
seed = 7
[data]
kind = "photos"
patch = 16
[network]
output = "input - network"
rows = [
    { layer = "conv", channels = 6 },
    { layer = "batch-norm" },
    { layer = "relu" },
    { layer = "dropout", share = 0.1 },
    { layer = "conv", channels = 6, add = 3 },
    { layer = "relu" },
    { layer = "conv", channels = 1 },
]
[training]
steps = 24
batch = 5
learning_rate = 0.01
validate_every = 10
"#;

fn experiment(text: &str) -> Experiment {
    Experiment::from_toml(text).unwrap()
}

/// Trains with a checkpoint after every step.
fn train(
    experiment: &Experiment,
    resume: Option<Checkpoint>,
    threads: usize,
) -> (KeepsAll, Result<Summary, TrainError>) {
    let memory = KeepsAll::default();
    let options = Options {
        threads,
        snapshot_seconds: f64::INFINITY,
        checkpoint_seconds: 0.0,
        ..Options::default()
    };
    let link = Link::detached(Progress::default());
    let summary = fit(
        experiment,
        resume,
        &Stripes,
        &options,
        &mut memory.clone(),
        &link,
    );
    (memory, summary.map(|trained| trained.summary))
}

fn bits(checkpoint: &Checkpoint) -> Vec<u32> {
    let weights = checkpoint.weights.iter().flat_map(|tensor| &tensor.values);
    let slots = checkpoint.slots.iter().flat_map(|(_, values)| values);
    weights.chain(slots).map(|value| value.to_bits()).collect()
}

#[test]
fn a_small_network_learns() {
    let mut wanted = experiment(POINTS);
    wanted.training.steps = 600;
    let (memory, summary) = train(&wanted, None, 1);
    let summary = summary.unwrap();
    let judged = summary.validation.unwrap();
    assert!(judged.metric > 0.95, "{judged:?}");
    assert_eq!(
        (summary.steps, summary.stopped, summary.metric),
        (600, false, Metric::Accuracy)
    );
    let steps: Vec<_> = memory.steps().iter().map(|record| record.step).collect();
    assert_eq!(steps, (1..=600).collect::<Vec<_>>());
    let judged: Vec<_> = memory
        .validations()
        .iter()
        .map(|record| record.step)
        .collect();
    assert_eq!(judged, (1..=30).map(|i| 20 * i).collect::<Vec<_>>());
}

#[test]
fn a_denoiser_gets_better_and_is_judged_on_whole_photographs() {
    let mut wanted = experiment(PHOTOS);
    wanted.training.steps = 300;
    // At 0.01 the few rectifiers of so narrow a network die.
    wanted.training.learning_rate = 0.003;
    wanted.architecture.rows.remove(3);
    let (memory, summary) = train(&wanted, None, 0);
    let judged = summary.unwrap().validation.unwrap();
    let first = memory.validations()[0];
    assert!(judged.metric > first.metric + 1.0, "{first:?} {judged:?}");
    assert_eq!(judged.examples, 2);
    assert!(
        memory
            .steps()
            .iter()
            .all(|record| (5.0..60.0).contains(&record.metric))
    );
}

#[test]
fn a_resumed_run_ends_with_the_same_bits() {
    for text in [POINTS, PHOTOS] {
        let wanted = experiment(text);
        let (whole, summary) = train(&wanted, None, 1);
        for step in [1, 11, 20, wanted.training.steps - 1] {
            let (rest, resumed) = train(&wanted, Some(whole.at(step)), 1);
            assert!(
                bits(&whole.last()) == bits(&rest.last()),
                "{} from {step}",
                wanted.name
            );
            assert_eq!(whole.steps()[step as usize..], rest.steps());
            assert_eq!(
                summary.as_ref().unwrap().validation,
                resumed.unwrap().validation
            );
        }
    }
}

#[test]
fn every_optimizer_resumes_exactly() {
    for entry in optimizer::ALL {
        let mut wanted = experiment(POINTS);
        wanted.optimizer = (entry.make)();
        wanted.training.steps = 12;
        let (whole, _) = train(&wanted, None, 1);
        let (rest, _) = train(&wanted, Some(whole.at(5)), 1);
        assert!(bits(&whole.last()) == bits(&rest.last()), "{}", entry.id);
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    for text in [POINTS, PHOTOS] {
        let wanted = experiment(text);
        let (one, summary) = train(&wanted, None, 1);
        let (three, other) = train(&wanted, None, 3);
        assert!(bits(&one.last()) == bits(&three.last()), "{}", wanted.name);
        assert_eq!(one.steps(), three.steps());
        assert_eq!(summary.unwrap().validation, other.unwrap().validation);
    }
}

#[test]
fn another_seed_gives_another_network() {
    let mut wanted = experiment(POINTS);
    let (one, _) = train(&wanted, None, 1);
    wanted.seed += 1;
    assert!(bits(&one.last()) != bits(&train(&wanted, None, 1).0.last()));
}

#[test]
fn an_absurd_learning_rate_ends_with_the_row_and_good_weights() {
    for text in [PHOTOS, POINTS] {
        let mut wanted = experiment(text);
        wanted
            .architecture
            .rows
            .retain(|row| row.layer.id() != "batch-norm");
        for row in &mut wanted.architecture.rows {
            if row.layer.id() == "tanh" {
                row.layer = (crate::setting::find(crate::nn::layers::ALL, "relu")
                    .unwrap()
                    .make)();
            }
            if row.from == Source::Above {
                row.join = None;
            }
        }
        wanted.training.learning_rate = 1e9;
        wanted.training.steps = 500;
        wanted.optimizer = (crate::setting::find(optimizer::ALL, "sgd").unwrap().make)();
        let (memory, summary) = train(&wanted, None, 2);
        let Err(TrainError::Diverged {
            step, row, kept, ..
        }) = summary
        else {
            panic!("{summary:?}")
        };
        assert!(row.is_some() && kept < step);
        let saved = memory.last();
        assert_eq!(saved.step, kept);
        assert!(
            saved
                .weights
                .iter()
                .all(|tensor| tensor.values.iter().all(|value| value.is_finite()))
        );
    }
}

#[test]
fn a_full_disk_is_told_and_the_run_goes_on() {
    let wanted = experiment(POINTS);
    let keeper = KeepsAll {
        broken: true,
        ..KeepsAll::default()
    };
    let job = job(&wanted, keeper, 0.0);
    let (events, summary) = to_the_end(&job);
    let summary = summary.unwrap();
    assert_eq!(summary.steps, 60);
    assert!(summary.unsaved.unwrap().contains("full"));
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Warning(text) if text.contains("full")))
    );
}

#[test]
fn a_fault_of_the_program_keeps_the_newest_good_numbers() {
    struct Faulty(KeepsAll, bool);
    impl Keeper for Faulty {
        fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
            self.0.keep(checkpoint)
        }
        fn note(&mut self, event: &Event) -> Result<(), String> {
            let due = matches!(event, Event::Validation(judged) if judged.step == 40);
            assert!(!due || std::mem::replace(&mut self.1, true), "a fault");
            self.0.note(event)
        }
    }
    let wanted = experiment(POINTS);
    let (whole, _) = train(&wanted, None, 1);
    let memory = KeepsAll::default();
    let options = Options {
        checkpoint_seconds: f64::INFINITY,
        first_checkpoint_seconds: f64::INFINITY,
        ..Options::default()
    };
    let link = Link::detached(Progress::default());
    let mut keeper = Faulty(memory.clone(), false);
    let fault = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        fit(&wanted, None, &Stripes, &options, &mut keeper, &link)
    }));
    assert!(fault.is_err());
    assert_eq!(memory.last().step, 40);
    assert_eq!(bits(&memory.last()), bits(&whole.at(40)));
    assert_eq!(memory.steps().len(), 40);
}
