//! Values in the form that a row can read.

use super::rows::Rows;
use super::view::{Axis, View, whole};
use crate::nn::Layer;
use crate::nn::layers::{Flatten, PixelShuffle, PixelUnshuffle};

/// Largest factor of a shuffle.
const LARGEST_FACTOR: usize = 16;

impl Rows {
    /// A value as a picture that a row can read; shuffles become rows.
    pub fn picture(&mut self, view: &View, batch: usize) -> Result<usize, String> {
        if let Some(&value) = self.settled.get(view) {
            return Ok(value);
        }
        let shape = self.shapes[view.value];
        let plain = View::picture(view.value, batch, shape);
        // Sides of one place make no difference.
        if *view == plain || (shape.is_vector() && *view == View::vector(view.value, batch, shape))
        {
            return Ok(view.value);
        }
        let unshuffle = |factor: usize| plain.unshuffled(factor, false).as_ref() == Some(view);
        let shuffle = |factor: usize| plain.shuffled(factor, false).as_ref() == Some(view);
        let layer: Box<dyn Layer> = if let Some(factor) =
            (2..=LARGEST_FACTOR).find(|&f| unshuffle(f))
        {
            Box::new(PixelUnshuffle { factor })
        } else if let Some(factor) = (2..=LARGEST_FACTOR).find(|&f| shuffle(f)) {
            Box::new(PixelShuffle { factor })
        } else {
            return Err(
                "it needs a picture, but what enters is folded in a way that no row makes".into(),
            );
        };
        let value = self.push(layer, view.value, Vec::new())?;
        self.settled.insert(view.clone(), value);
        Ok(value)
    }

    /// A view of vectors, one number after another: a picture is flattened by a row, and the view's order stays.
    pub fn vectors(&mut self, view: &View, batch: usize) -> Result<View, String> {
        let shape = self.shapes[view.value];
        let refused =
            || "it needs one vector for each example, but what enters is folded in another way";
        if view.sides.first() != Some(&whole(Axis::Batch, batch)) {
            return Err(refused().into());
        }
        if shape.is_vector() {
            let dims = [batch, shape.channels];
            return view.folded(&dims).ok_or_else(|| refused().into());
        }
        let flat = View {
            value: view.value,
            sides: Vec::new(),
        };
        let value = match self.settled.get(&flat) {
            Some(&value) => value,
            None => {
                let value = self.push(Box::new(Flatten {}), view.value, Vec::new())?;
                self.settled.insert(flat, value);
                value
            }
        };
        let mut view = view.on(value);
        for atom in view.sides.iter_mut().flatten() {
            let step = match atom.axis {
                Axis::Batch => continue,
                Axis::Channels => 1,
                Axis::Rows => shape.width * shape.channels,
                Axis::Columns => shape.channels,
            };
            atom.axis = Axis::Channels;
            atom.stride *= step;
        }
        view.folded(&[batch, shape.size()])
            .ok_or_else(|| refused().into())
    }
}
