//! Rows of a kernel matrix that is too large to be kept: the latest, as many as there is room for.

use super::kernel::{Kernel, Room, Samples};

/// Rows of the kernels of some samples with all of them, in f32 as LIBSVM keeps them.
pub(super) struct Rows<'a> {
    samples: &'a Samples,
    kernel: Kernel,
    rows: Vec<Option<Vec<f32>>>,
    /// When each was last asked for.
    asked: Vec<u64>,
    now: u64,
    /// How many are kept, and how many there may be.
    kept: usize,
    most: usize,
    room: Room,
}

impl<'a> Rows<'a> {
    /// None yet, later as many as `bytes` hold, but two at least.
    pub(super) fn new(samples: &'a Samples, kernel: Kernel, bytes: usize) -> Self {
        let count = samples.count();
        Self {
            samples,
            kernel,
            rows: vec![None; count],
            asked: vec![0; count],
            now: 0,
            kept: 0,
            most: (bytes / (4 * count.max(1))).max(2),
            room: Room::default(),
        }
    }

    /// The row of a sample.
    pub(super) fn one(&mut self, of: usize) -> &[f32] {
        self.make(of);
        self.rows[of].as_deref().unwrap_or_default()
    }

    /// The rows of two samples.
    pub(super) fn two(&mut self, [one, other]: [usize; 2]) -> [&[f32]; 2] {
        // The later of two is never the one that is given up for the other.
        self.make(one);
        self.make(other);
        [one, other].map(|of| self.rows[of].as_deref().unwrap_or_default())
    }

    fn make(&mut self, of: usize) {
        self.now += 1;
        self.asked[of] = self.now;
        if self.rows[of].is_some() {
            return;
        }
        let mut row = if self.kept < self.most {
            self.kept += 1;
            Vec::new()
        } else {
            let kept = (0..self.rows.len()).filter(|at| self.rows[*at].is_some());
            let oldest = kept.min_by_key(|at| self.asked[*at]);
            oldest
                .and_then(|at| self.rows[at].take())
                .unwrap_or_default()
        };
        self.samples.row(self.kernel, of, &mut self.room);
        row.clear();
        row.extend(self.room.values().iter().map(|value| *value as f32));
        self.rows[of] = Some(row);
    }
}
