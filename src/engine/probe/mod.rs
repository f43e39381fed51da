//! Probes: what can be asked of anything that answers, a network, a machine of support vectors, a rule by hand. Each
//! makes one figure. To add one, copy `confusion.rs`, name it here and in [`ALL`].

mod answered;
pub mod confusion;
mod evidence;
mod fires;
mod first;
mod inside;
pub mod plane;
pub mod predicted;
mod row;
mod sample;
mod unit;
mod write;

use dyn_clone::DynClone;

use crate::figure::Figure;
use crate::nn::{Mode, Network, Tensor};
use crate::setting::{Adjust, Catalogue};

pub use answered::Answered;
pub use confusion::Confusion;
pub use evidence::{Evidence, Way, edge_colour};
pub use fires::fires;
pub use first::{Shown, first_examples};
pub use inside::{Activity, Inside, answers_shares, shares};
pub use plane::Plane;
pub use predicted::Predicted;
pub use row::{RowAnswer, answered_row};
pub use sample::{Ground, GroundView, Sample};
pub use unit::{Unit, over_plane};
pub use write::{Written, written};

/// Examples that are answered at once.
const CHUNK: usize = 64;

/// Whoever answers examples.
pub trait Answers {
    /// The answers to a batch, an example each; they live until the next call.
    fn answer(&mut self, input: &Tensor) -> &Tensor;
}

impl Answers for Network {
    fn answer(&mut self, input: &Tensor) -> &Tensor {
        self.forward(input, Mode::Evaluate)
    }
}

/// A question that anything that answers can be asked.
pub trait Probe: Adjust + DynClone + Send + Sync {
    /// Whether it can be asked about this sample.
    fn suits(&self, sample: &Sample) -> bool;

    /// Asks, and shows the answer; `None` when `stopped` says so meanwhile, or when the sample does not suit.
    fn ask(
        &self,
        answers: &mut dyn Answers,
        sample: &Sample,
        stopped: &dyn Fn() -> bool,
    ) -> Option<Figure>;
}

dyn_clone::clone_trait_object!(Probe);

/// All probes, in the order of menus.
pub static ALL: Catalogue<dyn Probe> = &[
    crate::entry!(Plane),
    crate::entry!(Confusion),
    crate::entry!(Predicted),
];

/// Hands each example's answer to `take`; says whether it came to the end.
fn each_answer(
    answers: &mut dyn Answers,
    input: &Tensor,
    stopped: &dyn Fn() -> bool,
    take: &mut dyn FnMut(&[f32]),
) -> bool {
    let size = input.shape.size();
    let mut part = Tensor::zeros(0, input.shape);
    for from in (0..input.count).step_by(CHUNK) {
        if stopped() {
            return false;
        }
        let count = CHUNK.min(input.count - from);
        part.reshape(count, input.shape);
        part.data
            .copy_from_slice(&input.data[from * size..(from + count) * size]);
        let answer = answers.answer(&part);
        for index in 0..count {
            take(answer.example(index));
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Batch, EmptyShelf, Measure, Parts, Points, Targets};
    use crate::figure::Body;
    use crate::nn::Shape;

    /// Right half: the second class.
    struct ByHand(Tensor);

    impl Answers for ByHand {
        fn answer(&mut self, input: &Tensor) -> &Tensor {
            self.0.reshape(input.count, Shape::vector(1));
            for (index, answer) in self.0.data.iter_mut().enumerate() {
                *answer = input.example(index)[0];
            }
            &self.0
        }
    }

    #[test]
    fn every_probe_asks_whoever_answers_and_gives_up_when_told() {
        let points = Sample::load(&Points::default(), 0, &Parts::default(), &EmptyShelf).unwrap();
        let rows = points.examples.input.count;
        let numbers = Sample {
            examples: Batch {
                input: points.examples.input.clone(),
                target: Targets::Values(Tensor::zeros(rows, Shape::vector(1))),
                ..Batch::default()
            },
            measure: Some(Measure::of("price", &[1.0, 2.0], &[3.0])),
            ..points.clone()
        };
        let mut rule = ByHand(Tensor::zeros(0, Shape::vector(1)));
        for entry in ALL {
            let probe = (entry.make)();
            let mut samples = [&points, &numbers].into_iter();
            let sample = samples.find(|sample| probe.suits(sample)).unwrap();
            let figure = probe.ask(&mut rule, sample, &|| false).unwrap();
            match &figure.body {
                Body::Grid(grid) => {
                    let count = grid.columns * grid.rows();
                    assert_eq!(grid.values.len(), count, "{}", entry.id);
                }
                Body::Plot(plot) => assert!(!plot.marks.is_empty(), "{}", entry.id),
                _ => panic!("{} shows neither grid nor plot", entry.id),
            }
            assert!(!figure.csv().is_empty() && figure.svg().contains("<svg"));
            assert!(
                probe.ask(&mut rule, sample, &|| true).is_none(),
                "{}",
                entry.id
            );
        }
    }
}
