//! The page of runs: listed, searched, compared, named, deleted and brought back.

use std::path::Path;

use egui::Key;
use egui_kittest::kittest::Queryable;
use lemida::app::{Home, LemidaApp};
use lemida::store::run::{About, RunFolder};
use lemida::train::{Event, Keeper as _, Metric, StepRecord, ValidationRecord};
use lemida::ui::state::RunState;

use crate::{Window, click, said, small, until, window_at};

/// A run of so many steps with this seed, as it is kept on the disk.
fn kept(home: &Path, seed: u64, steps: u64) -> RunFolder {
    let mut experiment = small(steps);
    experiment.seed = seed;
    let folder = RunFolder::create_under(&home.join("runs"), &experiment).unwrap();
    let mut keeper = folder.keeper(&experiment, 0).unwrap();
    let started = Event::Started {
        metric: Metric::Accuracy,
        step: 0,
        parameters: 1,
        architecture: std::sync::Arc::default(),
        classes: Vec::new(),
        measure: None,
        parts: std::sync::Arc::default(),
    };
    keeper.note(&started).unwrap();
    let records = (1..=steps).map(|step| StepRecord {
        step,
        loss: 1.0 / step as f32,
        metric: 0.5,
        learning_rate: 0.1,
    });
    keeper.note(&Event::Steps(records.collect())).unwrap();
    let judged = ValidationRecord {
        step: steps,
        loss: 0.1,
        metric: 0.5 + 0.01 * seed as f32,
        examples: 4,
    };
    keeper.note(&Event::Validation(judged)).unwrap();
    folder
}

/// The page, with so many runs on the disk.
fn with_runs(home: &Path, count: u64) -> Window {
    for seed in 1..=count {
        kept(home, seed, 100 * seed);
    }
    let mut window = window_at(Home::Folder(home.into()));
    click(&mut window, "Runs");
    until(&mut window, "the list", |app| {
        app.kept_runs().len() == count as usize
    });
    window
}

fn listed(app: &LemidaApp, name: &str) -> bool {
    app.kept_runs().iter().any(|listed| listed == name)
}

#[test]
fn runs_are_listed_with_their_scores_searched_and_compared() {
    let home = tempfile::tempdir().unwrap();
    let mut window = with_runs(home.path(), 3);
    window.get_by_label("Run points-xor-2");
    window.get_by_label("3 runs");
    for name in ["points-xor-1", "points-xor-3"] {
        click(&mut window, &format!("Compare {name}"));
    }
    window.get_by_label("2 ticked");
    let there = |window: &Window, label: &str| window.query_by_label(label).is_some();
    for _ in 0..1000 {
        if there(&window, "Copy or save: Loss of runs") {
            break;
        }
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    window.get_by_label("Copy or save: Loss of runs");
    window.get_by_label("Copy or save: Right answers of runs");
    click(&mut window, "Of the runs: Settings");
    window.get_by_label("Copy or save: Settings that differ");
    window.get_by_label("Search runs").focus();
    window.run_steps(2);
    window.get_by_label("Search runs").type_text("xor-2");
    window.run_steps(3);
    window.get_by_label("1 of 3 runs");
    assert!(window.query_by_label("Run points-xor-1").is_none());
}

#[test]
fn a_run_is_opened_from_the_list() {
    let home = tempfile::tempdir().unwrap();
    let mut window = with_runs(home.path(), 2);
    click(&mut window, "Run points-xor-1");
    click(&mut window, "Open on the bench");
    until(&mut window, "the run", |app| {
        app.bench().run().state == RunState::Kept && app.bench().view.page == "bench"
    });
    let run = window.state().bench().run();
    assert_eq!(run.history.step(), 0, "without a checkpoint it begins anew");
    assert_eq!(window.state().bench().document.experiment.seed, 1);
}

#[test]
fn runs_are_deleted_and_brought_back_and_the_list_follows_the_folder() {
    let home = tempfile::tempdir().unwrap();
    let mut window = with_runs(home.path(), 2);
    click(&mut window, "Run points-xor-1");
    click(&mut window, "Delete");
    until(&mut window, "one run less", |app| {
        app.kept_runs() == ["points-xor-2"]
    });
    assert!(said(window.state(), "was deleted"));
    assert!(!home.path().join("runs/points-xor-1").exists());
    click(&mut window, "Bring back");
    until(&mut window, "the run again", |app| {
        listed(app, "points-xor-1")
    });
    // Made, named and broken by others.
    let folder = kept(home.path(), 7, 50);
    let about = About {
        name: "from elsewhere".into(),
        ..About::default()
    };
    about.save(folder.path()).unwrap();
    until(&mut window, "another run", |app| {
        listed(app, "from elsewhere")
    });
    click(&mut window, "Run from elsewhere");
    std::fs::write(folder.path().join("experiment.toml"), "name = ").unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while window.query_by_label_contains("this is not TOML").is_none() {
        assert!(std::time::Instant::now() < deadline, "it is not told");
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn a_run_is_renamed_in_its_row_and_takes_a_note() {
    let home = tempfile::tempdir().unwrap();
    let mut window = with_runs(home.path(), 1);
    click(&mut window, "Run points-xor-1");
    window.key_press(Key::Escape);
    window.run_steps(2);
    click(&mut window, "Menu of points-xor-1");
    click(&mut window, "Rename");
    window.run_steps(3);
    window.key_press(Key::End);
    window.run_steps(2);
    window.get_by_label("New name").type_text(" small");
    window.run_steps(2);
    window.key_press(Key::Enter);
    until(&mut window, "the new name", |app| {
        listed(app, "points-xor-1 small")
    });
    let folder = home.path().join("runs/points-xor-1");
    assert_eq!(About::load(&folder).unwrap().name, "points-xor-1 small");
    window.get_by_label("Note").focus();
    window.run_steps(2);
    window.get_by_label("Note").type_text("too narrow");
    window.run_steps(2);
    click(&mut window, "Run points-xor-1 small");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while About::load(&folder).unwrap().note != "too narrow" {
        assert!(std::time::Instant::now() < deadline, "no note is kept");
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn several_seeds_are_trained_one_after_the_other_as_one_group() {
    let home = tempfile::tempdir().unwrap();
    kept(home.path(), 1, 10);
    let mut window = window_at(Home::Folder(home.path().into()));
    crate::load(&mut window, small(60));
    click(&mut window, "Runs");
    until(&mut window, "the list", |app| app.kept_runs().len() == 1);
    let first = window.state().bench().document.experiment.seed;
    click(&mut window, "Train several seeds");
    click(&mut window, "Train 3 seeds");
    until(&mut window, "three more runs", |app| {
        app.kept_runs().len() == 4 && said(app, "3 seeds are trained")
    });
    let document = &window.state().bench().document.experiment;
    assert_eq!(document.seed, first, "the document stays as it is");
    let runs = std::fs::read_dir(home.path().join("runs")).unwrap();
    let mut found: Vec<(String, u64)> = runs
        .map(|run| {
            let path = run.unwrap().path();
            let group = About::load(&path).unwrap().group;
            (group, RunFolder::open(&path).unwrap().experiment.seed)
        })
        .filter(|(group, _)| !group.is_empty())
        .collect();
    found.sort();
    let seeds: Vec<u64> = found.iter().map(|(_, seed)| *seed).collect();
    assert_eq!(seeds, [first, first + 1, first + 2]);
    assert!(found.iter().all(|(group, _)| *group == found[0].0));
}

#[test]
fn a_learning_rate_is_found_taken_and_taken_back() {
    let mut window = crate::window();
    let mut experiment = small(60);
    experiment.training.learning_rate = 1e-5;
    crate::load(&mut window, experiment);
    let before = window
        .state()
        .bench()
        .document
        .experiment
        .training
        .learning_rate;
    click(&mut window, "Find a learning rate");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while window.query_by_label_contains("Take 0.").is_none() {
        assert!(std::time::Instant::now() < deadline, "no rate is suggested");
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // The sheet has grown and comes to rest in its new place.
    window.run_steps(5);
    window.get_by_label("Copy or save: Loss over the learning rate");
    window.get_by_label_contains("Take 0.").click();
    window.run_steps(3);
    let rate = |window: &Window| {
        window
            .state()
            .bench()
            .document
            .experiment
            .training
            .learning_rate
    };
    assert_ne!(rate(&window), before);
    click(&mut window, "Undo");
    assert_eq!(rate(&window), before);
}

#[test]
fn all_that_was_deleted_comes_back_also_after_a_restart() {
    let home = tempfile::tempdir().unwrap();
    for seed in 1..=3 {
        kept(home.path(), seed, 10);
    }
    let mut window = window_at(Home::Folder(home.path().into()));
    click(&mut window, "Runs");
    until(&mut window, "the list", |app| app.kept_runs().len() == 3);
    for left in [2, 1] {
        click(&mut window, "Delete");
        until(&mut window, "one less", |app| app.kept_runs().len() == left);
    }
    drop(window);
    let mut window = window_at(Home::Folder(home.path().into()));
    click(&mut window, "Runs");
    until(&mut window, "what is left", |app| {
        app.kept_runs().len() == 1
    });
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while window.query_by_label("Deleted runs").is_none() {
        assert!(std::time::Instant::now() < deadline, "no list of them");
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    click(&mut window, "Deleted runs");
    click(&mut window, "Bring all back");
    until(&mut window, "all of them", |app| app.kept_runs().len() == 3);
    let mut names = window.state().kept_runs();
    names.sort();
    assert_eq!(names, ["points-xor-1", "points-xor-2", "points-xor-3"]);
}
