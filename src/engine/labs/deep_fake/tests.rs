//! Faces do what they are told, decoders are asked about their own, and the claim small.

use super::super::for_tests::told;
use super::*;
use crate::figure::Body;
use crate::labs::Truth;

#[test]
fn persons_differ_and_faces_move() {
    let [first, second] = Person::two(3);
    let still = Pose::default();
    let apart = |a: &Image, b: &Image| {
        let pairs = a.pixels().iter().zip(b.pixels());
        pairs.map(|(a, b)| (a - b).abs()).sum::<f32>() / a.pixels().len() as f32
    };
    let calm = drawn(&first, &still);
    assert!(
        calm.pixels()
            .iter()
            .all(|value| (0.0..=1.0).contains(value))
    );
    assert!(apart(&calm, &drawn(&second, &still)) > 0.05);
    let moves: [fn(&mut Pose); 6] = [
        |pose| pose.smile = 1.0,
        |pose| pose.open = 1.0,
        |pose| pose.turn = 1.0,
        |pose| pose.nod = 1.0,
        |pose| pose.brows = 1.0,
        |pose| pose.blink = 1.0,
    ];
    for (at, change) in moves.iter().enumerate() {
        let mut pose = still;
        change(&mut pose);
        assert!(apart(&calm, &drawn(&first, &pose)) > 0.002, "{at}");
    }
    assert_eq!(Person::two(3), [first, second]);
    assert_ne!(Person::two(4), Person::two(3));
}

#[test]
fn a_small_one_swaps_and_is_found_out() {
    let lab = DeepFake {
        count: 60,
        steps: 60,
        detector: 80,
        seeds: 1,
        ..DeepFake::default()
    };
    let (verdict, figures) = told(lab);
    assert_eq!(verdict.truth, Truth::Open, "one seed decides nothing");
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    // The decoder makes the other person, whoever went in.
    assert!(
        number("swap, PSNR") > number("unchanged, PSNR") + 2.0,
        "{verdict:?}"
    );
    // What it was taught it finds out.
    assert!(
        number("knows all three, on convolutional,") > 80.0,
        "{verdict:?}"
    );
    let film = figures
        .iter()
        .any(|figure| matches!(figure.body, Body::Frames(_)));
    assert!(film && figures.len() == 6, "{}", figures.len());
}
