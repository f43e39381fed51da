//! The history of a network's numbers, and one row's histogram over time as a heat map: time runs to the right, weights
//! upwards from negative to positive.

use crate::figure::{Figure, Grid, Places, Shade};
use crate::nn::RowId;
use crate::train::{RowVitals, Snapshot};

/// Most moments kept; when there are more, every second one goes.
const MOMENTS: usize = 240;
/// Rows of the heat map.
const BINS: usize = 61;

/// The state of all rows at some moments of a run.
#[derive(Clone, Debug, Default)]
pub struct VitalsHistory {
    moments: Vec<(u64, Vec<RowVitals>)>,
    /// The least number of steps between moments kept.
    stride: u64,
}

impl VitalsHistory {
    /// Takes a snapshot in. One of an earlier step, or of another network, begins a new history.
    pub fn record(&mut self, snapshot: &Snapshot) {
        if let Some((step, vitals)) = self.moments.last() {
            let rows = |vitals: &[RowVitals]| vitals.iter().map(|row| row.row).collect::<Vec<_>>();
            if snapshot.step < *step || rows(vitals) != rows(&snapshot.vitals) {
                self.clear();
            } else if snapshot.step == *step {
                return;
            }
        }
        // The newest moment stands at the end even when it came too soon to stay.
        if let [.., (before, _), (last, _)] = self.moments[..]
            && last - before < self.stride
        {
            self.moments.pop();
        }
        self.moments.push((snapshot.step, snapshot.vitals.clone()));
        if self.moments.len() > MOMENTS {
            let mut index = 0;
            self.moments.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            let (first, last) = self.steps();
            self.stride = (last - first) / (MOMENTS as u64 / 2) + 1;
        }
    }

    /// Whether the newest moment is that of this network.
    pub fn ends_with(&self, snapshot: &Snapshot) -> bool {
        let last = self.moments.last();
        last.is_some_and(|(step, vitals)| *step == snapshot.step && *vitals == snapshot.vitals)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.moments.is_empty()
    }

    /// First and last step recorded.
    pub fn steps(&self) -> (u64, u64) {
        let step = |moment: Option<&(u64, Vec<RowVitals>)>| moment.map_or(0, |moment| moment.0);
        (step(self.moments.first()), step(self.moments.last()))
    }

    /// Every moment's state of `row`.
    pub fn of(&self, row: RowId) -> impl Iterator<Item = (u64, &RowVitals)> {
        self.moments.iter().filter_map(move |(step, vitals)| {
            let vitals = vitals.iter().find(|vitals| vitals.row == row)?;
            Some((*step, vitals))
        })
    }

    /// The range of weights that holds all but a thousandth at every moment: `-limit..limit`.
    fn limit(&self, row: RowId) -> f32 {
        self.of(row)
            .map(|(_, vitals)| {
                let bins = vitals.histogram.len();
                let mut outside = 0.0;
                for ring in 0..bins / 2 {
                    outside += vitals.histogram[ring] + vitals.histogram[bins - 1 - ring];
                    if outside > 1e-3 {
                        return vitals.limit * (1.0 - 2.0 * ring as f32 / bins as f32);
                    }
                }
                vitals.limit
            })
            .fold(0.0, f32::max)
    }

    /// The heat map's densities, row after row from the most positive weight, `columns` wide, scaled to 0..1.
    fn densities(&self, row: RowId, limit: f32, columns: usize) -> Vec<f32> {
        let mut densities = vec![0.0; BINS * columns];
        let moments: Vec<_> = self.of(row).collect();
        let (first, last) = self.steps();
        let span = (last - first).max(1) as f64;
        for column in 0..columns {
            let step = first as f64 + span * (column as f64 + 0.5) / columns as f64;
            // The last moment at or before the column, so that nothing is shown before it happened.
            let at = moments
                .partition_point(|(moment, _)| *moment as f64 <= step)
                .saturating_sub(1);
            let Some((_, vitals)) = moments.get(at) else {
                continue;
            };
            rebin(vitals, limit, |bin, share| {
                densities[(BINS - 1 - bin) * columns + column] += share;
            });
        }
        let most = densities.iter().copied().fold(0.0, f32::max).max(1e-9);
        // Square roots bring out the tails, which matter more than the height of the peak.
        densities
            .iter_mut()
            .for_each(|density| *density = (*density / most).sqrt());
        densities
    }
}

/// Spreads a histogram over `-limit..limit` in [`BINS`] bins, by overlap.
fn rebin(vitals: &RowVitals, limit: f32, mut add: impl FnMut(usize, f32)) {
    let bins = vitals.histogram.len();
    if bins == 0 || limit <= 0.0 {
        return;
    }
    let place = |edge: usize| {
        let value = vitals.limit * (2.0 * edge as f32 / bins as f32 - 1.0);
        (value / limit + 1.0) * 0.5 * BINS as f32
    };
    for (bin, share) in vitals.histogram.iter().enumerate() {
        let (from, to) = (place(bin), place(bin + 1));
        let width = (to - from).max(1e-6);
        for target in from.floor().max(0.0) as usize..(to.ceil().max(0.0) as usize).min(BINS) {
            let overlap = to.min(target as f32 + 1.0) - from.max(target as f32);
            add(target, share * overlap.max(0.0) / width);
        }
    }
}

/// The histogram of `row` over time: steps across, weights from the most positive at the top to the most negative.
pub fn histogram(history: &VitalsHistory, row: RowId, place: usize) -> Figure {
    let (first, last) = history.steps();
    let columns = (history.of(row).count() * 4).clamp(1, MOMENTS);
    let limit = history.limit(row);
    let ends = [f64::from(limit), -f64::from(limit)];
    let grid = Grid {
        columns,
        values: history.densities(row, limit, columns),
        shade: Shade::Amount(0.0, 1.0),
        across: Places::Range {
            what: "step".into(),
            ends: [first as f64, last as f64],
        },
        down: Places::Range {
            what: format!("row {place}: weight"),
            ends,
        },
        groups: Vec::new(),
    };
    Figure::grid("Histogram of the weights over time", grid)
        .id("histogram")
        .note("How the row's weights are spread, step by step: the stronger the colour, the more weights (square-root \
            scale).")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Architecture, Model};
    use std::sync::Arc;

    fn snapshot(step: u64, histogram: Vec<f32>, limit: f32) -> Snapshot {
        Snapshot {
            step,
            model: Model {
                architecture: Arc::new(Architecture::default()),
                channels: 1,
                weights: Arc::new(Vec::new()),
            },
            vitals: vec![RowVitals {
                row: 1,
                label: "Convolution".into(),
                limit,
                histogram,
                weight_rms: 0.1,
                gradient_rms: 0.01,
                dead: None,
                time: 0.0,
            }],
        }
    }

    #[test]
    fn long_runs_stay_short_and_end_with_the_newest() {
        let mut history = VitalsHistory::default();
        for step in 1..=5000 {
            history.record(&snapshot(step, vec![1.0], 1.0));
            assert!(history.moments.len() <= MOMENTS);
        }
        assert_eq!(history.steps(), (1, 5000));
        let gaps: Vec<_> = history
            .moments
            .windows(2)
            .map(|two| two[1].0 - two[0].0)
            .collect();
        assert!(gaps.iter().all(|gap| *gap <= 100), "{gaps:?}");
        history.record(&snapshot(3, vec![1.0], 1.0));
        assert_eq!(history.steps(), (3, 3), "an earlier step begins a new run");
    }

    #[test]
    fn rebinning_keeps_the_shares_and_their_places() {
        let mut history = VitalsHistory::default();
        history.record(&snapshot(0, vec![0.0, 0.5, 0.25, 0.25], 2.0));
        let limit = history.limit(1);
        assert_eq!(limit, 2.0);
        let mut bins = [0.0; BINS];
        rebin(&history.moments[0].1[0], limit, |bin, share| {
            bins[bin] += share;
        });
        let below: f32 = bins[..BINS / 2].iter().sum();
        assert!((bins.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!((below - 0.5).abs() < 0.02, "{below}");
        assert_eq!(bins[..BINS / 4].iter().sum::<f32>(), 0.0);
    }
}
