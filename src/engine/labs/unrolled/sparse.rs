//! ISTA and LISTA: the sparse code of a patch, by iteration or by a network.
//!
//! ```text
//! z ← soft(z + Dᵀ(y − D z) / L, c σ / L),   soft(x, θ) = relu(x − θ) − relu(−x − θ),   L the largest eigenvalue of DᵀD
//! ```
//!
//! With u = (z⁺, z⁻) this is a network of rectifiers: u ← relu(W y + S u − θ), W = (Dᵀ, −Dᵀ)/L, S = ±(I − DᵀD/L), and
//! the answer is (D, −D) u. D: cosines, more than a patch has pixels. A patch's mean is taken off before and added
//! after; the answers of overlapping patches are averaged. Sources: Daubechies, Defrise and De Mol 2004,
//! doi:10.1002/cpa.20042 (ISTA); Gregor and LeCun 2010 (LISTA), which learns W, S and θ; ours also learns D.

use std::f64::consts::PI;

use super::kin::Kin;
use crate::data::Batch;
use crate::image::Image;
use crate::labs::teach::Patches;
use crate::nn::{Mode, Network, Shape, Tensor};
use crate::train::TrainError;

/// Side of a patch, and its pixels.
const SIDE: usize = 8;
const PIXELS: usize = SIDE * SIDE;
/// Pixels between two patches of a picture.
const APART: usize = 2;
/// Rounds of the power method.
const ROUNDS: usize = 100;

/// Sparse codes over cosines.
pub(super) struct Sparse {
    /// Atom after atom, each of length 1 and without a mean.
    atoms: Vec<[f32; PIXELS]>,
    /// Largest eigenvalue of DᵀD.
    largest: f32,
    sigma: f32,
}

impl Sparse {
    /// With `across`² − 1 atoms, for noise of `sigma`, 0..1.
    pub(super) fn new(across: usize, sigma: f32) -> Self {
        let line = |number: usize| -> [f64; SIDE] {
            let mut wave = [0.0; SIDE];
            for (at, value) in wave.iter_mut().enumerate() {
                *value = (PI * number as f64 * (at as f64 + 0.5) / across as f64).cos();
            }
            if number > 0 {
                let mean = wave.iter().sum::<f64>() / SIDE as f64;
                wave.iter_mut().for_each(|value| *value -= mean);
            }
            wave
        };
        let mut atoms = Vec::new();
        for number in 1..across * across {
            let (down, right) = (line(number / across), line(number % across));
            let mut atom = [0.0; PIXELS];
            for (at, value) in atom.iter_mut().enumerate() {
                *value = (down[at / SIDE] * right[at % SIDE]) as f32;
            }
            let length = atom.iter().map(|one| one * one).sum::<f32>().sqrt();
            atom.iter_mut().for_each(|value| *value /= length);
            atoms.push(atom);
        }
        let mut sparse = Self {
            atoms,
            largest: 1.0,
            sigma,
        };
        sparse.largest = sparse.power();
        sparse
    }

    /// The largest eigenvalue of DDᵀ, which is that of DᵀD.
    fn power(&self) -> f32 {
        let mut way = [0.0_f32; PIXELS];
        // Any patch that is orthogonal to none of the eigenvectors but by chance.
        for (at, value) in way.iter_mut().enumerate() {
            *value = ((7 * at + 3) % 11) as f32 - 5.0;
        }
        let mut length = 1.0;
        for _ in 0..ROUNDS {
            let mut next = [0.0_f32; PIXELS];
            for atom in &self.atoms {
                let share: f32 = atom.iter().zip(&way).map(|(a, b)| a * b).sum();
                next.iter_mut()
                    .zip(atom)
                    .for_each(|(to, a)| *to += share * a);
            }
            length = next.iter().map(|one| one * one).sum::<f32>().sqrt();
            way = next.map(|value| value / length.max(1e-12));
        }
        length
    }

    /// Numbers of a code: each atom for and against.
    fn units(&self) -> usize {
        2 * self.atoms.len()
    }

    /// Atom of a number of the code, with its sign.
    fn atom(&self, unit: usize) -> (f32, &[f32; PIXELS]) {
        let count = self.atoms.len();
        match unit < count {
            true => (1.0, &self.atoms[unit]),
            false => (-1.0, &self.atoms[unit - count]),
        }
    }
}

/// The mean of numbers.
fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

impl Kin for Sparse {
    fn patch(&self) -> usize {
        SIDE
    }

    fn shape(&self) -> Shape {
        Shape::vector(PIXELS)
    }

    fn batches(&self) -> [usize; 2] {
        [128, 512]
    }

    fn rate(&self) -> [f32; 2] {
        [1e-3, 0.0]
    }

    fn tunings(&self) -> Vec<[f32; 2]> {
        let factors = [0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8];
        factors.map(|factor| [factor, 0.0]).to_vec()
    }

    fn rows(&self, stages: usize, tied: bool) -> String {
        let units = self.units();
        let mut rows = vec![format!("dense {units}"), "relu".to_owned()];
        for stage in 1..stages {
            let tie = match tied && stage > 1 {
                true => " tie 3",
                false => "",
            };
            rows.push(format!("dense {units} bias=false{tie}"));
            let code = rows.len();
            if tied {
                rows.push("relu add 1".into());
            } else {
                rows.push(format!("dense {units} from input"));
                rows.push(format!("relu add {code}"));
            }
        }
        rows.push(format!("dense {PIXELS} bias=false"));
        rows.join("\n")
    }

    fn solver(&self, [factor, _]: [f32; 2], shape: &[usize]) -> Vec<f32> {
        let units = self.units();
        let entry = |row: usize, column: usize| match shape[..] {
            // S: a number stays but for what its atom shares with the others.
            [_, across] if across == units => {
                let ((s, a), (t, b)) = (self.atom(row), self.atom(column));
                let shared: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                let same = f32::from(row % self.atoms.len() == column % self.atoms.len());
                s * t * (same - shared / self.largest)
            }
            [_, _] => {
                let (sign, atom) = self.atom(row);
                sign * atom[column] / self.largest
            }
            _ => -factor * self.sigma / self.largest,
        };
        match shape[..] {
            // D, read from the code to the pixels.
            [rows, across] if rows == PIXELS && across == units => (0..rows * across)
                .map(|at| {
                    let (sign, atom) = self.atom(at % across);
                    sign * atom[at / across]
                })
                .collect(),
            [rows, across] => {
                let places = (0..rows * across).map(|at| (at / across, at % across));
                places.map(|(row, column)| entry(row, column)).collect()
            }
            _ => vec![entry(0, 0); shape.iter().product()],
        }
    }

    fn fill(&self, patches: &Patches, batch: &mut Batch) {
        let (input, target) = batch.ask_for_itself();
        let count = patches.noisy.count;
        input.reshape(count, self.shape());
        target.reshape(count, self.shape());
        for at in 0..count {
            let (noisy, clean) = (patches.noisy.example(at), patches.clean.example(at));
            let mean = mean(noisy);
            let take = |to: &mut [f32], from: &[f32]| {
                to.iter_mut()
                    .zip(from)
                    .for_each(|(to, from)| *to = from - mean);
            };
            take(input.example_mut(at), noisy);
            take(target.example_mut(at), clean);
        }
    }

    fn clean(
        &self,
        noisy: &Image,
        network: &dyn Fn(Shape) -> Result<Network, TrainError>,
    ) -> Result<Image, TrainError> {
        let (_, height, width) = noisy.dim();
        let starts = |length: usize| -> Vec<usize> {
            let last = length - SIDE;
            let mut all: Vec<usize> = (0..=last).step_by(APART).collect();
            if all.last() != Some(&last) {
                all.push(last);
            }
            all
        };
        let mut places = Vec::new();
        for top in starts(height) {
            places.extend(starts(width).into_iter().map(|left| (top, left)));
        }
        let mut input = Tensor::zeros(places.len(), self.shape());
        let pixels = noisy.pixels();
        let mut means = Vec::new();
        for (at, (top, left)) in places.iter().enumerate() {
            let patch = input.example_mut(at);
            for (y, row) in patch.chunks_exact_mut(SIDE).enumerate() {
                let from = (top + y) * width + left;
                row.copy_from_slice(&pixels[from..from + SIDE]);
            }
            let mean = mean(patch);
            patch.iter_mut().for_each(|value| *value -= mean);
            means.push(mean);
        }
        let mut network = network(self.shape())?;
        let answer = network.forward(&input, Mode::Evaluate);
        let [mut sums, mut counts] = [0; 2].map(|_| vec![0.0_f32; height * width]);
        for (at, (top, left)) in places.iter().enumerate() {
            for (place, value) in answer.example(at).iter().enumerate() {
                let to = (top + place / SIDE) * width + left + place % SIDE;
                sums[to] += value + means[at];
                counts[to] += 1.0;
            }
        }
        Ok(Image::from_fn(1, height, width, |_, y, x| {
            sums[y * width + x] / counts[y * width + x]
        }))
    }
}
