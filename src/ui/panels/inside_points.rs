//! What each unit of a network of points makes of the plane, and how one of them comes to its number.

use std::sync::Arc;

use egui::{Label, Rect, ScrollArea, Sense, Ui, UiBuilder, vec2};

use super::inside_row::row_ui;
use crate::figure::Numbers;
use crate::probe::Sample;
use crate::say;
use crate::ui::action::Action;
use crate::ui::figures::unit::UnitsSeen;
use crate::ui::icons;
use crate::ui::state::Looked;
use crate::ui::text::readable;
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::button::row_button;
use crate::ui::widgets::empty::empty_ui;
use crate::ui::widgets::figure::{FigureView, Looks};
use crate::ui::widgets::picture::Textures;
use crate::ui::widgets::shares::{Shares, shares_ui};

/// What the panel shows.
#[derive(Clone, Copy)]
pub struct UnitsFacts<'a> {
    /// The points.
    pub sample: &'a Sample,
    /// The point that is looked at.
    pub point: [f32; 2],
    /// What the units make of the plane, and a number that changes with it.
    pub seen: (Option<&'a Arc<UnitsSeen>>, u64),
    /// Whether there is a network.
    pub network: bool,
    /// Why there is nothing to see.
    pub wrong: Option<&'a str>,
}

/// What is kept from frame to frame.
#[derive(Default)]
pub struct UnitsView {
    textures: Textures,
    figures: FigureView,
}

/// Draws the panel into all the room there is.
pub fn units_ui(
    ui: &mut Ui,
    view: &mut UnitsView,
    facts: &UnitsFacts<'_>,
    looked: &mut Looked,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing = vec2(UNIT, 2.0 * UNIT);
    let (seen, version) = facts.seen;
    let Some(units) = seen.filter(|_| facts.network) else {
        return match facts.wrong {
            Some(wrong) => {
                let more = super::training::sentence(wrong);
                empty_ui(
                    ui,
                    icons::WARNING_CIRCLE,
                    &say!("Nothing to look into").to_string(),
                    &more,
                );
            }
            None => empty_ui(
                ui,
                icons::EYE,
                &say!("No network yet").to_string(),
                &say!("Click Train: what each unit makes of the plane appears here.").to_string(),
            ),
        };
    };
    ui.add_space(UNIT);
    let seen = &units.seen;
    let number = |value: f32| Numbers::Decimals(2).write(f64::from(value));
    let [x, y] = facts.point.map(number);
    let answer = seen.answer();
    let named = readable(facts.sample.class(answer)).into_owned();
    let words = format!("At x {x}, y {y}: {named}");
    ui.add(Label::new(theme::strong(words)).truncate());
    let count = seen.shares.len().clamp(1, 6) as f32;
    let size = vec2(ui.available_width(), 18.0 * count);
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let bars = Shares {
        shares: &seen.shares,
        names: &facts.sample.classes,
        truth: None,
        answer,
        chosen: answer,
        click: None,
    };
    shares_ui(ui, area, &bars);
    if looked.unit.is_some() {
        sum_ui(ui, view, units, version, looked, actions);
    } else {
        let note = "Click a unit: how it comes to its number. Another point: click the plane under Preview.";
        ui.add(Label::new(theme::note(ui, note)).wrap());
    }
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
            for row in &seen.rows {
                let clicked = row_ui(ui, &mut view.textures, row, version, actions);
                if let Some(unit) = clicked {
                    looked.unit = Some((row.row, unit));
                }
            }
        });
}

/// How the chosen unit comes to its number.
fn sum_ui(
    ui: &mut Ui,
    view: &mut UnitsView,
    units: &UnitsSeen,
    version: u64,
    looked: &mut Looked,
    actions: &mut Vec<Action>,
) {
    let sum = units
        .sum
        .as_ref()
        .filter(|sum| Some(sum.asked) == looked.unit);
    ui.horizontal(|ui| {
        ui.set_height(SIZES[1] + UNIT);
        if row_button(
            ui,
            icons::X,
            &say!("Close the unit").to_string(),
            &say!("Put the sum away.").to_string(),
        )
        .clicked()
        {
            looked.unit = None;
        }
        match sum {
            Some(sum) => {
                ui.label(theme::strong(format!("{}:", sum.figure.title)));
                ui.add(Label::new(theme::rich(&sum.line)).truncate())
                    .on_hover_text(&*sum.line);
            }
            None => {
                let words = "This row is no sum of products: click a unit of a dense row.";
                ui.add(Label::new(theme::note(ui, words)).truncate());
            }
        }
    });
    let Some(sum) = sum else { return };
    let high = (0.42 * ui.available_height()).max(96.0);
    let room = vec2(ui.available_width(), high);
    let (area, _) = ui.allocate_exact_size(room, Sense::hover());
    let area = Rect::from_min_size(area.min, room);
    let mut child = ui.new_child(UiBuilder::new().max_rect(area).id_salt("sum"));
    ScrollArea::vertical()
        .id_salt("terms")
        .auto_shrink([false, false])
        .show(&mut child, |ui| {
            let looks = Looks {
                version: Some(version),
                ..Looks::default()
            };
            view.figures.show(ui, &sum.figure, looks, actions);
        });
}
