//! The combinations of a sweep: all of them, or some that are drawn.

use std::collections::BTreeSet;

use super::MOST;
use super::sets::{Set, Values};
use crate::cli::Failure;
use crate::math::random::{Purpose, Stream};
use crate::setting::{Kind, Setting, Value};
use crate::train::Experiment;

/// So many combinations in a row that were drawn before are enough to say that there are no others.
const MISSES: usize = 1000;
/// Digits of a number that is drawn, besides the first.
const DIGITS: usize = 3;

/// A combination of settings: their values, and the experiment with them.
#[derive(Clone, Debug)]
pub(super) struct Combination {
    pub(super) values: Vec<String>,
    pub(super) experiment: Experiment,
}

/// Every combination, the last setting changing fastest.
pub(super) fn combine(experiment: &Experiment, sets: &[Set]) -> Result<Vec<Combination>, Failure> {
    let mut all = vec![Combination {
        values: Vec::new(),
        experiment: experiment.clone(),
    }];
    for Set { key, values } in sets {
        let values = match values {
            Values::Listed(values) => values,
            Values::Range(from, to) => {
                return Err(Failure::Use(format!(
                    "--set {key}={from}..{to} is a range, from which values are drawn: add --random N for N \
                     combinations, or list the values"
                )));
            }
        };
        let mut next = Vec::with_capacity(all.len() * values.len());
        for before in &all {
            for value in values {
                next.push(with(before, key, value)?);
            }
            if next.len() > MOST {
                break;
            }
        }
        all = next;
    }
    Ok(all)
}

/// So many different combinations, each value drawn from its list or range; from the range of a setting that is changed
/// by factors so that each factor is as likely. The first of them are those of a smaller `count`.
pub(super) fn draw(
    experiment: &Experiment,
    sets: &[Set],
    count: usize,
    seed: u64,
) -> Result<Vec<Combination>, Failure> {
    let (mut all, mut known): (Vec<Combination>, _) = (Vec::new(), BTreeSet::new());
    let (mut index, mut misses) = (0, 0);
    while all.len() < count {
        let mut random = Stream::new(seed, Purpose::Search, index);
        index += 1;
        let mut one = Combination {
            values: Vec::new(),
            experiment: experiment.clone(),
        };
        for set in sets {
            let value = value(&one.experiment, set, &mut random)?;
            one = with(&one, &set.key, &value)?;
        }
        if known.insert(one.values.clone()) {
            misses = 0;
            all.push(one);
        } else {
            misses += 1;
        }
        if misses == MISSES {
            return Err(Failure::Use(format!(
                "--random {count} asks for more combinations than there are ({}); ask for fewer or give more values",
                all.len()
            )));
        }
    }
    Ok(all)
}

/// The combination with another value.
fn with(before: &Combination, key: &str, value: &str) -> Result<Combination, Failure> {
    let mut experiment = before.experiment.clone();
    let set = experiment.set_by_name(key, value);
    set.map_err(|why| Failure::Use(format!("--set {key}={value}: {why}")))?;
    let values = before.values.iter().cloned().chain([value.to_owned()]);
    Ok(Combination {
        values: values.collect(),
        experiment,
    })
}

/// A value that is drawn for a setting of `experiment`.
fn value(experiment: &Experiment, set: &Set, random: &mut Stream) -> Result<String, Failure> {
    let (from, to) = match &set.values {
        Values::Listed(values) => return Ok(values[random.below(values.len())].clone()),
        Values::Range(from, to) => (from, to),
    };
    let wrong = |why: String| Failure::Use(format!("--set {}={from}..{to}: {why}", set.key));
    let setting = experiment.setting_by_name(&set.key);
    let setting = setting.map_err(|why| wrong(why.to_string()))?;
    let numbers = setting.filter(|setting| {
        matches!(
            setting.kind,
            Kind::Int { .. } | Kind::Sides { .. } | Kind::Float { .. }
        )
    });
    let setting = numbers.ok_or_else(|| {
        wrong("only numbers are drawn from a range; list the values with commas between".into())
    })?;
    let ends = |text: &str| {
        setting
            .parse(text)
            .map_err(|error| wrong(error.to_string()))
    };
    Ok(number(setting, ends(from)?, ends(to)?, random))
}

/// A number from one end to the other, as text.
fn number(setting: &Setting, from: Value, to: Value, random: &mut Stream) -> String {
    let log = matches!(setting.kind, Kind::Float { log: true, .. });
    match (from, to) {
        (Value::Int(from), Value::Int(to)) => {
            let count = usize::try_from(to - from).unwrap_or(0).saturating_add(1);
            (from + random.below(count) as i64).to_string()
        }
        (Value::Float(from), Value::Float(to)) => {
            let share = f64::from(random.uniform());
            let drawn = if log && from > 0.0 {
                (from.ln() + share * (to.ln() - from.ln())).exp()
            } else {
                from + share * (to - from)
            };
            let short = format!("{drawn:.DIGITS$e}");
            let short: f64 = short.parse().unwrap_or(drawn);
            written(short.clamp(from, to))
        }
        (from, _) => from.to_string(),
    }
}

/// A number as a person would write it.
fn written(number: f64) -> String {
    match number.abs() {
        0.0 | 1e-3..1e6 => number.to_string(),
        _ => format!("{number:e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sweep::sets::sets;

    fn points() -> Experiment {
        Experiment::named("points-xor").unwrap()
    }

    fn set(texts: &[&str]) -> Result<Vec<Set>, Failure> {
        let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
        sets(&texts)
    }

    fn drawn(texts: &[&str], count: usize, seed: u64) -> Vec<Vec<String>> {
        let all = draw(&points(), &set(texts).unwrap(), count, seed).unwrap();
        all.into_iter().map(|one| one.values).collect()
    }

    #[test]
    fn every_combination_is_made_once() {
        let sets = set(&["batch=2,4", "learning_rate=0.1,0.01,0.001"]).unwrap();
        let all = combine(&points(), &sets).unwrap();
        let values: Vec<_> = all.iter().map(|one| one.values.join(" ")).collect();
        assert_eq!(
            values,
            ["2 0.1", "2 0.01", "2 0.001", "4 0.1", "4 0.01", "4 0.001"]
        );
        let last = &all[5].experiment.training;
        assert_eq!((last.batch, last.learning_rate), (4, 0.001));
        assert_eq!(combine(&points(), &[]).unwrap().len(), 1);
    }

    #[test]
    fn mistakes_are_told_with_the_cure() {
        let told = |texts: &[&str], random: Option<usize>| {
            let made = set(texts).and_then(|sets| match random {
                Some(count) => draw(&points(), &sets, count, 0),
                None => combine(&points(), &sets),
            });
            match made {
                Err(Failure::Use(why)) => why,
                other => panic!("no complaint: {:?}", other.map(|all| all.len())),
            }
        };
        for (texts, random, cure) in [
            (&["batsh=2"][..], None, "did you mean \"batch\"?"),
            (&["batch"], None, "--set wants key=value"),
            (&["batch=2,2"], None, "give it once"),
            (&["batch=2,"], None, "commas between"),
            (&["batch=2", "batch=3"], None, "all its values at once"),
            (&["batch=0"], None, "must be"),
            (&["seed=1,2"], None, "--seeds N"),
            (&["batch=2..4"], None, "add --random N"),
            (
                &["batch=2..4"],
                Some(4),
                "more combinations than there are (3)",
            ),
            (&["batch=0..4"], Some(4), "\"batch\" cannot be 0"),
            (&["batch=1.5..4"], Some(4), "\"batch\" cannot be 1.5"),
            (&["batsh=1..4"], Some(4), "did you mean \"batch\"?"),
            (&["optimizer=1..4"], Some(4), "list the values"),
            (&["data.pattern=1..4"], Some(4), "list the values"),
        ] {
            let told = told(texts, random);
            assert!(told.contains(cure), "{texts:?}: {told}");
        }
    }

    #[test]
    fn what_is_drawn_repeats_with_its_seed_and_goes_on_from_a_smaller_count() {
        let sets = [
            "batch=2..400",
            "learning_rate=1e-5..1e-1",
            "optimizer=adam,sgd",
        ];
        let all = drawn(&sets, 40, 7);
        assert_eq!(drawn(&sets, 40, 7), all);
        assert_eq!(drawn(&sets, 10, 7), all[..10]);
        assert_ne!(drawn(&sets, 40, 8), all);
    }

    #[test]
    fn rates_are_drawn_by_factors_whole_numbers_whole_and_lists_from_among_them() {
        let all = drawn(
            &[
                "batch=2..9",
                "learning_rate=1e-5..1e-1",
                "optimizer=adam,sgd",
            ],
            400,
            1,
        );
        let column = |at: usize| all.iter().map(move |values| values[at].as_str());
        let rates: Vec<f64> = column(1).map(|text| text.parse().unwrap()).collect();
        assert!(rates.iter().all(|rate| (1e-5..=1e-1).contains(rate)));
        // As many below the middle factor as above: 400 fair coins, within four deviations.
        let low = rates.iter().filter(|rate| **rate < 1e-3).count();
        assert!((160..=240).contains(&low), "{low}");
        assert!(column(1).all(|text| text.len() <= 9), "few digits");
        let batches: BTreeSet<u32> = column(0).map(|text| text.parse().unwrap()).collect();
        assert!(batches.iter().copied().eq(2..=9), "{batches:?}");
        let kinds: BTreeSet<&str> = column(2).collect();
        assert_eq!(kinds.len(), 2);
        let momenta = drawn(&["optimizer=adam", "optimizer.beta1=0.5..0.9"], 400, 1);
        let low = momenta
            .iter()
            .filter(|one| one[1].parse::<f64>().unwrap() < 0.7);
        let low = low.count();
        assert!((160..=240).contains(&low), "evenly: {low}");
    }

    #[test]
    fn each_combination_is_drawn_once() {
        let all = drawn(&["batch=2,4,8", "optimizer=adam,sgd"], 6, 0);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 6);
    }
}
