//! Panels on a page: they can be dragged, docked and resized; the arrangement is an edit of the document.

use egui::{Color32, Frame, Margin, Stroke, Ui, Visuals, WidgetText};
use egui_tiles::{
    Behavior, EditAction, ResizeState, SimplificationOptions, TabState, Tabs, Tile, TileId, Tiles,
    Tree, UiResponse,
};
use serde::{Deserialize, Serialize};

use super::{Panels, Shared};
use crate::ui::theme;

/// A place for the panel of that id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pane(String);

impl Pane {
    /// A place for the panel `id`.
    pub fn of(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// How much room a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Three columns fit.
    Wide,
    /// Two columns fit.
    Narrow,
    /// Two columns fit of which each is one panel, others behind it.
    Tight,
}

impl Room {
    const ALL: [Self; 3] = [Self::Wide, Self::Narrow, Self::Tight];

    fn of(width: f32) -> Self {
        match width {
            1120.0.. => Self::Wide,
            760.0.. => Self::Narrow,
            _ => Self::Tight,
        }
    }
}

/// Panels that came later than arrangements that may be kept: they are laid behind the panel that is named with them.
const LATER: &[(&str, &str)] = &[("Inside", "Preview")];

/// How panels lie at first where there is so much room.
pub type First = fn(room: Room) -> Tree<Pane>;

/// The panels of a page.
pub struct Tiled {
    first: First,
    tree: Tree<Pane>,
    /// They lie as at first in that room; `None`: as a person has laid them.
    room: Option<Room>,
}

impl Tiled {
    /// Panels that lie at first as `first` says.
    pub fn new(first: First) -> Self {
        Self {
            first,
            tree: first(Room::Wide),
            room: Some(Room::Wide),
        }
    }

    /// How the panels lie, as text: the same for what lies alike, so that it can be compared.
    pub fn arrangement(&self) -> Option<String> {
        // A tree has no order of its own; a value has.
        let tree = serde_json::to_value(&self.tree).ok()?;
        Some(tree.to_string())
    }

    /// Lays these panels as the text says; as at first without one, or where it is none or lacks a panel.
    pub fn arrange(&mut self, panels: &[&str], text: Option<&str>) {
        let read = |text: &str| -> Option<Tree<Pane>> {
            let mut tree: Tree<Pane> = serde_json::from_str(text).ok()?;
            for (later, beside) in LATER.iter().filter(|(later, _)| panels.contains(later)) {
                lay_behind(&mut tree, later, beside);
            }
            let there = |id: &&str| tree.tiles.find_pane(&Pane::of(id)).is_some();
            let complete = panels.iter().all(there);
            (complete && tree.root.is_some()).then_some(tree)
        };
        let first = |room| Self {
            tree: (self.first)(room),
            ..Self::new(self.first)
        };
        let as_first = |room: &Room| text == first(*room).arrangement().as_deref();
        match text.and_then(read) {
            Some(tree) => {
                self.tree = tree;
                self.room = Room::ALL.into_iter().find(as_first);
            }
            None => *self = Self::new(self.first),
        }
    }

    /// Brings the panel to the front, where it lies behind others; whether it is there.
    pub fn bring_forward(&mut self, panel: &str) -> bool {
        let pane = Pane::of(panel);
        self.tree
            .make_active(|_, tile| matches!(tile, Tile::Pane(own) if *own == pane))
    }

    /// Draws the panels of the page `id`; where one was moved, the document says so.
    pub fn ui(&mut self, ui: &mut Ui, id: &str, panels: &mut Panels, shared: &mut Shared<'_>) {
        let room = Room::of(ui.available_width());
        if self.room.is_some_and(|lies| lies != room) {
            self.tree = (self.first)(room);
            self.room = Some(room);
        }
        let mut tiles = Drawn {
            panels,
            shared,
            arranged: false,
        };
        self.tree.ui(&mut tiles, ui);
        if tiles.arranged
            && let Some(text) = self.arrangement()
        {
            self.room = None;
            let arrangement = &mut shared.bench.document.arrangement;
            arrangement.insert(id.to_owned(), text);
        }
    }
}

/// Lays a panel that is lacking as the last tab beside another one, behind what is in front there.
fn lay_behind(tree: &mut Tree<Pane>, later: &str, beside: &str) {
    let tiles = &mut tree.tiles;
    let lacks = tiles.find_pane(&Pane::of(later)).is_none();
    let place = tiles.find_pane(&Pane::of(beside)).filter(|_| lacks);
    let Some(parent) = place.and_then(|tile| tiles.parent_of(tile)) else {
        return;
    };
    let pane = tiles.insert_pane(Pane::of(later));
    match tiles.get_mut(parent) {
        Some(Tile::Container(container)) => container.add_child(pane),
        _ => drop(tiles.remove(pane)),
    }
}

struct Drawn<'a, 'b> {
    panels: &'a mut Panels,
    shared: &'a mut Shared<'b>,
    /// Whether a panel was moved.
    arranged: bool,
}

impl Behavior<Pane> for Drawn<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, pane: &mut Pane) -> UiResponse {
        let margin = Margin {
            left: theme::PADDING as i8,
            right: theme::PADDING as i8,
            top: 0,
            bottom: 8,
        };
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            if let Some(panel) = self.panels.find(&pane.0) {
                ui.push_id(panel.title(), |ui| panel.ui(ui, self.shared));
            }
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        let title = self.panels.find(&pane.0).map_or("", |panel| panel.title());
        egui::RichText::new(title)
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
        if let Some(Tile::Pane(pane)) = shown
            && let Some(panel) = self.panels.find(&pane.0)
        {
            panel.bar_ui(ui, self.shared);
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
            self.arranged = true;
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
    use crate::app::pages::Page;
    use crate::app::pages::bench::BenchPage;

    /// How the bench was kept by the first version: panels were named by the same words.
    const OLD: &str = include_str!("tiled/first_version.json");

    #[test]
    fn an_arrangement_is_remembered_and_a_broken_one_is_refused() {
        let mut page = BenchPage::default();
        let panels = page.panels();
        let tiles = page.tiles().unwrap();
        let first = tiles.arrangement().unwrap();
        tiles.arrange(panels, Some(OLD));
        let old = tiles.arrangement().unwrap();
        assert_ne!(old, first, "the old arrangement was not read");
        for wrong in [None, Some("{"), Some(&*OLD.replace("Weights", "Curves"))] {
            tiles.arrange(panels, wrong);
            assert_eq!(tiles.arrangement().unwrap(), first, "{wrong:?}");
        }
        tiles.arrange(panels, Some(&old));
        assert_eq!(tiles.arrangement().unwrap(), old);
    }
}
