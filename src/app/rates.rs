//! Finding a learning rate: the trial is made beside the window on a copy of the experiment.

use std::sync::Arc;

use super::LemidaApp;
use crate::figure::Figure;
use crate::job::{Made, Pace, Rank, Wake};
use crate::train::{Command, Experiment, Options, RateTrial, try_rates};
use crate::ui::figures::rates::rates;
use crate::ui::panels::rates::{Answer, RatesFacts, rates_ui};
use crate::ui::widgets::figure::FigureView;

/// The trial at hand.
pub struct RateFinder {
    /// What is tried; none while nobody asks.
    asked: Option<Experiment>,
    made: Made<Experiment, (RateTrial, Figure)>,
    view: FigureView,
}

impl RateFinder {
    /// Nothing is asked.
    pub fn new(wake: Wake) -> Self {
        Self {
            asked: None,
            made: Made::new("Finding a learning rate", wake),
            view: FigureView::default(),
        }
    }

    fn close(&mut self) {
        self.asked = None;
        self.made.clear();
    }
}

impl LemidaApp {
    /// Asks for a learning rate for the experiment as it stands.
    pub(super) fn find_rate(&mut self) {
        match self.bench.problem() {
            Some(problem) => self.over.toasts.warn(problem),
            None => self.over.rates.asked = Some(self.bench.document.experiment.clone()),
        }
    }

    /// Draws the sheet, where one is asked for.
    pub(super) fn rates_ui(&mut self, context: &egui::Context) {
        let finder = &mut self.over.rates;
        let Some(asked) = finder.asked.clone() else {
            return;
        };
        let shelf = Arc::clone(&self.services.shelf);
        let options = Options {
            threads: self.bench.threads,
            rank: Rank::Behind,
            ..Options::default()
        };
        let tried = asked.clone();
        finder.made.want(&asked, Pace::AtOnce, move |making| {
            let trial = try_rates(&tried, &*shelf, &options, making.progress());
            let trial = trial.map_err(|error| error.to_string())?;
            let figure = rates(&trial);
            Ok((trial, figure))
        });
        let version = finder.made.version();
        let found = finder.made.of(&asked);
        let facts = RatesFacts {
            figure: found.map(|(_, figure)| (figure, version)),
            suggested: found.and_then(|(trial, _)| trial.suggested),
            progress: finder.made.progress(),
            wrong: finder.made.wrong(),
        };
        match rates_ui(context, &mut finder.view, &facts, &mut self.actions) {
            Some(Answer::Take(rate)) => {
                finder.close();
                self.bench.document.experiment.training.learning_rate = rate;
                if self.bench.run().alive() && self.bench.runs_document() {
                    self.tell(Command::LearningRate(rate));
                }
            }
            Some(Answer::Close) => finder.close(),
            None => {}
        }
    }
}
