//! What came of two networks.

use super::super::lesson::{Budget, Look};

/// A deep network that gets this share better in the second half of its learning has not learned enough to fail.
const STILL: f64 = 0.005;

/// What was right when a network had spent half of its budget: the last look until then, if it had learned by then.
pub(super) fn halfway(looks: &[Look], budget: Budget) -> Option<f64> {
    let taught = looks.iter().filter(|look| look.step > 0);
    let mut early = taught.filter(|look| budget.spent(look.step, look.seconds) <= 0.5);
    early.next_back().map(|look| look.right)
}

/// What the two networks have right in the end, and the deep one halfway, of one kind of pictures; shares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rights {
    pub(super) ends: [f64; 2],
    /// `None` where it was not judged between its first step and the middle.
    pub(super) halfway: Option<f64>,
}

impl Rights {
    /// By how many per cent more the deep network has right.
    pub(super) fn gain(&self) -> f64 {
        100.0 * (self.ends[0] - self.ends[1])
    }

    /// Why more learning may change what was found, a sentence; `None` where that is not to be expected.
    pub(super) fn rising(&self) -> Option<&'static str> {
        match self.halfway {
            None => Some("The deep network hardly learned: more learning may change that."),
            Some(halfway) if self.ends[0] > halfway + STILL => {
                Some("The deep network was still getting better: more learning may change that.")
            }
            Some(_) => None,
        }
    }
}
