//! The state of each row's numbers, to be looked at.

use std::collections::HashMap;
use std::ops::Range;

use crate::nn::{Architecture, Network, Row};
use crate::train::vitals::rms;
use crate::train::{RowVitals, Spread};

/// Most numbers of a row's answer that are looked at.
const ANSWERS: usize = 4096;

/// Every row's state, in order; where the weights `before` the last step are known, with their change.
pub(super) fn vitals(
    architecture: &Architecture,
    network: &Network,
    before: Option<&[f32]>,
) -> Vec<RowVitals> {
    let (values, gradients) = (network.values(), network.gradients());
    let times: HashMap<_, _> = network.time_shares().collect();
    let of = |row: &Row| {
        let mut own = network
            .parameters()
            .iter()
            .filter(|parameter| parameter.row == row.id);
        let main = own
            .clone()
            .find(|parameter| parameter.name.ends_with(".weight"));
        let range = main.or_else(|| own.next()).map(|own| own.range.clone());
        let part = |numbers| part(numbers, range.as_ref());
        let weights = part(values);
        let change = before.map(part).filter(|before| !before.is_empty());
        let change = change.map(|before| {
            let pairs = weights.iter().zip(before);
            rms(&pairs.map(|(now, before)| now - before).collect::<Vec<_>>())
        });
        RowVitals {
            weights: Spread::of(weights),
            gradients: Spread::of(part(gradients)),
            answers: Spread::of(&network.answered(row.id, ANSWERS)),
            change,
            dead: network.dead_share(row.id),
            time: times.get(&row.id).copied().unwrap_or_default(),
            ..RowVitals::about(row)
        }
    };
    architecture.rows.iter().map(of).collect()
}

fn part<'a>(numbers: &'a [f32], range: Option<&Range<usize>>) -> &'a [f32] {
    let part = range.and_then(|range| numbers.get(range.clone()));
    part.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::nn::init::Init;
    use crate::nn::{Model, Shape};

    #[test]
    fn what_was_kept_looks_as_it_did_but_for_its_gradients() {
        let text = "conv 4 3x3\nrelu\nconv 2 1x1";
        let architecture = Architecture::from_text(text).unwrap();
        let shape = Shape::new(2, 5, 5);
        let network = Network::new(&architecture, shape, Init::He, 3).unwrap();
        let model = Model {
            architecture: Arc::new(architecture.clone()),
            channels: 2,
            weights: Arc::new(network.weights()),
        };
        let live = vitals(&architecture, &network, None);
        let kept = RowVitals::kept(&model);
        assert_eq!(kept.len(), 3);
        for (live, kept) in live.iter().zip(&kept) {
            assert_eq!((live.row, &live.label), (kept.row, &kept.label));
            assert_eq!(live.weights, kept.weights);
        }
        assert!(kept[0].weights.rms > 0.0 && kept[1].weights.is_empty());
    }
}
