use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::*;
use crate::data::{DataError, EmptyShelf, FolderLayout, Labelled};
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
    fn digits(&self) -> Result<Arc<[Labelled; 2]>, DataError> {
        EmptyShelf.digits()
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
struct Memory {
    checkpoints: Arc<Mutex<Vec<Checkpoint>>>,
    events: Arc<Mutex<Vec<Event>>>,
    broken: bool,
}

impl Memory {
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

impl Keeper for Memory {
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
) -> (Memory, Result<Summary, TrainError>) {
    let memory = Memory::default();
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
    let keeper = Memory {
        broken: true,
        ..Memory::default()
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
    struct Faulty(Memory, bool);
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
    let memory = Memory::default();
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

fn job(experiment: &Experiment, keeper: Memory, checkpoint_seconds: f64) -> TrainJob {
    let options = Options {
        threads: 1,
        snapshot_seconds: 0.0,
        checkpoint_seconds,
        ..Options::default()
    };
    start(
        experiment.clone(),
        None,
        Arc::new(Stripes),
        options,
        Box::new(keeper),
        Arc::new(|| {}),
    )
    .unwrap()
}

fn to_the_end(job: &TrainJob) -> (Vec<Event>, Result<Summary, TrainError>) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut events = Vec::new();
    loop {
        assert!(Instant::now() < deadline, "the run hangs");
        match job.wait_event(Duration::from_millis(10)) {
            Some(event) => events.push(event),
            None => {
                if let Some(output) = job.output() {
                    while let Some(event) = job.event() {
                        events.push(event);
                    }
                    return (events, output.unwrap().map(|trained| trained.summary));
                }
            }
        }
    }
}

/// Reads events until one satisfies `wanted`.
fn until(job: &TrainJob, mut wanted: impl FnMut(&Event) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        if job
            .wait_event(Duration::from_millis(10))
            .is_some_and(|event| wanted(&event))
        {
            return;
        }
    }
    panic!("what was waited for did not come");
}

#[test]
fn pause_step_rate_snapshot_resume_and_stop_are_obeyed() {
    let mut wanted = experiment(POINTS);
    wanted.training.steps = 10_000_000;
    let memory = Memory::default();
    let job = job(&wanted, memory.clone(), f64::INFINITY);
    until(&job, |event| matches!(event, Event::Steps(_)));
    assert!(job.command(Command::Pause));
    until(&job, |event| matches!(event, Event::Paused(true)));
    let mut paused_at = 0;
    until(&job, |event| {
        if let Event::Saved(step) = event {
            paused_at = *step;
        }
        paused_at > 0
    });
    job.command(Command::LearningRate(0.5));
    job.command(Command::LearningRate(f32::NAN));
    job.command(Command::Step);
    let mut last = None;
    until(&job, |event| {
        if let Event::Steps(steps) = event {
            last = steps.last().copied();
        }
        last.is_some()
    });
    let last = last.unwrap();
    assert_eq!(last.step, paused_at + 1);
    assert!((last.learning_rate - 0.5).abs() < 0.01);
    while job.event().is_some() {}
    job.command(Command::Snapshot);
    until(
        &job,
        |event| matches!(event, Event::Snapshot(snapshot) if snapshot.step == paused_at + 1 && snapshot.vitals.len() == 5),
    );
    job.command(Command::Resume);
    until(&job, |event| matches!(event, Event::Paused(false)));
    until(&job, |event| matches!(event, Event::Steps(_)));
    job.command(Command::Stop);
    let (_, summary) = to_the_end(&job);
    let summary = summary.unwrap();
    assert!(summary.stopped && summary.steps > paused_at + 1);
    assert_eq!(memory.last().step, summary.steps);
    assert_eq!(memory.last().learning_rate, 0.5);
}

#[test]
fn a_run_whose_caller_has_gone_saves_and_ends() {
    let mut wanted = experiment(POINTS);
    wanted.training.steps = 10_000_000;
    let memory = Memory::default();
    let running = job(&wanted, memory.clone(), f64::INFINITY);
    until(&running, |event| matches!(event, Event::Steps(_)));
    drop(running);
    let deadline = Instant::now() + Duration::from_secs(20);
    while memory.checkpoints.lock().unwrap().is_empty() {
        assert!(Instant::now() < deadline, "it goes on alone");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_checkpoint_of_something_else_is_refused() {
    let wanted = experiment(POINTS);
    let (memory, _) = train(&wanted, None, 1);
    let mut other = wanted.clone();
    other.optimizer = (crate::setting::find(optimizer::ALL, "momentum")
        .unwrap()
        .make)();
    let refused = train(&other, Some(memory.at(3)), 1).1.unwrap_err();
    assert!(
        matches!(&refused, TrainError::Resume(text) if text.contains("speed")),
        "{refused}"
    );
    let refused = train(&experiment(PHOTOS), Some(memory.at(3)), 1)
        .1
        .unwrap_err();
    assert!(matches!(&refused, TrainError::Resume(_)), "{refused}");
}

#[test]
fn what_cannot_work_is_refused_before_anything_is_loaded() {
    let mut wanted = experiment(POINTS);
    wanted.architecture.rows.pop();
    let refused = fit(
        &wanted,
        None,
        &EmptyShelf,
        &Options::default(),
        &mut Forget,
        &Link::detached(Progress::default()),
    );
    assert!(
        matches!(refused, Err(TrainError::Mismatch(_))),
        "{refused:?}"
    );
}

#[test]
fn a_judgement_that_fails_is_told_and_what_was_learned_stays() {
    let wanted = experiment(PHOTOS);
    // The judge builds another network than the run has.
    let mut other = wanted.clone();
    let widened = other.architecture.rows[0]
        .layer
        .set("channels", Value::Int(7));
    widened.unwrap();
    other.architecture.rows[4].join = None;
    let memory = Memory::default();
    let mut keeper = memory.clone();
    let link = Link::detached(Progress::default());
    let options = Options::default();
    let mut run = run::Run::new(&wanted, None, &Stripes, &options, &mut keeper, &link).unwrap();
    run.experiment = &other;
    let summary = run.finish().unwrap();
    let summary = summary.summary;
    assert_eq!((summary.steps, summary.validation), (24, None));
    assert!(
        summary
            .unjudged
            .unwrap()
            .contains("could not be judged at step 24")
    );
    assert_eq!(memory.last().step, 24);
    let events = memory.events.lock().unwrap();
    let warned = |step: &str| {
        events
            .iter()
            .any(|event| matches!(event, Event::Warning(text) if text.contains(step)))
    };
    assert!(warned("at step 10:") && warned("at step 24:"));
}

/// What a person sees who types a rate a billion times too large: the cure, and the weights as they were.
#[test]
fn the_experiments_that_come_with_the_program_survive_any_learning_rate() {
    for id in [
        "denoise-quick",
        "denoise-colour",
        "denoise-unet",
        "denoise-dncnn",
    ] {
        for rate in [1e6, 1e7, 1e8, 1e9] {
            let mut wanted = Experiment::named(id).unwrap();
            let patch = Value::Int(16);
            wanted.data.set("patch", patch).unwrap();
            wanted.training.steps = 24;
            wanted.training.batch = 2;
            wanted.training.learning_rate = rate;
            let (memory, outcome) = train(&wanted, None, 2);
            let saved = memory.last();
            match outcome {
                Err(error @ TrainError::Diverged { kept, .. }) => {
                    assert_eq!(saved.step, kept, "{id} at {rate}");
                    let told = error.to_string();
                    assert!(told.contains("smaller learning rate"), "{told}");
                }
                other => panic!("{id} at {rate}: {other:?}"),
            }
            let values = saved.weights.iter().flat_map(|tensor| &tensor.values);
            assert!(
                values.into_iter().all(|value| value.is_finite()),
                "{id} at {rate}"
            );
        }
    }
}

#[test]
fn rows_that_have_not_changed_keep_their_weights() {
    let mut experiment = Experiment::named("points-xor").unwrap();
    let learned = untrained(&experiment).unwrap().weights();
    let rows = experiment.architecture.rows.len();
    // Another width of the first row: it and the one that it feeds begin anew.
    let first = &mut experiment.architecture.rows[0];
    first.layer.set("units", Value::Int(5)).unwrap();
    experiment.seed += 1;
    let (begun, [kept, all]) = Checkpoint::keeping_weights(&experiment, &learned).unwrap();
    assert!(rows > 2 && kept > 0 && kept < all, "{kept} of {all}");
    let fresh = untrained(&experiment).unwrap().weights();
    for (array, fresh) in begun.weights.iter().zip(&fresh) {
        let old = learned.iter().find(|old| old.name == array.name).unwrap();
        let expected = if old.shape == array.shape { old } else { fresh };
        assert_eq!(array.values, expected.values, "{}", array.name);
    }
    assert!(Checkpoint::from_weights(&experiment, learned).is_err());
    assert!(Checkpoint::from_weights(&experiment, begun.weights).is_ok());
}
