//! The weights panel, by label, with no display.

use std::sync::Arc;

use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lemida::nn::{Architecture, Model, NamedTensor};
use lemida::train::{Event, Experiment, History, Moment, RowVitals, Snapshot, Spread};
use lemida::ui::panels::weights::{Shown, VitalsHistory, WeightsView, weights_ui};
use lemida::ui::state::Networks;
use lemida::ui::theme;

fn snapshot(step: u64) -> Snapshot {
    let tensor = |row: u32, shape: [usize; 4]| NamedTensor {
        name: format!("{row}.weight"),
        shape: shape.to_vec(),
        values: (0..shape.iter().product::<usize>())
            .map(|at| (at % 7) as f32 - 3.0 + step as f32 / 100.0)
            .collect(),
    };
    let vitals = |row, label: &str, dead: Option<f32>| RowVitals {
        row,
        label: label.into(),
        weights: match dead {
            Some(_) => Spread::default(),
            None => Spread {
                limit: 3.0,
                shares: vec![0.25; 4],
                rms: 2.0,
            },
        },
        gradients: Spread {
            rms: 0.01 / f32::from(row as u16),
            ..Spread::default()
        },
        change: Some(0.002),
        dead,
        ..RowVitals::default()
    };
    Snapshot {
        step,
        model: Model {
            architecture: Arc::new(Architecture::default()),
            channels: 1,
            weights: Arc::new(vec![tensor(1, [8, 3, 3, 1]), tensor(3, [4, 3, 3, 8])]),
        },
        vitals: vec![
            vitals(1, "Convolution", None),
            vitals(2, "ReLU", Some(0.25)),
            vitals(3, "Convolution", None),
        ],
    }
}

type Weights = (Option<Arc<Snapshot>>, VitalsHistory, WeightsView, bool);

fn weights(steps: &[u64]) -> Harness<'static, Weights> {
    let mut history = VitalsHistory::default();
    let moment = |step: &u64| Moment {
        step: *step,
        rows: snapshot(*step).vitals.into(),
    };
    let mut told = History::default();
    told.record(&Event::Moments(steps.iter().map(moment).collect()));
    history.follow(1, &told, &Networks::default());
    let newest = steps.last().map(|step| Arc::new(snapshot(*step)));
    let mut harness = Harness::builder()
        .with_size(vec2(400.0, 330.0))
        .build_ui_state(
            |ui, (snapshot, history, view, first): &mut Weights| {
                if std::mem::take(first) {
                    theme::install(ui.ctx());
                    return;
                }
                weights_ui(ui, snapshot.as_ref(), history, view, &mut Vec::new());
            },
            (newest, history, WeightsView::default(), true),
        );
    harness.step();
    harness.step();
    harness
}

#[test]
fn weights_are_shown_row_by_row_with_their_history() {
    let mut harness = weights(&[0, 10, 20]);
    harness.get_by_label_contains("Weights as pictures: 8 filters 3");
    harness.get_by_label("Histogram of the weights over time");
    harness.get_by_label("Row 2 Convolution").click();
    harness.run();
    assert_eq!(harness.state().2.row, 3);
    harness.get_by_label_contains("Weights as pictures: 4 filters 3");
    harness.state_mut().2.input = Some(4);
    harness.run();
    let picture = harness.get_by_label_contains("Weights as pictures:");
    let label = picture.accesskit_node().label().unwrap_or_default();
    assert!(label.ends_with(", input 5"), "{label}");
}

#[test]
fn what_is_shown_over_time_is_chosen() {
    let mut harness = weights(&[0, 10, 20]);
    harness.state_mut().2.shown = Shown::Updates;
    harness.run();
    harness.get_by_label_contains("Update / weight ratio");
    harness.state_mut().2.shown = Shown::Flow;
    harness.run();
    harness.get_by_label_contains("Gradient flow");
}

#[test]
fn without_a_run_the_weights_panel_says_what_will_come() {
    let harness = weights(&[]);
    harness.get_by_label_contains("No weights yet");
}

#[test]
fn a_click_on_a_filter_shows_where_it_fires() {
    let mut window = crate::window();
    let mut quick = Experiment::named("denoise-quick").unwrap();
    quick.training.steps = 3;
    quick.training.validate_every = 1000;
    crate::load(&mut window, quick);
    crate::click(&mut window, "Train");
    crate::until(&mut window, "the end", crate::trained);
    let tiles = window.get_by_label_contains("Weights as pictures:").rect();
    let first = tiles.min + vec2(6.0, 6.0);
    window.hover_at(first);
    window.run_steps(2);
    window.drag_at(first);
    window.drop_at(first);
    crate::until(&mut window, "the picture", |app| {
        app.filter_on_photo() == Some("row 1, filter 1")
    });
}
