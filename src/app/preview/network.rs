//! The network in training: what it answers to the scene, and its race against the methods.

use std::sync::Arc;
use std::time::Instant;

use super::answer::{self, Answer, Cleaner, untrained};
use super::{Entry, NETWORK, Race, Word};
use crate::contest::Scene;
use crate::denoise::Denoiser;
use crate::job::{Made, Pace, Wake, following};
use crate::train::Snapshot;

/// Which network is asked about which scene.
#[derive(Clone)]
struct AskedNetwork {
    scene: u64,
    snapshot: Arc<Snapshot>,
}

impl PartialEq for AskedNetwork {
    fn eq(&self, other: &Self) -> bool {
        self.scene == other.scene && Arc::ptr_eq(&self.snapshot, &other.snapshot)
    }
}

/// The newest weights, their answer, and where they stand.
pub(super) struct Contender {
    cleaner: Cleaner,
    /// Whether it cleans pictures; another kind has nothing to answer here.
    cleans: bool,
    /// The weights that are shown: the newest, unless a person looks back.
    newest: Option<Arc<Snapshot>>,
    /// Whether a person looks back.
    back: bool,
    /// Since when it learns.
    began: Instant,
    learned: Made<AskedNetwork, Answer>,
    /// The version of its answer that was placed last.
    placed: u64,
    race: Race,
}

impl Contender {
    pub(super) fn new(cleaner: Cleaner, wake: &Wake) -> Self {
        Self {
            cleaner,
            cleans: true,
            newest: None,
            back: false,
            began: Instant::now(),
            learned: Made::new("The network", Arc::clone(wake)),
            placed: 0,
            race: Race::default(),
        }
    }

    pub(super) fn race(&self) -> &Race {
        &self.race
    }

    /// A person has changed the method.
    pub(super) fn retuned(&mut self, id: &str) {
        self.race.forget(id);
    }

    /// Says whether it cleans pictures.
    pub(super) fn expect(&mut self, cleans: bool) {
        self.cleans = cleans;
    }

    /// Has learned: these are the newest weights, or those that a person looks back at.
    pub(super) fn renew(&mut self, snapshot: &Arc<Snapshot>, back: bool) {
        self.newest = Some(Arc::clone(snapshot));
        self.back = back;
    }

    /// Forgets all it has learned.
    pub(super) fn clear(&mut self) {
        self.race = Race::default();
        self.began = Instant::now();
        self.newest = None;
        self.learned.clear();
    }

    /// Begins the race, with a network that was `kept` or a new one.
    pub(super) fn begin_race(&mut self, kept: bool) {
        self.race = Race::new(kept);
    }

    /// Comes to another scene: what it answered to the one before counts no more.
    pub(super) fn move_on(&mut self) {
        self.learned.clear();
        self.race = Race::new(self.newest.is_some());
    }

    /// Its entry before it has answered to a scene.
    pub(super) fn entry(&self) -> Entry {
        let mut entry = untrained(self.cleans);
        if self.newest.is_some() {
            entry.note.clear();
        }
        entry
    }

    /// Runs the newest weights on the scene with this number, unless older ones are still at work or the machine
    /// belongs to their training.
    pub(super) fn ask(&mut self, scene: &Arc<Scene>, number: u64) {
        let Some(snapshot) = &self.newest else {
            return;
        };
        let key = AskedNetwork {
            scene: number,
            snapshot: Arc::clone(snapshot),
        };
        let (snapshot, cleaner) = (Arc::clone(snapshot), self.cleaner);
        let scene = Arc::clone(scene);
        let pace = match self.back {
            true => Pace::InTurn,
            false => following(self.began),
        };
        self.learned.want(&key, pace, move |making| {
            answer::learned(cleaner, &snapshot, &scene, making.progress())
        });
    }

    /// Steps back; whoever looks asks again.
    pub(super) fn rest(&mut self) {
        if self.learned.busy() {
            self.learned.cancel();
            self.learned.again();
        }
    }

    /// What it has answered since this was called last, or why it has not.
    pub(super) fn hear(&mut self) -> Option<Result<Answer, String>> {
        // Whoever asks for the next answer may have read the end of this one.
        self.learned.settle();
        if self.learned.version() == self.placed {
            return None;
        }
        self.placed = self.learned.version();
        Some(match self.learned.outcome()? {
            Ok(answer) => Ok(answer.clone()),
            Err(problem) => Err(format!("{problem}. Train again.")),
        })
    }

    /// Tells the race where it stands; returns what is worth saying of it.
    pub(super) fn judge(&mut self, entries: &[Entry]) -> Option<Word> {
        let own = entries.iter().find(|entry| entry.id == NETWORK)?;
        let psnr = own.tally.scores.map(|scores| scores.psnr)?;
        let step = self.answered()?.step;
        if self
            .race
            .past()
            .last()
            .is_some_and(|(last, _)| *last > step)
        {
            // Looked back at: that it stood there was told.
            return None;
        }
        self.race.judge(step, psnr, entries).map(Word::News)
    }

    /// The network whose answer is at hand.
    fn answered(&self) -> Option<&Snapshot> {
        self.learned.at_hand().map(|(asked, _)| &*asked.snapshot)
    }

    /// The same, to clean other pictures with.
    pub(super) fn denoiser(&self) -> Option<Box<dyn Denoiser>> {
        self.answered().map(self.cleaner)
    }

    /// Whether it is at work.
    pub(super) fn busy(&self) -> bool {
        self.learned.busy()
    }
}
