//! The methods' settings: a person's own, and the answers that they ask for.

use super::Preview;
use crate::denoise::Denoiser;
use crate::setting;
use crate::ui::action::Tuning;

/// Seconds in which a quick method answers.
const QUICK: f64 = 0.15;

impl Preview {
    /// A method as it is set, and as it is at first.
    pub fn settings(&self, id: &str) -> Option<[Box<dyn Denoiser>; 2]> {
        let usual = setting::find(self.methods, id).map(|entry| (entry.make)())?;
        Some([self.method(id)?, usual])
    }

    pub(super) fn method(&self, id: &str) -> Option<Box<dyn Denoiser>> {
        let tuned = self.tuned.iter().find(|method| method.id() == id);
        tuned.cloned().or_else(|| {
            let usual = setting::find(self.methods, id)?;
            Some((usual.make)())
        })
    }

    /// Changes a method's settings: its old answer stays in sight until the new one comes. A quick method answers while a person still turns
    /// the setting; another one when it is let go of, and until then the old score stays too.
    pub fn tune(&mut self, id: &str, change: Tuning) {
        let Some([method, usual]) = self.settings(id) else {
            return;
        };
        let tuned = tuned(method, &*usual, change);
        let known = setting::find(self.methods, id).map_or(id, |entry| entry.label);
        let own = !setting::same(&*tuned, &*usual);
        self.tuned.retain(|method| method.id() != id);
        if own {
            self.tuned.push(tuned);
        }
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            let quick = entry.seconds.is_some_and(|seconds| seconds < QUICK)
                || self.quick.as_deref() == Some(id);
            entry.label = label(known, own);
            entry.seconds = None;
            entry.failure = None;
            entry.note = "updating …".into();
            self.held = !quick;
            self.quick = quick.then(|| id.to_owned());
            // Its answer to the setting before is on the way, or comes next.
            self.stale = (quick && self.answering.is_some()).then(|| id.to_owned());
            if quick {
                self.race.forget(id);
                self.edition += 1;
                return;
            }
        }
        self.race.forget(id);
        self.edition += 1;
        // What is at work may be this very method as it was; whoever looks asks again in the next frame.
        self.answering = None;
        self.working = None;
        self.urgent = None;
    }
}

/// A method's name; one with settings of a person's own says so.
pub fn label(known: &str, own: bool) -> String {
    if own {
        format!("{known}, own settings")
    } else {
        known.into()
    }
}

/// A method with changed settings. A value out of range changes nothing.
pub fn tuned(
    mut method: Box<dyn Denoiser>,
    usual: &(dyn Denoiser + 'static),
    change: Tuning,
) -> Box<dyn Denoiser> {
    match change {
        Tuning::Reset => dyn_clone::clone_box(usual),
        Tuning::Set(key, value) => {
            // Controls keep to the range, so there is nothing to be said of a refusal.
            let _ = method.set(key, value);
            method
        }
    }
}
