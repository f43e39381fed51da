//! Files of named arrays of numbers; the format is that of [`crate::nn::tensor_bytes`].

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

/// Reads arrays and texts.
pub(super) fn read(path: &Path) -> Result<TensorBytes, StoreError> {
    let found = "it is larger than 4 GiB";
    let bytes = read_file(path, MOST_BYTES, found, "choose another file")?;
    tensor_bytes::parse(&bytes).map_err(|found| StoreError::new(path, found, CURE))
}
