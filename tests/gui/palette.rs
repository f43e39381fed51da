//! The command palette, worked by keys.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::{Window, window};

#[test]
fn the_marked_line_of_the_palette_stays_in_sight() {
    let mut window = window();
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(3);
    let field = window.get_by_label("Command").rect();
    let room = field.bottom()..=field.bottom() + 350.0;
    let marked = |window: &Window| {
        let all = window.query_all(egui_kittest::kittest::By::new().recursive(true));
        let mut marked = all.filter(|node| {
            let node = node.accesskit_node();
            node.toggled() == Some(egui::accesskit::Toggled::True) && node.label().is_some()
        });
        // What stands behind the palette is selected in places of its own.
        marked
            .find(|node| {
                field.x_range().contains(node.rect().center().x) && node.rect().width() > 300.0
            })
            .map(|node| {
                (
                    node.accesskit_node().label().unwrap_or_default(),
                    node.rect(),
                )
            })
            .unwrap()
    };
    let mut seen = Vec::new();
    for _ in 0..40 {
        window.key_press(Key::ArrowDown);
        window.run_steps(3);
        let (name, rect) = marked(&window);
        assert!(
            room.contains(&rect.top()) && room.contains(&rect.bottom()),
            "{name}: {rect:?}"
        );
        seen.push(name);
    }
    seen.dedup();
    assert!(seen.len() > 20, "{seen:?}");
    for _ in 0..60 {
        window.key_press(Key::ArrowUp);
        window.run_steps(2);
    }
    let (_, rect) = marked(&window);
    assert!(room.contains(&rect.top()), "{rect:?}");
}

#[test]
fn an_experiment_of_the_lecture_is_found_by_its_name() {
    let mut window = window();
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(3);
    window.get_by_label("Command").type_text("double desc");
    window.run_steps(3);
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(window.state().bench().view.page, "lecture");
    window.get_by_label_contains("Do more parameters than examples make it worse?");
}

#[test]
fn on_the_lecture_control_and_enter_run_the_lab_and_not_the_bench() {
    let mut window = window();
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(3);
    window.get_by_label("Command").type_text("double desc");
    window.run_steps(3);
    window.key_press(Key::Enter);
    window.run_steps(3);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    window.run_steps(3);
    assert!(window.state().lecture_working());
    assert!(!window.state().bench().run().alive());
}
