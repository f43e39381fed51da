//! The bar at the top: the program's name, the experiment, undo, theme, help.

use egui::{Align, Layout, RichText, TextEdit, Ui, vec2};

use super::history::history_ui;
use crate::desk::Name;
use crate::say;
use crate::ui::action::Action;
use crate::ui::state::Workbench;
use crate::ui::text::readable;
use crate::ui::widgets::button::{icon_button, menu_button, menu_entry};
use crate::ui::{icons, theme};

/// Narrower bars do without the program's name.
const NAMED: f32 = 860.0;

/// Draws the bar.
pub fn top_bar_ui(ui: &mut Ui, bench: &mut Workbench, actions: &mut Vec<Action>) {
    // What there is no room for is left out, in this order: the program's name, then the end of the experiment's.
    let named = ui.available_width() > NAMED;
    ui.horizontal_centered(|ui| {
        if named {
            ui.label(RichText::new("Lemida").text_style(egui::TextStyle::Heading));
            ui.add_space(3.0 * theme::UNIT);
        }
        for page in &bench.menus.pages {
            let here = bench.view.page == page.id;
            let label = ui.selectable_label(here, page.label);
            if label.on_hover_text(&page.help).clicked() && !here {
                actions.push(Action::Page(page.id));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.x = theme::UNIT;
                tools_ui(ui, bench, actions);
            });
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add_space(if named { theme::UNIT } else { 0.0 });
                ui.set_clip_rect(
                    ui.clip_rect()
                        .intersect(ui.max_rect().expand2(vec2(0.0, 8.0))),
                );
                experiment_menu_ui(ui, bench, actions);
            });
        });
    });
}

fn tools_ui(ui: &mut Ui, bench: &Workbench, actions: &mut Vec<Action>) {
    let dark = ui.visuals().dark_mode;
    let (sun, theme_help) = if dark {
        (icons::SUN, "Switch to the light theme.")
    } else {
        (icons::MOON, "Switch to the dark theme.")
    };
    let [undo, redo] = &bench.undo;
    let named = |name: &Option<Name>, none: &str, keys: &str| match name {
        Some(name) => format!("{none}: {}. ({keys})", name.words),
        None => format!("Nothing to {}. ({keys})", none.to_lowercase()),
    };
    let [undo_help, redo_help] = [named(undo, "Undo", "Ctrl+Z"), named(redo, "Redo", "Ctrl+Y")];
    let buttons = [
        (
            true,
            icons::QUESTION,
            "Shortcuts",
            "Keyboard shortcuts. (?)",
            Action::Shortcuts,
        ),
        (true, sun, "Light or dark", theme_help, Action::SwitchTheme),
        (
            true,
            icons::COMMAND,
            "Command palette",
            "Every command, by name. (Ctrl+K)",
            Action::CommandPalette,
        ),
        (
            redo.is_some(),
            icons::ARROW_U_UP_RIGHT,
            "Redo",
            &*redo_help,
            Action::Redo,
        ),
        (
            undo.is_some(),
            icons::ARROW_U_UP_LEFT,
            "Undo",
            &*undo_help,
            Action::Undo,
        ),
        (
            true,
            icons::FOLDER_OPEN,
            "Open…",
            "Open a photo, an experiment or a run. (Ctrl+O) Dropping it on the window does the same.",
            Action::OpenDialog,
        ),
    ];
    for (enabled, glyph, label, help, action) in buttons {
        if label == "Undo" {
            // From the right: it stands between Undo and Redo.
            history_ui(ui, &bench.menus.edits, actions);
        }
        ui.add_enabled_ui(enabled, |ui| {
            if icon_button(ui, glyph, label, help).clicked() {
                actions.push(action);
            }
        });
    }
}

/// Height of what always stands in the experiment menu and above it.
const LINES: f32 = 280.0;
/// Most paths that can be opened again there.
const SHOWN: usize = 5;

fn experiment_menu_ui(ui: &mut Ui, bench: &mut Workbench, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let mut words = egui::text::LayoutJob::default();
    let font = egui::FontId::new(theme::SIZES[1], theme::medium());
    words.append(
        &readable(&bench.document.experiment.name),
        0.0,
        egui::TextFormat::simple(font.clone(), palette.text),
    );
    if bench.unsaved {
        let dot = egui::TextFormat::simple(font, palette.weak);
        words.append("edited", 8.0, dot);
    }
    let help = match &bench.file {
        Some(path) => format!("The experiment, kept in {}.", path.display()),
        None => "The experiment: choose another, open one, save this one.".to_owned(),
    };
    menu_button(
        ui,
        words,
        &say!("Experiment menu").to_string(),
        &help,
        |ui| {
            ui.set_width(256.0);
            ui.horizontal(|ui| {
                let label = ui.label(theme::weak(ui, "Name"));
                let name = TextEdit::singleline(&mut bench.document.experiment.name)
                    .desired_width(ui.available_width());
                ui.add(name).labelled_by(label.id);
            });
            ui.separator();
            // In a low window the experiments scroll, and what stands below them stays in sight.
            let below = LINES + (bench.menus.recent.len().min(SHOWN) as f32 + 1.0) * theme::CONTROL;
            let high = (ui.ctx().content_rect().height() - below).max(3.0 * theme::CONTROL);
            egui::ScrollArea::vertical()
                .max_height(high)
                .show(ui, |ui| {
                    for named in &bench.menus.experiments {
                        if menu_entry(ui, &named.label, &named.label, &named.help) {
                            actions.push(Action::LoadNamed(named.id.clone()));
                        }
                    }
                });
            recent_ui(ui, bench, actions);
            ui.separator();
            let entries = [
                (icons::FOLDER_OPEN, "Open…", Action::OpenDialog),
                (icons::FLOPPY_DISK, "Save", Action::Save),
                (icons::FLOPPY_DISK, "Save as…", Action::SaveAs),
                (icons::EXPORT, "Save run as…", Action::SaveRunAs),
                (icons::EXPORT, "Save report…", Action::SaveReport),
                (icons::EXPORT, "Export…", Action::Export),
                (icons::LAYOUT, "Reset layout", Action::ResetLayout),
            ];
            for (glyph, label, action) in entries {
                let of_run = matches!(
                    action,
                    Action::SaveRunAs | Action::SaveReport | Action::Export
                );
                let possible = !of_run || bench.run().folder.is_some();
                ui.add_enabled_ui(possible, |ui| {
                    if menu_entry(ui, format!("{glyph}  {label}"), label, "") {
                        actions.push(action);
                    }
                });
            }
        },
    );
}

/// Files, folders and runs to open again.
fn recent_ui(ui: &mut Ui, bench: &Workbench, actions: &mut Vec<Action>) {
    if bench.menus.recent.is_empty() {
        return;
    }
    ui.separator();
    ui.label(theme::note(ui, say!("Open again").to_string()));
    for path in bench.menus.recent.iter().take(SHOWN) {
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        let help = readable(&path.display().to_string()).into_owned();
        if menu_entry(ui, &*readable(&name), &format!("Open {name} again"), &help) {
            actions.push(Action::OpenTogether(vec![path.clone()]));
        }
    }
}
