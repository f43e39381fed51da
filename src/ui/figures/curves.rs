//! The curves of a run: loss on a logarithmic axis, PSNR or accuracy beside what was measured on the photograph in the
//! preview.

use crate::denoise;
use crate::desk::Before;
use crate::figure::{Axis, Dash, Figure, Mark, Marking, Numbers, Role};
use crate::setting::find;
use crate::train::{Metric, ValidationRecord};
use crate::ui::state::{Run, Workbench};
use crate::ui::trace::{Bucket, Trace};

/// PSNR on the photograph in the preview.
#[derive(Clone, Copy, Debug, Default)]
pub struct OnPhoto<'a> {
    /// The network's steps and PSNR in dB.
    pub past: &'a [(u64, f64)],
    /// Id, name and PSNR in dB of the methods to compare it with.
    pub methods: &'a [(String, String, f64)],
    /// σ (0..1) of the noise that it brought along, where it is taken as noisy.
    pub noise: Option<f32>,
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
/// A loss that is so many times the first ones has gone astray: the axis does not follow it.
const MOST_LOSS: f64 = 30.0;
/// The same for so many decibels below the first PSNR.
const MOST_DECIBELS: f64 = 12.0;
/// Buckets that count as the first.
const FIRST: usize = 20;
/// What the dotted lines are called behind their names.
const PHOTO: &str = ", photo";
/// How lines compare where there are dotted ones.
const READING: &str = "Solid: the patches it learns from. Dashed: validation, the mean over held-out pictures. Dotted: \
    one picture, the noisy photograph in the preview, cleaned by the network and by other methods: compare these with \
    each other. A mean over other pictures may lie anywhere beside them.";

/// The loss over steps.
pub fn loss(bench: &Workbench) -> Figure {
    let run = bench.run();
    let range = useful(&run.traces.loss, |first| {
        [f64::NEG_INFINITY, MOST_LOSS * usual(first)]
    });
    let largest = run.traces.loss.buckets().iter().map(Bucket::mean);
    let validations = run.history.validations.iter();
    let range = range.map(|[low, high]| {
        let losses = validations.map(|record| f64::from(record.loss));
        let lowest = losses.filter(|loss| *loss > 0.0).fold(low, f64::min);
        [lowest, high]
    });
    let top = range.map_or(f64::INFINITY, |[_, top]| top);
    let floor = FLOOR.max(DEPTH * largest.fold(0.0, f64::max).min(top));
    let loss = |value: f64| value.max(floor);
    let log = |value: f64| loss(value).log10();
    let exp = |log: f64| 10f64.powf(log);
    let judged = |record: &ValidationRecord| loss(f64::from(record.loss));
    let lines = |lines: &Lines<'_>| {
        let mut marks = vec![training(lines, lines.loss, bench.view.smoothing, log, exp)];
        marks.extend(validation(lines, is_psnr(bench), judged));
        marks
    };
    let mut marks: Vec<_> = before(bench)
        .map(|old| past(lines(&old)))
        .unwrap_or_default();
    marks.extend(lines(&Lines::of(run)));
    marks.extend(looked_at(run, false));
    let y = Axis {
        range: range.map(|[low, high]| [low.max(floor), high]),
        ..Axis::new("loss").log(true)
    };
    Figure::plot("Loss", steps(bench), y, marks).id("loss")
}

/// The metric over steps; PSNR beside that of the photograph in the preview.
pub fn metric(bench: &Workbench, on_photo: OnPhoto<'_>) -> Figure {
    let (run, psnr) = (bench.run(), is_psnr(bench));
    let (title, on_photo, y) = match run.judged() {
        Metric::Psnr => (
            "PSNR",
            on_photo,
            Axis::new("PSNR").unit("dB").numbers(Numbers::Decimals(2)),
        ),
        Metric::Accuracy => (
            "Right answers",
            OnPhoto::default(),
            Axis::new("right answers").numbers(Numbers::Percent),
        ),
        Metric::R2 => {
            let axis = Axis::new("R²").numbers(Numbers::Decimals(3));
            let range = useful(&run.traces.metric, |_| [LEAST_R2, 1.0]);
            ("R²", OnPhoto::default(), Axis { range, ..axis })
        }
    };
    let methods = on_photo.methods.iter().map(|(id, name, value)| {
        let rank = find(denoise::ALL, id)
            .and_then(|found| denoise::ALL.iter().position(|entry| entry.id == found.id));
        let role = Role::Method(rank.unwrap_or_default());
        Mark::level(format!("{name}{PHOTO}"), role, *value)
    });
    let mut marks: Vec<_> = methods.collect();
    let same = |value: f64| value;
    let judged = |record: &ValidationRecord| f64::from(record.metric);
    let lines = |lines: &Lines<'_>| {
        let mut marks = vec![training(
            lines,
            lines.metric,
            bench.view.smoothing,
            same,
            same,
        )];
        marks.extend(validation(lines, psnr, judged));
        marks
    };
    marks.extend(
        before(bench)
            .map(|old| past(lines(&old)))
            .unwrap_or_default(),
    );
    marks.extend(lines(&Lines::of(run)));
    marks.extend(looked_at(run, true));
    if !on_photo.past.is_empty() {
        let start = run.start();
        let past = on_photo
            .past
            .iter()
            .map(|(step, psnr)| [(start + *step) as f64, *psnr]);
        let past: Vec<_> = past.collect();
        let name = format!("network{PHOTO}");
        marks.push(match past.len() {
            // Of a run that was opened only the last step was asked: a line of one point is none.
            1 => Mark::points(name, Role::Network, past),
            _ => Mark::line(name, Role::Network, past).dash(Dash::Dotted),
        });
    }
    let y = match psnr {
        true => Axis {
            // What stands above is compared with it.
            range: useful(&run.traces.metric, |first| {
                let highest = first[first.len() - 1];
                // What went astray at once is no measure of itself.
                let usual = middle(first).max(highest - MOST_DECIBELS);
                [usual - MOST_DECIBELS, f64::INFINITY]
            })
            .map(|[low, high]| {
                let validations = run.history.validations.iter();
                let judged = validations.map(|record| f64::from(record.metric));
                let past = on_photo.past.iter().map(|(_, psnr)| *psnr);
                let methods = on_photo.methods.iter().map(|(.., psnr)| *psnr);
                let all = judged.chain(past).chain(methods);
                [
                    low,
                    all.filter(|psnr| psnr.is_finite()).fold(high, f64::max),
                ]
            }),
            ..y
        },
        false => y,
    };
    let figure = Figure::plot(title, steps(bench), y, marks).id("metric");
    match on_photo.is_empty() {
        true => figure,
        false => figure.note(READING),
    }
}

/// An axis of R² reaches no lower where there is more to see: below it answers are worse than the mean alone.
const LEAST_R2: f64 = 0.0;

fn is_psnr(bench: &Workbench) -> bool {
    bench.run().judged() == Metric::Psnr
}

/// The middle one of values in their order.
fn middle(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

/// The loss that a run began with: the middle of its first ones, unless it went far beyond the
/// lowest of them at once.
fn usual(first: &[f64]) -> f64 {
    let far = MOST_LOSS * first[0];
    let middle = middle(first);
    if far > 0.0 { middle.min(far) } else { middle }
}

/// The range of an axis that a run has left which went astray: from its first values on, in their order, no farther
/// than `limits` says of them. `None` where all that there is lies within.
fn useful(trace: &Trace, limits: impl Fn(&[f64]) -> [f64; 2]) -> Option<[f64; 2]> {
    let buckets = trace.buckets();
    let first = buckets.iter().take(FIRST).map(Bucket::mean);
    let mut first: Vec<f64> = first.collect();
    first.sort_by(f64::total_cmp);
    first.first()?;
    let limits = limits(&first);
    let ends = buckets
        .iter()
        .fold([f64::MAX, f64::MIN], |[low, high], bucket| {
            [low.min(bucket.mean()), high.max(bucket.mean())]
        });
    let within = [ends[0].max(limits[0]), ends[1].min(limits[1])];
    (within != ends && within[0] < within[1]).then_some(within)
}

/// What is drawn of a run.
struct Lines<'a> {
    loss: &'a Trace,
    metric: &'a Trace,
    validations: &'a [ValidationRecord],
    /// Whether it is judged on what it learns from, displaced.
    displaced: bool,
    /// Steps that lie before its first one.
    start: f64,
}

impl<'a> Lines<'a> {
    fn of(run: &'a Run) -> Self {
        Self {
            loss: &run.traces.loss,
            metric: &run.traces.metric,
            validations: &run.history.validations,
            displaced: run.asked.displaced,
            start: run.start() as f64,
        }
    }
}

/// The run before, where there is one and it is to be seen.
fn before(bench: &Workbench) -> Option<Lines<'_>> {
    let before = bench.run().before.as_deref();
    let before = before.filter(|before| bench.view.before || before.continued);
    // Of another experiment nothing can be compared.
    let same = |before: &&Before| before.continued || before.name == bench.run().asked.name;
    // Losses of another kind of answer have no axis in common either.
    let alike = |before: &&Before| before.judged == bench.run().judged();
    let before = before.filter(same).filter(alike);
    before.map(|before| Lines {
        loss: &before.traces.loss,
        metric: &before.traces.metric,
        validations: &before.validations,
        displaced: before.displaced,
        start: before.start as f64,
    })
}

/// Marks of the run before stand back: the smooth lines alone.
fn past(marks: Vec<Mark>) -> Vec<Mark> {
    let each = |mut mark: Mark| {
        if let Marking::Line { raw, .. } = &mut mark.marking {
            raw.clear();
        }
        mark.name = match mark.role {
            Role::Training => "before".into(),
            _ => format!("before, {}", mark.name),
        };
        mark.faint()
    };
    marks.into_iter().map(each).collect()
}

/// What the line is called at the step whose network is looked at.
pub const LOOKED_AT: &str = "Step looked at";

/// The line at the step whose network is looked at: to be moved, or only where that is not the newest.
fn looked_at(run: &Run, held: bool) -> Option<Mark> {
    let shown = run.networks.shown()?;
    let x = (run.start() + shown.step) as f64;
    let line = Marking::Moment { x, held };
    let seen = held || run.networks.looked_at().is_some();
    seen.then(|| Mark::new(LOOKED_AT, Role::Chosen, line))
}

fn steps(bench: &Workbench) -> Axis {
    let run = bench.run();
    let start = run.start();
    let end = (start + horizon(run.history.step(), run.asked.steps)) as f64;
    Axis {
        holds: vec![0.0, end],
        ..Axis::default().unit("steps").numbers(Numbers::Counted)
    }
}

/// The curve of the training, smoothed as `to` shows it, and raw behind.
fn training(
    lines: &Lines<'_>,
    trace: &Trace,
    smoothing: f32,
    to: impl Fn(f64) -> f64 + Copy,
    from: impl Fn(f64) -> f64,
) -> Mark {
    let (mut smooth, mut raw) = (Vec::new(), Vec::new());
    trace.smooth(f64::from(smoothing), to, &mut smooth);
    trace.raw(|value| from(to(value)), &mut raw);
    smooth.iter_mut().for_each(|[_, y]| *y = from(*y));
    for [x, _] in smooth.iter_mut().chain(&mut raw) {
        *x += lines.start;
    }
    let line = Marking::Line {
        points: smooth,
        raw,
        dash: Dash::Solid,
    };
    Mark::new("training", Role::Training, line)
}

fn validation(
    lines: &Lines<'_>,
    psnr: bool,
    value: impl Fn(&ValidationRecord) -> f64,
) -> Option<Mark> {
    let [name, more] = match (psnr, lines.displaced) {
        (true, _) => ["validation, mean", " of held-out pictures"],
        (false, false) => ["validation", ", held-out examples"],
        (false, true) => ["displaced", " points that it learns from"],
    };
    let points = lines
        .validations
        .iter()
        .map(|record| [lines.start + record.step as f64, value(record)]);
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
    fn a_run_that_goes_astray_does_not_stretch_the_axis() {
        let mut trace = Trace::default();
        (0..400).for_each(|step| trace.push(step, 1.0 / (step + 1) as f32));
        let loss = |trace: &Trace| useful(trace, |first| [0.0, 30.0 * usual(first)]);
        assert_eq!(loss(&trace), None, "learning is what an axis is for");
        (400..450).for_each(|step| trace.push(step, 1e20));
        let [low, high] = loss(&trace).unwrap();
        assert!(
            low > 1e-3 && low < 1e-2 && high > 1.0 && high < 30.0,
            "{low} {high}"
        );
        // One that goes astray at once is measured by where it began.
        let mut trace = Trace::default();
        trace.push(0, 2.0);
        (1..60).for_each(|step| trace.push(step, 1e12));
        assert_eq!(loss(&trace), Some([2.0, 1800.0]));
        let mut trace = Trace::default();
        (0..60).for_each(|step| trace.push(step, 20.0 + step as f32 / 10.0));
        let psnr = |trace: &Trace| useful(trace, |first| [middle(first) - 12.0, f64::INFINITY]);
        assert_eq!(psnr(&trace), None);
        trace.push(60, -80.0);
        let [low, high] = psnr(&trace).unwrap();
        assert!(
            (low - 9.0).abs() < 0.01 && (high - 25.9).abs() < 0.01,
            "{low} {high}"
        );
    }

    #[test]
    fn a_curve_is_smoothed_where_it_is_seen() {
        let mut trace = Trace::default();
        (0..100).for_each(|step| trace.push(step, if step % 2 == 0 { 1.0 } else { 0.01 }));
        let run = Run::default();
        let lines = Lines::of(&run);
        let mark = training(&lines, &trace, 50.0, f64::log10, |log| 10f64.powf(log));
        let Marking::Line { points, raw, .. } = mark.marking else {
            panic!("a line")
        };
        assert_eq!((points.len(), raw.len()), (100, 100));
        // Half way between the logarithms, not between the values.
        assert!((points[99][1] - 0.1).abs() < 0.01, "{:?}", points[99]);
        assert!((raw[1][1] - 0.01).abs() < 1e-6);
    }
}
