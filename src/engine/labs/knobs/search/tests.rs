//! Turns against full passes.

use super::*;
use crate::math::random::Purpose;

fn some() -> Pictures {
    let mut random = Stream::new(3, Purpose::Data, 0);
    let (width, count) = (5, 60);
    let numbers: Vec<f64> = (0..width * count)
        .map(|_| f64::from(random.uniform()))
        .collect();
    let classes = numbers.chunks(width).map(|own| {
        let sum = (own[0] - 0.5) * (own[1] - 0.5) + 0.2 * (own[2] - 0.5);
        if sum > 0.0 { 1.0 } else { -1.0 }
    });
    Pictures {
        width,
        classes: classes.collect(),
        numbers,
    }
}

#[test]
fn what_a_turn_says_is_what_a_full_pass_finds() {
    let pictures = some();
    let mut random = Stream::new(5, Purpose::Init, 0);
    let mut search = Search::new(Knobs::new(5, 4, &mut random), &pictures);
    for knob in 0..search.knobs.count() {
        let turn = search.look(knob);
        let ends = turn
            .pieces
            .iter()
            .skip(1)
            .map(|(from, _)| *from)
            .chain([RANGE]);
        for ((from, right), to) in turn.pieces.iter().zip(ends) {
            if to - from < 1e-6 {
                continue;
            }
            let mut turned = search.knobs.clone();
            turned.values[knob] = 0.5 * (from + to);
            let found = turned.accuracy(&pictures) * pictures.count() as f64;
            assert_eq!(
                found.round() as usize,
                *right,
                "knob {knob} from {from} to {to}"
            );
        }
    }
}

#[test]
fn it_never_gets_worse_and_what_is_kept_stays_true() {
    let pictures = some();
    for rule in Rule::ALL {
        let mut random = Stream::new(5, Purpose::Init, 1);
        let mut search = Search::new(Knobs::new(5, 4, &mut random), &pictures);
        let mut before = search.right();
        for cycle in 0..3 {
            for knob in 0..search.knobs.count() {
                search.turn(knob, *rule);
                assert!(search.right() + 1 >= before, "{rule:?} {cycle} {knob}");
                before = before.max(search.right());
            }
        }
        let true_right = search.knobs.accuracy(&pictures) * pictures.count() as f64;
        assert!((true_right - search.right() as f64).abs() < 1.5, "{rule:?}");
        assert!(search.right() > 40, "{rule:?}: {}", search.right());
    }
}
