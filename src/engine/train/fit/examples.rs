//! Batches as the loop uses them: examples drawn, noise added, each from its own stream of random numbers.

use rayon::prelude::*;

use crate::data::{Batch, Examples, Task};
use crate::math::random::{Purpose, Stream};
use crate::nn::{Loss, Shape, Target, Tensor};
use crate::noise::{Noise, PixelLayout};

/// Noise for more numbers than this is worth several threads.
const LARGE: usize = 1 << 14;
/// The largest batch that settings allow; examples of different steps never share a stream.
const STREAMS_PER_STEP: u64 = 4096;

/// What enters the network and what should come out.
pub(super) struct Material {
    /// Examples as drawn, with their classes.
    pub(super) clean: Batch,
    noisy: Tensor,
    task: Task,
}

impl Material {
    pub(super) fn new(task: Task) -> Self {
        let empty = || Tensor::zeros(0, Shape::vector(1));
        Self {
            clean: Batch {
                input: empty(),
                classes: Vec::new(),
            },
            noisy: empty(),
            task,
        }
    }

    /// Draws the batch of a step.
    pub(super) fn draw(
        &mut self,
        examples: &dyn Examples,
        noise: &dyn Noise,
        count: usize,
        seed: u64,
        step: u64,
    ) {
        let mut random = Stream::new(seed, Purpose::Shuffle, step);
        examples.draw(count, &mut random, &mut self.clean);
        self.add_noise(noise, seed, Purpose::Noise, step * STREAMS_PER_STEP);
    }

    /// Adds noise to all examples; example i uses stream `first + i`.
    pub(super) fn add_noise(&mut self, noise: &dyn Noise, seed: u64, purpose: Purpose, first: u64) {
        if self.task != Task::Denoise {
            return;
        }
        let clean = &self.clean.input;
        self.noisy.reshape(clean.count, clean.shape);
        self.noisy.data.copy_from_slice(&clean.data);
        let layout = PixelLayout {
            channels: clean.shape.channels,
            height: clean.shape.height,
            width: clean.shape.width,
            interleaved: true,
        };
        let one = |(index, pixels): (usize, &mut [f32])| {
            let mut random = Stream::new(seed, purpose, first + index as u64);
            noise.apply(pixels, layout, &mut random);
        };
        let size = clean.shape.size().max(1);
        if self.noisy.data.len() < LARGE {
            self.noisy.data.chunks_mut(size).enumerate().for_each(one);
        } else {
            self.noisy
                .data
                .par_chunks_mut(size)
                .enumerate()
                .for_each(one);
        }
    }

    pub(super) fn input(&self) -> &Tensor {
        match self.task {
            Task::Denoise => &self.noisy,
            Task::Classify => &self.clean.input,
        }
    }

    pub(super) fn target(&self) -> Target<'_> {
        match self.task {
            Task::Denoise => Target::Values(&self.clean.input),
            Task::Classify => Target::Classes(&self.clean.classes),
        }
    }

    /// Loss of the answer, mean over the batch; the gradient goes to `gradient`.
    pub(super) fn loss(&self, loss: &dyn Loss, answer: &Tensor, gradient: &mut Tensor) -> f64 {
        loss.evaluate(answer, self.target(), gradient)
    }
}
