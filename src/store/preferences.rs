//! What a person has chosen once and for all: theme, threads, layout of the window, recently opened files.
//!
//! Kept as JSON in the user's configuration folder, or in the folder that `LEMIDA_CONFIG_DIR` names.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::read::read_file;
use super::{StoreError, replace_file};

/// Most files remembered as recent.
const RECENT: usize = 10;
/// Preferences are a page of text; what is larger is something else.
const MOST_BYTES: u64 = 1 << 20;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    #[default]
    Dark,
}

/// What a person has chosen once and for all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// Threads for computing; 0 = one per core.
    pub threads: usize,
    /// How the panels lie on each page, by its id; only the window understands it.
    pub layouts: BTreeMap<String, String>,
    /// As the first versions kept it: how the panels lie on the bench,
    #[serde(skip_serializing)]
    layout: Option<String>,
    /// and on the timeline.
    #[serde(skip_serializing)]
    timeline_layout: Option<String>,
    /// Width and height of the window in points.
    pub window: Option<[f32; 2]>,
    /// Files and folders opened, the newest first.
    pub recent: Vec<PathBuf>,
    /// The folder of a run that is at work, or was when the program ended.
    pub unfinished: Option<PathBuf>,
    /// The page that was seen last, by its id.
    pub page: Option<String>,
}

impl Preferences {
    /// Reads the preferences. Where there are none, the defaults; where the file is damaged, the defaults and a
    /// warning.
    pub fn load() -> (Self, Option<String>) {
        file().map_or((Self::default(), None), |file| Self::load_from(&file))
    }

    /// As [`load`](Self::load), from a file.
    pub fn load_from(file: &Path) -> (Self, Option<String>) {
        if matches!(file.try_exists(), Ok(false)) {
            return (Self::default(), None);
        }
        let bytes = match read_file(file, MOST_BYTES, "it is too large", "") {
            Ok(bytes) => bytes,
            Err(error) => return (Self::default(), Some(unread(file, &error.found))),
        };
        match serde_json::from_slice(&bytes) {
            Ok(preferences) => (preferences, None),
            Err(error) => (Self::default(), Some(unread(file, &error.to_string()))),
        }
    }

    /// Writes the preferences.
    ///
    /// # Errors
    /// [`StoreError`], when there is no place for them or it cannot be written.
    pub fn save(&self) -> Result<(), StoreError> {
        let file = file().ok_or_else(|| {
            StoreError::new(
                Path::new("preferences"),
                "the system names no folder for them",
                "set LEMIDA_CONFIG_DIR to one",
            )
        })?;
        self.save_to(&file)
    }

    /// Writes the preferences to a file, making its folder if need be.
    ///
    /// # Errors
    /// [`StoreError`], when it cannot be written.
    pub fn save_to(&self, file: &Path) -> Result<(), StoreError> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::writing(folder, &error))?;
        }
        replace_file(file, |out| {
            serde_json::to_writer_pretty(out, self).map_err(io::Error::from)
        })
    }

    /// How the panels lie on a page.
    pub fn layout_of(&self, page: &str) -> Option<&str> {
        let first = match page {
            "bench" => self.layout.as_deref(),
            "timeline" => self.timeline_layout.as_deref(),
            _ => None,
        };
        self.layouts.get(page).map(String::as_str).or(first)
    }

    /// Puts a path at the head of the recent ones.
    pub fn remember(&mut self, path: PathBuf) {
        // A file of preferences holds text; a name that is none could not be written.
        if path.to_str().is_none() {
            return;
        }
        self.recent.retain(|known| *known != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }
}

fn unread(file: &Path, detail: &str) -> String {
    format!(
        "{}: the preferences cannot be read ({detail}); the usual ones are taken, and replace them when something is \
         changed",
        file.display()
    )
}

fn file() -> Option<PathBuf> {
    config_file("preferences.json")
}

/// A file in the person's configuration folder, or in the one that `LEMIDA_CONFIG_DIR` names.
pub(super) fn config_file(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("LEMIDA_CONFIG_DIR")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .or_else(|| {
            directories::ProjectDirs::from("", "", "lemida")
                .map(|folders| folders.config_dir().to_owned())
        })?;
    Some(folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deeper/preferences.json");
        assert_eq!(
            Preferences::load_from(&file),
            (Preferences::default(), None)
        );
        let mut preferences = Preferences {
            theme: Theme::Light,
            threads: 3,
            layouts: BTreeMap::from([("bench".into(), "{\"a\": [1, 2]}".into())]),
            window: Some([1280.0, 800.0]),
            recent: Vec::new(),
            unfinished: Some("runs/quick-1".into()),
            page: Some("clean".into()),
            ..Preferences::default()
        };
        for index in 0..15 {
            preferences.remember(PathBuf::from(format!("photo {}", index % 12)));
        }
        assert_eq!(preferences.recent.len(), RECENT);
        assert_eq!(preferences.recent[0], PathBuf::from("photo 2"));
        preferences.save_to(&file).unwrap();
        assert_eq!(Preferences::load_from(&file), (preferences, None));
        assert_eq!(
            std::fs::read_dir(file.parent().unwrap()).unwrap().count(),
            1
        );
    }

    #[test]
    fn damaged_and_older_files_do_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("preferences.json");
        for damaged in ["", "{", "[3]", "{\"threads\": \"many\"}", "\u{0}\u{1}"] {
            std::fs::write(&file, damaged).unwrap();
            let (preferences, warning) = Preferences::load_from(&file);
            assert_eq!(preferences, Preferences::default());
            assert!(warning.unwrap().contains("preferences.json"), "{damaged}");
        }
        std::fs::write(&file, "{\"threads\": 2, \"from the future\": 1}").unwrap();
        let (preferences, warning) = Preferences::load_from(&file);
        assert_eq!((preferences.threads, warning), (2, None));
        let old = "{\"layout\": \"one\", \"timeline_layout\": \"two\"}";
        std::fs::write(&file, old).unwrap();
        let (mut preferences, _) = Preferences::load_from(&file);
        assert_eq!(preferences.layout_of("bench"), Some("one"));
        assert_eq!(preferences.layout_of("timeline"), Some("two"));
        preferences.layouts.insert("bench".into(), "new".into());
        assert_eq!(preferences.layout_of("bench"), Some("new"));
        assert_eq!(preferences.layout_of("clean"), None);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        std::fs::write(&blocked, "x").unwrap();
        let error = Preferences::default()
            .save_to(&blocked.join("preferences.json"))
            .unwrap_err();
        assert!(error.to_string().contains("file"), "{error}");
    }
}
