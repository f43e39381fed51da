//! What a network that names the next letter writes, letter after letter.

use super::Sample;
use super::inside::{answers_shares, built, shares};
use crate::math::random::{Purpose, Stream};
use crate::nn::{Mode, Model, Tensor};

/// A stretch of text, and how it was continued.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// What it was given: the first held-out stretch.
    pub given: String,
    /// What it wrote.
    pub more: String,
}

/// Continues the sample's first stretch by `length` letters. Each is drawn from the shares that the network gives them,
/// raised to the power 1 / `warmth` (small: the likeliest letter, 1: as the network believes); `None` when `stopped`
/// says so meanwhile, or where the sample is no text. Cost: one pass a letter.
///
/// # Errors
/// A plain sentence when the network does not take such examples.
pub fn written(
    model: &Model,
    sample: &Sample,
    length: usize,
    (warmth, seed): (f32, u64),
    stopped: &dyn Fn() -> bool,
) -> Result<Option<Written>, String> {
    let letter = |number: f32| sample.letters.get(number as usize);
    if sample.letters.is_empty() || sample.count() == 0 {
        return Ok(None);
    }
    let shape = sample.examples.input.shape;
    let mut network = built(model, shape)?;
    let given = answers_shares(model);
    let mut random = Stream::new(seed, Purpose::Evaluation, 0);
    let mut stretch = Tensor {
        count: 1,
        shape,
        data: sample.examples.input.example(0).to_vec(),
    };
    let mut found = Written {
        given: stretch
            .data
            .iter()
            .filter_map(|number| letter(*number))
            .collect(),
        more: String::new(),
    };
    for _ in 0..length {
        if stopped() {
            return Ok(None);
        }
        let shares = shares(network.forward(&stretch, Mode::Evaluate).example(0), given);
        let next = drawn(&shares, warmth, &mut random);
        found.more.extend(letter(next as f32));
        stretch.data.rotate_left(1);
        if let Some(last) = stretch.data.last_mut() {
            *last = next as f32;
        }
    }
    Ok(Some(found))
}

/// One of them at random, by its share to the power 1 / warmth.
fn drawn(shares: &[f32], warmth: f32, random: &mut Stream) -> usize {
    let most = shares.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let power = 1.0 / warmth.max(1e-2);
    let weights = shares.iter().map(|share| (share / most).powf(power));
    let mut left = random.uniform() * weights.clone().sum::<f32>();
    for (at, weight) in weights.enumerate() {
        left -= weight;
        if left < 0.0 {
            return at;
        }
    }
    shares.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cold_it_takes_the_likeliest_and_warm_by_their_shares() {
        let shares = [0.2, 0.5, 0.3];
        let mut random = Stream::new(1, Purpose::Evaluation, 0);
        let mut count = |warmth| {
            let mut counts = [0; 3];
            for _ in 0..3000 {
                counts[drawn(&shares, warmth, &mut random)] += 1;
            }
            counts
        };
        assert_eq!(count(0.02), [0, 3000, 0]);
        for (count, share) in count(1.0).into_iter().zip(shares) {
            assert!(
                (count as f32 / 3000.0 - share).abs() < 0.04,
                "{count} {share}"
            );
        }
    }
}
