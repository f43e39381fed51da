//! What one lab has found so far, and how its last run ended.

use crate::figure::Figure;
use crate::labs::Verdict;
use crate::ui::panels::lecture::Shown;

/// A lab that was tried, or not yet.
#[derive(Clone, Default)]
pub(super) struct Tried {
    findings: Vec<Shown>,
    /// How its last run ended, or why it failed.
    end: Option<Result<String, String>>,
    /// What became of its claim.
    verdict: Option<Verdict>,
}

impl Tried {
    pub(super) fn findings(&self) -> &[Shown] {
        &self.findings
    }

    pub(super) fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
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

    /// A run begins: what was found before stays until there is something new.
    pub(super) fn begin(&mut self) {
        self.end = None;
        self.verdict = None;
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
