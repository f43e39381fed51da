//! What is shown: the patch, what each denoiser makes of one pixel, singular values, and a table.

use super::jacobian::{Jacobian, Read};
use crate::figure::{Axis, Cell, Column, Figure, Mark, Numbers, Pickable, Role};
use crate::image::Image;

/// A denoiser that was looked at.
pub(super) struct Looked {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) jacobian: Jacobian,
    pub(super) read: Read,
}

/// The patch and, for the pixel that is looked at, each denoiser's row.
pub(super) fn rows(patch: [&Image; 2], looked: &[Looked], [row, column]: [usize; 2]) -> Figure {
    let (_, height, width) = patch[0].dim();
    let (row, column) = (row.min(height - 1), column.min(width - 1));
    let marked = |picture: &Image| {
        let mut picture = picture.clone();
        let here = picture.array()[[0, row, column]];
        picture.array_mut()[[0, row, column]] = if here > 0.5 { 0.0 } else { 1.0 };
        picture
    };
    let mut all = vec![
        ("clean".to_owned(), marked(patch[0])),
        ("noisy".to_owned(), marked(patch[1])),
    ];
    for one in looked {
        let weights = one.jacobian.row(row * width + column);
        let limit = weights
            .iter()
            .fold(1e-6f32, |most, value| most.max(value.abs()));
        let picture = Image::from_fn(1, height, width, |_, y, x| {
            0.5 + 0.5 * weights[y * width + x] / limit
        });
        all.push((one.name.clone(), picture));
    }
    let hint = "Click a pixel to see what its answer is made of";
    Figure::pictures("What one pixel of the answer is made of", all)
        .pick(Pickable::Pixel, hint)
        .note(format!(
            "Row {row}, column {column}, the odd pixel in the patch. How much each pixel of the noisy patch counts \
             for it: grey not at all, bright for, dark against; each picture on a scale of its own."
        ))
}

/// The singular values.
pub(super) fn spectrum(looked: &[Looked]) -> Figure {
    let lines = looked.iter().map(|one| {
        let values = one.read.values.iter().enumerate();
        let points = values
            .map(|(at, value)| [at as f64 + 1.0, *value])
            .collect();
        Mark::line(&*one.name, one.role, points)
    });
    let one = Mark::level("nothing grows below", Role::Reference, 1.0);
    let x = Axis::new("singular value, largest first").numbers(Numbers::Counted);
    let y = Axis {
        holds: vec![0.0],
        ..Axis::new("how much it stretches")
    };
    Figure::plot("Singular values", x, y, [one].into_iter().chain(lines).collect::<Vec<_>>()).note(
        "A denoiser keeps a few directions whole and drops the rest. Above 1 it makes a change larger: it is no \
         contraction.",
    )
}

/// The numbers.
pub(super) fn table(looked: &[Looked]) -> Figure {
    let columns = [
        Column::new("denoiser"),
        Column::of("f(y) − J y", "", Numbers::Short)
            .help("Largest difference over the pixels, which reach from 0 to 1."),
        Column::of("freedom", "", Numbers::Percent)
            .help("Trace of J over the number of pixels: what share of the picture is kept."),
        Column::of("row sums", "", Numbers::Decimals(2)).help("The mean."),
        Column::of("least", "", Numbers::Decimals(2)).help("The least of the rows' sums."),
        Column::of("most", "", Numbers::Decimals(2)).help("The most of the rows' sums."),
        Column::of("asymmetry", "", Numbers::Decimals(2)).help("Size of J − Jᵀ over size of J."),
        Column::of("norm", "", Numbers::Decimals(2)).help("The largest singular value."),
        Column::of("negative", "", Numbers::Percent)
            .help("Share of the weights' sizes that is negative."),
        Column::new("found"),
    ];
    let rows = looked.iter().map(|one| {
        let read = &one.read;
        vec![
            Cell::from(&*one.name),
            one.jacobian.off.into(),
            read.freedom.into(),
            read.sums[0].into(),
            read.sums[2].into(),
            read.sums[3].into(),
            read.asymmetry.into(),
            read.values.first().copied().unwrap_or(f64::NAN).into(),
            read.negative.into(),
            Cell::from(if one.jacobian.exact {
                "exactly"
            } else {
                "by differences"
            }),
        ]
    });
    Figure::table(
        "Read from the derivative",
        columns,
        rows.collect::<Vec<_>>(),
    ).note(
        "A method with hard thresholds, as BM3D, jumps: what differences of it say is no derivative.",
    )
}
