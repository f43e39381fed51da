//! Pictures inside an SVG text: an uncompressed PNG as a `data:` address.
//!
//! PNG (ISO/IEC 15948): signature, then chunks of length, type, data and CRC-32; the pixels are one zlib stream
//! (RFC 1950) of stored blocks (RFC 1951, section 3.2.4), so no compression is needed to write one.

use crate::image::Image;

/// Most bytes of one stored block.
const BLOCK: usize = 65_535;

/// The picture, clipped to 0..1 and in eight bits, as an address that an SVG `image` can name.
pub fn address(image: &Image) -> String {
    let (channels, height, width) = image.dim();
    let colour = channels >= 3;
    let code = |c, y, x| (image.array()[[c, y, x]].clamp(0.0, 1.0) * 255.0).round() as u8;
    let mut rows = Vec::with_capacity(height * (1 + width * if colour { 3 } else { 1 }));
    for y in 0..height {
        rows.push(0);
        for x in 0..width {
            for c in 0..if colour { 3 } else { 1 } {
                rows.push(code(c, y, x));
            }
        }
    }
    let mut header = Vec::new();
    header.extend((width as u32).to_be_bytes());
    header.extend((height as u32).to_be_bytes());
    header.extend([8, if colour { 2 } else { 0 }, 0, 0, 0]);

    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(&mut png, *b"IDAT", &stored(&rows));
    chunk(&mut png, *b"IEND", &[]);
    format!("data:image/png;base64,{}", base64(&png))
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    png.extend((data.len() as u32).to_be_bytes());
    let from = png.len();
    png.extend(kind);
    png.extend(data);
    let check = crc32(&png[from..]);
    png.extend(check.to_be_bytes());
}

/// A zlib stream of stored blocks.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = bytes.len().div_ceil(BLOCK).max(1);
    for at in 0..blocks {
        let block = &bytes[at * BLOCK..((at + 1) * BLOCK).min(bytes.len())];
        let length = block.len() as u16;
        stream.push(u8::from(at + 1 == blocks));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            if digit <= three.len() {
                text.push(char::from(DIGITS[(word >> (18 - 6 * digit)) as usize & 63]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the standards.
    #[test]
    fn sums_and_digits_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        let texts: Vec<_> = [&b"f"[..], b"fo", b"foo"].map(base64).into();
        assert_eq!(texts, ["Zg==", "Zm8=", "Zm9v"]);
        let wikipedia = stored(b"Wikipedia");
        assert_eq!(
            wikipedia[wikipedia.len() - 4..],
            0x11E6_0398_u32.to_be_bytes()
        );
    }

    #[test]
    fn another_decoder_reads_the_picture() {
        // Larger than one stored block, so that the blocks' seams are tested too.
        let image = Image::from_fn(3, 150, 160, |c, y, x| {
            ((x + 2 * y + 3 * c) % 256) as f32 / 255.0
        });
        let text = address(&image);
        let bytes = decode_base64(text.trim_start_matches("data:image/png;base64,"));
        let decoded = ::image::load_from_memory(&bytes).unwrap().to_rgb8();
        assert_eq!(decoded.dimensions(), (160, 150));
        for (x, y, pixel) in decoded.enumerate_pixels() {
            let expected = [0, 1, 2].map(|c| ((x + 2 * y + 3 * c) % 256) as u8);
            assert_eq!(pixel.0, expected);
        }
    }

    fn decode_base64(text: &str) -> Vec<u8> {
        let digit = |sign: u8| match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        let mut bytes = Vec::new();
        for four in text.as_bytes().chunks(4) {
            let word = four.iter().fold(0_u32, |word, sign| {
                word << 6
                    | if *sign == b'=' {
                        0
                    } else {
                        u32::from(digit(*sign))
                    }
            });
            let kept = 3 - four.iter().filter(|sign| **sign == b'=').count();
            bytes.extend_from_slice(&word.to_be_bytes()[1..1 + kept]);
        }
        bytes
    }
}
