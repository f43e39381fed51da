//! What the page makes, from which keys.

use std::sync::Arc;

use super::{Batch, Cleaner, Freshness};
use crate::app::preview::label;
use crate::degrade::noise::estimate::{Found, look};
use crate::denoise::{Denoiser, Watch, among};
use crate::desk::cleaning::as_usual;
use crate::image::Image;
use crate::image::finish::Finish;
use crate::job::Pace;
use crate::setting;
use crate::store::picture::Original;
use crate::ui::widgets::compare::Handover;
use crate::ui::widgets::picture::display;

/// What a method has so far is shown of pictures of up to so many numbers: of larger ones it would cost too much
/// memory.
const MOST_SHOWN: usize = 24_000_000;

/// A picture, as numbers and as the screen shows it.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) image: Arc<Image>,
    /// Of an answer that is to be finished the screen shows nothing.
    display: Option<Handover>,
}

/// A picture with what the screen shows of it.
pub(super) fn shown_in(image: Arc<Image>) -> Shown {
    let display = Handover::new(Arc::new(display(&image)));
    Shown {
        image,
        display: Some(display),
    }
}

/// A picture that was opened.
pub(super) struct Opened {
    /// How it was stored; its pixels are in `noisy`.
    pub(super) original: Arc<Original>,
    pub(super) noisy: Arc<Image>,
    /// What was found of the noise.
    pub(super) found: Arc<Found>,
    display: Handover,
}

/// How a picture is cleaned: its number, the method with its settings, the σ that a person gave.
#[derive(Clone)]
pub(super) struct How {
    picture: u64,
    pub(super) method: Box<dyn Denoiser>,
    pub(super) given: Option<f32>,
}

impl PartialEq for How {
    fn eq(&self, other: &Self) -> bool {
        let same = self.picture == other.picture && self.given == other.given;
        same && setting::same(&*self.method, &*other.method)
    }
}

/// How an answer is finished.
#[derive(Clone)]
pub(super) struct Polish {
    answer: Arc<Image>,
    finish: Finish,
}

impl PartialEq for Polish {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.answer, &other.answer) && self.finish == other.finish
    }
}

impl Cleaner {
    pub(super) fn start_opening(
        &mut self,
        read: impl FnOnce() -> Result<Original, String> + Send + 'static,
    ) {
        self.opened.want(&self.pictures, Pace::AtOnce, move |_| {
            let mut original = read()?;
            let empty = Image::zeros(original.image.channels(), 0, 0);
            let noisy = std::mem::replace(&mut original.image, empty);
            Ok(Opened {
                found: Arc::new(look(&noisy)),
                display: Handover::new(Arc::new(display(&noisy))),
                noisy: Arc::new(noisy),
                original: Arc::new(original),
            })
        });
    }

    /// How the picture at hand is to be cleaned.
    pub(super) fn how(&self) -> How {
        How {
            picture: self.pictures,
            method: self.method.clone(),
            given: self.cleaning.sigma,
        }
    }

    pub(super) fn polish(&self, answer: &Shown) -> Polish {
        Polish {
            answer: Arc::clone(&answer.image),
            finish: self.cleaning.finish,
        }
    }

    /// Reads what was made and asks for what is to be made of it; call once a frame. Returns what is worth a message.
    pub fn poll(&mut self) -> Option<String> {
        if self.opened.settle()
            && let Some(opened) = self.opened.of(&self.pictures)
        {
            let entry = &mut self.entries[0];
            self.version += 1;
            entry.version = self.version;
            entry.image = Some(Arc::clone(&opened.noisy));
            entry.display = opened.display.clone();
            self.renew_method();
        }
        self.want_answer();
        self.want_finished();
        self.show();
        self.batch.as_mut().and_then(Batch::poll)
    }

    fn want_answer(&mut self) {
        let key = self.how();
        let Some(opened) = self.opened.of(&self.pictures) else {
            return;
        };
        let (found, noisy) = (Arc::clone(&opened.found), Arc::clone(&opened.noisy));
        let pace = Pace::LetGo { held: self.held };
        let How { method, given, .. } = key.clone();
        self.answer.want(&key, pace, move |making| {
            let (method, sigma) = among(method, &found, given);
            let show = |estimate: &Image| making.show(shown_in(Arc::new(estimate.clone())));
            let watch = Watch::from(making.progress());
            let answer = if noisy.pixels().len() <= MOST_SHOWN {
                method.denoise(&noisy, sigma, &watch.with_estimates(&show))
            } else {
                method.denoise(&noisy, sigma, &watch)
            };
            answer
                .map(|answer| Shown {
                    image: Arc::new(answer),
                    display: None,
                })
                .map_err(|error| error.to_string())
        });
    }

    fn want_finished(&mut self) {
        let (Some((_, answer)), Some(opened)) =
            (self.answer.at_hand(), self.opened.of(&self.pictures))
        else {
            return;
        };
        let key = self.polish(answer);
        let (Polish { answer, finish }, noisy) = (key.clone(), Arc::clone(&opened.noisy));
        self.finished.want(&key, Pace::InTurn, move |_| {
            // An untouched answer is shared, not copied: it may be large.
            Ok(shown_in(if finish.is_neutral() {
                answer
            } else {
                Arc::new(finish.apply(&noisy, (*answer).clone()))
            }))
        });
    }

    /// Shows what a method has so far, as it is; or else the finished answer.
    fn show(&mut self) {
        let seen = [self.answer.version(), self.finished.version()];
        if seen == self.seen {
            return;
        }
        self.seen = seen;
        let (shown, note) = match (self.answer.value(), self.answer.at_hand()) {
            (Some((so_far, Freshness::SoFar)), _) => {
                (Some(so_far), format!("{}, so far", self.method.label()))
            }
            (_, Some((how, answer))) => match self.finished.at_hand() {
                Some((of, finished)) if Arc::ptr_eq(&of.answer, &answer.image) => {
                    let usual = as_usual(how.method.id());
                    let own = !setting::same(&*how.method, &*usual);
                    (Some(finished), label(how.method.label(), own))
                }
                // It is being finished; until then what was seen before stays.
                _ => return,
            },
            _ => (None, String::new()),
        };
        let entry = &mut self.entries[1];
        self.version += 1;
        entry.version = self.version;
        entry.note = note;
        entry.image = shown.map(|shown| Arc::clone(&shown.image));
        entry.display = shown
            .and_then(|shown| shown.display.clone())
            .unwrap_or_default();
    }
}
