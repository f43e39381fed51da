//! Cross-entropy at those places where a letter is asked for.

use crate::nn::loss::{CrossEntropy, Loss};
use crate::nn::{Target, Tensor};
use crate::setting::{Adjust, Setting, SettingError, Value};

/// Stands for a letter where none is asked for.
pub(super) const NONE: usize = usize::MAX;

/// Cross-entropy, the mean over all places where a class other than [`NONE`] is asked for. There are as many places as
/// classes, each with its share of the answer. It is of this lab only: nobody sets it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {}

impl Adjust for Asked {
    fn id(&self) -> &'static str {
        "asked"
    }

    fn label(&self) -> &'static str {
        "Where it is asked"
    }

    fn help(&self) -> &'static str {
        "How surprising the right letter was, where one is asked for."
    }

    fn settings(&self) -> &'static [Setting] {
        &[]
    }

    fn get(&self, _: &str) -> Option<Value> {
        None
    }

    fn set(&mut self, key: &str, _: Value) -> Result<(), SettingError> {
        Err(SettingError::Key {
            key: key.into(),
            nearest: None,
        })
    }
}

impl Loss for Asked {
    fn classifies(&self) -> bool {
        true
    }

    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64 {
        let Target::Classes(classes) = target else {
            unreachable!("it is asked about letters only")
        };
        gradient.reshape(answer.count, answer.shape);
        gradient.data.fill(0.0);
        let size = answer.data.len() / classes.len().max(1);
        let asked = classes
            .iter()
            .enumerate()
            .filter(|(_, class)| **class != NONE);
        let asked: Vec<(usize, usize)> = asked.map(|(at, class)| (at, *class)).collect();
        // The places that count, side by side.
        let mut some = Tensor::zeros(asked.len(), crate::nn::Shape::vector(size));
        for (row, (at, _)) in some.data.chunks_exact_mut(size).zip(&asked) {
            row.copy_from_slice(&answer.data[at * size..(at + 1) * size]);
        }
        let letters: Vec<usize> = asked.iter().map(|(_, class)| *class).collect();
        let mut slopes = Tensor::zeros(0, some.shape);
        let loss = CrossEntropy {}.evaluate(&some, Target::Classes(&letters), &mut slopes);
        for (row, (at, _)) in slopes.data.chunks_exact(size).zip(&asked) {
            gradient.data[at * size..(at + 1) * size].copy_from_slice(row);
        }
        loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Shape;

    #[test]
    fn only_what_is_asked_for_counts() {
        let shape = Shape::new(2, 1, 3);
        let answer = Tensor {
            count: 1,
            shape,
            data: vec![5.0, 0.0, 1.0, 1.0, 0.0, 7.0],
        };
        let mut gradient = Tensor::zeros(0, shape);
        let loss = Asked {}.evaluate(&answer, Target::Classes(&[NONE, 0, NONE]), &mut gradient);
        assert!((loss - std::f64::consts::LN_2).abs() < 1e-7);
        assert_eq!(gradient.data, [0.0, 0.0, -0.5, 0.5, 0.0, 0.0]);
        let nothing = Asked {}.evaluate(&answer, Target::Classes(&[NONE; 3]), &mut gradient);
        assert_eq!((nothing, gradient.data), (0.0, vec![0.0; 6]));
    }
}
