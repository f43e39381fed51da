//! The derivative of a denoiser's answer: one number for each pixel of the answer and each of the picture.

use rayon::prelude::*;

use crate::denoise::{DenoiseError, Denoiser, Watch};
use crate::image::Image;
use crate::labs::Desk;
use crate::math::matrices::eigen::Eigen;
use crate::math::matrices::gemm;

/// How far a pixel is moved for a difference.
const STEP: f32 = 2e-3;

/// J, row after row: row i is how pixel i of the answer follows each pixel of the picture.
pub(super) struct Jacobian {
    /// Pixels.
    pub(super) count: usize,
    pub(super) data: Vec<f32>,
    /// Largest difference of f(y) and J y, 0..1.
    pub(super) off: f64,
    /// Whether it is exact; else it is found by differences.
    pub(super) exact: bool,
}

/// What can be read from J.
#[derive(Clone, Debug)]
pub(super) struct Read {
    /// Mean, standard deviation, least and most of the rows' sums.
    pub(super) sums: [f64; 4],
    /// Trace over pixels: how many numbers of the picture each number of the answer keeps.
    pub(super) freedom: f64,
    /// ‖J − Jᵀ‖ / ‖J‖.
    pub(super) asymmetry: f64,
    /// Share of the weights' sizes that are negative.
    pub(super) negative: f64,
    /// The singular values, largest first.
    pub(super) values: Vec<f64>,
}

impl Jacobian {
    /// Of a denoiser at a picture of one channel; `None` when it was stopped. `done` is told what share is done.
    ///
    /// # Errors
    /// [`DenoiseError`] of the denoiser.
    pub(super) fn of(
        method: &dyn Denoiser,
        noisy: &Image,
        sigma: f32,
        desk: &Desk<'_>,
    ) -> Result<Option<Self>, DenoiseError> {
        let (_, height, width) = noisy.dim();
        let count = height * width;
        let watch = || Watch::from(desk.progress()).silent();
        let answer = method.denoise(noisy, sigma, &watch())?;
        let exact = method.derivative(noisy, sigma, [0, 0, 0]).is_some();
        // A row for each pixel of the answer, or a column for each of the picture.
        let one = |at: usize| -> Result<Vec<f32>, DenoiseError> {
            if desk.stopped() {
                return Ok(Vec::new());
            }
            let place = [0, at / width, at % width];
            if let (true, Some(row)) = (exact, method.derivative(noisy, sigma, place)) {
                return row.map(|row| row.pixels().to_vec());
            }
            let moved = |by: f32| {
                let mut moved = noisy.clone();
                moved.array_mut()[place] += by;
                method.denoise(&moved, sigma, &watch())
            };
            let (up, down) = (moved(STEP)?, moved(-STEP)?);
            let pairs = up.pixels().iter().zip(down.pixels());
            Ok(pairs.map(|(up, down)| (up - down) / (2.0 * STEP)).collect())
        };
        let lines: Result<Vec<Vec<f32>>, DenoiseError> =
            (0..count).into_par_iter().map(one).collect();
        let lines = lines?;
        if desk.stopped() {
            return Ok(None);
        }
        let mut data = vec![0.0; count * count];
        for (at, line) in lines.iter().enumerate() {
            for (other, value) in line.iter().enumerate() {
                let [row, column] = if exact { [at, other] } else { [other, at] };
                data[row * count + column] = *value;
            }
        }
        let mut found = Self {
            count,
            data,
            off: 0.0,
            exact,
        };
        let off = |at: usize| {
            let row = found.row(at).iter().zip(noisy.pixels());
            let sum: f64 = row.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            (sum - f64::from(answer.pixels()[at])).abs()
        };
        found.off = (0..count).map(off).fold(0.0, f64::max);
        Ok(Some(found))
    }

    pub(super) fn row(&self, at: usize) -> &[f32] {
        &self.data[at * self.count..(at + 1) * self.count]
    }

    pub(super) fn read(&self) -> Read {
        let (count, n) = (self.count as f64, self.count);
        let sum = |row: &[f32]| row.iter().map(|value| f64::from(*value)).sum::<f64>();
        let sums: Vec<f64> = (0..n).map(|at| sum(self.row(at))).collect();
        let mean = sums.iter().sum::<f64>() / count;
        let spread = sums.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / count;
        let least = sums.iter().copied().fold(f64::MAX, f64::min);
        let most = sums.iter().copied().fold(f64::MIN, f64::max);
        let at = |row: usize, column: usize| f64::from(self.data[row * n + column]);
        let (mut whole, mut apart, mut size, mut below) = (0.0, 0.0, 0.0, 0.0);
        for row in 0..n {
            for column in 0..n {
                let value = at(row, column);
                whole += value * value;
                apart += (value - at(column, row)).powi(2);
                size += value.abs();
                below += f64::max(-value, 0.0);
            }
        }
        Read {
            sums: [mean, spread.sqrt(), least, most],
            freedom: (0..n).map(|one| at(one, one)).sum::<f64>() / count,
            asymmetry: (apart / whole.max(1e-300)).sqrt(),
            negative: below / size.max(1e-300),
            values: self.singular_values(),
        }
    }

    /// The roots of the eigenvalues of Jᵀ J, largest first.
    fn singular_values(&self) -> Vec<f64> {
        let n = self.count;
        let mut square = vec![0.0; n * n];
        let (turned, straight) = (gemm::columns(&self.data, n), gemm::rows(&self.data, n));
        gemm::multiply(
            [n, n, n],
            gemm::rows_mut(&mut square, n),
            turned,
            straight,
            false,
        );
        let mut eigen = Eigen::default();
        eigen.solve(&square, n);
        let mut values: Vec<f64> = eigen
            .values()
            .map(|value| f64::from(value).max(0.0).sqrt())
            .collect();
        values.sort_by(|a, b| b.total_cmp(a));
        values
    }
}
