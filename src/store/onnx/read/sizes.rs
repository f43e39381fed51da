//! What changes a picture's size.

use super::super::schema::Node;
use super::folds::{axes, places};
use super::graph::{Known, Reader, int, ints, text};
use super::view::View;
use crate::nn::Layer;
use crate::nn::layers::{AveragePool, GlobalAveragePool, MaxPool, Method, Upsample};

/// Reads a node that changes a picture's size; `None` when it is none.
pub fn read(reader: &mut Reader<'_>, node: &Node) -> Result<Option<Known>, String> {
    Ok(Some(match &*node.op_type {
        "MaxPool" | "AveragePool" => pool(reader, node)?,
        "GlobalAveragePool" => mean(reader, node, true)?,
        "ReduceMean" => {
            let count = reader.view(node, 0)?.sides.len();
            let axes = axes(reader, node, 1)?.ok_or("it takes the mean of everything")?;
            let mut axes = places(&axes, count)?;
            axes.sort_unstable();
            if count != 4 || axes != [2, 3] {
                return Err("it takes the mean of other sides than rows and columns".into());
            }
            mean(reader, node, int(node, "keepdims", 1) != 0)?
        }
        "Resize" => resize(reader, node)?,
        _ => return Ok(None),
    }))
}

fn mean(reader: &mut Reader<'_>, node: &Node, keeps: bool) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let batch = reader.batch;
    let from = reader.rows.picture(&view, batch)?;
    let value = reader
        .rows
        .push(Box::new(GlobalAveragePool {}), from, Vec::new())?;
    let shape = reader.rows.shape(value);
    Ok(Known::Activation(match keeps {
        true => View::picture(value, batch, shape),
        false => View::vector(value, batch, shape),
    }))
}

fn pool(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let batch = reader.batch;
    let from = reader.rows.picture(&view, batch)?;
    let input = reader.rows.shape(from);
    let square = |name: &str| match ints(node, name) {
        None => Ok(1),
        Some(&[one, two]) if one == two && (1..=64).contains(&one) => Ok(one as usize),
        Some(other) => Err(format!(
            "its {name} is {other:?}; rows take squares of 1 to 64 pixels"
        )),
    };
    let (size, stride) = (square("kernel_shape")?, square("strides")?);
    let padded = ints(node, "pads").is_some_and(|pads| pads.iter().any(|&pad| pad != 0));
    let named = text(node, "auto_pad", "NOTSET");
    let fills = input.height.is_multiple_of(stride) && input.width.is_multiple_of(stride);
    let auto = named.starts_with("SAME") && (!fills || size != stride);
    if padded || auto || square("dilations")? != 1 {
        return Err(
            "it pools with pads or dilation; rows pool what lies inside the picture".into(),
        );
    }
    let cut = |side: usize| {
        side.checked_sub(size)
            .is_some_and(|rest| rest % stride != 0)
    };
    if int(node, "ceil_mode", 0) != 0 && (cut(input.height) || cut(input.width)) {
        return Err(
            "it pools windows that reach beyond the edge (ceil_mode); rows leave them out".into(),
        );
    }
    let layer: Box<dyn Layer> = match &*node.op_type {
        "MaxPool" => Box::new(MaxPool { size, stride }),
        _ => Box::new(AveragePool { size, stride }),
    };
    let value = reader.rows.push(layer, from, Vec::new())?;
    let shape = reader.rows.shape(value);
    Ok(Known::Activation(View::picture(value, batch, shape)))
}

fn resize(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let batch = reader.batch;
    let from = reader.rows.picture(&view, batch)?;
    let input = reader.rows.shape(from);
    let before = [batch, input.channels, input.height, input.width];
    let scales = reader
        .constant(node, 2)?
        .filter(|scales| scales.count() > 0);
    let sizes = reader.constant(node, 3)?;
    let factors: Vec<f64> = if let Some(scales) = &scales {
        let scales = scales.reals().ok_or("its scales are whole numbers")?;
        scales.iter().map(|&scale| f64::from(scale)).collect()
    } else {
        let sizes = sizes
            .as_ref()
            .and_then(|sizes| sizes.wholes())
            .ok_or("it says no size")?;
        let pairs = sizes.iter().zip(before);
        pairs
            .map(|(&after, before)| after as f64 / before as f64)
            .collect()
    };
    let factor = match factors[..] {
        [batch, channels, rows, columns] if batch == 1.0 && channels == 1.0 && rows == columns => {
            rows
        }
        _ => 0.0,
    };
    if factor.fract() != 0.0 || !(1.0..=16.0).contains(&factor) {
        return Err(format!(
            "it makes pictures {factors:?} times as large; rows enlarge rows and columns by one whole factor up to 16"
        ));
    }
    let mode = text(node, "mode", "nearest");
    let places = text(node, "coordinate_transformation_mode", "half_pixel");
    let nearest = text(node, "nearest_mode", "round_prefer_floor");
    let method = match (&*mode, &*places, &*nearest) {
        ("nearest", "asymmetric", "floor")
        | (
            "nearest",
            "half_pixel" | "pytorch_half_pixel",
            "round_prefer_floor" | "round_prefer_ceil",
        ) => Method::Nearest,
        ("linear", "half_pixel" | "pytorch_half_pixel", _) => Method::Bilinear,
        _ => {
            return Err(format!(
                "it enlarges by {mode} with {places} places ({nearest}); rows know nearest and bilinear between pixel \
                 centres"
            ));
        }
    };
    let layer = Upsample {
        factor: factor as usize,
        method,
    };
    let value = reader.rows.push(Box::new(layer), from, Vec::new())?;
    let shape = reader.rows.shape(value);
    Ok(Known::Activation(View::picture(value, batch, shape)))
}
