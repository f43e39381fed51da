//! What a network answers to a row of a table, and how the answer changes with one of its columns.

use super::inside::{answers_shares, built, shares};
use super::{Sample, each_answer};
use crate::data::{Field, Way};
use crate::figure::{Axis, Figure, Mark, Numbers, Role};
use crate::nn::Model;
use crate::say;
use crate::train::class_of;

/// Places of a column of numbers at which it is asked.
const PLACES: usize = 65;

/// An answer to a row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowAnswer {
    /// The share of each class, 0..1; empty where a number is predicted.
    pub shares: Vec<f32>,
    /// The class that is answered.
    pub class: usize,
    /// The number that is predicted, in its own unit; none where a class is answered.
    pub number: Option<f64>,
    /// How the answer changes with the chosen column while all others stay: the conditional expectation of a single
    /// row (Goldstein, Kapelner, Bleich and Pitkin 2015, doi:10.1080/10618600.2014.907095); none for a column of words.
    pub curve: Option<Figure>,
}

/// The answer to a row: a value for each column of the sample's form (see [`Way::fill`]). Along `column` it is asked
/// over the whole range that was learned from. `Ok(None)` where the sample is no table, or when `stopped` says so.
///
/// # Errors
/// A plain sentence when the network does not take such examples.
pub fn answered_row(
    model: &Model,
    sample: &Sample,
    row: &[Option<f64>],
    column: usize,
    stopped: &dyn Fn() -> bool,
) -> Result<Option<RowAnswer>, String> {
    let Some(form) = &sample.form else {
        return Ok(None);
    };
    let mut network = built(model, sample.examples.input.shape)?;
    let given = answers_shares(model);
    let places = form.fields.get(column).map_or_else(Vec::new, places);
    let mut rows = vec![row.to_vec()];
    rows.extend(places.iter().map(|place| {
        let mut other = row.to_vec();
        other.resize(form.fields.len(), None);
        other[column] = Some(*place);
        other
    }));
    let mut answers: Vec<Vec<f32>> = Vec::with_capacity(rows.len());
    let measured = sample.measure.is_some();
    let whole = each_answer(
        &mut network,
        &form.entering(&rows),
        stopped,
        &mut |answer| {
            answers.push(match measured {
                true => answer.first().copied().into_iter().collect(),
                false => shares(answer, given),
            });
        },
    );
    if !whole || answers.is_empty() {
        return Ok(None);
    }
    let own = answers.remove(0);
    let number = |answer: &[f32]| Some(sample.measure.as_ref()?.number(*answer.first()?));
    let curve = form.fields.get(column).filter(|_| !places.is_empty());
    let here = row.get(column).copied().flatten();
    let curve = curve.map(|field| figure(sample, field, (&places, &answers), (here, &own)));
    Ok(Some(RowAnswer {
        class: class_of(&own),
        number: number(&own),
        shares: if measured { Vec::new() } else { own },
        curve,
    }))
}

/// Where a column is asked; nowhere for one of words.
fn places(field: &Field) -> Vec<f64> {
    let Way::Number { range, .. } = field.way else {
        return Vec::new();
    };
    let [low, high] = range;
    let place = |at: usize| low + (high - low) * at as f64 / (PLACES - 1) as f64;
    (0..PLACES).map(place).collect()
}

/// The answers over a column.
fn figure(
    sample: &Sample,
    field: &Field,
    (places, answers): (&[f64], &[Vec<f32>]),
    (here, own): (Option<f64>, &[f32]),
) -> Figure {
    let line = |value: &dyn Fn(&[f32]) -> f64| -> Vec<[f64; 2]> {
        let both = places.iter().zip(answers);
        both.map(|(place, answer)| [*place, value(answer)])
            .collect()
    };
    let mut marks = Vec::new();
    let axis = match &sample.measure {
        Some(measure) => {
            let value = |answer: &[f32]| measure.number(answer.first().copied().unwrap_or(0.0));
            marks.push(Mark::line("network", Role::Network, line(&value)));
            let row = here.map(|here| vec![[here, value(own)]]);
            marks.extend(
                row.map(|row| Mark::points(say!("this row").to_string(), Role::Chosen, row)),
            );
            Axis::new(say!("predicted {}", &measure.name).to_string())
        }
        None => {
            for (at, class) in sample.classes.iter().enumerate() {
                let value = |answer: &[f32]| f64::from(answer.get(at).copied().unwrap_or(0.0));
                marks.push(Mark::line(class.clone(), Role::Series(at), line(&value)));
            }
            let most = own.get(class_of(own)).copied().map_or(0.0, f64::from);
            let row = here.map(|here| vec![[here, most]]);
            marks.extend(
                row.map(|row| Mark::points(say!("this row").to_string(), Role::Chosen, row)),
            );
            let axis = Axis::new(say!("share").to_string());
            axis.numbers(Numbers::Percent).range(0.0, 1.0)
        }
    };
    let title = say!("Answer over {}, the rest as above", &field.name).to_string();
    Figure::plot(title, Axis::new(field.name.clone()), axis, marks).id("answer over a column")
}
