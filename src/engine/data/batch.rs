//! What a network learns from in one step: examples, and what should be answered to each.

use crate::nn::{Shape, Target, Tensor};

/// Examples and what should be answered. Its room is used again from step to step.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// What enters the network: `count` examples of one shape.
    pub input: Tensor,
    /// What should be answered.
    pub target: Targets,
    /// The group that each example belongs to (its writer, its folder, …); empty where there are none.
    pub group: Vec<usize>,
}

/// What should be answered to the examples of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// A class for each example, or for each place (pixel) of each example, example after example and row after row.
    Classes(Vec<usize>),
    /// Numbers of the answer's shape.
    Values(Tensor),
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            input: Tensor::zeros(0, Shape::vector(1)),
            target: Targets::Classes(Vec::new()),
            group: Vec::new(),
        }
    }
}

impl Batch {
    /// The class of each example; empty where values are asked for.
    pub fn classes(&self) -> &[usize] {
        match &self.target {
            Targets::Classes(classes) => classes,
            Targets::Values(_) => &[],
        }
    }

    /// The input and the list of classes, emptied, to be filled anew; groups are forgotten.
    pub fn labelled(&mut self) -> (&mut Tensor, &mut Vec<usize>) {
        self.group.clear();
        if let Targets::Values(_) = self.target {
            self.target = Targets::Classes(Vec::new());
        }
        let Targets::Classes(classes) = &mut self.target else {
            unreachable!("they are classes now")
        };
        classes.clear();
        (&mut self.input, classes)
    }

    /// The input and the numbers that should be answered, both to be filled anew; groups are forgotten.
    pub fn valued(&mut self) -> (&mut Tensor, &mut Tensor) {
        self.group.clear();
        if let Targets::Classes(_) = self.target {
            self.target = Targets::Values(Tensor::zeros(0, Shape::vector(1)));
        }
        let Targets::Values(values) = &mut self.target else {
            unreachable!("they are values now")
        };
        (&mut self.input, values)
    }

    /// Makes the examples what should be answered, and leaves a copy of them as the input, to be spoiled; both of them.
    pub fn ask_for_itself(&mut self) -> (&mut Tensor, &mut Tensor) {
        if let Targets::Classes(_) = self.target {
            self.target = Targets::Values(Tensor::zeros(0, self.input.shape));
        }
        let Targets::Values(clean) = &mut self.target else {
            unreachable!("they are values now")
        };
        std::mem::swap(clean, &mut self.input);
        self.input.reshape(clean.count, clean.shape);
        self.input.data.copy_from_slice(&clean.data);
        (&mut self.input, clean)
    }
}

impl Targets {
    /// As losses and metrics take it.
    pub fn view(&self) -> Target<'_> {
        match self {
            Self::Classes(classes) => Target::Classes(classes),
            Self::Values(values) => Target::Values(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_become_their_own_targets_in_the_room_there_is() {
        let mut batch = Batch {
            input: Tensor {
                count: 2,
                shape: Shape::vector(3),
                data: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            },
            ..Batch::default()
        };
        let (input, clean) = batch.ask_for_itself();
        assert_eq!(input, clean);
        input.data[0] = 9.0;
        assert_eq!(clean.data[0], 1.0);
        let rooms = [input.data.as_ptr(), clean.data.as_ptr()];
        let (input, clean) = batch.ask_for_itself();
        assert_eq!([clean.data.as_ptr(), input.data.as_ptr()], rooms);
        assert_eq!((clean.data[0], input.data[0]), (9.0, 9.0));
    }

    #[test]
    fn classes_and_values_take_turns() {
        let mut batch = Batch::default();
        batch.labelled().1.extend([1, 2]);
        assert_eq!(batch.classes(), [1, 2]);
        batch.ask_for_itself();
        assert!(batch.classes().is_empty());
        assert!(batch.labelled().1.is_empty());
    }
}
