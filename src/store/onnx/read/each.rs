//! What is done to each number by itself.

use super::super::schema::Node;
use super::graph::{Known, Reader, attribute, float, int, text};
use super::norms::by_channel;
use super::rows::Array;
use super::view::View;
use crate::nn::Layer;
use crate::nn::layers::{
    Dropout, Gelu, Identity, LeakyRelu, Prelu, Relu, Sigmoid, Silu, Softmax, Tanh,
};

/// A row that changes no form.
fn row(reader: &mut Reader<'_>, view: &View, layer: Box<dyn Layer>) -> Result<Known, String> {
    // Vectors of pictures are flattened first, where the file does it.
    let view = match view.sides.len() {
        2 => reader
            .rows
            .vectors(view, reader.batch)
            .unwrap_or_else(|_| view.clone()),
        _ => view.clone(),
    };
    let value = reader.rows.push(layer, view.value, Vec::new())?;
    Ok(Known::Activation(view.on(value)))
}

/// Reads an activation; `None` when it is none.
pub fn read(reader: &mut Reader<'_>, node: &Node) -> Result<Option<Known>, String> {
    let layer: Box<dyn Layer> = match &*node.op_type {
        "Relu" => Box::new(Relu {}),
        "Tanh" => Box::new(Tanh {}),
        "Identity" => Box::new(Identity {}),
        "LeakyRelu" => {
            let slope = float(node, "alpha", 0.01);
            if !(0.0..=1.0).contains(&slope) {
                return Err(format!("its slope is {slope}; rows take 0 to 1"));
            }
            Box::new(LeakyRelu { slope })
        }
        "Gelu" => match &*text(node, "approximate", "none") {
            "none" => Box::new(Gelu {}),
            other => {
                return Err(format!(
                    "it is GELU by way of {other}; rows compute it exactly"
                ));
            }
        },
        "Sigmoid" => return sigmoid(reader, node).map(Some),
        "PRelu" => return prelu(reader, node).map(Some),
        "Softmax" => return softmax(reader, node).map(Some),
        "Dropout" => {
            let share = match reader.constant(node, 1)? {
                Some(share) => share.single().ok_or("its share is no number")?,
                None => float(node, "ratio", 0.5),
            };
            if !(0.0..=0.95).contains(&share) {
                return Err(format!("it drops a share of {share}; rows take 0 to 0.95"));
            }
            Box::new(Dropout { share })
        }
        "Clip" => {
            let bound = |at: usize, name: &str| -> Result<Option<f32>, String> {
                let given = reader.constant(node, at)?;
                let own = attribute(node, name).and_then(|attribute| attribute.f);
                Ok(given.map_or(own, |given| given.single()))
            };
            let (low, high) = (bound(1, "min")?, bound(2, "max")?);
            if low != Some(0.0) || high.is_some_and(f32::is_finite) {
                let told =
                    |bound: Option<f32>| bound.map_or("none".to_owned(), |bound| bound.to_string());
                return Err(format!(
                    "it holds numbers between {} and {} (ReLU6: 0 and 6); no row does that: train the \
                     network with ReLU instead",
                    told(low),
                    told(high)
                ));
            }
            Box::new(Relu {})
        }
        _ => return Ok(None),
    };
    let view = reader.view(node, 0)?;
    row(reader, &view, layer).map(Some)
}

/// σ(x), or x σ(x) with the product behind it.
fn sigmoid(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    if let Some((at, product)) = reader.follower(node, "Mul")
        && product.input.contains(&node.input[0])
    {
        reader.skip(at);
        let known = row(reader, &view, Box::new(Silu {}))?;
        if let Some(name) = product.output.first() {
            reader.learn(name, known.clone())?;
        }
        return Ok(known);
    }
    row(reader, &view, Box::new(Sigmoid {}))
}

/// x · ½ (1 + erf(x / √2)): the division is met first. `None` when it is another one.
pub fn gelu(reader: &mut Reader<'_>, node: &Node) -> Result<Option<Known>, String> {
    let Some(view) = node
        .input
        .first()
        .and_then(|name| reader.view_of(name))
        .cloned()
    else {
        return Ok(None);
    };
    let number = |reader: &Reader<'_>, node: &Node| {
        let mut found = node
            .input
            .iter()
            .filter_map(|name| reader.constant_of(name));
        found.next().and_then(super::constant::Constant::single)
    };
    let near =
        |given: Option<f32>, wanted: f32| given.is_some_and(|given| (given - wanted).abs() < 1e-5);
    let root = match &*node.op_type {
        "Div" => std::f32::consts::SQRT_2,
        _ => std::f32::consts::FRAC_1_SQRT_2,
    };
    if !near(number(reader, node), root) {
        return Ok(None);
    }
    let node_input = node.input[0].clone();
    // ½ and x are multiplied in one order or the other.
    let found = || {
        let (one, error) = reader.follower(node, "Erf")?;
        let (two, sum) = reader.follower(error, "Add")?;
        let (three, product) = reader.follower(sum, "Mul")?;
        let (four, last) = reader.follower(product, "Mul")?;
        let half = |node: &Node| near(number(reader, node), 0.5);
        let by_x = |node: &Node| node.input.contains(&node_input);
        let whole = near(number(reader, sum), 1.0);
        let both = (half(product) && by_x(last)) || (by_x(product) && half(last));
        (whole && both).then_some(([one, two, three, four], last))
    };
    let Some((nodes, last)) = found() else {
        return Ok(None);
    };
    nodes.into_iter().for_each(|at| reader.skip(at));
    let known = row(reader, &view, Box::new(Gelu {}))?;
    if let Some(name) = last.output.first() {
        reader.learn(name, known.clone())?;
    }
    Ok(Some(known))
}

fn prelu(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let view = reader.view(node, 0)?;
    let slope = reader.constant(node, 1)?.ok_or("its slopes are missing")?;
    let given = slope.reals().ok_or("its slopes are whole numbers")?.clone();
    let channels = match view.sides.len() {
        2 => reader.rows.vectors(&view, reader.batch)?.dims()[1],
        _ => reader.rows.shape(view.value).channels,
    };
    let one = given.len() == 1 && channels != 1;
    if one {
        reader.rows.make_up(channels)?;
    }
    let (view, order) = by_channel(reader, &view, if one { channels } else { given.len() })?;
    let mut dims = slope.dims.clone();
    while dims.len() < view.sides.len() {
        dims.insert(0, 1);
    }
    if !one && (dims.len() != view.sides.len() || dims.get(1) != Some(&channels)) {
        return Err("its slopes belong to another side than the channels".into());
    }
    let mut values = vec![given.first().copied().unwrap_or(0.0); channels];
    if one {
        reader.rows.notes.push(format!(
            "\"{}\" had one slope for all channels: each has its own now and trains by itself",
            node.name
        ));
    } else {
        for (&to, &value) in order.iter().zip(given.iter()) {
            values[to] = value;
        }
    }
    let slope = Array {
        part: "slope",
        shape: vec![channels],
        values,
        name: slope.name,
    };
    let value = reader
        .rows
        .push(Box::new(Prelu {}), view.value, vec![slope])?;
    Ok(Known::Activation(view.on(value)))
}

fn softmax(reader: &mut Reader<'_>, node: &Node) -> Result<Known, String> {
    let given = reader.view(node, 0)?;
    let view = match given.sides.len() {
        2 => reader.rows.vectors(&given, reader.batch)?,
        _ => given,
    };
    let count = view.sides.len();
    let usual = if reader.opset < 13 { 1 } else { -1 };
    let side = super::graph::place(int(node, "axis", usual), count)?;
    if reader.opset < 13 && count != 2 {
        return Err("before version 13 it took all sides behind its axis together".into());
    }
    let channels = reader.rows.shape(view.value).channels;
    if !view.holds(side, channels) {
        return Err("it makes shares of another side than the channels".into());
    }
    let value = reader
        .rows
        .push(Box::new(Softmax {}), view.value, Vec::new())?;
    Ok(Known::Activation(view.on(value)))
}
