//! A figure as a small picture, without words: what stands on a tile. What is drawn is prepared once a version.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Color32, ColorImage, Painter, Pos2, Rect, Stroke, Ui, Vec2, pos2, vec2};

use super::colours::ink;
use super::grid::dots;
use super::kept::{Kept, kept};
use crate::figure::{Body, Figure, Graph, Grid, Marking, Picture, Plot};
use crate::ui::theme::{self, Palette, UNIT};
use crate::ui::widgets::colormap::Colormap;
use crate::ui::widgets::picture::{Textures, display};

/// Most points of a line: more are not seen.
const POINTS: usize = 160;
/// Most pictures that stand beside each other.
const PICTURES: usize = 3;

/// How large dots are, as a share of those of the whole figure.
const DOT: f32 = 0.6;

/// Whether there is something of a figure to be seen without its words.
pub fn has_thumb(body: &Body) -> bool {
    match body {
        Body::Plot(plot) => plot.marks.iter().any(|mark| {
            let places = mark.marking.places();
            places.iter().any(|place| place[1].is_finite())
        }),
        Body::Grid(grid) => grid.rows() > 0,
        Body::Pictures(pictures) => !pictures.is_empty(),
        Body::Graph(graph) => !graph.nodes.is_empty(),
        Body::Table(_) | Body::Words(_) => false,
        Body::Frames(frames) => frames.last().is_some_and(|frame| has_thumb(&frame.body)),
    }
}

/// A mark's points as shares of the room, from the left and from the top.
struct Sketch {
    points: Vec<[f32; 2]>,
    /// Whether they are joined.
    joined: bool,
}

/// What is kept of the small pictures, by their names.
#[derive(Default)]
pub struct Thumbs {
    textures: Textures,
    sketches: HashMap<String, (u64, Vec<Sketch>)>,
}

impl Thumbs {
    /// Draws the figure into `room`; another `version`, another figure.
    pub fn draw(&mut self, ui: &Ui, name: &str, (figure, version): (&Figure, u64), room: Rect) {
        let painter = ui.painter_at(room);
        self.body(ui, &painter, name, (&figure.body, version), room);
    }

    fn body(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        name: &str,
        (body, version): (&Body, u64),
        room: Rect,
    ) {
        let palette = theme::palette(ui);
        match body {
            Body::Plot(plot) => self.plot(painter, palette, name, (plot, version), room),
            Body::Grid(grid) => self.grid(ui, painter, name, (grid, version), room),
            Body::Pictures(pictures) => self.pictures(ui, painter, name, (pictures, version), room),
            Body::Graph(graph) => graph_ui(painter, palette, graph, room),
            Body::Frames(frames) => {
                if let Some(last) = frames.last() {
                    self.body(ui, painter, name, (&last.body, version), room);
                }
            }
            Body::Table(_) | Body::Words(_) => {}
        }
    }

    fn plot(
        &mut self,
        painter: &Painter,
        palette: &Palette,
        name: &str,
        (plot, version): (&Plot, u64),
        room: Rect,
    ) {
        let known = self.sketches.get(name);
        if known.is_none_or(|(old, _)| *old != version) {
            self.sketches
                .insert(name.to_owned(), (version, sketches(plot)));
        }
        let Some((_, sketches)) = self.sketches.get(name) else {
            return;
        };
        let inner = room.shrink(2.0 * UNIT);
        let axis = Stroke::new(1.0, palette.edge);
        painter.hline(inner.x_range(), inner.bottom(), axis);
        painter.vline(inner.left(), inner.y_range(), axis);
        for (mark, sketch) in plot.marks.iter().zip(sketches) {
            let ink = ink(palette, mark);
            let place = |[x, y]: &[f32; 2]| inner.min + inner.size() * vec2(*x, *y);
            let points: Vec<Pos2> = sketch.points.iter().map(place).collect();
            match (&mark.marking, sketch.joined) {
                (Marking::Level(_), _) => {
                    painter.line(points, Stroke::new(1.0, ink.gamma_multiply(0.7)));
                }
                (Marking::Bars(_), _) => {
                    let wide = (inner.width() / points.len().max(1) as f32 * 0.6).max(1.0);
                    for top in points {
                        let foot = pos2(top.x, inner.bottom());
                        painter.line_segment([top, foot], Stroke::new(wide, ink));
                    }
                }
                (_, true) if points.len() > 1 => {
                    painter.line(points, Stroke::new(1.5, ink));
                }
                _ => {
                    for point in points {
                        painter.circle_filled(point, 2.0, ink);
                    }
                }
            }
        }
    }

    fn grid(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        name: &str,
        (grid, version): (&Grid, u64),
        room: Rect,
    ) {
        let (rows, columns) = (grid.rows(), grid.columns);
        let palette = theme::palette(ui);
        let pixels = || {
            let colours = grid.colors(palette.dark).into_iter().take(rows * columns);
            let colours = colours.map(|[red, green, blue]| Color32::from_rgb(red, green, blue));
            Arc::new(ColorImage::new([columns, rows], colours.collect()))
        };
        let version = 2 * version + u64::from(palette.dark);
        let texture = self.textures.texture(ui.ctx(), name, version, true, pixels);
        let cells = fitted([columns, rows], room);
        painter.image(texture, cells, UNIT_SQUARE, Color32::WHITE);
        let painter = painter.with_clip_rect(cells.intersect(painter.clip_rect()));
        for (at, group) in grid.groups.iter().enumerate() {
            dots(
                &painter,
                palette,
                (grid.role(at), group, at),
                cells,
                (None, DOT),
            );
        }
    }

    fn pictures(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        name: &str,
        (pictures, version): (&[Picture], u64),
        room: Rect,
    ) {
        let shown = &pictures[..pictures.len().min(PICTURES)];
        let width = room.width() / shown.len().max(1) as f32;
        for (at, Picture { image, .. }) in shown.iter().enumerate() {
            let name = format!("{name}\n{at}");
            let pixels = || Arc::new(display(image));
            let texture = self
                .textures
                .texture(ui.ctx(), &name, version, false, pixels);
            let left = room.left() + at as f32 * width;
            let own = Rect::from_min_size(pos2(left, room.top()), vec2(width, room.height()));
            let own = own.shrink2(vec2(1.0, 0.0));
            // As much of its middle as fills the room.
            let (wide, high) = (image.width().max(1) as f32, image.height().max(1) as f32);
            let scale = (own.width() / wide).max(own.height() / high);
            let seen = vec2(own.width() / (scale * wide), own.height() / (scale * high));
            let part = Rect::from_center_size(pos2(0.5, 0.5), seen);
            painter.image(texture, own, part, Color32::WHITE);
        }
    }
}

const UNIT_SQUARE: Rect = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));

/// As large as it fits into the room, in its middle.
fn fitted([columns, rows]: [usize; 2], room: Rect) -> Rect {
    let shape = vec2(columns.max(1) as f32, rows.max(1) as f32);
    let scale = (room.size() / shape).min_elem();
    Rect::from_center_size(room.center(), scale * shape)
}

/// The marks' points on axes that hold them all. Cost: proportional to the points.
fn sketches(plot: &Plot) -> Vec<Sketch> {
    let kept = kept(plot);
    let level = |at: usize| match plot.marks[at].marking {
        Marking::Level(y) => super::kept::place(plot, [1.0, y]).map(|place| place.y),
        _ => None,
    };
    let mut low = [f64::INFINITY; 2];
    let mut high = [f64::NEG_INFINITY; 2];
    let mut hold = |x: f64, y: f64| {
        for (at, value) in [x, y].into_iter().enumerate() {
            if value.is_finite() {
                low[at] = low[at].min(value);
                high[at] = high[at].max(value);
            }
        }
    };
    for (at, kept) in kept.iter().enumerate() {
        kept.points.iter().for_each(|point| hold(point.x, point.y));
        if let Some(y) = level(at) {
            hold(f64::NAN, y);
        }
        if matches!(plot.marks[at].marking, Marking::Bars(_)) {
            hold(f64::NAN, 0.0);
        }
    }
    let share = |at: usize, value: f64| {
        let span = high[at] - low[at];
        if span > 0.0 {
            ((value - low[at]) / span) as f32
        } else {
            0.5
        }
    };
    let place = |x: f64, y: f64| [share(0, x), 1.0 - share(1, y)];
    let sketch = |(at, kept): (usize, &Kept)| match level(at) {
        Some(y) => Sketch {
            points: vec![[0.0, place(0.0, y)[1]], [1.0, place(0.0, y)[1]]],
            joined: true,
        },
        None => {
            let step = kept.points.len().div_ceil(POINTS).max(1);
            let points = kept.points.iter().step_by(step);
            let marking = &plot.marks[at].marking;
            Sketch {
                points: points.map(|point| place(point.x, point.y)).collect(),
                joined: matches!(marking, Marking::Line { .. } | Marking::Band(_)),
            }
        }
    };
    kept.iter().enumerate().map(sketch).collect()
}

fn graph_ui(painter: &Painter, palette: &Palette, graph: &Graph, room: Rect) {
    let map = Colormap::diverging(palette.dark);
    let (heaviest, most) = graph.limits();
    let share = |value: f64, limit: f64| match limit > 0.0 && value.is_finite() {
        true => (value / limit) as f32,
        false => 0.0,
    };
    let frame = room.shrink2(Vec2::splat(2.0 * UNIT));
    let place = |at: usize| {
        let [x, y] = graph.nodes.get(at)?.at.map(|place| place as f32);
        Some(frame.min + frame.size() * vec2(x, y))
    };
    for edge in &graph.edges {
        if let (Some(from), Some(to)) = (place(edge.from), place(edge.to)) {
            let weight = share(edge.weight, heaviest);
            let stroke = Stroke::new(0.5 + 2.5 * weight.abs(), map.signed(weight, 1.0));
            painter.line_segment([from, to], stroke);
        }
    }
    for (at, node) in graph.nodes.iter().enumerate() {
        let Some(here) = place(at) else { continue };
        let value = node.value.map(|value| map.signed(share(value, most), 1.0));
        painter.circle(
            here,
            5.0,
            value.unwrap_or(palette.ground),
            (1.0, palette.weak),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Axis, Mark, Role, Table};

    #[test]
    fn what_is_only_words_has_no_small_picture() {
        assert!(!has_thumb(&Body::Words(vec!["words".into()])));
        assert!(!has_thumb(&Body::Table(Table::default())));
        assert!(!has_thumb(&Body::Plot(Plot::default())));
        let line = Mark::line("", Role::Network, vec![[0.0, 1.0]]);
        let plot = Plot {
            marks: vec![line],
            ..Plot::default()
        };
        assert!(has_thumb(&Body::Plot(plot)));
    }

    #[test]
    fn marks_share_the_room_and_long_lines_are_thinned() {
        let line: Vec<_> = (0..1000).map(|at| [f64::from(at), 10.0]).collect();
        let plot = Plot {
            x: Axis::default(),
            y: Axis::default().log(true),
            marks: vec![
                Mark::line("", Role::Network, line),
                Mark::level("", Role::Reference, 1000.0),
                Mark::level("", Role::Reference, 100.0),
            ],
        };
        let found = sketches(&plot);
        assert!(found[0].points.len() <= POINTS);
        assert_eq!(found[0].points[0], [0.0, 1.0]);
        assert_eq!(found[1].points, [[0.0, 0.0], [1.0, 0.0]]);
        assert!((found[2].points[0][1] - 0.5).abs() < 1e-6);
    }
}
