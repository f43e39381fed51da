//! The loops: data and denoiser are asked in turn.
//!
//! ```text
//! x ← argmin |A x − y|² + λ σ²/s² |x − (z − u)|²       what the data say, near what the denoiser said
//! z ← D(x + u; s)                                      what the denoiser says of that, told noise of s
//! u ← u + x − z                                        ADMM alone; else u = 0
//! ```
//!
//! Splitting lets s fall evenly in ratio to σ and answers z. RED by fixed points (Romano, Elad and Milanfar 2017,
//! section 4.3) is the same with one s all the time, and answers x: where it comes to rest, A(A x − y) =
//! λ σ²/s² (D(x) − x).
//!
//! A denoiser that judges the noise by itself sees little of it in x and does little. It is asked about x with noise of
//! s instead (Renaud, Prost, Leclaire and Papadakis 2024, arXiv:2402.01779), unless that is switched off.

use std::time::Instant;

use super::spoiled::Spoiled;
use super::{Loop, left_out};
use crate::denoise::{Denoiser, Watch};
use crate::image::Image;
use crate::labs::Desk;
use crate::math::random::{Purpose, Stream};
use crate::train::TrainError;

/// No picture has such pixels: the loop has run away.
const AWAY: f32 = 100.0;
/// A loop rests whose last step is below this, on the 0..255 scale.
const REST: f64 = 0.1;

/// How a loop is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weight {
    pub(super) lambda: f32,
    pub(super) scheme: Loop,
    pub(super) steps: usize,
    /// Strength of the denoiser at first, 0..1.
    pub(super) strong: f32,
    /// Strength in RED, 0..1.
    pub(super) fixed: f32,
    /// Whether one that judges the noise by itself gets some.
    pub(super) loud: bool,
}

impl Weight {
    /// What the denoiser is told in each iteration, for noise of `sigma`, 0..1.
    pub(super) fn strengths(&self, sigma: f32) -> Vec<f32> {
        let last = self.steps.saturating_sub(1).max(1) as f32;
        let each = (0..self.steps).map(|at| match self.scheme {
            Loop::Red => self.fixed,
            _ => {
                let strong = self.strong.max(sigma);
                strong * (sigma / strong).powf(at as f32 / last)
            }
        });
        each.collect()
    }
}

/// What a loop came to.
#[derive(Clone)]
pub(super) struct Trace {
    pub(super) answer: Image,
    /// Iteration and PSNR in dB, where the clean picture is known.
    pub(super) psnr: Vec<[f64; 2]>,
    /// Iteration and residual of the data over σ².
    pub(super) residual: Vec<[f64; 2]>,
    /// Iteration and how far the answer moved, as a root mean square on the 0..255 scale.
    pub(super) steps: Vec<[f64; 2]>,
    /// Whether it ran away.
    pub(super) away: bool,
    /// Seconds on the clock.
    pub(super) seconds: f64,
}

impl Trace {
    /// PSNR in dB at the end.
    pub(super) fn score(&self) -> Option<f64> {
        self.psnr.last().map(|point| point[1])
    }

    /// Whether it has come to rest.
    pub(super) fn rests(&self) -> bool {
        !self.away && self.steps.last().is_some_and(|step| step[1] < REST)
    }
}

/// Restores a picture; `watch` is told after each iteration, and whether to go on is its answer. `None` when it was
/// told to stop, or the denoiser cannot do it: then that is shown.
///
/// # Errors
/// None: it is the form that jobs have.
pub(super) fn restore(
    method: &dyn Denoiser,
    spoiled: &Spoiled,
    weight: &Weight,
    watch: &mut dyn FnMut(&Trace) -> bool,
    desk: &Desk<'_>,
) -> Result<Option<Trace>, TrainError> {
    let sigma = spoiled.sigma;
    let quiet = Watch::from(desk.progress()).silent();
    let mut said = spoiled.begin.clone();
    let mut apart = spoiled.begin.map(|_| 0.0);
    let mut trace = Trace {
        answer: said.clone(),
        psnr: Vec::new(),
        residual: Vec::new(),
        steps: Vec::new(),
        away: false,
        seconds: 0.0,
    };
    let began = Instant::now();
    let combined = |a: &Image, factor: f32, b: &Image| {
        let mut sum = a.clone();
        let pairs = sum.pixels_mut().iter_mut().zip(b.pixels());
        pairs.for_each(|(sum, b)| *sum += factor * b);
        sum
    };
    for (at, strength) in weight.strengths(sigma).into_iter().enumerate() {
        let share = weight.lambda * (sigma / strength).powi(2);
        let solved = spoiled.solve(&combined(&said, -1.0, &apart), share);
        let asked = combined(&solved, 1.0, &apart);
        let away = |pixel: &f32| !pixel.is_finite() || pixel.abs() >= AWAY;
        if asked.pixels().iter().any(away) {
            trace.away = true;
            break;
        }
        let mut heard = asked.clone();
        if weight.loud && method.judges_noise() {
            let mut random = Stream::new(0, Purpose::Evaluation, at as u64);
            let pixels = heard.pixels_mut().iter_mut();
            pixels.for_each(|pixel| *pixel += strength * random.normal());
        }
        said = match method.denoise(&heard, strength, &quiet) {
            Ok(said) => said,
            Err(_) if desk.stopped() => return Ok(None),
            Err(error) => {
                desk.show(left_out(method.label(), error.to_string()));
                trace.away = true;
                break;
            }
        };
        if weight.scheme == Loop::Admm {
            apart = combined(&asked, -1.0, &said);
        }
        let answer = match weight.scheme {
            Loop::Red => solved,
            _ => said.clone(),
        };
        let pairs = answer.pixels().iter().zip(trace.answer.pixels());
        let squares: f64 = pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum();
        let step = 255.0 * (squares / answer.pixels().len().max(1) as f64).sqrt();
        let x = (at + 1) as f64;
        trace.steps.push([x, step]);
        trace.residual.push([x, spoiled.residual(&answer)]);
        trace
            .psnr
            .extend(spoiled.psnr(&answer).map(|psnr| [x, psnr]));
        trace.answer = answer;
        trace.seconds = began.elapsed().as_secs_f64();
        if !watch(&trace) {
            return Ok(None);
        }
    }
    Ok(Some(trace))
}
