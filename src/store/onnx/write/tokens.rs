//! Layers on tokens: embedding, positional code, self-attention.

use super::super::super::settings::{is, whole};
use super::drawing::Setting::{Int, Ints, Number};
use super::{Drawn, Pen};

/// The vector of the nearest token.
pub(super) fn embedding(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> Result<String, String> {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let vectors = pen.needed(drawn, "vectors")?;
    let tokens = whole(drawn.layer(), "tokens");
    let drawing = &mut pen.drawing;
    let half = drawing.reals("half", &[], &[0.5]);
    let zero = drawing.reals("zero", &[], &[0.0]);
    let most = drawing.reals(&drawn.own("last token"), &[], &[(tokens - 1) as f32]);
    let axis = drawing.list("channels", &[1]);
    let moved = drawing.node("Add", &[&input.name, &half], &drawn.own("moved"), &[]);
    let held = drawing.node("Clip", &[&moved, &zero, &most], &drawn.own("held"), &[]);
    let token = drawing.node("Cast", &[&held], &drawn.own("token"), &[("to", Int(7))]);
    let places = drawing.node("Squeeze", &[&token, &axis], &drawn.own("places"), &[]);
    let found = drawing.node("Gather", &[&vectors, &places], &drawn.own("found"), &[]);
    let order = [("perm", Ints(vec![0, 3, 1, 2]))];
    Ok(drawing.node("Transpose", &[&found], &drawn.name, &order))
}

/// The code of each place, from a table for this size.
pub(super) fn positional_code(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> String {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let shape = drawn.input.shape;
    let codes = super::super::codes::table(shape);
    let dims = [1, shape.channels, shape.height, shape.width].map(|side| side as i64);
    let table = pen.drawing.reals(&drawn.own("codes"), &dims, &codes);
    pen.drawing
        .node("Add", &[&input.name, &table], &drawn.name, &[])
}

/// softmax(Q Kᵀ / √d) V for each head, between two maps of each token.
pub(super) fn attention(pen: &mut Pen<'_>, drawn: &Drawn<'_>) -> Result<String, String> {
    let input = pen.picture(&drawn.input, &drawn.own("picture"));
    let into = pen.needed(drawn, "query_key_value")?;
    let into_bias = pen.needed(drawn, "query_key_value_bias")?;
    let out = pen.needed(drawn, "answer")?;
    let out_bias = pen.needed(drawn, "answer_bias")?;
    let channels = drawn.input.shape.channels as i64;
    let heads = whole(drawn.layer(), "heads");
    let depth = channels / heads;
    let own = |part: &str| drawn.own(part);
    let drawing = &mut pen.drawing;
    let row = drawing.list(&own("row form"), &[0, channels, -1]);
    let form = drawing.list(&own("head form"), &[0, 0, heads, depth]);
    let joined = drawing.list(&own("joined form"), &[0, 0, channels]);
    let scale = drawing.reals(&own("scale"), &[], &[1.0 / (depth as f32).sqrt()]);
    let turn = |perm: [i64; 3]| [("perm", Ints(perm.to_vec()))];
    let swap = |perm: [i64; 4]| [("perm", Ints(perm.to_vec()))];
    let size = drawing.node("Shape", &[&input.name], &own("size"), &[]);
    let rows = drawing.node("Reshape", &[&input.name, &row], &own("rows"), &[]);
    let tokens = drawing.node("Transpose", &[&rows], &own("tokens"), &turn([0, 2, 1]));
    let mapped = drawing.node("MatMul", &[&tokens, &into], &own("mapped"), &[]);
    let all = drawing.node("Add", &[&mapped, &into_bias], &own("all"), &[]);
    let mut parts = Vec::new();
    for (index, part) in ["queries", "keys", "values"].into_iter().enumerate() {
        let first = drawing.list(
            &format!("first {part} of {channels}"),
            &[index as i64 * channels],
        );
        let end = drawing.list(
            &format!("end of {part} of {channels}"),
            &[(index as i64 + 1) * channels],
        );
        let axis = drawing.list("last axis of tokens", &[2]);
        let slice = own(part);
        drawing.node("Slice", &[&all, &first, &end, &axis], &slice, &[]);
        let headed = own(&format!("{part} of heads"));
        drawing.node("Reshape", &[&slice, &form], &headed, &[]);
        // Keys stand on their side, to be multiplied.
        let order = if part == "keys" {
            [0, 2, 3, 1]
        } else {
            [0, 2, 1, 3]
        };
        let turned = own(&format!("{part} by head"));
        parts.push(drawing.node("Transpose", &[&headed], &turned, &swap(order)));
    }
    let products = drawing.node("MatMul", &[&parts[0], &parts[1]], &own("products"), &[]);
    let mut scores = drawing.node("Mul", &[&products, &scale], &own("scores"), &[]);
    if is(drawn.layer(), "causal", "true") {
        // Minus infinity above the diagonal: no token sees a later one.
        let last = [("start", Int(1)), ("end", Int(2))];
        let count = drawing.node("Shape", &[&tokens], &own("count"), &last);
        let square = [("axis", Int(0))];
        let square = drawing.node("Concat", &[&count, &count], &own("square"), &square);
        let least = [("value", Number(f32::NEG_INFINITY))];
        let least = drawing.node("ConstantOfShape", &[&square], &own("unseen"), &least);
        let one = drawing.wholes("diagonal", &[], &[1]);
        let mask = drawing.node("Trilu", &[&least, &one], &own("later"), &[]);
        scores = drawing.node("Add", &[&scores, &mask], &own("seen"), &[]);
    }
    let shares = drawing.node("Softmax", &[&scores], &own("shares"), &[("axis", Int(-1))]);
    let mixed = drawing.node("MatMul", &[&shares, &parts[2]], &own("mixed"), &[]);
    let side = drawing.node(
        "Transpose",
        &[&mixed],
        &own("side by side"),
        &swap([0, 2, 1, 3]),
    );
    let joined = drawing.node("Reshape", &[&side, &joined], &own("mixture"), &[]);
    let answer = drawing.node("MatMul", &[&joined, &out], &own("answered"), &[]);
    let answer = drawing.node("Add", &[&answer, &out_bias], &own("tokens out"), &[]);
    let back = drawing.node("Transpose", &[&answer], &own("rows out"), &turn([0, 2, 1]));
    Ok(drawing.node("Reshape", &[&back, &size], &drawn.name, &[]))
}
