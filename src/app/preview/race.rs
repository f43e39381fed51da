//! The race: where the network in training stands among the classical methods on one photograph.

use crate::ui::widgets::compare::{CLEAN, Entry, NETWORK, NOISY};

/// Most points kept of the network's past; then every second one is dropped.
const MOST: usize = 512;

/// The network's past on one photograph.
#[derive(Clone, Debug, Default)]
pub struct Race {
    past: Vec<(u64, f64)>,
    overtaken: Vec<(String, u64)>,
    /// Methods that a person has changed: to overtake one is no news.
    quiet: Vec<String>,
    /// Whether it began with a network that had learned before.
    late: bool,
}

impl Race {
    /// A race on a new picture; what a network that is `trained` can do at first it owes to another one.
    pub fn new(trained: bool) -> Self {
        Self {
            late: trained,
            ..Self::default()
        }
    }

    /// The network stands at `psnr` dB after `step` steps; returns what is worth saying of it.
    ///
    /// A method counts as overtaken at the first step at which the network is better, and for good: later ups and downs
    /// are not told again.
    pub fn judge(&mut self, step: u64, psnr: f64, entries: &[Entry]) -> Option<String> {
        if self.past.last().is_none_or(|(last, _)| *last < step) {
            self.past.push((step, psnr));
            if self.past.len() > MOST {
                let mut even = false;
                self.past.retain(|_| {
                    even = !even;
                    even
                });
            }
        }
        let mut passed: Vec<(f64, &str, &str)> = Vec::new();
        for entry in entries {
            let method = ![CLEAN, NOISY, NETWORK].contains(&entry.id.as_str());
            let Some(scores) = entry.tally.scores.filter(|_| method) else {
                continue;
            };
            if scores.psnr < psnr && !self.overtaken.iter().any(|(id, _)| *id == entry.id) {
                passed.push((scores.psnr, &entry.id, &entry.label));
            }
        }
        if step == 0 {
            // What it could before its first step it owes to another run.
            for (_, id, _) in &passed {
                self.overtaken.push(((*id).to_owned(), 0));
            }
            return None;
        }
        passed.sort_by(|a, b| b.0.total_cmp(&a.0));
        // A method that answers late was behind at some earlier step.
        let first = |score: f64| {
            let at = self.past.iter().position(|(_, reached)| *reached > score);
            match at {
                Some(0) if self.late => 0,
                at => at.map_or(step, |at| self.past[at].0),
            }
        };
        let steps: Vec<u64> = passed.iter().map(|(score, ..)| first(*score)).collect();
        for ((_, id, _), step) in passed.iter().zip(&steps) {
            self.overtaken.push(((*id).to_owned(), *step));
        }
        let mut steps = steps.into_iter();
        passed.retain(|_| steps.next() != Some(0));
        passed.retain(|(_, id, _)| !self.quiet.iter().any(|quiet| quiet == id));
        let (best, _, label) = *passed.first()?;
        let others = match passed.len() {
            1 => String::new(),
            2 => " and one more method".into(),
            count => format!(" and {} more methods", count - 1),
        };
        Some(format!(
            "Step {step}: on this photo the network ({psnr:.2} dB) has overtaken {label} ({best:.2} dB){others}"
        ))
    }

    /// A person has changed a method: whether it is overtaken is to be found out anew, and not told: it may have been
    /// made worse.
    pub fn forget(&mut self, id: &str) {
        self.overtaken.retain(|(other, _)| other != id);
        if !self.quiet.iter().any(|other| other == id) {
            self.quiet.push(id.to_owned());
        }
    }

    /// Step and PSNR in dB, in the order of steps.
    pub fn past(&self) -> &[(u64, f64)] {
        &self.past
    }

    /// The step at which the method `id` was overtaken.
    pub fn overtaken(&self, id: &str) -> Option<u64> {
        let found = self.overtaken.iter().find(|(other, _)| other == id);
        found.map(|(_, step)| *step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoise::trial::Scores;
    use crate::ui::widgets::compare::Tally;

    fn method(id: &str, psnr: f64) -> Entry {
        Entry {
            tally: Tally {
                scores: Some(Scores { psnr, ssim: 0.5 }),
                ..Tally::default()
            },
            ..Entry::empty(id, id.to_uppercase())
        }
    }

    #[test]
    fn each_method_is_overtaken_once() {
        let mut race = Race::default();
        let mut entries = vec![
            method(CLEAN, 99.0),
            method(NOISY, 20.0),
            method("a", 25.0),
            method("b", 27.0),
        ];
        assert!(race.judge(10, 22.0, &entries).is_none());
        let told = race.judge(20, 26.0, &entries).unwrap();
        assert!(
            told.contains("Step 20") && told.contains("overtaken A"),
            "{told}"
        );
        assert!(race.judge(30, 24.0, &entries).is_none());
        assert!(race.judge(40, 26.5, &entries).is_none());
        // This one answers when it has long been overtaken.
        entries.push(method("c", 21.0));
        assert!(race.judge(40, 26.5, &entries).is_some());
        assert_eq!(race.overtaken("c"), Some(10));
        assert_eq!((race.overtaken("a"), race.overtaken("b")), (Some(20), None));
        assert_eq!(race.past().len(), 4);
        // One that a person has made worse is overtaken without a word.
        race.forget("b");
        entries[3] = method("b", 26.0);
        assert!(race.judge(50, 26.6, &entries).is_none());
        assert_eq!(race.overtaken("b"), Some(40));
    }

    #[test]
    fn what_was_learned_before_the_race_is_no_news() {
        let mut race = Race::new(true);
        let mut entries = vec![method("a", 25.0), method("b", 27.0)];
        assert!(race.judge(1500, 26.0, &entries).is_none());
        entries.push(method("c", 21.0));
        assert!(race.judge(1500, 26.0, &entries).is_none());
        assert_eq!(
            (race.overtaken("a"), race.overtaken("c")),
            (Some(0), Some(0))
        );
        assert!(
            race.judge(1600, 27.5, &entries)
                .unwrap()
                .contains("overtaken B")
        );
        assert_eq!(race.overtaken("b"), Some(1600));
    }

    #[test]
    fn a_long_past_is_thinned_out() {
        let mut race = Race::default();
        for step in 0..5000 {
            race.judge(step, 20.0, &[]);
        }
        assert!(race.past().len() <= MOST && race.past()[0].0 == 0);
        assert!(race.past().is_sorted_by_key(|(step, _)| *step));
    }
}
