//! The page that cleans photographs.

use egui_kittest::kittest::Queryable;
use lemida::app::LemidaApp;
use lemida::image::Image;
use lemida::store;

use crate::open::drop_on;
use crate::{Window, click, until, window};

fn ready(window: &mut Window) {
    until(window, "the cleaned photograph", LemidaApp::cleaned_ready);
}

#[test]
fn an_example_is_cleaned_at_once_and_a_dropped_photograph_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("beach.png");
    let image = Image::from_fn(1, 48, 64, |_, y, x| ((x * 7 + y * 13) % 17) as f32 / 17.0);
    store::picture::save(&path, &image).unwrap();
    let mut window = window();
    click(&mut window, "Clean a photo");
    assert_eq!(window.state().bench().view.page, "clean");
    ready(&mut window);
    window.get_by_label("Example: Parrot");
    window.get_by_label("Colour noise");
    assert!(window.query_by_label("Views").is_none());
    click(&mut window, "Settings of the method");
    window.get_by_label("Views");
    window.get_by_label("Usual settings");
    drop_on(&mut window, &[&path]);
    until(&mut window, "the dropped photograph", |app| {
        app.cleaned_ready() && app.cleaned_photo() == "beach.png"
    });
    window.get_by_label("beach.png");
    // A grey picture has no noise in colour.
    assert!(window.query_by_label("Colour noise").is_none());
    window.get_by_label("Save as…");
}

#[test]
fn a_folder_is_offered_and_cleaned_when_a_person_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.png", "b.png"] {
        let image = Image::from_fn(1, 40, 40, |_, y, x| ((x * 5 + y * 3) % 11) as f32 / 11.0);
        store::picture::save(&folder.path().join(name), &image).unwrap();
    }
    let mut window = window();
    click(&mut window, "Clean a photo");
    ready(&mut window);
    drop_on(&mut window, &[folder.path()]);
    until(&mut window, "the offer", LemidaApp::cleaning_offered);
    assert!(!folder.path().join("cleaned").exists());
    click(&mut window, "Clean 2 pictures");
    until(&mut window, "the end of the folder", |app| {
        app.messages()
            .iter()
            .any(|text| text.contains("2 of 2 pictures cleaned"))
    });
    assert!(folder.path().join("cleaned/b-clean.png").is_file());
}

#[test]
fn what_a_page_makes_waits_while_another_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.png");
    let image = Image::from_fn(1, 900, 1200, |_, y, x| {
        ((x * 7 + y * 13) % 17) as f32 / 17.0
    });
    store::picture::save(&path, &image).unwrap();
    let mut window = window();
    drop_on(&mut window, &[&path]);
    until(&mut window, "work on the photograph", |app| {
        app.preview().photo_name() == "large.png" && app.preview().working().is_some()
    });
    click(&mut window, "Lecture");
    assert!(!window.state().preview().busy(), "the bench's work waits");
    for _ in 0..40 {
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert!(!window.state().preview().busy(), "nothing is begun");
    }
    click(&mut window, "Bench");
    until(&mut window, "the answers", |app| {
        let answered = |id: &str| app.preview().image(id).is_some();
        ["gaussian", "nl-means", "bm3d"].into_iter().all(answered)
    });
}
