//! What one lab has found so far, and how its last run ended.

use crate::figure::Figure;
use crate::labs::{Lab, Truth, Verdict};
use crate::ui::panels::lecture::Shown;
use crate::ui::widgets::figure::has_thumb;

/// A lab that was tried, or not yet.
#[derive(Clone, Default)]
pub(super) struct Tried {
    findings: Vec<Shown>,
    /// How its last run ended, or why it failed.
    end: Option<Result<String, String>>,
    /// What became of its claim.
    verdict: Option<Verdict>,
    /// The settings that its figures are of, or will be.
    asked: Option<Box<dyn Lab>>,
}

impl Tried {
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

    /// What stands for it on a tile: the first that can be seen small.
    pub(super) fn emblem(&self) -> Option<&Shown> {
        let mut found = self.findings.iter();
        found.find(|shown| has_thumb(&shown.figure.body))
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

    /// A run begins with these settings: what was found before stays until there is something new. Where it is not
    /// done `anew` but follows a person's hand, so does what was said.
    pub(super) fn begin(&mut self, lab: Box<dyn Lab>, anew: bool) {
        self.asked = Some(lab);
        self.end = None;
        if anew {
            self.verdict = None;
        }
    }

    /// The settings that its figures are of, or will be; none before it was first done.
    pub(super) fn asked(&self) -> Option<&dyn Lab> {
        self.asked.as_deref()
    }

    /// It answers with these settings from now on.
    pub(super) fn ask(&mut self, lab: Box<dyn Lab>) {
        self.asked = Some(lab);
    }

    /// Nobody looks at it any more, and it was not asked for: it begins once more when somebody does.
    pub(super) fn leave(&mut self) {
        self.asked = None;
        self.end = Some(Ok("Stopped.".into()));
    }

    /// Whether everything was found anew since the finding with this number.
    pub(super) fn renewed_since(&self, version: u64) -> bool {
        self.findings.iter().all(|shown| shown.version > version)
    }

    /// The run has ended so.
    pub(super) fn close(&mut self, end: Result<String, String>) {
        self.end = Some(end);
    }

    /// The claim was judged.
    pub(super) fn judge(&mut self, verdict: Verdict) {
        self.verdict = Some(verdict);
    }

    /// Takes a figure with its number in, in the place of the one with the same id.
    pub(super) fn find(&mut self, figure: Figure, version: u64) {
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
