use proptest::prelude::*;

use super::oracle::each_product;
use super::*;
use crate::math::random::{Purpose, Stream};

fn filled(layout: &Layout, random: &mut Stream) -> Vec<f32> {
    let dense: Vec<f32> = (0..layout.numbers()).map(|_| random.normal()).collect();
    let mut data = vec![0.0; layout.len()];
    layout.copy_from(&mut data, &layout.dense(), &dense);
    data
}

fn assert_near(found: &[f32], expected: &[f64], what: &str, conv: &Conv) {
    assert_eq!(found.len(), expected.len());
    let scale = expected.iter().fold(1.0, |a: f64, b| a.max(b.abs()));
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(*found) - expected).abs();
        assert!(
            error < 2e-5 * scale,
            "{what} at {at}: {found}, expected {expected}, {conv:?}"
        );
    }
}

/// Compares all four kernels with the definition, borders included: they must stay zero.
fn compare(conv: &Conv, seed: u64) {
    let mut random = Stream::new(seed, Purpose::Data, 0);
    let x = filled(&conv.input, &mut random);
    let dy = filled(&conv.output, &mut random);
    let weights: Vec<f32> = (0..conv.weights()).map(|_| random.normal()).collect();
    let bias: Vec<f32> = (0..conv.output.channels).map(|_| random.normal()).collect();

    let mut expected = vec![0.0; conv.output.len()];
    let mut expected_dx = vec![0.0; conv.input.len()];
    let mut expected_dw = vec![0.5; weights.len()];
    for n in 0..conv.output.count {
        for i in 0..conv.output.height {
            for j in 0..conv.output.width {
                for (o, bias) in bias.iter().enumerate() {
                    expected[conv.output.at(n, i, j) + o] = f64::from(*bias);
                }
            }
        }
    }
    each_product(conv, |o, w, i| {
        expected[o] += f64::from(weights[w]) * f64::from(x[i]);
        expected_dx[i] += f64::from(weights[w]) * f64::from(dy[o]);
        expected_dw[w] += f64::from(x[i]) * f64::from(dy[o]);
    });

    // Old contents of the inside must not matter.
    let mut y = filled(&conv.output, &mut random);
    conv.forward(&x, &weights, &bias, Epilogue::default(), &mut y);
    assert_near(&y, &expected, "y", conv);
    let mut moments = vec![0.0; 2 * conv.output.channels];
    let mut rectified = filled(&conv.output, &mut random);
    let finish = Epilogue {
        rectify: true,
        moments: Some(&mut moments),
    };
    conv.forward(&x, &weights, &bias, finish, &mut rectified);
    for (rectified, plain) in rectified.iter().zip(&y) {
        assert_eq!(*rectified, plain.max(0.0), "{conv:?}");
    }
    let mut expected_moments = moments.clone();
    norm::moments(&conv.output, &rectified, &mut expected_moments);
    for (found, expected) in moments.iter().zip(&expected_moments) {
        let scale = expected.abs().max(1.0);
        assert!(
            (found - expected).abs() < 1e-4 * scale,
            "{found}, not {expected}, {conv:?}"
        );
    }
    let mut dx = filled(&conv.input, &mut random);
    conv.transposed(&dy, &weights, &[], &mut dx);
    assert_near(&dx, &expected_dx, "dx", conv);
    let mut dw = vec![0.5; weights.len()];
    conv.backward_weights(&x, &dy, &mut dw);
    assert_near(&dw, &expected_dw, "dw", conv);
}

fn geometry() -> impl Strategy<Value = Conv> {
    let sizes = (1..4_usize, 1..14_usize, 1..14_usize);
    let channels = (
        prop_oneof![1..5_usize, 12..20_usize, 24..52_usize],
        prop_oneof![1..5_usize, 12..20_usize, 24..52_usize],
    );
    let side = |most| (1..6_usize, 0..most);
    let kernel = prop_oneof![
        (side(5_usize), side(5_usize), 1..4_usize, 1..4_usize),
        (0..3_usize, 0..3_usize).prop_map(|(above, beside)| ((3, above), (3, beside), 1, 1)),
    ];
    (sizes, channels, kernel, 0..4_usize, any::<bool>()).prop_filter_map(
        "the kernel must fit",
        |((count, height, width), (from, to), (rows, columns, stride, dilation), border, same)| {
            let kernel = [rows.0, columns.0];
            let reach = kernel.map(|side| dilation * (side - 1));
            let (stride, before) = if same {
                (1, reach.map(|reach| reach / 2))
            } else {
                (stride, [rows.1, columns.1])
            };
            let size = |side: usize, axis: usize| {
                if same {
                    Some(side)
                } else {
                    (side + 2 * before[axis])
                        .checked_sub(reach[axis] + 1)
                        .map(|rest| rest / stride + 1)
                }
            };
            Some(Conv {
                input: Layout {
                    count,
                    height,
                    width,
                    channels: from,
                    border,
                },
                output: Layout {
                    count,
                    height: size(height, 0)?,
                    width: size(width, 1)?,
                    channels: to,
                    border,
                },
                kernel,
                stride,
                dilation,
                before,
            })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn fast_kernels_follow_the_definition(conv in geometry(), seed in 0..1000_u64) {
        compare(&conv, seed);
    }
}

#[test]
fn large_batches_follow_the_definition() {
    let layout = |channels| Layout {
        count: 3,
        height: 50,
        width: 47,
        channels,
        border: 1,
    };
    for (from, to) in [(1, 24), (24, 24), (24, 1), (3, 16)] {
        let conv = Conv {
            input: layout(from),
            output: layout(to),
            kernel: [3, 3],
            stride: 1,
            dilation: 1,
            before: [1, 1],
        };
        assert_eq!(conv.by_winograd(), from.min(to) >= 12);
        compare(&conv, 5);
    }
}
