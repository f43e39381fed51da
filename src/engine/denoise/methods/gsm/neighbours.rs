//! Coefficients with their neighbours, and how these vary together.

use rayon::prelude::*;

use crate::math::simd::wide;

/// Neighbours in the band, itself among them.
const AROUND: usize = 9;
/// Which of the neighbours is the coefficient itself.
pub(super) const CENTRE: usize = 4;
/// Most neighbours: those in the band and the parent.
pub(super) const MOST: usize = AROUND + 1;
/// Numbers whose products are summed together.
const LANES: usize = 16;

/// A periodic band and, on the same grid, its parent.
pub(super) struct Neighbours {
    /// The band with two further rows and columns on each side.
    padded: Vec<f32>,
    parent: Option<Vec<f32>>,
    width: usize,
}

impl Neighbours {
    pub(super) fn new(band: &[f32], parent: Option<Vec<f32>>, width: usize) -> Self {
        let height = band.len() / width;
        let mut padded = Vec::with_capacity((height + 4) * (width + 4));
        for y in 0..height + 4 {
            let row = &band[(y + 2 * height - 2) % height * width..][..width];
            padded.extend((0..2).map(|x| row[(x + 2 * width - 2) % width]));
            padded.extend_from_slice(row);
            padded.extend((0..2).map(|x| row[x % width]));
        }
        Self {
            padded,
            parent,
            width,
        }
    }

    /// Number of neighbours: 10, or 9 without a parent.
    pub(super) fn count(&self) -> usize {
        AROUND + usize::from(self.parent.is_some())
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn height(&self) -> usize {
        self.padded.len() / (self.width + 4) - 4
    }

    /// Row `y` of the band, moved `down` and `right`, each −2..=2.
    fn row(&self, y: usize, down: isize, right: isize) -> &[f32] {
        let start = (y + 2).wrapping_add_signed(down) * (self.width + 4);
        &self.padded[start + 2_usize.wrapping_add_signed(right)..][..self.width]
    }

    /// Row `y` of neighbour `index`: 0..9 the surroundings row after row, 9 the parent.
    pub(super) fn neighbour(&self, y: usize, index: usize) -> &[f32] {
        match &self.parent {
            Some(parent) if index == AROUND => &parent[y * self.width..][..self.width],
            _ => {
                let (down, right) = place(index);
                self.row(y, down, right)
            }
        }
    }

    /// Mean products of all pairs of neighbours. As the band is periodic, those of the band depend on how the two lie
    /// to each other only.
    pub(super) fn covariance(&self) -> Covariance {
        let n = self.count();
        // Half of the displacements −2..=2 both ways; the other half is the same.
        let mut pairs: Vec<Pair> = (0..=2)
            .flat_map(|down| (-2..=2).map(move |right| Pair::Band(down, right)))
            .collect();
        if self.parent.is_some() {
            pairs.extend((0..MOST).map(Pair::Parent));
        }
        let rows: Vec<Vec<f64>> = (0..self.height())
            .into_par_iter()
            .map(|y| pairs.iter().map(|pair| self.product(y, *pair)).collect())
            .collect();
        let mut means = vec![0.0; pairs.len()];
        for row in rows {
            for (mean, value) in means.iter_mut().zip(row) {
                *mean += value / (self.width * self.height()) as f64;
            }
        }
        let values = (0..n * n).map(|at| {
            let (i, j) = (at / n, at % n);
            if i.max(j) == AROUND {
                return means[15 + i.min(j)];
            }
            let ((y0, x0), (y1, x1)) = (place(i), place(j));
            let (down, right) = if y1 >= y0 {
                (y1 - y0, x1 - x0)
            } else {
                (y0 - y1, x0 - x1)
            };
            means[(5 * down + right + 2) as usize]
        });
        Covariance {
            n,
            values: values.collect(),
        }
    }

    fn product(&self, y: usize, pair: Pair) -> f64 {
        match pair {
            Pair::Band(down, right) => product(self.row(y, 0, 0), self.row(y, down, right)),
            Pair::Parent(index) => product(self.neighbour(y, AROUND), self.neighbour(y, index)),
        }
    }
}

#[derive(Clone, Copy)]
enum Pair {
    Band(isize, isize),
    Parent(usize),
}

/// Where neighbour `index` lies: down and right, −1..=1.
fn place(index: usize) -> (isize, isize) {
    (index as isize / 3 - 1, index as isize % 3 - 1)
}

fn product(a: &[f32], b: &[f32]) -> f64 {
    let mut sums = [0.0_f32; LANES];
    wide(
        #[inline(always)]
        || {
            let (a_parts, b_parts) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
            for (i, (a, b)) in a_parts
                .remainder()
                .iter()
                .zip(b_parts.remainder())
                .enumerate()
            {
                sums[i] += a * b;
            }
            for (a, b) in a_parts.zip(b_parts) {
                for i in 0..LANES {
                    sums[i] += a[i] * b[i];
                }
            }
        },
    );
    sums.iter().map(|&sum| f64::from(sum)).sum()
}

/// A symmetric matrix.
#[derive(Clone, Debug)]
pub(super) struct Covariance {
    pub(super) n: usize,
    pub(super) values: Vec<f64>,
}

impl Covariance {
    /// That of the first `count` neighbours.
    pub(super) fn first(&self, count: usize) -> Self {
        let rows = self.values.chunks_exact(self.n).take(count);
        Self {
            n: count,
            values: rows.flat_map(|row| row[..count].iter().copied()).collect(),
        }
    }

    pub(super) fn scaled(&self, factor: f64) -> Self {
        Self {
            n: self.n,
            values: self.values.iter().map(|value| value * factor).collect(),
        }
    }
}
