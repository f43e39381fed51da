//! A lab done with nobody there, for tests.

use std::sync::Arc;
use std::time::Duration;

use super::{Desk, Lab, Poke, Told, Verdict};
use crate::data::EmptyShelf;
use crate::figure::{Figure, put};
use crate::job::Job;
use crate::train::{Options, TrainError};

/// Its verdict, and the figures that stand at the end.
pub(super) fn told(lab: impl Lab + 'static) -> (Verdict, Vec<Figure>) {
    let job: Job<Poke, Told, Result<Verdict, TrainError>> =
        Job::start("lab", Arc::new(|| {}), move |link| {
            let options = Options::default();
            lab.run(&Desk::alone(link, &EmptyShelf, &options))
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
            return (outcome.unwrap().unwrap(), figures);
        }
    }
}
