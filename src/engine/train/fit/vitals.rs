//! The state of each row's numbers, to be looked at.

use std::collections::HashMap;

use crate::nn::{Architecture, Network};
use crate::train::RowVitals;

/// Every row's state, in order.
pub(super) fn vitals(architecture: &Architecture, network: &Network) -> Vec<RowVitals> {
    let (values, gradients) = (network.values(), network.gradients());
    let times: HashMap<_, _> = network.time_shares().collect();
    architecture
        .rows
        .iter()
        .map(|row| {
            let mut own = network
                .parameters()
                .iter()
                .filter(|parameter| parameter.row == row.id);
            let main = own
                .clone()
                .find(|parameter| parameter.name.ends_with(".weight"));
            let main = main.or_else(|| own.next());
            let weights = main
                .and_then(|p| values.get(p.range.clone()))
                .unwrap_or_default();
            let slopes = main
                .and_then(|p| gradients.get(p.range.clone()))
                .unwrap_or_default();
            RowVitals {
                time: times.get(&row.id).copied().unwrap_or_default(),
                ..RowVitals::of(row, weights, slopes, network.dead_share(row.id))
            }
        })
        .collect()
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
        let live = vitals(&architecture, &network);
        let kept = RowVitals::kept(&model);
        assert_eq!(kept.len(), 3);
        for (live, kept) in live.iter().zip(&kept) {
            assert_eq!(live.histogram, kept.histogram);
            assert_eq!((live.row, &live.label), (kept.row, &kept.label));
            assert_eq!((live.limit, live.weight_rms), (kept.limit, kept.weight_rms));
        }
        assert!(kept[0].weight_rms > 0.0 && kept[1].histogram.is_empty());
    }
}
