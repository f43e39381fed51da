//! A run's examples as arrays in a file, and the lines that draw from them.

use std::path::Path;

use super::super::super::{StoreError, replace_file};
use super::net::flag;
use crate::data::{Batch, Examples, Part, Stock, Targets};
use crate::image::Image;
use crate::nn::tensor_bytes::{Numbers, Precision, write_arrays};
use crate::nn::{Shape, size_for};
use crate::train::Experiment;

/// Examples read at a time.
const AT_A_TIME: usize = 256;
/// Longest side of a photograph that is judged whole, and of the middles that are judged meanwhile.
const WHOLE: usize = 1024;
const MIDDLE: usize = 128;

/// One array.
enum Held {
    /// Numbers in 0..1 that are so many 255ths.
    Bytes(Vec<u8>),
    Real(Vec<f32>),
}

/// A run's examples.
pub(super) struct Data {
    arrays: Vec<(String, Vec<usize>, Held)>,
    /// The script's lines that name numbers.
    pub(super) settings: String,
    /// The script's lines that draw.
    pub(super) code: String,
    /// Whether training pictures are varied.
    pub(super) varied: bool,
}

impl Data {
    fn add(&mut self, name: &str, dims: Vec<usize>, values: Vec<f32>, whole: bool) {
        let byte = |value: &f32| {
            let level = (value * 255.0).round();
            ((0.0..=255.0).contains(&level) && level / 255.0 == *value).then_some(level as u8)
        };
        let bytes: Option<Vec<u8>> = match whole {
            true => None,
            false => values.iter().map(byte).collect(),
        };
        let held = bytes.map_or_else(|| Held::Real(values), Held::Bytes);
        self.arrays.push((name.into(), dims, held));
    }

    fn picture(&mut self, name: &str, image: &Image) {
        let (channels, height, width) = image.dim();
        let values = image.array().iter().copied().collect();
        self.add(name, vec![channels, height, width], values, false);
    }

    /// All examples of a part.
    fn part(&mut self, name: &str, examples: &dyn Examples, part: Part) {
        let shape = examples.shape();
        let count = examples.count(part);
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        let mut batch = Batch::default();
        let mut numbers = 1;
        for from in (0..count).step_by(AT_A_TIME) {
            examples.read(part, from, AT_A_TIME, &mut batch);
            for at in 0..batch.input.count {
                inputs.extend(in_channels(shape, batch.input.example(at)));
            }
            match &batch.target {
                Targets::Classes(classes) => {
                    targets.extend(classes.iter().map(|class| *class as f32));
                }
                Targets::Values(values) => {
                    numbers = values.shape.size();
                    targets.extend_from_slice(&values.data);
                }
            }
        }
        let mut dims = vec![count, shape.channels];
        if !shape.is_vector() {
            dims.extend([shape.height, shape.width]);
        }
        let labelled = targets.len() == count * numbers && !targets.is_empty();
        if !labelled {
            (targets, numbers) = (vec![0.0; count], 1);
        }
        self.add(&format!("{name}.inputs"), dims, inputs, false);
        let dims = match examples.measure() {
            Some(_) => vec![count, numbers],
            None => vec![count],
        };
        self.add(&format!("{name}.targets"), dims, targets, true);
    }

    /// Writes the file.
    pub(super) fn save(&self, path: &Path) -> Result<(), StoreError> {
        let real = |held: &Held| matches!(held, Held::Real(_));
        // Those of four bytes first, so that each begins at a multiple of its size.
        let first = self.arrays.iter().filter(|(_, _, held)| real(held));
        let then = self.arrays.iter().filter(|(_, _, held)| !real(held));
        let arrays = first.chain(then).map(|(name, dims, held)| {
            let numbers = match held {
                Held::Bytes(bytes) => Numbers::Bytes(bytes),
                Held::Real(values) => Numbers::Real(values, Precision::Single),
            };
            (&**name, &**dims, numbers)
        });
        let arrays: Vec<_> = arrays.collect();
        replace_file(path, |out| write_arrays(out, &[], &arrays))
    }
}

/// An example's numbers channel after channel.
fn in_channels(shape: Shape, example: &[f32]) -> impl Iterator<Item = f32> {
    let (channels, area) = (shape.channels, shape.height * shape.width);
    (0..channels * area).map(move |at| example[at % area * channels + at / area])
}

/// The examples of a run.
pub(super) fn data(experiment: &Experiment, examples: &dyn Examples, input: Shape) -> Data {
    let mut data = Data {
        arrays: Vec::new(),
        settings: String::new(),
        code: String::new(),
        varied: false,
    };
    let takes = |image: &Image| {
        let (channels, height, width) = image.dim();
        size_for(
            &experiment.architecture,
            Shape::new(channels, height, width),
        )
        .is_some()
    };
    let validated = experiment.training.validate_on;
    let counted = format!("SOME = {validated}\nEVERYTHING = 10**9\n");
    match examples.stock() {
        Stock::Photographs(photographs, side, flips) => {
            for (number, photograph) in photographs.enumerate() {
                data.picture(&format!("train.{number:05}"), &photograph);
            }
            data.settings = format!(
                "Data = Photographs\nPATCH = {side}\nFLIPS = {}\n",
                flag(flips)
            );
            data.code = include_str!("photographs.py").into();
            let whole: Vec<Image> = examples.whole(WHOLE).map(|(_, image)| image).collect();
            if !whole.is_empty() && whole.iter().all(takes) {
                for (number, picture) in whole.iter().enumerate() {
                    data.picture(&format!("held_out.{number:05}"), picture);
                }
                data.settings += &format!("SOME = {MIDDLE}\nEVERYTHING = {WHOLE}\n");
            } else {
                // The network takes patches only.
                data.part("held_out", examples, Part::Validation);
                let photographs = data.code.find("def held_out").unwrap_or(0);
                data.code.truncate(photographs);
                data.code += include_str!("examples.py");
                data.settings += &counted;
            }
        }
        Stock::Letters(letters, border, context) => {
            let parts = [
                ("train.letters", &letters[..border]),
                ("held_out.letters", &letters[border..]),
            ];
            for (name, letters) in parts {
                let numbers = letters.iter().map(|letter| f32::from(*letter)).collect();
                data.add(name, vec![letters.len()], numbers, true);
            }
            let held_out = examples.count(Part::Validation);
            data.settings =
                format!("Data = Stretches\nCONTEXT = {context}\nHELD_OUT = {held_out}\n")
                    + &counted;
            data.code = include_str!("text.py").into();
        }
        Stock::Examples(variety) => {
            data.part("train", examples, Part::Training);
            data.part("held_out", examples, Part::Validation);
            data.settings = format!("Data = Examples\n{counted}");
            data.code = include_str!("examples.py").into();
            data.varied = !input.is_vector()
                && (variety.shift > 0
                    || variety.mirror
                    || variety.turn > 0.0
                    || variety.light > 0.0);
            if data.varied {
                data.settings += &format!(
                    "SHIFT = {}\nMIRROR = {}\nTURN = {}\nLIGHT = {}\n",
                    variety.shift,
                    flag(variety.mirror),
                    variety.turn,
                    variety.light
                );
                data.code += include_str!("vary.py");
            }
        }
    }
    // A name for the class can stand only behind it.
    let line = data.settings.lines().next().unwrap_or_default().to_owned();
    data.settings = data.settings.replacen(&format!("{line}\n"), "", 1);
    data.code += &format!("{line}\n\n\n");
    data
}
