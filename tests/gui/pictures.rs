//! The preview, by label, with no display.

use std::path::Path;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lemida::denoise::trial::Scores;
use lemida::desk::{Contest, Photo};
use lemida::image::Image;
use lemida::ui::action::Action;
use lemida::ui::panels::preview::{OwnNoise, PreviewFacts, preview_ui};
use lemida::ui::theme;
use lemida::ui::widgets::compare::{CompareView, Entry, Layout, Side, Tally};

struct Shown {
    view: CompareView,
    entries: Vec<Entry>,
    failure: Option<String>,
    own: Option<OwnNoise>,
    contest: Contest,
    actions: Vec<Action>,
    first: bool,
}

fn entries() -> Vec<Entry> {
    let names = [
        ("clean", "Clean", None),
        ("noisy", "Noisy", Some((20.17, 0.41))),
        ("network", "Network", Some((27.91, 0.812))),
        ("gaussian", "Gaussian", Some((25.01, 0.687))),
    ];
    names
        .iter()
        .enumerate()
        .map(|(at, (id, label, scores))| Entry {
            image: Some(Arc::new(Image::from_fn(1, 60, 80, |_, y, x| {
                (x + y + at) as f32 / 150.0
            }))),
            version: at as u64 + 1,
            tally: Tally {
                scores: scores.map(|(psnr, ssim)| Scores { psnr, ssim }),
                ..Tally::default()
            },
            ..Entry::empty(*id, *label)
        })
        .collect()
}

fn preview(entries: Vec<Entry>, failure: Option<&str>) -> Harness<'static, Shown> {
    let shown = Shown {
        view: CompareView::default(),
        entries,
        failure: failure.map(Into::into),
        own: None,
        contest: Contest::default(),
        actions: Vec::new(),
        first: true,
    };
    let mut harness = Harness::builder()
        .with_size(vec2(470.0, 700.0))
        .build_ui_state(
            |ui, shown: &mut Shown| {
                if std::mem::take(&mut shown.first) {
                    theme::install(ui.ctx());
                    // The fonts arrive with the next frame.
                    return;
                }
                let facts = PreviewFacts {
                    entries: &shown.entries,
                    photo: "Jaguar · 1 of 12",
                    protocol: "σ = 25 / 255 · seed 0 · unclipped · grey",
                    failure: shown.failure.as_deref(),
                    path: shown.own.map(|_| Path::new("/mine.png")),
                    noisy: shown.own.is_some(),
                    own: shown.own,
                    ..PreviewFacts::default()
                };
                let contest = &mut shown.contest;
                preview_ui(ui, &mut shown.view, contest, facts, &mut shown.actions);
            },
            shown,
        );
    harness.step();
    harness.step();
    harness
}

fn on(harness: &Harness<'_, Shown>, side: Side) -> String {
    let shown = harness.state();
    let entry = shown.view.shown(side, &shown.entries).unwrap();
    entry.id.clone()
}

#[test]
fn thumbnails_and_digits_choose_the_sides() {
    let mut harness = preview(entries(), None);
    assert_eq!(on(&harness, Side::Left), "noisy");
    assert_eq!(on(&harness, Side::Right), "network");
    harness
        .get_by_label("Gaussian, 25.01 dB, SSIM 0.687")
        .click();
    harness.run();
    assert_eq!(on(&harness, Side::Right), "gaussian");
    harness
        .get_by_label("Network, 27.91 dB, SSIM 0.812, best")
        .click_modifiers(Modifiers::SHIFT);
    harness.run();
    assert_eq!(on(&harness, Side::Left), "network");
    harness.key_press(Key::Num1);
    harness.run();
    assert_eq!(on(&harness, Side::Right), "clean");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Num2);
    harness.run();
    assert_eq!(on(&harness, Side::Left), "noisy");
}

#[test]
fn the_level_of_own_noise_is_estimated_or_typed() {
    let mut harness = preview(entries(), None);
    assert!(harness.query_by_label("Auto").is_none());
    harness.state_mut().own = Some(OwnNoise {
        sigma: None,
        given: false,
    });
    harness.run();
    harness.get_by_label("estimating σ …");
    harness.state_mut().own = Some(OwnNoise {
        sigma: Some(20.0 / 255.0),
        given: false,
    });
    harness.run();
    harness.get_by_label("Auto").click();
    harness.run();
    assert_eq!(
        harness.state().contest.sigma,
        None,
        "it is automatic already"
    );
    let value = harness.get_by_role_and_label(Role::SpinButton, "Noise σ");
    value.focus();
    harness.run();
    harness.key_press(Key::ArrowUp);
    harness.run();
    let sigma = harness.state().contest.sigma.unwrap();
    assert!(sigma > 20.0 / 255.0 && sigma < 22.0 / 255.0, "{sigma}");
    harness.state_mut().own = Some(OwnNoise {
        sigma: Some(sigma),
        given: true,
    });
    harness.run();
    harness.get_by_label("Auto").click();
    harness.run();
    assert_eq!(harness.state().contest.sigma, None);
}

#[test]
fn everything_is_in_sight_at_470_by_700() {
    let harness = preview(entries(), None);
    for label in [
        "Clean",
        "Open…",
        "Next photo",
        "Save picture…",
        "Loupe",
        "Fit",
        "Wipe",
    ] {
        for node in harness.get_all_by_label(label) {
            let rect = node.rect();
            let inside = rect.min.x >= 0.0
                && rect.min.y >= 0.0
                && rect.max.x <= 470.0
                && rect.max.y <= 700.0;
            assert!(inside, "{label}: {rect:?}");
        }
    }
    let protocol = harness.get_by_label("σ = 25 / 255 · seed 0 · unclipped · grey");
    assert!(protocol.rect().max.y <= 700.0, "{:?}", protocol.rect());
}

#[test]
fn the_wipe_follows_drag_and_arrows() {
    let mut harness = preview(entries(), None);
    let area = harness.get_by_label("Comparison of two pictures").rect();
    let start = area.center();
    harness.drag_at(start);
    harness.step();
    harness.hover_at(start + vec2(-area.width() * 0.25, 0.0));
    harness.step();
    harness.drop_at(start + vec2(-area.width() * 0.25, 0.0));
    harness.run();
    let dragged = harness.state().view.wipe;
    // The picture is 80 pixels wide and drawn five times as large.
    let expected = 0.5 - 0.25 * area.width() / 400.0;
    assert!((dragged - expected).abs() < 0.01, "{dragged}");
    harness.hover_at(start);
    harness.step();
    harness.key_press(Key::ArrowRight);
    harness.run();
    let nudged = harness.state().view.wipe;
    assert!((nudged - dragged - 0.01).abs() < 1e-4, "{dragged} {nudged}");
}

#[test]
fn the_wheel_zooms_and_fit_comes_back() {
    let mut harness = preview(entries(), None);
    let area = harness.get_by_label("Comparison of two pictures").rect();
    harness.hover_at(area.center());
    harness.step();
    for _ in 0..4 {
        harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Line,
            delta: vec2(0.0, 1.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        harness.run_steps(8);
    }
    assert!(!harness.state().view.camera.fits());
    harness.state_mut().view.photo("another one");
    assert!(
        harness.state().view.camera.fits(),
        "another photograph is shown whole"
    );
    harness.get_by_label("1:1").click();
    harness.run();
    assert!(!harness.state().view.camera.fits());
    harness.get_by_label("Fit").click();
    harness.run();
    assert!(harness.state().view.camera.fits());
    harness.get_by_label("Side by side").click();
    harness.run();
    assert_eq!(harness.state().view.layout, Layout::SideBySide);
}

#[test]
fn buttons_push_their_actions() {
    let mut harness = preview(entries(), None);
    for (label, place) in [("Previous photo", 11), ("Next photo", 0), ("Next photo", 1)] {
        harness.get_by_label(label).click();
        harness.run();
        assert_eq!(harness.state().contest.photo.place(), Some(place));
    }
    assert!(harness.state().actions.is_empty(), "edits are no actions");
    for label in ["Open…", "Save picture…"] {
        harness.get_by_label(label).click();
        harness.run();
    }
    let expected = [
        Action::OpenDialog,
        Action::SaveImage {
            entry: "network".into(),
        },
    ];
    assert_eq!(harness.state().actions, expected);
}

#[test]
fn a_failure_stands_where_it_happened_with_a_way_back() {
    let sentence = "mine.png: it ends too early; get a complete copy of it";
    let mut harness = preview(Vec::new(), Some(sentence));
    let path = "mine.png".into();
    harness
        .state_mut()
        .contest
        .show(Photo::File { path, noisy: false });
    harness.get_by_label(sentence);
    harness.get_by_label("Back to the test photos").click();
    harness.run();
    assert_eq!(harness.state().contest.photo, Photo::default());
}

#[test]
fn without_a_photo_the_panel_invites_one() {
    let mut harness = preview(Vec::new(), None);
    harness.get_by_label("Drop a photograph here");
    assert_eq!(harness.get_all_by_label("Open…").count(), 2);
    harness.get_all_by_label("Open…").last().unwrap().click();
    harness.run();
    assert_eq!(harness.state().actions, [Action::OpenDialog]);
}

#[test]
fn a_method_is_added_from_the_menu_and_taken_out_again() {
    let mut all = entries();
    for (id, label, year) in [("new", "Newer", 2011), ("old", "Older", 1977)] {
        all.push(Entry {
            origin: Some((year, lemida::denoise::Family::Patches)),
            featured: false,
            ..Entry::empty(id, label)
        });
    }
    let mut harness = preview(all, None);
    assert!(harness.query_by_label("Older").is_none());
    harness.get_by_label("More methods…").click();
    harness.run();
    let [old, new] = ["Older, 1977", "Newer, 2011"].map(|label| harness.get_by_label(label).rect());
    assert!(
        new.bottom() <= old.top(),
        "the newest first: {old:?}, {new:?}"
    );
    harness.get_by_label("Older, 1977").click();
    harness.run();
    assert_eq!(on(&harness, Side::Right), "old");
    assert_eq!(harness.state().view.added(), ["old"]);
    harness.get_by_label("Older");
    harness
        .get_by_label("Gaussian, 25.01 dB, SSIM 0.687")
        .click();
    harness.run();
    harness.get_by_label("Older");
    harness.get_by_label("More methods…").click();
    harness.run();
    harness.get_by_label("Older, 1977").click();
    harness.run();
    assert!(harness.query_by_label("Older").is_none());
}
