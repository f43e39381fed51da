//! Whether the pieces of an experiment fit together.

use std::fmt;

use super::memory::spare_memory;
use super::{Experiment, Mend};
use crate::nn::{Report, RowId, Shape, in_words};
use crate::say;
use crate::train::task::Answer;
use crate::words::{Text, row_name};

/// Where a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// In a row: its id and its layer's name.
    Row(RowId, &'static str),
    /// Between the network and what the data set asks.
    Network,
    /// The data set.
    Data,
    /// What is asked of the data.
    Task,
    /// The loss.
    Loss,
    /// The memory of this computer.
    Memory,
}

/// What keeps an experiment from running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it is.
    pub at: At,
    /// What is wrong.
    pub what: Text,
    /// What to do about it.
    pub cure: Text,
    /// A number whose change does it.
    pub mend: Option<Mend>,
}

impl Problem {
    const fn new(at: At, what: Text, cure: Text) -> Self {
        Self {
            at,
            what,
            cure,
            mend: None,
        }
    }

    /// Where, what and the cure, as one sentence without a full stop.
    pub fn text(&self) -> Text {
        let told = say!("{}; {}", &self.what, &self.cure);
        match self.at {
            At::Row(id, label) => say!("{} ({}): {}", row_name(id), label, told),
            At::Data | At::Network | At::Task | At::Loss | At::Memory => told,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(formatter)
    }
}

impl Experiment {
    /// Everything that keeps the experiment from running; none = it can run.
    pub fn problems(&self) -> Vec<Problem> {
        self.problems_with(&self.check(), self.data.shape(), self.data.classes().len())
    }

    /// Whether nothing keeps it from running.
    pub(super) fn works(&self) -> bool {
        let (shape, classes) = (self.data.shape(), self.data.classes().len());
        self.faults(&self.check(), shape, classes).is_empty()
    }

    /// The same with what loading the data has shown: the examples' shape and the number of classes (0 = unknown).
    pub fn problems_with(&self, report: &Report, input: Shape, classes: usize) -> Vec<Problem> {
        let mut problems = self.faults(report, input, classes);
        if let [problem] = &mut problems[..] {
            problem.mend = self.mend_of(problem, report, input, classes);
        }
        problems
    }

    /// The number whose change makes the answer fit, for a problem that stands alone.
    fn mend_of(
        &self,
        problem: &Problem,
        report: &Report,
        input: Shape,
        classes: usize,
    ) -> Option<Mend> {
        let end = self.architecture.end();
        let found = match problem.at {
            At::Row(id, _) if end < self.architecture.rows.len() => {
                let last = self.architecture.rows.last().filter(|row| row.id == id);
                let before = last.and(report.rows.get(end.checked_sub(1)?));
                before?.as_ref().ok()?.output
            }
            At::Network => report.output?,
            _ => return None,
        };
        let needed = self.task.answer(input, classes).numbers();
        self.mend(
            end,
            found.size() / (found.height * found.width).max(1),
            needed,
        )
    }

    /// Everything that keeps the experiment from running, without a cure that can be carried out.
    fn faults(&self, report: &Report, input: Shape, classes: usize) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some([what, cure]) = self.data.fault() {
            problems.push(Problem::new(At::Data, what, cure));
            if input.size() == 0 {
                return problems;
            }
        }
        if let Err(misfit) = self.task.suits(&*self.data) {
            let task = self.task.label();
            let what = say!(
                "the data cannot be used to {}: {}",
                task.to_lowercase(),
                misfit.what
            );
            problems.push(Problem::new(At::Task, what, misfit.cure));
        }
        for (at, row) in report.rows.iter().enumerate() {
            if let Err(wrong) = row {
                let layer = self.architecture.rows.get(at);
                let (id, label) = layer.map_or((0, ""), |row| (row.id, row.layer.label()));
                let at = At::Row(id, label);
                problems.push(Problem::new(at, wrong.problem.clone(), wrong.cure.clone()));
            }
        }
        if let Some(whole) = &report.whole {
            problems.push(Problem::new(
                At::Network,
                whole.problem.clone(),
                whole.cure.clone(),
            ));
        }
        if let (true, Some(output)) = (problems.is_empty(), report.output) {
            match self.task.answer(input, classes) {
                Answer::Picture(wanted) => self.picturing(wanted, output, &mut problems),
                Answer::Class(classes) => problems.extend(self.classifying(output, classes)),
                Answer::Number => problems.extend(self.numbering(output)),
            }
            let memory = self.memory(report);
            let refused = memory.refusal(self.training.batch, spare_memory());
            problems.extend(refused.map(|[what, cure]| Problem::new(At::Memory, what, cure)));
        }
        problems
    }

    fn picturing(&self, wanted: Shape, output: Shape, problems: &mut Vec<Problem>) {
        if output != wanted {
            problems.push(Problem::new(
                At::Network,
                say!("the answer is {} but a clean example is {}", output, wanted),
                say!(
                    "let the last row give {} at the input's size",
                    in_words(wanted.channels)
                ),
            ));
        }
        if self.loss.classifies() {
            problems.push(Problem::new(
                At::Loss,
                say!("the loss \"{}\" is for classes", self.loss.label()),
                say!("choose mean-squared, mean-absolute or huber for pictures"),
            ));
        }
    }

    fn numbering(&self, output: Shape) -> Option<Problem> {
        if output != Shape::vector(1) {
            return Some(Problem::new(
                At::Network,
                say!("the answer is {} but must be a single number", output),
                say!("let the last row be a dense one with 1 unit"),
            ));
        }
        self.loss.classifies().then(|| {
            Problem::new(
                At::Loss,
                say!("the loss \"{}\" is for classes", self.loss.label()),
                say!("choose mean-squared, mean-absolute or huber for numbers"),
            )
        })
    }

    fn classifying(&self, output: Shape, classes: usize) -> Option<Problem> {
        if !output.is_vector() {
            let what = say!(
                "the answer is {} but must be one number for each class",
                output
            );
            return Some(Problem::new(
                At::Network,
                what,
                say!("end with a dense row"),
            ));
        }
        let numbers = output.channels;
        if numbers == 1 && self.loss.id() == "cross-entropy" {
            return Some(Problem::new(
                At::Loss,
                say!(
                    "cross-entropy needs one number for each class, but the answer is a single one"
                ),
                say!("let the last row give 2, or choose the hinge loss"),
            ));
        }
        if classes > 0 && numbers != classes && !(numbers == 1 && classes == 2) {
            let cure = if classes == 2 {
                say!("let the last row give 2, or 1 with the hinge loss")
            } else {
                say!("let the last row give {}", classes)
            };
            return Some(Problem::new(
                At::Network,
                say!(
                    "the answer has {} numbers but there are {} classes",
                    numbers,
                    classes
                ),
                cure,
            ));
        }
        None
    }
}
