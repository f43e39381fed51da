//! Several experiments side by side: only what differs between them.

use crate::train::Experiment;

/// What differs between experiments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Name and label of each setting that differs.
    pub settings: Vec<(String, String)>,
    /// For each experiment, the values of these settings in words.
    pub values: Vec<Vec<String>>,
}

impl Compared {
    /// Compares experiments. Cost: their number times that of their settings.
    pub fn of(experiments: &[&Experiment]) -> Self {
        let Some(first) = experiments.first() else {
            return Self::default();
        };
        let each: Vec<_> = experiments
            .iter()
            .map(|other| first.differences(other))
            .collect();
        let mut settings: Vec<(String, String)> = Vec::new();
        let mut firsts: Vec<String> = Vec::new();
        for one in each.iter().flatten() {
            if !settings.iter().any(|(key, _)| *key == one.key) {
                settings.push((one.key.clone(), one.label.clone()));
                firsts.push(one.one.clone());
            }
        }
        let values = each.iter().map(|found| {
            let value = |((key, _), first): (&(String, String), &String)| {
                let own = found.iter().find(|one| one.key == *key);
                own.map_or(first.clone(), |own| own.other.clone())
            };
            settings.iter().zip(&firsts).map(value).collect()
        });
        Self {
            values: values.collect(),
            settings: settings.clone(),
        }
    }

    /// For each experiment the place of the first one that differs from it in nothing but the seed.
    pub fn groups(&self) -> Vec<usize> {
        let seed = self.settings.iter().position(|(key, _)| key == "seed");
        let without = |values: &[String]| -> Vec<String> {
            let others = values
                .iter()
                .enumerate()
                .filter(|(at, _)| Some(*at) != seed);
            others.map(|(_, value)| value.clone()).collect()
        };
        let all: Vec<_> = self.values.iter().map(|values| without(values)).collect();
        all.iter()
            .map(|one| all.iter().position(|other| other == one).unwrap_or(0))
            .collect()
    }
}

/// What tells experiments apart, a few words each; `names` where nothing does. `seeds`: whether the seed is told.
pub fn legends(compared: &Compared, names: &[String], seeds: bool) -> Vec<String> {
    // Of another kind of thing the settings are others too: the kind says it.
    let keys = compared.settings.iter().map(|(key, _)| key.as_str());
    let kinds: Vec<&str> = keys.filter_map(|key| key.strip_suffix(".kind")).collect();
    let counts = |key: &str| {
        let table = key.split('.').next().unwrap_or_default();
        key.ends_with(".kind") || !kinds.contains(&table)
    };
    let told = |values: &Vec<String>| {
        let pairs = compared.settings.iter().zip(values);
        let words = pairs.filter(|((key, _), _)| counts(key) && (seeds || key != "seed"));
        let words = words.map(|((key, label), value)| match key.as_str() {
            "network" => value.clone(),
            key if key.ends_with(".kind") => value.clone(),
            "training.learning_rate" => format!("rate {value}"),
            _ => format!("{label} {value}"),
        });
        words.take(3).collect::<Vec<_>>().join(", ")
    };
    let plain: Vec<_> = compared.values.iter().map(told).collect();
    let named = |(at, words): (usize, &String)| {
        let name = names.get(at).map_or("", String::as_str);
        let twice = plain.iter().filter(|other| *other == words).count() > 1;
        match (words.as_str(), twice && seeds) {
            ("", _) => name.to_owned(),
            (words, true) => format!("{words} ({name})"),
            (words, false) => words.to_owned(),
        }
    };
    plain.iter().enumerate().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_settings_that_differ_are_compared_and_seeds_make_groups() {
        let make = |batch: usize, seed: u64| {
            let mut experiment = Experiment::named("points-xor").unwrap();
            (experiment.training.batch, experiment.seed) = (batch, seed);
            experiment
        };
        let all = [make(4, 1), make(4, 2), make(8, 1), make(8, 2)];
        let compared = Compared::of(&all.iter().collect::<Vec<_>>());
        let labels: Vec<_> = compared
            .settings
            .iter()
            .map(|(_, label)| &**label)
            .collect();
        assert_eq!(labels.len(), 2, "{labels:?}");
        assert_eq!(compared.groups(), [0, 0, 2, 2]);
        let names = ["a", "b", "c", "d"].map(str::to_owned);
        let told = legends(&compared, &names, false);
        assert_eq!(told, ["batch 4", "batch 4", "batch 8", "batch 8"]);
        let told = legends(&compared, &names, true);
        assert!(told[1].contains("seed 2") && told[1].contains("batch 4"));
        let same = [make(4, 1), make(4, 1)];
        let compared = Compared::of(&same.iter().collect::<Vec<_>>());
        assert_eq!(legends(&compared, &names[..2], true), ["a", "b"]);
        assert_eq!(Compared::of(&[]), Compared::default());
    }
}
