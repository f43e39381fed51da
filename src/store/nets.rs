//! Networks to be written and read: every layer with its settings, every kind of row, every preset.

use lemida_base::math::random::{Purpose, Stream};
use lemida_base::setting::{Kind, Value};
use lemida_engine::nn::layers::{self, Identity, Layer};
use lemida_engine::nn::presets::{self, PresetKind};
use lemida_engine::nn::{Architecture, Join, Network, Row, Shape, Source, Tie, check};

/// A network and the examples that it is tried with.
pub struct Case {
    /// Its name.
    pub name: String,
    /// The network.
    pub net: Architecture,
    /// The shape of an example.
    pub input: Shape,
}

fn layer(id: &str, settings: &[(&str, Value)]) -> Box<dyn Layer> {
    let entry = layers::ALL.iter().find(|entry| entry.id == id);
    let mut layer = (entry.expect("a known layer").make)();
    for (key, value) in settings {
        layer.set(key, value.clone()).expect("a value in range");
    }
    layer
}

fn conv(channels: i64) -> Box<dyn Layer> {
    layer("conv", &[("channels", Value::Int(channels))])
}

/// Each layer as it is, and with each setting changed in turn.
fn variations() -> Vec<(String, Box<dyn Layer>)> {
    let mut all = Vec::new();
    for entry in layers::ALL {
        let mut base = (entry.make)();
        for key in ["channels", "units"] {
            if base.get(key).is_some() {
                base.set(key, Value::Int(5)).expect("in range");
            }
        }
        all.push((entry.id.to_owned(), base.clone()));
        for setting in base.settings() {
            let values = match setting.kind {
                Kind::Flag => vec![Value::Flag(false), Value::Flag(true)],
                Kind::Int { .. } => [1, 2, 3, 4].map(Value::Int).to_vec(),
                Kind::Sides { .. } => {
                    let sides = [[1, 1], [2, 2], [4, 4], [1, 3], [4, 2], [5, 5]];
                    sides.map(Value::Sides).to_vec()
                }
                Kind::Float { min, .. } => vec![Value::Float(min.max(0.05)), Value::Float(0.4)],
                Kind::Choice(choices) => choices
                    .iter()
                    .map(|choice| Value::Text(choice.id.into()))
                    .collect(),
                _ => Vec::new(),
            };
            for value in values {
                let mut varied = base.clone();
                let told = format!("{}-{}-{value}", entry.id, setting.key);
                if varied.set(setting.key, value).is_ok() {
                    all.push((told, varied));
                }
            }
        }
    }
    all
}

/// What the cases with several rows are.
fn joined() -> Vec<(String, Architecture)> {
    let mut all = Vec::new();
    let joins = [Join::Add, Join::Subtract, Join::Multiply, Join::Concat];
    for join in joins {
        let mut net = Architecture::default();
        let first = net.push(conv(8));
        net.push(layer("relu", &[]));
        net.push_joined(conv(3), join(Source::Row(first)));
        net.push_joined(Box::new(Identity {}), join(Source::Above));
        net.push_input_minus();
        let fits = check(&net, Shape::new(8, 24, 24)).ok();
        if !fits {
            net.rows.truncate(4);
        }
        all.push((format!("join-{}", join(Source::Above).key()), net));
    }
    let mut off = Architecture::of([conv(8), layer("relu", &[]), conv(8), layer("tanh", &[])]);
    for at in [1, 3] {
        off.rows[at].off = true;
    }
    off.push_input_minus();
    all.push(("rows-off".into(), off));
    let mut ends_off = Architecture::of([conv(8), layer("relu", &[])]);
    ends_off.rows[1].off = true;
    all.push(("last-row-off".into(), ends_off));
    for (stride, padding) in [
        (1, "same"),
        (2, "same"),
        (3, "same"),
        (1, "valid"),
        (2, "valid"),
    ] {
        let settings = [
            ("channels", Value::Int(6)),
            ("kernel", Value::Sides([4, 3])),
            ("stride", Value::Int(stride)),
            ("padding", Value::Text(padding.into())),
        ];
        let mut net = Architecture::of([layer("conv", &settings), layer("tanh", &[])]);
        let mut back = layer("conv", &settings);
        back.set("channels", Value::Int(8)).expect("in range");
        let tie = Tie {
            row: 1,
            transposed: true,
        };
        let id = net.push(back);
        net.rows.last_mut().expect("a row").tie = Some(tie);
        assert_eq!(id, 3);
        all.push((format!("tied-{padding}-{stride}"), net));
    }
    let mut shared = Architecture::of([
        conv(8),
        layer("batch-norm", &[]),
        conv(8),
        layer("batch-norm", &[]),
    ]);
    for at in [2, 3] {
        shared.rows[at].tie = Some(Tie {
            row: at as u32 - 1,
            transposed: false,
        });
    }
    all.push(("shared".into(), shared));
    let mut dense = Architecture::of([
        layer("flatten", &[]),
        layer("dense", &[("units", Value::Int(7))]),
        layer("batch-norm", &[]),
        layer("prelu", &[]),
        layer("layer-norm", &[]),
        layer("curve", &[]),
        layer("dense", &[("units", Value::Int(8 * 24 * 24))]),
    ]);
    dense.rows[6].tie = Some(Tie {
        row: 2,
        transposed: true,
    });
    all.push(("dense-tied".into(), dense));
    let mixed = Architecture::of([
        layer("global-average-pool", &[]),
        layer("dense", &[("units", Value::Int(8))]),
        layer("conv", &[("channels", Value::Int(4))]),
        layer("group-norm", &[("groups", Value::Int(2))]),
        layer("upsample", &[]),
        layer("flatten", &[]),
        layer("softmax", &[]),
    ]);
    all.push(("vectors-and-pictures".into(), mixed));
    let mut text = Architecture::of([
        layer("embedding", &[("channels", Value::Int(8))]),
        layer("positional-code", &[]),
    ]);
    let trunk = text.rows[1].id;
    text.push(layer("layer-norm", &[]));
    text.push(layer(
        "self-attention",
        &[("heads", Value::Int(2)), ("causal", Value::Flag(true))],
    ));
    text.push_joined(Box::new(Identity {}), Join::Add(Source::Row(trunk)));
    text.push(layer("gelu", &[]));
    all.push(("text".into(), text));
    all
}

/// All of them.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name: String, net: &Architecture, input: Shape| {
        let fits = check(net, input).ok();
        if fits {
            let net = net.clone();
            cases.push(Case { name, net, input });
        }
        fits
    };
    for (name, layer) in variations() {
        let net = Architecture {
            rows: vec![Row::new(1, layer)],
        };
        let shapes = [
            Shape::new(8, 24, 24),
            Shape::new(144, 24, 24),
            Shape::new(1, 12, 12),
            Shape::new(1, 1, 24),
            Shape::vector(6),
        ];
        let mut fits = 0;
        for (at, shape) in shapes.into_iter().enumerate() {
            fits += usize::from(add(format!("{name}-{at}"), &net, shape));
        }
        assert!(fits > 0, "{name} suits no shape");
    }
    for (name, net) in joined() {
        let shapes = [Shape::new(8, 24, 24), Shape::new(1, 1, 24)];
        let fits = shapes
            .into_iter()
            .any(|shape| add(name.clone(), &net, shape));
        assert!(fits, "{name}: {:?}", check(&net, shapes[0]).error(&net));
    }
    for preset in presets::ALL {
        let shapes = match preset.kind {
            PresetKind::Denoise => vec![Shape::new(1, 24, 24), Shape::new(3, 24, 24)],
            PresetKind::ClassifyPictures => vec![Shape::new(1, 28, 28), Shape::new(3, 32, 32)],
            PresetKind::ClassifyPoints => vec![Shape::vector(2)],
        };
        for shape in shapes {
            let answers = match preset.kind {
                PresetKind::Denoise => shape.channels,
                _ => 4,
            };
            let net = preset.fitted(shape, answers);
            let name = format!("preset-{}-{}", preset.id, shape.channels);
            assert!(add(name, &net, shape), "{}", preset.id);
        }
    }
    cases
}

/// Numbers that no layer finds special.
pub fn unusual_weights(network: &mut Network, seed: u64) {
    let mut random = Stream::new(seed, Purpose::Init, 77);
    let mut weights = network.weights();
    for tensor in &mut weights {
        let spread = if tensor.name.ends_with("weight") {
            0.0
        } else {
            0.2
        };
        for value in &mut tensor.values {
            *value += spread * random.normal();
            if tensor.name.ends_with("variance") {
                *value = value.abs() + 0.1;
            }
        }
    }
    network.set_weights(&weights).expect("the same arrays");
}
