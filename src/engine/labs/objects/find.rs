//! From a picture to finds: a map of scores over it, and its peaks, each the largest of its surroundings.

use super::scene::{PATCH, distance};
use crate::image::Image;
use crate::nn::{Mode, Model, Network, Tensor};
use crate::train::TrainError;

/// Pixels from one score of a network's map to the next: it halves twice.
pub(super) const STEP: usize = 4;
/// Two finds are so many pixels apart at least: what is nearer to a larger peak is suppressed.
const SUPPRESSED: f32 = 12.0;
/// Finds of a picture at most.
const MOST: usize = 150;

/// The patch classifier. No layer pads, so that it answers a whole picture with the very numbers that it has for each
/// of its patches.
pub(super) const NETWORK: &str = "conv 12 3x3 padding=valid; relu; max-pool; conv 24 3x3 padding=valid; relu; \
    max-pool; conv 96 5x5 padding=valid; relu; conv 2 1x1";

/// Scores over a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Map {
    pub(super) columns: usize,
    /// Row after row.
    pub(super) values: Vec<f32>,
    /// The place of the first score, and pixels from one to the next.
    pub(super) first: f32,
    pub(super) step: f32,
}

/// A peak of a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Find {
    /// Row and column, in pixels.
    pub(super) at: [f32; 2],
    pub(super) score: f32,
}

impl Map {
    /// The place of a score.
    fn place(&self, at: usize) -> [f32; 2] {
        let place = |number: usize| self.first + self.step * number as f32;
        [
            place(at / self.columns.max(1)),
            place(at % self.columns.max(1)),
        ]
    }

    /// Its peaks, the highest first: greedily, each suppresses what is near.
    pub(super) fn peaks(&self) -> Vec<Find> {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by(|a, b| self.values[*b].total_cmp(&self.values[*a]));
        let mut finds: Vec<Find> = Vec::new();
        for at in order {
            if finds.len() == MOST {
                break;
            }
            let place = self.place(at);
            if finds
                .iter()
                .all(|find| distance(find.at, place) >= SUPPRESSED)
            {
                finds.push(Find {
                    at: place,
                    score: self.values[at],
                });
            }
        }
        finds
    }
}

/// How sure the network is of a target at each place, 0..1: the whole picture in one pass. `seen` is the picture as the
/// network was taught to see it.
///
/// # Errors
/// [`TrainError`], when the picture is smaller than a patch.
pub(super) fn heat(model: &Model, seen: &Tensor) -> Result<Map, TrainError> {
    let shape = seen.shape;
    let mut network = Network::from_model(model, shape.height, shape.width)
        .map_err(|error| TrainError::Mismatch(error.text()))?;
    let answer = network.forward(seen, Mode::Evaluate);
    let scores = answer.example(0).chunks_exact(2);
    let sure = scores.map(|pair| 1.0 / (1.0 + (pair[0] - pair[1]).exp()));
    Ok(Map {
        columns: answer.shape.width,
        values: sure.collect(),
        first: (PATCH / 2) as f32,
        step: STEP as f32,
    })
}

/// The square of `side` pixels round a place, moved inward at the border.
pub(super) fn cut(image: &Image, at: [f32; 2], side: usize) -> Image {
    let (_, height, width) = image.dim();
    let corner = |middle: f32, size: usize| {
        let from = (middle - (side / 2) as f32).round().max(0.0) as usize;
        from.min(size - side)
    };
    image.crop(corner(at[0], height), corner(at[1], width), side, side)
}
