//! Noise that the three channels share: a random covariance between them.

use crate::math::random::Stream;

/// The matrix M of n = M·g, g three independent standard normal numbers.
pub(super) type Mixing = [[f32; 3]; 3];

/// A random way for channels to share noise; its strength is of no account.
pub(super) fn mixing(random: &mut Stream) -> Mixing {
    let chance = random.uniform();
    if chance < 0.35 {
        // A grey picture that was stored in colour, or noise in brightness alone: one number for all three.
        return [[1.0, 0.0, 0.0]; 3];
    }
    if chance < 0.5 {
        // Channels of their own strength, one or two of them without noise.
        let [mut a, mut b, mut c] = [random.uniform(), random.uniform(), random.uniform()];
        let silent = random.below(4);
        if silent < 3 {
            *[&mut a, &mut b, &mut c][silent] = 0.0;
        }
        if random.uniform() < 0.4 {
            *[&mut a, &mut b, &mut c][(silent + 1) % 3] = 0.0;
        }
        return [
            [a + 1e-3, 0.0, 0.0],
            [0.0, b + 1e-3, 0.0],
            [0.0, 0.0, c + 1e-3],
        ];
    }
    if chance < 0.75 {
        // Much in brightness and some in colour, or the other way round.
        let (bright, colour) = (random.uniform(), 0.6 * random.uniform());
        let (half, sixth) = (
            std::f32::consts::FRAC_1_SQRT_2 * colour,
            0.408_248_3 * colour,
        );
        return [
            [bright, half, sixth],
            [bright, 0.0, -2.0 * sixth],
            [bright, -half, sixth],
        ];
    }
    let mut any = [[0.0; 3]; 3];
    any.iter_mut()
        .flatten()
        .for_each(|value| *value = random.normal());
    any
}

/// Noise of `area` pixels, a plane for each channel.
pub(super) fn noise(mixing: Mixing, area: usize, random: &mut Stream) -> Vec<Vec<f32>> {
    let mut planes = vec![Vec::new(); 3];
    for _ in 0..area {
        let own = [random.normal(), random.normal(), random.normal()];
        for (plane, row) in planes.iter_mut().zip(&mixing) {
            plane.push(row.iter().zip(own).map(|(m, g)| m * g).sum());
        }
    }
    planes
}
