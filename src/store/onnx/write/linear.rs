//! Linear maps: convolutions, also on their way back, and dense layers.

use super::super::super::settings::{is, sides, whole};
use super::drawing::Setting::{Int, Ints};
use super::{Drawn, Pen};

/// y = W x + b, or with another row's W on its side.
pub(super) fn dense(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> Result<String, String> {
    let input = pen.vector(&drawn.input, &drawn.own("vector"));
    let mut inputs = vec![input.name, pen.needed(drawn, "weight")?];
    inputs.extend(pen.array(drawn, "bias")?);
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let side = i64::from(!drawn.transposed());
    let settings = [("transB", Int(side))];
    Ok(pen.drawing.node("Gemm", &inputs, &drawn.name, &settings))
}

/// Convolutions of all kinds. With the padding that keeps the size, one of stride s takes every s-th pixel.
pub(super) fn convolution(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> Result<String, String> {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let mut inputs = vec![input.name, pen.needed(drawn, "weight")?];
    inputs.extend(pen.array(drawn, "bias")?);
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let layer = drawn.layer();
    let kernel = sides(layer, "kernel");
    let stride = whole(layer, "stride");
    let dilation = layer
        .get("dilation")
        .map_or(1, |_| whole(layer, "dilation"));
    let span = kernel.map(|side| dilation * (side - 1));
    let valid = is(layer, "padding", "valid");
    let spreads = drawn.transposed() || layer.id() == "transposed-conv";
    let (mut pads, mut more) = ([0; 4], [0; 2]);
    for axis in 0..2 {
        let before = if valid { 0 } else { span[axis] / 2 };
        let after = match (spreads, valid) {
            (false, true) => 0,
            (false, false) => span[axis] - before,
            // What leaves is stride times as high as what enters, or reaches as far as any picture that the valid
            // convolution makes the same of.
            (true, false) => span[axis] + 1 - stride - before,
            (true, true) => 1 - stride,
        };
        pads[axis] = before;
        pads[axis + 2] = after.max(0);
        more[axis] = (-after).max(0);
    }
    let mut settings = vec![
        ("kernel_shape", Ints(kernel.to_vec())),
        ("strides", Ints(vec![stride; 2])),
        ("dilations", Ints(vec![dilation; 2])),
        ("pads", Ints(pads.to_vec())),
    ];
    if !spreads {
        let group = match layer.id() {
            "depthwise" => drawn.input.shape.channels as i64,
            _ => 1,
        };
        settings.push(("group", Int(group)));
        return Ok(pen.drawing.node("Conv", &inputs, &drawn.name, &settings));
    }
    settings.push(("output_padding", Ints(more.to_vec())));
    if layer.id() == "transposed-conv" || stride == 1 {
        return Ok(pen
            .drawing
            .node("ConvTranspose", &inputs, &drawn.name, &settings));
    }
    // Several heights become the same by the stride: it goes back to the one that was there.
    let whole = drawn.own("whole");
    let part = [("start", Int(2)), ("end", Int(4))];
    let size = drawn.own("size");
    pen.drawing
        .node("Shape", &[&drawn.owner_input.name], &size, &part);
    let zeros = pen.drawing.list("first row and column", &[0, 0]);
    let axes = pen.drawing.list("rows and columns", &[2, 3]);
    pen.drawing
        .node("ConvTranspose", &inputs, &whole, &settings);
    Ok(pen
        .drawing
        .node("Slice", &[&whole, &zeros, &size, &axes], &drawn.name, &[]))
}
