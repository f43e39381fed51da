//! Examples to look at: a few of a data set, with their classes.

use crate::data::{self, Batch, DataError, DataSet, Part, Parts, Shelf};
use crate::nn::Shape;

/// Most pictures of a sample.
const PICTURES: usize = 512;
/// Most numbers that a sample's pictures hold together: of large pictures fewer are looked at.
const NUMBERS: usize = 1 << 21;
/// Most points of a sample.
const POINTS: usize = 1000;

/// Examples to look at: training points in the plane, or held-out pictures.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The examples and their classes.
    pub examples: Batch,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// The plane reaches from −`reach` to `reach` both ways; `None` for what are no points in the plane.
    pub reach: Option<f32>,
}

impl Sample {
    /// The first examples of a data set; pictures that `kept` names keep their part. Cost: that of loading it.
    ///
    /// # Errors
    /// [`DataError`] when the data set cannot be made ready.
    pub fn load(
        data: &dyn DataSet,
        seed: u64,
        kept: &Parts,
        shelf: &dyn Shelf,
    ) -> Result<Self, DataError> {
        let examples = data::load(data, shelf, seed, kept)?;
        let shape = examples.shape();
        let plane = shape == Shape::vector(2);
        let (part, most) = if plane {
            (Part::Training, POINTS)
        } else {
            let fit = NUMBERS / shape.size().max(1);
            (Part::Validation, PICTURES.min(fit.max(1)))
        };
        let mut batch = Batch::default();
        examples.read(part, 0, most.min(examples.count(part)), &mut batch);
        let largest = batch
            .input
            .data
            .iter()
            .fold(1.0, |most: f32, value| most.max(value.abs()));
        Ok(Self {
            classes: examples.classes().to_vec(),
            reach: plane.then_some(1.08 * largest),
            examples: batch,
        })
    }

    /// How many examples there are.
    pub fn count(&self) -> usize {
        self.examples.classes().len()
    }

    /// The name of a class.
    pub fn class(&self, class: usize) -> &str {
        self.classes.get(class).map_or("?", String::as_str)
    }
}
