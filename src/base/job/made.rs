//! A value that is made beside the window from a key: whoever draws says what is wanted, and draws what is at hand.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Job, Link, Progress, Wake};

/// When work for a new key begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// At once: work for an older key is told to stop, and nobody hears of it again.
    AtOnce,
    /// When the work for the older key has ended: for keys that follow each other so closely that nothing would ever be seen otherwise.
    InTurn,
    /// In turn, and after each value a rest of so many times as long as it took, but no longer than `longest` or three times as long as
    /// it took, whichever is more: the machine belongs to other work.
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
/// The latest key wins. What is at hand stays in sight until its successor is there. A key whose making failed or was given up is not tried
/// again until another one was wanted, or [`again`](Self::again) is called.
pub struct Made<K, V> {
    name: &'static str,
    wake: Wake,
    wanted: Option<K>,
    hand: Option<(K, V)>,
    so_far: Option<(K, V)>,
    wrong: Option<(K, String)>,
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

    /// Reads what the work has done; whether there is news. [`want`](Self::want) does it too: who must not miss any compares
    /// [`version`](Self::version)s.
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

    /// The last value that was finished, or why there is none of the key that was wanted last; `None` before either is known.
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
mod tests {
    use crossbeam_channel::{Sender, bounded};

    use super::*;

    fn made() -> Made<u32, u32> {
        Made::new("double", Arc::new(|| {}))
    }

    /// Waits until nothing is at work.
    fn wait(made: &mut Made<u32, u32>) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while made.work.is_some() {
            made.settle();
            assert!(Instant::now() < deadline, "it hangs");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Work that ends when it is told to, with twice its key.
    fn gated(
        key: u32,
    ) -> (
        Sender<()>,
        impl FnOnce(&Making<'_, u32>) -> Result<u32, String> + Send,
    ) {
        let (open, gate) = bounded::<()>(1);
        let make = move |making: &Making<'_, u32>| {
            while gate.recv_timeout(Duration::from_millis(1)).is_err() {
                if making.stopped() {
                    return Err("stopped".into());
                }
            }
            Ok(2 * key)
        };
        (open, make)
    }

    #[test]
    fn a_value_is_made_once_and_then_free() {
        let mut made = made();
        assert_eq!(made.value(), None);
        made.want(&3, Pace::AtOnce, |_| Ok(6));
        wait(&mut made);
        assert_eq!(made.value(), Some((&6, Freshness::Fresh)));
        made.want(&3, Pace::AtOnce, |_| panic!("it is at hand"));
        assert!(!made.busy());
        assert_eq!(made.of(&3), Some(&6));
        assert_eq!(made.of(&4), None);
    }

    #[test]
    fn the_latest_wins_and_the_older_one_stays_in_sight() {
        let mut made = made();
        made.want(&1, Pace::AtOnce, |_| Ok(2));
        wait(&mut made);
        let (_first, slow) = gated(2);
        made.want(&2, Pace::AtOnce, slow);
        assert_eq!(made.value(), Some((&2, Freshness::Older)));
        made.want(&3, Pace::AtOnce, |_| Ok(6));
        wait(&mut made);
        assert_eq!(made.value(), Some((&6, Freshness::Fresh)));
    }

    #[test]
    fn going_back_to_what_is_at_hand_ends_the_work() {
        let mut made = made();
        made.want(&1, Pace::AtOnce, |_| Ok(2));
        wait(&mut made);
        let (_open, slow) = gated(2);
        made.want(&2, Pace::AtOnce, slow);
        assert_eq!(made.at_work(), Some(&2));
        made.want(&1, Pace::AtOnce, |_| panic!("it is at hand"));
        assert_eq!(
            (made.busy(), made.value()),
            (false, Some((&2, Freshness::Fresh)))
        );
    }

    #[test]
    fn in_turn_each_is_ended_and_those_between_are_left_out() {
        let mut made = made();
        let (open, first) = gated(1);
        made.want(&1, Pace::InTurn, first);
        made.want(&2, Pace::InTurn, |_| {
            panic!("a later one came before its turn")
        });
        made.want(&3, Pace::InTurn, |_| Ok(6));
        assert_eq!(made.at_work(), Some(&1));
        open.send(()).unwrap();
        wait(&mut made);
        assert_eq!(made.value(), Some((&2, Freshness::Older)));
        made.want(&3, Pace::InTurn, |_| panic!("it waits already"));
        wait(&mut made);
        assert_eq!(made.value(), Some((&6, Freshness::Fresh)));
    }

    #[test]
    fn a_rest_follows_each_value() {
        let mut made = made();
        let pace = Pace::Resting {
            times: 1000,
            longest: Duration::from_secs(3600),
        };
        made.want(&1, pace, |_| {
            std::thread::sleep(Duration::from_millis(5));
            Ok(2)
        });
        wait(&mut made);
        made.want(&2, pace, |_| Ok(4));
        assert_eq!((made.at_work(), made.busy()), (None, true));
        assert_eq!(made.value(), Some((&2, Freshness::Older)));
    }

    #[test]
    fn what_is_held_begins_when_it_is_let_go_of() {
        let mut made = made();
        made.want(&1, Pace::LetGo { held: true }, |_| Ok(2));
        assert!(!made.busy());
        made.want(&1, Pace::LetGo { held: false }, |_| Ok(2));
        wait(&mut made);
        assert_eq!(made.value(), Some((&2, Freshness::Fresh)));
    }

    #[test]
    fn failures_and_panics_are_told_once() {
        let mut made = made();
        made.want(&1, Pace::AtOnce, |_| Err("no luck; try another".into()));
        wait(&mut made);
        assert_eq!(made.wrong(), Some("no luck; try another"));
        made.want(&1, Pace::AtOnce, |_| panic!("it is not tried again"));
        assert!(!made.busy());
        made.want(&2, Pace::AtOnce, |_| panic!("odd"));
        assert_eq!(made.wrong(), None);
        wait(&mut made);
        assert!(made.wrong().unwrap().contains("double failed (odd)"));
        made.again();
        made.want(&2, Pace::AtOnce, |_| Ok(4));
        wait(&mut made);
        assert_eq!((made.wrong(), made.of(&2)), (None, Some(&4)));
    }

    #[test]
    fn what_was_given_up_is_not_begun_again_by_drawing_it() {
        let mut made = made();
        let (_open, slow) = gated(1);
        made.want(&1, Pace::AtOnce, slow);
        made.cancel();
        made.want(&1, Pace::AtOnce, |_| panic!("it was given up"));
        assert!(!made.busy());
        made.want(&2, Pace::AtOnce, |_| Ok(4));
        wait(&mut made);
        assert_eq!(made.value(), Some((&4, Freshness::Fresh)));
    }

    #[test]
    fn what_there_is_so_far_is_seen_and_goes_with_the_work() {
        let mut made = made();
        let (told, heard) = bounded::<()>(1);
        let (open, gate) = bounded::<()>(1);
        made.want(&1, Pace::AtOnce, move |making| {
            making.show(1);
            told.send(()).unwrap();
            let _ = gate.recv();
            Ok(2)
        });
        heard.recv().unwrap();
        assert!(made.settle());
        assert_eq!(made.value(), Some((&1, Freshness::SoFar)));
        assert_eq!(made.at_hand(), None);
        open.send(()).unwrap();
        wait(&mut made);
        assert_eq!(made.value(), Some((&2, Freshness::Fresh)));
    }
}
