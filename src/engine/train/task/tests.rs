use super::*;
use crate::data::{self, Targets};
use crate::degrade::noise::Gaussian;
use crate::degrade::operators::Blur;

/// Smooth little pictures, with classes.
fn batch(count: usize, shape: Shape) -> Batch {
    let mut batch = Batch::default();
    batch.input.reshape(count, shape);
    for (at, value) in batch.input.data.iter_mut().enumerate() {
        *value = 0.5 + 0.4 * (0.37 * at as f32).sin();
    }
    batch.labelled().1.extend((0..count).map(|at| at % 3));
    batch
}

fn filled(task: &dyn Task, lot: Lot, threads: usize) -> Batch {
    let mut batch = batch(20, Shape::new(3, 20, 24));
    let (operator, noise) = (Blur::default(), Gaussian::fixed(25.0));
    let spoiling = Spoiling {
        operator: &operator,
        noise: &noise,
        seed: 5,
    };
    crate::job::with_threads(threads, || task.fill(&mut batch, &spoiling, lot)).unwrap();
    batch
}

#[test]
fn every_task_fills_the_same_lot_alike_on_any_number_of_threads() {
    for entry in ALL {
        let task = (entry.make)();
        let lot = Lot::Learning(4096);
        let one = filled(&*task, lot, 1);
        assert_eq!(one, filled(&*task, lot, 3), "{}", entry.id);
        let random = task.adds_noise() || task.applies_operator();
        let other = filled(&*task, Lot::Learning(8192), 1);
        assert_eq!(one != other, random, "{}: another lot", entry.id);
        let judged = filled(&*task, Lot::Judging(4096), 1);
        assert_eq!(one != judged, random, "{}: judging", entry.id);
    }
}

#[test]
fn every_task_is_judged_on_the_truth() {
    let clean = batch(20, Shape::new(3, 20, 24));
    for entry in ALL {
        let task = (entry.make)();
        let judged = filled(&*task, Lot::Judging(0), 2);
        match task.answer(clean.input.shape, 3) {
            Answer::Picture(shape) => {
                assert_eq!(shape, clean.input.shape);
                assert_eq!(judged.target, Targets::Values(clean.input.clone()));
                assert_ne!(judged.input, clean.input);
            }
            Answer::Class(classes) => {
                assert_eq!(classes, 3);
                assert_eq!(judged, clean);
            }
            Answer::Number => assert_eq!(judged, clean),
        }
    }
}

#[test]
fn noisy_targets_have_noise_of_their_own() {
    let batch = filled(&Noise2Noise::default(), Lot::Learning(0), 2);
    let clean = self::batch(20, Shape::new(3, 20, 24)).input;
    let Targets::Values(target) = &batch.target else {
        panic!("it asks for values")
    };
    let noise = |tensor: &Tensor| -> Vec<f64> {
        let pairs = tensor.data.iter().zip(&clean.data);
        pairs.map(|(a, b)| f64::from(a - b)).collect()
    };
    let (input, target) = (noise(&batch.input), noise(target));
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64
    };
    let variance = (25.0f64 / 255.0).powi(2);
    for own in [product(&input, &input), product(&target, &target)] {
        assert!((own / variance - 1.0).abs() < 0.05, "{own}");
    }
    assert!(product(&input, &target).abs() < 0.02 * variance);
}

#[test]
fn every_data_set_has_a_usual_task_that_suits_it() {
    for entry in data::ALL {
        let data = (entry.make)();
        let task = usual(&*data);
        assert_eq!(task.suits(&*data), Ok(()), "{}", entry.id);
        assert_eq!(task.id() == "classify", data.labelled(), "{}", entry.id);
    }
    let points = data::Points::default();
    assert!(Denoise::default().suits(&points).is_err());
    assert!(Classify::default().suits(&data::Photos::default()).is_err());
}
