//! Graphs on a page: edges as lines, the stronger the wider, nodes as discs with their labels and numbers.

use super::super::drawing::{Anchor, Ink, Shape};
use super::super::{Dash, Graph, Slot, short};
use super::{EDGE, Page};

/// Height of the drawing.
const HEIGHT: f64 = 320.0;
/// Radius of a node.
const RADIUS: f64 = 9.0;

/// The colour of a signed number on a scale of `-limit..limit`.
fn signed(value: f64, limit: f64) -> Ink {
    let share = if limit > 0.0 { value / limit } else { 0.0 };
    Slot::Diverging((0.5 + 0.5 * share) as f32).into()
}

impl From<Slot> for Ink {
    fn from(slot: Slot) -> Self {
        Self::of(slot)
    }
}

impl Page {
    pub(super) fn graph(&mut self, graph: &Graph) {
        let top = self.bottom() + RADIUS;
        let (width, height) = (
            self.drawing.width - 2.0 * EDGE - 2.0 * RADIUS,
            HEIGHT - 2.0 * RADIUS - 14.0,
        );
        let place = |at: usize| {
            let [x, y] = graph.nodes.get(at)?.at;
            let at = [EDGE + RADIUS + x * width, top + y * height];
            at.iter().all(|place| place.is_finite()).then_some(at)
        };
        let (heaviest, most) = graph.limits();
        for edge in &graph.edges {
            let (Some(from), Some(to)) = (place(edge.from), place(edge.to)) else {
                continue;
            };
            let size = if heaviest > 0.0 {
                edge.weight.abs() / heaviest
            } else {
                0.0
            };
            self.drawing.shapes.push(Shape::Line {
                points: vec![from, to],
                width: 0.5 + 3.5 * if size.is_finite() { size } else { 0.0 },
                ink: signed(edge.weight, heaviest),
                dash: Dash::Solid,
            });
        }
        for (index, node) in graph.nodes.iter().enumerate() {
            let Some(at) = place(index) else { continue };
            let fill = node.value.map_or(Ink::GROUND, |value| signed(value, most));
            self.drawing.shapes.push(Shape::Circle {
                at,
                radius: RADIUS,
                fill,
                ring: Ink::WEAK,
            });
            let value = node
                .value
                .map_or(String::new(), |value| short(value).replace('-', "−"));
            let text = [&*node.label, &value];
            let text: Vec<_> = text.into_iter().filter(|part| !part.is_empty()).collect();
            let below = [at[0], at[1] + RADIUS + 13.0];
            self.drawing
                .text(below, Anchor::Middle, Ink::TEXT, text.join(" "));
        }
        self.space(HEIGHT + 10.0);
    }
}
