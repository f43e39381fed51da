//! Curves in short: how far, how good, and the shape of the loss, without reading every number.

use std::path::Path;

use super::{MOST_BYTES, header};
use crate::StoreError;
use crate::read::read_file;
use crate::train::Metric;

/// Most points of the loss's shape.
const POINTS: usize = 64;
/// Most steps that one point is the mean of.
const EACH: usize = 8;

/// A run's curves in short.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glance {
    /// What is judged.
    pub metric: Option<Metric>,
    /// The last step.
    pub steps: u64,
    /// The best judgement on held-out examples and its step.
    pub best: Option<(u64, f32)>,
    /// The last one.
    pub last: Option<(u64, f32)>,
    /// The loss at up to 64 places, evenly from the first step to the last; each the mean of up to eight steps.
    pub loss: Vec<f32>,
}

/// Reads the curves at `path` in short; no file means no curves yet. Lines that are cut off or foreign are left out.
/// Cost: one pass over the file's bytes, for lines are parsed where they count.
///
/// # Errors
/// [`StoreError`], when the file cannot be read.
pub fn glance(path: &Path) -> Result<Glance, StoreError> {
    if matches!(path.try_exists(), Ok(false)) {
        return Ok(Glance::default());
    }
    let cure = "move it elsewhere; the run goes on without its older curves";
    let bytes = read_file(path, MOST_BYTES, "it is larger than 256 MiB", cure)?;
    Ok(of_bytes(&bytes))
}

fn of_bytes(bytes: &[u8]) -> Glance {
    let mut glance = Glance::default();
    let mut steps: Vec<&[u8]> = Vec::new();
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    let mut lines = bytes[..whole].split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    glance.metric = Metric::ALL.into_iter().find(|metric| {
        let mut wanted = String::new();
        header(&mut wanted, *metric);
        wanted.trim_end().as_bytes() == first
    });
    if glance.metric.is_none() {
        return glance;
    }
    for line in lines {
        let Some(comma) = line.iter().position(|byte| *byte == b',') else {
            continue;
        };
        if line.get(comma + 1) != Some(&b',') {
            steps.push(line);
            continue;
        }
        let (Some(step), Some(value)) = (number::<u64>(line, 0), number::<f32>(line, 5)) else {
            continue;
        };
        glance.last = Some((step, value));
        glance.steps = glance.steps.max(step);
        if value.is_finite() && glance.best.is_none_or(|(_, best)| value > best) {
            glance.best = Some((step, value));
        }
    }
    if let Some(last) = steps.iter().rev().find_map(|line| number::<u64>(line, 0)) {
        glance.steps = glance.steps.max(last);
    }
    let places = steps.len().min(POINTS);
    glance.loss = (0..places)
        .filter_map(|at| {
            let [from, to] = [at, at + 1].map(|at| at * steps.len() / places);
            let taken = (to - from).min(EACH);
            let some = (0..taken).filter_map(|nth| {
                let line = steps[from + nth * (to - from) / taken];
                number::<f32>(line, 1).filter(|loss| loss.is_finite())
            });
            let some: Vec<_> = some.collect();
            (!some.is_empty()).then(|| some.iter().sum::<f32>() / some.len() as f32)
        })
        .collect();
    glance
}

/// The number in a cell of a line.
fn number<T: std::str::FromStr>(line: &[u8], cell: usize) -> Option<T> {
    let cell = line.split(|byte| *byte == b',').nth(cell)?;
    std::str::from_utf8(cell).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_says_how_far_and_how_good() {
        let mut text = String::new();
        header(&mut text, Metric::Psnr);
        for step in 1..=1000 {
            text += &format!("{step},{},20,0.001,,,\n", 1.0 / step as f32);
            if step % 100 == 0 {
                let psnr = if step == 400 { 30.0 } else { 25.0 };
                text += &format!("{step},,,,0.1,{psnr},64\n");
            }
        }
        let whole = of_bytes(text.as_bytes());
        assert_eq!(whole.metric, Some(Metric::Psnr));
        assert_eq!((whole.steps, whole.loss.len()), (1000, POINTS));
        assert_eq!(whole.best, Some((400, 30.0)));
        assert_eq!(whole.last, Some((1000, 25.0)));
        assert!(whole.loss.windows(2).all(|two| two[1] < two[0]));
        // Cut off in the middle of a line, and with a foreign one.
        let cut = of_bytes(format!("{text}what\n1001,0.").as_bytes());
        assert_eq!((cut.steps, cut.last), (1000, Some((1000, 25.0))));
        assert_eq!(of_bytes(b"x,y\n1,2\n"), Glance::default());
        assert_eq!(of_bytes(b""), Glance::default());
    }
}
