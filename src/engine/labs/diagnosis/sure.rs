//! How sure an answer is, and what that is worth: softmax with a temperature, the calibration error, coverage, and how
//! well known pictures are told from others.
//!
//! Shapes: scores and shares are `[pictures][classes]`. Sources: Guo, Pleiss, Sun and Weinberger 2017,
//! arXiv:1706.04599; Fawcett 2006, doi:10.1016/j.patrec.2005.10.010 (area under the curve).

/// Parts into which sureness is cut for the calibration error.
const PARTS: usize = 15;
/// The lowest and the highest temperature that is tried.
const TEMPERATURES: [f64; 2] = [0.05, 20.0];

/// Scores of pictures, one row each.
pub(super) type Rows = Vec<Vec<f32>>;

/// Shares of one row of scores at a temperature T: softmax(z / T).
pub(super) fn shares(scores: &[f32], temperature: f64) -> Vec<f64> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let each = scores
        .iter()
        .map(|score| (f64::from(score - most) / temperature).exp());
    let each: Vec<f64> = each.collect();
    let sum: f64 = each.iter().sum();
    each.into_iter().map(|one| one / sum).collect()
}

/// −log of the share of the right class, mean.
pub(super) fn log_loss(scores: &Rows, classes: &[usize], temperature: f64) -> f64 {
    let pairs = scores.iter().zip(classes);
    let each = pairs.map(|(row, class)| -shares(row, temperature)[*class].max(1e-12).ln());
    each.sum::<f64>() / classes.len().max(1) as f64
}

/// The temperature with the least log loss, by golden-section search in its logarithm: the loss has one valley.
pub(super) fn temperature(scores: &Rows, classes: &[usize]) -> f64 {
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    let [mut low, mut high] = TEMPERATURES.map(f64::ln);
    let loss = |at: f64| log_loss(scores, classes, at.exp());
    let mut inner = [high - golden * (high - low), low + golden * (high - low)];
    let mut losses = inner.map(loss);
    while high - low > 1e-3 {
        if losses[0] < losses[1] {
            high = inner[1];
            inner = [high - golden * (high - low), inner[0]];
            losses = [loss(inner[0]), losses[0]];
        } else {
            low = inner[0];
            inner = [inner[1], low + golden * (high - low)];
            losses = [losses[1], loss(inner[1])];
        }
    }
    (0.5 * (low + high)).exp()
}

/// An answer: the likeliest class and its share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) class: usize,
    /// 0..1.
    pub(super) sure: f64,
}

/// The answer that shares give.
pub(super) fn answer(shares: &[f64]) -> Answer {
    let first = Answer {
        class: 0,
        sure: f64::NEG_INFINITY,
    };
    let each = shares.iter().enumerate();
    each.fold(first, |best, (class, share)| match *share > best.sure {
        true => Answer {
            class,
            sure: *share,
        },
        false => best,
    })
}

/// Answers to labelled pictures: how sure each is, and whether it is right.
pub(super) type Judged = Vec<(f64, bool)>;

/// A part of the answers, by how sure they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bin {
    /// Mean sureness and the share right.
    pub(super) sure: f64,
    pub(super) right: f64,
    pub(super) count: usize,
}

/// The answers in parts of equal width, empty ones left out.
pub(super) fn bins(judged: &Judged) -> Vec<Bin> {
    let mut sums = [(0.0, 0, 0); PARTS];
    for (sure, right) in judged {
        let part = ((sure * PARTS as f64) as usize).min(PARTS - 1);
        sums[part].0 += sure;
        sums[part].1 += usize::from(*right);
        sums[part].2 += 1;
    }
    let some = sums.into_iter().filter(|(_, _, count)| *count > 0);
    some.map(|(sure, right, count)| Bin {
        sure: sure / count as f64,
        right: right as f64 / count as f64,
        count,
    })
    .collect()
}

/// Expected calibration error: the mean distance of sureness and share right, over parts.
pub(super) fn calibration_error(judged: &Judged) -> f64 {
    let parts = bins(judged);
    let each = parts
        .iter()
        .map(|bin| bin.count as f64 * (bin.sure - bin.right).abs());
    each.sum::<f64>() / judged.len().max(1) as f64
}

/// The share right.
pub(super) fn accuracy(judged: &Judged) -> f64 {
    let right = judged.iter().filter(|(_, right)| *right).count();
    right as f64 / judged.len().max(1) as f64
}

/// Mean sureness.
pub(super) fn sureness(judged: &Judged) -> f64 {
    judged.iter().map(|(sure, _)| sure).sum::<f64>() / judged.len().max(1) as f64
}

/// Of the surest answers, more and more: the share that is answered and the share of these that is right.
pub(super) fn coverage(judged: &Judged) -> Vec<[f64; 2]> {
    let mut sorted = judged.clone();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (all, mut right) = (sorted.len().max(1) as f64, 0.0);
    let each = sorted.iter().enumerate().map(|(at, (_, is_right))| {
        right += f64::from(u8::from(*is_right));
        [(at + 1) as f64 / all, right / (at + 1) as f64]
    });
    each.collect()
}

/// The share right of the surest answers, of which there are this share of all.
pub(super) fn right_at(judged: &Judged, share: f64) -> f64 {
    let curve = coverage(judged);
    let at = ((share * curve.len() as f64).round() as usize).clamp(1, curve.len().max(1));
    curve.get(at - 1).map_or(f64::NAN, |point| point[1])
}

/// The share of answers that are so sure at least, and the share of these that is right.
pub(super) fn at_least(judged: &Judged, least: f64) -> [f64; 2] {
    let sure: Judged = judged
        .iter()
        .copied()
        .filter(|(sure, _)| *sure >= least)
        .collect();
    let right = if sure.is_empty() {
        f64::NAN
    } else {
        accuracy(&sure)
    };
    [sure.len() as f64 / judged.len().max(1) as f64, right]
}

/// How likely it is that one of `known` has a higher number than one of `others`; half of equals count. 0.5 is chance.
pub(super) fn area(known: &[f64], others: &[f64]) -> f64 {
    let mut sorted = others.to_vec();
    sorted.sort_by(f64::total_cmp);
    let below = |value: f64| {
        let less = sorted.partition_point(|other| *other < value);
        let same = sorted.partition_point(|other| *other <= value) - less;
        less as f64 + 0.5 * same as f64
    };
    let sum: f64 = known.iter().map(|value| below(*value)).sum();
    sum / (known.len() * others.len()).max(1) as f64
}
