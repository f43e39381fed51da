//! Drawings: a figure as a list of shapes on a light page, from which files of every kind are written.

use std::sync::Arc;

use super::{Colormap, Dash, Role, Slot};
use crate::image::Image;

/// Shapes on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// The shapes, the last on top.
    pub shapes: Vec<Shape>,
}

/// A colour of a file's light page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// Red, green and blue.
    pub rgb: [u8; 3],
    /// How much it covers, 0..1.
    pub cover: f64,
}

/// A shape; places are points from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A filled rectangle.
    Rect {
        /// Its upper left corner.
        at: [f64; 2],
        /// Width and height.
        size: [f64; 2],
        /// Its colour.
        fill: Ink,
    },
    /// A filled outline.
    Area {
        /// Its corners.
        points: Vec<[f64; 2]>,
        /// Its colour.
        fill: Ink,
    },
    /// A line.
    Line {
        /// Its corners.
        points: Vec<[f64; 2]>,
        /// Its width.
        width: f64,
        /// Its colour.
        ink: Ink,
        /// How it is drawn.
        dash: Dash,
    },
    /// A filled circle with a ring.
    Circle {
        /// Its middle.
        at: [f64; 2],
        /// Its radius.
        radius: f64,
        /// Its colour.
        fill: Ink,
        /// The ring's.
        ring: Ink,
    },
    /// A line of text.
    Text {
        /// Where its anchor stands on the base line.
        at: [f64; 2],
        /// What is written.
        text: String,
        /// Height of the letters' square.
        size: f64,
        /// Which part of it stands at the place.
        anchor: Anchor,
        /// Its colour.
        ink: Ink,
        /// By how many degrees it is turned clockwise.
        turn: f64,
    },
    /// A picture, its pixels as squares.
    Picture {
        /// Its upper left corner.
        at: [f64; 2],
        /// Width and height.
        size: [f64; 2],
        /// The picture.
        image: Arc<Image>,
    },
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

const fn ink(code: u32) -> Ink {
    Ink {
        rgb: [(code >> 16) as u8, (code >> 8) as u8, code as u8],
        cover: 1.0,
    }
}

impl Ink {
    /// The page.
    pub const GROUND: Self = ink(0xF7F6F3);
    /// Text.
    pub const TEXT: Self = ink(0x1F1E1B);
    /// Quieter text.
    pub const WEAK: Self = ink(0x625F58);
    /// Lines between things.
    pub const HAIRLINE: Self = ink(0xDFDCD6);
    /// The colour of the palette's slot on a light page.
    pub fn of(slot: Slot) -> Self {
        const SERIES: [Ink; 6] = [
            ink(0x9A6200),
            ink(0x00704F),
            ink(0xA04478),
            ink(0x5B6470),
            ink(0xC22F1E),
            ink(0x4750A8),
        ];
        match slot {
            Slot::Accent => ink(0x0069A6),
            Slot::Text => Self::TEXT,
            Slot::Weak => Self::WEAK,
            Slot::Faint => ink(0x9A968E),
            Slot::Error => ink(0xB3261E),
            Slot::Series(at) => SERIES[at % SERIES.len()],
            Slot::Diverging(share) => Self {
                rgb: Colormap::diverging(false).color(share),
                cover: 1.0,
            },
        }
    }

    /// Covering so much of what it would.
    pub fn cover(self, share: f64) -> Self {
        Self {
            cover: self.cover * share,
            ..self
        }
    }
}

impl From<Role> for Ink {
    fn from(role: Role) -> Self {
        Self::of(role.slot())
    }
}

impl Drawing {
    /// An empty page.
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            shapes: Vec::new(),
        }
    }

    /// A text of the usual size.
    pub(super) fn text(&mut self, at: [f64; 2], anchor: Anchor, ink: Ink, text: impl Into<String>) {
        self.sized_text(at, anchor, ink, TEXT, text);
    }

    /// A text of that size.
    pub(super) fn sized_text(
        &mut self,
        at: [f64; 2],
        anchor: Anchor,
        ink: Ink,
        size: f64,
        text: impl Into<String>,
    ) {
        self.shapes.push(Shape::Text {
            at,
            text: text.into(),
            size,
            anchor,
            ink,
            turn: 0.0,
        });
    }

    /// A line of width 1.
    pub(super) fn rule(&mut self, from: [f64; 2], to: [f64; 2], ink: Ink) {
        self.shapes.push(Shape::Line {
            points: vec![from, to],
            width: 1.0,
            ink,
            dash: Dash::Solid,
        });
    }

    /// A filled rectangle.
    pub(super) fn rect(&mut self, at: [f64; 2], size: [f64; 2], fill: Ink) {
        self.shapes.push(Shape::Rect { at, size, fill });
    }
}

/// The usual size of text.
pub(super) const TEXT: f64 = 12.0;

/// About how wide a text is in the sans that files are written for.
pub(super) fn width_of(text: &str, size: f64) -> f64 {
    let share = |letter: char| match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '\u{2009}' => 0.27,
        't' | 'f' | 'r' | ' ' | '(' | ')' | '[' | ']' | '/' | '1' => 0.38,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.88,
        letter if letter.is_uppercase() || letter.is_ascii_digit() => 0.65,
        _ => 0.58,
    };
    size * text.chars().map(share).sum::<f64>()
}
