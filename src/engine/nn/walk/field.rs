//! Receptive fields: what part of the network's input a value depends on.

use super::super::Shape;
use super::super::layers::Reach;

/// What one value sees of the network's input, in input pixels.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Side of the square seen by one number.
    pub size: f64,
    /// Distance between the squares of neighbouring pixels.
    pub step: f64,
    /// What all numbers of a vector see beyond what one does.
    pub spread: f64,
}

impl Field {
    /// What the network's input sees: itself.
    pub const START: Self = Self {
        size: 1.0,
        step: 1.0,
        spread: 0.0,
    };

    /// What is seen behind a layer whose input has `shape`; `whole` is the longer side of the network's input.
    pub fn through(self, reach: Reach, shape: Shape, whole: f64) -> Self {
        let across = (shape.height.max(shape.width) - 1) as f64 * self.step;
        match reach {
            Reach::Window { size, step } => Self {
                size: self.size + (size - 1.0) * self.step,
                step: self.step * step,
                ..self
            },
            Reach::Everything => Self {
                size: (self.size + across + self.spread).min(whole),
                spread: 0.0,
                ..self
            },
            Reach::Scattered => Self {
                spread: self.spread + across,
                ..self
            },
        }
    }

    /// What is seen where two values meet.
    pub fn with(self, other: Self) -> Self {
        Self {
            size: self.size.max(other.size),
            step: self.step.max(other.step),
            spread: self.spread.max(other.spread),
        }
    }
}
