//! What the page makes.

use std::sync::Arc;

use super::Cleaner;
use super::glimpse::Wish;
use super::keys::{How, Polish, Shown, shown_in};
use crate::app::preview::label;
use crate::denoise::{Watch, among};
use crate::desk::cleaning::as_usual;
use crate::image::Image;
use crate::job::{Freshness, Pace};
use crate::say;
use crate::setting;

/// What a method has so far is shown of pictures of up to so many numbers: of larger ones it would cost too much
/// memory.
const MOST_SHOWN: usize = 24_000_000;

impl Cleaner {
    /// Reads what was made and asks for what is to be made of it; call once a frame while the page is seen. Returns
    /// what is worth a message.
    pub fn poll(&mut self) -> Option<String> {
        self.read();
        self.want_near();
        self.want_glimpse();
        if !self.glimpse.awaited() && !self.near.busy() {
            self.subject.want_look();
        }
        self.want_answer();
        self.want_finished();
        self.show();
        self.folders.poll()
    }

    /// The same while the page is not seen: what can wait steps back, a folder goes on.
    pub fn rest(&mut self) -> Option<String> {
        self.read();
        self.subject.rest();
        self.glimpse.rest();
        self.near.rest();
        // What has begun in earnest goes on: to lose it would cost more than it takes.
        let begun = self.answer.progress().is_some_and(|share| share > 0.05);
        if self.answer.busy() && !begun {
            self.answer.cancel();
            self.answer.again();
        }
        self.show();
        self.folders.poll()
    }

    fn read(&mut self) {
        let [opened, known] = self.subject.settle();
        self.glimpse.settle();
        self.near.settle();
        self.behind |= opened;
        // A large picture whole takes long to get to the screen: the first answer goes first.
        let waits = self.first_answer_to_come();
        match self.subject.in_sight().filter(|_| self.behind) {
            Some(opened) if waits && opened.is_whole() => self.pair.show_small(opened),
            Some(opened) => {
                self.pair.show_before(opened);
                self.behind = false;
            }
            None => {}
        }
        if known {
            self.recipe.suit(self.subject.decides().as_deref());
        }
        self.answer.settle();
        self.finished.settle();
    }

    /// Whether the answer to the reduced picture is still to come, and nothing keeps it from coming.
    fn first_answer_to_come(&self) -> bool {
        let wish = self.wish();
        let there = self.answer.of(&wish.how).is_some()
            || self.glimpse.of(&wish).is_some()
            || self.glimpse.last(wish.how.picture).is_some();
        self.subject.large() && !there && !self.glimpse.failed()
    }

    /// What is seen of a large picture at first.
    pub(super) fn wish(&self) -> Wish {
        let (how, finish) = self.recipe.sight(self.subject.number());
        Wish { how, finish }
    }

    fn want_glimpse(&mut self) {
        let wish = self.wish();
        // Where the whole is at hand there is nothing to bridge, and nobody waits for what was to come.
        if self.answer.of(&wish.how).is_some() {
            self.glimpse.rest();
            return;
        }
        // What is looked at comes first, once there is something around it.
        if self.near.busy() && self.glimpse.last(wish.how.picture).is_some() {
            return;
        }
        let (Some(opened), Some(guess)) = (self.subject.in_sight(), self.subject.guess()) else {
            return;
        };
        if let Some(small) = &opened.small {
            self.glimpse.want(&wish, small, opened.width(), &guess);
        }
    }

    /// What is looked at of a large picture, before the whole.
    fn want_near(&mut self) {
        let wish = self.wish();
        let whole = self.subject.whole().map(|whole| Arc::clone(&whole.noisy));
        let done = self.answer.of(&wish.how).is_some() || !self.subject.large();
        let (Some(noisy), Some(guess), false) = (whole, self.subject.guess(), done) else {
            return self.near.clear();
        };
        self.near.want(&wish, &noisy, &guess, self.recipe.held());
    }

    fn want_answer(&mut self) {
        let key = self.recipe.how(self.subject.number());
        let (Some(whole), Some(found)) = (self.subject.whole(), self.subject.found()) else {
            return;
        };
        if self.glimpse.busy() || self.near.busy() {
            // The cores are for what is seen first.
            if self.answer.at_work().is_some_and(|other| *other != key) {
                self.answer.cancel();
                self.answer.again();
            }
            return;
        }
        let (found, noisy) = (Arc::clone(found), Arc::clone(&whole.noisy));
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
        let (Some((_, answer)), Some(whole)) = (self.answer.at_hand(), self.subject.whole()) else {
            return;
        };
        let key = self.recipe.polish(&answer.image);
        let (Polish { answer, finish }, noisy) = (key.clone(), Arc::clone(&whole.noisy));
        self.finished.want(&key, Pace::InTurn, move |_| {
            // An untouched answer is shared, not copied: it may be large.
            Ok(shown_in(if finish.is_neutral() {
                answer
            } else {
                Arc::new(finish.apply(&noisy, (*answer).clone()))
            }))
        });
    }

    /// Shows what a method has so far, as it is; or the finished answer; or, until there is one, that to the reduced
    /// picture.
    fn show(&mut self) {
        let versions = [
            self.answer.version(),
            self.finished.version(),
            self.glimpse.version(),
        ];
        if !self.pair.is_news(versions) {
            return;
        }
        let wish = self.wish();
        let whole = self.answer.of(&wish.how).is_some();
        let glimpse = self.glimpse.of(&wish).filter(|_| !whole);
        // Until there is one, that of the method before stays.
        let older = self.glimpse.last(wish.how.picture);
        let older = older.filter(|_| !whole && self.answer.at_hand().is_none());
        let [method, _] = self.recipe.methods();
        let (shown, note) = match (self.answer.value(), glimpse, self.answer.at_hand()) {
            (Some((so_far, Freshness::SoFar)), ..) => {
                (Some(so_far), format!("{}, so far", method.label()))
            }
            (_, Some(glimpse), _) => {
                let note = match self.answer.wrong() {
                    None => "reduced; the whole follows",
                    Some(_) => "reduced",
                };
                (Some(glimpse), format!("{}, {note}", method.label()))
            }
            (_, None, Some((how, answer))) => match self.finished.at_hand() {
                Some((of, finished)) if Arc::ptr_eq(&of.answer, &answer.image) => {
                    let usual = as_usual(how.method.id());
                    let own = !setting::same(&*how.method, &*usual);
                    (Some(finished), label(how.method.label(), own))
                }
                // It is being finished; until then what was seen before stays.
                _ => return,
            },
            _ => match older {
                Some((of, shown)) => {
                    let (old, new) = (of.how.method.label(), method.label());
                    let follows = match old == new {
                        true => say!("{}, reduced; as it is set now follows", old),
                        false => say!("{}, reduced; {} follows", old, new),
                    };
                    (Some(shown), follows.to_string())
                }
                None => (None, String::new()),
            },
        };
        self.pair.show_after(shown, note);
    }
}
