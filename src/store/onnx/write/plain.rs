//! Layers that keep a picture's form: activations and normalisations.

use super::super::super::settings::{real, whole};
use super::drawing::Setting::{Float, Int, Ints};
use super::{Drawn, Pen};

/// Each number by itself, or with numbers of its channel.
pub(super) fn each_number(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> Result<String, String> {
    let (x, name, layer) = (&*drawn.input.name, &*drawn.name, drawn.layer());
    let drawing = &mut pen.drawing;
    Ok(match layer.id() {
        "relu" => drawing.node("Relu", &[x], name, &[]),
        "leaky-relu" => {
            let slope = [("alpha", Float(real(layer, "slope")))];
            drawing.node("LeakyRelu", &[x], name, &slope)
        }
        "prelu" => {
            let slope = pen.needed(drawn, "slope")?;
            pen.drawing.node("PRelu", &[x, &slope], name, &[])
        }
        "gelu" => gelu(pen, drawn),
        "silu" => {
            let share = drawing.node("Sigmoid", &[x], &drawn.own("share"), &[]);
            drawing.node("Mul", &[x, &share], name, &[])
        }
        "tanh" => drawing.node("Tanh", &[x], name, &[]),
        "sigmoid" => drawing.node("Sigmoid", &[x], name, &[]),
        "softmax" => drawing.node("Softmax", &[x], name, &[("axis", Int(1))]),
        "dropout" => {
            let ratio = drawing.reals(&drawn.own("share"), &[], &[real(layer, "share")]);
            drawing.node("Dropout", &[x, &ratio], name, &[])
        }
        "identity" => drawing.node("Identity", &[x], name, &[]),
        "batch-norm" => {
            let mut inputs = vec![x.to_owned()];
            for part in ["scale", "shift", "running_mean", "running_variance"] {
                inputs.push(pen.needed(drawn, part)?);
            }
            let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
            let settings = [
                ("epsilon", Float(real(layer, "epsilon"))),
                // There it is the share that stays.
                ("momentum", Float(1.0 - real(layer, "momentum"))),
            ];
            pen.drawing
                .node("BatchNormalization", &inputs, name, &settings)
        }
        "curve" => curve(pen, drawn)?,
        other => return Err(format!("the layer {other} has no form in ONNX yet")),
    })
}

/// x Φ(x); before version 20 by the error function.
fn gelu(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> String {
    let (x, name) = (&*drawn.input.name, &*drawn.name);
    let drawing = &mut pen.drawing;
    if drawing.opset >= 20 {
        return drawing.node("Gelu", &[x], name, &[]);
    }
    let root = drawing.reals("root of 2", &[], &[std::f32::consts::SQRT_2]);
    let one = drawing.reals("one", &[], &[1.0]);
    let half = drawing.reals("half", &[], &[0.5]);
    let place = drawing.node("Div", &[x, &root], &drawn.own("place"), &[]);
    let error = drawing.node("Erf", &[&place], &drawn.own("error"), &[]);
    let twice = drawing.node("Add", &[&error, &one], &drawn.own("twice"), &[]);
    let double = drawing.node("Mul", &[x, &twice], &drawn.own("double"), &[]);
    drawing.node("Mul", &[&double, &half], name, &[])
}

/// Two entries of a table for each number, and the straight line between them.
fn curve(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> Result<String, String> {
    let (x, layer) = (&*drawn.input.name, drawn.layer());
    let table = pen.needed(drawn, "curve")?;
    let (knots, reach) = (whole(layer, "knots"), real(layer, "reach"));
    let channels = drawn.input.shape.channels as i64;
    let density = (knots - 1) as f32 / (2.0 * reach);
    let sides: &[i64] = if drawn.input.vector {
        &[1, channels]
    } else {
        &[1, channels, 1, 1]
    };
    let firsts: Vec<i64> = (0..channels).map(|c| c * knots).collect();
    let drawing = &mut pen.drawing;
    let reach = drawing.reals(&drawn.own("reach"), &[], &[reach]);
    let density = drawing.reals(&drawn.own("density"), &[], &[density]);
    let most = drawing.reals(&drawn.own("last piece"), &[], &[(knots - 2) as f32]);
    let zero = drawing.reals("zero", &[], &[0.0]);
    let firsts = drawing.wholes(&drawn.own("firsts"), sides, &firsts);
    let one = drawing.wholes("whole 1", &[], &[1]);
    let moved = drawing.node("Add", &[x, &reach], &drawn.own("moved"), &[]);
    let place = drawing.node("Mul", &[&moved, &density], &drawn.own("place"), &[]);
    let below = drawing.node("Floor", &[&place], &drawn.own("below"), &[]);
    let piece = drawing.node("Clip", &[&below, &zero, &most], &drawn.own("piece"), &[]);
    let share = drawing.node("Sub", &[&place, &piece], &drawn.own("share"), &[]);
    let whole = drawing.node("Cast", &[&piece], &drawn.own("whole"), &[("to", Int(7))]);
    let left = drawing.node("Add", &[&whole, &firsts], &drawn.own("left"), &[]);
    let right = drawing.node("Add", &[&left, &one], &drawn.own("right"), &[]);
    let low = drawing.node("Gather", &[&table, &left], &drawn.own("low"), &[]);
    let high = drawing.node("Gather", &[&table, &right], &drawn.own("high"), &[]);
    let step = drawing.node("Sub", &[&high, &low], &drawn.own("step"), &[]);
    let part = drawing.node("Mul", &[&share, &step], &drawn.own("part"), &[]);
    Ok(drawing.node("Add", &[&low, &part], &drawn.name, &[]))
}

/// Groups of channels as the channels of instance normalisation, then the scale and shift of each channel.
pub(super) fn region_norm(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> Result<String, String> {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let [scale, shift] = ["scale", "shift"].map(|part| pen.needed(drawn, part));
    let (scale, shift) = (scale?, shift?);
    let layer = drawn.layer();
    let epsilon = [("epsilon", Float(real(layer, "epsilon")))];
    let (x, drawing) = (&*input.name, &mut pen.drawing);
    if layer.id() == "instance-norm" {
        let inputs = [x, &scale, &shift];
        return Ok(drawing.node("InstanceNormalization", &inputs, &drawn.name, &epsilon));
    }
    let groups = whole(layer, "groups");
    let form = drawing.list(&drawn.own("form"), &[0, groups, -1]);
    let ones = drawing.reals(&drawn.own("ones"), &[groups], &vec![1.0; groups as usize]);
    let zeros = drawing.reals(&drawn.own("zeros"), &[groups], &vec![0.0; groups as usize]);
    let size = drawing.node("Shape", &[x], &drawn.own("size"), &[]);
    let grouped = drawing.node("Reshape", &[x, &form], &drawn.own("grouped"), &[]);
    let inputs = [&*grouped, &ones, &zeros];
    let own = drawn.own("normal");
    let normal = drawing.node("InstanceNormalization", &inputs, &own, &epsilon);
    let back = drawing.node("Reshape", &[&normal, &size], &drawn.own("ungrouped"), &[]);
    let scaled = drawing.node("Mul", &[&back, &scale], &drawn.own("scaled"), &[]);
    Ok(drawing.node("Add", &[&scaled, &shift], &drawn.name, &[]))
}

/// The channels of each pixel.
pub(super) fn layer_norm(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> Result<String, String> {
    let [scale, shift] = ["scale", "shift"].map(|part| pen.needed(drawn, part));
    let (scale, shift) = (scale?, shift?);
    let settings = [
        ("axis", Int(-1)),
        ("epsilon", Float(real(drawn.layer(), "epsilon"))),
    ];
    let (x, drawing) = (&*drawn.input.name, &mut pen.drawing);
    let operator = "LayerNormalization";
    if drawn.input.vector {
        return Ok(drawing.node(operator, &[x, &scale, &shift], &drawn.name, &settings));
    }
    let there = [("perm", Ints(vec![0, 2, 3, 1]))];
    let back = [("perm", Ints(vec![0, 3, 1, 2]))];
    let pixels = drawing.node("Transpose", &[x], &drawn.own("pixels"), &there);
    let inputs = [&*pixels, &scale, &shift];
    let normal = drawing.node(operator, &inputs, &drawn.own("normal"), &settings);
    Ok(drawing.node("Transpose", &[&normal], &drawn.name, &back))
}
