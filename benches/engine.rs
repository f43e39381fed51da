//! The engine's kernels, and whole training steps and passes.
//!
//! Run: `cargo bench`. One thread: the numbers of several are in the comparison with other engines,
//! `benches/peers/engine.py`.

use divan::{Bencher, black_box};
use lemida::math::layers::conv::{Conv, Epilogue};
use lemida::math::layers::dense::Dense;
use lemida::math::layers::depthwise::Depthwise;
use lemida::math::layers::norm::{self, Affine};
use lemida::math::layers::pool::Pool;
use lemida::math::layers::{Layout, norm::gradient_sums};
use lemida::math::random::{Purpose, Stream};
use lemida::nn::init::Init;
use lemida::nn::loss::{Loss, MeanSquared, Target};
use lemida::nn::optimizer::{Adam, Optimizer, Step};
use lemida::nn::{Mode, Network, Shape, Tensor, presets};

fn main() {
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global();
    assert!(one.is_ok(), "no thread to be had");
    divan::main();
}

fn layout(channels: usize) -> Layout {
    Layout {
        count: 16,
        height: 40,
        width: 40,
        channels,
        border: 2,
    }
}

fn filled(length: usize) -> Vec<f32> {
    let mut random = Stream::new(1, Purpose::Data, 0);
    (0..length).map(|_| random.normal()).collect()
}

/// Channels in and out, side of the kernel.
const CONVOLUTIONS: &[(usize, usize, usize)] = &[
    (64, 64, 3),
    (24, 24, 3),
    (1, 64, 3),
    (64, 1, 3),
    (3, 24, 3),
    (64, 64, 1),
    (16, 16, 5),
];

fn conv((from, to, kernel): (usize, usize, usize)) -> Conv {
    Conv {
        input: layout(from),
        output: layout(to),
        kernel: [kernel; 2],
        stride: 1,
        dilation: 1,
        before: [kernel / 2; 2],
    }
}

#[divan::bench(args = CONVOLUTIONS)]
fn conv_forward(bencher: Bencher<'_, '_>, case: (usize, usize, usize)) {
    let conv = conv(case);
    let (x, w) = (vec![0.5; conv.input.len()], filled(conv.weights()));
    let mut y = vec![0.0; conv.output.len()];
    bencher.bench_local(|| conv.forward(black_box(&x), &w, &[], Epilogue::default(), &mut y));
}

#[divan::bench(args = CONVOLUTIONS)]
fn conv_input_gradient(bencher: Bencher<'_, '_>, case: (usize, usize, usize)) {
    let conv = conv(case);
    let (dy, w) = (vec![0.5; conv.output.len()], filled(conv.weights()));
    let mut dx = vec![0.0; conv.input.len()];
    bencher.bench_local(|| conv.transposed(black_box(&dy), &w, &[], &mut dx));
}

#[divan::bench(args = CONVOLUTIONS)]
fn conv_weight_gradient(bencher: Bencher<'_, '_>, case: (usize, usize, usize)) {
    let conv = conv(case);
    let (x, dy) = (vec![0.5; conv.input.len()], vec![0.5; conv.output.len()]);
    let mut dw = vec![0.0; conv.weights()];
    bencher.bench_local(|| conv.backward_weights(black_box(&x), &dy, &mut dw));
}

#[divan::bench]
fn depthwise_forward_64(bencher: Bencher<'_, '_>) {
    let map = Depthwise {
        input: layout(64),
        output: layout(64),
        kernel: [3; 2],
        stride: 1,
        dilation: 1,
        before: [1; 2],
    };
    let (x, w) = (vec![0.5; map.input.len()], filled(9 * 64));
    let mut y = vec![0.0; map.output.len()];
    bencher.bench_local(|| map.forward(black_box(&x), &w, &[], &mut y));
}

#[divan::bench]
fn norm_moments_64(bencher: Bencher<'_, '_>) {
    let layout = layout(64);
    let x = vec![0.5; layout.len()];
    let mut out = vec![0.0; 128];
    bencher.bench_local(|| norm::moments(&layout, black_box(&x), &mut out));
}

#[divan::bench]
fn norm_and_rectifier_64(bencher: Bencher<'_, '_>) {
    let layout = layout(64);
    let (x, scale, shift) = (vec![0.5; layout.len()], filled(64), filled(64));
    let map = Affine {
        scale: &scale,
        shift: &shift,
    };
    let mut y = vec![0.0; layout.len()];
    bencher.bench_local(|| norm::affine(&layout, black_box(&x), map, true, &mut y));
}

#[divan::bench]
fn norm_gradient_sums_64(bencher: Bencher<'_, '_>) {
    let layout = layout(64);
    let (x, dy, mean) = (vec![0.5; layout.len()], vec![0.1; layout.len()], filled(64));
    let mut out = vec![0.0; 128];
    bencher.bench_local(|| gradient_sums(&layout, [black_box(&x), &dy], &mean, None, &mut out));
}

fn pool() -> Pool {
    Pool {
        input: layout(32),
        output: Layout {
            height: 20,
            width: 20,
            ..layout(32)
        },
        size: 2,
        stride: 2,
    }
}

#[divan::bench]
fn max_pool_32(bencher: Bencher<'_, '_>) {
    let pool = pool();
    let x = filled(pool.input.len());
    let mut y = vec![0.0; pool.output.len()];
    bencher.bench_local(|| pool.max(black_box(&x), &mut y));
}

#[divan::bench]
fn dense_forward_784_to_256(bencher: Bencher<'_, '_>) {
    let map = Dense {
        count: 64,
        inputs: 784,
        outputs: 256,
    };
    let (x, w, bias) = (filled(64 * 784), filled(784 * 256), filled(256));
    let mut y = vec![0.0; 64 * 256];
    bencher.bench_local(|| map.forward(black_box(&x), &w, &bias, true, &mut y));
}

#[divan::bench]
fn dense_weight_gradient_784_to_256(bencher: Bencher<'_, '_>) {
    let map = Dense {
        count: 64,
        inputs: 784,
        outputs: 256,
    };
    let (x, dy) = (filled(64 * 784), filled(64 * 256));
    let mut dw = vec![0.0; 784 * 256];
    bencher.bench_local(|| map.backward_weights(black_box(&x), &dy, &mut dw));
}

#[divan::bench]
fn adam_235146(bencher: Bencher<'_, '_>) {
    let mut weights = filled(235_146);
    let gradients = filled(235_146);
    let mut slots = vec![vec![0.0; 235_146]; 2];
    bencher.bench_local(|| {
        Adam::default().update(
            &mut weights,
            black_box(&gradients),
            &mut slots,
            &Step::new(1e-3, 5),
        );
    });
}

fn network(preset: &str, answers: usize, input: Shape) -> Network {
    let Some(preset) = presets::find(preset) else {
        panic!("no preset is called {preset}");
    };
    match Network::new(&(preset.make)(answers), input, Init::He, 1) {
        Ok(network) => network,
        Err(error) => panic!("{error}"),
    }
}

/// Forward, mean squared error, backward, Adam.
#[divan::bench(args = ["residual-7", "dncnn-8", "u-net", "half-scale", "small-cnn", "mlp-256-128", "mlp-8-8"])]
fn training_step(bencher: Bencher<'_, '_>, preset: &str) {
    let (answers, input, count) = match preset {
        "small-cnn" | "mlp-256-128" => (10, Shape::new(1, 28, 28), 64),
        "mlp-8-8" => (1, Shape::vector(2), 10),
        _ => (1, Shape::new(1, 40, 40), 16),
    };
    let mut network = network(preset, answers, input);
    let mut slots = vec![vec![0.0; network.values().len()]; 2];
    let mut examples = Tensor::zeros(count, input);
    examples.data = filled(examples.data.len());
    let target = Tensor::zeros(count, network.output_shape());
    let mut gradient = target.clone();
    let mut step = 0;
    bencher.bench_local(|| {
        step += 1;
        let answer = network.forward(&examples, Mode::Train { seed: step });
        MeanSquared {}.evaluate(answer, Target::Values(&target), &mut gradient);
        network.backward(&gradient);
        let (weights, gradients, _) = network.update();
        Adam::default().update(weights, gradients, &mut slots, &Step::new(1e-4, step));
    });
}

#[divan::bench(args = [("residual-7", 256), ("dncnn-8", 256), ("dncnn-17", 512)])]
fn inference(bencher: Bencher<'_, '_>, (preset, side): (&str, usize)) {
    let shape = Shape::new(1, side, side);
    let mut network = network(preset, 1, shape);
    let picture = Tensor::zeros(1, shape);
    bencher.bench_local(|| {
        network.forward(black_box(&picture), Mode::Evaluate);
    });
}
