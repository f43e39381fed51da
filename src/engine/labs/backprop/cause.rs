//! Why an error did not become smaller, as the numbers say: the first weights, the rate, both together, or hidden units
//! that let nothing through.

use super::{Found, HIDDEN, Pass, RUN_AWAY};
use crate::figure::{percent, short};

/// Hidden units whose slopes are all below this let next to nothing through.
const FLAT: f64 = 0.01;
/// A step that changes the answer by more than so many times what is missing makes the error larger.
const TOO_FAR: f64 = 2.0;

/// What is seen of the steps of one seed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Signs {
    /// The largest slope of a hidden unit at the first step.
    pub(super) slope: f64,
    /// Of the first step that made the error larger: how many times what is missing it changes the answer by way of the
    /// last layer's own weights, and by way of those before it.
    pub(super) overshot: Option<[f64; 2]>,
}

impl Signs {
    /// Sees a pass; `before` is the error before it and how far the step to it reached, none at first.
    pub(super) fn see(&mut self, pass: &Pass, rate: f64, before: &mut Option<(f64, [f64; 2])>) {
        let error = pass.value(pass.error);
        match *before {
            None => self.slope = pass.slopes().fold(0.0, f64::max),
            Some((last, reach)) if error.is_nan() || error > last => {
                self.overshot = self.overshot.or(Some(reach));
            }
            Some(_) => {}
        }
        *before = Some((error, pass.reach().map(|reach| rate * reach)));
    }
}

impl Pass {
    /// How steep the hidden units are, 0..1 each.
    pub(super) fn slopes(&self) -> impl Iterator<Item = f64> {
        self.bent.iter().map(|bent| 1.0 - self.value(*bent).powi(2))
    }

    /// The squared length of the answer's derivative by the last layer's weights, and by those before it: a small step
    /// of rate r changes the answer by r times their sum times what is missing.
    pub(super) fn reach(&self) -> [f64; 2] {
        let bent = self.bent.iter().map(|bent| self.value(*bent).powi(2));
        let inputs = self.inputs.iter().map(|input| self.value(*input).powi(2));
        let inputs = 1.0 + inputs.sum::<f64>();
        let through = self.weights[3 * HIDDEN..].iter().zip(self.slopes());
        let through = through.map(|(weight, slope)| (self.value(*weight) * slope).powi(2) * inputs);
        [1.0 + bent.sum::<f64>(), through.sum()]
    }
}

/// Why the error did not become smaller, or why only the last layer learns: sentences, empty where nothing is to be
/// said.
pub(super) fn cause(found: &Found) -> String {
    let [first, last] = found.errors;
    // What is no number has run away, too.
    let away = |error: f64| error.is_nan() || error >= RUN_AWAY;
    let mut words = Vec::new();
    if away(first) {
        words.push(format!(
            "The first weights are so large that the error is {} before anything is learned: take smaller ones.",
            short(first)
        ));
    } else if away(last) || last > first {
        words.push(too_far(found.signs.overshot));
    }
    if found.signs.slope < FLAT {
        words.push(format!(
            "The hidden units are saturated, their slopes are at most {}: next to nothing of the error comes through \
             to the weights before them, whatever the rate; take smaller first weights.",
            short(found.signs.slope)
        ));
    }
    words.join(" ")
}

fn too_far(overshot: Option<[f64; 2]>) -> String {
    match overshot.map(|[own, through]| (own, own + through)) {
        Some((own, all)) if own > TOO_FAR => format!(
            "The rate is too high: a step changes the answer by {} times what is missing, and beyond {TOO_FAR} the \
             error grows; choose a smaller one.",
            short(all)
        ),
        Some((own, all)) if all > TOO_FAR => format!(
            "The weights are too large for this rate: a step changes the answer by {} times what is missing, and \
             beyond {TOO_FAR} the error grows; {} of that comes by way of the weights to the answer. Take smaller \
             weights, or a smaller rate.",
            short(all),
            percent(1.0 - own / all)
        ),
        _ => "The steps go too far: choose a smaller rate.".into(),
    }
}
