//! The best weights of the run that is shown, in the place of its newest.

use std::path::Path;
use std::sync::Arc;

use super::LemidaApp;
use super::tasks::Outcome;
use crate::say;
use crate::store::run::BestWeights;
use crate::train::{Metric, Snapshot};
use crate::ui::format::{decibel, grouped, percent};

impl LemidaApp {
    /// Looks at the best weights of the run that is shown; at its newest again, where those are looked at.
    pub(super) fn take_best(&mut self) {
        if self.bench.run().networks.best_is_shown() {
            return self.bench.runs.shown_mut().networks.look_at_newest();
        }
        let Some(folder) = self.bench.run().folder.clone() else {
            self.over.toasts.warn(say!(
                "this run is kept nowhere, and its best weights with it: choose a folder for runs that can be written"
            ));
            return;
        };
        self.task("read the best weights", move || {
            let read = BestWeights::of_run(&folder);
            read.map_or_else(
                |error| Outcome::Failed(error.to_string()),
                |best| Outcome::Best(Box::new(best), folder),
            )
        });
    }

    /// They were read: everything that looks at the run looks at them.
    pub(super) fn look_at_best(&mut self, best: BestWeights, folder: &Path) {
        if self.bench.run().folder.as_deref() != Some(folder) {
            // Another run is shown by now.
            return;
        }
        let metric = f64::from(best.metric);
        let score = match self.bench.run().judged() {
            Metric::Psnr => decibel(metric),
            Metric::Accuracy => format!("{} right", percent(metric)),
            Metric::R2 => format!("R² {metric:.3}"),
        };
        self.over.toasts.say(say!(
            "the best weights, of step {} with {}, are looked at and clean the photograph",
            grouped(best.step),
            score
        ));
        let snapshot = Snapshot::kept(best.step, best.model);
        let run = self.bench.runs.shown_mut();
        run.networks.look_at_best(Arc::new(snapshot));
    }
}
