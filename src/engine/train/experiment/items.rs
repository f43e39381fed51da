//! Every setting of an experiment by one name, as its file has it: `seed`, `noise.kind`, `training.batch`. Two
//! experiments are compared by them, and one is changed by them.

use super::Experiment;
use crate::data;
use crate::degrade::{noise, operators};
use crate::figure::{grouped, short};
use crate::nn::init::Init;
use crate::nn::{Architecture, loss, optimizer, presets};
use crate::say;
use crate::setting::{Adjust, Catalogue, Kind, Setting, Value, find, nearest};
use crate::train::{schedule, task};
use crate::words::Text;

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
type Tables<'a> = [(&'static str, &'static str, &'a dyn Adjust); 8];

impl Experiment {
    fn tables(&self) -> Tables<'_> {
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

    /// Changes a setting by its name, as [`names_of_settings`](Self::names_of_settings) has it; its table may be left
    /// out where no other table has a setting of that name, and `.kind` as well. `network` takes the name of a
    /// ready-made network, `rowN.KEY` a setting of the row of that place.
    ///
    /// # Errors
    /// What is wrong, with the nearest name or what is allowed; nothing is changed then.
    pub fn set_by_name(&mut self, name: &str, text: &str) -> Result<(), Text> {
        if let Some((row, key)) = row_of(name) {
            return self.set_row(row, key, text);
        }
        let names = self.names_of_settings();
        let key = full_name(name, &names)?;
        match key.as_str() {
            "seed" => {
                let seed = text.trim().parse();
                let wrong = |_| say!("\"seed\" cannot be {}; it must be a whole number", text);
                self.seed = seed.map_err(wrong)?;
                return Ok(());
            }
            "network" => return self.set_network(text),
            "network.init" => {
                let init = Init::ALL.iter().copied().find(|init| init.id() == text);
                let ids = Init::ALL.iter().map(|init| init.id());
                self.init = init.ok_or_else(|| none_such("first weights", text, ids))?;
                return Ok(());
            }
            _ => {}
        }
        let (table, key) = key.split_once('.').unwrap_or((&key, ""));
        if key == "kind" {
            return self.set_kind(table, text);
        }
        let thing: &mut dyn Adjust = match table {
            "data" => &mut *self.data,
            "task" => &mut *self.task,
            "operator" => &mut *self.operator,
            "noise" => &mut *self.noise,
            "loss" => &mut *self.loss,
            "optimizer" => &mut *self.optimizer,
            "schedule" => &mut *self.schedule,
            _ => &mut self.training,
        };
        set_text(thing, key, text)
    }

    fn set_kind(&mut self, table: &str, id: &str) -> Result<(), Text> {
        match table {
            "data" => self.data = made("data set", id, data::ALL)?,
            "task" => self.task = made("task", id, task::ALL)?,
            "operator" => self.operator = made("operator", id, operators::ALL)?,
            "noise" => self.noise = made("noise", id, noise::ALL)?,
            "loss" => self.loss = made("loss", id, loss::ALL)?,
            "optimizer" => self.optimizer = made("optimizer", id, optimizer::ALL)?,
            _ => self.schedule = made("schedule", id, schedule::ALL)?,
        }
        Ok(())
    }

    fn set_network(&mut self, id: &str) -> Result<(), Text> {
        let preset = presets::ALL.iter().find(|preset| preset.id == id);
        let ids = presets::ALL.iter().map(|preset| preset.id);
        let preset = preset.ok_or_else(|| none_such("network", id, ids))?;
        let answers = match self.answer() {
            task::Answer::Picture(shape) => shape.channels,
            task::Answer::Class(classes) => classes.max(2),
        };
        self.architecture = (preset.make)(answers);
        Ok(())
    }

    fn set_row(&mut self, place: usize, key: &str, text: &str) -> Result<(), Text> {
        let count = self.architecture.rows.len();
        let row = place.checked_sub(1);
        let row = row.and_then(|at| self.architecture.rows.get_mut(at));
        let row = row.ok_or_else(|| {
            say!(
                "there is no row {}: the network has rows 1 to {}",
                place,
                count
            )
        })?;
        set_text(&mut *row.layer, key, text)
    }
}

/// The place and the key of `row3.channels`.
fn row_of(name: &str) -> Option<(usize, &str)> {
    let (row, key) = name.strip_prefix("row")?.split_once('.')?;
    Some((row.parse().ok()?, key))
}

/// The one of `names` that `name` means.
fn full_name(name: &str, names: &[String]) -> Result<String, Text> {
    if names.iter().any(|known| known == name) {
        return Ok(name.into());
    }
    let kind = format!("{name}.kind");
    if names.contains(&kind) {
        return Ok(kind);
    }
    let last = |known: &&String| known.rsplit('.').next() == Some(name);
    let meant: Vec<_> = names.iter().filter(last).map(String::as_str).collect();
    match meant[..] {
        [one] => Ok(one.into()),
        [] => {
            let short = names
                .iter()
                .flat_map(|known| [known.as_str(), known.rsplit('.').next().unwrap_or(known)]);
            Err(match nearest(name, short) {
                Some(near) => say!(
                    "there is no setting \"{}\"; did you mean \"{}\"?",
                    name,
                    near
                ),
                None => say!(
                    "there is no setting \"{}\"; there are {}",
                    name,
                    names.join(", ")
                ),
            })
        }
        _ => Err(say!(
            "\"{}\" may mean several settings; write one of {}",
            name,
            meant.join(", ")
        )),
    }
}

fn set_text(thing: &mut dyn Adjust, key: &str, text: &str) -> Result<(), Text> {
    let settings = thing.settings();
    let Some(setting) = settings.iter().find(|setting| setting.key == key) else {
        let keys = settings.iter().map(|setting| setting.key);
        return Err(none_such("setting", key, keys));
    };
    let value = setting.parse(text.trim()).map_err(|error| error.text())?;
    thing.set(key, value).map_err(|error| error.text())
}

fn made<T: ?Sized>(what: &'static str, id: &str, all: Catalogue<T>) -> Result<Box<T>, Text> {
    let entry = find(all, id.trim());
    let ids = all.iter().map(|entry| entry.id);
    entry
        .map(|entry| (entry.make)())
        .ok_or_else(|| none_such(what, id, ids))
}

fn none_such<'a>(
    what: &'static str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Text {
    match nearest(name, known.clone()) {
        Some(near) => say!(
            "there is no {} \"{}\"; did you mean \"{}\"?",
            what,
            name,
            near
        ),
        None => say!(
            "there is no {} \"{}\"; there are {}",
            what,
            name,
            known.collect::<Vec<_>>().join(", ")
        ),
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

    #[test]
    fn settings_are_changed_by_full_and_short_names() {
        let mut experiment = usual();
        for (name, text) in [
            ("training.batch", "4"),
            ("steps", "77"),
            ("seed", "9"),
            ("optimizer", "sgd"),
            ("network", "linear-filter"),
        ] {
            let known = presets::ALL.iter().any(|preset| preset.id == text);
            if name == "network" && !known {
                continue;
            }
            experiment.set_by_name(name, text).unwrap();
        }
        let training = &experiment.training;
        assert_eq!(
            (training.batch, training.steps, experiment.seed),
            (4, 77, 9)
        );
        assert_eq!(experiment.optimizer.id(), "sgd");
        // Every name is one that can be set to what it is.
        let kept = experiment.clone();
        for (table, _, thing) in kept.tables() {
            for setting in thing.settings() {
                let value = thing.get(setting.key).unwrap().to_string();
                let name = format!("{table}.{}", setting.key);
                experiment.set_by_name(&name, &value).unwrap();
            }
        }
        assert_eq!(experiment, kept);
    }

    #[test]
    fn mistakes_name_the_nearest() {
        let mut experiment = usual();
        let mut told =
            |name: &str, text: &str| experiment.set_by_name(name, text).unwrap_err().to_string();
        assert!(told("batsh", "4").contains("did you mean \"batch\"?"));
        assert!(told("batch", "0").contains("must be"));
        assert!(told("optimizer", "sdg").contains("did you mean \"sgd\"?"));
        assert!(told("row99.channels", "4").contains("there is no row 99"));
        assert!(told("seed", "x").contains("whole number"));
        assert_eq!(experiment, usual(), "nothing is changed by a mistake");
    }
}
