//! Runs that are kept, come back, and lend what they learned to others.

use egui_kittest::kittest::Queryable as _;
use lemida::ui::state::RunState;

use crate::{click, load, small, trained, until, window};

#[test]
fn a_run_that_leaves_the_window_says_where_it_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let mut window = crate::window_at(lemida::app::Home::Folder(home.path().into()));
    load(&mut window, small(40));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    let folder = window.state().bench().run().folder.clone().unwrap();
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    // The same experiment again is what Train is for.
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    assert!(!crate::said(window.state(), "is kept in the folder"));
    let folder = window.state().bench().run().folder.clone().unwrap();
    click(&mut window, "Reset");
    assert!(crate::said(window.state(), "is kept in the folder"));
    assert!(window.state().bench().menus.recent.contains(&folder));
    assert_ne!(folder.file_name().unwrap().to_string_lossy(), name);
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    click(&mut window, "Bring back");
    until(&mut window, "the run", |app| {
        app.bench().run().state == RunState::Kept && !app.bench().run().traces.loss.is_empty()
    });
    click(&mut window, "Reset");
    click(&mut window, "Experiment menu");
    click(&mut window, &format!("Open {name} again"));
    until(&mut window, "the run", |app| {
        app.bench().run().state == RunState::Kept
    });
    // Another experiment takes its place.
    click(&mut window, "Experiment menu");
    click(&mut window, "Points, circle");
    window.run_steps(400);
    assert!(!crate::said(window.state(), "is kept in the folder"));
    click(&mut window, "Train");
    assert!(crate::said(
        window.state(),
        &format!("is kept in the folder {name}")
    ));
    click(&mut window, "Stop");
}

#[test]
fn a_new_run_can_begin_with_what_was_learned() {
    let mut window = window();
    load(&mut window, small(300));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    let losses = &window.state().bench().run().history.steps;
    let (first, last) = (losses[0].loss, losses[losses.len() - 1].loss);
    click(&mut window, "Train on");
    until(&mut window, "the word on the weights", |app| {
        let words = "every row keeps its weights";
        app.messages().iter().any(|text| text.contains(words))
    });
    until(&mut window, "the end of the second run", |app| {
        trained(app) && app.bench().run().history.steps.len() == 300
    });
    let run = window.state().bench().run();
    assert_eq!(run.start(), 300, "the curves go on where the others end");
    let again = run.history.steps[0].loss;
    assert!(
        (again - last).abs() < 0.5 * (first - last),
        "{first} {last} {again}"
    );
}

#[test]
fn a_run_that_was_at_work_when_the_program_ended_is_offered_once() {
    let home = tempfile::tempdir().unwrap();
    let place = || lemida::app::Home::Folder(home.path().into());
    let offered = format!("of {})?", lemida::ui::format::grouped(50_000_000));
    let noted = |words: &str| {
        let file = home.path().join("preferences.json");
        std::fs::read_to_string(file).is_ok_and(|text| text.contains(words))
    };
    let mut window = crate::window_at(place());
    load(&mut window, small(50_000_000));
    click(&mut window, "Train");
    let folder = home.path().join("runs/points-xor-1");
    let folder = || {
        let mut runs = std::fs::read_dir(folder.parent().unwrap()).unwrap();
        runs.next().unwrap().unwrap().path()
    };
    until(&mut window, "a checkpoint", |_| {
        noted("\"unfinished\": \"") && folder().join("weights.safetensors").exists()
    });
    // As a fault ends it: nobody says good-bye.
    drop(window);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while lemida::store::run::RunFolder::at_work(&folder()) {
        assert!(std::time::Instant::now() < deadline, "the run does not end");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let step = lemida::store::run::RunFolder::open(&folder())
        .unwrap()
        .checkpoint
        .unwrap()
        .step;
    let mut window = crate::window_at(place());
    until(&mut window, "the offer", |app| crate::said(app, &offered));
    click(&mut window, "Continue");
    until(&mut window, "further steps", |app| {
        app.bench().run().state == RunState::Training && app.bench().run().history.step() > step
    });
    assert!(!crate::said(window.state(), &offered));
    // Stopped by the person: it is not offered again.
    click(&mut window, "Stop");
    until(&mut window, "the end", trained);
    until(&mut window, "the note", |_| noted("\"unfinished\": null"));
}

#[test]
fn the_best_weights_are_taken_in_place_of_the_newest_and_given_back() {
    let home = tempfile::tempdir().unwrap();
    let mut window = crate::window_at(lemida::app::Home::Folder(home.path().into()));
    load(&mut window, small(300));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    let run = |window: &crate::Window| window.state().bench().run().clone();
    click(&mut window, "Best weights");
    until(&mut window, "the best weights", |app| {
        app.bench().run().networks.best_is_shown()
    });
    let step = run(&window).networks.shown().unwrap().step;
    let validations = run(&window).history.validations;
    let best = validations.iter().find(|one| one.step == step).unwrap();
    // The last judgement of all is made of more examples, when nothing is kept any more.
    let before = validations.iter().filter(|one| one.step < 300);
    assert!(before.into_iter().all(|one| one.metric <= best.metric));
    assert!(crate::said(window.state(), &format!("of step {step} with")));
    window.get_by_label(&format!("Looking at the best weights, step {step}"));
    click(&mut window, "Best weights");
    assert!(!run(&window).networks.best_is_shown());
    assert_eq!(
        run(&window).networks.shown().unwrap().step,
        run(&window).step()
    );
}
