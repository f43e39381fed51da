//! Labs that are given something of a person's own: a drawing, a file, a folder, points; and what labs show unasked.

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Pos2, vec2};
use egui_kittest::kittest::Queryable;
use lemida::setting::{Mark, Value};
use lemida::store;

use crate::lecture::{answered, enter};
use crate::lecture_hand::{click_at, drag, setting};
use crate::open::drop_on;
use crate::{Window, click, until, window};

/// Sets numbers of a lab.
fn set(window: &mut Window, id: &str, settings: &[(&str, Value)]) {
    window.state_mut().edit_document(|document| {
        let lab = document.labs.iter_mut().find(|lab| lab.id() == id).unwrap();
        for (key, value) in settings {
            lab.set(key, value.clone()).unwrap();
        }
    });
    window.run_steps(2);
}

#[test]
fn each_lab_shows_something_unasked() {
    let mut window = window();
    click(&mut window, "Lecture");
    let labs = [
        "Knob by knob",
        "Faces: +1 or −1",
        "Support vector machines",
        "Deep net",
        "Five structures",
        "Against the clock",
    ];
    for label in labs {
        let began = Instant::now();
        enter(&mut window, label);
        until(&mut window, label, |app| !app.lecture_titles().is_empty());
        println!("{label}: {:.2} s", began.elapsed().as_secs_f64());
        window.get_by_label("Not run yet: this is what it begins with.");
        assert!(!window.state().lecture_working(), "{label}");
        click(&mut window, "All experiments");
    }
    assert_eq!(window.state().labs_begun(), 0);
}

#[test]
fn what_a_lab_begins_with_follows_its_settings() {
    let mut window = window();
    click(&mut window, "Lecture");
    enter(&mut window, "Knob by knob");
    answered(&mut window, "−1: 8");
    set(&mut window, "knobs", &[("second", Value::Int(5))]);
    answered(&mut window, "−1: 5");
    assert!(window.query_all_by_label("−1: 8").count() == 0);
    // Nothing can be told apart: why, and what to do.
    set(&mut window, "knobs", &[("second", Value::Int(3))]);
    answered(&mut window, "choose two that differ");
}

/// A lab of faces that is done within moments.
fn few_faces(window: &mut Window) {
    let few = [("steps", 60), ("seeds", 1), ("count", 64)].map(|(key, at)| (key, Value::Int(at)));
    set(window, "faces", &few);
    click(window, "Lecture");
    enter(window, "Faces: +1 or −1");
}

#[test]
fn a_drawing_is_answered_while_it_is_drawn() {
    let mut window = window();
    few_faces(&mut window);
    answered(&mut window, "Draw a mouth into the frame");
    click(&mut window, "Run");
    until(&mut window, "everything", |app| !app.lecture_working());
    let pad = window.get_by_label("Drawing pad").rect();
    let at = |x: f32, y: f32| pad.min + vec2(x, y) * pad.size();
    assert!(
        !window
            .state()
            .lecture_titles()
            .iter()
            .any(|title| title.contains("Your drawing"))
    );
    drag(&mut window, at(0.35, 0.7), at(0.65, 0.7));
    answered(&mut window, "Your drawing: ");
    answered(&mut window, "what the network sees: mouth");
    // Only what was asked is done, nothing is learned again.
    assert_eq!(window.state().labs_begun(), 1);
    click(&mut window, "Clear");
    let gone = |app: &lemida::app::LemidaApp| {
        !app.lecture_titles()
            .iter()
            .any(|title| title.contains("Your drawing"))
    };
    until(&mut window, "no drawing", gone);
    window.get_by_label("Bring back");
}

#[test]
fn a_file_that_is_dropped_is_answered_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my-face.png");
    let face = lemida::image::Image::from_fn(1, 60, 80, |_, y, x| {
        if (40..44).contains(&y) && (30..50).contains(&x) {
            0.0
        } else {
            1.0
        }
    });
    store::picture::save(&path, &face).unwrap();
    let mut window = window();
    few_faces(&mut window);
    // Before it has learned it is kept.
    drop_on(&mut window, &[&path]);
    until(&mut window, "the message", |app| {
        app.messages()
            .iter()
            .any(|text| text.contains("once the network has learned"))
    });
    click(&mut window, "Run");
    answered(&mut window, "my-face.png: ");
    assert_eq!(window.state().bench().view.page, "lecture");
    click(&mut window, "Draw");
    window.get_by_label("Drawing pad");
}

#[test]
fn a_folder_of_two_classes_is_learned_from_and_undo_brings_the_drawn_faces_back() {
    let folder = tempfile::tempdir().unwrap();
    for (class, low) in [("bright", 0.6), ("dark", 0.0)] {
        let own = folder.path().join(class);
        std::fs::create_dir_all(&own).unwrap();
        for number in 0..6 {
            let picture = lemida::image::Image::from_fn(1, 48, 48, |_, y, x| {
                low + 0.05 * ((x + y + number) % 5) as f32
            });
            store::picture::save(&own.join(format!("{number}.png")), &picture).unwrap();
        }
    }
    std::fs::write(folder.path().join("dark/broken.png"), b"no picture").unwrap();
    let mut window = window();
    few_faces(&mut window);
    drop_on(&mut window, &[folder.path()]);
    let text = Value::Text(folder.path().display().to_string());
    let deadline = Instant::now() + Duration::from_secs(60);
    while setting(&window, "faces", "folder") != text {
        assert!(Instant::now() < deadline, "{:?}", window.state().messages());
        window.step();
    }
    answered(
        &mut window,
        "1 of 13 pictures could not be read: dark/broken.png.",
    );
    answered(&mut window, "+1: bright");
    click(&mut window, "Undo");
    assert_eq!(
        setting(&window, "faces", "folder"),
        Value::Text(String::new())
    );
    answered(&mut window, "+1: happy");
}

#[test]
fn a_wrong_picture_is_clicked_and_looked_at() {
    let mut window = window();
    few_faces(&mut window);
    set(
        &mut window,
        "faces",
        &[("look", Value::Text("small".into()))],
    );
    click(&mut window, "Run");
    until(&mut window, "everything", |app| !app.lecture_working());
    let place = |window: &Window| ["row", "column"].map(|key| setting(window, "faces", key));
    let before = place(&window);
    let find = |window: &Window| {
        let mut wrong = window.get_all_by_label_contains(", but sad");
        wrong.next().unwrap().rect()
    };
    window
        .get_all_by_label_contains(", but sad")
        .next()
        .unwrap()
        .scroll_to_me();
    window.run_steps(5);
    let at = find(&window).center();
    click_at(&mut window, at);
    let after = place(&window);
    assert_ne!(after, before);
    let [Value::Int(row), Value::Int(column)] = after else {
        panic!("{after:?}");
    };
    answered(
        &mut window,
        &format!("Number {} of the new ones", 16 * row + column + 1),
    );
    assert_eq!(
        window.state().labs_begun(),
        1,
        "everything was learned again"
    );
    click(&mut window, "Undo");
    assert_eq!(place(&window), before);
}

fn marks(window: &Window) -> Vec<Mark> {
    match setting(window, "svm", "own") {
        Value::Text(text) => Mark::read(&text).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn points_of_a_support_vector_machine_are_put_dragged_and_taken_away() {
    let mut window = window();
    let settings = [
        ("show", Value::Text("own".into())),
        ("own", Value::Text(String::new())),
    ];
    set(&mut window, "svm", &settings);
    click(&mut window, "Lecture");
    enter(&mut window, "Support vector machines");
    answered(&mut window, "there are no points yet");
    let title = "Radial machine: margin and support vectors";
    let map = |window: &Window| {
        let map = window.get_by_role_and_label(Role::Image, title);
        map.scroll_to_me();
        map.rect()
    };
    map(&window);
    window.run_steps(4);
    let rect = map(&window);
    let at = |x: f32, y: f32| rect.lerp_inside(vec2(x, y));
    click_at(&mut window, at(0.75, 0.5));
    answered(&mut window, "1 point is of the class +1");
    window.run_steps(4);
    let before = marks(&window);
    assert_eq!((before.len(), before[0].class), (1, 1));
    set(
        &mut window,
        "svm",
        &[("own", Value::Text("-3 0 0; 3 0 1".into()))],
    );
    answered(&mut window, "the linear machine has 2 of them right");
    until(&mut window, "the answer", |app| !app.lecture_working());
    map(&window);
    window.run_steps(6);
    let rect = map(&window);
    let at = |x: f32, y: f32| -> Pos2 { rect.lerp_inside(vec2(x, y)) };
    drag(&mut window, at(0.75, 0.5), at(0.75, 0.25));
    let moved = marks(&window);
    assert!((moved[1].at[1] - 3.0).abs() < 0.2, "{moved:?}");
    until(&mut window, "the answer", |app| !app.lecture_working());
    click(&mut window, "Undo");
    assert_eq!(marks(&window)[1].at, [3.0, 0.0]);
    assert_eq!(window.state().labs_begun(), 0);
}

#[test]
fn knobs_open_on_the_bench_with_the_same_pictures() {
    let mut window = window();
    click(&mut window, "Lecture");
    enter(&mut window, "Knob by knob");
    click(&mut window, "Open on the bench");
    window.run_steps(2);
    assert_eq!(window.state().bench().view.page, "bench");
    let experiment = &window.state().bench().document.experiment;
    assert_eq!(experiment.data.id(), "digit-pair");
    assert_eq!(experiment.check().parameters(), 1899);
    assert!(window.state().bench().problem().is_none());
}

#[test]
fn a_photograph_that_is_dropped_is_what_a_lab_works_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.png");
    let picture = lemida::image::Image::from_fn(3, 90, 120, |_, y, x| ((y / 9 + x / 9) % 2) as f32);
    store::picture::save(&file, &picture).unwrap();
    let mut window = window();
    click(&mut window, "Lecture");
    enter(&mut window, "New problems");
    drop_on(&mut window, &[&file]);
    let own = |app: &lemida::app::LemidaApp| {
        let mut labs = app.bench().document.labs.iter();
        labs.find(|lab| lab.id() == "new-problems")
            .and_then(|lab| lab.get("folder"))
    };
    until(&mut window, "the photograph", |app| {
        own(app) == Some(Value::Text(file.display().to_string()))
    });
    // It is told, and the bench has kept its own.
    answered(&mut window, "it works on mine.png now");
    assert_ne!(
        window.state().bench().document.contest.photo.path(),
        Some(&*file)
    );
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    until(&mut window, "nothing dropped", |app| {
        own(app) == Some(Value::Text(String::new()))
    });
}
