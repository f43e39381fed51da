//! What is shown: the way from noise to pictures, what the judge says of them, and halves that were completed.

use super::OutOfNothing;
use super::found::{Fill, Found, Origin};
use super::judge::nearest;
use super::matter::{Matter, SEEN, SIDE, SIZE};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role, counted};
use crate::image::{Image, resize};
use crate::nn::Tensor;

/// How many times larger pictures are drawn.
const LARGER: usize = 3;
/// Pictures along a side of a sheet.
const ALONG: usize = 4;
/// Pictures on a sheet.
pub(super) const SHEET: usize = ALONG * ALONG;

/// The first pictures as a sheet, `ALONG` in a row.
fn sheet(matter: &Matter, pictures: &Tensor) -> Image {
    let rows = pictures.count.min(SHEET).div_ceil(ALONG).max(1);
    let whole = Image::from_fn(1, rows * SIDE, ALONG * SIDE, |_, y, x| {
        let at = y / SIDE * ALONG + x / SIDE;
        let place = y % SIDE * SIDE + x % SIDE;
        let value = pictures.data.get(at * SIZE + place);
        value.map_or(0.0, |value| matter.pixel(*value))
    });
    resize::resize(&whole, rows * SIDE * LARGER, ALONG * SIDE * LARGER)
}

/// Real ones, and such as mean and covariance know.
pub(super) fn known(matter: &Matter, normal: &Tensor) -> Figure {
    let pictures = [
        ("real".to_owned(), sheet(matter, &matter.known.pictures)),
        (Origin::Normal.name().into(), sheet(matter, normal)),
    ];
    Figure::pictures("What is learned from", pictures).note(
        "Right: drawn from the normal distribution that has the mean and all covariances of the real ones; this is \
         what one can make without learning more.",
    )
}

/// A moment on the way from noise to pictures.
#[derive(Clone)]
pub(super) struct Moment {
    /// The noise that is left, in standard units.
    pub(super) sigma: f32,
    pub(super) noisy: Tensor,
    pub(super) clean: Tensor,
}

/// The way from noise to pictures: above as it is, below what the denoiser sees in it.
pub(super) fn way(matter: &Matter, moments: &[Moment], steps: u64) -> Figure {
    let noisy = moments.iter().map(|moment| {
        let mut shown = moment.noisy.clone();
        let size = (1.0 + moment.sigma * moment.sigma).sqrt();
        shown.data.iter_mut().for_each(|value| *value /= size);
        let name = match moment.sigma {
            0.0 => "in the end".to_owned(),
            sigma => format!("noise {sigma:.2}"),
        };
        (name, sheet(matter, &shown))
    });
    let seen = moments.iter().filter(|moment| moment.sigma > 0.0);
    let seen = seen.map(|moment| {
        let name = format!("seen in {:.2}", moment.sigma);
        (name, sheet(matter, &moment.clean))
    });
    let learned = counted(steps as usize, "step", "steps");
    Figure::pictures("From noise to pictures", noisy.chain(seen).collect::<Vec<_>>()).note(format!(
        "After {learned} of learning. The strength of the noise is told in deviations of the pictures' own pixels; \
         loud pictures are drawn fainter. “Seen in”: what the denoiser takes for the clean picture at that moment."
    ))
}

/// How sure the judge is of what is made as the denoiser learns.
pub(super) fn curve(lab: &OutOfNothing, found: &Found, points: &[[f64; 2]]) -> Figure {
    let mut marks = vec![Mark::line(
        Origin::Made.name(),
        Role::Network,
        points.to_vec(),
    )];
    let levels = [
        (Origin::Real, Role::Clean),
        (Origin::Normal, Role::Reference),
    ];
    for (origin, role) in levels {
        let level = |sure| Mark::level(origin.name(), role, sure).dash(Dash::Dashed);
        marks.extend(found.sure(origin).map(level));
    }
    let x = Axis {
        holds: vec![0.0, lab.steps as f64],
        ..Axis::new("step").numbers(Numbers::Counted)
    };
    let y = Axis::new("judge is sure of")
        .numbers(Numbers::Percent)
        .range(0.0, 1.0);
    Figure::plot("While it learns", x, y, marks).note(
        "Sure: more than 90 %. The judge is another network, which learned to read real ones and never saw one that \
         was made. It can be sure of what is none: the table says how few of the rarest kind there are.",
    )
}

/// Made ones beside the nearest that were learned from.
pub(super) fn copies(matter: &Matter, made: &Tensor) -> Figure {
    let mut near = Tensor::zeros(made.count.min(SHEET), made.shape);
    for at in 0..near.count {
        let (number, _) = nearest(matter, made.example(at));
        near.example_mut(at)
            .copy_from_slice(matter.known.pictures.example(number));
    }
    let pictures = [
        (Origin::Made.name().to_owned(), sheet(matter, made)),
        ("nearest learned".into(), sheet(matter, &near)),
    ];
    Figure::pictures("Were they copied?", pictures)
        .note("Right: for each, at the same place, the nearest of all that were learned from.")
}

fn mean(numbers: impl Iterator<Item = f64>) -> Cell {
    let numbers: Vec<f64> = numbers.collect();
    match numbers.len() {
        0 => Cell::Empty,
        count => (numbers.iter().sum::<f64>() / count as f64).into(),
    }
}

/// What the judge says, means over seeds.
pub(super) fn table(all: &[Found]) -> Figure {
    let rows = Origin::ALL.map(|origin| {
        let opinions = || all.iter().filter_map(|found| found.opinion(origin));
        let rarest = opinions().map(|opinion| {
            let kinds = opinion.kinds();
            let sum: usize = kinds.iter().sum();
            let least = kinds.iter().min().copied().unwrap_or(0);
            least as f64 / sum.max(1) as f64
        });
        vec![
            Cell::from(origin.name()),
            mean(all.iter().filter_map(|found| found.sure(origin))),
            mean(rarest),
            mean(opinions().map(|opinion| opinion.quantile(0.5))),
            mean(all.iter().filter_map(|found| found.near(origin))),
        ]
    });
    let percent = |name: &str| Column::of(name, "", Numbers::Percent);
    let columns = [
        Column::new("pictures"),
        percent("judge is sure").help("How many are read with more than 90 %."),
        percent("rarest kind").help("Of those, the share of the kind that comes least; 10 % would be even."),
        Column::of("to the nearest", "", Numbers::Decimals(2)).help(
            "Distance to the nearest picture that was learned from: root mean square, in deviations of pixels; the \
             middle of all.",
        ),
        percent("suspiciously near").help(
            "How many are nearer to one that was learned from than 95 % of new real ones are; copies would be.",
        ),
    ];
    Figure::table("What the judge says", columns, rows).note("Means over seeds.")
}

/// Halves that were completed; `answers` to the same pictures.
pub(super) fn filled(matter: &Matter, whole: &Tensor, answers: &[(Fill, Tensor)]) -> Figure {
    let mut given = whole.clone();
    for picture in given.data.chunks_exact_mut(SIZE) {
        picture[SEEN..].fill(0.0);
    }
    let mut pictures = vec![
        ("given".to_owned(), sheet(matter, &given)),
        ("real".to_owned(), sheet(matter, whole)),
    ];
    let answers = answers.iter();
    pictures.extend(answers.map(|(fill, answer)| (fill.name().to_owned(), sheet(matter, answer))));
    Figure::pictures("The upper half is given", pictures)
        .note("“Out of noise”: the given half, with noise, takes its place in every step.")
}

/// How completed halves score, means over seeds.
pub(super) fn scores(all: &[Found]) -> [Figure; 2] {
    let of = |fill: Fill| all.iter().filter_map(move |found| found.score(fill));
    let rows = Fill::ALL.map(|fill| {
        vec![
            Cell::from(fill.name()),
            mean(of(fill).map(|score| score.psnr)),
            mean(of(fill).map(|score| score.sure)),
            mean(of(fill).map(|score| score.right)),
        ]
    });
    let columns = [
        Column::new("lower half"),
        Column::of("PSNR", "dB", Numbers::Decimals(2)),
        Column::of("judge is sure", "", Numbers::Percent),
        Column::of("read rightly", "", Numbers::Percent),
    ];
    let table = Figure::table("Lower halves, number by number", columns, rows)
        .note("PSNR of the lower halves against what was really there; means over seeds.");
    let marks = Fill::ALL.map(|fill| {
        let places = of(fill).map(|score| [score.psnr, score.sure]).collect();
        Mark::points(fill.name(), fill.role(), places)
    });
    let x = Axis::new("PSNR").unit("dB").numbers(Numbers::Decimals(1));
    let y = Axis::new("judge is sure of").numbers(Numbers::Percent);
    let plane = Figure::plot("Near the truth, or like a real one", x, y, marks)
        .note("A point a seed. Right: fewer errors; up: more like real ones.");
    [plane, table]
}
