//! Operators that only fold and turn.

use super::super::schema::Node;
use super::constant::{Constant, Numbers, nothing_is_flat};
use super::graph::{Known, Reader, int, ints, place, text};
use super::view::View;

/// Reads a node that folds or turns; `None` when it is none.
pub fn read(reader: &Reader<'_>, node: &Node) -> Result<Option<Known>, String> {
    let known = match &*node.op_type {
        "Reshape" => reshape(reader, node)?,
        "Flatten" => {
            let dims = dims_of(&reader.needed(node, 0)?)?;
            let axis = int(node, "axis", 1);
            let axis = if axis == dims.len() as i64 {
                dims.len()
            } else {
                place(axis, dims.len())?
            };
            let product = |dims: &[usize]| dims.iter().product();
            folded(
                &reader.needed(node, 0)?,
                &[product(&dims[..axis]), product(&dims[axis..])],
            )?
        }
        "Squeeze" => {
            let given = reader.needed(node, 0)?;
            let dims = dims_of(&given)?;
            let axes = match axes(reader, node, 1)? {
                Some(axes) => places(&axes, dims.len())?,
                None => (0..dims.len()).filter(|&at| dims[at] == 1).collect(),
            };
            if axes.iter().any(|&at| dims[at] != 1) {
                return Err("it removes a side that is longer than 1".into());
            }
            let kept = (0..dims.len()).filter(|at| !axes.contains(at));
            folded(&given, &kept.map(|at| dims[at]).collect::<Vec<_>>())?
        }
        "Unsqueeze" => {
            let given = reader.needed(node, 0)?;
            let dims = dims_of(&given)?;
            let axes = axes(reader, node, 1)?.ok_or("its axes are missing")?;
            let axes = places(&axes, dims.len() + axes.len())?;
            let mut rest = dims.iter();
            let all = (0..dims.len() + axes.len()).map(|at| match axes.contains(&at) {
                true => 1,
                false => rest.next().copied().unwrap_or(1),
            });
            folded(&given, &all.collect::<Vec<_>>())?
        }
        "Transpose" => {
            let given = reader.needed(node, 0)?;
            let count = dims_of(&given)?.len();
            let usual: Vec<i64> = (0..count as i64).rev().collect();
            let order = ints(node, "perm").map_or(usual, <[i64]>::to_vec);
            turned(&given, &places(&order, count)?)?
        }
        "DepthToSpace" | "SpaceToDepth" => {
            let view = reader.view(node, 0)?;
            let factor = usize::try_from(int(node, "blocksize", 0)).unwrap_or(0);
            let fits = (1..=16).contains(&factor) && view.sides.len() == 4;
            let channels_first = text(node, "mode", "DCR") == "CRD";
            let found = match &*node.op_type {
                _ if !fits => None,
                "DepthToSpace" => view.shuffled(factor, !channels_first),
                _ => view.unshuffled(factor, true),
            };
            Known::Activation(found.ok_or("its squares do not fit what enters")?)
        }
        "Gather" => match reader.needed(node, 0)? {
            Known::Activation(view) => Known::Activation(reordered(reader, node, &view)?),
            _ => return Ok(None),
        },
        "Slice" => match reader.needed(node, 0)? {
            Known::Activation(view) => Known::Activation(uncut(reader, node, &view)?),
            _ => return Ok(None),
        },
        "Identity" | "Cast" => match reader.needed(node, 0)? {
            Known::Activation(_) if node.op_type == "Identity" => return Ok(None),
            Known::Activation(_) if ![1, 10, 11, 16].contains(&int(node, "to", 1)) => {
                return Err("it makes whole numbers of what enters".into());
            }
            Known::Constant(constant) if node.op_type == "Cast" => {
                Known::Constant(super::wholes::cast(&constant, int(node, "to", 1))?)
            }
            known => known,
        },
        _ => return Ok(None),
    };
    Ok(Some(known))
}

fn dims_of(known: &Known) -> Result<Vec<usize>, String> {
    match known {
        Known::Constant(constant) => Ok(constant.dims.clone()),
        Known::Activation(view) => Ok(view.dims()),
        Known::Padded(..) => Err("it reads a picture with zeros around it".into()),
    }
}

/// Axes as an attribute, or as an input in later versions.
pub fn axes(reader: &Reader<'_>, node: &Node, at: usize) -> Result<Option<Vec<i64>>, String> {
    if let Some(axes) = ints(node, "axes") {
        return Ok(Some(axes.to_vec()));
    }
    let Some(given) = reader.constant(node, at)? else {
        return Ok(None);
    };
    let wholes = given.wholes().ok_or("its axes are no whole numbers")?;
    Ok(Some(wholes.to_vec()))
}

/// Places among `count`.
pub fn places(axes: &[i64], count: usize) -> Result<Vec<usize>, String> {
    axes.iter().map(|&at| place(at, count)).collect()
}

fn folded(known: &Known, dims: &[usize]) -> Result<Known, String> {
    let refused = || format!("it folds what enters to {dims:?}, which no row does");
    Ok(match known {
        Known::Activation(view) => Known::Activation(view.folded(dims).ok_or_else(refused)?),
        Known::Constant(constant) => {
            let count = dims
                .iter()
                .try_fold(1_usize, |count, &side| count.checked_mul(side));
            if count != Some(constant.count()) {
                return Err(refused());
            }
            let mut constant = constant.clone();
            constant.dims = nothing_is_flat(dims.to_vec(), constant.count());
            Known::Constant(constant)
        }
        Known::Padded(..) => return Err(refused()),
    })
}

fn turned(known: &Known, order: &[usize]) -> Result<Known, String> {
    let refused = || "it turns what enters in a way that is no order of its sides".to_owned();
    match known {
        Known::Activation(view) => Ok(Known::Activation(view.turned(order).ok_or_else(refused)?)),
        Known::Constant(constant) => {
            let [rows, columns] = constant.dims[..] else {
                return Err("it turns fixed numbers that are no matrix".into());
            };
            match order {
                [1, 0] => {}
                [0, 1] => return Ok(known.clone()),
                _ => return Err(refused()),
            }
            let values = constant.reals().ok_or_else(refused)?;
            let each =
                (0..columns).flat_map(|column| (0..rows).map(move |row| row * columns + column));
            Ok(Known::Constant(Constant {
                name: String::new(),
                dims: vec![columns, rows],
                numbers: Numbers::Reals(std::sync::Arc::new(each.map(|at| values[at]).collect())),
            }))
        }
        Known::Padded(..) => Err(refused()),
    }
}

fn reshape(reader: &Reader<'_>, node: &Node) -> Result<Known, String> {
    let given = reader.needed(node, 0)?;
    let dims = dims_of(&given)?;
    let wanted = reader
        .constant(node, 1)?
        .ok_or("its new sides are missing")?;
    let wanted = wanted
        .wholes()
        .ok_or("its new sides are no whole numbers")?;
    let zero_is_zero = int(node, "allowzero", 0) != 0;
    let mut sides = Vec::with_capacity(wanted.len());
    let mut open = None;
    for (at, &side) in wanted.iter().enumerate() {
        match side {
            -1 if open.is_none() => {
                open = Some(at);
                sides.push(1);
            }
            0 if !zero_is_zero => {
                sides.push(*dims.get(at).ok_or("it keeps a side that is not there")?);
            }
            side => sides.push(usize::try_from(side).map_err(|_| "its new sides make no sense")?),
        }
    }
    if let Some(at) = open {
        let all: usize = dims.iter().product();
        let rest = sides
            .iter()
            .try_fold(1_usize, |count, &side| count.checked_mul(side));
        let rest = rest.filter(|&rest| rest > 0 && all.is_multiple_of(rest));
        sides[at] = all / rest.ok_or("its new sides do not fit what enters")?;
    }
    folded(&given, &sides)
}

/// A table of channels: the one that puts the channels of squares into torch's order.
fn reordered(reader: &Reader<'_>, node: &Node, view: &View) -> Result<View, String> {
    let refused = "it picks parts of what enters by a table, which no row does";
    let order = reader.constant(node, 1)?.ok_or("its table is missing")?;
    let order = order.wholes().ok_or("its table is no whole numbers")?;
    let shape = reader.rows.shape(view.value);
    let plain = View::picture(view.value, reader.batch, shape);
    if int(node, "axis", 0) == 1 && order.len().is_multiple_of(shape.channels) {
        for factor in 2..=16 {
            let places = factor * factor;
            let wanted = (0..shape.channels)
                .flat_map(|c| (0..places).map(move |place| (place * shape.channels + c) as i64));
            if order.len() == shape.channels * places
                && plain.unshuffled(factor, true).as_ref() == Some(view)
                && wanted.eq(order.iter().copied())
            {
                return plain
                    .unshuffled(factor, false)
                    .ok_or_else(|| refused.into());
            }
        }
    }
    Err(refused.into())
}

/// A slice that leaves all as it is.
fn uncut(reader: &Reader<'_>, node: &Node, view: &View) -> Result<View, String> {
    let refused = "it cuts a part out of what enters, which no row does";
    let list = |at: usize| -> Result<Option<Vec<i64>>, String> {
        let given = reader.constant(node, at)?;
        Ok(given.and_then(|given| given.wholes().map(<[i64]>::to_vec)))
    };
    let (Some(starts), Some(ends)) = (list(1)?, list(2)?) else {
        return Err(refused.into());
    };
    let dims = view.dims();
    let axes = list(3)?.unwrap_or_else(|| (0..starts.len() as i64).collect());
    let axes = places(&axes, dims.len())?;
    let steps = list(4)?.unwrap_or_else(|| vec![1; starts.len()]);
    let whole = axes
        .iter()
        .zip(&starts)
        .zip(&ends)
        .all(|((&axis, &start), &end)| {
            start == 0 && usize::try_from(end).is_ok_and(|end| end >= dims[axis])
        });
    if whole
        && steps.iter().all(|&step| step == 1)
        && [starts.len(), ends.len(), steps.len()] == [axes.len(); 3]
    {
        return Ok(view.clone());
    }
    Err(refused.into())
}
