//! Ways through the lecture: from one experiment to another while the first is at work, back by Undo, and away with the
//! figures.

use egui::Key;
use egui_kittest::kittest::Queryable;
use lemida::labs;
use lemida::setting::Value;

use crate::lecture::{enter, small};
use crate::{click, said, until, window};

fn question(id: &str) -> &'static str {
    let lab = labs::ALL.iter().find(|entry| entry.id == id).unwrap();
    (lab.make)().question()
}

fn hidden(window: &crate::Window) -> Option<Value> {
    window.state().bench().document.lab("xor")?.get("hidden")
}

#[test]
fn undo_turns_to_the_experiment_in_which_the_edit_is_seen_and_says_what_it_did() {
    let mut window = window();
    small(&mut window, "xor");
    let first = hidden(&window);
    window.run_steps(30);
    window.state_mut().edit_document(|document| {
        let mut labs = document.labs.iter_mut();
        let lab = labs.find(|lab| lab.id() == "xor").unwrap();
        lab.set("hidden", Value::Int(5)).unwrap();
    });
    window.run_steps(2);
    click(&mut window, "Lecture");
    enter(&mut window, "Back-propagation");
    click(&mut window, "Undo");
    window.run_steps(2);
    assert_eq!(hidden(&window), first);
    window.get_by_label(question("xor"));
    assert!(said(
        window.state(),
        "Taken back: change hidden units of XOR"
    ));
    // What is looked at needs no word.
    window.run_steps(200);
    assert!(!said(window.state(), "Taken back"));
    click(&mut window, "Redo");
    assert_eq!(hidden(&window), Some(Value::Int(5)));
    assert!(!said(window.state(), "Made again"));
    click(&mut window, "Clean a photo");
    click(&mut window, "Undo");
    assert_eq!(window.state().bench().view.page, "lecture");
    window.get_by_label(question("xor"));
    assert!(said(
        window.state(),
        "Taken back: change hidden units of XOR"
    ));
}

#[test]
fn what_was_asked_for_goes_on_while_another_experiment_is_looked_at() {
    let mut window = window();
    click(&mut window, "Lecture");
    enter(&mut window, "Against the clock");
    click(&mut window, "Run");
    assert!(window.state().lecture_working());
    click(&mut window, "All experiments");
    // One that answers unasked waits for it.
    enter(&mut window, "XOR");
    window.run_steps(10);
    window.get_by_label_contains("“Against the clock” is at work");
    click(&mut window, "All experiments");
    enter(&mut window, "Against the clock");
    assert!(window.state().lecture_working());
    click(&mut window, "All experiments");
    enter(&mut window, "XOR");
    click(&mut window, "Cancel");
    until(&mut window, "the figures", |app| {
        app.lecture_titles().len() == 5
    });
    assert_eq!(window.state().labs_begun(), 1);
}

#[test]
fn figures_are_saved_where_a_person_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window();
    small(&mut window, "xor");
    click(&mut window, "Lecture");
    enter(&mut window, "XOR");
    until(&mut window, "the figures", |app| {
        app.lecture_titles().len() == 5
    });
    until(&mut window, "the end", |app| !app.lecture_working());
    let own = folder.path().to_owned();
    window.state_mut().answer_with(own.clone());
    click(&mut window, "Save figures…");
    until(&mut window, "the word", |app| said(app, "Saved into "));
    assert!(own.join("xor/verdict.json").is_file());
    assert!(own.join("xor/in-the-end.csv").is_file());
}

#[test]
fn while_a_point_of_xor_is_held_the_maps_follow_and_it_is_learned_when_let_go() {
    let mut window = window();
    small(&mut window, "xor");
    click(&mut window, "Lecture");
    enter(&mut window, "XOR");
    until(&mut window, "the figures", |app| {
        app.lecture_titles().len() == 5
    });
    until(&mut window, "the end", |app| !app.lecture_working());
    let map = window
        .get_by_role_and_label(
            egui::accesskit::Role::Image,
            "Answer over the plane: perceptron",
        )
        .rect();
    // A click between the points puts one there; that one is dragged.
    let (from, to) = (map.center(), map.lerp_inside(egui::vec2(0.8, 0.4)));
    window.hover_at(from);
    window.run_steps(2);
    window.drag_at(from);
    window.drop_at(from);
    window.run_steps(3);
    let own = |window: &crate::Window| window.state().bench().document.lab("xor")?.get("own");
    let before = own(&window);
    assert!(matches!(&before, Some(Value::Text(text)) if !text.is_empty()));
    until(&mut window, "the answer", |app| !app.lecture_working());
    window.get_by_label_contains("these points are your own");
    window.drag_at(from);
    window.run_steps(2);
    for step in 1..=8 {
        window.hover_at(from + (to - from) * (step as f32 / 8.0));
        window.run_steps(1);
    }
    until(&mut window, "the sketch", |app| !app.lecture_working());
    assert_eq!(own(&window), before, "it is not let go");
    window.get_by_label_contains("Let go, and it is done with this.");
    window.drop_at(to);
    window.run_steps(3);
    assert_ne!(own(&window), before);
    until(&mut window, "the answer", |app| !app.lecture_working());
    assert!(
        window
            .query_by_label_contains("Let go, and it is done with this.")
            .is_none()
    );
    window.get_by_label_contains("Done in");
    assert!(
        window
            .query_by_label_contains("With other settings")
            .is_none()
    );
    assert_eq!(window.state().labs_begun(), 0);
    window.key_press(Key::Escape);
}
