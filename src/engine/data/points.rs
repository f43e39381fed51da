//! Points in the plane with one of two classes: the smallest problems that show what a network can separate.
//!
//! Clean points lie within −5..5 both ways; then each is displaced by noise. Examples are vectors of what is chosen of
//! x, y and functions of them; class 0 is −1 and class 1 is +1. As many points are held out as are learned from. A
//! person's own points are learned from where they lie, all of them; judged are the same ones, displaced by noise.

// This is the data set to copy when you add another (`photos.rs` shows one of pictures):
// 1. Copy this file to `data/NAME.rs`; its head says what an example is and which are held out.
// 2. `adjustable!` declares it: the type, its id in files, its name in menus, one sentence for the tooltip; then a line
//    for each setting: field, type, default, range, label, unit, tooltip with the usual range.
// 3. `load` makes the examples from what the shelf gives (a data set opens no file itself) and the seed; `draw` and
//    `read` hand them out as a `Batch`, `read` always the same ones in the same order.
// 4. In `data/mod.rs`: `mod NAME;`, `pub use NAME::Type;` and, the one line that puts it into every menu, list and
//    command, `crate::entry!(Type)` in `ALL`; in the new file, tests of what its examples are.
// Then the tests of experiments write and read its settings with those of all the others.

mod inputs;

use super::{Batch, DataError, DataSet, Examples, Part, Shelf};
use crate::math::random::{Purpose, Stream};
use crate::nn::Shape;
use crate::say;
use crate::setting::{Kind, Mark};
use crate::words::Text;

pub use inputs::Inputs;

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
        /// Points that a person has placed.
        Own => "own", "Own points";
    }
}

crate::adjustable! {
    /// Points in the plane.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Points: "points", "Points",
        "Points in the plane of two classes: circle, XOR, Gaussians, spiral or your own." {
        /// Where the points lie.
        pattern: Pattern = Pattern::Circle, Kind::Choice(Pattern::CHOICES),
            "Pattern", "", "How the points of the two classes lie; the spiral is the hardest. To make your own, \
            place, drag and remove points on the plane.";
        /// What of a point enters the network.
        inputs: Inputs = Inputs::PLAIN, Kind::Several(Inputs::CHOICES),
            "Inputs", "", "What the network is told of a point: x and y are usual; squares help with circles, xy with \
            XOR, sines with spirals.";
        /// How many points are learned from.
        count: usize = 250, Kind::int(2, 100_000),
            "Points", "points", "How many points to learn from; as many others are held out.";
        /// Standard deviation of the displacement.
        noise: f32 = 0.25, Kind::float(0.0, 5.0),
            "Noise", "",
            "How far points are displaced at random (standard deviation; the pattern reaches from −5 to 5). Own points \
            are learned from where they lie; judged are the same ones, displaced.";
        /// The points that a person has placed.
        own: String = String::new(), Kind::Marks,
            "Own points", "points", "The points of the pattern of that name: place, drag and remove them on the plane.";
    }
}

impl DataSet for Points {
    fn labelled(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape::vector(self.inputs.count())
    }

    fn idle(&self) -> &'static [&'static str] {
        match self.pattern {
            Pattern::Own => &["count"],
            _ => &["own"],
        }
    }

    fn on_plane(&self) -> bool {
        true
    }

    fn apart(&self) -> bool {
        self.pattern != Pattern::Own
    }

    fn classes(&self) -> Vec<String> {
        vec!["−1".into(), "+1".into()]
    }

    fn fault(&self) -> Option<[Text; 2]> {
        if self.inputs.count() == 0 {
            let what = say!("nothing of a point enters the network");
            return Some([
                what,
                say!("choose at least one of the data set's inputs, such as x"),
            ]);
        }
        if self.pattern != Pattern::Own {
            return None;
        }
        let own = self.own_points();
        let Some((first, others)) = own.split_first().filter(|(_, others)| !others.is_empty())
        else {
            let what = say!("there are too few own points to learn from ({})", own.len());
            return Some([
                what,
                say!("click the plane to place some of each class, or choose another pattern"),
            ]);
        };
        if others.iter().all(|other| other.class == first.class) {
            let what = say!("all own points are of one class");
            return Some([what, say!("place some of the other class too")]);
        }
        if others.iter().all(|other| other.at == first.at) {
            let what = say!("all own points lie at one place");
            return Some([what, say!("drag some of them elsewhere")]);
        }
        None
    }

    fn load(&self, _shelf: &dyn Shelf, seed: u64) -> Result<Box<dyn Examples>, DataError> {
        let make = |part: u64| {
            let mut random = Stream::new(seed, Purpose::Data, part);
            (0..self.count)
                .map(|index| self.point(index % 2, &mut random))
                .collect()
        };
        let parts = match self.pattern {
            Pattern::Own => {
                let own = self.own_points();
                let mut random = Stream::new(seed, Purpose::Data, 1);
                let displaced = own.iter().map(|mark| self.displaced(*mark, &mut random));
                let displaced = displaced.collect();
                [own, displaced]
            }
            _ => [make(0), make(1)],
        };
        Ok(Box::new(PointExamples {
            parts,
            inputs: self.inputs,
            classes: self.classes(),
        }))
    }
}

impl Points {
    /// The points that a person has placed.
    fn own_points(&self) -> Vec<Mark> {
        Mark::read(&self.own).unwrap_or_default()
    }

    fn displaced(&self, mark: Mark, random: &mut Stream) -> Mark {
        let at = mark.at.map(|place| place + self.noise * random.normal());
        Mark { at, ..mark }
    }

    /// A point of a class.
    fn point(&self, class: usize, random: &mut Stream) -> Mark {
        let mut between = |low: f32, high: f32| low + (high - low) * random.uniform();
        let at = match self.pattern {
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
            // These are made by nobody but a person.
            Pattern::Own => [0.0; 2],
        };
        self.displaced(Mark { at, class }, random)
    }
}

struct PointExamples {
    parts: [Vec<Mark>; 2],
    inputs: Inputs,
    classes: Vec<String>,
}

impl PointExamples {
    fn part(&self, part: Part) -> &[Mark] {
        &self.parts[usize::from(part == Part::Validation)]
    }

    fn fill(&self, batch: &mut Batch, points: impl ExactSizeIterator<Item = Mark>) {
        let (input, classes) = batch.labelled();
        input.reshape(points.len(), self.shape());
        for (slot, Mark { at, class }) in points.enumerate() {
            self.inputs.fill(at, input.example_mut(slot));
            classes.push(class);
        }
    }
}

impl Examples for PointExamples {
    fn shape(&self) -> Shape {
        Shape::vector(self.inputs.count())
    }

    fn classes(&self) -> &[String] {
        &self.classes
    }

    fn count(&self, part: Part) -> usize {
        self.part(part).len()
    }

    fn plane(&self, part: Part) -> Option<(Inputs, &[Mark])> {
        Some((self.inputs, self.part(part)))
    }

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        let points = self.part(Part::Training);
        // Of no points none can be drawn.
        let count = if points.is_empty() { 0 } else { count };
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
    use crate::setting::{Adjust, Value};

    fn read(points: &Points, part: Part) -> Batch {
        let examples = points.load(&EmptyShelf, 3).unwrap();
        let mut batch = Batch::default();
        examples.read(part, 0, usize::MAX / 2, &mut batch);
        batch
    }

    #[test]
    fn clean_points_obey_their_pattern() {
        for &pattern in Pattern::ALL.iter().filter(|one| **one != Pattern::Own) {
            let points = Points {
                pattern,
                count: 400,
                noise: 0.0,
                ..Points::default()
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
                    Pattern::Own => unreachable!("left out"),
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

    #[test]
    fn chosen_functions_of_a_point_enter_the_network() {
        let mut points = Points::default();
        points
            .set("inputs", Value::Text("x xy sin-y".into()))
            .unwrap();
        assert_eq!(points.shape(), Shape::vector(3));
        let plain = read(&Points::default(), Part::Training);
        let more = read(&points, Part::Training);
        assert_eq!(plain.classes(), more.classes());
        for at in 0..plain.input.count {
            let [x, y] = *plain.input.example(at) else {
                panic!("not a point")
            };
            assert_eq!(more.input.example(at), [x, x * y, y.sin()]);
        }
        points.set("inputs", Value::Text(String::new())).unwrap();
        assert!(points.fault().is_some());
        assert!(points.set("inputs", Value::Text("x z".into())).is_err());
    }

    #[test]
    fn own_points_are_learned_from_where_they_lie_and_judged_beside() {
        let own = |text: &str| Points {
            pattern: Pattern::Own,
            own: text.into(),
            ..Points::default()
        };
        let points = own("1 2 0; 3 -4 1");
        assert_eq!(points.fault(), None);
        let batch = read(&points, Part::Training);
        assert_eq!(
            (&batch.input.data[..], batch.classes()),
            (&[1.0, 2.0, 3.0, -4.0][..], &[0, 1][..])
        );
        let held_out = read(&points, Part::Validation);
        assert_eq!(held_out.classes(), [0, 1]);
        for (one, other) in held_out.input.data.iter().zip(&batch.input.data) {
            assert!(one != other && (one - other).abs() < 6.0 * points.noise);
        }
        for (wrong, word) in [
            ("", "too few"),
            ("1 1 0", "too few"),
            ("1 1 0; 2 2 0", "one class"),
            ("1 1 0; 1 1 1", "one place"),
        ] {
            let points = own(wrong);
            let [what, _] = points.fault().unwrap();
            assert!(what.to_string().contains(word), "{what}");
            // They can be looked at all the same, and nothing breaks.
            let examples = points.load(&EmptyShelf, 0).unwrap();
            let mut batch = Batch::default();
            examples.draw(4, &mut Stream::new(0, Purpose::Shuffle, 1), &mut batch);
        }
    }
}
