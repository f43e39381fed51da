//! What must be in safety however the program ends: by the person's wish, by a fault, or because the display is gone.
//!
//! Where the connection to an X display breaks, the system's library (Xlib) ends the process itself, from inside the
//! event loop: no function returns and nothing is dropped but what the thread calls its own. So the window's thread
//! owns this, and its end is the last thing that is done. It needs nothing of the window.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use super::Home;
use super::latest::Turn;
use crate::job::Parting;
use crate::store::document::LastDocument;
use crate::store::preferences::Preferences;

/// How long a run may take to put its work in safety: one step of a large network, and the disk.
const PARTING: Duration = Duration::from_secs(30);
/// How long files may take to be written: a large photograph takes seconds.
const WRITING: Duration = Duration::from_secs(60);

/// The window and its thread hold the same.
pub type Shared = Rc<RefCell<Farewell>>;

thread_local! {
    static OWN: RefCell<Own> = const { RefCell::new(Own(None)) };
}

/// The thread's share. The window's may never be dropped, so the end of this one is what counts.
struct Own(Option<Shared>);

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(shared) = &self.0
            && let Ok(mut farewell) = shared.try_borrow_mut()
        {
            farewell.bid();
        }
    }
}

/// What is to be put in safety.
pub struct Farewell {
    home: Home,
    /// The document as it is now, where it is not kept yet.
    pub document: Option<(Turn, Option<LastDocument>)>,
    /// The preferences as they are now, where they are not written yet.
    pub preferences: Option<(Turn, Preferences)>,
    /// The run.
    pub run: Option<Parting>,
    /// Files that are being written.
    pub files: Vec<Parting>,
}

impl Farewell {
    /// Nothing yet.
    pub fn new(home: Home) -> Shared {
        Rc::new(RefCell::new(Self {
            home,
            document: None,
            preferences: None,
            run: None,
            files: Vec::new(),
        }))
    }

    /// Makes it the thread's: whatever ends the thread, it is bidden.
    pub fn own(shared: &Shared) {
        OWN.with_borrow_mut(|own| own.0 = Some(Rc::clone(shared)));
    }

    /// The thread owns none any more.
    pub fn disown() {
        drop(OWN.with_borrow_mut(|own| own.0.take()));
    }

    /// Whether the thread owns one: a window is open, or was.
    pub fn owned() -> bool {
        OWN.with_borrow(|own| own.0.is_some())
    }

    /// Puts everything in safety. What was edited comes first; nobody is left to tell of a failure.
    pub fn bid(&mut self) {
        if let Some(run) = &self.run {
            // It ends while the rest is written.
            run.settle(Duration::ZERO);
        }
        if let Some((turn, document)) = self.document.take() {
            let _ = turn.write(|| self.home.keep_document(document.as_ref()));
        }
        if let Some((turn, preferences)) =
            self.preferences.take().filter(|_| self.home != Home::None)
        {
            let _ = turn.write(|| self.home.write(&preferences));
        }
        if let Some(run) = self.run.take() {
            run.settle(PARTING);
        }
        for file in self.files.drain(..) {
            file.settle(WRITING);
        }
    }
}

impl Drop for Farewell {
    fn drop(&mut self) {
        self.bid();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::latest::Latest;
    use super::*;
    use crate::job::Job;
    use crate::train::{Experiment, NAMED};

    #[test]
    fn a_thread_that_ends_without_a_word_leaves_everything_in_safety() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::Folder(folder.path().to_owned());
        let job: Job<(), (), ()> = Job::start("run", Arc::new(|| {}), |link| {
            while !link.stopped() {
                std::thread::sleep(Duration::from_millis(1));
            }
        })
        .unwrap();
        let run = Some(job.parting());
        let document = LastDocument {
            experiment: Experiment::named(NAMED[1].id).unwrap(),
            file: None,
            unsaved: true,
            more: None,
        };
        let (mut turns, kept) = (Latest::default(), document.clone());
        let window = std::thread::spawn(move || {
            let shared = Farewell::new(home);
            Farewell::own(&shared);
            let mut farewell = shared.borrow_mut();
            farewell.run = run;
            farewell.document = Some((turns.turn(), Some(document)));
            drop(farewell);
            // As where a library ends the process: nothing of the window is dropped.
            std::mem::forget(shared);
        });
        window.join().unwrap();
        assert_eq!(job.output(), Some(Ok(())));
        let found = LastDocument::load_from(&folder.path().join("document.json"));
        assert_eq!(found, (Some(kept), None));
    }
}
