//! How large pictures may be: judged by what a file claims, before any memory is taken for it.

use std::path::Path;

use crate::StoreError;

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

/// How many numbers of working space the thriftiest methods take for each number of a picture: what has not even that
/// cannot be cleaned at all. Methods that need more judge for themselves.
const WORK: u64 = 3;

/// Refuses pictures for which this machine has not the memory: `numbers` of each page (pixels times channels).
///
/// Cleaning keeps every page and its answer, 4 bytes a number, and works on one at a time.
pub(super) fn check_memory(path: &Path, numbers: usize, pages: usize) -> Result<(), StoreError> {
    match crate::job::memory() {
        Some(there) => check_against(path, numbers, pages, there),
        None => Ok(()),
    }
}

fn check_against(path: &Path, numbers: usize, pages: usize, there: u64) -> Result<(), StoreError> {
    let bytes = |count: u64| (numbers as u64).saturating_mul(4).saturating_mul(count);
    let needed = bytes(2 * pages as u64).saturating_add(bytes(WORK));
    if needed <= there {
        return Ok(());
    }
    let size = |bytes: u64| format!("{:.1} GB", bytes as f64 / 1e9);
    let what = match pages {
        1 => "cleaning it".to_owned(),
        pages => format!("cleaning its {pages} pages"),
    };
    let cure = if pages > 1 {
        "split it into several files"
    } else {
        "make it smaller or crop it"
    };
    Err(StoreError::new(
        path,
        format!(
            "{what} takes about {} of memory, and {} are free",
            size(needed),
            size(there)
        ),
        format!("{cure}, or close other programs"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_judged_with_its_pages() {
        let path = Path::new("stack.tif");
        let judged = |pages, there| {
            check_against(path, 3_000_000, pages, there).map_err(|error| error.to_string())
        };
        assert_eq!(judged(1, 60_000_000), Ok(()));
        let told = judged(1, 59_000_000).unwrap_err();
        assert!(
            told.contains("takes about 0.1 GB of memory, and 0.1 GB are free; make it smaller"),
            "{told}"
        );
        assert_eq!(judged(10, 280_000_000), Ok(()));
        let told = judged(1000, 8_000_000_000).unwrap_err();
        assert!(
            told.contains(
                "its 1000 pages takes about 24.0 GB of memory, and 8.0 GB are free; split it"
            ),
            "{told}"
        );
    }
}
