//! Graphs: edges, the stronger the wider, and nodes that can be pointed at and clicked.

use egui::{
    Align2, Color32, CursorIcon, FontId, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, vec2,
};

use super::{Looks, menu, size_or};
use crate::figure::{Figure, Graph, Numbers, Pickable, Picked};
use crate::ui::action::Action;
use crate::ui::theme::{self, SIZES};
use crate::ui::widgets::colormap::Colormap;

/// Height of a graph that is given no size.
const HEIGHT: f32 = 300.0;
/// Radius of a node, and half the room it takes.
const RADIUS: f32 = 9.0;
const HALF: f32 = 12.0;

pub(super) fn graph_ui(
    ui: &mut Ui,
    figure: &Figure,
    graph: &Graph,
    looks: Looks<'_>,
    actions: &mut Vec<Action>,
) -> Option<Picked> {
    let palette = theme::palette(ui);
    let (area, _) = ui.allocate_exact_size(size_or(&looks, ui, HEIGHT), Sense::hover());
    let frame = area.shrink2(vec2(menu::WIDTH, HALF + SIZES[0]));
    let map = Colormap::diverging(palette.dark);
    let (heaviest, most) = graph.limits();
    let share = |value: f64, limit: f64| {
        if limit > 0.0 {
            (value / limit) as f32
        } else {
            0.0
        }
    };
    let place = |at: usize| {
        let [x, y] = graph.nodes.get(at)?.at.map(|place| place as f32);
        let here = frame.min + frame.size() * vec2(x, y);
        here.is_finite().then_some(here)
    };
    let painter = ui.painter_at(area);
    for edge in &graph.edges {
        if let (Some(from), Some(to)) = (place(edge.from), place(edge.to)) {
            let weight = share(edge.weight, heaviest);
            let width = 0.5
                + 3.5
                    * if weight.is_finite() {
                        weight.abs().min(1.0)
                    } else {
                        0.0
                    };
            painter.line_segment([from, to], Stroke::new(width, map.signed(weight, 1.0)));
        }
    }
    let clicks = figure
        .pick
        .as_ref()
        .filter(|pick| pick.what == Pickable::Node);
    let sense = if clicks.is_some() {
        Sense::click()
    } else {
        Sense::hover()
    };
    let font = FontId::proportional(SIZES[0]);
    let mut picked = None;
    for (at, node) in graph.nodes.iter().enumerate() {
        let Some(here) = place(at) else { continue };
        let hit = Rect::from_center_size(here, Vec2::splat(2.0 * HALF));
        let response = ui.interact(hit, ui.scope_id().with(("node", at)), sense);
        let fill: Color32 = node
            .value
            .map_or(palette.ground, |value| map.signed(share(value, most), 1.0));
        let active = response.hovered() || response.has_focus();
        let ring = if active { palette.text } else { palette.weak };
        painter.circle(here, RADIUS, fill, Stroke::new(1.0, ring));
        let below = here + vec2(0.0, HALF);
        painter.text(
            below,
            Align2::CENTER_TOP,
            &node.label,
            font.clone(),
            palette.weak,
        );
        let value = node.value.map_or(String::new(), |value| {
            format!(" {}", Numbers::Short.write(value))
        });
        let spoken = format!("{}{value}", node.label);
        let role = if clicks.is_some() {
            Role::Button
        } else {
            Role::Label
        };
        response.widget_info(|| WidgetInfo::labeled(role, true, &spoken));
        if response.clicked() {
            picked = Some(Picked::Node(at));
        }
        let hint = clicks.map_or(String::new(), |pick| format!("\n{}", pick.hint));
        response
            .on_hover_cursor(CursorIcon::Default)
            .on_hover_text(spoken + &hint);
    }
    menu::menu_at(
        ui,
        area.right_top() - vec2(menu::WIDTH, 0.0),
        figure,
        actions,
    );
    picked
}
