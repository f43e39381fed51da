//! Rows that are switched off.

use super::normal;
use crate::nn::init::Init;
use crate::nn::{Architecture, Mode, Network, Shape, check};

fn network(text: &str) -> Architecture {
    Architecture::from_text(text).unwrap()
}

#[test]
fn a_row_that_is_off_is_as_if_it_were_not_there() {
    let with = network("1: conv 4; 2: relu; 3: off conv 4 add 1; 4: off dropout 0.5; 5: conv 1");
    let without = network("1: conv 4; 2: relu; 5: conv 1");
    let shape = Shape::new(1, 7, 6);
    let [mut one, mut other] =
        [&with, &without].map(|network| Network::new(network, shape, Init::He, 4).unwrap());
    assert_eq!(one.values(), other.values());
    let input = normal(2, shape, 9);
    let mode = Mode::Train { seed: 3 };
    let answer = one.forward(&input, mode).clone();
    assert_eq!(&answer, other.forward(&input, mode));
    one.backward(&answer);
    other.backward(&answer);
    assert_eq!(one.gradients(), other.gradients());
    assert_eq!(
        with.to_text()
            .lines()
            .filter(|line| line.contains("off "))
            .count(),
        2
    );
    assert_eq!(network(&with.to_text()), with);
}

#[test]
fn where_the_rows_below_cannot_do_without_it_they_say_so() {
    let shape = Shape::new(1, 8, 8);
    let cut = network("conv 4; off max-pool; conv 4 from 1 stride=2; identity add 2");
    let report = check(&cut, shape);
    let problem = report.rows[3].as_ref().unwrap_err().problem.to_string();
    assert!(problem.contains("4×8×8"), "{problem}");
    let tied = network("off conv 4; conv 4 tie 1");
    let report = check(&tied, shape);
    let wrong = report.rows[1].as_ref().unwrap_err();
    assert!(wrong.problem.to_string().contains("switched off"));
    assert!(wrong.cure.to_string().contains("switch row 1 on"));
    let mistakes = Architecture::from_text("relu; off").unwrap_err();
    assert!(mistakes[0].what.to_string().contains("off conv 8"));
    let minus = network("conv 1; off identity from input subtract above");
    assert!(!minus.answers_input_minus());
}
