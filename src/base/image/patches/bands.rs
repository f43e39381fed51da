//! Overlapping estimates of patches, added up band by band.
//!
//! ```text
//! answer(p) = Σ weight · estimate(p) / Σ weight,   over all patches that cover p
//! ```
//!
//! A picture is cut into bands of a fixed number of rows of places; each band adds its estimates up in its own sums,
//! and these are added to the whole in the order of bands. So bands may run on any number of threads with the same
//! bits.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

/// Bands whose sums are in memory at once.
const AT_ONCE: usize = 16;
/// Rows of pixels in a band, about.
const ROWS: usize = 24;

/// Sums of weighted estimates for some rows of a picture, and sums of the weights, by channel.
#[derive(Clone, Debug)]
pub struct Sums {
    top: usize,
    height: usize,
    width: usize,
    values: Vec<f32>,
    weights: Vec<f32>,
}

impl Sums {
    fn new(channels: usize, rows: std::ops::Range<usize>, width: usize) -> Self {
        let length = channels * rows.len() * width;
        Self {
            top: rows.start,
            height: rows.len(),
            width,
            values: vec![0.0; length],
            weights: vec![0.0; length],
        }
    }

    /// Adds the estimate of a patch of P × P pixels at (y, x) of the picture; `window` holds the weight of each of its
    /// pixels, which `weight` multiplies.
    #[inline(always)]
    pub fn add<const P: usize>(
        &mut self,
        channel: usize,
        (y, x): (usize, usize),
        patch: &[f32],
        window: &[f32],
        weight: f32,
    ) {
        let from = (channel * self.height + y - self.top) * self.width + x;
        let rows = patch.chunks_exact(P).zip(window.chunks_exact(P)).take(P);
        for (dy, (patch, window)) in rows.enumerate() {
            let at = from + dy * self.width;
            let values: &mut [f32] = &mut self.values[at..][..P];
            let weights: &mut [f32] = &mut self.weights[at..][..P];
            for k in 0..P {
                let share = weight * window[k];
                values[k] += share * patch[k];
                weights[k] += share;
            }
        }
    }

    /// The sums of values and of weights in row y of the picture, from column x on.
    #[inline(always)]
    pub fn row(&mut self, channel: usize, (y, x): (usize, usize)) -> (&mut [f32], &mut [f32]) {
        let start = (channel * self.height + y - self.top) * self.width;
        let range = start + x..start + self.width;
        (&mut self.values[range.clone()], &mut self.weights[range])
    }

    fn append(&mut self, part: &Self) {
        let (plane, part_plane) = (self.height * self.width, part.height * part.width);
        for channel in 0..self.values.len() / plane {
            let at = channel * plane + (part.top - self.top) * self.width;
            let from = channel * part_plane;
            for (all, some) in [
                (&mut self.values, &part.values),
                (&mut self.weights, &part.weights),
            ] {
                let some = &some[from..][..part_plane];
                for (a, b) in all[at..][..part_plane].iter_mut().zip(some) {
                    *a += b;
                }
            }
        }
    }

    /// Values by weights; where no patch was, `otherwise`, of the same length.
    pub fn divide(mut self, otherwise: &[f32]) -> Vec<f32> {
        for ((value, weight), other) in self.values.iter_mut().zip(&self.weights).zip(otherwise) {
            *value = if *weight > 0.0 {
                *value / weight
            } else {
                *other
            };
        }
        self.values
    }
}

/// How a picture is worked through: every place of a grid, band by band.
pub struct Bands<'a> {
    /// Channels of the estimates.
    pub channels: usize,
    /// Height of the picture.
    pub height: usize,
    /// Width of the picture.
    pub width: usize,
    /// Side of a patch; the picture must have room for one.
    pub side: usize,
    /// Pixels from one place of the grid to the next.
    pub step: usize,
    /// Estimates lie up to so many rows above or below the place that is worked on.
    pub reach: usize,
    /// Told how much is done, 0..1.
    pub told: &'a (dyn Fn(f32) + Sync),
}

impl Bands<'_> {
    /// Runs `work` for each band with the rows and the columns of its places, and adds all sums up. `work` returns its
    /// error to stop.
    ///
    /// # Errors
    /// What `work` returns.
    pub fn run<E: Send>(
        &self,
        work: impl Fn(&[usize], &[usize], &mut Sums) -> Result<(), E> + Sync,
    ) -> Result<Sums, E> {
        let rows = super::places(self.height, self.side, self.step);
        let columns = super::places(self.width, self.side, self.step);
        let bands: Vec<&[usize]> = rows.chunks((ROWS / self.step.max(1)).max(1)).collect();
        let done = AtomicUsize::new(0);
        let mut whole = Sums::new(self.channels, 0..self.height, self.width);
        for some in bands.chunks(AT_ONCE) {
            let parts: Result<Vec<Sums>, E> = some
                .par_iter()
                .map(|&band| {
                    let (first, last) = (band[0], band[band.len() - 1]);
                    let end = (last + self.reach + self.side).min(self.height);
                    let range = first.saturating_sub(self.reach)..end;
                    let mut sums = Sums::new(self.channels, range, self.width);
                    work(band, &columns, &mut sums)?;
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    (self.told)(done as f32 / bands.len() as f32);
                    Ok(sums)
                })
                .collect();
            for part in parts? {
                whole.append(&part);
            }
        }
        Ok(whole)
    }
}
