//! Figures as CSV (RFC 4180, decimal point, line feeds): one header line, then one line a number or row. Numbers are
//! written exactly; what is none reads NaN, inf or -inf.

use std::fmt::Write as _;

use super::{
    Axis, Body, Cell, Column, Edge, Figure, Graph, Grid, Mark, Marking, Picture, Places, Plot,
    Point,
};

impl Figure {
    /// The figure's numbers as CSV.
    ///
    /// Plots: `series,<x>,<y>`, with the columns `label` and `low,high` where a mark has those; a grid: one line a row,
    /// headed by names where it has them; pictures: `picture,channel,row,column,value`; a graph: its nodes, then its
    /// edges; a table as it is; words: one line a paragraph; frames: each line begins with the name of its frame.
    pub fn csv(&self) -> String {
        let mut lines = Lines::default();
        lines.body(&self.body);
        lines.text
    }
}

/// A text that grows by lines, each begun by the name of the frame it belongs to.
#[derive(Default)]
struct Lines {
    text: String,
    begin: String,
}

impl Lines {
    fn push<T: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = T>) {
        let fields: Vec<_> = fields
            .into_iter()
            .map(|text| field(text.as_ref()))
            .collect();
        self.text += &self.begin;
        self.text += &fields.join(",");
        self.text.push('\n');
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Plot(plot) => self.plot(plot),
            Body::Grid(grid) => self.grid(grid),
            Body::Pictures(pictures) => self.pictures(pictures),
            Body::Graph(graph) => self.graph(graph),
            Body::Table(table) => {
                self.push(table.columns.iter().map(Column::title));
                for row in &table.rows {
                    self.push(row.cells.iter().map(Cell::exact));
                }
            }
            Body::Words(words) => words.iter().for_each(|text| self.push([text])),
            Body::Frames(frames) => {
                for frame in frames {
                    self.begin = field(&frame.name) + ",";
                    self.body(&frame.body);
                }
                self.begin.clear();
            }
        }
    }

    fn plot(&mut self, plot: &Plot) {
        let labelled = |mark: &Mark| match &mark.marking {
            Marking::Points(points) => points.iter().any(|point| !point.label.is_empty()),
            _ => false,
        };
        let banded = |mark: &Mark| matches!(mark.marking, Marking::Band(_));
        let labelled = plot.marks.iter().any(labelled);
        let banded = plot.marks.iter().any(banded);
        let mut push = |cells: [String; 3], label: &str, band: [String; 2]| {
            let label = labelled.then(|| label.to_owned());
            let band = banded.then_some(band).into_iter().flatten();
            self.push(cells.into_iter().chain(label).chain(band));
        };
        let none = || [String::new(), String::new()];
        let titles = [&plot.x, &plot.y].map(Axis::title);
        let [x_title, y_title] = titles;
        push(
            ["series".into(), x_title, y_title],
            "label",
            ["low", "high"].map(String::from),
        );
        let place = |x: f64| match plot.x.names.get(x.max(0.0) as usize) {
            Some(name) => name.clone(),
            None => x.to_string(),
        };
        for mark in &plot.marks {
            let cells = |x: String, y: String| [mark.name.clone(), x, y];
            match &mark.marking {
                Marking::Line { points, raw, .. } => {
                    for [x, y] in points {
                        push(cells(place(*x), y.to_string()), "", none());
                    }
                    for [x, y] in raw {
                        let name = format!("{}, raw", mark.name);
                        push([name, place(*x), y.to_string()], "", none());
                    }
                }
                Marking::Points(points) => {
                    for Point {
                        at: [x, y], label, ..
                    } in points
                    {
                        let y = if y.is_nan() {
                            String::new()
                        } else {
                            y.to_string()
                        };
                        push(cells(place(*x), y), label, none());
                    }
                }
                Marking::Band(points) => {
                    for [x, low, high] in points {
                        let ends = [low, high].map(f64::to_string);
                        push(cells(place(*x), String::new()), "", ends);
                    }
                }
                Marking::Bars(points) => {
                    for [x, y] in points {
                        push(cells(place(*x), y.to_string()), "", none());
                    }
                }
                Marking::Level(y) => push(cells(String::new(), y.to_string()), "", none()),
                Marking::Moment { x, .. } => push(cells(place(*x), String::new()), "", none()),
            }
        }
    }

    fn grid(&mut self, grid: &Grid) {
        let rows = grid.values.chunks(grid.columns.max(1));
        if [&grid.across, &grid.down] == [&Places::Plain; 2] {
            rows.for_each(|row| self.push(row.iter().map(f32::to_string)));
            return;
        }
        let corner = format!("{} \\ {}", grid.down.what(), grid.across.what());
        let names = (0..grid.columns).map(|at| grid.across.name(at, grid.columns));
        self.push(std::iter::once(corner).chain(names));
        for (at, row) in rows.enumerate() {
            let name = grid.down.name(at, grid.rows());
            self.push(std::iter::once(name).chain(row.iter().map(f32::to_string)));
        }
    }

    fn pictures(&mut self, pictures: &[Picture]) {
        self.push(["picture", "channel", "row", "column", "value"]);
        for Picture { caption, image, .. } in pictures {
            let begin = self.begin.clone() + &field(caption);
            for ((c, y, x), value) in image.array().indexed_iter() {
                // Writing into a text cannot fail.
                let _ = writeln!(self.text, "{begin},{c},{y},{x},{value}");
            }
        }
    }

    fn graph(&mut self, graph: &Graph) {
        self.push(["node", "label", "x", "y", "value"]);
        for (at, node) in graph.nodes.iter().enumerate() {
            let value = node.value.map_or(String::new(), |value| value.to_string());
            let [x, y] = node.at.map(|place| place.to_string());
            self.push([at.to_string(), node.label.clone(), x, y, value]);
        }
        self.push(["from", "to", "weight"]);
        for Edge { from, to, weight } in &graph.edges {
            self.push([from.to_string(), to.to_string(), weight.to_string()]);
        }
    }
}

/// A field, in quotes where it would otherwise be misread.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
