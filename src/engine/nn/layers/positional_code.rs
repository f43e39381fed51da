//! Positional code: adds to each pixel (token) a pattern that says where it is.
//!
//! Channel 2k gets sin(p / 10000^{2k/d}), channel 2k + 1 the cosine of the same, p the place. In a row of tokens
//! (height 1) p is the column and d the number of channels; in a picture the first half of the channels says the row
//! and the other half the column. Nothing is learned, so the network is tied to no size. Shapes: any, unchanged.
//! Source: Vaswani et al. 2017, arXiv:1706.03762.

use super::{Backward, Forward, Layer};
use crate::nn::{RowProblem, Shape};

crate::adjustable! {
    /// Adds a pattern that says where a pixel is.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PositionalCode: "positional-code", "Positional code",
        "Adds to each pixel a pattern of sines that says where it is: attention alone does not know." {}
}

/// The code of a channel at a place of a picture of `height` rows.
pub(in crate::nn) fn code(
    channels: usize,
    height: usize,
    channel: usize,
    row: usize,
    column: usize,
) -> f32 {
    let half = channels.div_ceil(2);
    let (place, channel, depth) = match height {
        1 => (column, channel, channels),
        _ if channel < half => (row, channel, half),
        _ => (column, channel - half, channels - half),
    };
    let rate = 10_000f64.powf(-((channel / 2 * 2) as f64) / depth as f64);
    let angle = place as f64 * rate;
    (if channel.is_multiple_of(2) {
        angle.sin()
    } else {
        angle.cos()
    }) as f32
}

impl Layer for PositionalCode {
    fn out_shape(&self, input: Shape) -> Result<Shape, RowProblem> {
        Ok(input)
    }

    fn forward(&self, pass: Forward<'_>) {
        let (x, y, kept) = (pass.input, pass.output, &mut pass.memory.kept);
        let layout = y.layout;
        let (height, inside, channels) = (layout.height, layout.inside(), layout.channels);
        if kept.len() != height * inside {
            let place = |at: usize| {
                code(
                    channels,
                    height,
                    at % channels,
                    at / inside,
                    at % inside / channels,
                )
            };
            *kept = (0..height * inside).map(place).collect();
        }
        for (at, source) in x.layout.rows(x.data).enumerate() {
            let row = at % height;
            let codes = &kept[row * inside..(row + 1) * inside];
            let own = layout.row_mut(y.data, at / height, row);
            for ((y, x), code) in own.iter_mut().zip(source).zip(codes) {
                *y = x + code;
            }
        }
    }

    fn backward(&self, pass: Backward<'_>) {
        if let Some(dx) = pass.input_gradient {
            dx.data.copy_from_slice(pass.output_gradient.data);
        }
    }
}
