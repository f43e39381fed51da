//! PNG files. What the `image` crate does not hand on of them is read here: how values stand for light, resolution, and
//! whether they move.

use std::path::Path;

use image::ImageFormat;

use crate::StoreError;
use crate::picture::decoded::{Decoded, Resolution, Unit};
use crate::picture::dynamic;

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged or too large.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let mut found = dynamic::decode(path, bytes, ImageFormat::Png, "PNG")?;
    for (kind, body) in chunks(bytes) {
        let number = |at: usize| {
            let four = body.get(4 * at..4 * at + 4)?;
            Some(u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
        };
        match kind {
            b"gAMA" => found.tags.gamma = number(0),
            b"cHRM" => {
                let all: Option<Vec<u32>> = (0..8).map(number).collect();
                found.tags.primaries = all.and_then(|all| all.try_into().ok());
            }
            b"cICP" => found.tags.cicp = body.try_into().ok(),
            b"pHYs" => found.tags.resolution = resolution(number(0), number(1), body.get(8)),
            b"acTL" => {
                let frames = number(0).unwrap_or(1);
                if frames > 1 {
                    found
                        .words
                        .push(format!("only the first of its {frames} pictures is read"));
                }
            }
            b"mDCV" | b"cLLI" => found.words.push(
                "its notes on the HDR screen it was made for are left out when it is saved".into(),
            ),
            _ => {}
        }
    }
    found.words.dedup();
    Ok(found)
}

/// Pixels of a metre as those of an inch.
fn resolution(x: Option<u32>, y: Option<u32>, unit: Option<&u8>) -> Option<Resolution> {
    let (x, y) = (f64::from(x?), f64::from(y?));
    let metres = *unit? == 1;
    let told = x > 0.0 && y > 0.0 && (metres || x != y);
    told.then(|| Resolution {
        x: if metres { x / 100.0 } else { x },
        y: if metres { y / 100.0 } else { y },
        unit: if metres { Unit::Centimetre } else { Unit::None },
    })
}

/// The chunks between a file's head and its pixels: kind and contents.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut at = 8;
    std::iter::from_fn(move || {
        let length = bytes.get(at..at + 4)?;
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
        let kind: &[u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let body = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        at += 12 + length;
        (kind != b"IDAT").then_some((kind, body))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture with that chunk after its head.
    fn with_chunk(kind: &[u8; 4], body: &[u8]) -> Decoded {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data");
        let mut bytes = std::fs::read(folder.join("words.png")).unwrap();
        let mut chunk = (body.len() as u32).to_be_bytes().to_vec();
        chunk.extend(kind);
        chunk.extend(body);
        chunk.extend(crc32fast::hash(&chunk[4..]).to_be_bytes());
        bytes.splice(33..33, chunk);
        decode(Path::new("a.png"), &bytes).unwrap()
    }

    #[test]
    fn how_values_stand_for_light_is_read() {
        let gamma = with_chunk(b"gAMA", &100_000_u32.to_be_bytes());
        assert_eq!(gamma.tags.gamma, Some(100_000));
        let eight: Vec<u8> = (1..=8_u32).flat_map(u32::to_be_bytes).collect();
        let primaries = with_chunk(b"cHRM", &eight).tags.primaries;
        assert_eq!(primaries, Some([1, 2, 3, 4, 5, 6, 7, 8]));
        assert_eq!(
            with_chunk(b"cICP", &[9, 16, 0, 1]).tags.cicp,
            Some([9, 16, 0, 1])
        );
        let broken = with_chunk(b"cICP", &[9]);
        assert_eq!(broken.tags.cicp, None);
    }

    #[test]
    fn resolution_is_read_and_moving_pictures_are_told() {
        let body = [
            &11_811_u32.to_be_bytes()[..],
            &11_811_u32.to_be_bytes(),
            &[1],
        ]
        .concat();
        let found = with_chunk(b"pHYs", &body).tags.resolution.unwrap();
        assert_eq!((found.x, found.unit), (118.11, Unit::Centimetre));
        let film =
            std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/film.png"));
        let found = decode(Path::new("a.png"), &film.unwrap()).unwrap();
        assert_eq!(found.words, ["only the first of its 3 pictures is read"]);
    }
}
