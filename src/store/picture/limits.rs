//! How large pictures may be: judged by what a file claims, before any memory is taken for it.

use std::path::Path;

use crate::store::StoreError;

/// Largest picture opened, in pixels: beyond it, memory for working on it runs out on most machines.
pub const MAX_PIXELS: u64 = 120_000_000;
/// Largest file read, in bytes: [`MAX_PIXELS`] of three 32-bit numbers, and some more.
pub(super) const MAX_BYTES: u64 = 1_600_000_000;

/// Refuses a size before any memory is taken for it.
pub(super) fn check_size(path: &Path, width: u64, height: u64) -> Result<(), StoreError> {
    if width == 0 || height == 0 {
        return Err(StoreError::new(
            path,
            format!("it measures {width}×{height} pixels, so there is nothing in it"),
            "choose another picture",
        ));
    }
    if width
        .checked_mul(height)
        .is_none_or(|pixels| pixels > MAX_PIXELS)
    {
        return Err(StoreError::new(
            path,
            format!("it measures {width}×{height} pixels"),
            "make it smaller or crop it",
        )
        .expecting(format!("at most {} million", MAX_PIXELS / 1_000_000)));
    }
    Ok(())
}
