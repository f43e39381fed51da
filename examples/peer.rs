//! One piece of work of the comparison with other engines, timed, and its numbers for checking that all compute the
//! same.
//!
//! `cargo run --release --example peer -- WORK [--threads N] [--seconds S] [--numbers FOLDER]`
//!
//! WORK is `dncnn-8`, `small-cnn`, `mlp` or `tiny` (a training step with Adam), `dncnn-17` (a 512×512 picture through
//! the network) or `dncnn-17-pieces` (the same as a denoiser does it, in pieces that need less memory). Prints a line
//! of JSON: medians of processor and wall time in ms, and the largest memory in MB. With
//! `--numbers` one step writes `weights`, `input`, `target`, `answer` and `gradients` as raw little-endian f32.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lemida::denoise::{Denoiser, Learned, Watch};
use lemida::image::Image;
use lemida::job::with_threads;
use lemida::math::random::{Purpose, Stream};
use lemida::nn::init::Init;
use lemida::nn::layers::{Conv, Dense, Flatten, MaxPool, Relu, Tanh};
use lemida::nn::loss::{CrossEntropy, Loss, MeanSquared, Target};
use lemida::nn::optimizer::{Adam, Optimizer, Step};
use lemida::nn::{Architecture, Layer, Mode, Model, Network, Shape, Tensor, presets};

type Failure = Box<dyn std::error::Error>;

/// What is trained or run.
struct Work {
    architecture: Architecture,
    input: Shape,
    count: usize,
    /// Number of classes, or 0 for numbers of the answer's shape.
    classes: usize,
    trains: bool,
}

fn work(name: &str) -> Result<Work, Failure> {
    let relu = || -> Box<dyn Layer> { Box::new(Relu {}) };
    let dense = |units| -> Box<dyn Layer> { Box::new(Dense { units, bias: true }) };
    let preset = |name| {
        let preset = presets::find(name).ok_or("no such preset")?;
        Ok::<_, Failure>((preset.make)(1))
    };
    let (architecture, input, count, classes) = match name {
        "dncnn-8" => {
            let mut network = preset("dncnn-8")?;
            network.answer_input_minus(false);
            (network, Shape::new(1, 40, 40), 16, 0)
        }
        "dncnn-17" => {
            let mut network = preset("dncnn-17")?;
            network.answer_input_minus(false);
            (network, Shape::new(1, 512, 512), 1, 0)
        }
        "small-cnn" => {
            let conv = |channels| -> Box<dyn Layer> {
                Box::new(Conv {
                    channels,
                    ..Conv::default()
                })
            };
            let pool = || -> Box<dyn Layer> { Box::new(MaxPool::default()) };
            let rows = [
                conv(16),
                relu(),
                pool(),
                conv(32),
                relu(),
                pool(),
                Box::new(Flatten {}),
                dense(128),
                relu(),
                dense(10),
            ];
            (Architecture::of(rows), Shape::new(1, 28, 28), 64, 10)
        }
        "mlp" => {
            let rows = [dense(256), relu(), dense(128), relu(), dense(10)];
            (Architecture::of(rows), Shape::vector(784), 64, 10)
        }
        "tiny" => {
            let tanh = || -> Box<dyn Layer> { Box::new(Tanh {}) };
            let rows = [dense(8), tanh(), dense(8), tanh(), dense(1)];
            (Architecture::of(rows), Shape::vector(2), 10, 0)
        }
        other => return Err(format!("no work is called {other}").into()),
    };
    Ok(Work {
        architecture,
        input,
        count,
        classes,
        trains: name != "dncnn-17",
    })
}

struct Bench {
    work: Work,
    network: Network,
    input: Tensor,
    values: Tensor,
    classes: Vec<usize>,
    gradient: Tensor,
    slots: Vec<Vec<f32>>,
    step: u64,
}

impl Bench {
    fn new(work: Work) -> Result<Self, Failure> {
        let mut network = Network::new(&work.architecture, work.input, Init::He, 1)?;
        if !work.trains {
            // As after a training: running statistics that are not 0 and 1.
            let mut random = Stream::new(3, Purpose::Data, 0);
            let mut weights = network.weights();
            for array in &mut weights {
                for value in &mut array.values {
                    if array.name.ends_with("running_mean") {
                        *value = 0.1 * random.normal();
                    } else if array.name.ends_with("running_variance") {
                        *value = 0.5 + random.uniform();
                    }
                }
            }
            network.set_weights(&weights)?;
        }
        let mut random = Stream::new(2, Purpose::Data, 0);
        let mut filled = |count, shape: Shape| {
            let mut tensor = Tensor::zeros(count, shape);
            tensor
                .data
                .iter_mut()
                .for_each(|value| *value = random.uniform());
            tensor
        };
        let input = filled(work.count, work.input);
        let values = filled(work.count, network.output_shape());
        let count = network.values().len();
        Ok(Self {
            classes: (0..work.count)
                .map(|at| at * 7 % work.classes.max(1))
                .collect(),
            gradient: Tensor::zeros(0, Shape::vector(1)),
            slots: vec![vec![0.0; count]; 2],
            step: 0,
            work,
            network,
            input,
            values,
        })
    }

    fn pass(&mut self, update: bool) {
        if !self.work.trains {
            self.network.forward(&self.input, Mode::Evaluate);
            return;
        }
        self.step += 1;
        let answer = self
            .network
            .forward(&self.input, Mode::Train { seed: self.step });
        if self.work.classes > 0 {
            let target = Target::Classes(&self.classes);
            CrossEntropy {}.evaluate(answer, target, &mut self.gradient);
        } else {
            let target = Target::Values(&self.values);
            MeanSquared {}.evaluate(answer, target, &mut self.gradient);
        }
        self.network.backward(&self.gradient);
        if update {
            let (weights, gradients, _) = self.network.update();
            let step = Step::new(1e-3, self.step);
            Adam::default().update(weights, gradients, &mut self.slots, &step);
        }
    }

    fn write(&mut self, folder: &Path) -> Result<(), Failure> {
        std::fs::create_dir_all(folder)?;
        let put = |name: &str, numbers: &[f32]| {
            let bytes: Vec<u8> = numbers.iter().flat_map(|v| v.to_le_bytes()).collect();
            std::fs::write(folder.join(name), bytes)
        };
        let all: Vec<f32> = self
            .network
            .weights()
            .into_iter()
            .flat_map(|array| array.values)
            .collect();
        put("weights", &all)?;
        put("input", &self.input.data)?;
        put("target", &self.values.data)?;
        self.pass(false);
        put("gradients", self.network.gradients())?;
        let mode = if self.work.trains {
            Mode::Train { seed: 1 }
        } else {
            Mode::Evaluate
        };
        let answer = self.network.forward(&self.input, mode);
        put("answer", &answer.data)?;
        Ok(())
    }
}

/// A picture of 512 × 512 pixels through the denoiser of `dncnn-17`.
fn in_pieces() -> Result<impl FnMut() + Send, Failure> {
    let mut work = work("dncnn-17")?;
    work.input = Shape::new(1, 64, 64);
    let architecture = work.architecture.clone();
    let weights = Bench::new(work)?.network.weights();
    let network = Learned::new(Model {
        architecture: Arc::new(architecture),
        channels: 1,
        weights: Arc::new(weights),
    });
    let mut random = Stream::new(2, Purpose::Data, 0);
    let mut picture = Image::zeros(1, 512, 512);
    for pixel in picture.pixels_mut() {
        *pixel = random.uniform();
    }
    Ok(move || {
        let answer = network.denoise(&picture, 0.1, &Watch::default());
        assert!(answer.is_ok_and(|answer| answer.dim() == picture.dim()));
    })
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Processor time of the whole program in ms; 0 where the system does not tell.
fn processor_millis() -> f64 {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        return 0.0;
    };
    let spent = |task: std::fs::DirEntry| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    };
    tasks.flatten().filter_map(spent).sum::<f64>() * 1e-6
}

/// Largest memory so far in MB; 0 where the system does not tell.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok())
        .map_or(0.0, |kilobytes| kilobytes / 1024.0)
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().ok_or("which work?")?;
    let (mut threads, mut seconds, mut numbers) = (1, 3.0, None);
    while let Some(argument) = arguments.next() {
        let value = arguments
            .next()
            .ok_or(format!("{argument} wants a value"))?;
        match argument.as_str() {
            "--threads" => threads = value.parse()?,
            "--seconds" => seconds = value.parse()?,
            "--numbers" => numbers = Some(PathBuf::from(value)),
            other => return Err(format!("{other} is unknown").into()),
        }
    }
    let mut pass: Box<dyn FnMut() + Send> = if name == "dncnn-17-pieces" {
        Box::new(in_pieces()?)
    } else {
        let mut bench = Bench::new(work(&name)?)?;
        if let Some(folder) = numbers {
            return bench.write(&folder);
        }
        Box::new(move || bench.pass(true))
    };
    with_threads(threads, move || {
        (0..2).for_each(|_| pass());
        // Short steps are timed in groups, since the system counts processor time in pieces of some milliseconds.
        let start = Instant::now();
        pass();
        let group = (0.05 / start.elapsed().as_secs_f64().max(1e-6)).ceil() as usize;
        let (mut wall, mut processor) = (Vec::new(), Vec::new());
        let begin = Instant::now();
        while wall.len() < 3 || begin.elapsed() < Duration::from_secs_f64(seconds) {
            let (start, spent) = (Instant::now(), processor_millis());
            (0..group).for_each(|_| pass());
            wall.push(start.elapsed().as_secs_f64() * 1e3 / group as f64);
            processor.push((processor_millis() - spent) / group as f64);
        }
        println!(
            r#"{{"work":"{name}","threads":{threads},"cpu_ms":{:.5},"wall_ms":{:.5},"peak_mb":{:.1},"steps":{}}}"#,
            median(&mut processor),
            median(&mut wall),
            peak_megabytes(),
            wall.len() * group
        );
    })?;
    Ok(())
}
