//! Derivatives beside their twins.

use super::super::Truth;
use super::*;
use crate::labs::for_tests::told;

#[test]
fn derivatives_agree_with_their_twins() {
    let (verdict, figures) = told(Backprop {
        seeds: 3,
        ..Backprop::default()
    });
    assert_eq!(verdict.truth, Truth::Holds, "{verdict:?}");
    assert_eq!(figures.len(), 3);
    let Body::Frames(frames) = &figures
        .iter()
        .find(|one| one.title.contains("step by step"))
        .unwrap()
        .body
    else {
        panic!("no frames");
    };
    assert_eq!(frames.len(), 2 * 12 + 1);
}

/// By hand: with all weights zero but the answer's bias, only that bias has a derivative.
#[test]
fn a_network_without_weights_learns_its_last_bias_first() {
    let mut weights = [0.0; WEIGHTS];
    weights[WEIGHTS - 1] = 0.5;
    let pass = Pass::of([1.0, 2.0], &weights, 2.0);
    let derivatives = pass.derivatives();
    for (at, weight) in pass.weights.iter().enumerate() {
        let expected = if at == WEIGHTS - 1 { -1.5 } else { 0.0 };
        assert_eq!(derivatives.by(*weight), expected, "{at}");
    }
}
