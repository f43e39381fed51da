//! The document that was edited last, kept so that closing the window, or a power cut, loses nothing of it.
//!
//! JSON beside the preferences: the experiment as its file would read, where it was opened or saved, and what else was
//! edited.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::preferences::config_file;
use super::read::read_file;
use super::{StoreError, replace_file};
use crate::train::Experiment;

/// An experiment is a page of text; what is larger is something else.
const MOST_BYTES: u64 = 4 << 20;

/// A document with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LastDocument {
    /// The experiment.
    pub experiment: Experiment,
    /// Where it was last saved or opened.
    pub file: Option<PathBuf>,
    /// Whether it was edited since.
    pub unsaved: bool,
    /// What else was edited, in the words of whoever edits it; older files have none.
    pub more: Option<Value>,
}

#[derive(Serialize, Deserialize)]
struct Page {
    experiment: String,
    file: Option<String>,
    unsaved: bool,
    #[serde(default)]
    more: Option<Value>,
}

impl LastDocument {
    /// Where it is kept for the person who uses the program; `None` when the system names no folder.
    pub fn place() -> Option<PathBuf> {
        config_file("document.json")
    }

    /// Reads it. `None` when there is none; when it cannot be read, a warning too, and the file is kept with the ending
    /// `.old`.
    pub fn load_from(file: &Path) -> (Option<Self>, Option<String>) {
        if matches!(file.try_exists(), Ok(false)) {
            return (None, None);
        }
        match Self::read(file) {
            Ok(document) => (Some(document), None),
            Err(found) => {
                let old = file.with_added_extension("old");
                let kept = match std::fs::rename(file, &old) {
                    Ok(()) => format!("it is kept as {}", old.display()),
                    Err(error) => format!("it could not be kept as {} ({error})", old.display()),
                };
                let text = format!(
                    "{}: the experiment that was edited last cannot be read ({found}); {kept}",
                    file.display()
                );
                (None, Some(text))
            }
        }
    }

    fn read(file: &Path) -> Result<Self, String> {
        let bytes = read_file(file, MOST_BYTES, "it is too large", "").map_err(|e| e.found)?;
        let page: Page = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        let experiment = Experiment::from_toml(&page.experiment).map_err(|e| e.to_string())?;
        Ok(Self {
            experiment,
            file: page.file.map(PathBuf::from),
            unsaved: page.unsaved,
            more: page.more,
        })
    }

    /// Writes it, making its folder if need be; an older one survives any failure.
    ///
    /// # Errors
    /// [`StoreError`], when it cannot be written.
    pub fn save_to(&self, file: &Path) -> Result<(), StoreError> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::writing(folder, &error))?;
        }
        let path = self.file.as_deref().and_then(Path::to_str);
        let page = Page {
            experiment: self.experiment.to_toml(),
            file: path.map(str::to_owned),
            unsaved: self.unsaved,
            more: self.more.clone(),
        };
        replace_file(file, |out| {
            serde_json::to_writer_pretty(out, &page).map_err(io::Error::from)
        })
    }

    /// Forgets what is kept at `file`.
    ///
    /// # Errors
    /// [`StoreError`], when it cannot be removed.
    pub fn forget(file: &Path) -> Result<(), StoreError> {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::writing(file, &error))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::NAMED;

    #[test]
    fn every_experiment_comes_back_also_one_that_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deeper/document.json");
        assert_eq!(LastDocument::load_from(&file), (None, None));
        for named in NAMED {
            let mut document = LastDocument {
                experiment: Experiment::named(named.id).unwrap(),
                file: Some("plans/my \"own\".toml".into()),
                unsaved: true,
                more: Some(serde_json::json!({"contest": {"sigma": 0.25}})),
            };
            document.save_to(&file).unwrap();
            assert_eq!(
                LastDocument::load_from(&file),
                (Some(document.clone()), None)
            );
            // As it stands in the middle of editing.
            let rows = &mut document.experiment.architecture.rows;
            let last = rows.len() - 1;
            rows[0].join = Some(crate::nn::Join::Add(crate::nn::Source::Row(rows[last].id)));
            rows.remove(last);
            document.file = None;
            document.save_to(&file).unwrap();
            assert_eq!(
                LastDocument::load_from(&file),
                (Some(document.clone()), None)
            );
            document.experiment.architecture.rows.clear();
            document.save_to(&file).unwrap();
            assert_eq!(LastDocument::load_from(&file), (Some(document), None));
        }
        LastDocument::forget(&file).unwrap();
        LastDocument::forget(&file).unwrap();
        assert_eq!(LastDocument::load_from(&file), (None, None));
    }

    #[test]
    fn a_file_of_an_older_version_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("document.json");
        let experiment = Experiment::named(NAMED[0].id).unwrap();
        let page = serde_json::json!({
            "experiment": experiment.to_toml(), "file": null, "unsaved": true
        });
        std::fs::write(&file, page.to_string()).unwrap();
        let (found, warning) = LastDocument::load_from(&file);
        let found = found.unwrap();
        assert_eq!(
            (found.experiment, found.more, warning),
            (experiment, None, None)
        );
    }

    #[test]
    fn what_cannot_be_read_is_kept_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("document.json");
        for damaged in ["", "{", "{\"experiment\": \"[data]\", \"unsaved\": true}"] {
            std::fs::write(&file, damaged).unwrap();
            let (document, warning) = LastDocument::load_from(&file);
            assert_eq!(document, None);
            assert!(warning.unwrap().contains("it is kept as"));
            let old = folder.path().join("document.json.old");
            assert_eq!(std::fs::read_to_string(old).unwrap(), damaged);
        }
    }
}
