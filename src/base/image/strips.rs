//! Pictures worked through in bands of rows, each with its surroundings, for methods whose answer depends on a
//! neighbourhood.
//!
//! A band and a margin around it, mirrored beyond the borders, are copied into a [`Strip`] for each channel. What is
//! computed from it gets smaller by the reach of each step, until the band alone is left. Bands have a fixed number of
//! rows and know nothing of each other, so they may run on any number of threads with the same bits, and memory beyond
//! the two pictures is a few bands.

use rayon::prelude::*;

use super::{Image, raster::mirror};

/// Numbers that [`Strip::lanes`] hands out at once.
pub const LANES: usize = 16;

/// Some rows of one channel.
#[derive(Clone, Debug, Default)]
pub struct Strip {
    height: usize,
    width: usize,
    /// Row after row; then [`LANES`] numbers without meaning, so that lanes may be read at any pixel.
    data: Vec<f32>,
}

impl Strip {
    /// Makes it `height` × `width` pixels of any content.
    pub fn resize(&mut self, height: usize, width: usize) {
        (self.height, self.width) = (height, width);
        self.data.resize(height * width + LANES, 0.0);
    }

    /// A strip whose rows `fill(y, row)` writes.
    #[inline(always)]
    pub fn from_rows(height: usize, width: usize, mut fill: impl FnMut(usize, &mut [f32])) -> Self {
        let mut strip = Self::default();
        strip.resize(height, width);
        for y in 0..height {
            fill(y, strip.row_mut(y));
        }
        strip
    }

    /// The rows `top..top + height` of a plane with `margin` pixels more on each side.
    fn cut(plane: &[f32], width: usize, top: usize, height: usize, margin: usize) -> Self {
        let rows = plane.len() / width;
        let place = |at: usize, length: usize| mirror(at.abs_diff(margin), length);
        let columns: Vec<usize> = (0..margin).map(|x| place(x, width)).collect();
        let after: Vec<usize> = (width + margin..width + 2 * margin)
            .map(|x| place(x, width))
            .collect();
        Self::from_rows(height + 2 * margin, width + 2 * margin, |y, out| {
            let row = &plane[place(top + y, rows) * width..][..width];
            for (value, &x) in out.iter_mut().zip(&columns) {
                *value = row[x];
            }
            out[margin..margin + width].copy_from_slice(row);
            for (value, &x) in out[margin + width..].iter_mut().zip(&after) {
                *value = row[x];
            }
        })
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// A row.
    #[inline(always)]
    pub fn row(&self, y: usize) -> &[f32] {
        &self.data[y * self.width..][..self.width]
    }

    /// A row, to change.
    #[inline(always)]
    pub fn row_mut(&mut self, y: usize) -> &mut [f32] {
        &mut self.data[y * self.width..][..self.width]
    }

    /// The numbers from pixel (y, x) on; those beyond the row's end have no meaning.
    #[inline(always)]
    pub fn lanes(&self, y: usize, x: usize) -> [f32; LANES] {
        let mut lanes = [0.0; LANES];
        lanes.copy_from_slice(&self.data[y * self.width + x..][..LANES]);
        lanes
    }

    /// Means over a square window around each pixel that has one: `half` holds the weights of a line of the window from
    /// its centre outwards. The answer is smaller by the window's reach on each side.
    #[inline(always)]
    pub fn mean(&self, half: &[f32]) -> Self {
        let reach = half.len() - 1;
        let width = self.width - 2 * reach;
        let lines = Self::from_rows(self.height, width, |y, out| {
            fold(out, half, |k| &self.row(y)[k..][..width]);
        });
        Self::from_rows(self.height - 2 * reach, width, |y, out| {
            fold(out, half, |k| lines.row(y + k));
        })
    }
}

/// Σ of the rows `row(0)` … `row(2 reach)` with the weights of a window.
#[inline(always)]
fn fold<'a>(out: &mut [f32], half: &[f32], row: impl Fn(usize) -> &'a [f32]) {
    let reach = half.len() - 1;
    for (value, centre) in out.iter_mut().zip(row(reach)) {
        *value = half[0] * centre;
    }
    for (k, weight) in half.iter().enumerate().skip(1) {
        let sides = row(reach - k).iter().zip(row(reach + k));
        for (value, (before, after)) in out.iter_mut().zip(sides) {
            *value += weight * (before + after);
        }
    }
}

/// Calls `work` for each band of `rows` rows with its strips (one a channel, `margin` pixels larger on each side) and
/// with the band's rows of each channel of `answer`, a picture of the same shape.
///
/// # Errors
/// What `work` returns.
pub fn each_strip<E: Send>(
    source: &Image,
    answer: &mut Image,
    margin: usize,
    rows: usize,
    work: impl Fn(Vec<Strip>, &mut [&mut [f32]]) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let (channels, height, width) = source.dim();
    let area = height * width;
    if source.pixels().is_empty() || rows == 0 {
        return Ok(());
    }
    let mut bands: Vec<Vec<&mut [f32]>> = (0..height.div_ceil(rows))
        .map(|_| Vec::with_capacity(channels))
        .collect();
    for plane in answer.pixels_mut().chunks_exact_mut(area) {
        for (band, part) in bands.iter_mut().zip(plane.chunks_mut(rows * width)) {
            band.push(part);
        }
    }
    let bands = bands.into_par_iter().enumerate();
    bands.try_for_each(|(index, mut outs)| {
        let height = outs[0].len() / width;
        let strips = source
            .pixels()
            .chunks_exact(area)
            .map(|plane| Strip::cut(plane, width, index * rows, height, margin))
            .collect();
        work(strips, &mut outs)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_over_windows_follow_their_definition_in_every_band() {
        let picture = Image::from_fn(2, 13, 9, |c, y, x| ((c + y * 5 + x * x) % 7) as f32);
        let half = [0.4, 0.2, 0.1];
        let mut means = Image::zeros(2, 13, 9);
        each_strip::<()>(&picture, &mut means, 2, 5, |strips, outs| {
            for (strip, out) in strips.iter().zip(outs) {
                let mean = strip.mean(&half);
                for (y, row) in out.chunks_exact_mut(9).enumerate() {
                    row.copy_from_slice(mean.row(y));
                }
            }
            Ok(())
        })
        .unwrap();
        let back = |at: isize, length| mirror(at.unsigned_abs(), length);
        for (c, y, x) in [(0, 0, 0), (1, 4, 8), (0, 5, 3), (1, 12, 1)] {
            let mut expected = 0.0;
            for dy in -2..=2_isize {
                for dx in -2..=2_isize {
                    let weight = half[dy.unsigned_abs()] * half[dx.unsigned_abs()];
                    let (y, x) = (back(y + dy, 13), back(x + dx, 9));
                    expected += weight * picture.array()[[c, y, x]];
                }
            }
            let found = means.array()[[c, y as usize, x as usize]];
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
    }

    #[test]
    fn lanes_begin_at_their_pixel() {
        let strip = Strip::from_rows(2, 20, |y, row| {
            for (x, value) in row.iter_mut().enumerate() {
                *value = (100 * y + x) as f32;
            }
        });
        assert_eq!(strip.lanes(1, 3)[..3], [103.0, 104.0, 105.0]);
        assert_eq!(strip.lanes(1, 19)[0], 119.0);
    }
}
