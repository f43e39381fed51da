//! The window, worked as a person works it: by what is written on it. No display is needed.

#![allow(clippy::unwrap_used, reason = "a test may break off")]

mod advice;
mod clean;
mod edit;
mod elsewhere;
mod figures;
mod inside;
mod lecture;
mod lecture_hand;
mod lecture_own;
mod lecture_ways;
mod network;
mod open;
mod palette;
mod pictures;
mod points;
mod run;
mod runs_kept;
mod runs_page;
mod table;
mod trust;
mod undo;
mod walk;
mod weights;

use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use lemida::app::{Home, LemidaApp};
use lemida::train::Experiment;
use lemida::ui::state::RunState;

type Window = Harness<'static, LemidaApp>;

fn window_at(home: Home) -> Window {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_step_dt(0.05)
        .build_eframe(|cc| {
            let mut app = LemidaApp::new(&cc.egui_ctx, home);
            // Nobody watches.
            app.hurry();
            app
        })
}

fn window() -> Window {
    window_at(Home::None)
}

/// Frames until `done`, for at most a minute.
fn until(window: &mut Window, what: &str, done: impl Fn(&LemidaApp) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done(window.state()) {
        assert!(
            Instant::now() < deadline,
            "{what} does not come; run: {:?}; messages: {:?}",
            window.state().bench().run().state,
            window.state().messages()
        );
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    window.run_steps(2);
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(3);
}

/// Learns four points within moments.
fn small(steps: u64) -> Experiment {
    let mut experiment = Experiment::named("points-xor").unwrap();
    experiment.training.steps = steps;
    experiment.training.validate_every = 50;
    experiment
}

fn load(window: &mut Window, experiment: Experiment) {
    window.state_mut().edit(|document| *document = experiment);
    window.run_steps(2);
}

fn trained(app: &LemidaApp) -> bool {
    matches!(app.bench().run().state, RunState::Done(_))
}

fn said(app: &LemidaApp, words: &str) -> bool {
    app.messages().iter().any(|text| text.contains(words))
}

#[test]
fn every_panel_is_there_and_says_what_to_do() {
    let mut window = window();
    window.run_steps(3);
    for label in [
        "Experiment",
        "Architecture",
        "Curves",
        "Weights",
        "Preview",
        "Train",
        "Step",
        "Stop",
        "Reset",
        "Data",
        "Noise",
        "Learning",
        "Training",
        "Data set",
        "Add layer",
        "Presets",
        "Undo",
        "Redo",
        "Light or dark",
        "Shortcuts",
        "Threads",
        "Another seed",
    ] {
        assert!(window.query_all_by_label(label).count() >= 1, "{label}");
    }
    assert!(window.query_all_by_label_contains("Click Train").count() >= 1);
    window.get_by_label_contains("Row 1: ");
}

#[test]
fn the_first_examples_are_seen_before_anything_is_trained() {
    let mut window = window();
    let words = "The first examples as the network sees them";
    let seen = |window: &Window| window.query_all_by_label_contains(words).count() >= 1;
    let deadline = Instant::now() + Duration::from_secs(60);
    while !seen(&window) {
        assert!(Instant::now() < deadline, "the examples do not come");
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    // Points are no pictures.
    load(&mut window, small(100));
    window.run_steps(5);
    assert!(!seen(&window));
}
