//! Seeded random numbers: one independent stream per purpose and index, so that changing one leaves the
//! others alone, and a resumed run needs no saved generator state.

use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What a stream of random numbers is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// First values of weights.
    Init = 1,
    /// Which examples, which patches, which flips.
    Shuffle = 2,
    /// Noise added to training examples.
    Noise = 3,
    /// Units dropped.
    Dropout = 4,
    /// Noise added to pictures on which a method is judged.
    Evaluation = 5,
    /// Made data (point sets) and splits.
    Data = 6,
    /// Noise added to what should be answered.
    Target = 7,
    /// Pixels that are covered, directions that are tried.
    Cover = 8,
    /// Settings of a random search.
    Search = 9,
}

/// A stream of random numbers (xoshiro256++; Blackman and Vigna 2021, doi:10.1145/3460772).
#[derive(Clone, Debug)]
pub struct Stream(Xoshiro256PlusPlus);

impl Stream {
    /// The stream for `purpose`, number `index` (a step, a row, an image), of the world `seed`.
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let key = mix(mix(mix(seed) ^ purpose as u64) ^ index);
        Self(Xoshiro256PlusPlus::seed_from_u64(key))
    }

    /// A number from the standard normal distribution.
    pub fn normal(&mut self) -> f32 {
        StandardNormal.sample(&mut self.0)
    }

    /// A number in `0..1`.
    pub fn uniform(&mut self) -> f32 {
        self.0.random()
    }

    /// A whole number in `0..bound`; `bound` must be positive.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound)
    }

    /// The generator itself, for the distributions of `rand_distr`.
    pub fn generator(&mut self) -> &mut impl Rng {
        &mut self.0
    }
}

/// The finaliser of splitmix64: every bit of the input changes half of the output's.
pub fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, purpose, index| {
            let mut stream = Stream::new(seed, purpose, index);
            (stream.uniform(), stream.normal())
        };
        assert_eq!(draw(7, Purpose::Noise, 3), draw(7, Purpose::Noise, 3));
        let all = [
            draw(7, Purpose::Noise, 3),
            draw(7, Purpose::Noise, 4),
            draw(7, Purpose::Init, 3),
            draw(8, Purpose::Noise, 3),
        ];
        for i in 0..all.len() {
            for j in 0..i {
                assert_ne!(all[i], all[j]);
            }
        }
    }
}
