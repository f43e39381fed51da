//! Writing what a lab has found.

use std::path::{Path, PathBuf};

use crate::store::figures::{new_folder, write_figure};
use crate::store::{StoreError, write_text};
use crate::ui::panels::lecture::Shown;

/// Writes a lab's figures into a new folder inside `within`; none of another time is replaced.
///
/// # Errors
/// When it cannot be written.
pub fn save(
    within: &Path,
    id: &str,
    findings: &[Shown],
    verdict: Option<&str>,
) -> Result<PathBuf, StoreError> {
    let folder = new_folder(within, id)?;
    if let Some(verdict) = verdict {
        write_text(&folder.join("verdict.json"), verdict)?;
    }
    for Shown { figure, .. } in findings {
        write_figure(&folder, &figure.file_name(), figure)?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    #[test]
    fn figures_never_replace_those_of_another_time() {
        let folder = tempfile::tempdir().unwrap();
        let shown = [Shown {
            figure: Figure::words("The race: 1 minute", "a word"),
            version: 1,
        }];
        for name in ["clock", "clock-2"] {
            let saved = save(folder.path(), "clock", &shown, Some("{}")).unwrap();
            assert_eq!(saved, folder.path().join(name));
            for ending in ["svg", "png", "csv"] {
                assert!(saved.join(format!("the-race-1-minute.{ending}")).is_file());
            }
            assert!(saved.join("verdict.json").is_file());
        }
    }
}
