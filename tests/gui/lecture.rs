//! The page of the lecture's experiments.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use lemida::app::LemidaApp;
use lemida::labs;
use lemida::setting::Value;

use crate::{click, until, window};

#[test]
fn a_lab_answers_with_figures_which_stay_while_another_is_looked_at() {
    let lab = |id: &str| labs::ALL.iter().find(|entry| entry.id == id).unwrap();
    let (xor, other) = (lab("xor"), lab("structures"));
    let question = (xor.make)().question();
    let mut window = window();
    click(&mut window, "Lecture");
    enter(&mut window, xor.label);
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
    enter(&mut window, other.label);
    window.get_by_label((other.make)().question());
    until(&mut window, "what it begins with", |app| {
        !app.lecture_titles().is_empty()
    });
    window.get_by_label_contains("Not run yet");
    window.key_press(Key::Escape);
    window.run_steps(2);
    enter(&mut window, xor.label);
    window.get_by_label("In the end");
}

/// Goes into a lab, wherever its tile lies.
pub fn enter(window: &mut crate::Window, label: &str) {
    window.get_by_label(label).scroll_to_me();
    window.run_steps(5);
    click(window, label);
}

/// Sets a lab to what is done within moments.
pub fn small(window: &mut crate::Window, id: &str) {
    window.state_mut().edit_document(|document| {
        let lab = document.labs.iter_mut().find(|lab| lab.id() == id);
        let lab = lab.unwrap();
        *lab = lab.small();
    });
    window.run_steps(2);
}

#[test]
fn who_looks_at_the_newest_step_of_a_figure_goes_with_it() {
    let mut window = window();
    small(&mut window, "deep-net");
    click(&mut window, "Lecture");
    enter(&mut window, "Deep net");
    click(&mut window, "Run");
    // What is compared is told before anything is learned.
    until(&mut window, "the first figure", |app| {
        app.lecture_titles().first() == Some(&"Clothes: the two networks")
    });
    let filters = "Step of Clothes: the first filters as they form";
    until(&mut window, "all", |app| app.lecture_titles().len() == 6);
    until(&mut window, "the end", |app| !app.lecture_working());
    window.run_steps(3);
    window.get_by_label(filters);
    let last = lab_steps(&window, "deep-net");
    window.get_by_label(&format!("step {last}"));
}

fn lab_steps(window: &crate::Window, id: &str) -> i64 {
    let lab = window.state().bench().document.lab(id);
    match lab.unwrap().get("steps") {
        Some(Value::Int(steps)) => steps,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_grid_of_what_changed_is_drawn_and_can_be_copied() {
    let mut window = window();
    window.state_mut().edit_document(|document| {
        let mut labs = document.labs.iter_mut();
        let lab = labs.find(|lab| lab.id() == "what-changed").unwrap();
        for (key, number) in [("pictures", 1000), ("steps", 27), ("depth", 1)] {
            lab.set(key, Value::Int(number)).unwrap();
        }
    });
    click(&mut window, "Lecture");
    enter(&mut window, "Data, computing, depth");
    click(&mut window, "Run");
    until(&mut window, "the end", |app| !app.lecture_working());
    let titles = window.state().lecture_titles();
    let count = |part: &str| titles.iter().filter(|title| title.contains(part)).count();
    assert_eq!((titles.len(), count("% wrong")), (9, 2), "{titles:?}");
    window.get_by_label("Copy or save: % wrong, one layer of sigmoids");
    let verdict = window.query_by_label_contains("of that gain");
    assert!(verdict.is_some(), "there is no verdict");
}

#[test]
fn a_lab_can_be_given_up() {
    let mut window = window();
    click(&mut window, "Lecture");
    enter(&mut window, "Against the clock");
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
    enter(&mut window, "Five structures");
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
    click_on_patch(&mut window);
    let after = place(&window);
    assert_ne!(before, after, "nothing was picked");
    let words = |window: &crate::Window| match place(window) {
        (Some(Value::Int(row)), Some(Value::Int(column))) => {
            format!("the patch at row {row}, column {column}")
        }
        other => panic!("{other:?}"),
    };
    let there = words(&window);
    answered(&mut window, &there);
    assert_eq!(window.state().labs_begun(), 1, "everything was done again");
    assert_eq!(window.state().lecture_titles().len(), figures);
    click(&mut window, "Undo");
    assert_eq!(place(&window), before);
    until(&mut window, "the patch before", |app| {
        !app.lecture_working()
    });
    // What else was set in the meantime waits for Run; the click is answered.
    window.state_mut().edit_document(|document| {
        let mut labs = document.labs.iter_mut();
        let lab = labs.find(|lab| lab.id() == "structures").unwrap();
        lab.set("seed", Value::Int(7)).unwrap();
    });
    window.run_steps(2);
    click_on_patch(&mut window);
    assert_ne!(place(&window), before);
    let there = words(&window);
    answered(&mut window, &there);
    assert_eq!(window.state().labs_begun(), 1, "everything was done again");
    until(&mut window, "the end", |app| !app.lecture_working());
    // It still waits where another lab was looked at, and has answered unasked.
    click(&mut window, "All experiments");
    enter(&mut window, "XOR");
    until(&mut window, "the figures", |app| {
        app.lecture_titles().len() == 5
    });
    until(&mut window, "the end", |app| !app.lecture_working());
    click(&mut window, "All experiments");
    enter(&mut window, "Five structures");
    let before = place(&window);
    click(&mut window, "Undo");
    assert_ne!(place(&window), before);
    let there = words(&window);
    answered(&mut window, &there);
    assert_eq!(window.state().labs_begun(), 1, "everything was done again");
}

/// Clicks into the middle of the picture of which a patch is looked at.
fn click_on_patch(window: &mut crate::Window) {
    window.hover_at(egui::pos2(2.0, 2.0));
    window.run_steps(3);
    // The picture comes before its caption.
    let mut pictures = window.get_all_by_label_contains("the patch at row");
    let at = pictures.next().unwrap().rect().center();
    drop(pictures);
    window.hover_at(at);
    window.run_steps(2);
    window.drag_at(at);
    window.drop_at(at);
    window.run_steps(3);
}

/// Frames until something with these words is there.
pub fn answered(window: &mut crate::Window, words: &str) {
    let began = std::time::Instant::now();
    while window.query_all_by_label_contains(words).count() == 0 {
        assert!(began.elapsed().as_secs() < 60, "no answer: {words}");
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
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
fn a_click_on_an_answer_looks_at_that_face() {
    let mut window = window();
    window.state_mut().edit_document(|document| {
        let lab = document.labs.iter_mut().find(|lab| lab.id() == "faces");
        let lab = lab.unwrap();
        for (key, value) in [("steps", 30), ("seeds", 1), ("count", 64)] {
            lab.set(key, Value::Int(value)).unwrap();
        }
    });
    click(&mut window, "Lecture");
    enter(&mut window, "Faces: +1 or −1");
    click(&mut window, "Run");
    until(&mut window, "everything", |app| !app.lecture_working());
    window.get_by_label_contains("Number 1 of the new ones");
    let map = |window: &crate::Window| {
        let map = window.get_by_role_and_label(Role::Image, "Answers to all new pictures");
        map.scroll_to_me();
        map.rect()
    };
    map(&window);
    window.run_steps(3);
    let map = map(&window);
    window.hover_at(map.center());
    window.run_steps(2);
    window.drag_at(map.center());
    window.drop_at(map.center());
    window.run_steps(3);
    let lab = window.state().bench().document.lab("faces").unwrap();
    let [row, column] = ["row", "column"].map(|key| match lab.get(key) {
        Some(Value::Int(place)) => place,
        other => panic!("{other:?}"),
    });
    assert!(row > 0 && column > 0, "{row} {column}");
    let words = format!("Number {} of the new ones", 16 * row + column + 1);
    answered(&mut window, &words);
    assert_eq!(
        window.state().labs_begun(),
        1,
        "everything was learned again"
    );
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
