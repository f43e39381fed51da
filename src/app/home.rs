//! Where the window keeps what it remembers: preferences, the document edited last, and the folders of runs.

use std::path::PathBuf;

use crate::store::document::LastDocument;
use crate::store::preferences::Preferences;
use crate::store::run::data_folder;

/// Where preferences and runs are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// Where the system keeps a person's data.
    Person,
    /// In a folder: `preferences.json`, `document.json` and `runs`.
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

    /// The folder of the runs that are kept.
    pub fn runs(&self) -> Option<PathBuf> {
        match self {
            Self::Person => Some(data_folder()),
            Self::Folder(folder) => Some(folder.join("runs")),
            Self::None => None,
        }
    }

    fn document(&self) -> Option<PathBuf> {
        match self {
            Self::Person => LastDocument::place(),
            Self::Folder(folder) => Some(folder.join("document.json")),
            Self::None => None,
        }
    }

    /// The document that was edited last, if there is one, and a warning when it cannot be read.
    pub fn last_document(&self) -> (Option<LastDocument>, Option<String>) {
        self.document()
            .map_or((None, None), |file| LastDocument::load_from(&file))
    }

    /// Keeps the document for the next start; without one, the next start begins anew.
    ///
    /// # Errors
    /// A plain sentence with the cure.
    pub fn keep_document(&self, document: Option<&LastDocument>) -> Result<(), String> {
        let Some(file) = self.document() else {
            return Ok(());
        };
        document
            .map_or_else(|| LastDocument::forget(&file), |last| last.save_to(&file))
            .map_err(|error| error.to_string())
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
