//! Losses: how far an answer is from what it should be, and which way to go. To add one, copy
//! `mean_absolute.rs`: its head says what to do.
//!
//! Every loss is a mean: over all numbers of the batch for losses of single numbers (mean squared, mean absolute,
//! Huber, hinge), over the examples for cross-entropy. Sums are taken in f64 over parts whose borders depend on
//! the amount of numbers only, so that the number of threads changes no bit.

mod cross_entropy;
mod hinge;
mod huber;
mod mean_absolute;
mod mean_squared;

use super::Tensor;
use crate::setting::{Adjust, Catalogue};
use dyn_clone::DynClone;

pub use cross_entropy::CrossEntropy;
pub use hinge::Hinge;
pub use huber::Huber;
pub use mean_absolute::MeanAbsolute;
pub use mean_squared::MeanSquared;

/// What the network should have answered.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Numbers of the answer's shape. Where one is [`NOT_ASKED`], nothing is: the mean is over the others.
    Values(&'a Tensor),
    /// One class per example, or one for each place (pixel) of each example, row after row.
    ///
    /// A loss of single numbers compares with a code of the class: an answer of one number should be −1 for
    /// class 0 and +1 for any other; one of k numbers should be 1 at the class and 0 elsewhere (hinge: −1 elsewhere).
    Classes(&'a [usize]),
}

/// Stands in a target where any answer is as good. A target that is no number makes a loss that is none.
pub const NOT_ASKED: f32 = f32::INFINITY;

/// A loss: a mean over the batch.
pub trait Loss: Adjust + DynClone + Send + Sync {
    /// Whether the loss is made for classes (it cannot serve a task whose answer is a picture).
    fn classifies(&self) -> bool;

    /// The loss of `answer`; its gradient with respect to the answer goes to `gradient` (reshaped to fit).
    ///
    /// The target must have as many examples (and numbers, for values) as the answer.
    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64;
}

dyn_clone::clone_trait_object!(Loss);

/// All losses, in the order of menus.
pub static ALL: Catalogue<dyn Loss> = &[
    crate::entry!(MeanSquared),
    crate::entry!(MeanAbsolute),
    crate::entry!(Huber),
    crate::entry!(CrossEntropy),
    crate::entry!(Hinge),
];

/// How many numbers of the answer speak of one class: those of an example, or of a place.
fn numbers_per_class(answer: &Tensor, classes: usize) -> usize {
    let places = answer.count * answer.shape.height * answer.shape.width;
    assert!(
        classes == answer.count || classes == places,
        "one class per example, or per place: {classes} for {} examples of {}",
        answer.count,
        answer.shape
    );
    answer.data.len() / classes.max(1)
}

/// Numbers summed by one thread at a time.
const PART: usize = 8192;

/// Mean over all numbers of a loss of single numbers; `term(answer, target)` gives the loss of one number and its
/// derivative. `off` stands for "not this class" when an answer of several numbers is compared with a class.
fn elementwise(
    answer: &Tensor,
    target: Target<'_>,
    gradient: &mut Tensor,
    off: f32,
    term: impl Fn(f32, f32) -> (f32, f32) + Sync,
) -> f64 {
    gradient.reshape(answer.count, answer.shape);
    let amount = match target {
        Target::Values(values) => values
            .data
            .iter()
            .filter(|value| **value != NOT_ASKED)
            .count(),
        Target::Classes(_) => answer.data.len(),
    };
    if amount == 0 {
        gradient.data.fill(0.0);
        return 0.0;
    }
    let scale = 1.0 / amount as f32;
    let one = |gradient: &mut f32, answer: f32, target: f32| {
        if target == NOT_ASKED {
            *gradient = 0.0;
            return 0.0;
        }
        let (loss, slope) = term(answer, target);
        *gradient = slope * scale;
        f64::from(loss)
    };
    let sum = match target {
        Target::Values(values) => {
            assert_eq!(
                values.data.len(),
                answer.data.len(),
                "answer and target must have one shape"
            );
            let part = |gradients: &mut [f32], answers: &[f32], targets: &[f32]| {
                let mut sum = 0.0;
                for ((gradient, &answer), &target) in gradients.iter_mut().zip(answers).zip(targets)
                {
                    sum += one(gradient, answer, target);
                }
                sum
            };
            sum_of_parts(&mut gradient.data, &answer.data, &values.data, &part)
        }
        Target::Classes(classes) => {
            let size = numbers_per_class(answer, classes.len());
            let mut sum = 0.0;
            for (example, &class) in classes.iter().enumerate() {
                for unit in 0..size {
                    let target = if size == 1 {
                        if class == 0 { -1.0 } else { 1.0 }
                    } else if unit == class {
                        1.0
                    } else {
                        off
                    };
                    let at = example * size + unit;
                    sum += one(&mut gradient.data[at], answer.data[at], target);
                }
            }
            sum
        }
    };
    sum / amount as f64
}

/// The sum of `part` over equal pieces of the numbers, side by side; they are halved in the same way for any number of
/// threads.
fn sum_of_parts(
    gradients: &mut [f32],
    answers: &[f32],
    targets: &[f32],
    part: &(impl Fn(&mut [f32], &[f32], &[f32]) -> f64 + Sync),
) -> f64 {
    if gradients.len() <= 2 * PART {
        return part(gradients, answers, targets);
    }
    let middle = gradients.len() / 2;
    let (g, more_g) = gradients.split_at_mut(middle);
    let (a, more_a) = answers.split_at(middle);
    let (t, more_t) = targets.split_at(middle);
    let (one, other) = rayon::join(
        || sum_of_parts(g, a, t, part),
        || sum_of_parts(more_g, more_a, more_t, part),
    );
    one + other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::{Purpose, Stream};
    use crate::nn::Shape;

    fn random(count: usize, shape: Shape, index: u64) -> Tensor {
        let mut stream = Stream::new(5, Purpose::Data, index);
        let mut tensor = Tensor::zeros(count, shape);
        tensor
            .data
            .iter_mut()
            .for_each(|value| *value = stream.normal());
        tensor
    }

    /// Central differences; points within a step of a kink (|difference| equal on one side only) are left out by
    /// asking both one-sided slopes to agree.
    fn check_gradient(loss: &dyn Loss, answer: &Tensor, target: Target<'_>) {
        let mut gradient = Tensor::zeros(0, answer.shape);
        let mut scratch = gradient.clone();
        let here = loss.evaluate(answer, target, &mut gradient);
        let step = 1e-2f32;
        let mut compared = 0;
        for at in 0..answer.data.len() {
            let mut moved = answer.clone();
            moved.data[at] += step;
            let up_by = f64::from(moved.data[at] - answer.data[at]);
            let up = loss.evaluate(&moved, target, &mut scratch);
            moved.data[at] = answer.data[at] - step;
            let down_by = f64::from(answer.data[at] - moved.data[at]);
            let down = loss.evaluate(&moved, target, &mut scratch);
            let (right, left) = ((up - here) / up_by, (here - down) / down_by);
            let scale = 1.0 / answer.count as f64;
            if (right - left).abs() > 0.05 * scale {
                continue;
            }
            compared += 1;
            let slope = (up - down) / (up_by + down_by);
            assert!(
                (slope - f64::from(gradient.data[at])).abs() < 3e-4 * scale + 4e-3 * slope.abs(),
                "{}: slope {slope} but gradient {}",
                loss.id(),
                gradient.data[at]
            );
        }
        assert!(
            compared * 2 > answer.data.len(),
            "{}: too many kinks",
            loss.id()
        );
    }

    #[test]
    fn gradients_agree_with_central_differences() {
        for entry in ALL {
            let loss = (entry.make)();
            let answer = random(7, Shape::vector(5), 1);
            check_gradient(&*loss, &answer, Target::Classes(&[0, 1, 2, 3, 4, 0, 2]));
            let single = random(6, Shape::vector(1), 2);
            if loss.id() != "cross-entropy" {
                check_gradient(&*loss, &single, Target::Classes(&[0, 1, 1, 0, 0, 1]));
            }
            if !loss.classifies() {
                let picture = Shape::new(2, 3, 4);
                check_gradient(
                    &*loss,
                    &random(3, picture, 3),
                    Target::Values(&random(3, picture, 4)),
                );
            }
        }
    }

    #[test]
    fn large_batches_give_the_same_bits_with_any_number_of_threads() {
        let shape = Shape::new(3, 40, 40);
        let (answer, target) = (random(17, shape, 1), random(17, shape, 2));
        for entry in ALL.iter().filter(|entry| !(entry.make)().classifies()) {
            let run = |threads| {
                crate::job::with_threads(threads, || {
                    let mut gradient = Tensor::zeros(0, shape);
                    let loss =
                        (entry.make)().evaluate(&answer, Target::Values(&target), &mut gradient);
                    (loss.to_bits(), gradient)
                })
                .unwrap()
            };
            assert_eq!(run(1), run(3), "{}", entry.id);
        }
    }

    /// By hand: differences −1, 0.5, 3, 0.
    #[test]
    fn values_by_hand() {
        let shape = Shape::vector(2);
        let tensor = |data: [f32; 4]| Tensor {
            count: 2,
            shape,
            data: data.to_vec(),
        };
        let (answer, target) = (tensor([0.0, 1.5, 3.0, 4.0]), tensor([1.0, 1.0, 0.0, 4.0]));
        let value = |loss: &dyn Loss| {
            let mut gradient = Tensor::zeros(0, shape);
            loss.evaluate(&answer, Target::Values(&target), &mut gradient)
        };
        assert!((value(&MeanSquared::default()) - (1.0 + 0.25 + 9.0) / 4.0).abs() < 1e-7);
        assert!((value(&MeanAbsolute::default()) - 4.5 / 4.0).abs() < 1e-7);
        let huber = Huber { delta: 1.0 };
        assert!((value(&huber) - (0.5 + 0.125 + 2.5) / 4.0).abs() < 1e-7);
        let mut gradient = Tensor::zeros(0, shape);
        // Two examples of two equal numbers: ln 2 each; and a sure right answer: nothing left to learn.
        let even = tensor([1.0, 1.0, -3.0, -3.0]);
        let loss = CrossEntropy::default().evaluate(&even, Target::Classes(&[0, 1]), &mut gradient);
        assert!((loss - std::f64::consts::LN_2).abs() < 1e-7);
        assert_eq!(gradient.data, [-0.25, 0.25, 0.25, -0.25]);
        let sure = tensor([1000.0, 0.0, 0.0, 1000.0]);
        let loss = CrossEntropy::default().evaluate(&sure, Target::Classes(&[0, 1]), &mut gradient);
        assert_eq!(loss, 0.0);
        let single = Tensor {
            count: 2,
            shape: Shape::vector(1),
            data: vec![0.5, 0.5],
        };
        let loss = Hinge::default().evaluate(&single, Target::Classes(&[0, 1]), &mut gradient);
        assert!((loss - (1.5 + 0.5) / 2.0).abs() < 1e-7);
        assert_eq!(gradient.data, [0.5, -0.5]);
    }
}
