//! Graphs: edges, the stronger the wider, and nodes that can be pointed at and clicked.

use std::time::Duration;

use egui::accesskit::Action as Asked;
use egui::{
    Align2, Color32, CursorIcon, EventFilter, FontId, Key, Pos2, Rect, Response, Role, Sense,
    Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2,
};

use super::{FigureView, Looks, menu, size_or};
use crate::figure::{Edge, Figure, Graph, Numbers, Pickable, Picked};
use crate::ui::action::Action;
use crate::ui::theme::{self, SIZES};
use crate::ui::widgets::colormap::Colormap;

/// Height of a graph that is given no size.
const HEIGHT: f32 = 300.0;
/// Radius of a node, and half the room it takes.
const RADIUS: f32 = 9.0;
const HALF: f32 = 12.0;

/// Height of a line of a node's label.
const LINE: f32 = 13.0;
/// Where along an edge its number stands: of edges from one node in turn near it and beyond the middle, so that those
/// of neighbours have a row of their own; of a single one in between.
const ALONG: [f32; 2] = [0.28, 0.56];
const ALONE: f32 = 0.45;
/// Width and height of the number of an edge.
const NUMBER: Vec2 = vec2(40.0, 17.0);
/// Least and largest height of a graph with numbers on its edges that is given no size: between both it is seen whole.
const HIGH: [f32; 2] = [300.0, 400.0];
/// How the numbers are written: they are turned by hundredths.
const WRITTEN: Numbers = Numbers::Decimals(2);
/// By how much a number is turned when the pointer moves by one point, or by an arrow key with Shift; and by an arrow
/// key.
const BY_POINT: f64 = 0.01;
const BY_KEY: f64 = 0.1;
/// How often is looked whether a weight that was asked for still counts.
const WAITS: Duration = Duration::from_millis(250);

impl FigureView {
    pub(super) fn graph(
        &mut self,
        ui: &mut Ui,
        figure: &Figure,
        graph: &Graph,
        looks: Looks<'_>,
        actions: &mut Vec<Action>,
    ) -> Option<Picked> {
        let turns = figure
            .pick
            .as_ref()
            .is_some_and(|pick| pick.what == Pickable::Edge);
        let room = ui.clip_rect().height() - 2.0 * LINE;
        let height = if turns {
            room.clamp(HIGH[0], HIGH[1])
        } else {
            HEIGHT
        };
        let size = size_or(&looks, ui, height);
        let (picked, ends) = graph_ui(ui, figure, graph, size, actions);
        if !turns {
            return picked;
        }
        let mut turned = None;
        for (edge, ends) in ends {
            turned = turned.or(self.number(ui, figure, graph, (edge, ends)));
        }
        picked.or(turned)
    }

    /// The number of an edge, which is dragged, or turned by the arrow keys.
    fn number(
        &mut self,
        ui: &Ui,
        figure: &Figure,
        graph: &Graph,
        (edge, [from, to]): (usize, [Pos2; 2]),
    ) -> Option<Picked> {
        let palette = theme::palette(ui);
        let drawn = graph.edges.get(edge)?.weight;
        let now = ui.input(|input| input.time);
        // The figure may be older than what was asked for last.
        let weight = self.hand.weight(&figure.id, (edge, drawn), now);
        if (weight - drawn).abs() > 0.0 {
            // Where none comes, the old one is seen again.
            ui.ctx().request_repaint_after(WAITS);
        }
        let round = |weight: f64| (weight / BY_POINT).round() * BY_POINT;
        let held = self.hand.edge(&figure.id, edge);
        let shown = held.map_or(weight, round);
        let centre = from + along(graph, edge) * (to - from);
        let rect = Rect::from_center_size(centre, NUMBER);
        let id = ui.scope_id().with(("edge", edge));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let filter = EventFilter {
            vertical_arrows: true,
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let name = |at: usize| {
            let node = graph.nodes.get(at)?;
            node.label.split(' ').next()
        };
        let Edge { from, to, .. } = graph.edges[edge];
        let spoken = format!("Weight from {} to {}", name(from)?, name(to)?);
        response.widget_info(|| WidgetInfo::slider(true, shown, &spoken));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.add_action(Asked::Increment);
            node.add_action(Asked::Decrement);
        });
        let active = response.hovered() || response.dragged() || response.has_focus();
        let ring = if active { palette.accent } else { palette.edge };
        ui.painter().rect(
            rect,
            theme::RADIUS,
            palette.ground,
            (1.0, ring),
            StrokeKind::Inside,
        );
        let font = FontId::proportional(SIZES[0]);
        let words = WRITTEN.write(shown);
        ui.painter()
            .text(centre, Align2::CENTER_CENTER, words, font, palette.text);
        if response.clicked() || response.drag_started() {
            // From then on the arrow keys turn it.
            response.request_focus();
        }
        if response.drag_stopped() {
            self.hand.hold_edge(&figure.id, None);
            self.hand.ask_edge(&figure.id, (edge, shown), now);
            return Some(Picked::Edge(edge, shown));
        }
        if response.dragged() {
            // To the right and upwards is more.
            let by = response.drag_delta();
            let next = held.unwrap_or(weight) + BY_POINT * f64::from(by.x - by.y);
            self.hand.hold_edge(&figure.id, Some((edge, next)));
            let turned = Picked::Edge(edge, round(next));
            return (by != Vec2::ZERO).then(|| Picked::Held(Box::new(turned)));
        }
        let by = turned_by(ui, &response);
        let hint = figure.pick.as_ref().map_or("", |pick| &pick.hint);
        response
            .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal)
            .on_hover_text(format!("{spoken}: {}\n{hint}", WRITTEN.write(shown)));
        if by == 0.0 {
            return None;
        }
        let next = round(weight + by);
        self.hand.ask_edge(&figure.id, (edge, next), now);
        Some(Picked::Edge(edge, next))
    }
}

/// Where along an edge its number stands.
fn along(graph: &Graph, edge: usize) -> f32 {
    let from = graph.edges[edge].from;
    let others = |edges: &[Edge]| edges.iter().filter(|other| other.from == from).count();
    match others(&graph.edges) {
        1 => ALONE,
        _ => ALONG[others(&graph.edges[..edge]) % 2],
    }
}

/// By how much keys turn a number that has them, or a program that reads the window aloud.
fn turned_by(ui: &Ui, response: &Response) -> f64 {
    let focus = response.has_focus();
    ui.input(|input| {
        let asked = |action| input.num_accesskit_action_requests(response.id, action) as f64;
        let asked = BY_KEY * (asked(Asked::Increment) - asked(Asked::Decrement));
        if !focus {
            return asked;
        }
        let pressed = |keys: [Key; 2]| {
            keys.map(|key| input.num_presses(key) as f64)
                .iter()
                .sum::<f64>()
        };
        let more = pressed([Key::ArrowUp, Key::ArrowRight]);
        let less = pressed([Key::ArrowDown, Key::ArrowLeft]);
        let step = if input.modifiers.shift {
            BY_POINT
        } else {
            BY_KEY
        };
        asked + step * (more - less)
    })
}

/// Draws a graph; what was clicked, and where each edge begins and ends.
fn graph_ui(
    ui: &mut Ui,
    figure: &Figure,
    graph: &Graph,
    size: Vec2,
    actions: &mut Vec<Action>,
) -> (Option<Picked>, Vec<(usize, [Pos2; 2])>) {
    let palette = theme::palette(ui);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let frame = area.shrink2(vec2(menu::WIDTH, HALF + 2.0 * SIZES[0]));
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
    let mut ends = Vec::new();
    for (number, edge) in graph.edges.iter().enumerate() {
        if let (Some(from), Some(to)) = (place(edge.from), place(edge.to)) {
            ends.push((number, [from, to]));
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
        for (line, words) in node.label.lines().enumerate() {
            let below = here + vec2(0.0, HALF + LINE * line as f32);
            let font = font.clone();
            painter.text(below, Align2::CENTER_TOP, words, font, palette.weak);
        }
        let value = node.value.map_or(String::new(), |value| {
            format!(" {}", Numbers::Short.write(value))
        });
        let spoken = format!("{}{value}", node.label.replace('\n', ", "));
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
    (picked, ends)
}
