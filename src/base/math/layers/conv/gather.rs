//! Convolution with any stride, padding, dilation and number of channels: what each output pixel sees is gathered into
//! one row of a scratch matrix, and one matrix product does the rest.

use super::super::band::{Band, Bands, each_image};
use super::{Conv, Epilogue, SHORT_ROW, clear_ends, put_bias};
use crate::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use crate::math::matrices::kernel::{Left, Start};
use crate::math::matrices::rows_times::rows_times;
use crate::math::scratch::with_scratch;

/// Numbers of a scratch matrix that should stay in a core's own cache.
const SCRATCH: usize = 1 << 17;

/// Output pixels of a band, so that its scratch matrix stays small.
pub(super) fn pixels(conv: &Conv) -> usize {
    (SCRATCH / conv.taps().max(1)).clamp(64, 4096)
}

/// Pixels of a band up to its last inner one.
fn span(conv: &Conv, band: Band) -> usize {
    band.rows() * conv.output.pitch() - conv.output.border
}

/// For each kernel element and output row of a band: calls
/// `visit(row of the scratch matrix at which the run begins, column, start of the run in the input image, run length)`,
/// where a run is a stretch of output pixels whose input lies inside the image.
fn each_run(conv: &Conv, band: Band, mut visit: impl FnMut(usize, usize, usize, usize)) {
    let Conv {
        input,
        output,
        kernel,
        stride,
        dilation,
        before,
    } = *conv;
    for (line, i) in (band.top..band.bottom).enumerate() {
        for u in 0..kernel[0] {
            let Some(y) = (i * stride + u * dilation)
                .checked_sub(before[0])
                .filter(|&y| y < input.height)
            else {
                continue;
            };
            for v in 0..kernel[1] {
                // Input column j·stride + shift must lie in before..before + width.
                let shift = v * dilation;
                let before = before[1];
                let first = before.saturating_sub(shift).div_ceil(stride);
                let end = (before + input.width)
                    .saturating_sub(shift)
                    .div_ceil(stride)
                    .min(output.width);
                if first < end {
                    let x = first * stride + shift - before;
                    visit(
                        line * output.pitch() + first,
                        (u * kernel[1] + v) * input.channels,
                        (y * input.pitch() + x) * input.channels,
                        end - first,
                    );
                }
            }
        }
    }
}

/// Fills `matrix` (one row per output pixel of the band, `taps` columns) from the input.
fn gather(conv: &Conv, x: &[f32], band: Band, matrix: &mut [f32]) {
    let (channels, taps) = (conv.input.channels, conv.taps());
    let image = &x[conv.input.at(band.image, 0, 0)..];
    let step = conv.stride * channels;
    matrix.fill(0.0);
    each_run(conv, band, |row, column, start, length| {
        let target = &mut matrix[row * taps + column..];
        let source = &image[start..];
        if channels == 1 {
            for k in 0..length {
                target[k * taps] = source[k * step];
            }
        } else {
            for k in 0..length {
                target[k * taps..k * taps + channels]
                    .copy_from_slice(&source[k * step..k * step + channels]);
            }
        }
    });
}

/// Weights of `taps` numbers an output channel, transposed.
fn turn(weights: &[f32], taps: usize, turned: &mut [f32]) {
    let outputs = weights.len() / taps;
    for (o, row) in weights.chunks_exact(taps).enumerate() {
        for (at, &weight) in row.iter().enumerate() {
            turned[at * outputs + o] = weight;
        }
    }
}

pub(super) fn forward(
    conv: &Conv,
    x: &[f32],
    weights: &[f32],
    bias: &[f32],
    finish: Epilogue<'_>,
    y: &mut [f32],
) {
    let (outputs, taps) = (conv.output.channels, conv.taps());
    let bands = Bands::new(&conv.output, pixels(conv));
    let rectify = finish.rectify;
    // Too few columns for a vector of registers are multiplied in another way.
    let few = outputs < SHORT_ROW;
    with_scratch(if few { 0 } else { weights.len() }, |turned| {
        if !few {
            turn(weights, taps, turned);
        }
        let turned = &*turned;
        conv.each_band(bands, finish, y, |band, y| {
            let span = span(conv, band);
            let biased = put_bias(&conv.output, bias, y);
            with_scratch(span * taps, |matrix| {
                gather(conv, x, band, matrix);
                let sizes = [span, outputs, taps];
                if few {
                    let (matrix, weights) = (rows(matrix, taps), columns(weights, taps));
                    multiply(sizes, rows_mut(y, outputs), matrix, weights, biased);
                } else {
                    let start = if biased { Start::Old } else { Start::Zero };
                    rows_times(sizes, y, Left::rows(matrix, taps), turned, start);
                }
            });
            clear_ends(&conv.output, y);
            if rectify {
                // Written so that NaN is passed on.
                y.iter_mut()
                    .for_each(|y| *y = if *y < 0.0 { 0.0 } else { *y });
            }
        });
    });
}

pub(super) fn backward_weights(conv: &Conv, x: &[f32], dy: &[f32], dw: &mut [f32], band: Band) {
    let (outputs, taps) = (conv.output.channels, conv.taps());
    let span = span(conv, band);
    with_scratch(span * taps, |matrix| {
        gather(conv, x, band, matrix);
        let dy = Left::columns(&dy[conv.output.at(band.image, band.top, 0)..], outputs);
        rows_times([outputs, taps, span], dw, dy, matrix, Start::Old);
    });
}

/// The transposed map: each output pixel sends `w·dy` to the inputs that it saw.
pub(super) fn scatter(conv: &Conv, dy: &[f32], weights: &[f32], bias: &[f32], dx: &mut [f32]) {
    let (input, outputs, taps) = (conv.input, conv.output.channels, conv.taps());
    let channels = input.channels;
    let step = conv.stride * channels;
    let bands = Bands::new(&conv.output, pixels(conv));
    each_image(dx, &input, conv.cost(), |image, dx| {
        let inner = &mut dx[..input.height * input.row()];
        if !put_bias(&input, bias, inner) {
            inner.fill(0.0);
        }
        for band in bands.of_image(image) {
            let span = span(conv, band);
            with_scratch(span * taps, |matrix| {
                let dy = Left::rows(&dy[conv.output.at(image, band.top, 0)..], outputs);
                rows_times([span, taps, outputs], matrix, dy, weights, Start::Zero);
                each_run(conv, band, |row, column, start, length| {
                    for k in 0..length {
                        let source = &matrix[(row + k) * taps + column..][..channels];
                        let target = &mut dx[start + k * step..][..channels];
                        for (target, source) in target.iter_mut().zip(source) {
                            *target += source;
                        }
                    }
                });
            });
        }
    });
}
