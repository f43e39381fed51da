//! The state of each row's numbers, to be looked at.

use std::collections::HashMap;

use crate::nn::{Architecture, Network};
use crate::train::RowVitals;

/// Bars of a histogram.
const BARS: usize = 41;

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
            let limit = weights
                .iter()
                .fold(0.0f32, |most, weight| most.max(weight.abs()));
            RowVitals {
                row: row.id,
                label: row.layer.label().to_owned(),
                limit,
                histogram: histogram(weights, limit),
                weight_rms: rms(weights),
                gradient_rms: rms(slopes),
                dead: network.dead_share(row.id),
                time: times.get(&row.id).copied().unwrap_or_default(),
            }
        })
        .collect()
}

fn rms(values: &[f32]) -> f32 {
    let squares: f64 = values.iter().map(|&value| f64::from(value).powi(2)).sum();
    (squares / values.len().max(1) as f64).sqrt() as f32
}

fn histogram(values: &[f32], limit: f32) -> Vec<f32> {
    if values.is_empty() {
        return Vec::new();
    }
    let mut bars = vec![0.0; BARS];
    let share = 1.0 / values.len() as f32;
    let scale = if limit > 0.0 {
        0.5 * BARS as f32 / limit
    } else {
        0.0
    };
    for &value in values {
        // A NaN lands in the first bar; it must land somewhere.
        let bar = ((value + limit) * scale) as usize;
        bars[if limit > 0.0 {
            bar.min(BARS - 1)
        } else {
            BARS / 2
        }] += share;
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histograms_sum_to_one_and_are_symmetric_where_the_weights_are() {
        let values = [-1.0, -0.5, -0.5, 0.0, 0.5, 0.5, 1.0];
        let bars = histogram(&values, 1.0);
        assert!((bars.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(
            bars.iter()
                .zip(bars.iter().rev())
                .all(|(a, b)| (a - b).abs() < 1e-6)
        );
        assert_eq!(histogram(&[0.0, 0.0], 0.0)[BARS / 2], 1.0);
        assert!(histogram(&[], 0.0).is_empty());
        assert!((rms(&[3.0, -4.0]) - 12.5f32.sqrt()).abs() < 1e-6);
    }
}
