//! Every setting of an experiment by one name, as its file has it: `seed`, `noise.kind`, `training.batch`. Two
//! experiments are compared by them, and one is changed by them.

use super::Experiment;
use crate::figure::{grouped, short};
use crate::nn::Architecture;
use crate::setting::{Adjust, Kind, Mark, Setting, Value, ids};

/// A setting that differs between two experiments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its name: `training.batch`.
    pub key: String,
    /// What it is called: "batch".
    pub label: String,
    /// Its value in the one, in words; empty where it has none there.
    pub one: String,
    /// Its value in the other.
    pub other: String,
}

/// A setting with its value in words.
struct Item {
    key: String,
    label: String,
    value: String,
}

/// The tables of an experiment's file, but for the network: name, what it is called, the thing.
pub(super) type Tables<'a> = [(&'static str, &'static str, &'a dyn Adjust); 8];

impl Experiment {
    pub(super) fn tables(&self) -> Tables<'_> {
        [
            ("data", "data set", &*self.data),
            ("task", "task", &*self.task),
            ("operator", "operator", &*self.operator),
            ("noise", "noise", &*self.noise),
            ("loss", "loss", &*self.loss),
            ("optimizer", "optimizer", &*self.optimizer),
            ("schedule", "schedule", &*self.schedule),
            ("training", "training", &self.training),
        ]
    }

    /// Every setting but name and network.
    fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        for (table, word, thing) in self.tables() {
            if table != "training" {
                items.push(Item {
                    key: format!("{table}.kind"),
                    label: word.into(),
                    value: lower(thing.label()),
                });
            }
            let settings = thing.settings().iter();
            items.extend(settings.filter_map(|setting| {
                Some(Item {
                    key: format!("{table}.{}", setting.key),
                    label: lower(setting.label),
                    value: in_words(&thing.get(setting.key)?, setting),
                })
            }));
        }
        items.push(Item {
            key: "network.init".into(),
            label: "first weights".into(),
            value: self.init.label().to_lowercase(),
        });
        items.push(Item {
            key: "seed".into(),
            label: "seed".into(),
            value: self.seed.to_string(),
        });
        items
    }

    /// Every setting but name and network, in the order of its file: its name there (`training.batch`), what it is
    /// called, and its value in words.
    pub fn in_words(&self) -> Vec<[String; 3]> {
        let items = self.items().into_iter();
        items
            .map(|item| [item.key, item.label, item.value])
            .collect()
    }

    /// The settings in which this experiment differs from another, in the order of its file; names are no settings.
    /// Cost: proportional to the number of settings and rows.
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        if self.architecture != other.architecture {
            let [one, other] = networks(&self.architecture, &other.architecture);
            found.push(Difference {
                key: "network".into(),
                label: "network".into(),
                one,
                other,
            });
        }
        let (mut ours, theirs) = (self.items(), other.items());
        for item in &theirs {
            if !ours.iter().any(|one| one.key == item.key) {
                ours.push(Item {
                    key: item.key.clone(),
                    label: item.label.clone(),
                    value: String::new(),
                });
            }
        }
        found.extend(ours.into_iter().filter_map(|Item { key, label, value }| {
            let other = theirs.iter().find(|other| other.key == key);
            let other = other.map_or(String::new(), |other| other.value.clone());
            (other != value).then_some(Difference {
                key,
                label,
                one: value,
                other,
            })
        }));
        found
    }

    /// The names of all settings that can be changed by [`set_by_name`](Self::set_by_name).
    pub fn names_of_settings(&self) -> Vec<String> {
        let items = self.items().into_iter().map(|item| item.key);
        items.chain(["network".into()]).collect()
    }
}

/// Two networks in words that tell them apart: the settings that differ where their rows are alike.
fn networks(one: &Architecture, other: &Architecture) -> [String; 2] {
    let alike = one.rows.len() == other.rows.len()
        && one.rows.iter().zip(&other.rows).all(|(one, other)| {
            (one.from, one.join, one.tie) == (other.from, other.join, other.tie)
                && one.layer.id() == other.layer.id()
        });
    let whole = [one.in_short(), other.in_short()];
    if !alike {
        return whole;
    }
    let mut told: [Vec<String>; 2] = Default::default();
    for (one, other) in one.rows.iter().zip(&other.rows) {
        for setting in one.layer.settings() {
            let values = [&one.layer, &other.layer].map(|layer| layer.get(setting.key));
            if values[0] == values[1] {
                continue;
            }
            for (told, value) in told.iter_mut().zip(values) {
                let value = value.map_or(String::new(), |value| in_words(&value, setting));
                let words = format!("{} {value}", lower(setting.label));
                if !told.contains(&words) {
                    told.push(words);
                }
            }
        }
    }
    let few = told.iter().all(|words| (1..=2).contains(&words.len()));
    if few {
        return told.map(|words| words.join(", "));
    }
    whole
}

/// A value as a person reads it.
fn in_words(value: &Value, setting: &Setting) -> String {
    match (value, setting.kind) {
        (Value::Flag(flag), _) => if *flag { "yes" } else { "no" }.into(),
        (Value::Int(number), _) => u64::try_from(*number).map_or(number.to_string(), grouped),
        (Value::Sides([height, width]), _) => format!("{height}×{width}"),
        (Value::Float(number), _) => short(*number),
        (Value::Text(id), Kind::Choice(choices)) => {
            let choice = choices.iter().find(|choice| choice.id == id);
            choice.map_or_else(|| id.clone(), |choice| choice.label.to_lowercase())
        }
        (Value::Text(text), Kind::Several(choices)) => {
            let label = |id| {
                choices
                    .iter()
                    .find(|choice| choice.id == id)
                    .map(|choice| choice.label)
            };
            ids(text).filter_map(label).collect::<Vec<_>>().join(", ")
        }
        (Value::Text(text), Kind::Marks) => {
            let count = Mark::read(text).map_or(0, |all| all.len());
            format!("{} points", grouped(count as u64))
        }
        (Value::Text(text), _) => text.clone(),
    }
}

/// A label in the middle of a sentence; abbreviations and names stay as they are.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    let (first, second) = (letters.next(), letters.next());
    match (first, second) {
        (Some(first), Some(second)) if first.is_ascii_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Experiment {
        Experiment::named("denoise-quick").unwrap()
    }

    #[test]
    fn only_what_differs_is_told() {
        let one = usual();
        assert_eq!(one.differences(&one), []);
        let mut other = usual();
        other.name = "another".into();
        assert_eq!(one.differences(&other), [], "a name is no setting");
        other.training.batch = 8;
        other.seed = 3;
        let told = other.differences(&one);
        let told: Vec<_> = told
            .iter()
            .map(|d| (d.key.as_str(), d.label.as_str(), d.one.as_str()))
            .collect();
        assert_eq!(
            told,
            [("training.batch", "batch", "8"), ("seed", "seed", "3")]
        );
    }

    #[test]
    fn networks_of_equal_rows_are_told_by_their_settings() {
        let one = usual();
        let mut other = usual();
        let row = &mut other.architecture.rows[0];
        let setting = row.layer.settings()[0];
        let Some(Value::Int(number)) = row.layer.get(setting.key) else {
            panic!("a number")
        };
        row.layer.set(setting.key, Value::Int(number + 1)).unwrap();
        let told = other.differences(&one);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].one.ends_with(&(number + 1).to_string()), "{told:?}");
        assert!(told[0].other.ends_with(&number.to_string()), "{told:?}");
    }
}
