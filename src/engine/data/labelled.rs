//! Pictures of one size, each with its class, in memory: what the data sets of classes that ship with the program have
//! in common. Training pictures are moved and mirrored at random, others never.

use std::sync::Arc;

use super::{Batch, Examples, Labelled, Part};
use crate::image::Image;
use crate::math::random::Stream;
use crate::nn::{Shape, Tensor};

/// How training pictures are varied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variety {
    /// They are moved by up to so many pixels each way; what comes in at the border is 0.
    pub shift: usize,
    /// Every second one is mirrored, left to right.
    pub mirror: bool,
}

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

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        let pictures = self.part(Part::Training);
        let (input, classes) = batch.labelled();
        input.reshape(count, self.shape());
        let Variety {
            shift: most,
            mirror,
        } = self.variety;
        for slot in 0..count {
            let index = random.below(self.training);
            let mut offset = || random.below(2 * most + 1) as isize - most as isize;
            let (down, right) = (offset(), offset());
            let mirrored = mirror && random.below(2) == 1;
            let (from, to) = (pictures.pictures.example(index), input.example_mut(slot));
            shift(self.shape(), from, to, [down, right], mirrored);
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

/// Moves a picture down and right and mirrors it; zeros come in at the border.
fn shift(shape: Shape, from: &[f32], to: &mut [f32], by: [isize; 2], mirrored: bool) {
    let Shape {
        channels,
        height,
        width,
    } = shape;
    let inside = |at: usize, by: isize, size: usize| {
        at.checked_add_signed(-by).filter(|&source| source < size)
    };
    for (at, pixel) in to.chunks_exact_mut(channels).enumerate() {
        let (y, x) = (at / width, at % width);
        let x = if mirrored { width - 1 - x } else { x };
        match (inside(y, by[0], height), inside(x, by[1], width)) {
            (Some(y), Some(x)) => {
                pixel.copy_from_slice(&from[(y * width + x) * channels..][..channels]);
            }
            _ => pixel.fill(0.0),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifting_moves_ink_down_and_right_and_mirroring_turns_it_over() {
        let shape = Shape::new(2, 28, 20);
        let at = |y: usize, x: usize| (y * 20 + x) * 2;
        let mut from = vec![0.0; shape.size()];
        from[at(3, 4) + 1] = 1.0;
        let mut to = vec![9.0; shape.size()];
        shift(shape, &from, &mut to, [2, -1], false);
        assert_eq!(to[at(5, 3) + 1], 1.0);
        assert_eq!(to.iter().sum::<f32>(), 1.0);
        shift(shape, &from, &mut to, [0, 0], true);
        assert_eq!(to[at(3, 15) + 1], 1.0);
        assert_eq!(to.iter().sum::<f32>(), 1.0);
        shift(shape, &from, &mut to, [-4, 0], false);
        assert_eq!(to.iter().sum::<f32>(), 0.0);
    }
}
