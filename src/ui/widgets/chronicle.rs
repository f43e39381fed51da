//! The chart of the history: years across, PSNR up, each method a point, each family a line, the network in training a
//! point with its past. The year is a line that can be dragged.

use egui::{
    Align2, Color32, CursorIcon, EventFilter, FontId, Id, Painter, Pos2, Rect, Response, Role,
    Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::compare::{Entry, NETWORK, NOISY};
use super::labels::Labels;
use crate::denoise::Family;
use crate::ui::format;
use crate::ui::theme::{self, Palette, SIZES, UNIT};

/// The first and the last year on the chart.
pub const YEARS: (f32, f32) = (1970.0, 2026.0);
/// Radius of a point, and how near the pointer must be to hit it.
pub(super) const POINT: f32 = 4.5;
const HIT: f32 = 11.0;
/// Room for the numbers.
const LEFT: f32 = 36.0;
const BELOW: f32 = 22.0;
const ABOVE: f32 = 12.0;
const RIGHT: f32 = 96.0;

/// What is drawn.
pub struct Chronicle<'a> {
    /// All pictures; those with a year are points.
    pub entries: &'a [Entry],
    /// The network's steps and PSNR on this photograph.
    pub past: &'a [(u64, f64)],
    /// The method at work and how far it is, 0..1.
    pub working: Option<(&'a str, f32)>,
    /// The entry that is shown on the right.
    pub shown: Option<&'a str>,
}

/// What a person did with the chart.
#[derive(Clone, Debug, PartialEq)]
pub enum Gesture {
    /// Moved the year.
    Year(f32),
    /// Clicked a point.
    Chosen(String),
}

/// The colour of a family.
pub fn family_colour(palette: &Palette, family: Family) -> Color32 {
    let at = |rank: usize| palette.series[rank % palette.series.len()];
    match family {
        Family::Regularisation => at(3),
        Family::Filtering => at(0),
        Family::Diffusion => at(4),
        Family::Wavelets => at(5),
        Family::Patches => at(1),
        Family::Sparsity => at(2),
        Family::Network => palette.accent,
    }
}

impl Chronicle<'_> {
    /// Draws the chart, `size` large, with the year at `year`.
    pub fn show(&self, ui: &mut Ui, size: Vec2, year: f32) -> Option<Gesture> {
        let (rect, area) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let id = ui.scope_id().with("chronicle");
        let palette = theme::palette(ui);
        let frame = Rect::from_min_max(rect.min + vec2(LEFT, ABOVE), rect.max - vec2(RIGHT, BELOW));
        let scale = Scale {
            frame,
            heights: self.heights(),
        };
        let painter = ui.painter_at(rect);
        let small = FontId::proportional(SIZES[0]);
        axes(&painter, palette, &scale, &small);
        let gesture = self.year_ui(ui, &area, &scale, id, year);

        self.lines(&painter, palette, &scale, year);
        let mut labels = Labels::new(painter.clone(), palette, small.clone());
        let network = self.network(ui, &painter, palette, &scale, &mut labels);
        let chosen = self.points(ui, &painter, palette, &scale, year, &mut labels);
        labels.draw();
        chosen.or(network).map(Gesture::Chosen).or(gesture)
    }

    /// The range of PSNR that is drawn.
    fn heights(&self) -> (f64, f64) {
        let judged = self.entries.iter().filter(|entry| entry.id != NOISY);
        let values = judged
            .filter_map(Entry::psnr)
            .filter(|psnr| psnr.is_finite())
            .chain(self.past.last().map(|(_, psnr)| *psnr));
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            (low, high) = (low.min(value), high.max(value));
        }
        if low > high {
            return (20.0, 32.0);
        }
        let room = (0.08 * (high - low)).max(0.4);
        (low - room, high + room)
    }

    /// The year's line: dragged anywhere on the chart, or moved by the arrow keys.
    fn year_ui(
        &self,
        ui: &Ui,
        area: &Response,
        scale: &Scale,
        id: Id,
        year: f32,
    ) -> Option<Gesture> {
        let palette = theme::palette(ui);
        let x = scale.x(year);
        let handle = Rect::from_center_size(pos2(x, scale.frame.bottom()), vec2(28.0, 28.0));
        let response = ui.interact(handle, id.with("year"), Sense::click_and_drag());
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        response.widget_info(|| WidgetInfo::slider(true, f64::from(year.floor()), "Year"));
        let painter = ui.painter();
        let stroke = Stroke::new(1.0, palette.edge);
        painter.vline(x, scale.frame.y_range(), stroke);
        let active = response.has_focus() || response.dragged() || response.hovered();
        let colour = if active { palette.accent } else { palette.text };
        painter.circle(
            pos2(x, scale.frame.bottom()),
            6.0,
            palette.ground,
            (2.0, colour),
        );
        let mut moved = None;
        for response in [&response, area] {
            if let Some(at) = response
                .interact_pointer_pos()
                .filter(|_| response.dragged())
            {
                moved = Some(scale.year(at.x));
            }
        }
        if response.has_focus() {
            let by = ui.input(|input| {
                f32::from(i8::from(input.key_pressed(egui::Key::ArrowRight)))
                    - f32::from(i8::from(input.key_pressed(egui::Key::ArrowLeft)))
            });
            if by != 0.0 {
                moved = Some((year.round() + by).clamp(YEARS.0, YEARS.1));
            }
        }
        response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
        moved.filter(|new| *new != year).map(Gesture::Year)
    }

    /// A line for each family, and the best known at each time.
    fn lines(&self, painter: &Painter, palette: &Palette, scale: &Scale, year: f32) {
        let mut best: Vec<(u32, f64)> = Vec::new();
        for family in Family::ALL {
            let mut points: Vec<(u32, f64)> = self
                .entries
                .iter()
                .filter_map(|entry| Some((entry.origin?, entry.psnr()?)))
                .filter(|((_, of), _)| *of == family)
                .map(|((when, _), psnr)| (when, psnr))
                .collect();
            points.sort_by_key(|(when, _)| *when);
            best.extend(&points);
            let colour = family_colour(palette, family).gamma_multiply(0.45);
            for pair in points.windows(2) {
                let ends = [pair[0], pair[1]].map(|(when, psnr)| scale.place(when as f32, psnr));
                painter.line_segment(ends, Stroke::new(1.5, colour));
            }
        }
        best.sort_by_key(|(when, _)| *when);
        let mut top = f64::NEG_INFINITY;
        let mut last: Option<Pos2> = None;
        for (when, psnr) in best {
            if psnr <= top || when as f32 > year {
                continue;
            }
            top = psnr;
            let here = scale.place(when as f32, psnr);
            let stroke = Stroke::new(1.0, palette.faint);
            if let Some(before) = last {
                painter.hline(before.x..=here.x, before.y, stroke);
                painter.vline(here.x, here.y..=before.y, stroke);
            }
            last = Some(here);
        }
        if let Some(before) = last {
            let stroke = Stroke::new(1.0, palette.faint);
            painter.hline(before.x..=scale.x(year).max(before.x), before.y, stroke);
        }
    }

    /// The network in training: where it stands, and the way it came.
    fn network(
        &self,
        ui: &Ui,
        painter: &Painter,
        palette: &Palette,
        scale: &Scale,
        labels: &mut Labels,
    ) -> Option<String> {
        let (step, psnr) = self.past.last()?;
        let x = scale.frame.right() + 14.0;
        for (at, (_, psnr)) in self.past.iter().enumerate() {
            let y = scale.y(*psnr);
            if y > scale.frame.bottom() {
                continue;
            }
            let age = (at + 1) as f32 / self.past.len() as f32;
            let colour = palette.accent.gamma_multiply(0.1 + 0.3 * age);
            painter.circle_filled(pos2(x, y), 2.0, colour);
        }
        let y = scale
            .y(*psnr)
            .max(scale.frame.top())
            .min(scale.frame.bottom());
        let here = pos2(x, y);
        painter.hline(
            scale.frame.left()..=x,
            y,
            Stroke::new(1.0, palette.accent.gamma_multiply(0.25)),
        );
        let hit = Rect::from_center_size(here, Vec2::splat(2.0 * HIT));
        let response = ui.interact(hit, ui.scope_id().with("your network"), Sense::click());
        let shown = self.shown == Some(NETWORK);
        let label = format!("Your network, step {step}, {}", format::decibel(*psnr));
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, shown, &label));
        let wide = if response.hovered() || shown {
            1.5
        } else {
            0.0
        };
        let ring = if shown || response.has_focus() {
            (2.0, palette.text)
        } else {
            (1.5, palette.ground)
        };
        painter.circle(here, POINT + 1.0 + wide, palette.accent, ring);
        labels.fixed(
            pos2(x + 9.0, y),
            &format!("your network\nstep {}", format::grouped(*step)),
            palette.accent,
        );
        let clicked = response.clicked();
        response
            .on_hover_cursor(CursorIcon::PointingHand)
            .on_hover_text(format!(
                "Your network after {} steps\n{}\nClick to see its picture.",
                format::grouped(*step),
                format::decibel(*psnr)
            ));
        clicked.then(|| NETWORK.to_owned())
    }

    /// The methods: each a point that can be clicked.
    fn points(
        &self,
        ui: &Ui,
        painter: &Painter,
        palette: &Palette,
        scale: &Scale,
        year: f32,
        labels: &mut Labels,
    ) -> Option<String> {
        let mut chosen = None;
        for entry in self.entries {
            let Some((when, family)) = entry.origin else {
                continue;
            };
            let colour = family_colour(palette, family);
            let known = when as f32 <= year;
            let working = self.working.filter(|(id, _)| *id == entry.id);
            let Some(psnr) = entry.psnr() else {
                self.unfinished(painter, palette, scale, entry, when, working);
                continue;
            };
            let here = scale.place(when as f32, psnr);
            let fade = if known { 1.0 } else { 0.3 };
            let hit = Rect::from_center_size(here, Vec2::splat(2.0 * HIT));
            let id = ui.scope_id().with(("method", &entry.id));
            let response = ui.interact(hit, id, Sense::click());
            let shown = self.shown == Some(entry.id.as_str());
            let label = format!("{} {when}, {}", entry.label, format::decibel(psnr));
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, shown, &label));
            let ring = if shown || response.has_focus() {
                Stroke::new(2.0, palette.text)
            } else {
                Stroke::new(1.5, palette.ground)
            };
            let radius = if response.hovered() || shown {
                POINT + 1.5
            } else {
                POINT
            };
            if entry.scores.is_some() {
                painter.circle(here, radius, colour.gamma_multiply(fade), ring);
            } else {
                // An estimate, not a score: hollow.
                let stroke = Stroke::new(2.0, colour.gamma_multiply(fade));
                painter.circle(here, radius, palette.ground, stroke);
            }
            if working.is_none() {
                let ink = if known { palette.text } else { palette.faint };
                if shown {
                    labels.near_first(here, &entry.label, ink);
                } else {
                    labels.near(here, &entry.label, ink);
                }
            }
            if response.clicked() {
                chosen = Some(entry.id.clone());
            }
            let took = entry.seconds.map(format::duration).unwrap_or_default();
            let estimated = if entry.scores.is_none() {
                " (estimated)"
            } else {
                ""
            };
            response
                .on_hover_cursor(CursorIcon::PointingHand)
                .on_hover_text(format!(
                    "{} · {when} · {}\n{}{estimated} · {took}\nClick to see its picture.",
                    entry.label,
                    family.label(),
                    format::decibel(psnr),
                ));
        }
        chosen
    }

    /// A method that has not answered: a mark on the axis, which fills while it works.
    fn unfinished(
        &self,
        painter: &Painter,
        palette: &Palette,
        scale: &Scale,
        entry: &Entry,
        when: u32,
        working: Option<(&str, f32)>,
    ) {
        let here = pos2(scale.x(when as f32), scale.frame.bottom() - 10.0);
        if entry.failure.is_some() {
            let stroke = Stroke::new(1.5, palette.error);
            for way in [vec2(3.0, 3.0), vec2(3.0, -3.0)] {
                painter.line_segment([here - way, here + way], stroke);
            }
            return;
        }
        painter.circle_stroke(here, 3.0, Stroke::new(1.0, palette.faint));
        if let Some((_, share)) = working {
            let turn = std::f32::consts::TAU * share.clamp(0.02, 1.0);
            let arc = (0..=24).map(|at| {
                let angle = turn * at as f32 / 24.0 - std::f32::consts::FRAC_PI_2;
                here + 6.0 * Vec2::angled(angle)
            });
            painter.line(arc.collect(), Stroke::new(2.0, palette.accent));
        }
    }
}

/// From years and PSNR to places.
struct Scale {
    frame: Rect,
    heights: (f64, f64),
}

impl Scale {
    fn x(&self, year: f32) -> f32 {
        let share = (year - YEARS.0) / (YEARS.1 - YEARS.0);
        self.frame.left() + share * self.frame.width()
    }

    fn y(&self, psnr: f64) -> f32 {
        let (low, high) = self.heights;
        self.frame.bottom() - ((psnr - low) / (high - low)) as f32 * self.frame.height()
    }

    fn place(&self, year: f32, psnr: f64) -> Pos2 {
        pos2(self.x(year), self.y(psnr))
    }

    fn year(&self, x: f32) -> f32 {
        let share = (x - self.frame.left()) / self.frame.width().max(1.0);
        (YEARS.0 + share * (YEARS.1 - YEARS.0)).clamp(YEARS.0, YEARS.1)
    }
}

fn axes(painter: &Painter, palette: &Palette, scale: &Scale, font: &FontId) {
    let frame = scale.frame;
    for year in (YEARS.0 as u32..=YEARS.1 as u32).step_by(10) {
        let x = scale.x(year as f32);
        painter.vline(x, frame.y_range(), Stroke::new(1.0, palette.hairline));
        painter.text(
            pos2(x, frame.bottom() + UNIT + 3.0),
            Align2::CENTER_TOP,
            year,
            font.clone(),
            palette.weak,
        );
    }
    let (low, high) = scale.heights;
    let step = [0.5, 1.0, 2.0, 5.0]
        .into_iter()
        .find(|step| (high - low) / step <= f64::from(frame.height()) / 34.0)
        .unwrap_or(10.0);
    let mut mark = (low / step).ceil() * step;
    while mark <= high {
        let y = scale.y(mark);
        painter.hline(frame.x_range(), y, Stroke::new(1.0, palette.hairline));
        let text = if step < 1.0 {
            format!("{mark:.1}")
        } else {
            format!("{mark:.0}")
        };
        // At the very top stands the unit.
        if y > frame.top() + SIZES[0] {
            painter.text(
                pos2(frame.left() - 8.0, y),
                Align2::RIGHT_CENTER,
                text,
                font.clone(),
                palette.weak,
            );
        }
        mark += step;
    }
    painter.text(
        frame.left_top() - vec2(LEFT, ABOVE),
        Align2::LEFT_TOP,
        "dB",
        font.clone(),
        palette.weak,
    );
}
