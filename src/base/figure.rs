//! Figures: what can be looked at, as plain data that knows nothing of windows. A figure writes itself as CSV
//! ([`Figure::csv`]) and as SVG ([`Figure::svg`]).

mod csv;
mod inline;
mod scale;
mod svg;

use crate::image::Image;

/// Points joined by a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The line's name.
    pub name: String,
    /// `[x, y]`.
    pub points: Vec<[f64; 2]>,
    /// A name for each point; none for curves.
    pub labels: Vec<String>,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// Lines over a common axis.
    Curves {
        /// What x is, with its unit.
        x_label: String,
        /// What y is, with its unit.
        y_label: String,
        /// Whether y is drawn on a logarithmic axis.
        log_y: bool,
        /// The lines.
        series: Vec<Series>,
    },
    /// Points in groups.
    Scatter {
        /// What x is, with its unit.
        x_label: String,
        /// What y is, with its unit.
        y_label: String,
        /// One series a group.
        series: Vec<Series>,
    },
    /// Numbers on a grid, `rows × columns`, first row on top.
    HeatMap {
        /// Number of columns.
        columns: usize,
        /// The numbers, row after row.
        values: Vec<f32>,
        /// Groups of points on it, each place a share of the width from the left and of the height from the top; those that belong to
        /// low numbers first, those of high ones last.
        points: Vec<Series>,
    },
    /// Pictures with captions.
    Images(Vec<(String, Image)>),
    /// Named amounts.
    Bars {
        /// What is measured, with its unit.
        y_label: String,
        /// Name and amount.
        bars: Vec<(String, f64)>,
    },
    /// Rows of texts under headings.
    Table {
        /// The headings.
        columns: Vec<String>,
        /// The rows, each as long as the headings.
        rows: Vec<Vec<String>>,
    },
    /// A text.
    Note(String),
}
