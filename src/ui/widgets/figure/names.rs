//! The names of a plot's marks: at the ends of lines, or below the plot.

use std::cmp::Reverse;

use egui::{Color32, FontId, Sense, Ui, pos2, vec2};
use egui_plot::PlotPoint;

use super::colours::ink;
use super::kept::place;
use super::plot::{Drawn, PlotUi, needs_key};
use super::signs::{self, key_dot};
use crate::figure::{Mark, Marking};
use crate::ui::theme::{self, UNIT};

/// Room that a name below the plot needs, to be begun.
const LEAST_NAME: f32 = 40.0;

impl PlotUi<'_> {
    /// Room for the names at the ends of the lines.
    pub(super) fn names_width(&self, ui: &Ui, font: &FontId) -> f32 {
        let own = self.plot.marks.iter().filter(|mark| has_end(mark));
        let own = own.map(|mark| (&*mark.name, mark.role.sign()));
        let beside = self.looks.beside.iter().map(|name| (&**name, None));
        let widths = own.chain(beside).map(|(name, sign)| {
            let galley =
                ui.painter()
                    .layout_no_wrap(name.to_owned(), font.clone(), Color32::PLACEHOLDER);
            galley.size().x + sign.map_or(0.0, |_| signs::WIDTH)
        });
        widths.fold(48.0, f32::max) + 8.0
    }

    /// Names at the ends of the lines, moved apart where they would touch.
    pub(super) fn names_ui(&self, ui: &Ui, drawn: &Drawn<'_>) {
        let palette = theme::palette(ui);
        let frame = drawn.frame;
        let mut names = Vec::new();
        for (mark, kept) in self.marks().filter(|(mark, _)| has_end(mark)) {
            let end = match &mark.marking {
                Marking::Level(y) => {
                    place(self.plot, [1.0, *y]).map(|point| PlotPoint::new(0.0, point.y))
                }
                Marking::Band(_) => kept
                    .points
                    .last()
                    .zip(kept.raw.last())
                    .map(|(low, high)| PlotPoint::new(low.x, 0.5 * (low.y + high.y))),
                _ => kept.points.last().copied(),
            };
            let Some(y) = end.map(|end| (drawn.place)(end).y) else {
                continue;
            };
            // Of a line the end is told even where it has left the frame.
            if frame.y_range().contains(y) || !matches!(mark.marking, Marking::Level(_)) {
                let looks = (ink(palette, mark), mark.role.sign());
                names.push((weight(mark), y, mark.name.as_str(), looks));
            }
        }
        // Where there is no room for all, those go that stand back; the readout tells them all.
        let step = drawn.font.size + 2.0;
        names.sort_by_key(|(weight, ..)| Reverse(*weight));
        names.truncate((frame.height() / step).max(1.0) as usize);
        names.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut free = frame.top() + step / 2.0;
        let count = names.len() as f32;
        for (rank, (_, y, name, (colour, sign))) in names.into_iter().enumerate() {
            let last = frame.bottom() - step * (count - rank as f32 - 0.5);
            let y = y.max(free).min(last.max(free));
            let galley = ui
                .painter()
                .layout_no_wrap(name.to_owned(), drawn.font.clone(), colour);
            free = y + step.max(galley.size().y);
            let mut at = pos2(frame.right() + 6.0, y - galley.size().y / 2.0);
            if let Some(sign) = sign {
                let middle = pos2(at.x + 0.4 * signs::WIDTH, y);
                signs::draw(ui.painter(), sign, middle, colour, palette.ground);
                at.x += signs::WIDTH;
            }
            ui.painter().galley(at, galley, colour);
        }
    }

    /// Which points are which, below the plot. Names for which there is no room are told to whoever points at the last.
    pub(super) fn key_ui(&self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = UNIT;
            ui.add_space(8.0 * UNIT);
            let marks: Vec<_> = self
                .plot
                .marks
                .iter()
                .filter(|mark| needs_key(mark))
                .collect();
            for (at, mark) in marks.iter().enumerate() {
                if ui.available_width() < LEAST_NAME {
                    let rest: Vec<_> = marks[at..].iter().map(|mark| &*mark.name).collect();
                    ui.label(theme::note(ui, "…"))
                        .on_hover_text(rest.join(", "));
                    break;
                }
                let (spot, _) = ui.allocate_exact_size(vec2(8.0, 12.0), Sense::hover());
                key_dot(ui.painter(), palette, mark.role, spot.center());
                let name = theme::note(ui, &*mark.name);
                let room = ui.available_width() - LEAST_NAME / 2.0;
                let size = vec2(room, spot.height());
                let flow = egui::Layout::left_to_right(egui::Align::Center);
                ui.allocate_ui_with_layout(size, flow, |ui| {
                    ui.add(egui::Label::new(name).truncate())
                });
                ui.add_space(UNIT);
            }
        });
    }
}

/// What a name counts where not all have room.
fn weight(mark: &Mark) -> u8 {
    match &mark.marking {
        _ if mark.faint => 0,
        Marking::Level(_) => 1,
        _ => 2,
    }
}

/// Whether a mark's name stands at its end.
fn has_end(mark: &Mark) -> bool {
    let ends = matches!(
        mark.marking,
        Marking::Line { .. } | Marking::Level(_) | Marking::Band(_)
    );
    ends && !mark.name.is_empty()
}
