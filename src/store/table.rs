//! Tables: files of text with a line a row.

use std::path::Path;

use super::StoreError;
use super::read::read_file;

/// Most bytes of a table.
const MOST: u64 = 64 << 20;

/// The text of a table; one that is no UTF-8 is read as Latin-1, as older programs write it.
///
/// # Errors
/// [`StoreError`] when it is missing, no ordinary file, too large or no text.
pub fn read_table(path: &Path) -> Result<String, StoreError> {
    let found = "it is larger than 64 MB";
    let bytes = read_file(
        path,
        MOST,
        found,
        "keep a part of it (of a table fewer rows or columns), and save it again",
    )?;
    if bytes.contains(&0) {
        let cure = "save it as plain text (UTF-8)";
        return Err(StoreError::new(path, "it is no plain text", cure));
    }
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| error.as_bytes().iter().copied().map(char::from).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_and_what_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        assert_eq!(
            read_table(&at("a.csv", "größe,x".as_bytes())).unwrap(),
            "größe,x"
        );
        assert_eq!(
            read_table(&at("b.csv", b"gr\xf6\xdfe,x")).unwrap(),
            "größe,x"
        );
        let wrong = |path: &Path| read_table(path).unwrap_err().to_string();
        assert!(wrong(&at("c.csv", b"PK\x03\x00")).contains("it is no plain text"));
        let huge = at("d.csv", b"");
        std::fs::File::options()
            .write(true)
            .open(&huge)
            .unwrap()
            .set_len(MOST + 1)
            .unwrap();
        assert!(wrong(&huge).contains("larger than 64 MB"));
        assert!(wrong(&folder.path().join("none.csv")).contains("no such file"));
    }
}
