//! What a classifier does, in the preview's place: its decision over the plane, or its answers to held-out pictures.

use std::sync::Arc;

use egui::{Align, Button, ColorImage, Label, Layout, Ui, pos2, vec2};

use super::numbers::{NumbersFacts, NumbersView, numbers_ui};
use crate::figure::{Pickable, Picked};
use crate::probe::confusion::figure as confusion;
use crate::probe::{Answered, Sample};
use crate::say;
use crate::ui::action::Action;
use crate::ui::figures::confusion::{TOLD, in_words, is_shown};
use crate::ui::state::{Looked, Subject};
use crate::ui::theme::{self, CONTROL, SIZES, UNIT};
use crate::ui::widgets::button::{row_button, segments};
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::figure::{FigureView, Looks, MENU, figure_menu, grid_size};
use crate::ui::widgets::gallery::{Gallery, gallery_ui};
use crate::ui::widgets::picture::Textures;
use crate::ui::widgets::plane::{Plane, plane_ui};
use crate::ui::widgets::plane_hand::{Change, Deed, Hand, tool_ui};
use crate::ui::{format, icons};

/// The title of the pictures with their answers.
const PICTURES: &str = "Held-out pictures";

/// What the panel shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClassesFacts<'a> {
    /// The examples; `None` while they are loaded.
    pub sample: Option<&'a Sample>,
    /// The same, to be held.
    pub whole: Option<&'a Arc<Sample>>,
    /// All pictures of the sample in one, where it has pictures.
    pub pictures: Option<&'a Arc<ColorImage>>,
    /// The network's answers; `None` while there is no network.
    pub verdict: Option<&'a Answered>,
    /// Changes whenever the sample does.
    pub loaded: u64,
    /// Changes whenever sample or answers do.
    pub version: u64,
    /// Why there is nothing to show, with the cure.
    pub failure: Option<&'a str>,
}

/// The textures of what was shown last.
#[derive(Default)]
pub struct ClassesView {
    textures: Textures,
    figures: FigureView,
    numbers: NumbersView,
    hand: Hand,
}

/// The line that chooses between the examples, called `what`, and the photograph.
pub fn switch_ui(ui: &mut Ui, what: &str, photograph: &mut bool) {
    let size = vec2(ui.available_width().min(220.0), CONTROL);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        let words = [what, "Photograph"];
        if let Some(at) = segments(ui, "Show", &words, usize::from(*photograph)) {
            *photograph = at == 1;
        }
    });
    ui.add_space(UNIT);
}

/// Draws the panel into all the room there is; returns what a person has done to a point of the plane.
pub fn classes_ui(
    ui: &mut Ui,
    view: &mut ClassesView,
    facts: ClassesFacts<'_>,
    looked: &mut Looked,
    actions: &mut Vec<Action>,
) -> Option<Change> {
    ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
    let Some(sample) = facts.sample else {
        match facts.failure {
            Some(problem) => {
                let more = super::training::sentence(problem);
                empty_ui(
                    ui,
                    icons::WARNING_CIRCLE,
                    &say!("No examples to look at").to_string(),
                    &more,
                );
            }
            None => empty_ui(
                ui,
                icons::CLOCK,
                &say!("Getting the examples ready…").to_string(),
                "",
            ),
        }
        return None;
    };
    if sample.measure.is_some() {
        let facts = NumbersFacts {
            sample,
            verdict: facts.verdict,
            version: facts.version,
            failure: facts.failure,
        };
        numbers_ui(ui, &mut view.numbers, facts, actions);
        return None;
    }
    let mut change = None;
    let (top, line) = (ui.cursor().min, ui.available_width());
    let only = listed(sample, facts.verdict, looked);
    ui.scope(|ui| {
        // Beside it stands the menu of the pictures.
        ui.set_max_width(line - MENU - UNIT);
        heading_ui(ui, sample, facts.verdict, only.as_deref(), looked);
    });
    if sample.ground.is_some() {
        tool_ui(ui, &mut view.hand, &sample.classes);
    }
    let foot = SIZES[0] + 3.0 * UNIT;
    let room = ui.available_size() - vec2(0.0, foot);
    let verdict = facts.verdict;
    if let Some(ground) = &sample.ground {
        let plane = Plane {
            sample,
            ground,
            verdict,
            version: facts.version,
            picked: looked.point,
        };
        let size = room.max(vec2(96.0, 96.0));
        let hands = (&mut view.textures, &mut view.hand);
        match plane_ui(ui, hands, &plane, size, actions) {
            Some(Deed::Look(point)) => {
                looked.point = Some(point);
                actions.push(Action::Front("Inside"));
            }
            Some(Deed::Change(changed)) => change = Some(changed),
            None => {}
        }
    } else if let Some(pictures) = facts.pictures {
        let table = verdict.map(|verdict| verdict.confusion(sample));
        let below = table
            .as_ref()
            .map_or(0.0, |table| confusion_height(table) + 2.0 * UNIT);
        let gallery = Gallery {
            sample,
            pictures,
            version: facts.loaded,
            verdict,
            only: only.as_deref(),
        };
        let size = vec2(room.x, (room.y - below).max(96.0));
        let (shown, clicked) = gallery_ui(ui, &mut view.textures, &gallery, size);
        if let Some(index) = clicked {
            looked.subject = Subject::HeldOut(index);
            looked.class = None;
            actions.push(Action::Front("Inside"));
        }
        let corner = pos2(top.x + line - MENU, top.y);
        let figure = || gallery.figure(PICTURES, &shown);
        figure_menu(ui, corner, PICTURES, figure, actions);
        if let Some(table) = table {
            let picked = confusion_ui(ui, &mut view.figures, sample, &table, actions);
            looked.cell = picked.or(looked.cell);
        }
    } else if let Some(verdict) = verdict {
        let table = verdict.confusion(sample);
        confusion_ui(ui, &mut view.figures, sample, &table, actions);
    }
    let (note, wrong) = note(sample, &facts);
    let words = if wrong {
        egui::RichText::new(note.clone()).color(theme::palette(ui).error)
    } else {
        theme::note(ui, note.clone())
    };
    ui.add(Label::new(words).truncate()).on_hover_text(note);
    change
}

/// Least width of the table of classes.
const HEAD: f32 = 148.0;
/// Height of a line of words.
const LINE: f32 = 18.0;

/// Height that the table of classes and the words beside it take.
fn confusion_height(table: &[Vec<usize>]) -> f32 {
    let words = LINE * (TOLD + 1) as f32;
    match is_shown(table.len()) {
        true => words.max(grid_size([table.len(); 2]).y),
        false => words,
    }
}

/// Which classes are taken for which: the table, where there are few, and the most frequent mistakes in words.
fn confusion_ui(
    ui: &mut Ui,
    figures: &mut FigureView,
    sample: &Sample,
    table: &[Vec<usize>],
    actions: &mut Vec<Action>,
) -> Option<[usize; 2]> {
    let mut picked = None;
    let size = vec2(ui.available_width(), confusion_height(table));
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
        if is_shown(table.len()) {
            let hint = "Click: these pictures, the surest first.";
            let figure = confusion(sample, table).pick(Pickable::Cell, hint);
            let clicked = ui.vertical(|ui| {
                // Its head is as wide as that of many classes.
                ui.set_min_width(HEAD);
                figures.show(ui, &figure, Looks::default(), actions)
            });
            if let Some(Picked::Cell(cell)) = clicked.inner {
                picked = Some(cell);
            }
            ui.add_space(7.0 * UNIT);
        } else {
            let corner = pos2(ui.max_rect().right() - MENU, ui.max_rect().top());
            let figure = || confusion(sample, table);
            let title = "Table of classes and answers";
            figure_menu(ui, corner, title, figure, actions);
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let mistakes = in_words(sample, table);
            let head = match mistakes.is_empty() {
                true => "No mistakes",
                false => "Most frequent mistakes",
            };
            ui.label(theme::note(ui, head));
            ui.spacing_mut().button_padding = vec2(0.0, 0.0);
            for (cell, words) in mistakes {
                let line = Button::new(words.as_str())
                    .frame_when_inactive(false)
                    .small();
                let help = &*say!("Click: these pictures, the surest first.").to_string();
                if ui.add(line).on_hover_text(help).clicked() {
                    picked = Some(cell);
                }
            }
        });
    });
    picked
}

/// The pictures of the chosen cell of the table, the surest first.
fn listed(sample: &Sample, verdict: Option<&Answered>, looked: &mut Looked) -> Option<Vec<usize>> {
    let classes = sample.classes.len().max(2);
    looked.cell = looked
        .cell
        .filter(|cell| verdict.is_some() && cell.iter().all(|class| *class < classes));
    Some(verdict?.surest(sample, looked.cell?))
}

/// What stands above: how many are right, or which are listed.
fn heading_ui(
    ui: &mut Ui,
    sample: &Sample,
    verdict: Option<&Answered>,
    only: Option<&[usize]>,
    looked: &mut Looked,
) {
    let (Some(only), Some(cell)) = (only, looked.cell) else {
        ui.add(Label::new(theme::strong(heading(sample, verdict))).truncate());
        return;
    };
    ui.horizontal(|ui| {
        ui.set_height(SIZES[1] + UNIT);
        let help = &*say!("Show all pictures again (Esc)").to_string();
        let all = row_button(ui, icons::X, &say!("All pictures").to_string(), help).clicked();
        if all || ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            looked.cell = None;
        }
        let [class, named] = cell.map(|class| sample.class(class));
        let which = match cell {
            [class, named] if class == named => format!("{} right", sample.class(class)),
            _ => format!("{class} taken for {named}"),
        };
        let words = format!("{which}: {}, the surest first", only.len());
        ui.add(Label::new(theme::strong(words)).truncate());
    });
}

fn heading(sample: &Sample, verdict: Option<&Answered>) -> String {
    let what = match sample.ground {
        Some(_) => "training points",
        None if !sample.letters.is_empty() => "held-out letters",
        None if !sample.pictured() => "held-out rows",
        None => "held-out pictures",
    };
    let count = sample.count();
    match verdict {
        Some(verdict) => format!(
            "{} of {} {what} right · step {}",
            format::grouped(verdict.right as u64),
            format::grouped(count as u64),
            format::grouped(verdict.step)
        ),
        None => format!("{} {what}", format::grouped(count as u64)),
    }
}

/// What stands below, and whether it is something wrong.
fn note(sample: &Sample, facts: &ClassesFacts<'_>) -> (String, bool) {
    match (facts.failure, facts.verdict, &sample.ground) {
        (Some(problem), ..) => (super::training::sentence(problem), true),
        (None, None, _) => (
            "Click Train: the network's answers appear here.".into(),
            false,
        ),
        (None, Some(_), Some(_)) => (
            "Ground: what the network answers there, the stronger the surer. Ringed: wrong; the large ring: where \
             Inside looks."
                .into(),
            false,
        ),
        (None, Some(_), None) if !sample.letters.is_empty() => (
            "Letters of the held-out end of the text, by those that they are taken for. Inside: what it writes."
                .into(),
            false,
        ),
        (None, Some(_), None) if !sample.pictured() => (
            "Held-out rows of the table, by their class and the one they are taken for.".into(),
            false,
        ),
        (None, Some(_), None) => (
            "Click a picture to look inside. Red: wrong; the last rows seek such ones.".into(),
            false,
        ),
    }
}
