//! Statistics over all pixels of a batch, channel by channel, and the affine map of a normalisation.
//!
//! Each band is summed in f32, bands are joined in f64 in their order.

use super::Layout;
use super::band::{BAND_PIXELS, Band, Bands, each_band, each_part};
use crate::math::scratch;
use crate::math::simd::wide_fn;

/// Fills `out`, `size` numbers for each of some quantities, with what `join` makes of the parts that `work` finds in
/// the bands.
fn over_bands(
    layout: &Layout,
    size: usize,
    work: impl Fn(Band, &mut [f32]) + Sync,
    join: impl FnOnce(Bands, &[f32]),
) {
    let bands = Bands::new(layout, BAND_PIXELS);
    scratch::with_scratch(bands.count() * size, |parts| {
        each_part(parts, size, 2 * layout.numbers(), |at, part| {
            part.fill(0.0);
            work(bands.get(at), part);
        });
        join(bands, parts);
    });
}

/// Sums parts of `out.len()` numbers each in f64 and adds the totals to `out`.
fn add_up(parts: &[f32], out: &mut [f32]) {
    let size = out.len();
    for (at, out) in out.iter_mut().enumerate() {
        let total: f64 = parts[at..]
            .iter()
            .step_by(size)
            .copied()
            .map(f64::from)
            .sum();
        *out += total as f32;
    }
}

/// Adds the sum of each channel over all pixels to `out`.
pub fn add_channel_sums(layout: &Layout, data: &[f32], out: &mut [f32]) {
    over_bands(
        layout,
        layout.channels,
        |band, sum| add_pixels(layout, &data[band.within(layout)], sum),
        |_, parts| add_up(parts, out),
    );
}

wide_fn! {
    fn add_pixels(layout: &Layout, rows: &[f32], sum: &mut [f32]) {
        let channels = layout.channels;
        let sum = &mut sum[..channels];
        for row in rows.chunks_exact(layout.row()) {
            for pixel in row[..layout.inside()].chunks_exact(channels) {
                for c in 0..channels {
                    sum[c] += pixel[c];
                }
            }
        }
    }
}

wide_fn! {
    fn add_squares(layout: &Layout, rows: &[f32], mean: &[f32], square: &mut [f32]) {
        let channels = layout.channels;
        let (mean, square) = (&mean[..channels], &mut square[..channels]);
        for row in rows.chunks_exact(layout.row()) {
            for pixel in row[..layout.inside()].chunks_exact(channels) {
                for c in 0..channels {
                    square[c] += (pixel[c] - mean[c]) * (pixel[c] - mean[c]);
                }
            }
        }
    }
}

/// Mean of each channel and then sum of squared distances from it, `out[2 · channels]`, over some rows of a buffer.
pub fn row_moments(layout: &Layout, rows: &[f32], out: &mut [f32]) {
    let (mean, square) = out.split_at_mut(layout.channels);
    let scale = 1.0 / (rows.len() / layout.row() * layout.width) as f32;
    mean.fill(0.0);
    square.fill(0.0);
    add_pixels(layout, rows, mean);
    mean.iter_mut().for_each(|mean| *mean *= scale);
    add_squares(layout, rows, mean, square);
}

/// Mean of each channel and then its variance (mean squared distance), `out[2 · channels]`, from the [`row_moments`] of
/// the bands. Joined as Chan, Golub and LeVeque (1983, doi:10.1080/00031305.1983.10483115) show, which loses no digits.
pub fn join_moments(layout: &Layout, bands: Bands, parts: &[f32], out: &mut [f32]) {
    let channels = layout.channels;
    for c in 0..channels {
        let (mut mean, mut square, mut count) = (0.0_f64, 0.0_f64, 0.0);
        for (band, part) in bands
            .some(0..bands.count())
            .zip(parts.chunks_exact(2 * channels))
        {
            let more = (band.rows() * layout.width) as f64;
            let total = count + more;
            let step = f64::from(part[c]) - mean;
            mean += step * more / total;
            square += f64::from(part[channels + c]) + step * step * count * more / total;
            count = total;
        }
        out[c] = mean as f32;
        out[channels + c] = (square / count.max(1.0)) as f32;
    }
}

/// Mean of each channel and then its variance, `out[2 · channels]`, over all pixels. Each band is in the cache while it
/// is read twice.
pub fn moments(layout: &Layout, data: &[f32], out: &mut [f32]) {
    over_bands(
        layout,
        2 * layout.channels,
        |band, part| row_moments(layout, &data[band.within(layout)], part),
        |bands, parts| join_moments(layout, bands, parts, out),
    );
}

/// The affine map of each channel, y = scale·x + shift.
#[derive(Clone, Copy, Debug)]
pub struct Affine<'a> {
    /// Factors.
    pub scale: &'a [f32],
    /// Summands.
    pub shift: &'a [f32],
}

/// Σ dy and then Σ dy·(x − mean) of each channel over all pixels, `out[2 · channels]`. With `open`, dy counts only
/// where that map of x is positive, as behind a rectifier.
pub fn gradient_sums(
    layout: &Layout,
    [x, dy]: [&[f32]; 2],
    mean: &[f32],
    open: Option<Affine<'_>>,
    out: &mut [f32],
) {
    over_bands(
        layout,
        2 * layout.channels,
        |band, part| {
            let range = band.within(layout);
            let (plain, weighted) = part.split_at_mut(layout.channels);
            let (x, dy) = (&x[range.clone()], &dy[range]);
            match open {
                None => add_gradients(layout, x, dy, mean, plain, weighted),
                Some(Affine { scale, shift }) => {
                    add_open_gradients(layout, x, dy, mean, scale, shift, plain, weighted);
                }
            }
        },
        |_, parts| {
            out.fill(0.0);
            add_up(parts, out);
        },
    );
}

wide_fn! {
    fn add_gradients(
        layout: &Layout,
        x: &[f32],
        dy: &[f32],
        mean: &[f32],
        plain: &mut [f32],
        weighted: &mut [f32],
    ) {
        let channels = layout.channels;
        let (plain, weighted) = (&mut plain[..channels], &mut weighted[..channels]);
        let mean = &mean[..channels];
        let (row, inside) = (layout.row(), layout.inside());
        for (x, dy) in x.chunks_exact(row).zip(dy.chunks_exact(row)) {
            let pixels = x[..inside].chunks_exact(channels);
            for (x, dy) in pixels.zip(dy[..inside].chunks_exact(channels)) {
                for c in 0..channels {
                    plain[c] += dy[c];
                    weighted[c] += dy[c] * (x[c] - mean[c]);
                }
            }
        }
    }
}

wide_fn! {
    fn add_open_gradients(
        layout: &Layout,
        x: &[f32],
        dy: &[f32],
        mean: &[f32],
        scale: &[f32],
        shift: &[f32],
        plain: &mut [f32],
        weighted: &mut [f32],
    ) {
        let channels = layout.channels;
        let (plain, weighted) = (&mut plain[..channels], &mut weighted[..channels]);
        let (mean, scale, shift) = (&mean[..channels], &scale[..channels], &shift[..channels]);
        let (row, inside) = (layout.row(), layout.inside());
        for (x, dy) in x.chunks_exact(row).zip(dy.chunks_exact(row)) {
            let pixels = x[..inside].chunks_exact(channels);
            for (x, dy) in pixels.zip(dy[..inside].chunks_exact(channels)) {
                for c in 0..channels {
                    let dy = if scale[c] * x[c] + shift[c] > 0.0 { dy[c] } else { 0.0 };
                    plain[c] += dy;
                    weighted[c] += dy * (x[c] - mean[c]);
                }
            }
        }
    }
}

/// `y ← scale·x + shift`, channel by channel; with `rectify`, negative numbers then become zero. NaN is passed on.
pub fn affine(layout: &Layout, x: &[f32], map: Affine<'_>, rectify: bool, y: &mut [f32]) {
    let bands = Bands::new(layout, BAND_PIXELS);
    each_band(y, layout, bands, layout.numbers(), |band, y| {
        let x = &x[band.within(layout)];
        if rectify {
            rectified_rows(layout, x, map.scale, map.shift, y);
        } else {
            affine_rows(layout, x, map.scale, map.shift, y);
        }
    });
}

wide_fn! {
    fn affine_rows(layout: &Layout, x: &[f32], scale: &[f32], shift: &[f32], y: &mut [f32]) {
        let channels = layout.channels;
        let (scale, shift) = (&scale[..channels], &shift[..channels]);
        let (row, inside) = (layout.row(), layout.inside());
        for (y, x) in y.chunks_exact_mut(row).zip(x.chunks_exact(row)) {
            let pixels = y[..inside].chunks_exact_mut(channels);
            for (y, x) in pixels.zip(x[..inside].chunks_exact(channels)) {
                for c in 0..channels {
                    y[c] = scale[c] * x[c] + shift[c];
                }
            }
        }
    }
}

wide_fn! {
    fn rectified_rows(layout: &Layout, x: &[f32], scale: &[f32], shift: &[f32], y: &mut [f32]) {
        let channels = layout.channels;
        let (scale, shift) = (&scale[..channels], &shift[..channels]);
        let (row, inside) = (layout.row(), layout.inside());
        for (y, x) in y.chunks_exact_mut(row).zip(x.chunks_exact(row)) {
            let pixels = y[..inside].chunks_exact_mut(channels);
            for (y, x) in pixels.zip(x[..inside].chunks_exact(channels)) {
                for c in 0..channels {
                    let value = scale[c] * x[c] + shift[c];
                    y[c] = if value < 0.0 { 0.0 } else { value };
                }
            }
        }
    }
}

/// `z ← a·x + b·y + c`, channel by channel. With `open`, x counts only where that map of y is positive.
pub fn affine_of_two(
    layout: &Layout,
    [x, y]: [&[f32]; 2],
    [a, b, c]: [&[f32]; 3],
    open: Option<Affine<'_>>,
    z: &mut [f32],
) {
    let bands = Bands::new(layout, BAND_PIXELS);
    each_band(z, layout, bands, layout.numbers(), |band, z| {
        let range = band.within(layout);
        let (x, y) = (&x[range.clone()], &y[range]);
        match open {
            None => mix_rows(layout, x, y, a, b, c, z),
            Some(Affine { scale, shift }) => mix_open_rows(layout, x, y, a, b, c, scale, shift, z),
        }
    });
}

wide_fn! {
    fn mix_rows(
        layout: &Layout,
        x: &[f32],
        y: &[f32],
        a: &[f32],
        b: &[f32],
        c: &[f32],
        z: &mut [f32],
    ) {
        let channels = layout.channels;
        let (a, b, c) = (&a[..channels], &b[..channels], &c[..channels]);
        let (row, inside) = (layout.row(), layout.inside());
        let inputs = x.chunks_exact(row).zip(y.chunks_exact(row));
        for (z, (x, y)) in z.chunks_exact_mut(row).zip(inputs) {
            let pixels = x[..inside].chunks_exact(channels).zip(y[..inside].chunks_exact(channels));
            for (z, (x, y)) in z[..inside].chunks_exact_mut(channels).zip(pixels) {
                for i in 0..channels {
                    z[i] = a[i] * x[i] + b[i] * y[i] + c[i];
                }
            }
        }
    }
}

wide_fn! {
    fn mix_open_rows(
        layout: &Layout,
        x: &[f32],
        y: &[f32],
        a: &[f32],
        b: &[f32],
        c: &[f32],
        scale: &[f32],
        shift: &[f32],
        z: &mut [f32],
    ) {
        let channels = layout.channels;
        let (a, b, c) = (&a[..channels], &b[..channels], &c[..channels]);
        let (scale, shift) = (&scale[..channels], &shift[..channels]);
        let (row, inside) = (layout.row(), layout.inside());
        let inputs = x.chunks_exact(row).zip(y.chunks_exact(row));
        for (z, (x, y)) in z.chunks_exact_mut(row).zip(inputs) {
            let pixels = x[..inside].chunks_exact(channels).zip(y[..inside].chunks_exact(channels));
            for (z, (x, y)) in z[..inside].chunks_exact_mut(channels).zip(pixels) {
                for i in 0..channels {
                    let x = if scale[i] * y[i] + shift[i] > 0.0 { x[i] } else { 0.0 };
                    z[i] = a[i] * x + b[i] * y[i] + c[i];
                }
            }
        }
    }
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
        let mut found = [0.0; 4];
        moments(&layout, &data, &mut found);
        assert!((found[0] - 1001.0).abs() < 1e-3, "{found:?}");
        assert!((found[2] - 2.0 / 3.0).abs() < 1e-4, "{found:?}");
        assert!((found[1] - 0.5).abs() < 1e-6 && (found[3] - 0.25).abs() < 1e-6);
        let mut sums = [1.0; 2];
        add_channel_sums(&layout, &data, &mut sums);
        assert!((sums[1] - 4201.0).abs() < 1e-6);
    }
}
