//! A run as a program for PyTorch: one readable script, the run's weights and its data beside it.

mod asked;
mod data;
mod linear;
mod net;
mod training;

use std::path::{Path, PathBuf};

use super::super::trained::{FoundModel, Meaning};
use super::super::{StoreError, write_text};
use super::names::{Named, named};
use super::save_named;
use crate::data::Examples;
use crate::nn::layers::Start;
use crate::nn::{Architecture, Shape, size_for};
use crate::train::Experiment;

const CURE: &str = "export it as .onnx or .safetensors instead, or change that in the experiment";

/// Writes a run as a program for PyTorch: the script at `path`, and beside it its weights (`.weights.safetensors`) and
/// its data (`.data.safetensors`). Returns the files.
///
/// # Errors
/// [`StoreError`], when it does what has no form there, or cannot be written.
pub fn save_script(
    path: &Path,
    found: &FoundModel,
    examples: &dyn Examples,
) -> Result<[PathBuf; 3], StoreError> {
    let refused = |what: String| StoreError::new(path, format!("cannot be written: {what}"), CURE);
    let experiment = &found.experiment;
    let input = examples.shape();
    let named = named(&experiment.architecture, input).map_err(refused)?;
    let data = data::data(experiment, examples, input);
    let text = text(experiment, &named, input, &data).map_err(refused)?;
    let beside = |ending: &str| path.with_extension(ending);
    let files = [
        path.to_owned(),
        beside("weights.safetensors"),
        beside("data.safetensors"),
    ];
    data.save(&files[2])?;
    let meaning = Meaning {
        classes: found.classes.clone(),
        measure: found.measure.clone(),
    };
    save_named(&files[1], found, &named, &meaning)?;
    write_text(path, &text)?;
    Ok(files)
}

/// The script.
fn text(
    experiment: &Experiment,
    named: &Named,
    input: Shape,
    data: &data::Data,
) -> Result<String, String> {
    let asked = asked::asked(experiment, data)?;
    let training = training::training(experiment, named)?;
    let net = net::net(&experiment.architecture, named, input);
    let norms = net.layers.contains(&"batch-norm");
    let mut parts: Vec<String> = vec![head(experiment, norms)];
    parts.push(training.settings);
    parts.push(format!("UNUSED = {}\n", net::flag(net.unused)));
    parts.push(data.settings.clone() + &asked.settings + "\n");
    parts.extend(helpers(&net.layers).map(String::from));
    parts.push(format!("\n{}", net.class));
    parts.push(first_weights(experiment, named));
    parts.push(data.code.clone());
    parts.push(asked.code);
    parts.push(answered(experiment, input));
    parts.push(training.code);
    parts.push(match norms {
        true => include_str!("synced.py").into(),
        false => "def synchronised(net):\n    \"\"\"Nothing in it measures a batch.\"\"\"\n    return net\n\n\n".into(),
    });
    parts.push(include_str!("main.py").into());
    Ok(tidy(&parts.concat()))
}

/// What layers need besides PyTorch's own.
fn helpers(layers: &[&str]) -> impl Iterator<Item = &'static str> {
    let all = [
        ("curve", include_str!("curve.py")),
        ("positional-code", include_str!("places.py")),
        ("self-attention", include_str!("attention.py")),
    ];
    let used = all.map(|(id, text)| layers.contains(&id).then_some(text));
    used.into_iter().flatten()
}

/// A network alone: the class `Net` and what it needs.
pub(super) fn module_of(architecture: &Architecture, named: &Named, input: Shape) -> String {
    let net = net::net(architecture, named, input);
    let helpers: String = helpers(&net.layers).collect();
    tidy(&format!(
        "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\n{helpers}{}",
        net.class
    ))
}

/// Two empty lines around what stands at the margin and has lines of its own, and no more anywhere.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let opens = ["class ", "def ", "@", "if __name__"]
            .iter()
            .any(|start| line.starts_with(start));
        let margin = !line.is_empty() && !line.starts_with([' ', '"']);
        let decorated = lines.last().is_some_and(|last| last.starts_with('@'));
        if (opens || margin && inside) && !decorated {
            while lines.last() == Some(&"") {
                lines.pop();
            }
            lines.extend(["", ""]);
        } else if line.is_empty() && lines.ends_with(&["", ""]) {
            continue;
        }
        if margin {
            inside = opens;
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

/// What it is, how it is run, and what it needs.
fn head(experiment: &Experiment, norms: bool) -> String {
    let version = env!("CARGO_PKG_VERSION");
    // A name may hold anything.
    let name: String = experiment
        .name
        .chars()
        .filter(|letter| !matches!(letter, '"' | '\\') && !letter.is_control())
        .collect();
    let network = experiment.architecture.in_short();
    let more = match norms {
        true => "import torch.distributed.nn\n",
        false => "",
    };
    let functools = if norms { "import functools\n" } else { "" };
    format!(
        r#""""{name}: {network}, as a program for PyTorch. Written by Lemida {version}.

    python FILE.py                        trains anew, on a GPU where there is one
    torchrun --nproc-per-node 2 FILE.py   the same in two processes, which share each batch
    python FILE.py --judge                judges the run's weights
    python FILE.py --weights OTHER        goes on from other weights (safetensors, these names)

Beside it lie the run's weights (FILE.weights.safetensors) and data (FILE.data.safetensors). What it writes
(FILE.trained.safetensors) Lemida opens. It needs torch, numpy and safetensors. It always does all steps.
"""

import argparse
{functools}import itertools
import math
import os
import sys
import time

import torch
import torch.distributed as dist
{more}import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

"#
    )
}

/// How weights begin.
fn first_weights(experiment: &Experiment, named: &Named) -> String {
    let rows = named.arrays.iter().filter_map(|array| match array.start {
        Start::Random { fan_in, fan_out } => Some(format!(
            "    (\"{}\", {}, {}),\n",
            array.theirs,
            fan_in.max(1),
            fan_out.max(1)
        )),
        _ => None,
    });
    let rows: String = rows.collect();
    let fill = match experiment.init.id() {
        "he" => "nn.init.normal_(array, std=math.sqrt(2 / fan_in))",
        "glorot" => {
            "nn.init.uniform_(array, -math.sqrt(6 / (fan_in + fan_out)), math.sqrt(6 / (fan_in + fan_out)))"
        }
        "orthogonal" => "nn.init.orthogonal_(array)",
        _ => "nn.init.zeros_(array)",
    };
    // Running statistics have one axis.
    let last = named
        .arrays
        .iter()
        .rev()
        .find(|array| array.shape.len() > 1);
    let calm = match last.filter(|_| experiment.architecture.answers_input_minus()) {
        Some(last) => format!(
            "        # An untrained network answers nearly its input, and not noise of its own.\n        \
             arrays[\"{}\"].mul_(0.1)\n",
            last.theirs
        ),
        None => String::new(),
    };
    format!(
        r#"# Arrays that begin at random, how many inputs one output sees, and how many outputs one input reaches.
FANS = [
{rows}]


def first_weights(net):
    """First values of weights; biases begin at 0."""
    arrays = dict(net.named_parameters())
    with torch.no_grad():
        for name, array in arrays.items():
            if name.endswith("bias"):
                nn.init.zeros_(array)
        for name, fan_in, fan_out in FANS:
            array = arrays[name]
            {fill}
{calm}

"#
    )
}

/// The answer to pictures of any size.
fn answered(experiment: &Experiment, input: Shape) -> String {
    let fits = |multiple: usize| {
        let side = 128 + multiple;
        let shape = Shape::new(input.channels, side, side);
        size_for(&experiment.architecture, shape) == Some(shape)
    };
    let multiple = (0..=6)
        .map(|power| 1 << power)
        .find(|multiple| fits(*multiple));
    match multiple {
        Some(multiple @ 2..) if experiment.answer().is_picture() => format!(
            r#"def answered(net, pictures):
    """The network takes multiples of {multiple} pixels: pictures are continued by mirroring."""
    height, width = pictures.shape[2:]
    pictures = F.pad(pictures, (0, -width % {multiple}, 0, -height % {multiple}), mode="reflect")
    return net(pictures)[:, :, :height, :width]


"#
        ),
        _ => "def answered(net, examples):\n    return net(examples)\n\n\n".into(),
    }
}
