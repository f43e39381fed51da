//! Training in the window.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use lemida::train::Experiment;
use lemida::ui::state::RunState;
use lemida::ui::trace::Bucket;

use crate::{Window, click, load, small, trained, until, window};

#[test]
fn clicking_train_moves_the_curve_to_the_end() {
    let mut window = window();
    load(&mut window, small(300));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    let run = window.state().bench().run();
    assert_eq!(run.history.steps.len(), 300);
    assert!(!run.history.validations.is_empty());
    let losses: Vec<_> = run.traces.loss.buckets().iter().map(Bucket::mean).collect();
    assert!(losses[losses.len() - 1] < losses[0], "{losses:?}");
    assert!(run.networks.newest().is_some());
    window.get_by_label_contains("done after 300 steps");
}

#[test]
fn a_photograph_is_cleaned_by_the_network_in_training() {
    let mut window = window();
    let mut quick = Experiment::named("denoise-quick").unwrap();
    quick.training.steps = 6;
    quick.training.batch = 2;
    quick.training.validate_on = 1;
    load(&mut window, quick);
    click(&mut window, "Train");
    until(&mut window, "the network's picture", |app| {
        let entries = app.preview().entries();
        let network = entries.iter().find(|entry| entry.id == "network");
        network.is_some_and(|entry| entry.tally.scores.is_some())
    });
    until(&mut window, "the end", |app| !app.bench().run().alive());
    assert!(
        trained(window.state()),
        "{:?}",
        window.state().bench().run().state
    );
}

#[test]
fn the_run_goes_on_with_its_own_network_while_another_is_edited() {
    let mut window = window();
    load(&mut window, small(100_000));
    click(&mut window, "Train");
    until(&mut window, "a step", |app| {
        app.bench().run().history.step() > 0
    });
    window.get_by_label_contains("Row 1: ").click();
    window.run_steps(3);
    click(&mut window, "Delete row 1");
    assert!(window.state().bench().edited_since());
    let step = window.state().bench().run().history.step();
    until(&mut window, "further steps", |app| {
        app.bench().run().history.step() > step + 10
    });
    assert_eq!(window.state().bench().run().state, RunState::Training);
    click(&mut window, "Stop");
    until(&mut window, "the end", trained);
}

#[test]
fn train_again_replaces_the_run() {
    let mut window = window();
    load(&mut window, small(100_000));
    click(&mut window, "Train");
    until(&mut window, "step 50", |app| {
        app.bench().run().history.step() > 50
    });
    load(&mut window, small(40));
    assert!(
        window.query_by_label("Train").is_none(),
        "one click destroys nothing"
    );
    click(&mut window, "Train anew");
    until(&mut window, "the end", trained);
    let run = window.state().bench().run();
    let before = run.before.as_ref().unwrap();
    assert!(before.end > 50 && !before.continued && run.start() == 0);
    let steps = &window.state().bench().run().history.steps;
    assert_eq!(
        steps.len(),
        40,
        "no late message of the first run may arrive"
    );
    assert!(
        steps
            .windows(2)
            .all(|pair| pair[0].step + 1 == pair[1].step)
    );
}

#[test]
fn a_run_pauses_steps_goes_on_stops_and_is_forgotten() {
    let mut window = window();
    load(&mut window, small(1_000_000));
    click(&mut window, "Step");
    until(&mut window, "the pause", |app| {
        app.bench().run().state == RunState::Paused
    });
    assert_eq!(window.state().bench().run().history.step(), 1);
    click(&mut window, "Step");
    until(&mut window, "step 2", |app| {
        app.bench().run().history.step() == 2
    });
    click(&mut window, "Resume");
    until(&mut window, "step 100", |app| {
        app.bench().run().history.step() > 100
    });
    click(&mut window, "Pause");
    until(&mut window, "the pause", |app| {
        app.bench().run().state == RunState::Paused
    });
    click(&mut window, "Resume");
    until(&mut window, "training", |app| {
        app.bench().run().state == RunState::Training
    });
    click(&mut window, "Stop");
    until(&mut window, "the end", trained);
    click(&mut window, "Reset");
    assert_eq!(window.state().bench().run().state, RunState::None);
    assert!(window.state().bench().run().traces.loss.is_empty());
}

#[test]
fn the_learning_rate_changes_while_it_trains() {
    let mut window = window();
    let mut experiment = small(1_000_000);
    experiment.schedule = (lemida::train::schedule::ALL[0].make)();
    load(&mut window, experiment);
    click(&mut window, "Training");
    click(&mut window, "Train");
    until(&mut window, "a step", |app| {
        app.bench().run().history.step() > 0
    });
    window.get_by_label("Learning rate").click();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.get_by_label("Learning rate").type_text("0.0625");
    window.key_press(Key::Enter);
    until(&mut window, "the new rate", |app| {
        let last = app.bench().run().history.newest;
        last.is_some_and(|step| step.learning_rate == 0.0625)
    });
    click(&mut window, "Stop");
    until(&mut window, "the end", trained);
}

#[test]
fn a_loss_that_explodes_is_told_and_stands_until_mended() {
    let mut window = window();
    let mut experiment = Experiment::named("denoise-quick").unwrap();
    experiment.training.learning_rate = 1e9;
    experiment.training.batch = 1;
    load(&mut window, experiment);
    click(&mut window, "Train");
    until(&mut window, "the failure", |app| {
        matches!(app.bench().run().state, RunState::Failed(_))
    });
    window.get_by_label_contains("smaller learning rate");
    click(&mut window, "Reset the run");
    assert!(
        window
            .query_by_label_contains("smaller learning rate")
            .is_none()
    );
}

#[test]
fn keys_train_step_and_show_the_sheet() {
    let mut window = window();
    load(&mut window, small(1_000_000));
    window.key_press(Key::S);
    until(&mut window, "the pause", |app| {
        app.bench().run().state == RunState::Paused
    });
    window.key_press(Key::Space);
    until(&mut window, "training", |app| {
        app.bench().run().state == RunState::Training
    });
    window.key_press(Key::Space);
    until(&mut window, "the pause", |app| {
        app.bench().run().state == RunState::Paused
    });
    window.event(egui::Event::Text("?".into()));
    window.run_steps(8);
    window.get_by_label("Keyboard");
    click(&mut window, "Close");
    assert!(window.query_by_label("Keyboard").is_none());
}

#[test]
fn messages_cover_neither_tools_nor_thumbnails_nor_buttons() {
    for size in [[1280.0, 800.0], [900.0, 600.0]] {
        let mut window = window();
        window.set_size(size.into());
        load(&mut window, small(40));
        click(&mut window, "Train");
        until(&mut window, "the end", trained);
        window.key_press(Key::Space);
        window.run_steps(3);
        let message = window.get_by_label_contains("The run has ended").rect();
        assert!(message.bottom() <= size[1], "{message:?}");
        // In a small window some panels stand behind others.
        let panels: &[&str] = match size {
            [900.0, _] => &[],
            _ => &["Add layer", "Show: Photograph"],
        };
        for label in panels.iter().copied().chain([
            "Data set",
            "Train",
            "Undo",
            "Open…",
            "Command palette",
            "Light or dark",
            "Shortcuts",
            "Experiment menu",
        ]) {
            let other = window.get_by_label(label).rect();
            assert!(
                !message.intersects(other),
                "{label}: {message:?}, {other:?}"
            );
        }
    }
}

#[test]
fn points_show_their_plane_and_the_decision_on_it() {
    let mut window = window();
    load(&mut window, small(60));
    until(&mut window, "the points", |app| {
        app.classes().sample.is_some()
    });
    window.get_by_label("Plane with the training points");
    click(&mut window, "Train");
    until(&mut window, "the decision", |app| {
        app.classes()
            .verdict
            .is_some_and(|verdict| verdict.step == 60)
    });
    window.get_by_label("Plane with the decision of step 60");
    window.get_by_label_contains("training points right · step 60");
    click(&mut window, "Show: Photograph");
    window.get_by_label("Next photo");
    assert!(window.query_by_label_contains("Plane with").is_none());
    click(&mut window, "Show: Classes");
    click(&mut window, "Reset");
    window.get_by_label("Plane with the training points");
}

#[test]
fn digits_show_what_each_is_taken_for() {
    let mut window = window();
    let mut digits = Experiment::named("digits-mlp").unwrap();
    digits.training.steps = 3;
    digits.training.batch = 8;
    load(&mut window, digits);
    until(&mut window, "the digits", |app| {
        app.classes().sample.is_some()
    });
    window.get_by_label("512 held-out pictures");
    click(&mut window, "Train");
    until(&mut window, "the answers", |app| {
        app.classes()
            .verdict
            .is_some_and(|verdict| verdict.step == 3)
    });
    // After three steps some are wrong.
    assert!(window.query_all_by_label_contains(" taken for ").count() > 3);
    window.get_by_label("Most frequent mistakes");
    window.get_by_label("Table of classes and answers");
}

#[test]
fn what_is_dotted_was_measured_on_the_photograph() {
    let mut window = window();
    let mut quick = Experiment::named("denoise-quick").unwrap();
    quick.training.steps = 6;
    quick.training.batch = 2;
    quick.training.validate_on = 1;
    load(&mut window, quick);
    click(&mut window, "Train");
    until(&mut window, "the network on the photograph", |app| {
        // The network of step 0 is shown before there is a curve.
        app.bench().run().history.step() > 0 && !app.preview().race().past().is_empty()
    });
    window.run_steps(2);
    window.get_by_label_contains("dotted: on the preview’s photo");
}

#[test]
fn a_small_window_and_low_panels_are_drawn_while_weights_are_shown() {
    let mut window = window();
    let mut quick = Experiment::named("denoise-quick").unwrap();
    quick.training.steps = 2;
    quick.training.validate_on = 1;
    load(&mut window, quick);
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    for size in [
        [960.0, 600.0],
        [960.0, 420.0],
        [1280.0, 300.0],
        [700.0, 500.0],
    ] {
        window.set_size(size.into());
        window.run_steps(3);
        click(&mut window, "Timeline");
        click(&mut window, "Clean a photo");
        click(&mut window, "Bench");
    }
}
#[test]
fn an_earlier_step_is_looked_at_and_a_new_run_begins_there() {
    let mut window = window();
    load(&mut window, small(3000));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    let networks = |window: &Window| window.state().bench().run().networks.clone();
    let kept: Vec<u64> = networks(&window).steps().collect();
    assert!(kept.len() >= 2 && kept.last() == Some(&3000), "{kept:?}");
    let ring = window.get_by_label("Step looked at");
    ring.focus();
    window.run_steps(2);
    assert!(window.query_by_label("Newest").is_none());
    // From one kept step to the next.
    for key in [Key::ArrowLeft; 40] {
        window.key_press(key);
        window.run_steps(1);
    }
    let first = kept[kept.len().saturating_sub(41)];
    assert_eq!(networks(&window).looked_at(), Some(first));
    assert_eq!(networks(&window).shown().unwrap().step, first);
    window.key_press(Key::ArrowRight);
    window.run_steps(2);
    let second = kept[kept.iter().position(|step| *step == first).unwrap() + 1];
    let back = (second != 3000).then_some(second);
    assert_eq!(networks(&window).looked_at(), back);
    window.key_press(Key::ArrowLeft);
    window.run_steps(2);
    let weights = Arc::clone(&networks(&window).shown().unwrap().model.weights);
    click(&mut window, "Fork here");
    until(&mut window, "the new run", |app| {
        app.bench().run().before.is_some() && app.bench().run().networks.newest().is_some()
    });
    let run = window.state().bench().run();
    let before = run.before.as_ref().unwrap();
    assert!(before.continued && before.end == first && run.start() == first);
    let begun = run.networks.kept().next().unwrap();
    assert_eq!((begun.step, &begun.model.weights), (0, &weights));
    until(&mut window, "the end", trained);
}
