//! What a lab leaves in a folder: its figures, and a note of them beside its verdict. As long as the lab is at work the
//! note says that it has not ended; who finds such a note may begin anew in the same folder.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::figures::{holds_figures, make_folder, write_figure};
use super::{StoreError, try_writing, write_text};
use crate::figure::Figure;

/// The key under which the note says whether the lab did not come to its end, and that of the files' names.
const STOPPED: &str = "stopped";
const FILES: &str = "files";

/// What a lab has left in a folder so far.
#[derive(Debug)]
pub struct Findings {
    folder: PathBuf,
    id: String,
    /// The id of each figure, and the names of its files.
    figures: Vec<(String, Vec<String>)>,
    /// The verdict as it was noted last, as JSON.
    verdict: String,
}

impl Findings {
    /// Begins in `folder`, which is made if need be, for the lab of this id: what an earlier run that did not come to
    /// its end has left there goes, and with `replace` also what one has left that did. `verdict` is the verdict before
    /// anything was done, as JSON.
    ///
    /// # Errors
    /// [`StoreError`], when the folder holds the findings of a run that has ended, or cannot be written to.
    pub fn begin(
        folder: &Path,
        id: &str,
        verdict: &str,
        replace: bool,
    ) -> Result<Self, StoreError> {
        make_folder(folder)?;
        // Before hours of work, not after.
        try_writing(folder)?;
        let findings = Self {
            folder: folder.to_owned(),
            id: id.to_owned(),
            figures: Vec::new(),
            verdict: verdict.to_owned(),
        };
        let old = findings.old();
        let ended = match &old {
            Some(note) => note.get(STOPPED) != Some(&Value::Bool(true)),
            None => holds_figures(folder, id),
        };
        if ended && !replace {
            return Err(StoreError::new(
                folder,
                "it holds what this experiment has found before",
                "add --replace to write the new figures in their place, or name another folder",
            ));
        }
        let files = old
            .as_ref()
            .and_then(|note| note.get(FILES)?.as_array().cloned());
        for name in files.iter().flatten().filter_map(Value::as_str) {
            findings.remove(name);
        }
        findings.note(true)?;
        Ok(findings)
    }

    /// Writes a figure in the place of the one with the same id; its drawing's path where there was none.
    ///
    /// # Errors
    /// [`StoreError`], when it cannot be written.
    pub fn write(&mut self, figure: &Figure) -> Result<Option<PathBuf>, StoreError> {
        let name = format!("{}-{}", self.id, figure.file_name());
        let files = write_figure(&self.folder, &name, figure)?;
        let old = self.figures.iter_mut().find(|(id, _)| *id == figure.id);
        let new = old.is_none();
        let gone: Vec<String> = match old {
            Some((_, old)) => {
                let before = std::mem::replace(old, files.clone());
                before
                    .into_iter()
                    .filter(|name| !files.contains(name))
                    .collect()
            }
            None => {
                self.figures.push((figure.id.clone(), files.clone()));
                Vec::new()
            }
        };
        for name in &gone {
            self.remove(name);
        }
        if new || !gone.is_empty() {
            self.note(true)?;
        }
        let first = files.first().map(|name| self.folder.join(name));
        Ok(first.filter(|_| new))
    }

    /// The verdict stands as far as is known, as JSON; it is noted with the next figure.
    pub fn say(&mut self, verdict: String) {
        self.verdict = verdict;
    }

    /// Notes the verdict, and whether the lab was `stopped` before its end; where that is written.
    ///
    /// # Errors
    /// [`StoreError`], when it cannot be written.
    pub fn end(mut self, verdict: String, stopped: bool) -> Result<PathBuf, StoreError> {
        self.verdict = verdict;
        self.note(stopped)?;
        Ok(self.path())
    }

    fn path(&self) -> PathBuf {
        self.folder.join(format!("{}-verdict.json", self.id))
    }

    /// The note of an earlier run.
    fn old(&self) -> Option<Value> {
        let text = std::fs::read_to_string(self.path()).ok()?;
        let note: Value = serde_json::from_str(&text).ok()?;
        note.is_object().then_some(note)
    }

    fn note(&self, stopped: bool) -> Result<(), StoreError> {
        let mut note: Value = serde_json::from_str(&self.verdict).unwrap_or_else(|_| json!({}));
        let files: Vec<&String> = self.figures.iter().flat_map(|(_, files)| files).collect();
        if let Some(note) = note.as_object_mut() {
            note.insert(STOPPED.into(), stopped.into());
            note.insert(FILES.into(), json!(files));
        }
        write_text(&self.path(), &format!("{note:#}\n"))
    }

    /// Removes a figure's file of an earlier time. Only what can be one is: a note may come from anywhere.
    fn remove(&self, name: &str) {
        let path = Path::new(name);
        let plain = path
            .file_name()
            .is_some_and(|plain| plain == path.as_os_str());
        let own = name.starts_with(&format!("{}-", self.id));
        let drawn = [".svg", ".png", ".csv"]
            .iter()
            .any(|ending| name.ends_with(ending));
        if plain && own && drawn {
            // What cannot be removed is replaced by what has its name, or stays.
            let _ = std::fs::remove_file(self.folder.join(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Body, Frame};

    fn words(title: &str) -> Figure {
        Figure::words(title, "a word")
    }

    fn names(folder: &Path) -> Vec<String> {
        let found = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = found
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    const BEFORE: &str = "{\"verdict\": \"open\"}";

    #[test]
    fn what_was_not_ended_is_begun_anew_and_what_was_is_kept() {
        let place = tempfile::tempdir().unwrap();
        let begin = |replace| Findings::begin(place.path(), "xor", BEFORE, replace);
        let mut first = begin(false).unwrap();
        assert!(first.write(&words("a map")).unwrap().is_some());
        assert!(first.write(&words("a map")).unwrap().is_none());
        std::fs::write(place.path().join("xor-mine.txt"), "mine").unwrap();
        // Killed: the note says that it did not end.
        drop(first);
        let mut second = begin(false).unwrap();
        assert_eq!(names(place.path()), ["xor-mine.txt", "xor-verdict.json"]);
        second.write(&words("another")).unwrap();
        let path = second
            .end("{\"verdict\": \"holds\"}".into(), false)
            .unwrap();
        let note: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(
            (&note["verdict"], &note["stopped"]),
            (&json!("holds"), &json!(false))
        );
        assert_eq!(note["files"].as_array().unwrap().len(), 3);
        let refused = begin(false).unwrap_err().to_string();
        assert!(refused.contains("--replace"), "{refused}");
        assert!(place.path().join("xor-another.svg").exists());
        begin(true).unwrap();
        assert_eq!(names(place.path()), ["xor-mine.txt", "xor-verdict.json"]);
        // Those of another lab do not matter.
        Findings::begin(place.path(), "clock", BEFORE, false).unwrap();
    }

    #[test]
    fn steps_that_are_no_more_leave_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let mut findings = Findings::begin(place.path(), "xor", BEFORE, false).unwrap();
        let steps = |count: usize| {
            let frame = |at| Frame {
                name: format!("{at}"),
                body: Body::Words(vec!["a word".into()]),
            };
            Figure::new("way", Body::Frames((0..count).map(frame).collect()))
        };
        findings.write(&steps(3)).unwrap();
        let count = names(place.path()).len();
        findings.write(&steps(2)).unwrap();
        assert_eq!(names(place.path()).len(), count - 2);
    }

    #[test]
    fn a_note_from_elsewhere_removes_nothing_but_figures() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        std::fs::create_dir(&folder).unwrap();
        let kept = [
            place.path().join("xor-a.svg"),
            folder.join("xor-a.txt"),
            folder.join("b.svg"),
        ];
        kept.iter()
            .for_each(|path| std::fs::write(path, "mine").unwrap());
        let note = json!({ STOPPED: true, FILES: ["../xor-a.svg", "xor-a.txt", "b.svg", "xor-/../../xor-a.svg"] });
        std::fs::write(folder.join("xor-verdict.json"), note.to_string()).unwrap();
        Findings::begin(&folder, "xor", BEFORE, false).unwrap();
        assert!(kept.iter().all(|path| path.exists()));
    }
}
