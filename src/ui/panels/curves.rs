//! The curves: loss on a logarithmic axis above, PSNR or accuracy below. What is dotted there was measured on the one
//! photograph in the preview, the network and the classical methods alike; only these compare with each other.

use egui::{Id, Rect, Sense, Ui, vec2};

use crate::figure::{Body, Figure, Picked};
use crate::say;
use crate::train::Metric;
use crate::ui::action::Action;
use crate::ui::figures::curves::{loss, metric};
use crate::ui::measures::explained;
use crate::ui::panels::architecture::mend_ui;
use crate::ui::panels::doctor::{Doctor, doctor_ui};
use crate::ui::state::{RunState, Workbench};
use crate::ui::widgets::button::word_button;
use crate::ui::widgets::empty;
use crate::ui::widgets::figure::{FigureView, Looks};
use crate::ui::{format, icons, theme};

pub use crate::ui::figures::curves::OnPhoto;

/// The figures, made anew only when something changed.
#[derive(Default)]
pub struct CurvesView {
    key: Option<Key>,
    version: u64,
    figures: Option<[Figure; 2]>,
    view: FigureView,
    doctor: Doctor,
}

/// What the figures are made of.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    step: u64,
    steps: u64,
    shown: Option<u64>,
    validations: usize,
    smoothing: u32,
    before: bool,
    run: u64,
    buckets: usize,
    past: (usize, Option<(u64, u64)>),
    methods: Vec<(String, u64)>,
}

impl Key {
    fn of(bench: &Workbench, on_photo: OnPhoto<'_>) -> Self {
        let run = bench.run();
        let last = on_photo.past.last();
        let methods = on_photo.methods.iter();
        Self {
            step: run.history.step(),
            steps: run.asked.steps,
            shown: run.networks.shown().map(|shown| shown.step),
            validations: run.history.validations.len(),
            smoothing: bench.view.smoothing.to_bits(),
            before: bench.view.before,
            run: run.number,
            buckets: run.traces.loss.buckets().len(),
            past: (
                on_photo.past.len(),
                last.map(|(step, psnr)| (*step, psnr.to_bits())),
            ),
            methods: methods
                .map(|(id, _, psnr)| (id.clone(), psnr.to_bits()))
                .collect(),
        }
    }
}

/// What stands above the lines that were measured on the photograph.
const TITLE: &str = "PSNR, dB · dotted: on the preview’s photo";

/// Draws the panel.
pub fn curves_ui(
    ui: &mut Ui,
    bench: &mut Workbench,
    view: &mut CurvesView,
    on_photo: OnPhoto<'_>,
    actions: &mut Vec<Action>,
) {
    let run = bench.run();
    if run.traces.loss.is_empty() {
        let idle = !matches!(
            run.state,
            RunState::Starting | RunState::Failed(_) | RunState::Kept
        );
        return match idle && !bench.check.passed() {
            true => wrong_ui(ui, bench),
            false => empty_ui(ui, &run.state),
        };
    }
    let key = Key::of(bench, on_photo);
    if view.key.as_ref() != Some(&key) {
        view.key = Some(key);
        view.version += 1;
        view.figures = Some([loss(bench), metric(bench, on_photo)]);
    }
    let Some([loss, metric]) = &view.figures else {
        return;
    };
    let psnr = run.judged() == Metric::Psnr;
    let compared = psnr && !on_photo.is_empty();
    let heading = match (run.judged(), compared) {
        (Metric::Psnr, true) => TITLE,
        (Metric::Psnr, false) => "PSNR, dB",
        (Metric::Accuracy, _) => "right answers",
        (Metric::R2, _) => "R²",
    };
    let beside = match &metric.body {
        Body::Plot(plot) => plot.marks.iter().map(|mark| mark.name.clone()).collect(),
        _ => Vec::new(),
    };
    ui.spacing_mut().item_spacing.y = theme::UNIT;
    let back = run.networks.looked_at();
    let now = ui.input(|input| input.time);
    view.doctor.look(bench, on_photo.noise, now);
    let strip = if back.is_some() || !view.doctor.findings().is_empty() {
        theme::CONTROL + theme::UNIT
    } else {
        0.0
    };
    let (width, height) = (ui.available_width(), ui.available_height() - strip);
    let looks = Looks {
        version: Some(view.version),
        size: Some(vec2(width, (height - theme::UNIT) * 0.48)),
        group: Some(Id::unique("curves over steps")),
        beside: &beside,
        without_x: true,
        ..Looks::default()
    };
    view.view.show(ui, loss, looks, actions);
    let title = Rect::from_min_size(ui.cursor().min, vec2(width - 6.0 * theme::UNIT, 18.0));
    let looks = Looks {
        size: Some(ui.available_size() - vec2(0.0, strip)),
        heading: Some(heading),
        without_x: false,
        ..looks
    };
    let picked = view.view.show(ui, metric, looks, actions);
    let title = ui.interact(title, Id::unique("what is compared"), Sense::hover());
    title.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, heading));
    let title = explained(title, heading);
    if compared {
        title.on_hover_text(&metric.note);
    }
    match back {
        Some(step) => back_ui(ui, bench, step, actions),
        None => doctor_ui(ui, bench, &mut view.doctor),
    }
    if let Some(Picked::Moved(x)) = picked {
        look_at(ui, bench, x);
    }
}

/// Looks at the kept network nearest to a place of the axis; arrow keys go from one to the next.
fn look_at(ui: &Ui, bench: &mut Workbench, x: f64) {
    let run = bench.runs.shown_mut();
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    match (
        pressed(egui::Key::ArrowLeft),
        pressed(egui::Key::ArrowRight),
    ) {
        (true, false) => run.networks.look_further(-1),
        (false, true) => run.networks.look_further(1),
        _ => {
            let step = (x - run.start() as f64).max(0.0).round() as u64;
            run.networks.look_at(step);
        }
    }
}

/// Says which step is looked at, and what can be done from there.
fn back_ui(ui: &mut Ui, bench: &mut Workbench, step: u64, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let words = if bench.run().networks.best_is_shown() {
            format!("Looking at the best weights, step {}", format::grouped(step))
        } else {
            format!("Looking at step {}", format::grouped(step))
        };
        let help = &*say!("Weights, pictures and answers are those of this step; the curves go on. Drag the ring under \
            the curve, or use the arrow keys.").to_string();
        ui.label(theme::strong(&words)).on_hover_text(help);
        let help = &*say!("Go back to the newest step and stay with it.").to_string();
        if word_button(ui, "Newest", help).clicked() {
            bench.runs.shown_mut().networks.look_at_newest();
        }
        let fits = bench.can_train_on();
        ui.add_enabled_ui(fits, |ui| {
            let help = &*say!("Start a new run of the experiment as edited with the weights of this step; the curves \
                of this run stay beside the new ones.").to_string();
            let button = word_button(ui, &say!("Fork here").to_string(), help);
            let button = button.on_disabled_hover_text(say!("The experiment at hand is not the one that was trained, \
                or it cannot be trained yet.").to_string());
            if button.clicked() {
                actions.push(Action::Fork);
            }
        });
    });
}

/// That nothing can be trained yet, with what mends it.
fn wrong_ui(ui: &mut Ui, bench: &mut Workbench) {
    let words = say!("It cannot be trained yet").to_string();
    let more = say!("What is wrong stands in red under Experiment or Architecture.").to_string();
    empty::empty_ui(ui, icons::WARNING_CIRCLE, &words, &more);
    let before = say!("Mend it: ").to_string();
    ui.vertical_centered(|ui| mend_ui(ui, bench, &before));
}

fn empty_ui(ui: &mut Ui, state: &RunState) {
    let (glyph, words, more) = match state {
        RunState::Starting => (
            icons::CLOCK,
            "Getting ready…",
            "The first step comes in a moment.",
        ),
        RunState::Failed(_) => (
            icons::WARNING_CIRCLE,
            "The run failed before its first step",
            "The line above says why and what to do.",
        ),
        RunState::Kept => (
            icons::CHART_LINE,
            "No curves are kept of this run",
            "What it has learned is there: it can go on, and its weights are seen beside.",
        ),
        _ => (
            icons::CHART_LINE,
            "Nothing trained yet",
            "Click Train and watch the loss fall.",
        ),
    };
    empty::empty_ui(ui, glyph, words, more);
}

/// The control for smoothing, for the panel's title bar.
pub fn smoothing_ui(ui: &mut Ui, bench: &mut Workbench) {
    let help = &*say!(
        "How many steps the training curves are averaged over; the raw curve stays faint behind."
    )
    .to_string();
    ui.spacing_mut().slider_width = 72.0;
    ui.spacing_mut().interact_size.y = 16.0;
    let slider = egui::Slider::new(&mut bench.view.smoothing, 1.0..=500.0)
        .logarithmic(true)
        .show_value(false);
    let response = ui.add(slider).on_hover_text(format!(
        "{help} Now {}.",
        format::short(f64::from(bench.view.smoothing.round()))
    ));
    response.widget_info(|| {
        egui::WidgetInfo::slider(true, f64::from(bench.view.smoothing), "Smoothing")
    });
    ui.label(theme::note(ui, "smoothing")).on_hover_text(help);
    if let Some(before) = bench
        .run()
        .before
        .clone()
        .filter(|before| !before.continued)
    {
        ui.add_space(theme::UNIT);
        let label = ui.selectable_label(bench.view.before, "before");
        let help = format!(
            "The curves of the run before ({}), faint beside the new ones.",
            before.name
        );
        if label.on_hover_text(help).clicked() {
            bench.view.before = !bench.view.before;
        }
    }
}

/// Whose numbers a panel shows, where they are not those of the experiment at hand; for its title bar.
pub fn whose_ui(ui: &mut Ui, bench: &Workbench) {
    let run = bench.run();
    if run.state == RunState::None || bench.runs_document() {
        return;
    }
    ui.add_space(theme::UNIT);
    let words = format!("of {}", run.asked.name);
    let help = &*say!(
        "These are of the run before: another experiment is at hand now. Train it, and they make room."
    )
    .to_string();
    let label = egui::Label::new(theme::note(ui, &words)).truncate();
    ui.add(label).on_hover_text(help);
}
