//! What is shown: accuracy over the size of the change, a table, and some attacked digits.

use super::assault::Assault;
use super::{Attack, CONTROL, Drill, Found, REACHES};
use crate::data::Labelled;
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role, short};
use crate::image::Image;
use crate::math::random::{Purpose, Stream};
use crate::nn::Tensor;

/// Digits that are shown.
const SHOWN: usize = 8;

impl Drill {
    fn role(self) -> Role {
        match self {
            Self::Plain => Role::Network,
            Self::Fgsm => Role::Series(0),
            Self::Pgd => Role::Series(1),
        }
    }
}

/// The mean over the seeds that have come so far; `None` where none has.
fn mean(all: &[Found], drill: Drill, assault: Assault, reach: f32) -> Option<f64> {
    let each = all.iter().flatten();
    let same =
        each.filter(|one| one.drill == drill && one.assault == assault && one.reach == reach);
    let rights: Vec<f64> = same.map(|one| one.right).collect();
    let sum: f64 = rights.iter().sum();
    (!rights.is_empty()).then(|| sum / rights.len() as f64)
}

/// Accuracy over ε.
pub(super) fn curves(lab: &Attack, all: &[Found]) -> Figure {
    let line = |drill: Drill, assault: Assault| -> Vec<[f64; 2]> {
        let point = |reach: &f32| Some([f64::from(*reach), mean(all, drill, assault, *reach)?]);
        REACHES.iter().filter_map(point).collect()
    };
    let mut marks = Vec::new();
    for drill in lab.drills() {
        for (assault, dash) in [(Assault::Fgsm, Dash::Dashed), (lab.pgd(), Dash::Solid)] {
            let name = format!("{}, {}", drill.name(), assault.name());
            marks.push(Mark::line(name, drill.role(), line(drill, assault)).dash(dash));
        }
    }
    let chance = line(Drill::Plain, CONTROL);
    marks.push(
        Mark::line("taught as usual, random signs", Role::Reference, chance).dash(Dash::Dotted),
    );
    let x = Axis::new("largest change of a pixel, ε");
    let y = Axis {
        holds: vec![0.0, 1.0],
        ..Axis::new("digits right").numbers(Numbers::Percent)
    };
    Figure::plot("Under attack", x, y, marks).note(format!(
        "Pixels reach from 0 to 1. {} held-out digits, means of {} seeds. The control changes each pixel as much, \
         up or down by chance.",
        lab.judged,
        all.len().max(1)
    ))
}

/// The numbers.
pub(super) fn table(lab: &Attack, all: &[Found]) -> Figure {
    let mut columns = vec![Column::new("network"), Column::new("attack")];
    let reach = |reach: &f32| {
        Column::of(
            format!("ε = {}", short(f64::from(*reach))),
            "",
            Numbers::Percent,
        )
    };
    columns.extend(REACHES.iter().map(reach));
    let mut rows = Vec::new();
    for drill in lab.drills() {
        for assault in [CONTROL, Assault::Fgsm, lab.pgd()] {
            let mut cells = vec![Cell::from(drill.name()), Cell::from(assault.name())];
            let cell =
                |reach: &f32| mean(all, drill, assault, *reach).map_or(Cell::Empty, Cell::from);
            cells.extend(REACHES.iter().map(cell));
            rows.push(cells);
        }
    }
    Figure::table("Digits right", columns, rows)
}

/// Some digits, attacked, with what the network said before and says now.
pub(super) fn digits(
    clean: &Labelled,
    attacked: &Tensor,
    says: [&[usize]; 2],
    reach: f32,
) -> Figure {
    let turned = (0..clean.classes.len()).filter(|at| says[0][*at] != says[1][*at]);
    let mut all = Vec::new();
    for at in turned.take(SHOWN) {
        all.push((format!("a {}", says[0][at]), picture(&clean.pictures, at)));
        all.push((
            format!("\u{201c}{}\u{201d}", says[1][at]),
            picture(attacked, at),
        ));
    }
    Figure::pictures("Digits that turned", all).note(format!(
        "Each digit as it was, and with no pixel changed by more than {} by PGD, with what the network taught as \
         usual says of it.",
        short(f64::from(reach))
    ))
}

/// An example of a tensor as a picture.
fn picture(of: &Tensor, at: usize) -> Image {
    let (shape, pixels) = (of.shape, of.example(at));
    Image::from_fn(1, shape.height, shape.width, |_, y, x| {
        pixels[y * shape.width + x]
    })
}

/// A digit, with changes by chance as large as those of the attacks.
pub(super) fn chance(digits: &Labelled, seed: u64) -> Figure {
    let mut random = Stream::new(seed, Purpose::Evaluation, 0);
    let clean = picture(&digits.pictures, 0);
    let changed = REACHES.map(|reach| {
        let mut changed = clean.clone();
        for value in changed.pixels_mut() {
            let sign = if random.uniform() < 0.5 { -1.0 } else { 1.0 };
            *value = (*value + reach * sign).clamp(0.0, 1.0);
        }
        (format!("ε = {}", short(f64::from(reach))), changed)
    });
    Figure::pictures("How large the changes are", changed)
        .note("A digit, each pixel changed by ε up or down by chance. An attack changes them as much, by design.")
}
