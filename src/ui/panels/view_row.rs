//! The line below compared pictures: how they are looked at, and what stands under the pointer.

use egui::{Align, Layout as Flow, Rect, Ui, pos2, vec2};

use crate::say;
use crate::ui::action::Action;
use crate::ui::figures::compared::{LARGE, compared};
use crate::ui::icons;
use crate::ui::theme::{self, CONTROL, UNIT};
use crate::ui::widgets::camera::{Frame, ZoomAndPan};
use crate::ui::widgets::compare::{CompareView, Entry, Layout, Side};
use crate::ui::widgets::figure::{MENU, figure_menu};
use crate::ui::widgets::wipe::part;

/// How it is looked at: layout, zoom, loupe; the values under the pointer; and the menu of the two pictures, whose
/// scores were made as `protocol` says.
pub(super) fn view_row(
    ui: &mut Ui,
    view: &mut CompareView,
    entries: &[Entry],
    area: Rect,
    protocol: &str,
    actions: &mut Vec<Action>,
) {
    let size = vec2(ui.available_width(), CONTROL);
    ui.allocate_ui_with_layout(size, Flow::left_to_right(Align::Center), |ui| {
        for (layout, name, help) in [
            (
                Layout::Wipe,
                "Wipe",
                "One picture over the other; drag the line, or nudge it with the arrow keys.",
            ),
            (
                Layout::SideBySide,
                "Side by side",
                "Both pictures beside each other, showing the same pixels.",
            ),
        ] {
            let selected = view.layout == layout;
            if ui
                .selectable_label(selected, name)
                .on_hover_text(help)
                .clicked()
            {
                view.layout = layout;
            }
        }
        ui.add_space(2.0 * UNIT);
        zoom_buttons(ui, view, entries, area);
        let loupe = egui::Button::new(theme::icon(icons::MAGNIFYING_GLASS))
            .min_size(vec2(CONTROL, CONTROL))
            .selected(view.loupe)
            .frame_when_inactive(false);
        let loupe = ui.add(loupe).on_hover_text(
            say!(
                "Loupe: the pixels around the pointer, both pictures at once. Key L, or hold Alt."
            )
            .to_string(),
        );
        loupe.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::Button, true, view.loupe, "Loupe")
        });
        if loupe.clicked() {
            view.loupe = !view.loupe;
        }
        let corner = pos2(ui.max_rect().right() - MENU, ui.max_rect().top() + 3.0);
        let title = "Compared pictures";
        let sides = [Side::Left, Side::Right];
        let shown = sides.map(|side| view.shown(side, entries));
        let figure = || compared(title, shown.into_iter().flatten(), LARGE, protocol);
        figure_menu(ui, corner, title, figure, actions);
        ui.with_layout(Flow::right_to_left(Align::Center), |ui| {
            ui.add_space(MENU);
            if ui.available_width() > 72.0 {
                let text = reading(view, entries);
                ui.add(egui::Label::new(theme::note(ui, text)).truncate());
            }
        });
    });
}

/// Room that the zoom in numbers, the loupe and the menu need.
const NUMBERS: f32 = 120.0;

fn zoom_buttons(ui: &mut Ui, view: &mut CompareView, entries: &[Entry], area: Rect) {
    let Some(image) = entries.iter().find_map(|entry| entry.image.as_deref()) else {
        return;
    };
    let frame = Frame {
        area: part(view, area),
        size: vec2(image.width() as f32, image.height() as f32),
        pixels_per_point: ui.pixels_per_point(),
    };
    let centre = frame.area.center();
    if ui
        .selectable_label(view.camera.fits(), "Fit")
        .on_hover_text(say!("The whole picture. Key 0.").to_string())
        .clicked()
    {
        view.camera = ZoomAndPan::default();
    }
    let one = !view.camera.fits() && view.camera.times(&frame) == 1.0;
    let help = &*say!("One picture pixel is one screen pixel. The wheel zooms in whole steps from there, a double \
        click changes between 1:1 and fit.").to_string();
    if ui
        .selectable_label(one, "1:1")
        .on_hover_text(help)
        .clicked()
    {
        view.camera.zoom_to(1.0, centre, &frame);
    }
    // The numbers go before the controls where it is narrow.
    if ui.available_width() < NUMBERS {
        return;
    }
    let times = view.camera.times(&frame);
    let text = format!("{:.0}\u{2009}%", times * 100.0);
    let wide = vec2(44.0, CONTROL);
    ui.allocate_ui_with_layout(wide, Flow::right_to_left(Align::Center), |ui| {
        ui.label(theme::note(ui, text));
    });
}

/// What stands under the pointer: position, and the value of both sides on the 0..255 scale.
fn reading(view: &CompareView, entries: &[Entry]) -> String {
    let Some([x, y]) = view.pixels.pointed() else {
        return "Hold H for the original".into();
    };
    let mut text = format!("{x}, {y}");
    let colour = entries
        .iter()
        .find_map(|entry| entry.image.as_deref())
        .is_some_and(|image| image.channels() > 1);
    // Three numbers a side do not fit; the loupe shows both sides then.
    let sides: &[Side] = if colour {
        &[Side::Right]
    } else {
        &[Side::Left, Side::Right]
    };
    for side in sides.iter().copied() {
        let values = view
            .shown(side, entries)
            .and_then(|entry| view.pixels.reading(entry));
        let Some(values) = values else { continue };
        let values: Vec<_> = values.iter().map(|value| format!("{value:.0}")).collect();
        text += if side == sides[0] { "  ·  " } else { "  |  " };
        text += &values.join("\u{2009}/\u{2009}").replace('-', "−");
    }
    text
}
