//! What cannot go on, what goes wrong at the end, and what is kept of other weights.

use super::*;

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
        matches!(&refused, TrainError::Resume(text) if text.to_string().contains("speed")),
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
    let memory = KeepsAll::default();
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
