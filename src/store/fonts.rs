//! Fonts of the system, for letters that the program's own lack: names of files may be in any script.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use skrifa::{FontRef, GlyphId, MetadataProvider as _};

use super::read::read_file;

/// Larger files hold more than a window needs.
const MOST_BYTES: u64 = 64 << 20;
/// Most files that are looked into.
const MOST_FILES: usize = 20_000;
/// Folders of fonts may lie in folders, not deeper than this.
const DEPTH: usize = 6;
/// Fonts in one file.
const MOST_FACES: u32 = 32;

/// Words in the names of fonts that are less suited to a window, and how much less.
const UNSUITED: [(&str, u32); 14] = [
    ("bold", 1),
    ("medium", 1),
    ("light", 1),
    ("thin", 1),
    ("black", 1),
    ("condensed", 1),
    ("italic", 2),
    ("oblique", 2),
    ("mono", 2),
    ("serif", 2),
    ("looped", 2),
    ("emoji", 4),
    ("unifont", 8),
    ("lastresort", 16),
];

/// A font that was found.
#[derive(Clone)]
pub struct SystemFont {
    /// Its file's name.
    pub name: String,
    /// The file.
    pub bytes: Arc<Vec<u8>>,
    /// Which font of the file.
    pub index: u32,
}

impl SystemFont {
    /// Whether it can draw a letter.
    pub fn has(&self, letter: char) -> bool {
        FontRef::from_index(&self.bytes, self.index).is_ok_and(|font| draws(&font, letter))
    }
}

fn draws(font: &FontRef<'_>, letter: char) -> bool {
    let glyph = font.charmap().map(letter);
    glyph
        .is_some_and(|glyph| glyph != GlyphId::NOTDEF && font.outline_glyphs().get(glyph).is_some())
}

/// Fonts of this computer that together have as many of the letters as there are fonts for. Cost: all font files are
/// read where none has them; make it in a job.
pub fn covering(letters: &BTreeSet<char>) -> Vec<SystemFont> {
    covering_from(&folders(), letters)
}

fn covering_from(folders: &[PathBuf], letters: &BTreeSet<char>) -> Vec<SystemFont> {
    let mut files = Vec::new();
    for folder in folders {
        gather(folder, DEPTH, &mut files);
    }
    files.sort_by_cached_key(|file| (unsuited(file), file.clone()));
    let mut wanted = letters.clone();
    let mut found = Vec::new();
    for file in files {
        if wanted.is_empty() {
            break;
        }
        let Ok(bytes) = read_file(&file, MOST_BYTES, "", "") else {
            continue;
        };
        let bytes = Arc::new(bytes);
        for index in 0..MOST_FACES {
            let Ok(font) = FontRef::from_index(&bytes, index) else {
                break;
            };
            let before = wanted.len();
            wanted.retain(|letter| !draws(&font, *letter));
            if wanted.len() < before {
                found.push(SystemFont {
                    name: format!("{}:{index}", file.display()),
                    bytes: Arc::clone(&bytes),
                    index,
                });
            }
        }
    }
    found
}

/// How little a font suits a window, by its name.
fn unsuited(file: &Path) -> u32 {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    let marks = UNSUITED.iter().filter(|(word, _)| name.contains(word));
    marks.map(|(_, mark)| mark).sum()
}

/// The fonts in a folder and its sub-folders.
fn gather(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    // What cannot be read has no fonts for us.
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let ending = path.extension().map(OsStr::to_ascii_lowercase);
        let is_font = ending.is_some_and(|ending| {
            ["ttf", "otf", "ttc", "otc"]
                .iter()
                .any(|known| ending == *known)
        });
        if files.len() >= MOST_FILES {
            return;
        }
        if is_font {
            files.push(path);
        } else if depth > 0 && path.is_dir() {
            gather(&path, depth - 1, files);
        }
    }
}

/// Where systems keep fonts.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/run/current-system/sw/share/X11/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
        "C:\\Windows\\Fonts",
    ]
    .map(PathBuf::from)
    .to_vec();
    if let Some(dirs) = directories::BaseDirs::new() {
        let (home, data) = (dirs.home_dir(), dirs.data_dir());
        folders.push(home.join(".fonts"));
        folders.push(home.join("Library/Fonts"));
        folders.push(data.join("fonts"));
        folders.push(dirs.data_local_dir().join("Microsoft\\Windows\\Fonts"));
    }
    if let Some(more) = std::env::var_os("XDG_DATA_DIRS") {
        folders.extend(std::env::split_paths(&more).map(|path| path.join("fonts")));
    }
    // A folder named twice is read once.
    let mut seen = BTreeSet::new();
    folders.retain(|folder| folder.is_dir() && seen.insert(folder.canonicalize().ok()));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_is_found_for_the_letters_it_has_and_none_for_others() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
        let wanted: BTreeSet<char> = "אבשA写".chars().collect();
        let found = covering_from(&[folder], &wanted);
        let has = |letter| found.iter().any(|font| font.has(letter));
        assert!(has('א') && has('ש') && has('A') && !has('写'));
        assert!(found.len() == 2, "one for each script");
        let regular =
            |font: &SystemFont| !font.name.contains("Bold") && !font.name.contains("Mono");
        assert!(found.iter().all(regular));
    }

    #[test]
    fn what_is_no_font_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("broken.ttf"), b"no font at all").unwrap();
        std::fs::create_dir(folder.path().join("folder.otf")).unwrap();
        let places = [folder.path().to_owned(), folder.path().join("missing")];
        assert!(covering_from(&places, &BTreeSet::from(['א'])).is_empty());
    }
}
