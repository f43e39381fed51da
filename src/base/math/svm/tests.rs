//! Held against scikit-learn 1.9.1 (LIBSVM inside), whose numbers were made so:
//!
//! ```python
//! import numpy
//! from sklearn.svm import SVC
//! state = 7
//! def draw():
//!     global state
//!     state = (1103515245 * state + 12345) % 2**31
//!     return (state >> 15) / 65536
//! x = numpy.array([[2 * draw() + (at % 3 == number) for number in range(4)] for at in range(66)])
//! y = numpy.arange(66) % 3
//! for kernel in ("linear", "rbf"):
//!     machine = SVC(kernel=kernel, tol=1e-9, decision_function_shape="ovo").fit(x[:60], y[:60])
//!     print(machine.n_support_.sum(), machine.decision_function(x[60:]), machine.predict(x[60:]))
//!     machine = SVC(kernel=kernel, shrinking=False).fit(x[:60], y[:60])
//!     print(machine.n_iter_.sum(), machine._gamma)
//! print(SVC(kernel="linear", C=0.05, tol=1e-9).fit(x[:60], y[:60]).predict(x)[49])
//! ```

use super::*;

const WIDTH: usize = 4;
const LEARNED: usize = 60;

fn samples() -> (Vec<f32>, Vec<usize>) {
    let mut state = 7_u64;
    let mut draw = || {
        state = (1_103_515_245 * state + 12_345) % (1 << 31);
        (state >> 15) as f32 / 65536.0
    };
    let number = |at: usize| 2.0 * draw() + f32::from(u8::from(at / WIDTH % 3 == at % WIDTH));
    let rows = (0..66 * WIDTH).map(number).collect();
    (rows, (0..66).map(|at| at % 3).collect())
}

fn learned(kernel: Kernel, precision: Precision, rule: &Rule) -> Machine {
    let (rows, classes) = samples();
    let matter = Matter {
        rows: &rows[..LEARNED * WIDTH],
        width: WIDTH,
        classes: &classes[..LEARNED],
    };
    Machine::learn(matter, kernel, precision, rule, &|_| true).unwrap()
}

fn radial() -> Kernel {
    let (rows, _) = samples();
    let gamma = gamma_of(&rows[..LEARNED * WIDTH], WIDTH);
    assert!((gamma - 0.492_651_147_444).abs() < 1e-9, "{gamma}");
    Kernel::Radial { gamma }
}

const LINEAR_VALUES: [f64; 18] = [
    1.987_325_840_313,
    0.915_410_992_333,
    -0.511_734_063_894,
    -2.327_453_166_094,
    -1.220_770_967_486,
    0.699_361_009_820,
    -0.383_939_265_787,
    -4.265_370_381_621,
    -3.140_364_901_061,
    2.250_584_177_058,
    0.114_778_012_611,
    -0.953_125_093_176,
    -2.000_548_240_767,
    1.904_042_564_143,
    2.341_130_448_037,
    1.025_158_450_471,
    -3.404_055_057_932,
    -3.903_821_528_855,
];

const RADIAL_VALUES: [f64; 18] = [
    1.086_123_819_177,
    0.742_094_611_294,
    -0.375_403_247_956,
    -1.282_826_823_015,
    -0.376_358_058_060,
    0.982_854_576_171,
    -0.442_232_857_668,
    -0.932_053_328_100,
    -0.965_879_624_469,
    1.030_747_419_468,
    0.215_054_811_231,
    -0.631_370_632_732,
    -1.213_730_247_143,
    0.594_221_913_101,
    1.328_524_159_583,
    0.148_598_236_878,
    -1.055_345_468_960,
    -1.235_034_679_542,
];

#[test]
fn it_answers_as_scikit_learn_does() {
    let (rows, _) = samples();
    let exact = Rule {
        tolerance: 1e-6,
        ..Rule::default()
    };
    for (kernel, values, vectors, steps) in [
        (Kernel::Linear, &LINEAR_VALUES, 34, 105),
        (radial(), &RADIAL_VALUES, 47, 128),
    ] {
        for precision in [Precision::Single, Precision::Double] {
            let machine = learned(kernel, precision, &exact);
            let found = machine.decisions(&rows[LEARNED * WIDTH..]);
            for (found, expected) in found.iter().zip(values) {
                let away = (found - expected).abs();
                assert!(away < 1e-5, "{kernel:?} {precision:?}: {found}, {expected}");
            }
            assert_eq!(machine.vectors(), vectors, "{kernel:?}");
            assert_eq!(machine.votes(&found), [0, 1, 2, 0, 1, 2]);
            assert_eq!(machine.capped(), 0);
        }
        let usual = learned(kernel, Precision::Double, &Rule::default());
        assert_eq!(usual.steps(), steps, "{kernel:?}");
    }
}

#[test]
fn of_equal_votes_the_first_class_wins() {
    let (rows, _) = samples();
    let loose = Rule {
        most_weight: 0.05,
        tolerance: 1e-6,
        ..Rule::default()
    };
    let machine = learned(Kernel::Linear, Precision::Double, &loose);
    let decisions = machine.decisions(&rows[49 * WIDTH..50 * WIDTH]);
    let wins = |one: f64| one > 0.0;
    let [a, b, c] = decisions[..] else { panic!() };
    // Each of the three has one of the two others below it.
    assert!(wins(a) == wins(c) && wins(a) != wins(b), "{decisions:?}");
    assert_eq!(machine.votes(&decisions), [0]);
}

#[test]
fn at_the_end_the_conditions_of_the_best_hold() {
    let (rows, classes) = samples();
    let first: Vec<bool> = classes.iter().map(|class| *class == 0).collect();
    let samples = Samples::new(rows.chunks(WIDTH), WIDTH, Precision::Double);
    for most_weight in [0.1, 1.0, 30.0] {
        let rule = Rule {
            most_weight,
            tolerance: 1e-9,
            ..Rule::default()
        };
        let mut gaps = Vec::new();
        let solved = solve(&samples, &first, radial(), &rule, &mut |sofar| {
            gaps.push(sofar.gap);
            true
        });
        assert_eq!(gaps.len() as u64, solved.steps + 1);
        assert!(solved.weights.iter().sum::<f64>().abs() < 1e-9);
        let mut room = Room::default();
        for (at, first) in first.iter().enumerate() {
            samples.row(radial(), at, &mut room);
            let sum = room.values().iter().zip(&solved.weights);
            let answer = sum.map(|(k, weight)| k * weight).sum::<f64>() + solved.offset;
            let sign = if *first { 1.0 } else { -1.0 };
            let (alpha, margin) = (sign * solved.weights[at], sign * answer);
            assert!((0.0..=most_weight).contains(&alpha), "{alpha}");
            // Kernels are kept in f32.
            let near = 1e-5;
            assert!(alpha > 0.0 || margin > 1.0 - near, "{alpha} {margin}");
            assert!(
                alpha < most_weight || margin < 1.0 + near,
                "{alpha} {margin}"
            );
            let inside = alpha > 0.0 && alpha < most_weight;
            assert!(!inside || (margin - 1.0).abs() < near, "{alpha} {margin}");
        }
    }
}

#[test]
fn a_small_room_changes_nothing() {
    let usual = learned(radial(), Precision::Double, &Rule::default());
    let rule = Rule {
        room: 0,
        ..Rule::default()
    };
    let small = learned(radial(), Precision::Double, &rule);
    let (rows, _) = samples();
    assert_eq!(usual.steps(), small.steps());
    assert_eq!(usual.decisions(&rows), small.decisions(&rows));
}

#[test]
fn it_ends_where_it_must_and_says_so() {
    let (rows, classes) = samples();
    let matter = Matter {
        rows: &rows,
        width: WIDTH,
        classes: &classes,
    };
    let learn = |matter, rule: &Rule, goes_on: &(dyn Fn(u64) -> bool + Sync)| {
        Machine::learn(matter, Kernel::Linear, Precision::Double, rule, goes_on)
    };
    let capped = Rule {
        most_steps: 5,
        ..Rule::default()
    };
    assert_eq!(learn(matter, &capped, &|_| true).unwrap().capped(), 3);
    // Hardly to be parted: long enough to be stopped.
    let hard = Rule {
        most_weight: 1e6,
        tolerance: 1e-12,
        ..Rule::default()
    };
    let stopped = learn(matter, &hard, &|_| false);
    assert_eq!(stopped.unwrap_err(), Fault::Stopped);
    let alike = vec![4; classes.len()];
    let one = Matter {
        classes: &alike,
        ..matter
    };
    let usual = Rule::default();
    assert_eq!(learn(one, &usual, &|_| true).unwrap_err(), Fault::OneClass);
    let mut broken = rows.clone();
    broken[3] = f32::NAN;
    let broken = Matter {
        rows: &broken,
        ..matter
    };
    assert_eq!(
        learn(broken, &usual, &|_| true).unwrap_err(),
        Fault::NotFinite
    );
}

#[test]
fn points_on_each_other_with_both_classes_end_too() {
    let rows = vec![0.5_f32; 12 * WIDTH];
    let classes: Vec<usize> = (0..12).map(|at| at % 2).collect();
    let matter = Matter {
        rows: &rows,
        width: WIDTH,
        classes: &classes,
    };
    for kernel in [
        Kernel::Linear,
        Kernel::Radial {
            gamma: gamma_of(&rows, WIDTH),
        },
    ] {
        for precision in [Precision::Single, Precision::Double] {
            let machine = Machine::learn(matter, kernel, precision, &Rule::default(), &|_| true);
            let decisions = machine.unwrap().decisions(&rows);
            assert!(decisions.iter().all(|value| value.abs() < 1e-9));
        }
    }
}
