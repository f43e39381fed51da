//! Where the window keeps what it remembers: preferences, and the folders of runs.

use std::path::PathBuf;

use crate::store::preferences::Preferences;

/// Where preferences and runs are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// Where the system keeps a person's data.
    Person,
    /// In a folder: `preferences.json` and `runs`.
    Folder(PathBuf),
    /// Nowhere.
    None,
}

impl Home {
    /// The preferences, and a warning when they cannot be read.
    pub fn read(&self) -> (Preferences, Option<String>) {
        match self {
            Self::Person => Preferences::load(),
            Self::Folder(folder) => Preferences::load_from(&folder.join("preferences.json")),
            Self::None => (Preferences::default(), None),
        }
    }

    /// Writes the preferences.
    ///
    /// # Errors
    /// A plain sentence with the cure.
    pub fn write(&self, preferences: &Preferences) -> Result<(), String> {
        match self {
            Self::Person => preferences.save(),
            Self::Folder(folder) => preferences.save_to(&folder.join("preferences.json")),
            Self::None => Ok(()),
        }
        .map_err(|error| error.to_string())
    }
}
