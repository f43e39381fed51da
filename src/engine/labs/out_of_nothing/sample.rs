//! Pictures out of noise, and pictures of which a part is given.
//!
//! A denoiser says where the clean picture lies: (D(y; σ) − y) / σ² is the slope of the logarithm of the density of
//! noisy pictures (Miyasawa 1961). From pure noise one walks up it while the noise falls from [`LOUDEST`] to nothing,
//!
//! ```text
//! dy / dσ = (y − D(y; σ)) / σ,
//! ```
//!
//! by Heun's steps of the second order (Karras and others 2022). Where a part is given, its pixels with noise of the
//! strength of the moment take their places in each step, and noise is put back some times, so that the rest can agree
//! with them (Lugmayr and others 2022, RePaint).

use super::denoiser::Denoiser;
use super::matter::{SEEN, SIZE, shape};
use crate::math::random::{Purpose, Stream};
use crate::nn::Tensor;

/// The noise that is begun with, and the least that is asked about, in standard units.
const LOUDEST: f32 = 40.0;
const FAINTEST: f32 = 0.02;
/// How the steps crowd towards the faint end.
const CROWDED: f32 = 7.0;

/// The strengths of noise of so many steps, falling, with 0 at the end.
pub(super) fn strengths(steps: usize) -> Vec<f32> {
    let [most, least] = [LOUDEST, FAINTEST].map(|sigma| sigma.powf(1.0 / CROWDED));
    let last = steps.saturating_sub(1).max(1) as f32;
    let one = |at: usize| (most + at as f32 / last * (least - most)).powf(CROWDED);
    (0..steps).map(one).chain([0.0]).collect()
}

/// The first of some pictures, at most so many.
pub(super) fn first(pictures: &Tensor, count: usize) -> Tensor {
    let count = count.min(pictures.count);
    Tensor {
        count,
        shape: pictures.shape,
        data: pictures.data[..count * pictures.shape.size()].to_vec(),
    }
}

/// Noise of this strength.
fn noise(count: usize, sigma: f32, seed: u64, index: u64) -> Tensor {
    let mut random = Stream::new(seed, Purpose::Noise, index);
    let mut pictures = Tensor::zeros(count, shape());
    pictures.data.fill_with(|| sigma * random.normal());
    pictures
}

/// Makes pictures out of noise; `watch` is told, before each step and at the end, the noise that is left, the noisy
/// pictures and the clean ones that the denoiser sees in them, and says whether to go on. `None` when it is not to.
pub(super) fn made(
    denoiser: &mut Denoiser,
    count: usize,
    steps: usize,
    seed: u64,
    watch: &mut dyn FnMut(f32, &Tensor, &Tensor) -> bool,
) -> Option<Tensor> {
    let strengths = strengths(steps);
    let mut now = noise(count, strengths[0], seed, 0);
    for pair in strengths.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let clean = denoiser.clean(&now, from);
        if !watch(from, &now, &clean) {
            return None;
        }
        let mut next = now.clone();
        let walk = (to - from) / from;
        for (next, clean) in next.data.iter_mut().zip(&clean.data) {
            *next += walk * (*next - clean);
        }
        if to > 0.0 {
            // The mean of the slopes here and there.
            let there = denoiser.clean(&next, to);
            let all = now.data.iter().zip(&clean.data).zip(&there.data);
            for (next, ((now, clean), there)) in next.data.iter_mut().zip(all) {
                let slopes = (now - clean) / from + (*next - there) / to;
                *next = now + 0.5 * (to - from) * slopes;
            }
        }
        now = next;
    }
    watch(0.0, &now, &now).then_some(now)
}

/// Completes pictures of which the first [`SEEN`] pixels are given; in `steps` steps, each done `again` times. `None`
/// when `go_on`, told what share is done, says not to.
pub(super) fn completed(
    denoiser: &mut Denoiser,
    given: &Tensor,
    [steps, again]: [usize; 2],
    seed: u64,
    go_on: &mut dyn FnMut(f32) -> bool,
) -> Option<Tensor> {
    let strengths = strengths(steps);
    let mut random = Stream::new(seed, Purpose::Target, 0);
    let mut now = noise(given.count, strengths[0], seed, 1);
    for (at, pair) in strengths.windows(2).enumerate() {
        let [from, to] = [pair[0], pair[1]];
        for turn in 0..again {
            if !go_on(at as f32 / steps as f32) {
                return None;
            }
            for (now, given) in now
                .data
                .chunks_exact_mut(SIZE)
                .zip(given.data.chunks_exact(SIZE))
            {
                let seen = now[..SEEN].iter_mut().zip(given);
                seen.for_each(|(now, given)| *now = given + from * random.normal());
            }
            let clean = denoiser.clean(&now, from);
            // All noise but that of the next strength is new, as in the source.
            let back = if turn + 1 < again { from } else { to };
            let walk = (to - from) / from;
            let more = (back * back - to * to).max(0.0).sqrt();
            for (now, clean) in now.data.iter_mut().zip(&clean.data) {
                *now += walk * (*now - clean) + more * random.normal();
            }
        }
    }
    for (now, given) in now
        .data
        .chunks_exact_mut(SIZE)
        .zip(given.data.chunks_exact(SIZE))
    {
        now[..SEEN].copy_from_slice(&given[..SEEN]);
    }
    Some(now)
}
