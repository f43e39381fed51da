//! How much a network holds while it answers.

use std::collections::HashMap;

use super::layers::Role;
use super::{Architecture, Report, Shape};

/// Numbers that a network of this architecture, checked as `report` for the shape `input`, holds at most in evaluation
/// for each example: values that later rows still read, and the buffers of shapes that are free at the moment. 0 when
/// the check found a problem.
pub fn working_numbers(architecture: &Architecture, report: &Report, input: Shape) -> usize {
    let architecture = architecture.at_work();
    let rows = &architecture.rows;
    if !report.ok() || report.rows.len() != rows.len() {
        return 0;
    }
    // Value 0 is the input, value i + 1 the output of row i; each with the last row that reads it.
    let mut shapes = vec![input];
    shapes.extend(report.rows.iter().flatten().map(|row| row.output));
    let mut last: Vec<usize> = (0..shapes.len()).collect();
    for (at, row) in rows.iter().enumerate() {
        for value in row
            .sources()
            .filter_map(|source| architecture.value(at, source))
        {
            last[value] = last[value].max(at);
        }
    }
    // The shape of what is put together for a row before it runs.
    let joined = |row: usize| {
        let joins = rows[row].join.is_some() && rows[row].layer.role() != Role::Copy;
        let found = report.rows[row].as_ref().ok()?;
        joins.then_some(found.input)
    };
    let (mut alive, mut most): (HashMap<Shape, usize>, HashMap<Shape, usize>) = Default::default();
    for (value, &shape) in shapes.iter().enumerate() {
        let count = alive.entry(shape).or_default();
        *count += 1;
        let peak = most.entry(shape).or_default();
        *peak = (*peak).max(*count);
        if let Some(joined) = value.checked_sub(1).and_then(joined) {
            let there = alive.get(&joined).map_or(1, |count| count + 1);
            let peak = most.entry(joined).or_default();
            *peak = (*peak).max(there);
        }
        // Value i + 1 is there: row i has read, and what it was the last to read is free.
        for earlier in 0..value {
            if last[earlier] == value - 1 {
                alive.entry(shapes[earlier]).and_modify(|count| *count -= 1);
            }
        }
    }
    most.iter().map(|(shape, count)| shape.size() * count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{check, presets};

    fn numbers(preset: &str, shape: Shape) -> usize {
        let architecture = (presets::find(preset).unwrap().make)(shape.channels);
        working_numbers(&architecture, &check(&architecture, shape), shape)
    }

    #[test]
    fn a_chain_holds_two_values_and_what_is_kept_for_the_end() {
        let shape = Shape::new(1, 40, 30);
        // Two of 64 channels; the picture, what is subtracted from it and what is left.
        assert_eq!(numbers("dncnn-17", shape), (2 * 64 + 3) * 40 * 30);
        assert_eq!(
            numbers("dncnn-17", Shape::new(1, 80, 60)),
            (2 * 64 + 3) * 80 * 60
        );
    }

    #[test]
    fn every_preset_that_denoises_is_counted_at_least_by_its_widest_row() {
        let shape = Shape::new(1, 64, 64);
        for preset in presets::ALL {
            let architecture = (preset.make)(1);
            let report = check(&architecture, shape);
            if report.output == Some(shape) {
                let widest = report
                    .rows
                    .iter()
                    .flatten()
                    .map(|row| row.output.size())
                    .max();
                let held = working_numbers(&architecture, &report, shape);
                assert!(held > widest.unwrap(), "{}: {held}", preset.id);
            }
        }
    }
}
