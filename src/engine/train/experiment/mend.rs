//! The smallest change that makes a network's answer fit the data set: one number in its last row that chooses one.

use super::Experiment;
use crate::nn::{RowId, loss};
use crate::setting::Value;
use crate::train::task;

/// Settings that choose how many numbers leave a layer.
const CHOOSERS: [&str; 2] = ["channels", "units"];

/// A number to set in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The row's id.
    pub row: RowId,
    /// The setting's key, `channels` or `units`.
    pub key: &'static str,
    /// Its new value.
    pub value: usize,
}

impl Experiment {
    /// The number in the last row above `end` that chooses one with which the problem is gone: where `found` channels
    /// left the network and
    /// `needed` should have. `None` when it does not help.
    pub(super) fn mend(&self, end: usize, found: usize, needed: usize) -> Option<Mend> {
        let rows = self.architecture.rows.get(..end)?;
        let (row, key, value) = rows.iter().rev().filter(|row| !row.off).find_map(|row| {
            let key = CHOOSERS
                .into_iter()
                .find(|key| row.layer.get(key).is_some())?;
            match row.layer.get(key)? {
                Value::Int(value) => Some((row.id, key, usize::try_from(value).ok()?)),
                _ => None,
            }
        })?;
        // Rows behind it that gather or spread channels do so in groups.
        let wanted = value.checked_mul(needed)?;
        let mend = Mend {
            row,
            key,
            value: wanted.checked_div(found)?,
        };
        let mut mended = self.clone();
        let helps = wanted.is_multiple_of(found) && mended.carry_out(mend) && mended.works();
        helps.then_some(mend)
    }

    /// After another data set was chosen: takes the usual task when the present one cannot be asked of it, or when
    /// examples have got classes or lost them (`labelled`: whether they had any); and what goes with that.
    pub fn suit_data(&mut self, labelled: bool) {
        if self.data.labelled() != labelled || self.task.suits(&*self.data).is_err() {
            self.task = task::usual(&*self.data);
        }
        self.suit_task();
    }

    /// Takes the first loss that serves the task, when the present one does not.
    pub fn suit_task(&mut self) {
        let classifies = !self.answer().is_picture();
        if self.loss.classifies() != classifies {
            let losses = loss::ALL.iter().map(|entry| (entry.make)());
            if let Some(loss) = { losses }.find(|loss| loss.classifies() == classifies) {
                self.loss = loss;
            }
        }
    }

    /// Sets the number; says whether the row took it.
    pub fn carry_out(&mut self, mend: Mend) -> bool {
        let mut rows = self.architecture.rows.iter_mut();
        let Some(row) = rows.find(|row| row.id == mend.row) else {
            return false;
        };
        i64::try_from(mend.value)
            .is_ok_and(|value| row.layer.set(mend.key, Value::Int(value)).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, change: impl FnOnce(&mut Experiment)) -> Experiment {
        let mut experiment = Experiment::named(name).unwrap();
        assert_eq!(experiment.problems(), [], "nothing is wrong with it");
        change(&mut experiment);
        experiment
    }

    fn mend(experiment: &Experiment) -> Option<Mend> {
        let problems = experiment.problems();
        assert!(!problems.is_empty());
        problems.iter().find_map(|problem| problem.mend)
    }

    #[test]
    fn colour_asks_the_last_row_for_three_channels() {
        let mut experiment = with("denoise-quick", |experiment| {
            let colour = Value::Text("colour".into());
            experiment.data.set("channels", colour).unwrap();
        });
        let mend = mend(&experiment).unwrap();
        assert_eq!((mend.key, mend.value), ("channels", 3));
        let last = &experiment.architecture.rows[experiment.architecture.end() - 1];
        assert_eq!(mend.row, last.id);
        assert!(experiment.carry_out(mend) && experiment.problems().is_empty());
    }

    #[test]
    fn a_classifier_gets_a_number_for_each_class() {
        let experiment = with("points-xor", |experiment| {
            let last = experiment.architecture.rows.last_mut().unwrap();
            last.layer.set("units", Value::Int(5)).unwrap();
        });
        let mend = mend(&experiment).unwrap();
        assert_eq!((mend.key, mend.value), ("units", 2));
    }

    #[test]
    fn what_no_number_mends_is_left_alone() {
        let experiment = with("points-xor", |experiment| {
            experiment.architecture.rows.clear();
        });
        assert_eq!(mend(&experiment), None);
    }
}
