//! Plots: marks over two axes.

use super::{Numbers, Role};

/// Marks over two axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// The axis to the right.
    pub x: Axis,
    /// The axis upwards.
    pub y: Axis,
    /// What is drawn, the last on top.
    pub marks: Vec<Mark>,
}

/// An axis of a plot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What it measures.
    pub label: String,
    /// The unit; empty for none.
    pub unit: String,
    /// How its numbers are written.
    pub numbers: Numbers,
    /// Whether it is logarithmic: what is not positive has no place on it.
    pub log: bool,
    /// From where to where it reaches; `None`: as far as the marks.
    pub range: Option<[f64; 2]>,
    /// Values that it holds in any case.
    pub holds: Vec<f64>,
    /// Names of the values 0, 1, 2 … where they are no numbers.
    pub names: Vec<String>,
}

impl Axis {
    /// An axis of numbers.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    /// The same with a unit.
    pub fn unit(self, unit: impl Into<String>) -> Self {
        let unit = unit.into();
        Self { unit, ..self }
    }

    /// The same with numbers written like this.
    pub fn numbers(self, numbers: Numbers) -> Self {
        Self { numbers, ..self }
    }

    /// The same, logarithmic or not.
    pub fn log(self, log: bool) -> Self {
        Self { log, ..self }
    }

    /// The same, from here to there.
    pub fn range(self, low: f64, high: f64) -> Self {
        Self {
            range: Some([low, high]),
            ..self
        }
    }

    /// Label and unit.
    pub fn title(&self) -> String {
        match (&*self.label, &*self.unit) {
            (label, "") => label.into(),
            ("", unit) => unit.into(),
            (label, unit) => format!("{label}, {unit}"),
        }
    }

    /// Whether the value has a place on it.
    pub fn takes(&self, value: f64) -> bool {
        value.is_finite() && (!self.log || value > 0.0)
    }

    /// A value as it stands beside the axis.
    pub fn tick(&self, value: f64) -> String {
        if !self.names.is_empty() {
            let whole = value >= 0.0 && value.fract() == 0.0;
            let name = whole.then(|| self.names.get(value as usize)).flatten();
            return name.cloned().unwrap_or_default();
        }
        self.numbers.tick(value)
    }

    /// A value with its unit, as it is read.
    pub fn read(&self, value: f64) -> String {
        if !self.names.is_empty() {
            return self.tick(value.round());
        }
        let number = self.numbers.write(value);
        match &*self.unit {
            "" => number,
            unit if self.numbers.names_unit() => format!("{} {number}", unit.trim_end_matches('s')),
            unit => format!("{number}\u{2009}{unit}"),
        }
    }
}

/// Something drawn over the axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// What it is called; nothing is written for an empty name.
    pub name: String,
    /// What more is said of it where its values are read.
    pub more: String,
    /// What it is, which decides its colour.
    pub role: Role,
    /// Whether it stands back behind the others.
    pub faint: bool,
    /// What is drawn.
    pub marking: Marking,
}

impl Mark {
    /// A line.
    pub fn line(name: impl Into<String>, role: Role, points: Vec<[f64; 2]>) -> Self {
        Self::new(
            name,
            role,
            Marking::Line {
                points,
                raw: Vec::new(),
                dash: Dash::Solid,
            },
        )
    }

    /// A line to compare with: dotted, from side to side at the height `value`.
    pub fn level(name: impl Into<String>, role: Role, value: f64) -> Self {
        Self::new(name, role, Marking::Level(value))
    }

    /// Points, none of them named.
    pub fn points(name: impl Into<String>, role: Role, places: Vec<[f64; 2]>) -> Self {
        let points = places.into_iter().map(|at| Point {
            at,
            ..Point::default()
        });
        Self::new(name, role, Marking::Points(points.collect()))
    }

    /// From low to high at each x: `[x, low, high]`.
    pub fn band(name: impl Into<String>, role: Role, points: Vec<[f64; 3]>) -> Self {
        Self::new(name, role, Marking::Band(points))
    }

    /// A mark.
    pub fn new(name: impl Into<String>, role: Role, marking: Marking) -> Self {
        Self {
            name: name.into(),
            role,
            marking,
            ..Self::default()
        }
    }

    /// The same with gaps; no effect on what is no line.
    pub fn dash(mut self, with: Dash) -> Self {
        if let Marking::Line { dash, .. } = &mut self.marking {
            *dash = with;
        }
        self
    }

    /// The same, standing back.
    pub fn faint(self) -> Self {
        let faint = true;
        Self { faint, ..self }
    }
}

/// What a mark draws.
#[derive(Clone, Debug, PartialEq)]
pub enum Marking {
    /// A line through the points, in their order.
    Line {
        /// `[x, y]`.
        points: Vec<[f64; 2]>,
        /// The same before it was smoothed, drawn faint behind.
        raw: Vec<[f64; 2]>,
        /// How it is drawn.
        dash: Dash,
    },
    /// Single points.
    Points(Vec<Point>),
    /// From low to high: `[x, low, high]`.
    Band(Vec<[f64; 3]>),
    /// Bars from zero: `[x, y]`.
    Bars(Vec<[f64; 2]>),
    /// A horizontal line at this height.
    Level(f64),
    /// A vertical line at this place; `held`: a person may move it.
    Moment {
        /// Its place.
        x: f64,
        /// Whether it can be moved.
        held: bool,
    },
}

impl Default for Marking {
    fn default() -> Self {
        Self::Points(Vec::new())
    }
}

impl Marking {
    /// All its places; what has none in one direction has NaN there.
    pub fn places(&self) -> Vec<[f64; 2]> {
        match self {
            Self::Line { points, raw, .. } => points.iter().chain(raw).copied().collect(),
            Self::Points(points) => points.iter().map(|point| point.at).collect(),
            Self::Band(points) => points
                .iter()
                .flat_map(|[x, low, high]| [[*x, *low], [*x, *high]])
                .collect(),
            Self::Bars(points) => points
                .iter()
                .flat_map(|[x, y]| [[*x, 0.0], [*x, *y]])
                .collect(),
            Self::Level(y) => vec![[f64::NAN, *y]],
            Self::Moment { x, .. } => vec![[*x, f64::NAN]],
        }
    }

    /// The last point of a line or the middle of a level: where its name stands.
    pub fn end(&self) -> Option<[f64; 2]> {
        match self {
            Self::Line { points, .. } => points.iter().rfind(|point| point[1].is_finite()).copied(),
            Self::Band(points) => points.last().map(|[x, low, high]| [*x, 0.5 * (low + high)]),
            Self::Level(y) => Some([f64::INFINITY, *y]),
            Self::Points(_) | Self::Bars(_) | Self::Moment { .. } => None,
        }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// Without gaps.
    #[default]
    Solid,
    /// With gaps, each point marked.
    Dashed,
    /// As dots, its last point marked.
    Dotted,
    /// Without gaps, level until the next point.
    Stepped,
}

/// A point of a plot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// What a click on it names; empty where it cannot be clicked.
    pub key: String,
    /// Its place; one without a y stands on the x axis.
    pub at: [f64; 2],
    /// Its name, written beside it where there is room.
    pub label: String,
    /// What more is said where it is pointed at.
    pub note: String,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is the one that was chosen.
    pub chosen: bool,
    /// Whether it stands back.
    pub faint: bool,
}

/// How sure a point is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Standing {
    /// Measured: a full dot.
    #[default]
    Measured,
    /// Estimated: a ring.
    Estimated,
    /// Passed: a small dot.
    Passed,
    /// Not known yet; so much of the work is done, 0..1.
    Awaited(f32),
    /// It could not be had: a cross.
    Failed,
}
