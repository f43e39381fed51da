//! Which number is predicted for each example, beside the true one, over a sample.

use super::{Answers, Probe, Sample, each_answer};
use crate::data::Targets;
use crate::figure::{Axis, Figure, Mark, Role};
use crate::say;
use crate::words::Text;

crate::adjustable! {
    /// Numbers that are predicted, against the true ones.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Predicted: "predicted", "Predicted against true",
        "The number that is answered for each example, over the true one." {}
}

impl Probe for Predicted {
    fn suits(&self, sample: &Sample) -> bool {
        sample.measure.is_some()
    }

    fn ask(
        &self,
        answers: &mut dyn Answers,
        sample: &Sample,
        stopped: &dyn Fn() -> bool,
    ) -> Option<Figure> {
        let mut numbers = Vec::with_capacity(sample.count());
        let input = &sample.examples.input;
        let whole = each_answer(answers, input, stopped, &mut |answer| {
            numbers.extend(answer.first());
        });
        whole.then(|| figure(sample, &numbers)).flatten()
    }
}

/// How far off predicted numbers are, in their own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Errors {
    /// Root-mean-square error.
    pub rmse: f64,
    /// That of who always answers the mean of what is learned from.
    pub naive: f64,
    /// Share of the squares around that mean that the answers explain; none where there are no squares.
    pub r2: Option<f64>,
}

/// Points of the line on which all is right.
const READ: u32 = 256;

/// The standardised true numbers of a sample of numbers.
fn truths(sample: &Sample) -> &[f32] {
    match &sample.examples.target {
        Targets::Values(values) if sample.measure.is_some() => &values.data,
        _ => &[],
    }
}

/// How far off answers to a sample are; `None` where it has no numbers.
pub fn errors(sample: &Sample, answers: &[f32]) -> Option<Errors> {
    let (measure, truths) = (sample.measure.as_ref()?, truths(sample));
    let count = truths.len().min(answers.len());
    if count == 0 {
        return None;
    }
    let root = |squares: f64| measure.deviation * (squares / count as f64).sqrt();
    let off = answers.iter().zip(truths).map(|(a, t)| f64::from(a - t));
    let errors: f64 = off.map(|off| off * off).sum();
    let around: f64 = truths[..count]
        .iter()
        .map(|truth| f64::from(*truth).powi(2))
        .sum();
    Some(Errors {
        rmse: root(errors),
        naive: root(around),
        r2: (around > 0.0).then(|| 1.0 - errors / around),
    })
}

/// The predicted numbers over the true ones, in their own unit; `None` where the sample has none.
pub fn figure(sample: &Sample, answers: &[f32]) -> Option<Figure> {
    let measure = sample.measure.as_ref()?;
    let both = truths(sample).iter().zip(answers);
    let places: Vec<[f64; 2]> = both
        .map(|(truth, answer)| [measure.number(*truth), measure.number(*answer)])
        .collect();
    let truth = places.iter().map(|[truth, _]| *truth);
    let low = truth.clone().fold(f64::INFINITY, f64::min);
    let high = truth.fold(f64::NEG_INFINITY, f64::max);
    let right = Mark::line(
        say!("all right").to_string(),
        Role::Reference,
        // Where it is read, its nearest point is told.
        (0..=READ)
            .map(|at| low + (high - low) * f64::from(at) / f64::from(READ))
            .map(|at| [at, at])
            .collect(),
    );
    let mean = say!("the mean alone").to_string();
    let marks = [
        right,
        Mark::level(mean, Role::Reference, measure.mean),
        Mark::points("network", Role::Network, places),
    ];
    let axis = |what: Text| Axis::new(what.to_string());
    let title = say!("Predicted against true").to_string();
    let x = axis(say!("true {}", &measure.name));
    let y = axis(say!("predicted {}", &measure.name));
    let figure = Figure::plot(title, x, y, marks);
    Some(figure.id("predicted"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Batch, Measure};
    use crate::figure::Body;
    use crate::nn::{Shape, Tensor};

    #[test]
    fn errors_and_places_are_in_the_numbers_own_unit() {
        let tensor = |data: &[f32]| Tensor {
            count: data.len(),
            shape: Shape::vector(1),
            data: data.to_vec(),
        };
        let sample = Sample {
            examples: Batch {
                input: tensor(&[0.0, 1.0]),
                target: Targets::Values(tensor(&[-1.0, 2.0])),
                ..Batch::default()
            },
            classes: Vec::new(),
            ground: None,
            letters: Vec::new(),
            form: None,
            measure: Some(Measure {
                name: "price".into(),
                mean: 100.0,
                deviation: 10.0,
                naive: 0.0,
                held_out: 2,
            }),
        };
        let errors = errors(&sample, &[-1.0, 1.0]).unwrap();
        assert!((errors.rmse - 10.0 * 0.5f64.sqrt()).abs() < 1e-6);
        assert!((errors.naive - 10.0 * 2.5f64.sqrt()).abs() < 1e-6);
        assert!((errors.r2.unwrap() - 0.8).abs() < 1e-6);
        let figure = figure(&sample, &[-1.0, 1.0]).unwrap();
        let Body::Plot(plot) = &figure.body else {
            panic!("a plot")
        };
        let places = plot.marks[2].marking.places();
        assert_eq!(places, [[90.0, 90.0], [120.0, 110.0]]);
        let without = Sample {
            measure: None,
            ..sample
        };
        assert_eq!(super::errors(&without, &[0.0, 0.0]), None);
        assert!(super::figure(&without, &[0.0, 0.0]).is_none());
    }
}
