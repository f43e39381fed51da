//! How a network's numbers are: whether they are finite, and whether its rectifiers live.

use super::{Network, RowId};

impl Network {
    /// The first row whose output, or else whose parameter gradient, holds a NaN or infinity; for telling a person
    /// where it began. Of rows in a merged pass, which have one output, the first is named.
    pub fn first_non_finite(&self) -> Option<RowId> {
        let wrong = |numbers: &[f32]| numbers.iter().any(|number| !number.is_finite());
        let output = (0..self.nodes.len()).find(|&at| {
            let length = self.buffers.layout(self.nodes[at].output, self.count).len();
            let held = self.held[at + 1..].iter().flatten().next();
            // An answer without learning keeps no more than the last output, which may be shorter.
            held.and_then(|data| data.get(..length)).is_some_and(wrong)
        });
        match output.map(|at| &self.nodes[at]) {
            Some(node) => Some(node.id),
            None => self
                .parameters
                .iter()
                .find(|parameter| wrong(&self.gradients[parameter.range.clone()]))
                .map(|parameter| parameter.row),
        }
    }

    /// At most so many numbers, evenly taken, of what a row answered to the last batch that was learned from; none
    /// where another row has written over it.
    pub fn answered(&self, row: RowId, most: usize) -> Vec<f32> {
        let at = self.nodes.iter().position(|node| node.id == row);
        let Some((at, data)) = at.and_then(|at| Some((at, self.held[at + 1].as_ref()?))) else {
            return Vec::new();
        };
        if self.count == 0 {
            return Vec::new();
        }
        let output = self.nodes[at].output;
        let mut every = (output.size() * self.count).div_ceil(most.max(1)).max(1);
        // Every channel in its turn.
        while divisor(output.channels, every) > 1 {
            every += 1;
        }
        let rows = self.buffers.layout(output, self.count);
        let rows = rows.rows(data).flatten().copied();
        rows.step_by(every).collect()
    }

    /// For each rectifier row: share of its channels (units, for vectors) that were zero for the whole last batch.
    pub fn dead_share(&self, row: RowId) -> Option<f32> {
        let at = self.nodes.iter().position(|node| node.id == row)?;
        let node = &self.nodes[at];
        let data = self.held[at + 1].as_ref()?;
        if !node.layer.rectifies() || self.count == 0 {
            return None;
        }
        let channels = node.output.channels;
        let mut alive = vec![false; channels];
        for row in self.buffers.layout(node.output, self.count).rows(data) {
            for pixel in row.chunks_exact(channels) {
                for (alive, value) in alive.iter_mut().zip(pixel) {
                    *alive |= *value > 0.0;
                }
            }
        }
        let dead = alive.iter().filter(|alive| !**alive).count();
        Some(dead as f32 / channels as f32)
    }
}

/// The greatest number that divides both.
const fn divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::super::{Mode, Shape, Tensor};
    use super::*;
    use crate::nn::Architecture;
    use crate::nn::init::Init;

    /// 16 channels of 28 × 28, 32 examples, 4,096 numbers: every 98th would miss every second channel.
    #[test]
    fn every_channel_is_looked_at() {
        let architecture = Architecture::from_text("conv 16 1x1").unwrap();
        let shape = Shape::new(1, 28, 28);
        let mut network = Network::new(&architecture, shape, Init::He, 3).unwrap();
        // Channel c answers c.
        let (values, ..) = network.update();
        let weights = values.len() - 16;
        values[..weights].fill(0.0);
        (0..16).for_each(|channel| values[weights + channel] = channel as f32);
        network.forward(&Tensor::zeros(32, shape), Mode::Train { seed: 1 });
        let answered = network.answered(architecture.rows[0].id, 4096);
        assert!(answered.len() <= 4096 && answered.len() > 3000);
        for channel in 0..16 {
            let own = answered.iter().filter(|value| **value == channel as f32);
            assert!(own.count() > 150, "{channel}");
        }
    }
}
