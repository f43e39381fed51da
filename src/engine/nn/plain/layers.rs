//! Every layer, number by number, as its formula says it.

use super::graph::{Graph, Number};
use super::shared::{copied, real, sides, whole};
use super::{Picture, Row, norms, tokens};
use crate::math::error_function::normal_distribution;
use crate::math::random::{Purpose, Stream};
use crate::nn::layers::{Layer, Method, Padding};
use crate::nn::{Mode, Shape};
use crate::setting::Value;

/// A linear map: the triples (output, input, weight) of numbers that meet.
fn taps(layer: &dyn Layer, input: Shape, output: Shape) -> Vec<[usize; 3]> {
    let mut taps = Vec::new();
    if layer.id() == "dense" {
        for unit in 0..output.channels {
            taps.extend((0..input.channels).map(|from| [unit, from, unit * input.channels + from]));
        }
        return taps;
    }
    let alone = layer.id() == "depthwise";
    let [height, width] = sides(layer, "kernel");
    let stride = whole(layer, "stride");
    let dilation = match layer.get("dilation") {
        Some(_) => whole(layer, "dilation"),
        None => 1,
    };
    let valid = layer.get("padding") == Some(Value::Text(Padding::Valid.id().into()));
    let before = |size: usize| if valid { 0 } else { dilation * (size - 1) / 2 };
    for (i, j, o) in places(output) {
        for (u, v) in (0..height).flat_map(|u| (0..width).map(move |v| (u, v))) {
            let y = (i * stride + u * dilation).checked_sub(before(height));
            let x = (j * stride + v * dilation).checked_sub(before(width));
            let (Some(y), Some(x)) = (y, x) else { continue };
            if y >= input.height || x >= input.width {
                continue;
            }
            let channels = if alone { o..o + 1 } else { 0..input.channels };
            for c in channels {
                let weight = if alone {
                    (o * height + u) * width + v
                } else {
                    ((o * height + u) * width + v) * input.channels + c
                };
                taps.push([at(output, i, j, o), at(input, y, x, c), weight]);
            }
        }
    }
    taps
}

/// All places of a picture: row, column, channel.
fn places(shape: Shape) -> impl Iterator<Item = (usize, usize, usize)> {
    let Shape {
        channels,
        height,
        width,
    } = shape;
    (0..height * width * channels)
        .map(move |at| (at / channels / width, at / channels % width, at % channels))
}

/// Where a place lies in a picture's list.
fn at(shape: Shape, y: usize, x: usize, channel: usize) -> usize {
    (y * shape.width + x) * shape.channels + channel
}

fn linear(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let (bias, weights) = (row.arrays.get(1), &row.arrays[0]);
    let output = row.output;
    let mut pairs = vec![Vec::new(); output.size()];
    if row.transposed || row.layer.id() == "transposed-conv" {
        for [to, from, weight] in taps(row.layer, output, x.shape) {
            pairs[from].push((weights[weight], x.numbers[to]));
        }
    } else {
        for [to, from, weight] in taps(row.layer, x.shape, output) {
            pairs[to].push((weights[weight], x.numbers[from]));
        }
    }
    let numbers = pairs
        .iter()
        .enumerate()
        .map(|(at, pairs)| graph.products(pairs, bias.map(|bias| bias[at % output.channels])));
    Picture {
        shape: output,
        numbers: numbers.collect(),
    }
}

/// Each number by itself.
fn pointwise(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let layer = row.layer;
    let bend = |value: f64| -> (f64, f64) {
        match layer.id() {
            "relu" if value > 0.0 => (value, 1.0),
            "relu" => (0.0, 0.0),
            "leaky-relu" if value > 0.0 => (value, 1.0),
            "leaky-relu" => (real(layer, "slope") * value, real(layer, "slope")),
            "tanh" => (value.tanh(), 1.0 - value.tanh().powi(2)),
            "gelu" => {
                let (below, density) = normal_distribution(value as f32);
                let (below, density) = (f64::from(below), f64::from(density));
                (value * below, below + value * density)
            }
            "silu" => {
                let share = 1.0 / (1.0 + (-value).exp());
                (value * share, share * (1.0 + value * (1.0 - share)))
            }
            _ => {
                let share = 1.0 / (1.0 + (-value).exp());
                (share, share * (1.0 - share))
            }
        }
    };
    let numbers = x
        .numbers
        .iter()
        .map(|&number| graph.bent(layer.id(), number, bend));
    Picture {
        shape: x.shape,
        numbers: numbers.collect(),
    }
}

/// x, or the channel's slope times x where it is negative.
fn prelu(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let numbers = x.numbers.iter().enumerate().map(|(at, &number)| {
        if graph.value(number) > 0.0 {
            return graph.weighted(&[(number, 1.0)]);
        }
        let slope = row.arrays[0][at % x.shape.channels];
        graph.products(&[(slope, number)], None)
    });
    Picture {
        shape: x.shape,
        numbers: numbers.collect(),
    }
}

/// The mean of each channel.
fn global_mean(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let share = 1.0 / (x.shape.height * x.shape.width) as f64;
    let numbers = (0..x.shape.channels).map(|c| {
        let own = x.numbers.iter().skip(c).step_by(x.shape.channels);
        let parts: Vec<_> = own.map(|&number| (number, share)).collect();
        graph.weighted(&parts)
    });
    Picture {
        shape: row.output,
        numbers: numbers.collect(),
    }
}

/// y = w_j + a (w_{j+1} − w_j), where x lies the share a behind knot j.
fn curve(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let (knots, reach) = (whole(row.layer, "knots"), real(row.layer, "reach"));
    let density = (knots - 1) as f64 / (2.0 * reach);
    let numbers = x.numbers.iter().enumerate().map(|(at, &number)| {
        let t = (graph.value(number) + reach) * density;
        // A number on a knot belongs to the piece that single precision puts it in.
        let rounded = (graph.value(number) as f32 + reach as f32) * density as f32;
        let piece = (rounded.max(0.0) as usize).min(knots - 2);
        let share = t - piece as f64;
        let first = at % x.shape.channels * knots + piece;
        let [left, right] = [row.arrays[0][first], row.arrays[0][first + 1]];
        let step = graph.value(right) - graph.value(left);
        let value = graph.value(left) + share * step;
        graph.made(
            "curve",
            value,
            [
                (left, 1.0 - share),
                (right, share),
                (number, step * density),
            ],
        )
    });
    Picture {
        shape: x.shape,
        numbers: numbers.collect(),
    }
}

/// Windows of the input, one for each output number.
fn pool(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let (size, stride) = (whole(row.layer, "size"), whole(row.layer, "stride"));
    let numbers = places(row.output).map(|(i, j, c)| {
        let window = (0..size * size)
            .map(|k| x.numbers[at(x.shape, i * stride + k / size, j * stride + k % size, c)]);
        let window: Vec<Number> = window.collect();
        if row.layer.id() == "average-pool" {
            let parts: Vec<_> = window
                .iter()
                .map(|&from| (from, 1.0 / (size * size) as f64))
                .collect();
            return graph.weighted(&parts);
        }
        let mut largest = window[0];
        for &other in &window {
            if graph.value(other) > graph.value(largest) {
                largest = other;
            }
        }
        let value = graph.value(largest);
        let links = window
            .into_iter()
            .map(|from| (from, f64::from(u8::from(from == largest))));
        graph.made("largest", value, links)
    });
    Picture {
        shape: row.output,
        numbers: numbers.collect(),
    }
}

fn upsample(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let factor = whole(row.layer, "factor");
    let nearest = row.layer.get("method") == Some(Value::Text(Method::Nearest.id().into()));
    let between = |i: usize, size: usize| {
        if nearest {
            return [(i / factor, 1.0), (i / factor, 0.0)];
        }
        let place = ((i as f64 + 0.5) / factor as f64 - 0.5).clamp(0.0, (size - 1) as f64);
        let first = place as usize;
        let share = place - first as f64;
        [(first, 1.0 - share), ((first + 1).min(size - 1), share)]
    };
    let numbers = places(row.output).map(|(i, j, c)| {
        let mut parts = Vec::new();
        for (y, down) in between(i, x.shape.height) {
            for (right, across) in between(j, x.shape.width) {
                parts.push((x.numbers[at(x.shape, y, right, c)], down * across));
            }
        }
        graph.weighted(&parts)
    });
    Picture {
        shape: row.output,
        numbers: numbers.collect(),
    }
}

/// Numbers that only change places: channel k f² + a f + b of a pixel is channel k of the pixel a rows down and b
/// columns right in the finer grid.
fn shuffle(row: &Row<'_>, x: &Picture) -> Picture {
    let factor = whole(row.layer, "factor");
    let finer = row.layer.id() == "pixel-shuffle";
    let (coarse, fine) = if finer {
        (x.shape, row.output)
    } else {
        (row.output, x.shape)
    };
    let mut numbers = vec![x.numbers[0]; x.numbers.len()];
    for (y, right, c) in places(fine) {
        let channel = c * factor * factor + y % factor * factor + right % factor;
        let (small, large) = (
            at(coarse, y / factor, right / factor, channel),
            at(fine, y, right, c),
        );
        let (to, from) = if finer {
            (large, small)
        } else {
            (small, large)
        };
        numbers[to] = x.numbers[from];
    }
    Picture {
        shape: row.output,
        numbers,
    }
}

/// Numbers that are dropped become 0, the others grow so that the mean stays.
fn dropout(graph: &mut Graph, row: &Row<'_>, index: usize, x: &Picture, mode: Mode) -> Picture {
    let Mode::Train { seed } = mode else {
        return copied(graph, x, x.shape);
    };
    let share = real(row.layer, "share");
    let mut random = Stream::new(
        seed,
        Purpose::Dropout,
        u64::from(row.id) << 32 | index as u64,
    );
    let numbers = x.numbers.iter().map(|&number| {
        let dropped = f64::from(random.uniform()) < share;
        let factor = if dropped { 0.0 } else { 1.0 / (1.0 - share) };
        graph.weighted(&[(number, factor)])
    });
    Picture {
        shape: x.shape,
        numbers: numbers.collect(),
    }
}

/// What a row makes of a batch.
pub(super) fn run(graph: &mut Graph, row: &Row<'_>, batch: &[Picture], mode: Mode) -> Vec<Picture> {
    if row.layer.id() == "batch-norm" {
        return norms::batch_norm(graph, row, batch, mode);
    }
    let one = |(index, x): (usize, &Picture)| match row.layer.id() {
        "conv" | "depthwise" | "dense" | "transposed-conv" => linear(graph, row, x),
        "relu" | "leaky-relu" | "tanh" | "sigmoid" | "gelu" | "silu" => pointwise(graph, row, x),
        "prelu" => prelu(graph, row, x),
        "softmax" => tokens::softmax(graph, x),
        "group-norm" | "instance-norm" | "layer-norm" => norms::region_norm(graph, row, x),
        "embedding" => tokens::embedding(graph, row, x),
        "positional-code" => tokens::positional_code(graph, x),
        "self-attention" => tokens::attention(graph, row, x),
        "global-average-pool" => global_mean(graph, row, x),
        "curve" => curve(graph, row, x),
        "max-pool" | "average-pool" => pool(graph, row, x),
        "upsample" => upsample(graph, row, x),
        "pixel-shuffle" | "pixel-unshuffle" => copied(graph, &shuffle(row, x), row.output),
        "dropout" => dropout(graph, row, index, x, mode),
        "flatten" | "identity" => copied(graph, x, row.output),
        other => {
            panic!("the readable engine does not know the layer {other} yet: add its formula here")
        }
    };
    batch.iter().enumerate().map(one).collect()
}
