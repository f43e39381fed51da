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

    /// The experiment that comes with the program for such data and such a task.
    pub fn usual(&self) -> &'static str {
        let pictures = !self.data.shape().is_vector();
        match (self.answer().is_picture(), pictures) {
            (true, _) => "denoise-quick",
            (false, true) => "digits-cnn",
            (false, false) => "points-circle",
        }
    }

    /// After another data set was chosen in the place of `before`: takes the usual task when the present one cannot be
    /// asked of it, or when examples have got classes or lost them; and where something else is asked than before,
    /// the usual way to learn that: batch, steps, rate, optimizer, schedule and loss of another problem help nobody.
    pub fn suit_data(&mut self, before: &Self) {
        let labelled = before.data.labelled();
        if self.data.labelled() != labelled || self.task.suits(&*self.data).is_err() {
            self.task = task::usual(&*self.data);
        }
        let usual = self.usual();
        if usual != before.usual()
            && let Some(usual) = Self::named(usual)
        {
            self.init = usual.init;
            self.loss = usual.loss;
            self.optimizer = usual.optimizer;
            self.schedule = usual.schedule;
            self.training = usual.training;
        }
        self.suit_task();
    }

    /// Takes the first loss that serves the task, when the present one does not.
    pub fn suit_task(&mut self) {
        let classifies = self.answer().is_class();
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
    use crate::data;
    use crate::setting::find;

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
    fn what_is_learned_otherwise_is_learned_in_the_usual_way() {
        let choose = |experiment: &mut Experiment, data: &str| {
            let before = experiment.clone();
            experiment.data = (find(data::ALL, data).unwrap().make)();
            experiment.suit_data(&before);
        };
        let mut experiment = Experiment::named("denoise-quick").unwrap();
        experiment.training.batch = 3;
        choose(&mut experiment, "folder-photos");
        assert_eq!(experiment.training.batch, 3, "the task is the same");
        choose(&mut experiment, "fashion");
        let usual = Experiment::named("digits-cnn").unwrap();
        assert_eq!(experiment.training, usual.training);
        assert_eq!(experiment.optimizer.id(), usual.optimizer.id());
        assert_eq!(experiment.loss.id(), "cross-entropy");
        experiment.training.batch = 5;
        choose(&mut experiment, "digits");
        assert_eq!(experiment.training.batch, 5);
        choose(&mut experiment, "points");
        assert_ne!(experiment.training.batch, 5);
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
