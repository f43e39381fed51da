//! "Lecture": experiments that each ask one question, with a few settings, and answer it with figures.

use std::time::Duration;

use egui::accesskit::Role;
use egui::{
    Align, Layout, PopupCloseBehavior, ProgressBar, Rect, RichText, ScrollArea, Ui, UiBuilder,
    WidgetInfo, vec2,
};

use crate::denoise;
use crate::figure::{Body, Figure, Picked};
use crate::labs::{Act, Lab, Telling, Truth, Verdict};
use crate::setting::Value;
use crate::ui::action::{Action, LectureAction};
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::button::{choice, primary_button, text_button};
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::figure::{FigureView, Looks};
use crate::ui::widgets::settings::{row_ui, settings_ui};
use crate::ui::{format, icons};

/// The key of a lab's setting that holds methods by id, with commas between.
const METHODS: &str = "methods";
/// How often progress is shown anew.
const PROGRESS: Duration = Duration::from_millis(100);
/// Width of the column of controls.
const COLUMN: f32 = 324.0;

/// A figure and its number: another number, another figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What was found.
    pub figure: Figure,
    /// Its number.
    pub version: u64,
}

/// What the page shows.
pub struct LectureFacts<'a> {
    /// Names, questions and acts of all labs.
    pub labs: &'a [(&'static str, &'static str, Act)],
    /// The one that is looked at.
    pub chosen: usize,
    /// What it has found.
    pub findings: &'a [Shown],
    /// The lab at work, how far it is, and the seconds left once that can be said.
    pub working: Option<(usize, f32, Option<f64>)>,
    /// What became of the claim, once that is known.
    pub verdict: Option<&'a Verdict>,
    /// How the last run ended.
    pub ended: Option<&'a str>,
    /// Why it failed, with the cure.
    pub failure: Option<&'a str>,
}

/// Draws the page into all the room there is.
pub fn lecture_ui(
    ui: &mut Ui,
    view: &mut FigureView,
    lab: &mut dyn Lab,
    facts: &LectureFacts<'_>,
    actions: &mut Vec<LectureAction>,
    deeds: &mut Vec<Action>,
) {
    let room = ui.available_rect_before_wrap().shrink(theme::PADDING);
    let (column, figures) = room.split_left_right_at_x(room.left() + COLUMN);
    let figures = figures.with_min_x(figures.left() + 2.0 * theme::PADDING);
    let within = |rect: Rect| {
        UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::top_down(Align::Min))
    };
    ui.scope_builder(within(column), |ui| {
        ScrollArea::vertical()
            .id_salt("labs")
            .auto_shrink(false)
            .show(ui, |ui| controls_ui(ui, lab, facts, actions));
    });
    ui.scope_builder(within(figures), |ui| {
        let question = RichText::new(lab.question()).text_style(theme::title());
        ui.add(egui::Label::new(question).wrap());
        let telling = lab.telling();
        ui.add(egui::Label::new(telling.story).wrap());
        claim_ui(ui, lab, facts.verdict);
        tries_ui(ui, &telling, facts.working.is_none(), actions);
        ui.add_space(2.0 * UNIT);
        if facts.findings.is_empty() {
            let working = facts.working.is_some_and(|(at, ..)| at == facts.chosen);
            let (words, more) = match working {
                true => (
                    "At work",
                    "Figures appear here as soon as something is known.",
                ),
                false => ("Not tried yet", "Click Run and see."),
            };
            empty_ui(ui, icons::CHART_LINE, words, more);
            return;
        }
        ScrollArea::vertical()
            .id_salt(("figures", facts.chosen))
            .auto_shrink(false)
            .show(ui, |ui| {
                // A lab that looks at one place lets it be chosen in its pictures.
                let places = ["row", "column"].map(|key| lab.get(key).is_some());
                let idle = facts.working.is_none();
                let picked = findings_ui(ui, view, facts, deeds);
                if let Some(Picked::Pixel(_, [row, column]) | Picked::Cell([row, column])) =
                    picked.filter(|_| idle && places == [true; 2])
                {
                    actions.push(LectureAction::Pick(row, column));
                }
                let sources = format!("Sources: {}.", telling.sources.join("; "));
                ui.add(egui::Label::new(theme::note(ui, sources)).wrap());
            });
    });
    ui.advance_cursor_after_rect(room);
}

/// What to try: a click sets the lab to it and does it.
fn tries_ui(ui: &mut Ui, telling: &Telling, idle: bool, actions: &mut Vec<LectureAction>) {
    ui.add_space(UNIT);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
        ui.label(theme::weak(ui, "Try:"));
        for (at, one) in telling.tries.iter().enumerate() {
            let settings = one.settings.iter();
            let settings: Vec<_> = settings
                .map(|(key, value)| format!("{key} = {value}"))
                .collect();
            let help = format!(
                "Sets {}, and runs the experiment. Undo takes the settings back.",
                settings.join(", ")
            );
            let button = egui::Button::new(RichText::new(one.words).size(SIZES[0]))
                .min_size(vec2(0.0, 22.0));
            if ui.add_enabled(idle, button).on_hover_text(help).clicked() {
                actions.push(LectureAction::Try(at));
            }
        }
    });
}

/// What is claimed, and what became of it; its numbers on hover.
fn claim_ui(ui: &mut Ui, lab: &dyn Lab, verdict: Option<&Verdict>) {
    let claim = format!("Claim: {}", lab.claim());
    ui.add(egui::Label::new(theme::weak(ui, claim)).wrap());
    let Some(verdict) = verdict else { return };
    let palette = theme::palette(ui);
    let colour = match verdict.truth {
        Truth::Holds => palette.accent,
        Truth::Fails => palette.error,
        Truth::Open => palette.warning,
    };
    let words = RichText::new(verdict.sentence()).color(colour);
    let label = ui.add(egui::Label::new(words).wrap());
    let number = |(name, value): &(String, f64)| match value.is_finite() {
        true => format!("{name}: {}", format::short(*value)),
        false => format!("{name}: –"),
    };
    let numbers: Vec<_> = verdict.numbers.iter().map(number).collect();
    if !numbers.is_empty() {
        label.on_hover_text(numbers.join("\n"));
    }
}

fn controls_ui(
    ui: &mut Ui,
    lab: &mut dyn Lab,
    facts: &LectureFacts<'_>,
    actions: &mut Vec<LectureAction>,
) {
    ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
    let mut push = |action| actions.push(action);
    let mut shown = None;
    for (at, (label, question, act)) in facts.labs.iter().enumerate() {
        if shown.replace(*act) != Some(*act) {
            ui.label(theme::eyebrow(ui, act.title()));
        }
        let entry = egui::Button::selectable(at == facts.chosen, *label)
            .min_size(vec2(ui.available_width(), theme::CONTROL))
            .right_text("");
        let response = ui.add(entry).on_hover_text(*question);
        let chosen = at == facts.chosen;
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, *label));
        if response.clicked() {
            push(LectureAction::Choose(at));
        }
    }
    ui.add_space(UNIT);
    ui.label(theme::eyebrow(ui, "Settings"));
    settings_ui(ui, lab, &[METHODS]);
    methods_ui(ui, lab);
    ui.add_space(UNIT);
    match facts.working {
        Some((at, share, left)) => {
            ui.ctx().request_repaint_after(PROGRESS);
            let left = left.map(|seconds| format!(" · {} left", format::clock(seconds)));
            let name = facts.labs.get(at).map_or("", |lab| lab.0);
            ui.horizontal(|ui| {
                ui.label(theme::note(ui, name.to_owned() + &left.unwrap_or_default()));
                if text_button(ui, icons::X, "Cancel", "Gives the experiment up.").clicked() {
                    push(LectureAction::Cancel);
                }
            });
            ui.add(ProgressBar::new(share).desired_height(6.0));
        }
        None => {
            let help = "Does the experiment with these settings; its figures take the place of the last ones.";
            if primary_button(ui, icons::PLAY, "Run", true, help).clicked() {
                push(LectureAction::Run);
            }
        }
    }
    if let Some(failure) = facts.failure {
        let color = theme::palette(ui).error;
        ui.add(egui::Label::new(RichText::new(failure).color(color)).wrap());
    } else if let Some(ended) = facts.ended {
        ui.label(theme::note(ui, ended));
    }
    if !facts.findings.is_empty() && facts.working.is_none() {
        let help = "Writes every figure into a folder, as SVG and PNG to look at and as CSV to compute with.";
        if text_button(ui, icons::DOWNLOAD_SIMPLE, "Save figures…", help).clicked() {
            push(LectureAction::Save);
        }
    }
}

/// The setting of methods, if the lab has one: a menu in which each can be ticked.
fn methods_ui(ui: &mut Ui, lab: &mut dyn Lab) {
    let setting = lab.settings().iter().find(|one| one.key == METHODS);
    let (Some(setting), Some(Value::Text(text))) = (setting, lab.get(METHODS)) else {
        return;
    };
    let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
    let chosen: Vec<&str> = ids.collect();
    let words = match chosen[..] {
        [id] => crate::setting::find(denoise::ALL, id)
            .map_or(id, |entry| entry.label)
            .into(),
        _ => format!("{} chosen", chosen.len()),
    };
    row_ui(ui, setting.label, setting.help, |ui, name| {
        let menu = choice(METHODS, ui.available_width(), &words)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show_ui(ui, |ui| {
                for entry in denoise::ALL {
                    let mut on = chosen.contains(&entry.id);
                    let response = ui.checkbox(&mut on, entry.label);
                    if !response.on_hover_text(entry.help).changed() {
                        continue;
                    }
                    let mut ids = chosen.clone();
                    if on {
                        ids.push(entry.id);
                    } else {
                        ids.retain(|id| *id != entry.id);
                    }
                    // The lab takes any text, so there is nothing to be refused.
                    let _ = lab.set(METHODS, Value::Text(ids.join(",")));
                }
            });
        menu.response
            .labelled_by(name.id)
            .on_hover_text(setting.help);
    });
}

/// The figures, one below the other; grids of numbers that follow each other stand side by side. Returns what was
/// clicked.
fn findings_ui(
    ui: &mut Ui,
    view: &mut FigureView,
    facts: &LectureFacts<'_>,
    actions: &mut Vec<Action>,
) -> Option<Picked> {
    let mut picked = None;
    view.retain(|kept| facts.findings.iter().any(|shown| shown.figure.id == kept));
    let small = |shown: &Shown| matches!(shown.figure.body, Body::Grid(_));
    for group in facts.findings.chunk_by(|a, b| small(a) && small(b)) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = vec2(4.0 * UNIT, 2.0 * UNIT);
            for shown in group {
                ui.vertical(|ui| {
                    ui.label(theme::strong(&shown.figure.title));
                    let looks = Looks {
                        version: Some(shown.version),
                        ..Looks::default()
                    };
                    let click = view.show(ui, &shown.figure, looks, actions);
                    picked = picked.take().or(click);
                    if !shown.figure.note.is_empty() {
                        ui.label(theme::note(ui, &*shown.figure.note));
                    }
                });
            }
        });
        ui.add_space(SIZES[2]);
    }
    picked
}
