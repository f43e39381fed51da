//! Writes every layer, preset and kind of join as an ONNX file and as a module of PyTorch, with inputs and this
//! program's own answers beside it, for `onnx_out.py` and `torch_net.py` to compare: `onnx_answers FOLDER OPSET`.

#[path = "../../src/store/nets.rs"]
mod cases;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use lemida_base::math::random::{Purpose, Stream};
use lemida_engine::nn::init::Init;
use lemida_engine::nn::tensor_bytes::{self, Part, Precision};
use lemida_engine::nn::{Mode, Model, Network, Shape, Tensor};
use lemida_engine::train::Experiment;
use lemida_store::model::FoundModel;
use lemida_store::onnx::to_bytes;
use lemida_store::torch::module_of;

/// Examples in a batch.
const COUNT: usize = 2;

fn flat(tensor: &Tensor) -> Vec<f32> {
    let shape = tensor.shape;
    let mut all = Vec::with_capacity(tensor.data.len());
    for example in 0..tensor.count {
        let numbers = tensor.example(example);
        for c in 0..shape.channels {
            all.extend(numbers.iter().skip(c).step_by(shape.channels));
        }
    }
    all
}

fn write(folder: &Path, opset: i64, case: &cases::Case) {
    let cases::Case { name, net, input } = case;
    let input = *input;
    let mut network = Network::new(net, input, Init::He, 5).expect("checked");
    cases::unusual_weights(&mut network, 9);
    let weights = network.weights();
    let mut experiment = Experiment::named("denoise-quick").expect("it is there");
    experiment.architecture = net.clone();
    let found = FoundModel {
        model: Model {
            architecture: Arc::new(net.clone()),
            channels: input.channels,
            weights: Arc::new(weights),
        },
        experiment,
        steps: 7,
        classes: Vec::new(),
        measure: None,
        notes: Vec::new(),
    };
    let bytes = to_bytes(&found, input, opset).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    fs::write(folder.join(format!("{name}.onnx")), bytes).expect("written");
    if let Ok((module, weights)) = module_of(&found, input) {
        fs::write(folder.join(format!("{name}.py")), module).expect("written");
        fs::write(folder.join(format!("{name}.state.safetensors")), weights).expect("written");
    }
    let mut arrays = Vec::new();
    for (at, [down, right]) in [[0, 0], [12, 24], [36, 12]].into_iter().enumerate() {
        let shape = Shape {
            height: input.height + if input.height > 1 { down } else { 0 },
            width: input.width + if input.width > 1 { right } else { 0 },
            ..input
        };
        let Ok(mut network) = Network::from_model(&found.model, shape.height, shape.width) else {
            continue;
        };
        let mut random = Stream::new(3, Purpose::Data, at as u64);
        let mut x = Tensor::zeros(COUNT, shape);
        let scale = if name.contains("embedding") || name == "text" {
            20.0
        } else {
            1.0
        };
        x.data.fill_with(|| scale * random.normal());
        let y = network.forward(&x, Mode::Evaluate).clone();
        for (what, tensor) in [("input", &x), ("answer", &y)] {
            let s = tensor.shape;
            let sides = match s.is_vector() {
                true => vec![COUNT, s.channels],
                false => vec![COUNT, s.channels, s.height, s.width],
            };
            arrays.push((format!("{what}{at}"), sides, flat(tensor)));
        }
    }
    let parts: Vec<Part<'_>> = arrays
        .iter()
        .map(|(name, shape, values)| Part {
            name,
            shape,
            values,
        })
        .collect();
    let mut out = fs::File::create(folder.join(format!("{name}.safetensors"))).expect("made");
    tensor_bytes::write(&mut out, &[], &parts, Precision::Single).expect("written");
}

fn main() {
    let mut words = std::env::args().skip(1);
    let folder = words.next().expect("a folder");
    let opset = words
        .next()
        .map_or(17, |text| text.parse().expect("a version"));
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("a folder");
    let all = cases::all();
    for case in &all {
        write(folder, opset, case);
    }
    println!("{} networks, opset {opset}", all.len());
}
