//! What is shown: wrong pictures and squared error over the number of features, and a table.

use super::sweep::{Matter, SIDE, Scored, Solver};
use super::{DoubleDescent, Draw};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role, counted, short};
use crate::image::Image;

/// The name of a solver.
fn name(solver: Solver) -> String {
    match solver {
        Solver::Exact => "exact".into(),
        Solver::Ridge(share) => format!("ridge {}", short(share)),
        Solver::Steps(steps) => format!("{steps} steps of gradient descent"),
    }
}

fn role(at: usize) -> Role {
    match at {
        0 => Role::Network,
        at => Role::Series(at - 1),
    }
}

/// Low, mean and high of a number over the draws that have come to so many features.
fn spread(
    draws: &[Draw],
    size: usize,
    solver: usize,
    of: &dyn Fn(&Scored) -> f64,
) -> Option<[f64; 3]> {
    let each = draws.iter().filter_map(|draw| draw.get(&size));
    let each: Vec<f64> = each
        .filter_map(|scored| scored.get(solver).map(of))
        .collect();
    let sum: f64 = each.iter().sum();
    let low = each.iter().copied().reduce(f64::min)?;
    let high = each.iter().copied().reduce(f64::max)?;
    Some([low, sum / each.len() as f64, high])
}

/// The figures, as far as is known.
pub(super) fn figures(lab: &DoubleDescent, solvers: &[Solver], draws: &[Draw]) -> [Figure; 3] {
    let sizes = lab.sizes();
    let line = |at: usize, of: &dyn Fn(&Scored) -> f64| -> Vec<[f64; 2]> {
        let mean = |&size: &usize| Some([size as f64, spread(draws, size, at, of)?[1]]);
        sizes.iter().filter_map(mean).collect()
    };
    let x = || Axis {
        holds: [sizes.first(), sizes.last()]
            .iter()
            .filter_map(|size| size.map(|size| *size as f64))
            .collect(),
        ..Axis::new("features").numbers(Numbers::Counted).log(true)
    };
    let edge = |low: f64, high: f64| {
        let at = lab.count as f64;
        Mark::line(
            "as many as pictures",
            Role::Reference,
            vec![[at, low], [at, high]],
        )
        .dash(Dash::Dotted)
    };
    let wrong = |scored: &Scored| scored.wrong;
    let mut marks = vec![edge(0.0, 0.5)];
    let band = |&size: &usize| {
        let [low, _, high] = spread(draws, size, 0, &wrong)?;
        Some([size as f64, low, high])
    };
    marks.push(Mark::band(
        "",
        role(0),
        sizes.iter().filter_map(band).collect(),
    ));
    for (at, solver) in solvers.iter().enumerate() {
        marks.push(Mark::line(name(*solver), role(at), line(at, &wrong)));
    }
    let y = Axis {
        holds: vec![0.0, 0.5],
        ..Axis::new("test pictures wrong").numbers(Numbers::Percent)
    };
    let pictures = lab.count;
    let errors = Figure::plot("Wrong on new pictures", x(), y, marks).note(format!(
        "{pictures} pictures to learn from. Lines are means of {} of pictures and features, the band reaches \
         from the best to the worst exact one. Half wrong is a coin's flip.",
        counted(draws.len().max(1), "draw", "draws")
    ));
    let mut marks = vec![edge(1e-3, 1e3)];
    for (at, solver) in solvers.iter().enumerate() {
        let test = line(at, &|scored| scored.squares[0]);
        marks.push(Mark::line(name(*solver), role(at), test));
    }
    let learned = line(0, &|scored| scored.squares[1].max(1e-4));
    marks.push(Mark::line("exact, learned ones", role(0), learned).dash(Dash::Dashed));
    let y = Axis::new("mean squared error").log(true);
    let squares = Figure::plot("Squared error", x(), y, marks).note(
        "From as many features as pictures on, the learned ones are answered without any error (drawn at 0.0001).",
    );
    let rows = sizes.iter().map(|size| {
        let mut cells = vec![Cell::from(*size as f64)];
        for at in 0..solvers.len() {
            let mean = spread(draws, *size, at, &wrong);
            cells.push(mean.map_or(Cell::Empty, |mean| mean[1].into()));
        }
        let square = spread(draws, *size, 0, &|scored| scored.squares[0]);
        cells.push(square.map_or(Cell::Empty, |square| square[1].into()));
        cells
    });
    let mut columns = vec![Column::of("features", "", Numbers::Counted)];
    for solver in solvers {
        columns.push(Column::of(
            format!("wrong, {}", name(*solver)),
            "",
            Numbers::Percent,
        ));
    }
    columns.push(Column::of("squared error, exact", "", Numbers::Short));
    let table = Figure::table("Number by number", columns, rows.collect::<Vec<_>>());
    [errors, squares, table]
}

/// Some of the pictures that are learned from, as they are labelled.
pub(super) fn pictures(matter: &Matter) -> Figure {
    // As many as stand in one row of a small window.
    const SHOWN: usize = 8;
    let (pixels, sides) = &matter.training;
    let each = pixels.chunks_exact(SIDE * SIDE).zip(sides).take(SHOWN);
    let pictures = each.map(|(pixels, side)| {
        let picture = Image::from_fn(1, SIDE, SIDE, |_, y, x| pixels[y * SIDE + x]);
        (format!("{side:+}"), picture)
    });
    Figure::pictures("Some of the pictures", pictures.collect::<Vec<_>>())
        .note("Digits with what should be answered: \u{2212}1 or +1.")
}
