//! The backward pass.
//!
//! A value that several rows read (by a join) collects the gradients of all of them: the derivative of a sum is the sum
//! of derivatives. The gradients of weights that several rows share add up for the same reason.

use super::super::layers::pass::{Gradients, Parameters, View, ViewMut};
use super::super::layers::{Backward, Role};
use super::{Join, Network, Node, Tensor};
use crate::math::layers::pointwise;

impl Network {
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
        self.clock.go_on();
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
            self.clock.row(at);
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

/// Takes `channels` channels of each pixel of `both`, from number `skip` on.
fn split(both: &[f32], of: usize, skip: usize, part: &mut [f32], channels: usize) {
    for (part, both) in part.chunks_exact_mut(channels).zip(both.chunks_exact(of)) {
        part.copy_from_slice(&both[skip..skip + channels]);
    }
}
