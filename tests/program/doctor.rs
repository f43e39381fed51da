//! The doctor at the bedside of runs on pictures: of its limits, which were set on runs of points, none was changed for
//! these.

use lemida::job::{Link, Progress};
use lemida::nn::{Architecture, optimizer};
use lemida::setting::find;
use lemida::store::shelf::DiskShelf;
use lemida::train::doctor::{Ailment, Chart};
use lemida::train::{Checkpoint, Event, Experiment, History, Keeper, Options, fit};

/// Keeps nothing but what is told.
struct Listener<'a>(&'a mut History);

impl Keeper for Listener<'_> {
    fn keep(&mut self, _: &Checkpoint) -> Result<(), String> {
        Ok(())
    }

    fn note(&mut self, event: &Event) -> Result<(), String> {
        self.0.record(event);
        Ok(())
    }
}

/// Trains so many steps, and what is found.
fn examined(mut experiment: Experiment, steps: u64, photo: Option<f32>) -> Vec<Ailment> {
    experiment.training.steps = steps;
    experiment.training.validate_every = (steps / 20).max(1);
    experiment.training.validate_on = experiment.training.validate_on.min(200);
    let link = Link::detached(Progress::default());
    let options = Options {
        snapshot_seconds: f64::INFINITY,
        ..Options::default()
    };
    let mut history = History::default();
    let mut keeper = Listener(&mut history);
    // A run that diverges ends with an error; what it told until then is examined.
    let _ = fit(&experiment, None, &DiskShelf, &options, &mut keeper, &link);
    let chart = Chart {
        experiment: &experiment,
        history: &history,
        photo,
    };
    chart.findings().iter().map(|found| found.ailment).collect()
}

fn named(id: &str) -> Experiment {
    Experiment::named(id).unwrap()
}

fn learning(id: &str, method: &str, rate: f32) -> Experiment {
    let mut experiment = named(id);
    experiment.optimizer = (find(optimizer::ALL, method).unwrap().make)();
    experiment.training.learning_rate = rate;
    experiment
}

fn rows(mut experiment: Experiment, text: &str) -> Experiment {
    experiment.architecture = Architecture::from_text(text).unwrap();
    experiment
}

#[test]
fn runs_on_pictures_are_named_where_they_are_sick_and_left_alone_where_not() {
    use Ailment::{
        DeadUnits, Exploding, NoiseApart, Plateau, RateTooHigh, RateTooLow, Saturated, Vanishing,
    };
    let astray: &[Ailment] = &[Exploding, RateTooHigh, DeadUnits, Saturated];
    let deep = "flatten; repeat 10 { dense 32; sigmoid } dense 10";
    let sick: [(Experiment, u64, Option<f32>, &[Ailment]); 10] = [
        (learning("digits-cnn", "adam", 1.0), 200, None, astray),
        (learning("digits-mlp", "sgd", 30.0), 200, None, astray),
        (learning("fashion-cnn", "adam", 1.0), 120, None, astray),
        (learning("denoise-quick", "adam", 1.0), 100, None, astray),
        (
            learning("digits-mlp", "sgd", 1e-7),
            300,
            None,
            &[RateTooLow],
        ),
        (
            learning("denoise-quick", "adam", 1e-8),
            100,
            None,
            &[RateTooLow],
        ),
        (
            learning("fashion-cnn", "sgd", 1e-7),
            120,
            None,
            &[RateTooLow],
        ),
        (rows(named("digits-mlp"), deep), 300, None, &[Vanishing]),
        // A tenth of the steps that it needs.
        (named("faces-cnn"), 200, None, &[Plateau]),
        (named("denoise-quick"), 100, Some(0.3), &[NoiseApart]),
    ];
    let healthy = [
        ("digits-cnn", 300),
        ("digits-mlp", 300),
        ("fashion-cnn", 120),
        ("photos-cnn", 60),
        ("denoise-quick", 100),
        ("denoise-colour", 60),
        ("points-circle", 1000),
    ];
    let (mut missed, mut alarms) = (Vec::new(), Vec::new());
    let count = sick.len();
    for (at, (experiment, steps, photo, expected)) in sick.into_iter().enumerate() {
        let found = examined(experiment, steps, photo);
        println!("sick {at}: {found:?}");
        if !expected.iter().any(|one| found.contains(one)) {
            missed.push(format!("{at}: {found:?} instead of {expected:?}"));
        }
    }
    for (id, steps) in healthy {
        let found = examined(named(id), steps, None);
        println!("healthy {id}: {found:?}");
        if !found.is_empty() {
            alarms.push(format!("{id}: {found:?}"));
        }
    }
    assert!(10 * missed.len() <= count, "{missed:#?}");
    assert!(alarms.is_empty(), "{alarms:#?}");
}
