//! Dropping and opening things.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use lemida::app::Home;
use lemida::image::Image;
use lemida::setting::Value;
use lemida::store;
use lemida::ui::state::RunState;

use crate::{Window, click, load, said, small, trained, until, window, window_at};

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

pub fn drop_on(window: &mut Window, paths: &[&Path]) {
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
    store::picture::save(path, &image).unwrap();
}

#[test]
fn a_run_is_kept_and_opened_again_from_its_folder() {
    let home = tempfile::tempdir().unwrap();
    let mut window = window_at(Home::Folder(home.path().into()));
    load(&mut window, small(1_000_000));
    click(&mut window, "Train");
    until(&mut window, "step 60", |app| {
        app.bench().run().history.step() > 60
    });
    click(&mut window, "Stop");
    until(&mut window, "the end", trained);
    let folder = window.state().bench().run().folder.clone().unwrap();
    let steps = window.state().bench().run().step();
    drop(window);
    let mut again = window_at(Home::None);
    drop_on(&mut again, &[&folder]);
    until(&mut again, "the run", |app| {
        app.bench().run().state == RunState::Kept
    });
    assert_eq!(again.state().bench().run().step(), steps);
    click(&mut again, "Resume");
    until(&mut again, "further steps", |app| {
        app.bench().run().history.step() > steps + 5
    });
    click(&mut again, "Stop");
    until(&mut again, "the end", trained);
}

#[test]
fn window_and_command_line_have_one_score_for_one_scene() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("squares.png");
    picture(&path);
    let mut window = window();
    drop_on(&mut window, &[&path]);
    let methods = ["gaussian", "nl-means", "bm3d"];
    let score = |app: &lemida::app::LemidaApp, id: &str| {
        let entry = app.preview().entries().iter().find(|entry| entry.id == id);
        entry
            .and_then(|entry| entry.tally.scores)
            .map(|scores| scores.psnr)
    };
    until(&mut window, "the scores", |app| {
        app.preview().photo_name() == "squares.png"
            && methods.iter().all(|id| score(app, id).is_some())
    });
    let experiment = &window.state().bench().document.experiment;
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_lemida"))
        .args([
            "timeline",
            "squares.png",
            "--out",
            "table",
            "--methods",
            &methods.join(","),
        ])
        .args([
            "--noise",
            experiment.noise.id(),
            "--seed",
            &experiment.seed.to_string(),
        ])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let table = std::fs::read_to_string(folder.path().join("table/results.csv")).unwrap();
    for id in methods {
        let row = table
            .lines()
            .find(|row| row.starts_with(&format!("{id},")))
            .unwrap();
        let told = row.split(',').nth(4).unwrap();
        let shown = score(window.state(), id).unwrap();
        assert_eq!(told, format!("{shown:.4}"), "{id}");
    }
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
            app.bench().document.experiment.data.id() == id
        });
        let data = &window.state().bench().document.experiment.data;
        let text = Value::Text(folder.display().to_string());
        assert!(
            data.settings()
                .iter()
                .any(|s| data.get(s.key) == Some(text.clone()))
        );
    }
    let classifies = window.state().bench().document.experiment.loss.classifies();
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
    let before = window.state().bench().document.experiment.clone();
    drop_on(&mut window, &[&file]);
    until(&mut window, "the experiment", |app| {
        app.bench().document.experiment.name == "Mine"
    });
    assert_eq!(window.state().bench().document.experiment, experiment);
    assert_eq!(window.state().bench().file.as_deref(), Some(&*file));
    click(&mut window, "Undo");
    assert_eq!(window.state().bench().document.experiment, before);
    assert_eq!(window.state().bench().file, None, "it is not that file's");
    click(&mut window, "Redo");
    assert_eq!(window.state().bench().document.experiment, experiment);
    assert_eq!(window.state().bench().file.as_deref(), Some(&*file));
}

#[test]
fn of_several_pictures_the_last_whole_one_is_shown() {
    let home = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..9)
        .map(|index| home.path().join(format!("{index}.png")))
        .collect();
    for path in &paths {
        picture(path);
    }
    let whole = std::fs::read(&paths[8]).unwrap();
    std::fs::write(&paths[8], &whole[..whole.len() / 2]).unwrap();
    let all: Vec<_> = paths.iter().map(PathBuf::as_path).collect();
    let mut window = window();
    drop_on(&mut window, &all);
    until(&mut window, "the answer", |app| said(app, "8 pictures"));
    assert_eq!(window.state().preview().photo_name(), "7.png");
    assert!(said(window.state(), "8.png"), "the damaged one is named");
    assert!(!said(window.state(), "opened the picture 8.png"));
    // The others are paged to.
    window.get_by_label("8 of 8");
    window.key_press(egui::Key::PageUp);
    until(&mut window, "the picture before", |app| {
        app.preview().photo_name() == "6.png"
    });
    window.get_by_label("7 of 8");
    // What was said stands over the arrows for a while.
    until(&mut window, "silence", |app| app.messages().is_empty());
    click(&mut window, "Next photo");
    until(&mut window, "the picture after", |app| {
        app.preview().photo_name() == "7.png"
    });
    // There is none beyond the last.
    click(&mut window, "Next photo");
    window.run_steps(5);
    assert_eq!(window.state().preview().photo_name(), "7.png");
}

#[test]
fn pictures_to_clean_are_paged_through_and_a_colour_photograph_is_said_to_be_shown_in_grey() {
    let home = tempfile::tempdir().unwrap();
    let paths = ["a.png", "b.png", "c.png"].map(|name| home.path().join(name));
    for path in &paths {
        let image = Image::from_fn(3, 48, 64, |c, y, x| ((x + y * c) % 7) as f32 / 7.0);
        store::picture::save(path, &image).unwrap();
    }
    let mut window = window();
    drop_on(&mut window, &[&paths[0]]);
    until(&mut window, "the picture", |app| {
        app.preview().photo_name() == "a.png" && app.preview().image("noisy").is_some()
    });
    window.get_by_label("shown in grey, as the network is");
    click(&mut window, "Clean a photo");
    let all: Vec<_> = paths.iter().map(PathBuf::as_path).collect();
    drop_on(&mut window, &all);
    let cleans = |window: &mut Window, name: &str| {
        until(window, name, |app| app.cleaned_photo() == name);
    };
    cleans(&mut window, "c.png");
    window.get_by_label("3 of 3");
    click(&mut window, "Previous photo");
    cleans(&mut window, "b.png");
    window.key_press(egui::Key::PageUp);
    cleans(&mut window, "a.png");
    window.get_by_label("1 of 3");
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
    let before = window.state().bench().document.experiment.clone();
    drop_on(&mut window, &[&image, &text, &wrong]);
    until(&mut window, "the answer", |app| said(app, "good.png"));
    assert_eq!(window.state().messages().len(), 1, "one drop, one answer");
    for words in ["good.png", "letter.docx", "wrong.toml", "line 2"] {
        assert!(
            said(window.state(), words),
            "{words}: {:?}",
            window.state().messages()
        );
    }
    assert_eq!(
        window.state().bench().document.experiment,
        before,
        "nothing is lost"
    );
}

#[test]
fn a_picture_beside_folders_of_classes_hides_them_not() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("classes");
    for name in [
        "a/1.png",
        "a/2.png",
        "b/1.png",
        "preview.png",
        "__MACOSX/._1.png",
    ] {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        picture(&path);
    }
    let mut window = window();
    drop_on(&mut window, &[&folder]);
    until(&mut window, "the classes", |app| {
        app.bench().document.experiment.data.id() == "folder-classes"
    });
    for words in ["with 2 classes", "preview.png"] {
        assert!(
            said(window.state(), words),
            "{:?}",
            window.state().messages()
        );
    }
}

#[test]
fn a_batch_of_one_number_is_refused_in_its_row() {
    let mut window = window();
    let mut experiment = small(10);
    let normal = lemida::setting::find(lemida::nn::layers::ALL, "batch-norm").unwrap();
    experiment.architecture.insert(1, (normal.make)());
    experiment.training.batch = 1;
    load(&mut window, experiment.clone());
    let bench = window.state().bench();
    let problem = bench.check.report.rows[1].as_ref().unwrap_err();
    assert!(
        problem.cure.to_string().contains("batch to 2"),
        "{problem:?}"
    );
    assert!(!bench.check.problems.is_empty());
    experiment.training.batch = 2;
    load(&mut window, experiment);
    assert!(window.state().bench().check.problems.is_empty());
}
