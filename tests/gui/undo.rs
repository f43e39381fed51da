//! Undo and Redo of everything that is edited, and what is there at the next start.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use lemida::app::{Home, LemidaApp};
use lemida::store;

use crate::{click, until, window, window_at};

#[test]
fn edits_are_undone_and_made_again() {
    let mut window = window();
    let before = window
        .state()
        .bench()
        .document
        .experiment
        .architecture
        .clone();
    window.get_by_label_contains("Row 2: ").hover();
    window.run_steps(3);
    click(&mut window, "Duplicate row 2");
    let after = window
        .state()
        .bench()
        .document
        .experiment
        .architecture
        .clone();
    assert_eq!(after.rows.len(), before.rows.len() + 1);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert_eq!(
        window.state().bench().document.experiment.architecture,
        before
    );
    window.key_press_modifiers(Modifiers::COMMAND, Key::Y);
    window.run_steps(3);
    assert_eq!(
        window.state().bench().document.experiment.architecture,
        after
    );
}

/// What the button Undo would take back.
fn undone(window: &crate::Window) -> Option<String> {
    let [undo, _] = &window.state().bench().undo;
    undo.as_ref().map(|name| name.words.clone())
}

#[test]
fn another_photograph_is_an_edit_also_when_its_file_has_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.png");
    let image = lemida::image::Image::from_fn(1, 48, 64, |_, y, x| (x * y % 7) as f32 / 7.0);
    store::picture::save(&path, &image).unwrap();
    let mut window = window();
    window.run_steps(2);
    let first = window.state().preview().photo_name();
    crate::open::drop_on(&mut window, &[&path]);
    until(&mut window, "the picture", |app| {
        app.preview().photo_name() == "mine.png" && app.preview().image("noisy").is_some()
    });
    assert_eq!(undone(&window).as_deref(), Some("change photograph"));
    click(&mut window, "Already noisy");
    assert_eq!(
        undone(&window).as_deref(),
        Some("call the photograph noisy")
    );
    click(&mut window, "Next photo");
    let second = window.state().preview().photo_name();
    assert!(second != first && second != "mine.png", "{second}");
    for _ in 0..2 {
        click(&mut window, "Undo");
        window.run_steps(2);
        assert_eq!(window.state().preview().photo_name(), "mine.png");
    }
    until(&mut window, "the picture again", |app| {
        app.preview().image("clean").is_some()
    });
    click(&mut window, "Undo");
    window.run_steps(2);
    assert_eq!(window.state().preview().photo_name(), first);
    std::fs::remove_file(&path).unwrap();
    until(&mut window, "the first photograph", |app| {
        app.preview().image("clean").is_some()
    });
    click(&mut window, "Redo");
    click(&mut window, "Redo");
    click(&mut window, "Redo");
    window.run_steps(2);
    assert_eq!(window.state().preview().photo_name(), second);
    // What is not kept in memory is read again; where that cannot be, the rest stays as it was.
    let rows = window.state().bench().document.experiment.clone();
    click(&mut window, "Undo");
    until(&mut window, "the failure", |app| {
        app.preview().facts().failure.is_some()
    });
    window.get_by_label_contains("there is no such file");
    assert_eq!(window.state().bench().document.experiment, rows);
    click(&mut window, "Redo");
    until(&mut window, "the picture", |app| {
        app.preview().image("clean").is_some()
    });
}

#[test]
fn undo_turns_to_the_page_where_the_edit_is_seen() {
    let mut window = window();
    window.get_by_label_contains("Row 2: ").hover();
    window.run_steps(3);
    click(&mut window, "Duplicate row 2");
    let rows = |window: &crate::Window| {
        let document = &window.state().bench().document;
        document.experiment.architecture.rows.len()
    };
    let after = rows(&window);
    click(&mut window, "Clean a photo");
    until(&mut window, "the example", LemidaApp::cleaned_ready);
    assert!(
        undone(&window).unwrap().starts_with("add "),
        "{:?}",
        undone(&window)
    );
    click(&mut window, "Example");
    assert_eq!(
        undone(&window).as_deref(),
        Some("change the photograph to clean")
    );
    let photo = window.state().cleaned_photo().to_owned();
    click(&mut window, "Lecture");
    click(&mut window, "Undo");
    window.run_steps(2);
    assert_eq!(window.state().bench().view.page, "clean");
    assert_ne!(window.state().cleaned_photo(), photo);
    click(&mut window, "Undo");
    assert_eq!(window.state().bench().view.page, "bench");
    assert_eq!(rows(&window), after - 1);
    assert_eq!(undone(&window), None);
    click(&mut window, "Redo");
    assert_eq!(rows(&window), after);
}

#[test]
fn settings_of_labs_and_of_the_page_that_cleans_are_there_again_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let home = || Home::Folder(folder.path().to_owned());
    let mut window = window_at(home());
    window.run_steps(2);
    click(&mut window, "Next photo");
    click(&mut window, "Lecture");
    click(&mut window, "XOR");
    window.get_by_label("Hidden units").click();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.get_by_label("Hidden units").type_text("5");
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(
        undone(&window).as_deref(),
        Some("change hidden units of XOR")
    );
    let edited = window.state().bench().document.kept();
    eframe::App::on_exit(window.state_mut(), None);
    let again = window_at(home());
    let document = &again.state().bench().document;
    assert_eq!(document.kept(), edited);
    assert_eq!(document.contest.photo.place(), Some(1));
    // Nothing of it is an edit of the experiment.
    assert!(!again.state().bench().unsaved);
}

#[test]
fn how_the_panels_lie_can_be_undone() {
    let mut window = window();
    window.run_steps(3);
    let middle = |window: &crate::Window| window.get_by_label("Curves").rect().left();
    let first = middle(&window);
    // The line between the left and the middle column.
    let line = egui::pos2(first - 0.5, 500.0);
    window.hover_at(line);
    window.run_steps(2);
    window.drag_at(line);
    window.run_steps(2);
    window.hover_at(line + egui::vec2(60.0, 0.0));
    window.run_steps(2);
    window.drop_at(line + egui::vec2(60.0, 0.0));
    window.run_steps(3);
    assert!(
        middle(&window) > first + 30.0,
        "{first} {}",
        middle(&window)
    );
    assert_eq!(undone(&window).as_deref(), Some("arrange the panels"));
    click(&mut window, "Undo");
    window.run_steps(3);
    assert!(
        (middle(&window) - first).abs() < 1.0,
        "{first} {}",
        middle(&window)
    );
}

#[test]
fn the_list_of_edits_goes_back_to_any_of_them_and_forth_again() {
    let mut window = window();
    let rows = |window: &crate::Window| {
        let document = &window.state().bench().document;
        document.experiment.architecture.rows.len()
    };
    let first = rows(&window);
    for _ in 0..3 {
        window.get_by_label_contains("Row 2: ").hover();
        window.run_steps(3);
        click(&mut window, "Duplicate row 2");
        // Edits that follow each other closely are one.
        window.run_steps(30);
    }
    assert_eq!(rows(&window), first + 3);
    click(&mut window, "History of edits");
    let back = window.query_all_by_label_contains("Take back: ").count();
    assert_eq!(back, 3);
    let oldest = window.query_all_by_label_contains("Take back: ").last();
    oldest.unwrap().click();
    window.run_steps(4);
    assert_eq!(rows(&window), first);
    click(&mut window, "History of edits");
    assert_eq!(
        window.query_all_by_label_contains("Make again: ").count(),
        3
    );
    // The next one stands beside the present, the last one at the top.
    let top = window.query_all_by_label_contains("Make again: ").next();
    top.unwrap().click();
    window.run_steps(4);
    assert_eq!(rows(&window), first + 3);
}

#[test]
fn the_next_start_is_on_the_page_of_the_last_with_its_photograph() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.png");
    let image = lemida::image::Image::from_fn(1, 48, 64, |_, y, x| (x * y % 7) as f32 / 7.0);
    store::picture::save(&path, &image).unwrap();
    let home = || Home::Folder(folder.path().to_owned());
    let mut window = window_at(home());
    click(&mut window, "Clean a photo");
    crate::open::drop_on(&mut window, &[&path]);
    until(&mut window, "the photograph", |app| {
        app.cleaned_photo() == "mine.png" && app.cleaned_ready()
    });
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    let mut window = window_at(home());
    assert_eq!(window.state().bench().view.page, "clean");
    until(&mut window, "the photograph again", |app| {
        app.cleaned_photo() == "mine.png" && app.cleaned_ready()
    });
}
