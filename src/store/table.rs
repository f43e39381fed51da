//! Tables: files of text with a line a row.

use std::path::Path;

use super::StoreError;
use super::read::read_file;

/// Most bytes of a table.
const MOST: u64 = 64 << 20;

/// The text of a table. UTF-16 with its mark at the beginning is read too, as spreadsheets write it; what is no UTF-8
/// is read as Latin-1, as older programs write it.
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
    let plain = |text: String| match text.contains('\n') {
        true => text,
        // As old Macintosh programs end a line.
        false => text.replace('\r', "\n"),
    };
    // UTF-32 begins as UTF-16 does.
    if let Some(text) = of_two_bytes(&bytes).filter(|_| !bytes.starts_with(&[0xff, 0xfe, 0, 0])) {
        let cure = "save it again as plain text (UTF-8)";
        return text
            .map(plain)
            .ok_or_else(|| StoreError::new(path, "its UTF-16 is damaged", cure));
    }
    if bytes.contains(&0) {
        let cure = "save it as plain text (UTF-8)";
        return Err(StoreError::new(path, "it is no plain text", cure));
    }
    Ok(plain(String::from_utf8(bytes).unwrap_or_else(|error| {
        error.as_bytes().iter().copied().map(char::from).collect()
    })))
}

/// The text of bytes that begin with the mark of UTF-16, in either order; `Some(None)` where they break its rules.
fn of_two_bytes(bytes: &[u8]) -> Option<Option<String>> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, rest) = bytes[2..].as_chunks();
    let units: Vec<u16> = pairs.iter().copied().map(unit).collect();
    let whole = rest.is_empty();
    Some(whole.then(|| String::from_utf16(&units).ok()).flatten())
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
        for (name, mark, order) in [
            (
                "le.csv",
                [0xff, 0xfe],
                u16::to_le_bytes as fn(u16) -> [u8; 2],
            ),
            ("be.csv", [0xfe, 0xff], u16::to_be_bytes),
        ] {
            let units = "größe\tx\n1\t𝄞".encode_utf16();
            let bytes: Vec<u8> = mark.into_iter().chain(units.flat_map(order)).collect();
            let path = at(name, &bytes);
            assert_eq!(read_table(&path).unwrap(), "größe\tx\n1\t𝄞");
            let cut = at(name, &bytes[..bytes.len() - 2]);
            let told = read_table(&cut).unwrap_err().to_string();
            assert!(told.contains("UTF-16"), "{told}");
        }
        assert_eq!(
            read_table(&at("mac.csv", b"a,b\r1,2\r")).unwrap(),
            "a,b\n1,2\n"
        );
        let wide = at("wide.csv", &[0xff, 0xfe, 0, 0, b'a', 0, 0, 0]);
        assert!(
            read_table(&wide)
                .unwrap_err()
                .to_string()
                .contains("it is no plain text")
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
