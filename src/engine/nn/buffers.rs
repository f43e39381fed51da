//! Buffers for activations and gradients, lent and given back, so that steps allocate nothing.
//!
//! A buffer keeps its shape for life: its border was zeroed once and everyone leaves it zero.

use super::Shape;
use crate::math::layers::Layout;

/// The buffers that nobody uses at the moment.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    /// Border of every picture's buffer.
    border: usize,
    free: Vec<(Shape, Vec<Vec<f32>>)>,
}

impl Buffers {
    /// No buffers yet; pictures will have borders of `border` pixels.
    pub fn new(border: usize) -> Self {
        Self {
            border,
            free: Vec::new(),
        }
    }

    /// How `count` examples of `shape` lie in a buffer. Vectors have no border.
    pub fn layout(&self, shape: Shape, count: usize) -> Layout {
        Layout {
            count,
            height: shape.height,
            width: shape.width,
            channels: shape.channels,
            border: if shape.is_vector() { 0 } else { self.border },
        }
    }

    /// A buffer of exactly `count` examples; the border is zero, the rest unspecified.
    pub fn take(&mut self, shape: Shape, count: usize) -> Vec<f32> {
        let length = self.layout(shape, count).len();
        let shelf = self.free.iter_mut().find(|(of, _)| *of == shape);
        let mut buffer = shelf.and_then(|(_, shelf)| shelf.pop()).unwrap_or_default();
        if buffer.len() < length && buffer.capacity() < length {
            // Fresh zeroed pages cost nothing until they are touched; growing would copy.
            return vec![0.0; length];
        }
        buffer.resize(length, 0.0);
        buffer
    }

    /// Gives a buffer back.
    pub fn give(&mut self, shape: Shape, buffer: Vec<f32>) {
        match self.free.iter_mut().find(|(of, _)| *of == shape) {
            Some((_, shelf)) => shelf.push(buffer),
            None => self.free.push((shape, vec![buffer])),
        }
    }
}
