//! Tests of layers and networks as a whole.

mod gradients;
mod off;
mod plain;
mod reference;
pub(in crate::nn) mod shapes;
mod threads;

use super::init::Init;
use super::layers::{self, Layer};
use super::{Architecture, Network, Shape, Tensor};
use crate::math::random::{Purpose, Stream};
use crate::setting::{Kind, Value};

/// A layer with some settings given as text.
fn layer(id: &str, settings: &[(&str, Value)]) -> Box<dyn Layer> {
    let mut layer = (crate::setting::find(layers::ALL, id).unwrap().make)();
    for (key, value) in settings {
        layer.set(key, value.clone()).unwrap();
    }
    layer
}

fn conv(channels: i64) -> Box<dyn Layer> {
    layer("conv", &[("channels", Value::Int(channels))])
}

fn single(layer: Box<dyn Layer>) -> Architecture {
    Architecture::of([layer])
}

/// Every layer of the catalogue with default settings and with each setting changed in turn (large numbers brought
/// down).
fn variations() -> Vec<Box<dyn Layer>> {
    let mut all = Vec::new();
    for entry in layers::ALL {
        let mut base = (entry.make)();
        for key in ["channels", "units"] {
            if base.get(key).is_some() {
                base.set(key, Value::Int(5)).unwrap();
            }
        }
        all.push(base.clone());
        for setting in base.settings() {
            let values = match setting.kind {
                Kind::Flag => vec![Value::Flag(false)],
                Kind::Int { .. } => [1, 2, 3, 4].map(Value::Int).to_vec(),
                Kind::Sides { .. } => {
                    let sides = [[1, 1], [2, 2], [4, 4], [1, 3], [4, 2]];
                    sides.map(Value::Sides).to_vec()
                }
                Kind::Float { min, .. } => vec![Value::Float(min.max(0.05)), Value::Float(0.4)],
                Kind::Choice(choices) => choices
                    .iter()
                    .map(|choice| Value::Text(choice.id.into()))
                    .collect(),
                Kind::Several(_) | Kind::Marks | Kind::Text => Vec::new(),
            };
            for value in values {
                let mut varied = base.clone();
                if varied.set(setting.key, value).is_ok() {
                    all.push(varied);
                }
            }
        }
    }
    all
}

/// Numbers in random order, 0.04 apart and none near zero: a small step crosses no kink and changes no largest.
fn spread(count: usize, shape: Shape, seed: u64) -> Tensor {
    let mut random = Stream::new(seed, Purpose::Data, 0);
    let mut tensor = Tensor::zeros(count, shape);
    let size = tensor.data.len();
    for (at, value) in tensor.data.iter_mut().enumerate() {
        *value = (at as f32 - size as f32 / 2.0 + 0.5) * 0.04;
    }
    for at in (1..size).rev() {
        tensor.data.swap(at, random.below(at + 1));
    }
    tensor
}

pub(in crate::nn) fn normal(count: usize, shape: Shape, seed: u64) -> Tensor {
    let mut random = Stream::new(seed, Purpose::Data, 1);
    let mut tensor = Tensor::zeros(count, shape);
    tensor.data.fill_with(|| random.normal());
    tensor
}

fn built(architecture: &Architecture, input: Shape) -> Network {
    Network::new(architecture, input, Init::He, 11).unwrap()
}
