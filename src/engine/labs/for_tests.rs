//! A lab done with nobody there, for tests.

use std::sync::Arc;
use std::time::Duration;

use super::{Desk, Lab, Poke, Told, Verdict};
use crate::data::{EmptyShelf, Shelf};
use crate::figure::{Figure, put};
use crate::job::Job;
use crate::train::{Options, TrainError};

/// Its verdict, and the figures that stand at the end.
pub(super) fn told(lab: impl Lab + 'static) -> (Verdict, Vec<Figure>) {
    let (outcome, figures) = done(lab, EmptyShelf);
    (outcome.unwrap(), figures)
}

/// What comes of it with what is on a shelf, and the figures that stand at the end.
pub(super) fn done(
    lab: impl Lab + 'static,
    shelf: impl Shelf + 'static,
) -> (Result<Verdict, TrainError>, Vec<Figure>) {
    let job: Job<Poke, Told, Result<Verdict, TrainError>> =
        Job::start("lab", Arc::new(|| {}), move |link| {
            let options = Options::default();
            lab.run(&Desk::alone(link, &shelf, &options))
        })
        .unwrap();
    let mut figures = Vec::new();
    loop {
        // The end is looked for first: what was sent before it is then still heard.
        let outcome = job.output();
        while let Some(told) = job.wait_event(Duration::from_millis(10)) {
            if let Told::Figure(figure) = told {
                put(&mut figures, *figure);
            }
        }
        if let Some(outcome) = outcome {
            return (outcome.unwrap(), figures);
        }
    }
}
