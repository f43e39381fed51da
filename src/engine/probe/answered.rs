//! What a classifier answers to a sample, to be looked at: its decision all over the plane for points, its answers to
//! held-out pictures otherwise.

use super::inside::{answers_shares, built, shares};
use super::{Sample, confusion, each_answer, plane};
use crate::nn::Model;
use crate::train::class_of;

/// A network's answers to a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// Steps the network has learned.
    pub step: u64,
    /// The class it names, for each example.
    pub named: Vec<usize>,
    /// The share that it gives that class, 0..1, for each example.
    pub sure: Vec<f32>,
    /// The number it predicts, standardised, for each example, where one is predicted.
    pub numbers: Vec<f32>,
    /// How many of them are right.
    pub right: usize,
    /// For points: how much it leans to the second class, 0..1, at [`GRID`](plane::GRID)² points of the plane, row by
    /// row from the top.
    pub plane: Vec<f32>,
}

impl Answered {
    /// Asks the network; `Ok(None)` when `stopped` says so meanwhile.
    ///
    /// # Errors
    /// A plain sentence when the network does not take such examples.
    pub fn of(
        model: &Model,
        step: u64,
        sample: &Sample,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Option<Self>, String> {
        let shape = sample.examples.input.shape;
        let mut network = built(model, shape)?;
        let given = answers_shares(model);
        let (mut named, mut sure, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        let measured = sample.measure.is_some();
        let input = &sample.examples.input;
        let whole = each_answer(&mut network, input, stopped, &mut |answer| {
            if measured {
                numbers.extend(answer.first());
            }
            let class = class_of(answer);
            named.push(class);
            sure.push(shares(answer, given).get(class).copied().unwrap_or(0.0));
        });
        if !whole {
            return Ok(None);
        }
        let plane = match sample.view() {
            Some(view) => plane::leanings(&mut network, view, stopped),
            None => Some(Vec::new()),
        };
        let classes = sample.examples.classes().iter();
        let right = named.iter().zip(classes).filter(|(a, b)| a == b).count();
        Ok(plane.map(|plane| Self {
            step,
            named,
            sure,
            numbers,
            right,
            plane,
        }))
    }

    /// The examples of a class that are taken for another one, or for it, those first that the network is surest of.
    pub fn surest(&self, sample: &Sample, [class, named]: [usize; 2]) -> Vec<usize> {
        let both = sample.examples.classes().iter().zip(&self.named);
        let mut found: Vec<_> = both
            .enumerate()
            .filter(|(_, (own, taken))| (**own, **taken) == (class, named))
            .map(|(at, _)| at)
            .collect();
        found.sort_by(|a, b| self.sure[*b].total_cmp(&self.sure[*a]));
        found
    }

    /// How often each class (rows) was taken for each (columns).
    pub fn confusion(&self, sample: &Sample) -> Vec<Vec<usize>> {
        confusion::table(sample, &self.named)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::plane::GRID;
    use super::*;
    use crate::data::EmptyShelf;
    use crate::data::Parts;
    use crate::nn::init::Init;
    use crate::nn::{Network, Shape};
    use crate::train::Experiment;

    /// XOR, and a network that answers x and −x: it names the left half the first class... of two.
    fn half_plane() -> (Sample, Model) {
        let experiment = Experiment::named("points-xor").unwrap();
        let sample = Sample::load(&*experiment.data, 0, &Parts::default(), &EmptyShelf).unwrap();
        let mut dense = (crate::setting::find(crate::nn::layers::ALL, "dense")
            .unwrap()
            .make)();
        dense.set("units", crate::setting::Value::Int(2)).unwrap();
        let architecture = crate::nn::Architecture::of([dense]);
        let network = Network::new(&architecture, Shape::vector(2), Init::Zeros, 0).unwrap();
        let mut weights = network.weights();
        weights[0].values.copy_from_slice(&[-1.0, 0.0, 1.0, 0.0]);
        let model = Model {
            architecture: Arc::new(architecture),
            channels: 2,
            weights: Arc::new(weights),
        };
        (sample, model)
    }

    #[test]
    fn the_plane_shows_where_each_class_is_named() {
        let (sample, model) = half_plane();
        let verdict = Answered::of(&model, 7, &sample, &|| false)
            .unwrap()
            .unwrap();
        assert_eq!((verdict.step, verdict.plane.len()), (7, GRID * GRID));
        for row in verdict.plane.chunks(GRID) {
            assert!(row.is_sorted() && row[0] < 0.01 && row[GRID - 1] > 0.99);
        }
        let points = &sample.examples;
        for (index, named) in verdict.named.iter().enumerate() {
            assert_eq!(*named == 1, points.input.example(index)[0] > 0.0);
        }
        for cell in [[0, 0], [0, 1], [1, 0], [1, 1]] {
            let own = verdict.surest(&sample, cell);
            assert!(own.is_sorted_by(|a, b| verdict.sure[*a] >= verdict.sure[*b]));
            let [class, named] = cell;
            assert_eq!(own.len(), verdict.confusion(&sample)[class][named]);
            let far = |at: &usize| points.input.example(*at)[0].abs();
            assert!(own.is_sorted_by(|a, b| far(a) >= far(b) - 1e-3));
        }
        let table = verdict.confusion(&sample);
        assert_eq!(table.iter().flatten().sum::<usize>(), sample.count());
        assert_eq!(table[0][0] + table[1][1], verdict.right);
        assert!(sample.view().unwrap().reach > 4.0);
    }

    #[test]
    fn it_stops_when_told_and_refuses_what_the_network_does_not_take() {
        let (sample, model) = half_plane();
        assert_eq!(Answered::of(&model, 7, &sample, &|| true), Ok(None));
        let other = Model {
            channels: 1,
            ..model
        };
        assert!(Answered::of(&other, 7, &sample, &|| false).is_err());
    }
}
