use super::*;
use crate::math::random::{Purpose, Stream};

fn memory(optimizer: &dyn Optimizer, length: usize) -> Vec<Vec<f32>> {
    optimizer
        .slots()
        .iter()
        .map(|_| vec![0.0; length])
        .collect()
}

/// Three steps with gradients 1, −2, 0.5 from weight 1 at rate 0.1, worked out in f64 from the formulas.
#[test]
fn first_steps_by_hand() {
    let steps = |optimizer: &dyn Optimizer| {
        let mut weights = vec![1.0f32];
        let mut slots = memory(optimizer, 1);
        let mut seen = Vec::new();
        for (step, gradient) in [1.0f32, -2.0, 0.5].into_iter().enumerate() {
            optimizer.update(
                &mut weights,
                &[gradient],
                &mut slots,
                &Step::new(0.1, step as u64 + 1),
            );
            seen.push(f64::from(weights[0]));
        }
        seen
    };
    let expect = |optimizer: &dyn Optimizer, wanted: [f64; 3]| {
        let seen = steps(optimizer);
        for (seen, wanted) in seen.iter().zip(wanted) {
            assert!(
                (seen - wanted).abs() < 2e-6,
                "{}: {seen} instead of {wanted}",
                optimizer.id()
            );
        }
    };
    expect(&Sgd { weight_decay: 0.0 }, [0.9, 1.1, 1.05]);
    expect(&Sgd { weight_decay: 0.5 }, [0.85, 1.0075, 0.907_125]);
    // Speeds 1, −1.1, −0.49.
    expect(
        &Momentum {
            momentum: 0.9,
            weight_decay: 0.0,
        },
        [0.9, 1.01, 1.059],
    );
    // Steps 1.9, −2.99, 0.059.
    expect(
        &Nesterov {
            momentum: 0.9,
            weight_decay: 0.0,
        },
        [0.81, 1.109, 1.1031],
    );
    let mut square = 0.0f64;
    let mut weight = 1.0f64;
    let rms = [1.0f64, -2.0, 0.5].map(|g| {
        square = 0.99 * square + 0.01 * g * g;
        weight -= 0.1 * g / (square.sqrt() + 1e-8);
        weight
    });
    expect(&RmsProp::default(), rms);
    let adam = |decay: f64, decoupled: bool| {
        let (mut m, mut v, mut w) = (0.0f64, 0.0f64, 1.0f64);
        let mut step = 0;
        [1.0f64, -2.0, 0.5].map(|g| {
            step += 1;
            let mut h = g;
            if decoupled {
                w *= 1.0 - 0.1 * decay;
            } else {
                h += decay * w;
            }
            m = 0.9 * m + 0.1 * h;
            v = 0.999 * v + 0.001 * h * h;
            let (c1, c2) = (1.0 - 0.9f64.powi(step), 1.0 - 0.999f64.powi(step));
            w -= 0.1 * (m / c1) / ((v / c2).sqrt() + 1e-8);
            w
        })
    };
    expect(&Adam::default(), adam(0.0, false));
    expect(
        &Adam {
            weight_decay: 0.3,
            ..Adam::default()
        },
        adam(0.3, false),
    );
    expect(
        &AdamW {
            weight_decay: 0.3,
            ..AdamW::default()
        },
        adam(0.3, true),
    );
}

#[test]
fn every_optimizer_finds_the_bottom_of_a_bowl() {
    for entry in ALL {
        let optimizer = (entry.make)();
        let mut weights = vec![3.0f32, -2.0];
        let mut slots = memory(&*optimizer, 2);
        for step in 1..=4000 {
            let gradients = [weights[0] - 1.0, 0.2 * (weights[1] - 0.5)];
            let rate = optimizer.usual_rate() * (1.0 - step as f32 / 4001.0);
            optimizer.update(
                &mut weights,
                &gradients,
                &mut slots,
                &Step::new(rate.max(1e-4) * 3.0, step),
            );
        }
        let far = (weights[0] - 1.0).abs().max((weights[1] - 0.5).abs());
        assert!(far < 0.1, "{}: {weights:?}", entry.id);
    }
}

#[test]
fn long_vectors_move_the_same_with_any_number_of_threads_and_as_short_ones() {
    let length = 3 * PART + 17;
    let mut stream = Stream::new(1, Purpose::Data, 0);
    let start: Vec<f32> = (0..length).map(|_| stream.normal()).collect();
    let gradients: Vec<f32> = (0..length).map(|_| stream.normal()).collect();
    for entry in ALL {
        let optimizer = (entry.make)();
        let run = |threads, range: Range<usize>| {
            crate::job::with_threads(threads, || {
                let mut weights = start[range.clone()].to_vec();
                let mut slots = memory(&*optimizer, weights.len());
                for step in 1..=3 {
                    optimizer.update(
                        &mut weights,
                        &gradients[range.clone()],
                        &mut slots,
                        &Step::new(0.01, step),
                    );
                }
                (weights, slots)
            })
            .unwrap()
        };
        let whole = run(1, 0..length);
        assert!(whole == run(3, 0..length), "{}", entry.id);
        let at = 2 * PART + 5;
        assert_eq!(
            whole.0[at..at + 100],
            run(1, at..at + 100).0,
            "{}",
            entry.id
        );
    }
}

#[test]
fn memory_never_sticks_at_denormal_numbers() {
    for entry in ALL {
        let optimizer = (entry.make)();
        let mut weights = vec![0.0f32];
        let mut slots = memory(&*optimizer, 1);
        optimizer.update(&mut weights, &[1e-3], &mut slots, &Step::new(1e-3, 1));
        for step in 2..60_000 {
            optimizer.update(&mut weights, &[0.0], &mut slots, &Step::new(1e-3, step));
            assert!(
                slots.iter().all(|slot| !slot[0].is_subnormal()),
                "{}",
                entry.id
            );
        }
    }
}

/// Ten steps of six weights as PyTorch takes them; `tests/reference/make_reference.py` made the numbers.
#[test]
fn steps_agree_with_pytorch() {
    let text = include_str!("../../../../tests/reference/reference.json");
    let reference: serde_json::Value = serde_json::from_str(text).unwrap();
    let numbers = |value: &serde_json::Value| -> Vec<f32> {
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|number| number.as_f64().unwrap() as f32)
            .collect()
    };
    let cases = reference["optimizers"].as_object().unwrap();
    assert!(cases.len() >= ALL.len());
    for (name, case) in cases {
        let id = name.split('_').next().unwrap();
        let mut optimizer = (crate::setting::find(ALL, id).unwrap().make)();
        let settings = &case["settings"];
        if optimizer
            .settings()
            .iter()
            .any(|setting| setting.key == "weight_decay")
        {
            let decay = settings["weight_decay"].as_f64().unwrap_or(0.0);
            optimizer
                .set("weight_decay", crate::setting::Value::Float(decay))
                .unwrap();
        }
        let rate = settings["lr"].as_f64().unwrap() as f32;
        let mut weights = numbers(&case["start"]);
        let mut slots = memory(&*optimizer, weights.len());
        let steps = case["gradients"]
            .as_array()
            .unwrap()
            .iter()
            .zip(case["after"].as_array().unwrap());
        for (step, (gradients, after)) in steps.enumerate() {
            optimizer.update(
                &mut weights,
                &numbers(gradients),
                &mut slots,
                &Step::new(rate, step as u64 + 1),
            );
            for (found, wanted) in weights.iter().zip(numbers(after)) {
                assert!(
                    (found - wanted).abs() <= 2e-6 * wanted.abs().max(0.1),
                    "{name} step {step}: {found} instead of {wanted}"
                );
            }
        }
    }
}

/// Muon's step on a wide and a tall matrix with a bias between them, against the textbook iteration X ← a X + b (XXᵀ) X
/// + c (XXᵀ)² X in f64; the bias must take AdamW's step.
#[test]
fn muon_makes_the_momentum_orthogonal() {
    let sizes = [[5usize, 12], [9, 4]];
    let (bias, length) = (60..63, 60 + 3 + 36);
    let matrices = [
        Block {
            range: 0..60,
            rows: 5,
        },
        Block {
            range: 63..length,
            rows: 9,
        },
    ];
    let mut stream = Stream::new(3, Purpose::Data, 0);
    let mut draw = || -> Vec<f32> { (0..length).map(|_| stream.normal()).collect() };
    let (start, gradients) = (draw(), [draw(), draw()]);
    let muon = Muon {
        momentum: 0.9,
        weight_decay: 0.2,
    };
    let adam = AdamW {
        weight_decay: 0.2,
        ..AdamW::default()
    };
    let (mut weights, mut slots) = (start.clone(), memory(&muon, length));
    let (mut plain, mut plain_slots) = (start.clone(), memory(&adam, length));
    let mut wanted: Vec<f64> = start.iter().copied().map(f64::from).collect();
    let mut means = vec![0.0f64; length];
    for (step, gradients) in gradients.iter().enumerate() {
        let step = Step {
            matrices: &matrices,
            ..Step::new(0.01, step as u64 + 1)
        };
        muon.update(&mut weights, gradients, &mut slots, &step);
        adam.update(&mut plain, gradients, &mut plain_slots, &step);
        for (block, [r, c]) in matrices.iter().zip(sizes) {
            let mut x = ndarray::Array2::<f64>::zeros((r, c));
            for (at, x) in block.range.clone().zip(&mut x) {
                let gradient = f64::from(gradients[at]);
                means[at] = 0.9 * means[at] + 0.1 * gradient;
                *x = 0.9 * means[at] + 0.1 * gradient;
            }
            x /= x.iter().map(|x| x * x).sum::<f64>().sqrt();
            for _ in 0..5 {
                let gram = x.dot(&x.t());
                let third = gram.dot(&x);
                x = 3.4445 * &x - 4.775 * &third + 2.0315 * &gram.dot(&third);
            }
            let gram = if r < c { x.dot(&x.t()) } else { x.t().dot(&x) };
            for ((i, j), value) in gram.indexed_iter() {
                let far = (value - f64::from(u8::from(i == j))).abs();
                assert!(far < 0.6, "{r} × {c}: {value} at {i}, {j}");
            }
            let stride = 0.01 * 0.2 * (r.max(c) as f64).sqrt();
            for (at, x) in block.range.clone().zip(&x) {
                wanted[at] = (1.0 - 0.01 * 0.2) * wanted[at] - stride * x;
            }
        }
    }
    for at in 0..length {
        let wanted = if bias.contains(&at) {
            f64::from(plain[at])
        } else {
            wanted[at]
        };
        let found = f64::from(weights[at]);
        assert!(
            (found - wanted).abs() < 2e-5,
            "{at}: {found} instead of {wanted}"
        );
    }
}
