//! What the page makes, from which keys.

use std::sync::Arc;

use super::Cleaner;
use crate::app::preview::label;
use crate::denoise::{Denoiser, Watch, among};
use crate::desk::cleaning::as_usual;
use crate::image::Image;
use crate::image::finish::Finish;
use crate::job::{Freshness, Pace};
use crate::setting;
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
    pub(super) display: Option<Handover>,
}

/// A picture with what the screen shows of it.
fn shown_in(image: Arc<Image>) -> Shown {
    let display = Handover::new(Arc::new(display(&image)));
    Shown {
        image,
        display: Some(display),
    }
}

/// How a picture is cleaned: its number, the method with its settings, the σ that a person gave.
#[derive(Clone)]
pub(super) struct How {
    pub(super) picture: u64,
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
    pub(super) answer: Arc<Image>,
    pub(super) finish: Finish,
}

impl PartialEq for Polish {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.answer, &other.answer) && self.finish == other.finish
    }
}

impl Cleaner {
    /// Reads what was made and asks for what is to be made of it; call once a frame. Returns what is worth a message.
    pub fn poll(&mut self) -> Option<String> {
        if let Some(opened) = self.subject.settle() {
            self.pair.show_before(opened);
            self.recipe.suit(Some(&opened.found));
        }
        self.want_answer();
        self.want_finished();
        self.show();
        self.folders.poll()
    }

    fn want_answer(&mut self) {
        let key = self.recipe.how(self.subject.number());
        let Some(opened) = self.subject.opened() else {
            return;
        };
        let (found, noisy) = (Arc::clone(&opened.found), Arc::clone(&opened.noisy));
        let pace = Pace::LetGo {
            held: self.recipe.held(),
        };
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
        let (Some((_, answer)), Some(opened)) = (self.answer.at_hand(), self.subject.opened())
        else {
            return;
        };
        let key = self.recipe.polish(&answer.image);
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
        let versions = [self.answer.version(), self.finished.version()];
        if !self.pair.is_news(versions) {
            return;
        }
        let (shown, note) = match (self.answer.value(), self.answer.at_hand()) {
            (Some((so_far, Freshness::SoFar)), _) => {
                let [method, _] = self.recipe.methods();
                (Some(so_far), format!("{}, so far", method.label()))
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
        self.pair.show_after(shown, note);
    }
}
