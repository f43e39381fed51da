//! The runs that are kept: a table of them, and below it what is known of the one that is looked at, or of those that
//! are compared.

mod cells;
mod deleted;
mod detail;
mod listing;
mod menu;
mod portrait;
mod row;
mod table;

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use egui::{Align, ColorImage, Layout, Panel, TextEdit, Ui, vec2};

use crate::desk::kept::Order;
use crate::say;
use crate::store::run::{Discarded, RunCard};
use crate::ui::action::{Action, RunsAction};
use crate::ui::figures::runs::RunLines;
use crate::ui::state::Workbench;
use crate::ui::theme::{self, UNIT};
use crate::ui::widgets::button::{menu_button, menu_entry, text_button, word_button};
use crate::ui::widgets::compare::{CompareView, Entry};
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::picture::Textures;
use crate::ui::{format, icons};

use deleted::deleted_ui;
use detail::DetailView;
use listing::Listing;

/// How the runs are looked at.
#[derive(Default)]
pub struct RunsView {
    order: Order,
    query: String,
    /// Whether a run is told by what differs from the experiment on the bench, else from the run above it.
    from_bench: bool,
    /// Those that are compared.
    pub ticked: BTreeSet<PathBuf>,
    /// The one that is looked at.
    pub selected: Option<PathBuf>,
    /// The one that is being renamed, and its name so far.
    renamed: Option<(PathBuf, String)>,
    listing: Listing,
    detail: DetailView,
    /// How two pictures are compared.
    pub compare: CompareView,
    /// The rows in sight.
    pub seen: Seen,
}

/// The rows in sight.
#[derive(Default)]
pub struct Seen {
    /// Their runs, and when each was written.
    pub runs: Vec<(PathBuf, SystemTime)>,
    /// Their pictures, on the graphics card.
    pub(crate) textures: Textures,
}

impl RunsView {
    /// The runs that are looked at: those that are ticked, else the one that is selected.
    pub fn subjects<'a>(&self, cards: &'a [Arc<RunCard>]) -> Vec<&'a Arc<RunCard>> {
        let one = |card: &&Arc<RunCard>| match self.ticked.is_empty() {
            true => self.selected.as_ref() == Some(&card.path),
            false => self.ticked.contains(&card.path),
        };
        cards.iter().filter(one).collect()
    }

    /// Whether the pictures of the runs are looked at.
    pub fn wants_pictures(&self) -> bool {
        self.detail.shows_pictures()
    }
}

/// What is known of the runs.
pub struct RunsFacts<'a> {
    /// The runs, the newest first.
    pub cards: &'a [Arc<RunCard>],
    /// Those that were deleted and can be brought back, the last one first.
    pub deleted: &'a [Discarded],
    /// Another version, another list.
    pub version: u64,
    /// Whether the list is still being read.
    pub reading: bool,
    /// The curves of those that are looked at, as far as they are read.
    pub curves: &'a [Arc<RunLines>],
    /// The pictures of those that are looked at: of the photograph first, then the runs'.
    pub pictures: Pictures<'a>,
    /// A small picture of each run, as far as they are drawn.
    pub portraits: &'a Portraits,
}

/// Small pictures by the folders of their runs.
pub type Portraits = HashMap<PathBuf, Portrait>;

/// A small picture of a run.
pub struct Portrait {
    /// When the run was written of which it is.
    pub when: SystemTime,
    /// The theme that it is for.
    pub dark: bool,
    /// Another picture, another version.
    pub version: u64,
    /// None where there is nothing to show.
    pub pixels: Option<Arc<ColorImage>>,
    /// What is wrong with the weights that it is of.
    pub wrong: Option<String>,
}

/// The pictures of those that are looked at.
#[derive(Clone, Copy, Default)]
pub struct Pictures<'a> {
    /// Clean, noisy, and one for each run that has answered.
    pub entries: &'a [Entry],
    /// Why there are none.
    pub why: Option<&'a str>,
    /// Whether they are being made.
    pub making: bool,
}

/// Draws the page into all the room there is.
pub fn runs_ui(
    ui: &mut Ui,
    view: &mut RunsView,
    bench: &Workbench,
    facts: &RunsFacts<'_>,
    actions: &mut Vec<Action>,
) {
    if facts.cards.is_empty() {
        let (words, more) = match facts.reading {
            true => ("Reading the runs…", "The first ones come in a moment."),
            false => (
                "No runs yet",
                "Each training is kept as a run: click Train on the bench, and it is listed here.",
            ),
        };
        if !facts.deleted.is_empty() {
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.add_space(theme::PADDING);
                    deleted_ui(ui, facts.deleted, actions);
                });
            });
        }
        empty_ui(ui, icons::LIST, words, more);
        return;
    }
    let there = |path: &PathBuf| facts.cards.iter().any(|card| card.path == *path);
    if !facts.reading {
        view.ticked.retain(there);
        view.selected.take_if(|path| !there(path));
    }
    if !facts.reading {
        let known = |name: &str| facts.portraits.contains_key(std::path::Path::new(name));
        view.seen.textures.retain(known);
    }
    if view.selected.is_none() {
        let shown = bench.run().folder.as_ref().filter(|path| there(path));
        let newest = facts.cards.first().map(|card| &card.path);
        view.selected = shown.or(newest).cloned();
    }
    let height = ui.available_height();
    let frame = egui::Frame::new()
        .fill(theme::palette(ui).ground)
        .inner_margin(egui::Margin::symmetric(theme::PADDING as i8, 6));
    Panel::bottom("the run looked at")
        .frame(frame)
        .resizable(true)
        .default_size((0.46 * height).max(180.0))
        .size_range(140.0..=(height - 150.0).max(150.0))
        .show(ui, |ui| {
            // It keeps its height, whatever is seen in it.
            ui.set_min_size(ui.available_size());
            detail::detail_ui(ui, view, bench, facts, actions);
        });
    let frame = egui::Frame::new().inner_margin(egui::Margin {
        left: theme::PADDING as i8,
        right: theme::PADDING as i8,
        top: 6,
        bottom: 0,
    });
    egui::CentralPanel::default().frame(frame).show(ui, |ui| {
        bar_ui(ui, view, bench, facts, actions);
        ui.add_space(UNIT);
        table::table_ui(ui, view, bench, facts, actions);
    });
}

/// Search, how many there are, what is done with those that are ticked.
fn bar_ui(
    ui: &mut Ui,
    view: &mut RunsView,
    bench: &Workbench,
    facts: &RunsFacts<'_>,
    actions: &mut Vec<Action>,
) {
    ui.horizontal(|ui| {
        ui.label(theme::icon(icons::MAGNIFYING_GLASS).color(theme::palette(ui).weak));
        let search = TextEdit::singleline(&mut view.query)
            .hint_text("name, data, network, note …")
            .desired_width(220.0);
        let search = ui.add(search).on_hover_text(
            say!(
                "Only runs in which all these words occur: in name, data set, network, optimizer, loss, note or \
                group."
            )
            .to_string(),
        );
        search
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search runs"));
        if !view.query.is_empty()
            && word_button(ui, &say!("Clear search").to_string(), "").clicked()
        {
            view.query.clear();
        }
        let shown = view.listing.count();
        let all = facts.cards.len();
        let count = match (facts.reading, shown == all) {
            (true, _) => format!("{} so far …", format::grouped(all as u64)),
            (false, true) if all == 1 => "1 run".into(),
            (false, true) => format!("{} runs", format::grouped(all as u64)),
            (false, false) => format!("{shown} of {all} runs"),
        };
        ui.label(theme::note(ui, count));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing = vec2(UNIT, 0.0);
            if view.ticked.is_empty() {
                let help = &*say!("Tick runs to lay their curves over each other.").to_string();
                seeds_ui(ui, bench, actions);
                ui.add_space(2.0 * UNIT);
                deleted_ui(ui, facts.deleted, actions);
                ui.label(theme::note(
                    ui,
                    say!("tick runs to compare them").to_string(),
                ))
                .on_hover_text(help);
                return;
            }
            if word_button(
                ui,
                &say!("Untick all").to_string(),
                &say!("Compare none.").to_string(),
            )
            .clicked()
            {
                view.ticked.clear();
                return;
            }
            let help =
                &*say!("Delete the ticked runs. They can be brought back for a while.").to_string();
            if text_button(ui, icons::TRASH, &say!("Delete ticked").to_string(), help).clicked() {
                let ticked = view.ticked.iter().cloned().collect();
                actions.push(Action::Runs(RunsAction::Delete(ticked)));
            }
            ui.add_space(2.0 * UNIT);
            deleted_ui(ui, facts.deleted, actions);
            ui.label(theme::note(ui, format!("{} ticked", view.ticked.len())));
        });
    });
}

/// The menu that trains the experiment on the bench with several seeds.
fn seeds_ui(ui: &mut Ui, bench: &Workbench, actions: &mut Vec<Action>) {
    let help = &*say!(
        "Train the experiment on the bench several times, each with the next seed, to see how far results differ by \
        chance."
    )
    .to_string();
    ui.add_enabled_ui(bench.ready(), |ui| {
        menu_button(
            ui,
            say!("Train seeds").to_string(),
            &say!("Train several seeds").to_string(),
            help,
            |ui| {
                for count in [3, 5, 10] {
                    let label = format!("Train {count} seeds");
                    if menu_entry(ui, &label, &label, "") {
                        actions.push(Action::TrainSeeds(count));
                    }
                }
            },
        );
    });
}
