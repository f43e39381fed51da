//! Where the window keeps what it remembers: preferences, and the folders of runs.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::shim::preferences;

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

/// What is remembered from one day to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Whether the theme is light.
    pub light: bool,
    /// The arrangement of the panes.
    pub layout: Option<String>,
    /// Steps that curves are smoothed over; 0 = the usual.
    pub smoothing: f32,
    /// Threads for runs; 0 = one per core.
    pub threads: usize,
}

impl Home {
    /// The preferences; the usual ones when there are none or they cannot be read.
    pub fn read(&self) -> Preferences {
        let text = match self {
            Self::Person => preferences::load(),
            Self::Folder(folder) => preferences::load_from(&folder.join("preferences.json")),
            Self::None => None,
        };
        text.and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// Writes the preferences.
    ///
    /// # Errors
    /// A plain sentence with the cure.
    pub fn write(&self, preferences: &Preferences) -> Result<(), String> {
        let text = serde_json::to_string_pretty(preferences).map_err(|error| error.to_string())?;
        match self {
            Self::Person => preferences::save(&text).map_err(|error| error.to_string()),
            Self::Folder(folder) => preferences::save_to(&folder.join("preferences.json"), &text)
                .map_err(|error| error.to_string()),
            Self::None => Ok(()),
        }
    }
}
