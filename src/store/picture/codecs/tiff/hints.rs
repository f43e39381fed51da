//! What a file says of the range of its numbers: TIFF's own fields, ImageJ, OME and GDAL.

use super::layout::Layout;
use crate::picture::decoded::NumberKind;
use crate::picture::directory::{Directory, Tree};
use crate::picture::scale::Hints;

/// What a page says.
///
/// A largest value counts if it is at most half of what the type could hold: then the picture would look black on the
/// type's scale. ImageJ's range of display counts likewise; it begins at 0 here, because where a person put black in
/// the display is no fact of the picture.
pub(super) fn hints(tree: &Tree<'_>, page: &Directory<'_>, layout: &Layout) -> Hints {
    let mut hints = Hints {
        inverted: layout.photometric == 0,
        missing: page.text(42_113).and_then(|text| text.parse().ok()),
        ..Hints::default()
    };
    let description = page.text(270).unwrap_or_default();
    let first = |tag| page.reals(tree, tag).into_iter().next();
    let (least, most) = layout.number.range();
    let whole = layout.number.kind != NumberKind::Float;
    let worth = |white: f64| {
        if whole {
            white <= most / 2.0
        } else {
            white > 1.5
        }
    };
    let from_imagej = || {
        let imagej = description.starts_with("ImageJ=");
        let value = |key: &str| {
            let line = description
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.and_then(|text| text.trim().parse::<f64>().ok())
                .filter(|_| imagej)
        };
        Some((
            value("min")?.min(0.0),
            value("max")?,
            "told by ImageJ".to_owned(),
        ))
    };
    let from_ome = || {
        let (_, rest) = description.split_once("SignificantBits=\"")?;
        let bits: i32 = rest.split('"').next()?.parse().ok()?;
        let bits = Some(bits).filter(|bits| whole && (1..=64).contains(bits))?;
        Some((
            0.0,
            2f64.powi(bits) - 1.0,
            format!("{bits} bits, told by OME"),
        ))
    };
    let from_fields = |low: u16, high: u16| {
        let (low, high) = (first(low).unwrap_or(0.0).min(0.0), first(high)?);
        Some((low.max(least.min(low)), high, "told by the file".to_owned()))
    };
    let found = [
        from_ome(),
        from_fields(280, 281),
        from_fields(340, 341),
        from_imagej(),
    ];
    // Eight bits are always shown whole.
    if layout.number.bits > 8 {
        hints.range = found
            .into_iter()
            .flatten()
            .find(|(_, white, _)| *white > 0.0 && worth(*white));
    }
    hints
}
