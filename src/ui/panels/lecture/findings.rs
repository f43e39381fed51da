//! What a lab has found: its figures one below the other, and what a person does to them.

use egui::{Ui, Vec2, vec2};

use super::asked::asked_ui;
use super::{LectureFacts, LectureView, Shown};
use crate::figure::{Body, Places};
use crate::labs::{Lab, Poke};
use crate::ui::action::{Action, LectureAction};
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::figure::{Looks, MENU};

/// Least and largest side of a map that stands among others, largest of one that stands alone, the room between them.
const MAP: [f32; 2] = [200.0, 260.0];
const LONE: f32 = 380.0;
const GAP: f32 = 4.0 * UNIT;

/// The figures, one below the other; grids of numbers that follow each other stand side by side. What is done to them
/// is asked for.
pub(super) fn findings_ui(
    ui: &mut Ui,
    view: &mut LectureView,
    lab: &dyn Lab,
    facts: &LectureFacts<'_>,
    (actions, deeds): (&mut Vec<LectureAction>, &mut Vec<Action>),
) {
    let answers = facts.answers(lab);
    let asks = lab.asks();
    if let Some(asks) = &asks {
        asked_ui(ui, view, facts, asks, (&mut *actions, &mut *deeds));
    }
    let view = &mut view.figures;
    view.retain(|kept| facts.findings.iter().any(|shown| shown.figure.id == kept));
    let small = |shown: &Shown| matches!(shown.figure.body, Body::Grid(_));
    // As many maps side by side as fit; a map that stands alone is large, but is seen whole.
    let room = ui.available_width() + GAP;
    let most = ((room / (MAP[0] + MENU + GAP)) as usize).max(1);
    let high = (0.85 * ui.clip_rect().height()).clamp(MAP[0], LONE);
    let answered = |shown: &Shown| asks.is_some_and(|asks| asks.answer == shown.figure.id);
    for group in facts.findings.chunk_by(|a, b| small(a) && small(b)) {
        // The answer stands beside what was asked.
        if group.iter().any(answered) {
            continue;
        }
        let side = room / group.len().min(most) as f32 - GAP - MENU;
        let side = match group.len() {
            1 => high,
            _ => side.clamp(MAP[0], MAP[1]),
        };
        for row in group.chunks(most) {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing = vec2(GAP, 2.0 * UNIT);
                for shown in row {
                    ui.vertical(|ui| {
                        if group.len() > 1 {
                            ui.set_max_width(side + MENU);
                        }
                        ui.label(theme::strong(&shown.figure.title));
                        let looks = Looks {
                            version: Some(shown.version),
                            size: map_size(&shown.figure.body, side),
                            ..Looks::default()
                        };
                        let picked = view.show(ui, &shown.figure, looks, deeds);
                        let poked = picked.and_then(|picked| Poke::of(&shown.figure.id, picked));
                        match poked {
                            Some((poke, held)) if answers => {
                                let poke = poke.drawn(view.taken());
                                actions.push(LectureAction::Poke(poke, held));
                            }
                            Some(_) => view.refuse(),
                            None => {}
                        }
                        if !shown.figure.note.is_empty() {
                            ui.label(theme::note(ui, &*shown.figure.note));
                        }
                    });
                }
            });
        }
        // What can be done with them is said once.
        if let Some(pick) = group.iter().find_map(|shown| shown.figure.pick.as_ref()) {
            let hint = theme::note(ui, &*pick.hint).color(theme::palette(ui).accent);
            ui.add(egui::Label::new(hint).wrap());
        }
        ui.add_space(SIZES[2]);
    }
}

/// The size of a map with this side; what is no square has its own.
fn map_size(body: &Body, side: f32) -> Option<Vec2> {
    match body {
        Body::Grid(grid) if grid.rows() == grid.columns => {
            // The numbers beside it take more room than those below.
            let ranged = matches!(grid.down, Places::Range { .. });
            Some(vec2(side + if ranged { 21.0 } else { 0.0 }, side))
        }
        Body::Frames(frames) => map_size(&frames.last()?.body, side),
        _ => None,
    }
}
