//! The forward and the backward pass.
//!
//! A value that several rows read (by a join) collects the gradients of all of them: the derivative of a sum is the sum of
//! derivatives. The gradients of weights that several rows share add up for the same reason.

use super::super::layers::pass::{Gradients, Parameters, View, ViewMut};
use super::super::layers::{Backward, Forward};
use super::{Mode, Network, Node, Output, Shape, Tensor};
use crate::math::pointwise;

impl Network {
    /// Runs a batch forward; the answer lives until the next call.
    ///
    /// # Panics
    /// When the examples have another shape than the network was built for.
    pub fn forward(&mut self, input: &Tensor, mode: Mode) -> &Tensor {
        assert_eq!(
            input.shape, self.input,
            "examples must have the shape for which the network was built"
        );
        self.give_all_back();
        self.count = input.count;
        self.mode = mode;
        let keep = mode != Mode::Evaluate || self.keep_activations || self.want_input_gradient;
        let count = self.count;

        let mut first = self.buffers.take(self.input, count);
        let layout = self.buffers.layout(self.input, count);
        layout.copy_from(&mut first, &layout.dense(), &input.data);
        self.held[0] = Some(first);
        for at in 0..self.nodes.len() {
            self.run(at);
            if !keep {
                self.release(at);
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
        if self.output == Output::InputMinusNetwork {
            for (answer, input) in self.answer.data.iter_mut().zip(&input.data) {
                *answer = input - *answer;
            }
        }
        &self.answer
    }

    /// Runs one row.
    fn run(&mut self, at: usize) {
        let count = self.count;
        let channels = self.shape_of(at).channels;
        let node = &mut self.nodes[at];
        if let Some((source, concat)) = node.join
            && let (Some(first), Some(second)) = (&self.held[at], &self.held[source])
        {
            let mut both = self.buffers.take(node.input, count);
            if concat {
                concatenate(&mut both, first, channels, second);
            } else {
                pointwise::zip(first, second, &mut both, |a, b| a + b);
            }
            self.joined[at] = Some(both);
        }
        let mut output = self.buffers.take(node.output, count);
        let input = if node.join.is_some() {
            &self.joined[at]
        } else {
            &self.held[at]
        };
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
            });
        }
        self.held[at + 1] = Some(output);
    }

    /// Gives back what no row after `at` reads.
    fn release(&mut self, at: usize) {
        if let Some(both) = self.joined[at].take() {
            self.buffers.give(self.nodes[at].input, both);
        }
        for value in [Some(at), self.nodes[at].join.map(|(source, _)| source)]
            .into_iter()
            .flatten()
        {
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

    fn shape_of(&self, value: usize) -> Shape {
        value
            .checked_sub(1)
            .map_or(self.input, |row| self.nodes[row].output)
    }

    /// After `forward`: gradients of all weights (replacing the old ones) and, if wanted, of the input.
    ///
    /// # Panics
    /// When no forward pass went before that kept its activations, or the gradient's shape is not the answer's.
    pub fn backward(&mut self, answer_gradient: &Tensor) {
        assert_eq!(
            (answer_gradient.count, answer_gradient.shape),
            (self.count, self.output_shape()),
            "the gradient must have the answer's shape"
        );
        assert!(
            self.held.iter().all(Option::is_some),
            "a backward pass needs the activations of a forward pass"
        );
        self.gradients.fill(0.0);
        let count = self.count;
        let needs = self.needs();
        let mut pending: Vec<Option<Vec<f32>>> = vec![None; self.held.len()];

        let shape = self.output_shape();
        let layout = self.buffers.layout(shape, count);
        let mut last = self.buffers.take(shape, count);
        layout.copy_from(&mut last, &layout.dense(), &answer_gradient.data);
        if self.output == Output::InputMinusNetwork {
            last.iter_mut().for_each(|gradient| *gradient = -*gradient);
        }
        pending[self.nodes.len()] = Some(last);

        for at in (0..self.nodes.len()).rev() {
            let Some(gradient) = pending[at + 1].take() else {
                continue;
            };
            let other = self.nodes[at].join;
            let wanted = needs[at] || other.is_some_and(|(source, _)| needs[source]);
            let entering = (needs[at + 1]).then(|| self.run_back(at, &gradient, wanted));
            self.buffers.give(self.nodes[at].output, gradient);
            if let Some(Some(entering)) = entering {
                self.hand_on(at, entering, &needs, &mut pending);
            }
        }
        self.finish_input_gradient(pending[0].take(), answer_gradient);
    }

    /// Which values need a gradient: those on which a parameter, or the input when its gradient is wanted, has influence.
    fn needs(&self) -> Vec<bool> {
        let mut needs = vec![self.want_input_gradient];
        for (at, node) in self.nodes.iter().enumerate() {
            let joined = node.join.is_some_and(|(source, _)| needs[source]);
            needs.push(needs[at] || joined || !node.ranges.is_empty());
        }
        needs
    }

    /// Runs one row back; returns the gradient of what entered its layer, if wanted.
    fn run_back(&mut self, at: usize, gradient: &[f32], wanted: bool) -> Option<Vec<f32>> {
        let count = self.count;
        let node = &mut self.nodes[at];
        let mut entering = wanted.then(|| self.buffers.take(node.input, count));
        let input = if node.join.is_some() {
            &self.joined[at]
        } else {
            &self.held[at]
        };
        let (Some(input), Some(output)) = (input, &self.held[at + 1]) else {
            return entering;
        };
        let layout = self.buffers.layout(node.input, count);
        let out_layout = self.buffers.layout(node.output, count);
        node.layer.backward(Backward {
            input: View {
                layout,
                data: input,
            },
            output: View {
                layout: out_layout,
                data: output,
            },
            output_gradient: View {
                layout: out_layout,
                data: gradient,
            },
            input_gradient: entering.as_mut().map(|data| ViewMut { layout, data }),
            parameters: Parameters {
                values: &self.values,
                ranges: &node.ranges,
            },
            gradients: Gradients {
                values: &mut self.gradients,
                ranges: &node.ranges,
            },
            state: &node.state,
            memory: &mut node.memory,
            mode: self.mode,
            transposed: node.transposed,
        });
        entering
    }

    /// Hands the gradient of what entered row `at` on to the values it came from.
    fn hand_on(
        &mut self,
        at: usize,
        entering: Vec<f32>,
        needs: &[bool],
        pending: &mut [Option<Vec<f32>>],
    ) {
        let Node { join, input, .. } = self.nodes[at];
        let count = self.count;
        match join {
            None => self.deliver(at, entering, pending),
            Some((source, false)) => {
                if needs[source] {
                    let mut copy = self.buffers.take(input, count);
                    copy.copy_from_slice(&entering);
                    self.deliver(source, copy, pending);
                }
                if needs[at] {
                    self.deliver(at, entering, pending);
                } else {
                    self.buffers.give(input, entering);
                }
            }
            Some((source, true)) => {
                let mut skip = 0;
                for value in [at, source] {
                    let shape = self.shape_of(value);
                    if needs[value] {
                        let mut part = self.buffers.take(shape, count);
                        split(&entering, input.channels, skip, &mut part, shape.channels);
                        self.deliver(value, part, pending);
                    }
                    skip += shape.channels;
                }
                self.buffers.give(input, entering);
            }
        }
    }

    /// Adds a gradient to those that a value has collected.
    fn deliver(&mut self, value: usize, gradient: Vec<f32>, pending: &mut [Option<Vec<f32>>]) {
        match &mut pending[value] {
            Some(sum) => {
                pointwise::add(&gradient, sum);
                let shape = self.shape_of(value);
                self.buffers.give(shape, gradient);
            }
            empty => *empty = Some(gradient),
        }
    }

    /// The input's gradient as a plain batch; input − network also passes the answer's gradient straight on.
    fn finish_input_gradient(&mut self, collected: Option<Vec<f32>>, answer_gradient: &Tensor) {
        if !self.want_input_gradient {
            self.input_gradient = None;
            return;
        }
        let mut tensor = self
            .input_gradient
            .take()
            .unwrap_or_else(|| Tensor::zeros(0, self.input));
        tensor.reshape(self.count, self.input);
        let layout = self.buffers.layout(self.input, self.count);
        if let Some(data) = collected {
            layout.dense().copy_from(&mut tensor.data, &layout, &data);
            self.buffers.give(self.input, data);
        } else {
            tensor.data.fill(0.0);
        }
        if self.output == Output::InputMinusNetwork {
            pointwise::add(&answer_gradient.data, &mut tensor.data);
        }
        self.input_gradient = Some(tensor);
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

/// Takes `channels` channels of each pixel of `both`, from number `skip` on.
fn split(both: &[f32], of: usize, skip: usize, part: &mut [f32], channels: usize) {
    for (part, both) in part.chunks_exact_mut(channels).zip(both.chunks_exact(of)) {
        part.copy_from_slice(&both[skip..skip + channels]);
    }
}
