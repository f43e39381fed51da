//! Whether the pieces of an experiment fit together.

use super::Experiment;
use super::memory::spare_memory;
use crate::data::Task;
use crate::nn::{Report, Shape};

impl Experiment {
    /// Everything that keeps the experiment from running, each a plain sentence with the cure; none = it can run.
    pub fn problems(&self) -> Vec<String> {
        self.problems_with(&self.check(), self.data.shape(), self.data.classes().len())
    }

    /// The same with what loading the data has shown: the examples' shape and the number of classes (0 = unknown).
    pub fn problems_with(&self, report: &Report, input: Shape, classes: usize) -> Vec<String> {
        let mut problems = Vec::new();
        for (at, row) in report.rows.iter().enumerate() {
            if let Err(wrong) = row {
                let layer = self.architecture.rows.get(at);
                let (id, label) = layer.map_or((0, ""), |row| (row.id, row.layer.label()));
                problems.push(format!(
                    "row {id} ({label}): {}; {}",
                    wrong.problem, wrong.cure
                ));
            }
        }
        if let Some(whole) = &report.whole {
            problems.push(format!("{}; {}", whole.problem, whole.cure));
        }
        if let (true, Some(output)) = (problems.is_empty(), report.output) {
            match self.data.task() {
                Task::Denoise => self.denoising(input, output, &mut problems),
                Task::Classify => self.classifying(output, classes, &mut problems),
            }
            let memory = self.memory(report);
            problems.extend(memory.refusal(self.training.batch, spare_memory()));
        }
        problems
    }

    fn denoising(&self, input: Shape, output: Shape, problems: &mut Vec<String>) {
        if output != input {
            problems.push(format!(
                "the answer is {output} but a denoised example must be {input}; let the last row give {} channels at the input's size",
                input.channels
            ));
        }
        if self.loss.classifies() {
            problems.push(format!(
                "the loss \"{}\" is for classes; choose mean-squared, mean-absolute or huber to denoise",
                self.loss.label()
            ));
        }
    }

    fn classifying(&self, output: Shape, classes: usize, problems: &mut Vec<String>) {
        if !output.is_vector() {
            problems.push(format!(
                "the answer is {output} but must be one number for each class; end with a dense row"
            ));
            return;
        }
        let numbers = output.channels;
        if numbers == 1 && self.loss.id() == "cross-entropy" {
            problems.push("cross-entropy needs one number for each class, but the answer is a single one; let the last row give 2, or choose the hinge loss".into());
        } else if classes > 0 && numbers != classes && !(numbers == 1 && classes == 2) {
            let one = if classes == 2 {
                ", or 1 with the hinge loss"
            } else {
                ""
            };
            problems.push(format!(
                "the answer has {numbers} numbers but there are {classes} classes; let the last row give {classes}{one}"
            ));
        }
    }
}
