//! What is done with several rows at once, and what an earlier row can be joined to.

use std::collections::HashMap;

use super::{Architecture, Join, Report, Row, RowId, Shape, Source};
use crate::say;
use crate::setting;
use crate::words::Text;

/// Most rows that repeating and inserting may lead to.
pub const MOST_ROWS: usize = 2000;

impl Architecture {
    /// The rows of these ids, in order, as a network of their own: rows that they name may be missing in it.
    pub fn part(&self, ids: &[RowId]) -> Self {
        let rows = self.rows.iter().filter(|row| ids.contains(&row.id));
        Self {
            rows: rows.cloned().collect(),
        }
    }

    /// Inserts the rows of `part` before position `at` (or at the end) with ids of their own, which are returned. What
    /// they name among themselves follows; what else they name stays.
    pub fn insert_part(&mut self, at: usize, part: &Self) -> Vec<RowId> {
        let first = self.free_id();
        let ids: HashMap<RowId, RowId> = part.rows.iter().map(|row| row.id).zip(first..).collect();
        let copies = part.rows.iter().map(|row| renamed(row, &ids));
        let at = at.min(self.rows.len());
        self.rows.splice(at..at, copies.collect::<Vec<_>>());
        part.rows.iter().map(|row| ids[&row.id]).collect()
    }

    /// Repeats the rows of these ids until they are there `times` times, each time behind the last of them, and returns
    /// the ids of all copies. What they name among themselves follows; a copy that names what entered the first reads
    /// what leaves the copy before. Stops at [`MOST_ROWS`].
    pub fn repeat(&mut self, ids: &[RowId], times: usize) -> Vec<RowId> {
        let places: Vec<_> = (0..self.rows.len())
            .filter(|at| ids.contains(&self.rows[*at].id))
            .collect();
        let (Some(&start), Some(&end)) = (places.first(), places.last()) else {
            return Vec::new();
        };
        let entering = start.checked_sub(1).map(|above| self.rows[above].id);
        let part = self.part(ids);
        let (mut at, mut leaving, mut copies) = (end + 1, self.rows[end].id, Vec::new());
        for _ in 1..times {
            if self.rows.len() + part.rows.len() > MOST_ROWS {
                break;
            }
            let first = self.free_id();
            let mut names: HashMap<RowId, RowId> =
                part.rows.iter().map(|row| row.id).zip(first..).collect();
            if let Some(entering) = entering {
                names.insert(entering, leaving);
            }
            let rows: Vec<_> = part.rows.iter().map(|row| renamed(row, &names)).collect();
            copies.extend(rows.iter().map(|row| row.id));
            leaving = rows.last().map_or(leaving, |row| row.id);
            let count = rows.len();
            self.rows.splice(at..at, rows);
            at += count;
        }
        copies
    }

    /// The same network with its rows named by their places, from 1: two that are equal so mean the same.
    pub fn by_place(&self) -> Self {
        let ids = self.rows.iter().map(|row| row.id).zip(1..).collect();
        let rows = self.rows.iter().map(|row| renamed(row, &ids));
        Self {
            rows: rows.collect(),
        }
    }

    /// The same network with the names that its rows had in the network `before` it was edited: rows with the same
    /// layer at its beginning and at its end keep theirs, and so do those between when they are as many as they were.
    pub fn named_as(&self, before: &Self) -> Self {
        let alike = |(one, other): &(&Row, &Row)| {
            one.off == other.off && setting::same(&*one.layer, &*other.layer)
        };
        let (new, old) = (&self.rows, &before.rows);
        let head = new.iter().zip(old).take_while(alike).count();
        let tails = new[head..].iter().rev().zip(old[head..].iter().rev());
        let tail = tails.take_while(alike).count();
        let (middle, was) = (new.len() - tail, old.len() - tail);
        let first = before.free_id();
        let name = |at: usize| match at {
            at if at >= middle => old[at - middle + was].id,
            at if at < head || middle == was => old[at].id,
            at => first + (at - head) as RowId,
        };
        let ids = new
            .iter()
            .enumerate()
            .map(|(at, row)| (row.id, name(at)))
            .collect();
        let rows = new.iter().map(|row| renamed(row, &ids));
        Self {
            rows: rows.collect(),
        }
    }

    /// Takes the rows of these ids out. Rows that refer to them keep the reference, and the check says the cure.
    pub fn remove_part(&mut self, ids: &[RowId]) {
        self.rows.retain(|row| !ids.contains(&row.id));
    }

    /// Moves the rows of these ids one place up or down, as far as there is one.
    pub fn shift_part(&mut self, ids: &[RowId], down: bool) {
        let count = self.rows.len();
        let is = |rows: &[Row], at: usize| ids.contains(&rows[at].id);
        if down {
            for at in (0..count.saturating_sub(1)).rev() {
                if is(&self.rows, at) && !is(&self.rows, at + 1) {
                    self.rows.swap(at, at + 1);
                }
            }
        } else {
            for at in 1..count {
                if is(&self.rows, at) && !is(&self.rows, at - 1) {
                    self.rows.swap(at, at - 1);
                }
            }
        }
    }

    /// The shape of a value that the row at `at` names, by the check of this network for examples of shape `input`;
    /// `None` where it is not known.
    pub fn shape_of(
        &self,
        report: &Report,
        input: Shape,
        at: usize,
        source: Source,
    ) -> Option<Shape> {
        match self.value(at, source)?.checked_sub(1) {
            None => Some(input),
            Some(row) => report.rows.get(row)?.as_ref().ok().map(|row| row.output),
        }
    }

    /// Whether the row at `at` can have this second input, by the check of this network for examples of shape `input`.
    ///
    /// # Errors
    /// Why not.
    pub fn can_join(
        &self,
        report: &Report,
        input: Shape,
        at: usize,
        join: Join,
    ) -> Result<(), Text> {
        let Some(row) = self.rows.get(at) else {
            return Ok(());
        };
        let later = |source| self.value(at, source).is_some_and(|value| value > at);
        if later(join.source()) {
            return Err(say!("it comes later: move it above this row first"));
        }
        let shape = |source| self.shape_of(report, input, at, source);
        let (Some(first), Some(second)) = (shape(row.from), shape(join.source())) else {
            return Ok(());
        };
        let same_size = (first.height, first.width) == (second.height, second.width);
        let both = match join {
            Join::Concat(_) if same_size => Shape {
                channels: first.channels.saturating_add(second.channels),
                ..first
            },
            Join::Concat(_) => {
                return Err(say!(
                    "{} cannot stand beside {}: heights and widths must be equal",
                    second,
                    first
                ));
            }
            _ if first == second => first,
            _ => {
                return Err(say!(
                    "{} does not fit {}: shapes must be equal",
                    second,
                    first
                ));
            }
        };
        let taken = row.layer.out_shape(both);
        taken
            .map(|_| ())
            .map_err(|problem| say!("{}: {}", &problem.problem, &problem.cure))
    }
}

/// A row with new names, for itself and what it refers to.
fn renamed(row: &Row, ids: &HashMap<RowId, RowId>) -> Row {
    let id = |id: RowId| ids.get(&id).copied().unwrap_or(id);
    let source = |source| match source {
        Source::Row(row) => Source::Row(id(row)),
        other => other,
    };
    let mut copy = row.clone();
    copy.id = id(row.id);
    copy.from = source(row.from);
    copy.join = row.join.map(|join| join.with(source(join.source())));
    if let Some(tie) = &mut copy.tie {
        tie.row = id(tie.row);
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::check;

    fn network(text: &str) -> Architecture {
        Architecture::from_text(text).unwrap()
    }

    #[test]
    fn repeated_blocks_join_what_entered_each_of_them() {
        let mut residual = network("conv 8; conv 8; relu; conv 8; identity add 1; conv 1");
        let copies = residual.repeat(&[2, 3, 4, 5], 3);
        let expected = "conv 8; repeat 3 { conv 8; relu; conv 8; identity add -4 }; conv 1";
        let layers = |network: &Architecture| -> Vec<_> {
            let rows = network.rows.iter().enumerate();
            rows.map(|(at, row)| {
                let joined = row.join.and_then(|join| network.value(at, join.source()));
                (row.layer.id(), joined)
            })
            .collect()
        };
        assert_eq!(layers(&residual), layers(&network(expected)));
        assert_eq!(copies.len(), 8);
        assert!(check(&residual, Shape::new(1, 9, 9)).ok());
        assert_eq!(network("relu").repeat(&[1], 10_000).len(), MOST_ROWS - 1);
        assert!(network("relu").repeat(&[7], 3).is_empty());
    }

    #[test]
    fn a_part_finds_its_place_in_another_network() {
        let part = network("conv 4; relu; conv 4 tie 1; identity add 1; relu from 2");
        let mut other = network("conv 4; tanh");
        let ids = other.insert_part(1, &part);
        assert_eq!(ids, [3, 4, 5, 6, 7]);
        let text = "conv 4 3x3\n3: conv 4 3x3\nrelu\nconv 4 3x3 tie -2\nidentity add -3\nrelu from -3\n2: tanh\n";
        assert_eq!(other.to_text(), text);
        assert_eq!(other.part(&ids).rows.len(), 5);
        other.remove_part(&ids);
        assert_eq!(other, network("conv 4; tanh"));
    }

    #[test]
    fn rows_keep_their_names_through_a_text() {
        let mut before = network("conv 8; relu; conv 8; identity add 1; conv 1");
        before.remove_part(&[2]);
        assert_eq!(before.by_place().to_text().lines().count(), 4);
        assert_eq!(
            network(&before.by_place().to_text()).named_as(&before),
            before
        );
        let ids = |text: &str| -> Vec<_> {
            let rows = network(text).named_as(&before).rows;
            rows.iter().map(|row| row.id).collect()
        };
        // A line more at the top, in the middle and at the end; one less; one that was changed.
        assert_eq!(
            ids("tanh; conv 8; conv 8; identity add -2; conv 1"),
            [6, 1, 3, 4, 5]
        );
        assert_eq!(
            ids("conv 8; conv 8; tanh; identity add -3; conv 1"),
            [1, 3, 6, 4, 5]
        );
        assert_eq!(
            ids("conv 8; conv 8; identity add -2; conv 1; tanh"),
            [1, 3, 4, 5, 6]
        );
        assert_eq!(ids("conv 8; identity; conv 1"), [1, 4, 5]);
        assert_eq!(ids("conv 8; conv 9; identity add -2; conv 1"), [1, 3, 4, 5]);
        let named = network("tanh; conv 8; conv 8; identity add -2; conv 1").named_as(&before);
        assert_eq!(named.rows[3].join, Some(Join::Add(Source::Row(1))));
    }

    #[test]
    fn rows_move_together_and_stop_at_the_ends() {
        let mut rows = network("relu; tanh; silu; gelu; sigmoid");
        let order =
            |network: &Architecture| -> Vec<_> { network.rows.iter().map(|row| row.id).collect() };
        rows.shift_part(&[2, 3], false);
        assert_eq!(order(&rows), [2, 3, 1, 4, 5]);
        rows.shift_part(&[2, 3], false);
        assert_eq!(order(&rows), [2, 3, 1, 4, 5]);
        rows.shift_part(&[1, 5], true);
        assert_eq!(order(&rows), [2, 3, 4, 1, 5]);
    }

    #[test]
    fn what_can_be_joined_is_what_the_check_takes() {
        let joins = [
            Join::Add(Source::Input),
            Join::Subtract(Source::Row(1)),
            Join::Multiply(Source::Row(2)),
            Join::Concat(Source::Row(3)),
            Join::Concat(Source::Row(4)),
        ];
        let input = Shape::new(1, 8, 8);
        let plain = network("conv 1; conv 4; max-pool; conv 4; upsample; conv 4; flatten; dense 3");
        let report = check(&plain, input);
        for at in 0..plain.rows.len() {
            for join in joins {
                let mut joined = plain.clone();
                joined.rows[at].join = Some(join);
                let fits = check(&joined, input).rows[at].is_ok();
                let told = plain.can_join(&report, input, at, join);
                assert_eq!(told.is_ok(), fits, "row {} {join:?}: {told:?}", at + 1);
            }
        }
    }
}
