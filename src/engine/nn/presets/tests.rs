use super::*;
use crate::nn::init::Init;
use crate::nn::optimizer::{Adam, Optimizer, Step};
use crate::nn::{Loss, Mode, Network, Target, Tensor, check};

/// Shapes of examples: those of the data sets that come with the program, and some of folders.
fn shapes(kind: PresetKind) -> Vec<Shape> {
    match kind {
        PresetKind::Denoise => vec![Shape::new(1, 40, 40), Shape::new(3, 40, 40)],
        PresetKind::ClassifyPoints => vec![Shape::vector(2)],
        PresetKind::ClassifyPictures => {
            let sides = [
                (1, 20),
                (1, 28),
                (1, 32),
                (3, 32),
                (3, 48),
                (1, 64),
                (3, 64),
            ];
            let shapes = sides.map(|(channels, side)| Shape::new(channels, side, side));
            shapes.into_iter().chain([Shape::new(1, 24, 40)]).collect()
        }
    }
}

#[test]
fn every_preset_can_be_built_for_every_shape() {
    for preset in ALL {
        for input in shapes(preset.kind) {
            for count in [2, 3, 10] {
                let count = match preset.kind {
                    PresetKind::Denoise => input.channels,
                    _ => count,
                };
                let architecture = preset.fitted(input, count);
                let report = check(&architecture, input);
                let expected = match preset.kind {
                    PresetKind::Denoise => input,
                    _ => Shape::vector(count),
                };
                assert_eq!(
                    report.output,
                    Some(expected),
                    "{} {input}: {report:?}",
                    preset.id
                );
                assert_eq!(preset.misfit(input, count), None, "{}", preset.id);
            }
        }
        let usual = (preset.make)(3);
        assert!(!usual.rows.is_empty(), "{}", preset.id);
    }
}

#[test]
fn what_does_not_fit_is_told_with_a_reason() {
    let net = find("u-net").unwrap();
    let reason = net.misfit(Shape::new(1, 30, 30), 1).unwrap().to_string();
    assert!(
        reason.contains("row ") && reason.contains("15×15"),
        "{reason}"
    );
    let small = find("small-cnn").unwrap();
    assert!(small.misfit(Shape::new(1, 2, 2), 10).is_some());
    let wrong = find("autoencoder").unwrap();
    let reason = wrong.misfit(Shape::new(1, 30, 30), 1).unwrap().to_string();
    assert!(reason.contains("1×32×32"), "{reason}");
}

/// Trainable numbers as they are published or follow from what is.
#[test]
fn published_networks_have_the_published_numbers_of_weights() {
    let count = |id: &str, shape| {
        let architecture = find(id).unwrap().fitted(shape, 10);
        check(&architecture, shape).parameters()
    };
    // LeCun et al. 1998 with every map read: 156 + 2416 + 48,120 + 10,164 + 850.
    assert_eq!(count("lenet-5", Shape::new(1, 32, 32)), 61_706);
    assert_eq!(count("lenet-5", Shape::new(1, 28, 28)), 61_706);
    // He et al. 2016, table 6: 0.27 M; shortcuts of one pixel add 2,752 to 269,722.
    assert_eq!(count("resnet-20", Shape::new(3, 32, 32)), 272_474);
    assert_eq!(count("resnet-8", Shape::new(3, 32, 32)), 78_042);
}

/// The network without additive numbers answers an input that is twice as bright with twice the answer.
#[test]
fn without_biases_answers_scale_with_the_input() {
    let shape = Shape::new(1, 9, 9);
    let architecture = find("dncnn-bias-free").unwrap().fitted(shape, 1);
    let mut network = Network::new(&architecture, shape, Init::He, 3).unwrap();
    let input = super::super::tests::normal(1, shape, 5);
    let mut twice = input.clone();
    twice.data.iter_mut().for_each(|value| *value *= 2.0);
    let once = network.forward(&input, Mode::Evaluate).clone();
    let answer = network.forward(&twice, Mode::Evaluate);
    for (a, b) in once.data.iter().zip(&answer.data) {
        assert!((2.0 * a - b).abs() < 1e-4 * (1.0 + b.abs()), "{a} {b}");
    }
}

/// Loss before and after a few steps on four examples.
fn losses(preset: &Preset) -> (f64, f64) {
    let (shape, count) = match preset.kind {
        PresetKind::Denoise => (Shape::new(1, 8, 8), 1),
        PresetKind::ClassifyPictures => (Shape::new(1, 16, 16), 3),
        PresetKind::ClassifyPoints => (Shape::vector(2), 3),
    };
    let architecture = preset.fitted(shape, count);
    let mut network = Network::new(&architecture, shape, Init::He, 1).unwrap();
    let input = super::super::tests::normal(4, shape, 2);
    let clean = Tensor {
        data: input.data.iter().map(|value| 0.3 * value + 0.2).collect(),
        ..input.clone()
    };
    let (target, loss): (_, Box<dyn Loss>) = match preset.kind {
        PresetKind::Denoise => (
            Target::Values(&clean),
            (crate::setting::find(crate::nn::loss::ALL, "mean-squared")
                .unwrap()
                .make)(),
        ),
        _ => (
            Target::Classes(&[0, 1, 2, 1]),
            (crate::setting::find(crate::nn::loss::ALL, "cross-entropy")
                .unwrap()
                .make)(),
        ),
    };
    let adam = Adam::default();
    let mut slots = vec![vec![0.0; network.values().len()]; adam.slots().len()];
    let mut gradient = Tensor::zeros(0, shape);
    let mut losses = Vec::new();
    for number in 1..=40 {
        let answer = network.forward(&input, Mode::Train { seed: number });
        losses.push(loss.evaluate(answer, target, &mut gradient));
        network.backward(&gradient);
        let (weights, gradients, matrices) = network.update();
        let step = Step {
            matrices,
            ..Step::new(1e-3, number)
        };
        adam.update(weights, gradients, &mut slots, &step);
    }
    // Dropout makes single losses jump.
    let last = losses[losses.len() - 5..].iter().sum::<f64>() / 5.0;
    (losses[0], last)
}

#[test]
fn every_preset_learns() {
    for preset in ALL {
        let (first, last) = losses(preset);
        assert!(last < first, "{}: {first} to {last}", preset.id);
    }
}

#[test]
fn ids_are_unique_and_found() {
    for preset in ALL {
        assert!(find(preset.id).is_some_and(|found| found.label == preset.label));
    }
}
