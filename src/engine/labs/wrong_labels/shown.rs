//! What is shown: how the wrongly labelled pictures are answered, how many new ones are wrong, and some of the lies.

use super::{Found, Stand, WrongLabels};
use crate::data::Labelled;
use crate::figure::{Axis, Dash, Figure, Mark, Numbers, Role};
use crate::image::Image;

/// Lies that are shown.
const LIES: usize = 12;

/// The curves, as far as they are known.
pub(super) fn figures(lab: &WrongLabels, found: &Found) -> [Figure; 2] {
    let line = |at: usize, of: &dyn Fn(&Stand) -> f64| -> Vec<[f64; 2]> {
        let stands = found[at].iter();
        stands.map(|stand| [stand.passes, of(stand)]).collect()
    };
    let x = || Axis {
        holds: vec![0.0, lab.passes as f64],
        ..Axis::new("passes over the pictures").numbers(Numbers::Counted)
    };
    let share = |label: &str| Axis {
        holds: vec![0.0],
        ..Axis::new(label).numbers(Numbers::Percent)
    };
    let right = Mark::line(
        "the right digit",
        Role::Network,
        line(0, &|one| one.lied[0]),
    );
    let label = Mark::line("the lie", Role::Wrong, line(0, &|one| one.lied[1]));
    let others = Mark::line(
        "rightly labelled ones: the right digit",
        Role::Training,
        line(0, &|one| one.true_ones),
    )
    .dash(Dash::Dashed);
    let y = Axis {
        holds: vec![0.0, 1.0],
        ..share("answered so")
    };
    let answers = Figure::plot(
        "What it says of wrongly labelled pictures",
        x(),
        y,
        [others, right, label],
    );
    let wrong: fn(&Stand) -> f64 = |stand| stand.new_wrong;
    let lied = Mark::line("taught with lies", Role::Network, line(0, &wrong));
    let told = Mark::line("taught with the truth", Role::Clean, line(1, &wrong));
    let new = Figure::plot(
        "Wrong on new pictures",
        x(),
        share("new pictures wrong"),
        [told, lied],
    );
    let learned = format!(
        "{} pictures, {} % of their labels wrong; judged on others, none wrongly labelled.",
        lab.count, lab.wrong
    );
    [answers.note(learned), new]
}

/// Some of the pictures whose label lies.
pub(super) fn lies(labelled: &Labelled, truth: &[usize]) -> Figure {
    let shape = labelled.pictures.shape;
    let pairs = labelled.classes.iter().zip(truth).enumerate();
    let lies = pairs
        .filter(|(_, (label, digit))| label != digit)
        .take(LIES);
    let pictures = lies.map(|(at, (label, _))| {
        let pixels = labelled.pictures.example(at);
        let picture = Image::from_fn(1, shape.height, shape.width, |_, y, x| {
            pixels[y * shape.width + x]
        });
        (format!("\u{201c}{label}\u{201d}"), picture)
    });
    Figure::pictures("Some of the lies", pictures.collect::<Vec<_>>())
        .note("Digits with the labels that the network is taught.")
}
