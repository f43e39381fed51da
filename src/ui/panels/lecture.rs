//! "Lecture": experiments that each ask one question, with a few settings, and answer it with figures.

mod asked;
mod findings;
mod overview;
mod story;

use std::collections::BTreeMap;
use std::time::Duration;

use egui::{
    Align, Key, Layout, PopupCloseBehavior, ProgressBar, Rect, RichText, ScrollArea, Ui, UiBuilder,
    vec2,
};

use crate::denoise;
use crate::figure::Figure;
use crate::labs::{Act, Lab, Telling, Verdict};
use crate::setting::{self, Value};
use crate::ui::action::{Action, LectureAction};
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::button::{choice, icon_button, primary_button, text_button};
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::figure::{FigureView, Thumbs};
use crate::ui::widgets::settings::{row_ui, settings_ui};
use crate::ui::{format, icons};

pub use asked::AskView;
use findings::findings_ui;
pub use overview::{Tile, overview_ui};
use story::story_ui;

/// The key of a lab's setting that holds methods by id, with commas between.
const METHODS: &str = "methods";
/// How often progress is shown anew.
const PROGRESS: Duration = Duration::from_millis(100);
/// Width of the column of controls.
const COLUMN: f32 = 324.0;

/// Least height of what is seen of the settings.
const SETTINGS: f32 = 60.0;

/// A figure and its number: another number, another figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What was found.
    pub figure: Figure,
    /// Its number.
    pub version: u64,
}

/// What a lab is called, what it asks, and where in the story.
#[derive(Clone, Copy, Debug)]
pub struct LabName {
    /// Its name.
    pub label: &'static str,
    /// Its question.
    pub question: &'static str,
    /// The part of the story that it belongs to.
    pub act: Act,
    /// Whether it answers a person's own pictures.
    pub asks: bool,
    /// Whether it works on a person's own pictures.
    pub own: bool,
}

/// What is kept from frame to frame.
#[derive(Default)]
pub struct LectureView {
    /// Of the figures of labs.
    pub figures: FigureView,
    /// Of the small pictures of all labs.
    pub thumbs: Thumbs,
    /// Of the picture that a person asks about.
    pub asked: AskView,
    /// The lab that it is asked of, and what was asked of others.
    asks: (Option<usize>, BTreeMap<usize, AskView>),
    /// Whether the lab opens on the bench, as it was set then.
    opens: Option<(Box<dyn Lab>, bool)>,
    /// Whether the whole story is told also where there is little room.
    unfolded: bool,
    /// Height of what stands below the settings.
    foot: f32,
    /// Whether something took the keys at the end of the last frame.
    keys_taken: bool,
}

impl LectureView {
    /// Turns to a lab: what was drawn or opened for another one waits there until a person comes back.
    pub fn turn_to(&mut self, lab: usize) {
        let (now, others) = &mut self.asks;
        if *now == Some(lab) {
            return;
        }
        let next = others.remove(&lab).unwrap_or_default();
        let before = std::mem::replace(&mut self.asked, next);
        if let Some(left) = now.replace(lab) {
            others.insert(left, before);
        }
    }

    /// Whether Escape was pressed, and was meant for no field, menu or window: these let go of the keys before the page
    /// is asked, so what counts is the frame before. Call it once a frame, when everything is drawn.
    pub fn escaped(&mut self, ui: &Ui) -> bool {
        let taken = egui::Popup::is_any_open(ui.ctx())
            || ui.memory(|memory| memory.focused().is_some() || memory.top_modal_layer().is_some());
        let before = std::mem::replace(&mut self.keys_taken, taken);
        !before && !taken && ui.input(|input| input.key_pressed(Key::Escape))
    }

    /// Whether a lab stands for an experiment; found out once for each of its settings.
    fn opens(&mut self, lab: &(dyn Lab + 'static)) -> bool {
        let known = self.opens.as_ref();
        if known.is_none_or(|(old, _)| !setting::same(&**old, lab)) {
            let lab = dyn_clone::clone_box(lab);
            let opens = lab.bench().is_some();
            self.opens = Some((lab, opens));
        }
        self.opens.as_ref().is_some_and(|(_, opens)| *opens)
    }
}

/// What the page shows of one lab.
pub struct LectureFacts<'a> {
    /// All labs.
    pub labs: &'a [LabName],
    /// The one that is looked at.
    pub chosen: usize,
    /// What it has found.
    pub findings: &'a [Shown],
    /// The lab at work, how far it is, and the seconds left once that can be said.
    pub working: Option<(usize, f32, Option<f64>)>,
    /// Whether it has learned and waits for a person's own picture.
    pub waits: bool,
    /// What became of the claim, once that is known.
    pub verdict: Option<&'a Verdict>,
    /// How the last run ended.
    pub ended: Option<&'a str>,
    /// Why it failed, with the cure.
    pub failure: Option<&'a str>,
    /// Whether what it has found is of other settings.
    pub other: bool,
}

impl LectureFacts<'_> {
    /// Whether the lab that is looked at takes what a person asks of it: none is at work, or it is, and is quick.
    fn answers(&self, lab: &dyn Lab) -> bool {
        let quick = || lab.settings().iter().any(|setting| lab.live(setting.key));
        let working = self.working.map(|(at, ..)| at);
        working.is_none_or(|at| at == self.chosen && quick())
    }
}

/// Draws the page into all the room there is.
pub fn lecture_ui(
    ui: &mut Ui,
    view: &mut LectureView,
    lab: &mut (dyn Lab + 'static),
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
        ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
        head_ui(ui, facts, actions);
        // Run stays in sight, however many settings there are.
        ScrollArea::vertical()
            .id_salt(("labs", facts.chosen))
            .auto_shrink([false, true])
            .max_height((ui.available_height() - view.foot).max(SETTINGS))
            .show(ui, |ui| {
                ui.label(theme::eyebrow(ui, "Settings"));
                settings_ui(ui, lab, &[METHODS]);
                methods_ui(ui, lab);
            });
        let opens = view.opens(lab);
        let top = ui.cursor().top();
        controls_ui(ui, facts, opens, actions);
        view.foot = ui.min_rect().bottom() - top + 2.0 * UNIT;
    });
    ui.scope_builder(within(figures), |ui| {
        let telling = lab.telling();
        story_ui(ui, &mut view.unfolded, lab, (&telling, facts));
        tries_ui(ui, &telling, facts.answers(lab), actions);
        ui.add_space(2.0 * UNIT);
        if facts.findings.is_empty() {
            let other = |at: usize| facts.labs.get(at).map_or("", |lab| lab.label);
            let (words, more) = match facts.working {
                Some((at, ..)) if at == facts.chosen => (
                    "At work",
                    "Figures appear here as soon as something is known.".to_owned(),
                ),
                Some((at, ..)) => (
                    "Not tried yet",
                    format!(
                        "“{}” is at work: wait for it, or cancel it and run this one.",
                        other(at)
                    ),
                ),
                None => ("Not tried yet", "Click Run and see.".to_owned()),
            };
            empty_ui(ui, icons::CHART_LINE, words, &more);
            return;
        }
        ScrollArea::vertical()
            .id_salt(("figures", facts.chosen))
            .auto_shrink(false)
            .show(ui, |ui| {
                findings_ui(ui, view, lab, facts, (actions, deeds));
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
                "Sets {}, the others as at first (but for a picture of your own), and runs the experiment. Undo takes \
                 the settings back.",
                settings.join(", ")
            );
            let button = egui::Button::new(RichText::new(one.words).size(SIZES[0]))
                .min_size(vec2(0.0, 22.0));
            if ui.add_enabled(idle, button).on_hover_text(help).clicked() {
                actions.push(LectureAction::Try(at));
            }
        }
        let help = "All settings of this experiment as they were at first. Undo takes them back.";
        let words = RichText::new("Reset").size(SIZES[0]).color(theme::palette(ui).weak);
        let button = egui::Button::new(words).frame_when_inactive(false);
        if ui.add_enabled(idle, button).on_hover_text(help).clicked() {
            actions.push(LectureAction::Reset);
        }
    });
}

/// The way back, and to the labs before and after it.
fn head_ui(ui: &mut Ui, facts: &LectureFacts<'_>, actions: &mut Vec<LectureAction>) {
    let name = |at: usize| facts.labs.get(at).map_or("", |lab| lab.label);
    ui.horizontal(|ui| {
        let help = "All experiments of the lecture (Escape).";
        if text_button(ui, icons::ARROW_LEFT, "All experiments", help).clicked() {
            actions.push(LectureAction::Overview);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let last = facts.labs.len().saturating_sub(1);
            let ways = [
                (
                    icons::CARET_RIGHT,
                    "Next experiment",
                    facts.chosen < last,
                    1,
                ),
                (
                    icons::CARET_LEFT,
                    "Previous experiment",
                    facts.chosen > 0,
                    -1,
                ),
            ];
            for (glyph, label, there, by) in ways {
                let to = facts.chosen.saturating_add_signed(by);
                ui.add_enabled_ui(there, |ui| {
                    let help = if there { name(to) } else { label };
                    if icon_button(ui, glyph, label, help).clicked() {
                        actions.push(LectureAction::Choose(to));
                    }
                });
            }
        });
    });
    let act = facts
        .labs
        .get(facts.chosen)
        .map_or("", |lab| lab.act.title());
    ui.add_space(UNIT);
    ui.label(theme::note(ui, act));
    ui.label(
        RichText::new(name(facts.chosen))
            .size(SIZES[2])
            .family(theme::semibold()),
    );
    ui.add_space(UNIT);
}

/// What is done with the settings: Run, or how far it is.
fn controls_ui(
    ui: &mut Ui,
    facts: &LectureFacts<'_>,
    opens: bool,
    actions: &mut Vec<LectureAction>,
) {
    let mut push = |action| actions.push(action);
    match facts.working {
        Some((at, share, left)) => {
            ui.ctx().request_repaint_after(PROGRESS);
            let left = left.map(|seconds| format!(" · {} left", format::clock(seconds)));
            let name = facts.labs.get(at).map_or("", |lab| lab.label);
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
    if opens {
        let help = "Opens the experiment that this stands for on the bench, in the place of the one that is there; \
            Undo brings that back.";
        if text_button(ui, icons::EXPORT, "Open on the bench", help).clicked() {
            push(LectureAction::Bench);
        }
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
        [id] => setting::find(denoise::ALL, id)
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
