//! From a camera's mosaic, one colour a pixel, to a colour picture.
//!
//! Each missing colour is interpolated from its neighbours and corrected by how much the known colour bends there, with
//! filters of 5 × 5 pixels. Source: Malvar, He, Cutler 2004, doi:10.1109/ICASSP.2004.1326587. Unlike there, the border
//! is continued by mirroring.

use rayon::prelude::*;

use crate::image::Image;
use crate::image::raster::mirror;

/// The colours of the four pixels that repeat, row by row: 0 red, 1 green, 2 blue.
pub(super) type Pattern = [usize; 4];

/// Whether the colours repeat as cameras have them: two greens across from each other, one red, one blue.
pub(super) fn is_usual(pattern: Pattern) -> bool {
    matches!(
        pattern,
        [0, 1, 1, 2] | [2, 1, 1, 0] | [1, 0, 2, 1] | [1, 2, 0, 1]
    )
}

/// A colour picture from a mosaic of `height`×`width` numbers.
pub(super) fn colours(mosaic: &[f32], height: usize, width: usize, pattern: Pattern) -> Image {
    let mut image = Image::zeros(3, height, width);
    let area = height * width;
    let (red, rest) = image.pixels_mut().split_at_mut(area);
    let (green, blue) = rest.split_at_mut(area);
    let rows = red
        .par_chunks_mut(width)
        .zip(green.par_chunks_mut(width))
        .zip(blue.par_chunks_mut(width));
    rows.enumerate().for_each(|(y, ((red, green), blue))| {
        let at = |dy: isize, x: usize, dx: isize| {
            let place = |at: usize, by: isize, size: usize| {
                let moved = at as isize + by;
                // Beyond a border that is nearer than two pixels the last row is as good as any.
                let inside = if moved < 0 { -moved } else { moved } as usize;
                let inside = if size > 1 { mirror(inside, size) } else { 0 };
                inside.min(size - 1)
            };
            mosaic[place(y, dy, height) * width + place(x, dx, width)]
        };
        for x in 0..width {
            let own = pattern[y % 2 * 2 + x % 2];
            let middle = at(0, x, 0);
            let beside = at(0, x, -1) + at(0, x, 1);
            let above = at(-1, x, 0) + at(1, x, 0);
            let far_beside = at(0, x, -2) + at(0, x, 2);
            let far_above = at(-2, x, 0) + at(2, x, 0);
            let corners = at(-1, x, -1) + at(-1, x, 1) + at(1, x, -1) + at(1, x, 1);
            let mut pixel = [middle; 3];
            if own == 1 {
                // Green between its neighbours of one colour to the sides and of the other above and below.
                let sides =
                    (5.0 * middle + 4.0 * beside - corners - far_beside + 0.5 * far_above) / 8.0;
                let ends =
                    (5.0 * middle + 4.0 * above - corners - far_above + 0.5 * far_beside) / 8.0;
                let side = pattern[y % 2 * 2 + (x + 1) % 2];
                pixel[side] = sides;
                pixel[2 - side] = ends;
            } else {
                pixel[1] = (4.0 * middle + 2.0 * (beside + above) - far_beside - far_above) / 8.0;
                pixel[2 - own] =
                    (6.0 * middle + 2.0 * corners - 1.5 * (far_beside + far_above)) / 8.0;
            }
            (red[x], green[x], blue[x]) = (pixel[0], pixel[1], pixel[2]);
        }
    });
    image
}
