//! What is asked of the network, what spoils its examples, and what its answers earn.

use super::data::Data;
use crate::setting::{Adjust, Value};
use crate::train::task::Answer;
use crate::train::{Experiment, Metric};

/// The lines of it.
pub(super) struct Asked {
    pub(super) settings: String,
    pub(super) code: String,
}

/// A real setting.
pub(super) fn real(thing: &dyn Adjust, key: &str) -> f64 {
    match thing.get(key) {
        Some(Value::Float(value)) => value,
        Some(Value::Int(value)) => value as f64,
        _ => 0.0,
    }
}

pub(super) fn asked(experiment: &Experiment, data: &Data) -> Result<Asked, String> {
    let mut asked = Asked {
        settings: String::new(),
        code: String::new(),
    };
    let task = &*experiment.task;
    if task.applies_operator() {
        operator(&*experiment.operator, &mut asked)?;
    }
    if task.adds_noise() {
        noise(&*experiment.noise, &mut asked)?;
    }
    let varied = match data.varied {
        true => "    if not judging:\n        clean = vary(clean)\n",
        false => "",
    };
    let lines = match task.id() {
        "classify" => "    return clean, target.long()\n",
        "regress" => "    return clean, target\n",
        "denoise" => "    return noisy(clean), clean\n",
        "restore" => "    return noisy(spoiled(clean)), clean\n",
        "noise2noise" => "    return noisy(clean), clean if judging else noisy(clean)\n",
        "noise2void" => {
            asked.settings += &format!(
                "COVERED = {}\nREACH = {}\n",
                real(task, "covered") / 100.0,
                real(task, "reach")
            );
            asked.code += include_str!("cover.py");
            "    seen = noisy(clean)\n    return (seen, clean) if judging else cover(seen)\n"
        }
        other => return Err(format!("the task {other} has no form in PyTorch yet")),
    };
    asked.code += &format!(
        "def asked(clean, target, judging=False):\n    \"\"\"What the network sees of examples, and what it should \
         answer.\"\"\"\n{varied}{lines}\n\n"
    );
    asked.code += &loss(experiment)?;
    metric(experiment, &mut asked);
    Ok(asked)
}

fn operator(operator: &dyn Adjust, asked: &mut Asked) -> Result<(), String> {
    let spoiled = match operator.id() {
        "nothing" => "x",
        "blur" => {
            asked.settings += &format!("RADIUS = {}\n", real(operator, "radius"));
            asked.code += include_str!("blur.py");
            "blur(x)"
        }
        "mask" => {
            asked.settings += &format!("LOST = {}\n", real(operator, "lost") / 100.0);
            asked.code += include_str!("mask.py");
            "lose(x)"
        }
        "down-sample" => {
            asked.settings += &format!("BLOCK = {}\n", real(operator, "factor"));
            asked.code += include_str!("blocks.py");
            "lose(x)"
        }
        other => return Err(format!("the operator {other} has no form in PyTorch yet")),
    };
    asked.code += &format!("def spoiled(x):\n    return {spoiled}\n\n\n");
    Ok(())
}

/// Adds lines that make pictures noisy.
fn noise(noise: &dyn Adjust, asked: &mut Asked) -> Result<(), String> {
    let number = |key: &str| real(noise, key);
    let (words, lines) = match noise.id() {
        "gaussian" => {
            asked.settings += &format!("SIGMA = ({}, {})\n", number("from"), number("to"));
            (
                "White Gaussian noise; each picture draws its standard deviation, on the 0..255 scale.",
                "    low, high = SIGMA\n    sigma = low + (high - low) * torch.rand(len(x), 1, 1, 1)\n    \
                 return x + sigma / 255 * torch.randn(x.shape)\n",
            )
        }
        "poisson" => {
            asked.settings += &format!("PEAK = {}\nREAD = {}\n", number("peak"), number("read"));
            (
                "Photons are counted, PEAK of a white pixel; then they are read out with some noise.",
                "    return torch.poisson(x.clamp(min=0) * PEAK) / PEAK + READ / 255 * torch.randn(x.shape)\n",
            )
        }
        "salt-and-pepper" => {
            asked.settings += &format!("DENSITY = {}\n", number("density"));
            (
                "A share of the pixels turns black or white.",
                "    chance = torch.rand(x.shape)\n    x = torch.where(chance < DENSITY, 1.0, x)\n    \
                 return torch.where(chance < DENSITY / 2, 0.0, x)\n",
            )
        }
        "speckle" => {
            asked.settings += &format!("STRENGTH = {}\n", number("strength"));
            (
                "Every pixel is multiplied by a random factor around 1.",
                "    return x * (1 + STRENGTH / 255 * torch.randn(x.shape))\n",
            )
        }
        "uniform" => {
            asked.settings += &format!("WIDTH = {}\n", number("width"));
            (
                "Numbers spread evenly over an interval around 0.",
                "    return x + WIDTH / 255 * (torch.rand(x.shape) - 0.5)\n",
            )
        }
        other => return Err(format!("the noise {other} has no form in PyTorch yet")),
    };
    asked.code += &format!("def noisy(x):\n    \"\"\"{words}\"\"\"\n{lines}\n\n");
    Ok(())
}

/// The loss, a mean over the batch.
fn loss(experiment: &Experiment) -> Result<String, String> {
    let loss = &*experiment.loss;
    let compared = match loss.id() {
        "mean-squared" => "F.mse_loss(answer, target)".to_owned(),
        "mean-absolute" => "F.l1_loss(answer, target)".to_owned(),
        "huber" => format!(
            "F.huber_loss(answer, target, delta={})",
            real(loss, "delta")
        ),
        "cross-entropy" => "F.cross_entropy(answer, target)".to_owned(),
        "hinge" => "(1 - target * answer).clamp(min=0).mean()".to_owned(),
        other => return Err(format!("the loss {other} has no form in PyTorch yet")),
    };
    let mut lines = String::new();
    if experiment.answer().is_class() {
        lines += "    answer = answer.flatten(1)\n";
        if loss.id() != "cross-entropy" {
            let off = if loss.id() == "hinge" {
                "2 * codes - 1"
            } else {
                "codes"
            };
            lines += &format!(
                "    if answer.shape[1] == 1:\n        target = 2.0 * (target > 0)[:, None] - 1\n    else:\n        \
                 codes = F.one_hot(target, answer.shape[1]).float()\n        target = {off}\n"
            );
        }
    } else if experiment.answer() == Answer::Number {
        lines += "    answer = answer.flatten(1)\n";
    }
    if experiment.task.id() == "noise2void" {
        lines +=
            "    wanted = ~target.isnan()\n    answer, target = answer[wanted], target[wanted]\n";
    }
    Ok(format!(
        "def loss_of(answer, target):\n{lines}    return {compared}\n\n\n"
    ))
}

/// What answers earn, and of how much: their quotient is the metric.
fn metric(experiment: &Experiment, asked: &mut Asked) {
    let (name, scale, lines) = match experiment.task.metric() {
        Metric::Psnr => (
            "PSNR in dB",
            "1",
            "    \"\"\"PSNR of each picture, for a peak of 1, both clipped to 0..1.\"\"\"\n    \
             errors = (answer.clamp(0, 1) - target.clamp(0, 1)).square().flatten(1).mean(1)\n    \
             return (-10 * errors.double().log10()).clamp(max=100).sum().item(), len(answer)\n",
        ),
        Metric::Accuracy => (
            "% right",
            "100",
            "    answer = answer.flatten(1)\n    \
             named = answer[:, 0] > 0 if answer.shape[1] == 1 else answer.argmax(1)\n    \
             return (named.long() == target).sum().item(), len(answer)\n",
        ),
        Metric::R2 => (
            "R2",
            "1",
            "    \"\"\"The share explained: targets have mean 0.\"\"\"\n    answer = answer.flatten(1)\n    \
             squares = target.double().square().sum().item()\n    \
             return squares - (answer - target).double().square().sum().item(), squares\n",
        ),
    };
    asked.settings += &format!("METRIC, SCALE = \"{name}\", {scale}\n");
    asked.code += &format!("def metric(answer, target):\n{lines}\n\n");
}
