//! What is said of a run: its name, a note, the group it belongs to, the run it came from; each a plain file in its
//! folder.

use std::path::Path;

use super::RunFolder;
use super::names::{FROM, GROUP, NAME, NOTE};
use crate::read::read_file;
use crate::{StoreError, write_text};

/// A note is read in one sitting.
const MOST_BYTES: u64 = 1 << 20;

/// What is said of a run; empty where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its name, where it is not its experiment's.
    pub name: String,
    /// A note.
    pub note: String,
    /// What it was begun together with.
    pub group: String,
    /// The run whose weights it began with, and their step.
    pub from: String,
}

impl About {
    /// The step of the weights that it began with, where these were another run's: its own steps follow.
    pub fn start(&self) -> Option<u64> {
        let (_, step) = self.from.rsplit_once(", step ")?;
        let digits: String = step.chars().filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    }

    /// Reads what is said of the run in `folder`.
    ///
    /// # Errors
    /// [`StoreError`], when a file is no text or too large.
    pub fn load(folder: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            name: load(&folder.join(NAME))?.trim().to_owned(),
            note: load(&folder.join(NOTE))?,
            group: load(&folder.join(GROUP))?.trim().to_owned(),
            from: load(&folder.join(FROM))?.trim().to_owned(),
        })
    }

    /// Writes what is said of the run in `folder`; what is empty has no file.
    ///
    /// # Errors
    /// [`StoreError`], when there is no run or a file cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), StoreError> {
        if !RunFolder::holds_run(folder) {
            return Err(StoreError::new(
                folder,
                "there is no run in this folder any more",
                "bring it back first",
            ));
        }
        save(&folder.join(NAME), self.name.trim())?;
        save(&folder.join(NOTE), &self.note)?;
        save(&folder.join(GROUP), self.group.trim())?;
        save(&folder.join(FROM), self.from.trim())
    }
}

fn load(path: &Path) -> Result<String, StoreError> {
    if !path.exists() {
        return Ok(String::new());
    }
    let bytes = read_file(path, MOST_BYTES, "it is larger than 1 MiB", "shorten it")?;
    String::from_utf8(bytes).map_err(|_| StoreError::new(path, "it is no text", "remove it"))
}

fn save(path: &Path, text: &str) -> Result<(), StoreError> {
    match (text.is_empty(), path.exists()) {
        (true, false) => Ok(()),
        (true, true) => {
            std::fs::remove_file(path).map_err(|error| StoreError::writing(path, &error))
        }
        (false, true) if load(path).is_ok_and(|kept| kept == text) => Ok(()),
        (false, _) => write_text(path, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Experiment;

    #[test]
    fn what_is_said_comes_back_and_what_is_empty_has_no_file() {
        let home = tempfile::tempdir().unwrap();
        let experiment = Experiment::named("points-xor").unwrap();
        let folder = RunFolder::create_under(home.path(), &experiment).unwrap();
        let path = folder.path();
        assert_eq!(About::load(path).unwrap(), About::default());
        let about = About {
            name: "wide, שלום".into(),
            note: "two\nlines\n".into(),
            group: "sweep".into(),
            from: "denoise-1, step 40".into(),
        };
        about.save(path).unwrap();
        assert_eq!(About::load(path).unwrap(), about);
        assert_eq!((about.start(), About::default().start()), (Some(40), None));
        let grouped = About {
            from: "a, step 3, step 12\u{2009}340".into(),
            ..About::default()
        };
        assert_eq!(grouped.start(), Some(12_340));
        About::default().save(path).unwrap();
        assert!(!path.join(NOTE).exists());
        std::fs::write(path.join(NOTE), [0xff, 0xfe]).unwrap();
        let told = About::load(path).unwrap_err().to_string();
        assert!(told.contains("no text"), "{told}");
        let told = about.save(home.path()).unwrap_err().to_string();
        assert!(told.contains("no run"), "{told}");
    }
}
