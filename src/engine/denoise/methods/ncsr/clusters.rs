//! Sub-dictionaries: patches of a plane fall into clusters by their edges, and each cluster has its own principal axes.
//!
//! k-means works on patches of the plane less its Gaussian blur, so that what counts is not how bright a patch is; the
//! axes are those of the covariance of the patches themselves, less the mean of each. Both see a random part of all
//! patches.
//!
//! Cost: examples × clusters × pixels of a patch in each round of k-means, then places × clusters × pixels of a patch.

use rayon::prelude::*;

use crate::denoise::{DenoiseError, Watch};
use crate::image::patches::{copy, places};
use crate::image::smooth;
use crate::math::matrices::eigen::Eigen;
use crate::math::matrices::gemm::{columns, multiply, rows, rows_mut};
use crate::math::matrices::spd::dot;
use crate::math::random::{Purpose, Stream};

/// Clusters.
const COUNT: usize = 70;
/// Patches to learn from, at most.
const EXAMPLES: usize = 30_000;
/// Rounds of k-means.
const ROUNDS: usize = 8;
/// Patches that are compared with the centres together.
const BLOCK: usize = 512;
/// Width of the blur.
const BLUR: f32 = 1.5;

/// A plane, row after row.
#[derive(Clone, Copy)]
pub(super) struct Plane<'a> {
    pub(super) pixels: &'a [f32],
    pub(super) height: usize,
    pub(super) width: usize,
}

impl Plane<'_> {
    fn patches<const P: usize>(&self, at: &[(usize, usize)]) -> Vec<f32> {
        let mut patches = vec![0.0; at.len() * P * P];
        for (patch, &(y, x)) in patches.chunks_exact_mut(P * P).zip(at) {
            copy::<P>(self.pixels, self.width, y, x, patch);
        }
        patches
    }
}

/// What was learned from a plane.
pub(super) struct Clusters {
    /// Axes of each cluster, as rows.
    pub(super) bases: Vec<Vec<f32>>,
    /// The cluster of the patch at each pixel where a patch is worked on.
    pub(super) of: Vec<u8>,
}

impl Clusters {
    /// Learns from `plane`, and tells the clusters of the patches of side P at every `step`th place.
    pub(super) fn learn<const P: usize>(
        plane: Plane<'_>,
        step: usize,
        watch: &Watch<'_>,
    ) -> Result<Self, DenoiseError> {
        let edges = edges(plane);
        let edges = Plane {
            pixels: &edges,
            ..plane
        };
        let mut random = Stream::new(0, Purpose::Data, 0);
        let (down, right) = (plane.height + 1 - P, plane.width + 1 - P);
        let all = down * right <= EXAMPLES;
        let examples: Vec<(usize, usize)> = (0..EXAMPLES.min(down * right))
            .map(|at| if all { at } else { random.below(down * right) })
            .map(|place| (place / right, place % right))
            .collect();
        let samples = edges.patches::<P>(&examples);
        let mut centres: Vec<f32> = (0..COUNT)
            .flat_map(|_| {
                let at = random.below(examples.len()) * P * P;
                samples[at..at + P * P].to_vec()
            })
            .collect();
        let mut members = vec![0; examples.len()];
        for _ in 0..ROUNDS {
            watch.go_on()?;
            members = samples
                .par_chunks(BLOCK * P * P)
                .flat_map_iter(|samples| nearest(samples, &centres, P * P))
                .collect();
            move_centres(&mut centres, &samples, &members, P * P);
        }
        let bases = bases::<P>(plane, &examples, &members, watch)?;
        let mut of = vec![0; plane.pixels.len()];
        let across = places(plane.width, P, step);
        let tops = places(plane.height, P, step);
        let lines: Result<Vec<Vec<u8>>, DenoiseError> = tops
            .par_iter()
            .map(|&y| {
                watch.go_on()?;
                let at: Vec<_> = across.iter().map(|&x| (y, x)).collect();
                Ok(nearest(&edges.patches::<P>(&at), &centres, P * P))
            })
            .collect();
        for (y, line) in tops.iter().zip(lines?) {
            for (x, cluster) in across.iter().zip(line) {
                of[y * plane.width + x] = cluster;
            }
        }
        Ok(Self { bases, of })
    }
}

/// The nearest centre to each sample: least ‖c‖² − 2 ⟨c, s⟩.
fn nearest(samples: &[f32], centres: &[f32], d: usize) -> Vec<u8> {
    let count = samples.len() / d;
    let lengths: Vec<f32> = centres.chunks_exact(d).map(|c| dot(c, c)).collect();
    let mut products = vec![0.0; count * COUNT];
    multiply(
        [count, COUNT, d],
        rows_mut(&mut products, COUNT),
        rows(samples, d),
        columns(centres, d),
        false,
    );
    products
        .chunks_exact(COUNT)
        .map(|products| {
            let mut best = (f32::INFINITY, 0);
            for (k, (product, length)) in products.iter().zip(&lengths).enumerate() {
                let distance = length - 2.0 * product;
                if distance < best.0 {
                    best = (distance, k as u8);
                }
            }
            best.1
        })
        .collect()
}

/// Each centre becomes the mean of its members; one without stays where it is.
fn move_centres(centres: &mut [f32], samples: &[f32], members: &[u8], d: usize) {
    let mut sums = vec![0.0; centres.len()];
    let mut counts = [0_usize; COUNT];
    for (sample, &member) in samples.chunks_exact(d).zip(members) {
        counts[usize::from(member)] += 1;
        let sum = &mut sums[usize::from(member) * d..][..d];
        sum.iter_mut().zip(sample).for_each(|(a, b)| *a += b);
    }
    let all = centres.chunks_exact_mut(d).zip(sums.chunks_exact(d));
    for ((centre, sum), count) in all.zip(counts) {
        if count > 0 {
            for (centre, sum) in centre.iter_mut().zip(sum) {
                *centre = sum / count as f32;
            }
        }
    }
}

/// The principal axes of each cluster, of all examples for clusters with too few.
fn bases<const P: usize>(
    plane: Plane<'_>,
    examples: &[(usize, usize)],
    members: &[u8],
    watch: &Watch<'_>,
) -> Result<Vec<Vec<f32>>, DenoiseError> {
    let everything = axes(&plane.patches::<P>(examples), P * P);
    (0..COUNT)
        .into_par_iter()
        .map(|cluster| {
            watch.go_on()?;
            let own: Vec<_> = examples
                .iter()
                .zip(members)
                .filter(|(_, member)| usize::from(**member) == cluster)
                .map(|(place, _)| *place)
                .collect();
            Ok(if own.len() > P * P {
                axes(&plane.patches::<P>(&own), P * P)
            } else {
                everything.clone()
            })
        })
        .collect()
}

/// Eigenvectors of the covariance, as rows.
fn axes(patches: &[f32], d: usize) -> Vec<f32> {
    let mut centred = patches.to_vec();
    for patch in centred.chunks_exact_mut(d) {
        let mean = patch.iter().sum::<f32>() / d as f32;
        patch.iter_mut().for_each(|value| *value -= mean);
    }
    let mut covariance = vec![0.0; d * d];
    multiply(
        [d, d, patches.len() / d],
        rows_mut(&mut covariance, d),
        columns(&centred, d),
        rows(&centred, d),
        false,
    );
    let mut eigen = Eigen::default();
    eigen.solve(&covariance, d);
    (0..d).flat_map(|k| eigen.vector(k).to_vec()).collect()
}

/// The plane less its blur.
fn edges(plane: Plane<'_>) -> Vec<f32> {
    let mut blurred = plane.pixels.to_vec();
    let half = smooth::gaussian(BLUR, (3.0 * BLUR) as usize);
    smooth::smooth(&mut blurred, plane.width, &half);
    let pairs = plane.pixels.iter().zip(&blurred);
    pairs.map(|(pixel, blurred)| pixel - blurred).collect()
}
