//! Softmax and cross-entropy in one.

use super::{Loss, Target, numbers_per_class};
use crate::nn::Tensor;

crate::adjustable! {
    /// Mean over the examples (or places) of −Σₖ tₖ log softmax(a)ₖ, where t is 1 at the class and 0 elsewhere.
    ///
    /// softmax(a)ₖ = exp(aₖ − m) / Σⱼ exp(aⱼ − m) with m = max a, so that nothing overflows. Gradient:
    /// (softmax(a) − t) / examples. A target of values is taken as probabilities that sum to 1.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct CrossEntropy: "cross-entropy", "Cross-entropy",
        "Softmax makes probabilities of the answer; the loss is how surprising the right class was." {}
}

impl Loss for CrossEntropy {
    fn classifies(&self) -> bool {
        true
    }

    fn evaluate(&self, answer: &Tensor, target: Target<'_>, gradient: &mut Tensor) -> f64 {
        gradient.reshape(answer.count, answer.shape);
        if answer.data.is_empty() {
            return 0.0;
        }
        let size = match target {
            Target::Classes(classes) => numbers_per_class(answer, classes.len()),
            Target::Values(_) => answer.shape.size(),
        };
        let asked = answer.data.len() / size;
        let scale = 1.0 / asked as f32;
        let mut sum = 0.0f64;
        let examples = answer
            .data
            .chunks_exact(size)
            .zip(gradient.data.chunks_exact_mut(size))
            .enumerate();
        for (example, (answers, gradients)) in examples {
            let largest = answers.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let mut total = 0.0f64;
            for (gradient, &answer) in gradients.iter_mut().zip(answers) {
                // Numbers below 1e-38 are held in a form that processors handle ten times slower, and back-propagation
                // would spread them; nobody misses a probability of 1e-30.
                let power = (answer - largest).exp();
                let power = if power < 1e-30 { 0.0 } else { power };
                *gradient = power;
                total += f64::from(power);
            }
            let log_total = f64::from(largest) + total.ln();
            let share = (f64::from(scale) / total) as f32;
            gradients.iter_mut().for_each(|gradient| *gradient *= share);
            match target {
                Target::Classes(classes) => {
                    let class = classes[example];
                    sum += log_total - f64::from(answers[class]);
                    gradients[class] -= scale;
                }
                Target::Values(values) => {
                    for ((gradient, &answer), &target) in gradients
                        .iter_mut()
                        .zip(answers)
                        .zip(values.example(example))
                    {
                        sum += f64::from(target) * (log_total - f64::from(answer));
                        *gradient -= target * scale;
                    }
                }
            }
        }
        sum / asked as f64
    }
}
