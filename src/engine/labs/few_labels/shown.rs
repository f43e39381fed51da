//! What is shown: right answers and gains over the number of labels, what the labels that networks gave themselves were
//! worth, and what a network is asked where nobody has labelled anything.

use super::matter::{Matter, SIDE, TURNS, cover, turned};
use super::{FewLabels, Found, Pretext, Way};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Role, counted};
use crate::image::{Image, resize};
use crate::math::random::{Purpose, Stream};

/// How many times larger pictures are drawn.
const LARGER: usize = 8;
/// Pictures shown, in one row.
const SHOWN: usize = 8;

fn role(way: Way) -> Role {
    match way {
        Way::Labels => Role::Reference,
        Way::Own => Role::Series(0),
        Way::Pretrained => Role::Series(1),
        Way::Both => Role::Network,
    }
}

/// Least, mean and most of some numbers.
fn spread(numbers: &[f64]) -> Option<[f64; 3]> {
    let low = numbers.iter().copied().reduce(f64::min)?;
    let high = numbers.iter().copied().reduce(f64::max)?;
    Some([
        low,
        numbers.iter().sum::<f64>() / numbers.len() as f64,
        high,
    ])
}

/// A band from the least to the most of all seeds, and a line through the means.
fn marks(counts: &[usize], way: Way, of: &dyn Fn(usize) -> Vec<f64>) -> [Mark; 2] {
    let (mut band, mut line) = (Vec::new(), Vec::new());
    for &count in counts {
        if let Some([low, mean, high]) = spread(&of(count)) {
            band.push([count as f64, low, high]);
            line.push([count as f64, mean]);
        }
    }
    let line = Mark::line(way.name(), role(way), line);
    let line = match way {
        Way::Labels => line.dash(Dash::Dashed),
        _ => line,
    };
    [Mark::band("", role(way), band).faint(), line]
}

/// The curves and the table, as far as is known.
pub(super) fn figures(lab: &FewLabels, all: &[Found]) -> [Figure; 3] {
    let counts = lab.counts();
    let x = || Axis {
        holds: [counts.first(), counts.last()]
            .iter()
            .filter_map(|count| count.map(|count| *count as f64))
            .collect(),
        ..Axis::new("labels").log(true).numbers(Numbers::Counted)
    };
    let rights = |way: Way, count: usize| -> Vec<f64> {
        all.iter()
            .filter_map(|found| found.right(way, count))
            .collect()
    };
    let right = Way::ALL
        .into_iter()
        .flat_map(|way| marks(&counts, way, &|count| rights(way, count)));
    let y = Axis {
        holds: vec![0.1, 1.0],
        ..Axis::new("new pictures right").numbers(Numbers::Percent)
    };
    let right = Figure::plot("Right answers over labels", x(), y, right.collect::<Vec<_>>()).note(format!(
        "{} without labels; as many labels of each kind. Lines: means over seeds; bands: from the least to the most.",
        counted(lab.pool, "picture", "pictures")
    ));
    let gain = Way::ALL[1..]
        .iter()
        .flat_map(|way| marks(&counts, *way, &|count| gains(all, *way, count)));
    let mut gain: Vec<_> = gain.collect();
    gain.push(Mark::level("labels alone", Role::Reference, 0.0).dash(Dash::Dashed));
    let y = Axis::new("more right than with labels alone").numbers(Numbers::Percent);
    let gain = Figure::plot("What is gained without labels", x(), y, gain)
        .note("Each seed beside itself: the same labels, the same number of steps.");
    [right, gain, table(lab, all)]
}

/// How much more a way has right than labels alone, of each seed that knows both.
pub(super) fn gains(all: &[Found], way: Way, count: usize) -> Vec<f64> {
    let each = all.iter().filter_map(|found| found.gain(way, count));
    each.collect()
}

fn table(lab: &FewLabels, all: &[Found]) -> Figure {
    let rows = lab.counts().into_iter().map(|count| {
        let mut cells = vec![Cell::from(count as f64)];
        for way in Way::ALL {
            let all: Vec<f64> = all
                .iter()
                .filter_map(|found| found.right(way, count))
                .collect();
            cells.push(spread(&all).map_or(Cell::Empty, |[_, mean, _]| mean.into()));
        }
        let own = all.iter().filter_map(|found| found.own(count));
        let [seen, sure, right] = own.fold([0, 0, 0], |[seen, sure, right], own| {
            [seen + own.seen, sure + own.sure, right + own.right]
        });
        let share = |part: usize, of: usize| match of {
            0 => Cell::Empty,
            of => (part as f64 / of as f64).into(),
        };
        cells.extend([share(sure, seen), share(right, sure)]);
        cells
    });
    let percent = |name: &str| Column::of(name, "", Numbers::Percent);
    let mut columns = vec![Column::of("labels", "", Numbers::Counted)];
    columns.extend(Way::ALL.map(|way| percent(way.name())));
    columns.push(percent("sure of").help(
        "Of the pictures without labels, how many the network was sure enough of to learn its own answer; own labels, \
         without pretraining.",
    ));
    columns.push(
        percent("these right")
            .help("How many of those own answers are right; the network is never told."),
    );
    Figure::table("Number by number", columns, rows.collect::<Vec<_>>())
        .note("New pictures right, means over seeds; what own labels were worth, over the steps that used them.")
}

/// A picture from its numbers.
fn image(pixels: &[f32]) -> Image {
    let picture = Image::from_fn(1, SIDE, SIDE, |_, y, x| pixels[y * SIDE + x]);
    resize::resize(&picture, SIDE * LARGER, SIDE * LARGER)
}

/// What a network can be asked of pictures without labels.
pub(super) fn asked(lab: &FewLabels, matter: &Matter) -> Figure {
    let order = matter.order(SHOWN / 2, lab.seed);
    let picture = |at: usize| matter.pool.pictures.example(order[at]);
    let turn = |at: usize| {
        let turns = at % TURNS;
        let name = format!("{}°", 90 * turns);
        (name, image(&turned(picture(at / TURNS), turns)))
    };
    let covered = |at: usize| {
        let mut pixels = picture(at / 2).to_vec();
        if at % 2 == 1 {
            return ("whole".to_owned(), image(&pixels));
        }
        let mut asked = pixels.clone();
        let mut random = Stream::new(lab.seed, Purpose::Cover, at as u64);
        cover(&mut pixels, &mut asked, &mut random);
        let hidden = pixels.iter_mut().zip(&asked);
        let hidden = hidden.filter(|(_, asked)| asked.is_finite());
        hidden.for_each(|(pixel, _)| *pixel = 0.5);
        ("covered".to_owned(), image(&pixels))
    };
    let (title, note) = match lab.pretext {
        Pretext::Turns => (
            "Asked without labels: how far is it turned?",
            "Whoever can tell knows what stands upright, and so something of what it is.",
        ),
        Pretext::Covers => (
            "Asked without labels: what is under the cover?",
            "Whoever can tell knows how the parts of a picture go together.",
        ),
    };
    let pictures = (0..SHOWN).map(|at| match lab.pretext {
        Pretext::Turns => turn(at),
        Pretext::Covers => covered(at),
    });
    Figure::pictures(title, pictures.collect::<Vec<_>>()).note(note)
}
