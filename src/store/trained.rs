//! What is known of a trained network besides its numbers, and the texts that carry it in a file.

use crate::data::Measure;
use crate::nn::Model;
use crate::train::Experiment;

/// What a network's answers mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meaning {
    /// The names of the classes that it tells apart, in the order of its answers; empty where there are none.
    pub classes: Vec<String>,
    /// The unit of the number that it predicts, where it does.
    pub measure: Option<Measure>,
}

/// A network from a file, with what is known of it.
#[derive(Clone, Debug)]
pub struct FoundModel {
    /// The network.
    pub model: Model,
    /// The experiment that made it.
    pub experiment: Experiment,
    /// Steps it was trained.
    pub steps: u64,
    /// The names of the classes that it tells apart, in the order of its answers; empty where they are not known or
    /// there are none.
    pub classes: Vec<String>,
    /// The unit of the number that it predicts; `None` where it is not known or it predicts none.
    pub measure: Option<Measure>,
    /// What is to be said of how it was read, one sentence each.
    pub notes: Vec<String>,
}

/// The texts that go with a network's numbers, by name.
pub(super) fn texts<'a>(
    experiment: &Experiment,
    known: &[(&'a str, String)],
    meaning: &Meaning,
) -> Vec<(&'a str, String)> {
    let mut texts = vec![("experiment", experiment.to_toml())];
    texts.extend_from_slice(known);
    if !meaning.classes.is_empty() {
        texts.push(("classes", serde_json::json!(meaning.classes).to_string()));
    }
    if let Some(measure) = &meaning.measure {
        let told = serde_json::json!({
            "name": measure.name,
            "mean": measure.mean,
            "deviation": measure.deviation,
            "naive": measure.naive,
            "held_out": measure.held_out,
        });
        texts.push(("measure", told.to_string()));
    }
    texts
}

/// The unit that a text tells; `None` where it tells none that makes sense.
pub(super) fn measure_of(text: &str) -> Option<Measure> {
    let told: serde_json::Value = serde_json::from_str(text).ok()?;
    let number = |key: &str| told.get(key)?.as_f64().filter(|number| number.is_finite());
    Some(Measure {
        name: told.get("name")?.as_str()?.to_owned(),
        mean: number("mean")?,
        deviation: number("deviation").filter(|deviation| *deviation > 0.0)?,
        naive: number("naive").filter(|naive| *naive >= 0.0)?,
        held_out: usize::try_from(told.get("held_out")?.as_u64()?).ok()?,
    })
}
