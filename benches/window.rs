//! Frames of the window without a screen: laying out and deciding what is drawn, as in tests; filling pixels is not in
//! it.
//!
//! Run: `cargo bench --bench window`.

use std::time::{Duration, Instant};

use divan::Bencher;
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use lemida::app::{Home, LemidaApp};
use lemida::nn::Architecture;
use lemida::train::Experiment;
use lemida::ui::state::RunState;

fn main() {
    divan::main();
}

type Window = Harness<'static, LemidaApp>;

fn window() -> Window {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_step_dt(0.05)
        .build_eframe(|cc| LemidaApp::new(&cc.egui_ctx, Home::None))
}

/// Frames until nothing is at work any more.
fn at_rest(window: &mut Window) {
    for _ in 0..40 {
        window.step();
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A network of so many rows, as rows and as text.
#[divan::bench(args = [(8, false), (72, false), (72, true)], max_time = 2)]
fn network(bencher: Bencher<'_, '_>, (rows, text): (usize, bool)) {
    let mut window = window();
    let body = "conv 8 3x3\nrelu\n".repeat(rows / 2 - 1);
    let network = Architecture::from_text(&format!("{body}tanh\nconv 1 3x3"));
    let network = network.expect("it is written right");
    assert_eq!(network.rows.len(), rows);
    window
        .state_mut()
        .edit(|experiment| experiment.architecture = network);
    window.run_steps(2);
    if text {
        window.get_by_label("Network as: Text").click();
    }
    at_rest(&mut window);
    bencher.bench_local(|| window.step());
}

/// After so many steps.
#[divan::bench(args = [2_000, 50_000], max_time = 2)]
fn curves(bencher: Bencher<'_, '_>, steps: u64) {
    let mut window = trained(|experiment| experiment.training.steps = steps);
    bencher.bench_local(|| window.step());
}

/// The step that is looked at moves to another network that was kept, of 196,000 numbers.
#[divan::bench(max_time = 2)]
fn scrub(bencher: Bencher<'_, '_>) {
    let mut window = trained(|experiment| {
        let wide = "dense 440\nrelu\ndense 440\nrelu\ndense 1";
        experiment.architecture = Architecture::from_text(wide).expect("it is written right");
        experiment.training.steps = 800;
    });
    window.get_by_label("Step looked at").focus();
    window.run_steps(2);
    let mut left = false;
    bencher.bench_local(|| {
        left = !left;
        window.key_press(if left {
            Key::ArrowLeft
        } else {
            Key::ArrowRight
        });
        window.step();
    });
}

/// The points in a circle, learned to the end.
fn trained(change: impl FnOnce(&mut Experiment)) -> Window {
    let mut window = window();
    window.state_mut().edit(|experiment| {
        *experiment = Experiment::named("points-circle").expect("it ships with the program");
        change(experiment);
    });
    window.state_mut().hurry();
    window.run_steps(2);
    window.get_by_label("Train").click();
    let begun = Instant::now();
    while !matches!(window.state().bench().run().state, RunState::Done(_)) {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "it does not end"
        );
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    at_rest(&mut window);
    window
}
