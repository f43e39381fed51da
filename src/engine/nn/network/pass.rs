//! The forward and the backward pass.
//!
//! A value that several rows read (by a join) collects the gradients of all of them: the derivative of a sum is the sum
//! of derivatives. The gradients of weights that several rows share add up for the same reason.

use super::super::layers::pass::{Fused, Gradients, Parameters, View, ViewMut};
use super::super::layers::{Backward, Forward, Role};
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
        let last = self.held.last().is_some_and(Option::is_some);
        assert!(
            last && self.held.first().is_some_and(Option::is_some),
            "a backward pass needs the activations of a forward pass"
        );
        self.gradients.fill(0.0);
        let count = self.count;
        self.find_needs();
        self.forget_watched();
        let needs = std::mem::take(&mut self.needs);
        let mut pending = std::mem::take(&mut self.pending);

        let shape = self.output_shape();
        let layout = self.buffers.layout(shape, count);
        let mut last = self.buffers.take(shape, count);
        layout.copy_from(&mut last, &layout.dense(), &answer_gradient.data);
        pending[self.nodes.len()] = Some(last);

        for at in (0..self.nodes.len()).rev() {
            let Some(gradient) = pending[at + 1].take() else {
                continue;
            };
            self.watch(at, &gradient);
            if self.rectified_by_norm(at) {
                // The normalisation takes the gradient behind the rectifier.
                pending[at] = Some(gradient);
                continue;
            }
            let Node {
                from, join: other, ..
            } = self.nodes[at];
            let wanted = needs[from] || other.is_some_and(|(source, _)| needs[source]);
            let entering = needs[at + 1].then(|| self.run_back(at, &gradient, wanted));
            self.buffers.give(self.nodes[at].output, gradient);
            if let Some(Some(entering)) = entering {
                self.hand_on(at, entering, &needs, &mut pending);
            }
        }
        self.finish_input_gradient(pending[0].take());
        self.needs = needs;
        self.pending = pending;
    }

    /// Whether row `at` is a rectifier that was merged into the normalisation before it.
    fn rectified_by_norm(&self, at: usize) -> bool {
        let rectifier = self.merged
            && self.nodes[at].group.rows == 0
            && self.nodes[at].layer.role() == Role::Rectifier;
        rectifier && self.nodes[at - 1].layer.role() == Role::Norm
    }

    /// Finds which values need a gradient: those on which a parameter, or the input when its gradient is wanted, has
    /// influence.
    fn find_needs(&mut self) {
        self.needs.clear();
        self.needs.push(self.want_input_gradient);
        for node in &self.nodes {
            let joined = node.join.is_some_and(|(source, _)| self.needs[source]);
            let watched = self.watched.iter().any(|(id, _)| *id == node.id);
            let needs = self.needs[node.from] || joined || watched || !node.ranges.is_empty();
            self.needs.push(needs);
        }
    }

    /// Runs one row back; returns the gradient of what entered its layer, if wanted.
    fn run_back(&mut self, at: usize, gradient: &[f32], wanted: bool) -> Option<Vec<f32>> {
        let count = self.count;
        let rectified = at + 1 < self.nodes.len() && self.rectified_by_norm(at + 1);
        let node = &mut self.nodes[at];
        let mut entering = wanted.then(|| self.buffers.take(node.input, count));
        if node.layer.role() == Role::Copy {
            if let Some(entering) = &mut entering {
                entering.copy_from_slice(gradient);
            }
            return entering;
        }
        // In a merged pass, what was not kept is not needed: any later value stands in for it.
        let held = |value: usize| self.held[value..].iter().flatten().next();
        let input = if node.join.is_some() {
            self.joined[at].as_ref()
        } else {
            held(node.from)
        };
        let (Some(input), Some(output)) = (input, held(at + 1)) else {
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
            rectified,
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
        let Node {
            from, join, input, ..
        } = self.nodes[at];
        let count = self.count;
        let Some((source, join)) = join else {
            return self.deliver(from, entering, pending);
        };
        if let Join::Concat(_) = join {
            let mut skip = 0;
            for value in [from, source] {
                let shape = self.shape_of(value);
                if needs[value] {
                    let mut part = self.buffers.take(shape, count);
                    split(&entering, input.channels, skip, &mut part, shape.channels);
                    self.deliver(value, part, pending);
                }
                skip += shape.channels;
            }
            return self.buffers.give(input, entering);
        }
        // The derivative of a + b by b is 1, of a − b it is −1, of a · b it is a; that by a is 1, or b.
        if needs[source] {
            let mut part = self.buffers.take(input, count);
            match (join, &self.held[from]) {
                (Join::Multiply(_), Some(first)) => {
                    pointwise::zip(&entering, first, &mut part, |g, a| g * a);
                }
                (Join::Subtract(_), _) => pointwise::map(&entering, &mut part, |g| -g),
                _ => part.copy_from_slice(&entering),
            }
            self.deliver(source, part, pending);
        }
        if !needs[from] {
            return self.buffers.give(input, entering);
        }
        let (Join::Multiply(_), Some(second)) = (join, &self.held[source]) else {
            return self.deliver(from, entering, pending);
        };
        let mut part = self.buffers.take(input, count);
        pointwise::zip(&entering, second, &mut part, |g, b| g * b);
        self.buffers.give(input, entering);
        self.deliver(from, part, pending);
    }

    /// Gradients that nobody finds are zero.
    fn forget_watched(&mut self) {
        for (id, tensor) in &mut self.watched {
            let node = self.nodes.iter().find(|node| node.id == *id);
            if let Some(node) = node {
                tensor.reshape(self.count, node.output);
                tensor.data.fill(0.0);
            }
        }
    }

    /// Keeps the gradient of what leaves a row, where it is wanted.
    fn watch(&mut self, at: usize, gradient: &[f32]) {
        let Node { id, output, .. } = self.nodes[at];
        let layout = self.buffers.layout(output, self.count);
        if let Some((_, tensor)) = self.watched.iter_mut().find(|(own, _)| *own == id) {
            tensor.reshape(self.count, output);
            layout
                .dense()
                .copy_from(&mut tensor.data, &layout, gradient);
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

    /// The input's gradient as a plain batch.
    fn finish_input_gradient(&mut self, collected: Option<Vec<f32>>) {
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
