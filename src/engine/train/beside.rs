//! A keeper that works beside training: a checkpoint costs the training its copy, not the disk's time.
//!
//! Everything goes through one queue, so curves reach the disk before the checkpoint that promises them. One checkpoint
//! is under way at a time; the next is taken when it is written, with the weights as they are then.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use super::fit::Told;
use super::{Checkpoint, Event, Keeper, ValidationRecord};
use crate::job::{Job, Link, panic_text};
use crate::nn::Weights;

/// How long the writer sleeps between looks whether it is over; work wakes it at once.
const PATIENCE: Duration = Duration::from_secs(3600);
/// The same for who waits for it.
const LOOK: Duration = Duration::from_millis(50);

enum Task {
    Note(Event),
    Keep(Box<Checkpoint>),
    Mark(u64, Arc<Weights>),
    Judged(ValidationRecord, Arc<Weights>),
}

/// Hands everything to another keeper on a thread of its own.
pub struct Beside {
    /// Gone only while it is dropped.
    job: Option<Job<Task, Told, ()>>,
    /// A checkpoint is under way.
    busy: bool,
    /// Whether what is behind it keeps networks.
    remembers: bool,
    told: VecDeque<Told>,
}

impl Beside {
    /// Puts `keeper` on a thread of its own.
    ///
    /// # Errors
    /// The operating system's, when it grants no thread.
    pub fn start(keeper: Box<dyn Keeper>) -> std::io::Result<Self> {
        let remembers = keeper.remembers();
        let work = move |link: &Link<Task, Told>| write(keeper, link);
        Ok(Self {
            job: Some(Job::start("keeper", Arc::new(|| {}), work)?),
            busy: false,
            remembers,
            told: VecDeque::new(),
        })
    }

    fn hear(&mut self) {
        while let Some(told) = self.job.as_ref().and_then(Job::event) {
            self.take(told);
        }
    }

    fn take(&mut self, told: Told) {
        if !matches!(told, Told::Word(_)) {
            self.busy = false;
        }
        self.told.push_back(told);
    }

    fn give(&mut self, task: Task) -> Result<(), String> {
        // So that neither waits for the other.
        self.hear();
        let given = self.job.as_ref().is_some_and(|job| job.tell(task));
        given
            .then_some(())
            .ok_or_else(|| "what writes the run has ended: start Lemida again".into())
    }

    /// Waits until the checkpoint under way is written.
    fn wait(&mut self) -> Result<(), String> {
        while self.busy {
            let Some(job) = &self.job else {
                break;
            };
            let ended = job.ended();
            match job.wait_event(LOOK) {
                Some(told) => self.take(told),
                None if ended => {
                    return Err("what writes the run has ended: start Lemida again".into());
                }
                None => {}
            }
        }
        Ok(())
    }
}

impl Keeper for Beside {
    fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
        self.wait()?;
        self.hear();
        self.give(Task::Keep(Box::new(checkpoint.clone())))?;
        self.busy = true;
        self.wait()?;
        // The last thing told that is no word is what has become of this one.
        let at = self
            .told
            .iter()
            .rposition(|told| !matches!(told, Told::Word(_)));
        match at.and_then(|at| self.told.remove(at)) {
            Some(Told::Lost(trouble)) => Err(trouble),
            _ => Ok(()),
        }
    }

    fn note(&mut self, event: &Event) -> Result<(), String> {
        match event {
            // Nobody writes these down, and there are many.
            Event::TimeLeft { .. } | Event::Snapshot(_) | Event::Moments(_) => Ok(()),
            event => self.give(Task::Note(event.clone())),
        }
    }

    fn remembers(&self) -> bool {
        self.remembers
    }

    fn keep_beside(&mut self, checkpoint: &Checkpoint) -> Option<Result<(), String>> {
        match self.give(Task::Keep(Box::new(checkpoint.clone()))) {
            Ok(()) => {
                self.busy = true;
                None
            }
            Err(trouble) => Some(Err(trouble)),
        }
    }

    fn mark(&mut self, step: u64, weights: &Arc<Weights>) -> Result<(), String> {
        self.give(Task::Mark(step, Arc::clone(weights)))
    }

    fn judged(&mut self, record: &ValidationRecord, weights: &Arc<Weights>) -> Result<(), String> {
        self.give(Task::Judged(*record, Arc::clone(weights)))
    }

    fn busy(&mut self) -> bool {
        self.hear();
        self.busy
    }

    fn told(&mut self) -> Option<Told> {
        self.hear();
        self.told.pop_front()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // What was given is written before whoever holds this ends.
        if let Some(job) = self.job.take() {
            let _ = job.finish();
        }
    }
}

/// The thread's work.
fn write(mut keeper: Box<dyn Keeper>, link: &Link<Task, Told>) {
    let mut trouble = false;
    // Without a task the queue is closed: it is over.
    while !link.stopped() {
        match link.wait_command(PATIENCE) {
            Some(task @ (Task::Note(_) | Task::Mark(..) | Task::Judged(..))) => {
                let done = caught(|| match &task {
                    Task::Mark(step, weights) => keeper.mark(*step, weights),
                    Task::Note(event) => keeper.note(event),
                    Task::Judged(record, weights) => keeper.judged(record, weights),
                    Task::Keep(_) => Ok(()),
                });
                match done {
                    Ok(()) => trouble = false,
                    // Said once, until it has gone.
                    Err(text) if !std::mem::replace(&mut trouble, true) => {
                        link.send(Told::Word(text));
                    }
                    Err(_) => {}
                }
            }
            Some(Task::Keep(checkpoint)) => {
                let told = match caught(|| keeper.keep(&checkpoint)) {
                    Ok(()) => Told::Kept(checkpoint.step),
                    Err(text) => Told::Lost(text),
                };
                link.send(told);
            }
            None => {}
        }
        while let Some(word) = keeper.told() {
            link.send(word);
        }
    }
}

/// A fault of the program while it writes costs one checkpoint, not the run.
fn caught(work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        Err(format!(
            "the run could not be written because of a fault in Lemida ({}): please report it",
            panic_text(&*panic)
        ))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, sync_channel};

    use super::*;

    /// Writes down what it is given; a checkpoint waits for leave first.
    struct Slow {
        seen: Arc<Mutex<Vec<u64>>>,
        leave: Receiver<()>,
    }

    impl Keeper for Slow {
        fn keep(&mut self, checkpoint: &Checkpoint) -> Result<(), String> {
            self.leave.recv().unwrap();
            assert_ne!(checkpoint.step, 30, "a fault");
            self.seen.lock().unwrap().push(checkpoint.step);
            if checkpoint.step == 20 {
                return Err("the disk is full".into());
            }
            Ok(())
        }
        fn note(&mut self, event: &Event) -> Result<(), String> {
            if let Event::Saved(step) = event {
                self.seen.lock().unwrap().push(*step);
            }
            Ok(())
        }
    }

    fn at(step: u64) -> Checkpoint {
        Checkpoint {
            step,
            ..Checkpoint::default()
        }
    }

    #[test]
    fn training_goes_on_meanwhile_and_everything_is_written_in_order() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (give, leave) = sync_channel(9);
        let keeper = Slow {
            seen: seen.clone(),
            leave,
        };
        let mut beside = Beside::start(Box::new(keeper)).unwrap();
        beside.note(&Event::Saved(1)).unwrap();
        assert_eq!(beside.keep_beside(&at(10)), None);
        // Not written, and nobody waits for it.
        assert!(beside.busy() && beside.told().is_none());
        beside.note(&Event::Saved(2)).unwrap();
        give.send(()).unwrap();
        beside.wait().unwrap();
        assert!(!beside.busy());
        assert_eq!(beside.told(), Some(Told::Kept(10)));
        for _ in 0..3 {
            give.send(()).unwrap();
        }
        assert_eq!(beside.keep(&at(20)), Err("the disk is full".into()));
        assert!(
            beside
                .keep(&at(30))
                .unwrap_err()
                .contains("a fault in Lemida")
        );
        assert_eq!(beside.keep_beside(&at(40)), None);
        // The last one is written before this ends.
        drop(beside);
        assert_eq!(*seen.lock().unwrap(), [1, 10, 2, 20, 40]);
    }
}
