//! The Netpbm family: PBM, PGM, PPM, PAM and PFM, in letters or in bytes.
//!
//! A head in letters gives the size and the largest value, which stands for white: 255 for most, 4095 for 12 bits,
//! anything up to
//! 65535. PFM holds floating point, its rows from the bottom up; the sign of its scale tells the order of bytes.

use std::path::Path;

use crate::StoreError;
use crate::picture::decoded::{Decoded, Number, Stored};
use crate::picture::limits::check_size;
use crate::picture::raster::on_white;
use crate::picture::refusal::damaged;
use crate::picture::scale::{Hints, Numbers, Page, scaled};

/// What the head of a file says.
struct Head {
    width: usize,
    height: usize,
    /// Numbers of a pixel.
    per_pixel: usize,
    /// The number that stands for white.
    most: f64,
    pixels: Pixels,
}

/// How the pixels are written.
#[derive(Clone, Copy, PartialEq)]
enum Pixels {
    /// Numbers in letters.
    Letters,
    /// One letter or one bit a pixel; 1 is black.
    BitLetters,
    Bits,
    Bytes,
    Floats {
        big: bool,
    },
}

/// Reads a picture of the Netpbm family.
///
/// # Errors
/// [`StoreError`], when the file is too large or breaks the format's rules.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let broken = || damaged(path, "Netpbm", "its head is broken");
    let mut text = Text { bytes, at: 2 };
    let head = match bytes.get(1) {
        Some(b'7') => pam_head(&mut text),
        Some(_) => plain_head(bytes, &mut text),
        None => None,
    };
    let head = head.ok_or_else(broken)?;
    check_size(path, head.width as u64, head.height as u64)?;
    if !(1..=4).contains(&head.per_pixel) {
        return Err(StoreError::new(
            path,
            format!("its pixels have {} numbers each", head.per_pixel),
            "save it with one or three of them as PGM or PPM",
        )
        .expecting("1 (grey), 2 (grey and opacity), 3 (colour) or 4 (colour and opacity)"));
    }
    let count = head.width * head.height * head.per_pixel;
    let short = || damaged(path, "Netpbm", "its end is missing");
    let values = read(&head, &mut text, count).ok_or_else(short)?;
    let number = match head.pixels {
        Pixels::Floats { .. } => Number::F32,
        Pixels::Bits | Pixels::BitLetters => Number::unsigned(1),
        _ if head.most > 255.0 => Number::U16,
        _ => Number::U8,
    };
    let mut found = if number == Number::F32 {
        floating(&values, &head)
    } else {
        let image = on_white(&values, head.per_pixel, head.height, head.width, |v| v);
        let stored = Stored {
            white: head.most,
            ..Stored::whole(number)
        };
        Decoded::of(image, stored)
    };
    found.facts.opacity = head.per_pixel % 2 == 0;
    if ![1.0, 255.0, 65_535.0].contains(&head.most) {
        found.words.push(format!(
            "its values run over 0..{}, as the file says",
            head.most
        ));
    }
    if text.another() {
        found
            .words
            .push("only the first of its pictures is read".into());
    }
    Ok(found)
}

/// Floating point, which may lie in any range.
fn floating(values: &[f32], head: &Head) -> Decoded {
    let plane = |c: usize| values.iter().skip(c).step_by(head.per_pixel).copied();
    let page = Page {
        numbers: Numbers::Single((0..head.per_pixel).flat_map(plane).collect()),
        shape: (head.per_pixel, head.height, head.width),
        opacity: None,
    };
    let (mut pages, stored, words) = scaled(vec![page], Number::F32, &Hints::default());
    let mut found = Decoded::of(pages.swap_remove(0), stored);
    found.words = words;
    found
}

fn plain_head(bytes: &[u8], text: &mut Text<'_>) -> Option<Head> {
    let kind = *bytes.get(1)?;
    let width = text.number()?;
    let height = text.number()?;
    let colour = matches!(kind, b'3' | b'6' | b'F');
    let (most, pixels) = match kind {
        b'1' => (1.0, Pixels::BitLetters),
        b'4' => (1.0, Pixels::Bits),
        b'F' | b'f' => {
            let scale: f64 = std::str::from_utf8(text.word()?).ok()?.parse().ok()?;
            (1.0, Pixels::Floats { big: scale > 0.0 })
        }
        _ => {
            let most = text.number().filter(|most| (1..=65_535).contains(most))?;
            let letters = matches!(kind, b'2' | b'3');
            let pixels = if letters {
                Pixels::Letters
            } else {
                Pixels::Bytes
            };
            (most as f64, pixels)
        }
    };
    // Exactly one space or line end comes before pixels in bytes.
    text.at += 1;
    Some(Head {
        width,
        height,
        per_pixel: if colour { 3 } else { 1 },
        most,
        pixels,
    })
}

fn pam_head(text: &mut Text<'_>) -> Option<Head> {
    let (mut width, mut height, mut depth, mut most) = (None, None, None, None);
    loop {
        match text.word()? {
            b"WIDTH" => width = text.number(),
            b"HEIGHT" => height = text.number(),
            b"DEPTH" => depth = text.number(),
            b"MAXVAL" => most = text.number().filter(|most| (1..=65_535).contains(most)),
            b"ENDHDR" => break,
            // The kind of pixels, in words, which their number tells as well.
            _ => text.end_line(),
        }
    }
    text.at += 1;
    Some(Head {
        width: width?,
        height: height?,
        per_pixel: depth?,
        most: most? as f64,
        pixels: Pixels::Bytes,
    })
}

/// The numbers of the pixels, 0..1, pixel after pixel and the upper row first; none when some are missing.
fn read(head: &Head, text: &mut Text<'_>, count: usize) -> Option<Vec<f32>> {
    let most = head.most;
    let unit = |number: f64| (number / most) as f32;
    let row = head.width * head.per_pixel;
    match head.pixels {
        // Every number takes two letters or more: a claim is not given memory for more than the file can hold.
        Pixels::Letters => {
            let mut values = Vec::with_capacity(count.min(text.bytes.len()));
            for _ in 0..count {
                values.push(unit((text.number()? as f64).min(most)));
            }
            Some(values)
        }
        Pixels::BitLetters => {
            let mut values = Vec::with_capacity(count.min(text.bytes.len()));
            for _ in 0..count {
                values.push(match text.letter()? {
                    b'0' => 1.0,
                    b'1' => 0.0,
                    _ => return None,
                });
            }
            Some(values)
        }
        Pixels::Bits => {
            let rows = text.take(row.div_ceil(8).checked_mul(head.height)?)?;
            let mut values = Vec::with_capacity(count);
            for bits in rows.chunks_exact(row.div_ceil(8)) {
                let bit = |x: usize| bits[x / 8] >> (7 - x % 8) & 1;
                values.extend((0..row).map(|x| 1.0 - f32::from(bit(x))));
            }
            Some(values)
        }
        Pixels::Bytes if most > 255.0 => {
            let words = text.take(count.checked_mul(2)?)?.chunks_exact(2);
            let value = |word: &[u8]| f64::from(u16::from_be_bytes([word[0], word[1]]));
            Some(words.map(|word| unit(value(word).min(most))).collect())
        }
        Pixels::Bytes => {
            let all = text.take(count)?;
            Some(all.iter().map(|&n| unit(f64::from(n).min(most))).collect())
        }
        Pixels::Floats { big } => {
            let all = text.take(count.checked_mul(4)?)?;
            let value = |n: &[u8]| {
                let n = [n[0], n[1], n[2], n[3]];
                if big {
                    f32::from_be_bytes(n)
                } else {
                    f32::from_le_bytes(n)
                }
            };
            let rows = all.chunks_exact(4 * row).rev();
            Some(
                rows.flat_map(|row| row.chunks_exact(4).map(value))
                    .collect(),
            )
        }
    }
}

/// A file read letter by letter.
struct Text<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Text<'a> {
    /// The next letter that is neither space nor comment.
    fn letter(&mut self) -> Option<u8> {
        loop {
            let letter = *self.bytes.get(self.at)?;
            self.at += 1;
            match letter {
                b'#' => self.end_line(),
                _ if letter.is_ascii_whitespace() => {}
                _ => return Some(letter),
            }
        }
    }

    /// The next word; what ends it is not taken.
    fn word(&mut self) -> Option<&'a [u8]> {
        self.letter()?;
        let rest = self.bytes.get(self.at - 1..)?;
        let ends = |letter: &u8| letter.is_ascii_whitespace() || *letter == b'#';
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length - 1;
        rest.get(..length)
    }

    fn number(&mut self) -> Option<usize> {
        std::str::from_utf8(self.word()?).ok()?.parse().ok()
    }

    fn end_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|letter| *letter == b'\n');
        self.at += length.unwrap_or(rest.len());
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..)?.get(..count)?;
        self.at += count;
        Some(taken)
    }

    /// Whether another picture follows.
    fn another(&mut self) -> bool {
        self.letter() == Some(b'P') && matches!(self.bytes.get(self.at), Some(b'1'..=b'7'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Decoded {
        decode(Path::new("a.pnm"), bytes).unwrap()
    }

    #[test]
    fn every_kind_gives_the_numbers_that_it_holds() {
        for (bytes, channels, expected) in [
            (
                &b"P1\n# bits\n3 2\n1 0 1 010"[..],
                1,
                [0.0, 1.0, 0.0, 1.0, 0.0, 1.0],
            ),
            (b"P4 3 2\n\xa0\x40", 1, [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]),
            (
                b"P2 3 2 4\n0 1 2 # half\n3 4 9",
                1,
                [0.0, 0.25, 0.5, 0.75, 1.0, 1.0],
            ),
            (
                b"P5 3 2 5\n\0\x01\x02\x03\x04\x05",
                1,
                [0.0, 0.2, 0.4, 0.6, 0.8, 1.0],
            ),
            (
                b"P5\n3 2\n4095\n\0\0\0\x0f\0\xff\x0f\xff\x0f\0\x03\x33",
                1,
                [
                    0.0,
                    15.0 / 4095.0,
                    255.0 / 4095.0,
                    1.0,
                    3840.0 / 4095.0,
                    0.2,
                ],
            ),
            (
                b"P6 1 2 255\n\xff\0\x33\x66\x99\xcc",
                3,
                [1.0, 0.4, 0.0, 0.6, 0.2, 0.8],
            ),
            (
                b"P3 2 1 255 255 51 0 102 153 204",
                3,
                [1.0, 0.4, 0.2, 0.6, 0.0, 0.8],
            ),
            (
                b"P7\nWIDTH 1\nHEIGHT 2\nDEPTH 3\nMAXVAL 255\nTUPLTYPE \
                RGB\nENDHDR\n\xff\0\x33\x66\x99\xcc",
                3,
                [1.0, 0.4, 0.0, 0.6, 0.2, 0.8],
            ),
            (
                b"Pf\n3 2\n1.0\n?@\0\0?\0\0\0>\x80\0\0\0\0\0\0=\x80\0\0>\0\0\0",
                1,
                [0.0, 0.0625, 0.125, 0.75, 0.5, 0.25],
            ),
            (
                b"Pf\n3 \
                2\n-1.0\n\0\0@?\0\0\0?\0\0\x80>\0\0\0\0\0\0\x80=\0\0\0>",
                1,
                [0.0, 0.0625, 0.125, 0.75, 0.5, 0.25],
            ),
        ] {
            let found = decoded(bytes);
            assert_eq!(found.image.channels(), channels, "{bytes:?}");
            for (value, right) in found.image.pixels().iter().zip(expected) {
                assert!(
                    (value - right).abs() < 1e-6,
                    "{bytes:?}: {:?}",
                    found.image.pixels()
                );
            }
            let short = decode(Path::new("a.pnm"), &bytes[..bytes.len() - 1]);
            assert!(
                short.is_err() || bytes.starts_with(b"P2") || bytes.starts_with(b"P3"),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn the_largest_value_and_further_pictures_are_told() {
        let twelve = decoded(b"P5 1 1 4095\n\x0f\xff");
        assert_eq!(
            (twelve.stored.number, twelve.stored.white),
            (Number::U16, 4095.0)
        );
        assert!(twelve.words[0].contains("0..4095"), "{:?}", twelve.words);
        let usual = decoded(b"P5 1 1 255\n\xff");
        assert_eq!(usual.words, Vec::<String>::new());
        let two = decoded(b"P5 1 1 255\n\xffP5 1 1 255\n\xff");
        assert!(two.words[0].contains("only the first"), "{:?}", two.words);
    }

    #[test]
    fn claims_are_judged_before_memory_is_taken() {
        for bytes in [
            &b"P5 100000 100000 255\n"[..],
            b"P2 100000 1000 255\n1",
            b"P7\nWIDTH 3\nHEIGHT 3\nDEPTH 9\nMAXVAL 255\nENDHDR\n",
            b"P5 0 1 255\n",
        ] {
            assert!(decode(Path::new("a.pnm"), bytes).is_err(), "{bytes:?}");
        }
    }
}
