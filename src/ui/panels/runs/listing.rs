//! The lines of the table, made anew only when something changed.

use std::sync::Arc;

use crate::desk::kept::{Order, differs, listed, score};
use crate::say;
use crate::store::run::RunCard;
use crate::store::when;
use crate::train::Experiment;
use crate::ui::format;

/// What the lines are made of.
#[derive(Clone, PartialEq)]
pub(super) struct Key {
    pub(super) version: u64,
    pub(super) query: String,
    pub(super) order: Order,
    /// The experiment on the bench, where runs are told by what differs from it.
    pub(super) bench: Option<Experiment>,
}

/// A line: a run, and its cells as they are read.
pub(super) struct Line {
    pub(super) card: Arc<RunCard>,
    pub(super) name: String,
    pub(super) when: String,
    pub(super) data: String,
    pub(super) network: String,
    pub(super) differs: String,
    pub(super) scores: [String; 2],
    /// The shape of the loss, x and y in 0..1 from the upper left corner.
    pub(super) shape: Vec<[f32; 2]>,
}

/// The lines, in their order.
#[derive(Default)]
pub(super) struct Listing {
    key: Option<Key>,
    lines: Vec<Line>,
}

impl Listing {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.lines.len()
    }

    /// The lines for this key.
    pub(super) fn lines(&mut self, cards: &[Arc<RunCard>], key: Key) -> &[Line] {
        if self.key.as_ref() != Some(&key) {
            let cards = listed(cards, &key.query, key.order);
            let mut above: Option<&Arc<Experiment>> = None;
            self.lines = Vec::with_capacity(cards.len());
            for card in &cards {
                let own = card.facts.as_ref().ok().map(|facts| &facts.experiment);
                let told = match (&key.bench, own, above) {
                    (Some(bench), Some(own), _) => told(own, bench),
                    (None, Some(own), Some(above)) => told(own, above),
                    _ => String::new(),
                };
                above = own.or(above);
                self.lines.push(line(card, told));
            }
            self.key = Some(key);
        }
        &self.lines
    }
}

fn told(own: &Experiment, from: &Experiment) -> String {
    match differs(own, from) {
        text if text.is_empty() => "the same".into(),
        text => text,
    }
}

fn line(card: &Arc<RunCard>, differs: String) -> Line {
    let mut line = Line {
        name: card.name(),
        when: when::in_words(card.when),
        data: String::new(),
        network: String::new(),
        differs,
        scores: Default::default(),
        shape: Vec::new(),
        card: Arc::clone(card),
    };
    if let Ok(facts) = &card.facts {
        let curves = &facts.curves;
        line.data = facts.experiment.data.label().to_owned();
        line.network = format!(
            "{}, {} weights",
            facts.network,
            format::compact(facts.parameters as u64)
        );
        line.scores = [
            curves.best.map_or(String::new(), |(step, value)| {
                let step = format::grouped(step);
                format!("{} at {step}", score(curves.metric, value))
            }),
            curves
                .last
                .map_or(String::new(), |(_, value)| score(curves.metric, value)),
        ];
        if facts.lacks_curves() {
            line.scores[0] = say!("no curves kept").to_string();
        }
        line.shape = shape(&curves.loss);
    }
    line
}

/// The shape of a loss on a logarithmic axis.
fn shape(loss: &[f32]) -> Vec<[f32; 2]> {
    let logs: Vec<f32> = loss.iter().map(|loss| loss.max(1e-12).log10()).collect();
    let low = logs.iter().copied().fold(f32::MAX, f32::min);
    let high = logs.iter().copied().fold(f32::MIN, f32::max);
    let room = (high - low).max(1e-3);
    let last = logs.len().saturating_sub(1).max(1) as f32;
    let place = |(at, log): (usize, &f32)| [at as f32 / last, (high - log) / room];
    logs.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_falling_loss_falls_from_the_upper_left_to_the_lower_right() {
        let shape = shape(&[1.0, 0.1, 0.01]);
        assert_eq!(shape, [[0.0, 0.0], [0.5, 0.5], [1.0, 1.0]]);
        assert!(super::shape(&[]).is_empty());
        assert_eq!(super::shape(&[0.0]), [[0.0, 0.0]]);
    }
}
