//! Examples to look at: a few of a data set, with their classes.

use crate::data::{self, Batch, DataError, DataSet, Form, Inputs, Measure, Part, Parts, Shelf};
use crate::nn::{Shape, Tensor};

/// Most pictures of a sample.
const PICTURES: usize = 512;
/// Most numbers that a sample's pictures hold together: of large pictures fewer are looked at.
const NUMBERS: usize = 1 << 21;
/// Most points of a sample.
const POINTS: usize = 1000;
/// The plane that is looked at reaches at least so far, and that much beyond the farthest point.
const LEAST: f32 = 5.0;
const BEYOND: f32 = 1.08;

/// Examples to look at: training points in the plane, or held-out pictures.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The examples and their classes.
    pub examples: Batch,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Where the examples are points of the plane: their plane.
    pub ground: Option<Ground>,
    /// Where they are stretches of a text: its letters.
    pub letters: Vec<char>,
    /// Where a number of each is predicted: its unit.
    pub measure: Option<Measure>,
    /// Where they are rows of a table: how these enter.
    pub form: Option<Form>,
}

/// A plane with points.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// The places of the points.
    pub points: Vec<[f32; 2]>,
    /// What is seen of it.
    pub view: GroundView,
}

/// What is seen of a plane, and what of a point enters a network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroundView {
    /// It reaches from −`reach` to `reach` both ways.
    pub reach: f32,
    /// What enters a network.
    pub inputs: Inputs,
}

impl GroundView {
    /// The nearest place of which the plane keeps its reach when a point is put there.
    pub fn within(self, place: [f32; 2]) -> [f32; 2] {
        let far = self.reach / BEYOND;
        place.map(|one| one.clamp(-far, far))
    }

    /// Shape of what enters a network of a point.
    pub fn shape(self) -> Shape {
        Shape::vector(self.inputs.count())
    }

    /// Points as they enter a network.
    pub fn entering(self, points: impl ExactSizeIterator<Item = [f32; 2]>) -> Tensor {
        let mut entering = Tensor::zeros(points.len(), self.shape());
        for (at, point) in points.enumerate() {
            self.inputs.fill(point, entering.example_mut(at));
        }
        entering
    }
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
        let (part, most) = if examples.plane(Part::Training).is_some() {
            (Part::Training, POINTS)
        } else {
            let fit = NUMBERS / shape.size().max(1);
            (Part::Validation, PICTURES.min(fit.max(1)))
        };
        let mut batch = Batch::default();
        examples.read(part, 0, most.min(examples.count(part)), &mut batch);
        let ground = examples.plane(part).map(|(inputs, marks)| {
            let points: Vec<_> = marks.iter().take(most).map(|mark| mark.at).collect();
            let numbers = points.iter().flatten();
            let largest = numbers.fold(LEAST, |most, value| most.max(value.abs()));
            let reach = BEYOND * largest;
            Ground {
                points,
                view: GroundView { reach, inputs },
            }
        });
        Ok(Self {
            classes: examples.classes().to_vec(),
            letters: examples.letters().to_vec(),
            measure: examples.measure().cloned(),
            form: examples.form().cloned(),
            ground,
            examples: batch,
        })
    }

    /// What is seen of the plane, where the examples are points of it.
    pub fn view(&self) -> Option<GroundView> {
        self.ground.as_ref().map(|ground| ground.view)
    }

    /// Whether the examples are pictures.
    pub fn pictured(&self) -> bool {
        !self.examples.input.shape.is_vector() && self.letters.is_empty()
    }

    /// How many examples there are.
    pub fn count(&self) -> usize {
        self.examples.input.count
    }

    /// The name of a class.
    pub fn class(&self, class: usize) -> &str {
        self.classes.get(class).map_or("?", String::as_str)
    }
}
