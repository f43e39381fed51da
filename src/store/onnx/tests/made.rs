//! Small graphs that are put together by hand: what they compute is read, or refused in a sentence.

use prost::Message as _;

use super::super::schema::{
    Attribute, Graph, Model as File, Node, OperatorSet, Side, Sides, Tensor, TensorType, Type,
    ValueInfo, attribute, kind,
};
use super::super::{Imported, from_bytes, to_bytes};
use super::trained;
use crate::nn::init::Init;
use crate::nn::{self, Mode, Network, Shape};

fn reals(name: &str, dims: &[i64], values: &[f32]) -> Tensor {
    Tensor {
        name: name.into(),
        dims: dims.to_vec(),
        data_type: kind::FLOAT,
        float_data: values.to_vec(),
        ..Tensor::default()
    }
}

fn wholes(name: &str, values: &[i64]) -> Tensor {
    Tensor {
        name: name.into(),
        dims: vec![values.len() as i64],
        data_type: kind::INT64,
        int64_data: values.to_vec(),
        ..Tensor::default()
    }
}

fn node(operator: &str, inputs: &[&str], output: &str) -> Node {
    Node {
        op_type: operator.into(),
        input: inputs.iter().map(|&name| name.into()).collect(),
        output: vec![output.into()],
        ..Node::default()
    }
}

fn whole(mut node: Node, name: &str, value: i64) -> Node {
    node.attribute.push(Attribute {
        name: name.into(),
        i: Some(value),
        r#type: attribute::INT,
        ..Attribute::default()
    });
    node
}

fn text(mut node: Node, name: &str, value: &'static str) -> Node {
    node.attribute.push(Attribute {
        name: name.into(),
        s: Some(value.into()),
        r#type: attribute::STRING,
        ..Attribute::default()
    });
    node
}

/// Pools squares of two pixels.
fn pool(output: &str) -> Node {
    let pool = list(node("MaxPool", &["x"], output), "kernel_shape", &[2, 2]);
    list(pool, "strides", &[2, 2])
}

/// Makes pictures twice as large.
fn twice(input: &str) -> Node {
    text(
        node("Resize", &[input, "", "scales"], "y"),
        "mode",
        "linear",
    )
}

fn scales() -> Tensor {
    reals("scales", &[4], &[1.0, 1.0, 2.0, 2.0])
}

fn list(mut node: Node, name: &str, values: &[i64]) -> Node {
    node.attribute.push(Attribute {
        name: name.into(),
        ints: values.to_vec(),
        r#type: attribute::INTS,
        ..Attribute::default()
    });
    node
}

/// Reads a graph from "x" of these sides (0 is left open) to "y".
fn read(dims: &[i64], arrays: Vec<Tensor>, nodes: Vec<Node>) -> Result<Imported, String> {
    let value = |name: &str, dims: &[i64]| ValueInfo {
        name: name.into(),
        r#type: Some(Type {
            tensor_type: Some(TensorType {
                elem_type: kind::FLOAT,
                shape: Some(Sides {
                    dim: dims
                        .iter()
                        .map(|&side| Side {
                            dim_value: Some(side).filter(|&side| side > 0),
                            dim_param: None,
                        })
                        .collect(),
                }),
            }),
        }),
    };
    let file = File {
        ir_version: 8,
        graph: Some(Graph {
            node: nodes,
            initializer: arrays,
            input: vec![value("x", dims)],
            output: vec![value("y", &[])],
            ..Graph::default()
        }),
        opset_import: vec![OperatorSet {
            domain: String::new(),
            version: 17,
        }],
        ..File::default()
    };
    from_bytes(file.encode_to_vec(), "made", None)
}

const X: [f32; 3] = [1.0, -2.0, 0.5];
/// Its columns are no rows.
const W: [[f32; 3]; 3] = [[1.0, 2.0, -1.0], [0.5, -3.0, 0.25], [4.0, 1.5, 2.0]];

/// x W, or x Wᵀ.
fn product(x: [f32; 3], turned: bool) -> [f32; 3] {
    std::array::from_fn(|to| {
        let weight = |from: usize| if turned { W[to][from] } else { W[from][to] };
        (0..3).map(|from| x[from] * weight(from)).sum()
    })
}

/// One matrix in several products is shared where the rows hold it the same way, and answers stay right.
#[test]
fn square_matrices_are_shared_by_their_numbers() {
    let plain = |from: &str, to: &str| node("MatMul", &[from, "w"], to);
    let turned = |from: &str, to: &str| whole(node("Gemm", &[from, "w"], to), "transB", 1);
    for sides in [[false, false], [false, true], [true, false], [true, true]] {
        let make = |turns: bool, from: &str, to: &str| match turns {
            true => turned(from, to),
            false => plain(from, to),
        };
        let nodes = vec![make(sides[0], "x", "h"), make(sides[1], "h", "y")];
        let found = read(&[1, 3], vec![reals("w", &[3, 3], W.as_flattened())], nodes).unwrap();
        let model = &found.found.model;
        let shape = Shape::vector(3);
        let mut network = Network::new(&model.architecture, shape, Init::Zeros, 0).unwrap();
        network.set_weights(&model.weights).unwrap();
        let mut x = nn::Tensor::zeros(1, shape);
        x.data.copy_from_slice(&X);
        let answer = network.forward(&x, Mode::Evaluate);
        let wanted = product(product(X, sides[0]), sides[1]);
        for (found, wanted) in answer.data.iter().zip(wanted) {
            assert!(
                (found - wanted).abs() < 1e-4,
                "{sides:?}: {:?}, not {wanted}",
                answer.data
            );
        }
        // Where the first has it turned, the second has a copy, which is said.
        let copied = sides == [false, true];
        assert_eq!(model.weights.len(), 1 + usize::from(copied), "{sides:?}");
        assert_eq!(
            found.notes.len(),
            usize::from(copied),
            "{sides:?}: {:?}",
            found.notes
        );
    }
}

#[test]
fn graphs_that_no_row_follows_are_refused() {
    let one = |node: Node| vec![node, self::node("Relu", &["x"], "y")];
    let three = [1.0, 2.0, 3.0];
    let mut doubled = Vec::new();
    let mut last = "x".to_owned();
    for at in 0..64 {
        let next = format!("h{at}");
        doubled.push(whole(node("Concat", &[&last, &last], &next), "axis", 1));
        last = next;
    }
    doubled.push(node("Relu", &[&last], "y"));
    let cut = [
        wholes("all", &[1, 2, 3, 4]),
        wholes("0", &[0]),
        wholes("4", &[4]),
        wholes("2", &[2]),
    ];
    let cases = [
        (
            "another side than the channels",
            read(
                &[1, 3],
                vec![wholes("flat", &[3]), reals("one", &[3], &three)],
                vec![
                    node("Reshape", &["x", "flat"], "h"),
                    node("InstanceNormalization", &["h", "one", "one"], "y"),
                ],
            ),
        ),
        (
            "no matrix",
            read(
                &[1, 3],
                vec![reals("none", &[0, 1 << 60], &[])],
                one(node("Transpose", &["none"], "turned")),
            ),
        ),
        ("cannot be held", read(&[1, 3], Vec::new(), doubled)),
        (
            "no order of its sides",
            read(
                &[1, 3],
                vec![reals("w", &[3, 3], W.as_flattened())],
                one(list(node("Transpose", &["w"], "turned"), "perm", &[0, 0])),
            ),
        ),
        (
            "in a way that is not read (Slice)",
            read(
                &[1, 3],
                cut.to_vec(),
                one(node("Slice", &["all", "0", "4", "", "2"], "part")),
            ),
        ),
        (
            "of two forms",
            read(
                &[1, 3],
                vec![reals("a", &[3, 1], &three), reals("b", &[1, 3], &three)],
                one(node("Add", &["a", "b"], "sum")),
            ),
        ),
        (
            "pools with pads",
            read(
                &[1, 3, 8, 9],
                Vec::new(),
                vec![text(pool("y"), "auto_pad", "SAME_UPPER")],
            ),
        ),
        (
            "data sets here have",
            read(&[1, 3, 64, 64], vec![scales()], vec![twice("x")]),
        ),
    ];
    for (part, told) in cases {
        let told = told.map(|found| found.notes);
        assert!(
            told.as_ref().is_err_and(|told| told.contains(part)),
            "{told:?}, not {part}"
        );
    }
}

/// Sizes that a file leaves open are tried with odd ones, too.
#[test]
fn windows_beyond_an_odd_edge_are_told() {
    let told = |ceil: i64| {
        let nodes = vec![whole(pool("h"), "ceil_mode", ceil), twice("h")];
        read(&[1, 3, 0, 0], vec![scales()], nodes).unwrap().notes
    };
    assert_eq!(told(0), Vec::<String>::new());
    let notes = told(1);
    assert!(
        notes.len() == 1 && notes[0].contains("191×383"),
        "{notes:?}"
    );
}

/// Texts do not save a file from a look at its numbers.
#[test]
fn numbers_that_are_none_are_refused_with_texts_too() {
    let given = trained("denoise-quick");
    let bytes = to_bytes(&given, given.experiment.data.shape(), 17).unwrap();
    let mut file = File::decode(&*bytes).unwrap();
    let graph = file.graph.as_mut().unwrap();
    let array = graph
        .initializer
        .iter_mut()
        .find(|array| array.name.ends_with(".weight"))
        .unwrap();
    let mut raw = array.raw_data.to_vec();
    raw[..4].copy_from_slice(&f32::NAN.to_le_bytes());
    array.raw_data = raw.into();
    let wrong = from_bytes(file.encode_to_vec(), "net", None).unwrap_err();
    assert!(wrong.contains("infinite or no numbers"), "{wrong}");
}
