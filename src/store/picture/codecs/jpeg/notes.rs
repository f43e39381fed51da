//! What a JPEG file says besides its pixels: segments of notes, and what lies behind its end.

use image::metadata::Orientation;

use super::outline::Outline;
use crate::picture::decoded::{Resolution, Tags, Unit};
use crate::picture::exif;

/// Notes, how the picture is to be turned, and what a person is told.
#[derive(Debug)]
pub(super) struct Notes {
    pub(super) tags: Tags,
    pub(super) orientation: Orientation,
    pub(super) words: Vec<String>,
}

/// Reads the notes of a file with that outline.
pub(super) fn notes(bytes: &[u8], outline: &Outline<'_>) -> Notes {
    let with = |marker: u8, head: &'static [u8]| {
        let all = outline.notes.iter();
        all.filter(move |(found, _)| *found == marker)
            .filter_map(move |(_, body)| body.strip_prefix(head))
    };
    let mut words = Vec::new();
    let mut tags = Tags {
        exif: with(0xe1, b"Exif\0\0").next().map(<[u8]>::to_vec),
        icc: profile(with(0xe2, b"ICC_PROFILE\0")),
        xmp: with(0xe1, b"http://ns.adobe.com/xap/1.0/\0")
            .next()
            .map(<[u8]>::to_vec),
        iptc: with(0xed, b"Photoshop 3.0\0").find_map(press_notes),
        resolution: with(0xe0, b"JFIF\0").next().and_then(resolution),
        ..Tags::default()
    };
    let mut orientation = Orientation::NoTransforms;
    if let Some(exif) = &mut tags.exif {
        let (turned, preview) = exif::settle(exif);
        orientation = turned;
        if preview {
            words.push("the small preview in its notes is left out when it is saved".into());
        }
    }
    let behind = outline
        .end
        .and_then(|end| bytes.get(end..))
        .unwrap_or_default();
    let in_xmp = tags.xmp.as_deref().is_some_and(tells_gain_map);
    let gain_map = in_xmp
        || tells_gain_map(behind)
        || with(0xe2, b"urn:iso:std:iso:ts:21496").next().is_some();
    if gain_map {
        words.push(
            "an HDR gain map is left out when it is saved: it will be an ordinary picture".into(),
        );
        if in_xmp {
            // They would promise the map to whoever reads the copy.
            tags.xmp = None;
            words.push("the XMP notes, which describe the gain map, are left out as well".into());
        }
    } else if with(0xe1, b"http://ns.adobe.com/xmp/extension/\0")
        .next()
        .is_some()
    {
        words.push(
            "the second part of its XMP notes, which is very long, is left out when it is saved"
                .into(),
        );
    }
    let frames = with(0xe2, b"MPF\0").next().and_then(pictures).unwrap_or(1);
    let others = frames.saturating_sub(1 + usize::from(gain_map));
    if others > 0 {
        let what = if others == 1 { "picture" } else { "pictures" };
        words.push(format!(
            "{others} further {what} in the file (a preview or another view) will be left out"
        ));
    }
    if holds(behind, b"ftypmp4") || holds(behind, b"ftypisom") || holds(behind, b"ftypqt") {
        words.push("a short film at the end of the file is left out when it is saved".into());
    }
    Notes {
        tags,
        orientation,
        words,
    }
}

fn tells_gain_map(bytes: &[u8]) -> bool {
    holds(bytes, b"hdrgm:") || holds(bytes, b"hdrgainmap")
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|some| some == part)
}

/// A colour profile from its parts, each with its number and how many there are; none when one is missing.
fn profile<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut parts: Vec<&[u8]> = parts.filter(|part| part.len() > 2).collect();
    parts.sort_by_key(|part| part[0]);
    let count = usize::from(parts.first()?[1]);
    let in_order = parts
        .iter()
        .zip(1..)
        .all(|(part, number)| part[0] == number);
    (in_order && parts.len() == count)
        .then(|| parts.iter().flat_map(|part| &part[2..]).copied().collect())
}

/// The press's notes among Photoshop's: blocks "8BIM", a number, a name of even length with its own, and contents of
/// even length.
fn press_notes(mut blocks: &[u8]) -> Option<Vec<u8>> {
    loop {
        let rest = blocks.strip_prefix(b"8BIM")?;
        let number = rest.get(..2)?;
        let name = (usize::from(*rest.get(2)?) + 2) / 2 * 2;
        let rest = rest.get(2 + name..)?;
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let body = rest.get(4..4usize.checked_add(length)?)?;
        if number == [4, 4] {
            return Some(body.to_vec());
        }
        blocks = rest.get(4 + length + length % 2..)?;
    }
}

fn resolution(jfif: &[u8]) -> Option<Resolution> {
    let &[_, _, unit, x1, x2, y1, y2] = jfif.get(..7)? else {
        return None;
    };
    let [x, y] = [[x1, x2], [y1, y2]].map(|n| f64::from(u16::from_be_bytes(n)));
    let unit = match unit {
        1 => Unit::Inch,
        2 => Unit::Centimetre,
        _ => Unit::None,
    };
    // Pixels of which nothing is told are square.
    let told = x > 0.0 && y > 0.0 && (unit != Unit::None || x != y);
    told.then_some(Resolution { x, y, unit })
}

/// How many pictures a file holds, as its index of them says: a small TIFF file whose entry B001 is their number.
fn pictures(index: &[u8]) -> Option<usize> {
    let big = index.starts_with(b"MM");
    let number = |at: usize, bytes: usize| {
        let mut digits = index.get(at..at + bytes)?.to_vec();
        if !big {
            digits.reverse();
        }
        Some(
            digits
                .iter()
                .fold(0, |sum, digit| sum << 8 | usize::from(*digit)),
        )
    };
    let at = number(4, 4)?.min(index.len());
    let entries = number(at, 2)?.min(100);
    (0..entries)
        .map(|entry| at + 2 + 12 * entry)
        .find(|&entry| number(entry, 2) == Some(0xb001))
        .and_then(|entry| number(entry + 8, 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_in_parts_is_put_together_in_order() {
        let parts: [&[u8]; 2] = [&[2, 2, 30, 40], &[1, 2, 10, 20]];
        assert_eq!(profile(parts.into_iter()), Some(vec![10, 20, 30, 40]));
        assert_eq!(profile(parts.into_iter().take(1)), None);
    }

    #[test]
    fn press_notes_are_found_among_other_blocks() {
        let blocks = b"8BIM\x03\xed\x03abc\0\0\0\x01x\08BIM\x04\x04\0\0\0\0\0\x02hi";
        assert_eq!(press_notes(blocks), Some(b"hi".to_vec()));
        for end in 0..blocks.len() {
            press_notes(&blocks[..end]);
        }
    }

    #[test]
    fn resolution_and_number_of_pictures_are_read() {
        let found = resolution(&[1, 2, 1, 1, 44, 1, 44]).unwrap();
        assert_eq!((found.x, found.y, found.unit), (300.0, 300.0, Unit::Inch));
        assert_eq!(resolution(&[1, 2, 0, 0, 1, 0, 1]), None);
        let index = b"II*\0\x08\0\0\0\x01\0\x01\xb0\x04\0\x01\0\0\0\x03\0\0\0";
        assert_eq!(pictures(index), Some(3));
        assert_eq!(pictures(&index[..15]), None);
    }
}
