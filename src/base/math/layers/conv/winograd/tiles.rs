//! The tiles of a picture: where they lie, how they are read beyond its edge, and blocks of their transforms.
//!
//! ```text
//!   ┌────┬────┬──┐     outputs are cut into squares of 4; the last of a row or column may stick out
//!   │ 0  │ 1  │ 2│     each meets 6 × 6 inputs, two more than its side
//!   ├────┼────┼──┤
//!   │ 3  │ 4  │ 5│     a block holds the transforms of some tiles, one matrix [tiles, channels]
//!   └────┴────┴──┘     for each of the 36 places of a transform
//! ```

use std::ops::Range;

use super::super::super::Layout;
use super::super::super::band::{Band, Bands};
use super::transforms::Grid;

/// Side of an output tile.
pub(super) const SIDE: usize = 4;

/// Side of an input tile, and of a transform.
pub(super) const WIDE: usize = 6;

/// Places of a transform.
pub(super) const PLACES: usize = WIDE * WIDE;

/// Numbers between the matrices of a block, so that equal places do not all fall into the same lines of the cache.
const GAP: usize = 16;

/// About so many tiles make a band: enough for some blocks, few enough for many threads.
const BAND_TILES: usize = 50;

/// Cuts each image into bands of whole rows of tiles.
pub fn bands(output: &Layout) -> Bands {
    let across = output.width.div_ceil(SIDE).max(1);
    let down = output.height.div_ceil(SIDE).max(1);
    let pieces = (across * down).div_ceil(BAND_TILES).min(down);
    Bands::of_rows(output, SIDE * down.div_ceil(pieces))
}

/// Upper left output pixels `(y, x)` of the tiles of a band, and how they are cut into near-equal blocks.
#[derive(Clone, Copy)]
pub(super) struct Tiles {
    band: Band,
    across: usize,
    /// How many there are.
    pub count: usize,
}

impl Tiles {
    pub fn new(output: &Layout, band: Band) -> Self {
        let across = output.width.div_ceil(SIDE);
        Self {
            band,
            across,
            count: across * band.rows().div_ceil(SIDE),
        }
    }

    pub fn place(&self, tile: usize) -> (usize, usize) {
        (
            self.band.top + tile / self.across * SIDE,
            tile % self.across * SIDE,
        )
    }

    /// The tiles of a block out of `blocks`.
    pub fn block(&self, block: usize, blocks: usize) -> Range<usize> {
        self.count * block / blocks..self.count * (block + 1) / blocks
    }
}

/// Numbers from the matrix of one place of a block to the next, for matrices of so many numbers.
pub(super) fn apart(numbers: usize) -> usize {
    numbers + GAP
}

/// The `side` × `side` pixels from (y, x) on. Beyond the border, which is read as it lies, there is a copy with zeros
/// in `spare`.
pub(super) fn patch<'a>(
    layout: &Layout,
    data: &'a [f32],
    image: usize,
    (y, x): (isize, isize),
    side: usize,
    spare: &'a mut [f32],
) -> (&'a [f32], Grid) {
    let (border, channels) = (layout.border as isize, layout.channels);
    let end = side as isize;
    let inside =
        |from: isize, length: usize| from >= -border && from + end <= length as isize + border;
    if inside(y, layout.height) && inside(x, layout.width) {
        let origin = layout.at(image, 0, 0) as isize;
        let grid = Grid {
            start: (origin + y * layout.row() as isize + x * channels as isize) as usize,
            row: layout.row(),
            column: channels,
            left: channels,
        };
        return (data, grid);
    }
    let spare = &mut spare[..side * side * channels];
    spare.fill(0.0);
    let first = (-x).clamp(0, end);
    let last = (layout.width as isize - x).clamp(first, end);
    for i in 0..end {
        if (0..layout.height as isize).contains(&(y + i)) && first < last {
            let from = layout.at(image, (y + i) as usize, (x + first) as usize);
            let length = (last - first) as usize * channels;
            let to = (i * end + first) as usize * channels;
            spare[to..to + length].copy_from_slice(&data[from..from + length]);
        }
    }
    let grid = Grid {
        start: 0,
        row: side * channels,
        column: channels,
        left: channels,
    };
    (spare, grid)
}
