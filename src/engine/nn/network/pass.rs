//! The forward pass.

use super::super::layers::pass::{Fused, Parameters, View, ViewMut};
use super::super::layers::{Forward, Role};
use super::{Group, Join, Mode, Network, Node, Shape, Tensor};
use crate::math::layers::norm::Affine;
use crate::math::layers::pointwise;

/// What rows behind a row leave to it in a merged pass; empty slices are absent.
#[derive(Default)]
struct Extra<'a> {
    map: &'a [f32],
    moments: &'a mut [f32],
    measured: bool,
    rectify: bool,
}

impl Network {
    /// Runs a batch forward; the answer lives until the next call.
    ///
    /// # Panics
    /// When the examples have another shape than the network was built for.
    pub fn forward(&mut self, input: &Tensor, mode: Mode) -> &Tensor {
        self.pass(input, mode, &mut |_| true);
        &self.answer
    }

    /// The same, where `go_on` is told after each of the network's rows what share of them is done, 0..1, and may end
    /// the work: then there is no answer.
    ///
    /// # Panics
    /// When the examples have another shape than the network was built for.
    pub fn forward_while(
        &mut self,
        input: &Tensor,
        mode: Mode,
        go_on: &mut dyn FnMut(f32) -> bool,
    ) -> Option<&Tensor> {
        self.pass(input, mode, go_on).then_some(&self.answer)
    }

    fn pass(&mut self, input: &Tensor, mode: Mode, go_on: &mut dyn FnMut(f32) -> bool) -> bool {
        assert_eq!(
            input.shape, self.input,
            "examples must have the shape for which the network was built"
        );
        self.give_all_back();
        self.count = input.count;
        self.mode = mode;
        self.merged = !self.keep_activations && self.watched.is_empty();
        let keep = mode != Mode::Evaluate || self.keep_activations || self.want_input_gradient;
        let count = self.count;
        self.clock.begin(mode, self.nodes.len());

        let mut first = self.buffers.take(self.input, count);
        let layout = self.buffers.layout(self.input, count);
        layout.copy_from(&mut first, &layout.dense(), &input.data);
        self.held[0] = Some(first);
        let mut at = 0;
        while at < self.nodes.len() {
            let rows = if self.merged {
                self.run_group(at, keep)
            } else {
                self.run(at, at + 1, Extra::default());
                1
            };
            if !keep {
                (at..at + rows).for_each(|at| self.release(at));
            }
            self.clock.row(at);
            at += rows;
            if !go_on(at as f32 / self.nodes.len() as f32) {
                return false;
            }
        }

        let shape = self.output_shape();
        let layout = self.buffers.layout(shape, count);
        self.answer.reshape(count, shape);
        if let Some(last) = self.held.last().and_then(Option::as_ref) {
            layout
                .dense()
                .copy_from(&mut self.answer.data, &layout, last);
        }
        true
    }

    /// Runs the row `at` and those that are merged into it; returns how many.
    fn run_group(&mut self, at: usize, keep: bool) -> usize {
        let Group {
            rows,
            norm,
            rectifier,
        } = self.nodes[at].group;
        let end = at + rows;
        if !norm {
            let extra = Extra {
                rectify: rectifier,
                ..Extra::default()
            };
            self.run(at, end, extra);
            return rows;
        }
        // The moments, or the map of evaluation, pass between the two rows in the memory of the normalisation.
        let mut numbers = std::mem::take(&mut self.nodes[at + 1].memory.kept);
        let measured = self.mode != Mode::Evaluate;
        if keep {
            numbers.resize(4 * self.nodes[at + 1].output.channels, 0.0);
            let extra = Extra {
                moments: if measured { &mut numbers } else { &mut [] },
                ..Extra::default()
            };
            self.run(at, at + 1, extra);
            self.nodes[at + 1].memory.kept = numbers;
            let extra = Extra {
                measured,
                rectify: rectifier,
                ..Extra::default()
            };
            self.run(at + 1, end, extra);
        } else {
            let node = &self.nodes[at + 1];
            let parameters = Parameters {
                values: &self.values,
                ranges: &node.ranges,
            };
            node.layer.affine(parameters, &node.state, &mut numbers);
            let extra = Extra {
                map: &numbers,
                rectify: rectifier,
                ..Extra::default()
            };
            self.run(at, end, extra);
            self.nodes[at + 1].memory.kept = numbers;
        }
        rows
    }

    /// Runs one row; its output becomes value `to`.
    fn run(&mut self, at: usize, to: usize, extra: Extra<'_>) {
        let Extra {
            map,
            moments,
            measured,
            rectify,
        } = extra;
        let count = self.count;
        let from = self.nodes[at].from;
        let channels = self.shape_of(from).channels;
        let node = &mut self.nodes[at];
        if let Some((source, join)) = node.join
            && let (Some(first), Some(second)) = (&self.held[from], &self.held[source])
        {
            let mut both = self.buffers.take(node.input, count);
            match join {
                Join::Add(_) => pointwise::zip(first, second, &mut both, |a, b| a + b),
                Join::Subtract(_) => pointwise::zip(first, second, &mut both, |a, b| a - b),
                Join::Multiply(_) => pointwise::zip(first, second, &mut both, |a, b| a * b),
                Join::Concat(_) => concatenate(&mut both, first, channels, second),
            }
            if node.layer.role() == Role::Copy {
                self.held[to] = Some(both);
                return;
            }
            self.joined[at] = Some(both);
        }
        let mut output = self.buffers.take(node.output, count);
        let input = if node.join.is_some() {
            &self.joined[at]
        } else {
            &self.held[from]
        };
        let channels = node.output.channels;
        let map = map.split_at_checked(channels);
        if let Some(input) = input {
            node.layer.forward(Forward {
                input: View {
                    layout: self.buffers.layout(node.input, count),
                    data: input,
                },
                output: ViewMut {
                    layout: self.buffers.layout(node.output, count),
                    data: &mut output,
                },
                parameters: Parameters {
                    values: &self.values,
                    ranges: &node.ranges,
                },
                state: &mut node.state,
                memory: &mut node.memory,
                mode: self.mode,
                row: node.id,
                transposed: node.transposed,
                fused: Fused {
                    map: map.map(|(scale, shift)| Affine { scale, shift }),
                    moments: moments.get_mut(..2 * channels),
                    measured,
                    rectify,
                },
            });
        }
        self.held[to] = Some(output);
    }

    /// Gives back what no row after `at` reads.
    fn release(&mut self, at: usize) {
        if let Some(both) = self.joined[at].take() {
            self.buffers.give(self.nodes[at].input, both);
        }
        let Node { from, join, .. } = self.nodes[at];
        let read = std::iter::once(from).chain(join.map(|(source, _)| source));
        for value in read {
            let (last, shape) = match value.checked_sub(1) {
                Some(row) => (self.nodes[row].last_reader, self.nodes[row].output),
                None => (self.last_input_reader, self.input),
            };
            if last <= at
                && let Some(data) = self.held[value].take()
            {
                self.buffers.give(shape, data);
            }
        }
    }

    fn give_all_back(&mut self) {
        for value in 0..self.held.len() {
            let shape = self.shape_of(value);
            if let Some(data) = self.held[value].take() {
                self.buffers.give(shape, data);
            }
        }
        for (node, joined) in self.nodes.iter().zip(&mut self.joined) {
            if let Some(both) = joined.take() {
                self.buffers.give(node.input, both);
            }
        }
    }

    pub(super) fn shape_of(&self, value: usize) -> Shape {
        value
            .checked_sub(1)
            .map_or(self.input, |row| self.nodes[row].output)
    }
}

/// Puts the channels of `second` behind those of `first`, pixel by pixel; border pixels are zero in both.
fn concatenate(both: &mut [f32], first: &[f32], channels: usize, second: &[f32]) {
    let pixels = first.len() / channels.max(1);
    let others = second.len() / pixels.max(1);
    let parts = first
        .chunks_exact(channels)
        .zip(second.chunks_exact(others));
    for (both, (first, second)) in both.chunks_exact_mut(channels + others).zip(parts) {
        let (a, b) = both.split_at_mut(channels);
        a.copy_from_slice(first);
        b.copy_from_slice(second);
    }
}
