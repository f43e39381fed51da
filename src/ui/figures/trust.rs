//! What the test of an answer has found, as figures.

use crate::denoise::trust::{Kernel, LAGS, REACH, Whiteness};
use crate::figure::{Axis, Figure, Grid, Mark, Places, Role, Shade};

/// How alike removed pixels are, over how far apart they are.
pub fn correlation(whiteness: &Whiteness) -> Figure {
    let values = whiteness.correlation.clone();
    around(
        "Correlation of what was removed",
        values,
        LAGS,
        whiteness.strongest(),
    )
    .note("White noise shows no pattern; in the middle stands each pixel with itself: 1.")
}

/// The power of what was removed, from coarse to fine.
pub fn spectrum(whiteness: &Whiteness) -> Figure {
    let x = Axis::new("frequency")
        .unit("cycles a pixel")
        .range(0.0, 0.5);
    let marks = [
        Mark::level("white noise", Role::Noise, 1.0),
        Mark::line("removed", Role::Chosen, whiteness.spectrum.clone()),
    ];
    Figure::plot(
        "Spectrum of what was removed",
        x,
        Axis::new("power, of white noise"),
        marks,
    )
}

/// The filter that made the pixel in this column and row.
pub fn filter(kernel: &Kernel, [x, y]: [usize; 2]) -> Figure {
    let largest = kernel.weights.iter().map(|weight| weight.abs());
    let limit = largest.fold(1e-6, f32::max);
    let title = format!("Filter of pixel {x}, {y}");
    around(&title, kernel.weights.clone(), REACH, limit)
}

/// Numbers at so many places around one in the middle.
fn around(title: &str, values: Vec<f32>, reach: usize, limit: f32) -> Figure {
    let end = reach as f64 + 0.5;
    let places = |what: &str| Places::Range {
        what: what.into(),
        ends: [-end, end],
    };
    let grid = Grid {
        columns: 2 * reach + 1,
        values,
        shade: Shade::Signed(limit),
        across: places("pixels across"),
        down: places("pixels down"),
        groups: Vec::new(),
        roles: Vec::new(),
    };
    Figure::grid(title, grid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_from_the_middle() {
        let mut weights = vec![0.0; (2 * REACH + 1) * (2 * REACH + 1)];
        weights[REACH * (2 * REACH + 1) + REACH + 1] = -0.25;
        let figure = filter(
            &Kernel {
                weights,
                exact: true,
            },
            [3, 4],
        );
        assert_eq!(figure.title, "Filter of pixel 3, 4");
        let table = figure.csv();
        let names: Vec<_> = table.lines().next().unwrap().split(',').skip(1).collect();
        let row = table.lines().nth(1 + REACH).unwrap();
        let values: Vec<_> = row.split(',').collect();
        assert_eq!((values[0], names[REACH], names[REACH + 1]), ("0", "0", "1"));
        assert_eq!(values[REACH + 2], "-0.25");
    }
}
