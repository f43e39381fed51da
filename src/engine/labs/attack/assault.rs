//! Attacks on a classifier of pictures whose pixels reach from 0 to 1: small changes that turn its answer.
//!
//! The direction is that of the margin, the strongest other class less the true one. That of cross-entropy in single
//! precision loses half of itself as soon as the network is sure, and the attack seems to fail.
//!
//! Sources: Goodfellow, Shlens and Szegedy 2015, arXiv:1412.6572 (FGSM); Madry, Makelov, Schmidt, Tsipras and Vladu
//! 2018, arXiv:1706.06083 (PGD).

use crate::math::random::Stream;
use crate::nn::{Mode, Network, Tensor};
use crate::train::class_of;

/// How a picture is attacked; no pixel changes by more than ε.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assault {
    /// Each pixel goes up or down by chance.
    Random,
    /// One step along the signs of the gradient.
    Fgsm,
    /// So many small steps from a random start, back into reach after each.
    Pgd(usize),
}

impl Assault {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Random => "random signs",
            Self::Fgsm => "FGSM",
            Self::Pgd(_) => "PGD",
        }
    }

    /// The pictures, attacked.
    pub(super) fn on(
        self,
        network: &mut Network,
        clean: &Tensor,
        classes: &[usize],
        reach: f32,
        random: &mut Stream,
    ) -> Tensor {
        let mut found = clean.clone();
        let sign = |random: &mut Stream| if random.uniform() < 0.5 { -1.0 } else { 1.0 };
        match self {
            Self::Random => {
                let values = found.data.iter_mut();
                values.for_each(|value| *value += reach * sign(random));
            }
            Self::Fgsm => climb(network, &mut found, classes, reach),
            Self::Pgd(steps) => {
                let values = found.data.iter_mut();
                values.for_each(|value| *value += reach * (2.0 * random.uniform() - 1.0));
                within(&mut found, clean, reach);
                let step = 2.5 * reach / steps.max(1) as f32;
                for _ in 0..steps {
                    climb(network, &mut found, classes, step);
                    within(&mut found, clean, reach);
                }
            }
        }
        within(&mut found, clean, reach);
        found
    }
}

/// A step of this size along the signs of the margin's gradient.
fn climb(network: &mut Network, pictures: &mut Tensor, classes: &[usize], step: f32) {
    network.want_input_gradient(true);
    let answer = network.forward(pictures, Mode::Train { seed: 0 });
    let mut asked = Tensor::zeros(answer.count, answer.shape);
    for (at, class) in classes.iter().enumerate() {
        let mut others = answer.example(at).to_vec();
        others[*class] = f32::NEG_INFINITY;
        let asked = asked.example_mut(at);
        asked[class_of(&others)] = 1.0;
        asked[*class] = -1.0;
    }
    network.backward(&asked);
    if let Some(gradient) = network.input_gradient() {
        for (value, slope) in pictures.data.iter_mut().zip(&gradient.data) {
            // The sign of nothing is nothing.
            let sign = f32::from(i8::from(*slope > 0.0) - i8::from(*slope < 0.0));
            *value += step * sign;
        }
    }
    network.want_input_gradient(false);
}

/// No farther than `reach` from the clean ones, and within 0..1.
fn within(pictures: &mut Tensor, clean: &Tensor, reach: f32) {
    for (value, clean) in pictures.data.iter_mut().zip(&clean.data) {
        *value = value.clamp(clean - reach, clean + reach).clamp(0.0, 1.0);
    }
}
