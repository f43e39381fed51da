//! Files that lie, or are broken: each is refused in a sentence, at once, and nothing else happens.

use std::time::Instant;

use lemida_base::math::random::{Purpose, Stream};
use prost::Message as _;
use prost::bytes::Bytes;

use super::super::schema::{Entry, Graph, Model as File, Node, Tensor, kind};
use super::super::{from_bytes, to_bytes};
use super::trained;

fn file_of(name: &str) -> File {
    let given = trained(name);
    let bytes = to_bytes(&given, given.experiment.data.shape(), 17).unwrap();
    let mut file = File::decode(&*bytes).unwrap();
    // Without its texts the graph is read.
    file.metadata_props.clear();
    file
}

/// What is said of a file that was changed.
fn told(change: impl FnOnce(&mut Graph)) -> String {
    let mut file = file_of("denoise-quick");
    change(file.graph.as_mut().unwrap());
    let began = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("side.bin"), [0; 64]).unwrap();
    let wrong = from_bytes(file.encode_to_vec(), "net", Some(folder.path())).unwrap_err();
    assert!(began.elapsed().as_secs_f64() < 10.0, "{wrong}");
    wrong
}

fn outside(tensor: &mut Tensor, entries: &[(&str, &str)]) {
    tensor.raw_data = Bytes::new();
    tensor.data_location = 1;
    let entry = |(key, value): &(&str, &str)| Entry {
        key: (*key).into(),
        value: (*value).into(),
    };
    tensor.external_data = entries.iter().map(entry).collect();
}

fn node<'g>(graph: &'g mut Graph, operator: &str) -> &'g mut Node {
    graph
        .node
        .iter_mut()
        .find(|node| node.op_type == operator)
        .unwrap()
}

#[test]
fn files_that_lie_are_refused_in_a_sentence() {
    let cases: Vec<(&str, String)> = vec![
        (
            "claims more numbers",
            told(|graph| graph.initializer[0].dims = vec![1 << 40, 1 << 40]),
        ),
        (
            "negative side",
            told(|graph| graph.initializer[0].dims[0] = -1),
        ),
        (
            "claims 1073741824 numbers",
            told(|graph| graph.initializer[0].dims = vec![1 << 30]),
        ),
        (
            "infinite or no numbers",
            told(|graph| {
                let count = graph.initializer[0].raw_data.len() / 4;
                let raw: Vec<u8> = f32::NAN.to_le_bytes().repeat(count);
                graph.initializer[0].raw_data = raw.into();
            }),
        ),
        (
            "neither in the file nor made",
            told(|graph| drop(graph.initializer.remove(0))),
        ),
        (
            "circle",
            told(|graph| {
                let last = graph.node.last().unwrap().output[0].clone();
                graph.node[0].input[0] = last;
            }),
        ),
        (
            "given twice",
            told(|graph| {
                let name = graph.node[0].output[0].clone();
                graph.node[1].output[0] = name;
            }),
        ),
        (
            "no row that does what Frobnicate does",
            told(|graph| {
                node(graph, "Relu").op_type = "Frobnicate".into();
            }),
        ),
        (
            "none of ONNX's own",
            told(|graph| node(graph, "Relu").domain = "com.example".into()),
        ),
        (
            "no plain name",
            told(|graph| {
                outside(
                    &mut graph.initializer[0],
                    &[("location", "../../etc/passwd")],
                );
            }),
        ),
        (
            "no plain name",
            told(|graph| outside(&mut graph.initializer[0], &[("location", "/etc/passwd")])),
        ),
        (
            "no plain name",
            told(|graph| outside(&mut graph.initializer[0], &[("location", "..")])),
        ),
        (
            "is not beside it",
            told(|graph| outside(&mut graph.initializer[0], &[("location", "none.bin")])),
        ),
        (
            "which has 64 in all",
            told(|graph| {
                outside(
                    &mut graph.initializer[0],
                    &[("location", "side.bin"), ("offset", "60")],
                );
            }),
        ),
        (
            "makes no sense",
            told(|graph| {
                outside(
                    &mut graph.initializer[0],
                    &[("location", "side.bin"), ("offset", "-1")],
                );
            }),
        ),
        (
            "than its files hold",
            told(|graph| {
                for at in 0..500_000 / 64 {
                    let mut tensor = Tensor {
                        name: format!("more {at}"),
                        dims: vec![16],
                        data_type: kind::FLOAT,
                        ..Tensor::default()
                    };
                    outside(&mut tensor, &[("location", "side.bin")]);
                    graph.initializer.push(tensor);
                    graph.initializer.rotate_right(1);
                }
            }),
        ),
        (
            "more than 10000",
            told(|graph| {
                let one = graph.node[1].clone();
                graph.node = vec![one; 10_001];
            }),
        ),
        (
            "takes 2 inputs",
            told(|graph| {
                let mut second = graph.input[0].clone();
                second.name = "second".into();
                graph.input.push(second);
            }),
        ),
    ];
    for (part, told) in cases {
        assert!(told.contains(part), "{told}, not {part}");
    }
    assert!(
        from_bytes(Vec::new(), "net", None)
            .unwrap_err()
            .contains("no network")
    );
    assert!(from_bytes(b"this is a text".to_vec(), "net", None).is_err());
}

/// A file with one thing in it changed that a graph knows.
fn bent(file: &mut File, random: &mut Stream) {
    const NUMBERS: [i64; 10] = [i64::MIN, -2, -1, 0, 1, 2, 7, 4096, 1 << 31, i64::MAX];
    let graph = file.graph.as_mut().unwrap();
    let nodes = graph.node.len();
    if nodes == 0 {
        return;
    }
    let (one, other) = (random.below(nodes), random.below(nodes));
    let number = NUMBERS[random.below(NUMBERS.len())];
    match random.below(9) {
        0 => graph.node[one].op_type = graph.node[other].op_type.clone(),
        1 => graph.node[one].input = graph.node[other].input.clone(),
        2 => drop(graph.node.remove(one)),
        3 => {
            let attributes = &mut graph.node[one].attribute;
            if !attributes.is_empty() {
                let at = random.below(attributes.len());
                attributes[at].i = attributes[at].i.map(|_| number);
                if let Some(first) = attributes[at].ints.first_mut() {
                    *first = number;
                }
            }
        }
        4 => {
            let at = random.below(graph.initializer.len().max(1));
            if let Some(tensor) = graph.initializer.get_mut(at) {
                let count = tensor.dims.len().max(1);
                if let Some(side) = tensor.dims.get_mut(random.below(count)) {
                    *side = number;
                }
            }
        }
        5 => {
            let at = random.below(graph.initializer.len().max(1));
            if let Some(tensor) = graph.initializer.get_mut(at) {
                let raw: Vec<u8> = number.to_le_bytes().repeat(tensor.raw_data.len() / 8);
                tensor.raw_data = raw.into();
            }
        }
        6 => {
            let sides = graph.input[0]
                .r#type
                .as_mut()
                .and_then(|kind| kind.tensor_type.as_mut());
            if let Some(shape) = sides.and_then(|kind| kind.shape.as_mut()) {
                let count = shape.dim.len().max(1);
                if let Some(side) = shape.dim.get_mut(random.below(count)) {
                    side.dim_param = None;
                    side.dim_value = Some(number);
                }
            }
        }
        7 => graph.node.swap(one, other),
        _ => {
            let inputs = &mut graph.node[one].input;
            if !inputs.is_empty() {
                let at = random.below(inputs.len());
                inputs[at] = graph
                    .initializer
                    .first()
                    .map_or(String::new(), |tensor| tensor.name.clone());
            }
        }
    }
}

/// Files that were changed at random are read or refused; `LEMIDA_FUZZ` says how many more than a few.
#[test]
fn changed_files_are_read_or_refused() {
    let count = std::env::var("LEMIDA_FUZZ")
        .ok()
        .and_then(|text| text.parse().ok());
    let seed = std::env::var("LEMIDA_FUZZ_SEED")
        .ok()
        .and_then(|text| text.parse().ok());
    let count = count.unwrap_or(600);
    let mut random = Stream::new(seed.unwrap_or(1), Purpose::Data, 0);
    let names = [
        "denoise-quick",
        "digits-cnn",
        "points-xor",
        "denoise-diffusion",
    ];
    let mut files: Vec<File> = names.map(file_of).to_vec();
    for case in crate::nets::all() {
        if [
            "text",
            "shared",
            "tied-same-2",
            "join-concat",
            "group-norm-0",
        ]
        .contains(&&*case.name)
        {
            let mut network =
                crate::nn::Network::new(&case.net, case.input, crate::nn::init::Init::He, 5)
                    .unwrap();
            crate::nets::unusual_weights(&mut network, 9);
            files.push(
                super::super::write::file_of(&case.net, &network.weights(), case.input, 17)
                    .unwrap(),
            );
        }
    }
    let mut read = 0;
    for number in 0..count {
        let mut file = files[random.below(files.len())].clone();
        for _ in 0..random.below(3) {
            bent(&mut file, &mut random);
        }
        let mut bytes = file.encode_to_vec();
        if number % 2 == 0 {
            for _ in 0..=random.below(4) {
                let at = random.below(bytes.len());
                bytes[at] = match random.below(3) {
                    0 => 0xff,
                    1 => 0,
                    _ => random.below(256) as u8,
                };
            }
            if random.below(8) == 0 {
                bytes.truncate(random.below(bytes.len()));
            }
        }
        let began = Instant::now();
        read += usize::from(from_bytes(bytes, "net", None).is_ok());
        assert!(
            began.elapsed().as_secs_f64() < 10.0,
            "file {number} takes long"
        );
    }
    assert!(read > count / 20, "{read} of {count} read");
}
