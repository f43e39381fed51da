//! The lecture's overview, and labs that are taken by hand: dragged, clicked, opened on the bench.

use egui::accesskit::Role;
use egui::{Key, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use lemida::labs;
use lemida::setting::{Mark, Value};

use crate::lecture::{enter, small};
use crate::{click, until, window};

pub fn setting(window: &crate::Window, id: &str, key: &str) -> Value {
    let document = &window.state().bench().document;
    document.lab(id).and_then(|lab| lab.get(key)).unwrap()
}

/// Presses at one place and lets go at another, by way of some between.
pub fn drag(window: &mut crate::Window, from: Pos2, to: Pos2) {
    window.hover_at(from);
    window.run_steps(2);
    window.drag_at(from);
    window.run_steps(2);
    for step in 1..=8 {
        window.hover_at(from + (to - from) * (step as f32 / 8.0));
        window.run_steps(1);
    }
    window.drop_at(to);
    window.run_steps(3);
}

#[test]
fn the_lecture_begins_with_a_tile_for_each_lab_and_pictures_come_by_themselves() {
    let mut window = window();
    click(&mut window, "Lecture");
    for entry in labs::ALL {
        let act = (entry.make)().telling().act;
        window.get_by_role_and_label(Role::Button, entry.label);
        window.get_by_label(act.story());
    }
    until(&mut window, "some pictures", |app| app.labs_glimpsed() >= 3);
    assert_eq!(window.state().labs_begun(), 0);
    assert!(!window.state().lecture_working());
    // By keyboard.
    let lab = &labs::ALL[1];
    window
        .get_by_role_and_label(Role::Button, lab.label)
        .focus();
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
    window.get_by_label((lab.make)().question());
    click(&mut window, "Next experiment");
    window.get_by_label((labs::ALL[2].make)().question());
    window.key_press(Key::Escape);
    window.run_steps(3);
    window.get_by_label((labs::ALL[0].make)().telling().act.story());
}

#[test]
fn points_of_the_perceptron_are_dragged_and_its_line_follows() {
    let mut window = window();
    small(&mut window, "perceptron");
    click(&mut window, "Lecture");
    enter(&mut window, "Perceptron");
    until(&mut window, "the beginning", |app| {
        !app.lecture_titles().is_empty()
    });
    until(&mut window, "the end", |app| !app.lecture_working());
    let begun = window.state().labs_begun();
    let title = "What it answers, mistake by mistake";
    let map = window.get_by_role_and_label(Role::Image, title).rect();
    // A click between the points puts one there; that one is dragged.
    let (from, to) = (map.center(), map.lerp_inside(egui::vec2(0.93, 0.06)));
    click_at(&mut window, from);
    let own = |window: &crate::Window| match setting(window, "perceptron", "own") {
        Value::Text(text) => Mark::read(&text).unwrap(),
        other => panic!("{other:?}"),
    };
    let before = own(&window);
    assert_eq!(
        setting(&window, "perceptron", "matter"),
        Value::Text("own".into())
    );
    drag(&mut window, from, to);
    let after = own(&window);
    assert_eq!(after.len(), before.len());
    let moved = before.iter().zip(&after).filter(|(a, b)| a.at != b.at);
    assert_eq!(moved.count(), 1, "one point was dragged");
    let there = after
        .iter()
        .any(|mark| mark.at[0] > 4.0 && mark.at[1] > 4.0);
    assert!(there, "{after:?}");
    until(&mut window, "the answer", |app| !app.lecture_working());
    assert_eq!(window.state().labs_begun(), begun);
    // The drag is one edit.
    click(&mut window, "Undo");
    assert_eq!(own(&window), before);
    until(&mut window, "the answer", |app| !app.lecture_working());
    window.get_by_label_contains("Shown: it ");
}

pub fn click_at(window: &mut crate::Window, at: Pos2) {
    window.hover_at(at);
    window.run_steps(2);
    window.drag_at(at);
    window.drop_at(at);
    window.run_steps(3);
}

#[test]
fn a_weight_is_dragged_on_the_network_and_every_number_follows() {
    let mut window = window();
    click(&mut window, "Lecture");
    enter(&mut window, "Back-propagation");
    until(&mut window, "the figures", |app| {
        !app.lecture_titles().is_empty()
    });
    until(&mut window, "the end", |app| !app.lecture_working());
    let weight = "Weight from x₁ to h1";
    let value = |window: &crate::Window| {
        let node = window.get_by_role_and_label(Role::Slider, weight);
        node.accesskit_node().numeric_value().unwrap()
    };
    let before = value(&window);
    let answers = |window: &crate::Window| {
        let note = window.get_by_label_contains("It answers ");
        note.accesskit_node()
            .value()
            .or(note.accesskit_node().label())
            .unwrap()
    };
    let said = answers(&window);
    let place = window
        .get_by_role_and_label(Role::Slider, weight)
        .rect()
        .center();
    drag(&mut window, place, place + egui::vec2(60.0, 0.0));
    until(&mut window, "the answer", |app| !app.lecture_working());
    let after = value(&window);
    assert!((after - before - 0.6).abs() < 0.05, "{before} {after}");
    assert_ne!(answers(&window), said);
    let Value::Text(text) = setting(&window, "backprop", "weights") else {
        panic!("no weights");
    };
    assert_eq!(text.split(' ').count(), 13, "{text}");
    // The arrow keys turn it as well.
    window.get_by_role_and_label(Role::Slider, weight).focus();
    window.run_steps(2);
    window.key_press(Key::ArrowDown);
    window.run_steps(3);
    until(&mut window, "the answer", |app| !app.lecture_working());
    assert!((value(&window) - (after - 0.1)).abs() < 0.011);
    // Two presses turn it twice, whether or not the first was answered by then.
    let sum = |window: &crate::Window| match setting(window, "backprop", "weights") {
        Value::Text(text) => {
            let weights = text.split(' ').map(|weight| weight.parse::<f64>().unwrap());
            weights.sum::<f64>()
        }
        other => panic!("{other:?}"),
    };
    let before = sum(&window);
    for _ in 0..2 {
        window.key_press(Key::ArrowUp);
        window.run_steps(1);
    }
    window.run_steps(2);
    until(&mut window, "the answer", |app| !app.lecture_working());
    let turned = sum(&window) - before;
    assert!((turned - 0.2).abs() < 0.011, "{turned}");
    assert!((value(&window) - (after + 0.1)).abs() < 0.011);
    // Who clicks a number has the keys on it; with Shift they turn it by little.
    let other = "Weight from x₂ to h1";
    let other_value = |window: &crate::Window| {
        let node = window.get_by_role_and_label(Role::Slider, other);
        node.accesskit_node().numeric_value().unwrap()
    };
    let (before, place) = (
        other_value(&window),
        window.get_by_role_and_label(Role::Slider, other).rect(),
    );
    click_at(&mut window, place.center());
    window.key_press(Key::ArrowRight);
    window.run_steps(2);
    window.key_press_modifiers(egui::Modifiers::SHIFT, Key::ArrowUp);
    window.run_steps(2);
    until(&mut window, "the answer", |app| !app.lecture_working());
    let turned = other_value(&window) - before;
    assert!((turned - 0.11).abs() < 0.011, "{turned}");
}

#[test]
fn escape_lets_go_of_a_menu_or_a_number_before_it_leads_back() {
    let lab = |id: &str| labs::ALL.iter().find(|entry| entry.id == id).unwrap();
    let question = |id: &str| (lab(id).make)().question();
    let mut window = window();
    click(&mut window, "Lecture");
    enter(&mut window, "XOR");
    until(&mut window, "the figures", |app| {
        app.lecture_titles().len() == 5
    });
    until(&mut window, "the end", |app| !app.lecture_working());
    let menu = "Copy or save: Answer over the plane: perceptron";
    click(&mut window, menu);
    window.get_by_label("Copy as table");
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label("Copy as table").is_none());
    window.get_by_label(question("xor"));
    click(&mut window, "All experiments");
    enter(&mut window, "Back-propagation");
    until(&mut window, "the figures", |app| {
        !app.lecture_titles().is_empty()
    });
    until(&mut window, "the end", |app| !app.lecture_working());
    window
        .get_by_role_and_label(Role::Slider, "Weight from x₁ to h1")
        .focus();
    window.run_steps(2);
    window.key_press(Key::Escape);
    window.run_steps(3);
    window.get_by_label(question("backprop"));
    window.key_press(Key::Escape);
    window.run_steps(3);
    window.get_by_label((labs::ALL[0].make)().telling().act.story());
}

#[test]
fn an_experiment_opens_on_the_bench_and_undo_brings_the_other_back() {
    let mut window = window();
    let name = |window: &crate::Window| window.state().bench().document.experiment.name.clone();
    let before = name(&window);
    click(&mut window, "Lecture");
    enter(&mut window, "Ascent");
    assert!(window.query_by_label("Open on the bench").is_none());
    click(&mut window, "All experiments");
    enter(&mut window, "XOR");
    click(&mut window, "Open on the bench");
    window.run_steps(2);
    assert_eq!(window.state().bench().view.page, "bench");
    assert_eq!(name(&window), "xor, one hidden layer");
    let experiment = &window.state().bench().document.experiment;
    assert_eq!(experiment.architecture.rows.len(), 3);
    click(&mut window, "Undo");
    assert_eq!(name(&window), before);
}
