//! Files of named arrays of numbers; the format is that of [`crate::nn::tensor_bytes`].

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use super::read::read_file;
use super::{StoreError, replace_file};
use crate::nn::tensor_bytes::{self, Part, Precision, TensorBytes};

/// Larger files are refused: no network that this program trains comes near.
const MOST_BYTES: u64 = 4 << 30;
const CURE: &str = "get a complete copy of it, or train again";

/// Writes arrays and texts; an older file survives any failure.
pub(super) fn write(
    path: &Path,
    texts: &[(&str, String)],
    parts: &[Part<'_>],
    precision: Precision,
) -> Result<(), StoreError> {
    replace_file(path, |out| {
        tensor_bytes::write(out, texts, parts, precision)
    })
}

/// Largest header that is read for a glance.
const MOST_HEADER: u64 = 16 << 20;

/// What a file tells of itself without its numbers being read.
#[derive(Debug, Default)]
pub(super) struct AtAGlance {
    /// Its texts, as far as they can be read.
    pub(super) texts: HashMap<String, String>,
    /// What is wrong with it, as far as its beginning and its length tell.
    pub(super) wrong: Option<StoreError>,
}

/// Looks at the beginning of a file and at its length.
pub(super) fn glance(path: &Path) -> AtAGlance {
    let damaged = |found: String| Some(StoreError::new(path, found, CURE));
    let (header, length) = match beginning(path) {
        Ok(Some(read)) => read,
        Ok(None) => {
            return AtAGlance {
                wrong: damaged("it is damaged: its beginning is missing".into()),
                ..AtAGlance::default()
            };
        }
        Err(error) => {
            return AtAGlance {
                wrong: Some(StoreError::reading(path, &error)),
                ..AtAGlance::default()
            };
        }
    };
    let told: Option<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_slice(&header).ok();
    let Some(told) = told else {
        return AtAGlance {
            wrong: damaged("it is damaged: its beginning makes no sense".into()),
            ..AtAGlance::default()
        };
    };
    let ends = told.values();
    let ends = ends.filter_map(|part| part.get("data_offsets")?.get(1)?.as_u64());
    let wanted = 8 + header.len() as u64 + ends.max().unwrap_or(0);
    let texts = told.get("__metadata__").and_then(|texts| texts.as_object());
    let text =
        |(key, text): (&String, &serde_json::Value)| Some((key.clone(), text.as_str()?.into()));
    AtAGlance {
        texts: texts.into_iter().flatten().filter_map(text).collect(),
        wrong: (wanted != length)
            .then(|| damaged(format!("it is damaged: of {wanted} bytes it has {length}")))
            .flatten(),
    }
}

/// The header and the length of a file; `None` where it is no such file.
fn beginning(path: &Path) -> std::io::Result<Option<(Vec<u8>, u64)>> {
    let mut file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    let mut size = [0; 8];
    let begins = file.read_exact(&mut size).is_ok();
    let size = u64::from_le_bytes(size);
    if !begins || size > MOST_HEADER || size > length.saturating_sub(8) {
        return Ok(None);
    }
    let mut header = Vec::new();
    file.take(size).read_to_end(&mut header)?;
    Ok(Some((header, length)))
}

/// Reads arrays and texts.
pub(super) fn read(path: &Path) -> Result<TensorBytes, StoreError> {
    let found = "it is larger than 4 GiB";
    let bytes = read_file(path, MOST_BYTES, found, "choose another file")?;
    parse(path, &bytes)
}

/// The same from bytes that were found in the file at `path`.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<TensorBytes, StoreError> {
    tensor_bytes::parse(bytes).map_err(|found| StoreError::new(path, found, CURE))
}
