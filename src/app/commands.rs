//! Every command with its keys: the palette, the sheet of shortcuts and the keyboard read it. Pages have commands of
//! their own; what is everywhere stands here.

use egui::{Key, KeyboardShortcut};

use super::LemidaApp;
use super::keys::{Entry, control, control_shift, plain};
use super::pages::Pages;
use crate::labs;
use crate::ui::action::{Action, Deed};
use crate::ui::panels::palette::Command;

/// The commands that are everywhere: first those of documents, last those of the window.
fn everywhere() -> [Vec<Entry>; 2] {
    let do_ = Deed::Do;
    [
        vec![
            ("Open…", control(Key::O), do_(Action::OpenDialog)),
            ("Choose a data folder…", None, do_(Action::DataFolderDialog)),
            (
                "Save the experiment as…",
                control_shift(Key::S),
                do_(Action::SaveAs),
            ),
            ("Save the experiment", control(Key::S), do_(Action::Save)),
            ("Save the run as…", None, do_(Action::SaveRunAs)),
            ("Report…", None, do_(Action::SaveReport)),
            ("Export…", None, do_(Action::Export)),
            ("Redo", control_shift(Key::Z), do_(Action::Redo)),
            ("Undo", control(Key::Z), do_(Action::Undo)),
            ("Redo", control(Key::Y), do_(Action::Redo)),
        ],
        vec![
            ("Light or dark", None, do_(Action::SwitchTheme)),
            ("Reset layout", None, do_(Action::ResetLayout)),
            (
                "Command palette",
                control(Key::K),
                do_(Action::CommandPalette),
            ),
            (HELP, plain(Key::Questionmark), do_(Action::Shortcuts)),
        ],
    ]
}

/// The sheet of shortcuts: its key is a letter that has other places on other keyboards.
const HELP: &str = "Keyboard shortcuts";

/// Keys that turn to the first nine pages.
const TURN: [Key; 9] = [
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

/// All commands, each once, with the pages on which keys without Ctrl are pressed; none where that is every page.
fn entries(pages: &Pages) -> Vec<(Entry, Option<Vec<&'static str>>)> {
    let mut all: Vec<(Entry, Option<Vec<&'static str>>)> = Vec::new();
    for page in pages.iter() {
        for entry in page.commands() {
            let known = all.iter_mut().find(|(known, _)| known.0 == entry.0);
            match known {
                Some((_, on)) => on.iter_mut().for_each(|on| on.push(page.id())),
                None => all.push((entry, Some(vec![page.id()]))),
            }
        }
    }
    let [documents, window] = everywhere();
    let turns = pages.iter().zip(TURN).map(|(page, key)| {
        let deed = Deed::Do(Action::Page(page.id()));
        (page.title(), control(key), deed)
    });
    let general = documents.into_iter().chain(turns).chain(window);
    all.extend(general.map(|entry| (entry, None)));
    all
}

impl LemidaApp {
    /// All commands, for the palette and the sheet.
    pub(super) fn commands(&self) -> Vec<Command> {
        let all: Vec<Entry> = entries(&self.pages)
            .into_iter()
            .map(|(entry, _)| entry)
            .collect();
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
        let experiments = self.bench.menus.experiments.iter().map(|item| {
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
        let labs = labs::ALL.iter().enumerate().map(|(at, entry)| {
            let deed = Deed::Do(Action::Lab(at));
            let question = (entry.make)().question();
            // A name may be a question itself.
            let stop = if entry.label.ends_with('?') { "" } else { "." };
            named(
                "Lecture",
                &format!("{}{stop} {question}", entry.label),
                deed,
            )
        });
        let recent = self.bench.menus.recent.iter().map(|path| {
            named(
                "Open again",
                &path.display().to_string(),
                Deed::Do(Action::OpenTogether(vec![path.clone()])),
            )
        });
        let offer = self.trainer.offer.as_ref().map(|offer| Command {
            name: offer.words().to_string(),
            keys: String::new(),
            deed: Deed::Do(Action::GoOn),
        });
        offer
            .into_iter()
            .chain(fixed)
            .chain(experiments)
            .chain(presets)
            .chain(labs)
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
        let busy = self.over.shortcuts || egui::Popup::is_any_open(context);
        let over_preview = context
            .pointer_hover_pos()
            .is_some_and(|at| self.stage.area.contains(at));
        let page = self.bench.view.page;
        let entries = entries(&self.pages);
        // Of several uses of the same keys that of the page at hand counts.
        let own: Vec<KeyboardShortcut> = entries
            .iter()
            .filter(|(_, on)| on.as_ref().is_some_and(|on| on.contains(&page)))
            .filter_map(|((_, keys, _), _)| *keys)
            .collect();
        for ((name, keys, deed), on) in entries {
            let Some(keys) = keys else {
                continue;
            };
            let bare = keys.modifiers.is_none();
            let help = name == HELP;
            // Training and the next photograph are no business of the other pages.
            let there = on.is_none_or(|on| on.contains(&page));
            let taken = (bare || own.contains(&keys)) && !there
                || writing && !matches!(keys.logical_key, Key::K | Key::O | Key::S)
                || bare && (writing || focused || busy || self.over.palette.open)
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
    use std::sync::Arc;

    use egui::Modifiers;

    use super::super::panels::Ground;
    use super::*;
    use crate::data::EmptyShelf;

    #[test]
    fn keys_with_shift_come_before_the_same_without() {
        let pages = Pages::new(&Ground {
            shelf: Arc::new(EmptyShelf),
            wake: Arc::new(|| {}),
            runs: None,
        });
        let all = entries(&pages);
        let keys: Vec<_> = all.iter().filter_map(|((_, keys, _), _)| *keys).collect();
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
