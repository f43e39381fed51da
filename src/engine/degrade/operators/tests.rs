use super::*;
use crate::degrade::noise::PixelLayout;
use crate::math::random::{Purpose, Stream};

fn layouts() -> [PixelLayout; 4] {
    [
        (1, 9, 13, false),
        (3, 8, 11, true),
        (3, 1, 1, true),
        (2, 3, 40, false),
    ]
    .map(|(channels, height, width, interleaved)| PixelLayout {
        channels,
        height,
        width,
        interleaved,
    })
}

fn random(layout: PixelLayout, index: u64) -> Vec<f32> {
    let mut random = Stream::new(3, Purpose::Data, index);
    let count = layout.channels * layout.height * layout.width;
    (0..count).map(|_| random.uniform()).collect()
}

fn spoiled(operator: &dyn Operator, pixels: &[f32], layout: PixelLayout) -> Vec<f32> {
    let mut pixels = pixels.to_vec();
    operator.apply(&mut pixels, layout, &mut Stream::new(7, Purpose::Noise, 1));
    pixels
}

fn product(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum()
}

#[test]
fn every_operator_is_linear_its_own_adjoint_and_no_longer_than_one() {
    for entry in ALL {
        let operator = (entry.make)();
        for layout in layouts() {
            let (x, y) = (random(layout, 1), random(layout, 2));
            let (ax, ay) = (
                spoiled(&*operator, &x, layout),
                spoiled(&*operator, &y, layout),
            );
            let size = product(&x, &x);
            assert!(
                (product(&ax, &y) - product(&x, &ay)).abs() < 1e-5 * size,
                "{}: {layout:?}",
                entry.id
            );
            assert!(
                product(&ax, &ax) < size * (1.0 + 1e-5),
                "{}: {layout:?}",
                entry.id
            );
            let sum: Vec<f32> = x.iter().zip(&y).map(|(x, y)| 2.0 * x - y).collect();
            let of_sum = spoiled(&*operator, &sum, layout);
            for ((a, x), y) in of_sum.iter().zip(&ax).zip(&ay) {
                assert!((a - (2.0 * x - y)).abs() < 1e-5, "{}: {layout:?}", entry.id);
            }
        }
    }
}

#[test]
fn channels_lie_as_they_are_said_to() {
    let (side_by_side, planes) = (
        PixelLayout {
            channels: 3,
            height: 6,
            width: 7,
            interleaved: true,
        },
        PixelLayout {
            channels: 3,
            height: 6,
            width: 7,
            interleaved: false,
        },
    );
    let pixels = random(planes, 4);
    let mut turned = vec![0.0; pixels.len()];
    for (at, value) in pixels.iter().enumerate() {
        turned[at % 42 * 3 + at / 42] = *value;
    }
    for entry in ALL {
        let operator = (entry.make)();
        let a = spoiled(&*operator, &pixels, planes);
        let b = spoiled(&*operator, &turned, side_by_side);
        for (at, value) in a.iter().enumerate() {
            assert_eq!(b[at % 42 * 3 + at / 42], *value, "{}", entry.id);
        }
    }
}

/// By hand: blocks of 2×2 and their means, a point and its kernel.
#[test]
fn values_by_hand() {
    let layout = PixelLayout {
        channels: 1,
        height: 2,
        width: 4,
        interleaved: false,
    };
    let down = DownSample { factor: 2 };
    let means = spoiled(&down, &[1.0, 2.0, 5.0, 6.0, 3.0, 4.0, 7.0, 8.0], layout);
    assert_eq!(means, [2.5, 2.5, 6.5, 6.5, 2.5, 2.5, 6.5, 6.5]);
    let blur = Blur { radius: 0.8 };
    let flat = spoiled(&blur, &[0.3; 8], layout);
    assert!(flat.iter().all(|value| (value - 0.3).abs() < 1e-6));
    let layout = PixelLayout {
        channels: 1,
        height: 1,
        width: 9,
        interleaved: false,
    };
    let mut point = [0.0; 9];
    point[4] = 1.0;
    let spread = spoiled(&blur, &point, layout);
    let weight = |t: f32| (-0.5 * (t / 0.8) * (t / 0.8)).exp();
    let sum: f32 = weight(0.0) + 2.0 * (weight(1.0) + weight(2.0) + weight(3.0));
    for (at, value) in spread.iter().enumerate() {
        let distance = at.abs_diff(4) as f32;
        let expected = if distance <= 3.0 {
            weight(distance) / sum
        } else {
            0.0
        };
        assert!((value - expected).abs() < 1e-6, "{at}: {value}");
    }
    let lost = spoiled(&Mask { lost: 50.0 }, &[1.0; 4000], PixelLayout::row(4000));
    let kept = lost.iter().filter(|value| **value == 1.0).count();
    assert!((1900..2100).contains(&kept), "{kept}");
    assert!(lost.iter().all(|value| [0.0, 1.0].contains(value)));
}
