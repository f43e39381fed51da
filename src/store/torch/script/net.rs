//! A network as a module of PyTorch.

use std::fmt::Write as _;

use super::super::super::settings::{is, real, whole};
use super::super::names::{Named, module};
use crate::nn::{Architecture, Join, Row, Shape, Source};

/// The network's lines, and what it needs besides.
pub(super) struct Written {
    /// The class `Net`.
    pub(super) class: String,
    /// Ids of the layers that it uses.
    pub(super) layers: Vec<&'static str>,
    /// Whether a row's output goes nowhere.
    pub(super) unused: bool,
}

/// A value on its way through the network.
#[derive(Clone)]
pub(super) struct Value {
    /// The variable that holds it, where it is kept for later.
    pub(super) kept: String,
    /// Whether it has no rows and columns.
    vector: bool,
    shape: Shape,
}

/// The lines on their way.
pub(super) struct Pen<'a> {
    pub(super) architecture: &'a Architecture,
    named: &'a Named,
    modules: String,
    ties: String,
    pub(super) values: Vec<Value>,
    /// The value that entered each row's layer.
    pub(super) entered: Vec<usize>,
}

/// Writes a network.
pub(super) fn net(architecture: &Architecture, named: &Named, input: Shape) -> Written {
    let mut pen = Pen {
        architecture,
        named,
        modules: String::new(),
        ties: String::new(),
        values: vec![Value {
            kept: "x0".into(),
            vector: input.is_vector(),
            shape: input,
        }],
        entered: Vec::new(),
    };
    let mut lines = Vec::new();
    for (at, row) in architecture.rows.iter().enumerate() {
        let line = pen.row(at, row);
        lines.push(line);
    }
    let used = used(architecture);
    let mut forward = String::new();
    if used.later[0] {
        forward += "        x0 = x\n";
    }
    for (at, (line, row)) in lines.iter().zip(&architecture.rows).enumerate() {
        let kept = match used.later[at + 1] {
            true => format!(" = x{}", row.id),
            false => String::new(),
        };
        if line != "x" || !kept.is_empty() {
            // A string takes what is written.
            let _ = writeln!(forward, "        x{kept} = {line}");
        }
    }
    let layers = architecture
        .rows
        .iter()
        .filter(|row| !row.off)
        .map(|row| row.layer.id());
    let (modules, ties) = (&pen.modules, &pen.ties);
    Written {
        class: format!(
            "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n{modules}{ties}\n    \
             def forward(self, x):\n{forward}        return x\n"
        ),
        layers: layers.collect(),
        unused: used.nowhere,
    }
}

struct Used {
    /// Whether each value is read by another row than the next.
    later: Vec<bool>,
    /// Whether one is read by none.
    nowhere: bool,
}

/// Which values are read, and from where.
fn used(architecture: &Architecture) -> Used {
    let count = architecture.rows.len();
    let (mut later, mut read) = (vec![false; count + 1], vec![false; count + 1]);
    for (at, row) in architecture.rows.iter().enumerate() {
        let sources = match row.off {
            true => vec![row.from],
            false => row.sources().collect(),
        };
        for source in sources {
            let value = architecture.value(at, source).unwrap_or(at);
            read[value] = true;
            later[value] |= value != at;
        }
        // A map that runs backwards asks how large the picture was.
        let owner = row.tie.filter(|tie| tie.transposed);
        if let Some(owner) = owner.and_then(|tie| architecture.position(tie.row)) {
            let owner_row = &architecture.rows[owner];
            let value = architecture.value(owner, owner_row.from).unwrap_or(owner);
            later[value] |= value != at
                && row.layer.get("stride").is_some()
                && whole(&*row.layer, "stride") > 1;
        }
    }
    Used {
        later,
        nowhere: read[1..count.max(1)].iter().any(|read| !read),
    }
}

/// A number, or a pair where it differs.
pub(super) fn pair([one, other]: [i64; 2]) -> String {
    match one == other {
        true => one.to_string(),
        false => format!("({one}, {other})"),
    }
}

/// Arguments that are not as they are where nothing is said.
pub(super) fn arguments(all: &[(&str, String, &str)]) -> String {
    let all = all.iter().filter(|(_, value, usual)| value != usual);
    all.map(|(name, value, _)| format!(", {name}={value}"))
        .collect()
}

impl Pen<'_> {
    /// The variable of a value, seen from the row at `at`.
    fn name(&self, at: usize, source: Source) -> (String, usize) {
        let value = self.architecture.value(at, source).unwrap_or(at);
        match value == at {
            true => ("x".into(), value),
            false => (self.values[value].kept.clone(), value),
        }
    }

    /// What a row makes, as an expression.
    fn row(&mut self, at: usize, row: &Row) -> String {
        let (mut x, from) = self.name(at, row.from);
        let mut value = self.values[from].clone();
        value.kept = format!("x{}", row.id);
        self.entered.push(from);
        if row.off {
            self.values.push(value);
            return x;
        }
        if let Some(join) = row.join {
            let (mut y, other) = self.name(at, join.source());
            let other = self.values[other].clone();
            if value.vector != other.vector {
                let flat = |name: String, vector: bool| {
                    if vector {
                        name
                    } else {
                        format!("{name}.flatten(1)")
                    }
                };
                (x, y) = (flat(x, value.vector), flat(y, other.vector));
                value.vector = true;
            }
            x = match join {
                Join::Add(_) => format!("{x} + {y}"),
                Join::Subtract(_) => format!("{x} - {y}"),
                Join::Multiply(_) => format!("{x} * {y}"),
                Join::Concat(_) => format!("torch.cat([{x}, {y}], 1)"),
            };
        }
        let shapes = self.named.shapes[at];
        value.shape = shapes[1];
        let (line, vector) = self.layer(at, row, &x, value.vector, shapes);
        value.vector = vector;
        self.values.push(value);
        line
    }

    /// Adds a module.
    pub(super) fn module(&mut self, name: &str, made: &str) {
        // A string takes what is written.
        let _ = writeln!(self.modules, "        self.{name} = {made}");
    }

    /// What a layer makes of `x`, and whether that has no rows and columns.
    fn layer(
        &mut self,
        at: usize,
        row: &Row,
        x: &str,
        vector: bool,
        [input, output]: [Shape; 2],
    ) -> (String, bool) {
        let layer = &*row.layer;
        let name = module(row);
        let backwards = row.tie.is_some_and(|tie| tie.transposed);
        if let Some(tie) = row.tie.filter(|tie| !tie.transposed) {
            self.tie(row, tie.row);
        }
        let channels = input.channels;
        let epsilon = || real(layer, "epsilon").to_string();
        let grouped = |x: &str| match x.contains(' ') && !x.starts_with("torch.cat") {
            true => format!("({x})"),
            false => x.to_owned(),
        };
        let picture = match vector {
            true => format!("{}[:, :, None, None]", grouped(x)),
            false => x.to_owned(),
        };
        let spatial = |line: String| (line, false);
        match layer.id() {
            "dense" => {
                let flat = match vector {
                    true => x.to_owned(),
                    false => format!("{}.flatten(1)", grouped(x)),
                };
                if backwards {
                    return (self.backwards_dense(row, &flat, output), true);
                }
                let bias = arguments(&[("bias", flag(is(layer, "bias", "true")), "True")]);
                self.module(
                    &name,
                    &format!("nn.Linear({channels}, {}{bias})", output.channels),
                );
                (format!("self.{name}({flat})"), true)
            }
            "conv" | "depthwise" | "transposed-conv" => {
                spatial(self.convolution(at, row, &picture, [input, output]))
            }
            "relu" => (format!("F.relu({x})"), vector),
            "leaky-relu" => (
                format!("F.leaky_relu({x}, {})", real(layer, "slope")),
                vector,
            ),
            "gelu" => (format!("F.gelu({x})"), vector),
            "silu" => (format!("F.silu({x})"), vector),
            "tanh" => (format!("torch.tanh({x})"), vector),
            "sigmoid" => (format!("torch.sigmoid({x})"), vector),
            "softmax" => (format!("torch.softmax({x}, 1)"), vector),
            "dropout" => (
                format!("F.dropout({x}, {}, self.training)", real(layer, "share")),
                vector,
            ),
            "identity" => (x.to_owned(), vector),
            "flatten" => (format!("{}.flatten(1)", grouped(x)), true),
            "global-average-pool" => (format!("{}.mean((2, 3))", grouped(&picture)), true),
            "max-pool" | "average-pool" => {
                let pool = if layer.id() == "max-pool" {
                    "max_pool2d"
                } else {
                    "avg_pool2d"
                };
                let [size, stride] = ["size", "stride"].map(|key| whole(layer, key));
                spatial(format!("F.{pool}({picture}, {size}, {stride})"))
            }
            "upsample" => {
                let mode = match is(layer, "method", "bilinear") {
                    true => ", mode=\"bilinear\", align_corners=False",
                    false => "",
                };
                let factor = whole(layer, "factor");
                spatial(format!(
                    "F.interpolate({picture}, scale_factor={factor}{mode})"
                ))
            }
            "pixel-shuffle" => spatial(format!(
                "F.pixel_shuffle({picture}, {})",
                whole(layer, "factor")
            )),
            "pixel-unshuffle" => spatial(format!(
                "F.pixel_unshuffle({picture}, {})",
                whole(layer, "factor")
            )),
            "positional-code" => spatial(format!("{} + places({picture})", grouped(&picture))),
            "prelu" => {
                self.module(&name, &format!("nn.PReLU({channels})"));
                (format!("self.{name}({x})"), vector)
            }
            "curve" => {
                let [reach, slope] = ["reach", "slope"].map(|key| real(layer, key));
                let knots = whole(layer, "knots");
                self.module(
                    &name,
                    &format!("Curve({channels}, {knots}, {reach}, {slope})"),
                );
                (format!("self.{name}({x})"), vector)
            }
            "batch-norm" => {
                let sides = if vector { 1 } else { 2 };
                let momentum = real(layer, "momentum");
                let made = format!(
                    "nn.BatchNorm{sides}d({channels}, eps={}, momentum={momentum})",
                    epsilon()
                );
                self.module(&name, &made);
                (format!("self.{name}({x})"), vector)
            }
            "group-norm" | "instance-norm" => {
                let groups = match layer.id() {
                    "group-norm" => whole(layer, "groups"),
                    _ => channels as i64,
                };
                self.module(
                    &name,
                    &format!("nn.GroupNorm({groups}, {channels}, eps={})", epsilon()),
                );
                spatial(format!("self.{name}({picture})"))
            }
            "layer-norm" => {
                self.module(
                    &name,
                    &format!("nn.LayerNorm({channels}, eps={})", epsilon()),
                );
                match vector {
                    true => (format!("self.{name}({x})"), true),
                    false => spatial(format!(
                        "self.{name}({}.movedim(1, -1)).movedim(-1, 1)",
                        grouped(x)
                    )),
                }
            }
            "embedding" => {
                let [tokens, depth] = ["tokens", "channels"].map(|key| whole(layer, key));
                self.module(&name, &format!("nn.Embedding({tokens}, {depth})"));
                let token = format!(
                    "({}[:, 0] + 0.5).long().clamp(0, {})",
                    grouped(&picture),
                    tokens - 1
                );
                spatial(format!("self.{name}({token}).movedim(-1, 1)"))
            }
            "self-attention" => {
                let heads = whole(layer, "heads");
                self.module(
                    &name,
                    &format!("nn.MultiheadAttention({channels}, {heads}, batch_first=True)"),
                );
                let causal = flag(is(layer, "causal", "true"));
                spatial(format!("attend(self.{name}, {picture}, causal={causal})"))
            }
            // Every layer that there is stands above; a test walks the list.
            other => (
                format!("unknown_layer_{}({x})", other.replace('-', "_")),
                vector,
            ),
        }
    }

    /// A row uses the arrays of another one.
    fn tie(&mut self, row: &Row, owner: u32) {
        let of = |id: u32| {
            self.architecture
                .position(id)
                .map(|at| module(&self.architecture.rows[at]))
        };
        let (Some(own), Some(owner)) = (of(row.id), of(owner)) else {
            return;
        };
        let shared = self.named.shared.iter();
        for [one, other] in shared.filter(|[one, _]| one.split('.').next() == Some(own.as_str())) {
            debug_assert!(other.starts_with(&owner));
            let _ = writeln!(self.ties, "        self.{one} = self.{other}");
        }
    }
}

/// A flag as Python has it.
pub(super) fn flag(flag: bool) -> String {
    if flag { "True" } else { "False" }.into()
}
