//! The page of the lecture's experiments.

use egui::accesskit::Role;
use egui::{Key, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use lemida::app::LemidaApp;
use lemida::labs;
use lemida::setting::{Mark, Value};

use crate::{click, until, window};

#[test]
fn a_lab_answers_with_figures_which_stay_while_another_is_looked_at() {
    let lab = |id: &str| labs::ALL.iter().find(|entry| entry.id == id).unwrap();
    let (xor, other) = (lab("xor"), lab("structures"));
    let question = (xor.make)().question();
    let mut window = window();
    click(&mut window, "Lecture");
    click(&mut window, xor.label);
    window.get_by_label(question);
    // It is quick, and answers unasked.
    until(&mut window, "the figures", |app| {
        app.lecture_titles().len() == 5
    });
    assert_eq!(window.state().labs_begun(), 0);
    until(&mut window, "the end", |app| !app.lecture_working());
    click(&mut window, "Run");
    window.get_by_label("In the end");
    window.get_by_label("held-out points right");
    until(&mut window, "the end", |app| !app.lecture_working());
    window.get_by_label("Save figures…");
    click(&mut window, "All experiments");
    click(&mut window, other.label);
    window.get_by_label((other.make)().question());
    window.get_by_label("Not tried yet");
    window.key_press(Key::Escape);
    window.run_steps(2);
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

#[test]
fn a_click_on_a_patch_is_answered_by_the_lab_that_is_there() {
    let mut window = window();
    window.state_mut().edit_document(|document| {
        let lab = document
            .labs
            .iter_mut()
            .find(|lab| lab.id() == "structures");
        *lab.unwrap() = labs::ALL
            .iter()
            .find(|entry| entry.id == "structures")
            .map(|entry| (entry.make)().small())
            .unwrap();
    });
    click(&mut window, "Lecture");
    click(&mut window, "Five structures");
    click(&mut window, "Run");
    until(&mut window, "the beginning", LemidaApp::lecture_working);
    until(&mut window, "everything", |app| !app.lecture_working());
    window.get_by_label_contains("Done in");
    let verdict = window.query_by_label_contains("numbers come nearer");
    assert!(verdict.is_some(), "there is no verdict");
    let place = |window: &crate::Window| {
        let document = &window.state().bench().document;
        let lab = document.lab("structures").unwrap();
        (lab.get("row"), lab.get("column"))
    };
    let (before, figures) = (place(&window), window.state().lecture_titles().len());
    // The picture comes before its caption.
    let mut pictures = window.get_all_by_label_contains("the patch at row");
    let picture = pictures.next().unwrap().rect();
    drop(pictures);
    window.hover_at(picture.center());
    window.run_steps(2);
    window.drag_at(picture.center());
    window.drop_at(picture.center());
    window.run_steps(3);
    let after = place(&window);
    assert_ne!(before, after, "nothing was picked at {picture:?}");
    let Some(Value::Int(row)) = after.0 else {
        panic!("{after:?}");
    };
    let words = format!("the patch at row {row}, ");
    let began = std::time::Instant::now();
    while window.query_all_by_label_contains(&words).count() == 0 {
        assert!(began.elapsed().as_secs() < 60, "no answer: {words}");
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(window.state().labs_begun(), 1, "everything was done again");
    assert_eq!(window.state().lecture_titles().len(), figures);
    click(&mut window, "Undo");
    assert_eq!(place(&window), before);
}

#[test]
fn a_click_on_the_map_climbs_from_there() {
    let mut window = window();
    click(&mut window, "Lecture");
    click(&mut window, "Ascent");
    until(&mut window, "everything", |app| !app.lecture_working());
    let place = |window: &crate::Window| {
        let lab = window.state().bench().document.lab("ascent").unwrap();
        ["row", "column"].map(|key| lab.get(key))
    };
    let before = place(&window);
    let map = window
        .get_by_role_and_label(Role::Image, "From above")
        .rect();
    window.hover_at(map.center());
    window.run_steps(2);
    window.drag_at(map.center());
    window.drop_at(map.center());
    window.run_steps(3);
    assert_ne!(place(&window), before);
    until(&mut window, "the new climb", |app| !app.lecture_working());
}

#[test]
fn a_suggestion_sets_the_lab_and_undo_takes_it_back() {
    let mut window = window();
    click(&mut window, "Lecture");
    click(&mut window, "Ascent");
    until(&mut window, "the first climb", |app| !app.lecture_working());
    let angle = |window: &crate::Window| {
        let document = &window.state().bench().document;
        document.lab("ascent").unwrap().get("angle")
    };
    let before = angle(&window);
    click(&mut window, "Knobs that do not depend on each other");
    until(&mut window, "everything", |app| !app.lecture_working());
    assert_eq!(angle(&window), Some(Value::Float(0.0)));
    assert_eq!(window.state().labs_begun(), 1);
    click(&mut window, "Undo");
    assert_eq!(angle(&window), before);
}

/// Sets the lab of the document to its small settings.
fn small(window: &mut crate::Window, id: &str) {
    window.state_mut().edit_document(|document| {
        let lab = document.labs.iter_mut().find(|lab| lab.id() == id).unwrap();
        *lab = lab.small();
    });
    window.run_steps(2);
}

fn setting(window: &crate::Window, id: &str, key: &str) -> Value {
    let document = &window.state().bench().document;
    document.lab(id).and_then(|lab| lab.get(key)).unwrap()
}

/// Presses at one place and lets go at another, by way of some between.
fn drag(window: &mut crate::Window, from: Pos2, to: Pos2) {
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
    click(&mut window, "Perceptron");
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

fn click_at(window: &mut crate::Window, at: Pos2) {
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
    click(&mut window, "Back-propagation");
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
}

#[test]
fn an_experiment_opens_on_the_bench_and_undo_brings_the_other_back() {
    let mut window = window();
    let name = |window: &crate::Window| window.state().bench().document.experiment.name.clone();
    let before = name(&window);
    click(&mut window, "Lecture");
    click(&mut window, "Ascent");
    assert!(window.query_by_label("Open on the bench").is_none());
    click(&mut window, "All experiments");
    click(&mut window, "XOR");
    click(&mut window, "Open on the bench");
    window.run_steps(2);
    assert_eq!(window.state().bench().view.page, "bench");
    assert_eq!(name(&window), "xor, one hidden layer");
    assert_eq!(
        window
            .state()
            .bench()
            .document
            .experiment
            .architecture
            .rows
            .len(),
        3
    );
    click(&mut window, "Undo");
    assert_eq!(name(&window), before);
}
