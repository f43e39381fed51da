//! The page of the lecture's experiments.

use egui_kittest::kittest::Queryable;
use lemida::labs;

use crate::{click, until, window};

#[test]
fn a_lab_answers_with_figures_which_stay_while_another_is_looked_at() {
    let [xor, other, ..] = labs::ALL else {
        panic!("two labs at least")
    };
    let question = (xor.make)().question();
    let mut window = window();
    click(&mut window, "Lecture");
    window.get_by_label(question);
    window.get_by_label("Not tried yet");
    click(&mut window, "Run");
    until(&mut window, "the figures", |app| {
        app.lecture_titles().len() == 4
    });
    window.get_by_label("In the end");
    window.get_by_label("held-out points right");
    until(&mut window, "the end", |app| !app.lecture_working());
    window.get_by_label("Save figures…");
    click(&mut window, other.label);
    window.get_by_label((other.make)().question());
    window.get_by_label("Not tried yet");
    click(&mut window, xor.label);
    window.get_by_label("In the end");
}

#[test]
fn a_lab_can_be_given_up() {
    let mut window = window();
    click(&mut window, "Lecture");
    click(&mut window, "Against the clock");
    click(&mut window, "Run");
    assert!(window.state().lecture_working());
    click(&mut window, "Cancel");
    assert!(!window.state().lecture_working());
    window.get_by_label("Stopped.");
}
