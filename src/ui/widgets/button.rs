//! Buttons with icons. Each has an accessible name and a tooltip, whatever it shows.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Button, ComboBox, PopupCloseBehavior, Response, RichText, Sense, Ui, WidgetInfo, WidgetText,
    accesskit::Role, vec2,
};

use crate::ui::icons;
use crate::ui::theme::{self, CONTROL, UNIT};

fn named(response: Response, label: &str, help: &str) -> Response {
    let enabled = response.enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
    if help.is_empty() {
        response
    } else {
        response.on_hover_text(help).on_disabled_hover_text(help)
    }
}

/// A square button that shows only an icon; `label` is its name for those who cannot see it.
pub fn icon_button(ui: &mut Ui, glyph: &str, label: &str, help: &str) -> Response {
    let button = Button::new(theme::icon(glyph))
        .frame_when_inactive(false)
        .min_size(vec2(CONTROL, CONTROL));
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().button_padding = vec2(UNIT, 0.0);
            ui.add(button)
        })
        .inner;
    named(response, label, help)
}

/// A smaller icon button for rows of lists.
pub fn row_button(ui: &mut Ui, glyph: &str, label: &str, help: &str) -> Response {
    let colour = theme::palette(ui).weak;
    let text = RichText::new(glyph)
        .font(theme::icon_font(14.0))
        .color(colour);
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().button_padding = vec2(3.0, 0.0);
            ui.spacing_mut().interact_size.y = 20.0;
            ui.add(Button::new(text).frame_when_inactive(false))
        })
        .inner;
    named(response, label, help)
}

/// A quiet button of words alone.
pub fn word_button(ui: &mut Ui, label: &str, help: &str) -> Response {
    let button = Button::new(RichText::new(label))
        .frame_when_inactive(false)
        .min_size(vec2(0.0, CONTROL));
    named(ui.add(button), label, help)
}

/// A button with an icon and a word.
pub fn text_button(ui: &mut Ui, glyph: &str, label: &str, help: &str) -> Response {
    let button = Button::new((theme::icon(glyph), RichText::new(label)))
        .gap(UNIT)
        .min_size(vec2(0.0, CONTROL));
    named(ui.add(button), label, help)
}

/// Least width of a primary button, so that its neighbours stay where they are when its word changes.
const PRIMARY: f32 = 96.0;

/// The button for the one thing to do next, in the accent colour when `due`.
pub fn primary_button(ui: &mut Ui, glyph: &str, label: &str, due: bool, help: &str) -> Response {
    let palette = theme::palette(ui);
    let response = ui
        .scope(|ui| {
            let spacing = ui.spacing_mut();
            spacing.button_padding = vec2(3.0 * UNIT, UNIT);
            if due {
                let widgets = &mut ui.visuals_mut().widgets;
                for (state, fill) in [
                    (&mut widgets.inactive, palette.accent),
                    (&mut widgets.hovered, palette.accent_hovered),
                    (&mut widgets.active, palette.accent),
                ] {
                    state.weak_bg_fill = fill;
                    state.bg_stroke.color = fill;
                    state.fg_stroke.color = palette.on_accent;
                }
            }
            let content = (theme::icon(glyph), theme::strong(label));
            ui.add(Button::new(content).gap(UNIT).min_size(vec2(PRIMARY, 28.0)))
        })
        .inner;
    named(response, label, help)
}

/// A button that opens a menu, with a caret after its words.
pub fn menu_button<R>(
    ui: &mut Ui,
    words: impl Into<WidgetText>,
    label: &str,
    help: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let caret = RichText::new(icons::CARET_DOWN)
        .font(theme::icon_font(12.0))
        .color(theme::palette(ui).weak);
    let button = Button::new((words.into(), caret))
        .frame_when_inactive(false)
        .min_size(vec2(0.0, CONTROL))
        .truncate();
    // An entry closes it; a field in it takes clicks.
    let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let menu = MenuButton::from_button(button).config(stays);
    let (response, inner) = menu.ui(ui, content);
    named(response, label, help);
    inner.map(|inner| inner.inner)
}

/// The same for a menu of fields, which stays until a click beside it.
pub fn menu_staying<R>(
    ui: &mut Ui,
    words: impl Into<WidgetText>,
    label: &str,
    help: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let button = Button::new(words.into())
        .frame_when_inactive(false)
        .min_size(vec2(CONTROL, CONTROL));
    let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let menu = MenuButton::from_button(button).config(stays);
    let (response, inner) = menu.ui(ui, content);
    named(response, label, help);
    inner.map(|inner| inner.inner)
}

/// An entry of a menu, as wide as the menu.
pub fn menu_entry(ui: &mut Ui, words: impl Into<WidgetText>, label: &str, help: &str) -> bool {
    let width = ui.available_width().clamp(180.0, 280.0);
    let button = Button::new(words.into())
        .frame_when_inactive(false)
        .min_size(vec2(width, CONTROL))
        .right_text("");
    let clicked = named(ui.add(button), label, help).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

/// A box to choose from a list, `width` wide.
pub fn choice(id: impl egui::AsIdSalt, width: f32, chosen: &str) -> ComboBox<'_> {
    ComboBox::from_id_salt(id)
        .width(width)
        .height(360.0)
        .truncate()
        .selected_text(chosen)
        .icon(|ui, rect, _, _| {
            ui.painter().text(
                rect.center(),
                egui::Align2::CENTER_CENTER,
                icons::CARET_DOWN,
                theme::icon_font(12.0),
                theme::palette(ui).weak,
            );
        })
}

/// A row of words of which one is chosen; returns the index of the word that was clicked.
pub fn segments(ui: &mut Ui, name: &str, words: &[&str], chosen: usize) -> Option<usize> {
    let palette = theme::palette(ui);
    let width = ui.available_width() / words.len() as f32;
    let mut clicked = None;
    let rail = egui::Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), CONTROL));
    ui.painter()
        .rect_filled(rail, theme::RADIUS, palette.raised);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (at, word) in words.iter().enumerate() {
            let (rect, response) = ui.allocate_exact_size(vec2(width, CONTROL), Sense::click());
            let label = format!("{name}: {word}");
            response.widget_info(|| {
                WidgetInfo::selected(Role::RadioButton, true, at == chosen, &label)
            });
            let inner = rect.shrink(2.0);
            if at == chosen {
                ui.painter()
                    .rect_filled(inner, theme::RADIUS - 1, palette.ground);
            }
            if response.has_focus() {
                ui.painter().rect_stroke(
                    inner,
                    theme::RADIUS - 1,
                    (1.0, palette.accent),
                    egui::StrokeKind::Inside,
                );
            }
            let colour = if at == chosen || response.hovered() {
                palette.text
            } else {
                palette.weak
            };
            ui.painter().text(
                rect.center(),
                egui::Align2::CENTER_CENTER,
                word,
                egui::TextStyle::Body.resolve(ui.style()),
                colour,
            );
            if response.clicked() {
                clicked = Some(at);
            }
        }
    });
    clicked.filter(|at| *at != chosen)
}
