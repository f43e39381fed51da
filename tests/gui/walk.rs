//! Every page, at four sizes and in both themes: each has its heading, and no control lies on another.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};

use crate::{Window, click, load, small, trained, until, window};

/// What is written on each page in every state.
const HEADINGS: [(&str, &str); 5] = [
    ("bench", "Architecture"),
    ("timeline", "Leaderboard"),
    ("runs", "No runs yet"),
    ("lecture", "NEURONS AND KNOBS"),
    ("clean", "PHOTOGRAPH"),
];

const SIZES: [[f32; 2]; 4] = [
    [960.0, 600.0],
    [1280.0, 800.0],
    [1600.0, 900.0],
    [1920.0, 1080.0],
];

/// The controls that a person can tell apart by their names: name and place, as far as it is seen.
fn controls(window: &Window) -> Vec<(String, egui::Rect)> {
    let is_control = |role: Role| {
        matches!(
            role,
            Role::Button
                | Role::CheckBox
                | Role::ComboBox
                | Role::RadioButton
                | Role::Slider
                | Role::SpinButton
                | Role::TextInput
        )
    };
    let found = window.query_all(egui_kittest::kittest::By::new().recursive(true));
    found
        .filter(|node| is_control(node.accesskit_node().role()))
        .filter_map(|node| Some((node.accesskit_node().label()?, node.rect())))
        // The points of a chart stand where their numbers are, also on each other.
        .filter(|(name, _)| !name.ends_with("dB"))
        // Thumbnails scroll along their row, and their places do not know where it ends.
        .filter(|(_, rect)| rect.height() < 80.0)
        .collect()
}

/// Pairs of controls of which one lies on a part of the other. One that lies wholly within another, as a button on a
/// row, is meant to.
fn overlaps(controls: &[(String, egui::Rect)]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, (name, rect)) in controls.iter().enumerate() {
        for (other_name, other) in &controls[at + 1..] {
            let both = rect.intersect(*other);
            let touches = both.width() > 1.0 && both.height() > 1.0;
            let within =
                rect.expand(1.0).contains_rect(*other) || other.expand(1.0).contains_rect(*rect);
            if touches && !within {
                found.push(format!("{name} {rect:?} and {other_name} {other:?}"));
            }
        }
    }
    found
}

/// No control lies on another; how many there are.
fn check(window: &Window, place: &str) -> usize {
    let controls = controls(window);
    assert!(controls.len() > 10, "{place}: {controls:?}");
    let overlaps = overlaps(&controls);
    assert!(overlaps.is_empty(), "{place}:\n{}", overlaps.join("\n"));
    controls.len()
}

#[test]
fn every_page_has_its_heading_and_no_control_lies_on_another() {
    let mut window = window();
    window.run_steps(3);
    // The rows of an open group scroll, and a control's place does not know where its room ends.
    click(&mut window, "Data");
    let mut seen = 0;
    for theme in ["dark", "light"] {
        for size in SIZES {
            window.set_size(size.into());
            window.run_steps(3);
            for page in window.state().bench().menus.pages.clone() {
                let known = HEADINGS.iter().find(|(id, _)| *id == page.id);
                let (_, heading) = known.expect("each page has a heading");
                let page = page.label;
                click(&mut window, page);
                window.run_steps(3);
                assert!(
                    window.query_all_by_label(heading).count() >= 1,
                    "{heading} on {page} at {size:?}, {theme}"
                );
                seen += check(&window, &format!("{page} at {size:?}, {theme}"));
                // Panels that lie behind others are seen too, the first at the end again.
                let behind: &[&str] = match page {
                    "Timeline" => &["Trust", "Settings", "Leaderboard"],
                    _ => &[],
                };
                for tab in behind {
                    click(&mut window, tab);
                    seen += check(&window, &format!("{tab} at {size:?}, {theme}"));
                }
            }
        }
        click(&mut window, "Light or dark");
    }
    assert!(seen > 500, "{seen}");
}

/// From a small window, read from afar, to a large screen, seen whole.
const ZOOMED: [([f32; 2], f32); 9] = [
    ([900.0, 600.0], 0.8),
    ([900.0, 600.0], 1.0),
    ([900.0, 600.0], 1.5),
    ([900.0, 600.0], 2.0),
    ([1280.0, 800.0], 1.5),
    ([1280.0, 800.0], 2.0),
    ([1920.0, 1080.0], 2.0),
    ([3840.0, 2160.0], 1.0),
    ([3840.0, 2160.0], 2.0),
];

/// Texts that are seen in part: wider than the room they are shown in, and not shortened with an ellipsis. What scrolls
/// sideways is meant to be cut.
fn clipped(window: &Window) -> Vec<String> {
    let scrolls: Vec<egui::Rect> = window
        .query_all(egui_kittest::kittest::By::new().recursive(true))
        // The cards of the row of small pictures.
        .filter(|node| node.accesskit_node().role() == Role::Button && node.rect().height() > 60.0)
        .map(|node| node.rect())
        .collect();
    let mut found = Vec::new();
    for shape in &window.output().shapes {
        let egui::Shape::Text(text) = &shape.shape else {
            continue;
        };
        let rect = text.visual_bounding_rect();
        let seen = rect.intersect(shape.clip_rect);
        if seen.width() < 2.0 || seen.height() < 2.0 || text.galley.elided || text.angle != 0.0 {
            continue;
        }
        let beyond =
            (rect.right() - shape.clip_rect.right()).max(shape.clip_rect.left() - rect.left());
        let scrolled = scrolls
            .iter()
            .any(|card| card.expand(2.0).contains(seen.center()));
        if beyond > 2.0 && !scrolled {
            let words = text.galley.text();
            found.push(format!(
                "{words:?} at {rect:?} is cut by {:?}",
                shape.clip_rect
            ));
        }
    }
    found
}

#[test]
fn no_control_lies_on_another_or_beside_the_window_when_it_is_zoomed() {
    let mut window = window();
    load(&mut window, small(200));
    click(&mut window, "Train");
    until(&mut window, "the end", trained);
    // As above.
    click(&mut window, "Data");
    let mut wrong = Vec::new();
    for (size, zoom) in ZOOMED {
        window.ctx.set_zoom_factor(zoom);
        window.set_size(egui::Vec2::from(size) / zoom);
        window.run_steps(4);
        for page in window.state().bench().menus.pages.clone() {
            click(&mut window, page.label);
            window.run_steps(3);
            let controls = controls(&window);
            let place = format!("{} at {size:?}, {zoom}", page.label);
            let beside = controls.iter().filter(|(name, rect)| {
                let room = window.ctx.content_rect().expand(1.0);
                rect.left() < room.left() || (rect.right() > room.right() && !name.is_empty())
            });
            let beside: Vec<_> = beside.collect();
            wrong.extend(
                overlaps(&controls)
                    .into_iter()
                    .map(|text| format!("{place}: {text}")),
            );
            let cut = clipped(&window);
            wrong.extend(cut.into_iter().map(|text| format!("{place}: {text}")));
            wrong.extend(
                beside
                    .iter()
                    .map(|(name, rect)| format!("{place}: {name} {rect:?} is cut")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn controls_that_lie_on_each_other_are_found() {
    let at = |name: &str, x: f32, y: f32| {
        let rect = egui::Rect::from_min_size(egui::pos2(x, y), egui::vec2(40.0, 20.0));
        (name.to_owned(), rect)
    };
    let apart = [at("a", 0.0, 0.0), at("b", 40.0, 0.0), at("c", 0.0, 20.0)];
    assert_eq!(overlaps(&apart), Vec::<String>::new());
    assert_eq!(overlaps(&[at("a", 0.0, 0.0), at("b", 30.0, 5.0)]).len(), 1);
}
