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
    assert_eq!(figures.len(), 4);
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

#[test]
fn a_weight_that_is_turned_is_kept_and_everything_follows() {
    let mut lab = Backprop::default();
    let turned = |figure: &str, item| Poke::Turn {
        figure: figure.into(),
        item,
        to: 1.25,
    };
    assert!(!lab.poked(&turned("another", 4)));
    assert!(!lab.poked(&turned(BY_HAND, WEIGHTS)));
    assert!(lab.weights.is_empty());
    assert!(lab.poked(&turned(BY_HAND, 4)));
    let own = lab.own().unwrap().unwrap();
    let first = drawn(lab.seed);
    for (at, (own, first)) in own.iter().zip(first).enumerate() {
        let expected = if at == 4 { 1.25 } else { first };
        assert!((own - expected).abs() < 1e-4, "{at}: {own} {expected}");
    }
    let (verdict, figures) = told(lab);
    assert_eq!(verdict.truth, Truth::Holds, "{verdict:?}");
    let Body::Graph(graph) = &figures[0].body else {
        panic!("no network");
    };
    // The edges are the weights in their order.
    assert_eq!(graph.edges.len(), WEIGHTS);
    assert_eq!(graph.edges[4].weight, 1.25);
    assert_eq!((graph.edges[4].from, graph.edges[4].to), (1, 4));
    let bias = graph.edges[WEIGHTS - 1];
    assert_eq!(graph.nodes[bias.from].label, "1");
    assert!(graph.nodes[bias.to].label.starts_with("answer"));
}

#[test]
fn what_are_not_thirteen_numbers_is_refused_with_the_cure() {
    for text in ["1 2 3", "a", "1 2 3 4 5 6 7 8 9 10 11 12 inf"] {
        let lab = Backprop {
            weights: text.into(),
            ..Backprop::default()
        };
        let error = lab.own().unwrap_err().to_string();
        assert!(error.contains("leave them empty"), "{error}");
    }
}

/// The verdict's words after a step with these first weights: of the hidden units, then of the answer.
fn words(hidden: f64, answer: f64, rate: f32) -> String {
    let mut weights = [hidden; WEIGHTS];
    weights[3 * HIDDEN..].fill(answer);
    let lab = Backprop {
        weights: weights.map(|weight| weight.to_string()).join(" "),
        rate,
        steps: 1,
        ..Backprop::default()
    };
    told(lab).0.words
}

/// The cause is found by the numbers, and the rate is blamed where it is the rate.
#[test]
fn the_true_cause_is_named() {
    let named = |words: &str| {
        let all = [
            "rate is too high",
            "too large for this rate",
            "so large that the error",
            "saturated",
        ];
        all.map(|one| words.contains(one))
    };
    for (hidden, answer, rate, cause) in [
        // Calm.
        (0.3, 0.3, 0.1, [false; 4]),
        // The last layer alone overshoots with any weights.
        (0.3, 0.3, 3.0, [true, false, false, false]),
        // The same rate is calm with small weights.
        (0.1, 12.0, 0.1, [false, true, false, false]),
        // Saturated, and wrong from the beginning: no rate would help.
        (20.0, 60.0, 0.001, [false, false, true, true]),
        // Saturated: the error falls by the last layer alone.
        (20.0, 0.5, 0.1, [false, false, false, true]),
    ] {
        let words = words(hidden, answer, rate);
        assert_eq!(named(&words), cause, "{hidden} {answer} {rate}: {words}");
    }
}
