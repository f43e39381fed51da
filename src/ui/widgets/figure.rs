//! A lab's figure in the window: curves and points as plots, grids and pictures as textures, tables and texts as they are.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{
    Align, Color32, ColorImage, Grid, Id, Label, Layout, Rect, RichText, ScrollArea, Sense, Stroke,
    Ui, Vec2, pos2, vec2,
};
use egui_plot::PlotPoint;

use super::colormap::Colormap;
use super::picture::{Textures, display};
use super::plot::{Across, Curve, Dash, LinePlot};
use crate::figure::{Figure, Series};
use crate::ui::format;
use crate::ui::theme::{self, Palette, UNIT};

/// Height of a plot.
const PLOT: f32 = 300.0;
/// Width of pictures beside each other, at most.
const PICTURE: f32 = 208.0;
/// Width of a table's first column, at most.
const FIRST: f32 = 280.0;
/// Side of a grid of numbers.
const GRID: f32 = 260.0;

/// What is kept from frame to frame: textures, and points as the plot takes them.
#[derive(Default)]
pub struct FigureView {
    textures: Textures,
    points: HashMap<String, (u64, Vec<Vec<PlotPoint>>)>,
}

impl FigureView {
    /// Forgets what belongs to other figures than those that `keep` names.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let of = |name: &str| name.split('\n').next().is_some_and(&keep);
        self.textures.retain(of);
        self.points.retain(|name, _| keep(name));
    }

    /// Draws the figure `name`; another `version` is another figure. Returns the row and column of a picture's pixel that was clicked;
    /// `hint` says what a click does.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        (name, version): (&str, u64),
        figure: &Figure,
        hint: Option<&str>,
    ) -> Option<[usize; 2]> {
        let mut picked = None;
        match figure {
            Figure::Curves {
                x_label,
                y_label,
                log_y,
                series,
            } => self.plot(ui, name, version, [x_label, y_label], *log_y, series),
            Figure::Scatter {
                x_label,
                y_label,
                series,
            } => points_ui(ui, name, [x_label, y_label], series),
            Figure::HeatMap {
                columns,
                values,
                points,
            } => {
                let map = || Arc::new(heat(theme::palette(ui), *columns, values));
                let version = 2 * version + u64::from(theme::palette(ui).dark);
                let texture = self.textures.texture(ui.ctx(), name, version, true, map);
                let rows = values.len() / (*columns).max(1);
                let size = vec2(GRID, GRID * rows as f32 / (*columns).max(1) as f32);
                let response = picture_ui(ui, texture, size, name);
                places_ui(ui, response.rect, points);
            }
            Figure::Images(pictures) => {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = vec2(3.0 * UNIT, 2.0 * UNIT);
                    let room = ui.available_width();
                    for (index, (caption, image)) in pictures.iter().enumerate() {
                        let own = format!("{name}\n{index}");
                        let pixels = || Arc::new(display(image));
                        let texture = self
                            .textures
                            .texture(ui.ctx(), &own, version, false, pixels);
                        let width = PICTURE.min(room);
                        let shape = image.height() as f32 / image.width().max(1) as f32;
                        let size = vec2(width, width * shape);
                        let whole = size + vec2(0.0, theme::CONTROL);
                        ui.allocate_ui_with_layout(whole, Layout::top_down(Align::Min), |ui| {
                            let mut response = picture_ui(ui, texture, size, caption);
                            if let Some(hint) = hint {
                                response = response.on_hover_text(hint).interact(Sense::click());
                            }
                            if let Some(at) = response.interact_pointer_pos()
                                && response.clicked()
                            {
                                let share = (at - response.rect.min) / response.rect.size();
                                picked = Some([
                                    (share.y * image.height() as f32) as usize,
                                    (share.x * image.width() as f32) as usize,
                                ]);
                            }
                            ui.label(theme::note(ui, caption));
                        });
                    }
                });
            }
            Figure::Bars { y_label, bars } => bars_ui(ui, name, y_label, bars),
            Figure::Table { columns, rows } => {
                ScrollArea::horizontal()
                    .id_salt(name)
                    .show(ui, |ui| table_ui(ui, name, columns, rows));
            }
            Figure::Note(text) => {
                ui.add(Label::new(theme::weak(ui, text)).wrap());
            }
        }
        picked
    }

    fn plot(
        &mut self,
        ui: &mut Ui,
        name: &str,
        version: u64,
        [x_label, y_label]: [&str; 2],
        log: bool,
        series: &[Series],
    ) {
        let kept = self.points.entry(name.to_owned()).or_default();
        if kept.0 != version || kept.1.len() != series.len() {
            *kept = (version, series.iter().map(|one| points(one, log)).collect());
        }
        let colours = colours(theme::palette(ui), series);
        let curves: Vec<_> = series
            .iter()
            .zip(&kept.1)
            .zip(colours)
            .map(|((one, points), colour)| Curve {
                name: &one.name,
                more: "",
                colour,
                points,
                raw: &[],
                dash: Dash::Solid,
            })
            .collect();
        LinePlot {
            id: name,
            title: &format!("{y_label}, over {x_label}"),
            curves: &curves,
            references: &[],
            beside: &[],
            log,
            across: Across::NUMBERS,
            steps: 0.0,
            write: &format::short,
            height: PLOT,
            x_axis: true,
            group: Id::unique(name),
        }
        .show(ui);
    }
}

/// A line's points as the plot takes them; on a logarithmic axis only what has a logarithm.
fn points(series: &Series, log: bool) -> Vec<PlotPoint> {
    let fits = |point: &&[f64; 2]| point[1].is_finite() && (!log || point[1] > 0.0);
    let point = |&[x, y]: &[f64; 2]| PlotPoint::new(x, if log { y.log10() } else { y });
    series.points.iter().filter(fits).map(point).collect()
}

/// What is always the same has always the same colour; others follow the palette's series.
fn colours(palette: &Palette, series: &[Series]) -> Vec<Color32> {
    // Last the hue that is nearest to the greys of the noise.
    let order = [0, 1, 2, 5, 4, 3].map(|at| palette.series[at]);
    let mut others = order.iter().cycle();
    let mut colour = |one: &Series| match &*one.name {
        "network" => palette.accent,
        "clean" => palette.text,
        "noisy" => palette.weak,
        "noise alone" => palette.faint,
        _ => others.next().copied().unwrap_or(palette.text),
    };
    series.iter().map(&mut colour).collect()
}

/// Numbers as colours: signed ones around zero, others from nothing up.
fn heat(palette: &Palette, columns: usize, values: &[f32]) -> ColorImage {
    let columns = columns.max(1);
    let most = values
        .iter()
        .fold(0.0_f32, |most, value| most.max(value.abs()));
    let signed = values.iter().any(|value| *value < 0.0);
    let color = |value: &f32| {
        if signed {
            Colormap::diverging(palette.dark).signed(*value, most)
        } else {
            Colormap::amount(palette.dark).color(value / most.max(f32::MIN_POSITIVE))
        }
    };
    let rows = values.len() / columns;
    let colors = values[..rows * columns].iter().map(color).collect();
    ColorImage::new([columns, rows], colors)
}

fn picture_ui(ui: &mut Ui, texture: egui::TextureId, size: Vec2, name: &str) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(texture, rect, whole, Color32::WHITE);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, name));
    response
}

/// Groups of points on a grid of numbers, and which is which below it.
fn places_ui(ui: &mut Ui, rect: Rect, groups: &[Series]) {
    if groups.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    let map = Colormap::diverging(palette.dark);
    let last = groups.len().saturating_sub(1).max(1) as f32;
    let colour = |group: usize| map.signed(2.0 * group as f32 / last - 1.0, 1.0);
    let painter = ui.painter().with_clip_rect(rect);
    for (group, series) in groups.iter().enumerate() {
        for [x, y] in &series.points {
            let at = rect.min + rect.size() * vec2(*x as f32, *y as f32);
            painter.circle(at, 3.0, colour(group), (1.0, palette.ground));
        }
    }
    ui.horizontal(|ui| {
        for (group, series) in groups.iter().enumerate() {
            let (dot, _) = ui.allocate_exact_size(vec2(2.0 * UNIT, 2.0 * UNIT), Sense::hover());
            ui.painter().circle_filled(dot.center(), 3.0, colour(group));
            ui.label(theme::note(ui, &*series.name));
        }
    });
    let words = "held-out points; the ground: the network's answer";
    ui.label(theme::note(ui, words));
}

fn points_ui(ui: &mut Ui, name: &str, [x_label, y_label]: [&str; 2], series: &[Series]) {
    let palette = theme::palette(ui);
    ui.label(theme::note(ui, format!("{y_label}, over {x_label}")));
    egui_plot::Plot::new(name)
        .height(PLOT)
        .show_background(false)
        .allow_scroll(false)
        .legend(egui_plot::Legend::default())
        .show(ui, |plot| {
            for (one, colour) in series.iter().zip(colours(palette, series)) {
                let points = egui_plot::Points::new(one.name.clone(), one.points.clone());
                plot.points(points.radius(3.0).color(colour));
            }
        });
}

fn bars_ui(ui: &mut Ui, name: &str, y_label: &str, bars: &[(String, f64)]) {
    let palette = theme::palette(ui);
    let most = bars
        .iter()
        .fold(0.0, |most: f64, bar| most.max(bar.1.abs()));
    ui.label(theme::note(ui, y_label));
    Grid::new(name).show(ui, |ui| {
        for (label, amount) in bars {
            ui.label(label);
            let share = if most > 0.0 { amount.abs() / most } else { 0.0 };
            let size = vec2(PICTURE * share as f32, 2.0 * UNIT);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            ui.painter().rect_filled(rect, 0.0, palette.series[0]);
            ui.label(format::short(*amount));
            ui.end_row();
        }
    });
}

fn table_ui(ui: &mut Ui, name: &str, columns: &[String], rows: &[Vec<String>]) {
    let palette = theme::palette(ui);
    let from = ui.cursor().min;
    Grid::new(name)
        .spacing(vec2(6.0 * UNIT, 2.0 * UNIT))
        .show(ui, |ui| {
            for column in columns {
                ui.label(theme::weak(ui, column));
            }
            ui.end_row();
            for row in rows {
                for (at, cell) in row.iter().enumerate() {
                    let text = RichText::new(cell);
                    if at == 0 && rows.len() > 1 {
                        // Names of rows may be long: the numbers beside them are what is looked for.
                        ui.scope(|ui| {
                            ui.set_max_width(FIRST);
                            ui.add(Label::new(text).wrap());
                        });
                    } else {
                        ui.label(text.color(palette.text));
                    }
                }
                ui.end_row();
            }
        });
    let under = from.y + theme::CONTROL;
    let right = ui.min_rect().right();
    ui.painter()
        .hline(from.x..=right, under, Stroke::new(1.0, palette.hairline));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithmic_axis_takes_what_has_a_logarithm() {
        let series = Series {
            points: vec![[1.0, 100.0], [2.0, 0.0], [3.0, -1.0], [4.0, f64::NAN]],
            ..Series::default()
        };
        assert_eq!(points(&series, true), [PlotPoint::new(1.0, 2.0)]);
        assert_eq!(points(&series, false).len(), 3);
    }

    #[test]
    fn signed_grids_show_zero_as_the_ground_between_two_hues() {
        let palette = Palette::of(true);
        let map = heat(palette, 3, &[-1.0, 0.0, 1.0]);
        assert_eq!(map.size, [3, 1]);
        assert_eq!(map.pixels[1], Colormap::diverging(true).color(0.5));
        assert!(map.pixels[0].b() > map.pixels[0].r() && map.pixels[2].r() > map.pixels[2].b());
        let map = heat(palette, 2, &[0.0, 5.0, 1.0]);
        assert_eq!(
            (map.size, map.pixels[1]),
            ([2, 1], Colormap::amount(true).color(1.0))
        );
        assert_eq!(heat(palette, 0, &[]).size, [1, 0]);
    }
}
