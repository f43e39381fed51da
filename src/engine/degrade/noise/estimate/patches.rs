use rayon::prelude::*;

use super::by_wavelet;
use super::flat::{clipped, flat, step};
use crate::math::matrices::symmetric::eigen;

/// Side of a patch.
const SIDE: usize = 8;
const AREA: usize = SIDE * SIDE;
/// Frequencies (i, j) of a patch's cosine transform with i + j up to this choose the flat patches; those above measure
/// noise.
const LOW: usize = 6;
/// Number of frequencies above [`LOW`].
const HIGH: usize = AREA - (LOW + 1) * (LOW + 2) / 2;
/// About as many patches are looked at.
const MOST: usize = 250_000;
/// Shares of the patches that are taken for flat, the careful one first.
const SHARES: [f64; 2] = [0.1, 0.3];
/// Fewer flat patches than this give no spectrum worth reading.
const LEAST: usize = 8 * HIGH;

/// The share of patches that may have less than [`LEAST_NOISE`] of the noise where it is said to be everywhere.
const FEW: f64 = 0.02;
/// How much of the noise's variance a patch has at least: light changes it, and so does chance.
const LEAST_NOISE: f64 = 0.05;

type Patch = [f32; AREA];

/// The standard deviation of white noise in a plane, by principal components of its flattest patches.
///
/// Patches of 8×8 pixels lie near a subspace of few dimensions, and noise fills them all alike: in the covariance of
/// many patches the smallest eigenvalues are σ². Two choices have to be made without spoiling the answer:
///
/// - *which patches.* Flat ones show noise best, but a patch also looks flat if its noise happens to be weak. So
///   patches are chosen by the energy of their low frequencies (i + j ≤ 6 of a cosine transform, without the mean), and
///   the covariance is taken of the 36 high ones only. White noise is independent between the two, so the choice does
///   not bias what is measured.
/// - *which eigenvalues.* From the largest on they are put away as the picture's until the rest look like noise. The
///   eigenvalues of pure noise from n patches in m dimensions follow the law of Marchenko and Pastur with ratio c = m /
///   n, whose median lies below its mean by σ² · c / 3 to first order in c; the rest is noise once
///
/// ```text
/// mean ≤ median · (1 + c / 3),        σ² = mean
/// ```
///
/// It is done for the flattest tenth and for the flattest three tenths; the second has less chance in it and is
/// taken unless it is larger by more than that chance explains. Patches with two pixels or more that are `lost`
/// (clipped, which takes noise away, or of an area without noise of its own) are left out if enough others are left;
/// areas without noise only if what is left has noise everywhere, for in a clean picture they are part of it. A plane
/// that is too small is left to [`by_wavelet`]. Cost: pixels · 1000, but of large planes only 250 000 patches are
/// looked at. The answer's bits do not depend on the number of threads.
///
/// Source: Chen, Zhu, Heng 2015, doi:10.1109/ICCV.2015.61 (mean against median); Pyatykh, Hesser, Zheng 2013,
/// doi:10.1109/TIP.2012.2221728 (flat patches). The split into choosing and measuring frequencies, the c / 3 and what
/// is lost are ours.
pub fn by_patches(plane: &[f32], width: usize) -> f32 {
    by_patches_without(
        plane,
        width,
        &clipped(plane),
        &flat(plane, width, step(plane)),
    )
}

/// The same; `clipped` and `flat` say which pixels tell nothing.
pub(super) fn by_patches_without(
    plane: &[f32],
    width: usize,
    clipped: &[bool],
    flat: &[bool],
) -> f32 {
    let height = plane.len() / width.max(1);
    if height < SIDE || width < SIDE {
        return by_wavelet(plane, width);
    }
    let view = View::new(plane, [height, width]);
    let some_flat = flat.iter().any(|lost| *lost);
    if some_flat {
        let both: Vec<bool> = clipped.iter().zip(flat).map(|(a, b)| *a || *b).collect();
        // Strong noise is clipped everywhere: rather believe it than the areas without noise.
        for lost in [&both[..], flat] {
            if let Some(energies) = view.energies(Some(lost))
                && let Some(variance) = variance(&view, &energies)
                && view.everywhere(&energies, variance)
            {
                return variance.max(0.0).sqrt() as f32;
            }
        }
    }
    let energies = view.energies(Some(clipped)).or_else(|| view.energies(None));
    match energies.and_then(|energies| variance(&view, &energies)) {
        Some(variance) => variance.max(0.0).sqrt() as f32,
        None => by_wavelet(plane, width),
    }
}

/// σ² from the energies of a plane's patches; `None` for too few.
fn variance(view: &View<'_>, energies: &[Vec<f32>]) -> Option<f64> {
    let mut sorted: Vec<f32> = energies
        .iter()
        .flatten()
        .copied()
        .filter(|energy| energy.is_finite())
        .collect();
    if sorted.len() < LEAST {
        return None;
    }
    let mut of = |share: f64| {
        let count = (share * sorted.len() as f64) as usize;
        let count = count.max(LEAST).min(sorted.len());
        let (_, limit, _) = sorted.select_nth_unstable_by(count.checked_sub(1)?, f32::total_cmp);
        let (covariance, n) = view.covariance(energies, *limit);
        Some((noise_variance(&covariance, n)?, n))
    };
    let [careful, wide] = SHARES;
    let (careful, n) = of(careful)?;
    let (wide, _) = of(wide)?;
    // A variance from N independent numbers deviates by √(2 / N); patches overlap, so that n patches hold about
    // n · step² numbers.
    let numbers = (n * (view.step * view.step).min(HIGH)) as f64;
    let chance = 2.0 * (2.0 / numbers).sqrt();
    Some(if wide <= careful * (1.0 + chance) {
        wide
    } else {
        careful
    })
}

/// A plane, its places for patches, and the cosine transform.
struct View<'a> {
    plane: &'a [f32],
    width: usize,
    rows: usize,
    columns: usize,
    step: usize,
    cosines: Patch,
}

impl<'a> View<'a> {
    fn new(plane: &'a [f32], [height, width]: [usize; 2]) -> Self {
        let places = (height - SIDE + 1) as f64 * (width - SIDE + 1) as f64;
        let step = ((places / MOST as f64).sqrt().ceil() as usize).max(1);
        let mut cosines = [0.0; AREA];
        for (at, value) in cosines.iter_mut().enumerate() {
            let (k, x) = ((at / SIDE) as f64, (at % SIDE) as f64);
            let norm = if at < SIDE { 1.0_f64 } else { 2.0 };
            let angle = std::f64::consts::PI * (2.0 * x + 1.0) * k / (2.0 * SIDE as f64);
            *value = ((norm / SIDE as f64).sqrt() * angle.cos()) as f32;
        }
        Self {
            plane,
            width,
            rows: (height - SIDE) / step + 1,
            columns: (width - SIDE) / step + 1,
            step,
            cosines,
        }
    }

    /// The cosine transform of the patch at a place.
    fn transform(&self, row: usize, column: usize) -> Patch {
        let from = row * self.step * self.width + column * self.step;
        let mut across = [0.0; AREA];
        for y in 0..SIDE {
            let pixels = &self.plane[from + y * self.width..][..SIDE];
            for (x, &pixel) in pixels.iter().enumerate() {
                let pixel = if pixel.is_finite() { pixel } else { 0.0 };
                // Column k of the answer collects pixel x times cosine k.
                for k in 0..SIDE {
                    across[y * SIDE + k] += pixel * self.cosines[k * SIDE + x];
                }
            }
        }
        let mut both = [0.0; AREA];
        for k in 0..SIDE {
            for y in 0..SIDE {
                let factor = self.cosines[k * SIDE + y];
                for x in 0..SIDE {
                    both[k * SIDE + x] += factor * across[y * SIDE + x];
                }
            }
        }
        both
    }

    /// How many pixels of the patch at a place are lost.
    fn lost(&self, lost: &[bool], row: usize, column: usize) -> usize {
        let from = row * self.step * self.width + column * self.step;
        let rows = (0..SIDE).flat_map(|y| &lost[from + y * self.width..][..SIDE]);
        rows.filter(|lost| **lost).count()
    }

    /// Row by row, each patch's energy in the low frequencies; infinite for patches with lost pixels. `None` if too few
    /// others are left.
    fn energies(&self, lost: Option<&[bool]>) -> Option<Vec<Vec<f32>>> {
        let energies: Vec<Vec<f32>> = (0..self.rows)
            .into_par_iter()
            .map(|row| {
                let of = |column| {
                    if lost.is_some_and(|lost| self.lost(lost, row, column) > 1) {
                        return f32::INFINITY;
                    }
                    let patch = self.transform(row, column);
                    let low = (1..AREA).filter(|at| at / SIDE + at % SIDE <= LOW);
                    low.map(|at| patch[at] * patch[at]).sum()
                };
                (0..self.columns).map(of).collect()
            })
            .collect();
        let kept = energies.iter().flatten().filter(|one| one.is_finite());
        let enough = LEAST.max(self.rows * self.columns / 20);
        (lost.is_none() || kept.count() >= enough).then_some(energies)
    }

    /// Whether about all patches that are not lost have noise of that variance: of a clean picture, some are smooth.
    fn everywhere(&self, energies: &[Vec<f32>], variance: f64) -> bool {
        let mut high: Vec<f32> = energies
            .par_iter()
            .enumerate()
            .flat_map_iter(|(row, energies)| {
                let kept = energies
                    .iter()
                    .enumerate()
                    .filter(|(_, one)| one.is_finite());
                kept.map(move |(column, _)| {
                    let patch = self.transform(row, column);
                    let high = (0..AREA).filter(|at| at / SIDE + at % SIDE > LOW);
                    high.map(|at| patch[at] * patch[at]).sum::<f32>()
                })
            })
            .collect();
        let Some(last) = high.len().checked_sub(1) else {
            return false;
        };
        let rank = (FEW * last as f64) as usize;
        let (_, few, _) = high.select_nth_unstable_by(rank, f32::total_cmp);
        f64::from(*few) > LEAST_NOISE * HIGH as f64 * variance
    }

    /// The mean of products of the high frequencies over patches of at most `limit` energy, and the number of these.
    fn covariance(&self, energies: &[Vec<f32>], limit: f32) -> (Vec<f64>, usize) {
        const BAND: usize = 16;
        let high: Vec<usize> = (0..AREA).filter(|at| at / SIDE + at % SIDE > LOW).collect();
        let bands: Vec<(Vec<f64>, usize)> = energies
            .par_chunks(BAND)
            .enumerate()
            .map(|(band, rows)| {
                let mut sums = vec![0.0; HIGH * HIGH];
                let mut count = 0;
                for (row, energies) in rows.iter().enumerate() {
                    for (column, _) in energies.iter().enumerate().filter(|(_, e)| **e <= limit) {
                        let patch = self.transform(band * BAND + row, column);
                        let mut values = [0.0; HIGH];
                        for (value, &at) in values.iter_mut().zip(&high) {
                            *value = f64::from(patch[at]);
                        }
                        for (sums, a) in sums.chunks_exact_mut(HIGH).zip(values) {
                            for (sum, b) in sums.iter_mut().zip(values) {
                                *sum += a * b;
                            }
                        }
                        count += 1;
                    }
                }
                (sums, count)
            })
            .collect();
        let mut total = vec![0.0; HIGH * HIGH];
        let mut count = 0;
        for (sums, patches) in bands {
            count += patches;
            total.iter_mut().zip(sums).for_each(|(to, sum)| *to += sum);
        }
        let scale = 1.0 / count.max(1) as f64;
        total.iter_mut().for_each(|value| *value *= scale);
        (total, count)
    }
}

/// σ² from the covariance of `n` patches: the mean of those eigenvalues that look like noise.
fn noise_variance(covariance: &[f64], n: usize) -> Option<f64> {
    let (mut values, _) = eigen(covariance, HIGH);
    values.reverse();
    let skew = |m: usize| m as f64 / n.max(1) as f64 / 3.0;
    for m in (1..=values.len()).rev() {
        let rest = &values[..m];
        let mean = rest.iter().sum::<f64>() / m as f64;
        let median = 0.5 * (rest[(m - 1) / 2] + rest[m / 2]);
        if mean <= median * (1.0 + skew(m)) {
            return Some(mean);
        }
    }
    values.first().copied()
}
