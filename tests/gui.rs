//! The window, worked as a person works it: by what is written on it. No display is needed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use lemida::app::{Home, LemidaApp};
use lemida::image::Image;
use lemida::nn::Output;
use lemida::setting::Value;
use lemida::store;
use lemida::store::preferences::Theme;
use lemida::train::Experiment;
use lemida::ui::state::RunState;

type Window = Harness<'static, LemidaApp>;

fn window_at(home: Home) -> Window {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_step_dt(0.05)
        .build_eframe(|cc| LemidaApp::new(&cc.egui_ctx, home))
}

fn window() -> Window {
    window_at(Home::None)
}

/// Frames until `done`, for at most a minute.
fn until(window: &mut Window, what: &str, done: impl Fn(&LemidaApp) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done(window.state()) {
        assert!(
            Instant::now() < deadline,
            "{what} does not come; run: {:?}; messages: {:?}",
            window.state().bench().run.state,
            window.state().messages()
        );
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    window.run_steps(2);
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(3);
}

/// Learns four points within moments.
fn small(steps: u64) -> Experiment {
    let mut experiment = Experiment::named("points-xor").unwrap();
    experiment.training.steps = steps;
    experiment.training.validate_every = 50;
    experiment
}

fn load(window: &mut Window, experiment: Experiment) {
    window.state_mut().edit(|document| *document = experiment);
    window.run_steps(2);
}

fn trained(app: &LemidaApp) -> bool {
    matches!(app.bench().run.state, RunState::Done(_))
}

fn said(app: &LemidaApp, words: &str) -> bool {
    app.messages().iter().any(|text| text.contains(words))
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn drop_on(window: &mut Window, paths: &[&Path]) {
    for path in paths {
        let file = Arc::new(Dropped(path.to_path_buf()));
        window.input_mut().dropped_files.push(file);
    }
    window.step();
}

fn picture(path: &Path) {
    let image = Image::from_fn(1, 48, 64, |_, y, x| {
        ((x / 8 + y / 8) % 2) as f32 * 0.8 + 0.1
    });
    store::image::save(path, &image).unwrap();
}

#[test]
fn every_panel_is_there_and_says_what_to_do() {
    let mut window = window();
    window.run_steps(3);
    for label in [
        "Experiment",
        "Architecture",
        "Curves",
        "Weights",
        "Preview",
        "Train",
        "Pause",
        "Step",
        "Stop",
        "Reset",
        "Data",
        "Noise",
        "Learning",
        "Training",
        "Data set",
        "Add layer",
        "Presets",
        "Undo",
        "Redo",
        "Light or dark",
        "Shortcuts",
        "Threads",
        "Another seed",
    ] {
        assert!(window.query_all_by_label(label).count() >= 1, "{label}");
    }
    window.get_by_label_contains("Click Train");
    window.get_by_label_contains("Row 1: ");
}

#[test]
fn every_group_and_every_row_opens() {
    let mut window = window();
    for group in ["Noise", "Learning", "Training"] {
        click(&mut window, group);
    }
    window.get_by_label("Learning rate");
    let rows = window.state().bench().experiment.architecture.rows.len();
    for row in 1..=rows.min(4) {
        let label = format!("Row {row}: ");
        window.get_by_label_contains(&label).click();
        window.run_steps(3);
        window.get_by_label("Second input");
        window.get_by_label("Duplicate");
    }
}

#[test]
fn clicking_train_moves_the_curve_to_the_end() {
    let mut window = window();
    load(&mut window, small(300));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    let run = &window.state().bench().run;
    assert_eq!(run.history.steps.len(), 300);
    assert!(!run.history.validations.is_empty());
    let losses: Vec<_> = run.loss.buckets().iter().map(|b| b.mean()).collect();
    assert!(losses[losses.len() - 1] < losses[0], "{losses:?}");
    assert!(run.snapshot.is_some());
    window.get_by_label_contains("done after 300 steps");
}

#[test]
fn a_photograph_is_cleaned_by_the_network_in_training() {
    let mut window = window();
    let mut quick = Experiment::named("denoise-quick").unwrap();
    quick.training.steps = 6;
    quick.training.batch = 2;
    quick.training.validate_on = 1;
    load(&mut window, quick);
    click(&mut window, "Train");
    until(&mut window, "the network's picture", |app| {
        let entries = app.preview().entries();
        let network = entries.iter().find(|entry| entry.id == "network");
        network.is_some_and(|entry| entry.scores.is_some())
    });
    until(&mut window, "the end", |app| !app.bench().run.alive());
    assert!(
        trained(window.state()),
        "{:?}",
        window.state().bench().run.state
    );
}

#[test]
fn the_run_goes_on_with_its_own_network_while_another_is_edited() {
    let mut window = window();
    load(&mut window, small(100_000));
    click(&mut window, "Train");
    until(&mut window, "a step", |app| {
        app.bench().run.history.step() > 0
    });
    window.get_by_label_contains("Row 1: ").click();
    window.run_steps(3);
    click(&mut window, "Delete");
    assert!(window.state().bench().edited_since());
    let step = window.state().bench().run.history.step();
    until(&mut window, "further steps", |app| {
        app.bench().run.history.step() > step + 10
    });
    assert_eq!(window.state().bench().run.state, RunState::Training);
    click(&mut window, "Stop");
    until(&mut window, "the end", trained);
}

#[test]
fn train_again_replaces_the_run() {
    let mut window = window();
    load(&mut window, small(100_000));
    click(&mut window, "Train");
    until(&mut window, "step 50", |app| {
        app.bench().run.history.step() > 50
    });
    load(&mut window, small(40));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    let steps = &window.state().bench().run.history.steps;
    assert_eq!(
        steps.len(),
        40,
        "no late message of the first run may arrive"
    );
    assert!(
        steps
            .windows(2)
            .all(|pair| pair[0].step + 1 == pair[1].step)
    );
}

#[test]
fn a_run_pauses_steps_goes_on_stops_and_is_forgotten() {
    let mut window = window();
    load(&mut window, small(1_000_000));
    click(&mut window, "Step");
    until(&mut window, "the pause", |app| {
        app.bench().run.state == RunState::Paused
    });
    assert_eq!(window.state().bench().run.history.step(), 1);
    click(&mut window, "Step");
    until(&mut window, "step 2", |app| {
        app.bench().run.history.step() == 2
    });
    click(&mut window, "Resume");
    until(&mut window, "step 100", |app| {
        app.bench().run.history.step() > 100
    });
    click(&mut window, "Pause");
    until(&mut window, "the pause", |app| {
        app.bench().run.state == RunState::Paused
    });
    click(&mut window, "Resume");
    until(&mut window, "training", |app| {
        app.bench().run.state == RunState::Training
    });
    click(&mut window, "Stop");
    until(&mut window, "the end", trained);
    click(&mut window, "Reset");
    assert_eq!(window.state().bench().run.state, RunState::None);
    assert!(window.state().bench().run.loss.is_empty());
}

#[test]
fn the_learning_rate_changes_while_it_trains() {
    let mut window = window();
    let mut experiment = small(1_000_000);
    experiment.schedule = (lemida::train::schedule::ALL[0].make)();
    load(&mut window, experiment);
    click(&mut window, "Training");
    click(&mut window, "Train");
    until(&mut window, "a step", |app| {
        app.bench().run.history.step() > 0
    });
    window.get_by_label("Learning rate").click();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.get_by_label("Learning rate").type_text("0.0625");
    window.key_press(Key::Enter);
    until(&mut window, "the new rate", |app| {
        let last = app.bench().run.history.steps.last();
        last.is_some_and(|step| step.learning_rate == 0.0625)
    });
    click(&mut window, "Stop");
    until(&mut window, "the end", trained);
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
    let problem = bench.report.rows[2].as_ref().unwrap_err().clone();
    window.get_by_label_contains(&problem.cure);
    assert!(!bench.ready());
    click(&mut window, "Train");
    assert_eq!(window.state().bench().run.state, RunState::None);
    click(&mut window, "Undo");
    assert!(window.state().bench().ready());
    assert!(window.query_by_label_contains(&problem.cure).is_none());
}

#[test]
fn edits_are_undone_and_made_again() {
    let mut window = window();
    let before = window.state().bench().experiment.architecture.clone();
    window.get_by_label_contains("Row 2: ").click();
    window.run_steps(3);
    click(&mut window, "Duplicate");
    let after = window.state().bench().experiment.architecture.clone();
    assert_eq!(after.rows.len(), before.rows.len() + 1);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert_eq!(window.state().bench().experiment.architecture, before);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Y);
    window.run_steps(3);
    assert_eq!(window.state().bench().experiment.architecture, after);
}

#[test]
fn a_layer_is_added_from_the_menu_and_a_preset_replaces_the_network() {
    let mut window = window();
    let rows = window.state().bench().experiment.architecture.rows.len();
    click(&mut window, "Add layer");
    click(&mut window, "Dropout");
    assert_eq!(
        window.state().bench().experiment.architecture.rows.len(),
        rows + 1
    );
    click(&mut window, "Presets");
    let preset = window.state().bench().presets().nth(1).unwrap();
    click(&mut window, preset.label);
    let made = (preset.make)(1);
    assert_eq!(window.state().bench().experiment.architecture, made);
    click(&mut window, "Answer: network");
    assert_eq!(
        window.state().bench().experiment.architecture.output,
        Output::Network
    );
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
    assert!(kept.layout.is_some());
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
fn a_run_is_kept_and_opened_again_from_its_folder() {
    let home = tempfile::tempdir().unwrap();
    let mut window = window_at(Home::Folder(home.path().into()));
    load(&mut window, small(1_000_000));
    click(&mut window, "Train");
    until(&mut window, "step 60", |app| {
        app.bench().run.history.step() > 60
    });
    click(&mut window, "Stop");
    until(&mut window, "the end", trained);
    let folder = window.state().bench().run.folder.clone().unwrap();
    let steps = window.state().bench().run.step();
    drop(window);
    let mut again = window_at(Home::None);
    drop_on(&mut again, &[&folder]);
    until(&mut again, "the run", |app| {
        app.bench().run.state == RunState::Kept
    });
    assert_eq!(again.state().bench().run.step(), steps);
    click(&mut again, "Resume");
    until(&mut again, "further steps", |app| {
        app.bench().run.history.step() > steps + 5
    });
    click(&mut again, "Stop");
    until(&mut again, "the end", trained);
}

#[test]
fn a_dropped_image_goes_to_the_preview() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("squares.png");
    picture(&file);
    let mut window = window();
    drop_on(&mut window, &[&file]);
    until(&mut window, "the picture", |app| {
        app.preview().photo_name() == "squares.png"
            && app
                .preview()
                .entries()
                .iter()
                .any(|e| e.id == "noisy" && e.image.is_some())
    });
    assert!(said(window.state(), "added the chosen noise"));
}

#[test]
fn an_image_called_noisy_keeps_its_own_noise() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("night-noisy.png");
    picture(&file);
    let mut window = window();
    drop_on(&mut window, &[&file]);
    until(&mut window, "the picture", |app| {
        said(app, "with its own noise")
    });
}

#[test]
fn dropped_folders_become_data_sets() {
    let home = tempfile::tempdir().unwrap();
    let photos = home.path().join("photos");
    let classes = home.path().join("classes");
    for folder in [&photos, &classes.join("a"), &classes.join("b")] {
        std::fs::create_dir_all(folder).unwrap();
        picture(&folder.join("one.png"));
    }
    let mut window = window();
    for (folder, id) in [(&photos, "folder-photos"), (&classes, "folder-classes")] {
        drop_on(&mut window, &[folder]);
        until(&mut window, id, |app| {
            app.bench().experiment.data.id() == id
        });
        let data = &window.state().bench().experiment.data;
        let text = Value::Text(folder.display().to_string());
        assert!(
            data.settings()
                .iter()
                .any(|s| data.get(s.key) == Some(text.clone()))
        );
    }
    let classifies = window.state().bench().experiment.loss.classifies();
    assert!(classifies, "the loss must suit the task");
}

#[test]
fn a_dropped_experiment_opens_and_can_be_undone() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("mine.toml");
    let mut experiment = small(77);
    experiment.name = "Mine".into();
    store::experiment::save_experiment(&file, &experiment).unwrap();
    let mut window = window();
    let before = window.state().bench().experiment.clone();
    drop_on(&mut window, &[&file]);
    until(&mut window, "the experiment", |app| {
        app.bench().experiment.name == "Mine"
    });
    assert_eq!(window.state().bench().experiment, experiment);
    assert_eq!(window.state().bench().file.as_deref(), Some(&*file));
    click(&mut window, "Undo");
    assert_eq!(window.state().bench().experiment, before);
}

#[test]
fn nonsense_and_several_at_once_are_each_answered() {
    let home = tempfile::tempdir().unwrap();
    let image = home.path().join("good.png");
    picture(&image);
    let text = home.path().join("letter.docx");
    std::fs::write(&text, "dear reader").unwrap();
    let wrong = home.path().join("wrong.toml");
    std::fs::write(&wrong, "[data]\nkind = \"photoz\"\n").unwrap();
    let mut window = window();
    let before = window.state().bench().experiment.clone();
    drop_on(&mut window, &[&image, &text, &wrong]);
    until(&mut window, "three answers", |app| {
        app.messages().len() >= 3
    });
    for words in ["good.png", "letter.docx", "wrong.toml", "line 2"] {
        assert!(
            said(window.state(), words),
            "{words}: {:?}",
            window.state().messages()
        );
    }
    assert_eq!(window.state().bench().experiment, before, "nothing is lost");
}

#[test]
fn a_loss_that_explodes_is_told_and_stands_until_mended() {
    let mut window = window();
    let mut experiment = Experiment::named("denoise-quick").unwrap();
    experiment.training.learning_rate = 1e9;
    experiment.training.batch = 1;
    load(&mut window, experiment);
    click(&mut window, "Train");
    until(&mut window, "the failure", |app| {
        matches!(app.bench().run.state, RunState::Failed(_))
    });
    window.get_by_label_contains("smaller learning rate");
    click(&mut window, "Reset the run");
    assert!(
        window
            .query_by_label_contains("smaller learning rate")
            .is_none()
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
    assert_eq!(kept, window.state().bench().experiment);
}

#[test]
fn keys_train_step_and_show_the_sheet() {
    let mut window = window();
    load(&mut window, small(1_000_000));
    window.key_press(Key::S);
    until(&mut window, "the pause", |app| {
        app.bench().run.state == RunState::Paused
    });
    window.key_press(Key::Space);
    until(&mut window, "training", |app| {
        app.bench().run.state == RunState::Training
    });
    window.key_press(Key::Space);
    until(&mut window, "the pause", |app| {
        app.bench().run.state == RunState::Paused
    });
    window.event(egui::Event::Text("?".into()));
    window.run_steps(4);
    window.get_by_label("Keyboard");
    click(&mut window, "Close");
    assert!(window.query_by_label("Keyboard").is_none());
}
