//! The runs that the window holds: a list of which one is shown.

use super::Run;

/// Runs, in the order in which they were begun.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    all: Vec<Run>,
    begun: u64,
    shown: usize,
    /// What is shown while there is no run.
    none: Run,
}

impl Runs {
    /// The run that is shown; an empty one when there is none.
    pub fn shown(&self) -> &Run {
        self.all.get(self.shown).unwrap_or(&self.none)
    }

    /// The same, to be changed; without a run, one is begun.
    pub fn shown_mut(&mut self) -> &mut Run {
        if self.all.is_empty() {
            self.begin(Run::default());
        }
        &mut self.all[self.shown]
    }

    /// Adds a run, numbers it and shows it; returns its place.
    pub fn begin(&mut self, run: Run) -> usize {
        self.begun += 1;
        let number = self.begun;
        self.all.push(Run { number, ..run });
        self.shown = self.all.len() - 1;
        self.shown
    }

    /// Shows the run at that place; another place changes nothing.
    pub fn show(&mut self, place: usize) {
        if place < self.all.len() {
            self.shown = place;
        }
    }

    /// Forgets the run that is shown; the one that was begun before it is shown then.
    pub fn forget(&mut self) -> Option<Run> {
        (!self.all.is_empty()).then(|| {
            let run = self.all.remove(self.shown);
            self.shown = self.shown.saturating_sub(1);
            run
        })
    }

    /// All runs.
    pub fn all(&self) -> &[Run] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Run {
        let mut run = Run::default();
        run.asked.name = name.into();
        run
    }

    #[test]
    fn one_is_shown_whatever_is_forgotten() {
        let mut runs = Runs::default();
        assert_eq!(runs.shown().asked.name, "");
        assert!(runs.forget().is_none());
        for name in ["a", "b", "c"] {
            runs.begin(named(name));
        }
        assert_eq!(runs.shown().asked.name, "c");
        runs.show(1);
        runs.show(7);
        assert_eq!(runs.shown().asked.name, "b");
        assert_eq!(runs.forget().map(|run| run.asked.name), Some("b".into()));
        assert_eq!(runs.shown().asked.name, "a");
        runs.forget();
        assert_eq!(runs.shown().asked.name, "c");
        runs.forget();
        assert_eq!(
            (runs.shown().asked.name.as_str(), runs.all().len()),
            ("", 0)
        );
        runs.shown_mut().asked.name = "d".into();
        assert_eq!((runs.all().len(), runs.shown().number), (1, 4));
    }
}
