//! Receptive fields: what part of the network's input a value depends on.

use super::super::Shape;
use super::super::layers::Reach;

/// What one value sees of the network's input, in input pixels; down and across, where two numbers stand.
#[derive(Clone, Copy, Debug)]
pub struct ReceptiveField {
    /// Height and width of what is seen by one number.
    pub size: [f64; 2],
    /// Distance between what neighbouring pixels see.
    pub step: f64,
    /// What all numbers of a vector see beyond what one does.
    pub spread: [f64; 2],
}

impl ReceptiveField {
    /// What the network's input sees: itself.
    pub const START: Self = Self {
        size: [1.0; 2],
        step: 1.0,
        spread: [0.0; 2],
    };

    /// What is seen behind a layer whose input has `shape`; `whole` is the network's input.
    pub fn through(self, reach: Reach, shape: Shape, whole: Shape) -> Self {
        let across = [shape.height, shape.width].map(|side| (side - 1) as f64 * self.step);
        let whole = [whole.height as f64, whole.width as f64];
        let each = |work: &dyn Fn(usize) -> f64| [work(0), work(1)];
        match reach {
            Reach::Window { size, step } => Self {
                size: each(&|axis| self.size[axis] + (size[axis] - 1.0) * self.step),
                step: self.step * step,
                ..self
            },
            Reach::Everything => Self {
                size: each(&|axis| {
                    (self.size[axis] + across[axis] + self.spread[axis]).min(whole[axis])
                }),
                spread: [0.0; 2],
                ..self
            },
            Reach::Scattered => Self {
                spread: each(&|axis| self.spread[axis] + across[axis]),
                ..self
            },
        }
    }

    /// What is seen where two values meet.
    pub fn with(self, other: Self) -> Self {
        let larger = |a: [f64; 2], b: [f64; 2]| [a[0].max(b[0]), a[1].max(b[1])];
        Self {
            size: larger(self.size, other.size),
            step: self.step.max(other.step),
            spread: larger(self.spread, other.spread),
        }
    }
}
