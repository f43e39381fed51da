//! Where the filter that was clicked fires on the photograph, as one more picture beside it.

use std::sync::Arc;
use std::time::Duration;

use super::preview::Preview;
use crate::image::Image;
use crate::job::{Made, Pace, Wake};
use crate::nn::RowId;
use crate::probe::fires;
use crate::train::Snapshot;
use crate::ui::widgets::compare::{Entry, FIRES, Handover};
use crate::ui::widgets::picture::display;

/// While a network learns it is asked again for a tenth of the time.
const FOLLOWING: Pace = Pace::Resting {
    times: 9,
    longest: Duration::from_secs(4),
};

/// A filter: its row, the row's place from 1, and its number from 0.
pub type Filter = (RowId, usize, usize);

#[derive(Clone)]
struct Key {
    snapshot: Arc<Snapshot>,
    picture: Arc<Image>,
    filter: Filter,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.snapshot, &other.snapshot)
            && Arc::ptr_eq(&self.picture, &other.picture)
            && self.filter == other.filter
    }
}

/// The filter that was clicked, and its picture.
pub struct Firing {
    made: Made<Key, Entry>,
    filter: Option<Filter>,
    version: u64,
}

impl Firing {
    /// None was clicked.
    pub fn new(wake: &Wake) -> Self {
        Self {
            made: Made::new("Looking where the filter fires", Arc::clone(wake)),
            filter: None,
            version: 0,
        }
    }

    /// Shows this filter from now on.
    pub fn choose(&mut self, filter: Filter) {
        if self.filter != Some(filter) {
            self.made.clear();
        }
        self.filter = Some(filter);
    }

    /// The picture for the network that is looked at, made while somebody looks; `None` where no filter was clicked, or
    /// the network cleans no pictures.
    pub fn picture(&mut self, preview: &Preview, network: Option<&Arc<Snapshot>>) -> Option<Entry> {
        self.made.settle();
        let (filter, network) = (self.filter?, network?);
        let (picture, _) = preview.given()?;
        let (row, place, channel) = filter;
        let key = Key {
            snapshot: Arc::clone(network),
            picture,
            filter,
        };
        if self.made.is_news(&key) {
            self.version += 1;
            let (asked, version) = (key.clone(), self.version);
            let pace = match self.made.at_hand() {
                Some(_) => FOLLOWING,
                None => Pace::InTurn,
            };
            self.made.want(&key, pace, move |_| {
                let (shown, largest) = fires(&asked.snapshot.model, &asked.picture, row, channel)?;
                let label = label(place, channel);
                let number = crate::figure::short(f64::from(largest));
                Ok(Entry {
                    display: Handover::new(Arc::new(display(&shown))),
                    image: Some(Arc::new(shown)),
                    version,
                    featured: true,
                    note: format!("white: {number}"),
                    ..Entry::empty(FIRES, label)
                })
            });
        } else {
            self.made.go_on();
        }
        match self.made.outcome() {
            Some(Ok(entry)) => Some(entry.clone()),
            Some(Err(problem)) => Some(Entry {
                failure: Some(problem.to_string()),
                ..Entry::empty(FIRES, label(place, channel))
            }),
            None => None,
        }
    }

    /// The name of the filter whose picture is at hand.
    pub fn shown(&self) -> Option<&str> {
        self.made.at_hand().map(|(_, entry)| entry.label.as_str())
    }

    /// Steps back; whoever looks asks again.
    pub fn rest(&mut self) {
        if self.made.busy() {
            self.made.cancel();
            self.made.again();
        }
    }
}

fn label(place: usize, channel: usize) -> String {
    format!("row {place}, filter {}", channel + 1)
}
