//! The bench: experiment, network, curves, weights, preview.

use egui::Ui;
use egui_tiles::{Container, Linear, LinearDir, Tiles, Tree};

use super::tiled::{Pane, Room};
use super::{Page, Panels, Shared, Tiled};
use crate::app::keys::{self, Entry};
use crate::desk::Place;

const PANELS: &[&str] = &[
    "Experiment",
    "Architecture",
    "Curves",
    "Weights",
    "Preview",
    "Inside",
];

/// The page.
pub struct BenchPage(Tiled);

impl Default for BenchPage {
    fn default() -> Self {
        Self(Tiled::new(arrangement))
    }
}

impl Page for BenchPage {
    fn id(&self) -> &'static str {
        "bench"
    }

    fn title(&self) -> &'static str {
        "Bench"
    }

    fn help(&self) -> &'static str {
        "Train a network and watch it."
    }

    fn panels(&self) -> &'static [&'static str] {
        PANELS
    }

    fn shows(&self, place: Place) -> bool {
        matches!(place, Place::Bench | Place::Contest)
    }

    fn commands(&self) -> Vec<Entry> {
        keys::of_training()
    }

    fn trains(&self) -> bool {
        true
    }

    fn ui(&mut self, ui: &mut Ui, panels: &mut Panels, shared: &mut Shared<'_>) {
        shared.stage.compare.pixels.marking = false;
        shared.stage.classes = true;
        self.0.ui(ui, self.id(), panels, shared);
    }

    fn tiles(&mut self) -> Option<&mut Tiled> {
        Some(&mut self.0)
    }
}

/// The arrangement to begin with: three columns, or two where there is no room for them.
fn arrangement(room: Room) -> Tree<Pane> {
    let mut tiles = Tiles::default();
    if room != Room::Wide {
        let mut own = |ids: &[&str]| {
            let panes = ids.iter().map(|id| tiles.insert_pane(Pane::of(id)));
            let panes: Vec<_> = panes.collect();
            tiles.insert_tab_tile(panes)
        };
        let tight = room == Room::Tight;
        let behind: &[_] = if tight {
            &["Preview", "Inside", "Curves", "Weights"]
        } else {
            &["Preview", "Inside"]
        };
        let preview = own(behind);
        let left = if tight {
            own(&["Experiment", "Architecture"])
        } else {
            let made = own(&["Experiment", "Architecture", "Weights"]);
            let curves = own(&["Curves"]);
            let linear = Linear::new_binary(LinearDir::Vertical, [made, curves], 0.54);
            tiles.insert_container(Container::Linear(linear))
        };
        let columns = Linear::new_binary(LinearDir::Horizontal, [left, preview], 0.45);
        let root = tiles.insert_container(Container::Linear(columns));
        return Tree::new(egui::Id::unique("panes"), root, tiles);
    }
    let mut own = |ids: &[&str]| {
        let panes = ids.iter().map(|id| tiles.insert_pane(Pane::of(id)));
        let panes = panes.collect();
        tiles.insert_tab_tile(panes)
    };
    let [experiment, architecture, curves, weights, preview] = [
        &["Experiment"][..],
        &["Architecture"],
        &["Curves"],
        &["Weights"],
        &["Preview", "Inside"],
    ]
    .map(&mut own);
    let mut pair = |upper, lower, share| {
        let linear = Linear::new_binary(LinearDir::Vertical, [upper, lower], share);
        tiles.insert_container(Container::Linear(linear))
    };
    let left = pair(experiment, architecture, 0.44);
    let middle = pair(curves, weights, 0.56);
    let mut columns = Linear::new(LinearDir::Horizontal, vec![left, middle, preview]);
    columns.shares.set_share(left, 1.09);
    columns.shares.set_share(middle, 1.16);
    columns.shares.set_share(preview, 1.47);
    let root = tiles.insert_container(Container::Linear(columns));
    Tree::new(egui::Id::unique("panes"), root, tiles)
}
