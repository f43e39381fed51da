//! Making a figure in few words.

use std::sync::Arc;

use super::{
    Axis, Body, Column, Figure, Graph, Grid, Mark, Marking, Pick, Pickable, Picture, Plot, Role,
    Row, Table,
};
use crate::image::Image;

/// ```
/// use lemida_base::figure::{Axis, Figure, Mark, Role};
/// let loss = Mark::line("training", Role::Training, vec![[0.0, 1.0], [10.0, 0.1]]);
/// let figure = Figure::plot("Loss", Axis::new("step"), Axis::new("loss").log(true), [loss]);
/// assert_eq!(figure.csv(), "series,step,loss\ntraining,0,1\ntraining,10,0.1\n");
/// ```
impl Figure {
    /// A figure that is named by its title.
    pub fn new(title: impl Into<String>, body: Body) -> Self {
        let title = title.into();
        Self {
            id: title.clone(),
            title,
            body,
            ..Self::default()
        }
    }

    /// Marks over two axes.
    pub fn plot(
        title: impl Into<String>,
        x: Axis,
        y: Axis,
        marks: impl IntoIterator<Item = Mark>,
    ) -> Self {
        let marks = marks.into_iter().collect();
        Self::new(title, Body::Plot(Plot { x, y, marks }))
    }

    /// Lines over two axes, each with its name; roles are given to those whose names say what they are.
    pub fn lines(
        title: impl Into<String>,
        x: Axis,
        y: Axis,
        lines: impl IntoIterator<Item = (String, Vec<[f64; 2]>)>,
    ) -> Self {
        let mut others = 0;
        let marks = lines.into_iter().map(|(name, points)| {
            let role = match &*name {
                "network" => Role::Network,
                "clean" => Role::Clean,
                "noisy" => Role::Noisy,
                "noise alone" => Role::Noise,
                _ => {
                    others += 1;
                    Role::Series(others - 1)
                }
            };
            Mark::line(name, role, points)
        });
        Self::plot(title, x, y, marks.collect::<Vec<_>>())
    }

    /// Named amounts as bars.
    pub fn bars(
        title: impl Into<String>,
        y: Axis,
        bars: impl IntoIterator<Item = (String, f64)>,
    ) -> Self {
        let (names, amounts): (Vec<_>, Vec<_>) = bars.into_iter().unzip();
        let points = amounts
            .iter()
            .enumerate()
            .map(|(at, amount)| [at as f64, *amount]);
        let mark = Mark::new("", Role::Series(0), Marking::Bars(points.collect()));
        let last = names.len().max(1) as f64;
        let x = Axis {
            names,
            ..Axis::default().range(-0.5, last - 0.5)
        };
        Self::plot(title, x, y, [mark])
    }

    /// Numbers in rows and columns.
    pub fn grid(title: impl Into<String>, grid: Grid) -> Self {
        Self::new(title, Body::Grid(grid))
    }

    /// Pictures with captions.
    pub fn pictures(
        title: impl Into<String>,
        pictures: impl IntoIterator<Item = (String, Image)>,
    ) -> Self {
        let pictures = pictures.into_iter().map(|(caption, image)| Picture {
            caption,
            image: Arc::new(image),
            place: None,
        });
        Self::new(title, Body::Pictures(pictures.collect()))
    }

    /// Nodes and edges.
    pub fn graph(title: impl Into<String>, graph: Graph) -> Self {
        Self::new(title, Body::Graph(graph))
    }

    /// Rows under headings.
    pub fn table<R: Into<Row>>(
        title: impl Into<String>,
        columns: impl IntoIterator<Item = Column>,
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        let columns = columns.into_iter().collect();
        let rows = rows.into_iter().map(Into::into).collect();
        Self::new(title, Body::Table(Table { columns, rows }))
    }

    /// One paragraph.
    pub fn words(title: impl Into<String>, words: impl Into<String>) -> Self {
        Self::new(title, Body::Words(vec![words.into()]))
    }

    /// The same figure with this id.
    pub fn id(self, id: impl Into<String>) -> Self {
        let id = id.into();
        Self { id, ..self }
    }

    /// The same figure with a note.
    pub fn note(self, note: impl Into<String>) -> Self {
        let note = note.into();
        Self { note, ..self }
    }

    /// The same figure, of which parts can be clicked; `hint` says what a click does.
    pub fn pick(self, what: Pickable, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        Self {
            pick: Some(Pick { what, hint }),
            ..self
        }
    }
}
