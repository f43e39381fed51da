//! Statistics over all pixels of a batch, channel by channel, and the affine map of a normalisation.
//!
//! Each band is summed in f32, bands are joined in f64 in their order.

use super::Layout;
use super::band::{BAND_PIXELS, Band, bands, each, each_band};
use super::simd::wide;

/// Mean and variance of each channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    /// Means.
    pub mean: Vec<f32>,
    /// Mean squared distances from the mean.
    pub variance: Vec<f32>,
}

fn rows_of<'a>(layout: &Layout, data: &'a [f32], band: Band) -> impl Iterator<Item = &'a [f32]> {
    let layout = *layout;
    (band.top..band.bottom).map(move |y| {
        let start = layout.at(band.image, y, 0);
        &data[start..start + layout.inside()]
    })
}

/// Sum of each channel over all pixels.
pub fn channel_sums(layout: &Layout, data: &[f32]) -> Vec<f64> {
    let bands = bands(layout, BAND_PIXELS);
    let sums = each(bands.len(), layout.numbers(), |at| {
        wide(|| {
            let mut sum = vec![0.0_f32; layout.channels];
            for row in rows_of(layout, data, bands[at]) {
                for pixel in row.chunks_exact(layout.channels) {
                    for (sum, value) in sum.iter_mut().zip(pixel) {
                        *sum += value;
                    }
                }
            }
            sum
        })
    });
    join(&sums, layout.channels)
}

/// Adds what bands found, in f64 and in order.
fn join(sums: &[Vec<f32>], width: usize) -> Vec<f64> {
    let mut total = vec![0.0; width];
    for sum in sums {
        for (total, sum) in total.iter_mut().zip(sum) {
            *total += f64::from(*sum);
        }
    }
    total
}

/// Mean and variance of each channel over all pixels. Each band finds its own mean and squared distances while it is in the
/// cache; they are joined as Chan, Golub and LeVeque (1983, doi:10.1080/00031305.1983.10483115) show, which loses no digits.
pub fn moments(layout: &Layout, data: &[f32]) -> Moments {
    let channels = layout.channels;
    let bands = bands(layout, BAND_PIXELS);
    let parts = each(bands.len(), 2 * layout.numbers(), |at| {
        let band = bands[at];
        let scale = 1.0 / (band.rows() * layout.width) as f32;
        wide(|| {
            let mut mean = vec![0.0_f32; channels];
            for row in rows_of(layout, data, band) {
                for pixel in row.chunks_exact(channels) {
                    for (mean, value) in mean.iter_mut().zip(pixel) {
                        *mean += value;
                    }
                }
            }
            mean.iter_mut().for_each(|mean| *mean *= scale);
            let mut square = vec![0.0_f32; channels];
            for row in rows_of(layout, data, band) {
                for pixel in row.chunks_exact(channels) {
                    for ((square, mean), value) in square.iter_mut().zip(&mean).zip(pixel) {
                        *square += (value - mean) * (value - mean);
                    }
                }
            }
            (mean, square)
        })
    });
    let mut mean = vec![0.0_f64; channels];
    let mut square = vec![0.0_f64; channels];
    let mut count = 0.0;
    for (band, (band_mean, band_square)) in bands.iter().zip(&parts) {
        let more = (band.rows() * layout.width) as f64;
        let total = count + more;
        for c in 0..channels {
            let step = f64::from(band_mean[c]) - mean[c];
            mean[c] += step * more / total;
            square[c] += f64::from(band_square[c]) + step * step * count * more / total;
        }
        count = total;
    }
    Moments {
        mean: mean.iter().map(|&mean| mean as f32).collect(),
        variance: square
            .iter()
            .map(|square| (square / count.max(1.0)) as f32)
            .collect(),
    }
}

/// Σ dy and Σ dy·(x − mean)·inverse of each channel over all pixels.
pub fn gradient_sums(
    layout: &Layout,
    x: &[f32],
    dy: &[f32],
    mean: &[f32],
    inverse: &[f32],
) -> (Vec<f64>, Vec<f64>) {
    let channels = layout.channels;
    let bands = bands(layout, BAND_PIXELS);
    let parts = each(bands.len(), 2 * layout.numbers(), |at| {
        wide(|| {
            let mut plain = vec![0.0_f32; channels];
            let mut weighted = vec![0.0_f32; channels];
            for (x, dy) in rows_of(layout, x, bands[at]).zip(rows_of(layout, dy, bands[at])) {
                for (x, dy) in x.chunks_exact(channels).zip(dy.chunks_exact(channels)) {
                    for c in 0..channels {
                        plain[c] += dy[c];
                        weighted[c] += dy[c] * (x[c] - mean[c]);
                    }
                }
            }
            (plain, weighted)
        })
    });
    let (plain, weighted): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let mut weighted = join(&weighted, channels);
    for (weighted, inverse) in weighted.iter_mut().zip(inverse) {
        *weighted *= f64::from(*inverse);
    }
    (join(&plain, channels), weighted)
}

/// `y ← scale·x + shift`, channel by channel.
pub fn affine(layout: &Layout, x: &[f32], scale: &[f32], shift: &[f32], y: &mut [f32]) {
    let channels = layout.channels;
    let bands = bands(layout, BAND_PIXELS);
    each_band(y, layout, &bands, layout.numbers(), |band, y| {
        wide(|| {
            for (y, x) in y
                .chunks_exact_mut(layout.row())
                .zip(rows_of(layout, x, band))
            {
                for (y, x) in y.chunks_exact_mut(channels).zip(x.chunks_exact(channels)) {
                    for ((y, x), (scale, shift)) in y.iter_mut().zip(x).zip(scale.iter().zip(shift))
                    {
                        *y = scale * x + shift;
                    }
                }
            }
        });
    });
}

/// `z ← a·x + b·y + c`, channel by channel.
pub fn affine_of_two(layout: &Layout, [x, y]: [&[f32]; 2], [a, b, c]: [&[f32]; 3], z: &mut [f32]) {
    let channels = layout.channels;
    let bands = bands(layout, BAND_PIXELS);
    each_band(z, layout, &bands, layout.numbers(), |band, z| {
        let inputs = rows_of(layout, x, band).zip(rows_of(layout, y, band));
        wide(|| {
            for (z, (x, y)) in z.chunks_exact_mut(layout.row()).zip(inputs) {
                let pixels = x.chunks_exact(channels).zip(y.chunks_exact(channels));
                for (z, (x, y)) in z.chunks_exact_mut(channels).zip(pixels) {
                    let factors = a.iter().zip(b).zip(c);
                    for ((z, (x, y)), ((a, b), c)) in z.iter_mut().zip(x.iter().zip(y)).zip(factors)
                    {
                        *z = a * x + b * y + c;
                    }
                }
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_a_far_away_channel_keep_their_digits() {
        let layout = Layout {
            count: 2,
            height: 70,
            width: 60,
            channels: 2,
            border: 1,
        };
        let dense: Vec<f32> = (0..layout.numbers())
            .map(|at| {
                if at % 2 == 0 {
                    1000.0 + (at / 2 % 3) as f32
                } else {
                    (at / 2 % 2) as f32
                }
            })
            .collect();
        let mut data = vec![0.0; layout.len()];
        layout.copy_from(&mut data, &layout.dense(), &dense);
        let found = moments(&layout, &data);
        assert!((found.mean[0] - 1001.0).abs() < 1e-3, "{found:?}");
        assert!((found.variance[0] - 2.0 / 3.0).abs() < 1e-4, "{found:?}");
        assert!((found.mean[1] - 0.5).abs() < 1e-6 && (found.variance[1] - 0.25).abs() < 1e-6);
        let sums = channel_sums(&layout, &data);
        assert!((sums[1] - 4200.0).abs() < 1e-6);
    }
}
