//! Transposed convolutions, and convolutions on their way back.

use super::super::super::turned::Turn;
use super::super::schema::Node;
use super::constant::Constant;
use super::graph::{Known, Reader, ints};
use super::linear::{Windows, array, bias, held, windows};
use super::rows::Array;
use super::view::View;
use crate::nn::Layer;
use crate::nn::layers::{Conv, Padding, TransposedConv};
use crate::setting::Value;

/// A transposed convolution, or an earlier one's weights on their way back.
pub fn transposed(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let batch = reader.batch;
    let from = reader.rows.picture(&view, batch)?;
    let input = reader.rows.shape(from);
    let weight = reader.constant(node, 1)?.ok_or("its weights are missing")?;
    let windows = windows(node, &weight, [0; 4], input)?;
    let [rows, columns] = windows.kernel;
    let outputs = weight.dims[1];
    if windows.group != 1
        || weight.dims[0] != input.channels
        || ints(node, "output_shape").is_some()
    {
        return Err(
            "it is a transposed convolution in groups, or of a size that is told apart; no row does \
             that"
                .into(),
        );
    }
    let bias = bias(reader, node, 2, outputs)?;
    let more = ints(node, "output_padding").unwrap_or(&[0, 0]);
    let span = windows.span();
    let mut output = [0; 2];
    for axis in 0..2 {
        let side = [input.height, input.width][axis] as i64;
        let more = more.get(axis).copied().unwrap_or(0);
        let pads = windows.pads[axis]
            .checked_add(windows.pads[axis + 2])
            .ok_or("its pads overflow")?;
        let whole = (side - 1) * windows.stride as i64 + span[axis] as i64 + 1;
        let rest = whole
            .checked_sub(pads)
            .and_then(|rest| rest.checked_add(more));
        output[axis] = rest.filter(|&rest| rest > 0).ok_or("it makes nothing")?;
    }
    let arrays: Vec<Array> = bias.into_iter().collect();
    let turn = Turn::Kernel([input.channels, rows, columns, outputs]);
    let shape = vec![input.channels, rows, columns, outputs];
    let matrix = array(&weight, "weight", shape, turn)?;
    let owner = reader
        .rows
        .owner(&weight.name, &matrix.shape, &matrix.values);
    if let Some((id, layer)) = owner
        && layer.id() == Conv::ID
    {
        return tied(
            reader,
            node,
            from,
            [id.into(), outputs as i64],
            &windows,
            output,
            arrays,
        );
    }
    let same = |axis: usize| {
        let side = [input.height, input.width][axis] as i64;
        windows.pads[axis] == (windows.kernel[axis] as i64 - 1) / 2
            && output[axis] == side * windows.stride as i64
    };
    if windows.dilation != 1 || !same(0) || !same(1) {
        return Err(format!(
            "it spreads {}×{} pixels to {}×{} with pads {:?}; rows make them {} times as many, with {} and {} before",
            input.height,
            input.width,
            output[0],
            output[1],
            windows.pads,
            windows.stride,
            (rows - 1) / 2,
            (columns - 1) / 2
        ));
    }
    let layer = TransposedConv {
        channels: held(outputs as i64, 1..=4096, "number of channels")?,
        kernel: windows.sides(),
        stride: windows.stride,
        bias: !arrays.is_empty(),
    };
    let arrays = std::iter::once(matrix).chain(arrays).collect();
    let value = reader.rows.push(Box::new(layer), from, arrays)?;
    let shape = reader.rows.shape(value);
    Ok(Known::Activation(View::picture(value, batch, shape)))
}

/// The linear map of an earlier convolution on its way back. With a stride, a slice cuts it to the size that was there.
fn tied(
    reader: &mut Reader<'_>,
    node: &Node,
    from: usize,
    [id, outputs]: [i64; 2],
    windows: &Windows,
    output: [i64; 2],
    arrays: Vec<Array>,
) -> Result<Known, String> {
    let id = id as u32;
    let (_, mut layer) = reader
        .rows
        .architecture
        .position(id)
        .map(|at| (at, reader.rows.architecture.rows[at].layer.clone()))
        .ok_or("the row whose weights it shares is gone")?;
    let valid = layer.get("padding") == Some(Value::Text(Padding::Valid.id().into()));
    let same_steps = layer.get("stride") == Some(Value::Int(windows.stride as i64))
        && layer.get("dilation") == Some(Value::Int(windows.dilation as i64));
    let set = |layer: &mut Box<dyn Layer>, key: &str, value: Value| layer.set(key, value).is_ok();
    let fits = same_steps
        && (0..2).all(|axis| {
            windows.pads[axis]
                == if valid {
                    0
                } else {
                    windows.span()[axis] as i64 / 2
                }
        })
        && set(&mut layer, "channels", Value::Int(outputs))
        && set(&mut layer, "bias", Value::Flag(!arrays.is_empty()));
    if !fits {
        return Err(
            "it shares the weights of an earlier convolution, but not its steps and pads".into(),
        );
    }
    let value = reader.rows.push_transposed(layer, from, arrays, id)?;
    let shape = reader.rows.shape(value);
    let whole = [shape.height as i64, shape.width as i64];
    if whole != output {
        // Cut by the slice behind it.
        let Some((at, slice)) = reader.follower(node, "Slice") else {
            return Err(format!(
                "it makes {output:?} pixels where the convolution took {whole:?}"
            ));
        };
        let ends = reader.constant(slice, 2)?;
        let starts = reader.constant(slice, 1)?;
        let axes = reader.constant(slice, 3)?;
        let list = |given: &Option<Constant>| {
            given
                .as_ref()
                .and_then(|given| given.wholes().map(<[i64]>::to_vec))
        };
        let cut = list(&ends) == Some(whole.to_vec())
            && list(&starts) == Some(vec![0, 0])
            && list(&axes) == Some(vec![2, 3])
            && (0..2).all(|axis| whole[axis] <= output[axis]);
        if !cut {
            return Err("what it makes is cut to another size than the convolution took".into());
        }
        let view = View::picture(value, reader.batch, shape);
        reader.skip(at);
        if let Some(name) = slice.output.first() {
            reader.learn(name, Known::Activation(view.clone()))?;
        }
        return Ok(Known::Activation(view));
    }
    Ok(Known::Activation(View::picture(value, reader.batch, shape)))
}
