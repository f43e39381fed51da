//! Attacks stay within their reach and do harm, on pictures made for the test.

use super::super::for_tests::{Spots, done};
use super::*;
use crate::data::{Collection, EmptyShelf, Shelf as _};
use crate::labs::Truth;
use crate::nn::init::Init;
use crate::nn::{Network, Shape, Tensor};

#[test]
fn no_pixel_goes_farther_than_it_may() {
    let lots = Spots.collection(Collection::Digits).unwrap();
    let some = taken(&lots[1], &(0..20).collect::<Vec<_>>());
    let architecture = network().unwrap();
    let mut network = Network::new(&architecture, Shape::new(1, 28, 28), Init::He, 1).unwrap();
    for assault in [CONTROL, Assault::Fgsm, Assault::Pgd(4)] {
        let mut random = Stream::new(1, Purpose::Evaluation, 0);
        let attacked = assault.on(
            &mut network,
            &some.pictures,
            &some.classes,
            0.1,
            &mut random,
        );
        let pairs = attacked.data.iter().zip(&some.pictures.data);
        let mut moved = 0;
        for (value, clean) in pairs {
            assert!((value - clean).abs() <= 0.1 + 1e-6 && (0.0..=1.0).contains(value));
            moved += usize::from((value - clean).abs() > 0.04);
        }
        assert!(moved > some.pictures.data.len() / 4, "{assault:?}: {moved}");
    }
    let none: Tensor = Assault::Fgsm.on(
        &mut network,
        &some.pictures,
        &some.classes,
        0.0,
        &mut Stream::new(1, Purpose::Evaluation, 0),
    );
    assert_eq!(none, some.pictures);
}

#[test]
fn what_is_designed_does_harm_and_chance_does_not() {
    let lab = Attack {
        defence: Defence::Fgsm,
        count: 600,
        passes: 4,
        judged: 100,
        steps: 10,
        seeds: 1,
        ..Attack::default()
    };
    let (verdict, figures) = done(lab, Spots);
    let verdict = verdict.unwrap();
    assert_eq!(verdict.truth, Truth::Open, "one seed decides nothing");
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    let clean = number("taught as usual, FGSM, ε = 0,");
    let at = |assault: &str| number(&format!("taught as usual, {assault}, ε = 0.3"));
    assert!(clean > 80.0, "{verdict:?}");
    assert!(
        at("FGSM") < at("random signs") && at("PGD") <= at("FGSM") + 5.0,
        "{verdict:?}"
    );
    assert!(figures.len() >= 2);
}

#[test]
fn without_defence_half_of_the_claim_is_left_open() {
    let lab = Attack {
        defence: Defence::None,
        count: 200,
        passes: 1,
        judged: 50,
        steps: 2,
        seeds: 2,
        ..Attack::default()
    };
    let verdict = done(lab, Spots).0.unwrap();
    assert_eq!(verdict.truth, Truth::Open);
    assert!(verdict.words.contains("half of the claim"), "{verdict:?}");
    assert!(
        done(Attack::default(), EmptyShelf).0.is_err(),
        "without digits it says so"
    );
}
