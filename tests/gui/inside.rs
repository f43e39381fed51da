//! Looking inside a network that tells classes apart.

use std::time::{Duration, Instant};

use egui::{Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use lemida::image::Image;
use lemida::store;
use lemida::train::Experiment;
use lemida::ui::state::Subject;

use crate::open::drop_on;
use crate::{Window, click, load, said, small, trained, until, window};

/// Frames until something is written that contains these words.
fn written(window: &mut Window, words: &str) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while window.query_all_by_label_contains(words).count() == 0 {
        assert!(Instant::now() < deadline, "{words} is not written");
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    window.run_steps(2);
}

/// Digits, learned for a moment.
fn digits() -> Window {
    let mut window = window();
    let mut digits = Experiment::named("digits-mlp").unwrap();
    digits.training.steps = 30;
    digits.training.batch = 16;
    load(&mut window, digits);
    click(&mut window, "Train");
    until(&mut window, "the answers", |app| {
        let verdict = app.classes().verdict;
        trained(app) && verdict.is_some_and(|verdict| verdict.step == 30)
    });
    window
}

/// Clicks the first of what is called like this, and is `meant`.
fn click_first(window: &mut Window, words: &str, meant: impl Fn(&str) -> bool) {
    let found = window
        .query_all_by_label_contains(words)
        .find(|node| meant(&node.accesskit_node().label().unwrap_or_default()));
    found.expect(words).click();
    window.run_steps(3);
}

#[test]
fn a_clicked_picture_is_looked_into_row_by_row() {
    let mut window = digits();
    click_first(&mut window, " sure", |_| true);
    let looked = |window: &Window| window.state().bench().view.looked.subject;
    let Subject::HeldOut(index) = looked(&window) else {
        panic!("{:?}", looked(&window));
    };
    written(&mut window, &format!("Picture {} is ", index + 1));
    written(&mut window, "What leaves row 1 ");
    let rows = window.state().bench().run().trainee.architecture.clone();
    let rows = rows.unwrap().rows.len();
    let seen = window.query_all_by_label_contains("Copy or save: What leaves row ");
    assert_eq!(seen.count(), rows);
    window.get_by_label("Copy or save: Share of each class");
    click(&mut window, "Over the picture: Occlusion");
    written(&mut window, "by occlusion");
    click(&mut window, "Over the picture: Gradient");
    written(&mut window, "by the gradient");
    // Another class: its evidence.
    let chosen = |window: &Window| window.state().bench().view.looked.class;
    assert_eq!(chosen(&window), None);
    click_first(&mut window, "%", |label| label.starts_with("4: "));
    assert_eq!(chosen(&window), Some(4));
    written(&mut window, "Evidence for 4, by the gradient");
    click(&mut window, "Next picture");
    assert_eq!(looked(&window), Subject::HeldOut(index + 1));
    assert_eq!(chosen(&window), None);
}

#[test]
fn a_mistake_lists_its_pictures_the_surest_first() {
    let mut window = digits();
    click_first(&mut window, " taken for ", |label| label.ends_with('×'));
    let cell = window.state().bench().view.looked.cell;
    let [class, named] = cell.expect("no mistake was chosen");
    assert_ne!(class, named);
    written(&mut window, ", the surest first");
    let facts = window.state().classes();
    let own = facts
        .verdict
        .unwrap()
        .surest(facts.sample.unwrap(), [class, named]);
    let label = format!("{class} taken for {named}, ");
    let shown = window.query_all_by_label_contains(&label).count();
    assert!(shown >= 1 && shown <= own.len(), "{shown} of {}", own.len());
    click_first(&mut window, &label, |_| true);
    let looked = window.state().bench().view.looked.subject;
    assert_eq!(looked, Subject::HeldOut(own[0]));
    written(&mut window, &format!("1 of {}", own.len()));
    click(&mut window, "Preview");
    click(&mut window, "All pictures");
    assert_eq!(window.state().bench().view.looked.cell, None);
    window.get_by_label_contains("held-out pictures right");
}

#[test]
fn what_is_drawn_is_answered_while_it_is_drawn() {
    let mut window = digits();
    click(&mut window, "Inside");
    click(&mut window, "Look into: Draw");
    written(&mut window, "Draw with the mouse");
    let pad = window.get_by_label("Drawing pad").rect();
    let at = |x: f32, y: f32| pad.min + vec2(x, y) * pad.size();
    window.drag_at(at(0.5, 0.2));
    window.step();
    for step in 0..10 {
        window.hover_at(at(0.5, 0.2 + 0.06 * step as f32));
        window.step();
    }
    // Still held.
    written(&mut window, "A drawing, taken for ");
    window.drop_at(at(0.5, 0.8));
    window.run_steps(2);
    click(&mut window, "Over the picture: Occlusion");
    written(&mut window, "by occlusion");
    click(&mut window, "Over the picture: Pad");
    click(&mut window, "Clear");
    written(&mut window, "Draw with the mouse");
    assert_ne!(pad.size(), Vec2::ZERO);
}

#[test]
fn a_dropped_picture_is_named_by_a_classifier_and_cleaned_where_photographs_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seven.png");
    let image = Image::from_fn(1, 60, 60, |_, y, x| {
        f32::from(u8::from((8..14).contains(&y) || (28..34).contains(&x)))
    });
    store::picture::save(&file, &image).unwrap();
    let mut window = digits();
    drop_on(&mut window, &[&file]);
    written(&mut window, "seven.png, taken for ");
    assert!(said(window.state(), "stands under Inside"));
    assert_ne!(window.state().preview().photo_name(), "seven.png");
    // It stays at hand.
    click(&mut window, "Look into: Held out");
    written(&mut window, "Picture 1 is ");
    click(&mut window, "Look into: Opened");
    written(&mut window, "seven.png, taken for ");
    click(&mut window, "Preview");
    click(&mut window, "Show: Photograph");
    drop_on(&mut window, &[&file]);
    until(&mut window, "the picture", |app| {
        app.preview().photo_name() == "seven.png"
    });
}

#[test]
fn a_unit_of_a_network_of_points_tells_its_sum() {
    let mut window = window();
    load(&mut window, small(60));
    click(&mut window, "Train");
    until(&mut window, "the decision", |app| {
        let verdict = app.classes().verdict;
        verdict.is_some_and(|verdict| verdict.step == 60)
    });
    click(&mut window, "Plane with the decision of step 60");
    let point = window.state().bench().view.looked.point;
    assert!(point.is_some(), "no point was picked");
    written(&mut window, "At x ");
    written(&mut window, "What leaves row 1 ");
    let map = window
        .query_all_by_label_contains("What leaves row 1 ")
        .map(|node| node.rect())
        .find(|rect| rect.width() > 100.0);
    let place = map.unwrap().min + vec2(8.0, 8.0);
    window.hover_at(place);
    window.run_steps(2);
    window.drag_at(place);
    window.drop_at(place);
    window.run_steps(3);
    written(&mut window, "Copy or save: Row 1, unit 1");
    click(&mut window, "Close the unit");
    assert_eq!(window.state().bench().view.looked.unit, None);
}
