//! Normalisations, number by number.

use super::graph::{Graph, Number};
use super::shared::{real, whole};
use super::{Picture, Row};
use crate::nn::Mode;

/// Mean and variance of some numbers.
fn moments(graph: &mut Graph, numbers: &[Number]) -> [Number; 2] {
    let share = 1.0 / numbers.len() as f64;
    let parts: Vec<_> = numbers.iter().map(|&x| (x, share)).collect();
    let mean = graph.weighted(&parts);
    let squares: Vec<_> = numbers
        .iter()
        .map(|&x| {
            let off = graph.weighted(&[(x, 1.0), (mean, -1.0)]);
            (graph.products(&[(off, off)], None), share)
        })
        .collect();
    [mean, graph.weighted(&squares)]
}

/// 1 / √(v + ε).
fn inverse(graph: &mut Graph, variance: Number, epsilon: f64) -> Number {
    graph.bent("1 / deviation", variance, |v| {
        let inverse = 1.0 / (v + epsilon).sqrt();
        (inverse, -0.5 * inverse / (v + epsilon))
    })
}

/// Each channel less its mean, over its deviation √(v + ε), times a scale, plus a shift; in training mean and v are
/// those of the batch.
pub(super) fn batch_norm(
    graph: &mut Graph,
    row: &Row<'_>,
    batch: &[Picture],
    mode: Mode,
) -> Vec<Picture> {
    let channels = row.output.channels;
    let mut result = batch.to_vec();
    for c in 0..channels {
        let own = batch
            .iter()
            .flat_map(|picture| picture.numbers.iter().skip(c).step_by(channels).copied());
        let own: Vec<Number> = own.collect();
        let [mean, variance] = match mode {
            Mode::Evaluate => [row.state[0][c], row.state[1][c]],
            Mode::Train { .. } => moments(graph, &own),
        };
        let inverse = inverse(graph, variance, real(row.layer, "epsilon"));
        let factor = graph.products(&[(row.arrays[0][c], inverse)], None);
        for picture in &mut result {
            for number in picture.numbers.iter_mut().skip(c).step_by(channels) {
                let off = graph.weighted(&[(*number, 1.0), (mean, -1.0)]);
                *number = graph.products(&[(off, factor)], Some(row.arrays[1][c]));
            }
        }
    }
    result
}

/// The same within each picture: over groups of channels, or over the channels of each pixel.
pub(super) fn region_norm(graph: &mut Graph, row: &Row<'_>, x: &Picture) -> Picture {
    let channels = x.shape.channels;
    let groups = match row.layer.id() {
        "group-norm" => Some(whole(row.layer, "groups")),
        "instance-norm" => Some(channels),
        _ => None,
    };
    let region = |at: usize| match groups {
        Some(groups) => at % channels / (channels / groups),
        None => at / channels,
    };
    let count = groups.unwrap_or(x.shape.height * x.shape.width);
    let mut numbers = x.numbers.clone();
    for own in 0..count {
        let places: Vec<usize> = (0..numbers.len()).filter(|at| region(*at) == own).collect();
        let members: Vec<Number> = places.iter().map(|at| x.numbers[*at]).collect();
        let [mean, variance] = moments(graph, &members);
        let inverse = inverse(graph, variance, real(row.layer, "epsilon"));
        for at in places {
            let (scale, shift) = (row.arrays[0][at % channels], row.arrays[1][at % channels]);
            let off = graph.weighted(&[(x.numbers[at], 1.0), (mean, -1.0)]);
            let hat = graph.products(&[(off, inverse)], None);
            numbers[at] = graph.products(&[(scale, hat)], Some(shift));
        }
    }
    Picture {
        shape: x.shape,
        numbers,
    }
}
