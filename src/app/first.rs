//! The first examples of the experiment at hand, as its network will see them.

use std::sync::Arc;

use crate::data::Shelf;
use crate::image::Image;
use crate::job::{Made, Pace, Wake};
use crate::probe::{Shown, first_examples};
use crate::setting::same;
use crate::train::Experiment;
use crate::ui::panels::first::Strip;
use crate::ui::widgets::picture::display;

/// How many are shown.
const COUNT: usize = 6;

/// Whose examples.
#[derive(Clone)]
struct Whose(Experiment);

impl PartialEq for Whose {
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (&self.0, &other.0);
        one.seed == other.seed
            && same(&*one.data, &*other.data)
            && same(&*one.task, &*other.task)
            && same(&*one.noise, &*other.noise)
            && same(&*one.operator, &*other.operator)
    }
}

/// The examples.
pub struct First {
    shelf: Arc<dyn Shelf>,
    made: Made<Whose, Arc<Strip>>,
}

impl First {
    /// None are loaded.
    pub fn new(shelf: Arc<dyn Shelf>, wake: Wake) -> Self {
        Self {
            shelf,
            made: Made::new("Loading the first examples", wake),
        }
    }

    /// The first examples of an experiment; call once a frame while they are looked at. They are loaded when there is
    /// `room`, and nothing else is at work.
    pub fn of(&mut self, experiment: &Experiment, room: bool) -> Option<&Arc<Strip>> {
        // Networks and settings of training are no part of it: they are left out of what is compared.
        let alike = |(of, _): (&Whose, &Arc<Strip>)| *of == Whose(experiment.clone());
        if room && !self.made.at_hand().is_some_and(alike) {
            let key = Whose(experiment.clone());
            let (asked, shelf) = (key.clone(), Arc::clone(&self.shelf));
            let version = self.made.version();
            self.made.want(&key, Pace::InTurn, move |_| {
                let shown = first_examples(&asked.0, COUNT, &*shelf);
                let shown = shown.map_err(|error| error.to_string())?;
                Ok(Arc::new(strip(&shown, version)))
            });
        }
        let at_hand = self.made.at_hand().filter(|hand| alike(*hand));
        at_hand
            .map(|(_, strip)| strip)
            .filter(|strip| !strip.is_empty())
    }

    /// Reads what was made; call once a frame.
    pub fn settle(&mut self) {
        self.made.settle();
    }
}

/// Examples as the screen shows them: what is given above, what should be answered below.
fn strip(shown: &[Shown], version: u64) -> Strip {
    let picture = |image: &Image| Arc::new(display(image));
    Strip {
        version,
        given: shown.iter().map(|one| picture(&one.input)).collect(),
        wanted: shown
            .iter()
            .filter_map(|one| one.target.as_ref().map(picture))
            .collect(),
        names: shown.iter().filter_map(|one| one.class.clone()).collect(),
    }
}
