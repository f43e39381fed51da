//! The classical way: normalised cross-correlation with the mean target, in many directions.
//!
//! `r = max_k Σ t_k · (x − x̄) / ‖x − x̄‖` over the window, with templates t_k of mean 0 and length 1. Each is the mean
//! of training targets in that direction, on training ground. Cost: pixels × template × directions; the sums are one
//! convolution with fixed weights. Source: Turin 1960, doi:10.1109/TIT.1960.1057571 (matched filter); Lewis 1995, Fast
//! normalized cross-correlation, Vision Interface.

use std::sync::Arc;

use super::Objects;
use super::draw::{posed, put};
use super::find::{Map, cut};
use super::scene::{large, stream};
use crate::data::Shelf;
use crate::image::Image;
use crate::nn::{Architecture, Mode, Model, NamedTensor, Network, Tensor};
use crate::say;
use crate::train::TrainError;

/// Side of a template, in pixels.
const SIDE: usize = 22;
/// Directions.
const DIRECTIONS: usize = 24;
/// Training targets of which a template is the mean.
const EACH: usize = 60;
/// Pixels from one score to the next.
const STEP: usize = 2;
/// Ground round a target that is made.
const GROUND: usize = 40;
/// A window whose pixels vary less than this (standard deviation) answers as if they varied so much.
const FLAT: f32 = 0.01;

/// Templates, one a direction.
pub(super) struct Filter {
    model: Model,
    #[cfg(test)]
    pub(super) templates: Vec<Vec<f32>>,
}

/// Subtracts the mean and makes the length 1.
fn normalise(window: &mut [f32]) {
    let mean = window.iter().sum::<f32>() / window.len() as f32;
    window.iter_mut().for_each(|value| *value -= mean);
    let length = window.iter().map(|value| value * value).sum::<f32>().sqrt();
    let length = length.max(1e-6);
    window.iter_mut().for_each(|value| *value /= length);
}

impl Objects {
    /// The filter, from training photographs.
    ///
    /// # Errors
    /// [`TrainError`], when there are none.
    pub(super) fn filter(&self, seed: u64, shelf: &dyn Shelf) -> Result<Filter, TrainError> {
        let photos = shelf.training_photos()?;
        let photos: Vec<_> = photos
            .iter()
            .filter(|photo| large(photo.height(), photo.width()))
            .map(|photo| photo.gray().to_image())
            .collect();
        let templates: Vec<Vec<f32>> = (0..DIRECTIONS)
            .map(|direction| self.template(direction, &photos, seed))
            .collect();
        let text =
            format!("conv {DIRECTIONS} {SIDE}x{SIDE} padding=valid bias=false stride={STEP}");
        let architecture = Architecture::from_text(&text).map_err(|_| {
            TrainError::Mismatch(say!(
                "the filter cannot be written; build the program again"
            ))
        })?;
        let name = format!("{}.weight", architecture.rows[0].id);
        let weights = NamedTensor {
            name,
            shape: vec![DIRECTIONS, SIDE, SIDE, 1],
            values: templates.concat(),
        };
        Ok(Filter {
            model: Model {
                architecture: Arc::new(architecture),
                channels: 1,
                weights: Arc::new(vec![weights]),
            },
            #[cfg(test)]
            templates,
        })
    }

    fn template(&self, direction: usize, photos: &[Image], seed: u64) -> Vec<f32> {
        let mut random = stream(seed, 3, direction);
        let mut sum = vec![0.0; SIDE * SIDE];
        for _ in 0..EACH {
            let photo = &photos[random.below(photos.len())];
            let [top, left] =
                [photo.height(), photo.width()].map(|side| random.below(side - GROUND + 1));
            let mut ground = photo.crop(top, left, GROUND, GROUND);
            let middle = [(GROUND / 2) as f32; 2];
            let mut pose = posed(middle, self.contrast / 100.0, &mut random);
            pose.angle = std::f32::consts::TAU * direction as f32 / DIRECTIONS as f32;
            put(&mut ground, self.target.thing(), &pose);
            let mut window = cut(&ground, middle, SIDE).pixels().to_vec();
            normalise(&mut window);
            sum.iter_mut()
                .zip(&window)
                .for_each(|(sum, value)| *sum += value);
        }
        normalise(&mut sum);
        sum
    }
}

impl Filter {
    /// The best correlation over all directions, −1..1, over a grey picture.
    ///
    /// # Errors
    /// [`TrainError`], when the picture is smaller than a template.
    pub(super) fn map(&self, image: &Image) -> Result<Map, TrainError> {
        let (_, height, width) = image.dim();
        let mut network = Network::from_model(&self.model, height, width)
            .map_err(|error| TrainError::Mismatch(error.text()))?;
        let answer = network.forward(&Tensor::from_image(image), Mode::Evaluate);
        let columns = answer.shape.width;
        let spread = spreads(image, columns, answer.shape.height);
        let sums = answer.example(0).chunks_exact(DIRECTIONS);
        let best = sums.map(|all| all.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        Ok(Map {
            columns,
            values: best
                .zip(spread)
                .map(|(best, spread)| best / spread)
                .collect(),
            first: (SIDE / 2) as f32,
            step: STEP as f32,
        })
    }
}

/// ‖x − x̄‖ of each window, by sums from the upper left corner.
fn spreads(image: &Image, columns: usize, rows: usize) -> Vec<f32> {
    let (_, height, width) = image.dim();
    let across = width + 1;
    let mut sums = vec![[0.0_f64; 2]; (height + 1) * across];
    for y in 0..height {
        for x in 0..width {
            let value = f64::from(image.array()[[0, y, x]]);
            let [above, left, corner] =
                [y * across + x + 1, (y + 1) * across + x, y * across + x].map(|at| sums[at]);
            let own = [value, value * value];
            sums[(y + 1) * across + x + 1] =
                [0, 1].map(|power| own[power] + above[power] + left[power] - corner[power]);
        }
    }
    let area = (SIDE * SIDE) as f64;
    let window = |at: usize| {
        let [y, x] = [STEP * (at / columns), STEP * (at % columns)];
        let [sum, squares] = [0, 1].map(|power| {
            let of = |y: usize, x: usize| sums[y * across + x][power];
            of(y + SIDE, x + SIDE) - of(y, x + SIDE) - of(y + SIDE, x) + of(y, x)
        });
        let spread = (squares - sum * sum / area).max(0.0).sqrt() as f32;
        spread.max(FLAT * SIDE as f32)
    };
    (0..rows * columns).map(window).collect()
}
