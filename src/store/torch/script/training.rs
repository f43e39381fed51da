//! How the network learns: steps, optimizer, schedule.

use super::super::names::Named;
use super::asked::real;
use crate::nn::layers::Start;
use crate::train::Experiment;

/// The lines of it.
pub(super) struct Training {
    pub(super) settings: String,
    pub(super) code: String,
}

pub(super) fn training(experiment: &Experiment, named: &Named) -> Result<Training, String> {
    let training = &experiment.training;
    let settings = format!(
        "SEED = {}\nSTEPS = {}\nBATCH = {}\nLEARNING_RATE = {}\nCLIP = {}\nVALIDATE_EVERY = {}\n",
        experiment.seed % (1 << 40),
        training.steps,
        training.batch,
        training.learning_rate,
        training.clip,
        training.validate_every,
    );
    let code = schedule(experiment)? + &optimizer(experiment, named)?;
    Ok(Training { settings, code })
}

/// The factor of the learning rate.
fn schedule(experiment: &Experiment) -> Result<String, String> {
    let schedule = &*experiment.schedule;
    let number = |key: &str| real(schedule, key);
    let lines = match schedule.id() {
        "constant" => "    return 1.0\n".to_owned(),
        "step" => format!(
            "    return {} ** (step // {})\n",
            number("factor"),
            number("every")
        ),
        "warm-up" => format!("    return min(1, (step + 1) / {})\n", number("over")),
        "cosine" => format!("    return glide(1, {}, step / STEPS)\n", number("last")),
        "one-cycle" => format!(
            "    at = step / STEPS\n    if at < {0}:\n        return glide({1}, 1, at / {0})\n    \
             return glide(1, {2}, (at - {0}) / max(1 - {0}, 1e-300))\n",
            number("rise"),
            number("first"),
            number("last")
        ),
        other => return Err(format!("the schedule {other} has no form in PyTorch yet")),
    };
    let glide = match lines.contains("glide") {
        true => {
            "def glide(first, last, at):\n    \"\"\"Half a cosine wave.\"\"\"\n    \
             return last + (first - last) * 0.5 * (1 + math.cos(math.pi * at))\n\n\n"
        }
        false => "",
    };
    Ok(format!(
        "{glide}def rate(step):\n    \"\"\"The factor of the learning rate; steps count from 0.\"\"\"\n{lines}\n\n"
    ))
}

fn optimizer(experiment: &Experiment, named: &Named) -> Result<String, String> {
    let optimizer = &*experiment.optimizer;
    let number = |key: &str| real(optimizer, key);
    let one =
        |made: String| format!("def optimizers_of(net):\n    return [torch.optim.{made}]\n\n\n");
    let betas = || {
        format!(
            "betas=({}, {}), eps={:e}, weight_decay={}",
            number("beta1"),
            number("beta2"),
            number("epsilon"),
            number("weight_decay")
        )
    };
    let net = "net.parameters(), lr=LEARNING_RATE";
    Ok(match optimizer.id() {
        "sgd" => one(format!("SGD({net})")),
        id @ ("momentum" | "nesterov") => {
            let nesterov = if id == "nesterov" {
                ", nesterov=True"
            } else {
                ""
            };
            let [momentum, decay] = ["momentum", "weight_decay"].map(number);
            one(format!(
                "SGD({net}, momentum={momentum}, weight_decay={decay}{nesterov})"
            ))
        }
        "rmsprop" => one(format!(
            "RMSprop({net}, alpha={}, eps={:e}, weight_decay={})",
            number("memory"),
            number("epsilon"),
            number("weight_decay")
        )),
        "adam" => one(format!("Adam({net}, {})", betas())),
        "adamw" => one(format!("AdamW({net}, {})", betas())),
        "muon" => muon(named, number("momentum"), number("weight_decay")),
        other => return Err(format!("the optimizer {other} has no form in PyTorch yet")),
    })
}

/// Muon for matrices, the only arrays that PyTorch's takes.
fn muon(named: &Named, momentum: f64, decay: f64) -> String {
    let matrices = named
        .arrays
        .iter()
        .filter(|array| array.dims.len() == 2 && matches!(array.start, Start::Random { .. }));
    let matrices: Vec<_> = matrices
        .map(|array| format!("\"{}\"", array.theirs))
        .collect();
    let rest = format!("torch.optim.AdamW(rest, lr=LEARNING_RATE, weight_decay={decay})");
    if matrices.is_empty() {
        return format!(
            "def optimizers_of(net):\n    # PyTorch's Muon takes matrices only, and this network has none: kernels \
             learn by AdamW, too.\n    rest = list(net.parameters())\n    return [{rest}]\n\n\n"
        );
    }
    let names = matrices.join(", ");
    format!(
        r#"# The arrays that PyTorch's Muon takes; kernels, which Lemida gives to Muon as well, learn by AdamW.
MATRICES = {{{names}}}


def optimizers_of(net):
    matrices = [array for name, array in net.named_parameters() if name in MATRICES]
    rest = [array for name, array in net.named_parameters() if name not in MATRICES]
    muon = torch.optim.Muon(
        matrices, lr=LEARNING_RATE, momentum={momentum}, weight_decay={decay}, adjust_lr_fn="match_rms_adamw"
    )
    return [muon, {rest}] if rest else [muon]


"#
    )
}
