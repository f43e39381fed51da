//! Two values that meet.

use super::super::schema::Node;
use super::graph::{Known, Reader, int, place};
use super::norms::finish;
use super::view::View;
use super::{each, tokens};
use crate::nn::{Join, Source};

/// Reads a sum, difference, product or chain; `None` when it is none of them.
pub fn read(reader: &mut Reader<'_>, node: &Node) -> Result<Option<Known>, String> {
    let join: fn(Source) -> Join = match &*node.op_type {
        "Add" | "Sum" => Join::Add,
        "Sub" => Join::Subtract,
        "Mul" => Join::Multiply,
        "Concat" => return chain(reader, node).map(Some),
        "Div" => {
            return match each::gelu(reader, node)? {
                Some(known) => Ok(Some(known)),
                None => Err("it divides; no row does that".into()),
            };
        }
        _ => return Ok(None),
    };
    if node.input.len() != 2 {
        return Err(format!(
            "it joins {} values; rows join two",
            node.input.len()
        ));
    }
    let given = [reader.needed(node, 0)?, reader.needed(node, 1)?];
    match given {
        [Known::Activation(one), Known::Activation(two)] => {
            joined(reader, node, &one, &two, join).map(Some)
        }
        [Known::Activation(view), Known::Constant(constant)]
        | [Known::Constant(constant), Known::Activation(view)]
            if node.op_type != "Sub" =>
        {
            if let Some(known) = tokens::read(reader, node, &view, &constant)? {
                return Ok(Some(known));
            }
            if node.op_type == "Mul"
                && let Some(known) = each::gelu(reader, node)?
            {
                return Ok(Some(known));
            }
            if let Some(known) = finish(reader, node, &view, &constant)? {
                return Ok(Some(known));
            }
            let verb = if node.op_type == "Mul" {
                "multiplies by"
            } else {
                "adds"
            };
            Err(format!(
                "it {verb} fixed numbers ({:?}); rows have such only behind a normalisation or a product",
                constant.dims
            ))
        }
        _ => Err("it joins fixed numbers with what enters; no row does that".into()),
    }
}

/// Two values on a level: both lie over pictures alike, or both become pictures or vectors.
fn level(reader: &mut Reader<'_>, one: &View, two: &View) -> Result<[View; 2], String> {
    let batch = reader.batch;
    let alike = one.sides == two.sides
        && reader.rows.shape(one.value) == reader.rows.shape(two.value)
        && one.sides.len() != 2;
    if alike {
        return Ok([one.clone(), two.clone()]);
    }
    if one.sides.len() == 2 || two.sides.len() == 2 {
        let (a, b) = (
            reader.rows.vectors(one, batch)?,
            reader.rows.vectors(two, batch)?,
        );
        if a.sides == b.sides {
            return Ok([a, b]);
        }
        return Err("it joins vectors whose numbers stand in different orders".into());
    }
    let (a, b) = (
        reader.rows.picture(one, batch)?,
        reader.rows.picture(two, batch)?,
    );
    let made =
        |value: usize, reader: &Reader<'_>| View::picture(value, batch, reader.rows.shape(value));
    Ok([made(a, reader), made(b, reader)])
}

fn joined(
    reader: &mut Reader<'_>,
    node: &Node,
    one: &View,
    two: &View,
    join: fn(Source) -> Join,
) -> Result<Known, String> {
    let [one, two] = level(reader, one, two)?;
    let open = node
        .output
        .first()
        .is_some_and(|name| reader.read_once(name));
    let value = reader.rows.join(one.value, two.value, join, open)?;
    Ok(Known::Activation(one.on(value)))
}

/// Channel after channel.
fn chain(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let mut views = Vec::new();
    for at in 0..node.input.len() {
        views.push(reader.view(node, at)?);
    }
    let batch = reader.batch;
    let count = views.first().map_or(0, |view| view.sides.len());
    if place(int(node, "axis", 1), count)? != 1 {
        return Err("it chains another side than the channels".into());
    }
    let mut values = Vec::new();
    for view in &views {
        let value = match count {
            2 => {
                let view = reader.rows.vectors(view, batch)?;
                let channels = reader.rows.shape(view.value).channels;
                if !view.is_channels(1, channels) {
                    return Err("it chains vectors whose numbers stand in another order".into());
                }
                view.value
            }
            _ => reader.rows.picture(view, batch)?,
        };
        values.push(value);
    }
    let (&first, rest) = values.split_first().ok_or("it chains nothing")?;
    let mut value = first;
    for (at, &other) in rest.iter().enumerate() {
        let last = at + 1 == rest.len();
        let open = last
            && node
                .output
                .first()
                .is_some_and(|name| reader.read_once(name));
        value = reader.rows.join(value, other, Join::Concat, open)?;
    }
    let shape = reader.rows.shape(value);
    Ok(Known::Activation(match count {
        2 => View::vector(value, batch, shape),
        _ => View::picture(value, batch, shape),
    }))
}
