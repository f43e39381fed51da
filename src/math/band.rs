//! Bands: fixed pieces of a batch (some rows of one image) on which kernels work side by side.
//!
//! How a batch is cut depends on its layout alone, never on the number of threads; partial sums of bands are added in
//! the order of bands. So the bits of a result are the same for any number of threads.

use rayon::prelude::*;

use super::Layout;

/// Some rows of one image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Which image.
    pub image: usize,
    /// First row.
    pub top: usize,
    /// Row after the last.
    pub bottom: usize,
}

impl Band {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.bottom - self.top
    }
}

/// Below this many multiply-adds a kernel stays on the thread that called it: handing work over costs more.
pub const WORTH_SHARING: usize = 1 << 17;

/// Pixels of a band: few enough that its rows stay in a core's own cache, many enough for long matrix products.
pub const BAND_PIXELS: usize = 2048;

/// Cuts every image into bands of about `pixels` pixels each, at least one row.
pub fn bands(layout: &Layout, pixels: usize) -> Vec<Band> {
    let pieces = (layout.height * layout.pitch())
        .div_ceil(pixels.max(1))
        .clamp(1, layout.height.max(1));
    let rows = layout.height.div_ceil(pieces).max(1);
    (0..layout.count)
        .flat_map(|image| {
            (0..layout.height).step_by(rows).map(move |top| Band {
                image,
                top,
                bottom: (top + rows).min(layout.height),
            })
        })
        .collect()
}

/// Calls `work` for each band with the band's part of `data`: all its rows, each with the border at its end. `cost` is the
/// number of multiply-adds of all bands. The answers come in the order of bands.
pub fn each_band<T: Send>(
    data: &mut [f32],
    layout: &Layout,
    bands: &[Band],
    cost: usize,
    work: impl Fn(Band, &mut [f32]) -> T + Sync,
) -> Vec<T> {
    let mut rest = data;
    let mut taken = 0;
    let pieces = bands.iter().map(|&band| {
        let start = layout.at(band.image, band.top, 0);
        let end = start + band.rows() * layout.row();
        let (_, tail) = std::mem::take(&mut rest).split_at_mut(start - taken);
        let (piece, tail) = tail.split_at_mut(end - start);
        rest = tail;
        taken = end;
        (band, piece)
    });
    if cost < WORTH_SHARING || bands.len() < 2 {
        return pieces.map(|(band, piece)| work(band, piece)).collect();
    }
    let pieces: Vec<_> = pieces.collect();
    pieces
        .into_par_iter()
        .map(|(band, piece)| work(band, piece))
        .collect()
}

/// Calls `work` for each image with the image's part of `data` (which begins at its first pixel).
pub fn each_image(
    data: &mut [f32],
    layout: &Layout,
    cost: usize,
    work: impl Fn(usize, &mut [f32]) + Sync,
) {
    if layout.is_empty() {
        return;
    }
    let images = &mut data[layout.origin()..layout.len()];
    if cost < WORTH_SHARING {
        images
            .chunks_mut(layout.image())
            .enumerate()
            .for_each(|(image, piece)| work(image, piece));
    } else {
        images
            .par_chunks_mut(layout.image())
            .enumerate()
            .for_each(|(image, piece)| work(image, piece));
    }
}

/// `work(0..count)`, side by side when `cost` multiply-adds are worth it; the answers come in order.
pub fn each<T: Send>(count: usize, cost: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    if cost < WORTH_SHARING || count < 2 {
        (0..count).map(work).collect()
    } else {
        (0..count).into_par_iter().map(work).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_cover_every_row_once() {
        let layout = Layout {
            count: 3,
            height: 7,
            width: 5,
            channels: 2,
            border: 1,
        };
        for pixels in [1, 6, 13, 1000] {
            let bands = bands(&layout, pixels);
            let mut data = vec![0.0; layout.len()];
            each_band(&mut data, &layout, &bands, 0, |band, rows| {
                assert_eq!(rows.len(), band.rows() * layout.row());
                for row in rows.chunks_mut(layout.row()) {
                    row[..layout.inside()]
                        .iter_mut()
                        .for_each(|value| *value += 1.0);
                }
            });
            assert!(layout.rows(&data).flatten().all(|&value| value == 1.0));
            assert_eq!(data.iter().sum::<f32>(), layout.numbers() as f32);
        }
    }
}
