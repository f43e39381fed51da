//! Which classes are taken for which, over a sample.
//!
//! This file is the one to copy for a new probe: it says in one sentence above what is asked. [`Probe::suits`] refuses
//! samples that it cannot be asked about; [`Probe::ask`] asks, whoever answers, gives up when it is told to, and makes
//! a figure of the answers. Then a line in `probe/mod.rs`, where a test tries it.

use super::{Answers, Probe, Sample, each_answer};
use crate::figure::{Figure, Grid, Places, Shade};
use crate::train::class_of;

crate::adjustable! {
    /// Which classes are taken for which.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Confusion: "confusion", "Table of classes and answers", "How often each class was taken for each." {}
}

impl Probe for Confusion {
    fn suits(&self, sample: &Sample) -> bool {
        !sample.examples.classes().is_empty()
    }

    fn ask(
        &self,
        answers: &mut dyn Answers,
        sample: &Sample,
        stopped: &dyn Fn() -> bool,
    ) -> Option<Figure> {
        let named = named(answers, sample, stopped)?;
        Some(figure(sample, &table(sample, &named)))
    }
}

/// The class that is named for each example; `None` when stopped meanwhile.
pub fn named(
    answers: &mut dyn Answers,
    sample: &Sample,
    stopped: &dyn Fn() -> bool,
) -> Option<Vec<usize>> {
    let mut named = Vec::with_capacity(sample.count());
    let input = &sample.examples.input;
    let whole = each_answer(answers, input, stopped, &mut |answer| {
        named.push(class_of(answer));
    });
    whole.then_some(named)
}

/// How often each class (rows) was taken for each (columns).
pub fn table(sample: &Sample, named: &[usize]) -> Vec<Vec<usize>> {
    let answers = named.iter().chain(sample.examples.classes());
    let count = answers.max().map_or(0, |most| most + 1);
    let count = count.max(sample.classes.len());
    let mut table = vec![vec![0; count]; count];
    for (named, class) in named.iter().zip(sample.examples.classes()) {
        table[*class][*named] += 1;
    }
    table
}

/// The table: rows are classes, columns what they were taken for. Colours are the square root of a row's shares, which
/// lifts rare mistakes out of the ground.
pub fn figure(sample: &Sample, table: &[Vec<usize>]) -> Figure {
    let names: Vec<_> = (0..table.len())
        .map(|class| sample.class(class).to_owned())
        .collect();
    let places = |what: &str| Places::Names {
        what: what.into(),
        names: names.clone(),
    };
    let grid = Grid {
        columns: table.len(),
        values: table.iter().flatten().map(|count| *count as f32).collect(),
        shade: Shade::RowShares,
        down: places("is"),
        across: places("taken for"),
        groups: Vec::new(),
        roles: Vec::new(),
    };
    Figure::grid("Table of classes and answers", grid).id("confusion")
}
