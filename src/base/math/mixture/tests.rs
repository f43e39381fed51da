//! Mixtures learned from samples of a known one.

use super::*;
use crate::job::with_threads;
use crate::math::random::{Purpose, Stream};

/// Three components in the plane: a disc, a long one along x, a longer one along the diagonal.
fn known() -> Mixture {
    Mixture::new(
        2,
        vec![0.5, 0.3, 0.2],
        &[
            vec![0.01, 0.0, 0.0, 0.01],
            vec![1.0, 0.0, 0.0, 0.001],
            vec![25.0, 24.9, 24.9, 25.0],
        ],
    )
    .unwrap()
}

fn drawn(mixture: &Mixture, count: usize, seed: u64) -> Vec<f32> {
    let n = mixture.dimension;
    let mut random = Stream::new(seed, Purpose::Data, 0);
    let mut samples = Vec::with_capacity(count * n);
    for _ in 0..count {
        let mut left = f64::from(random.uniform());
        let component = mixture
            .weights
            .iter()
            .position(|weight| {
                left -= weight;
                left < 0.0
            })
            .unwrap_or(0);
        let normal: Vec<f64> = (0..n).map(|_| f64::from(random.normal())).collect();
        for row in mixture.factors[component].chunks_exact(n) {
            let value: f64 = row.iter().zip(&normal).map(|(a, b)| a * b).sum();
            samples.push(value as f32);
        }
    }
    samples
}

#[test]
fn the_likelihood_is_the_formula() {
    let mixture = known();
    let samples = [0.3, -0.2, 1.5, 1.4];
    let mut expected = 0.0;
    for x in samples.chunks(2) {
        let density = |c: [f64; 4], weight: f64| {
            let det = c[0] * c[3] - c[1] * c[2];
            let (a, b) = (f64::from(x[0]), f64::from(x[1]));
            let form = (c[3] * a * a - 2.0 * c[1] * a * b + c[0] * b * b) / det;
            weight * (-0.5 * form).exp() / (std::f64::consts::TAU * det.sqrt())
        };
        let p = density([0.01, 0.0, 0.0, 0.01], 0.5)
            + density([1.0, 0.0, 0.0, 0.001], 0.3)
            + density([25.0, 24.9, 24.9, 25.0], 0.2);
        expected += p.ln() / 2.0;
    }
    let found = mixture.log_likelihood(&samples);
    assert!((found - expected).abs() < 1e-4, "{found} {expected}");
}

#[test]
fn a_known_mixture_is_found_again() {
    let truth = known();
    let mut trainer = Trainer::start(&drawn(&truth, 4000, 1), 2, 3, 1e-6, 0);
    let first = trainer.mixture().log_likelihood(&drawn(&truth, 4000, 2));
    for batch in 0..60 {
        trainer.step(&drawn(&truth, 4000, 10 + batch));
    }
    let fresh = drawn(&truth, 20_000, 3);
    let (found, best) = (
        trainer.mixture().log_likelihood(&fresh),
        truth.log_likelihood(&fresh),
    );
    assert!(found > best - 0.01, "{first} → {found} of {best}");
    assert!(
        first < best - 0.1,
        "the start must not be the goal: {first}"
    );
    let mut weights = trainer.mixture().weights.clone();
    weights.sort_by(|a, b| b.total_cmp(a));
    for (found, known) in weights.iter().zip(&truth.weights) {
        assert!((found - known).abs() < 0.02, "{weights:?}");
    }
}

#[test]
fn eigenvalues_keep_their_floor_on_degenerate_samples() {
    let samples: Vec<f32> = (0..300).flat_map(|i| [i as f32 / 100.0, 0.0]).collect();
    let mut trainer = Trainer::start(&samples, 2, 4, 1e-4, 0);
    for _ in 0..5 {
        assert!(trainer.step(&samples).is_finite());
    }
    for factor in &trainer.mixture().factors {
        assert!(factor[3] * factor[3] >= 0.999e-4, "{factor:?}");
    }
}

#[test]
fn threads_do_not_change_a_bit_and_training_goes_on_where_it_was() {
    let truth = known();
    let samples = drawn(&truth, 3000, 1);
    let learn = |threads| {
        with_threads(threads, || {
            let mut trainer = Trainer::start(&samples, 2, 5, 1e-6, 7);
            trainer.step(&samples);
            trainer
        })
        .unwrap()
    };
    let mut one = learn(1);
    assert_eq!(one.mixture(), learn(3).mixture());
    let mut again = Trainer::resume(one.mixture().clone(), 1e-6, one.steps());
    one.step(&samples);
    again.step(&samples);
    let (a, b) = (one.mixture(), again.mixture());
    for (a, b) in a.factors.concat().iter().zip(b.factors.concat()) {
        assert!((a - b).abs() < 1e-4 * (1.0 + b.abs()), "{a} {b}");
    }
}
