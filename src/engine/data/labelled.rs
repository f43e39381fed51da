//! Pictures of one size, each with its class, in memory: what the data sets of classes that ship with the program have
//! in common. Training pictures are moved and mirrored at random, others never.

use std::sync::Arc;

use super::{Batch, Examples, Labelled, Part, Stock, Variety};
use crate::image::Image;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};

/// Labelled pictures to learn from and others to be judged on.
pub struct LabelledExamples {
    parts: Arc<[Labelled; 2]>,
    training: usize,
    variety: Variety,
    classes: Vec<String>,
}

impl LabelledExamples {
    /// Of the training pictures the first `training`, or all that there are.
    pub fn new(
        parts: Arc<[Labelled; 2]>,
        training: usize,
        variety: Variety,
        classes: Vec<String>,
    ) -> Self {
        Self {
            training: training.min(parts[0].classes.len()),
            variety,
            classes,
            parts,
        }
    }

    fn part(&self, part: Part) -> &Labelled {
        match part {
            Part::Training => &self.parts[0],
            Part::Validation => &self.parts[1],
        }
    }
}

impl Examples for LabelledExamples {
    fn shape(&self) -> Shape {
        self.parts[0].pictures.shape
    }

    fn classes(&self) -> &[String] {
        &self.classes
    }

    fn count(&self, part: Part) -> usize {
        match part {
            Part::Training => self.training,
            Part::Validation => self.parts[1].classes.len(),
        }
    }

    fn stock(&self) -> Stock<'_> {
        Stock::Examples(self.variety)
    }

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        let pictures = self.part(Part::Training);
        let (input, classes) = batch.labelled();
        input.reshape(count, self.shape());
        for slot in 0..count {
            let index = random.below(self.training);
            let (from, to) = (pictures.pictures.example(index), input.example_mut(slot));
            self.variety.vary(self.shape(), from, to, random);
            classes.push(pictures.classes[index]);
        }
    }

    fn read(&self, part: Part, from: usize, count: usize, batch: &mut Batch) {
        let pictures = self.part(part);
        let end = (from + count).min(self.count(part)).max(from);
        let (input, classes) = batch.labelled();
        input.reshape(end - from, self.shape());
        for (slot, index) in (from..end).enumerate() {
            input
                .example_mut(slot)
                .copy_from_slice(pictures.pictures.example(index));
            classes.push(pictures.classes[index]);
        }
    }
}

/// So many at most of the pictures of two classes, which become the classes 0 and 1, in an order that is always the
/// same.
pub(super) fn of_classes(part: &Labelled, classes: [usize; 2], most: usize) -> Labelled {
    let class = |at: &usize| classes.iter().position(|class| *class == part.classes[*at]);
    let all = (0..part.classes.len()).filter(|at| class(at).is_some());
    let mut some: Vec<usize> = all.collect();
    shuffle(&mut some);
    some.truncate(most);
    Labelled {
        classes: some.iter().filter_map(class).collect(),
        ..chosen(part, &some)
    }
}

/// So many at most of a part's pictures, in an order that is always the same; all of them in their own.
pub(super) fn some_of(part: &Labelled, most: usize) -> Labelled {
    let mut some: Vec<usize> = (0..part.classes.len()).collect();
    if most < some.len() {
        shuffle(&mut some);
        some.truncate(most);
    }
    chosen(part, &some)
}

/// The pictures of these numbers.
fn chosen(part: &Labelled, numbers: &[usize]) -> Labelled {
    let mut pictures = Tensor::zeros(numbers.len(), part.pictures.shape);
    for (to, at) in numbers.iter().enumerate() {
        let picture = part.pictures.example(*at);
        pictures.example_mut(to).copy_from_slice(picture);
    }
    Labelled {
        pictures,
        classes: numbers.iter().map(|at| part.classes[*at]).collect(),
    }
}

fn shuffle(numbers: &mut [usize]) {
    let mut random = Stream::new(0, Purpose::Shuffle, 0);
    for at in (1..numbers.len()).rev() {
        numbers.swap(at, random.below(at + 1));
    }
}

/// The pictures of a part, each made another one of that shape.
pub(super) fn made(
    part: &Labelled,
    shape: Shape,
    make: impl Fn(&Image) -> Option<Image>,
) -> Labelled {
    let count = part.classes.len();
    let mut pictures = Tensor::zeros(count, shape);
    for at in 0..count {
        if let Some(image) = make(&part.pictures.image(at)) {
            let picture = Tensor::from_image(&image);
            pictures.example_mut(at).copy_from_slice(&picture.data);
        }
    }
    Labelled {
        pictures,
        classes: part.classes.clone(),
    }
}
