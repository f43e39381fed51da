//! Transforms of small square blocks as products with small matrices, and the Haar wavelet transform between blocks.
//!
//! ```text
//! coefficients = M · block · Mᵀ,   block = M⁻¹ · coefficients · M⁻ᵀ
//! ```
//!
//! The rows of M have length 1, so white noise keeps its standard deviation in every coefficient. A block's first
//! coefficient is its mean × side. Cost: 4 side³ operations a block, in loops over whole rows.

/// A separable transform of blocks of P × P numbers.
#[derive(Clone, Debug)]
pub struct BlockTransform<const P: usize> {
    forward: [[f32; P]; P],
    inverse: [[f32; P]; P],
    /// The same two, transposed.
    forward_t: [[f32; P]; P],
    inverse_t: [[f32; P]; P],
}

impl<const P: usize> BlockTransform<P> {
    /// The orthonormal discrete cosine transform (DCT-II):
    /// M\[k\]\[n\] = √(2 / P) cos(π (2 n + 1) k / 2 P), the first row divided by √2.
    pub fn dct() -> Self {
        let mut matrix = [[0.0; P]; P];
        for (k, row) in matrix.iter_mut().enumerate() {
            let scale = if k == 0 { 1.0 } else { 2.0_f64 } / P as f64;
            for (n, value) in row.iter_mut().enumerate() {
                let angle = std::f64::consts::PI * ((2 * n + 1) * k) as f64 / (2 * P) as f64;
                *value = scale.sqrt() * angle.cos();
            }
        }
        Self::from_pair(matrix, transposed(&matrix))
    }

    /// The biorthogonal spline wavelet 1.5 in all its levels, on a ring of P numbers, P a power of 2. Rows are scaled
    /// to length 1.
    ///
    /// Per level, from pairs: s_i = (x_2i + x_2i+1) / √2, d_i = (x_2i − x_2i+1) / √2; then each s_i gains
    /// (3 d_i−2 − 22 d_i−1 + 22 d_i+1 − 3 d_i+2) / 128. Source: Cohen, Daubechies, Feauveau 1992,
    /// doi:10.1002/cpa.3160450502.
    pub fn spline_wavelet() -> Self {
        debug_assert!(P.is_power_of_two());
        let mut columns = [[0.0; P]; P];
        let mut back = [[0.0; P]; P];
        for at in 0..P {
            columns[at][at] = 1.0;
            analyse(&mut columns[at]);
            back[at][at] = 1.0;
            synthesise(&mut back[at]);
        }
        let (mut forward, mut inverse) = (transposed(&columns), transposed(&back));
        for k in 0..P {
            let length = forward[k].iter().map(|v| v * v).sum::<f64>().sqrt();
            forward[k].iter_mut().for_each(|v| *v /= length);
            inverse.iter_mut().for_each(|row| row[k] *= length);
        }
        Self::from_pair(forward, inverse)
    }

    fn from_pair(forward: [[f64; P]; P], inverse: [[f64; P]; P]) -> Self {
        let single = |matrix: &[[f64; P]; P]| matrix.map(|row| row.map(|value| value as f32));
        Self {
            forward: single(&forward),
            inverse: single(&inverse),
            forward_t: single(&transposed(&forward)),
            inverse_t: single(&transposed(&inverse)),
        }
    }

    /// A block, row after row, becomes its coefficients.
    #[inline(always)]
    pub fn forward(&self, block: &mut [f32]) {
        both_sides(&self.forward, &self.forward_t, block);
    }

    /// Coefficients become the block.
    #[inline(always)]
    pub fn inverse(&self, block: &mut [f32]) {
        both_sides(&self.inverse, &self.inverse_t, block);
    }
}

/// left · block · right.
#[allow(
    clippy::needless_range_loop,
    reason = "plain indices keep a row in registers"
)]
#[inline(always)]
fn both_sides<const P: usize>(left: &[[f32; P]; P], right: &[[f32; P]; P], block: &mut [f32]) {
    let block = &mut block[..P * P];
    let mut half = [[0.0_f32; P]; P];
    for i in 0..P {
        let mut row = [0.0_f32; P];
        for k in 0..P {
            let value = block[i * P + k];
            for j in 0..P {
                row[j] += value * right[k][j];
            }
        }
        half[i] = row;
    }
    for i in 0..P {
        let mut row = [0.0_f32; P];
        for k in 0..P {
            let value = left[i][k];
            for j in 0..P {
                row[j] += value * half[k][j];
            }
        }
        block[i * P..][..P].copy_from_slice(&row);
    }
}

fn transposed<const P: usize>(matrix: &[[f64; P]; P]) -> [[f64; P]; P] {
    std::array::from_fn(|i| std::array::from_fn(|j| matrix[j][i]))
}

const LIFT: [(isize, f64); 4] = [
    (-2, 3.0 / 128.0),
    (-1, -22.0 / 128.0),
    (1, 22.0 / 128.0),
    (2, -3.0 / 128.0),
];

fn analyse(values: &mut [f64]) {
    let mut length = values.len();
    while length > 1 {
        let half = length / 2;
        let pairs: Vec<_> = values[..length].chunks(2).map(|p| (p[0], p[1])).collect();
        for (i, (a, b)) in pairs.into_iter().enumerate() {
            values[i] = (a + b) * std::f64::consts::FRAC_1_SQRT_2;
            values[half + i] = (a - b) * std::f64::consts::FRAC_1_SQRT_2;
        }
        lift(&mut values[..length], 1.0);
        length = half;
    }
}

fn synthesise(values: &mut [f64]) {
    let mut length = 2;
    while length <= values.len() {
        let half = length / 2;
        lift(&mut values[..length], -1.0);
        let old = values[..length].to_vec();
        for i in 0..half {
            values[2 * i] = (old[i] + old[half + i]) * std::f64::consts::FRAC_1_SQRT_2;
            values[2 * i + 1] = (old[i] - old[half + i]) * std::f64::consts::FRAC_1_SQRT_2;
        }
        length *= 2;
    }
}

/// Adds `sign` × the neighbours' differences to the sums.
fn lift(values: &mut [f64], sign: f64) {
    let half = values.len() / 2;
    let (sums, differences) = values.split_at_mut(half);
    for (i, sum) in sums.iter_mut().enumerate() {
        for (offset, weight) in LIFT {
            let at = (i as isize + offset).rem_euclid(half as isize) as usize;
            *sum += sign * weight * differences[at];
        }
    }
}

/// The Haar wavelet transform across blocks, in all its levels: neighbours a, b become (a + b) / √2 and (a − b) / √2,
/// then the sums again in the same way, and so on. `blocks` holds a power of 2 of blocks of `size` numbers; the first
/// one becomes Σ blocks / √count.
#[inline(always)]
pub fn haar(blocks: &mut [f32], size: usize) {
    let count = blocks.len() / size;
    debug_assert!(count.is_power_of_two());
    for level in 0..count.ilog2() {
        haar_level(blocks, size, level);
    }
}

/// Takes [`haar`] back.
#[inline(always)]
pub fn haar_back(blocks: &mut [f32], size: usize) {
    for level in (0..(blocks.len() / size).ilog2()).rev() {
        haar_level(blocks, size, level);
    }
}

/// One level, in place: sums are kept where the first of two was. It is its own inverse.
#[inline(always)]
fn haar_level(blocks: &mut [f32], size: usize, level: u32) {
    let apart = size << level;
    for pair in blocks.chunks_exact_mut(2 * apart) {
        let (first, second) = pair.split_at_mut(apart);
        for (a, b) in first[..size].iter_mut().zip(second) {
            let half = std::f32::consts::FRAC_1_SQRT_2;
            (*a, *b) = (half * (*a + *b), half * (*a - *b));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back<const P: usize>(transform: &BlockTransform<P>) {
        let block: Vec<f32> = (0..P * P).map(|k| (k * k % 17) as f32 / 17.0).collect();
        let mut work = block.clone();
        transform.forward(&mut work);
        let mean = block.iter().sum::<f32>() / (P * P) as f32;
        assert!((work[0] - mean * P as f32).abs() < 1e-5);
        transform.inverse(&mut work);
        for (a, b) in work.iter().zip(&block) {
            assert!((a - b).abs() < 1e-5, "{P}: {a} {b}");
        }
        for row in &transform.forward {
            assert!((row.iter().map(|v| v * v).sum::<f32>() - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn every_transform_has_its_inverse_and_rows_of_length_one() {
        there_and_back(&BlockTransform::<8>::dct());
        there_and_back(&BlockTransform::<12>::dct());
        there_and_back(&BlockTransform::<8>::spline_wavelet());
    }

    #[test]
    fn a_wavelet_row_is_the_published_filter() {
        // PyWavelets: pywt.Wavelet("bior1.5").dec_lo, one level on a ring of 16.
        let mut columns = [0.0; 16];
        let published = [
            0.016_572_815,
            -0.016_572_815,
            -0.121_533_978,
            0.121_533_978,
            std::f64::consts::FRAC_1_SQRT_2,
            std::f64::consts::FRAC_1_SQRT_2,
            0.121_533_978,
            -0.121_533_978,
            -0.016_572_815,
            0.016_572_815,
        ];
        for (at, expected) in published.into_iter().enumerate() {
            let mut unit = [0.0; 16];
            unit[at] = 1.0;
            let (mut sums, mut level) = ([0.0; 16], unit);
            for i in 0..8 {
                sums[i] = (level[2 * i] + level[2 * i + 1]) * std::f64::consts::FRAC_1_SQRT_2;
                sums[8 + i] = (level[2 * i] - level[2 * i + 1]) * std::f64::consts::FRAC_1_SQRT_2;
            }
            lift(&mut sums, 1.0);
            level = sums;
            columns[at] = level[2];
            assert!((columns[at] - expected).abs() < 1e-8, "{at}");
        }
    }

    #[test]
    fn haar_keeps_the_sum_in_front_and_is_taken_back() {
        let mut blocks = vec![1.0, 2.0, 3.0, 5.0, -1.0, 0.0, 4.0, 4.0];
        let before = blocks.clone();
        haar(&mut blocks, 2);
        let root = 2.0_f32.sqrt();
        let expected = [
            3.5,
            5.5,
            -2.0 / root,
            -3.0 / root,
            0.5,
            1.5,
            -5.0 / root,
            -4.0 / root,
        ];
        for (a, b) in blocks.iter().zip(expected) {
            assert!((a - b).abs() < 1e-6, "{blocks:?}");
        }
        haar_back(&mut blocks, 2);
        for (a, b) in blocks.iter().zip(&before) {
            assert!((a - b).abs() < 1e-6);
        }
    }
}
