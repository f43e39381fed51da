//! What a TIFF file says of its picture besides the pixels.

use crate::picture::camera::{CameraNotes, Note};
use crate::picture::decoded::{Resolution, Tags, Unit};
use crate::picture::directory::{Directory, Tree};

/// Fields that only TIFF has and that hold for a cleaned picture as well: where on earth it is, what marks a missing
/// pixel, ImageJ's own.
const KEPT: &[u16] = &[
    33_550, 33_922, 34_264, 34_735, 34_736, 34_737, 42_112, 42_113, 50_838, 50_839, 37_724,
];

/// The notes of a page, whose colours are grey or RGB now.
pub(super) fn notes(tree: &Tree<'_>, page: &Directory<'_>, colour: bool) -> Tags {
    let bytes = |tag| {
        page.field(tag)
            .map(|field| field.bytes.to_vec())
            .filter(|bytes| !bytes.is_empty())
    };
    let mut camera = CameraNotes::of(tree, page);
    let mut kept: Vec<Note> = KEPT
        .iter()
        .filter_map(|tag| Note::of(tree, page, *tag))
        .collect();
    // Descriptions of programs tell the layout; those of persons are notes.
    let of_program = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        let starts = ["ImageJ=", "{\"shape\"", "<?xml"]
            .iter()
            .any(|start| text.starts_with(start));
        starts || text.trim_matches('\0').trim().is_empty()
    };
    camera
        .picture
        .retain(|note| note.tag != 270 || !of_program(&note.bytes));
    let text = page.text(270).unwrap_or_default();
    if text.starts_with("ImageJ=") || text.contains("<OME ") {
        kept.extend(Note::of(tree, page, 270));
    }
    let space: &[u8] = if colour { b"RGB " } else { b"GRAY" };
    Tags {
        exif: (!camera.is_empty()).then(|| camera.block()),
        // A profile of another colour space, of CMYK say, does not describe what the picture is now.
        icc: bytes(34_675).filter(|icc| icc.get(16..20) == Some(space)),
        xmp: bytes(700),
        iptc: bytes(33_723),
        resolution: resolution(tree, page),
        kept,
        ..Tags::default()
    }
}

fn resolution(tree: &Tree<'_>, page: &Directory<'_>) -> Option<Resolution> {
    let one = |tag| {
        page.reals(tree, tag)
            .first()
            .copied()
            .filter(|value| value.is_finite() && *value > 0.0)
    };
    let (x, y) = (one(282)?, one(283)?);
    let unit = match page.whole(tree, 296) {
        Some(3) => Unit::Centimetre,
        Some(1) => Unit::None,
        _ => Unit::Inch,
    };
    // Many programs write 1 × 1 of nothing.
    (unit != Unit::None || x != y || x != 1.0).then_some(Resolution { x, y, unit })
}
