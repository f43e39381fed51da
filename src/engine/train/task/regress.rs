//! To regress: the input is the example as it is, the answer should be its number, standardised by the examples that
//! are learned from.

use super::{Answer, Earned, Lot, Misfit, Spoiling, Task};
use crate::data::{Batch, DataSet};
use crate::nn::{Shape, Target, Tensor};
use crate::say;
use crate::train::Metric;

crate::adjustable! {
    /// To predict a number.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Regress: "regress", "Predict a number",
        "The network answers each example's number (regression); errors are told in the number's own unit." {}
}

impl Task for Regress {
    fn suits(&self, data: &dyn DataSet) -> Result<(), Misfit> {
        if data.measured() {
            return Ok(());
        }
        Err(Misfit {
            what: say!("its examples have no number to predict"),
            cure: say!("choose a table and set its Answer to Number, or another task"),
        })
    }

    fn answer(&self, _: Shape, _: usize) -> Answer {
        Answer::Number
    }

    fn usual_loss(&self) -> &'static str {
        "mean-squared"
    }

    fn metric(&self) -> Metric {
        Metric::R2
    }

    fn fill(&self, _: &mut Batch, _: &Spoiling<'_>, _: Lot) {}

    /// Σ t² − Σ (a − t)² of Σ t²: the targets t are standardised, so their mean over what is learned from is 0, and the
    /// metric is R² against that mean.
    fn score(&self, answer: &Tensor, target: Target<'_>) -> Earned {
        let Target::Values(values) = target else {
            return Earned::default();
        };
        let (mut errors, mut squares) = (0.0, 0.0);
        for (answer, value) in answer.data.iter().zip(&values.data) {
            errors += f64::from(answer - value).powi(2);
            squares += f64::from(*value).powi(2);
        }
        Earned {
            sum: squares - errors,
            weight: squares,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_explained_is_that_of_all_answers_together() {
        let tensor = |data: &[f32]| Tensor {
            count: data.len(),
            shape: Shape::vector(1),
            data: data.to_vec(),
        };
        let task = Regress::default();
        let earned = |answer: &[f32], target: &[f32]| {
            task.score(&tensor(answer), Target::Values(&tensor(target)))
        };
        let (answers, targets) = ([1.0, -0.5, 0.1, 2.0], [1.5, -1.0, 0.0, 1.0]);
        let whole = earned(&answers, &targets).metric();
        let parts = earned(&answers[..1], &targets[..1]).and(earned(&answers[1..], &targets[1..]));
        assert!((parts.metric() - whole).abs() < 1e-9);
        let squares = 1.5f64.powi(2) + 1.0 + 1.0;
        let errors = 0.25 + 0.25 + 0.01 + 1.0;
        assert!((whole - (1.0 - errors / squares)).abs() < 1e-6, "{whole}");
        assert_eq!(earned(&targets, &targets).metric(), 1.0);
        assert_eq!(earned(&[0.0; 4], &targets).metric(), 0.0, "the mean alone");
        assert!(earned(&[f32::NAN], &[1.0]).metric().is_nan());
    }
}
