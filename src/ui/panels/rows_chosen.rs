//! Rows that are chosen together, and what is done with all of them: keys, the clipboard, a strip of buttons.

use egui::{Context, Event, Key, Modifiers, Popup, Ui};

use super::training::sentence;
use crate::nn::group::MOST_ROWS;
use crate::nn::text::TextMistake;
use crate::nn::{Architecture, RowId};
use crate::say;
use crate::ui::state::Workbench;
use crate::ui::theme::{self, UNIT};
use crate::ui::widgets::button::{menu_button, menu_entry, word_button};

/// How often rows can be repeated by the menu.
const TIMES: [usize; 8] = [2, 3, 4, 5, 6, 8, 12, 16];

/// The rows that are chosen.
#[derive(Default)]
pub struct Chosen {
    ids: Vec<RowId>,
    /// Where a range begins.
    anchor: Option<RowId>,
    /// Why nothing was pasted.
    refused: Option<String>,
}

/// What is done with rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowsDeed {
    /// They are taken out.
    Delete,
    /// Copies stand below them.
    Duplicate,
    /// They go to the clipboard as text.
    Copy,
    /// To the clipboard, and out.
    Cut,
    /// They are there so many times.
    Repeat(usize),
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// All on, where one is off; else all off.
    Switch,
}

impl Chosen {
    /// Whether a row is chosen.
    pub fn has(&self, id: RowId) -> bool {
        self.ids.contains(&id)
    }

    /// So many are chosen.
    pub fn count(&self) -> usize {
        self.ids.len()
    }

    /// No row is chosen.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.anchor = None;
    }

    /// One row is chosen.
    pub fn only(&mut self, id: RowId) {
        self.ids = vec![id];
        self.anchor = Some(id);
        self.refused = None;
    }

    /// One row more, or less.
    pub fn toggle(&mut self, id: RowId) {
        if self.has(id) {
            self.ids.retain(|other| *other != id);
        } else {
            self.ids.push(id);
        }
        self.anchor = Some(id);
    }

    /// All rows from the one that was chosen first to this one.
    pub fn range(&mut self, network: &Architecture, id: RowId) {
        let first = self.anchor.and_then(|anchor| network.position(anchor));
        let (Some(first), Some(last)) = (first, network.position(id)) else {
            return self.only(id);
        };
        let rows = &network.rows[first.min(last)..=first.max(last)];
        self.ids = rows.iter().map(|row| row.id).collect();
    }

    /// Forgets rows that are gone.
    pub fn renew(&mut self, network: &Architecture) {
        self.ids.retain(|id| network.position(*id).is_some());
    }

    /// Does it with the chosen rows.
    pub fn perform(&mut self, context: &Context, bench: &mut Workbench, deed: RowsDeed) {
        let network = &mut bench.document.experiment.architecture;
        let last = network.rows.iter().rposition(|row| self.has(row.id));
        let Some(last) = last else {
            return;
        };
        if matches!(deed, RowsDeed::Copy | RowsDeed::Cut) {
            context.copy_text(network.part(&self.ids).to_text());
        }
        match deed {
            RowsDeed::Delete | RowsDeed::Cut => {
                network.remove_part(&self.ids);
                self.clear();
                bench.view.open_row = None;
            }
            RowsDeed::Duplicate => {
                let part = network.part(&self.ids);
                self.ids = network.insert_part(last + 1, &part);
                bench.view.open_row = self.ids.first().copied().filter(|_| self.count() == 1);
            }
            RowsDeed::Repeat(times) => {
                let copies = network.repeat(&self.ids, times);
                self.ids.extend(copies);
            }
            RowsDeed::Up => network.shift_part(&self.ids, false),
            RowsDeed::Down => network.shift_part(&self.ids, true),
            RowsDeed::Switch => {
                let chosen = |id: RowId| self.ids.contains(&id);
                let mut rows = network.rows.iter().filter(|row| chosen(row.id));
                let on = rows.any(|row| row.off);
                let rows = network.rows.iter_mut().filter(|row| chosen(row.id));
                rows.for_each(|row| row.off = !on);
            }
            RowsDeed::Copy => {}
        }
    }

    /// Inserts rows that somebody copied, here or elsewhere, below the last chosen one or at the end.
    fn paste(&mut self, bench: &mut Workbench, text: &str) {
        let network = &mut bench.document.experiment.architecture;
        self.refused = None;
        let part = match Architecture::from_text(text) {
            Ok(part) => part,
            Err(mistakes) => {
                let told = mistakes.first().map(TextMistake::text);
                let told = told.unwrap_or_else(|| say!("it is empty"));
                let words = say!("the clipboard holds no rows of a network; {}", told);
                self.refused = Some(sentence(&words.to_string()));
                return;
            }
        };
        if network.rows.len() + part.rows.len() > MOST_ROWS {
            let words = say!("a network has at most {} rows: paste fewer", MOST_ROWS);
            self.refused = Some(sentence(&words.to_string()));
            return;
        }
        let last = network.rows.iter().rposition(|row| self.has(row.id));
        let at = last.map_or(network.end(), |last| last + 1);
        self.ids = network.insert_part(at, &part);
        self.anchor = self.ids.first().copied();
        bench.view.open_row = None;
    }

    /// Reads keys and the clipboard, while nothing else has the keyboard.
    pub fn keys(&mut self, ui: &Ui, bench: &mut Workbench, over: bool) {
        let busy = Popup::is_any_open(ui.ctx());
        if busy || ui.memory(|memory| memory.focused().is_some()) || self.ids.is_empty() && !over {
            return;
        }
        let mut pasted = None;
        let mut clip = None;
        let any = !self.ids.is_empty();
        ui.input_mut(|input| {
            input.events.retain(|event| match event {
                Event::Copy if any => {
                    clip = Some(RowsDeed::Copy);
                    false
                }
                Event::Cut if any => {
                    clip = Some(RowsDeed::Cut);
                    false
                }
                Event::Paste(text) => {
                    pasted = Some(text.clone());
                    false
                }
                _ => true,
            });
        });
        if let Some(text) = pasted {
            self.paste(bench, &text);
        }
        let keys = [
            (Modifiers::ALT, Key::ArrowUp, RowsDeed::Up),
            (Modifiers::ALT, Key::ArrowDown, RowsDeed::Down),
            (Modifiers::NONE, Key::Delete, RowsDeed::Delete),
            (Modifiers::COMMAND, Key::D, RowsDeed::Duplicate),
        ];
        let pressed = |(modifiers, key, deed)| {
            let pressed = ui.input_mut(|input| input.consume_key(modifiers, key));
            pressed.then_some(deed)
        };
        let deed = clip.or_else(|| keys.into_iter().filter(|_| any).find_map(pressed));
        if let Some(deed) = deed {
            self.perform(ui.ctx(), bench, deed);
        }
        if any && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.clear();
            bench.view.open_row = None;
        }
    }

    /// Room that the strip takes.
    pub fn strip_height(&self) -> f32 {
        let strip = if self.count() > 1 {
            theme::CONTROL + UNIT
        } else {
            0.0
        };
        let refused = if self.refused.is_some() {
            3.0 * theme::CONTROL
        } else {
            0.0
        };
        strip + refused
    }

    /// The strip of what can be done with several rows, and why nothing was pasted.
    pub fn strip_ui(&mut self, ui: &mut Ui, bench: &mut Workbench) {
        if self.count() > 1 {
            let mut deed = None;
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = UNIT;
                ui.label(theme::note(ui, format!("{} rows", self.count())));
                deed = deeds_ui(ui);
            });
            if let Some(deed) = deed {
                self.perform(ui.ctx(), bench, deed);
            }
        }
        let mut read = false;
        if let Some(refused) = &self.refused {
            let words = theme::rich(refused).color(theme::palette(ui).error);
            ui.add(egui::Label::new(words).truncate())
                .on_hover_text(refused);
            read = word_button(
                ui,
                &say!("All right").to_string(),
                &say!("Put this message away.").to_string(),
            )
            .clicked();
        }
        if read {
            self.refused = None;
        }
    }
}

/// Buttons for what can be done with several rows.
fn deeds_ui(ui: &mut Ui) -> Option<RowsDeed> {
    let help = &*say!("Put the chosen rows there so many times, one after the other.").to_string();
    let times = menu_button(ui, "× n", &say!("Repeat rows").to_string(), help, times_ui);
    let mut deed = times.flatten();
    let words = [
        (
            "On/off",
            RowsDeed::Switch,
            "Switch the chosen rows off, or on again. Rows that are off hand on what they read.",
        ),
        (
            "Copy",
            RowsDeed::Copy,
            "Lay the chosen rows on the clipboard, as text. (Ctrl+C)",
        ),
        (
            "Delete",
            RowsDeed::Delete,
            "Take the chosen rows out. (Delete)",
        ),
    ];
    for (label, does, help) in words {
        if word_button(ui, label, help).clicked() {
            deed = Some(does);
        }
    }
    deed
}

/// The menu of how often.
pub fn times_ui(ui: &mut Ui) -> Option<RowsDeed> {
    let times = TIMES.into_iter();
    let chosen = times.filter(|times| {
        let words = format!("× {times}");
        let label = format!("Repeat {times} times");
        menu_entry(
            ui,
            words,
            &label,
            &say!("Joins among the rows follow.").to_string(),
        )
    });
    chosen.last().map(RowsDeed::Repeat)
}
