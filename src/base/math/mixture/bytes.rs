//! A mixture in few bytes.
//!
//! ```text
//! "mixture1" · dimension n (u32) · components K (u32) · K weights (f32)
//! · K lower triangles of L (n (n + 1) / 2 numbers, row after row, 16-bit floating point)
//! ```
//!
//! All little-endian. L, not C, is rounded: L Lᵀ stays positive definite whatever the rounding, and the numbers spread
//! over half as many powers of ten.

use super::Mixture;

const MAGIC: &[u8; 8] = b"mixture1";
/// L is stored times this, so that small numbers keep all bits.
const SCALE: f32 = 64.0;
/// Most components and numbers in a sample that are read.
const MOST: usize = 1 << 12;

/// Bytes that are no mixture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no mixture of Gaussians: {0}")]
pub struct BrokenBytes(&'static str);

impl Mixture {
    /// The mixture in bytes; L loses 1 part in 2000.
    pub fn to_bytes(&self) -> Vec<u8> {
        let n = self.dimension;
        let mut bytes = MAGIC.to_vec();
        bytes.extend((n as u32).to_le_bytes());
        bytes.extend((self.count() as u32).to_le_bytes());
        for &weight in &self.weights {
            bytes.extend((weight as f32).to_le_bytes());
        }
        for factor in &self.factors {
            for i in 0..n {
                for value in &factor[i * n..=i * n + i] {
                    bytes.extend(to_half(*value as f32 * SCALE).to_le_bytes());
                }
            }
        }
        bytes
    }

    /// The mixture that [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`BrokenBytes`], when the numbers are too few, too many, or none of a mixture.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BrokenBytes> {
        let rest = bytes
            .strip_prefix(MAGIC)
            .ok_or(BrokenBytes("the beginning is foreign"))?;
        let (sizes, rest) = rest
            .split_first_chunk::<8>()
            .ok_or(BrokenBytes("the sizes are missing"))?;
        let size = |at: usize| {
            u32::from_le_bytes([sizes[at], sizes[at + 1], sizes[at + 2], sizes[at + 3]]) as usize
        };
        let (n, count) = (size(0), size(4));
        if n == 0 || count == 0 || n > MOST || count > MOST {
            return Err(BrokenBytes("a size is 0 or absurd"));
        }
        let triangle = n * (n + 1) / 2;
        if rest.len() != count * (4 + 2 * triangle) {
            return Err(BrokenBytes("the length does not fit the sizes"));
        }
        let (weights, factors) = rest.split_at(4 * count);
        let weights: Vec<f64> = weights
            .as_chunks::<4>()
            .0
            .iter()
            .map(|&four| f64::from(f32::from_le_bytes(four)))
            .collect();
        let sum: f64 = weights.iter().sum();
        if !weights.iter().all(|&weight| weight > 0.0) || (sum - 1.0).abs() > 1e-3 {
            return Err(BrokenBytes("the weights are no probabilities"));
        }
        let factors: Option<Vec<_>> = factors
            .chunks_exact(2 * triangle)
            .map(|half| unpacked(half, n))
            .collect();
        Ok(Self {
            dimension: n,
            weights: weights.iter().map(|weight| weight / sum).collect(),
            factors: factors.ok_or(BrokenBytes("a covariance is not positive definite"))?,
        })
    }
}

/// A lower triangular matrix; `None` when it is none with a positive diagonal.
fn unpacked(bytes: &[u8], n: usize) -> Option<Vec<f64>> {
    let mut values = bytes.as_chunks::<2>().0.iter();
    let mut factor = vec![0.0; n * n];
    for i in 0..n {
        for value in &mut factor[i * n..=i * n + i] {
            let half = from_half(u16::from_le_bytes(*values.next()?));
            *value = f64::from(half / SCALE);
        }
        if !factor[i * n..=i * n + i].iter().all(|v| v.is_finite()) || factor[i * n + i] <= 0.0 {
            return None;
        }
    }
    Some(factor)
}

/// The nearest number of 16 bits (IEEE 754 binary16); ties to even, too large ones to infinity.
fn to_half(value: f32) -> u16 {
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    let size = value.abs();
    if size.is_nan() {
        return 0x7e00;
    }
    if size >= 65_520.0 {
        return sign | 0x7c00;
    }
    // The spacing of 16-bit numbers here: 2^(exponent − 10), 2^−24 for the smallest.
    let exponent = (size.to_bits() >> 23) as i32 - 127;
    let exponent = exponent.max(-14);
    let steps = (f64::from(size) * f64::powi(2.0, 10 - exponent)).round_ties_even() as u16;
    // A full 2048 steps carry over into the exponent by themselves.
    sign | (((exponent + 14) as u16) << 10).wrapping_add(steps)
}

/// The number that 16 bits stand for.
fn from_half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    sign * match exponent {
        0 => fraction * f32::powi(2.0, -24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1024.0 + fraction) * f32::powi(2.0, exponent - 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_those_of_the_standard() {
        // From the table of binary16 in IEEE 754-2019: 1, −2, the largest, the smallest normal and subnormal, 1/3.
        for (value, bits) in [
            (0.0, 0x0000),
            (1.0, 0x3c00),
            (-2.0, 0xc000),
            (65_504.0, 0x7bff),
            (6.103_515_6e-5, 0x0400),
            (5.960_464_5e-8, 0x0001),
            (1.0 / 3.0, 0x3555),
            (f32::INFINITY, 0x7c00),
        ] {
            assert_eq!(to_half(value), bits, "{value}");
        }
        for bits in (0..0x7c00).chain(0x8001..0xfc00) {
            assert_eq!(to_half(from_half(bits)), bits);
        }
        assert!(from_half(0x7e00).is_nan());
    }

    #[test]
    fn a_mixture_survives_and_damage_is_refused() {
        let mixture = Mixture {
            dimension: 2,
            weights: vec![0.25, 0.75],
            factors: vec![vec![0.5, 0.0, -0.125, 2.0], vec![1.0, 0.0, 0.75, 0.001]],
        };
        let bytes = mixture.to_bytes();
        let back = Mixture::from_bytes(&bytes).unwrap();
        assert_eq!(back.weights, mixture.weights);
        for (a, b) in back.factors.concat().iter().zip(mixture.factors.concat()) {
            assert!((a - b).abs() <= 5e-4 * b.abs(), "{a} {b}");
        }
        for end in 0..bytes.len() {
            assert!(Mixture::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        }
        for (at, value) in [(0, b'x'), (8, 200), (19, 0xff), (25, 0x80), (25, 0x7c)] {
            let mut bitten = bytes.clone();
            bitten[at] = value;
            assert!(Mixture::from_bytes(&bitten).is_err(), "{value} at {at}");
        }
    }
}
