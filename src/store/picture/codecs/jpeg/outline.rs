//! The outline of a JPEG file: its segments, its frame and its scans, found without decoding anything.
//!
//! A file is a row of segments, each `FF`, a marker, and (for most) a length that counts itself. After the marker of a
//! scan come coded pixels, in which `FF` is followed by `00` or by a restart marker; anything else ends the scan.

/// A JPEG file's outline.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    /// Notes: application segments and comments, by marker, in their order.
    pub(super) notes: Vec<(u8, &'a [u8])>,
    /// The frame: size and kind.
    pub(super) frame: Option<Frame>,
    /// How often the pixels are passed over.
    pub(super) scans: usize,
    /// The height as told after the first scan, and not by the frame.
    pub(super) late_height: Option<u16>,
    /// Where the file goes on after its end marker; none when that is missing.
    pub(super) end: Option<usize>,
}

/// What a frame's header tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// The marker, which tells the way of coding: C0 baseline, C2 progressive, C3 lossless, C9 arithmetic …
    pub(super) kind: u8,
    /// Bits of a number.
    pub(super) bits: u8,
    /// Rows of pixels; 0 where they are told later.
    pub(super) height: u16,
    /// Pixels of a row.
    pub(super) width: u16,
    /// Channels.
    pub(super) channels: u8,
    /// Where the height stands in the file.
    pub(super) height_at: usize,
}

/// Reads the outline of the file `bytes`, as far as it goes.
pub(super) fn outline(bytes: &[u8]) -> Outline<'_> {
    let mut found = Outline::default();
    let mut at = 2;
    while let Some(&[0xff, marker]) = bytes.get(at..at + 2) {
        at += match marker {
            // A fill byte before a marker.
            0xff => 1,
            0xd9 => {
                found.end = Some(at + 2);
                return found;
            }
            // Markers that stand alone.
            0x01 | 0xd0..=0xd8 => 2,
            _ => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else {
                    return found;
                };
                let length = usize::from(u16::from_be_bytes([high, low]));
                let Some(body) = bytes.get(at + 4..at + 2 + length) else {
                    return found;
                };
                note(&mut found, marker, body, at + 4);
                2 + length
            }
        };
        if marker == 0xda {
            at = coded_end(bytes, at);
        }
    }
    found
}

fn note<'a>(found: &mut Outline<'a>, marker: u8, body: &'a [u8], at: usize) {
    match marker {
        0xda => found.scans += 1,
        0xdc => found.late_height = body.get(..2).map(|n| u16::from_be_bytes([n[0], n[1]])),
        0xe0..=0xef | 0xfe => found.notes.push((marker, body)),
        // Frames; C4, C8 and CC are tables.
        0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xf7 if found.frame.is_none() => {
            if let Some(&[bits, h1, h2, w1, w2, channels]) = body.get(..6) {
                found.frame = Some(Frame {
                    kind: marker,
                    bits,
                    height: u16::from_be_bytes([h1, h2]),
                    width: u16::from_be_bytes([w1, w2]),
                    channels,
                    height_at: at + 1,
                });
            }
        }
        _ => {}
    }
}

/// Where the coded pixels that begin at `at` end: at a marker that is no restart.
fn coded_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(rest) = bytes.get(at..) {
        let Some(found) = rest.iter().position(|&byte| byte == 0xff) else {
            break;
        };
        at += found;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => break,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scans_are_counted_and_the_end_is_found() {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1, 0, 4, 7, 8];
        bytes.extend([0xff, 0xc2, 0, 11, 8, 0, 0, 0, 5, 1, 1, 0x11, 0]);
        for _ in 0..2 {
            bytes.extend([0xff, 0xda, 0, 3, 9, 1, 0xff, 0x00, 2, 0xff, 0xd3, 0xd9]);
        }
        bytes.extend([0xff, 0xdc, 0, 4, 0, 6]);
        let short = outline(&bytes);
        assert_eq!((short.scans, short.end), (2, None));
        bytes.extend([0xff, 0xff, 0xd9, 1, 2, 3]);
        let whole = outline(&bytes);
        assert_eq!((whole.scans, whole.end), (2, Some(bytes.len() - 3)));
        assert_eq!(whole.late_height, Some(6));
        assert_eq!(whole.notes, [(0xe1, &[7, 8][..])]);
        let frame = whole.frame.unwrap();
        assert_eq!((frame.kind, frame.bits, frame.height), (0xc2, 8, 0));
        assert_eq!((frame.width, frame.channels), (5, 1));
        assert_eq!(bytes[frame.height_at..frame.height_at + 2], [0, 0]);
        for end in 0..bytes.len() {
            // Nothing of what is cut off makes it panic.
            let _ = outline(&bytes[..end]);
        }
    }
}
