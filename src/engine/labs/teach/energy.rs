//! The energy of a classical denoiser in the place of a clean picture.

use crate::nn::loss::Loss;
use crate::nn::{Target, Tensor};
use crate::setting::{Adjust, Setting, SettingError, Value};

/// Within so much of nothing a gradient counts as none, of the range 0..1: the energy is smooth there.
const SMOOTH: f32 = 1e-3;

/// Total variation's energy, twice: mean of (f(y) − y)² + 2 λ √(|∇ f(y)|² + ε²), y the noisy picture, which is the
/// target. A network that brings it down for many pictures has learned to do in one pass what a solver does for each.
/// It is of labs only: nobody sets it.
///
/// Sources: Rudin, Osher and Fatemi 1992, doi:10.1016/0167-2789(92)90242-F.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::labs) struct Energy {
    /// λ, in the unit of the pixels, 0..1.
    pub(in crate::labs) weight: f32,
}

impl Adjust for Energy {
    fn id(&self) -> &'static str {
        "energy"
    }

    fn label(&self) -> &'static str {
        "Total variation's energy"
    }

    fn help(&self) -> &'static str {
        "The distance to the noisy picture, and how much the answer wavers."
    }

    fn settings(&self) -> &'static [Setting] {
        &[]
    }

    fn get(&self, _: &str) -> Option<Value> {
        None
    }

    fn set(&mut self, key: &str, _: Value) -> Result<(), SettingError> {
        Err(SettingError::Key {
            key: key.into(),
            nearest: None,
        })
    }
}

impl Loss for Energy {
    fn classifies(&self) -> bool {
        false
    }

    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64 {
        let Target::Values(target) = target else {
            unreachable!("it is asked about pictures only")
        };
        gradient.reshape(answer.count, answer.shape);
        let all = answer.data.len().max(1) as f32;
        let mut sum = 0.0;
        let pairs = answer.data.iter().zip(&target.data);
        for (to, (x, y)) in gradient.data.iter_mut().zip(pairs) {
            *to = 2.0 * (x - y) / all;
            sum += f64::from((x - y).powi(2));
        }
        let shape = answer.shape;
        // One number of a channel lies beside those of the other channels.
        let (right, below) = (shape.channels, shape.channels * shape.width);
        for at in 0..answer.count {
            let picture = answer.example(at);
            let to = gradient.example_mut(at);
            for index in 0..picture.len() {
                let (row, column) = (index / below, index % below / right);
                // Beyond the border the picture goes on as it is.
                let step = |ahead: bool, by: usize| match ahead {
                    true => picture[index + by] - picture[index],
                    false => 0.0,
                };
                let across = step(column + 1 < shape.width, right);
                let down = step(row + 1 < shape.height, below);
                let length = (across * across + down * down + SMOOTH * SMOOTH).sqrt();
                sum += f64::from(2.0 * self.weight * length);
                let slope = 2.0 * self.weight / (length * all);
                to[index] -= slope * (across + down);
                if column + 1 < shape.width {
                    to[index + right] += slope * across;
                }
                if row + 1 < shape.height {
                    to[index + below] += slope * down;
                }
            }
        }
        sum / f64::from(all)
    }
}
