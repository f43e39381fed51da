//! Curves of several runs over each other, and a table of what differs between them.

use crate::desk::kept::Compared;
use crate::figure::{Axis, Column, Figure, Mark, Marking, Numbers, Role, Row};
use crate::say;
use crate::train::{History, JudgedOn, Metric, ValidationRecord};
use crate::ui::trace::{Trace, Traces};

/// Smallest loss that the logarithmic axis shows.
const FLOOR: f64 = 1e-12;
/// Steps that the loss is averaged over.
const SMOOTH: f64 = 25.0;
/// Most points of a line, where many are drawn: no screen shows more.
const POINTS: usize = 400;
/// Runs that count as many.
const MANY: usize = 4;

/// The curves of a run, as few points as are drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunLines {
    /// Loss and metric of the training.
    pub traces: Traces,
    /// What was judged on held-out examples.
    pub validations: Vec<ValidationRecord>,
    /// What is judged.
    pub judged: Option<Metric>,
    /// Whether it was judged on what it learned from, displaced: nothing was held out.
    pub displaced: bool,
}

impl RunLines {
    /// The curves of a run that was read and that began at step `start` of another one, or at 0. Cost: proportional to
    /// its steps.
    pub fn of(mut history: History, start: u64) -> Self {
        let mut traces = Traces::default();
        for step in &history.steps {
            traces.loss.push(start + step.step, step.loss);
            traces.metric.push(start + step.step, step.metric);
        }
        for validation in &mut history.validations {
            validation.step += start;
        }
        let displaced = |(_, on): (_, JudgedOn)| on == JudgedOn::Displaced;
        Self {
            displaced: history.whole.is_some_and(displaced),
            traces,
            validations: history.validations,
            judged: history.metric,
        }
    }
}

/// A run in a comparison: its name there, its colour's number, its curves.
#[derive(Clone, Debug)]
pub struct Compare<'a> {
    /// Its name.
    pub name: String,
    /// Runs of one group differ in the seed alone.
    pub group: usize,
    /// The number of its colour.
    pub colour: usize,
    /// Its curves.
    pub lines: &'a RunLines,
}

/// The losses over steps; `bands`: of each group the mean and the spread.
pub fn losses(runs: &[Compare<'_>], bands: bool) -> Figure {
    let log = |value: f64| value.max(FLOOR).log10();
    let each = runs
        .iter()
        .map(|run| smooth(&run.lines.traces.loss, log, runs.len()));
    let each: Vec<Vec<[f64; 2]>> = each.collect();
    let marks = marks(runs, &each, bands, |log| 10f64.powf(log));
    Figure::plot("Loss of runs", steps(), Axis::new("loss").log(true), marks).id("run-losses")
}

/// The scores on held-out examples over steps; those of the training, where no run was judged yet. Runs that are judged
/// by another measure than the first, or not judged yet while others are, are left out.
pub fn scores(runs: &[Compare<'_>], bands: bool) -> Figure {
    let judged = runs.iter().find_map(|run| run.lines.judged);
    let judged = judged.unwrap_or(Metric::Psnr);
    let is_judged = |run: &Compare<'_>| !run.lines.validations.is_empty();
    let held_out = runs.iter().any(is_judged);
    let alike: Vec<Compare<'_>> = runs
        .iter()
        .filter(|run| run.lines.judged == Some(judged) && (is_judged(run) || !held_out))
        .cloned()
        .collect();
    let each = alike.iter().map(|run| match held_out {
        false => smooth(&run.lines.traces.metric, |value| value, alike.len()),
        true => {
            let judged = run.lines.validations.iter();
            let finite = judged.filter(|record| record.metric.is_finite());
            finite
                .map(|record| [record.step as f64, f64::from(record.metric)])
                .collect()
        }
    });
    let each: Vec<Vec<[f64; 2]>> = each.collect();
    let of = match (held_out, alike.iter().any(|run| run.lines.displaced)) {
        (true, false) => "held-out",
        (true, true) => "judged",
        (false, _) => "training",
    };
    let (title, axis) = match judged {
        Metric::Psnr => (
            "PSNR of runs",
            Axis::new(format!("PSNR, {of}"))
                .unit("dB")
                .numbers(Numbers::Decimals(2)),
        ),
        Metric::Accuracy => (
            "Right answers of runs",
            Axis::new(format!("right answers, {of}")).numbers(Numbers::Percent),
        ),
        Metric::R2 => ("R² of runs", Axis::new(format!("R², {of}"))),
    };
    let marks = marks(&alike, &each, bands, |value| value);
    let figure = Figure::plot(title, steps(), axis, marks).id("run-scores");
    match runs.len() - alike.len() {
        0 => figure,
        count => figure.note(format!(
            "{count} runs are judged by another measure, or not yet, and left out"
        )),
    }
}

/// What differs between runs, a row a setting, a column a run. `begun` says of each whose weights it began with; empty
/// for those that began anew.
pub fn settings(names: &[String], compared: &Compared, begun: &[&str]) -> Figure {
    let heads = names.iter().map(Column::new);
    let columns = std::iter::once(Column::new("Setting")).chain(heads);
    let anew = say!("new weights").to_string();
    let origin = begun.iter().any(|from| !from.is_empty()).then(|| {
        let of = |at: usize| begun.get(at).filter(|from| !from.is_empty());
        let values = (0..names.len()).map(|at| of(at).map_or(&*anew, |from| from).into());
        let label = say!("Begun with").to_string();
        Row::from(
            std::iter::once(label.into())
                .chain(values)
                .collect::<Vec<_>>(),
        )
    });
    let rows = compared
        .settings
        .iter()
        .enumerate()
        .map(|(at, (_, label))| {
            let values = compared
                .values
                .iter()
                .map(|values| values[at].clone().into());
            Row::from(
                std::iter::once(label.clone().into())
                    .chain(values)
                    .collect::<Vec<_>>(),
            )
        });
    Figure::table(
        "Settings that differ",
        columns,
        origin.into_iter().chain(rows),
    )
    .id("run-settings")
}

fn steps() -> Axis {
    Axis {
        holds: vec![0.0],
        ..Axis::default().unit("steps").numbers(Numbers::Counted)
    }
}

fn smooth(trace: &Trace, to: impl Fn(f64) -> f64, runs: usize) -> Vec<[f64; 2]> {
    let mut points = Vec::new();
    trace.smooth(SMOOTH, to, &mut points);
    if runs > MANY && points.len() > POINTS {
        let every = points.len().div_ceil(POINTS);
        let last = points.len() - 1;
        let mut at = 0;
        points.retain(|_| {
            at += 1;
            (at - 1) % every == 0 || at - 1 == last
        });
    }
    points
}

/// A line for each run, or a line and a band for each group of several.
fn marks(
    runs: &[Compare<'_>],
    each: &[Vec<[f64; 2]>],
    bands: bool,
    from: impl Fn(f64) -> f64,
) -> Vec<Mark> {
    let line = |run: &Compare<'_>, points: &[[f64; 2]]| {
        let points = points.iter().map(|[x, y]| [*x, from(*y)]).collect();
        Mark::line(&run.name, Role::Series(run.colour), points)
    };
    let mut groups: Vec<usize> = runs.iter().map(|run| run.group).collect();
    groups.dedup();
    groups.sort_unstable();
    groups.dedup();
    if !bands || groups.len() == runs.len() {
        let lines = runs.iter().zip(each);
        return lines.map(|(run, points)| line(run, points)).collect();
    }
    let mut marks = Vec::new();
    for group in groups {
        let own = runs.iter().zip(each).filter(|(run, _)| run.group == group);
        let (runs, points): (Vec<_>, Vec<_>) = own.unzip();
        let first = runs[0];
        if let [one] = points[..] {
            marks.push(line(first, one));
            continue;
        }
        let (mean, band) = spread(&points);
        let band = band
            .into_iter()
            .map(|[x, low, high]| [x, from(low), from(high)]);
        let role = Role::Series(first.colour);
        marks.push(Mark::new("", role, Marking::Band(band.collect())));
        let mut mean = line(first, &mean);
        mean.more = format!(", mean ± standard deviation of {} seeds", runs.len());
        marks.push(mean);
    }
    marks
}

/// Mean, and mean less and plus the standard deviation, of several curves at the places of the first, as far as all
/// reach.
fn spread(curves: &[&Vec<[f64; 2]>]) -> (Vec<[f64; 2]>, Vec<[f64; 3]>) {
    let (mut mean, mut band) = (Vec::new(), Vec::new());
    for [x, _] in curves[0] {
        let values: Option<Vec<f64>> = curves.iter().map(|curve| at(curve, *x)).collect();
        let Some(values) = values else { continue };
        let count = values.len() as f64;
        let middle = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|value| (value - middle).powi(2));
        let deviation = (squares.sum::<f64>() / (count - 1.0).max(1.0)).sqrt();
        mean.push([*x, middle]);
        band.push([*x, middle - deviation, middle + deviation]);
    }
    (mean, band)
}

/// The curve's value at `x`, between its points on a straight line; none beyond its ends.
fn at(curve: &[[f64; 2]], x: f64) -> Option<f64> {
    let after = curve.partition_point(|point| point[0] < x);
    let right = curve.get(after)?;
    if right[0] <= x {
        return Some(right[1]);
    }
    let left = curve.get(after.checked_sub(1)?)?;
    let share = (x - left[0]) / (right[0] - left[0]);
    Some(left[1] + share * (right[1] - left[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Body;

    fn run(offset: f32) -> RunLines {
        let mut lines = RunLines {
            judged: Some(Metric::Psnr),
            ..RunLines::default()
        };
        for step in 1..=5000 {
            lines.traces.loss.push(step, 1.0 / step as f32 + offset);
        }
        let judged = |step| ValidationRecord {
            step,
            loss: 0.1,
            metric: 25.0 + offset,
            examples: 4,
        };
        lines.validations = vec![judged(100), judged(200)];
        lines
    }

    fn plot(figure: &Figure) -> &crate::figure::Plot {
        match &figure.body {
            Body::Plot(plot) => plot,
            _ => panic!("a plot"),
        }
    }

    #[test]
    fn seeds_are_drawn_as_mean_and_band_others_as_lines() {
        let lines = [run(0.0), run(2.0), run(4.0)];
        let compare = |at: usize, group| Compare {
            name: format!("run {at}"),
            group,
            colour: group,
            lines: &lines[at],
        };
        let runs = [compare(0, 0), compare(1, 0), compare(2, 2)];
        assert_eq!(plot(&scores(&runs, false)).marks.len(), 3);
        let figure = scores(&runs, true);
        let marks = &plot(&figure).marks;
        assert_eq!(marks.len(), 3, "a band, its mean, a line");
        let Marking::Band(band) = &marks[0].marking else {
            panic!("a band")
        };
        // Mean 26, deviation √2.
        let [_, low, high] = band[0];
        assert!((low - (26.0 - 2f64.sqrt())).abs() < 1e-6 && (high + low - 52.0).abs() < 1e-6);
        assert_eq!(plot(&losses(&runs, true)).marks.len(), 3);
    }

    #[test]
    fn a_run_that_went_on_begins_where_the_other_was() {
        let step = |step| crate::train::StepRecord {
            step,
            loss: 1.0,
            metric: 20.0,
            learning_rate: 0.1,
        };
        let mut history = History::default();
        history.steps = vec![step(1), step(2)];
        let lines = RunLines::of(history, 314);
        let mut points = Vec::new();
        lines.traces.loss.raw(|value| value, &mut points);
        assert_eq!(points.last(), Some(&[316.0, 1.0]));
        let names = ["a".to_owned(), "b".to_owned()];
        let compared = Compared::default();
        let csv = |begun: &[&str]| settings(&names, &compared, begun).csv();
        assert!(csv(&["", "a, step 314"]).contains("Begun with,new weights,\"a, step 314\""));
        assert!(!csv(&["", ""]).contains("Begun with"));
    }

    #[test]
    fn many_long_runs_are_drawn_with_few_points() {
        let lines = run(1.0);
        let compare = |at: usize| Compare {
            name: format!("run {at}"),
            group: at,
            colour: at,
            lines: &lines,
        };
        let runs: Vec<_> = (0..10).map(compare).collect();
        let figure = losses(&runs, true);
        for mark in &plot(&figure).marks {
            assert!(mark.marking.places().len() <= POINTS + 1);
        }
    }
}
