//! The answer to a picture of a person's own, on the way from −1 to +1.

use super::Look;
use super::learn::Learned;
use super::matter::{Matter, SIDE, prepared};
use super::shown::told;
use crate::figure::{Axis, Figure, Mark, Marking, Numbers, Role};
use crate::image::resize;
use crate::labs::Given;

/// The id of the figure that answers.
pub(super) const ANSWER: &str = "Answers from −1 to +1";
/// The id of the one that shows what the network sees.
pub(super) const SEEN: &str = "What the network sees of your picture";
/// An answer nearer to nothing than this is hardly one.
const UNSURE: f32 = 0.2;
/// How far the answers to the new pictures are spread, up and down.
const SPREAD: f64 = 0.6;

/// An answer in words.
pub(super) fn said(answer: f32, names: &[String; 2]) -> String {
    let name = &names[usize::from(answer <= 0.0)];
    match answer.abs() < UNSURE {
        true => format!("{}: undecided, if anything {name}", told(answer)),
        false => format!("{}: {name}", told(answer)),
    }
}

/// The answers to all new pictures, and among them the one to a person's own.
pub(super) fn answer(matter: &Matter, answers: &[f32], given: Option<(&Given, f32)>) -> Figure {
    let names = &matter.names;
    let marks = names.iter().enumerate().map(|(class, name)| {
        let own = answers.iter().zip(&matter.held_out);
        let own = own.filter(|(_, one)| one.class == class);
        let own: Vec<f64> = own.map(|(answer, _)| f64::from(*answer)).collect();
        let count = own.len().max(1) as f64;
        let places = own.iter().enumerate().map(|(at, answer)| {
            // The first class stands above.
            let row = 1.0 - class as f64;
            [*answer, row + SPREAD * ((at as f64 + 0.5) / count - 0.5)]
        });
        let name = format!("new pictures: {name}");
        // +1 has the colour that it has wherever the answers of units are drawn.
        let role = Role::Group {
            at: 1 - class.min(1),
            of: 2,
        };
        Mark::points(name, role, places.collect()).faint()
    });
    let own = given.map(|(given, answer)| {
        let x = f64::from(answer);
        Mark::new(
            given.called(),
            Role::Chosen,
            Marking::Moment { x, held: false },
        )
    });
    let x = Axis::new(format!("answer: −1 is {}, +1 is {}", names[1], names[0]))
        .numbers(Numbers::Decimals(1))
        .range(-1.08, 1.08);
    let y = Axis {
        names: vec![names[1].clone(), names[0].clone()],
        ..Axis::new("class").range(-0.5, 1.5)
    };
    let title = match given {
        Some((given, answer)) => format!("{}: {}", given.called(), said(answer, names)),
        None => ANSWER.to_owned(),
    };
    Figure::plot(title, x, y, marks.chain(own).collect::<Vec<_>>())
        .id(ANSWER)
        .note("Dots: the answers to the new pictures, those of either class in a row of their own.")
}

/// What a person's picture has become, and what of it the network sees; also its answer.
pub(super) fn seen(look: Look, learned: &mut Learned, given: &Given) -> (f32, Figure) {
    let picture = prepared(&given.picture);
    let answer = learned.answers(std::iter::once(&picture));
    let answer = answer.first().copied().unwrap_or(0.0);
    let seen = look.of(&picture);
    let (_, height, width) = seen.dim();
    let larger = resize::resize(&seen, height * 8, width * 8);
    let captions = [
        format!("{} at {SIDE}×{SIDE}", given.called()),
        format!("what the network sees: {}", look.label().to_lowercase()),
    ];
    let pictures = captions.into_iter().zip([picture, larger]);
    let figure = Figure::pictures(SEEN, pictures).note(format!(
        "As the lab's own pictures: its middle square, in grey, at {SIDE}×{SIDE} pixels; a smaller or larger face, or \
         one beside the middle, is not found."
    ));
    (answer, figure)
}
