//! What would help: one change of the experiment each.

use super::{Ailment, Finding, signs};
use crate::nn::Architecture;
use crate::nn::init::Init;
use crate::nn::layers::{self, LeakyRelu, Relu};
use crate::say;
use crate::setting::{Value, find};
use crate::train::Experiment;
use crate::words::Text;

impl Finding {
    /// The change that would help, in words, and the experiment with it; none where nothing simple does.
    pub fn cure(&self, experiment: &Experiment) -> Option<(Text, Experiment)> {
        let mut cured = experiment.clone();
        let training = &mut cured.training;
        let words = match self.ailment {
            Ailment::Exploding | Ailment::RateTooHigh => {
                training.learning_rate /= 10.0;
                say!("learn at a rate of {}", rate(training.learning_rate))
            }
            Ailment::RateTooLow => {
                training.learning_rate *= 10.0;
                say!("learn at a rate of {}", rate(training.learning_rate))
            }
            Ailment::Vanishing => {
                let bent = replace(&mut cured, &["sigmoid", "tanh"], Relu::ID);
                let begun = cured.init != Init::He;
                cured.init = Init::He;
                match (bent, begun) {
                    (true, _) => say!("bend with ReLU, and first weights after He"),
                    (false, true) => say!("first weights after He"),
                    (false, false) => return None,
                }
            }
            Ailment::DeadUnits => {
                if !replace(&mut cured, &[Relu::ID], LeakyRelu::ID) {
                    return None;
                }
                say!("let units leak: leaky ReLU instead of ReLU")
            }
            Ailment::ByHeart | Ailment::Saturated => {
                if self.since == 0 || self.since >= training.steps {
                    return None;
                }
                training.steps = self.since;
                say!("stop after {} steps", self.since)
            }
            Ailment::NothingHolds => return None,
            Ailment::Plateau => {
                // Before the last row, which answers.
                let rows = &mut cured.architecture;
                let place = rows.rows.len().checked_sub(1)?;
                for (at, text) in ["dense 16", "relu"].into_iter().enumerate() {
                    let layer = Architecture::from_text(text).ok()?.rows.pop()?.layer;
                    rows.insert(place + at, layer);
                }
                if !cured.problems().is_empty() {
                    return None;
                }
                say!("give it 16 units more, that bend, before its last row")
            }
            Ailment::NoiseApart => {
                let [from, to] = signs::learned(experiment)?;
                let photo = self.number.round();
                let (end, other) = match photo > to {
                    true => (signs::TO, from),
                    false => (signs::FROM, to),
                };
                cured.noise.set(end, Value::Float(photo)).ok()?;
                say!(
                    "learn from noise of σ from {} to {}",
                    photo.min(other),
                    photo.max(other)
                )
            }
            Ailment::BatchOfOne => {
                training.batch = 8;
                say!("learn from {} examples at a time", training.batch)
            }
        };
        Some((words, cured))
    }
}

/// A rate as it is typed, in three digits however small it is.
fn rate(rate: f32) -> String {
    let short = format!("{rate:.2e}").parse::<f32>();
    short.unwrap_or(rate).to_string()
}

/// Puts the layer `to` in the place of all of the kinds `from`; says whether there were any.
fn replace(experiment: &mut Experiment, from: &[&str], to: &str) -> bool {
    let Some(entry) = find(layers::ALL, to) else {
        return false;
    };
    let rows = experiment.architecture.rows.iter_mut();
    let mut found = false;
    for row in rows.filter(|row| from.contains(&row.layer.id())) {
        row.layer = (entry.make)();
        found = true;
    }
    found
}
