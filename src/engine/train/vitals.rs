//! The state of each row's numbers, to be looked at.

use std::sync::Arc;

use crate::nn::{Model, Row, RowId};

/// Bars of a histogram.
const BARS: usize = 41;

/// How numbers are spread.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    /// The histogram's range, `-limit..limit`; 0 where there are no numbers.
    pub limit: f32,
    /// The histogram: shares that sum to 1, evenly over the range; empty where there are no numbers.
    pub shares: Vec<f32>,
    /// Root mean square.
    pub rms: f32,
}

impl Spread {
    /// Of these numbers.
    pub fn of(values: &[f32]) -> Self {
        let largest = |most: f32, value: &f32| most.max(value.abs());
        let limit = values.iter().fold(0.0f32, largest);
        Self {
            limit,
            shares: histogram(values, limit),
            rms: rms(values),
        }
    }

    /// Whether there are no numbers.
    pub fn is_empty(&self) -> bool {
        self.shares.is_empty()
    }
}

/// The state of one row's numbers, to be looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowVitals {
    /// The row.
    pub row: RowId,
    /// The layer's label.
    pub label: String,
    /// Its weights; empty when it has none.
    pub weights: Spread,
    /// Their last gradient; empty when it has none or nobody knows it any more.
    pub gradients: Spread,
    /// What it answered to the last batch, or a part of it; empty where that is not kept.
    pub answers: Spread,
    /// Root mean square of the last change of the weights; `None` where nobody looked.
    pub change: Option<f32>,
    /// For a rectifier: share of channels that were zero for the whole batch.
    pub dead: Option<f32>,
    /// Share of the time of a step that the row takes, forward and backward, 0..1; 0 before it was measured.
    pub time: f32,
}

/// The states of all rows after a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Steps done.
    pub step: u64,
    /// Each row's state.
    pub rows: Arc<[RowVitals]>,
}

impl RowVitals {
    /// The states of all rows of a network that was kept, whose gradients and dead units nobody knows any more.
    pub fn kept(model: &Model) -> Vec<Self> {
        let each = |row: &Row| {
            let own = format!("{}.", row.id);
            let mut own = model
                .weights
                .iter()
                .filter(|one| one.name.starts_with(&own));
            let main = own.clone().find(|one| one.name.ends_with(".weight"));
            let weights = main.or_else(|| own.next());
            let weights = weights.map_or(&[][..], |one| &one.values);
            Self {
                weights: Spread::of(weights),
                ..Self::about(row)
            }
        };
        model.architecture.rows.iter().map(each).collect()
    }

    /// Of a row of which nothing else is known.
    pub(super) fn about(row: &Row) -> Self {
        Self {
            row: row.id,
            label: row.layer.label().to_owned(),
            ..Self::default()
        }
    }

    /// Size of the last change of the weights as a share of their size (update ratio); about 1e-3 is usual.
    pub fn update_ratio(&self) -> Option<f32> {
        let change = self.change?;
        (self.weights.rms > 0.0).then(|| change / self.weights.rms)
    }
}

pub(super) fn rms(values: &[f32]) -> f32 {
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
