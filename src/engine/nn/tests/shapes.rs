//! What the check predicts against what the network does, for random architectures.

use proptest::prelude::*;

use super::super::{Join, Mode, RowId, Source, Tie, check};
use super::*;

const JOINS: [Join; 3] = [
    Join::Add(Source::Above),
    Join::Subtract(Source::Above),
    Join::Multiply(Source::Above),
];

/// A random architecture of up to ten rows; many are wrong. `wild` draws settings over their whole range.
pub(in crate::nn) fn random_architecture(seed: u64, wild: bool) -> (Architecture, Shape) {
    let mut random = Stream::new(seed, Purpose::Data, 2);
    let mut network = Architecture::default();
    let minus = random.below(4) == 0;
    for _ in 0..1 + random.below(10) {
        let mut layer = (layers::ALL[random.below(layers::ALL.len())].make)();
        for setting in layer.settings() {
            let value = match setting.kind {
                Kind::Flag => Value::Flag(random.below(2) == 0),
                Kind::Int { min, max } if wild => Value::Int(if random.below(2) == 0 {
                    max
                } else {
                    min + random.below((max - min) as usize + 1) as i64
                }),
                Kind::Int { .. } if setting.key == "units" || setting.key == "channels" => {
                    Value::Int([1, 3, 4, 16][random.below(4)])
                }
                Kind::Int { min, .. } => Value::Int(min.max(1 + random.below(3) as i64)),
                Kind::Sides { max, .. } => {
                    let most = if wild { max as usize } else { 3 };
                    let sides = [0; 2].map(|_| 1 + random.below(most) as i64);
                    Value::Sides(sides)
                }
                Kind::Float { min, .. } => Value::Float(min),
                Kind::Choice(choices) => {
                    Value::Text(choices[random.below(choices.len())].id.into())
                }
                Kind::Several(_) | Kind::Marks | Kind::Text => continue,
            };
            layer.set(setting.key, value).unwrap();
        }
        let source = match random.below(3) {
            0 => Source::Input,
            _ => Source::Row(1 + random.below(9) as RowId),
        };
        match random.below(4) {
            0 => network.push_joined(layer, Join::Concat(source)),
            1 => network.push_joined(layer, JOINS[random.below(3)].with(source)),
            _ => network.push(layer),
        };
        if random.below(6) == 0
            && let Some(row) = network.rows.last_mut()
        {
            row.from = Source::Row(1 + random.below(9) as RowId);
        }
        if random.below(8) == 0
            && let Some(row) = network.rows.last_mut()
        {
            row.tie = Some(Tie {
                row: 1 + random.below(9) as RowId,
                transposed: random.below(2) == 0,
            });
        }
        if random.below(8) == 0
            && let Some(row) = network.rows.last_mut()
        {
            row.off = true;
        }
    }
    if minus {
        network.push_input_minus();
    }
    let shape = match random.below(4) {
        _ if wild => Shape::new(
            1 << random.below(64),
            1 << random.below(20),
            1 << random.below(40),
        ),
        0 => Shape::vector(1 + random.below(12)),
        _ => Shape::new(
            1 + random.below(4),
            4 + random.below(9),
            4 + random.below(9),
        ),
    };
    (network, shape)
}

/// Takes wrong rows out until the rest is right.
pub(super) fn mend(mut network: Architecture, shape: Shape) -> Architecture {
    loop {
        let report = check(&network, shape);
        match report.rows.iter().position(Result::is_err) {
            Some(at) => {
                network.remove(at);
            }
            None => {
                return network;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_network_does_what_the_check_says(seed in any::<u64>()) {
        let (network, shape) = random_architecture(seed, false);
        let network = mend(network, shape);
        let report = check(&network, shape);
        let small = report.rows.iter().flatten().all(|row| row.output.size() < 100_000);
        if network.rows.is_empty() || !small || report.parameters() > 100_000 {
            return Ok(());
        }
        let mut built = built(&network, shape);
        prop_assert_eq!(Some(built.output_shape()), report.output);
        prop_assert_eq!(built.values().len(), report.parameters());
        let input = normal(2, shape, seed);
        let merged = built.forward(&input, Mode::Train { seed }).clone();
        built.keep_activations(true);
        let answer = built.forward(&input, Mode::Train { seed }).clone();
        prop_assert_eq!(answer.shape, report.output.unwrap());
        // Merged passes and single rows give the same, up to the rounding of moments.
        for (a, b) in merged.data.iter().zip(&answer.data) {
            prop_assert!((a - b).abs() <= 1e-3 * (1.0 + b.abs()) || !b.is_finite(), "{a}, not {b}");
        }
        for (row, found) in network.rows.iter().zip(&report.rows) {
            let activation = built.activation(row.id).unwrap();
            prop_assert_eq!(activation.shape, found.as_ref().unwrap().output);
        }
        built.keep_activations(false);
        built.want_input_gradient(true);
        built.forward(&input, Mode::Train { seed });
        built.backward(&answer);
        prop_assert_eq!(built.input_gradient().unwrap().shape, shape);

        // Giving buffers back early must not change the answer.
        let kept = built.forward(&input, Mode::Evaluate).clone();
        built.want_input_gradient(false);
        let folded = built.forward(&input, Mode::Evaluate).clone();
        for (a, b) in folded.data.iter().zip(&kept.data) {
            prop_assert!((a - b).abs() <= 1e-3 * (1.0 + b.abs()) || !b.is_finite(), "{a}, not {b}");
        }
        let kept = folded;
        // Nor may old contents of a larger batch.
        built.forward(&normal(5, shape, seed + 1), Mode::Evaluate);
        prop_assert_eq!(&kept, built.forward(&input, Mode::Evaluate));
        let one = Tensor { count: 1, shape, data: input.example(0).to_vec() };
        let alone = built.forward(&one, Mode::Evaluate).example(0).to_vec();
        for (a, b) in alone.iter().zip(kept.example(0)) {
            prop_assert!((a - b).abs() <= 1e-4 * (1.0 + b.abs()) || !b.is_finite());
        }
    }

    #[test]
    fn no_architecture_makes_the_check_panic(seed in any::<u64>()) {
        let (network, shape) = random_architecture(seed, true);
        let report = check(&network, shape);
        prop_assert_eq!(report.rows.len(), network.rows.len());
        let _ = (report.parameters(), report.multiply_adds(), report.receptive_field());
        for problem in report.rows.iter().filter_map(|row| row.as_ref().err()).chain(&report.whole) {
            prop_assert!(!problem.problem.is_empty() && !problem.cure.is_empty());
        }
        prop_assert_eq!(report.ok(), report.error(&network).is_none());
    }
}

#[test]
fn the_receptive_field_is_what_reaches_the_answer() {
    let int = Value::Int;
    let nets: [Vec<Box<dyn Layer>>; 8] = [
        vec![conv(3), conv(1)],
        vec![
            layer("conv", &[("kernel", int(5)), ("dilation", int(2))]),
            conv(1),
        ],
        vec![layer("conv", &[("stride", int(2))]), conv(1)],
        vec![
            layer("conv", &[("kernel", Value::Sides([5, 1]))]),
            layer(
                "depthwise",
                &[("kernel", Value::Sides([3, 7])), ("dilation", int(2))],
            ),
            conv(1),
        ],
        vec![
            layer("transposed-conv", &[("kernel", Value::Sides([6, 2]))]),
            conv(1),
        ],
        vec![
            conv(2),
            layer("average-pool", &[]),
            conv(2),
            layer("average-pool", &[]),
        ],
        vec![
            layer("pixel-unshuffle", &[]),
            conv(4),
            layer("pixel-shuffle", &[]),
        ],
        vec![layer("flatten", &[]), layer("dense", &[])],
    ];
    for layers in nets {
        let network = Architecture::of(layers);
        let shape = Shape::new(1, 32, 32);
        let report = check(&network, shape);
        let mut built = built(&network, shape);
        built.want_input_gradient(true);
        let answer = built.forward(&normal(1, shape, 1), Mode::Evaluate).shape;
        let mut gradient = Tensor::zeros(1, answer);
        let middle = (answer.height / 2) * answer.width + answer.width / 2;
        gradient.data[middle * answer.channels] = 1.0;
        built.backward(&gradient);
        let seen = built.input_gradient().unwrap();
        let side = |met: &dyn Fn(usize, usize) -> f32| {
            let lines = (0..32).filter(|a| (0..32).any(|b| met(*a, b) != 0.0));
            let lines: Vec<_> = lines.collect();
            lines.last().unwrap() - lines[0] + 1
        };
        let rows = side(&|y, x| seen.data[y * 32 + x]);
        let columns = side(&|x, y| seen.data[y * 32 + x]);
        assert_eq!([rows, columns], report.receptive_field(), "{network:?}");
    }
}

#[test]
fn wrong_rows_say_the_cure() {
    let mut network = Architecture::default();
    let first = network.push(conv(24));
    network.push(conv(32));
    network.push_joined(layer("relu", &[]), Join::Add(Source::Row(first)));
    let error = |network: &Architecture| {
        let found = Network::new(network, Shape::new(1, 40, 40), Init::He, 0);
        found.err().unwrap().to_string()
    };
    assert_eq!(
        error(&network),
        "row 3: adds 24×40×40 to 32×40×40; set channels to 24 in row 2, or concatenate instead"
    );
    network.rows[2].join = Some(Join::Add(Source::Row(7)));
    assert!(error(&network).contains("row 7, which does not exist; choose an earlier row"));
    network.rows[0].join = Some(Join::Add(Source::Row(2)));
    assert!(error(&network).contains("row 2, which comes later"));
    let dense = single(layer("dense", &[]));
    assert!(error(&dense).contains("put a flatten row before it"));
    let mut residual = single(conv(3));
    residual.push_input_minus();
    let told = "row 2: subtracts 3×40×40 from 1×40×40; set channels to 1 in row 1";
    assert_eq!(error(&residual), told);
    assert!(error(&Architecture::default()).contains("no rows"));
    let mut tied = Architecture::of([conv(4), conv(4)]);
    tied.rows[1].tie = Some(Tie {
        row: 1,
        transposed: false,
    });
    assert!(error(&tied).contains("needs weight [4, 3, 3, 4]"));
    tied.rows[1].tie = Some(Tie {
        row: 1,
        transposed: true,
    });
    assert!(error(&tied).contains("set channels to 1"));
    let wide = [("units", Value::Int(65_536))];
    let wide = Architecture::of([
        layer("flatten", &[]),
        layer("dense", &wide),
        layer("dense", &wide),
    ]);
    assert!(error(&wide).contains("more than 200 million"));
}
