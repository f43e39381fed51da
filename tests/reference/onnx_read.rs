//! Reads the ONNX files of a folder and compares with the answers that lie beside them: `onnx_read FOLDER`. Files
//! called `NO-…` are to be refused.

use std::fs;
use std::path::Path;

use lemida_engine::nn::tensor_bytes::parse;
use lemida_engine::nn::{Mode, Network, Shape, Tensor};
use lemida_store::onnx::load_onnx;

/// Farthest that an answer may be off, as a share of its range.
const LIMIT: f32 = 1e-4;

/// Channel after channel as pixel after pixel.
fn tensor(shape: &[usize], values: &[f32]) -> Tensor {
    let side = |at: usize| shape.get(at).copied().unwrap_or(1);
    let form = Shape::new(side(1), side(2), side(3));
    let mut tensor = Tensor::zeros(shape[0], form);
    let area = form.area();
    for (at, value) in values.iter().enumerate() {
        let (example, rest) = (at / form.size(), at % form.size());
        let (channel, pixel) = (rest / area, rest % area);
        tensor.example_mut(example)[pixel * form.channels + channel] = *value;
    }
    tensor
}

fn compared(path: &Path) -> Result<(f32, Vec<String>), String> {
    let imported = load_onnx(path).map_err(|error| error.to_string())?;
    let beside = path.with_extension("safetensors");
    let bytes = fs::read(&beside).map_err(|error| error.to_string())?;
    let arrays = parse(&bytes)?;
    let array = |name: &str| {
        let found = arrays.tensors.iter().find(|tensor| tensor.name == name);
        found
            .map(|found| tensor(&found.shape, &found.values))
            .ok_or("no such array")
    };
    let (x, wanted) = (array("input0")?, array("answer0")?);
    let model = &imported.found.model;
    let mut network = Network::from_model(model, x.shape.height, x.shape.width)
        .map_err(|error| error.to_string())?;
    let found = network.forward(&x, Mode::Evaluate);
    if found.shape != wanted.shape {
        return Err(format!("answers {}, not {}", found.shape, wanted.shape));
    }
    let range = wanted
        .data
        .iter()
        .fold([f32::MAX, f32::MIN], |[low, high], &value| {
            [low.min(value), high.max(value)]
        });
    let pairs = found.data.iter().zip(&wanted.data);
    let away = pairs.fold(0.0_f32, |most, (one, other)| most.max((one - other).abs()));
    Ok((away / (range[1] - range[0]).max(1e-6), imported.notes))
}

fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "onnx"))
        .collect();
    paths.sort();
    let (mut right, mut worst) = (0, 0.0_f32);
    for path in &paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        match (compared(path), name.starts_with("NO-")) {
            (Ok((away, notes)), false) if away <= LIMIT => {
                right += 1;
                worst = worst.max(away);
                for note in notes {
                    println!("note  {name}: {note}");
                }
            }
            (Ok((away, _)), false) => println!("WRONG {name}: off by {away:e} of the range"),
            (Ok((away, _)), true) => println!("WRONG {name}: taken, off by {away:e} of the range"),
            (Err(wrong), true) => {
                right += 1;
                println!("ok    {name}: {wrong}");
            }
            (Err(wrong), false) => println!("WRONG {name}: {wrong}"),
        }
    }
    println!(
        "{right} of {} files as they should be; farthest off {worst:e} of the range",
        paths.len()
    );
}
