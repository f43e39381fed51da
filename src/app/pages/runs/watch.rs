//! The list of runs, read beside the window and kept as the folder is: runs that train, appear or vanish are noticed
//! while the page is looked at.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::job::{Job, Wake};
use crate::store::run::{Discarded, RunCard, discarded, list};

/// Between two looks at the folder.
const PAUSE: Duration = Duration::from_millis(800);

type Cards = Arc<Vec<Arc<RunCard>>>;

/// What was deleted and can be brought back.
type Deleted = Arc<Vec<Discarded>>;

/// What the reader says: the runs, whether these are all, and what was deleted.
type Told = (Cards, bool, Deleted);

/// The list, and who reads it.
pub struct Watcher {
    runs: Option<PathBuf>,
    wake: Wake,
    reader: Option<Job<(), Told, ()>>,
    cards: Cards,
    deleted: Deleted,
    whole: bool,
    version: u64,
}

impl Watcher {
    /// Nothing is read yet. Without a folder there are no runs.
    pub fn new(runs: Option<PathBuf>, wake: Wake) -> Self {
        Self {
            whole: runs.is_none(),
            runs,
            wake,
            reader: None,
            cards: Cards::default(),
            deleted: Deleted::default(),
            version: 0,
        }
    }

    /// The runs, the newest first.
    pub fn cards(&self) -> &[Arc<RunCard>] {
        &self.cards
    }

    /// What was deleted and can be brought back, the last one first.
    pub fn deleted(&self) -> &[Discarded] {
        &self.deleted
    }

    /// Another version, another list.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether more are to come.
    pub fn reading(&self) -> bool {
        !self.whole
    }

    /// Takes in what was read; call once a frame. While nobody looks at the list, nobody reads. `more` are folders that
    /// may hold runs elsewhere.
    pub fn look(&mut self, seen: bool, more: &[PathBuf]) {
        if !seen {
            self.reader = None;
            return;
        }
        let Some(runs) = &self.runs else { return };
        let Some(reader) = &self.reader else {
            let (runs, more, known) = (runs.clone(), more.to_vec(), Arc::clone(&self.cards));
            let mut gone = Arc::clone(&self.deleted);
            let reader = Job::start("Reading runs", Arc::clone(&self.wake), move |link| {
                let mut known = known;
                let mut first = known.is_empty();
                while !link.stopped() {
                    let cards = list(&runs, &more, &known, |so_far| {
                        if first {
                            link.offer((Arc::new(so_far.to_vec()), false, Deleted::default()));
                        }
                        !link.stopped()
                    });
                    let same = cards.len() == known.len()
                        && cards
                            .iter()
                            .zip(known.iter())
                            .all(|(one, other)| Arc::ptr_eq(one, other));
                    let deleted = discarded(&runs);
                    let same = same && deleted == *gone;
                    if !link.stopped() && (!same || first) {
                        known = Arc::new(cards);
                        gone = Arc::new(deleted);
                        link.offer((Arc::clone(&known), true, Arc::clone(&gone)));
                    }
                    first = false;
                    link.wait_command(PAUSE);
                }
            });
            self.reader = reader.ok();
            return;
        };
        while let Some((cards, whole, deleted)) = reader.event() {
            if whole {
                self.deleted = deleted;
            }
            self.cards = cards;
            self.whole = whole;
            self.version += 1;
        }
    }
}
