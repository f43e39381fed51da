//! What is shown of the grid: error against data, computing and depth, the grid itself, and whose gain it was.

use super::law::Law;
use super::nets::{Kind, network};
use super::runs::{Cube, Found, Plan, Run, changes};
use super::{RATES, Rates};
use crate::data::{DataSet, Fashion, Labelled};
use crate::figure::{
    Axis, Cell, Column, Dash, Figure, Grid, Group, Mark, Numbers, Places, Role, Shade, counted,
    grouped, percent,
};
use crate::train::TrainError;

/// Names of the three changes.
pub(super) const CHANGES: [&str; 3] = ["data", "computing", "network"];
/// Roles of the network of the 1980s and of that of the 2010s.
const ROLES: [Role; 2] = [Role::Series(0), Role::Network];

/// All that is known, as figures.
pub(super) fn all(plan: &Plan, found: &Found) -> Vec<Figure> {
    let mut figures = vec![data(plan, found), compute(plan, found), depth(plan, found)];
    figures.extend([false, true].map(|deep| map(plan, found, deep)));
    if let Some(cube) = Cube::of(plan, |run| found.mean(run)) {
        figures.extend([cube_table(plan, &cube), gains(&cube)]);
    }
    figures
}

fn net_name(plan: &Plan, deep: bool) -> String {
    match deep {
        false => Kind::Shallow.name().into(),
        true => {
            let layers = counted(plan.deepest(), "layer", "layers");
            format!("{layers} {}", Kind::Norm.name())
        }
    }
}

/// The two corners: what they have, and what they cost.
///
/// # Errors
/// When a network cannot be built.
pub(super) fn corners(plan: &Plan, batch: usize, found: &Found) -> Result<Figure, TrainError> {
    let data = Fashion::default();
    let names = [
        "wrong",
        "network",
        "pictures",
        "steps",
        "parameters",
        "multiply-adds, 10⁹",
    ];
    let mut rows: Vec<Vec<Cell>> = names.map(|name| vec![name.into()]).into();
    for late in [false, true] {
        let run = plan.corner([late; 3]);
        let (_, report) = network(run.kind, run.depth, data.shape(), data.classes().len())?;
        // A step back costs about twice a step forward.
        let cost = 3.0 * (run.steps * batch as u64) as f64 * report.multiply_adds() as f64;
        let said = |value: f64, numbers: Numbers| Cell::Said(value, numbers.write(value));
        let wrong = found.mean(run);
        let cells = [
            wrong.map_or(Cell::Empty, |wrong| said(wrong, Numbers::Percent)),
            net_name(plan, late).as_str().into(),
            said(run.pictures as f64, Numbers::Counted),
            said(run.steps as f64, Numbers::Counted),
            said(report.parameters() as f64, Numbers::Counted),
            said(cost / 1e9, Numbers::Short),
        ];
        for (row, cell) in rows.iter_mut().zip(cells) {
            row.push(cell);
        }
    }
    let columns = ["", "1980s", "2010s"].map(Column::new);
    Ok(Figure::table("The two corners", columns, rows).note(
        "Multiply-adds are those of the whole training: forward, and twice as many back. All else is the same: \
         pictures of clothes, Adam, 32 pictures a step, a rate that falls evenly to nothing and was chosen for each \
         network and number of steps by pictures that were held back.",
    ))
}

/// The first picture of some kinds, as many as stand in a row.
pub(super) fn pictures(from: &Labelled, classes: &[String]) -> Figure {
    const SHOWN: usize = 8;
    let some = classes.iter().enumerate().filter_map(|(class, name)| {
        let at = from.classes.iter().position(|own| *own == class)?;
        Some((name.clone(), from.pictures.image(at)))
    });
    let some: Vec<_> = some.take(SHOWN).collect();
    let note = format!("Some of the {} kinds.", classes.len());
    Figure::pictures("What is told apart", some).note(note)
}

/// The learning rates that were chosen.
pub(super) fn rates(plan: &Plan, rates: &Rates) -> Figure {
    let mut columns = vec![Column::new("network")];
    let steps = plan.steps.iter();
    columns.extend(
        steps.map(|steps| Column::of(format!("{} steps", grouped(*steps)), "", Numbers::Short)),
    );
    let rows = Kind::ALL.map(|kind| {
        let mut cells = vec![Cell::from(kind.name())];
        let rate = |steps: &u64| rates.get(&(kind, *steps)).copied();
        let rates = plan.steps.iter().map(rate);
        cells.extend(rates.map(|rate| {
            rate.map_or(Cell::Empty, |rate| {
                Cell::Said(f64::from(rate), rate.to_string())
            })
        }));
        cells
    });
    let tried: Vec<_> = RATES.iter().map(f32::to_string).collect();
    Figure::table("Learning rates", columns, rows).note(format!(
        "Each network tries {} at half the depth and takes what is best by a tenth of the training pictures, which are \
         held back; the held-out pictures have no say. What is trained for the curves over depth alone is tried for \
         the most steps only.",
        tried.join(", ")
    ))
}

fn error_axis() -> Axis {
    Axis::new("held-out pictures wrong")
        .numbers(Numbers::Percent)
        .log(true)
}

fn line(found: &Found, runs: impl Iterator<Item = (f64, Run)>) -> Vec<[f64; 2]> {
    runs.filter_map(|(x, run)| Some([x, found.mean(run)?]))
        .collect()
}

/// The law of one network: of the means over seeds, for trainings that share their pictures and their rate are no
/// independent points.
pub(super) fn law(plan: &Plan, found: &Found, deep: bool) -> Option<Law> {
    let run = |pictures| plan.cell(deep, pictures, plan.most_steps());
    let runs = plan.pictures.iter().map(|&n| (n as f64, run(n)));
    Law::fit(&line(found, runs))
}

/// Error against data, with the fitted laws.
fn data(plan: &Plan, found: &Found) -> Figure {
    let mut marks = Vec::new();
    let mut told = Vec::new();
    for deep in [false, true] {
        let role = ROLES[usize::from(deep)];
        let run = |pictures| plan.cell(deep, pictures, plan.most_steps());
        let runs = plan.pictures.iter().map(|&n| (n as f64, run(n)));
        let points = line(found, runs);
        if points.len() < 3 {
            marks.push(Mark::points(net_name(plan, deep), role, points));
            continue;
        }
        if let Some(law) = law(plan, found, deep) {
            let ends = points.iter().map(|[n, _]| [*n, law.at(*n)]);
            let name = format!("{}\nfalls as n^−{:.2}", net_name(plan, deep), law.b);
            marks.push(Mark::line(name, role, ends.collect()).dash(Dash::Dotted));
            told.push(format!("{}: b = {}", net_name(plan, deep), law.words()));
        }
        marks.push(Mark::points("", role, points));
    }
    // Room for the dots at both ends.
    let ends = [
        plan.pictures[0] as f64 / 1.15,
        plan.most_pictures() as f64 * 1.15,
    ];
    let pictures = Axis::new("pictures to learn from, n")
        .numbers(Numbers::Counted)
        .range(ends[0], ends[1])
        .log(true);
    let laws = match told.is_empty() {
        true => String::new(),
        false => format!(" {}.", told.join("; ")),
    };
    Figure::plot("Error against data", pictures, error_axis(), marks).note(format!(
        "{} steps each. Dotted: the power law err = a·n^(−b), by least squares in logarithms of the means over seeds; \
         behind ± is half the 95 % interval of b, Student's of the regression.{laws}",
        grouped(plan.most_steps())
    ))
}

/// Error against steps, with few and with many pictures.
fn compute(plan: &Plan, found: &Found) -> Figure {
    let mut marks = Vec::new();
    for deep in [false, true] {
        for (pictures, dash) in [
            (plan.pictures[0], Dash::Dotted),
            (plan.most_pictures(), Dash::Solid),
        ] {
            let runs = plan.steps.iter();
            let runs = runs.map(|&steps| (steps as f64, plan.cell(deep, pictures, steps)));
            let name = format!(
                "{}, {} pictures",
                short_name(deep),
                grouped(pictures as u64)
            );
            let role = ROLES[usize::from(deep)];
            marks.push(Mark::line(name, role, line(found, runs)).dash(dash));
        }
    }
    let steps = Axis::new("steps").numbers(Numbers::Counted).log(true);
    Figure::plot("Error against computing", steps, error_axis(), marks)
        .note("Every point is a training of its own, planned for so many steps.")
}

fn short_name(deep: bool) -> &'static str {
    if deep { "deep" } else { "sigmoids" }
}

/// Error against depth, of four kinds.
fn depth(plan: &Plan, found: &Found) -> Figure {
    let kinds = Kind::ALL[1..].iter().enumerate();
    let marks = kinds.map(|(at, &kind)| {
        let runs = plan.depths.iter();
        let runs = runs.map(|&depth| (depth as f64, plan.at_depth(kind, depth)));
        let role = match kind {
            Kind::Norm => Role::Network,
            _ => Role::Series(at),
        };
        Mark::line(kind.name(), role, line(found, runs))
    });
    let wrong = error_axis();
    let layers = Axis::new("convolutions, one after the other").numbers(Numbers::Counted);
    Figure::plot(
        "Error against depth",
        layers,
        wrong,
        marks.collect::<Vec<_>>(),
    )
    .note(format!(
        "{} pictures, {} steps. No layer: a weight for each pixel and class.",
        grouped(plan.most_pictures() as u64),
        grouped(plan.most_steps())
    ))
}

/// The grid of data and computing for one network, its corner marked.
fn map(plan: &Plan, found: &Found, deep: bool) -> Figure {
    let (columns, rows) = (plan.steps.len(), plan.pictures.len());
    let cells = plan.pictures.iter().rev().flat_map(|&pictures| {
        let steps = plan.steps.iter();
        steps.map(move |&steps| found.mean(plan.cell(deep, pictures, steps)))
    });
    let values =
        cells.map(|wrong| wrong.map_or(f32::NAN, |wrong| (1000.0 * wrong).round() as f32 / 10.0));
    // In the upper right of its cell, whose middle has its number.
    let [x, y] = [0.88 / columns as f64, 0.2 / rows as f64];
    let [cell_x, cell_y] = [columns, rows].map(|count| 1.0 / count as f64);
    let corner = match deep {
        true => ("the corner of the 2010s", [1.0 - cell_x + x, y]),
        false => ("the corner of the 1980s", [x, 1.0 - cell_y + y]),
    };
    let levels = |what: &str, names: Vec<String>| Places::Levels {
        what: what.into(),
        names,
    };
    let pictures = plan.pictures.iter().rev().map(|n| grouped(*n as u64));
    let steps = plan.steps.iter().map(|n| grouped(*n));
    let grid = Grid {
        columns,
        values: values.collect(),
        shade: Shade::Amount(0.0, 60.0),
        across: levels("steps", steps.collect()),
        down: levels("pictures", pictures.collect()),
        groups: vec![Group {
            name: corner.0.into(),
            points: vec![corner.1],
        }],
        ..Grid::default()
    };
    let title = format!("% wrong, {}", net_name(plan, deep));
    Figure::grid(title, grid).id(if deep { "Grid 2010s" } else { "Grid 1980s" })
}

/// All eight corners.
fn cube_table(plan: &Plan, cube: &Cube) -> Figure {
    // One change after the other comes before two at a time.
    let rows = [0, 1, 2, 4, 3, 5, 6, 7].map(|at| {
        let made = changes(at);
        let run = plan.corner(made);
        let gain = cube.first() - cube.wrong[at];
        let names = CHANGES.iter().zip(made).filter(|(_, made)| *made);
        let names: Vec<_> = names.map(|(name, _)| *name).collect();
        let name = match names.len() {
            0 => "nothing (1980s)".into(),
            3 => "all (2010s)".into(),
            1 => format!("{} alone", names[0]),
            _ => names.join(" and "),
        };
        vec![
            Cell::from(name.as_str()),
            cube.wrong[at].into(),
            Cell::Said(gain, percent(gain).replace('-', "−")),
            (run.pictures as f64).into(),
            (run.steps as f64).into(),
            net_name(plan, made[2]).as_str().into(),
        ]
    });
    let columns = [
        Column::new("what changed"),
        Column::of("wrong", "", Numbers::Percent),
        Column::of("gain", "", Numbers::Percent),
        Column::of("pictures", "", Numbers::Counted),
        Column::of("steps", "", Numbers::Counted),
        Column::new("network"),
    ];
    Figure::table("One change, two, all three", columns, rows)
}

/// What each change took off the error.
fn gains(cube: &Cube) -> Figure {
    let bars = CHANGES.iter().zip(cube.parts());
    let bars = bars.map(|(name, part)| ((*name).to_owned(), part));
    let gain = Axis::new("taken off the error").numbers(Numbers::Percent);
    Figure::bars("Whose gain it was", gain, bars).note(
        "The mean over the six orders in which the three changes can be made (Shapley's value): together they are the \
         whole way from the one corner to the other.",
    )
}
