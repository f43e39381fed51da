//! Where the time of training goes: each row's share.

use std::time::Instant;

use super::{Mode, Network, RowId};

/// One training pass of so many is measured: looking at the clock before and after each row costs small networks time.
const EACH: u32 = 8;
/// What a measurement keeps of those before.
const MEMORY: f64 = 0.8;

/// Measures rows.
#[derive(Clone, Default)]
pub(super) struct Clock {
    /// Training passes so far.
    passes: u32,
    /// Whether this one is measured.
    measures: bool,
    /// When the last row ended.
    last: Option<Instant>,
    /// Seconds of each row, those of late counting most.
    rows: Vec<f64>,
}

impl Clock {
    /// A forward pass of so many rows begins.
    pub(super) fn begin(&mut self, mode: Mode, rows: usize) {
        let trains = matches!(mode, Mode::Train { .. });
        // The first pass finds its buffers, so it says little.
        self.measures = trains && self.passes % EACH == 1;
        self.passes = self.passes.wrapping_add(u32::from(trains));
        if self.measures {
            self.rows.resize(rows, 0.0);
            self.rows.iter_mut().for_each(|time| *time *= MEMORY);
        }
        self.go_on();
    }

    /// The pass goes on, forward or backward.
    pub(super) fn go_on(&mut self) {
        self.last = self.measures.then(Instant::now);
    }

    /// The row at `at` has ended.
    pub(super) fn row(&mut self, at: usize) {
        if let Some(last) = self.last {
            let now = Instant::now();
            self.rows[at] += (now - last).as_secs_f64();
            self.last = Some(now);
        }
    }
}

impl Network {
    /// Each row's share of the time of late training passes, forward and backward, 0..1 and together 1; rows that a
    /// pass merges are counted at the first of them on the way forward. Empty before a pass was measured.
    pub fn time_shares(&self) -> impl Iterator<Item = (RowId, f32)> {
        let whole: f64 = self.clock.rows.iter().sum();
        let rows = self.nodes.iter().zip(&self.clock.rows);
        rows.filter(move |_| whole > 0.0)
            .map(move |(node, time)| (node.id, (time / whole) as f32))
    }
}

#[cfg(test)]
mod tests {
    use crate::nn::init::Init;
    use crate::nn::{Architecture, Mode, Network, Shape, Tensor};

    #[test]
    fn the_share_of_a_row_grows_with_its_work() {
        let text = "conv 4; relu; conv 64 7x7; tanh; conv 1 1x1";
        let architecture = Architecture::from_text(text).unwrap();
        let shape = Shape::new(1, 24, 24);
        let mut network = Network::new(&architecture, shape, Init::He, 1).unwrap();
        assert_eq!(network.time_shares().count(), 0);
        let input = Tensor {
            data: vec![0.5; 4 * shape.size()],
            ..Tensor::zeros(4, shape)
        };
        for seed in 0..40 {
            let answer = network.forward(&input, Mode::Train { seed }).clone();
            network.backward(&answer);
        }
        let shares: Vec<_> = network.time_shares().collect();
        assert_eq!(shares.len(), 5);
        assert!((shares.iter().map(|share| share.1).sum::<f32>() - 1.0).abs() < 1e-4);
        assert!(shares.iter().all(|share| share.1 >= 0.0));
        let most = shares.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        assert_eq!(most.0, 3, "{shares:?}");
    }
}
