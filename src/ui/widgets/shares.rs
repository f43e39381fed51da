//! The share of each class as bars: click one to look at that class.

use egui::{
    Align2, FontId, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2,
};

use crate::ui::format;
use crate::ui::text::readable;
use crate::ui::theme::{self, RADIUS, SIZES, UNIT};

/// Height of a line, at least and at most.
const LINE: [f32; 2] = [14.0, 20.0];
/// Width of the names, at most, and of the numbers.
const NAMES: f32 = 84.0;
const NUMBERS: f32 = 46.0;

/// What is drawn.
pub(crate) struct Shares<'a> {
    /// The share of each class, 0..1.
    pub(crate) shares: &'a [f32],
    /// Names of the classes.
    pub(crate) names: &'a [String],
    /// The class that is right, where one is known.
    pub(crate) truth: Option<usize>,
    /// The class that is answered.
    pub(crate) answer: usize,
    /// The class that is looked at.
    pub(crate) chosen: usize,
    /// What a click on a class does, in a sentence; `None`: nothing.
    pub(crate) click: Option<&'a str>,
}

impl Shares<'_> {
    fn name(&self, class: usize) -> String {
        let name = self.names.get(class);
        name.map_or_else(
            || (class + 1).to_string(),
            |name| readable(name).into_owned(),
        )
    }

    /// The classes that have room on so many lines: all in their order, or the likeliest.
    fn listed(&self, lines: usize) -> Vec<usize> {
        let mut classes: Vec<_> = (0..self.shares.len()).collect();
        if classes.len() > lines {
            classes.sort_by(|a, b| self.shares[*b].total_cmp(&self.shares[*a]));
            classes.truncate(lines);
        }
        classes
    }
}

/// Draws the bars into `area`; returns the class that was clicked.
pub(crate) fn shares_ui(ui: &mut Ui, area: Rect, bars: &Shares<'_>) -> Option<usize> {
    let palette = theme::palette(ui);
    let lines = (area.height() / LINE[0]).floor().max(1.0) as usize;
    let listed = bars.listed(lines);
    let line = (area.height() / listed.len().max(1) as f32).clamp(LINE[0], LINE[1]);
    let font = FontId::proportional(SIZES[0]);
    let strong = FontId::new(SIZES[0], theme::semibold());
    let widest = listed.iter().map(|class| {
        let text = bars.name(*class);
        let galley = ui
            .painter()
            .layout_no_wrap(text, strong.clone(), palette.text);
        galley.size().x
    });
    let names = widest.fold(8.0, f32::max).min(NAMES);
    let mut clicked = None;
    for (at, class) in listed.into_iter().enumerate() {
        let top = area.top() + at as f32 * line;
        let rect = Rect::from_min_max(pos2(area.left(), top), pos2(area.right(), top + line));
        let share = bars.shares[class];
        let (name, percent) = (bars.name(class), format::percent(f64::from(share)));
        let sense = match bars.click {
            Some(_) => Sense::click(),
            None => Sense::hover(),
        };
        let response = ui.interact(rect, ui.scope_id().with(("share", class)), sense);
        let spoken = format!("{name}: {percent}");
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, true, class == bars.chosen, &spoken)
        });
        if bars.click.is_some() && (class == bars.chosen || response.hovered()) {
            let ground = if class == bars.chosen {
                palette.selected
            } else {
                palette.raised
            };
            ui.painter().rect_filled(rect, RADIUS, ground);
        }
        if response.has_focus() {
            let stroke = Stroke::new(1.0, palette.accent);
            ui.painter()
                .rect_stroke(rect, RADIUS, stroke, StrokeKind::Inside);
        }
        let true_one = bars.truth == Some(class);
        let column = rect.with_max_x(rect.left() + UNIT + names);
        let (own, colour) = match true_one {
            true => (strong.clone(), palette.text),
            false => (font.clone(), palette.weak),
        };
        ui.painter()
            .with_clip_rect(column.intersect(ui.clip_rect()))
            .text(
                pos2(rect.left() + UNIT, rect.center().y),
                Align2::LEFT_CENTER,
                name,
                own,
                colour,
            );
        let rail = Rect::from_min_max(
            pos2(column.right() + 2.0 * UNIT, rect.center().y - 4.0),
            pos2(rect.right() - NUMBERS, rect.center().y + 4.0),
        );
        let wrong = bars.truth.is_some_and(|truth| truth != class);
        let ink = match class == bars.answer {
            true if wrong => palette.error,
            true => palette.accent,
            false => palette.faint,
        };
        ui.painter().rect_filled(rail, 2, palette.raised);
        let bar = rail.with_max_x(rail.left() + rail.width() * share.clamp(0.0, 1.0));
        ui.painter().rect_filled(bar, 2, ink);
        let number = pos2(rect.right() - UNIT, rect.center().y);
        let ink = if class == bars.answer {
            palette.text
        } else {
            palette.weak
        };
        ui.painter()
            .text(number, Align2::RIGHT_CENTER, percent, font.clone(), ink);
        let told = match (true_one, class == bars.answer) {
            (true, true) => "the answer, and right",
            (true, false) => "what would be right",
            (false, true) => "the answer",
            (false, false) => "another class",
        };
        let hint = match bars.click {
            Some(click) => format!("{spoken}: {told}. {click}"),
            None => format!("{spoken}: {told}."),
        };
        if response.on_hover_text(hint).clicked() {
            clicked = Some(class);
        }
    }
    clicked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_room_for_few_the_likeliest_are_listed() {
        let bars = Shares {
            shares: &[0.1, 0.5, 0.05, 0.35],
            names: &["a".into(), "b".into()],
            truth: None,
            answer: 1,
            chosen: 1,
            click: None,
        };
        assert_eq!(bars.listed(4), [0, 1, 2, 3]);
        assert_eq!(bars.listed(2), [1, 3]);
        assert_eq!((bars.name(1), bars.name(2)), ("b".into(), "3".into()));
    }
}
