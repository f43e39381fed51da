//! The network inside a page that tells of a run: as base64 (RFC 4648) in a script that no browser runs.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::StoreError;
use super::read::read_file;

/// How every page begins, by which one is known.
const BEGINS: &str = "<!doctype html>\n<!-- Lemida report";
/// What stands before the network.
pub(super) const OPENS: &str = "<script type=\"application/octet-stream\" id=\"lemida-network\">";
/// What stands after it.
const CLOSES: &str = "</script>";
/// Letters of a line of it.
const LINE: usize = 120;
/// Larger pages are neither written nor read.
pub(super) const MOST_BYTES: u64 = 1 << 30;

/// Whether a file that begins so is such a page.
pub(super) fn is_report(start: &[u8]) -> bool {
    start.starts_with(BEGINS.as_bytes())
}

/// A file of weights as it stands in a page.
pub(super) fn letters(weights: &[u8]) -> String {
    let letters = STANDARD.encode(weights);
    let lines = (0..letters.len())
        .step_by(LINE)
        .map(|from| &letters[from..letters.len().min(from + LINE)]);
    lines.collect::<Vec<_>>().join("\n")
}

/// The file of weights that a page holds.
///
/// # Errors
/// [`StoreError`], when it holds none, or a damaged one.
pub(super) fn weights_in(path: &Path) -> Result<Vec<u8>, StoreError> {
    let cure = "get a complete copy of it, or write it again from the run";
    let bytes = read_file(path, MOST_BYTES, "it is larger than 1 GiB", cure)?;
    let text = String::from_utf8_lossy(&bytes);
    let damaged = |found: &str| StoreError::new(path, found, cure);
    // The last one: what is told before it may hold anything.
    let from = text.rfind(OPENS);
    let from = from.ok_or_else(|| damaged("it is a report without its network"))? + OPENS.len();
    let rest = &text[from..];
    let end = rest.find(CLOSES);
    let end = end.ok_or_else(|| damaged("it is a report that is cut off"))?;
    let letters = rest[..end].bytes();
    let letters: Vec<u8> = letters.filter(|byte| !byte.is_ascii_whitespace()).collect();
    let decoded = STANDARD.decode(letters);
    decoded.map_err(|_| damaged("it is a report whose network is damaged"))
}
