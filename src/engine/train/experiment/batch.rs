//! What a batch's size does to a network: normalising over the batch needs several numbers a channel.

use super::Experiment;
use crate::nn::layers::BatchNorm;
use crate::nn::{Report, RowProblem, RowReport, Shape};
use crate::say;
use crate::setting::Adjust as _;

impl Experiment {
    /// The check of its architecture for examples of shape `input`, in batches of the size it trains with.
    pub(crate) fn check_for(&self, input: Shape) -> Report {
        let mut report = crate::nn::check(&self.architecture, input);
        let normalises = BatchNorm::default().id();
        for (row, found) in self.architecture.rows.iter().zip(&mut report.rows) {
            if row.layer.id() == normalises
                && !row.off
                && let Ok(shapes) = found
                && let Some(problem) = lone_number(shapes, self.training.batch)
            {
                *found = Err(problem);
                report.output = None;
            }
        }
        report
    }
}

/// Refuses to normalise one number: less its own mean it is 0 whatever it was, and nothing is learned above it.
fn lone_number(row: &RowReport, batch: usize) -> Option<RowProblem> {
    let Shape { height, width, .. } = row.input;
    (height * width * batch <= 1).then(|| {
        RowProblem::new(
            say!(
                "normalises one number a channel ({}, batch {}): the result is always 0",
                row.input,
                batch
            ),
            say!("set the batch to 2 or more (8 to 32 is usual), or remove this row"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Architecture, layers};
    use crate::setting::{Value, find};

    fn rows(ids: &[&str]) -> Architecture {
        let make = |id: &&str| (find(layers::ALL, id).unwrap().make)();
        Architecture::of(ids.iter().map(make))
    }

    /// Digits, with a last row of ten answers.
    fn experiment(ids: &[&str], batch: usize) -> Experiment {
        let mut experiment = Experiment::named("digits-mlp").unwrap();
        experiment.architecture = rows(ids);
        let last = experiment.architecture.rows.last_mut().unwrap();
        last.layer.set("units", Value::Int(10)).unwrap();
        experiment.training.batch = batch;
        experiment
    }

    #[test]
    fn normalising_one_number_is_refused_in_its_row_and_the_cure_helps() {
        let mut global = experiment(&["average-pool", "batch-norm", "flatten", "dense"], 1);
        let pool = &mut global.architecture.rows[0].layer;
        pool.set("size", Value::Int(28)).unwrap();
        let dense = experiment(&["flatten", "dense", "batch-norm", "dense"], 1);
        for (mut wrong, at) in [(dense, 2), (global, 1)] {
            let report = wrong.check();
            let problem = report.rows[at].as_ref().unwrap_err();
            assert!(
                problem.problem.to_string().contains("always 0"),
                "{problem:?}"
            );
            assert!(report.output.is_none());
            assert_eq!(wrong.problems().len(), 1, "{:?}", wrong.problems());
            wrong.training.batch = 2;
            assert_eq!(wrong.problems(), []);
            wrong.training.batch = 1;
            wrong.architecture.rows.remove(at);
            assert_eq!(wrong.problems(), []);
        }
    }

    #[test]
    fn a_batch_of_one_picture_is_no_batch_of_one_number() {
        let right = experiment(&["conv", "batch-norm", "flatten", "dense"], 1);
        assert_eq!(right.problems(), []);
    }
}
