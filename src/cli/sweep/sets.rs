//! What `--set` says: a setting and its values, or the range that they are drawn from.

use crate::cli::Failure;

/// Between the ends of a range.
const TO: &str = "..";

/// A setting that a sweep changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Set {
    pub(super) key: String,
    pub(super) values: Values,
}

/// What it changes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    /// Each of these.
    Listed(Vec<String>),
    /// A number from the first to the second, both as they were written.
    Range(String, String),
}

/// The settings and values that `--set` names, each setting once.
pub(super) fn sets(texts: &[String]) -> Result<Vec<Set>, Failure> {
    let mut sets: Vec<Set> = Vec::new();
    for text in texts {
        let (key, values) = text.split_once('=').ok_or_else(|| {
            Failure::Use(format!(
                "--set wants key=value,value, as in learning_rate=0.001,0.01, but was given \"{text}\""
            ))
        })?;
        let key = key.trim().to_owned();
        if key == "seed" {
            return Err(Failure::Use(
                "--seeds N says how many seeds are tried; take seed out of --set".into(),
            ));
        }
        if sets.iter().any(|set| set.key == key) {
            return Err(Failure::Use(format!(
                "the setting {key} is given twice; give all its values at once"
            )));
        }
        let values = values_of(&key, values)?;
        sets.push(Set { key, values });
    }
    Ok(sets)
}

fn values_of(key: &str, text: &str) -> Result<Values, Failure> {
    let mut all: Vec<String> = Vec::new();
    for value in text.split(',').map(str::trim) {
        if value.is_empty() {
            return Err(Failure::Use(format!(
                "--set {key} has an empty value; write its values with commas between"
            )));
        }
        if all.iter().any(|other| other == value) {
            return Err(Failure::Use(format!(
                "--set {key} has the value {value} twice; give it once"
            )));
        }
        all.push(value.to_owned());
    }
    match &all[..] {
        [one] => match range(key, one)? {
            Some((from, to)) => Ok(Values::Range(from, to)),
            None => Ok(Values::Listed(all)),
        },
        _ => match all.iter().find(|value| ends(value).is_some()) {
            Some(range) => Err(Failure::Use(format!(
                "--set {key} has the range {range} among other values; give the range alone"
            ))),
            None => Ok(Values::Listed(all)),
        },
    }
}

/// The ends of a range, where the text is one: a path with two points is none.
fn ends(text: &str) -> Option<[(&str, f64); 2]> {
    let (from, to) = text.split_once(TO)?;
    let number = |text: &str| text.parse::<f64>().ok();
    let (from, to) = (from.trim(), to.trim());
    Some([(from, number(from)?), (to, number(to)?)])
}

fn range(key: &str, text: &str) -> Result<Option<(String, String)>, Failure> {
    let Some([(from, low), (to, high)]) = ends(text) else {
        return Ok(None);
    };
    if low < high {
        return Ok(Some((from.into(), to.into())));
    }
    Err(Failure::Use(if low > high {
        format!("--set {key} has its range upside down; write {key}={to}{TO}{from}")
    } else {
        format!("--set {key} has a range in which nothing lies between; write {key}={from}")
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Values, Failure> {
        let mut sets = sets(&[text.to_owned()])?;
        Ok(sets.remove(0).values)
    }

    #[test]
    fn lists_and_ranges_are_told_apart() {
        let listed = |values: &[&str]| {
            let values = values.iter().map(|value| (*value).to_owned());
            Values::Listed(values.collect())
        };
        assert_eq!(of("batch=2, 4").unwrap(), listed(&["2", "4"]));
        let range = Values::Range("1e-4".into(), "1e-2".into());
        assert_eq!(of("learning_rate=1e-4..1e-2").unwrap(), range);
        assert_eq!(of("path=../photos").unwrap(), listed(&["../photos"]));
        assert_eq!(
            of("noise.from=-2..2").unwrap(),
            Values::Range("-2".into(), "2".into())
        );
    }

    #[test]
    fn ranges_that_cannot_be_are_told_with_the_cure() {
        for (text, cure) in [
            ("rate=1e-2..1e-4", "write rate=1e-4..1e-2"),
            ("rate=3..3", "write rate=3"),
            ("rate=1..2,5", "give the range alone"),
            ("rate=nan..2", "nothing lies between"),
        ] {
            let Err(Failure::Use(told)) = of(text) else {
                panic!("no complaint: {text}")
            };
            assert!(told.contains(cure), "{text}: {told}");
        }
    }
}
