//! A network's numbers over the steps of a run: a row's histograms as heat maps (time to the right, numbers upwards
//! from negative to positive), and what tells all rows apart as lines.

use std::sync::Arc;

use crate::figure::{Axis, Figure, Grid, Mark, Numbers, Places, Role, Shade};
use crate::nn::RowId;
use crate::train::{History, Moment, RowVitals, Snapshot, Spread};
use crate::ui::state::Networks;

/// Most moments of networks that were kept; of more every second, third …
const MOMENTS: usize = 240;
/// Most columns of a heat map.
const COLUMNS: usize = 480;
/// Rows of the heat map.
const BINS: usize = 61;
/// What the last change of the weights usually is of their size, where learning goes well.
const USUAL: f64 = 1e-3;

/// What is shown over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// The histogram of a row's weights.
    #[default]
    Weights,
    /// The histogram of their gradients.
    Gradients,
    /// The histogram of what the row answered.
    Answers,
    /// How far each row's weights are changed, as a share of their size.
    Updates,
    /// The size of each row's gradient.
    Flow,
}

impl Shown {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Weights,
        Self::Gradients,
        Self::Answers,
        Self::Updates,
        Self::Flow,
    ];

    /// What it is, in a few words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weights => "weights over time",
            Self::Gradients => "gradients over time",
            Self::Answers => "activations over time",
            Self::Updates => "update / weight ratio",
            Self::Flow => "gradient flow",
        }
    }

    /// Whether it speaks of one row alone.
    pub const fn of_one_row(self) -> bool {
        matches!(self, Self::Weights | Self::Gradients | Self::Answers)
    }

    const fn spread(self, vitals: &RowVitals) -> &Spread {
        match self {
            Self::Gradients => &vitals.gradients,
            Self::Answers => &vitals.answers,
            _ => &vitals.weights,
        }
    }
}

/// The state of all rows at some moments of a run.
#[derive(Clone, Debug, Default)]
pub struct VitalsHistory {
    moments: Vec<Moment>,
    /// How many networks they were read from, where the run itself tells none.
    kept: usize,
    /// The run that they are of, by its number.
    run: u64,
    /// Changes whenever they do.
    version: u64,
}

impl VitalsHistory {
    /// Takes what the run of this number has told; where it is one that was opened and nobody knows any more, what the
    /// networks tell that were `kept` of it.
    pub fn follow(&mut self, run: u64, told: &History, kept: &Networks) {
        let other = std::mem::replace(&mut self.run, run) != run;
        if !told.moments.is_empty() {
            if other || self.kept > 0 || self.ends() != ends(&told.moments) {
                self.moments.clone_from(&told.moments);
                self.kept = 0;
                self.version += 1;
            }
            return;
        }
        let count = kept.kept().count();
        if other || self.kept != count {
            self.kept = count;
            let every = self.kept.div_ceil(MOMENTS).max(1);
            let moment = |kept: &Arc<Snapshot>| Moment {
                step: kept.step,
                rows: kept.vitals.as_slice().into(),
            };
            self.moments = kept.kept().step_by(every).map(moment).collect();
            self.version += 1;
        }
    }

    /// Changes whenever what is recorded does.
    pub const fn version(&self) -> u64 {
        self.version
    }

    fn ends(&self) -> Option<(u64, u64, usize)> {
        ends(&self.moments)
    }

    /// First and last step recorded.
    pub fn steps(&self) -> (u64, u64) {
        self.ends().map_or((0, 0), |(first, last, _)| (first, last))
    }

    /// Every moment's state of `row`.
    pub fn of(&self, row: RowId) -> impl Iterator<Item = (u64, &RowVitals)> {
        self.moments.iter().filter_map(move |moment| {
            let vitals = moment.rows.iter().find(|vitals| vitals.row == row)?;
            Some((moment.step, vitals))
        })
    }

    /// The rows with weights, with their place from 1 and their name.
    fn learning(&self) -> Vec<(RowId, String)> {
        let last = self.moments.last().map_or(&[][..], |last| &last.rows);
        let all = last.iter().enumerate();
        all.filter(|(_, row)| !row.weights.is_empty())
            .map(|(at, row)| (row.row, format!("{} {}", at + 1, row.label)))
            .collect()
    }

    /// The range that holds all numbers but a thousandth at every moment: `-limit..limit`.
    fn limit(&self, row: RowId, what: Shown) -> f32 {
        self.of(row)
            .map(|(_, vitals)| {
                let Spread { limit, shares, .. } = what.spread(vitals);
                let bins = shares.len();
                let mut outside = 0.0;
                for ring in 0..bins / 2 {
                    outside += shares[ring] + shares[bins - 1 - ring];
                    if outside > 1e-3 {
                        return limit * (1.0 - 2.0 * ring as f32 / bins as f32);
                    }
                }
                *limit
            })
            .filter(|limit| limit.is_finite())
            .fold(0.0, f32::max)
    }

    /// The heat map's densities, row after row from the most positive number, `columns` wide, scaled to 0..1.
    fn densities(&self, row: RowId, what: Shown, limit: f32, columns: usize) -> Vec<f32> {
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
            rebin(what.spread(vitals), limit, |bin, share| {
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

/// First and last step, and how many there are.
fn ends(moments: &[Moment]) -> Option<(u64, u64, usize)> {
    Some((moments.first()?.step, moments.last()?.step, moments.len()))
}

/// Spreads a histogram over `-limit..limit` in [`BINS`] bins, by overlap.
fn rebin(spread: &Spread, limit: f32, mut add: impl FnMut(usize, f32)) {
    let bins = spread.shares.len();
    if bins == 0 || limit <= 0.0 {
        return;
    }
    let place = |edge: usize| {
        let value = spread.limit * (2.0 * edge as f32 / bins as f32 - 1.0);
        (value / limit + 1.0) * 0.5 * BINS as f32
    };
    for (bin, share) in spread.shares.iter().enumerate() {
        let (from, to) = (place(bin), place(bin + 1));
        let width = (to - from).max(1e-6);
        for target in from.floor().max(0.0) as usize..(to.ceil().max(0.0) as usize).min(BINS) {
            let overlap = to.min(target as f32 + 1.0) - from.max(target as f32);
            add(target, share * overlap.max(0.0) / width);
        }
    }
}

/// What is `shown`, of `row` at its place from 1 or of all rows.
pub fn over_time(history: &VitalsHistory, shown: Shown, row: RowId, place: usize) -> Figure {
    match shown {
        Shown::Updates => {
            let usual = Mark::level("usual", Role::Reference, USUAL);
            let axis = "change / weights";
            lines(history, "Update / weight ratio", axis, Some(usual), RowVitals::update_ratio)
                .id("updates")
            .note(
                "The last change of a row's weights as a share of their size (root mean squares). About a thousandth \
                 is usual; a tenth shakes them, a millionth leaves them where they are.",
                )
        }
        Shown::Flow => {
            let axis = "gradient, root mean square";
            lines(history, "Gradient flow", axis, None, |row| Some(row.gradients.rms))
                .id("flow")
            .note(
                "Root mean square of the gradient that reaches each row's weights. Where the first rows get a \
                 thousandth of the last, the gradient vanishes on its way.",
                )
        }
        shown => histogram(history, shown, row, place),
    }
}

/// A number of each row over steps, as lines.
fn lines(
    history: &VitalsHistory,
    title: &str,
    axis: &str,
    level: Option<Mark>,
    number: impl Fn(&RowVitals) -> Option<f32>,
) -> Figure {
    let rows = history.learning().into_iter().enumerate();
    let line = |(at, (row, name)): (usize, (RowId, String))| {
        let points = history.of(row).filter_map(|(step, vitals)| {
            let value = f64::from(number(vitals)?);
            (value.is_finite() && value > 0.0).then_some([step as f64, value])
        });
        // Its place alone: there is little room beside the lines.
        let (place, layer) = name.split_once(' ').unwrap_or((&name, ""));
        Mark {
            more: layer.to_owned(),
            ..Mark::line(place, Role::Series(at), points.collect())
        }
    };
    let marks = rows.map(line).chain(level).collect::<Vec<_>>();
    let x = Axis::new("step").numbers(Numbers::Counted);
    Figure::plot(title, x, Axis::new(axis).log(true), marks)
}

/// A histogram of `row` over time: steps across, numbers from the most positive at the top to the most negative.
fn histogram(history: &VitalsHistory, shown: Shown, row: RowId, place: usize) -> Figure {
    let (first, last) = history.steps();
    let columns = (history.of(row).count() * 4).clamp(1, COLUMNS);
    let limit = history.limit(row, shown);
    let ends = [f64::from(limit), -f64::from(limit)];
    let what = match shown {
        Shown::Gradients => "gradient",
        Shown::Answers => "activation",
        _ => "weight",
    };
    let grid = Grid {
        columns,
        values: history.densities(row, shown, limit, columns),
        shade: Shade::Amount(0.0, 1.0),
        across: Places::Range {
            what: "step".into(),
            ends: [first as f64, last as f64],
        },
        down: Places::Range {
            what: format!("row {place}: {what}"),
            ends,
        },
        groups: Vec::new(),
        roles: Vec::new(),
    };
    let title = format!("Histogram of the {what}s over time");
    Figure::grid(title, grid).id("histogram").note(format!(
        "How the row's {what}s are spread, step by step: the stronger the colour, the more of them (square-root scale)."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Event;

    fn moment(step: u64, shares: &[f32], limit: f32) -> Moment {
        let spread = |shares: &[f32]| Spread {
            limit,
            shares: shares.to_vec(),
            rms: 0.1 * limit,
        };
        let row = RowVitals {
            row: 1,
            label: "Convolution".into(),
            weights: spread(shares),
            gradients: spread(&[1.0]),
            change: Some(0.001 * step as f32),
            ..RowVitals::default()
        };
        Moment {
            step,
            rows: vec![row].into(),
        }
    }

    fn following(moments: Vec<Moment>) -> VitalsHistory {
        let mut told = History::default();
        told.record(&Event::Moments(moments));
        let mut history = VitalsHistory::default();
        history.follow(1, &told, &Networks::default());
        history
    }

    #[test]
    fn it_follows_the_run_that_tells() {
        let told = |steps: &[u64]| {
            let mut told = History::default();
            for step in steps {
                told.record(&Event::Moments(vec![moment(*step, &[1.0], 1.0)]));
            }
            told
        };
        let mut history = VitalsHistory::default();
        history.follow(1, &told(&[0, 5, 10]), &Networks::default());
        assert_eq!(history.steps(), (0, 10));
        history.follow(2, &told(&[0, 5]), &Networks::default());
        assert_eq!(history.steps(), (0, 5), "another run");
        history.follow(3, &told(&[]), &Networks::default());
        assert_eq!(history.of(1).count(), 0);
        let version = history.version();
        history.follow(4, &told(&[0, 5]), &Networks::default());
        let again = history.version();
        history.follow(5, &told(&[0, 5]), &Networks::default());
        assert!(
            version < again && again < history.version(),
            "as long, but another run"
        );
    }

    #[test]
    fn rows_are_lines_over_steps() {
        let history = following((0..5).map(|step| moment(step, &[1.0], 1.0)).collect());
        let updates = over_time(&history, Shown::Updates, 1, 1).csv();
        assert!(updates.contains("\n1,1,0.01"), "{updates}");
        // 0.001 of change at the first step against weights of 0.1.
        assert!(updates.contains("0.01"), "{updates}");
        assert!(updates.contains("usual"), "{updates}");
        let flow = over_time(&history, Shown::Flow, 1, 1);
        assert_eq!(flow.title, "Gradient flow");
    }

    #[test]
    fn rebinning_keeps_the_shares_and_their_places() {
        let history = following(vec![moment(0, &[0.0, 0.5, 0.25, 0.25], 2.0)]);
        let limit = history.limit(1, Shown::Weights);
        assert_eq!(limit, 2.0);
        let mut bins = [0.0; BINS];
        rebin(&history.moments[0].rows[0].weights, limit, |bin, share| {
            bins[bin] += share;
        });
        let below: f32 = bins[..BINS / 2].iter().sum();
        assert!((bins.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!((below - 0.5).abs() < 0.02, "{below}");
        assert_eq!(bins[..BINS / 4].iter().sum::<f32>(), 0.0);
    }
}
