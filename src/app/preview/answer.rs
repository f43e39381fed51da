//! Answers: a cleaned picture with its scores, as a job hands it over.

use std::sync::Arc;
use std::time::Instant;

use egui::ColorImage;

use super::scene::Scene;
use crate::denoise::{DenoiseError, Denoiser, Learned};
use crate::image::Image;
use crate::image::metrics::{psnr_clipped, ssim};
use crate::job::{Link, Progress};
use crate::setting::Catalogue;
use crate::train::Snapshot;
use crate::ui::format;
use crate::ui::widgets::compare::{Entry, NETWORK};
use crate::ui::widgets::picture::display;

/// Runs a snapshot's network on a noisy picture of standard deviation `sigma`.
pub type Cleaner = fn(&Snapshot, &Image, f32, &Progress) -> Result<Image, DenoiseError>;

/// Side of the piece on which methods are timed to find the cheap ones.
const PROBE: usize = 48;

/// A picture for one entry of the comparison.
pub struct Answer {
    /// The entry.
    pub id: String,
    /// The picture, as numbers and as the screen shows it; or what went wrong.
    pub picture: Result<(Arc<Image>, Arc<ColorImage>), String>,
    /// PSNR and SSIM against the clean picture.
    pub scores: Option<(f64, f64)>,
    /// Seconds it took.
    pub seconds: Option<f64>,
    /// A word on it.
    pub note: String,
}

impl Answer {
    /// A picture, judged against `clean` where that is known.
    pub fn of(id: &str, image: Arc<Image>, clean: Option<&Image>) -> Self {
        let shown = Arc::new(display(&image));
        Self {
            id: id.into(),
            scores: clean.map(|clean| (psnr_clipped(clean, &image), ssim(clean, &image))),
            picture: Ok((image, shown)),
            seconds: None,
            note: String::new(),
        }
    }

    /// What went wrong.
    pub fn failed(id: &str, problem: String) -> Self {
        Self {
            id: id.into(),
            picture: Err(problem),
            scores: None,
            seconds: None,
            note: String::new(),
        }
    }

    /// The outcome of a method on a scene.
    fn outcome(
        id: &str,
        outcome: Result<Image, DenoiseError>,
        scene: &Scene,
        start: Instant,
    ) -> Self {
        let seconds = start.elapsed().as_secs_f64();
        let image = match outcome {
            Ok(image) => image,
            Err(error) => return Self::failed(id, error.to_string()),
        };
        if image.dim() != scene.noisy.dim() {
            return Self::failed(id, "The answer is no picture of this size.".into());
        }
        if !image.pixels().iter().all(|value| value.is_finite()) {
            return Self::failed(id, "The answer holds numbers that are not finite.".into());
        }
        Self {
            seconds: Some(seconds),
            ..Self::of(id, Arc::new(image), scene.clean.as_deref())
        }
    }
}

/// Runs all `methods` on a scene, cheap ones first, and sends each answer as it comes.
pub fn classical(methods: Catalogue<dyn Denoiser>, scene: &Scene, link: &Link<(), Answer>) {
    let piece = scene.noisy.crop(
        0,
        0,
        scene.noisy.height().min(PROBE),
        scene.noisy.width().min(PROBE),
    );
    let mut timed: Vec<_> = methods
        .iter()
        .map(|entry| {
            let method = (entry.make)();
            let start = Instant::now();
            // Only the time counts here; a refusal comes again, with its words, on the picture itself.
            let _ = method.denoise(&piece, scene.sigma, &link.progress().into());
            (start.elapsed(), method)
        })
        .collect();
    timed.sort_by_key(|(time, _)| *time);
    for (_, method) in timed {
        let start = Instant::now();
        let outcome = method.denoise(&scene.noisy, scene.sigma, &link.progress().into());
        if link.stopped() || !link.send(Answer::outcome(method.id(), outcome, scene, start)) {
            return;
        }
    }
}

/// Runs the network of a snapshot on a scene.
pub fn learned(
    cleaner: Cleaner,
    snapshot: &Snapshot,
    scene: &Scene,
    progress: &Progress,
) -> Answer {
    let start = Instant::now();
    let outcome = cleaner(snapshot, &scene.noisy, scene.sigma, progress);
    Answer {
        note: format!("step {}", format::grouped(snapshot.step)),
        ..Answer::outcome(NETWORK, outcome, scene, start)
    }
}

/// The cleaner of the window: the network as trained so far, its batch statistics frozen.
///
/// # Errors
/// [`DenoiseError`], as [`Learned`] has it.
pub fn network(
    snapshot: &Snapshot,
    noisy: &Image,
    sigma: f32,
    progress: &Progress,
) -> Result<Image, DenoiseError> {
    let model = snapshot.model.clone();
    Learned { model }.denoise(noisy, sigma, &progress.into())
}

/// The network's entry before it has answered.
pub fn untrained() -> Entry {
    Entry {
        note: "Click Train: the network's answer appears here.".into(),
        ..Entry::empty(NETWORK, "Network now")
    }
}

/// What to say when the system grants no thread.
pub fn no_thread(error: &std::io::Error) -> String {
    format!("The system grants no further thread ({error}). Close other programs and try again.")
}
