//! Editing in the window.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use lemida::app::{Home, LemidaApp};
use lemida::store;
use lemida::store::preferences::Theme;
use lemida::ui::state::RunState;

use crate::{click, said, until, window, window_at};

#[test]
fn every_group_and_every_row_opens() {
    let mut window = window();
    for group in ["Noise", "Learning", "Training"] {
        click(&mut window, group);
    }
    window.get_by_label("Learning rate");
    let rows = window
        .state()
        .bench()
        .document
        .experiment
        .architecture
        .rows
        .len();
    for row in 1..=rows.min(4) {
        let label = format!("Row {row}: ");
        window.get_by_label_contains(&label).click();
        window.run_steps(3);
        window.get_by_label("Second input");
        window.get_by_label(&format!("Duplicate row {row}"));
        // Closed again, so that the next one stays in sight.
        window.get_by_label_contains(&label).click();
        window.run_steps(3);
    }
}

#[test]
fn the_open_last_row_is_deleted_by_its_key() {
    let mut window = window();
    // Few rows, so that the last one is in sight.
    crate::load(&mut window, crate::small(40));
    let rows = |window: &crate::Window| {
        window
            .state()
            .bench()
            .document
            .experiment
            .architecture
            .rows
            .len()
    };
    let before = rows(&window);
    let row = format!("Row {before}: ");
    // By its name: in a narrow panel the buttons of the line lie at its middle.
    window.get_by_label_contains(&row).click_accesskit();
    window.run_steps(3);
    window.key_press(Key::Delete);
    window.run_steps(3);
    assert_eq!(rows(&window), before - 1);
    assert!(window.query_by_label_contains(&row).is_none());
}

#[test]
fn a_wrong_row_shows_its_cure_and_keeps_train_from_starting() {
    let mut window = window();
    window.state_mut().edit(|experiment| {
        experiment.architecture.rows[2].join =
            Some(lemida::nn::Join::Add(lemida::nn::Source::Input));
    });
    window.run_steps(3);
    let bench = window.state().bench();
    let problem = bench.check.report.rows[2].as_ref().unwrap_err().clone();
    window.get_by_label_contains(&problem.cure.to_string());
    assert!(!bench.ready());
    click(&mut window, "Train");
    assert_eq!(window.state().bench().run().state, RunState::None);
    click(&mut window, "Undo");
    assert!(window.state().bench().ready());
    assert!(
        window
            .query_by_label_contains(&problem.cure.to_string())
            .is_none()
    );
}

#[test]
fn a_layer_is_added_from_the_menu_and_a_preset_replaces_the_network() {
    let mut window = window();
    let rows = window
        .state()
        .bench()
        .document
        .experiment
        .architecture
        .rows
        .len();
    click(&mut window, "Add layer");
    // The menu is longer than the window.
    window.get_by_label("Dropout").scroll_to_me();
    window.run_steps(3);
    click(&mut window, "Dropout");
    assert_eq!(
        window
            .state()
            .bench()
            .document
            .experiment
            .architecture
            .rows
            .len(),
        rows + 1
    );
    click(&mut window, "Presets");
    let preset = window.state().bench().presets().nth(1).unwrap();
    click(&mut window, preset.label);
    let made = (preset.make)(1);
    assert_eq!(
        window.state().bench().document.experiment.architecture,
        made
    );
    click(&mut window, "Answer: network");
    let architecture = &window.state().bench().document.experiment.architecture;
    assert!(!architecture.answers_input_minus() && made.answers_input_minus());
}

#[test]
fn theme_threads_and_layout_are_remembered() {
    let home = tempfile::tempdir().unwrap();
    let place = Home::Folder(home.path().into());
    let mut window = window_at(place.clone());
    assert_eq!(window.ctx.theme(), egui::Theme::Dark);
    click(&mut window, "Light or dark");
    assert_eq!(window.ctx.theme(), egui::Theme::Light);
    let file = home.path().join("preferences.json");
    until(&mut window, "the file", |_| file.is_file());
    let (kept, warning) = place.read();
    assert_eq!((kept.theme, warning), (Theme::Light, None));
    assert!(kept.layout_of("bench").is_some());
    std::fs::write(&file, "{ broken").unwrap();
    let mut broken = window_at(Home::Folder(home.path().into()));
    broken.run_steps(2);
    assert!(
        said(broken.state(), "preferences"),
        "{:?}",
        broken.state().messages()
    );
}

#[test]
fn the_palette_finds_commands_and_opens_typed_paths() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("kept.toml");
    let mut window = window();
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(3);
    window.get_by_label("Command").type_text("lightdark");
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(window.ctx.theme(), egui::Theme::Light);
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(3);
    window
        .get_by_label("Command")
        .type_text(&file.display().to_string());
    window.run_steps(2);
    let save = format!("Save the experiment to {}", file.display());
    click(&mut window, &save);
    until(&mut window, "the file", |_| file.is_file());
    let kept = store::experiment::load_experiment(&file).unwrap();
    assert_eq!(kept, window.state().bench().document.experiment);
}

#[test]
fn rows_are_reordered_by_dragging_and_by_keys() {
    let mut window = window();
    window.run_steps(3);
    let ids = |app: &LemidaApp| -> Vec<_> {
        let rows = &app.bench().document.experiment.architecture.rows;
        rows.iter().map(|row| row.id).collect()
    };
    let before = ids(window.state());
    let third = window.get_by_label_contains("Row 3: ").rect();
    let first = window.get_by_label_contains("Row 1: ").rect();
    let start = egui::pos2(third.left() + 8.0, third.center().y);
    window.hover_at(start);
    window.run_steps(2);
    window.drag_at(start);
    window.run_steps(2);
    for part in 1..=10 {
        let y = egui::lerp(third.center().y..=first.top() + 2.0, part as f32 / 10.0);
        window.hover_at(egui::pos2(start.x, y));
        window.run_steps(2);
    }
    window.drop_at(egui::pos2(start.x, first.top() + 2.0));
    let mut moved = before.clone();
    let row = moved.remove(2);
    moved.insert(0, row);
    until(&mut window, "the row in its new place", |app| {
        ids(app) == moved
    });
    // It is the first now, and so it is called.
    window.get_by_label_contains("Row 1: ").focus();
    window.run_steps(2);
    for _ in 0..2 {
        window.key_press_modifiers(Modifiers::ALT, Key::ArrowDown);
        window.run_steps(3);
    }
    assert_eq!(ids(window.state()), before);
    window.key_press(Key::Delete);
    window.run_steps(3);
    assert_eq!(ids(window.state()).len(), before.len() - 1);
}

#[test]
fn the_memory_that_training_takes_is_shown_within_the_panel() {
    let mut window = window();
    window.run_steps(3);
    let bench = window.state().bench();
    let wanted = |batch| {
        let memory = bench
            .document
            .experiment
            .memory(&bench.check.report)
            .bytes(batch);
        let words = lemida::ui::format::bytes(memory);
        format!("~{}", words.split_once('\u{2009}').unwrap().0)
    };
    let (small, large) = (wanted(7), wanted(700));
    assert_ne!(small, large);
    window.get_by_label(&small);
    let pane = window.get_by_label("MB").rect();
    let below = window.get_by_label("MACs").rect();
    assert!(
        pane.max.x < 340.0 && (pane.center().y - below.center().y).abs() < 4.0,
        "{pane:?}"
    );
    window
        .state_mut()
        .edit(|experiment| experiment.training.batch = 700);
    window.run_steps(3);
    window.get_by_label(&large);
}

#[test]
fn an_edited_experiment_is_there_again_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let home = || Home::Folder(folder.path().to_owned());
    let kept = folder.path().join("document.json");
    let mut window = window_at(home());
    window.run_steps(3);
    assert!(!window.state().bench().unsaved);
    window.get_by_label_contains("Row 2: ").click();
    window.run_steps(3);
    click(&mut window, "Duplicate row 2");
    let edited = window.state().bench().document.experiment.clone();
    // Not even closed: as after a power cut.
    until(&mut window, "the document on the disk", |_| kept.exists());
    let mut second = window_at(home());
    second.run_steps(3);
    assert_eq!(second.state().bench().document.experiment, edited);
    assert!(second.state().bench().unsaved);
    // Saved, it keeps its file.
    let file = folder.path().join("mine.toml");
    second.key_press_modifiers(Modifiers::COMMAND, Key::K);
    second.run_steps(3);
    let typed = file.display().to_string();
    second.get_by_label("Command").type_text(&typed);
    second.run_steps(2);
    click(&mut second, &format!("Save the experiment to {typed}"));
    until(&mut second, "the file", |app| !app.bench().unsaved);
    eframe::App::on_exit(second.state_mut(), None);
    let third = window_at(home());
    let bench = third.state().bench();
    assert_eq!(
        (&bench.document.experiment, &bench.file),
        (&edited, &Some(file))
    );
    assert!(!bench.unsaved);
}

#[test]
fn rows_are_counted_from_the_top_whatever_their_ids() {
    let mut window = window();
    window.state_mut().edit(|experiment| {
        experiment.architecture.shift(4, 0);
        // What was the fifth row joins what was the second.
        let second = lemida::nn::Source::Row(2);
        experiment.architecture.rows[0].join = Some(lemida::nn::Join::Concat(second));
    });
    window.run_steps(3);
    let problem = window.state().bench().problem().unwrap();
    assert!(
        problem.starts_with("row 1 ") && problem.contains("row 3, which comes later"),
        "{problem}"
    );
    window
        .get_by_label_contains("Joins row 3, which comes later")
        .click();
    window.get_by_label_contains("Row 3: ReLU").click();
    window.run_steps(3);
    window.get_by_label("Second input").click();
    window.run_steps(3);
    // Each is offered by its place, its layer and its shape.
    assert!(window.query_all_by_label_contains("row 1 · ").count() == 1);
    assert!(window.query_by_label_contains("row 3 · ").is_none());
}

#[test]
fn colour_is_mended_by_one_click() {
    let mut window = window();
    click(&mut window, "Channels: Colour");
    assert!(!window.state().bench().ready());
    click(&mut window, "Set the last row to 3 channels");
    assert!(window.state().bench().ready());
    assert!(window.query_by_label_contains("Set the last row").is_none());
    click(&mut window, "Undo");
    assert!(!window.state().bench().ready());
    window.get_by_label("Set the last row to 3 channels");
}

#[test]
fn nonsense_stands_in_red_with_the_reason_until_it_is_mended_or_taken_back() {
    let mut window = window();
    click(&mut window, "Training");
    let rate = |window: &crate::Window| {
        window
            .state()
            .bench()
            .document
            .experiment
            .training
            .learning_rate
    };
    let before = rate(&window);
    let typed = |window: &mut crate::Window, text: &str| {
        window.get_by_label("Learning rate").click();
        window.run_steps(2);
        window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.get_by_label("Learning rate").type_text(text);
        window.run_steps(2);
        window.key_press(Key::Enter);
        window.run_steps(3);
    };
    for nonsense in ["fast", "-1"] {
        typed(&mut window, nonsense);
        window.get_by_label_contains(&format!("“{nonsense}” is not a number from"));
        assert_eq!(rate(&window), before);
    }
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.query_by_label_contains("is not a number").is_none());
    typed(&mut window, "fast");
    typed(&mut window, "0.5");
    assert!(window.query_by_label_contains("is not a number").is_none());
    assert_eq!(rate(&window), 0.5);
}

#[test]
fn the_palette_shows_three_results_whole() {
    let mut window = window();
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(3);
    // One is found, then many: the list grows again.
    window.get_by_label("Command").type_text("resetlayout");
    window.run_steps(4);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.get_by_label("Command").type_text("re");
    window.run_steps(4);
    let heights: Vec<f32> = ["Reset the run", "Reset layout"]
        .iter()
        .map(|name| window.get_by_label(name).rect().height())
        .collect();
    assert!(heights.iter().all(|height| *height >= 26.0), "{heights:?}");
}
