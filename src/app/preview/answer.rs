//! Answers: a cleaned picture with its scores, as the work beside the window hands it over.

use std::sync::Arc;
use std::time::Instant;

use crate::contest::{self, Scene};
use crate::denoise::trial::Scores;
use crate::denoise::{Denoiser, Learned, Watch};
use crate::image::Image;
use crate::job::{Making, Progress};
use crate::train::Snapshot;
use crate::ui::format;
use crate::ui::widgets::compare::{Entry, Handover, NETWORK, Tally};
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
    /// The picture, as numbers and as the screen shows it.
    pub picture: (Arc<Image>, Handover),
    /// How good it is, and how long it took.
    pub tally: Tally,
    /// A word on it.
    pub note: String,
}

impl Answer {
    /// A picture, judged against `clean` where that is known.
    pub fn of(id: &str, image: Arc<Image>, clean: Option<&Image>) -> Self {
        let shown = Handover::new(Arc::new(display(&image)));
        Self {
            id: id.into(),
            tally: Tally {
                scores: clean.map(|clean| Scores::of(clean, &image)),
                ..Tally::default()
            },
            picture: (image, shown),
            note: String::new(),
        }
    }

    /// What a method made of a scene.
    fn made(id: &str, answer: contest::Answer) -> Self {
        let shown = Handover::new(Arc::new(display(&answer.image)));
        Self {
            id: id.into(),
            picture: (answer.image, shown),
            tally: Tally {
                scores: answer.scores,
                estimate: answer.estimate,
                seconds: Some(answer.seconds),
            },
            note: String::new(),
        }
    }
}

/// The methods' ids, the cheap ones first, as measured on a piece of the noisy picture.
pub fn by_cost(
    methods: Vec<Box<dyn Denoiser>>,
    scene: &Scene,
    progress: &Progress,
) -> Vec<&'static str> {
    let (height, width) = (scene.noisy.height(), scene.noisy.width());
    let piece = scene.noisy.crop(0, 0, height.min(PROBE), width.min(PROBE));
    let mut timed: Vec<_> = methods
        .into_iter()
        .map(|method| {
            let start = Instant::now();
            // Only the time counts here; a refusal comes again, with its words, on the picture itself.
            let watch = Watch::from(progress);
            let _ = method.denoise(&piece, scene.sigma, &watch.silent());
            (start.elapsed(), method.id())
        })
        .collect();
    timed.sort_by_key(|(time, _)| *time);
    timed.into_iter().map(|(_, id)| id).collect()
}

/// Runs a method on a scene and shows what it has so far.
///
/// # Errors
/// The method's, with the cure.
pub fn classical(
    method: &dyn Denoiser,
    scene: &Scene,
    making: &Making<'_, Answer>,
) -> Result<Answer, String> {
    let show = |estimate: &Image| {
        let mut so_far = Answer::of(method.id(), Arc::new(estimate.clone()), None);
        so_far.note = "so far".into();
        making.show(so_far);
    };
    let watch = Watch::from(making.progress()).with_estimates(&show);
    let answer = scene.answer(method, &watch);
    let answer = answer.map_err(|error| error.to_string())?;
    Ok(Answer::made(method.id(), answer))
}

/// Runs the network of a snapshot on a scene.
///
/// # Errors
/// The network's, with the cure.
pub fn learned(
    cleaner: Cleaner,
    snapshot: &Snapshot,
    scene: &Scene,
    progress: &Progress,
) -> Result<Answer, String> {
    let answer = scene.trial(&*cleaner(snapshot), &progress.into());
    let answer = answer.map_err(|error| error.to_string())?;
    Ok(Answer {
        note: format!("step {}", format::grouped(snapshot.step)),
        ..Answer::made(NETWORK, answer)
    })
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
        ..Entry::empty(NETWORK, "Network")
    }
}
