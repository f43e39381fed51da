//! A camera's notes (Exif): a small TIFF file inside a picture. Only what must not be told twice is touched.

use image::metadata::Orientation;

/// Takes the orientation and the small preview out of a camera's notes: the pixels are turned upright when they are
/// read, and the preview shows the picture as it was. Gives the orientation, and whether there was a preview.
pub(super) fn settle(exif: &mut [u8]) -> (Orientation, bool) {
    let mut notes = exif.to_vec();
    let turned = Orientation::remove_from_exif_chunk(&mut notes);
    exif.copy_from_slice(&notes);
    let preview = forget_preview(exif).unwrap_or(false);
    (turned.unwrap_or(Orientation::NoTransforms), preview)
}

/// Ends the chain of directories after the first: the second one is the preview's.
fn forget_preview(exif: &mut [u8]) -> Option<bool> {
    let big = exif.starts_with(b"MM");
    let number = |at: usize, bytes: usize| {
        let mut digits = exif.get(at..at.checked_add(bytes)?)?.to_vec();
        if !big {
            digits.reverse();
        }
        Some(
            digits
                .iter()
                .fold(0, |sum, digit| sum << 8 | usize::from(*digit)),
        )
    };
    let first = number(4, 4)?;
    let next = first + 2 + 12 * number(first, 2)?;
    let preview = number(next, 4)? != 0;
    exif.get_mut(next..next + 4)?.fill(0);
    Some(preview)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orientation_and_preview_are_taken_out() {
        for big in [false, true] {
            let n = |value: u32, bytes: usize| {
                let mut digits = value.to_be_bytes()[4 - bytes..].to_vec();
                if !big {
                    digits.reverse();
                }
                digits
            };
            let mut exif = if big { b"MM".to_vec() } else { b"II".to_vec() };
            for (value, bytes) in [
                (42, 2),
                (8, 4),
                (1, 2),
                (0x112, 2),
                (3, 2),
                (1, 4),
                (6, 2),
                (0, 2),
                (26, 4),
                (0, 2),
            ] {
                exif.extend(n(value, bytes));
            }
            let mut short = exif[..20].to_vec();
            assert_eq!(settle(&mut exif), (Orientation::Rotate90, true), "{big}");
            assert_eq!(
                settle(&mut exif),
                (Orientation::NoTransforms, false),
                "{big}"
            );
            // Notes that are cut off make nothing worse.
            settle(&mut short);
            settle(&mut short[..3]);
        }
    }
}
