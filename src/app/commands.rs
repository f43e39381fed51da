//! Every command with its keys, in one list: the palette, the sheet of shortcuts and the keyboard read it.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::LemidaApp;
use crate::ui::action::{Action, CleanAction, Deed};
use crate::ui::panels::palette::Command;
use crate::ui::state::Page;

/// A command: its name, its keys, what it does.
type Entry = (&'static str, Option<KeyboardShortcut>, Deed);

const fn plain(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

const fn control(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

const fn control_shift(key: Key) -> Option<KeyboardShortcut> {
    let modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
    Some(KeyboardShortcut::new(modifiers, key))
}

fn entries() -> [Entry; 24] {
    [
        (
            "Train, pause or resume",
            plain(Key::Space),
            Deed::Do(Action::TrainOrPause),
        ),
        // Of two that differ by Shift alone, the one with Shift comes first: the other would take its keys.
        (
            "Train on with what was learned",
            control_shift(Key::Enter),
            Deed::Do(Action::TrainOn),
        ),
        ("Train anew", control(Key::Enter), Deed::Do(Action::Train)),
        ("Step", plain(Key::S), Deed::Do(Action::Step)),
        ("Stop", None, Deed::Do(Action::Stop)),
        ("Reset the run", None, Deed::Do(Action::Reset)),
        ("Open…", control(Key::O), Deed::Do(Action::OpenDialog)),
        (
            "Choose a data folder…",
            None,
            Deed::Do(Action::DataFolderDialog),
        ),
        (
            "Save the experiment as…",
            control_shift(Key::S),
            Deed::Do(Action::SaveAs),
        ),
        (
            "Save the experiment",
            control(Key::S),
            Deed::Do(Action::Save),
        ),
        ("Save the run as…", None, Deed::Do(Action::SaveRunAs)),
        (
            "Save the cleaned photograph as…",
            None,
            Deed::Do(Action::Clean(CleanAction::Save)),
        ),
        ("Redo", control_shift(Key::Z), Deed::Do(Action::Redo)),
        ("Undo", control(Key::Z), Deed::Do(Action::Undo)),
        ("Redo", control(Key::Y), Deed::Do(Action::Redo)),
        (
            "Next photograph",
            plain(Key::N),
            Deed::edit(|bench| bench.document.contest.next_photo(1)),
        ),
        (
            "Bench",
            control(Key::Num1),
            Deed::Do(Action::Page(Page::Bench)),
        ),
        (
            "Timeline",
            control(Key::Num2),
            Deed::Do(Action::Page(Page::Timeline)),
        ),
        (
            "Lecture",
            control(Key::Num3),
            Deed::Do(Action::Page(Page::Lecture)),
        ),
        (
            "Clean a photo",
            control(Key::Num4),
            Deed::Do(Action::Page(Page::Clean)),
        ),
        ("Light or dark", None, Deed::Do(Action::SwitchTheme)),
        ("Reset layout", None, Deed::Do(Action::ResetLayout)),
        (
            "Command palette",
            control(Key::K),
            Deed::Do(Action::CommandPalette),
        ),
        (
            "Keyboard shortcuts",
            plain(Key::Questionmark),
            Deed::Do(Action::Shortcuts),
        ),
    ]
}

impl LemidaApp {
    /// All commands, for the palette and the sheet.
    pub(super) fn commands(&self) -> Vec<Command> {
        let all = entries();
        // Of several shortcuts for the same the last is told.
        let last = |at: &usize| all[at + 1..].iter().all(|(name, ..)| *name != all[*at].0);
        let fixed = (0..all.len()).filter(last).map(|at| {
            let (name, keys, deed) = &all[at];
            Command {
                name: (*name).into(),
                keys: keys.map(words).unwrap_or_default(),
                deed: deed.clone(),
            }
        });
        let named = |prefix: &str, label: &str, deed| Command {
            name: format!("{prefix}: {label}"),
            keys: String::new(),
            deed,
        };
        let experiments = self.bench.experiments.iter().map(|item| {
            named(
                "Experiment",
                &item.label,
                Deed::Do(Action::LoadNamed(item.id.clone())),
            )
        });
        let presets = self.bench.presets().map(|item| {
            let take = Deed::edit(|bench| bench.take_preset(item));
            named("Network", item.label, take)
        });
        let recent = self.bench.recent.iter().map(|path| {
            named(
                "Open again",
                &path.display().to_string(),
                Deed::Do(Action::OpenTogether(vec![path.clone()])),
            )
        });
        let offer = self.offer.as_ref().map(|offer| Command {
            name: offer.words(),
            keys: String::new(),
            deed: Deed::Do(Action::GoOn),
        });
        offer
            .into_iter()
            .chain(fixed)
            .chain(experiments)
            .chain(presets)
            .chain(recent)
            .collect()
    }

    /// Does what a command is for.
    pub(super) fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Do(action) => self.actions.push(action),
            Deed::Edit(edit) => edit(&mut self.bench),
        }
    }

    /// Turns the keys that were pressed into actions. Keys that a text field or a button has use for are theirs.
    pub(super) fn keys(&mut self, context: &egui::Context) {
        let writing = context.text_edit_focused();
        let focused = context.memory(|memory| memory.focused().is_some());
        let busy = self.shortcuts || egui::Popup::is_any_open(context);
        let over_preview = context
            .pointer_hover_pos()
            .is_some_and(|at| self.preview_area.contains(at));
        for (name, keys, deed) in entries() {
            let Some(keys) = keys else {
                continue;
            };
            let bare = keys.modifiers.is_none();
            let help = name == "Keyboard shortcuts";
            // Training and the next photograph are no business of the other pages.
            let there = matches!(self.bench.view.page, Page::Bench | Page::Timeline);
            let taken = bare && !there && !help
                || writing && !matches!(keys.logical_key, Key::K | Key::O | Key::S)
                || bare && (writing || focused || busy || self.palette.open)
                // Held over the preview, Space shows the original.
                || keys.logical_key == Key::Space && over_preview;
            if taken {
                continue;
            }
            let pressed = if help {
                context.input(|input| {
                    input
                        .events
                        .iter()
                        .any(|event| matches!(event, egui::Event::Text(text) if text == "?"))
                })
            } else {
                context.input_mut(|input| input.consume_shortcut(&keys))
            };
            if pressed {
                self.act(deed);
            }
        }
    }
}

fn words(keys: KeyboardShortcut) -> String {
    let key = match keys.logical_key {
        Key::Questionmark => "?",
        key => key.name(),
    };
    let mut text = String::new();
    if keys.modifiers.command {
        text.push_str("Ctrl+");
    }
    if keys.modifiers.shift {
        text.push_str("Shift+");
    }
    text + key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_shift_come_before_the_same_without() {
        let all = entries();
        let keys: Vec<_> = all.iter().filter_map(|(_, keys, _)| *keys).collect();
        let mut pairs = 0;
        for (at, plain) in keys.iter().enumerate() {
            let with_shift = |other: &KeyboardShortcut| {
                other.logical_key == plain.logical_key
                    && other.modifiers == plain.modifiers.plus(Modifiers::SHIFT)
                    && !plain.modifiers.shift
            };
            pairs += keys.iter().filter(|other| with_shift(other)).count();
            assert!(!keys[at..].iter().any(with_shift), "{plain:?}");
        }
        assert!(pairs >= 3);
    }
}
