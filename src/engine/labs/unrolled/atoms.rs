//! K-SVD and what it becomes: sparse codes of all overlapping patches over atoms that were learned, averaged where the
//! patches overlap.
//!
//! ```text
//! z ← φ(Dᵀ y_p / L + (I − DᵀD / L) z) for each patch y_p,   φ = soft(·, c σ / L),   answer: the mean of all D z
//! ```
//!
//! As a network over pictures: Dᵀ is a convolution with one channel for each atom, I − DᵀD/L one of 1 × 1, φ a curve
//! for each channel, and the mean over patches a convolution with the atoms turned round. What is learned is judged
//! after the averaging. One channel more holds a patch's mean, which passes as it is. Sources: Aharon, Elad and
//! Bruckstein 2006, doi:10.1109/TSP.2006.881199 (K-SVD); Scetbon, Elad and Milanfar 2021,
//! doi:10.1109/TIP.2021.3090531 (deep K-SVD; its network that sets the threshold of each patch is a learned curve
//! here).

use super::kin::Kin;
use crate::data::Batch;
use crate::denoise::Watch;
use crate::denoise::methods::LearnedAtoms;
use crate::image::Image;
use crate::labs::Desk;
use crate::labs::teach::{Patches, Pool};
use crate::nn::{Mode, Network, Shape, Tensor};
use crate::say;
use crate::train::TrainError;

/// Side of a patch that is coded, and its pixels.
const SIDE: usize = 8;
const PIXELS: usize = SIDE * SIDE;
/// Pixels of a border that answers lack.
const BORDER: usize = SIDE - 1;
/// Side of a piece of a photograph that is learned from.
const PIECE: usize = 32;
/// Knots of a curve, and the place of its last.
const KNOTS: usize = 121;
const REACH: f32 = 0.6;
/// The mean over patches is taken half by the atoms and half by a last number: a step of learning changes all numbers
/// by about as much, so none may be much smaller than the others.
const SHARE: f32 = 1.0 / 16.0;
/// Pieces that the atoms are learned from, and rounds.
const PIECES: usize = 400;
const TURNS: usize = 10;
/// The step whose pieces the atoms are learned from: no training comes so far.
const LEARNED_ON: u64 = 1 << 41;
/// Rounds of the power method.
const ROUNDS: usize = 100;

/// Sparse codes over learned atoms.
pub(super) struct Atoms {
    /// The constant one first, then those that were learned; each of length 1.
    atoms: Vec<[f32; PIXELS]>,
    /// DᵀD, row after row.
    products: Vec<f32>,
    /// The largest eigenvalue of that.
    largest: f32,
    sigma: f32,
}

impl Atoms {
    /// Learns so many atoms by K-SVD, from photographs that are learned from, for noise of `sigma`, 0..1.
    ///
    /// # Errors
    /// When it is stopped.
    pub(super) fn learned(
        count: usize,
        sigma: f32,
        pool: &Pool<'_>,
        desk: &Desk<'_>,
    ) -> Result<Self, TrainError> {
        let mut pieces = Patches::default();
        pool.draw(LEARNED_ON, PIECES, &mut pieces);
        let mut taught = Vec::new();
        for piece in 0..PIECES {
            let pixels = pieces.clean.example(piece);
            for place in 0..(PIECE / SIDE).pow(2) {
                let (top, left) = (place / (PIECE / SIDE) * SIDE, place % (PIECE / SIDE) * SIDE);
                let pixel = |at: usize| pixels[(top + at / SIDE) * PIECE + left + at % SIDE];
                let patch: [f32; PIXELS] = std::array::from_fn(pixel);
                let mean = patch.iter().sum::<f32>() / PIXELS as f32;
                taught.push(patch.map(|value| value - mean));
            }
        }
        let quiet = Watch::from(desk.progress()).silent();
        let learned = LearnedAtoms::taught(&taught, taught.clone(), TURNS, &quiet);
        let learned =
            learned.map_err(|error| TrainError::Mismatch(say!("{}", error.to_string())))?;
        Ok(Self::new(learned.strongest(count), sigma))
    }

    /// With these atoms, without a mean.
    pub(super) fn new(learned: Vec<[f32; PIXELS]>, sigma: f32) -> Self {
        let mut atoms = vec![[1.0 / SIDE as f32; PIXELS]];
        atoms.extend(learned);
        let product =
            |a: &[f32; PIXELS], b: &[f32; PIXELS]| a.iter().zip(b).map(|(a, b)| a * b).sum();
        let row = |a: &[f32; PIXELS]| -> Vec<f32> { atoms.iter().map(|b| product(a, b)).collect() };
        let products: Vec<f32> = atoms.iter().flat_map(row).collect();
        let mut largest = 1.0;
        let mut way: Vec<f32> = (0..atoms.len())
            .map(|at| ((7 * at + 3) % 11) as f32 - 5.0)
            .collect();
        for _ in 0..ROUNDS {
            let rows = products.chunks_exact(atoms.len());
            let next = rows.map(|row| row.iter().zip(&way).map(|(a, b)| a * b).sum::<f32>());
            let next: Vec<f32> = next.collect();
            largest = next
                .iter()
                .map(|one| one * one)
                .sum::<f32>()
                .sqrt()
                .max(1e-12);
            way = next.into_iter().map(|value| value / largest).collect();
        }
        Self {
            atoms,
            products,
            largest,
            sigma,
        }
    }

    /// Without atoms: what networks that have theirs need to clean pictures.
    pub(super) fn none() -> Self {
        Self::new(Vec::new(), 0.0)
    }
}

impl Kin for Atoms {
    fn patch(&self) -> usize {
        PIECE
    }

    fn shape(&self) -> Shape {
        Shape::new(1, PIECE, PIECE)
    }

    fn batches(&self) -> [usize; 2] {
        [4, 12]
    }

    fn rate(&self) -> [f32; 2] {
        [3e-4, 0.05]
    }

    fn tunings(&self) -> Vec<[f32; 2]> {
        let factors = [0.35, 0.5, 0.7, 1.0, 1.4, 2.0];
        factors.map(|factor| [factor, 0.0]).to_vec()
    }

    fn rows(&self, stages: usize, tied: bool) -> String {
        let count = self.atoms.len();
        let mut rows = vec![
            format!("conv {count} {SIDE}x{SIDE} padding=valid bias=false"),
            format!("curve {KNOTS} reach={REACH}"),
        ];
        for stage in 1..stages {
            let tie = |row: usize, first: usize| match tied && stage >= first {
                true => format!(" tie {row}"),
                false => String::new(),
            };
            rows.push(format!("conv {count} 1x1 bias=false{}", tie(3, 2)));
            rows.push(format!("curve {KNOTS} reach={REACH} add 1{}", tie(2, 1)));
        }
        rows.push(format!("conv 1 {SIDE}x{SIDE} padding=valid bias=false"));
        rows.push("conv 1 1x1 bias=false".into());
        rows.join("\n")
    }

    fn solver(&self, [factor, _]: [f32; 2], shape: &[usize]) -> Vec<f32> {
        let count = self.atoms.len();
        let size: usize = shape.iter().product();
        let limit = factor * self.sigma / self.largest;
        // The mean, number 0, is known at once and passes as it is.
        let step = |number: usize| if number == 0 { 1.0 } else { 1.0 / self.largest };
        let value = |at: usize| match shape[..] {
            [1, 1, 1, 1] => SHARE,
            [1, height, ..] if height == SIDE && size == count * PIXELS => {
                // From codes to pixels: a kernel runs over the patches that hold a pixel, from the last of them on.
                let (pixel, atom) = (at / count, at % count);
                self.atoms[atom][PIXELS - 1 - pixel] / PIXELS as f32 / SHARE
            }
            [_, height, ..] if height == SIDE => {
                let (atom, pixel) = (at / PIXELS, at % PIXELS);
                step(atom) * self.atoms[atom][pixel]
            }
            [_, KNOTS] => {
                let (atom, knot) = (at / KNOTS, at % KNOTS);
                let x = REACH * (2.0 * knot as f32 / (KNOTS - 1) as f32 - 1.0);
                match atom {
                    0 => x,
                    _ => x.signum() * (x.abs() - limit).max(0.0),
                }
            }
            _ => {
                let (to, from) = (at / count, at % count);
                match to == 0 || from == 0 {
                    true => 0.0,
                    false => f32::from(to == from) - self.products[at] / self.largest,
                }
            }
        };
        (0..size).map(value).collect()
    }

    fn fill(&self, patches: &Patches, batch: &mut Batch) {
        let (input, target) = batch.ask_for_itself();
        let (count, inner) = (patches.noisy.count, PIECE - 2 * BORDER);
        input.reshape(count, self.shape());
        input.data.copy_from_slice(&patches.noisy.data);
        target.reshape(count, Shape::new(1, inner, inner));
        for at in 0..count {
            let rows = patches.clean.example(at).chunks_exact(PIECE).skip(BORDER);
            for (to, from) in target.example_mut(at).chunks_exact_mut(inner).zip(rows) {
                to.copy_from_slice(&from[BORDER..BORDER + inner]);
            }
        }
    }

    fn clean(
        &self,
        noisy: &Image,
        network: &dyn Fn(Shape) -> Result<Network, TrainError>,
    ) -> Result<Image, TrainError> {
        let (_, height, width) = noisy.dim();
        // Beyond its border the picture goes on as in a mirror.
        let mirrored = |at: usize, length: usize| {
            let at = at as isize - BORDER as isize;
            let last = length as isize - 1;
            let inside = if at < 0 { -at } else { at };
            (if inside > last {
                2 * last - inside
            } else {
                inside
            })
            .clamp(0, last) as usize
        };
        let shape = Shape::new(1, height + 2 * BORDER, width + 2 * BORDER);
        let mut input = Tensor::zeros(1, shape);
        for (y, row) in input.data.chunks_exact_mut(shape.width).enumerate() {
            let from = mirrored(y, height) * width;
            for (x, value) in row.iter_mut().enumerate() {
                *value = noisy.pixels()[from + mirrored(x, width)];
            }
        }
        let mut network = network(shape)?;
        let answer = network.forward(&input, Mode::Evaluate);
        Ok(Image::from_fn(1, height, width, |_, y, x| {
            answer.data[y * width + x]
        }))
    }
}
