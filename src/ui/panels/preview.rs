//! The preview: one photograph, noisy, and everything that tries to clean it.

use std::path::Path;

use egui::{Align, Align2, FontId, Layout as Flow, Rect, Sense, Stroke, StrokeKind, Ui, vec2};

use super::view_row::view_row;
use crate::desk::{Contest, Photo};
use crate::say;
use crate::ui::action::Action;
use crate::ui::figures::compared::{SMALL, compared};
use crate::ui::measures::explained;
use crate::ui::theme::{self, CONTROL, RADIUS, SIZES, UNIT};
use crate::ui::widgets::compare::{CompareView, Entry, Side};
use crate::ui::widgets::figure::with_menu;
use crate::ui::widgets::thumbs::{self, thumbs_ui};
use crate::ui::widgets::wipe::wipe_ui;
use crate::ui::{format, icons};

/// What the preview shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct PreviewFacts<'a> {
    /// The pictures, in the order clean, noisy, network, then methods.
    pub entries: &'a [Entry],
    /// The photograph's name.
    pub photo: &'a str,
    /// The photograph's file; `None` for one that ships with the program.
    pub path: Option<&'a Path>,
    /// Whether the photograph is taken as noisy already.
    pub noisy: bool,
    /// The level of the photograph's own noise, where it is taken as noisy already.
    pub own: Option<OwnNoise>,
    /// How scores were made; or why there are none.
    pub protocol: &'a str,
    /// What is being read, while nothing can be shown yet.
    pub working: Option<&'a str>,
    /// Why the photograph cannot be shown, with the cure.
    pub failure: Option<&'a str>,
    /// Whether a colour photograph is shown in grey, as the network is given it.
    pub grey: bool,
    /// Its place among the pictures that were dropped together, and how many they are.
    pub paged: Option<(usize, usize)>,
}

/// How strong the noise is that a photograph brought along.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnNoise {
    /// Its standard deviation, 0..1; `None` while it is being estimated.
    pub sigma: Option<f32>,
    /// Whether a person gave it; else it is an estimate.
    pub given: bool,
}

/// Draws the preview into all the room there is.
pub fn preview_ui(
    ui: &mut Ui,
    view: &mut CompareView,
    contest: &mut Contest,
    facts: PreviewFacts<'_>,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
    view.photo(facts.photo);
    // Of many methods the row shows the usual ones and those that were chosen.
    let all = facts.entries;
    let seen: Vec<Entry> = all
        .iter()
        .filter(|entry| view.keeps(entry))
        .cloned()
        .collect();
    let facts = PreviewFacts {
        entries: &seen,
        ..facts
    };
    photo_row(ui, view, contest, &facts, actions);
    if let Some(failure) = facts.failure {
        failed_ui(ui, failure, contest, actions);
        return;
    }
    if facts.entries.is_empty() {
        empty_ui(ui, facts.working, actions);
        return;
    }
    let width = ui.available_width();
    let gaps = 4.0 * 2.0 * UNIT;
    let (least, usual) = thumbs::heights(width, facts.entries.len(), all);
    let room = (ui.available_height() - CONTROL - SIZES[0] - gaps).max(160.0);
    // The picture fills the width if it can; the thumbnails give way, down to a size at which they can still be told
    // apart.
    let filling = width * aspect(facts.entries);
    let thumbs_height = (room - filling).max(least).min(usual);
    let size = vec2(width, (room - thumbs_height).max(96.0));
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    wipe_ui(ui, view, facts.entries, area);
    view_row(ui, view, facts.entries, area, facts.protocol, actions);
    thumbs_ui(ui, view, facts.entries, all, thumbs_height);
    let title = "Pictures and their scores";
    let figure = || compared(title, facts.entries, SMALL, facts.protocol);
    with_menu(ui, title, figure, actions, |ui| {
        protocol_ui(ui, facts.protocol);
    });
}

/// Height of the pictures as a share of their width.
fn aspect(entries: &[Entry]) -> f32 {
    let image = entries.iter().find_map(|entry| entry.image.as_deref());
    image.map_or(1.0, |image| {
        image.height() as f32 / image.width().max(1) as f32
    })
}

fn button(ui: &mut Ui, glyph: &str, name: &str, help: &str) -> egui::Response {
    let response = ui
        .add(egui::Button::new(theme::icon(glyph)).min_size(vec2(CONTROL, CONTROL)))
        .on_hover_text(help);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), name));
    response
}

/// Which photograph: open, previous, next, and save what is seen.
fn photo_row(
    ui: &mut Ui,
    view: &CompareView,
    contest: &mut Contest,
    facts: &PreviewFacts<'_>,
    actions: &mut Vec<Action>,
) {
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), CONTROL),
        Flow::left_to_right(Align::Center),
        |ui| {
            if ui
                .button("Open…")
                .on_hover_text(say!("Open a photograph of your own; dropping one on the window does the \
                    same.").to_string())
                .clicked()
            {
                actions.push(Action::OpenDialog);
            }
            for (glyph, name, by) in [
                (icons::CARET_LEFT, "Previous photo", -1),
                (icons::CARET_RIGHT, "Next photo", 1),
            ] {
                let of = match facts.paged {
                    Some(_) => "that were dropped together. (PageUp, PageDown)",
                    None => "that ship with Lemida; no network is trained on them.",
                };
                let help = format!("{name} of those {of}");
                if button(ui, glyph, name, &help).clicked() {
                    match facts.paged {
                        Some(_) => actions.push(Action::Leaf(by)),
                        None => contest.next_photo(by),
                    }
                }
            }
            paged_ui(ui, facts.paged);
            ui.with_layout(Flow::right_to_left(Align::Center), |ui| {
                let shown = view.shown(Side::Right, facts.entries);
                let saved = shown.filter(|entry| entry.image.is_some());
                let help = match saved {
                    Some(entry) => format!("Save the right picture, “{}”, as PNG, TIFF or NPY.", entry.label),
                    None => "There is no picture to save yet.".into(),
                };
                let save = ui.add_enabled_ui(saved.is_some(), |ui| {
                    button(ui, icons::DOWNLOAD_SIMPLE, "Save picture…", &help)
                });
                if let (true, Some(entry)) = (save.inner.clicked(), saved) {
                    actions.push(Action::SaveImage {
                        entry: entry.id.clone(),
                    });
                }
                if let Some(path) = facts.path {
                    let mut noisy = facts.noisy;
                    let help = &*say!("The photograph's own noise is to be removed: none is added, and without a clean \
                        reference there are no scores.").to_string();
                    if ui.checkbox(&mut noisy, "Already noisy").on_hover_text(help).changed() {
                        let path = path.to_owned();
                        contest.show(Photo::File { path, noisy });
                    }
                }
                if let Some(own) = facts.own {
                    own_noise_ui(ui, own, contest);
                }
                ui.with_layout(Flow::left_to_right(Align::Center), |ui| {
                    ui.add_space(UNIT);
                    ui.add(egui::Label::new(theme::strong(facts.photo)).truncate());
                    if facts.grey {
                        let words = say!("shown in grey, as the network is").to_string();
                        let help = say!(
                            "The experiment trains on grey pictures, so this colour photograph is given in grey. \
                            Choose colour under Data to train on colour."
                        );
                        let label = egui::Label::new(theme::note(ui, words)).truncate();
                        ui.add(label.sense(Sense::hover())).on_hover_text(help.to_string());
                    }
                });
            });
        },
    );
}

/// The place among the pictures that were dropped together.
pub(super) fn paged_ui(ui: &mut Ui, paged: Option<(usize, usize)>) {
    if let Some((at, count)) = paged {
        let words = say!("{} of {}", at + 1, count).to_string();
        let help = say!(
            "Pictures that were dropped together: page through them with the arrows, or PageUp and PageDown."
        );
        ui.label(theme::note(ui, words))
            .on_hover_text(help.to_string());
    }
}

/// The level of the photograph's own noise: estimated, or typed over the estimate. Laid out from the right.
fn own_noise_ui(ui: &mut Ui, own: OwnNoise, contest: &mut Contest) {
    let auto = ui.selectable_label(!own.given, "Auto").on_hover_text(
        say!(
            "Estimate σ from the picture itself: from \
        the smallest components of its flattest patches."
        )
        .to_string(),
    );
    if auto.clicked() && own.given {
        contest.sigma = None;
    }
    let Some(sigma) = own.sigma else {
        ui.label(theme::note(ui, "estimating σ …"));
        return;
    };
    let (value, typed) = sigma_field(ui, sigma);
    let value = value.on_hover_text(
        say!(
            "Standard deviation of the photograph's own noise, of 255, that every method \
        is told; 3 to 50 is usual. Type or drag to overrule the estimate."
        )
        .to_string(),
    );
    let name = ui.label("Noise σ");
    value.labelled_by(name.id);
    if typed.is_some() {
        contest.sigma = typed;
    }
}

/// A field for σ (0..1) on the 0..255 scale; the σ that a person has typed or dragged to, if so.
pub(super) fn sigma_field(ui: &mut Ui, sigma: f32) -> (egui::Response, Option<f32>) {
    let mut level = (sigma * 2550.0).round() / 10.0;
    let value = egui::DragValue::new(&mut level)
        .range(0.0..=255.0)
        .speed(0.2)
        .max_decimals(1);
    let response = ui.add(value);
    let typed = response.changed().then_some(level / 255.0);
    (response, typed)
}

fn protocol_ui(ui: &mut Ui, protocol: &str) {
    let help = &*say!("PSNR and SSIM compare the answer, clipped, with the clean picture; SSIM has Gaussian weights of \
        1.5 pixels.").to_string();
    let label = egui::Label::new(theme::note(ui, protocol)).truncate();
    let label = ui.add(label.sense(Sense::hover()));
    explained(label.on_hover_text(format!("{protocol}\n{help}")), help);
}

/// No photograph: a place to drop one.
fn empty_ui(ui: &mut Ui, working: Option<&str>, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let well = rect.shrink(UNIT);
    ui.painter().rect_filled(well, RADIUS, palette.well);
    if let Some(working) = working {
        let at = well.center();
        let font = FontId::proportional(SIZES[1]);
        ui.painter()
            .text(at, Align2::CENTER_CENTER, working, font, palette.weak);
        return;
    }
    let stroke = Stroke::new(1.0, palette.edge);
    ui.painter()
        .rect_stroke(well, RADIUS, stroke, StrokeKind::Inside);
    centred(ui, well, |ui| {
        ui.label(theme::icon(icons::IMAGE).size(32.0).color(palette.faint));
        ui.label("Drop a photograph here");
        ui.add_space(UNIT);
        if ui.button("Open…").clicked() {
            actions.push(Action::OpenDialog);
        }
    });
}

/// The photograph cannot be shown: what is wrong, and two ways on.
fn failed_ui(ui: &mut Ui, failure: &str, contest: &mut Contest, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let well = rect.shrink(UNIT);
    ui.painter().rect_filled(well, RADIUS, palette.well);
    centred(ui, well, |ui| {
        ui.label(
            theme::icon(icons::WARNING_CIRCLE)
                .size(32.0)
                .color(palette.error),
        );
        ui.label(egui::RichText::new(failure).color(palette.text));
        ui.add_space(UNIT);
        if ui.button("Open another…").clicked() {
            actions.push(Action::OpenDialog);
        }
        if ui.button("Back to the test photos").clicked() {
            contest.next_photo(0);
        }
    });
}

fn centred(ui: &mut Ui, well: Rect, contents: impl FnOnce(&mut Ui)) {
    let inner =
        Rect::from_center_size(well.center(), vec2((well.width() - 48.0).min(320.0), 160.0));
    let flow = Flow::top_down(Align::Center);
    ui.scope_builder(
        egui::UiBuilder::new().max_rect(inner).layout(flow),
        contents,
    );
}

/// The size of a picture in words.
pub fn size_in_words(width: usize, height: usize) -> String {
    format!(
        "{}\u{2009}×\u{2009}{}",
        format::grouped(width as u64),
        format::grouped(height as u64)
    )
}
