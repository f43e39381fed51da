//! A basis for patches without their mean.

use std::f64::consts::PI;

/// An orthonormal basis of the `side` × `side` patches whose mean is 0: `side² − 1` rows of `side²` numbers, the
/// cosines of the discrete cosine transform (type II) by rising frequency, without the constant one.
pub fn without_mean(side: usize) -> Vec<f32> {
    let wave = |frequency: usize, at: usize| {
        let scale = if frequency == 0 { 1.0_f64 } else { 2.0 };
        let angle = PI * frequency as f64 * (2 * at + 1) as f64 / (2 * side) as f64;
        (scale / side as f64).sqrt() * angle.cos()
    };
    let mut frequencies: Vec<(usize, usize)> = (0..side)
        .flat_map(|v| (0..side).map(move |u| (v, u)))
        .skip(1)
        .collect();
    frequencies.sort_by_key(|&(v, u)| (v * v + u * u, v));
    frequencies
        .into_iter()
        .flat_map(|(v, u)| {
            (0..side * side).map(move |at| (wave(v, at / side) * wave(u, at % side)) as f32)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_basis_is_orthonormal_and_without_mean() {
        let basis = without_mean(4);
        assert_eq!(basis.len(), 15 * 16);
        for (i, a) in basis.chunks(16).enumerate() {
            assert!(a.iter().sum::<f32>().abs() < 1e-6);
            for (j, b) in basis.chunks(16).enumerate() {
                let product: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                assert!((product - f32::from(u8::from(i == j))).abs() < 1e-6);
            }
        }
    }
}
