//! The history of denoising on a photograph.

use egui::Ui;
use egui_tiles::{Container, Linear, LinearDir, Tiles, Tree};

use super::tiled::{Pane, Room};
use super::{Page, Panels, Shared, Tiled};
use crate::app::keys::{self, Entry};
use crate::desk::Place;

const PANELS: &[&str] = &["Timeline", "Leaderboard", "Trust", "Method", "Preview"];

/// The page.
pub struct TimelinePage(Tiled);

impl Default for TimelinePage {
    fn default() -> Self {
        Self(Tiled::new(arrangement))
    }
}

impl Page for TimelinePage {
    fn id(&self) -> &'static str {
        "timeline"
    }

    fn title(&self) -> &'static str {
        "Timeline"
    }

    fn help(&self) -> &'static str {
        "Every denoiser since 1970 on your photo, against the network in training."
    }

    fn panels(&self) -> &'static [&'static str] {
        PANELS
    }

    fn shows(&self, place: Place) -> bool {
        place == Place::Contest
    }

    fn commands(&self) -> Vec<Entry> {
        keys::of_training()
    }

    fn trains(&self) -> bool {
        true
    }

    fn ui(&mut self, ui: &mut Ui, panels: &mut Panels, shared: &mut Shared<'_>) {
        shared.stage.preview.want_all();
        shared.stage.compare.pixels.marking = false;
        shared.stage.classes = false;
        self.0.ui(ui, self.id(), panels, shared);
    }

    fn tiles(&mut self) -> Option<&mut Tiled> {
        Some(&mut self.0)
    }
}

/// The arrangement to begin with.
fn arrangement(room: Room) -> Tree<Pane> {
    let mut tiles = Tiles::default();
    let mut insert = |id: &str| tiles.insert_pane(Pane::of(id));
    let [timeline, leaderboard, trust, method, preview] =
        ["Timeline", "Leaderboard", "Trust", "Method", "Preview"].map(&mut insert);
    let tight = room == Room::Tight;
    let behind = if tight {
        vec![preview, method]
    } else {
        vec![preview]
    };
    let preview = tiles.insert_tab_tile(behind);
    let left = if tight {
        tiles.insert_tab_tile(vec![timeline, leaderboard, trust])
    } else {
        let chart = tiles.insert_tab_tile(vec![timeline]);
        let below = tiles.insert_tab_tile(vec![leaderboard, trust, method]);
        let left = Linear::new_binary(LinearDir::Vertical, [chart, below], 0.58);
        tiles.insert_container(Container::Linear(left))
    };
    let mut columns = Linear::new(LinearDir::Horizontal, vec![left, preview]);
    columns
        .shares
        .set_share(left, if tight { 0.9 } else { 1.5 });
    columns.shares.set_share(preview, 1.0);
    let root = tiles.insert_container(Container::Linear(columns));
    Tree::new(egui::Id::unique("history"), root, tiles)
}
