//! Runs that are kept on the disk, as a list: found by words, put in order, told apart.

mod compared;

use std::cmp::Ordering;
use std::sync::Arc;

use crate::store::run::{RunCard, RunFacts};
use crate::train::{Experiment, Metric};

pub use compared::{Compared, legends};

/// By what the list can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Its name.
    Name,
    /// When it was written last.
    When,
    /// Its data set.
    Data,
    /// Its network: by the number of weights.
    Network,
    /// In what it differs from another.
    Differs,
    /// Steps done.
    Steps,
    /// The best score.
    Best,
    /// The last score.
    Last,
}

/// An order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: Column,
    /// Whether the largest, newest or last comes first.
    pub falling: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self {
            by: Column::When,
            falling: true,
        }
    }
}

impl Order {
    /// The order after a click on a heading: the same turned round, or the one that suits it.
    pub fn clicked(self, by: Column) -> Self {
        let suits = !matches!(
            by,
            Column::Name | Column::Data | Column::Differs | Column::Network
        );
        Self {
            by,
            falling: if self.by == by { !self.falling } else { suits },
        }
    }
}

/// The runs in which all words of `query` occur, in this order. Runs without the value that they are ordered by come
/// last. Cost: n log n comparisons.
pub fn listed(cards: &[Arc<RunCard>], query: &str, order: Order) -> Vec<Arc<RunCard>> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let holds = |card: &&Arc<RunCard>| {
        let text = words_of(card);
        words.iter().all(|word| text.contains(word))
    };
    let mut found: Vec<_> = if words.is_empty() {
        cards.to_vec()
    } else {
        cards.iter().filter(holds).cloned().collect()
    };
    // Those that are equal stay as they are: the newest first.
    found.sort_by(|one, other| compare(one, other, order));
    found
}

/// Everything of a run that can be searched for, in lower case.
fn words_of(card: &RunCard) -> String {
    let about = &card.about;
    let mut text = format!(
        "{}\n{}\n{}\n{}",
        card.name(),
        about.note,
        about.group,
        about.from
    );
    match &card.facts {
        Ok(facts) => {
            let RunFacts {
                experiment,
                network,
                ..
            } = facts;
            let parts = [
                &*experiment.name,
                experiment.data.label(),
                network,
                experiment.noise.label(),
                experiment.optimizer.label(),
                experiment.loss.label(),
                experiment.task.label(),
            ];
            for part in parts {
                text.push('\n');
                text += part;
            }
        }
        Err(why) => text += why,
    }
    text.to_lowercase()
}

fn compare(one: &RunCard, other: &RunCard, order: Order) -> Ordering {
    let turned = |ordering: Ordering| match order.falling {
        true => ordering.reverse(),
        false => ordering,
    };
    let by = |value: fn(&RunFacts) -> Option<f64>| {
        let value = |card: &RunCard| card.facts.as_ref().ok().and_then(value);
        match (value(one), value(other)) {
            (Some(one), Some(other)) => turned(one.total_cmp(&other)),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (None, None) => Ordering::Equal,
        }
    };
    let text = |value: fn(&RunCard) -> String| turned(value(one).cmp(&value(other)));
    match order.by {
        Column::Name | Column::Differs => text(|card| card.name().to_lowercase()),
        Column::When => turned(one.when.cmp(&other.when)),
        Column::Data => text(|card| {
            let facts = card.facts.as_ref();
            facts.map_or(String::new(), |facts| {
                facts.experiment.data.label().to_lowercase()
            })
        }),
        Column::Network => by(|facts| Some(facts.parameters as f64)),
        Column::Steps => by(|facts| Some(facts.steps() as f64)),
        Column::Best => by(|facts| facts.curves.best.map(|(_, value)| f64::from(value))),
        Column::Last => by(|facts| facts.curves.last.map(|(_, value)| f64::from(value))),
    }
}

/// In what an experiment differs from another, in a few words.
pub fn differs(experiment: &Experiment, from: &Experiment) -> String {
    const MOST: usize = 6;
    let all = experiment.differences(from);
    // Of another kind of thing the settings are others too: the kind says it.
    let kinds: Vec<&str> = all
        .iter()
        .filter_map(|one| one.key.strip_suffix(".kind"))
        .collect();
    let told = all.iter().filter(|one| {
        let table = one.key.split('.').next().unwrap_or_default();
        one.key.ends_with(".kind") || !kinds.contains(&table)
    });
    let words: Vec<_> = told
        .map(|one| match &*one.one {
            "" => format!("no {}", one.label),
            value if one.key == "training.learning_rate" => format!("rate {value}"),
            value if one.key == "network" || one.key.ends_with(".kind") => value.to_owned(),
            value => format!("{} {value}", one.label),
        })
        .collect();
    let more = words.len().saturating_sub(MOST);
    let mut text = words[..words.len() - more].join(", ");
    if more > 0 {
        text += &format!(" and {more} more");
    }
    text
}

/// A score with its unit: "28.41 dB", "97.2 %".
pub fn score(metric: Option<Metric>, value: f32) -> String {
    match metric {
        Some(Metric::Accuracy) => format!("{:.1}\u{2009}%", 100.0 * value),
        Some(Metric::R2) => format!("R² {value:.3}"),
        _ => format!("{value:.2}\u{2009}dB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::run::{About, RunFolder};

    fn cards() -> (tempfile::TempDir, Vec<Arc<RunCard>>) {
        let home = tempfile::tempdir().unwrap();
        let mut cards = Vec::new();
        for (at, id) in ["points-xor", "denoise-quick"].into_iter().enumerate() {
            let experiment = Experiment::named(id).unwrap();
            let folder = RunFolder::create_under(home.path(), &experiment).unwrap();
            let about = About {
                note: format!("note {}", ["alpha", "beta"][at]),
                ..About::default()
            };
            about.save(folder.path()).unwrap();
            cards.push(Arc::new(RunCard::read(folder.path())));
        }
        (home, cards)
    }

    #[test]
    fn runs_are_found_by_all_their_words_and_ordered_by_a_column() {
        let (_home, cards) = cards();
        let order = Order::default();
        let found = |query: &str| listed(&cards, query, order).len();
        assert_eq!((found(""), found("note"), found("NOTE beta")), (2, 2, 1));
        assert_eq!((found("xor points"), found("xor alpha photos")), (1, 0));
        let order = Order::default().clicked(Column::Network);
        let sizes = |order: Order| -> Vec<usize> {
            let cards = listed(&cards, "", order);
            let size = |card: &Arc<RunCard>| card.facts.as_ref().unwrap().parameters;
            cards.iter().map(size).collect()
        };
        let rising = sizes(order);
        assert!(rising[0] < rising[1], "{rising:?}");
        let falling = sizes(order.clicked(Column::Network));
        assert_eq!(falling, [rising[1], rising[0]]);
    }

    #[test]
    fn differences_are_told_in_few_words() {
        let one = Experiment::named("points-xor").unwrap();
        let mut other = one.clone();
        other.training.batch = 3;
        other.seed = 5;
        assert_eq!(differs(&other, &one), "batch 3, seed 5");
        assert_eq!(differs(&one, &one), "");
        let another = Experiment::named("denoise-quick").unwrap();
        let told = differs(&another, &one);
        assert!(told.contains("more") && told.len() < 300, "{told}");
    }
}
