//! The menu of a figure: copying it as a table or as a picture, and saving it.

use std::sync::Arc;

use egui::containers::menu::MenuButton;
use egui::{Button, Pos2, Rect, RichText, Role, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::figure::Figure;
use crate::ui::action::{Action, FigureDeed};
use crate::ui::icons;
use crate::ui::theme::{self, UNIT};
use crate::ui::widgets::button::menu_entry;

/// Width and height of the button.
pub(crate) const WIDTH: f32 = 20.0;
const HEIGHT: f32 = 18.0;

/// The menu's entries: what is done, what is written there, and what it does in a sentence.
const ENTRIES: [(FigureDeed, &str, &str, &str); 3] = [
    (
        FigureDeed::CopyTable,
        icons::COPY,
        "Copy as table",
        "Its numbers as CSV, to paste into a spreadsheet or a program.",
    ),
    (
        FigureDeed::CopyPicture,
        icons::IMAGE,
        "Copy picture",
        "The figure as a picture on a light ground, to paste into a text or a slide.",
    ),
    (
        FigureDeed::Save,
        icons::DOWNLOAD_SIMPLE,
        "Save as…",
        "As SVG or PNG to look at, or as CSV to compute with: end the name accordingly.",
    ),
];

/// The menu in the upper right corner of `ui`'s room, from `top` on.
pub(super) fn corner_menu(ui: &mut Ui, top: Pos2, figure: &Figure, actions: &mut Vec<Action>) {
    let right = ui.max_rect().right().min(ui.clip_rect().right());
    menu_at(ui, pos2(right - WIDTH, top.y), figure, actions);
}

/// The menu with its upper left corner at `at`.
pub(super) fn menu_at(ui: &mut Ui, at: Pos2, figure: &Figure, actions: &mut Vec<Action>) {
    figure_menu(ui, at, &figure.title, || figure.clone(), actions);
}

/// What `add` draws, with the menu of a figure at the right end of its line.
pub fn with_menu(
    ui: &mut Ui,
    title: &str,
    figure: impl FnOnce() -> Figure,
    actions: &mut Vec<Action>,
    add: impl FnOnce(&mut Ui),
) {
    let (top, room) = (ui.cursor().min, ui.available_width());
    ui.scope(|ui| {
        ui.set_max_width(room - WIDTH - UNIT);
        add(ui);
    });
    let at = pos2(top.x + room - WIDTH, top.y);
    figure_menu(ui, at, title, figure, actions);
}

/// The menu of something that is a figure when it is asked for; `title` says of what.
pub fn figure_menu(
    ui: &mut Ui,
    at: Pos2,
    title: &str,
    figure: impl FnOnce() -> Figure,
    actions: &mut Vec<Action>,
) {
    let place = Rect::from_min_size(at, vec2(WIDTH, HEIGHT));
    let colour = theme::palette(ui).weak;
    let glyph = RichText::new(icons::DOTS_THREE)
        .font(theme::icon_font(14.0))
        .color(colour);
    let builder = UiBuilder::new()
        .max_rect(place)
        .id_salt(("figure menu", title));
    let mut ui = ui.new_child(builder);
    ui.spacing_mut().button_padding = vec2(3.0, 0.0);
    ui.spacing_mut().interact_size.y = HEIGHT;
    let button = Button::new(glyph)
        .frame_when_inactive(false)
        .min_size(place.size());
    let (response, chosen) = MenuButton::from_button(button).ui(&mut ui, |ui| {
        ui.spacing_mut().button_padding = vec2(2.0 * UNIT, UNIT);
        let mut chosen = None;
        for (deed, glyph, words, help) in ENTRIES {
            if menu_entry(ui, format!("{glyph}  {words}"), words, help) {
                chosen = Some(deed);
            }
        }
        chosen
    });
    let name = format!("Copy or save: {title}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    response.on_hover_text("Copy this figure, or save it as SVG, PNG or CSV.");
    if let Some(deed) = chosen.and_then(|chosen| chosen.inner) {
        actions.push(Action::Figure(deed, Arc::new(figure())));
    }
}
