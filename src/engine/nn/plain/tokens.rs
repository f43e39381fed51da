//! Layers on tokens and on shares, number by number: softmax, attention, embedding, positional code.

use super::graph::{Graph, Number};
use super::shared::{copied, whole};
use super::{Picture, Row};
use crate::nn::layers::positional_code::code;
use crate::setting::Value;

/// e^{a_i} / Σ e^{a_k}.
fn shares(graph: &mut Graph, scores: &[Number]) -> Vec<Number> {
    let largest = scores.iter().map(|score| graph.value(*score));
    let largest = largest.fold(f64::NEG_INFINITY, f64::max);
    let power = |value: f64| {
        let power = (value - largest).exp();
        (power, power)
    };
    let powers: Vec<_> = scores
        .iter()
        .map(|&score| graph.bent("power", score, power))
        .collect();
    let sum = graph.weighted(&powers.iter().map(|&power| (power, 1.0)).collect::<Vec<_>>());
    let inverse = graph.bent("1 / sum", sum, |sum| (1.0 / sum, -1.0 / (sum * sum)));
    powers
        .iter()
        .map(|&power| graph.products(&[(power, inverse)], None))
        .collect()
}

pub(super) fn softmax(graph: &mut Graph, x: &Picture) -> Picture {
    let pixels = x.numbers.chunks(x.shape.channels);
    Picture {
        shape: x.shape,
        numbers: pixels.flat_map(|pixel| shares(graph, pixel)).collect(),
    }
}

/// W x + b for one token.
fn mapped(graph: &mut Graph, [weights, bias]: [&[Number]; 2], token: &[Number]) -> Vec<Number> {
    let rows = weights.chunks(token.len()).zip(bias);
    rows.map(|(row, &bias)| {
        let pairs: Vec<_> = row.iter().copied().zip(token.iter().copied()).collect();
        graph.products(&pairs, Some(bias))
    })
    .collect()
}

pub(super) fn attention(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let channels = x.shape.channels;
    let depth = channels / whole(row.layer, "heads");
    let causal = row.layer.get("causal") == Some(Value::Flag(true));
    let maps = [row.arrays[0], row.arrays[1]];
    let tokens: Vec<_> = x
        .numbers
        .chunks(channels)
        .map(|token| mapped(graph, maps, token))
        .collect();
    let mut numbers = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let seen = if causal { &tokens[..=at] } else { &tokens[..] };
        let mut mixture = Vec::new();
        for head in (0..channels).step_by(depth) {
            let part =
                |token: &[Number], which: usize| token[which * channels + head..][..depth].to_vec();
            let query = part(token, 0);
            let mut score = |other: &Vec<Number>| {
                let pairs: Vec<_> = query.iter().copied().zip(part(other, 1)).collect();
                let product = graph.products(&pairs, None);
                graph.weighted(&[(product, 1.0 / (depth as f64).sqrt())])
            };
            let scores: Vec<_> = seen.iter().map(&mut score).collect();
            let shares = shares(graph, &scores);
            for channel in 0..depth {
                let pairs = shares
                    .iter()
                    .zip(seen)
                    .map(|(&share, other)| (share, part(other, 2)[channel]));
                let pairs: Vec<_> = pairs.collect();
                mixture.push(graph.products(&pairs, None));
            }
        }
        numbers.extend(mapped(graph, [row.arrays[2], row.arrays[3]], &mixture));
    }
    Picture {
        shape: x.shape,
        numbers,
    }
}

pub(super) fn embedding(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let (most, channels) = (whole(row.layer, "tokens") - 1, row.output.channels);
    let numbers = x.numbers.iter().flat_map(|&number| {
        let token = ((graph.value(number) + 0.5).max(0.0) as usize).min(most);
        row.arrays[0][token * channels..][..channels].to_vec()
    });
    let numbers = numbers.collect();
    let found = Picture {
        shape: row.output,
        numbers,
    };
    copied(graph, &found, row.output)
}

pub(super) fn positional_code(graph: &mut Graph, x: &Picture) -> Picture {
    let (channels, width) = (x.shape.channels, x.shape.width);
    let numbers = x.numbers.iter().enumerate().map(|(at, &number)| {
        let (pixel, channel) = (at / channels, at % channels);
        let code = code(
            channels,
            x.shape.height,
            channel,
            pixel / width,
            pixel % width,
        );
        let value = graph.value(number) + f64::from(code);
        graph.made("sum", value, [(number, 1.0)])
    });
    Picture {
        shape: x.shape,
        numbers: numbers.collect(),
    }
}
