//! What one lab has found so far, and how its last run ended.

use crate::figure::{Body, Figure};
use crate::labs::{Lab, Memory, Truth, Verdict};
use crate::setting::Value;
use crate::ui::panels::lecture::Shown;
use crate::ui::widgets::figure::has_thumb;

/// The settings of labs that show one place of a picture.
pub(super) const PLACE: [&str; 2] = ["row", "column"];

/// A lab that was tried, or not yet.
#[derive(Default)]
pub(super) struct Tried {
    findings: Vec<Shown>,
    /// How its last run ended, or why it failed.
    end: Option<Result<String, String>>,
    /// What became of its claim.
    verdict: Option<Verdict>,
    /// The settings that it was last asked for: its figures are of these, or will be.
    asked: Option<Box<dyn Lab>>,
    /// The settings that its newest figures and what was said are of.
    found: Option<Box<dyn Lab>>,
    /// A run from which nothing came yet, and whether it is done anew.
    begun: Option<bool>,
    /// What the lab itself keeps.
    memory: Memory,
    /// Whether what it was asked for last was only sketched, while a hand moved something.
    sketched: bool,
    /// Whether everything was done with these settings, and what was kept of it is still there.
    whole: bool,
    /// Whether a run brought something: else what there is, is what it begins with.
    done: bool,
}

impl Tried {
    /// What the lab itself keeps from one time to the next.
    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Whether what it was asked for last was only sketched: once the hand lets go it is to be done.
    pub(super) fn sketched(&self) -> bool {
        self.sketched
    }

    pub(super) fn findings(&self) -> &[Shown] {
        &self.findings
    }

    pub(super) fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// What became of its claim, where it was done to the end.
    pub(super) fn truth(&self) -> Option<Truth> {
        let done = self.asked.is_some() && self.ended();
        let verdict = self.verdict.as_ref().filter(|_| done);
        verdict.map(|verdict| verdict.truth)
    }

    /// What stands for it on a tile: the first that can be seen small, pictures only where there is nothing else.
    pub(super) fn emblem(&self) -> Option<&Shown> {
        let small = |shown: &&Shown| self.done && has_thumb(&shown.figure.body);
        let mut found = self.findings.iter().filter(small);
        let first = found.next()?;
        let pictures = |shown: &&Shown| matches!(shown.figure.body, Body::Pictures(_));
        let mut all = std::iter::once(first).chain(found);
        all.find(|shown| !pictures(shown)).or(Some(first))
    }

    /// Whether what there is, is only what it begins with.
    pub(super) fn begins(&self) -> bool {
        !self.done && self.asked.is_none() && !self.findings.is_empty()
    }

    /// Takes in something that it begins with; what was found up to the finding `before` goes.
    pub(super) fn begin_with(&mut self, figure: Figure, version: u64, before: u64) {
        self.forget_until(before);
        self.done = false;
        self.verdict = None;
        self.find(figure, version);
    }

    /// Its beginning is there, or cannot be made.
    pub(super) fn end_beginning(&mut self, end: Result<(), String>) {
        self.end = end.err().map(Err);
    }

    /// Whether its last run has ended, or has shown everything.
    pub(super) fn ended(&self) -> bool {
        self.end.is_some()
    }

    /// How the last run ended, in words; or why it failed.
    pub(super) fn end(&self) -> [Option<&str>; 2] {
        match &self.end {
            Some(Ok(words)) => [Some(words), None],
            Some(Err(problem)) => [None, Some(problem)],
            None => [None, None],
        }
    }

    /// A run begins with these settings: what was found and said before stays until there is something new. Where it is
    /// not done `anew` but follows a person's hand, what was said stays until it is said anew.
    pub(super) fn begin(&mut self, lab: Box<dyn Lab>, anew: bool) {
        self.asked = Some(lab);
        self.whole &= !anew;
        self.end = None;
        self.begun = Some(anew || self.begun == Some(true));
        self.sketched = false;
    }

    /// What it was asked for was only sketched.
    pub(super) fn sketch(&mut self) {
        self.sketched = true;
        self.close(Ok("Let go, and it is done with this.".into()));
    }

    /// Everything was done: what was kept of it answers what follows.
    pub(super) fn complete(&mut self) {
        self.whole = true;
    }

    /// Whether another value of this setting is answered at once.
    pub(super) fn answers(&self, lab: &dyn Lab, key: &str) -> bool {
        lab.live(key) || (self.whole && lab.kept(key))
    }

    /// Whether these settings differ from those that it was asked for last only where that is answered at once.
    pub(super) fn follows(&self, lab: &dyn Lab) -> bool {
        let Some(asked) = &self.asked else {
            return false;
        };
        let keys = lab.settings().iter().map(|setting| setting.key);
        let mut changed = keys.filter(|key| lab.get(key) != asked.get(key)).peekable();
        changed.peek().is_some() && changed.all(|key| self.answers(lab, key))
    }

    /// The settings that it was last asked for; none before it was first done.
    pub(super) fn asked(&self) -> Option<&dyn Lab> {
        self.asked.as_deref()
    }

    /// The settings that its newest figures and what was said are of.
    pub(super) fn found(&self) -> Option<&dyn Lab> {
        self.found.as_deref()
    }

    /// Whether what was found is of other settings than this lab's.
    pub(super) fn is_of_other(&self, lab: &dyn Lab) -> bool {
        let settings = lab.settings().iter().map(|setting| setting.key);
        let mut settings = settings.filter(|key| !PLACE.contains(key));
        self.found()
            .is_some_and(|found| settings.any(|key| found.get(key) != lab.get(key)))
    }

    /// It shows another place of what it was done with; the other settings stay as they were then.
    pub(super) fn ask_place(&mut self, place: [usize; 2]) {
        let Some(asked) = &mut self.asked else { return };
        for (key, place) in PLACE.into_iter().zip(place) {
            // The place was taken by the same lab.
            let _ = asked.set(key, Value::Int(place as i64));
        }
        self.begun = Some(false);
    }

    /// The first that a run brings: from now on it is that run which is shown.
    pub(super) fn arrive(&mut self) {
        let Some(anew) = self.begun.take() else {
            return;
        };
        self.found.clone_from(&self.asked);
        self.done = true;
        if anew {
            self.verdict = None;
        }
    }

    /// Nobody looks at it any more, and it was not asked for: it begins once more when somebody does.
    pub(super) fn leave(&mut self) {
        self.asked = None;
        self.close(Ok("Stopped.".into()));
    }

    /// Whether everything was found anew since the finding with this number.
    pub(super) fn renewed_since(&self, version: u64) -> bool {
        self.findings.iter().all(|shown| shown.version > version)
    }

    /// The run has ended so.
    pub(super) fn close(&mut self, end: Result<String, String>) {
        self.end = Some(end);
        self.begun = None;
    }

    /// The claim was judged.
    pub(super) fn judge(&mut self, verdict: Verdict) {
        self.arrive();
        self.verdict = Some(verdict);
    }

    /// Takes a figure with its number in, in the place of the one with the same id.
    pub(super) fn find(&mut self, figure: Figure, version: u64) {
        self.arrive();
        self.put(figure, version);
    }

    /// The same of a figure that says nothing yet of what was asked for.
    pub(super) fn put(&mut self, figure: Figure, version: u64) {
        let same = |old: &&mut Shown| old.figure.id == figure.id;
        match self.findings.iter_mut().find(same) {
            Some(old) => *old = Shown { figure, version },
            None => self.findings.push(Shown { figure, version }),
        }
    }

    /// Forgets what was found up to the figure with this number.
    pub(super) fn forget_until(&mut self, version: u64) {
        self.findings.retain(|shown| shown.version > version);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labs::Structures;

    fn with_seed(seed: i64) -> Box<dyn Lab> {
        let mut lab: Box<dyn Lab> = Box::new(Structures::default());
        lab.set("seed", Value::Int(seed)).unwrap();
        lab
    }

    fn seed(lab: Option<&dyn Lab>) -> Option<Value> {
        lab.and_then(|lab| lab.get("seed"))
    }

    /// Done with the seed 1, and judged.
    fn done() -> Tried {
        let mut tried = Tried::default();
        tried.begin(with_seed(1), true);
        tried.find(Figure::words("a", "b"), 1);
        tried.judge(Verdict::open("it was so"));
        tried.close(Ok("Done.".into()));
        tried
    }

    #[test]
    fn a_run_that_is_given_up_before_anything_came_leaves_what_was_known() {
        let mut tried = done();
        tried.begin(with_seed(2), true);
        assert_eq!(tried.truth(), None, "it is at work");
        tried.close(Ok("Stopped.".into()));
        assert_eq!(tried.verdict(), Some(&Verdict::open("it was so")));
        assert_eq!(seed(tried.found()), Some(Value::Int(1)));
        assert_eq!(seed(tried.asked()), Some(Value::Int(2)));
        assert_eq!(tried.findings().len(), 1);
        // What comes later is of what is asked for later.
        tried.begin(with_seed(3), true);
        tried.find(Figure::words("a", "c"), 2);
        assert_eq!(tried.verdict(), None);
        assert_eq!(seed(tried.found()), Some(Value::Int(3)));
    }

    #[test]
    fn what_was_said_stays_while_it_follows_a_hand() {
        let mut tried = done();
        tried.begin(with_seed(2), false);
        tried.find(Figure::words("a", "c"), 2);
        assert!(tried.verdict().is_some());
        assert_eq!(seed(tried.found()), Some(Value::Int(2)));
    }

    #[test]
    fn what_is_sketched_is_still_to_be_done() {
        let mut tried = done();
        tried.begin(with_seed(2), false);
        tried.put(Figure::words("a", "c"), 2);
        tried.sketch();
        assert!(tried.sketched() && tried.ended());
        assert_eq!(
            seed(tried.found()),
            Some(Value::Int(1)),
            "what was said is of the old"
        );
        tried.begin(with_seed(2), false);
        tried.find(Figure::words("a", "d"), 3);
        assert!(!tried.sketched());
        assert_eq!(seed(tried.found()), Some(Value::Int(2)));
    }

    #[test]
    fn another_place_is_asked_of_what_was_done() {
        let mut tried = done();
        tried.ask_place([3, 4]);
        let place = |lab: Option<&dyn Lab>| lab.map(|lab| PLACE.map(|key| lab.get(key)));
        let there = Some([3, 4].map(|at| Some(Value::Int(at))));
        assert_eq!(place(tried.asked()), there);
        assert_ne!(place(tried.found()), there);
        tried.find(Figure::words("a", "c"), 2);
        assert_eq!(place(tried.found()), there);
        assert!(tried.verdict().is_some());
    }
}
