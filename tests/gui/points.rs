//! Points on the plane: placed, dragged, removed; and what of them enters the network.

use egui::{Pos2, vec2};
use egui_kittest::kittest::Queryable;
use lemida::setting::{Mark, Value};

use crate::{Window, click, load, small, until, window};

const STEPS: u64 = 400;

fn plane(window: &Window) -> egui::Rect {
    let rect = window.get_by_label_contains("Plane with the ").rect();
    let side = rect.width().min(rect.height());
    egui::Rect::from_min_size(rect.min, vec2(side, side))
}

/// The window with the points at hand, and no network.
fn points() -> Window {
    let mut window = window();
    load(&mut window, small(STEPS));
    until(&mut window, "the points", |app| {
        app.classes().sample.is_some()
    });
    window
}

fn press(window: &mut Window, at: Pos2) {
    window.hover_at(at);
    window.step();
    window.drag_at(at);
    window.drop_at(at);
    window.run_steps(3);
}

fn data(window: &Window, key: &str) -> Value {
    let experiment = &window.state().bench().document.experiment;
    experiment.data.get(key).unwrap()
}

fn own(window: &Window) -> Vec<Mark> {
    let Value::Text(text) = data(window, "own") else {
        panic!("a text")
    };
    Mark::read(&text).unwrap()
}

/// Where a point is on the screen.
fn place(window: &Window, [x, y]: [f32; 2]) -> Pos2 {
    let square = plane(window);
    let facts = window.state().classes();
    let reach = facts.sample.unwrap().view().unwrap().reach;
    square.center() + vec2(x, -y) * (0.5 * square.width() / reach)
}

/// A place of the plane where no point is near.
fn free(window: &Window) -> [f32; 2] {
    let facts = window.state().classes();
    let points = &facts.sample.unwrap().ground.as_ref().unwrap().points;
    let places = (0..400).map(|at| [(at % 20) as f32 * 0.4 - 4.0, (at / 20) as f32 * 0.4 - 4.0]);
    let far = |place: &[f32; 2]| {
        let near = |point: &[f32; 2]| (point[0] - place[0]).hypot(point[1] - place[1]) < 0.4;
        !points.iter().any(near)
    };
    { places }.find(far).expect("a free place")
}

fn settled(window: &mut Window, count: usize) {
    until(window, &format!("the {count} points"), |app| {
        app.classes()
            .sample
            .is_some_and(|sample| sample.count() == count)
    });
}

#[test]
fn points_are_placed_dragged_and_removed_and_undo_brings_them_back() {
    let mut window = points();
    let before = window.state().classes().sample.unwrap().clone();
    let (count, first) = (before.count(), before.ground.unwrap().points[0]);
    // Dragged: the pattern's points become the person's own.
    window.drag_at(place(&window, first));
    window.step();
    for to in [[1.0, 0.5], [0.1, 0.2], [0.0, 0.0]] {
        window.hover_at(place(&window, to));
        window.step();
    }
    window.drop_at(place(&window, [0.0, 0.0]));
    window.run_steps(3);
    assert_eq!(data(&window, "pattern"), Value::Text("own".into()));
    assert_eq!(own(&window).len(), count);
    assert!(
        own(&window)[0].at.iter().all(|one| one.abs() < 0.1),
        "{:?}",
        own(&window)[0]
    );
    // Placed.
    click(&mut window, "Click: +1");
    let free = free(&window);
    let corner = place(&window, free);
    press(&mut window, corner);
    settled(&mut window, count + 1);
    let placed = own(&window)[count];
    assert_eq!(placed.class, 1);
    assert!(
        (0..2).all(|one| (placed.at[one] - free[one]).abs() < 0.1),
        "{placed:?}"
    );
    // Removed by dragging it out.
    window.drag_at(corner);
    window.step();
    let outside = plane(&window).left_top() + vec2(-40.0, 40.0);
    window.hover_at(outside);
    window.step();
    window.drop_at(outside);
    window.run_steps(3);
    settled(&mut window, count);
    click(&mut window, "Undo");
    settled(&mut window, count + 1);
    assert_eq!(own(&window)[count], placed);
}

#[test]
fn own_points_that_teach_nothing_say_so_and_others_are_learned() {
    let mut window = points();
    window.state_mut().edit(|experiment| {
        experiment
            .data
            .set("pattern", Value::Text("own".into()))
            .unwrap();
    });
    window.run_steps(3);
    let problem = window.state().bench().problem().unwrap();
    assert!(problem.contains("too few own points"), "{problem}");
    settled(&mut window, 0);
    click(&mut window, "Click: −1");
    for (at, count) in [([-3.0, 0.0], 1), ([-2.0, 1.0], 2)] {
        let at = place(&window, at);
        press(&mut window, at);
        settled(&mut window, count);
    }
    let problem = window.state().bench().problem().unwrap();
    assert!(problem.contains("of one class"), "{problem}");
    click(&mut window, "Click: +1");
    let at = place(&window, [3.0, 0.0]);
    press(&mut window, at);
    settled(&mut window, 3);
    assert!(window.state().bench().problem().is_none());
    click(&mut window, "Train");
    until(&mut window, "all three right", |app| {
        app.classes()
            .verdict
            .is_some_and(|verdict| verdict.step == STEPS && verdict.right == 3)
    });
}

#[test]
fn more_inputs_reach_the_network_and_the_units_name_them() {
    let mut window = points();
    click(&mut window, "Inputs: sin x");
    click(&mut window, "Inputs: y");
    assert_eq!(data(&window, "inputs"), Value::Text("x sin-x".into()));
    click(&mut window, "Train");
    until(&mut window, "the decision", |app| {
        app.classes()
            .verdict
            .is_some_and(|verdict| verdict.step == STEPS)
    });
    click(
        &mut window,
        &format!("Plane with the decision of step {STEPS}"),
    );
    let mut map = None;
    for _ in 0..200 {
        let found = window.query_all_by_label_contains("What leaves row 1 ");
        map = found
            .map(|node| node.rect())
            .find(|rect| rect.width() > 100.0);
        if map.is_some() {
            break;
        }
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let place = map.unwrap().min + vec2(8.0, 8.0);
    press(&mut window, place);
    window.get_by_label("Copy or save: Row 1, unit 1");
    // All switched off: nothing can be learned, and it says why.
    for label in ["Inputs: x", "Inputs: sin x"] {
        click(&mut window, label);
    }
    let problem = window.state().bench().problem().unwrap();
    assert!(problem.contains("nothing of a point enters"), "{problem}");
}

#[test]
fn points_are_learned_slowly_at_first_and_fast_when_asked() {
    let mut window = window();
    window.state_mut().watch();
    let mut spiral = small(60);
    spiral.training.steps = 100_000;
    load(&mut window, spiral);
    window.get_by_label("Pace");
    click(&mut window, "Train");
    let began = std::time::Instant::now();
    until(&mut window, "step 15", |app| app.bench().run().step() >= 15);
    let took = began.elapsed().as_secs_f32();
    assert!(took > 0.4, "15 steps took {took} s");
    let step = window.state().bench().run().step();
    assert!(step < 100, "{step}");
    click(&mut window, "Pace");
    click(&mut window, "As fast as it can");
    until(&mut window, "step 5,000", |app| {
        app.bench().run().step() >= 5_000
    });
    click(&mut window, "Stop");
}
