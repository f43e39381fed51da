//! Where an axis has ticks: few, at round values.

use egui_plot::{GridInput, GridMark};

/// Few round ticks, about `count`: 1, 2 or 5 times a power of ten; on a logarithmic axis those values' logarithms.
pub fn ticks(input: &GridInput, count: f64, log: bool) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    if !(low.is_finite() && high.is_finite() && high > low) {
        return Vec::new();
    }
    if log && high - low < 8.0 {
        let few: &[f64] = match high - low {
            span if span > 2.5 => &[1.0],
            span if span > 0.9 => &[1.0, 3.0],
            span if span > 0.35 => &[1.0, 2.0, 5.0],
            _ => &[1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0],
        };
        return (low.floor() as i32..=high.floor() as i32)
            .flat_map(|power| {
                few.iter()
                    .map(move |digit| digit.log10() + f64::from(power))
            })
            .filter(|value| (low..=high).contains(value))
            .map(mark(1.0))
            .collect();
    }
    let rough = (high - low) / count;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .iter()
        .map(|digit| digit * power)
        .find(|step| *step >= rough)
        .unwrap_or(power * 10.0);
    let step = if log { step.max(1.0) } else { step };
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last)
        .map(|n| n as f64 * step)
        .map(mark(step))
        .collect()
}

fn mark(step_size: f64) -> impl Fn(f64) -> GridMark {
    move |value| GridMark { value, step_size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::format;

    fn values(low: f64, high: f64, log: bool) -> Vec<f64> {
        let input = GridInput {
            bounds: (low, high),
            base_step_size: 0.1,
        };
        ticks(&input, 5.0, log)
            .iter()
            .map(|mark| mark.value)
            .collect()
    }

    #[test]
    fn ticks_are_few_and_round() {
        assert_eq!(values(0.0, 1500.0, false), [0.0, 500.0, 1000.0, 1500.0]);
        assert_eq!(
            values(20.0, 30.0, false),
            [20.0, 22.0, 24.0, 26.0, 28.0, 30.0]
        );
        let log: Vec<_> = values(-3.0, -1.0, true)
            .iter()
            .map(|value| format::short(10f64.powf(*value)))
            .collect();
        assert_eq!(log, ["0.001", "0.003", "0.01", "0.03", "0.1"]);
        assert!(values(0.0, f64::NAN, false).is_empty());
    }
}
