//! Below the table: what a person says of the run that is looked at, its curves, and what differs between those that
//! are ticked.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Checkbox, ScrollArea, TextEdit, Ui, UiBuilder, vec2};

use super::cells::damage;
use super::{RunsFacts, RunsView};
use crate::desk::kept::{Compared, legends};
use crate::figure::{Figure, Role};
use crate::say;
use crate::store::run::{About, RunCard};
use crate::train::Experiment;
use crate::ui::action::{Action, RunsAction};
use crate::ui::figures::runs::{Compare, losses, scores, settings};
use crate::ui::icons;
use crate::ui::state::Workbench;
use crate::ui::text::readable;
use crate::ui::theme::{self, PADDING, UNIT};
use crate::ui::widgets::button::{segments, text_button};
use crate::ui::widgets::figure::{FigureView, Looks, key_dot};
use crate::ui::widgets::wipe::wipe_ui;

/// Width of the column of words.
const WORDS: f32 = 264.0;
/// What is seen at the right.
const PARTS: [&str; 3] = ["Curves", "Settings", "Pictures"];
const PICTURES: usize = 2;

/// How the runs below the table are looked at.
#[derive(Default)]
pub(super) struct DetailView {
    /// Which of [`PARTS`] is seen.
    part: usize,
    /// Whether runs that differ in the seed alone are drawn one by one.
    single: bool,
    /// The note that is being written, and of which run it is.
    note: Option<(PathBuf, String)>,
    figures: FigureView,
    made: Option<Made>,
}

/// The figures, and what they were made of.
struct Made {
    key: Key,
    version: u64,
    /// What the runs are called, and the numbers of their colours.
    names: Vec<(String, usize)>,
    figures: [Figure; 3],
    /// Whether some of the runs differ in the seed alone.
    seeds: bool,
}

#[derive(Clone, PartialEq)]
struct Key {
    runs: Vec<PathBuf>,
    version: u64,
    /// Where the curves are held: others are elsewhere.
    curves: Vec<usize>,
    single: bool,
    bench: Option<Experiment>,
}

impl DetailView {
    pub(super) fn shows_pictures(&self) -> bool {
        self.part == PICTURES
    }

    /// Makes the figures anew where something changed.
    fn make(&mut self, cards: &[&Arc<RunCard>], bench: &Workbench, facts: &RunsFacts<'_>) {
        let own = |card: &&&Arc<RunCard>| card.facts.is_ok();
        let cards: Vec<_> = cards.iter().filter(own).collect();
        let alone = cards.len() == 1;
        let key = Key {
            runs: cards.iter().map(|card| card.path.clone()).collect(),
            version: facts.version,
            curves: facts
                .curves
                .iter()
                .map(|one| Arc::as_ptr(one) as usize)
                .collect(),
            single: self.single,
            bench: alone.then(|| bench.document.experiment.clone()),
        };
        if self.made.as_ref().is_some_and(|made| made.key == key) {
            return;
        }
        let facts_of = cards.iter().filter_map(|card| card.facts.as_ref().ok());
        let mut experiments: Vec<&Experiment> = facts_of.map(|facts| &*facts.experiment).collect();
        let mut names: Vec<String> = cards.iter().map(|card| card.name()).collect();
        let compared = Compared::of(&experiments);
        let groups = compared.groups();
        let differ = compared.settings.iter().any(|(key, _)| key == "seed");
        let seeds = differ && groups.iter().enumerate().any(|(at, group)| at != *group);
        let bands = seeds && !self.single;
        let mut legends = legends(&compared, &names, !bands);
        if bands {
            let only = compared.settings.len() == 1;
            let all = legends.clone();
            for (legend, group) in legends.iter_mut().zip(&groups) {
                *legend = match only {
                    true => format!("{} seeds", all.len()),
                    false => all[*group].clone(),
                };
            }
        }
        let colours = colours(&groups, bands);
        let runs: Vec<_> = facts
            .curves
            .iter()
            .zip(&legends)
            .zip(groups.iter().zip(&colours))
            .map(|((lines, name), (group, colour))| Compare {
                name: short(name),
                group: *group,
                colour: *colour,
                lines,
            })
            .collect();
        let [loss, score] = [losses(&runs, bands), scores(&runs, bands)];
        // One run alone is compared with what the bench would train now.
        let begun: Vec<&str> = cards.iter().map(|card| &*card.about.from).collect();
        let table = if alone {
            experiments.push(&bench.document.experiment);
            names.push("on the bench".into());
            settings(&names, &Compared::of(&experiments), &begun)
        } else {
            settings(&names, &compared, &begun)
        };
        let version = self.made.as_ref().map_or(0, |made| made.version + 1);
        self.made = Some(Made {
            key,
            version,
            names: legends.into_iter().zip(colours).collect(),
            figures: [loss, score, table],
            seeds,
        });
    }
}

/// The number of each run's colour; `bands`: one for each group.
fn colours(groups: &[usize], bands: bool) -> Vec<usize> {
    let mut seen: Vec<usize> = Vec::new();
    let number = |(at, group): (usize, &usize)| {
        if !bands {
            return at;
        }
        let known = seen.iter().position(|other| other == group);
        known.unwrap_or_else(|| {
            seen.push(*group);
            seen.len() - 1
        })
    };
    groups.iter().enumerate().map(number).collect()
}

/// A name as it stands at a line's end.
fn short(name: &str) -> String {
    const MOST: usize = 28;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}

/// Draws what is below the table.
pub(super) fn detail_ui(
    ui: &mut Ui,
    view: &mut RunsView,
    bench: &Workbench,
    facts: &RunsFacts<'_>,
    actions: &mut Vec<Action>,
) {
    let cards = view.subjects(facts.cards);
    view.detail.make(&cards, bench, facts);
    let all = ui.available_rect_before_wrap();
    let [left, right] = [all, all].map(|rect| rect.with_max_y(all.bottom()));
    let left = left.with_max_x(all.left() + WORDS);
    let right = right.with_min_x(left.right() + PADDING);
    ui.scope_builder(UiBuilder::new().max_rect(left), |ui| match cards[..] {
        [] => {
            ui.label(theme::weak(ui, "Click a run to see more of it."));
        }
        [card] => {
            let damage = damage(card, facts.portraits.get(&card.path));
            words_ui(ui, &mut view.detail, (card, damage), actions);
        }
        _ => legend_ui(ui, &mut view.detail, &cards),
    });
    ui.scope_builder(UiBuilder::new().max_rect(right), |ui| {
        parts_ui(ui, view, facts, actions);
    });
}

/// What a person says of one run, and what can be done with it.
fn words_ui(
    ui: &mut Ui,
    view: &mut DetailView,
    (card, damage): (&Arc<RunCard>, Option<&str>),
    actions: &mut Vec<Action>,
) {
    let path = &card.path;
    ui.spacing_mut().item_spacing.y = UNIT;
    let name = egui::Label::new(theme::strong(card.name())).truncate();
    ui.add(name)
        .on_hover_text(readable(&path.display().to_string()).into_owned());
    match &card.facts {
        Ok(facts) => {
            let group = &card.about.group;
            let mut text = facts.network.clone();
            if !group.is_empty() {
                text += &format!(" · {group}");
            }
            if !card.about.from.is_empty() {
                ui.add(egui::Label::new(theme::note(ui, came_from(&card.about))).truncate());
            }
            ui.add(egui::Label::new(theme::note(ui, text)).truncate());
            if let Some(why) = damage {
                let ink = theme::palette(ui).error;
                let label = egui::Label::new(theme::rich(why).color(ink)).truncate();
                ui.add(label).on_hover_text(readable(why));
            }
        }
        Err(why) => {
            let palette = theme::palette(ui);
            ui.add(egui::Label::new(theme::rich(why).color(palette.error)).wrap());
        }
    }
    ui.horizontal(|ui| {
        ui.add_enabled_ui(card.facts.is_ok(), |ui| {
            let help = "Its experiment, curves and network come to the bench, where it can be gone on with.";
            if text_button(ui, icons::FOLDER_OPEN, "Open on the bench", help).clicked() {
                actions.push(Action::Runs(RunsAction::Open(path.clone())));
            }
        });
        let help = "Delete the run. It can be brought back for a while.";
        if text_button(ui, icons::TRASH, "Delete", help).clicked() {
            actions.push(Action::Runs(RunsAction::Delete(vec![path.clone()])));
        }
    });
    let label = ui.label(theme::note(ui, "Note"));
    if view.note.as_ref().is_none_or(|(of, _)| of != path) {
        keep_note(view, actions);
        view.note = Some((path.clone(), card.about.note.clone()));
    }
    let Some((_, note)) = &mut view.note else {
        return;
    };
    let field = TextEdit::multiline(note)
        .hint_text("What this run was for, what it showed.")
        .desired_width(WORDS - UNIT)
        .desired_rows(2);
    let size = vec2(WORDS, (ui.available_height() - UNIT).max(36.0));
    let response = ScrollArea::vertical()
        .id_salt("note")
        .max_height(size.y)
        .show(ui, |ui| ui.add_sized(size, field).labelled_by(label.id))
        .inner;
    if response.lost_focus() {
        let note = note.clone();
        if note != card.about.note {
            let about = About {
                note,
                ..card.about.clone()
            };
            actions.push(Action::Runs(RunsAction::Say(path.clone(), about)));
        }
    }
}

/// The run whose weights it began with, in words.
pub(super) fn came_from(about: &About) -> String {
    format!("Went on from {}", about.from)
}

/// A note that was left without a click elsewhere is kept too.
fn keep_note(view: &mut DetailView, actions: &mut Vec<Action>) {
    if let Some((path, note)) = view.note.take() {
        actions.push(Action::Runs(RunsAction::Note(path, note)));
    }
}

/// The colours of those that are compared, and what tells them apart.
fn legend_ui(ui: &mut Ui, view: &mut DetailView, cards: &[&Arc<RunCard>]) {
    let Some(made) = &view.made else { return };
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.label(theme::strong(format!("{} runs", cards.len())));
    if made.seeds {
        let mut bands = !view.single;
        let help = "Runs that differ in the seed alone: their mean as a line, mean ± standard deviation as a band.";
        if ui
            .add(Checkbox::new(&mut bands, "Seeds as a band"))
            .on_hover_text(help)
            .changed()
        {
            view.single = !bands;
        }
    }
    let palette = theme::palette(ui);
    let mut told: Option<usize> = None;
    ScrollArea::vertical().id_salt("legend").show(ui, |ui| {
        for (name, number) in &made.names {
            // The runs of a group have one colour.
            if told.is_some_and(|told| *number <= told) {
                continue;
            }
            told = Some(*number);
            ui.horizontal(|ui| {
                let (spot, _) = ui.allocate_exact_size(vec2(12.0, 16.0), egui::Sense::hover());
                key_dot(ui.painter(), palette, Role::Series(*number), spot.center());
                ui.add(egui::Label::new(theme::rich(name)).truncate());
            });
        }
    });
}

/// Curves, settings or pictures.
fn parts_ui(ui: &mut Ui, view: &mut RunsView, facts: &RunsFacts<'_>, actions: &mut Vec<Action>) {
    let detail = &mut view.detail;
    ui.spacing_mut().item_spacing.y = UNIT;
    ui.scope(|ui| {
        ui.set_max_width(270.0);
        if let Some(part) = segments(ui, "Of the runs", &PARTS, detail.part) {
            detail.part = part;
        }
    });
    ui.add_space(UNIT);
    let Some(made) = &detail.made else { return };
    match detail.part {
        0 if facts.curves.is_empty() => {
            let words = match made.key.runs.is_empty() {
                true => "",
                false => "Reading the curves…",
            };
            ui.label(theme::weak(ui, words));
        }
        0 if facts.curves.iter().all(|run| run.traces.loss.is_empty()) => {
            let words = say!("No curves are kept.").to_string();
            ui.label(theme::weak(ui, words));
        }
        0 => {
            let size = vec2(
                0.5 * (ui.available_width() - PADDING),
                ui.available_height(),
            );
            let [loss, score, _] = &made.figures;
            let looks = Looks {
                version: Some(made.version),
                size: Some(size),
                group: Some(egui::Id::unique("curves of runs")),
                ..Looks::default()
            };
            let area = ui.available_rect_before_wrap();
            for (at, figure) in [loss, score].into_iter().enumerate() {
                let left = area.left() + at as f32 * (size.x + PADDING);
                let place = egui::Rect::from_min_size(egui::pos2(left, area.top()), size);
                ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
                    detail.figures.show(ui, figure, looks, actions);
                });
            }
        }
        1 => {
            let table = &made.figures[2];
            let same =
                matches!(&table.body, crate::figure::Body::Table(table) if table.rows.is_empty());
            if same {
                ui.label(theme::weak(ui, "They differ in no setting."));
                return;
            }
            ScrollArea::both().id_salt("settings").show(ui, |ui| {
                detail.figures.show(ui, table, Looks::default(), actions);
            });
        }
        _ => pictures_ui(ui, view, facts),
    }
}

/// The pictures that two runs make of the photograph in the preview.
fn pictures_ui(ui: &mut Ui, view: &mut RunsView, facts: &RunsFacts<'_>) {
    let pictures = facts.pictures;
    if let Some(why) = pictures.why {
        ui.label(theme::weak(ui, why));
    }
    if pictures.making {
        ui.label(theme::weak(
            ui,
            "Cleaning the preview’s photograph with their weights…",
        ));
    }
    if pictures.entries.len() > 1 {
        let area = ui.available_rect_before_wrap();
        wipe_ui(ui, &mut view.compare, pictures.entries, area);
    }
}
