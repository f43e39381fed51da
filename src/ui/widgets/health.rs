//! Each row's health: how large its weights and gradients are, and how many of its units are dead.

use egui::{Align2, CursorIcon, FontId, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::filters::weights_of;
use crate::nn::RowId;
use crate::train::Snapshot;
use crate::ui::format;
use crate::ui::theme::{self, SIZES, UNIT};

/// Height of one line.
pub const LINE: f32 = 16.0;

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// The row.
    pub row: RowId,
    /// Its place in the architecture, from 1.
    pub place: usize,
    /// What it is.
    pub label: String,
    /// Root mean square of the weights.
    pub weights: f32,
    /// Root mean square of the last gradient.
    pub gradients: f32,
    /// Share of units behind it that were zero for the whole batch.
    pub dead: Option<f32>,
}

/// The rows with weights that can be shown. A rectifier's dead units are told with the weights before it.
pub fn health(snapshot: &Snapshot) -> Vec<Health> {
    let mut lines: Vec<Health> = Vec::new();
    for vitals in &snapshot.vitals {
        if weights_of(&snapshot.model, vitals.row).is_some() {
            let position = snapshot.model.architecture.position(vitals.row);
            lines.push(Health {
                row: vitals.row,
                place: position.map_or(lines.len(), |at| at) + 1,
                label: vitals.label.clone(),
                weights: vitals.weights.rms,
                gradients: vitals.gradients.rms,
                dead: None,
            });
        }
        if let (Some(dead), Some(line)) = (vitals.dead, lines.last_mut()) {
            line.dead.get_or_insert(dead);
        }
    }
    lines
}

/// Draws the table; a click chooses the row whose weights are shown.
pub fn health_ui(ui: &mut Ui, lines: &[Health], chosen: &mut RowId) {
    let palette = theme::palette(ui);
    let width = ui.available_width();
    let columns = Columns::of(width);
    let (head, _) = ui.allocate_exact_size(vec2(width, LINE), Sense::hover());
    let font = FontId::proportional(SIZES[0]);
    let titles = [
        (columns.weights.0, Align2::LEFT_CENTER, "weight"),
        (columns.gradients.0, Align2::LEFT_CENTER, "grad"),
        (width - UNIT, Align2::RIGHT_CENTER, "dead"),
    ];
    for (x, align, title) in titles {
        let at = pos2(head.left() + x, head.center().y);
        ui.painter()
            .text(at, align, title, font.clone(), palette.weak);
    }
    let most = lines
        .iter()
        .fold(1e-12_f32, |most, line| most.max(line.weights));
    let decades = decades(lines);
    ui.spacing_mut().item_spacing.y = 0.0;
    let scroll = egui::ScrollArea::vertical()
        .id_salt("health")
        .auto_shrink(false);
    scroll.show(ui, |ui| {
        for line in lines {
            line_ui(ui, line, chosen, &columns, most, decades);
        }
    });
}

struct Columns {
    weights: (f32, f32),
    gradients: (f32, f32),
}

impl Columns {
    fn of(width: f32) -> Self {
        // Names as long as "Convolution" stand in full; the bars share the rest.
        let (name, dead) = (86.0, 34.0);
        let bar = ((width - name - dead - 5.0 * UNIT) / 2.0).clamp(24.0, 140.0);
        let gradients = width - dead - UNIT - bar;
        Self {
            weights: (gradients - 2.0 * UNIT - bar, bar),
            gradients: (gradients, bar),
        }
    }
}

/// The powers of ten that hold all gradients, for a logarithmic bar.
fn decades(lines: &[Health]) -> (f32, f32) {
    let logs = lines
        .iter()
        .map(|line| line.gradients)
        .filter(|value| *value > 0.0 && value.is_finite());
    let (low, high) = logs.fold((f32::MAX, f32::MIN), |(low, high), value| {
        (low.min(value.log10()), high.max(value.log10()))
    });
    if low > high {
        (-1.0, 0.0)
    } else {
        (low.floor() - 0.5, high.max(low.floor() + 0.5))
    }
}

fn line_ui(
    ui: &mut Ui,
    line: &Health,
    chosen: &mut RowId,
    columns: &Columns,
    most: f32,
    decades: (f32, f32),
) {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    let selected = *chosen == line.row;
    let name = format!("{} {}", line.place, line.label);
    response
        .widget_info(|| WidgetInfo::selected(Role::Button, true, selected, format!("Row {name}")));
    if response.clicked() {
        *chosen = line.row;
    }
    let painter = ui.painter_at(rect);
    if selected {
        painter.rect_filled(rect, theme::RADIUS, palette.selected);
    } else if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, theme::RADIUS, palette.raised);
    }
    let middle = rect.center().y;
    let font = FontId::proportional(SIZES[0]);
    let number = rect.left() + UNIT;
    let right = Align2::RIGHT_CENTER;
    painter.text(
        pos2(number + 12.0, middle),
        right,
        line.place,
        font.clone(),
        palette.weak,
    );
    let mut job =
        egui::text::LayoutJob::simple_singleline(line.label.clone(), font.clone(), palette.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width((columns.weights.0 - 28.0).max(8.0));
    let galley = painter.layout_job(job);
    painter.galley(
        pos2(number + 18.0, middle - galley.size().y / 2.0),
        galley,
        palette.text,
    );

    let bar = |(x, width): (f32, f32), share: f32, color| {
        let rail = Rect::from_min_size(pos2(rect.left() + x, middle - 2.0), vec2(width, 4.0));
        painter.rect_filled(rail, 2.0, palette.hairline);
        let share = if share.is_finite() {
            share.clamp(0.02, 1.0)
        } else {
            1.0
        };
        painter.rect_filled(rail.with_max_x(rail.left() + width * share), 2.0, color);
    };
    bar(columns.weights, line.weights / most, palette.accent);
    let (low, high) = decades;
    let share = (line.gradients.max(1e-30).log10() - low) / (high - low);
    bar(columns.gradients, share, palette.series[1]);
    let (dead, color) = match line.dead {
        Some(share) if share > 0.3 => (percent(share), palette.warning),
        Some(share) => (percent(share), palette.weak),
        None => ("–".into(), palette.faint),
    };
    painter.text(pos2(rect.right() - UNIT, middle), right, dead, font, color);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(told(line));
}

fn percent(share: f32) -> String {
    format!("{:.0}\u{2009}%", share * 100.0)
}

fn told(line: &Health) -> String {
    let rms = |value: f32| format::short(f64::from(value));
    let dead = match line.dead {
        Some(share) => format!(
            "{} of the units behind it gave zero for the whole batch; they cannot learn.",
            percent(share)
        ),
        None => "No rectifier stands behind it, so no unit can be dead.".into(),
    };
    format!(
        "Row {}, {}\nRoot mean square of the weights {}, of the last gradient {} (its bar is \
        logarithmic).\n{dead}\nClick to see its weights.",
        line.place,
        line.label,
        rms(line.weights),
        rms(line.gradients)
    )
}
