//! Where a graph ends, and what it does not need.

use super::rows::Rows;
use crate::nn::layers::Identity;
use crate::nn::{RowId, Source};

/// Leaves out rows that the value at `end` does not need, so that it leaves the last row.
pub fn end_at(found: &mut Rows, end: usize) -> Result<(), String> {
    let end = match end {
        0 => found.push(Box::new(Identity {}), 0, Vec::new())?,
        end => end,
    };
    let rows = &found.architecture.rows;
    let mut needed = vec![false; rows.len()];
    needed[end - 1] = true;
    for at in (0..end).rev() {
        if !needed[at] {
            continue;
        }
        let row = &rows[at];
        let read = row
            .sources()
            .filter_map(|source| found.architecture.value(at, source));
        let tied = row.tie.and_then(|tie| found.architecture.position(tie.row));
        for value in read.chain(tied.map(|row| row + 1)) {
            if let Some(row) = value.checked_sub(1) {
                needed[row] = true;
            }
        }
    }
    if needed.iter().all(|needed| *needed) {
        return Ok(());
    }
    // Rows that read the one above name it before that one goes.
    let sources: Vec<(usize, Option<usize>)> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let value = |source| found.architecture.value(at, source).unwrap_or(0);
            (value(row.from), row.join.map(|join| value(join.source())))
        })
        .collect();
    let old = std::mem::take(&mut found.architecture.rows);
    let ids: Vec<RowId> = old.iter().map(|row| row.id).collect();
    let mut last = 0;
    let named = |value: usize, last: usize| match value {
        _ if value == last => Source::Above,
        0 => Source::Input,
        _ => Source::Row(ids[value - 1]),
    };
    for (at, mut row) in old.into_iter().enumerate() {
        if !needed[at] {
            let own = format!("{}.", row.id);
            found
                .weights
                .retain(|tensor| !tensor.name.starts_with(&own));
            continue;
        }
        let (from, join) = sources[at];
        row.from = named(from, last);
        row.join = row
            .join
            .zip(join)
            .map(|(join, value)| join.with(named(value, last)));
        found.architecture.rows.push(row);
        last = at + 1;
    }
    Ok(())
}
