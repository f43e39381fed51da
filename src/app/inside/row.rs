//! A network of a table, asked about one row.

use std::sync::Arc;

use super::{FOLLOWING, Looking};
use crate::job::Pace;
use crate::probe::{RowAnswer, Sample, answered_row};
use crate::train::Snapshot;

/// Which network is asked about which row of a table, and along which column.
#[derive(Clone)]
pub(super) struct RowQuestion {
    snapshot: Arc<Snapshot>,
    sample: Arc<Sample>,
    row: Vec<Option<f64>>,
    column: usize,
}

impl RowQuestion {
    fn same_row(&self, other: &Self) -> bool {
        let sample = Arc::ptr_eq(&self.sample, &other.sample);
        sample && self.row == other.row && self.column == other.column
    }
}

impl PartialEq for RowQuestion {
    fn eq(&self, other: &Self) -> bool {
        self.same_row(other) && Arc::ptr_eq(&self.snapshot, &other.snapshot)
    }
}

impl Looking {
    /// Says which network of a table is asked about which row, and along which column; call once a frame while somebody
    /// looks.
    pub fn want_row(
        &mut self,
        snapshot: &Arc<Snapshot>,
        sample: &Arc<Sample>,
        (row, column): (&[Option<f64>], usize),
    ) {
        let key = RowQuestion {
            snapshot: Arc::clone(snapshot),
            sample: Arc::clone(sample),
            row: row.to_vec(),
            column,
        };
        let pace = match self.row.at_hand() {
            Some((of, _)) if of.same_row(&key) => FOLLOWING,
            _ => Pace::InTurn,
        };
        if let Some((of, _)) = self.row.at_hand()
            && !Arc::ptr_eq(&of.sample, sample)
        {
            // Of another table.
            self.row.clear();
        }
        let own = key.clone();
        self.row.want(&key, pace, move |making| {
            let (snapshot, stopped) = (&own.snapshot, || making.stopped());
            let found = answered_row(&snapshot.model, &own.sample, &own.row, own.column, &stopped)?;
            Ok(found.map(|found| (found, snapshot.step)))
        });
    }

    /// What was answered to the row, and by which step; a number that changes with it.
    pub fn row(&self) -> (Option<(&RowAnswer, u64)>, u64) {
        let found = self.row.outcome().and_then(Result::ok);
        let found = found.and_then(Option::as_ref);
        (
            found.map(|(found, step)| (found, *step)),
            self.row.version(),
        )
    }

    /// Why the row is not answered.
    pub fn wrong_row(&self) -> Option<&str> {
        self.row.wrong()
    }
}
