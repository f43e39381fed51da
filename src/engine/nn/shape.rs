//! The shape of one example at one point of a network.

use std::fmt;

use crate::say;
use crate::words::Text;

/// So many channels, in words.
pub fn in_words(channels: usize) -> Text {
    match channels {
        1 => say!("1 channel"),
        _ => say!("{} channels", channels),
    }
}

/// The shape of one example: `channels` × `height` × `width`. A plain vector of n numbers is n × 1 × 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Channels, or features of a vector.
    pub channels: usize,
    /// Height in pixels.
    pub height: usize,
    /// Width in pixels.
    pub width: usize,
}

impl Shape {
    /// A picture's shape.
    pub const fn new(channels: usize, height: usize, width: usize) -> Self {
        Self {
            channels,
            height,
            width,
        }
    }

    /// A vector's shape.
    pub const fn vector(features: usize) -> Self {
        Self::new(features, 1, 1)
    }

    /// Numbers per example.
    pub const fn size(self) -> usize {
        self.channels * self.height * self.width
    }

    /// Positions per channel.
    pub const fn area(self) -> usize {
        self.height * self.width
    }

    /// Whether this is a plain vector.
    pub const fn is_vector(self) -> bool {
        self.height == 1 && self.width == 1
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_vector() {
            write!(f, "{}", self.channels)
        } else {
            write!(f, "{}×{}×{}", self.channels, self.height, self.width)
        }
    }
}

/// As it is shown.
impl From<Shape> for Text {
    fn from(shape: Shape) -> Self {
        shape.to_string().into()
    }
}
