//! What is shown of five structures: a patch's likes, curves, numbers, and what can be said of the claim.

use super::{FIVE, Specimen, similarity};
use crate::figure::{Axis, Cell, Column, Dash, Figure, Mark, Numbers, Pickable};
use crate::image::Image;
use crate::image::metrics::psnr_clipped;
use crate::labs::{Truth, Verdict};

/// A curve for each picture. There are more methods than hues: the second of one hue is dotted, others are dashed.
pub(super) fn curves(
    title: String,
    x: Axis,
    y: Axis,
    lines: Vec<(&Specimen, Vec<[f64; 2]>)>,
) -> Figure {
    let mut hues = Vec::new();
    let marks = lines.into_iter().map(|(one, points)| {
        let hue = one.role.slot();
        let before = hues.iter().filter(|old| **old == hue).count();
        hues.push(hue);
        let dash = match before {
            0 => Dash::Solid,
            1 => Dash::Dotted,
            _ => Dash::Dashed,
        };
        Mark::line(&*one.name, one.role, points).dash(dash)
    });
    Figure::plot(title, x, y, marks.collect::<Vec<_>>())
}

/// The likes of the patch at a row and column, in the clean picture, the noisy one, and the last one.
pub(super) fn likes(specimens: &[Specimen], [row, column]: [usize; 2]) -> Figure {
    let clean = &specimens[0].picture;
    let [row, column] = similarity::place(clean, row, column);
    let marked = similarity::marked(clean, row, column);
    let maps = specimens.iter().take(2).chain(specimens.last());
    let maps = maps.map(|one| {
        let map = similarity::map(&one.picture, row, column);
        (format!("{}: its likes are bright", one.name), map)
    });
    let mark = format!("the patch at row {row}, column {column}");
    let maps = std::iter::once((mark, marked)).chain(maps);
    let hint = "Click a place to look at its patch.";
    Figure::pictures("Likes of one patch", maps).pick(Pickable::Pixel, hint)
}

/// A column for each picture, behind the one that says what is measured.
fn columns<'a>(
    first: &str,
    numbers: Numbers,
    pictures: impl Iterator<Item = &'a Specimen>,
) -> Vec<Column> {
    let pictures = pictures.map(|one| Column::of(&*one.name, "", numbers));
    std::iter::once(Column::new(first))
        .chain(pictures)
        .collect()
}

/// Each structure's number on each picture.
pub(super) fn table(specimens: &[Specimen], values: &[Vec<f64>], clean: &Image) -> Figure {
    let row = |at: usize| {
        let name = format!("{}: {}", FIVE[at].name, FIVE[at].measure);
        let cells = values.iter().map(|values| Cell::from(values[at]));
        std::iter::once(name.into())
            .chain(cells)
            .collect::<Vec<_>>()
    };
    let scores = specimens.iter().map(|one| {
        let psnr = psnr_clipped(clean, &one.picture);
        let text = match psnr.is_finite() {
            true => format!("{psnr:.2}"),
            false => "–".into(),
        };
        Cell::Said(psnr, text)
    });
    let scores = std::iter::once("PSNR, dB (clipped)".into()).chain(scores);
    let measured = values.first().map_or(0, Vec::len);
    let rows = (0..measured).map(row).chain([scores.collect()]);
    let columns = columns("structure", Numbers::Decimals(3), specimens.iter());
    Figure::table("Five numbers of each picture", columns, rows)
}

/// How near each denoiser brings the number of each structure that is measured to the clean picture's, in per cent: 100
/// = the same, 0 = as far off as the noisy picture's, below that farther, to whichever side.
pub(super) fn nearness(values: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let of = |at: usize| {
        let (clean, noisy) = (values[0][at], values[1][at]);
        let share =
            |value: f64| 100.0 * (1.0 - (value - clean).abs() / (noisy - clean).abs().max(1e-12));
        values
            .iter()
            .skip(3)
            .map(|values| share(values[at]))
            .collect()
    };
    let measured = values.first().map_or(0, Vec::len);
    (0..measured).map(of).collect()
}

pub(super) fn restored(specimens: &[Specimen], nearness: &[Vec<f64>]) -> Figure {
    let rows = FIVE.iter().zip(nearness).map(|(structure, shares)| {
        let shares = shares.iter().map(|share| Cell::from(*share));
        std::iter::once(Cell::from(structure.name))
            .chain(shares)
            .collect::<Vec<_>>()
    });
    let columns = columns(
        "nearness, %",
        Numbers::Decimals(0),
        specimens.iter().skip(3),
    );
    let title = "How near each comes to the clean picture (100 = the same, 0 = as far off as the noisy one)";
    Figure::table(title, columns, rows)
}

/// The claim holds when every denoiser brings every structure nearer, and fails when most of them are brought farther
/// away.
pub(super) fn verdict(specimens: &[Specimen], nearness: &[Vec<f64>]) -> Verdict {
    let mut numbers = Vec::new();
    for (structure, shares) in FIVE.iter().zip(nearness) {
        for (one, share) in specimens.iter().skip(3).zip(shares) {
            numbers.push((
                format!("{}, {}, % nearer", structure.name, one.name),
                *share,
            ));
        }
    }
    let all = numbers.len();
    let nearer = numbers.iter().filter(|(_, share)| *share > 0.0).count();
    let truth = match nearer {
        _ if all == 0 => Truth::Open,
        nearer if nearer == all => Truth::Holds,
        nearer if 2 * nearer < all => Truth::Fails,
        _ => Truth::Open,
    };
    // Each denoiser by the number of structures it brings nearer: the words follow the figures.
    let each = specimens.iter().skip(3).enumerate().map(|(at, one)| {
        let nearer = nearness.iter().filter(|shares| shares[at] > 0.0).count();
        format!("{} {nearer} of {}", one.name, nearness.len())
    });
    let each: Vec<_> = each.collect();
    let left = match FIVE.len() - nearness.len() {
        0 => String::new(),
        left => format!(" {left} more to be measured."),
    };
    Verdict {
        truth: if left.is_empty() { truth } else { Truth::Open },
        words: format!(
            "{nearer} of {all} numbers come nearer to the photograph's: {}.{left}",
            each.join(", ")
        ),
        numbers,
    }
}
