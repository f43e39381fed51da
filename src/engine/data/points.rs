//! Points in the plane with one of two classes: the smallest problems that show what a network can separate.
//!
//! Clean points lie within −5..5 both ways; then each is displaced by noise. Examples are vectors `(x, y)`; class 0 is
//! −1 and class 1 is +1. As many points are held out as are learned from.

// This is the data set to copy when you add another (`photos.rs` shows one of pictures):
// 1. Copy this file to `data/NAME.rs`; its head says what an example is and which are held out.
// 2. `adjustable!` declares it: the type, its id in files, its name in menus, one sentence for the tooltip; then a line
//    for each setting: field, type, default, range, label, unit, tooltip with the usual range.
// 3. `load` makes the examples from what the shelf gives (a data set opens no file itself) and the seed; `draw` and
//    `read` hand them out as a `Batch`, `read` always the same ones in the same order.
// 4. In `data/mod.rs`: `mod NAME;`, `pub use NAME::Type;` and, the one line that puts it into every menu, list and
//    command, `crate::entry!(Type)` in `ALL`; in the new file, tests of what its examples are.
// Then the tests of experiments write and read its settings with those of all the others.

use super::{Batch, DataError, DataSet, Examples, Part, Shelf};
use crate::math::random::{Purpose, Stream};
use crate::nn::Shape;
use crate::setting::Kind;

const REACH: f32 = 5.0;

crate::choices! {
    /// Where the points of the two classes lie.
    pub enum Pattern {
        /// A disc inside a ring.
        Circle => "circle", "Circle";
        /// Opposite quadrants belong together.
        Xor => "xor", "XOR";
        /// Two round clouds.
        Gaussians => "gaussians", "Gaussians";
        /// Two arms of a spiral.
        Spiral => "spiral", "Spiral";
    }
}

crate::adjustable! {
    /// Points in the plane.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Points: "points", "Points", "Points in the plane of two classes: circle, XOR, Gaussians or spiral." {
        /// Where the points lie.
        pattern: Pattern = Pattern::Circle, Kind::Choice(Pattern::CHOICES),
            "Pattern", "", "How the points of the two classes lie; the spiral is the hardest.";
        /// How many points are learned from.
        count: usize = 250, Kind::int(2, 100_000),
            "Points", "points", "How many points to learn from; as many others are held out.";
        /// Standard deviation of the displacement.
        noise: f32 = 0.25, Kind::float(0.0, 5.0),
            "Noise", "",
            "How far points are displaced at random (standard deviation; the pattern reaches from −5 to 5).";
    }
}

impl DataSet for Points {
    fn labelled(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape::vector(2)
    }

    fn classes(&self) -> Vec<String> {
        vec!["−1".into(), "+1".into()]
    }

    fn load(&self, _shelf: &dyn Shelf, seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let make = |part: u64| {
            let mut random = Stream::new(seed, Purpose::Data, part);
            (0..self.count)
                .map(|index| self.point(index % 2, &mut random))
                .collect()
        };
        Ok(Box::new(PointExamples {
            parts: [make(0), make(1)],
            classes: self.classes(),
        }))
    }
}

impl Points {
    /// A point of a class.
    fn point(&self, class: usize, random: &mut Stream) -> ([f32; 2], usize) {
        let mut between = |low: f32, high: f32| low + (high - low) * random.uniform();
        let [x, y] = match self.pattern {
            Pattern::Circle => {
                let radius = if class == 1 {
                    between(0.0, 0.5 * REACH)
                } else {
                    between(0.7 * REACH, REACH)
                };
                let angle = between(0.0, std::f32::consts::TAU);
                [radius * angle.sin(), radius * angle.cos()]
            }
            Pattern::Xor => {
                // A little way off the axes, so that clean points can be told apart.
                let (x, y) = (between(0.3, REACH), between(0.3, REACH));
                let side = if between(0.0, 1.0) < 0.5 { -1.0 } else { 1.0 };
                [side * x, if class == 1 { side * y } else { -side * y }]
            }
            Pattern::Gaussians => {
                let centre = if class == 1 { 2.0 } else { -2.0 };
                [centre + random.normal(), centre + random.normal()]
            }
            Pattern::Spiral => {
                let along = between(0.0, 1.0);
                let start = if class == 1 {
                    0.0
                } else {
                    std::f32::consts::PI
                };
                let angle = 1.75 * along * std::f32::consts::TAU + start;
                [REACH * along * angle.sin(), REACH * along * angle.cos()]
            }
        };
        (
            [
                x + self.noise * random.normal(),
                y + self.noise * random.normal(),
            ],
            class,
        )
    }
}

struct PointExamples {
    parts: [Vec<([f32; 2], usize)>; 2],
    classes: Vec<String>,
}

impl PointExamples {
    fn part(&self, part: Part) -> &[([f32; 2], usize)] {
        &self.parts[usize::from(part == Part::Validation)]
    }

    fn fill(&self, batch: &mut Batch, points: impl ExactSizeIterator<Item = ([f32; 2], usize)>) {
        let (input, classes) = batch.labelled();
        input.reshape(points.len(), self.shape());
        for (slot, (point, class)) in points.enumerate() {
            input.example_mut(slot).copy_from_slice(&point);
            classes.push(class);
        }
    }
}

impl Examples for PointExamples {
    fn shape(&self) -> Shape {
        Shape::vector(2)
    }

    fn classes(&self) -> &[String] {
        &self.classes
    }

    fn count(&self, part: Part) -> usize {
        self.part(part).len()
    }

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        let points = self.part(Part::Training);
        self.fill(
            batch,
            (0..count).map(|_| points[random.below(points.len())]),
        );
    }

    fn read(&self, part: Part, from: usize, count: usize, batch: &mut Batch) {
        let points = self.part(part).iter().skip(from).take(count);
        self.fill(batch, points.copied());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::EmptyShelf;

    fn read(points: &Points, part: Part) -> Batch {
        let examples = points.load(&EmptyShelf, 3).unwrap();
        let mut batch = Batch::default();
        examples.read(part, 0, usize::MAX / 2, &mut batch);
        batch
    }

    #[test]
    fn clean_points_obey_their_pattern() {
        for &pattern in Pattern::ALL {
            let points = Points {
                pattern,
                count: 400,
                noise: 0.0,
            };
            let batch = read(&points, Part::Training);
            assert_eq!(batch.classes().iter().sum::<usize>(), 200);
            for (index, &class) in batch.classes().iter().enumerate() {
                let [x, y] = *batch.input.example(index) else {
                    panic!("not a point")
                };
                let radius = x.hypot(y);
                match pattern {
                    Pattern::Circle => assert_eq!(class == 1, radius <= 0.5 * REACH),
                    Pattern::Xor => assert_eq!(class == 1, x * y > 0.0),
                    Pattern::Gaussians => assert!(radius < 9.0),
                    Pattern::Spiral => {
                        let angle = 1.75 * radius / REACH * std::f32::consts::TAU;
                        let along = (x * angle.sin() + y * angle.cos()) / radius.max(1e-6);
                        assert!((along - if class == 1 { 1.0 } else { -1.0 }).abs() < 1e-2);
                    }
                }
            }
        }
    }

    #[test]
    fn parts_differ_and_noise_moves_points() {
        let points = Points {
            noise: 0.5,
            ..Points::default()
        };
        let (training, held_out) = (
            read(&points, Part::Training),
            read(&points, Part::Validation),
        );
        assert_ne!(training, held_out);
        assert_eq!(training, read(&points, Part::Training));
        let clean = read(
            &Points {
                noise: 0.0,
                ..points
            },
            Part::Training,
        );
        assert_ne!(training.input, clean.input);
    }
}
