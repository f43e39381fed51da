//! A network as text, a row a line, both ways.
//!
//! ```text
//! conv 32 3x3            # a layer, its first number, its kernel; other settings as key=value
//! relu
//! repeat 4 {             # the lines between, so many times
//!     conv 32 3x3 bias=false
//!     bn                 # short names: bn, fc, pool, in and others
//!     relu
//!     conv 32 3x3
//!     identity add -4    # a second input: what leaves the row four above this one
//! }
//! conv 1 3x3
//! identity from input subtract above
//! ```
//!
//! Rows may also be parted by semicolons, as in `repeat 2 { conv 8; relu }`.
//! Rows are named by their ids: the first line is 1, each one more than the line before, unless it says `7: relu`. A
//! row reads the row above it, or `from` another; `add`, `subtract`, `multiply` and `concat` join a second input, and
//! are a row of their own where no layer stands before them, as in `add -4`; `tie 3` shares the weights of row 3,
//! `tie 3 transposed` runs them backwards; `off conv 8` is switched off and hands on what it reads. A row is named by
//! its id, by `-n` (n rows above), `above` or `input`.

mod print;
mod read;

use std::fmt;

use super::Architecture;
use crate::say;
use crate::words::Text;

/// A mistake in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextMistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, with its cure.
    pub what: Text,
}

impl TextMistake {
    /// Where and what.
    pub fn text(&self) -> Text {
        say!("line {}: {}", self.line, &self.what)
    }
}

impl fmt::Display for TextMistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(formatter)
    }
}

impl Architecture {
    /// The network as text; [`from_text`](Self::from_text) gives back an equal one.
    pub fn to_text(&self) -> String {
        print::text(self)
    }

    /// A network from text.
    ///
    /// # Errors
    /// Every mistake that was found, by line.
    pub fn from_text(text: &str) -> Result<Self, Vec<TextMistake>> {
        read::architecture(text).map(|(network, _)| network)
    }

    /// The same, and for each row the line on which it stands, from 1: rows of a repeated block share their lines.
    ///
    /// # Errors
    /// Every mistake that was found, by line.
    pub fn from_text_by_line(text: &str) -> Result<(Self, Vec<usize>), Vec<TextMistake>> {
        read::architecture(text)
    }
}

/// Short names of layers.
const SHORT: [(&str, &str); 12] = [
    ("bn", "batch-norm"),
    ("gn", "group-norm"),
    ("ln", "layer-norm"),
    ("in", "instance-norm"),
    ("fc", "dense"),
    ("linear", "dense"),
    ("pool", "max-pool"),
    ("deconv", "transposed-conv"),
    ("leaky", "leaky-relu"),
    ("attention", "self-attention"),
    ("shuffle", "pixel-shuffle"),
    ("unshuffle", "pixel-unshuffle"),
];

/// Before the layer of a row that is switched off.
const OFF: &str = "off";

/// The setting that a bare `3x3` sets.
const KERNEL: &str = "kernel";

#[cfg(test)]
mod tests;
