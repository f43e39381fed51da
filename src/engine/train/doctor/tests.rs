//! Runs that are sick and runs that are not: small ones, each trained here.

use super::{Ailment, Chart};
use crate::data::EmptyShelf;
use crate::job::{Link, Progress};
use crate::nn::Architecture;
use crate::nn::init::Init;
use crate::setting::{Value, find};
use crate::train::{Checkpoint, Event, Experiment, History, Keeper, Options, StepRecord, fit};

/// Points of a pattern, a network, an optimizer with its rate, and a number of steps.
fn points(pattern: &str, network: &str, learning: (&str, f32), steps: u64) -> Experiment {
    let mut experiment = Experiment::named("points-circle").unwrap();
    experiment
        .data
        .set("pattern", Value::Text(pattern.into()))
        .unwrap();
    experiment.architecture = Architecture::from_text(network).unwrap();
    let (optimizer, rate) = learning;
    experiment.optimizer = (find(crate::nn::optimizer::ALL, optimizer).unwrap().make)();
    experiment.schedule = (crate::train::schedule::ALL[0].make)();
    experiment.training.learning_rate = rate;
    experiment.training.steps = steps;
    experiment.training.validate_every = steps / 40;
    experiment
}

/// As little data as `count` points, blurred.
fn few(mut experiment: Experiment, count: i64, noise: f64) -> Experiment {
    experiment.data.set("count", Value::Int(count)).unwrap();
    experiment.data.set("noise", Value::Float(noise)).unwrap();
    experiment
}

fn with(mut experiment: Experiment, change: impl FnOnce(&mut Experiment)) -> Experiment {
    change(&mut experiment);
    experiment
}

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

/// Trains, and what is found.
fn examined(experiment: &Experiment) -> Vec<Ailment> {
    let link = Link::detached(Progress::default());
    let options = Options {
        threads: 1,
        snapshot_seconds: f64::INFINITY,
        ..Options::default()
    };
    let mut history = History::default();
    let mut keeper = Listener(&mut history);
    // A run that diverges ends with an error; what it told until then is examined.
    let _ = fit(experiment, None, &EmptyShelf, &options, &mut keeper, &link);
    let chart = Chart {
        experiment,
        history: &history,
        photo: None,
    };
    let findings = chart.findings();
    for finding in &findings {
        assert!(!finding.words().to_string().is_empty());
        if let Some((_, cured)) = finding.cure(experiment) {
            assert_ne!(&cured, experiment, "{finding:?}");
            assert!(cured.problems().is_empty(), "{finding:?}");
        }
    }
    findings
        .into_iter()
        .map(|finding| finding.ailment)
        .collect()
}

const SMALL: &str = "dense 8; relu; dense 2";
const WIDE: &str = "dense 64; relu; dense 64; relu; dense 2";
const LINEAR: &str = "repeat 4 { dense 32 } dense 2";
const ROUND: &str = "repeat 2 { dense 64; tanh } dense 2";
const LINE: &str = "dense 2";
const BLUR: f64 = 5.0;
const SMOOTH: &str = "dense 8; tanh; dense 2";

fn deep(bend: &str) -> String {
    format!("repeat 8 {{ dense 16; {bend} }} dense 2")
}

fn sick() -> Vec<(Experiment, Ailment)> {
    use Ailment::{
        ByHeart, DeadUnits, Exploding, NothingHolds, Plateau, RateTooHigh, RateTooLow, Vanishing,
    };
    let glorot = |experiment: &mut Experiment| experiment.init = Init::Glorot;
    let flat = deep("sigmoid");
    let plain: [(&str, &str, (&str, f32), Ailment); 16] = [
        ("circle", SMALL, ("sgd", 1e-7), RateTooLow),
        ("xor", SMALL, ("sgd", 1e-6), RateTooLow),
        ("spiral", WIDE, ("adam", 1e-8), RateTooLow),
        ("gaussians", SMOOTH, ("sgd", 1e-7), RateTooLow),
        ("circle", SMOOTH, ("adam", 5.0), RateTooHigh),
        ("xor", SMOOTH, ("adam", 5.0), RateTooHigh),
        ("spiral", SMOOTH, ("adam", 3.0), RateTooHigh),
        ("spiral", SMOOTH, ("sgd", 30.0), RateTooHigh),
        ("xor", SMOOTH, ("sgd", 30.0), RateTooHigh),
        ("spiral", LINEAR, ("sgd", 3.0), Exploding),
        ("circle", LINEAR, ("momentum", 1.0), Exploding),
        ("xor", LINEAR, ("sgd", 10.0), Exploding),
        ("circle", WIDE, ("sgd", 2.0), DeadUnits),
        ("xor", WIDE, ("adam", 0.4), DeadUnits),
        ("spiral", WIDE, ("adam", 0.5), DeadUnits),
        ("circle", SMALL, ("adam", 5.0), DeadUnits),
    ];
    let plain = plain.map(|(pattern, network, learning, ailment)| {
        (points(pattern, network, learning, 600), ailment)
    });
    let vanishing = [
        ("circle", ("adam", 1e-3)),
        ("xor", ("sgd", 0.1)),
        ("spiral", ("adam", 1e-3)),
    ];
    let vanishing = vanishing.map(|(pattern, learning)| {
        let run = points(pattern, &flat, learning, 600);
        (with(run, glorot), Vanishing)
    });
    let by_heart = [
        ("gaussians", 20, 3.0),
        ("xor", 24, 2.0),
        ("circle", 24, 2.0),
        ("spiral", 30, 1.5),
    ];
    let by_heart = by_heart.map(|(pattern, count, noise)| {
        let run = points(pattern, WIDE, ("adam", 5e-3), 2000);
        (few(run, count, noise), ByHeart)
    });
    // A line cannot part what no line parts.
    let plateau = [
        ("circle", ("sgd", 1e-2)),
        ("xor", ("sgd", 1e-2)),
        ("circle", ("adam", 1e-2)),
        ("xor", ("adam", 1e-2)),
    ];
    let plateau =
        plateau.map(|(pattern, learning)| (points(pattern, LINE, learning, 500), Plateau));
    // Points so blurred that their classes say nothing of their places.
    let guessed = [80, 100, 120, 150].map(|count| {
        let run = points("spiral", ROUND, ("adam", 5e-3), 3000);
        (few(run, count, BLUR), NothingHolds)
    });
    let one = plain.into_iter().chain(vanishing).chain(by_heart);
    one.chain(plateau).chain(guessed).collect()
}

fn healthy() -> Vec<Experiment> {
    let mut all = Vec::new();
    for pattern in ["circle", "xor", "gaussians"] {
        for (network, learning) in [
            (SMALL, ("adam", 1e-2)),
            (SMALL, ("sgd", 5e-2)),
            (SMOOTH, ("adam", 1e-2)),
            (SMOOTH, ("momentum", 1e-2)),
            (WIDE, ("adam", 1e-3)),
            ("dense 16; batch-norm; relu; dense 2", ("adam", 1e-2)),
        ] {
            all.push(points(pattern, network, learning, 500));
        }
    }
    for learning in [("sgd", 1e-2), ("adam", 1e-2), ("momentum", 1e-2)] {
        all.push(points("gaussians", LINE, learning, 500));
    }
    all.push(points("spiral", WIDE, ("adam", 3e-3), 3000));
    all.push(points("circle", &deep("relu"), ("adam", 1e-3), 800));
    all.push(points("xor", &deep("tanh"), ("adam", 1e-3), 300));
    all
}

/// Limits were set on the runs of the first three seeds; the others were tried afterwards.
const SEEDS: [u64; 6] = [7, 8, 9, 10, 11, 12];

#[test]
fn sick_runs_are_named_and_healthy_ones_left_alone() {
    let in_words = |experiment: &Experiment| {
        let rows = experiment.architecture.to_text().replace('\n', "; ");
        let rate = experiment.training.learning_rate;
        let pattern = experiment.data.get("pattern");
        format!("{pattern:?} {rows} {} {rate}", experiment.optimizer.id())
    };
    let (mut missed, mut alarms, mut ill, mut well) = (Vec::new(), Vec::new(), 0, 0);
    for seed in SEEDS {
        for (mut experiment, ailment) in sick() {
            experiment.seed = seed;
            let found = examined(&experiment);
            ill += 1;
            if !found.contains(&ailment) {
                let words = in_words(&experiment);
                missed.push(format!("seed {seed}, {ailment:?}: {found:?}: {words}"));
            }
        }
        for mut experiment in healthy() {
            experiment.seed = seed;
            let found = examined(&experiment);
            well += 1;
            if !found.is_empty() {
                alarms.push(format!("seed {seed}: {found:?}: {}", in_words(&experiment)));
            }
        }
    }
    println!("{} of {ill} sick ones missed: {missed:#?}", missed.len());
    println!("{} of {well} healthy ones alarm: {alarms:#?}", alarms.len());
    assert!(ill >= 60 && well >= 60);
    assert!(10 * missed.len() <= ill, "{missed:#?}");
    assert!(20 * alarms.len() <= well, "{alarms:#?}");
}

#[test]
fn one_example_at_a_time_is_no_batch() {
    let mut experiment = Experiment::named("denoise-dncnn").unwrap();
    let mut history = History::default();
    (1..=100).for_each(|step| {
        history.push(StepRecord {
            step,
            loss: 1.0 / step as f32,
            metric: 20.0,
            learning_rate: 1e-3,
        });
    });
    for (batch, ill) in [(16, false), (1, true)] {
        experiment.training.batch = batch;
        let chart = Chart {
            experiment: &experiment,
            history: &history,
            photo: None,
        };
        let found = chart.findings();
        assert_eq!(
            found.iter().any(|one| one.ailment == Ailment::BatchOfOne),
            ill
        );
        let cured = found.iter().find_map(|one| one.cure(&experiment));
        assert_eq!(
            cured.map(|(_, cured)| cured.training.batch),
            ill.then_some(8)
        );
    }
}

#[test]
fn a_loss_of_nothing_is_said_of_a_softmax_alone() {
    let mut history = History::default();
    (1..=100).for_each(|step| {
        history.push(StepRecord {
            step,
            loss: if step > 50 { 1e-9 } else { 1.0 },
            metric: 1.0,
            learning_rate: 1e-3,
        });
    });
    for (name, sure) in [("digits-cnn", true), ("denoise-quick", false)] {
        let experiment = Experiment::named(name).unwrap();
        let chart = Chart {
            experiment: &experiment,
            history: &history,
            photo: None,
        };
        let found = chart.findings();
        let found = found.iter().find(|one| one.ailment == Ailment::Saturated);
        assert_eq!(found.map(|one| one.since), sure.then_some(51));
    }
}

#[test]
fn a_photograph_of_other_noise_is_told_apart() {
    let experiment = Experiment::named("denoise-dncnn").unwrap();
    let mut history = History::default();
    (1..=100).for_each(|step| {
        history.push(StepRecord {
            step,
            loss: 1.0 / step as f32,
            metric: 20.0,
            learning_rate: 1e-3,
        });
    });
    for (sigma, ends) in [
        (25.0, None),
        (50.0, Some([25.0, 50.0])),
        (10.0, Some([10.0, 25.0])),
    ] {
        let chart = Chart {
            experiment: &experiment,
            history: &history,
            photo: Some(sigma / 255.0),
        };
        let found = chart.findings();
        let apart = found.iter().find(|one| one.ailment == Ailment::NoiseApart);
        let cured = apart.and_then(|one| one.cure(&experiment));
        let learned = cured.and_then(|(_, cured)| super::signs::learned(&cured));
        assert_eq!(learned, ends);
    }
    // A classifier's noise setting says nothing.
    let digits = Experiment::named("digits-cnn").unwrap();
    let chart = Chart {
        experiment: &digits,
        history: &history,
        photo: Some(0.3),
    };
    assert_eq!(chart.findings(), []);
}
