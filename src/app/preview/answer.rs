//! Answers: a cleaned picture with its scores, as a job hands it over.

use std::sync::Arc;
use std::time::Instant;

use egui::ColorImage;

use crate::contest::{self, Scene};
use crate::denoise::trial::Scores;
use crate::denoise::{DenoiseError, Denoiser, Learned, Watch};
use crate::image::Image;
use crate::job::{Link, Progress};
use crate::train::Snapshot;
use crate::ui::format;
use crate::ui::widgets::compare::{Entry, NETWORK};
use crate::ui::widgets::picture::display;

/// Makes a snapshot's network a denoiser.
pub type Cleaner = fn(&Snapshot) -> Box<dyn Denoiser>;

/// Side of the piece on which methods are timed to find the cheap ones.
const PROBE: usize = 48;

/// A picture for one entry of the comparison.
#[derive(Clone)]
pub struct Answer {
    /// The entry.
    pub id: String,
    /// The picture, as numbers and as the screen shows it; or what went wrong.
    pub picture: Result<(Arc<Image>, Arc<ColorImage>), String>,
    /// PSNR and SSIM against the clean picture.
    pub scores: Option<Scores>,
    /// PSNR in dB as Stein's estimate has it, where no clean picture is known.
    pub estimate: Option<f64>,
    /// Seconds it took.
    pub seconds: Option<f64>,
    /// A word on it.
    pub note: String,
}

/// What the job that runs methods says.
pub enum Told {
    /// A method begins.
    Working(&'static str),
    /// What an iterative method has so far.
    Estimate(&'static str, Arc<Image>, Arc<ColorImage>),
    /// A method has answered.
    Answer(Answer),
}

impl Answer {
    /// A picture, judged against `clean` where that is known.
    pub fn of(id: &str, image: Arc<Image>, clean: Option<&Image>) -> Self {
        let shown = Arc::new(display(&image));
        Self {
            id: id.into(),
            scores: clean.map(|clean| Scores::of(clean, &image)),
            picture: Ok((image, shown)),
            estimate: None,
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
            estimate: None,
            seconds: None,
            note: String::new(),
        }
    }

    /// What a method made of a scene.
    fn outcome(id: &str, outcome: Result<contest::Answer, DenoiseError>) -> Self {
        match outcome {
            Ok(answer) => {
                let shown = Arc::new(display(&answer.image));
                Self {
                    id: id.into(),
                    picture: Ok((answer.image, shown)),
                    scores: answer.scores,
                    estimate: answer.estimate,
                    seconds: Some(answer.seconds),
                    note: String::new(),
                }
            }
            Err(error) => Self::failed(id, error.to_string()),
        }
    }
}

/// Runs `methods` on a scene, cheap ones first, and tells each answer as it comes.
pub fn classical(methods: Vec<Box<dyn Denoiser>>, scene: &Scene, link: &Link<(), Told>) {
    let piece = scene.noisy.crop(
        0,
        0,
        scene.noisy.height().min(PROBE),
        scene.noisy.width().min(PROBE),
    );
    let several = methods.len() > 1;
    let mut timed: Vec<_> = methods
        .into_iter()
        .map(|method| {
            let start = Instant::now();
            if several && link.send(Told::Working(method.id())) {
                // Only the time counts here; a refusal comes again, with its words, on the picture itself.
                let _ = method.denoise(&piece, scene.sigma, &Watch::from(link.progress()).silent());
            }
            (start.elapsed(), method)
        })
        .collect();
    timed.sort_by_key(|(time, _)| *time);
    for (_, method) in timed {
        link.progress().set(0.0);
        if link.stopped() || !link.send(Told::Working(method.id())) {
            return;
        }
        let show = |estimate: &Image| {
            let shown = Arc::new(display(estimate));
            link.offer(Told::Estimate(
                method.id(),
                Arc::new(estimate.clone()),
                shown,
            ));
        };
        let watch = Watch::from(link.progress()).with_estimates(&show);
        let answer = Answer::outcome(method.id(), scene.answer(&*method, &watch));
        if link.stopped() || !link.send(Told::Answer(answer)) {
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
    let outcome = scene.trial(&*cleaner(snapshot), &progress.into());
    Answer {
        note: format!("step {}", format::grouped(snapshot.step)),
        ..Answer::outcome(NETWORK, outcome)
    }
}

/// The cleaner of the window: the network as trained so far, its batch statistics frozen.
pub fn network(snapshot: &Snapshot) -> Box<dyn Denoiser> {
    let model = snapshot.model.clone();
    Box::new(Learned::new(model))
}

/// The network's entry before it has answered.
pub fn untrained(cleans: bool) -> Entry {
    let note = if cleans {
        "Click Train: the network's answer appears here."
    } else {
        "The network in training tells classes apart; it cleans no pictures."
    };
    Entry {
        note: note.into(),
        ..Entry::empty(NETWORK, "Network now")
    }
}
