//! Changing an experiment's settings by their names, as a command line does.

use super::Experiment;
use crate::data;
use crate::degrade::{noise, operators};
use crate::nn::init::Init;
use crate::nn::{loss, optimizer, presets};
use crate::say;
use crate::setting::{Adjust, Catalogue, Setting, find, nearest};
use crate::train::{schedule, task};
use crate::words::Text;

impl Experiment {
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

    /// The setting that [`set_by_name`](Self::set_by_name) changes by this name; none where the name takes no value of
    /// a settings table: the seed, the network and what each table is.
    ///
    /// # Errors
    /// As `set_by_name`, where there is no such setting.
    pub fn setting_by_name(&self, name: &str) -> Result<Option<&'static Setting>, Text> {
        if let Some((row, key)) = row_of(name) {
            let layer = &self.architecture.rows[self.row_at(row)?].layer;
            return setting_of(&**layer, key).map(Some);
        }
        let key = full_name(name, &self.names_of_settings())?;
        let (table, key) = key.split_once('.').unwrap_or(("", &key));
        let tables = self.tables();
        let thing = tables.iter().find(|(name, ..)| *name == table);
        match thing {
            Some((.., thing)) if key != "kind" => setting_of(*thing, key).map(Some),
            _ => Ok(None),
        }
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
            task::Answer::Number => 1,
        };
        self.architecture = (preset.make)(answers);
        Ok(())
    }

    fn set_row(&mut self, place: usize, key: &str, text: &str) -> Result<(), Text> {
        let at = self.row_at(place)?;
        set_text(&mut *self.architecture.rows[at].layer, key, text)
    }

    /// Where the row of a place, counted from 1, stands.
    fn row_at(&self, place: usize) -> Result<usize, Text> {
        let count = self.architecture.rows.len();
        let at = place.checked_sub(1).filter(|at| *at < count);
        at.ok_or_else(|| {
            say!(
                "there is no row {}: the network has rows 1 to {}",
                place,
                count
            )
        })
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
    let setting = setting_of(thing, key)?;
    let value = setting.parse(text.trim()).map_err(|error| error.text())?;
    thing.set(key, value).map_err(|error| error.text())
}

fn setting_of(thing: &dyn Adjust, key: &str) -> Result<&'static Setting, Text> {
    let settings = thing.settings();
    let keys = settings.iter().map(|setting| setting.key);
    let setting = settings.iter().find(|setting| setting.key == key);
    setting.ok_or_else(|| none_such("setting", key, keys))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::Kind;

    fn usual() -> Experiment {
        Experiment::named("denoise-quick").unwrap()
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
    fn settings_are_found_by_the_names_that_change_them() {
        let experiment = usual();
        let kind = |name: &str| {
            let found = experiment.setting_by_name(name).unwrap();
            found.map(|setting| (setting.key, setting.kind))
        };
        let Some(("learning_rate", Kind::Float { log: true, .. })) = kind("learning_rate") else {
            panic!("a rate is changed by factors")
        };
        assert!(matches!(
            kind("training.batch"),
            Some(("batch", Kind::Int { .. }))
        ));
        assert!(matches!(kind("row1.channels"), Some(("channels", _))));
        for name in ["seed", "network", "network.init", "noise", "noise.kind"] {
            assert_eq!(kind(name), None, "{name}");
        }
        let told = |name: &str| experiment.setting_by_name(name).unwrap_err().to_string();
        assert!(told("batsh").contains("did you mean \"batch\"?"));
        assert!(told("row99.channels").contains("there is no row 99"));
        assert!(told("row1.chanels").contains("did you mean \"channels\"?"));
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
