//! What a lab is done on: where it shows figures, trains, asks what a person clicked, and learns that it is to stop. A
//! window, a command and a test stand behind it, and no lab knows which.

use std::any::Any;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Poke, Verdict};
use crate::data::Shelf;
use crate::figure::Figure;
use crate::job::{Link, Progress};
use crate::train::{Experiment, Forget, Options, TrainError, Trained, fit};

/// How long a lab that waits for a person sleeps at a time.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a lab tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A figure; one of the id of an earlier one takes its place.
    Figure(Box<Figure>),
    /// What became of the claim.
    Verdict(Verdict),
    /// Everything is shown: from now on it answers what a person pokes at. `false`: it is at work again.
    Waits(bool),
}

/// What a lab has made and finds again when it is done once more; its clones are the same.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Option<Kept>>>);

/// Something that was kept, of whatever type.
type Kept = Arc<dyn Any + Send + Sync>;

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory")
    }
}

/// What a lab is done on.
pub struct Desk<'a> {
    link: &'a Link<Poke, Told>,
    shelf: &'a dyn Shelf,
    options: &'a Options,
    /// The share of the whole that this part of it is.
    part: Range<f32>,
    /// Whether somebody is there who can poke at figures.
    attended: bool,
    /// What was kept from the last time.
    memory: Option<&'a Memory>,
}

impl<'a> Desk<'a> {
    /// A desk at which a person sits: figures can be poked at.
    pub fn attended(
        link: &'a Link<Poke, Told>,
        shelf: &'a dyn Shelf,
        options: &'a Options,
    ) -> Self {
        Self {
            link,
            shelf,
            options,
            part: 0.0..1.0,
            attended: true,
            memory: None,
        }
    }

    /// The same desk, with what was kept from the last time.
    pub fn remembering(self, memory: &'a Memory) -> Self {
        Self {
            memory: Some(memory),
            ..self
        }
    }

    /// Keeps something for the next time that the same lab is done here, in the place of what was kept.
    pub fn keep<T: Any + Send + Sync>(&self, what: T) {
        if let Some(Memory(memory)) = self.memory
            && let Ok(mut memory) = memory.lock()
        {
            *memory = Some(Arc::new(what));
        }
    }

    /// What was kept last, where it is of this type.
    pub fn recall<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let kept = self.memory?.0.lock().ok()?.clone()?;
        kept.downcast().ok()
    }

    /// A desk at which nobody sits.
    pub fn alone(link: &'a Link<Poke, Told>, shelf: &'a dyn Shelf, options: &'a Options) -> Self {
        Self {
            attended: false,
            ..Self::attended(link, shelf, options)
        }
    }

    /// Shows a figure as soon as it is known, and again when more is.
    pub fn show(&self, figure: Figure) {
        self.link.send(Told::Figure(Box::new(figure)));
    }

    /// Says what became of the claim, as far as is known.
    pub fn judge(&self, verdict: &Verdict) {
        self.link.send(Told::Verdict(verdict.clone()));
    }

    /// The same desk for a part of the work, from one share of it (0..1) to another.
    pub fn part(&self, from: f32, to: f32) -> Self {
        let (start, length) = (self.part.start, self.part.end - self.part.start);
        Self {
            part: start + from * length..start + to * length,
            ..*self
        }
    }

    /// Says how much of this part is done, 0..1.
    pub fn done(&self, share: f32) {
        let length = self.part.end - self.part.start;
        self.progress().set(self.part.start + share * length);
    }

    /// For work that is to be stopped with the lab.
    pub fn progress(&self) -> &Progress {
        self.link.progress()
    }

    /// Whether nobody wants to know any more.
    pub fn stopped(&self) -> bool {
        self.link.stopped()
    }

    /// Where data come from.
    pub fn shelf(&self) -> &dyn Shelf {
        self.shelf
    }

    /// How much of the machine trainings may take.
    pub fn options(&self) -> &Options {
        self.options
    }

    /// Trains, and keeps what was learned in memory.
    ///
    /// # Errors
    /// [`TrainError`], when it cannot be done.
    pub fn train(&self, experiment: &Experiment) -> Result<Trained, TrainError> {
        let link = Link::detached(self.progress().of_part());
        fit(
            experiment,
            None,
            self.shelf,
            self.options,
            &mut Forget,
            &link,
        )
    }

    /// Does the same once a seed, as equal parts of this one; what is stopped stands at the end no more.
    ///
    /// # Errors
    /// The first.
    pub fn over<T>(
        &self,
        seeds: Range<u64>,
        mut once: impl FnMut(u64, &Self) -> Result<T, TrainError>,
    ) -> Result<Vec<T>, TrainError> {
        let count = (seeds.end - seeds.start).max(1) as f32;
        let mut found = Vec::new();
        for (at, seed) in seeds.enumerate() {
            let part = self.part(at as f32 / count, (at + 1) as f32 / count);
            let one = once(seed, &part)?;
            if self.stopped() {
                break;
            }
            part.done(1.0);
            found.push(one);
        }
        Ok(found)
    }

    /// What was poked at last since it was asked for, if anything.
    pub fn poke(&self) -> Option<Poke> {
        std::iter::from_fn(|| self.link.command()).last()
    }

    /// Waits until a person pokes at a figure; `None` when the lab is to end, at once where nobody is there.
    pub fn wait(&self) -> Option<Poke> {
        if !self.attended || !self.link.send(Told::Waits(true)) {
            return None;
        }
        while !self.stopped() {
            if let Some(poke) = self.link.wait_command(PATIENCE) {
                let newest = self.poke().unwrap_or(poke);
                self.link.send(Told::Waits(false));
                return Some(newest);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::EmptyShelf;
    use crate::job::Job;

    /// Does `work` on a desk beside this thread.
    fn on_desk<T: Send + 'static>(
        attended: bool,
        work: impl FnOnce(&Desk<'_>) -> T + Send + 'static,
    ) -> Job<Poke, Told, T> {
        Job::start("lab", Arc::new(|| {}), move |link| {
            let options = Options::default();
            let desk = match attended {
                true => Desk::attended(link, &EmptyShelf, &options),
                false => Desk::alone(link, &EmptyShelf, &options),
            };
            work(&desk)
        })
        .unwrap()
    }

    fn outcome<T: Send + 'static>(job: &Job<Poke, Told, T>) -> T {
        loop {
            if let Some(outcome) = job.output() {
                return outcome.unwrap();
            }
            job.wait_event(Duration::from_millis(5));
        }
    }

    #[test]
    fn what_is_kept_is_found_again_by_the_same_lab() {
        let memory = Memory::default();
        let (first, other) = (memory.clone(), Memory::default());
        let kept = on_desk(false, move |desk| {
            desk.keep(1_u8);
            let nowhere = desk.recall::<u8>();
            let desk = desk.part(0.0, 1.0).remembering(&first);
            let before = desk.recall::<u8>();
            desk.keep(7_u8);
            (nowhere, before)
        });
        assert_eq!(outcome(&kept), (None, None));
        let found = on_desk(false, move |desk| {
            let of = |memory| desk.part(0.0, 1.0).remembering(memory).recall::<u8>();
            let another = desk.part(0.0, 1.0).remembering(&memory).recall::<u16>();
            (of(&memory), of(&other), another)
        });
        assert_eq!(outcome(&found), (Some(Arc::new(7)), None, None));
    }

    #[test]
    fn the_newest_poke_is_answered_and_nobody_waits_alone() {
        let nobody = on_desk(false, |desk| desk.wait().is_none());
        assert!(outcome(&nobody));
        let job = on_desk(true, |desk| {
            let mut found = Vec::new();
            while let Some(Poke::Place(place)) = desk.wait() {
                found.push(place);
                if place == [9, 9] {
                    break;
                }
            }
            found
        });
        for place in [[1, 1], [2, 2], [9, 9]] {
            assert!(job.command(Poke::Place(place)));
        }
        let found = outcome(&job);
        assert_eq!(found.last(), Some(&[9, 9]));
    }

    #[test]
    fn who_waits_ends_when_nobody_is_there_any_more() {
        let (sender, ended) = std::sync::mpsc::channel();
        let job = on_desk(true, move |desk| {
            let poke = desk.wait();
            sender.send(poke).unwrap();
        });
        drop(job);
        assert_eq!(ended.recv_timeout(Duration::from_secs(20)), Ok(None));
    }

    #[test]
    fn parts_of_parts_fill_the_whole_and_seeds_are_told() {
        let job = on_desk(false, |desk| {
            let part = desk.part(0.5, 1.0).part(0.0, 0.5);
            part.done(0.5);
            let half = desk.progress().fraction();
            let seeds = desk.over(3..6, |seed, _| Ok(seed)).unwrap();
            (half, seeds, desk.progress().fraction())
        });
        assert_eq!(outcome(&job), (0.625, vec![3, 4, 5], 1.0));
    }
}
