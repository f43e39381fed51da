//! A spoiled picture: what happened to it, and the linear half of every loop, exact for any operator.

use super::{NewProblems, Problem};
use crate::degrade::Operator;
use crate::degrade::noise::PixelLayout;
use crate::degrade::operators::{Blur, DownSample, Mask};
use crate::image::Image;
use crate::image::metrics::psnr_clipped;
use crate::math::random::{Purpose, Stream};

/// Most iterations of conjugate gradients, and how small what is left must be as a share of what was there.
const MOST: usize = 200;
const LEFT: f64 = 1e-5;
/// Blur of what fills lost pixels at first.
const FILL: f32 = 1.5;
/// Constants of the linear answer that are tried: each so many times the one before.
const CONSTANTS: usize = 14;
const RATIO: f32 = 2.0;
const FIRST: f32 = 1e-4;

/// A spoiled picture.
pub(super) struct Spoiled {
    /// As it was, where that is known.
    pub(super) clean: Option<Image>,
    /// As it is.
    pub(super) seen: Image,
    /// Where a loop begins: the same, with what is lost filled from around.
    pub(super) begin: Image,
    /// Standard deviation of the noise, 0..1.
    pub(super) sigma: f32,
    operator: Box<dyn Operator>,
    /// What is random in the operator.
    world: (u64, u64),
    /// The share of pixels that say something.
    known: f64,
}

impl Spoiled {
    /// Spoils a picture.
    pub(super) fn made(lab: &NewProblems, clean: Image, seed: u64, index: u64) -> Self {
        let sigma = lab.sigma / 255.0;
        let mut spoiled = Self::of(lab, clean.clone(), (seed, index));
        let mut random = Stream::new(seed, Purpose::Noise, index);
        // Of a block that has become one pixel there is one noise: the mean of its pixels' has this one's strength.
        let (before, strength) = match lab.problem {
            Problem::Deblur => (false, sigma),
            Problem::Inpaint => (true, sigma),
            Problem::Enlarge => (true, sigma * lab.factor as f32),
        };
        let add = |image: &mut Image, random: &mut Stream| {
            let pixels = image.pixels_mut().iter_mut();
            pixels.for_each(|pixel| *pixel += strength * random.normal());
        };
        let mut seen = clean.clone();
        if before {
            add(&mut seen, &mut random);
        }
        seen = spoiled.apply(&seen);
        if !before {
            add(&mut seen, &mut random);
        }
        spoiled.take(seen);
        Self {
            clean: Some(clean),
            ..spoiled
        }
    }

    /// Takes a picture that is spoiled already.
    pub(super) fn found(lab: &NewProblems, seen: Image) -> Self {
        let mut spoiled = Self::of(lab, seen.clone(), (lab.seed, 0));
        spoiled.take(seen);
        spoiled
    }

    fn of(lab: &NewProblems, seen: Image, world: (u64, u64)) -> Self {
        let operator: Box<dyn Operator> = match lab.problem {
            Problem::Deblur => Box::new(Blur { radius: lab.radius }),
            Problem::Inpaint => Box::new(Mask { lost: lab.lost }),
            Problem::Enlarge => Box::new(DownSample { factor: lab.factor }),
        };
        Self {
            clean: None,
            begin: seen.clone(),
            seen,
            sigma: lab.sigma / 255.0,
            operator,
            world,
            known: 1.0,
        }
    }

    /// Takes what is seen, and fills what is lost.
    fn take(&mut self, seen: Image) {
        let ones = self.apply(&seen.map(|_| 1.0));
        let count = ones.pixels().len().max(1) as f64;
        self.known = ones.pixels().iter().map(|one| f64::from(*one)).sum::<f64>() / count;
        let around = |image: &Image| {
            let mut image = image.clone();
            let layout = PixelLayout::of(&image);
            let mut random = Stream::new(0, Purpose::Data, 0);
            Blur { radius: FILL }.apply(image.pixels_mut(), layout, &mut random);
            image
        };
        let (sums, weights) = (around(&seen), around(&ones));
        self.begin = seen.clone();
        for (at, begin) in self.begin.pixels_mut().iter_mut().enumerate() {
            if ones.pixels()[at] < 0.5 {
                *begin = sums.pixels()[at] / weights.pixels()[at].max(1e-3);
            }
        }
        self.seen = seen;
    }

    /// What happens to a picture, without noise.
    pub(super) fn apply(&self, image: &Image) -> Image {
        let mut image = image.clone();
        let layout = PixelLayout::of(&image);
        let mut random = Stream::new(self.world.0, Purpose::Evaluation, self.world.1);
        self.operator.apply(image.pixels_mut(), layout, &mut random);
        image
    }

    /// Mean squared difference of a spoiled answer to what is seen, over σ²: about 1 for the clean picture.
    pub(super) fn residual(&self, answer: &Image) -> f64 {
        let spoiled = self.apply(answer);
        let seen = self.apply_mask(&self.seen);
        let pairs = spoiled.pixels().iter().zip(seen.pixels());
        let squares: f64 = pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum();
        let count = spoiled.pixels().len().max(1) as f64 * self.known.max(1e-9);
        squares / count / f64::from(self.sigma).powi(2)
    }

    /// What is seen, without what is lost; nothing is lost by an operator that keeps means.
    fn apply_mask(&self, image: &Image) -> Image {
        match self.known < 0.999 {
            true => self.apply(image),
            false => image.clone(),
        }
    }

    /// PSNR in dB, clipped, where the clean picture is known.
    pub(super) fn psnr(&self, answer: &Image) -> Option<f64> {
        Some(psnr_clipped(self.clean.as_ref()?, answer))
    }

    /// The picture x that makes |A x − y|² + weight · |x − prior|² smallest: (A² + weight) x = A y + weight · prior by
    /// conjugate gradients from the prior on (Hestenes and Stiefel 1952), since A is its own adjoint.
    pub(super) fn solve(&self, prior: &Image, weight: f32) -> Image {
        let normal = |x: &Image| {
            let mut twice = self.apply(&self.apply(x));
            let pairs = twice.pixels_mut().iter_mut().zip(x.pixels());
            pairs.for_each(|(to, x)| *to += weight * x);
            twice
        };
        let dot = |a: &Image, b: &Image| -> f64 {
            let pairs = a.pixels().iter().zip(b.pixels());
            pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        };
        let add = |to: &mut Image, factor: f32, what: &Image| {
            let pairs = to.pixels_mut().iter_mut().zip(what.pixels());
            pairs.for_each(|(to, what)| *to += factor * what);
        };
        let mut answer = prior.clone();
        let mut wanted = self.apply(&self.seen);
        add(&mut wanted, weight, prior);
        let enough = LEFT * LEFT * dot(&wanted, &wanted);
        let mut left = wanted;
        add(&mut left, -1.0, &normal(prior));
        let mut way = left.clone();
        let mut size = dot(&left, &left);
        for _ in 0..MOST {
            if size <= enough {
                break;
            }
            let turned = normal(&way);
            let length = (size / dot(&way, &turned)) as f32;
            if !length.is_finite() {
                break;
            }
            add(&mut answer, length, &way);
            add(&mut left, -length, &turned);
            let before = std::mem::replace(&mut size, dot(&left, &left));
            let share = (size / before) as f32;
            let pairs = way.pixels_mut().iter_mut().zip(left.pixels());
            pairs.for_each(|(way, left)| *way = left + share * *way);
        }
        answer
    }
}

/// The best that is had without a denoiser: the prior is one grey, the mean of what is seen, and the constant is chosen
/// by one who knows the clean picture. `None` where that is not known.
pub(super) fn wiener(spoiled: &Spoiled) -> Option<Image> {
    let pixels = spoiled.begin.pixels();
    let mean = pixels.iter().sum::<f32>() / pixels.len().max(1) as f32;
    let grey = spoiled.begin.map(|_| mean);
    let mut best: Option<(f64, Image)> = None;
    for at in 0..CONSTANTS {
        let answer = spoiled.solve(&grey, FIRST * RATIO.powi(at as i32));
        let psnr = spoiled.psnr(&answer)?;
        if best.as_ref().is_none_or(|(most, _)| psnr > *most) {
            best = Some((psnr, answer));
        }
    }
    best.map(|(_, answer)| answer)
}
