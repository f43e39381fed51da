//! Dense layers, and products with fixed matrices.

use super::super::super::turned::Turn;
use super::super::schema::Node;
use super::constant::Constant;
use super::graph::{Known, Reader, float, int};
use super::linear::{array, held};
use super::rows::Array;
use super::view::View;
use crate::nn::layers::{Conv, Dense};
use crate::setting::{Sides, Value};

/// A matrix of weights `[units, in]` for a row whose inputs lie in another order than in the file.
fn ordered(
    values: &[f32],
    [units, inputs]: [usize; 2],
    order: &[usize],
    sideways: bool,
) -> Vec<f32> {
    let mut all = vec![0.0; values.len()];
    for unit in 0..units {
        for (at, &to) in order.iter().enumerate() {
            let from = if sideways {
                at * units + unit
            } else {
                unit * inputs + at
            };
            all[unit * inputs + to] = values[from];
        }
    }
    all
}

/// A dense layer: `sideways` when its matrix is `[in, units]`.
pub fn dense(
    reader: &mut Reader<'_>,
    view: &View,
    weight: &Constant,
    bias: Option<&Constant>,
    sideways: bool,
) -> Result<Known, String> {
    let batch = reader.batch;
    let vectors = reader.rows.vectors(view, batch)?;
    let from = vectors.value;
    let inputs = reader.rows.shape(from).channels;
    let [rows, columns] = weight.dims[..] else {
        return Err("its weights are no matrix".into());
    };
    let [units, wanted] = if sideways {
        [columns, rows]
    } else {
        [rows, columns]
    };
    let arrays = |units: usize| -> Result<Vec<Array>, String> {
        let bias = bias.filter(|bias| bias.count() > 0);
        let bias = bias
            .map(|bias| array(bias, "bias", vec![units], Turn::Plain))
            .transpose()?;
        Ok(bias.into_iter().collect())
    };
    let values = weight.reals().ok_or("its weights are whole numbers")?;
    let owner = reader
        .rows
        .owner(&weight.name, &weight.dims, values)
        .filter(|(_, layer)| layer.id() == Dense::ID);
    if sideways && let Some((id, mut layer)) = owner {
        let arrays = arrays(columns)?;
        let set = layer.set("units", Value::Int(columns as i64)).is_ok()
            && layer.set("bias", Value::Flag(!arrays.is_empty())).is_ok();
        if set
            && rows == inputs
            && vectors
                .order(1, inputs)
                .is_some_and(|order| order.is_sorted())
        {
            let value = reader.rows.push_transposed(layer, from, arrays, id)?;
            let shape = reader.rows.shape(value);
            return Ok(Known::Activation(View::vector(value, batch, shape)));
        }
    }
    if wanted != inputs {
        return Err(format!(
            "its weights are for {wanted} numbers, and {inputs} enter"
        ));
    }
    let layer = Dense {
        units: held(units as i64, 1..=65_536, "number of units")?,
        bias: bias.is_some_and(|bias| bias.count() > 0),
    };
    let order = vectors
        .order(1, inputs)
        .ok_or("what enters is in no order that a row can read")?;
    let plain = order.is_sorted() && !sideways;
    let matrix = Array {
        part: "weight",
        shape: vec![units, inputs],
        values: if plain {
            values.to_vec()
        } else {
            ordered(values, [units, inputs], &order, sideways)
        },
        name: weight.name.clone(),
    };
    let bias = arrays(units)?;
    let arrays = std::iter::once(matrix).chain(bias).collect();
    let value = reader.rows.push(Box::new(layer), from, arrays)?;
    let shape = reader.rows.shape(value);
    Ok(Known::Activation(View::vector(value, batch, shape)))
}

/// `Gemm`.
pub fn gemm(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let weight = reader.constant(node, 1)?.ok_or("its weights are missing")?;
    let bias = reader.constant(node, 2)?;
    if float(node, "alpha", 1.0) != 1.0
        || float(node, "beta", 1.0) != 1.0
        || int(node, "transA", 0) != 0
    {
        return Err("it scales or turns what it multiplies, which no row does".into());
    }
    let sideways = int(node, "transB", 0) == 0;
    dense(reader, &view, &weight, bias.as_ref(), sideways)
}

/// `MatMul` with fixed numbers, and the addition behind it: a dense layer, or a 1×1 convolution where the channels
/// stand last.
pub fn product(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let Known::Constant(weight) = reader.needed(node, 1)? else {
        return Err("it multiplies two values that depend on what enters; no row does".into());
    };
    let [inputs, units] = weight.dims[..] else {
        return Err("its weights are no matrix".into());
    };
    let mut bias = None;
    if let Some((at, sum)) = reader.follower(node, "Add") {
        let mut names = sum.input.iter().filter_map(|name| reader.constant_of(name));
        let found = names.next().cloned().filter(|found| found.dims == [units]);
        if let Some(found) = found {
            bias = Some((at, sum, found));
        }
    }
    let added = bias.as_ref().map(|(_, _, found)| found);
    let known = if view.sides.len() == 2 {
        dense(reader, &view, &weight, added, true)?
    } else {
        pixelwise(reader, &view, &weight, [inputs, units], added)?
    };
    if let Some((at, sum, _)) = bias {
        reader.skip(at);
        if let Some(name) = sum.output.first() {
            reader.learn(name, known.clone())?;
        }
    }
    Ok(known)
}

/// Channels that stand last, mixed at each pixel.
fn pixelwise(
    reader: &mut Reader<'_>,
    view: &View,
    weight: &Constant,
    [inputs, units]: [usize; 2],
    bias: Option<&Constant>,
) -> Result<Known, String> {
    let channels = reader.rows.shape(view.value).channels;
    let last = view.sides.len().saturating_sub(1);
    if channels != inputs || !view.is_channels(last, channels) {
        return Err("it mixes another side than the channels; no row does".into());
    }
    let turn = Turn::Side([units, inputs]);
    let mut arrays = vec![array(weight, "weight", vec![units, 1, 1, inputs], turn)?];
    if let Some(bias) = bias {
        arrays.push(array(bias, "bias", vec![units], Turn::Plain)?);
    }
    let layer = Conv {
        channels: held(units as i64, 1..=4096, "number of channels")?,
        kernel: Sides::square(1),
        bias: bias.is_some(),
        ..Conv::default()
    };
    let value = reader.rows.push(Box::new(layer), view.value, arrays)?;
    let mut view = view.on(value);
    view.sides[last] = super::view::whole(super::view::Axis::Channels, units);
    Ok(Known::Activation(view))
}
