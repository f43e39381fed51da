//! Diffusion and trained diffusion: grey flows between neighbours, by a law or by one that was learned.
//!
//! ```text
//! u ← u − τ Kᵀ φ(K u),   φ(x) = x / (1 + (x / κ)²)
//! ```
//!
//! K: differences to the right and below. As a network there are more filters, cosines, whose curves are zero while it
//! is the solver; filters and curves may be learned. Curves are straight between [`KNOTS`] knots, the solver's too.
//! Beyond its border a picture is black. Sources: Perona and Malik 1990, doi:10.1109/34.56205; Chen and Pock 2017,
//! doi:10.1109/TPAMI.2016.2596743, with 24 filters or more and a reaction term.

use std::f32::consts::PI;

use super::kin::Kin;
use crate::data::Batch;
use crate::image::Image;
use crate::labs::teach::Patches;
use crate::nn::{Mode, Network, Shape, Tensor};
use crate::train::TrainError;

/// Side of a filter.
const SIDE: usize = 5;
/// Side of a patch that is learned from.
const PATCH: usize = 40;
/// Knots of a curve, and the place of its last.
const KNOTS: usize = 61;
const REACH: f32 = 1.2;

/// Diffusion with filters of 5 × 5 pixels.
pub(super) struct Diffusion {
    filters: usize,
}

impl Diffusion {
    /// With so many filters, two at least.
    pub(super) fn new(filters: usize) -> Self {
        Self {
            filters: filters.max(2),
        }
    }
}

/// Value of a filter at a place: the first two are differences, then come cosines of rising frequency.
fn filter(number: usize, y: usize, x: usize) -> f32 {
    let middle = SIDE / 2;
    let step = |ahead: bool, here: bool| f32::from(ahead) - f32::from(here);
    match number {
        0 => step(y == middle && x == middle + 1, y == middle && x == middle),
        1 => step(y == middle + 1 && x == middle, y == middle && x == middle),
        _ => {
            // From (0, 2) on: those below are flat or hardly more than the differences.
            let number = number + 1;
            let (down, right) = (number / SIDE % SIDE, number % SIDE);
            let wave = |frequency: usize, at: usize| {
                let scale = if frequency == 0 { 1.0_f32 } else { 2.0 };
                let angle = PI * frequency as f32 * (at as f32 + 0.5) / SIDE as f32;
                (scale / SIDE as f32).sqrt() * angle.cos()
            };
            wave(down, y) * wave(right, x)
        }
    }
}

impl Kin for Diffusion {
    fn patch(&self) -> usize {
        PATCH
    }

    fn shape(&self) -> Shape {
        Shape::new(1, PATCH, PATCH)
    }

    fn batches(&self) -> [usize; 2] {
        [4, 12]
    }

    fn rate(&self) -> [f32; 2] {
        [2e-3, 0.05]
    }

    fn tunings(&self) -> Vec<[f32; 2]> {
        let mut all = Vec::new();
        for speed in [0.06, 0.12, 0.18, 0.24] {
            let edges = [0.04, 0.08, 0.14, 0.25, 0.5];
            all.extend(edges.map(|edge| [speed, edge]));
        }
        all
    }

    fn rows(&self, stages: usize, tied: bool) -> String {
        let mut rows: Vec<String> = Vec::new();
        for stage in 0..stages {
            let (first, from) = match (tied && stage > 0, stage) {
                (true, _) => (1, rows.len().to_string()),
                (false, 0) => (1, "input".into()),
                (false, _) => (rows.len() + 1, rows.len().to_string()),
            };
            let tie = |row: usize| match tied && stage > 0 {
                true => format!(" tie {row}"),
                false => String::new(),
            };
            let filters = self.filters;
            rows.push(format!(
                "conv {filters} {SIDE}x{SIDE} bias=false from {from}{}",
                tie(1)
            ));
            rows.push(format!("curve {KNOTS} reach={REACH}{}", tie(2)));
            rows.push(format!(
                "conv 1 {SIDE}x{SIDE} bias=false tie {first} transposed"
            ));
            rows.push(format!("identity add {from}"));
        }
        rows.join("\n")
    }

    fn solver(&self, [speed, edge]: [f32; 2], shape: &[usize]) -> Vec<f32> {
        match shape[..] {
            [filters, height, width, _] => {
                let size = height * width;
                let value = |at: usize| filter(at / size, at % size / width, at % width);
                (0..filters * size).map(value).collect()
            }
            _ => {
                let curve = |at: usize| {
                    let (number, knot) = (at / KNOTS, at % KNOTS);
                    let x = REACH * (2.0 * knot as f32 / (KNOTS - 1) as f32 - 1.0);
                    let law = -speed * x / (1.0 + (x / edge).powi(2));
                    if number < 2 { law } else { 0.0 }
                };
                (0..shape.iter().product()).map(curve).collect()
            }
        }
    }

    fn fill(&self, patches: &Patches, batch: &mut Batch) {
        let (input, target) = batch.ask_for_itself();
        for (to, from) in [(input, &patches.noisy), (target, &patches.clean)] {
            to.reshape(from.count, from.shape);
            to.data.copy_from_slice(&from.data);
        }
    }

    fn clean(
        &self,
        noisy: &Image,
        network: &dyn Fn(Shape) -> Result<Network, TrainError>,
    ) -> Result<Image, TrainError> {
        let (_, height, width) = noisy.dim();
        let shape = Shape::new(1, height, width);
        let mut input = Tensor::zeros(1, shape);
        input.data.copy_from_slice(noisy.pixels());
        let mut network = network(shape)?;
        let answer = network.forward(&input, Mode::Evaluate);
        Ok(Image::from_fn(1, height, width, |_, y, x| {
            answer.data[y * width + x]
        }))
    }
}
