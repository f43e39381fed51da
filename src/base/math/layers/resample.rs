//! Upsampling by a whole factor, and the exchange of pixels for channels.

use super::Layout;
use super::band::{BAND_PIXELS, Bands, each_band, each_image};

/// Where an output coordinate lies between two input coordinates: `(first, second, share of the second)`.
type Between = (usize, usize, f32);

/// Output coordinate `i` of a side of `size` pixels enlarged by `factor`. Nearest: the pixel it lies in. Bilinear:
/// pixel centres are matched (output i lies at (i + ½) / factor − ½), beyond the outer centres the edge is repeated.
fn between(size: usize, factor: usize, bilinear: bool, i: usize) -> Between {
    if bilinear {
        let at = ((i as f32 + 0.5) / factor as f32 - 0.5).clamp(0.0, (size - 1) as f32);
        let first = at as usize;
        (first, (first + 1).min(size - 1), at - first as f32)
    } else {
        (i / factor, i / factor, 0.0)
    }
}

/// `y ← x` enlarged; rows and columns lie as `between` says.
pub fn enlarge(input: &Layout, x: &[f32], output: &Layout, y: &mut [f32], bilinear: bool) {
    let factor = output.height / input.height;
    let down = |i| between(input.height, factor, bilinear, i);
    let across = |j| between(input.width, factor, bilinear, j);
    let channels = input.channels;
    let bands = Bands::new(output, BAND_PIXELS);
    each_band(y, output, bands, 4 * output.numbers(), |band, y| {
        for (i, y) in (band.top..band.bottom).zip(y.chunks_exact_mut(output.row())) {
            let (top, bottom, v) = down(i);
            let top = &x[input.at(band.image, top, 0)..];
            let bottom = &x[input.at(band.image, bottom, 0)..];
            let pixels = y[..output.inside()].chunks_exact_mut(channels);
            for (j, y) in pixels.enumerate() {
                let (left, right, u) = across(j);
                if !bilinear {
                    y.copy_from_slice(&top[left * channels..][..channels]);
                    continue;
                }
                for (c, y) in y.iter_mut().enumerate() {
                    let (l, r) = (left * channels + c, right * channels + c);
                    let upper = top[l] + u * (top[r] - top[l]);
                    let lower = bottom[l] + u * (bottom[r] - bottom[l]);
                    *y = upper + v * (lower - upper);
                }
            }
        }
    });
}

/// The transposed map of [`enlarge`]: each input collects its shares of the outputs that it reached.
pub fn enlarge_backward(
    input: &Layout,
    dx: &mut [f32],
    output: &Layout,
    dy: &[f32],
    bilinear: bool,
) {
    let factor = output.height / input.height;
    let down = |i| between(input.height, factor, bilinear, i);
    let across = |j| between(input.width, factor, bilinear, j);
    let channels = input.channels;
    each_image(dx, input, 4 * output.numbers(), |image, dx| {
        dx[..input.height * input.row()].fill(0.0);
        for i in 0..output.height {
            let (top, bottom, v) = down(i);
            let dy = &dy[output.at(image, i, 0)..];
            let pixels = dy[..output.inside()].chunks_exact(channels);
            for (j, dy) in pixels.enumerate() {
                let (left, right, u) = across(j);
                let corners = [
                    (top, left, (1.0 - v) * (1.0 - u)),
                    (top, right, (1.0 - v) * u),
                    (bottom, left, v * (1.0 - u)),
                    (bottom, right, v * u),
                ];
                for (y, x, share) in corners {
                    if share != 0.0 {
                        let target = &mut dx[y * input.row() + x * channels..][..channels];
                        for (dx, dy) in target.iter_mut().zip(dy) {
                            *dx += share * dy;
                        }
                    }
                }
            }
        }
    });
}

/// Copies between `coarse` `[h, w, C·r²]` and `fine` `[h·r, w·r, C]` images: channel `c·r² + i·r + j` of a coarse pixel
/// is channel c of the fine pixel (i, j) inside it. Calls `copy(fine index, coarse index)` for one image.
pub fn each_exchange(coarse: &Layout, fine: &Layout, mut copy: impl FnMut(usize, usize)) {
    let r = fine.height / coarse.height;
    for y in 0..fine.height {
        for x in 0..fine.width {
            let from = (y / r) * coarse.row() + (x / r) * coarse.channels + (y % r) * r + x % r;
            let to = y * fine.row() + x * fine.channels;
            for c in 0..fine.channels {
                copy(to + c, from + c * r * r);
            }
        }
    }
}

/// Coarse pixels to fine pixels.
pub fn shuffle(coarse: &Layout, x: &[f32], fine: &Layout, y: &mut [f32]) {
    each_image(y, fine, fine.numbers(), |image, y| {
        let x = &x[coarse.at(image, 0, 0)..];
        each_exchange(coarse, fine, |to, from| y[to] = x[from]);
    });
}

/// Fine pixels to coarse pixels: the inverse of [`shuffle`], and its transposed map.
pub fn unshuffle(fine: &Layout, x: &[f32], coarse: &Layout, y: &mut [f32]) {
    each_image(y, coarse, fine.numbers(), |image, y| {
        let x = &x[fine.at(image, 0, 0)..];
        each_exchange(coarse, fine, |from, to| y[to] = x[from]);
    });
}
