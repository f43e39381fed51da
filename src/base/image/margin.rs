//! Margins: a plane continued beyond its borders by mirroring, for methods that need sizes or surroundings of their
//! own.

use super::raster::mirror;

/// A plane (row after row) inside a larger one that continues it by mirroring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Margin {
    /// Rows and columns of the plane; neither is 0.
    pub inner: (usize, usize),
    /// Rows above and columns to the left that are added.
    pub before: (usize, usize),
    /// Rows and columns of the larger plane.
    pub outer: (usize, usize),
}

impl Margin {
    /// At least `margin` pixels on each side of `height` × `width`, up to the next sizes that `fit` gives (it must not
    /// shrink them).
    pub fn new(height: usize, width: usize, margin: usize, fit: impl Fn(usize) -> usize) -> Self {
        let outer = (fit(height + 2 * margin), fit(width + 2 * margin));
        Self {
            inner: (height, width),
            before: ((outer.0 - height) / 2, (outer.1 - width) / 2),
            outer,
        }
    }

    /// The larger plane.
    pub fn add(&self, plane: &[f32]) -> Vec<f32> {
        let place = |at: usize, before: usize, inner: usize| mirror(at.abs_diff(before), inner);
        let columns: Vec<usize> = (0..self.outer.1)
            .map(|x| place(x, self.before.1, self.inner.1))
            .collect();
        let mut larger = Vec::with_capacity(self.outer.0 * self.outer.1);
        for y in 0..self.outer.0 {
            let start = place(y, self.before.0, self.inner.0) * self.inner.1;
            let row = &plane[start..start + self.inner.1];
            larger.extend(columns.iter().map(|&x| row[x]));
        }
        larger
    }

    /// The plane again, written to `plane`.
    pub fn remove(&self, larger: &[f32], plane: &mut [f32]) {
        let rows = larger.chunks_exact(self.outer.1).skip(self.before.0);
        for (out, row) in plane.chunks_exact_mut(self.inner.1).zip(rows) {
            out.copy_from_slice(&row[self.before.1..][..self.inner.1]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_mirror_and_come_off() {
        let plane = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let margin = Margin::new(2, 3, 1, |n| n.next_multiple_of(4));
        assert_eq!((margin.outer, margin.before), ((4, 8), (1, 2)));
        let larger = margin.add(&plane);
        assert_eq!(larger[..8], [6.0, 5.0, 4.0, 5.0, 6.0, 5.0, 4.0, 5.0]);
        assert_eq!(larger[8..16], [3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0, 2.0]);
        let mut back = [0.0; 6];
        margin.remove(&larger, &mut back);
        assert_eq!(back, plane);
    }
}
