//! The unit of a number that networks predict. They answer it standardised, as (number − mean) / deviation, both of the
//! examples that are learned from: then the same rates and first weights serve prices and lengths.

/// What a predicted number is, and what the simplest guess at it comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What it is called.
    pub name: String,
    /// Mean of the examples that are learned from, in the number's own unit.
    pub mean: f64,
    /// Their standard deviation, above 0.
    pub deviation: f64,
    /// Root-mean-square error over all held-out examples of who always answers that mean.
    pub naive: f64,
    /// How many examples are held out.
    pub held_out: usize,
}

impl Measure {
    /// The unit of some numbers; those that are learned from, and those held out.
    pub fn of(name: &str, learned: &[f64], held_out: &[f64]) -> Self {
        let count = learned.len().max(1) as f64;
        // Squares of numbers as large as numbers get are none: in units of the largest.
        let sizes = learned.iter().chain(held_out).map(|number| number.abs());
        let unit = sizes.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
        let mean = learned.iter().map(|number| number / unit).sum::<f64>() / count;
        let root = |numbers: &[f64]| {
            let squares = numbers.iter().map(|number| (number / unit - mean).powi(2));
            (squares.sum::<f64>() / numbers.len().max(1) as f64).sqrt()
        };
        let deviation = root(learned);
        // Below this it is rounding, and all are one number.
        let apart = deviation > 1e-9 * mean.abs();
        Self {
            name: name.to_owned(),
            mean: unit * mean,
            deviation: if apart { unit * deviation } else { 1.0 },
            naive: unit * root(held_out),
            held_out: held_out.len(),
        }
    }

    /// A number as networks answer it.
    pub fn standard(&self, number: f64) -> f32 {
        ((number - self.mean) / self.deviation) as f32
    }

    /// What a network's answer is in the number's own unit.
    pub fn number(&self, answer: f32) -> f64 {
        self.mean + self.deviation * f64::from(answer)
    }

    /// Root-mean-square error in the number's own unit of answers that explain the share `r2` of all held-out
    /// examples' squares around the mean.
    pub fn error(&self, r2: f64) -> f64 {
        self.naive * (1.0 - r2).max(0.0).sqrt()
    }

    /// Mean and deviation in words, and the error of that mean.
    pub fn spread(&self) -> String {
        format!(
            "{}: mean {}, deviation {}; who always answers that mean has an RMSE of {} on the {} held-out ones",
            self.name,
            rounded(self.mean),
            rounded(self.deviation),
            rounded(self.naive),
            self.held_out
        )
    }

    /// The error in words beside that of the mean alone, for a share that was found on so many `examples`; empty where
    /// these are not all.
    pub fn told(&self, r2: f64, examples: usize) -> String {
        if examples != self.held_out || !r2.is_finite() {
            return String::new();
        }
        format!(
            "RMSE {} in {}; who always answers the mean {}: {}",
            rounded(self.error(r2)),
            self.name,
            rounded(self.mean),
            rounded(self.naive)
        )
    }
}

/// A number with at least four digits that count, and all those before its point, in groups.
pub fn rounded(number: f64) -> String {
    let size = number.abs();
    if !(1e4..1e15).contains(&size) {
        return crate::figure::short(number);
    }
    let sign = if number < 0.0 { "−" } else { "" };
    format!("{sign}{}", crate::figure::grouped(size.round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_in_the_numbers_own_unit() {
        let learned = [10.0, 20.0, 30.0, 40.0];
        let measure = Measure::of("price", &learned, &[5.0, 45.0]);
        assert!((measure.mean - 25.0).abs() < 1e-9);
        assert!((measure.deviation - 125f64.sqrt()).abs() < 1e-9);
        assert!((measure.naive - 20.0).abs() < 1e-9);
        assert!((measure.number(measure.standard(33.0)) - 33.0).abs() < 1e-5);
        // Answers 15 and 35: off by 10 each, a quarter of the squares around the mean.
        assert!((measure.error(0.75) - 10.0).abs() < 1e-9);
        assert!(measure.told(0.75, 2).starts_with("RMSE 10 in price"));
        assert_eq!(measure.told(0.75, 1), "", "not of all");
    }

    #[test]
    fn one_number_and_huge_ones_have_a_unit_too() {
        let same = Measure::of("a", &[3.0; 5], &[3.0]);
        assert_eq!((same.deviation, same.standard(3.0)), (1.0, 0.0));
        let huge = Measure::of("a", &[1e200, -3e199, 5.0], &[1e200]);
        assert!(huge.deviation.is_finite() && huge.naive.is_finite());
        assert!((huge.number(huge.standard(1e200)) / 1e200 - 1.0).abs() < 1e-6);
    }
}
