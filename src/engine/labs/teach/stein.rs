//! The mean squared error to a clean picture, told by the noisy one alone.

use crate::nn::loss::Loss;
use crate::nn::{Target, Tensor};
use crate::setting::{Adjust, Setting, SettingError, Value};

/// Stein's unbiased estimate of the mean squared error, which needs no clean picture: with y = x + n, n of standard
/// deviation σ, and f the network, it is mean of (f(y) − y)² − σ² + 2 σ² ∂f/∂y; the derivative is that along one
/// direction b of ±1, by a difference: b (f(y + ε b) − f(y)) / ε.
///
/// A batch is twice as long as its examples: the second half are those of the first, a step further. The target
/// holds y, then b. It is of this lab only: nobody sets it.
///
/// Sources: Stein 1981, doi:10.1214/aos/1176345632; Ramani, Blu and Unser 2008, doi:10.1109/TIP.2008.2001404.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::labs) struct Stein {
    /// Standard deviation of the noise, 0..1.
    pub(in crate::labs) sigma: f32,
    /// ε, how far the input is moved.
    pub(in crate::labs) step: f32,
}

impl Adjust for Stein {
    fn id(&self) -> &'static str {
        "stein"
    }

    fn label(&self) -> &'static str {
        "Stein's estimate"
    }

    fn help(&self) -> &'static str {
        "The mean squared error to a clean picture that nobody has, as the noisy one tells it."
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

impl Loss for Stein {
    fn classifies(&self) -> bool {
        false
    }

    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64 {
        let Target::Values(target) = target else {
            unreachable!("it is asked about pictures only")
        };
        gradient.reshape(answer.count, answer.shape);
        let half = answer.data.len() / 2;
        let ((here, there), (seen, way)) = (answer.data.split_at(half), target.data.split_at(half));
        let (down, up) = gradient.data.split_at_mut(half);
        let variance = f64::from(self.sigma).powi(2);
        let slope = 2.0 * self.sigma * self.sigma / self.step;
        let each = 1.0 / half.max(1) as f32;
        let mut sum = 0.0;
        for at in 0..half {
            let apart = here[at] - seen[at];
            let along = slope * way[at];
            sum += f64::from(apart * apart) - variance + f64::from(along * (there[at] - here[at]));
            down[at] = (2.0 * apart - along) * each;
            up[at] = along * each;
        }
        sum / half.max(1) as f64
    }
}
