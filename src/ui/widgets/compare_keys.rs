//! The keys of the comparison.

use egui::{Context, Event, Key, Modifiers};

use super::compare::{CompareView, Entry, Side};

impl CompareView {
    /// Carries out the keys: 1–9 choose the right picture (with Shift the left one), H held shows the original,
    /// L the loupe. `at_hand` also gives Space, arrows and zoom keys to the comparison: it is set while the pointer
    /// or the keyboard focus is on it.
    pub(super) fn keys(&mut self, ctx: &Context, entries: &[Entry], at_hand: bool) {
        if ctx.text_edit_focused() {
            self.original = false;
            return;
        }
        let pressed: Vec<(Key, Modifiers)> = ctx.input(|input| {
            let presses = input.events.iter().filter_map(|event| match event {
                Event::Key {
                    key,
                    physical_key,
                    pressed: true,
                    modifiers,
                    ..
                } => Some((
                    digit(*key)
                        .and(Some(*key))
                        .or(physical_key.filter(|key| digit(*key).is_some()))
                        .unwrap_or(*key),
                    *modifiers,
                )),
                _ => None,
            });
            presses.collect()
        });
        for (key, modifiers) in pressed {
            if modifiers.command || modifiers.alt {
                continue;
            }
            if let Some(entry) = digit(key).and_then(|digit| entries.get(digit - 1)) {
                let side = if modifiers.shift {
                    Side::Left
                } else {
                    Side::Right
                };
                self.choose(side, &entry.id);
            } else if key == Key::L && !modifiers.shift {
                self.loupe = !self.loupe;
            } else if at_hand {
                let step = if modifiers.shift { 0.1 } else { 0.01 };
                match key {
                    Key::ArrowLeft => self.nudge(-step),
                    Key::ArrowRight => self.nudge(step),
                    Key::Num0 => self.camera.fit(),
                    _ => {}
                }
            }
        }
        self.original = ctx.input(|input| {
            input.key_down(Key::H) && !input.modifiers.any()
                || at_hand && input.key_down(Key::Space)
        });
    }
}

fn digit(key: Key) -> Option<usize> {
    const DIGITS: [Key; 9] = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    DIGITS
        .iter()
        .position(|digit| *digit == key)
        .map(|at| at + 1)
}
