//! A contest: one noisy picture, and every method's answer to it. The one way from a picture to scores: the window, the
//! command line and the labs all go it, so that the same scene has the same score everywhere.
//!
//! ```text
//! a clean picture + noise ─┐
//! a picture noisy already ─┴─▶ Scene ──(method, prepared for its noise)──▶ Answer: picture, PSNR, SSIM, seconds
//! ```

use std::sync::Arc;

use crate::degrade::Operator;
use crate::degrade::noise::estimate::{Found, NoiseKind, look};
use crate::degrade::noise::{Gaussian, Nature, Noise};
use crate::degrade::operators::Nothing;
use crate::denoise::trial::{MadeNoisy, Scores, made_noisy, trial};
use crate::denoise::trust::sure;
use crate::denoise::{DenoiseError, Denoiser, Watch, among, under};
use crate::image::Image;
use crate::image::metrics::percent_clipped;
use crate::train::Experiment;
use crate::train::task::Spoiling;

/// Where a scene's noise comes from.
#[derive(Clone)]
pub enum Cause {
    /// It was added, of a known kind: methods are prepared for it.
    Added(Box<dyn Noise>),
    /// It was added, white and Gaussian, and drawn by somebody else.
    White,
    /// It is the picture's own; nobody has the clean one.
    Own {
        /// What was found of it.
        found: Arc<Found>,
        /// The σ (0..1) that a person gave for it.
        given: Option<f32>,
    },
}

/// What every method is given.
#[derive(Clone)]
pub struct Scene {
    /// The clean picture, where it is known.
    pub clean: Option<Arc<Image>>,
    /// The noisy picture, of the same shape.
    pub noisy: Arc<Image>,
    /// The noise's standard deviation that methods are told, 0..1.
    pub sigma: f32,
    /// What else has happened to the clean picture before noise was added.
    pub operator: Option<Box<dyn Operator>>,
    /// Where the noise comes from.
    pub cause: Cause,
    /// Whether σ was measured on the noise itself: a model with a range of strengths drew one.
    pub drawn: bool,
    /// What decided the noise.
    pub seed: u64,
}

impl Scene {
    /// A clean picture with noise of any kind; `seed` and `index` decide it, so that the pictures of a set get
    /// different noise.
    pub fn added(clean: Arc<Image>, noise: &(dyn Noise + 'static), seed: u64, index: u64) -> Self {
        Self::spoiled(clean, &Nothing::default(), noise, seed, index)
    }

    /// A clean picture that an operator has spoiled, and then noise; methods take the noise away, and are scored
    /// against the clean picture all the same.
    pub fn spoiled(
        clean: Arc<Image>,
        operator: &(dyn Operator + 'static),
        noise: &(dyn Noise + 'static),
        seed: u64,
        index: u64,
    ) -> Self {
        let MadeNoisy {
            noisy,
            sigma,
            measured,
        } = made_noisy(operator, noise, &clean, seed, index);
        Self {
            operator: (operator.id() != Nothing::ID).then(|| dyn_clone::clone_box(operator)),
            clean: Some(clean),
            noisy: Arc::new(noisy),
            sigma,
            cause: Cause::Added(dyn_clone::clone_box(noise)),
            drawn: measured,
            seed,
        }
    }

    /// A clean picture spoiled as the pictures that an experiment is judged on.
    pub fn as_judged(experiment: &Experiment, clean: Arc<Image>, index: u64) -> Self {
        let Spoiling {
            operator,
            noise,
            seed,
        } = experiment.spoiling();
        if experiment.task.applies_operator() {
            Self::spoiled(clean, operator, noise, seed, index)
        } else {
            Self::added(clean, noise, seed, index)
        }
    }

    /// A clean picture with white Gaussian noise of standard deviation `sigma` (0..1), never clipped.
    pub fn white(clean: Arc<Image>, sigma: f32, seed: u64, index: u64) -> Self {
        let noise = Gaussian::fixed(sigma * 255.0);
        let mut scene = Self::added(clean, &noise, seed, index);
        // As it was given: the way to 255 and back costs a bit.
        (scene.sigma, scene.drawn) = (sigma, false);
        scene
    }

    /// A clean picture with white Gaussian noise that somebody else drew: `noise` has standard deviation 1 and the
    /// picture's shape.
    pub fn with(clean: Arc<Image>, noise: &Image, sigma: f32) -> Self {
        let mut noisy = (*clean).clone();
        for (pixel, normal) in noisy.pixels_mut().iter_mut().zip(noise.pixels()) {
            *pixel += sigma * normal;
        }
        Self {
            clean: Some(clean),
            noisy: Arc::new(noisy),
            sigma,
            operator: None,
            cause: Cause::White,
            drawn: false,
            seed: 0,
        }
    }

    /// A picture that is noisy already; its noise is looked at, and σ is `given` or else what was found.
    pub fn own(noisy: Arc<Image>, given: Option<f32>) -> Self {
        let found = look(&noisy);
        Self {
            clean: None,
            sigma: given.unwrap_or_else(|| found.sigma()),
            noisy,
            operator: None,
            cause: Cause::Own {
                found: Arc::new(found),
                given,
            },
            drawn: false,
            seed: 0,
        }
    }

    /// A method as it is for this scene: prepared for the noise that was added, or working on axes in which the
    /// picture's own noise is white.
    pub fn prepared(&self, method: Box<dyn Denoiser>) -> Box<dyn Denoiser> {
        match &self.cause {
            Cause::Added(noise) => under(method, &**noise),
            Cause::White => method,
            Cause::Own { found, given } => among(method, found, *given).0,
        }
    }

    /// What was found of the picture's own noise.
    pub fn found(&self) -> Option<&Arc<Found>> {
        match &self.cause {
            Cause::Own { found, .. } => Some(found),
            _ => None,
        }
    }

    /// Whether the noise is the same everywhere, as far as is known.
    pub fn even(&self) -> bool {
        match &self.cause {
            Cause::Added(noise) => noise.nature() == Nature::Additive,
            _ => true,
        }
    }

    /// A method's answer, and what it is worth: against the clean picture, or by Stein's estimate where nobody has that
    /// one. The method is run as it is: see [`prepared`](Self::prepared).
    ///
    /// # Errors
    /// [`DenoiseError`], also for an answer of another shape or with numbers that are not finite.
    pub fn answer(&self, method: &dyn Denoiser, watch: &Watch<'_>) -> Result<Answer, DenoiseError> {
        let answer = self.trial(method, watch)?;
        if self.clean.is_some() {
            return Ok(answer);
        }
        let estimate = match sure(
            method,
            &self.noisy,
            &answer.image,
            self.sigma,
            &watch.silent(),
        ) {
            Err(DenoiseError::Stopped) => return Err(DenoiseError::Stopped),
            found => found.ok().and_then(|found| found.psnr()),
        };
        Ok(Answer { estimate, ..answer })
    }

    /// The same without an estimate, which takes as long again.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub fn trial(&self, method: &dyn Denoiser, watch: &Watch<'_>) -> Result<Answer, DenoiseError> {
        let trial = trial(
            method,
            &self.noisy,
            self.sigma,
            self.clean.as_deref(),
            watch,
        )?;
        Ok(Answer {
            image: Arc::new(trial.answer),
            scores: trial.scores,
            estimate: None,
            seconds: trial.seconds,
        })
    }

    /// How scores on this scene are made, in words, a piece each: noise, seed, clipping, colour, border.
    pub fn protocol(&self) -> Vec<String> {
        let colour = match self.noisy.channels() {
            3 => "colour",
            _ => "grey",
        };
        let mut parts = Vec::new();
        if let Cause::Own { found, given } = &self.cause {
            parts.push(own_words(found, *given));
            parts.push(colour.into());
            parts.push("no clean picture: PSNR is estimated (≈)".into());
            if let NoiseKind::Specks { .. } = found.kind {
                parts.push(
                    "some pixels are lost: methods are prepared for it; ≈ cannot rank them".into(),
                );
            } else if !found.white() {
                parts.push(
                    "its noise is not white: methods work on axes where it is; ≈ cannot rank them"
                        .into(),
                );
            }
            let clipped = percent_clipped(&self.noisy);
            if clipped >= 0.1 {
                parts.push(format!(
                    "some dB too high: {clipped:.1} % of the pixels are clipped"
                ));
            }
            return parts;
        }
        let mut name = String::new();
        if let Some(operator) = &self.operator {
            name = format!("{}, ", operator.label());
        }
        if let Cause::Added(noise) = &self.cause
            && noise.id() != Gaussian::ID
        {
            name += &format!("{}, ", noise.label());
        }
        let drawn = if self.drawn { " (drawn)" } else { "" };
        parts.push(format!("{name}{}{drawn}", sigma_words(self.sigma)));
        if !self.even() {
            parts.push("methods prepared for it".into());
        }
        if self.operator.is_some() {
            parts.push("methods take the noise away and nothing else".into());
        }
        parts.push(format!("seed {}", self.seed));
        let beyond = |value: &f32| !(0.0..=1.0).contains(value);
        if self.noisy.pixels().iter().any(beyond) {
            parts.push("unclipped".into());
        }
        parts.push(colour.into());
        parts.push("no border crop".into());
        parts
    }
}

/// What a method made of a scene.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The cleaned picture; not clipped.
    pub image: Arc<Image>,
    /// Its scores, where the clean picture is known.
    pub scores: Option<Scores>,
    /// Its PSNR in dB by Stein's estimate, where the clean picture is not known.
    pub estimate: Option<f64>,
    /// Seconds on the clock.
    pub seconds: f64,
}

impl Answer {
    /// PSNR in dB, measured or estimated.
    pub fn psnr(&self) -> Option<f64> {
        self.scores.map(|scores| scores.psnr).or(self.estimate)
    }
}

/// The σ that methods are told of a picture's own noise, and where it is from.
fn own_words(found: &Found, given: Option<f32>) -> String {
    if let Some(sigma) = given {
        return format!("its own noise, given {}", sigma_words(sigma));
    }
    let mut words = format!("its own noise, estimated {}", sigma_words(found.sigma()));
    if let [red, green, blue] = found.level.channels[..] {
        words += &format!(
            " (red {:.1}, green {:.1}, blue {:.1})",
            red * 255.0,
            green * 255.0,
            blue * 255.0
        );
    }
    words
}

fn sigma_words(sigma: f32) -> String {
    let tenths = (sigma * 2550.0).round() / 10.0;
    format!("σ = {tenths} / 255")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::degrade::noise::SaltAndPepper;
    use crate::denoise::{self, trial::with_noise};
    use crate::for_tests::parrot;
    use crate::setting::find;

    fn clean() -> Arc<Image> {
        Arc::new(parrot().gray().crop(100, 60, 96, 96))
    }

    fn method(id: &str) -> Box<dyn Denoiser> {
        (find(denoise::ALL, id).unwrap().make)()
    }

    #[test]
    fn white_noise_is_the_same_by_every_way() {
        let (clean, sigma) = (clean(), 25.0 / 255.0);
        let white = Scene::white(Arc::clone(&clean), sigma, 4, 7);
        let added = Scene::added(Arc::clone(&clean), &Gaussian::fixed(25.0), 4, 7);
        assert_eq!(*white.noisy, with_noise(&clean, sigma, 4, 7));
        assert_eq!(white.noisy, added.noisy);
        let given = Scene::with(Arc::clone(&clean), &Image::zeros(1, 96, 96), sigma);
        assert_eq!(*given.noisy, *clean);
        assert_eq!(Scores::of(&clean, &given.noisy).psnr, f64::INFINITY);
    }

    #[test]
    fn a_method_is_prepared_for_the_noise_and_scored_against_the_clean_picture() {
        let scene = Scene::added(clean(), &SaltAndPepper { density: 0.2 }, 1, 0);
        let plain = scene.answer(&*method("bm3d"), &Watch::default()).unwrap();
        let prepared = scene.prepared(method("bm3d"));
        let prepared = scene.answer(&*prepared, &Watch::default()).unwrap();
        assert!(prepared.psnr() > plain.psnr().map(|psnr| psnr + 5.0));
        let expected = Scores::of(&clean(), &prepared.image);
        assert_eq!(prepared.scores, Some(expected));
        assert!(
            scene
                .protocol()
                .join(" · ")
                .contains("methods prepared for it · seed 1")
        );
    }

    #[test]
    fn what_an_operator_spoils_is_what_a_network_learns_from() {
        use crate::data::Batch;
        use crate::degrade::operators::Blur;
        use crate::nn::Tensor;
        use crate::train::task::{Lot, Restore, Task};
        let (operator, noise) = (Blur::default(), Gaussian::fixed(5.0));
        let scene = Scene::spoiled(clean(), &operator, &noise, 3, 2);
        let mut batch = Batch {
            input: Tensor::from_image(&clean()),
            ..Batch::default()
        };
        let spoiling = Spoiling {
            operator: &operator,
            noise: &noise,
            seed: 3,
        };
        Restore::default().fill(&mut batch, &spoiling, Lot::Judging(2));
        assert_eq!(batch.input.image(0), *scene.noisy);
        assert!(scene.protocol()[0].starts_with("Blur, σ = 5"));
        assert_eq!(scene.sigma, 5.0 / 255.0);
    }

    #[test]
    fn without_a_clean_picture_the_score_is_an_estimate() {
        let noisy = Scene::white(clean(), 25.0 / 255.0, 0, 0).noisy;
        let scene = Scene::own(Arc::clone(&noisy), None);
        assert!((scene.sigma * 255.0 - 25.0).abs() < 3.0, "{}", scene.sigma);
        let answer = scene
            .answer(&*scene.prepared(method("nl-means")), &Watch::default())
            .unwrap();
        let truth = Scores::of(&clean(), &answer.image).psnr;
        let estimate = answer.estimate.unwrap();
        assert_eq!(answer.scores, None);
        assert!((estimate - truth).abs() < 1.0, "{estimate} for {truth}");
        assert!(Scene::own(noisy, Some(0.2)).protocol()[0].contains("given σ = 51 / 255"));
    }
}
