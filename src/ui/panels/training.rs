//! The training bar: Train, Pause, Step, Stop, Reset; how far the run is and how well it does; what went wrong.

use egui::{Align, Layout, RichText, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::experiment::seed_ui;
use super::pace::pace_ui;
use crate::say;
use crate::setting::{Adjust, Setting};
use crate::train::{Metric, Training};
use crate::ui::action::Action;
use crate::ui::measures::explained;
use crate::ui::places;
use crate::ui::state::{Run, RunState, Workbench};
use crate::ui::text::readable;
use crate::ui::widgets::button::{icon_button, menu_staying, primary_button, word_button};
use crate::ui::widgets::number::number_ui;
use crate::ui::{format, icons, theme};

/// Narrower windows have rate, seed and threads in a menu.
const ROOMY: f32 = 1180.0;

/// Draws the bar.
pub fn training_ui(ui: &mut Ui, bench: &mut Workbench, actions: &mut Vec<Action>) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = theme::UNIT;
        buttons_ui(ui, bench, actions);
        ui.add_space(2.0 * theme::UNIT);
        let roomy = ui.ctx().content_rect().width() >= ROOMY;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if roomy {
                settings_ui(ui, bench, actions);
            } else {
                let help = &*say!("Learning rate, seed and threads.").to_string();
                let words = theme::icon(icons::SLIDERS_HORIZONTAL);
                menu_staying(ui, words, "Rate, seed, threads", help, |ui| {
                    ui.set_width(176.0);
                    ui.with_layout(Layout::top_down(Align::RIGHT), |ui| {
                        settings_ui(ui, bench, actions);
                    });
                });
            }
            ui.add_space(2.0 * theme::UNIT);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                progress_ui(ui, bench);
            });
        });
    });
}

/// Threads, pace, seed and rate.
fn settings_ui(ui: &mut Ui, bench: &mut Workbench, actions: &mut Vec<Action>) {
    threads_ui(ui, bench, actions);
    ui.add_space(theme::UNIT);
    ui.allocate_ui_with_layout(
        vec2(92.0, theme::CONTROL),
        Layout::left_to_right(Align::Center),
        |ui| pace_ui(ui, bench, actions),
    );
    ui.add_space(2.0 * theme::UNIT);
    ui.allocate_ui_with_layout(
        vec2(122.0, theme::CONTROL),
        Layout::left_to_right(Align::Center),
        |ui| seed_ui(ui, bench),
    );
    ui.add_space(2.0 * theme::UNIT);
    ui.allocate_ui_with_layout(
        vec2(152.0, theme::CONTROL),
        Layout::left_to_right(Align::Center),
        |ui| rate_ui(ui, bench, actions),
    );
}

fn buttons_ui(ui: &mut Ui, bench: &Workbench, actions: &mut Vec<Action>) {
    let run = bench.run();
    let alive = run.alive();
    let paused = match run.state {
        RunState::Paused => true,
        RunState::Kept => run.step() < run.asked.steps,
        _ => false,
    };
    // What was begun goes on, unless something else is meant by now.
    let resumes = paused && bench.runs_document() && !bench.edited_since();
    let at_work = matches!(run.state, RunState::Training | RunState::Starting);
    let problem = bench.problem();
    let (glyph, word, help, action) = if at_work {
        let help = "Wait after this step. (Space)".to_owned();
        (icons::PAUSE, "Pause", help, Action::Pause)
    } else if resumes {
        let help = "Go on where the run was paused. (Space)".to_owned();
        (icons::PLAY, "Resume", help, Action::Resume)
    } else {
        let help = match &problem {
            Some(problem) => format!("It cannot be trained yet: {problem}."),
            None if alive => {
                "Start a new run of the network as edited; the one in progress ends. (Ctrl+Enter)"
                    .into()
            }
            None => "Start learning. (Space)".into(),
        };
        (icons::PLAY, "Train", help, Action::Train)
    };
    ui.add_enabled_ui(at_work || resumes || bench.ready(), |ui| {
        let due = !at_work && (resumes || bench.ready());
        if primary_button(ui, glyph, word, due, &help).clicked() {
            actions.push(action);
        }
    });
    ui.add_space(theme::UNIT);
    if at_work || resumes {
        ui.add_enabled_ui(bench.ready(), |ui| {
            let help = match &problem {
                Some(problem) => format!("It cannot be trained yet: {problem}."),
                None if bench.edited_since() => "Start a new run of the network as edited. The one in progress ends; \
                    it is kept, and its curves stay beside the new ones. (Ctrl+Enter)"
                    .into(),
                None => "Start a new run. The one in progress ends; it is kept, and its curves stay beside the new \
                    ones. (Ctrl+Enter)"
                    .to_owned(),
            };
            if word_button(ui, &say!("Train anew").to_string(), &help).clicked() {
                actions.push(Action::Train);
            }
        });
    }
    if bench.can_train_on() {
        let help = &*say!("A new run of the network as edited that begins with what was learned: rows that have not \
            changed keep their weights, and the curves go on. (Ctrl+Shift+Enter)").to_string();
        if word_button(ui, &say!("Train on").to_string(), help).clicked() {
            actions.push(Action::TrainOn);
        }
    }
    let mut button = |enabled: bool, glyph, label, help: &str, action: Action| {
        ui.add_enabled_ui(enabled, |ui| {
            if icon_button(ui, glyph, label, help).clicked() {
                actions.push(action);
            }
        });
    };
    if paused && !resumes {
        let help = &*say!("Go on where the run was paused. (Space)").to_string();
        button(true, icons::PLAY_PAUSE, "Resume", help, Action::Resume);
    }
    button(
        bench.ready() && run.state != RunState::Stopping,
        icons::SKIP_FORWARD,
        "Step",
        "Make one step, then pause. (S)",
        Action::Step,
    );
    button(
        alive && run.state != RunState::Stopping,
        icons::STOP,
        "Stop",
        "End the run; what was learned is kept.",
        Action::Stop,
    );
    button(
        run.state != RunState::None,
        icons::ARROW_COUNTER_CLOCKWISE,
        "Reset",
        "Forget the run: curves, weights and the network's picture.",
        Action::Reset,
    );
}

fn progress_ui(ui: &mut Ui, bench: &Workbench) {
    let run = bench.run();
    let (mut words, figures) = status(run);
    // The run may be another experiment's than the one that is edited.
    if run.state != RunState::None && !bench.runs_document() && !run.asked.name.is_empty() {
        words = format!("{}: {words}", readable(&run.asked.name));
    }
    let font = egui::TextStyle::Body.resolve(ui.style());
    let palette = theme::palette(ui);
    let mut text = egui::text::LayoutJob::default();
    for (part, colour) in [(words, palette.weak), (figures, palette.text)] {
        let format = egui::TextFormat::simple(font.clone(), colour);
        text.append(&part, 0.0, format);
    }
    text.wrap = egui::text::TextWrapping::truncate_at_width(ui.available_width());
    let words = ui.fonts_mut(|fonts| fonts.layout_job(text));
    let bar = (ui.available_width() - words.size().x - 16.0).clamp(0.0, 360.0);
    if bar > 24.0 && run.state != RunState::None {
        let fraction = run.fraction().clamp(0.0, 1.0);
        let (rect, response) = ui.allocate_exact_size(vec2(bar, 6.0), Sense::hover());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, "Progress");
            info.value = Some(f64::from(fraction));
            info
        });
        let painter = ui.painter();
        painter.rect_filled(rect, 3.0, palette.raised);
        let mut done = rect;
        done.set_width(rect.width() * fraction);
        let colour = match run.state {
            RunState::Failed(_) => palette.error,
            RunState::Paused | RunState::Stopping => palette.weak,
            _ => palette.accent,
        };
        painter.rect_filled(done, 3.0, colour);
        ui.add_space(theme::UNIT);
    }
    let told = words.text().to_owned();
    let label = ui.add(egui::Label::new(words).truncate());
    let label = explained(label, &told);
    if let (Some(parameters), true) = (
        (run.trainee.parameters > 0).then_some(run.trainee.parameters),
        run.history.speed > 0.0,
    ) {
        label.on_hover_text(
            say!(
                "{} trainable numbers, {} steps per second",
                format::grouped(parameters as u64),
                format!("{:.1}", run.history.speed)
            )
            .to_string(),
        );
    }
}

/// What the run is doing, in words, and its newest figures.
fn status(run: &Run) -> (String, String) {
    let step = run.step();
    let at = format!(
        "step {} of {}",
        format::grouped(step),
        format::grouped(run.asked.steps)
    );
    let left = run
        .history
        .seconds_left
        .map(|seconds| format!(" · {} left", format::clock(seconds)))
        .unwrap_or_default();
    let words = match &run.state {
        RunState::None => return ("Nothing trained yet.".into(), String::new()),
        RunState::Starting => return ("Making data and network ready…".into(), String::new()),
        RunState::Training => at + &left,
        RunState::Paused => format!("paused at {at}"),
        RunState::Kept => format!("kept at {at}"),
        RunState::Stopping => format!("stopping at {at}"),
        RunState::Done(summary) => {
            let why = summary
                .early
                .map_or(String::new(), |early| format!(": {}", early.words()));
            format!(
                "{} after {} steps, {}{why}",
                if summary.stopped { "stopped" } else { "done" },
                format::grouped(summary.steps),
                format::duration(summary.seconds)
            )
        }
        RunState::Failed(_) => format!("failed at {at}"),
    };
    let judged = run.validation().map(|v| v.metric);
    let newest = run.history.newest.map(|step| step.metric);
    let of = match (judged, run.asked.displaced) {
        (Some(_), false) => say!("validation"),
        (Some(_), true) => say!("displaced points"),
        (None, _) => say!("training"),
    };
    let score = |metric: f32| match run.judged() {
        Metric::Psnr => format::decibel(f64::from(metric)),
        Metric::Accuracy => say!("{} right", format::percent(f64::from(metric))).to_string(),
        Metric::R2 => format!("R² {metric:.3}"),
    };
    let mut figures = judged
        .or(newest)
        .map(|metric| format!("{of} {}", score(metric)));
    if let (Some(figures), Some((record, on))) = (&mut figures, run.whole()) {
        let more = say!("{}: {}", on.short(record.examples), score(record.metric));
        figures.push_str(&format!(" ({more})"));
    }
    (
        words,
        figures
            .map(|figures| format!(" · {figures}"))
            .unwrap_or_default(),
    )
}

fn rate_ui(ui: &mut Ui, bench: &mut Workbench, actions: &mut Vec<Action>) {
    let Some(setting) = rate_setting() else {
        return;
    };
    let help = &*say!("Learning rate; may be changed while it trains.").to_string();
    let label = ui.label(theme::note(ui, "rate")).on_hover_text(help);
    let rate = f64::from(bench.document.experiment.training.learning_rate);
    let rate = bench
        .document
        .experiment
        .training
        .get("learning_rate")
        .and_then(|value| match value {
            crate::setting::Value::Float(rate) => Some(rate),
            _ => None,
        })
        .unwrap_or(rate);
    if let Some(rate) = number_ui(ui, setting, rate, (1e-8, 1e9), 68.0, &label) {
        bench.document.experiment.training.learning_rate = rate as f32;
        if bench.run().alive() {
            actions.push(Action::LearningRate(rate as f32));
        }
    }
    ui.add_enabled_ui(bench.ready(), |ui| {
        let help = &*say!("Try growing rates on a copy of the network: at which the loss falls, and at which it goes \
            astray.").to_string();
        if icon_button(ui, icons::CHART_LINE, &say!("Find a learning rate").to_string(), help).clicked() {
            actions.push(Action::FindRate);
        }
    });
}

fn rate_setting() -> Option<&'static Setting> {
    Training::SETTINGS
        .iter()
        .find(|setting| setting.key == "learning_rate")
}

fn threads_ui(ui: &mut Ui, bench: &Workbench, actions: &mut Vec<Action>) {
    let cores = crate::job::cores();
    let name = |threads: usize| match threads {
        0 if cores == 1 => "1 core".to_owned(),
        0 => format!("{cores} cores"),
        1 => "1 thread".to_owned(),
        threads => format!("{threads} threads"),
    };
    let help = &*say!(
        "How many threads the next run uses. The result is the same, bit for bit, whatever you choose."
    )
    .to_string();
    let words = RichText::new(name(bench.threads)).text_style(egui::TextStyle::Small);
    crate::ui::widgets::button::menu_button(ui, words, "Threads", help, |ui| {
        for threads in 0..=cores {
            let label = match threads {
                0 => format!("All {cores} cores"),
                threads => name(threads),
            };
            if ui
                .selectable_label(threads == bench.threads, label)
                .clicked()
            {
                actions.push(Action::Threads(threads));
                ui.close();
            }
        }
    });
}

/// What went wrong with the run, with the cure; it stays until the next run or Reset.
pub fn failure_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let (text, colour, ground, close, action) = match (&run.state, &run.warning) {
        (RunState::Failed(text), _) => {
            let (colour, ground) = (palette.error, palette.error_ground);
            let text = match &run.trainee.architecture {
                Some(trained) => places::told(trained, text),
                None => text.to_string(),
            };
            (text, colour, ground, "Reset the run", Action::Reset)
        }
        (_, Some(text)) => {
            let (colour, ground) = (palette.warning, palette.bar);
            (
                text.clone(),
                colour,
                ground,
                "Dismiss",
                Action::DismissWarning,
            )
        }
        _ => return,
    };
    egui::Frame::new()
        .fill(ground)
        .inner_margin(egui::Margin::symmetric(12, 6))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(theme::icon(icons::WARNING_CIRCLE).color(colour));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if icon_button(ui, icons::X, close, close).clicked() {
                        actions.push(action);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let text = RichText::new(sentence(&text)).color(colour);
                        ui.add(egui::Label::new(text).wrap().selectable(true));
                    });
                });
            });
        });
}

/// A message as a sentence: upper case first, full stop last.
pub fn sentence(text: &str) -> String {
    let mut text = crate::ui::widgets::settings::capital(text.trim());
    if !text.ends_with(['.', '!', '?', '…']) {
        text.push('.');
    }
    text
}
