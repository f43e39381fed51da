//! What a sweep has measured, as a table: means, spreads, and what is no more than chance.

use std::path::Path;

use crate::cli::Failure;
use crate::cli::out::{line, table};
use crate::cli::table::cell;
use crate::math::welch::{mean_and_deviation, p_value};
use crate::store::write_text;
use crate::train::Metric;

/// A difference whose p is larger may be chance.
const CHANCE: f64 = 0.05;

/// The best scores of one combination of settings, one a seed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    pub(super) values: Vec<String>,
    pub(super) scores: Vec<f64>,
}

impl Measured {
    /// None without a score.
    pub(super) fn of(values: &[String], scores: Vec<f64>) -> Option<Self> {
        (!scores.is_empty()).then(|| Self {
            values: values.to_vec(),
            scores,
        })
    }

    fn mean(&self) -> f64 {
        mean_and_deviation(&self.scores).0
    }
}

/// What is to be said of a combination.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    /// No other has a better mean.
    Best,
    /// It is worse than the best by more than chance: p.
    Worse(f64),
    /// That may be chance: p.
    Inconclusive(f64),
    /// One seed tells nothing of chance.
    Unknown,
}

impl Verdict {
    fn words(self) -> String {
        match self {
            Self::Best => "best".into(),
            Self::Worse(p) => format!("worse (p = {})", small(p)),
            Self::Inconclusive(p) => format!("inconclusive (p = {p:.2})"),
            Self::Unknown => "inconclusive (one seed)".into(),
        }
    }

    fn p(self) -> Option<f64> {
        match self {
            Self::Worse(p) | Self::Inconclusive(p) => Some(p),
            Self::Best | Self::Unknown => None,
        }
    }
}

fn small(p: f64) -> String {
    match p {
        p if p < 0.001 => "< 0.001".into(),
        p => format!("{p:.3}"),
    }
}

/// What is to be said of each, compared with the best mean.
fn verdicts(measured: &[Measured]) -> Vec<Verdict> {
    let means = measured.iter().map(Measured::mean).enumerate();
    let best = means.max_by(|one, other| one.1.total_cmp(&other.1));
    let Some((best, _)) = best else {
        return Vec::new();
    };
    let judge = |(at, one): (usize, &Measured)| {
        if at == best {
            return Verdict::Best;
        }
        match p_value(&one.scores, &measured[best].scores) {
            None => Verdict::Unknown,
            Some(p) if p > CHANCE => Verdict::Inconclusive(p),
            Some(p) => Verdict::Worse(p),
        }
    };
    measured.iter().enumerate().map(judge).collect()
}

/// A score as it is read: dB, or per cent.
fn read(metric: Metric, value: f64) -> String {
    match metric {
        Metric::Psnr => format!("{value:.3}"),
        Metric::Accuracy => format!("{:.2}", 100.0 * value),
        Metric::R2 => format!("{value:.4}"),
    }
}

fn name(metric: Metric) -> &'static str {
    match metric {
        Metric::Psnr => "best PSNR, dB",
        Metric::Accuracy => "best accuracy, %",
        Metric::R2 => "best R²",
    }
}

/// Prints the table, and how it was made.
pub(super) fn print(keys: &[String], measured: &[Measured], metric: Metric) -> Result<(), Failure> {
    if measured.is_empty() {
        return line("no run came to its end, so there is nothing to compare");
    }
    let heads = ["seeds", name(metric), "± deviation", "against the best"];
    let mut rows = vec![
        keys.iter()
            .cloned()
            .chain(heads.map(str::to_owned))
            .collect::<Vec<_>>(),
    ];
    for (one, verdict) in measured.iter().zip(verdicts(measured)) {
        let (mean, deviation) = mean_and_deviation(&one.scores);
        let deviation = deviation.map_or("–".into(), |deviation| read(metric, deviation));
        let told = [
            one.scores.len().to_string(),
            read(metric, mean),
            deviation,
            match measured.len() {
                1 => String::new(),
                _ => verdict.words(),
            },
        ];
        rows.push(one.values.iter().cloned().chain(told).collect());
    }
    let right: Vec<usize> = (keys.len()..keys.len() + 3).collect();
    table(&rows, &right)?;
    let tests = measured.len() - 1;
    line(
        "Mean and standard deviation over seeds of the best score on held-out examples that a run reached on its way.",
    )?;
    if tests > 0 {
        line(format!(
            "Welch's t-test (1947) against the best mean, two-sided; p > {CHANCE} is called inconclusive; {tests} \
             comparisons, not corrected for their number."
        ))?;
    }
    Ok(())
}

/// Writes the table as CSV; scores as they are computed with: dB, or shares.
pub(super) fn write(
    path: &Path,
    keys: &[String],
    measured: &[Measured],
    metric: Metric,
) -> Result<(), Failure> {
    let metric = metric.id();
    let mut text = String::new();
    for key in keys {
        text += &format!("{},", cell(key));
    }
    text += &format!("seeds,mean_best_{metric},deviation,p,verdict\n");
    for (one, verdict) in measured.iter().zip(verdicts(measured)) {
        for value in &one.values {
            text += &format!("{},", cell(value));
        }
        let (mean, deviation) = mean_and_deviation(&one.scores);
        let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        let verdict_word = match verdict {
            Verdict::Best => "best",
            Verdict::Worse(_) => "worse",
            Verdict::Inconclusive(_) | Verdict::Unknown => "inconclusive",
        };
        text += &format!(
            "{},{mean},{},{},{verdict_word}\n",
            one.scores.len(),
            number(deviation),
            number(verdict.p())
        );
    }
    write_text(path, &text).map_err(Failure::task)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(value: &str, scores: &[f64]) -> Measured {
        Measured::of(&[value.into()], scores.to_vec()).unwrap()
    }

    #[test]
    fn what_may_be_chance_is_called_inconclusive() {
        let all = [
            measured("a", &[28.0, 28.1, 27.9]),
            measured("b", &[28.05, 28.0, 28.2]),
            measured("c", &[20.0, 20.1, 19.9]),
            measured("d", &[27.0]),
        ];
        let told = verdicts(&all);
        assert!(matches!(told[0], Verdict::Inconclusive(p) if p > 0.05));
        assert_eq!(told[1], Verdict::Best);
        assert!(matches!(told[2], Verdict::Worse(p) if p < 0.001));
        assert_eq!(told[3], Verdict::Unknown);
        assert!(told[2].words().contains("< 0.001"));
        assert_eq!(Measured::of(&[], Vec::new()), None);
    }

    #[test]
    fn the_file_holds_a_row_a_combination() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        let keys = ["data.path".to_owned()];
        let all = [measured("a,b", &[0.5, 0.75]), measured("c", &[0.25, 0.25])];
        write(&path, &keys, &all, Metric::Accuracy).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines = text.lines();
        assert_eq!(
            lines.next(),
            Some("data.path,seeds,mean_best_accuracy,deviation,p,verdict")
        );
        let first = lines.next().unwrap();
        assert!(first.starts_with("\"a,b\",2,0.625,0.17677"), "{first}");
        assert!(first.ends_with(",,best"));
        assert!(lines.next().unwrap().starts_with("c,2,0.25,0,"));
    }
}
