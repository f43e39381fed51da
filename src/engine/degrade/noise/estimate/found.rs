//! What kind of noise a picture has: white, shared between channels, coarser than a pixel, or none.

use super::flat::{clipped, flat, step};
use super::patches::by_patches_without;
use super::sample::sample;
use super::{Estimator, Level, coarse, estimate};
use crate::degrade::noise::impulses;
use crate::image::tint::Tint;
use crate::image::{Image, color};
use crate::math::matrices::symmetric::eigen;

/// Noise of less than this is none, 0..1: rounding to 8 bits alone leaves 0.29 / 255.
const NONE: f32 = 0.3 / 255.0;
/// Channels of white noise are found correlated by less than this,
const CORRELATED: f64 = 0.25;
/// and their variances within this factor.
const UNEVEN: f64 = 1.6;
/// Noise of colour is coarse when its variance in means of 2 × 2 pixels is more than this many times what white noise
/// would leave,
const COARSE: f64 = 2.5;
/// and its standard deviation is more than this, 0..1: texture in colour is weaker.
const COARSE_LEAST: f64 = 3.0 / 255.0;
/// Rounding may leave an axis that has no noise with a share of this of the largest variance.
const NOTHING: f64 = 4e-4;

/// What was found of the noise in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The standard deviation of each channel.
    pub level: Level,
    /// What kind it is.
    pub kind: NoiseKind,
}

/// A kind of noise.
#[derive(Clone, Debug, PartialEq)]
pub enum NoiseKind {
    /// There is none to be seen.
    Nothing,
    /// The same in all channels, independent between them and between pixels.
    White,
    /// That of a grey picture which is stored in colour, or toned: it has one dimension.
    Toned(Tint),
    /// Of other strength in some channels than in others, or shared between them.
    Shared(Covariance),
    /// Specks: some pixels are lost, black or white, the others are whole (salt and pepper).
    Specks {
        /// The share of the numbers that are specks, as far as they are told from the picture.
        share: f64,
    },
    /// Coarser than a pixel, in a picture of one channel.
    Blotchy {
        /// Standard deviation (0..1) of the coarse noise.
        coarse: f32,
    },
    /// Also coarser than a pixel, as demosaicing and compression leave it.
    Coarse {
        /// Of what is as fine as a pixel.
        fine: Covariance,
        /// Standard deviation (0..1) of the coarse noise in the three opponent channels of [`color`]; 0 in those
        /// without.
        opponent: [f32; 3],
    },
}

/// The covariance of noise between red, green and blue, in squares of 0..1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Covariance(pub [[f64; 3]; 3]);

impl Covariance {
    /// Variances (falling) along orthonormal axes, and these.
    pub fn axes(&self) -> ([f64; 3], [[f64; 3]; 3]) {
        let flat: Vec<f64> = self.0.iter().flatten().copied().collect();
        let (values, vectors) = eigen(&flat, 3);
        let least = NOTHING * values[0];
        let value = |k: usize| {
            if values[k] > least {
                values[k].max(0.0)
            } else {
                0.0
            }
        };
        let axis = |k: usize| [vectors[3 * k], vectors[3 * k + 1], vectors[3 * k + 2]];
        ([0, 1, 2].map(value), [0, 1, 2].map(axis))
    }

    /// The same noise at another strength: variances times `factor`.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self(self.0.map(|row| row.map(|value| factor * value)))
    }

    /// The standard deviation over all channels.
    pub fn sigma(&self) -> f32 {
        ((self.0[0][0] + self.0[1][1] + self.0[2][2]) / 3.0)
            .max(0.0)
            .sqrt() as f32
    }

    /// Whether it is that of white noise, as far as an estimate can tell.
    pub fn white(&self) -> bool {
        let c = &self.0;
        let variances = [c[0][0], c[1][1], c[2][2]];
        let (least, most) = (
            variances.iter().copied().fold(f64::INFINITY, f64::min),
            variances.iter().copied().fold(0.0, f64::max),
        );
        let correlated =
            |a: usize, b: usize| c[a][b].abs() > CORRELATED * (variances[a] * variances[b]).sqrt();
        most <= UNEVEN * least && !correlated(0, 1) && !correlated(0, 2) && !correlated(1, 2)
    }
}

impl Found {
    /// One σ (0..1): the root of the mean square over channels; of coarse noise with what is coarse.
    pub fn sigma(&self) -> f32 {
        match &self.kind {
            NoiseKind::Coarse { fine, opponent } => {
                let mut variances = opponent_variances(fine);
                for ((variance, coarse), gain) in
                    variances.iter_mut().zip(opponent).zip(color::NOISE)
                {
                    let coarse = f64::from(coarse / gain).powi(2);
                    *variance = variance.max(coarse);
                }
                (variances.iter().sum::<f64>() / 3.0).sqrt() as f32
            }
            NoiseKind::Blotchy { coarse } => *coarse,
            _ => self.level.sigma(),
        }
    }

    /// Whether methods for white noise may see it as it is.
    pub fn white(&self) -> bool {
        matches!(self.kind, NoiseKind::Nothing | NoiseKind::White)
    }

    /// What was found, in words that follow "noise: ".
    pub fn words(&self) -> String {
        let sigma = format!("σ about {:.1} / 255", 255.0 * self.sigma());
        match &self.kind {
            NoiseKind::Nothing => "none".into(),
            NoiseKind::White if self.level.channels.len() == 1 => sigma,
            NoiseKind::White => format!("{sigma}, alike in all channels and independent"),
            NoiseKind::Specks { share } => format!(
                "about {:.1} % of the pixels are lost, black and white specks (salt and pepper)",
                100.0 * share
            ),
            NoiseKind::Toned(_) => format!("{sigma}, of a grey picture that is stored in colour"),
            NoiseKind::Shared(covariance) => format!("{sigma}, {}", shared_in_words(covariance)),
            NoiseKind::Coarse { .. } | NoiseKind::Blotchy { .. } => {
                format!("{sigma}, coarser than a pixel, as cameras and JPEG leave it")
            }
        }
    }
}

fn shared_in_words(covariance: &Covariance) -> String {
    let c = &covariance.0;
    let levels = [0, 1, 2].map(|k| 255.0 * c[k][k].max(0.0).sqrt());
    let each = format!(
        "red {:.1}, green {:.1}, blue {:.1}",
        levels[0], levels[1], levels[2]
    );
    let (variances, axes) = covariance.axes();
    let bright = axes[0].iter().sum::<f64>().abs() / 3.0_f64.sqrt();
    if bright > 0.95 && variances[1] < 0.25 * variances[0] {
        format!("mostly in brightness ({each})")
    } else {
        format!("not alike or shared between channels ({each})")
    }
}

/// Variances in the opponent channels, as white noise of channels would have there: divided by their gain.
fn opponent_variances(covariance: &Covariance) -> [f64; 3] {
    let third = 1.0 / 3.0_f64.sqrt();
    let (half, sixth) = (0.5_f64.sqrt(), (1.0_f64 / 6.0).sqrt());
    [
        [third, third, third],
        [half, 0.0, -half],
        [sixth, -2.0 * sixth, sixth],
    ]
    .map(|axis| {
        let c = &covariance.0;
        let sum: f64 = (0..9)
            .map(|at| axis[at / 3] * c[at / 3][at % 3] * axis[at % 3])
            .sum();
        sum.max(0.0)
    })
}

/// What kind of noise `image` has.
///
/// ```text
/// cov(a, b) = ( Var (a + b)/√2 − Var (a − b)/√2 ) / 2          each Var by the smallest components of patches
/// ```
///
/// The nearest matrix without negative variances is taken. Noise of colour is coarse when means of 2 × 2 pixels keep
/// more than 2.5 times the quarter that white noise would leave; of brightness, as [`coarse`] has it. Cost: for colour
/// about twelve times that of [`by_patches`](super::by_patches).
pub fn look(image: &Image) -> Found {
    let whole = image;
    let image = &*sample(whole);
    let level = estimate(image, Estimator::Patches);
    if let Some(share) = specks(image, &level) {
        let kind = NoiseKind::Specks { share };
        return Found { level, kind };
    }
    if image.channels() != 3 {
        let kind = match coarse(image, &level) {
            Some(coarse) if image.channels() == 1 => NoiseKind::Blotchy { coarse },
            _ if level.sigma() < NONE => NoiseKind::Nothing,
            _ => NoiseKind::White,
        };
        return Found { level, kind };
    }
    if let Some(tint) = Tint::of(whole) {
        let grey = estimate(&tint.grey(image), Estimator::Patches);
        let none = grey.sigma() < NONE;
        let kind = if none {
            NoiseKind::Nothing
        } else {
            NoiseKind::Toned(tint)
        };
        return Found { level, kind };
    }
    let fine = covariance(image, &level);
    let opponent = coarse_opponents(image, &fine, &level);
    let kind = if opponent.iter().any(|sigma| *sigma > 0.0) {
        NoiseKind::Coarse { fine, opponent }
    } else if level.sigma() < NONE {
        NoiseKind::Nothing
    } else if fine.white() {
        NoiseKind::White
    } else {
        NoiseKind::Shared(fine)
    };
    Found { level, kind }
}

/// The share of specks, if there are enough of them, and little noise is left without them: strong noise that is cut
/// off at black and white makes some too.
fn specks(image: &Image, level: &Level) -> Option<f64> {
    const FEWEST: f64 = 0.003;
    const WEAKEST: f32 = 4.0 / 255.0;
    let share = impulses::specks(image);
    if share < FEWEST || level.sigma() < WEAKEST {
        return None;
    }
    let filled = impulses::fill(image).picture;
    let rest = estimate(&filled, Estimator::Patches).sigma();
    (rest < 0.5 * level.sigma()).then_some(share)
}

/// The covariance between the channels of a picture of three.
fn covariance(image: &Image, level: &Level) -> Covariance {
    let width = image.width();
    let area = image.height() * width;
    let planes: Vec<&[f32]> = image.pixels().chunks_exact(area.max(1)).collect();
    let lost: Vec<Vec<bool>> = planes.iter().map(|plane| clipped(plane)).collect();
    let step = step(image.pixels());
    let mut matrix = [[0.0; 3]; 3];
    for (k, sigma) in level.channels.iter().enumerate().take(3) {
        matrix[k][k] = f64::from(*sigma).powi(2);
    }
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        if matrix[a][a] == 0.0 || matrix[b][b] == 0.0 {
            continue;
        }
        let either: Vec<bool> = lost[a]
            .iter()
            .zip(&lost[b])
            .map(|(a, b)| *a || *b)
            .collect();
        let variance = |sign: f32| {
            let pairs = planes[a].iter().zip(planes[b]);
            let mixed: Vec<f32> = pairs
                .map(|(x, y)| std::f32::consts::FRAC_1_SQRT_2 * (x + sign * y))
                .collect();
            let flat = flat(&mixed, width, 1.5 * step);
            f64::from(by_patches_without(&mixed, width, &either, &flat)).powi(2)
        };
        let shared = 0.5 * (variance(1.0) - variance(-1.0));
        let most = (matrix[a][a] * matrix[b][b]).sqrt();
        matrix[a][b] = shared.clamp(-most, most);
        matrix[b][a] = matrix[a][b];
    }
    without_negative(Covariance(matrix))
}

/// The nearest covariance that has no negative variance along any axis.
fn without_negative(covariance: Covariance) -> Covariance {
    let (values, axes) = covariance.axes();
    let mut matrix = [[0.0; 3]; 3];
    for (a, row) in matrix.iter_mut().enumerate() {
        for (b, value) in row.iter_mut().enumerate() {
            *value = (0..3).map(|k| values[k] * axes[k][a] * axes[k][b]).sum();
        }
    }
    Covariance(matrix)
}

/// σ of noise that is coarser than a pixel in the three opponent channels; 0 where there is none.
fn coarse_opponents(image: &Image, fine: &Covariance, level: &Level) -> [f32; 3] {
    let mut answer = [0.0; 3];
    let (_, height, width) = image.dim();
    if height < 64 || width < 64 {
        return answer;
    }
    let halved = color::to_opponent(&image.halved());
    let variances = opponent_variances(fine);
    let found = estimate(&halved, Estimator::Patches);
    for k in 1..3 {
        let variance = 4.0 * f64::from(found.channels[k]).powi(2);
        if variance > COARSE * variances[k] && variance > COARSE_LEAST.powi(2) {
            answer[k] = variance.sqrt() as f32;
        }
    }
    if let Some(sigma) = coarse(image, level) {
        answer[0] = sigma * color::NOISE[0];
        let bright = (2.0 * found.channels[0]).max(0.0);
        answer[0] = answer[0].min(bright).max(f32::MIN_POSITIVE);
    }
    answer
}
