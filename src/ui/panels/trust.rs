//! Trust: what a method took away, whether it was noise, how good the answer is without the clean picture, and the
//! filter that made one pixel.

use egui::{Align2, FontId, Rect, ScrollArea, Sense, Stroke, Ui, Vec2, pos2, vec2};

use super::trust_filter::filter_ui;
use crate::denoise::trust::{Kernel, LAGS, Sure, Whiteness};
use crate::say;
use crate::ui::action::Action;
use crate::ui::figures::compared::{self as of_pictures, LARGE};
use crate::ui::figures::trust as of_trust;
use crate::ui::measures::explained;
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::colormap::Colormap;
use crate::ui::widgets::compare::{CompareView, Entry, Side};
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::figure::{figure_menu, with_menu};
use crate::ui::{format, icons};

/// What was found out about an answer.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The noise's standard deviation that the method was told, 0..1.
    pub sigma: f32,
    /// Whether the noise is the same everywhere; for another one there is neither an estimate nor a test.
    pub even: bool,
    /// Stein's estimate of the error.
    pub sure: Option<Sure>,
    /// Whether what was removed is white; `None` for pictures too small to tell.
    pub whiteness: Option<Whiteness>,
}

/// The filter at a pixel.
#[derive(Clone, Copy, Debug)]
pub struct PixelFilter<'a> {
    /// Column and row.
    pub at: [usize; 2],
    /// The filter, or why there is none; `None` while it is measured.
    pub kernel: Option<Result<&'a Kernel, &'a str>>,
    /// How far the measurement is, 0..1.
    pub progress: f32,
}

/// What the panel shows.
#[derive(Clone, Copy, Debug)]
pub struct TrustFacts<'a> {
    /// The method whose answer is inspected.
    pub label: Option<&'a str>,
    /// What was found; `None` while it is looked into.
    pub findings: Option<Result<&'a Findings, &'a str>>,
    /// The true PSNR in dB, where it is known.
    pub truth: Option<f64>,
    /// The pixel that was clicked.
    pub pixel: Option<PixelFilter<'a>>,
    /// Pictures of what was found.
    pub pictures: &'a [Entry],
}

/// Draws the panel.
pub fn trust_ui(
    ui: &mut Ui,
    compare: &mut CompareView,
    facts: &TrustFacts<'_>,
    actions: &mut Vec<Action>,
) {
    let Some(label) = facts.label else {
        let more =
            &*say!("Choose a method on the chart; then click a pixel of its picture.").to_string();
        empty_ui(
            ui,
            icons::CROSSHAIR,
            &say!("No answer to inspect").to_string(),
            more,
        );
        return;
    };
    ScrollArea::vertical().id_salt("trust").show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(5.0 * UNIT, 2.0 * UNIT);
        let whiteness = match facts.findings {
            Some(Ok(findings)) => findings.whiteness.as_ref(),
            _ => None,
        };
        let room = ui.available_width();
        let beside = COLUMNS[0] + COLUMNS[1] + 5.0 * UNIT;
        let mut found = |ui: &mut Ui, actions: &mut Vec<Action>| {
            column(ui, COLUMNS[0], |ui| {
                findings_ui(ui, compare, label, facts, actions);
            });
        };
        let white = |ui: &mut Ui, actions: &mut Vec<Action>| {
            if let Some(whiteness) = whiteness {
                column(ui, COLUMNS[1], |ui| whiteness_ui(ui, whiteness, actions));
            }
        };
        let filter = |ui: &mut Ui, actions: &mut Vec<Action>| {
            column(ui, COLUMNS[2], |ui| filter_ui(ui, facts.pixel, actions));
        };
        if room >= beside + COLUMNS[2] + 5.0 * UNIT {
            ui.horizontal_top(|ui| {
                found(ui, actions);
                white(ui, actions);
                filter(ui, actions);
            });
        } else if room >= beside {
            ui.horizontal_top(|ui| {
                found(ui, actions);
                ui.vertical(|ui| {
                    white(ui, actions);
                    filter(ui, actions);
                });
            });
        } else {
            found(ui, actions);
            white(ui, actions);
            filter(ui, actions);
        }
    });
}

/// Widths of the columns: what was found, whether it is white, the filter.
const COLUMNS: [f32; 3] = [232.0, 176.0, 200.0];

/// A column, narrower where there is less room.
fn column(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width.min(ui.available_width()));
        ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
        add(ui);
    });
}

/// A number with its name, below it where both have no room beside each other; `help` explains both.
pub(super) fn fact(ui: &mut Ui, name: &str, value: String, help: &str) {
    let font = egui::TextStyle::Body.resolve(ui.style());
    let width = |text: &str| {
        let text = text.to_owned();
        let laid = ui
            .painter()
            .layout_no_wrap(text, font.clone(), egui::Color32::PLACEHOLDER);
        laid.size().x
    };
    let beside = width(name) + width(&value) + 2.0 * UNIT <= ui.available_width();
    let from_right = egui::Layout::right_to_left(egui::Align::Center);
    let response = if beside {
        ui.horizontal(|ui| {
            ui.label(theme::weak(ui, name));
            ui.with_layout(from_right, |ui| ui.label(value));
        })
        .response
    } else {
        ui.vertical(|ui| {
            ui.add(egui::Label::new(theme::weak(ui, name)).wrap());
            let line = vec2(ui.available_width(), SIZES[1] + UNIT);
            ui.allocate_ui_with_layout(line, from_right, |ui| ui.label(value));
        })
        .response
    };
    explained(response.on_hover_text(help), name);
}

fn findings_ui(
    ui: &mut Ui,
    compare: &mut CompareView,
    label: &str,
    facts: &TrustFacts<'_>,
    actions: &mut Vec<Action>,
) {
    if facts.pictures.is_empty() {
        ui.label(theme::strong(label));
    } else {
        let pictures = || of_pictures::compared("What was removed", facts.pictures, LARGE, "");
        with_menu(ui, "What was removed", pictures, actions, |ui| {
            ui.label(theme::strong(label));
        });
    }
    let findings = match facts.findings {
        None => {
            ui.label(theme::weak(ui, say!("looking into it …").to_string()));
            return;
        }
        Some(Err(problem)) => {
            ui.label(egui::RichText::new(problem).color(theme::palette(ui).error));
            return;
        }
        Some(Ok(findings)) => findings,
    };
    if let Some(sure) = &findings.sure {
        let estimate = sure.psnr().map_or("–".into(), format::decibel);
        fact(
            ui,
            "PSNR, estimated",
            estimate,
            "Stein's unbiased risk estimate: from the noisy picture, its σ and the method alone, without the clean \
            picture.",
        );
    }
    if let Some(truth) = facts.truth {
        fact(
            ui,
            "PSNR, true",
            format::decibel(truth),
            "Against the clean picture, answer clipped.",
        );
    }
    if let Some(sure) = &findings.sure {
        fact(
            ui,
            "keeps of each pixel",
            format::percent(sure.divergence),
            "The mean derivative of an answer's pixel by the same noisy pixel: 100 % changes nothing, 0 % ignores it.",
        );
    }
    if !findings.even {
        let why = "This noise is not the same everywhere: neither Stein's estimate nor the test of whiteness holds for \
            it.";
        ui.add(egui::Label::new(theme::note(ui, why)).wrap());
    }
    if let Some(whiteness) = &findings.whiteness {
        let (removed, sigma) = (whiteness.deviation * 255.0, findings.sigma * 255.0);
        fact(
            ui,
            "removed, σ",
            format!("{removed:.1} of {sigma:.1}"),
            "The standard deviation of what was removed, beside that of the noise.",
        );
        let verdict = match whiteness.z {
            z if z < 3.0 => "white",
            z if z < 20.0 => "almost white",
            _ => "not white",
        };
        fact(
            ui,
            "what was removed is",
            format!(
                "{verdict} (z = {})",
                format::short((whiteness.z * 10.0).round() / 10.0)
            ),
            "Box and Pierce's test of the correlations up to 8 pixels away: white noise has z below 3; more means that \
             structure was removed, or that noise was kept where there is structure.",
        );
        fact(
            ui,
            "strongest correlation",
            format!("{:.3}", whiteness.strongest()),
            "The largest correlation between removed pixels at any distance up to 8 pixels.",
        );
    }
    ui.add_space(UNIT);
    ui.label(theme::note(
        ui,
        say!("Look at it on the left of the preview").to_string(),
    ));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = UNIT;
        for (entry, help) in facts.pictures.iter().zip([
            "Noisy minus answer; grey is nothing, ±4 σ is black and white. Any shape you recognise was taken from the \
            picture.",
            "Where what was removed is smoother than noise can be: black is noise, white is structure (6 standard \
            deviations).",
        ]) {
            let held = compare.holds(&entry.id);
            if ui.selectable_label(held, &entry.label).on_hover_text(help).clicked() {
                compare.choose(Side::Left, &entry.id);
            }
        }
    });
}

fn whiteness_ui(ui: &mut Ui, whiteness: &Whiteness, actions: &mut Vec<Action>) {
    ui.label(theme::note(
        ui,
        say!("correlation of what was removed").to_string(),
    ));
    let side = 2 * LAGS + 1;
    let most = whiteness.strongest().max(0.02);
    let mut values = whiteness.correlation.clone();
    // The middle is always 1 and would hide the rest.
    values[side * side / 2] = 0.0;
    let help = format!(
        "Each square: how alike removed pixels so far apart are, from −{most:.3} to {most:.3}. White noise shows no \
        pattern."
    );
    let place = tiles_ui(ui, &values, side, most, 84.0, &help);
    let figure = || of_trust::correlation(whiteness);
    let title = "Correlation of what was removed";
    figure_menu(ui, beside(place), title, figure, actions);
    let figure = || of_trust::spectrum(whiteness);
    let title = "Spectrum of what was removed";
    with_menu(ui, title, figure, actions, |ui| {
        ui.label(theme::note(ui, say!("its spectrum, 1 = white").to_string()));
    });
    spectrum_ui(ui, &whiteness.spectrum);
}

/// Where the menu of a map stands.
pub(super) fn beside(map: Rect) -> egui::Pos2 {
    map.right_top() + vec2(UNIT, 0.0)
}

/// A map of numbers around zero; where it stands.
pub(super) fn tiles_ui(
    ui: &mut Ui,
    values: &[f32],
    columns: usize,
    limit: f32,
    size: f32,
    help: &str,
) -> Rect {
    let map = Colormap::diverging(ui.visuals().dark_mode);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    let step = size / columns as f32;
    for (at, value) in values.iter().enumerate() {
        let corner = rect.min + vec2((at % columns) as f32, (at / columns) as f32) * step;
        let tile = Rect::from_min_size(corner, Vec2::splat(step));
        ui.painter()
            .rect_filled(tile, 0.0, map.signed(*value, limit));
    }
    response.on_hover_text(help);
    rect
}

fn spectrum_ui(ui: &mut Ui, spectrum: &[[f64; 2]]) {
    let palette = theme::palette(ui);
    let width = ui.available_width().min(168.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 64.0), Sense::hover());
    let most = spectrum.iter().map(|[_, power]| *power).fold(2.0, f64::max);
    let place = |[frequency, power]: [f64; 2]| {
        pos2(
            rect.left() + (frequency / 0.5) as f32 * rect.width(),
            rect.bottom() - (power.max(0.0) / most) as f32 * rect.height(),
        )
    };
    let painter = ui.painter_at(rect.expand(1.0));
    let white = place([0.0, 1.0]).y;
    painter.hline(
        rect.x_range(),
        rect.bottom(),
        Stroke::new(1.0, palette.hairline),
    );
    painter.hline(rect.x_range(), white, Stroke::new(1.0, palette.faint));
    let line = spectrum.iter().map(|point| place(*point)).collect();
    painter.line(line, Stroke::new(1.75, palette.accent));
    let font = FontId::proportional(SIZES[0]);
    for (at, align, text) in [
        (rect.left_bottom(), Align2::LEFT_BOTTOM, "coarse"),
        (rect.right_bottom(), Align2::RIGHT_BOTTOM, "fine"),
    ] {
        painter.text(at, align, text, font.clone(), palette.weak);
    }
    response.on_hover_text(
        say!(
            "Power of what was removed, from coarse (low frequencies) to fine, relative to white noise: a bump shows \
            which structure was taken away, a dip which noise was kept."
        )
        .to_string(),
    );
}
