//! What each ailment looks like.

use super::{Ailment, Chart, Finding};
use crate::nn::layers::BatchNorm;
use crate::nn::loss::CrossEntropy;
use crate::setting::Value;
use crate::train::{Experiment, RowVitals};

/// Parts that the curve is looked at in.
const PARTS: usize = 20;

/// Weights that have grown by so many times their first size have moved far.
const FAR: f64 = 2.0;

/// Step at its beginning, mean and median of a part of the loss curve.
struct Part {
    step: u64,
    mean: f64,
    median: f64,
}

fn parts(chart: &Chart<'_>) -> Vec<Part> {
    let steps = &chart.history.steps;
    let part = |at: usize| {
        let own = &steps[at * steps.len() / PARTS..(at + 1) * steps.len() / PARTS];
        let mut losses: Vec<f64> = own.iter().map(|step| f64::from(step.loss)).collect();
        losses.sort_by(f64::total_cmp);
        Part {
            step: own.first().map_or(0, |step| step.step),
            mean: losses.iter().sum::<f64>() / losses.len().max(1) as f64,
            median: losses.get(losses.len() / 2).copied().unwrap_or_default(),
        }
    };
    (0..PARTS).map(part).collect()
}

/// The loss at first: the least of the first steps, for the very first may already have been too long.
fn first_loss(chart: &Chart<'_>) -> f64 {
    let first = chart.history.steps.iter().take(10);
    let losses = first.map(|step| f64::from(step.loss));
    let (least, most) = losses.fold((f64::INFINITY, 0.0), |(least, most): (f64, f64), loss| {
        (least.min(loss), most.max(loss))
    });
    // A batch without any loss is luck, not where it began.
    least.max(0.1 * most.min(10.0)).max(1e-12)
}

/// How far the weights' sizes have moved, relative to the first: that of the row that moved most, below zero where it
/// shrank.
fn moved(chart: &Chart<'_>) -> Option<f64> {
    let moments = &chart.history.moments;
    let (first, last) = (moments.first()?, moments.last()?);
    let pairs = first.rows.iter().zip(&*last.rows);
    let change = |(a, b): (&RowVitals, &RowVitals)| {
        let (before, after) = (a.weights.rms, b.weights.rms);
        f64::from((after - before) / before.max(1e-12))
    };
    let changes = pairs.filter(|(row, _)| !row.weights.is_empty()).map(change);
    changes.max_by(|a, b| a.abs().total_cmp(&b.abs()))
}

fn found(ailment: Ailment, since: u64, number: f64) -> Option<Finding> {
    Some(Finding {
        ailment,
        since,
        row: None,
        number,
    })
}

/// The last losses are a hundred times the first one, or the run ended in no numbers.
pub(super) fn exploding(chart: &Chart<'_>) -> Option<Finding> {
    const LAST: usize = 5;
    let (first, steps) = (first_loss(chart), &chart.history.steps);
    let beyond = |loss: f32| !loss.is_finite() || f64::from(loss) > 100.0 * first;
    let last = &steps[steps.len().saturating_sub(LAST)..];
    let grown = steps.len() >= 2 && beyond(last.last()?.loss);
    if !grown {
        // It may have gone beyond all numbers from one step to the next.
        let step = chart.history.diverged?;
        return found(Ailment::Exploding, step, f64::INFINITY);
    }
    let since = steps.iter().rposition(|step| !beyond(step.loss));
    let since = steps.get(since.map_or(0, |at| at + 1))?.step;
    found(
        Ailment::Exploding,
        since,
        f64::from(last.last()?.loss) / first,
    )
}

/// Weights have moved far, and half the run has not brought the loss down.
pub(super) fn rate_too_high(chart: &Chart<'_>) -> Option<Finding> {
    let (first, parts) = (first_loss(chart), parts(chart));
    if exploding(chart).is_some() {
        return None;
    }
    let late = &parts[PARTS / 2..];
    // One part may be lucky.
    let high = late.iter().filter(|part| part.median > 0.8 * first);
    let still = 10 * high.count() >= 7 * late.len();
    // Where hardly anything is learned the loss stands near the first too, but the weights stay small.
    let far = moved(chart).is_some_and(|moved| moved > FAR);
    let mean = late.iter().map(|part| part.mean).sum::<f64>() / late.len() as f64;
    let last = chart.history.steps.last().map_or(0, |step| step.step);
    (still && far && mean > 0.9 * first).then(|| found(Ailment::RateTooHigh, last, mean / first))?
}

/// The loss has hardly fallen, and no row's weights have changed their size.
pub(super) fn rate_too_low(chart: &Chart<'_>) -> Option<Finding> {
    let parts = parts(chart);
    let (first, last) = (parts[0].mean, parts.last()?);
    let fallen = 1.0 - last.mean / first.max(1e-12);
    let still = moved(chart).is_some_and(|moved| moved.abs() < 1e-2);
    let steps = chart.history.steps.len();
    let end = chart.history.steps.last().map_or(0, |step| step.step);
    let nothing = first < 1e-6;
    (steps >= 100 && !nothing && fallen < 0.1 && still)
        .then(|| found(Ailment::RateTooLow, end, 100.0 * fallen.max(0.0)))?
}

/// Rows with weights and a gradient, at one moment.
fn with_gradients(rows: &[RowVitals]) -> Vec<&RowVitals> {
    let with = |row: &&RowVitals| row.weights.rms > 0.0 && !row.gradients.is_empty();
    rows.iter().filter(with).collect()
}

/// The first row's gradients are less than a thousandth of the last one's, at most of the moments.
pub(super) fn vanishing(chart: &Chart<'_>) -> Option<Finding> {
    /// Share of the last row's gradient below which the first one's has vanished.
    const SHARE: f32 = 1e-3;
    let share = |rows: &[RowVitals]| {
        let rows = with_gradients(rows);
        let (first, last) = (rows.first()?, rows.last()?);
        (rows.len() >= 4 && last.gradients.rms > 1e-9)
            .then(|| (first.row, first.gradients.rms / last.gradients.rms))
    };
    let seen = chart.history.moments.iter();
    let shares: Vec<_> = seen
        .filter_map(|moment| Some((moment.step, share(&moment.rows)?)))
        .collect();
    let low: Vec<_> = shares
        .iter()
        .filter(|(_, (_, share))| *share < SHARE)
        .collect();
    let (since, (row, share)) = low.first()?;
    // A mean over powers of ten: one moment says little.
    let enough = shares.len() >= 3 && 2 * low.len() > shares.len();
    enough.then(|| Finding {
        ailment: Ailment::Vanishing,
        since: *since,
        row: Some(*row),
        number: f64::from(*share),
    })
}

/// More than half of a row's units were zero for whole batches, at all of the last moments.
pub(super) fn dead_units(chart: &Chart<'_>) -> Option<Finding> {
    const SHARE: f32 = 0.5;
    let moments = &chart.history.moments;
    let worst = moments
        .last()?
        .rows
        .iter()
        .filter_map(|row| Some((row.row, row.dead?)));
    let (row, dead) = worst.max_by(|a, b| a.1.total_cmp(&b.1))?;
    if dead <= SHARE {
        return None;
    }
    let dead_at = |rows: &[RowVitals]| {
        let own = rows.iter().find(|one| one.row == row);
        own.and_then(|own| own.dead)
            .is_some_and(|dead| dead > SHARE)
    };
    let alive = moments.iter().rposition(|moment| !dead_at(&moment.rows));
    let since = &moments[alive.map_or(0, |alive| alive + 1)..];
    (since.len() >= 3).then(|| Finding {
        ailment: Ailment::DeadUnits,
        since: since[0].step,
        row: Some(row),
        number: f64::from(100.0 * dead),
    })
}

/// The validation loss has risen far above its best while the training loss fell on.
pub(super) fn by_heart(chart: &Chart<'_>) -> Option<Finding> {
    const RISEN: f32 = 1.25;
    /// A rise by less is none, whatever it is a multiple of.
    const RISE: f32 = 0.1;
    let validations = &chart.history.validations;
    let best = validations
        .iter()
        .min_by(|a, b| a.loss.total_cmp(&b.loss))?;
    let last = validations.last()?;
    let later = validations.iter().filter(|one| one.step > best.step);
    let parts = parts(chart);
    let at_best = parts.iter().rev().find(|part| part.step <= best.step)?;
    let falls = parts.last()?.mean < at_best.mean;
    let apart = f64::from(last.loss) > 2.0 * parts.last()?.mean;
    let enough = later.count() >= 3 && last.loss > RISEN * best.loss;
    (enough && falls && apart && last.loss - best.loss > RISE).then(|| {
        found(
            Ailment::ByHeart,
            best.step,
            f64::from(last.loss / best.loss.max(1e-9)),
        )
    })?
}

/// Batch normalization and a batch of one.
pub(super) fn batch_of_one(chart: &Chart<'_>) -> Option<Finding> {
    let experiment = chart.experiment;
    let rows = &experiment.architecture.rows;
    let normed = rows.iter().find(|row| row.layer.id() == BatchNorm::ID)?;
    (experiment.training.batch == 1).then_some(Finding {
        ailment: Ailment::BatchOfOne,
        since: 1,
        row: Some(normed.id),
        number: 1.0,
    })
}

/// A loss of classes so small that the softmax's gap is beyond 17: there a 32-bit difference to one is nothing.
pub(super) fn saturated(chart: &Chart<'_>) -> Option<Finding> {
    const NOTHING: f64 = 4e-8;
    if chart.experiment.loss.id() != CrossEntropy::ID {
        return None;
    }
    let parts = parts(chart);
    let sure = parts.iter().rposition(|part| part.mean > NOTHING);
    let since = parts.get(sure.map_or(0, |at| at + 1))?;
    found(Ailment::Saturated, since.step, parts.last()?.mean)
}

/// Most of what it learns from is known, and no judgement was ever above guessing.
pub(super) fn nothing_holds(chart: &Chart<'_>) -> Option<Finding> {
    /// Share of what guessing leaves that must be known.
    const KNOWN: f64 = 0.6;
    /// Judgements that are needed.
    const JUDGED: usize = 5;
    let classes = chart.experiment.data.classes().len();
    let history = chart.history;
    if classes < 2 || history.validations.len() < JUDGED {
        return None;
    }
    let guess = 1.0 / classes as f64;
    let judged = history.validations.last()?.examples;
    if (judged as f64).sqrt() * (1.0 - guess) < 3.0 {
        // Of so few nobody could tell knowing from guessing.
        return None;
    }
    let spread = (guess * (1.0 - guess) / judged as f64).sqrt();
    let right = history.validations.iter().map(|one| f64::from(one.metric));
    // Of many judgements the luckiest lies higher.
    let (best, mean) = (
        right.clone().fold(0.0, f64::max),
        right.sum::<f64>() / history.validations.len() as f64,
    );
    let guesses = best < guess + 4.0 * spread && mean < guess + 2.0 * spread;
    let steps = &history.steps;
    let late = &steps[steps.len() - steps.len().div_ceil(PARTS)..];
    let known = late.iter().map(|step| f64::from(step.metric)).sum::<f64>() / late.len() as f64;
    let end = steps.last()?.step;
    (known > guess + KNOWN * (1.0 - guess) && guesses)
        .then(|| found(Ailment::NothingHolds, end, 100.0 * known))?
}

/// The last quarter of the run is no better than the one before, and the loss is still high.
pub(super) fn plateau(chart: &Chart<'_>) -> Option<Finding> {
    /// Share of the first loss above which it is high.
    const HIGH: f64 = 0.5;
    /// Share of itself that the loss must fall from quarter to quarter.
    const GAIN: f64 = 0.03;
    /// Steps that are needed.
    const STEPS: usize = 200;
    let done = chart.history.step();
    if chart.history.steps.len() < STEPS || 10 * done < 6 * chart.experiment.training.steps {
        // Many a network stands still for a while and then learns.
        return None;
    }
    let (first, parts) = (first_loss(chart), parts(chart));
    let quarter = PARTS / 4;
    let late = &parts[PARTS - 2 * quarter..];
    let mean =
        |parts: &[Part]| parts.iter().map(|part| part.mean).sum::<f64>() / parts.len() as f64;
    let (before, last, both) = (mean(&late[..quarter]), mean(&late[quarter..]), mean(late));
    let squares = late.iter().map(|part| (part.mean - both).powi(2));
    // Parts differ by the luck of their batches: so much by chance.
    let luck = 2.0 * (squares.sum::<f64>() / (late.len() * quarter) as f64).sqrt();
    let still = before - last < GAIN * before + luck;
    let since = late[0].step;
    // Weights that have grown far are thrown about.
    let far = moved(chart).is_some_and(|moved| moved > FAR);
    let ailment = if far {
        Ailment::RateTooHigh
    } else {
        Ailment::Plateau
    };
    let since = if far { done } else { since };
    (still && last > HIGH * first).then(|| found(ailment, since, last / first))?
}

/// The photograph's noise lies outside of the range that is learned.
pub(super) fn noise_apart(chart: &Chart<'_>) -> Option<Finding> {
    /// So many times stronger or weaker is apart.
    const APART: f64 = 1.4;
    /// Noise that is weaker is none, on the scale of 0..255.
    const LEAST: f64 = 2.0;
    if !chart.experiment.answer().is_picture() {
        // Its noise setting is not used.
        return None;
    }
    let photo = 255.0 * f64::from(chart.photo?);
    let [from, to] = learned(chart.experiment)?;
    let apart = photo > LEAST && (photo > APART * to || photo < from / APART);
    let last = chart.history.steps.last()?.step;
    apart.then(|| found(Ailment::NoiseApart, last, photo))?
}

/// From which to which standard deviation (0..255) of noise is learned, where that can be set.
pub(super) fn learned(experiment: &Experiment) -> Option<[f64; 2]> {
    let ends = [FROM, TO].map(|end| match experiment.noise.get(end) {
        Some(Value::Float(value)) => Some(value),
        _ => None,
    });
    Some([ends[0]?, ends[1]?])
}

/// The settings of noise that say so.
pub(super) const FROM: &str = "from";
pub(super) const TO: &str = "to";
