//! The learning rate over the steps of a run, as a small curve.

use egui::{Align2, FontId, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::train::{Schedule, Training};
use crate::ui::format;
use crate::ui::theme::{self, SIZES, UNIT};

/// Its height.
const HEIGHT: f32 = 34.0;
/// Places at which the schedule is asked.
const PLACES: usize = 96;

/// Draws the curve over all the width there is; the pointer reads it.
pub fn schedule_ui(ui: &mut Ui, schedule: &dyn Schedule, training: &Training) {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let label = "Learning rate over the steps";
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, label));
    let last = training.steps.saturating_sub(1);
    let rate = |share: f32| {
        let step = (f64::from(share) * last as f64).round() as u64;
        let rate = training.learning_rate * schedule.factor(step, training.steps);
        (step, rate)
    };
    let shares = (0..=PLACES).map(|at| at as f32 / PLACES as f32);
    let most = shares
        .clone()
        .map(|share| rate(share).1)
        .fold(f32::MIN_POSITIVE, f32::max);
    let plot = rect.shrink2(vec2(0.0, 3.0));
    let place = |share: f32| {
        let height = (rate(share).1 / most).clamp(0.0, 1.0);
        pos2(
            plot.left() + share * plot.width(),
            plot.bottom() - height * plot.height(),
        )
    };
    let painter = ui.painter_at(rect);
    painter.hline(plot.x_range(), plot.bottom(), (1.0, palette.hairline));
    let curve = shares.map(place).collect();
    painter.add(Shape::line(curve, Stroke::new(1.5, palette.accent)));
    let number = |rate: f32| format::short(f64::from(rate));
    let Some(at) = response.hover_pos() else {
        return;
    };
    let share = ((at.x - plot.left()) / plot.width().max(1.0)).clamp(0.0, 1.0);
    let (step, value) = rate(share);
    painter.circle_filled(place(share), 3.0, palette.accent);
    let text = format!("step {}: {}", format::grouped(step + 1), number(value));
    let (x, align) = match share < 0.5 {
        true => (plot.right() - UNIT, Align2::RIGHT_TOP),
        false => (plot.left() + UNIT, Align2::LEFT_TOP),
    };
    let font = FontId::proportional(SIZES[0]);
    painter.text(pos2(x, plot.top()), align, text, font, palette.weak);
}
