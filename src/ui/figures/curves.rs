//! The curves of a run: loss on a logarithmic axis, PSNR or accuracy beside what was measured on the photograph in the
//! preview.

use crate::denoise;
use crate::figure::{Axis, Dash, Figure, Mark, Marking, Numbers, Role};
use crate::setting::find;
use crate::train::{Metric, ValidationRecord};
use crate::ui::state::Workbench;
use crate::ui::trace::{Bucket, Trace};

/// PSNR on the photograph in the preview.
#[derive(Clone, Copy, Debug, Default)]
pub struct OnPhoto<'a> {
    /// The network's steps and PSNR in dB.
    pub past: &'a [(u64, f64)],
    /// Id, name and PSNR in dB of the methods to compare it with.
    pub methods: &'a [(String, String, f64)],
}

impl OnPhoto<'_> {
    /// Whether there is anything to draw.
    pub fn is_empty(&self) -> bool {
        self.past.is_empty() && self.methods.is_empty()
    }
}

/// Smallest loss that the logarithmic axis shows.
const FLOOR: f64 = 1e-12;
/// The loss's axis reaches down to so small a share of its largest mean: a step without any loss must not stretch it.
const DEPTH: f64 = 1e-6;
/// What the dotted lines are called behind their names.
const PHOTO: &str = ", photo";
/// How lines compare where there are dotted ones.
const READING: &str = "Solid: the patches it learns from. Dashed: validation, the mean over held-out pictures. Dotted: \
    one picture, the noisy photograph in the preview, cleaned by the network and by other methods: compare these with \
    each other. A mean over other pictures may lie anywhere beside them.";

/// The loss over steps.
pub fn loss(bench: &Workbench) -> Figure {
    let run = bench.run();
    let largest = run.loss.buckets().iter().map(Bucket::mean);
    let floor = FLOOR.max(DEPTH * largest.fold(0.0, f64::max));
    let loss = |value: f64| value.max(floor);
    let validations = &run.history.validations;
    let mut marks = vec![training(
        &run.loss,
        bench.view.smoothing,
        |value| loss(value).log10(),
        |log| 10f64.powf(log),
    )];
    marks.extend(validation(validations, is_psnr(bench), |record| {
        loss(f64::from(record.loss))
    }));
    Figure::plot("Loss", steps(bench), Axis::new("loss").log(true), marks).id("loss")
}

/// The metric over steps; PSNR beside that of the photograph in the preview.
pub fn metric(bench: &Workbench, on_photo: OnPhoto<'_>) -> Figure {
    let (run, psnr) = (bench.run(), is_psnr(bench));
    let (on_photo, y) = match psnr {
        true => (
            on_photo,
            Axis::new("PSNR").unit("dB").numbers(Numbers::Decimals(2)),
        ),
        false => (
            OnPhoto::default(),
            Axis::new("right answers").numbers(Numbers::Percent),
        ),
    };
    let methods = on_photo.methods.iter().map(|(id, name, value)| {
        let rank = find(denoise::ALL, id)
            .and_then(|found| denoise::ALL.iter().position(|entry| entry.id == found.id));
        let role = Role::Method(rank.unwrap_or_default());
        Mark::level(format!("{name}{PHOTO}"), role, *value)
    });
    let mut marks: Vec<_> = methods.collect();
    marks.push(training(
        &run.metric,
        bench.view.smoothing,
        |value| value,
        |value| value,
    ));
    marks.extend(validation(&run.history.validations, psnr, |record| {
        f64::from(record.metric)
    }));
    if !on_photo.past.is_empty() {
        let past = on_photo
            .past
            .iter()
            .map(|(step, psnr)| [*step as f64, *psnr]);
        let name = format!("network{PHOTO}");
        marks.push(Mark::line(name, Role::Network, past.collect()).dash(Dash::Dotted));
    }
    let figure = Figure::plot(
        if psnr { "PSNR" } else { "Right answers" },
        steps(bench),
        y,
        marks,
    )
    .id("metric");
    match on_photo.is_empty() {
        true => figure,
        false => figure.note(READING),
    }
}

fn is_psnr(bench: &Workbench) -> bool {
    bench.run().judged() == Metric::Psnr
}

fn steps(bench: &Workbench) -> Axis {
    let end = horizon(bench.run().history.step(), bench.run().asked.steps) as f64;
    Axis {
        holds: vec![0.0, end],
        ..Axis::default().unit("steps").numbers(Numbers::Counted)
    }
}

/// The curve of the training, smoothed as `to` shows it, and raw behind.
fn training(
    trace: &Trace,
    smoothing: f32,
    to: impl Fn(f64) -> f64 + Copy,
    from: impl Fn(f64) -> f64,
) -> Mark {
    let (mut smooth, mut raw) = (Vec::new(), Vec::new());
    trace.smooth(f64::from(smoothing), to, &mut smooth);
    trace.raw(|value| from(to(value)), &mut raw);
    smooth.iter_mut().for_each(|[_, y]| *y = from(*y));
    let line = Marking::Line {
        points: smooth,
        raw,
        dash: Dash::Solid,
    };
    Mark::new("training", Role::Training, line)
}

fn validation(
    records: &[ValidationRecord],
    psnr: bool,
    value: impl Fn(&ValidationRecord) -> f64,
) -> Option<Mark> {
    let [name, more] = match psnr {
        true => ["validation, mean", " of held-out pictures"],
        false => ["validation", ", held-out examples"],
    };
    let points = records
        .iter()
        .map(|record| [record.step as f64, value(record)]);
    let points: Vec<_> = points.filter(|[_, y]| y.is_finite()).collect();
    let some = !points.is_empty();
    some.then(|| Mark {
        more: more.into(),
        ..Mark::line(name, Role::Validation, points).dash(Dash::Dashed)
    })
}

/// Where the x axis ends: at the next round number of steps, and in the end at the last step.
fn horizon(step: u64, steps: u64) -> u64 {
    let round = |power: u32| [1, 2, 5].map(|digit| digit * 10u64.pow(power));
    (1..19)
        .flat_map(round)
        .find(|end| *end >= step.max(20))
        .map_or(steps, |end| end.min(steps))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_grows_in_few_round_steps() {
        let ends = [1, 20, 21, 70, 101, 400, 1001, 1499].map(|step| horizon(step, 1500));
        assert_eq!(ends, [20, 20, 50, 100, 200, 500, 1500, 1500]);
        assert_eq!(horizon(5, 10), 10);
    }

    #[test]
    fn a_curve_is_smoothed_where_it_is_seen() {
        let mut trace = Trace::default();
        (0..100).for_each(|step| trace.push(step, if step % 2 == 0 { 1.0 } else { 0.01 }));
        let mark = training(&trace, 50.0, f64::log10, |log| 10f64.powf(log));
        let Marking::Line { points, raw, .. } = mark.marking else {
            panic!("a line")
        };
        assert_eq!((points.len(), raw.len()), (100, 100));
        // Half way between the logarithms, not between the values.
        assert!((points[99][1] - 0.1).abs() < 0.01, "{:?}", points[99]);
        assert!((raw[1][1] - 0.01).abs() < 1e-6);
    }
}
