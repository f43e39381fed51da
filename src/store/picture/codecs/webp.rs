//! WebP files.

use std::path::Path;

use image::ImageFormat;

use crate::StoreError;
use crate::picture::decoded::Decoded;
use crate::picture::dynamic;

/// A picture.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let mut found = dynamic::decode(path, bytes, ImageFormat::WebP, "WebP")?;
    let frames = frames(bytes);
    if frames > 1 {
        let words = format!("only the first of its {frames} pictures is read");
        found.words.push(words);
    }
    Ok(found)
}

/// How many frames a film has, by walking along its chunks; 0 for a single picture.
fn frames(bytes: &[u8]) -> usize {
    let (mut at, mut count) = (12, 0);
    while let Some(head) = bytes.get(at..at + 8) {
        count += usize::from(head.starts_with(b"ANMF"));
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        at += 8 + length.next_multiple_of(2);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_counted_along_the_chunks() {
        let chunk = |name: &[u8; 4], length: u32| {
            let mut bytes = name.to_vec();
            bytes.extend(length.to_le_bytes());
            bytes.extend(vec![0; length.next_multiple_of(2) as usize]);
            bytes
        };
        let mut file = b"RIFF\0\0\0\0WEBP".to_vec();
        assert_eq!(frames(&file), 0);
        file.extend(chunk(b"VP8X", 10));
        file.extend(chunk(b"ANMF", 17));
        file.extend(chunk(b"ANMF", 4));
        assert_eq!(frames(&file), 2);
        file.extend(b"ANMF\xff\xff\xff\xff");
        assert_eq!(frames(&file), 3);
    }
}
