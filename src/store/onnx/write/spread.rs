//! Layers that change a picture's size or form without arrays of their own.

use super::super::super::settings::{is, whole};
use super::drawing::Setting::{Int, Ints, Text};
use super::{Drawn, Pen};

/// Pixel after pixel, the channels of a pixel side by side.
pub(super) fn flatten(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> String {
    let mut name = drawn.input.name.clone();
    if drawn.input.shape.area() > 1 {
        let order = [("perm", Ints(vec![0, 2, 3, 1]))];
        let own = drawn.own("pixels");
        name = pen.drawing.node("Transpose", &[&name], &own, &order);
    }
    let axis = [("axis", Int(1))];
    pen.drawing.node("Flatten", &[&name], &drawn.name, &axis)
}

pub(super) fn global_mean(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> String {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let mean = drawn.own("mean");
    pen.drawing
        .node("GlobalAveragePool", &[&input.name], &mean, &[]);
    let axis = [("axis", Int(1))];
    pen.drawing.node("Flatten", &[&mean], &drawn.name, &axis)
}

pub(super) fn pool(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> String {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let layer = drawn.layer();
    let operator = match layer.id() {
        "max-pool" => "MaxPool",
        _ => "AveragePool",
    };
    let settings = [
        ("kernel_shape", Ints(vec![whole(layer, "size"); 2])),
        ("strides", Ints(vec![whole(layer, "stride"); 2])),
    ];
    pen.drawing
        .node(operator, &[&input.name], &drawn.name, &settings)
}

pub(super) fn upsample(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> String {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let layer = drawn.layer();
    let factor = whole(layer, "factor") as f32;
    let scales = pen
        .drawing
        .reals(&drawn.own("scales"), &[4], &[1.0, 1.0, factor, factor]);
    let inputs = [&*input.name, "", &scales];
    let settings = match is(layer, "method", "bilinear") {
        true => vec![
            ("mode", Text("linear")),
            ("coordinate_transformation_mode", Text("half_pixel")),
        ],
        false => vec![
            ("mode", Text("nearest")),
            ("coordinate_transformation_mode", Text("asymmetric")),
            ("nearest_mode", Text("floor")),
        ],
    };
    pen.drawing.node("Resize", &inputs, &drawn.name, &settings)
}

pub(super) fn shuffle(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> String {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let settings = [
        ("blocksize", Int(whole(drawn.layer(), "factor"))),
        ("mode", Text("CRD")),
    ];
    pen.drawing
        .node("DepthToSpace", &[&input.name], &drawn.name, &settings)
}

/// `SpaceToDepth` puts the places of a square outermost: the channels go back into their order by a table.
pub(super) fn unshuffle(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> String {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let factor = whole(drawn.layer(), "factor");
    let (channels, places) = (drawn.input.shape.channels as i64, factor * factor);
    let size = [("blocksize", Int(factor))];
    if channels == 1 || factor == 1 {
        return pen
            .drawing
            .node("SpaceToDepth", &[&input.name], &drawn.name, &size);
    }
    let squares = drawn.own("squares");
    pen.drawing
        .node("SpaceToDepth", &[&input.name], &squares, &size);
    let order = (0..channels).flat_map(|c| (0..places).map(move |place| place * channels + c));
    let order: Vec<i64> = order.collect();
    let order = pen.drawing.list(&drawn.own("order"), &order);
    let axis = [("axis", Int(1))];
    pen.drawing
        .node("Gather", &[&squares, &order], &drawn.name, &axis)
}
