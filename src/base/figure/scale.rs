//! Axes: from numbers to places, with few round ticks.

use super::Axis;

/// Most ticks of an axis, however odd its numbers are.
const MOST: usize = 64;

/// One axis of a plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    log: bool,
}

impl Scale {
    /// An axis that holds all `values`; a logarithmic one leaves out what is not positive.
    pub fn over(values: impl Iterator<Item = f64>, log: bool) -> Self {
        let usable = values.filter(|value| value.is_finite() && (!log || *value > 0.0));
        let (low, high) = usable
            .map(|value| if log { value.log10() } else { value })
            .fold((f64::MAX, f64::MIN), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let room = if high > low {
            0.04 * (high - low)
        } else {
            0.5 * low.abs().max(1.0)
        };
        Self {
            low: low - room,
            high: high + room,
            log,
        }
    }

    /// The axis of a plot whose marks have these values: its own range, or else as far as they reach.
    pub fn of(axis: &Axis, values: impl Iterator<Item = f64>) -> Self {
        let log = axis.log;
        match axis.range {
            Some([low, high]) if axis.takes(low) && axis.takes(high) && low < high => {
                let [low, high] = [low, high].map(|end| if log { end.log10() } else { end });
                Self { low, high, log }
            }
            _ => Self::over(values.chain(axis.holds.iter().copied()), log),
        }
    }

    /// Where a value stands, 0 at the axis's beginning and 1 at its end; `None` for one that has no place.
    pub fn place(&self, value: f64) -> Option<f64> {
        let value = if self.log { value.log10() } else { value };
        let place = (value - self.low) / (self.high - self.low);
        place.is_finite().then_some(place)
    }

    /// Round values and their labels, about `count` of them.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        if self.log && self.high - self.low > 1.0 {
            let every = ((self.high - self.low) / count as f64).ceil().max(1.0);
            let first = (self.low / every).ceil() * every;
            let decades = (0..).map(|at| first + f64::from(at) * every);
            return decades
                .take(MOST)
                .take_while(|decade| *decade <= self.high)
                .map(|decade| (10_f64.powf(decade), format!("1e{decade}")))
                .collect();
        }
        let (low, high) = if self.log {
            (10_f64.powf(self.low), 10_f64.powf(self.high))
        } else {
            (self.low, self.high)
        };
        let step = round_step((high - low) / count.max(1) as f64);
        let digits = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
        let first = (low / step).ceil();
        (0..)
            .map(|at| (first + f64::from(at)) * step)
            .take(MOST)
            .take_while(|value| *value <= high)
            .map(|value| (value, format!("{value:.digits$}").replace('-', "−")))
            .collect()
    }
}

/// 1, 2 or 5 times a power of ten, the nearest to `step` by factor.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let off = |candidate: f64| (candidate / step).ln().abs();
    [1.0, 2.0, 5.0, 10.0]
        .map(|digit| digit * power)
        .into_iter()
        .min_by(|a, b| off(*a).total_cmp(&off(*b)))
        .unwrap_or(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale, count: usize) -> Vec<String> {
        scale
            .ticks(count)
            .into_iter()
            .map(|(_, label)| label)
            .collect()
    }

    #[test]
    fn ticks_are_round() {
        let scale = Scale::over([0.0, 1500.0].into_iter(), false);
        assert_eq!(labels(&scale, 4), ["0", "500", "1000", "1500"]);
        let scale = Scale::over([-0.31, 0.28].into_iter(), false);
        assert_eq!(labels(&scale, 3), ["−0.2", "0.0", "0.2"]);
        let scale = Scale::over([1e-4, 0.3].into_iter(), true);
        assert_eq!(labels(&scale, 4), ["1e-4", "1e-3", "1e-2", "1e-1"]);
    }

    #[test]
    fn odd_numbers_make_an_axis_too() {
        for values in [vec![], vec![f64::NAN], vec![3.0], vec![f64::INFINITY, 1.0]] {
            for log in [false, true] {
                let scale = Scale::over(values.iter().copied(), log);
                assert!(scale.ticks(4).len() <= 12, "{values:?}");
                assert!(scale.place(f64::NAN).is_none());
            }
        }
    }
}
