//! What can be seen of a lab before it is done: made unasked while it is looked at, and made anew when its settings
//! change.

use super::work::{LabJob, Means};
use crate::figure::Figure;
use crate::labs::{Lab, Told};
use crate::setting;

/// The beginning of the lab that is looked at.
#[derive(Default)]
pub(super) struct First {
    /// The lab whose beginning is there or at work.
    of: Option<(usize, Box<dyn Lab>)>,
    job: Option<LabJob>,
    /// The number of the last finding before it.
    before: u64,
    /// Whether it was looked at since the last frame.
    wanted: bool,
}

/// What it has come to since it was last asked.
pub(super) enum Beginning {
    /// Something new is to be seen; what was found up to the finding with this number goes with it.
    Figure(Box<Figure>, u64),
    /// Everything is there, or why it cannot be.
    Over(Result<(), String>),
}

impl First {
    /// The lab is looked at in this frame.
    pub(super) fn look(&mut self) {
        self.wanted = true;
    }

    /// Whether it was looked at since this was last asked.
    pub(super) fn looked_at(&mut self) -> bool {
        std::mem::take(&mut self.wanted)
    }

    /// Makes the beginning of a lab, unless that is there or at work; `before`: the number of the last finding.
    ///
    /// # Errors
    /// When there is no thread for it, in words.
    pub(super) fn want(
        &mut self,
        means: &Means,
        at: usize,
        lab: &(dyn Lab + 'static),
        before: u64,
    ) -> Result<(), String> {
        let same = self.of.as_ref();
        if same.is_some_and(|(own, old)| *own == at && setting::same(&**old, lab)) {
            return Ok(());
        }
        self.of = Some((at, dyn_clone::clone_box(lab)));
        self.before = before;
        self.job = None;
        self.job = Some(means.first(dyn_clone::clone_box(lab))?);
        Ok(())
    }

    /// It is done in earnest.
    pub(super) fn leave(&mut self) {
        self.of = None;
        self.job = None;
    }

    /// Nobody looks at it: what is not there yet is made when somebody does.
    pub(super) fn rest(&mut self) {
        if self.job.is_some() {
            self.leave();
        }
    }

    /// What is new, with the lab that it is of.
    pub(super) fn news(&mut self) -> Vec<(usize, Beginning)> {
        let (Some((lab, _)), Some(job)) = (&self.of, &self.job) else {
            return Vec::new();
        };
        // The end is looked for first: what was sent before it is then still heard.
        let output = job.output();
        let mut news = Vec::new();
        while let Some(told) = job.event() {
            if let Told::Figure(figure) = told {
                news.push((*lab, Beginning::Figure(figure, self.before)));
            }
        }
        if let Some(output) = output {
            let end = match output {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(error.to_string()),
                Err(panic) => Err(format!(
                    "The experiment failed ({panic}). Try other settings."
                )),
            };
            news.push((*lab, Beginning::Over(end)));
            self.job = None;
        }
        news
    }
}
