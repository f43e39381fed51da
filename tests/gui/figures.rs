//! Figures: what is copied and saved from their menus.

use std::time::{Duration, Instant};

use egui::OutputCommand;
use egui::accesskit::Toggled;
use egui_kittest::kittest::{NodeT as _, Queryable};
use lemida::train::Experiment;

use crate::{Window, click, load, said, small, trained, until, window};

/// Opens the menu of the figure with this title and clicks an entry.
fn ask(window: &mut Window, title: &str, entry: &str) {
    // A figure that grows while it is made moves its button away from under the pointer.
    for _ in 0..5 {
        click(window, &format!("Copy or save: {title}"));
        if window.query_by_label(entry).is_some() {
            break;
        }
    }
    // What is copied is told in one frame only: none may be missed.
    window.get_by_label(entry).click();
}

/// Frames until something lies on the clipboard.
fn copied(window: &mut Window) -> OutputCommand {
    for _ in 0..2000 {
        let commands = &window.output().platform_output.commands;
        let copy = commands.iter().find(|command| {
            matches!(
                command,
                OutputCommand::CopyText(_) | OutputCommand::CopyImage(_)
            )
        });
        if let Some(copy) = copy {
            return copy.clone();
        }
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!(
        "nothing is copied; messages: {:?}",
        window.state().messages()
    );
}

/// Frames until each of these figures has its menu.
fn menus(window: &mut Window, titles: &[&str]) {
    let deadline = Instant::now() + Duration::from_secs(60);
    for title in titles {
        let name = format!("Copy or save: {title}");
        while window.query_by_label(&name).is_none() {
            assert!(Instant::now() < deadline, "{title} has no menu");
            window.step();
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn text(command: OutputCommand) -> String {
    match command {
        OutputCommand::CopyText(text) => text,
        other => panic!("no text: {other:?}"),
    }
}

fn with_curves() -> Window {
    let mut window = window();
    load(&mut window, small(200));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    window
}

#[test]
fn curves_are_copied_as_a_table_and_as_a_picture_and_saved_as_what_the_name_says() {
    let mut window = with_curves();
    ask(&mut window, "Loss", "Copy as table");
    let table = text(copied(&mut window));
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("series,steps,loss"));
    let steps = |name: &str| table.lines().filter(|line| line.starts_with(name)).count();
    assert_eq!(steps("training,"), 200);
    assert_eq!(
        steps("validation,"),
        window.state().bench().run().history.validations.len()
    );
    assert!(said(window.state(), "Copied as a table: Loss"));

    ask(&mut window, "Right answers", "Copy picture");
    let OutputCommand::CopyImage(picture) = copied(&mut window) else {
        panic!("no picture")
    };
    assert!(picture.size[0] >= 1280, "{:?}", picture.size);
    let first = picture.pixels[0];
    assert!(
        picture.pixels.iter().any(|pixel| *pixel != first),
        "it is blank"
    );

    let folder = tempfile::tempdir().unwrap();
    for (name, begin) in [
        ("loss.csv", "series,"),
        ("loss.svg", "<svg"),
        ("loss.png", "\u{fffd}PNG"),
    ] {
        let path = folder.path().join(name);
        window.state_mut().answer_with(path.clone());
        ask(&mut window, "Loss", "Save as…");
        until(&mut window, "the file", |_| path.exists());
        let bytes = std::fs::read(&path).unwrap();
        assert!(String::from_utf8_lossy(&bytes).starts_with(begin), "{name}");
    }
    let path = folder.path().join("loss.pdf");
    window.state_mut().answer_with(path.clone());
    ask(&mut window, "Loss", "Save as…");
    until(&mut window, "the reason", |app| {
        said(app, "end the name in .svg, .png or .csv")
    });
    assert!(!path.exists());
}

#[test]
fn the_histogram_and_the_health_of_the_rows_are_figures_too() {
    let mut window = with_curves();
    ask(
        &mut window,
        "Histogram of the weights over time",
        "Copy as table",
    );
    let histogram = text(copied(&mut window));
    assert!(
        histogram.starts_with("row 1: weight \\ step,"),
        "{histogram}"
    );
    window.run_steps(3);
    ask(&mut window, "Health of the rows", "Copy as table");
    let health = text(copied(&mut window));
    assert!(health.starts_with("row,layer,"), "{health}");
}

#[test]
fn every_panel_with_a_figure_has_its_menu() {
    let mut window = window();
    menus(
        &mut window,
        &["Compared pictures", "Pictures and their scores"],
    );
    click(&mut window, "Timeline");
    menus(
        &mut window,
        &[
            "Timeline",
            "Leaderboard",
            "Compared pictures",
            "Pictures and their scores",
        ],
    );
    click(&mut window, "Trust");
    menus(
        &mut window,
        &[
            "What was removed",
            "Correlation of what was removed",
            "Spectrum of what was removed",
        ],
    );
    ask(
        &mut window,
        "Correlation of what was removed",
        "Copy as table",
    );
    let table = text(copied(&mut window));
    assert!(
        table.starts_with("pixels down \\ pixels across,"),
        "{table}"
    );
    click(&mut window, "Clean a photo");
    menus(&mut window, &["Compared pictures"]);
    click(&mut window, "Bench");
    let mut digits = Experiment::named("digits-mlp").unwrap();
    digits.training.steps = 60;
    digits.training.batch = 8;
    load(&mut window, digits);
    click(&mut window, "Train");
    menus(
        &mut window,
        &[
            "Loss",
            "Right answers",
            "Histogram of the weights over time",
            "Health of the rows",
            "Weights as pictures",
            "Held-out pictures",
            "Table of classes and answers",
        ],
    );
}

#[test]
fn compared_pictures_are_copied_with_their_scores() {
    let mut window = window();
    until(&mut window, "an answer", |app| {
        let entries = app.preview().entries();
        entries
            .iter()
            .any(|entry| entry.origin.is_some() && entry.tally.scores.is_some())
    });
    ask(&mut window, "Compared pictures", "Copy as table");
    let table = text(copied(&mut window));
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("picture,channel,row,column,value"));
    assert!(lines.next().unwrap().starts_with("\"Noisy, "));
    window.run_steps(3);
    ask(&mut window, "Pictures and their scores", "Copy picture");
    let OutputCommand::CopyImage(picture) = copied(&mut window) else {
        panic!("no picture")
    };
    assert!(picture.size[0] >= 1280, "{:?}", picture.size);
}

#[test]
fn the_timeline_and_the_leaderboard_are_copied_as_they_stand() {
    let mut window = window();
    click(&mut window, "Timeline");
    until(&mut window, "an answer", |app| {
        let entries = app.preview().entries();
        entries
            .iter()
            .filter(|entry| entry.origin.is_some() && entry.tally.psnr().is_some())
            .count()
            >= 3
    });
    ask(&mut window, "Timeline", "Copy as table");
    let chart = text(copied(&mut window));
    assert!(
        chart.starts_with("series,year,\"PSNR, dB\",label\n"),
        "{chart}"
    );
    window.run_steps(3);
    ask(&mut window, "Leaderboard", "Copy as table");
    let table = text(copied(&mut window));
    assert!(
        table.starts_with(",method,year,\"PSNR, dB\",SSIM"),
        "{table}"
    );
    assert!(table.contains("\n1,"), "{table}");
}

#[test]
fn a_point_of_the_timeline_and_a_row_of_the_leaderboard_show_their_picture() {
    let mut window = window();
    click(&mut window, "Timeline");
    until(&mut window, "answers", |app| {
        let entries = app.preview().entries();
        entries
            .iter()
            .filter(|entry| entry.origin.is_some() && entry.tally.scores.is_some())
            .count()
            >= 3
    });
    let entries = window.state().preview().entries().to_vec();
    let known: Vec<_> = entries
        .iter()
        .filter(|entry| entry.origin.is_some() && entry.tally.scores.is_some())
        .collect();
    let (year, _) = known[1].origin.unwrap();
    let point = format!(
        "{} {year}, {}",
        known[1].label,
        known[1].tally.psnr_in_words()
    );
    window.get_by_label(&point).click_accesskit();
    window.run_steps(3);
    assert!(window.get_by_label(&point).accesskit_node().toggled() == Some(Toggled::True));
    let year = window.get_by_label("Year");
    year.focus();
    window.run_steps(2);
    window.key_press(egui::Key::ArrowLeft);
    window.run_steps(3);
    assert_eq!(
        window.get_by_label("Year").accesskit_node().numeric_value(),
        Some(2025.0)
    );
}

#[test]
fn labs_figures_are_copied_from_the_page() {
    let mut window = window();
    click(&mut window, "Lecture");
    click(&mut window, "XOR");
    until(&mut window, "the figures", |app| {
        app.lecture_titles().len() == 5
    });
    until(&mut window, "the end", |app| !app.lecture_working());
    window.get_by_label("Copy or save: While they learn");
    let grid = "Answer over the plane: perceptron";
    ask(&mut window, grid, "Copy as table");
    let table = text(copied(&mut window));
    assert_eq!(table.lines().count(), 64, "{table}");
}
