//! The panes: which panel stands where. They can be dragged, docked and resized; the arrangement is remembered.

use egui::{Color32, Frame, Margin, Stroke, Ui, Visuals, WidgetText};
use egui_tiles::{
    Behavior, Container, EditAction, Linear, LinearDir, ResizeState, SimplificationOptions,
    TabState, Tabs, Tile, TileId, Tiles, Tree, UiResponse,
};
use serde::{Deserialize, Serialize};

use super::LemidaApp;
use crate::data::Task;
use crate::ui::figures;
use crate::ui::panels::{
    architecture, classes, curves, experiment, leaderboard, method, preview, timeline, trust,
    weights,
};
use crate::ui::state::Page;
use crate::ui::theme;
use crate::ui::widgets::compare::{Entry, Side};

/// A panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pane {
    /// Data, noise, learning, training.
    Experiment,
    /// The layers.
    Architecture,
    /// Loss and metric.
    Curves,
    /// Filters, histograms, health.
    Weights,
    /// The photograph and every method's answer.
    Preview,
    /// The chart of the history.
    Timeline,
    /// Every method, best first.
    Leaderboard,
    /// How far an answer can be trusted.
    Trust,
    /// The shown method's settings.
    Method,
}

/// The panels of the bench.
pub const BENCH: [Pane; 5] = [
    Pane::Experiment,
    Pane::Architecture,
    Pane::Curves,
    Pane::Weights,
    Pane::Preview,
];

/// The panels of the timeline.
pub const HISTORY: [Pane; 5] = [
    Pane::Timeline,
    Pane::Leaderboard,
    Pane::Trust,
    Pane::Method,
    Pane::Preview,
];

impl Pane {
    fn name(self) -> &'static str {
        match self {
            Self::Experiment => "Experiment",
            Self::Architecture => "Architecture",
            Self::Curves => "Curves",
            Self::Weights => "Weights",
            Self::Preview => "Preview",
            Self::Timeline => "Timeline",
            Self::Leaderboard => "Leaderboard",
            Self::Trust => "Trust",
            Self::Method => "Settings",
        }
    }
}

/// The arrangement to begin with.
pub fn arrangement() -> Tree<Pane> {
    let mut tiles = Tiles::default();
    let [experiment, architecture, curves, weights, preview] = BENCH.map(|pane| {
        let pane = tiles.insert_pane(pane);
        tiles.insert_tab_tile(vec![pane])
    });
    let mut pair = |upper, lower, share| {
        let linear = Linear::new_binary(LinearDir::Vertical, [upper, lower], share);
        tiles.insert_container(Container::Linear(linear))
    };
    let left = pair(experiment, architecture, 0.44);
    let middle = pair(curves, weights, 0.56);
    let mut columns = Linear::new(LinearDir::Horizontal, vec![left, middle, preview]);
    columns.shares.set_share(left, 1.06);
    columns.shares.set_share(middle, 1.16);
    columns.shares.set_share(preview, 1.47);
    let root = tiles.insert_container(Container::Linear(columns));
    Tree::new(egui::Id::unique("panes"), root, tiles)
}

/// The arrangement of the timeline to begin with.
pub fn history_arrangement() -> Tree<Pane> {
    let mut tiles = Tiles::default();
    let [timeline, leaderboard, trust, method, preview] =
        HISTORY.map(|pane| tiles.insert_pane(pane));
    let chart = tiles.insert_tab_tile(vec![timeline]);
    let below = tiles.insert_tab_tile(vec![leaderboard, trust, method]);
    let preview = tiles.insert_tab_tile(vec![preview]);
    let left = Linear::new_binary(LinearDir::Vertical, [chart, below], 0.58);
    let left = tiles.insert_container(Container::Linear(left));
    let mut columns = Linear::new(LinearDir::Horizontal, vec![left, preview]);
    columns.shares.set_share(left, 1.5);
    columns.shares.set_share(preview, 1.0);
    let root = tiles.insert_container(Container::Linear(columns));
    Tree::new(egui::Id::unique("history"), root, tiles)
}

/// An arrangement of `panes` from its text; `None` when it is none or lacks a panel.
pub fn read_arrangement(text: &str, panes: &[Pane]) -> Option<Tree<Pane>> {
    let tree: Tree<Pane> = serde_json::from_str(text).ok()?;
    let complete = panes
        .iter()
        .all(|pane| tree.tiles.find_pane(pane).is_some());
    (complete && tree.root.is_some()).then_some(tree)
}

/// Draws the panes.
pub fn panes_ui(ui: &mut Ui, app: &mut LemidaApp) {
    let page = app.bench.view.page;
    if page == Page::Timeline {
        app.preview.want_all();
    }
    match page {
        Page::Clean => return app.clean_page_ui(ui),
        Page::Lecture => return app.lecture_page_ui(ui),
        Page::Bench | Page::Timeline => {}
    }
    app.compare.marking = false;
    let tree = |app: &mut LemidaApp, tree| match page {
        Page::Bench => std::mem::replace(&mut app.tree, tree),
        Page::Timeline | Page::Lecture | Page::Clean => std::mem::replace(&mut app.history, tree),
    };
    let mut panes = tree(app, Tree::empty(egui::Id::unique("none")));
    panes.ui(&mut Panes { app }, ui);
    tree(app, panes);
}

struct Panes<'a> {
    app: &'a mut LemidaApp,
}

impl Panes<'_> {
    fn panel_ui(&mut self, ui: &mut Ui, pane: Pane) {
        let app = &mut *self.app;
        let (bench, actions) = (&mut app.bench, &mut app.actions);
        let (page, task) = (bench.view.page, bench.experiment.data.task());
        match pane {
            Pane::Experiment => experiment::experiment_ui(ui, bench, actions),
            Pane::Architecture => architecture::architecture_ui(ui, bench, actions),
            Pane::Curves => {
                let references = super::references(&app.preview);
                let on_photo = curves::OnPhoto {
                    past: app.preview.race().past(),
                    methods: &references,
                };
                curves::curves_ui(ui, bench, &mut app.curves, on_photo, actions);
            }
            Pane::Weights => weights::weights_ui(
                ui,
                bench.run.snapshot.as_ref(),
                &app.vitals,
                &mut app.weights,
                actions,
            ),
            Pane::Preview
                if page == Page::Bench && task == Task::Classify && !bench.view.photograph =>
            {
                app.preview_area = egui::Rect::NOTHING;
                classes::switch_ui(ui, &mut bench.view.photograph);
                let experiment = &bench.experiment;
                let kept = bench.run.parts.as_ref();
                app.classes.want(&*experiment.data, experiment.seed, kept);
                classes::classes_ui(ui, &mut app.classes_view, app.classes.facts(), actions);
            }
            Pane::Preview => {
                if page == Page::Bench && task == Task::Classify {
                    classes::switch_ui(ui, &mut bench.view.photograph);
                }
                app.preview_area = ui.max_rect();
                let shown = [Side::Left, Side::Right].into_iter().filter_map(|side| {
                    let entry = app.compare.shown(side, app.preview.entries());
                    entry.map(|entry| entry.id.clone())
                });
                let wanted: Vec<_> = shown.chain(app.compare.added().iter().cloned()).collect();
                app.preview.want(&wanted);
                let mut entries = app.preview.entries().to_vec();
                entries.extend_from_slice(app.inspector.pictures(&app.preview));
                let facts = preview::PreviewFacts {
                    entries: &entries,
                    ..app.preview.facts()
                };
                preview::preview_ui(ui, &mut app.compare, facts, actions);
            }
            Pane::Timeline => {
                let facts = timeline::TimelineFacts {
                    entries: app.preview.entries(),
                    past: app.preview.race().past(),
                    working: app.preview.working(),
                };
                let (view, figures) = (&mut app.timeline, &mut app.figures);
                timeline::timeline_ui(ui, view, &mut app.compare, figures, &facts, actions);
            }
            Pane::Leaderboard => {
                let (preview, compare) = (&app.preview, &mut app.compare);
                let overtaken = |id: &str| preview.race().overtaken(id);
                let protocol = preview.protocol();
                let entries = preview.entries();
                let shown = compare.shown(Side::Right, entries);
                let shown = shown.map(|entry| entry.id.as_str());
                let table = figures::leaderboard::leaderboard(
                    entries,
                    app.timeline.year,
                    shown,
                    &overtaken,
                    &protocol,
                );
                leaderboard::leaderboard_ui(ui, compare, &mut app.figures, &table, actions);
            }
            Pane::Trust => {
                app.compare.marking = true;
                let shown = app.compare.shown(Side::Right, app.preview.entries());
                let id = shown.map_or_else(String::new, |entry| entry.id.clone());
                app.inspector.look_at(&app.preview, &id, app.compare.picked);
                let facts = app.inspector.facts(&app.preview, &id);
                trust::trust_ui(ui, &mut app.compare, &facts);
            }
            Pane::Method => {
                let shown = app.compare.shown(Side::Right, app.preview.entries());
                let set = shown.and_then(|entry| app.preview.settings(&entry.id));
                let facts = set.as_ref().map(|[method, usual]| method::MethodFacts {
                    method: &**method,
                    usual: &**usual,
                    worth: shown.map_or_else(String::new, Entry::psnr_in_words),
                });
                method::method_ui(ui, facts.as_ref(), actions);
            }
        }
    }
}

impl Behavior<Pane> for Panes<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, pane: &mut Pane) -> UiResponse {
        let margin = Margin {
            left: theme::PADDING as i8,
            right: theme::PADDING as i8,
            top: 0,
            bottom: 8,
        };
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.push_id(pane.name(), |ui| self.panel_ui(ui, *pane));
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        egui::RichText::new(pane.name())
            .font(egui::FontId::new(theme::SIZES[1], theme::semibold()))
            .into()
    }

    fn top_bar_right_ui(
        &mut self,
        tiles: &Tiles<Pane>,
        ui: &mut Ui,
        _tile: TileId,
        tabs: &Tabs,
        _scroll: &mut f32,
    ) {
        let shown = tabs.active.and_then(|tile| tiles.get(tile));
        if let Some(Tile::Pane(Pane::Curves)) = shown
            && !self.app.bench.run.loss.is_empty()
        {
            ui.add_space(theme::PADDING);
            curves::smoothing_ui(ui, &mut self.app.bench);
        }
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions {
            all_panes_must_have_tabs: true,
            ..SimplificationOptions::default()
        }
    }

    fn on_edit(&mut self, edit: EditAction) {
        if edit != EditAction::TabSelected {
            self.app.preferences_changed = true;
        }
    }

    fn tab_bar_height(&self, _: &egui::Style) -> f32 {
        32.0
    }

    fn tab_title_spacing(&self, _: &Visuals) -> f32 {
        theme::PADDING
    }

    fn gap_width(&self, _: &egui::Style) -> f32 {
        1.0
    }

    fn min_size(&self) -> f32 {
        120.0
    }

    fn tab_bar_color(&self, visuals: &Visuals) -> Color32 {
        visuals.panel_fill
    }

    fn tab_bg_color(&self, _: &Visuals, _: &Tiles<Pane>, _: TileId, _: &TabState) -> Color32 {
        Color32::TRANSPARENT
    }

    fn tab_outline_stroke(&self, _: &Visuals, _: &Tiles<Pane>, _: TileId, _: &TabState) -> Stroke {
        Stroke::NONE
    }

    fn tab_bar_hline_stroke(&self, _: &Visuals) -> Stroke {
        Stroke::NONE
    }

    fn tab_text_color(
        &self,
        visuals: &Visuals,
        _: &Tiles<Pane>,
        _: TileId,
        state: &TabState,
    ) -> Color32 {
        if state.active {
            visuals.text_color()
        } else {
            visuals.weak_text_color()
        }
    }

    fn resize_stroke(&self, style: &egui::Style, state: ResizeState) -> Stroke {
        let visuals = &style.visuals;
        match state {
            ResizeState::Idle => visuals.widgets.noninteractive.bg_stroke,
            ResizeState::Hovering => Stroke::new(2.0, visuals.widgets.hovered.bg_stroke.color),
            ResizeState::Dragging => visuals.selection.stroke,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_is_remembered_and_a_broken_one_is_refused() {
        let text = serde_json::to_string(&arrangement()).unwrap();
        assert!(read_arrangement(&text, &BENCH).is_some());
        assert!(read_arrangement(&text, &HISTORY).is_none());
        assert!(read_arrangement(&text.replace("Weights", "Curves"), &BENCH).is_none());
        assert!(read_arrangement("{", &BENCH).is_none());
        let text = serde_json::to_string(&history_arrangement()).unwrap();
        assert!(read_arrangement(&text, &HISTORY).is_some());
    }
}
