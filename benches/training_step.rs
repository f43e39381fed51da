//! Milliseconds of whole training steps (forward, backward, Adam), single-threaded and with all cores.
//!
//! Run: `cargo bench --bench training_step`. Batch 16 of 40×40 grey patches unless said otherwise; the median of some seconds of steps.

use std::time::{Duration, Instant};

use lemida::nn::init::Init;
use lemida::nn::{Mode, Network, Shape, Tensor, presets};

/// Adam's memory and the plainest form of its update; the library's optimizers are measured elsewhere.
struct Adam {
    mean: Vec<f32>,
    square: Vec<f32>,
    step: i32,
}

impl Adam {
    fn update(&mut self, network: &mut Network) {
        self.step += 1;
        let (b1, b2) = (
            1.0 - 0.9_f32.powi(self.step),
            1.0 - 0.999_f32.powi(self.step),
        );
        let (values, gradients) = network.update();
        for (((value, g), m), v) in values
            .iter_mut()
            .zip(gradients)
            .zip(&mut self.mean)
            .zip(&mut self.square)
        {
            *m += 0.1 * (g - *m);
            *v += 0.001 * (g * g - *v);
            *value -= 1e-4 * (*m / b1) / ((*v / b2).sqrt() + 1e-8);
        }
    }
}

fn median_millis(mut step: impl FnMut()) -> f64 {
    step();
    let start = Instant::now();
    let mut times = Vec::new();
    while times.len() < 5 || (start.elapsed() < Duration::from_secs(3) && times.len() < 2000) {
        let before = Instant::now();
        step();
        times.push(before.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn training(preset: &str, answers: usize, input: Shape, batch: usize) -> f64 {
    let Some(preset) = presets::find(preset) else {
        return f64::NAN;
    };
    let Ok(mut network) = Network::new(&(preset.make)(answers), input, Init::He, 1) else {
        return f64::NAN;
    };
    let count = network.values().len();
    let mut adam = Adam {
        mean: vec![0.0; count],
        square: vec![0.0; count],
        step: 0,
    };
    let mut examples = Tensor::zeros(batch, input);
    for (at, value) in examples.data.iter_mut().enumerate() {
        *value = (at as f32 * 0.7).sin() * 0.5 + 0.5;
    }
    let mut seed = 0;
    let mut gradient = Tensor::zeros(batch, network.output_shape());
    median_millis(|| {
        seed += 1;
        let answer = network.forward(&examples, Mode::Train { seed });
        let scale = 1.0 / answer.data.len() as f32;
        for (gradient, answer) in gradient.data.iter_mut().zip(&answer.data) {
            *gradient = answer * scale;
        }
        network.backward(&gradient);
        adam.update(&mut network);
    })
}

fn inference(preset: &str, side: usize) -> f64 {
    let Some(preset) = presets::find(preset) else {
        return f64::NAN;
    };
    let shape = Shape::new(1, side, side);
    let Ok(mut network) = Network::new(&(preset.make)(1), shape, Init::He, 1) else {
        return f64::NAN;
    };
    let picture = Tensor::zeros(1, shape);
    median_millis(|| {
        network.forward(&picture, Mode::Evaluate);
    })
}

fn main() {
    let patch = Shape::new(1, 40, 40);
    let digit = Shape::new(1, 28, 28);
    for threads in [1, 0] {
        let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(threads).build() else {
            return;
        };
        pool.install(|| {
            println!("{} thread(s), ms:", rayon::current_num_threads());
            for (preset, answers, input, batch) in [
                ("residual-7", 1, patch, 16),
                ("dncnn-8", 1, patch, 16),
                ("u-net", 1, patch, 16),
                ("small-cnn", 10, digit, 64),
                ("mlp-256-128", 10, digit, 64),
                ("mlp-8-8", 1, Shape::vector(2), 10),
            ] {
                let millis = training(preset, answers, input, batch);
                println!("  training step  {preset:12} {batch:3} × {input:8} {millis:9.3}");
            }
            for (preset, side) in [("residual-7", 256), ("dncnn-8", 512), ("dncnn-17", 512)] {
                println!(
                    "  inference      {preset:12} {side}×{side} {:16.3}",
                    inference(preset, side)
                );
            }
        });
    }
}
