//! Normalisations, and the scales and shifts behind them.

use super::super::schema::Node;
use super::constant::Constant;
use super::graph::{Known, Reader, float, int};
use super::rows::Array;
use super::view::{Axis, View, whole};
use crate::nn::Shape;
use crate::nn::layers::{BatchNorm, GroupNorm, InstanceNorm, LayerNorm};

/// An array with a number for each channel, where channel `order[i]` stands at place i in the file.
fn channelwise(constant: &Constant, part: &'static str, order: &[usize]) -> Result<Array, String> {
    let given = constant.reals().ok_or("its numbers are whole")?;
    if given.len() != order.len() {
        return Err(format!(
            "its {part} has {} numbers for {} channels",
            given.len(),
            order.len()
        ));
    }
    let mut values = vec![0.0; given.len()];
    for (&to, &value) in order.iter().zip(given.iter()) {
        values[to] = value;
    }
    Ok(Array {
        part,
        shape: vec![values.len()],
        values,
        name: constant.name.clone(),
    })
}

fn filled(part: &'static str, channels: usize, value: f32) -> Array {
    Array {
        part,
        shape: vec![channels],
        values: vec![value; channels],
        name: String::new(),
    }
}

/// What a row with numbers for each channel reads, and the order of channels there.
pub fn by_channel(
    reader: &mut Reader<'_>,
    view: &View,
    count: usize,
) -> Result<(View, Vec<usize>), String> {
    let view = match view.sides.len() {
        2 => reader.rows.vectors(view, reader.batch)?,
        _ => view.clone(),
    };
    let channels = reader.rows.shape(view.value).channels;
    if channels != count {
        return Err(format!(
            "it has numbers for {count} channels, and {channels} enter"
        ));
    }
    let order = view.order(1, channels);
    let order = order.ok_or("its channels are not the second side of what enters")?;
    Ok((view, order))
}

fn epsilon(node: &Node) -> Result<f32, String> {
    let epsilon = float(node, "epsilon", 1e-5);
    if (1e-8..=1.0).contains(&epsilon) {
        return Ok(epsilon);
    }
    Err(format!("its epsilon is {epsilon}; rows take 1e-8 to 1"))
}

/// Batch normalisation.
pub fn batch(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let mut given = Vec::new();
    for at in 1..5 {
        given.push(
            reader
                .constant(node, at)?
                .ok_or("one of its four arrays is missing")?,
        );
    }
    let (view, order) = by_channel(reader, &view, given[0].count())?;
    if int(node, "training_mode", 0) != 0 {
        reader.rows.notes.push(format!(
            "\"{}\" was written as in training, where it takes the statistics of each batch; here it takes the running \
             ones of the file",
            node.name
        ));
    }
    // There it is the share that stays, and single precision leaves dust.
    let stays = f64::from(float(node, "momentum", 0.9));
    let momentum = (((1.0 - stays) * 1e6).round() / 1e6) as f32;
    let layer = BatchNorm {
        momentum: if (0.001..=1.0).contains(&momentum) {
            momentum
        } else {
            0.1
        },
        epsilon: epsilon(node)?,
    };
    let parts = ["scale", "shift", "running_mean", "running_variance"];
    let arrays: Result<Vec<Array>, String> = parts
        .into_iter()
        .zip(&given)
        .map(|(part, given)| channelwise(given, part, &order))
        .collect();
    let value = reader.rows.push(Box::new(layer), view.value, arrays?)?;
    Ok(Known::Activation(view.on(value)))
}

/// Instance normalisation, of channels or of groups of them that were folded into one.
pub fn instance(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let scale = reader.constant(node, 1)?.ok_or("its scale is missing")?;
    let shift = reader.constant(node, 2)?.ok_or("its shift is missing")?;
    let epsilon = epsilon(node)?;
    let shape = reader.rows.shape(view.value);
    let channels = shape.channels;
    let groups = scale.count();
    let plain = View::picture(view.value, reader.batch, shape);
    if groups == channels {
        // Rows and columns may be folded into one.
        let dims = plain.dims();
        if view.folded(&dims) != Some(plain) || view.dims().get(..2) != dims.get(..2) {
            return Err("it normalises another side than the channels".into());
        }
        let order: Vec<usize> = (0..channels).collect();
        let arrays = vec![
            channelwise(&scale, "scale", &order)?,
            channelwise(&shift, "shift", &order)?,
        ];
        let value = reader
            .rows
            .push(Box::new(InstanceNorm { epsilon }), view.value, arrays)?;
        return Ok(Known::Activation(view.on(value)));
    }
    let grouped = groups > 0 && channels.is_multiple_of(groups) && {
        let dims = [
            reader.batch,
            groups,
            channels / groups.max(1) * shape.area(),
        ];
        let sides = view.dims();
        plain.folded(&dims) == view.folded(&dims) && sides.get(1) == Some(&groups)
    };
    if !grouped {
        return Err("it normalises groups that are no groups of neighbouring channels".into());
    }
    let each = channels / groups;
    reader.rows.make_up(channels.saturating_mul(2))?;
    let spread = |constant: &Constant, part: &'static str| -> Result<Array, String> {
        let given = constant.reals().ok_or("its numbers are whole")?;
        if given.len() != groups {
            return Err("its scale and shift differ in length".into());
        }
        Ok(Array {
            part,
            shape: vec![channels],
            values: given.iter().flat_map(|&value| vec![value; each]).collect(),
            name: String::new(),
        })
    };
    let arrays = vec![spread(&scale, "scale")?, spread(&shift, "shift")?];
    let value = reader
        .rows
        .push(Box::new(GroupNorm { groups, epsilon }), view.value, arrays)?;
    Ok(Known::Activation(view.on(value)))
}

/// Group normalisation with a scale for each channel, as from version 21 on.
pub fn group(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let scale = reader.constant(node, 1)?.ok_or("its scale is missing")?;
    let shift = reader.constant(node, 2)?.ok_or("its shift is missing")?;
    let groups = usize::try_from(int(node, "num_groups", 0)).unwrap_or(0);
    let from = reader.rows.picture(&view, reader.batch)?;
    let shape = reader.rows.shape(from);
    if reader.opset < 21 || !(1..=4096).contains(&groups) || scale.count() != shape.channels {
        return Err(
            "it is group normalisation as before version 21, which had one scale for each group"
                .into(),
        );
    }
    let order: Vec<usize> = (0..shape.channels).collect();
    let arrays = vec![
        channelwise(&scale, "scale", &order)?,
        channelwise(&shift, "shift", &order)?,
    ];
    let layer = GroupNorm {
        groups,
        epsilon: epsilon(node)?,
    };
    let value = reader.rows.push(Box::new(layer), from, arrays)?;
    Ok(Known::Activation(View::picture(value, reader.batch, shape)))
}

/// Layer normalisation over channels that stand last.
pub fn layer(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let given = reader.view(node, 0)?;
    let view = match given.sides.len() {
        2 => reader.rows.vectors(&given, reader.batch)?,
        _ => given,
    };
    let last = view.sides.len().saturating_sub(1);
    let axis = int(node, "axis", -1);
    let channels = reader.rows.shape(view.value).channels;
    let scale = reader.constant(node, 1)?.ok_or("its scale is missing")?;
    let shift = reader.constant(node, 2)?;
    if (axis != -1 && axis != last as i64) || scale.count() != channels {
        return Err("it normalises more than the channels of each pixel".into());
    }
    let order = view.order(last, channels);
    let order = order.ok_or("it normalises another side than the channels")?;
    let shift = match shift {
        Some(shift) => channelwise(&shift, "shift", &order)?,
        None => filled("shift", channels, 0.0),
    };
    let arrays = vec![channelwise(&scale, "scale", &order)?, shift];
    let layer = LayerNorm {
        epsilon: epsilon(node)?,
    };
    let value = reader.rows.push(Box::new(layer), view.value, arrays)?;
    Ok(Known::Activation(view.on(value)))
}

/// The order of the channels of a fixed array beside a value, `[c, 1, 1]`, `[1, c, 1, 1]` or `[c]` beside vectors.
pub fn beside(constant: &Constant, view: &View, shape: Shape) -> bool {
    let mut dims = constant.dims.clone();
    while dims.len() < view.sides.len() {
        dims.insert(0, 1);
    }
    let channels = constant.count();
    dims.len() == view.sides.len()
        && dims.get(1) == Some(&channels)
        && channels == shape.channels
        && view.sides.get(1) == Some(&whole(Axis::Channels, channels))
}

/// A scale or a shift of each channel right behind a normalisation: it becomes that row's own. `None` when it is
/// something else.
pub fn finish(
    reader: &mut Reader<'_>,
    node: &Node,
    view: &View,
    constant: &Constant,
) -> Result<Option<Known>, String> {
    let norms = ["group-norm", "instance-norm", "layer-norm", "batch-norm"];
    let shape = reader.rows.shape(view.value);
    let is_norm = reader
        .rows
        .layer(view.value)
        .is_some_and(|layer| norms.contains(&layer.id()));
    let single = node
        .input
        .iter()
        .all(|name| reader.read_once(name) || reader.constant_of(name).is_some());
    if !is_norm || !single || !beside(constant, view, shape) {
        return Ok(None);
    }
    let given = constant.reals().ok_or("its numbers are whole")?.clone();
    if !given.iter().all(|value| value.is_finite()) {
        return Err("its numbers are infinite or no numbers".into());
    }
    let multiplies = node.op_type == "Mul";
    for part in ["scale", "shift"] {
        if part == "scale" && !multiplies {
            continue;
        }
        let Some(found) = reader.rows.array(view.value, part) else {
            return Ok(None);
        };
        let neutral = if part == "scale" { 1.0 } else { 0.0 };
        let all = found.values.iter().all(|value| *value == neutral);
        for (own, &value) in found.values.iter_mut().zip(given.iter()) {
            *own = match (multiplies, all) {
                (true, true) if part == "shift" => *own,
                (_, true) => value,
                (true, false) => *own * value,
                (false, false) => *own + value,
            };
        }
    }
    Ok(Some(Known::Activation(view.clone())))
}
