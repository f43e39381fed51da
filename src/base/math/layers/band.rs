//! Bands: fixed pieces of a batch (some rows of one image) on which kernels work side by side.
//!
//! How a batch is cut depends on its layout alone, never on the number of threads; partial sums of bands are added in
//! the order of bands. So the bits of a result are the same for any number of threads.

use std::ops::Range;

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

    /// Numbers of the band in a buffer, the ends of its rows included.
    pub fn within(&self, layout: &Layout) -> Range<usize> {
        let start = layout.at(self.image, self.top, 0);
        start..start + self.rows() * layout.row()
    }
}

/// Below this many multiply-adds a kernel stays on the thread that called it: handing work over costs more.
pub const WORTH_SHARING: usize = 1 << 17;

/// Pixels of a band: few enough that its rows stay in a core's own cache, many enough for long matrix products.
pub const BAND_PIXELS: usize = 2048;

/// How a batch is cut into bands: each image into pieces of so many rows, the last of which may be shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    height: usize,
    rows: usize,
    per_image: usize,
    count: usize,
}

impl Bands {
    /// Bands of about `pixels` pixels each, at least one row.
    pub fn new(layout: &Layout, pixels: usize) -> Self {
        let pieces = (layout.height * layout.pitch())
            .div_ceil(pixels.max(1))
            .clamp(1, layout.height.max(1));
        Self::of_rows(layout, layout.height.div_ceil(pieces))
    }

    /// Bands of so many rows.
    pub fn of_rows(layout: &Layout, rows: usize) -> Self {
        let rows = rows.max(1);
        let per_image = layout.height.div_ceil(rows);
        Self {
            height: layout.height,
            rows,
            per_image,
            count: layout.count * per_image,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The band of a number.
    pub fn get(&self, index: usize) -> Band {
        let top = index % self.per_image * self.rows;
        Band {
            image: index / self.per_image,
            top,
            bottom: (top + self.rows).min(self.height),
        }
    }

    /// The bands of some numbers.
    pub fn some(self, range: Range<usize>) -> impl Iterator<Item = Band> {
        range.map(move |index| self.get(index))
    }

    /// The bands of one image.
    pub fn of_image(self, image: usize) -> impl Iterator<Item = Band> {
        self.some(image * self.per_image..(image + 1) * self.per_image)
    }
}

/// Calls `work` for each band with the band's part of `data`: all its rows, each with the border at its end. `cost` is
/// the number of multiply-adds of all bands.
pub fn each_band(
    data: &mut [f32],
    layout: &Layout,
    bands: Bands,
    cost: usize,
    work: impl Fn(Band, &mut [f32]) + Sync,
) {
    each_band_and_part(data, layout, bands, (&mut [], 0), cost, |band, rows, _| {
        work(band, rows);
    });
}

/// The same, where each band also fills a part of so many numbers of its own: a sum over the band, say.
pub fn each_band_and_part(
    data: &mut [f32],
    layout: &Layout,
    bands: Bands,
    (parts, size): (&mut [f32], usize),
    cost: usize,
    work: impl Fn(Band, &mut [f32], &mut [f32]) + Sync,
) {
    assert_eq!(parts.len(), bands.count * size, "a part for each band");
    if bands.count == 0 {
        return;
    }
    let share = Share {
        layout: *layout,
        bands,
        size,
        alone: cost < WORTH_SHARING,
        work: &work,
    };
    let first = bands.get(0).within(layout).start;
    share.run(0..bands.count, &mut data[first..], parts);
}

/// Work on bands, halved again and again until each thread has some.
struct Share<'a, W> {
    layout: Layout,
    bands: Bands,
    size: usize,
    alone: bool,
    work: &'a W,
}

impl<W: Fn(Band, &mut [f32], &mut [f32]) + Sync> Share<'_, W> {
    /// `data` begins where the first band does.
    fn run(&self, range: Range<usize>, data: &mut [f32], parts: &mut [f32]) {
        let first = self.bands.get(range.start);
        if range.len() == 1 {
            let length = first.within(&self.layout).len();
            return (self.work)(first, &mut data[..length], parts);
        }
        let middle = range.start + range.len() / 2;
        let start = |band: Band| band.within(&self.layout).start;
        let (data, later) = data.split_at_mut(start(self.bands.get(middle)) - start(first));
        let (parts, later_parts) = parts.split_at_mut((middle - range.start) * self.size);
        let one = || self.run(range.start..middle, data, parts);
        let other = || self.run(middle..range.end, later, later_parts);
        both(self.alone, one, other);
    }
}

/// Both, side by side unless `alone`.
fn both(alone: bool, one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    if alone {
        one();
        other();
    } else {
        rayon::join(one, other);
    }
}

/// Calls `work(number, part)` for each part of `size` numbers (the last may be shorter), side by side when `cost`
/// multiply-adds are worth it.
pub fn each_part(
    parts: &mut [f32],
    size: usize,
    cost: usize,
    work: impl Fn(usize, &mut [f32]) + Sync,
) {
    if !parts.is_empty() {
        halve(parts, size.max(1), 0, cost < WORTH_SHARING, &work);
    }
}

fn halve(
    parts: &mut [f32],
    size: usize,
    first: usize,
    alone: bool,
    work: &(impl Fn(usize, &mut [f32]) + Sync),
) {
    let count = parts.len().div_ceil(size);
    if count == 1 {
        return work(first, parts);
    }
    let (one, other) = parts.split_at_mut(count / 2 * size);
    both(
        alone,
        || halve(one, size, first, alone, work),
        || halve(other, size, first + count / 2, alone, work),
    );
}

/// Calls `work` for each image with the image's part of `data` (which begins at its first pixel).
pub fn each_image(
    data: &mut [f32],
    layout: &Layout,
    cost: usize,
    work: impl Fn(usize, &mut [f32]) + Sync,
) {
    if !layout.is_empty() {
        let images = &mut data[layout.origin()..layout.len()];
        each_part(images, layout.image(), cost, work);
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
            let bands = Bands::new(&layout, pixels);
            let mut data = vec![0.0; layout.len()];
            let mut parts = vec![0.0; bands.count()];
            let cost = pixels * WORTH_SHARING / 10;
            each_band_and_part(
                &mut data,
                &layout,
                bands,
                (&mut parts, 1),
                cost,
                |band, rows, part| {
                    part[0] = (band.image * layout.height + band.top) as f32;
                    assert_eq!(rows.len(), band.rows() * layout.row());
                    for row in rows.chunks_mut(layout.row()) {
                        row[..layout.inside()]
                            .iter_mut()
                            .for_each(|value| *value += 1.0);
                    }
                },
            );
            assert!(layout.rows(&data).flatten().all(|&value| value == 1.0));
            assert_eq!(data.iter().sum::<f32>(), layout.numbers() as f32);
            let tops = bands
                .some(0..bands.count())
                .map(|band| band.image * layout.height + band.top);
            assert!(tops.eq(parts.iter().map(|&part| part as usize)));
        }
    }

    #[test]
    fn parts_come_once_each() {
        for (length, size) in [(1, 1), (7, 3), (64, 8), (5, 9)] {
            for cost in [0, WORTH_SHARING] {
                let mut parts = vec![-1.0; length];
                each_part(&mut parts, size, cost, |at, part| part.fill(at as f32));
                let expected: Vec<f32> = (0..length).map(|at| (at / size) as f32).collect();
                assert_eq!(parts, expected);
            }
        }
    }
}
