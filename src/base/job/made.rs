//! A value that is made beside the window from a key: whoever draws says what is wanted, and draws what is at hand.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Job, Link, Progress, Wake};

/// When work for a new key begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// At once: work for an older key is told to stop, and nobody hears of it again.
    AtOnce,
    /// When the work for the older key has ended: for keys that follow each other so closely that nothing would ever be
    /// seen otherwise.
    InTurn,
    /// In turn, and after each value a rest of so many times as long as it took, but no longer than `longest` or three
    /// times as long as it took, whichever is more: the machine belongs to other work.
    Resting {
        /// How many times as long as the work.
        times: u32,
        /// Longest rest.
        longest: Duration,
    },
    /// Not while a person holds the setting that the key is made of; at once when it is let go of.
    LetGo {
        /// Whether it is held now.
        held: bool,
    },
}

/// The pace of values that follow a training: at first a person waits to see something change, and each value is
/// followed by a rest of 15 times as long as it took, but 1.5 s at most: costly ones take up to a quarter of the
/// machine; after ten seconds the machine belongs to the training, and they take a fortieth.
pub fn following(began: Instant) -> Pace {
    const LIVELY: Duration = Duration::from_secs(10);
    match began.elapsed() < LIVELY {
        true => Pace::Resting {
            times: 15,
            longest: Duration::from_millis(1500),
        },
        false => Pace::Resting {
            times: 39,
            longest: Duration::from_secs(20),
        },
    }
}

/// What the value at hand is to what was wanted last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It is what was wanted.
    Fresh,
    /// It is what the work has so far.
    SoFar,
    /// It was made from an older key; the new one is to come.
    Older,
}

/// The worker's end of the making of a value.
pub struct Making<'a, V> {
    link: &'a Link<(), V>,
}

impl<V> Making<'_, V> {
    /// How far it is, and whether it is still wanted.
    pub fn progress(&self) -> &Progress {
        self.link.progress()
    }

    /// Whether nobody wants the value any more.
    pub fn stopped(&self) -> bool {
        self.link.stopped()
    }

    /// Shows what there is so far; one that nobody has seen yet is replaced.
    pub fn show(&self, so_far: V) {
        self.link.offer(so_far);
    }
}

type Make<V> = Box<dyn FnOnce(&Making<'_, V>) -> Result<V, String> + Send>;

struct Work<K, V> {
    key: K,
    job: Job<(), V, Result<V, String>>,
    began: Instant,
}

/// A value, the key that it was made from, and the work for the next one.
///
/// The latest key wins. What is at hand stays in sight until its successor is there. A key whose making failed or was
/// given up is not tried again until another one was wanted, or [`again`](Self::again) is called.
pub struct Made<K, V> {
    name: &'static str,
    wake: Wake,
    wanted: Option<K>,
    hand: Option<(K, V)>,
    so_far: Option<(K, V)>,
    wrong: Option<(K, String)>,
    broke_off: bool,
    given_up: Option<K>,
    work: Option<Work<K, V>>,
    next: Option<(K, Make<V>)>,
    took: Duration,
    ended: Option<Instant>,
    rest_until: Option<Instant>,
    version: u64,
}

impl<K: Clone + PartialEq, V: Send + 'static> Made<K, V> {
    /// Nothing is at hand and nothing is wanted. `name` is that of the work; `wake` is called when there is news.
    pub fn new(name: &'static str, wake: Wake) -> Self {
        Self {
            name,
            wake,
            wanted: None,
            hand: None,
            so_far: None,
            wrong: None,
            broke_off: false,
            given_up: None,
            work: None,
            next: None,
            took: Duration::ZERO,
            ended: None,
            rest_until: None,
            version: 0,
        }
    }

    /// Whether wanting `key` would begin or replace work: to ask before anything costly is gathered for it.
    pub fn is_news(&self, key: &K) -> bool {
        let known = |of: Option<&K>| of == Some(key);
        !(known(self.hand.as_ref().map(|(key, _)| key))
            || known(self.wrong.as_ref().map(|(key, _)| key))
            || known(self.given_up.as_ref())
            || known(self.work.as_ref().map(|work| &work.key))
            || known(self.next.as_ref().map(|(key, _)| key)))
    }

    /// Says what is wanted; call it whenever the value is drawn. It is free when the value is at hand or on its way.
    pub fn want(
        &mut self,
        key: &K,
        pace: Pace,
        make: impl FnOnce(&Making<'_, V>) -> Result<V, String> + Send + 'static,
    ) {
        self.settle();
        let at_hand = self.hand.as_ref().is_some_and(|(of, _)| of == key);
        if self.wanted.as_ref() != Some(key) {
            self.wanted = Some(key.clone());
            self.given_up = None;
            if self.wrong.as_ref().is_some_and(|(of, _)| of != key) {
                self.wrong = None;
            }
        }
        if at_hand {
            // A person went back to where they were: nothing else is wanted any more.
            if !matches!(pace, Pace::InTurn | Pace::Resting { .. }) {
                self.work = None;
                self.so_far = None;
            }
            self.next = None;
            return;
        }
        if self.is_news(key) {
            match pace {
                Pace::LetGo { held: true } => {}
                Pace::AtOnce | Pace::LetGo { held: false } => {
                    self.next = None;
                    self.begin(key.clone(), Box::new(make));
                }
                Pace::InTurn | Pace::Resting { .. } => {
                    self.next = Some((key.clone(), Box::new(make)));
                }
            }
        }
        self.rest_until = match (pace, self.ended) {
            (Pace::Resting { times, longest }, Some(ended)) => {
                Some(ended + (times * self.took).min(longest.max(3 * self.took)))
            }
            _ => None,
        };
        self.go_on();
    }

    /// Gives the work that has just begun what there is of its value already: it is seen at once, until the work shows
    /// more. Nothing where no work is.
    pub fn seed(&mut self, so_far: V) {
        if let Some(work) = &self.work {
            self.so_far = Some((work.key.clone(), so_far));
            self.version += 1;
        }
    }

    /// Begins what waits for its turn; [`want`](Self::want) does it too.
    pub fn go_on(&mut self) {
        if self.work.is_some() || self.next.is_none() {
            return;
        }
        if self.rest_until.is_some_and(|until| Instant::now() < until) {
            // The frame that this asks for comes back here.
            return (self.wake)();
        }
        if let Some((key, make)) = self.next.take() {
            self.begin(key, make);
        }
    }

    fn begin(&mut self, key: K, make: Make<V>) {
        // Whoever was at work before is told to stop.
        self.work = None;
        self.so_far = None;
        self.wrong = None;
        let job = Job::start(self.name, Arc::clone(&self.wake), move |link| {
            make(&Making { link })
        });
        match job {
            Ok(job) => {
                self.work = Some(Work {
                    key,
                    job,
                    began: Instant::now(),
                });
            }
            Err(error) => self.wrong = Some((key, no_thread(&error))),
        }
    }

    /// Reads what the work has done; whether there is news. [`want`](Self::want) does it too: who must not miss any
    /// compares [`version`](Self::version)s.
    pub fn settle(&mut self) -> bool {
        let Some(work) = &self.work else { return false };
        // The end is looked for first: what was shown before it is then still seen.
        let ended = work.job.output();
        let mut news = false;
        while let Some(value) = work.job.event() {
            if ended.is_none() {
                self.so_far = Some((work.key.clone(), value));
                self.version += 1;
                news = true;
            }
        }
        if let Some(outcome) = ended
            && let Some(work) = self.work.take()
        {
            self.took = work.began.elapsed();
            self.ended = Some(Instant::now());
            self.so_far = None;
            self.version += 1;
            news = true;
            self.broke_off = outcome.is_err();
            match outcome {
                Ok(Ok(value)) => {
                    self.hand = Some((work.key, value));
                    self.wrong = None;
                }
                Ok(Err(problem)) => self.wrong = Some((work.key, problem)),
                Err(panic) => {
                    let problem = format!(
                        "{} failed ({panic}); what was there before is still right",
                        self.name
                    );
                    self.wrong = Some((work.key, problem));
                }
            }
        }
        news
    }

    /// The value to draw: what the work has so far, or the last one that was finished.
    pub fn value(&self) -> Option<(&V, Freshness)> {
        if let Some((_, value)) = &self.so_far {
            return Some((value, Freshness::SoFar));
        }
        let (key, value) = self.hand.as_ref()?;
        let fresh = self.wanted.as_ref() == Some(key);
        Some((
            value,
            if fresh {
                Freshness::Fresh
            } else {
                Freshness::Older
            },
        ))
    }

    /// The last value that was finished, and its key.
    pub fn at_hand(&self) -> Option<(&K, &V)> {
        self.hand.as_ref().map(|(key, value)| (key, value))
    }

    /// The value of that key, if it is at hand.
    pub fn of(&self, key: &K) -> Option<&V> {
        self.hand
            .as_ref()
            .filter(|(of, _)| of == key)
            .map(|(_, value)| value)
    }

    /// The key at work.
    pub fn at_work(&self) -> Option<&K> {
        self.work.as_ref().map(|work| &work.key)
    }

    /// Whether something is at work or waits for its turn.
    pub fn busy(&self) -> bool {
        self.work.is_some() || self.next.is_some()
    }

    /// How far the work is, 0..1; `None` when there is none.
    pub fn progress(&self) -> Option<f32> {
        self.work
            .as_ref()
            .map(|work| work.job.progress().fraction())
    }

    /// Seconds until the value is there; not said before there is something to judge by.
    pub fn seconds_left(&self) -> Option<f64> {
        let work = self.work.as_ref()?;
        let share = f64::from(work.job.progress().fraction());
        let passed = work.began.elapsed().as_secs_f64();
        (passed > 1.0 && share > 0.02).then(|| passed * (1.0 - share) / share)
    }

    /// Why there is no value of the key that was wanted last.
    pub fn wrong(&self) -> Option<&str> {
        self.wrong.as_ref().map(|(_, problem)| problem.as_str())
    }

    /// Whether the last work ended because of a fault in the program; [`wrong`](Self::wrong) tells it.
    pub fn broke_off(&self) -> bool {
        self.broke_off
    }

    /// The last value that was finished, or why there is none of the key that was wanted last; `None` before either is
    /// known.
    pub fn outcome(&self) -> Option<Result<&V, &str>> {
        match self.wrong() {
            Some(problem) => Some(Err(problem)),
            None => self.at_hand().map(|(_, value)| Ok(value)),
        }
    }

    /// A number that changes with the value.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Gives the work up: the key is not tried again until another one was wanted.
    pub fn cancel(&mut self) {
        self.next = None;
        self.so_far = None;
        if let Some(work) = self.work.take() {
            self.given_up = Some(work.key);
            self.version += 1;
        }
    }

    /// What failed or was given up may be tried again.
    pub fn again(&mut self) {
        self.wrong = None;
        self.given_up = None;
    }

    /// Forgets everything: the value, its key, the work.
    pub fn clear(&mut self) {
        let version = self.version + 1;
        *self = Self::new(self.name, Arc::clone(&self.wake));
        self.version = version;
    }
}

/// What to say when the system grants no thread.
pub fn no_thread(error: &std::io::Error) -> String {
    format!("The system grants no further thread ({error}). Close other programs and try again.")
}

#[cfg(test)]
mod tests;
