//! A large photograph at the screen's size: what is seen of it, and of the method's answer to it, until the whole is
//! there.
//!
//! The reduced picture is cleaned as a picture of its own, twice: small, so that something is seen at once, then as
//! large as a screen. Its noise is weaker than that of the whole:
//!
//! ```text
//! σ' = σ · 2 d / (3 f)          f times smaller by a triangle of 2 f pixels: Σ w² = 2 / (3 f) along each side
//! ```
//!
//! d is 1, or 2 for noise that is coarser than a pixel: it is averaged half as much along each side.

use std::sync::{Arc, Mutex, PoisonError};

use super::keys::{How, Shown, shown_in};
use crate::degrade::noise::estimate::{Found, NoiseKind, look};
use crate::denoise::Watch;
use crate::image::Image;
use crate::image::finish::Finish;
use crate::image::resize::resize;
use crate::job::{Freshness, Made, Pace, Progress, Wake};

/// Pictures of more pixels are seen reduced at first: a network takes longer than a second for the whole.
pub(super) const LARGE: usize = 400_000;
/// The longest side of the first sight, and of the second.
const SIDES: [usize; 2] = [400, 1200];
/// The side of the piece of the whole that tells of its noise at once.
const PIECE: usize = 192;

/// A large picture at the screen's size; nothing for one that is small itself.
pub(super) fn reduced(image: &Image) -> Option<Image> {
    let (_, height, width) = image.dim();
    (height * width > LARGE).then(|| within(image, SIDES[1]))
}

/// The picture with no side longer than `side`.
fn within(image: &Image, side: usize) -> Image {
    let (_, height, width) = image.dim();
    let longest = height.max(width);
    if longest <= side {
        return image.clone();
    }
    let shorter = |length: usize| (length * side / longest).max(1);
    resize(image, shorter(height), shorter(width))
}

/// What the middle of a picture tells of its noise: all of it takes seconds.
pub(super) fn first_look(image: &Image) -> Found {
    let (_, height, width) = image.dim();
    let (high, wide) = (height.min(PIECE), width.min(PIECE));
    look(&image.crop((height - high) / 2, (width - wide) / 2, high, wide))
}

/// What a first look told of a picture's noise.
#[derive(Clone)]
pub(super) struct Guess {
    pub(super) found: Arc<Found>,
    /// How wide the picture was that was looked at.
    pub(super) width: usize,
}

impl Guess {
    /// The same for a part of the picture that is so `wide`, of a `whole` width.
    pub(super) fn of_part(&self, wide: usize, whole: usize) -> Self {
        Self {
            found: Arc::clone(&self.found),
            width: (self.width * wide).div_ceil(whole.max(1)),
        }
    }

    pub(super) fn of(image: &Image, look: impl Fn(&Image) -> Found) -> Self {
        Self {
            found: Arc::new(look(image)),
            width: image.width(),
        }
    }
}

/// What is cleaned, how, and how the answer is finished.
#[derive(Clone, PartialEq)]
pub(super) struct Wish {
    pub(super) how: How,
    pub(super) finish: Finish,
}

/// The reduced picture, cleaned.
pub(super) struct Glimpse(Made<Wish, Shown>, Arc<Mutex<Raw>>);

/// The answers of the method that was asked last, not finished: a slider of the finish asks no method again.
#[derive(Default)]
struct Raw {
    how: Option<How>,
    answers: Vec<Image>,
}

impl Raw {
    /// The answer to a picture of that width.
    fn of(&self, how: &How, width: usize) -> Option<Image> {
        let own = self.how.as_ref() == Some(how);
        let mut answers = self.answers.iter().filter(|_| own);
        answers.find(|answer| answer.width() == width).cloned()
    }

    fn keep(&mut self, how: &How, answer: Image) {
        if self.how.as_ref() != Some(how) {
            self.answers.clear();
            self.how = Some(how.clone());
        }
        self.answers.push(answer);
    }
}

impl Glimpse {
    pub(super) fn new(wake: &Wake) -> Self {
        Self(Made::new("A first look", Arc::clone(wake)), Arc::default())
    }

    /// Wants the answer to the reduced picture; `whole` is the width of the whole, `found` what is known of its noise.
    pub(super) fn want(&mut self, wish: &Wish, small: &Arc<Image>, whole: usize, found: &Guess) {
        if !self.0.is_news(wish) {
            self.0.settle();
            self.0.go_on();
            return;
        }
        let (small, found, asked) = (Arc::clone(small), found.clone(), wish.clone());
        // By another method than what is seen: that one stays until the new one is as large.
        let seen = self.0.at_hand().is_some_and(|(of, _)| {
            let alike = of.how.picture == wish.how.picture && of.how.given == wish.how.given;
            alike && of.finish == wish.finish
        });
        // While a setting is turned each answer is seen before the next begins; nobody waits for another method's.
        let other = |at_work: &Wish| {
            let (old, new) = (&at_work.how, &wish.how);
            old.picture != new.picture || old.method.id() != new.method.id()
        };
        let pace = match self.0.at_work().is_some_and(other) {
            true => Pace::AtOnce,
            false => Pace::InTurn,
        };
        let raw = Arc::clone(&self.1);
        self.0.want(wish, pace, move |making| {
            let clean = |small: &Image| {
                let lock = || raw.lock().unwrap_or_else(PoisonError::into_inner);
                let known = lock().of(&asked.how, small.width());
                let answer = match known {
                    Some(answer) => answer,
                    None => {
                        let answer = answer(&asked.how, small, whole, &found, making.progress())?;
                        lock().keep(&asked.how, answer.clone());
                        answer
                    }
                };
                Ok::<_, String>(asked.finish.apply(small, answer))
            };
            if !seen {
                let small = within(&small, SIDES[0]);
                let first = clean(&small)?;
                let first = shown_in(Arc::new(first));
                if first.image.width() == whole {
                    // The next would be the whole itself.
                    return Ok(first);
                }
                making.show(first);
                if making.stopped() {
                    return Err("stopped".into());
                }
            }
            let second = clean(&small)?;
            Ok(shown_in(Arc::new(second)))
        });
    }

    /// Reads what was made.
    pub(super) fn settle(&mut self) {
        self.0.settle();
    }

    /// What there is to see of that wish.
    pub(super) fn of(&self, wish: &Wish) -> Option<&Shown> {
        match self.0.value() {
            Some((so_far, Freshness::SoFar)) if self.0.at_work() == Some(wish) => Some(so_far),
            _ => self.0.of(wish),
        }
    }

    /// The last answer to that picture, with another wish too: it stays in sight until its successor is there.
    pub(super) fn last(&self, picture: u64) -> Option<(&Wish, &Shown)> {
        let last = self.0.at_hand();
        last.filter(|(wish, _)| wish.how.picture == picture)
    }

    /// Whether it is at work and nothing is seen of it yet.
    pub(super) fn awaited(&self) -> bool {
        self.busy() && !matches!(self.0.value(), Some((_, Freshness::SoFar)))
    }

    /// Whether there is none because something went wrong.
    pub(super) fn failed(&self) -> bool {
        self.0.wrong().is_some()
    }

    /// Whether it is at work.
    pub(super) fn busy(&self) -> bool {
        self.0.busy()
    }

    /// A number that changes with it.
    pub(super) fn version(&self) -> u64 {
        self.0.version()
    }

    /// Steps back; whoever looks asks again.
    pub(super) fn rest(&mut self) {
        if self.0.busy() {
            self.0.cancel();
            self.0.again();
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.1 = Arc::default();
        self.0.clear();
    }
}

/// A reduced picture, cleaned and finished; `whole` is the width of the whole, `guess` its noise.
pub(super) fn clean(
    wish: &Wish,
    noisy: &Image,
    whole: usize,
    guess: &Guess,
    progress: &Progress,
) -> Result<Image, String> {
    let answer = answer(&wish.how, noisy, whole, guess, progress)?;
    Ok(wish.finish.apply(noisy, answer))
}

/// The same, not finished.
fn answer(
    how: &How,
    noisy: &Image,
    whole: usize,
    guess: &Guess,
    progress: &Progress,
) -> Result<Image, String> {
    let found = &guess.found;
    let coarse = matches!(
        found.kind,
        NoiseKind::Coarse { .. } | NoiseKind::Blotchy { .. }
    );
    // What a person gives is that of the whole.
    let (sigma, width) = match how.given {
        Some(given) => (given, whole),
        None => (found.sigma(), guess.width),
    };
    let times = width as f32 / noisy.width().max(1) as f32;
    let left = match times > 1.0 {
        true => (if coarse { 2.0 } else { 1.0 } * 2.0 / (3.0 * times)).min(1.0),
        // Nothing was averaged.
        false => 1.0,
    };
    let sigma = left * sigma;
    let watch = Watch::from(progress);
    let answer = how.method.denoise(noisy, sigma, &watch);
    answer.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoise::trial::with_noise;
    use crate::desk::cleaning::as_usual;

    #[test]
    fn only_large_pictures_are_reduced_and_their_noise_as_much_as_is_reckoned() {
        assert!(reduced(&Image::zeros(1, 600, 600)).is_none());
        let flat = Image::from_fn(1, 1500, 2400, |_, _, _| 0.5);
        let noisy = with_noise(&flat, 0.1, 3, 0);
        let small = reduced(&noisy).unwrap();
        assert_eq!(small.dim(), (1, 750, 1200));
        for (side, times) in [(1200, 2.0), (400, 6.0)] {
            let seen = within(&small, side);
            let squares: f32 = seen.pixels().iter().map(|v| (v - 0.5).powi(2)).sum();
            let level = (squares / seen.pixels().len() as f32).sqrt();
            let reckoned = 0.1 * 2.0 / (3.0 * times);
            assert!((level / reckoned - 1.0).abs() < 0.3, "{level} {reckoned}");
        }
    }

    #[test]
    fn a_slider_of_the_finish_asks_the_method_not_again() {
        let image = Image::from_fn(1, 700, 700, |_, y, x| ((x / 9 + y / 7) % 2) as f32);
        let image = Arc::new(with_noise(&image, 0.1, 3, 0));
        let guess = Guess::of(&image, first_look);
        let mut glimpse = Glimpse::new(&(Arc::new(|| {}) as Wake));
        let mut seen = |strength: f32| {
            let wish = Wish {
                how: How {
                    picture: 1,
                    method: as_usual("gaussian"),
                    given: None,
                },
                finish: Finish {
                    strength,
                    ..Finish::default()
                },
            };
            loop {
                glimpse.want(&wish, &image, 700, &guess);
                if !glimpse.busy()
                    && let Some(shown) = glimpse.of(&wish)
                {
                    let asked = glimpse.1.lock().unwrap().answers.len();
                    return (shown.image.pixels().to_vec(), asked);
                }
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
        };
        let (whole, asked) = seen(100.0);
        let (half, again) = seen(50.0);
        assert_eq!((asked, again), (2, 2), "at two sizes, once each");
        let noisy = image.pixels();
        for at in (0..noisy.len()).step_by(997) {
            let between = 0.5 * (noisy[at] + whole[at]);
            assert!((half[at] - between).abs() < 1e-4, "{at}");
        }
    }

    #[test]
    fn nobody_waits_for_the_first_look_of_a_method_that_is_not_wanted_any_more() {
        let image = Arc::new(Image::from_fn(1, 700, 700, |_, y, x| {
            (x + y) as f32 / 1400.0
        }));
        let guess = Guess::of(&image, first_look);
        let wish = |method: &str, strength: f32| Wish {
            how: How {
                picture: 1,
                method: as_usual(method),
                given: None,
            },
            finish: Finish {
                strength,
                ..Finish::default()
            },
        };
        let mut glimpse = Glimpse::new(&(Arc::new(|| {}) as Wake));
        let mut want = |wish: &Wish| {
            glimpse.want(wish, &image, 700, &guess);
            glimpse.0.at_work().cloned()
        };
        let (slow, quick) = (wish("bm3d", 100.0), wish("gaussian", 100.0));
        assert!(want(&slow).as_ref() == Some(&slow));
        assert!(want(&quick).as_ref() == Some(&quick));
    }
}
