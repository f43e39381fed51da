//! Convolutions.

use super::super::super::turned::Turn;
use super::super::schema::Node;
use super::constant::Constant;
use super::graph::{Known, Reader, float, int, ints, text};
use super::rows::Array;
use super::view::View;
use crate::nn::layers::{Conv, Depthwise, Padding};
use crate::nn::{Layer, Shape};
use crate::setting::Sides;

/// The geometry of a convolution as a node tells it.
pub struct Windows {
    pub kernel: [usize; 2],
    pub stride: usize,
    pub dilation: usize,
    pub group: usize,
    /// Rows above, columns left, rows below, columns right.
    pub pads: [i64; 4],
}

/// A setting within the range that rows have.
pub fn held(value: i64, range: std::ops::RangeInclusive<i64>, what: &str) -> Result<usize, String> {
    if range.contains(&value) {
        return Ok(value as usize);
    }
    Err(format!(
        "its {what} is {value}; rows take {} to {}",
        range.start(),
        range.end()
    ))
}

/// Two numbers of one kind that must be the same.
fn both(node: &Node, name: &str, most: i64) -> Result<usize, String> {
    match ints(node, name) {
        None => Ok(1),
        Some(&[one, two]) if one == two => held(one, 1..=most, name),
        Some(&[one]) => Err(format!(
            "its {name} is for lines of {one}, not for pictures"
        )),
        Some(other) => Err(format!(
            "its {name} differ along rows and columns ({other:?})"
        )),
    }
}

pub fn windows(
    node: &Node,
    weight: &Constant,
    before: [i64; 4],
    input: Shape,
) -> Result<Windows, String> {
    let [_, _, rows, columns] = weight.dims[..] else {
        return Err("its weights are not those of a convolution of pictures".into());
    };
    let kernel = [
        held(rows as i64, 1..=31, "kernel's height")?,
        held(columns as i64, 1..=31, "kernel's width")?,
    ];
    if ints(node, "kernel_shape").is_some_and(|told| told != [rows as i64, columns as i64]) {
        return Err("its kernel has another size than its weights".into());
    }
    let stride = both(node, "strides", 16)?;
    let dilation = both(node, "dilations", 16)?;
    let mut pads = match (ints(node, "pads"), &*text(node, "auto_pad", "NOTSET")) {
        (Some(pads), "NOTSET" | "") => {
            <[i64; 4]>::try_from(pads).map_err(|_| "its pads are not four")?
        }
        (_, "SAME_UPPER" | "SAME_LOWER") => {
            let lower = text(node, "auto_pad", "") == "SAME_LOWER";
            let mut pads = [0; 4];
            for axis in 0..2 {
                let side = [input.height, input.width][axis];
                let reach =
                    (side.div_ceil(stride) - 1) * stride + dilation * (kernel[axis] - 1) + 1;
                let total = reach.saturating_sub(side) as i64;
                let less = total / 2;
                pads[axis] = if lower { total - less } else { less };
                pads[axis + 2] = total - pads[axis];
            }
            pads
        }
        (_, "VALID" | "NOTSET" | "") => [0; 4],
        (_, other) => return Err(format!("its auto_pad is {other}")),
    };
    for (pad, before) in pads.iter_mut().zip(before) {
        *pad = pad.checked_add(before).ok_or("its pads overflow")?;
    }
    let group = held(int(node, "group", 1), 1..=65_536, "group")?;
    Ok(Windows {
        kernel,
        stride,
        dilation,
        group,
        pads,
    })
}

impl Windows {
    /// Its kernel's sides.
    pub fn sides(&self) -> Sides {
        Sides {
            height: self.kernel[0],
            width: self.kernel[1],
        }
    }

    /// How far the kernel reaches beyond its first row and column.
    pub fn span(&self) -> [usize; 2] {
        self.kernel.map(|side| self.dilation * (side - 1))
    }

    /// What lies beyond the edge: the padding that gives the same answer for pictures of this size.
    fn padding(&self, input: Shape) -> Result<Padding, String> {
        if self.pads == [0; 4] {
            return Ok(Padding::Valid);
        }
        let span = self.span();
        let fits = |axis: usize| {
            let side = [input.height, input.width][axis] as i64;
            let (before, after) = (self.pads[axis], self.pads[axis + 2]);
            let room = side.checked_add(before)?.checked_add(after)?;
            let room = room.checked_sub(span[axis] as i64 + 1)?;
            let count = room.max(-1) / self.stride as i64 + 1;
            let same = (side as usize).div_ceil(self.stride) as i64;
            Some(before == (span[axis] / 2) as i64 && count == same)
        };
        if fits(0) == Some(true) && fits(1) == Some(true) {
            return Ok(Padding::Same);
        }
        Err(format!(
            "it puts {:?} zeros around what enters (above, left, below, right); rows put {} and {}, which keeps the \
             size, or none",
            self.pads,
            span[0] / 2,
            span[1] / 2
        ))
    }
}

/// An array of the file for a row.
pub fn array(
    constant: &Constant,
    part: &'static str,
    shape: Vec<usize>,
    turn: Turn,
) -> Result<Array, String> {
    let values = constant.reals().ok_or("its weights are whole numbers")?;
    if values.len() != shape.iter().product::<usize>() {
        return Err(format!(
            "its {part} has {} numbers, which do not fit",
            values.len()
        ));
    }
    Ok(Array {
        part,
        shape,
        values: turn.back(values),
        name: constant.name.clone(),
    })
}

pub fn bias(
    reader: &Reader<'_>,
    node: &Node,
    at: usize,
    channels: usize,
) -> Result<Option<Array>, String> {
    let Some(given) = reader.constant(node, at)? else {
        return Ok(None);
    };
    array(&given, "bias", vec![channels], Turn::Plain).map(Some)
}

/// Says that a batch norm was folded into the row that made `value`, where the names tell: torch's exporter calls the
/// bias that it leaves behind `weight_bias`.
fn tell_folded(reader: &mut Reader<'_>, value: usize, name: &str) {
    if name.ends_with("weight_bias")
        && let Some(row) = reader.rows.architecture.rows.get(value.wrapping_sub(1))
    {
        let note = format!(
            "row {}: its weights carry a batch norm that was folded into them when the file was written (its bias is \
             called \"{name}\"); trained on, it has none",
            row.id
        );
        reader.rows.notes.push(note);
    }
}

/// A convolution.
pub fn convolution(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let (view, before) = match reader.needed(node, 0)? {
        Known::Activation(view) => (view, [0; 4]),
        Known::Padded(view, pads) => (view, pads),
        Known::Constant(_) => return Err("it reads fixed numbers".into()),
    };
    let batch = reader.batch;
    let from = reader.rows.picture(&view, batch)?;
    let input = reader.rows.shape(from);
    let weight = reader.constant(node, 1)?.ok_or("its weights are missing")?;
    let windows = windows(node, &weight, before, input)?;
    let [rows, columns] = windows.kernel;
    let outputs = weight.dims[0];
    let bias = bias(reader, node, 2, outputs)?;
    let named = bias
        .as_ref()
        .map_or(String::new(), |bias| bias.name.clone());
    if weight.dims[1].checked_mul(windows.group) != Some(input.channels) {
        return Err(format!(
            "its weights are for {} channels, and {} enter",
            weight.dims[1].saturating_mul(windows.group),
            input.channels
        ));
    }
    let padding = windows.padding(input)?;
    let one = windows.group == 1;
    let alone = windows.group == input.channels && outputs == input.channels;
    let (layer, weight): (Box<dyn Layer>, Array) = if one {
        let layer = Conv {
            channels: held(outputs as i64, 1..=4096, "number of channels")?,
            kernel: windows.sides(),
            stride: windows.stride,
            dilation: windows.dilation,
            padding,
            bias: bias.is_some(),
        };
        let turn = Turn::Kernel([outputs, rows, columns, input.channels]);
        let shape = vec![outputs, rows, columns, input.channels];
        (Box::new(layer), array(&weight, "weight", shape, turn)?)
    } else if alone && (padding == Padding::Same || windows.kernel == [1, 1]) {
        let layer = Depthwise {
            kernel: windows.sides(),
            stride: windows.stride,
            dilation: windows.dilation,
            bias: bias.is_some(),
        };
        let shape = vec![outputs, rows, columns];
        (
            Box::new(layer),
            array(&weight, "weight", shape, Turn::Plain)?,
        )
    } else if alone {
        return Err(
            "it filters each channel by itself and lets the picture shrink; rows keep its size"
                .into(),
        );
    } else {
        return Err(format!(
            "it is a convolution in {} groups of channels; rows have one group, or one for each channel",
            windows.group
        ));
    };
    let arrays = std::iter::once(weight).chain(bias).collect();
    let value = reader.rows.push(layer, from, arrays)?;
    tell_folded(reader, value, &named);
    let shape = reader.rows.shape(value);
    Ok(Known::Activation(View::picture(value, batch, shape)))
}

/// Zeros around a picture, for the convolution that follows.
pub fn padded(reader: &Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let mode = text(node, "mode", "constant");
    let value = match reader.constant(node, 2)? {
        Some(value) => value.single().unwrap_or(f32::NAN),
        None => float(node, "value", 0.0),
    };
    if mode != "constant" || value != 0.0 {
        return Err(format!(
            "it continues pictures beyond their edge by {mode} {value}; rows put zeros there, or nothing"
        ));
    }
    let pads = match ints(node, "pads") {
        Some(pads) => pads.to_vec(),
        None => {
            let given = reader.constant(node, 1)?.ok_or("its pads are missing")?;
            given
                .wholes()
                .ok_or("its pads are no whole numbers")?
                .to_vec()
        }
    };
    if reader.constant(node, 3)?.is_some() {
        return Err("it pads sides that are named one by one".into());
    }
    match pads[..] {
        [0, 0, above, left, 0, 0, below, right] if pads.iter().all(|&pad| pad >= 0) => {
            if pads == [0; 8] {
                return Ok(Known::Activation(view));
            }
            Ok(Known::Padded(view, [above, left, below, right]))
        }
        _ => Err(format!("it pads {pads:?}: only rows and columns can be")),
    }
}
