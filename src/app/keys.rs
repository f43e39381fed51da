//! Commands and their keys: what one is, and those that pages share on which networks are trained.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::ui::action::{Action, Deed};

/// A command: its name, its keys, what it does.
pub type Entry = (&'static str, Option<KeyboardShortcut>, Deed);

pub const fn plain(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

pub(super) const fn control(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

pub(super) const fn control_shift(key: Key) -> Option<KeyboardShortcut> {
    let modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
    Some(KeyboardShortcut::new(modifiers, key))
}

/// The commands of the lecture's page.
pub fn of_lecture() -> Vec<Entry> {
    let run = Deed::Do(Action::Begin);
    vec![("Run the experiment", control(Key::Enter), run)]
}

/// The commands of pages on which networks are trained.
pub fn of_training() -> Vec<Entry> {
    let do_ = Deed::Do;
    vec![
        (
            "Train, pause or resume",
            plain(Key::Space),
            do_(Action::TrainOrPause),
        ),
        // Of two that differ by Shift alone, the one with Shift comes first: the other would take its keys.
        (
            "Train on with what was learned",
            control_shift(Key::Enter),
            do_(Action::TrainOn),
        ),
        ("Train anew", control(Key::Enter), do_(Action::Train)),
        ("Find a learning rate", None, do_(Action::FindRate)),
        ("Train five seeds", None, do_(Action::TrainSeeds(5))),
        ("Step", plain(Key::S), do_(Action::Step)),
        ("Stop", None, do_(Action::Stop)),
        ("Reset the run", None, do_(Action::Reset)),
        ("Page on", plain(Key::PageDown), do_(Action::Leaf(1))),
        ("Page back", plain(Key::PageUp), do_(Action::Leaf(-1))),
        (
            "Next photograph",
            plain(Key::N),
            Deed::edit(|bench| bench.document.contest.next_photo(1)),
        ),
    ]
}
