//! Truth and lies, on pictures made for the test.

use super::super::for_tests::{Spots, done};
use super::*;
use crate::figure::Body;
use crate::labs::Truth;

#[test]
fn shares_by_hand() {
    // Two true ones, one of them right; three lies: answered rightly, as the lie, as neither.
    let stand = shares(
        [1, 9, 4, 5, 0].into_iter(),
        &[1, 2, 3, 5, 6],
        &[1, 2, 4, 6, 7],
    );
    assert_eq!(stand.true_ones, 0.5);
    assert_eq!(stand.lied, [1.0 / 3.0; 2]);
}

fn small() -> WrongLabels {
    WrongLabels {
        count: 300,
        hidden: 128,
        passes: 150,
        rate: 3e-3,
        seeds: 1,
        ..WrongLabels::default()
    }
}

#[test]
fn first_the_truth_then_the_lie() {
    let (verdict, figures) = done(small(), Spots);
    let verdict = verdict.unwrap();
    let number = |at: usize| verdict.numbers[at].1;
    // So noisy are these that they are known by heart soon.
    assert!(number(0) > 15.0 && number(1) < 5.0, "{verdict:?}");
    assert!(number(3) >= number(2), "{verdict:?}");
    assert_eq!(verdict.truth, Truth::Open, "one seed decides nothing");
    let Body::Pictures(lies) = &figures
        .iter()
        .find(|one| one.title == "Some of the lies")
        .unwrap()
        .body
    else {
        panic!("they are pictures")
    };
    assert_eq!(lies.len(), 12);
}

#[test]
fn without_lies_there_is_nothing_to_decide() {
    let lab = WrongLabels {
        wrong: 0.0,
        passes: 3,
        ..small()
    };
    let verdict = done(lab, Spots).0.unwrap();
    assert_eq!(verdict.truth, Truth::Open);
    assert!(verdict.words.contains("no label is wrong"), "{verdict:?}");
}
