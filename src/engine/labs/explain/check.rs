//! What a map is worth: how far it agrees with those of random weights, and how soon the answer falls when the pixels
//! that it names are taken away.

use super::matter::Matter;
use super::{Cascade, WAYS};
use crate::labs::Desk;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Mode, Model, Network, Tensor};
use crate::probe::{Evidence, Way, edge_colour, shares};
use crate::say;
use crate::train::{TrainError, class_of};

/// Shares of the pixels that are taken away.
pub(super) const REMOVED: [f64; 9] = [0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];
/// The orders beside those of the maps: by chance, and the farthest from the ground first, which asks no network.
pub(super) const CHANCE: usize = WAYS.len();
pub(super) const INK: usize = WAYS.len() + 1;

/// A number a pixel for each of [`WAYS`].
pub(super) type Maps = [Vec<f32>; WAYS.len()];

/// What was found of one picture.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    /// For each map: the rank correlation of its sizes with those after one, two, … layers are random.
    pub(super) agree: Vec<Vec<f64>>,
    /// The same with how far each pixel is from the ground.
    pub(super) with_ink: Vec<f64>,
    /// For each order the share of the class at each of [`REMOVED`].
    pub(super) left: Vec<Vec<f64>>,
    /// The sum of the integrated gradient, and the difference of the answers that it should be.
    pub(super) sums: [f64; 2],
    /// How much of each map lies on what alone decides, where that is known.
    pub(super) mouth: Option<[f64; WAYS.len()]>,
}

impl Checked {
    /// The mean share of the class while half of the pixels are taken away, by this order.
    pub(super) fn area(&self, order: usize) -> f64 {
        let Some(left) = self.left.get(order) else {
            return f64::NAN;
        };
        let pieces = REMOVED.windows(2).zip(left.windows(2));
        let area: f64 = pieces
            .map(|(at, left)| 0.5 * (at[1] - at[0]) * (left[0] + left[1]))
            .sum();
        area / REMOVED[REMOVED.len() - 1]
    }

    /// How far an integrated gradient is from the difference of the answers, as a share of it.
    pub(super) fn off(&self) -> f64 {
        let [sum, difference] = self.sums;
        (sum - difference).abs() / difference.abs().max(1e-9)
    }
}

/// The network of a model for such pictures.
fn built(model: &Model, picture: &Tensor) -> Result<Network, TrainError> {
    Network::from_model(model, picture.shape.height, picture.shape.width)
        .map_err(|error| TrainError::Mismatch(error.text()))
}

/// For each picture the class that is named, and its share.
pub(super) fn says(model: &Model, pictures: &Tensor) -> Result<Vec<(usize, f32)>, TrainError> {
    let mut network = built(model, pictures)?;
    let answer = network.forward(pictures, Mode::Evaluate);
    let each = (0..answer.count).map(|at| {
        let class = class_of(answer.example(at));
        (class, shares(answer.example(at), false)[class])
    });
    Ok(each.collect())
}

/// The maps of a picture; `None` when it was stopped.
pub(super) fn maps(
    model: &Model,
    picture: &Tensor,
    class: usize,
    desk: &Desk<'_>,
) -> Result<Option<Maps>, TrainError> {
    let mut maps = Maps::default();
    for (map, (way, _)) in maps.iter_mut().zip(WAYS) {
        let found = Evidence::of(model, picture, class, way, &|| desk.stopped());
        let found = found.map_err(|words| {
            TrainError::Mismatch(say!("the picture cannot be explained: {}", words))
        })?;
        match found {
            Some(found) => *map = found.values,
            None => return Ok(None),
        }
    }
    Ok(Some(maps))
}

/// How far each pixel is from the ground.
fn ink(picture: &Tensor) -> Vec<f32> {
    let ground = edge_colour(picture)[0];
    picture
        .data
        .iter()
        .map(|value| (value - ground).abs())
        .collect()
}

/// Checks the maps of one of the new pictures; `None` when it was stopped.
pub(super) fn check(
    cascade: &Cascade,
    matter: &Matter,
    at: usize,
    seed: u64,
    desk: &Desk<'_>,
) -> Result<Option<Checked>, TrainError> {
    let picture = matter.picture(at);
    let class = says(&cascade[0], &picture)?[0].0;
    let mut all = Vec::new();
    for model in cascade {
        match maps(model, &picture, class, desk)? {
            Some(maps) => all.push(maps),
            None => return Ok(None),
        }
    }
    let taught = &all[0];
    let ink = ink(&picture);
    let sizes = |of: &[f32]| of.iter().map(|value| value.abs()).collect::<Vec<f32>>();
    let agree = (0..WAYS.len()).map(|way| {
        let own = sizes(&taught[way]);
        let others = all[1..]
            .iter()
            .map(|maps| correlation(&own, &sizes(&maps[way])));
        others.collect()
    });
    let mut orders: Vec<Vec<usize>> = taught.iter().map(|map| falling(map)).collect();
    let mut random = Stream::new(seed, Purpose::Evaluation, at as u64);
    let chance: Vec<f32> = ink.iter().map(|_| random.uniform()).collect();
    orders.push(falling(&chance));
    orders.push(falling(&ink));
    let mut network = built(&cascade[0], &picture)?;
    let mut answer = |of: &Tensor| network.forward(of, Mode::Evaluate).clone();
    let mut empty = picture.clone();
    empty.data.fill(edge_colour(&picture)[0]);
    let difference = answer(&picture).example(0)[class] - answer(&empty).example(0)[class];
    let way = WAYS.iter().position(|(way, _)| *way == Way::Integrated);
    let sum: f32 = way.map_or(f32::NAN, |way| taught[way].iter().sum());
    let left = orders.iter().map(|order| {
        let poorer = removed(&picture, order, empty.data[0]);
        let answer = answer(&poorer);
        let left = (0..answer.count).map(|at| f64::from(shares(answer.example(at), false)[class]));
        left.collect()
    });
    Ok(Some(Checked {
        agree: agree.collect(),
        with_ink: taught
            .iter()
            .map(|map| correlation(&sizes(map), &ink))
            .collect(),
        left: left.collect(),
        sums: [sum, difference].map(f64::from),
        mouth: mouth(taught, matter, picture.shape.width),
    }))
}

/// How much of what each map says in favour lies on what alone decides.
fn mouth(maps: &Maps, matter: &Matter, width: usize) -> Option<[f64; WAYS.len()]> {
    matter.decides(0, 0)?;
    let share = |map: &Vec<f32>| {
        let (mut inside, mut whole) = (0.0, 0.0);
        for (at, value) in map.iter().enumerate() {
            let value = f64::from(value.max(0.0));
            whole += value;
            if matter.decides(at / width, at % width) == Some(true) {
                inside += value;
            }
        }
        inside / f64::max(whole, 1e-12)
    };
    Some(maps.each_ref().map(share))
}

/// The numbers of the pixels, the largest first.
fn falling(map: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..map.len()).collect();
    order.sort_by(|a, b| map[*b].total_cmp(&map[*a]));
    order
}

/// The picture with each share of [`REMOVED`] of its pixels in the colour of the ground.
fn removed(picture: &Tensor, order: &[usize], ground: f32) -> Tensor {
    let mut all = Tensor::zeros(REMOVED.len(), picture.shape);
    for (at, share) in REMOVED.iter().enumerate() {
        let poorer = all.example_mut(at);
        poorer.copy_from_slice(picture.example(0));
        let count = (share * order.len() as f64).round() as usize;
        for pixel in &order[..count] {
            poorer[*pixel] = ground;
        }
    }
    all
}

/// Spearman's rank correlation, equal numbers sharing the mean of their ranks; 0 where one has no ranks.
pub(super) fn correlation(one: &[f32], other: &[f32]) -> f64 {
    let [one, other] = [one, other].map(ranks);
    let middle = (one.len() as f64 - 1.0) / 2.0;
    let inner = |a: &[f64], b: &[f64]| -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - middle) * (b - middle))
            .sum()
    };
    let size = (inner(&one, &one) * inner(&other, &other)).sqrt();
    if size > 0.0 {
        inner(&one, &other) / size
    } else {
        0.0
    }
}

fn ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for alike in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = from as f64 + (alike.len() as f64 - 1.0) / 2.0;
        alike.iter().for_each(|at| ranks[*at] = rank);
        from += alike.len();
    }
    ranks
}
