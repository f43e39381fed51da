//! Figures: what can be looked at, as plain data that knows nothing of windows.
//!
//! A figure is drawn in the window by one widget, and written as CSV ([`Figure::csv`]), as SVG ([`Figure::svg`]) and,
//! from the same list of shapes ([`Figure::drawing`]), as pixels. Marks have a [`Role`] instead of a colour: the same
//! thing has the same colour everywhere, in the dark as in the light.

mod build;
mod colormap;
mod csv;
mod drawing;
mod graph;
mod grid;
mod inline;
mod layout;
mod numbers;
mod plot;
mod role;
mod scale;
mod svg;
mod table;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::image::Image;

pub use colormap::Colormap;
pub use drawing::{Anchor, Drawing, Ink, Shape};
pub use graph::{Edge, Graph, Node};
pub use grid::{Grid, Group, Places, Shade};
pub use numbers::{Numbers, counted, grouped, percent, short, signed};
pub use plot::{Axis, Dash, Mark, Marking, Plot, Point, Standing};
pub use role::{METHODS, Role, Sign, Slot};
pub use table::{Cell, Column, Row, Table};

/// Something to look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// What it is called among the figures of its place; a later one of the same id takes an earlier one's place. Files
    /// are named by it.
    pub id: String,
    /// What it shows, in a few words.
    pub title: String,
    /// What more there is to know: a protocol, how to read it.
    pub note: String,
    /// What is seen.
    pub body: Body,
    /// What a click on it means; `None`: nothing.
    pub pick: Option<Pick>,
}

/// What is seen of a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Marks over two axes.
    Plot(Plot),
    /// Numbers in rows and columns.
    Grid(Grid),
    /// Pictures with captions.
    Pictures(Vec<Picture>),
    /// Nodes and what joins them.
    Graph(Graph),
    /// Texts and numbers under headings.
    Table(Table),
    /// Paragraphs.
    Words(Vec<String>),
    /// The same at several steps.
    Frames(Vec<Frame>),
}

impl Default for Body {
    fn default() -> Self {
        Self::Words(Vec::new())
    }
}

/// A picture with its caption.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What it shows.
    pub caption: String,
    /// The picture, 0..1.
    pub image: Arc<Image>,
    /// The place, row and column, that a click on it names where it stands for one; else a click names its pixel.
    pub place: Option<[usize; 2]>,
}

/// One of the steps of [`Body::Frames`].
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Which step it is, in words.
    pub name: String,
    /// What is seen at it; no frames of frames.
    pub body: Body,
}

/// What a click on a figure means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// What can be clicked.
    pub what: Pickable,
    /// What a click does, in a sentence.
    pub hint: String,
}

/// The parts of a figure that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pickable {
    /// A point of a plot.
    Point,
    /// A cell of a grid.
    Cell,
    /// A pixel of a picture; or the place that the picture stands for.
    Pixel,
    /// A row of a table.
    Row,
    /// A node of a graph.
    Node,
    /// The number of an edge of a graph, which is dragged.
    Edge,
    /// The points of the first so many groups of a grid, which are dragged; a click between them puts a new one there.
    Spots(usize),
}

/// What was clicked.
#[derive(Clone, Debug, PartialEq)]
pub enum Picked {
    /// The point with this key.
    Point(String),
    /// The cell in this row and column, or the picture that stands for it.
    Cell([usize; 2]),
    /// This pixel, row and column, of the picture of that number.
    Pixel(usize, [usize; 2]),
    /// The row with this key.
    Row(String),
    /// The node of this number.
    Node(usize),
    /// The line of this name was moved to this place on the x axis.
    Moved(f64),
    /// The edge of this number was given this weight.
    Edge(usize, f64),
    /// The point of this group and of this number in it was moved to this place (shares of the width from the left and
    /// of the height from the top); `None`: it was taken away.
    Spot([usize; 2], Option<[f64; 2]>),
    /// The point of this group and of this number in it was clicked: it is to be of the other group.
    Turned([usize; 2]),
    /// A new point of this group is to lie there.
    Put(usize, [f64; 2]),
    /// The same, while it is still held: what is let go is told once more without this.
    Held(Box<Picked>),
}

impl Figure {
    /// The id as a file's name: letters and digits, in lower case, with dashes between.
    pub fn file_name(&self) -> String {
        let mut name = String::new();
        for letter in self.id.to_lowercase().chars() {
            if letter.is_alphanumeric() {
                name.push(letter);
            } else if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
        }
        name.trim_end_matches('-').to_owned()
    }

    /// The frames, each as a figure of its own with its number behind the id; of any other figure itself.
    pub fn frames(&self) -> Vec<Self> {
        let Body::Frames(frames) = &self.body else {
            return vec![self.clone()];
        };
        let figures = frames.iter().enumerate().map(|(at, frame)| Self {
            id: format!("{}-{}", self.id, at + 1),
            title: format!("{}: {}", self.title, frame.name),
            body: frame.body.clone(),
            ..self.clone()
        });
        figures.collect()
    }
}

/// Puts a figure among others: in the place of the one with its id, or at the end.
pub fn put(figures: &mut Vec<Figure>, figure: Figure) {
    match figures.iter_mut().find(|old| old.id == figure.id) {
        Some(old) => *old = figure,
        None => figures.push(figure),
    }
}
