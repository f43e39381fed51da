//! The time machine: every method on the chart of its year, a year to travel to, and the network in training among
//! them.

use egui::{Align, Layout, Sense, Ui, vec2};

use crate::figure::Picked;
use crate::ui::action::Action;
use crate::ui::figures::chronicle::{Chronicle, YEARS};
use crate::ui::icons;
use crate::ui::measures::explained;
use crate::ui::theme::{self, CONTROL, SIZES, UNIT};
use crate::ui::widgets::button::icon_button;
use crate::ui::widgets::compare::{CompareView, Entry, Side};
use crate::ui::widgets::figure::{FigureView, Looks};

/// Seconds that the journey from the first year to the last takes.
const JOURNEY: f32 = 9.0;

/// How the time machine is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineView {
    /// The year to which a person has travelled.
    pub year: f32,
    /// Whether the years pass by themselves.
    pub playing: bool,
}

impl Default for TimelineView {
    fn default() -> Self {
        Self {
            year: YEARS.1,
            playing: false,
        }
    }
}

/// What the time machine shows.
pub struct TimelineFacts<'a> {
    /// All pictures.
    pub entries: &'a [Entry],
    /// The network's steps and PSNR on this photograph.
    pub past: &'a [(u64, f64)],
    /// The method at work, and how far it is, 0..1.
    pub working: Option<(&'a str, f32)>,
}

/// Draws the time machine into all the room there is.
pub fn timeline_ui(
    ui: &mut Ui,
    view: &mut TimelineView,
    compare: &mut CompareView,
    figures: &mut FigureView,
    facts: &TimelineFacts<'_>,
    actions: &mut Vec<Action>,
) {
    let before = view.year;
    if view.playing {
        let passed = ui.input(|input| input.stable_dt.min(0.1));
        view.year += passed * (YEARS.1 - YEARS.0) / JOURNEY;
        if view.year >= YEARS.1 {
            view.year = YEARS.1;
            view.playing = false;
        }
        ui.ctx().request_repaint();
    }
    ui.spacing_mut().item_spacing = vec2(UNIT, UNIT);
    head_ui(ui, view, facts);
    let shown = compare
        .shown(Side::Right, facts.entries)
        .map(|entry| entry.id.clone());
    let chart = Chronicle {
        entries: facts.entries,
        past: facts.past,
        working: facts.working,
        shown: shown.as_deref(),
        year: view.year,
    };
    let looks = Looks {
        size: Some(ui.available_size().max(vec2(240.0, 120.0))),
        heading: Some("PSNR, dB"),
        ..Looks::default()
    };
    match figures.show(ui, &chart.figure(), looks, actions) {
        Some(Picked::Moved(year)) => {
            view.year = (year as f32).clamp(YEARS.0, YEARS.1);
            view.playing = false;
        }
        Some(Picked::Point(id)) => compare.choose(Side::Right, &id),
        _ => {}
    }
    // Travelling shows the best that was known; a picture chosen by hand stays until the next journey.
    if view.year != before
        && let Some(best) = best_until(facts.entries, view.year)
    {
        compare.choose(Side::Right, &best.id);
    }
}

/// The best method known in a year, by score or by estimate.
pub fn best_until(entries: &[Entry], year: f32) -> Option<&Entry> {
    let known = |entry: &&Entry| entry.origin.is_some_and(|(when, _)| when as f32 <= year);
    entries
        .iter()
        .filter(known)
        .filter_map(|entry| Some((entry.tally.psnr()?, entry)))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, entry)| entry)
}

fn head_ui(ui: &mut Ui, view: &mut TimelineView, facts: &TimelineFacts<'_>) {
    let row = vec2(ui.available_width(), CONTROL);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        let (glyph, name, help) = if view.playing {
            (icons::PAUSE, "Stop the journey", "Stay in this year.")
        } else {
            (
                icons::PLAY,
                "Travel through the years",
                "From 1970 to today: the preview shows the best method known in each year.",
            )
        };
        if icon_button(ui, glyph, name, help).clicked() {
            view.playing = !view.playing;
            if view.playing && view.year >= YEARS.1 {
                view.year = YEARS.0;
            }
        }
        let year = egui::RichText::new(format!("{:.0}", view.year.floor()))
            .font(egui::FontId::new(SIZES[2], theme::semibold()));
        ui.label(year);
        let best = match best_until(facts.entries, view.year) {
            Some(best) => {
                format!("best known: {}, {}", best.label, best.tally.psnr_in_words())
            }
            None => "no method known yet".to_owned(),
        };
        // What is at work gives way to what is known.
        let known = theme::weak(ui, &best);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let methods = || facts.entries.iter().filter(|entry| entry.origin.is_some());
            let ended = |entry: &&Entry| entry.tally.seconds.is_some() || entry.failure.is_some();
            let (done, all) = (methods().filter(ended).count(), methods().count());
            if let Some((id, share)) = facts.working {
                let label = methods().find(|entry| entry.id == id);
                let label = label.map_or(id, |entry| entry.label.as_str());
                let text = format!("{label} {:.0}\u{2009}% · {done} of {all}", share * 100.0);
                work_ui(ui, text);
            } else if done < all {
                work_ui(ui, format!("{done} of {all} methods"));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let label = egui::Label::new(known).truncate().sense(Sense::hover());
                explained(ui.add(label), &best);
            });
        });
    });
}

/// What is worked on, where there is room for it beside what is known.
fn work_ui(ui: &mut Ui, text: String) {
    const KNOWN: f32 = 230.0;
    let font = egui::FontId::proportional(SIZES[0]);
    let galley = ui
        .painter()
        .layout_no_wrap(text.clone(), font, egui::Color32::PLACEHOLDER);
    if galley.size().x + KNOWN <= ui.available_width() {
        ui.label(theme::note(ui, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoise::Family;
    use crate::denoise::trial::Scores;
    use crate::ui::widgets::compare::Tally;

    #[test]
    fn the_best_of_a_year_was_known_in_it() {
        let method = |id: &str, year, psnr: Option<f64>| Entry {
            origin: Some((year, Family::Patches)),
            tally: Tally {
                scores: psnr.map(|psnr| Scores { psnr, ssim: 0.0 }),
                ..Tally::default()
            },
            ..Entry::empty(id, id)
        };
        let entries = [
            method("old", 1977, Some(26.0)),
            method("worse", 1990, Some(25.0)),
            method("new", 2007, Some(30.0)),
            method("waiting", 2013, None),
        ];
        let best = |year| best_until(&entries, year).map(|entry| entry.id.as_str());
        assert_eq!(best(1970.0), None);
        assert_eq!(best(1995.0), Some("old"));
        assert_eq!(best(2007.0), Some("new"));
        assert_eq!(best(2026.0), Some("new"));
    }
}
