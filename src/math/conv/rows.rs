//! Same-size convolution of stride 1 without a copy of the input.
//!
//! The k·C numbers that one kernel row meets at a pixel lie side by side in NHWC, and those of the next pixel begin C numbers
//! further on. So the whole image is a matrix A with row stride C (rows overlap), and a convolution is k matrix
//! products of depth k·C that add up in the output. The products run over the border at the ends of rows too; what lands there
//! is zeroed again.

use super::super::band::{BAND_PIXELS, Band, bands, each_band};
use super::super::gemm::{Matrix, MatrixMut, columns, multiply, rows, rows_mut};
use super::{Conv, clear_ends, put_bias};

/// One run of kernel elements that are neighbours in memory.
struct Segment {
    /// Where it lies in one output channel's weights.
    weight: usize,
    /// Its distance in the input from the output's pixel.
    offset: isize,
    /// How many numbers it has.
    length: usize,
}

fn segments(conv: &Conv) -> impl Iterator<Item = Segment> + use<> {
    let Conv {
        input,
        kernel,
        dilation,
        before,
        ..
    } = *conv;
    let channels = input.channels;
    let (runs, length) = if dilation == 1 {
        (1, kernel * channels)
    } else {
        (kernel, channels)
    };
    (0..kernel).flat_map(move |u| {
        (0..runs).map(move |v| Segment {
            weight: (u * kernel + v) * channels,
            offset: (u * dilation) as isize * input.row() as isize
                + (v * dilation * channels) as isize
                - (before * (input.pitch() + 1) * channels) as isize,
            length,
        })
    })
}

/// The input of a band as a segment sees it: row p is what it meets at the band's pixel p.
fn seen<'a>(conv: &Conv, x: &'a [f32], band: Band, segment: &Segment) -> &'a [f32] {
    let start = conv.input.at(band.image, band.top, 0) as isize + segment.offset;
    &x[start as usize..]
}

/// Pixels of a band up to its last inner one.
fn pixels(conv: &Conv, band: Band) -> usize {
    band.rows() * conv.output.pitch() - conv.output.border
}

pub(super) fn forward(conv: &Conv, x: &[f32], weights: &[f32], bias: &[f32], y: &mut [f32]) {
    let (inputs, outputs, taps) = (conv.input.channels, conv.output.channels, conv.taps());
    let bands = bands(&conv.output, BAND_PIXELS);
    each_band(y, &conv.output, &bands, conv.cost(), |band, y| {
        let mut filled = put_bias(&conv.output, bias, y);
        for segment in segments(conv) {
            multiply(
                [pixels(conv, band), outputs, segment.length],
                rows_mut(y, outputs),
                rows(seen(conv, x, band, &segment), inputs),
                columns(&weights[segment.weight..], taps),
                filled,
            );
            filled = true;
        }
        clear_ends(&conv.output, y);
    });
}

pub(super) fn backward_weights(conv: &Conv, x: &[f32], dy: &[f32], dw: &mut [f32], band: Band) {
    let (inputs, outputs, taps) = (conv.input.channels, conv.output.channels, conv.taps());
    let dy = &dy[conv.output.at(band.image, band.top, 0)..];
    for segment in segments(conv) {
        multiply(
            [segment.length, outputs, pixels(conv, band)],
            MatrixMut {
                data: &mut dw[segment.weight..],
                row: 1,
                column: taps,
            },
            Matrix {
                data: seen(conv, x, band, &segment),
                row: 1,
                column: inputs,
            },
            rows(dy, outputs),
            true,
        );
    }
}
