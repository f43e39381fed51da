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

/// The texts of a file, whose length is checked against what it says of itself; its numbers are not read.
pub(super) fn glance(path: &Path) -> Result<HashMap<String, String>, StoreError> {
    let damaged = |found: &str| StoreError::new(path, found, CURE);
    let wrong = |error: std::io::Error| StoreError::reading(path, &error);
    let mut file = std::fs::File::open(path).map_err(wrong)?;
    let length = file.metadata().map_err(wrong)?.len();
    let mut size = [0; 8];
    let begins = file.read_exact(&mut size).is_ok();
    let size = u64::from_le_bytes(size);
    if !begins || size > MOST_HEADER || size > length.saturating_sub(8) {
        return Err(damaged("it is damaged: its beginning is missing"));
    }
    let mut header = Vec::new();
    file.take(size).read_to_end(&mut header).map_err(wrong)?;
    let told: Option<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_slice(&header).ok();
    let told = told.ok_or_else(|| damaged("it is damaged: its beginning makes no sense"))?;
    let ends = told
        .values()
        .filter_map(|part| part.get("data_offsets")?.get(1)?.as_u64());
    let wanted = 8 + size + ends.max().unwrap_or(0);
    if wanted != length {
        let found = format!("it is damaged: it should have {wanted} bytes, but has {length}");
        return Err(damaged(&found));
    }
    let texts = told.get("__metadata__").and_then(|texts| texts.as_object());
    let text =
        |(key, text): (&String, &serde_json::Value)| Some((key.clone(), text.as_str()?.into()));
    Ok(texts.into_iter().flatten().filter_map(text).collect())
}

/// Reads arrays and texts.
pub(super) fn read(path: &Path) -> Result<TensorBytes, StoreError> {
    let found = "it is larger than 4 GiB";
    let bytes = read_file(path, MOST_BYTES, found, "choose another file")?;
    tensor_bytes::parse(&bytes).map_err(|found| StoreError::new(path, found, CURE))
}
