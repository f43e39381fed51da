//! Notes that go into a file behind its first bytes, where encoders leave no place for them.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::decoded::{Tags, Unit};
use crate::SeekWrite;

/// Passes bytes on, and puts some more behind the first of them.
pub(super) struct Inserted<'a> {
    out: &'a mut dyn SeekWrite,
    /// Bytes to pass before.
    before: usize,
    more: Vec<u8>,
}

impl<'a> Inserted<'a> {
    /// Puts `more` behind the first `before` bytes.
    pub(super) fn new(out: &'a mut dyn SeekWrite, before: usize, more: Vec<u8>) -> Self {
        Self { out, before, more }
    }
}

impl Write for Inserted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.before > 0 {
            let count = self.out.write(&bytes[..bytes.len().min(self.before)])?;
            self.before -= count;
            return Ok(count);
        }
        if !self.more.is_empty() {
            self.out.write_all(&std::mem::take(&mut self.more))?;
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Bytes of a PNG file before its further chunks: its mark and the chunk IHDR.
pub(super) const PNG_HEAD: usize = 8 + 25;

/// PNG's chunks of what its encoder leaves out.
pub(super) fn png_chunks(tags: &Tags) -> Vec<u8> {
    let mut out = Vec::new();
    let mut chunk = |name: &[u8; 4], body: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(name);
        crc.update(body);
        out.extend((body.len() as u32).to_be_bytes());
        out.extend_from_slice(name);
        out.extend_from_slice(body);
        out.extend(crc.sum().to_be_bytes());
    };
    if let Some(gamma) = tags.gamma {
        chunk(b"gAMA", &gamma.to_be_bytes());
    }
    if let Some(primaries) = tags.primaries {
        let body: Vec<u8> = primaries
            .iter()
            .flat_map(|part| part.to_be_bytes())
            .collect();
        chunk(b"cHRM", &body);
    }
    if let Some(cicp) = tags.cicp {
        chunk(b"cICP", &cicp);
    }
    if let Some(resolution) = tags.resolution {
        let (per_metre, unit) = match resolution.unit {
            Unit::Inch => (1.0 / 0.0254, 1),
            Unit::Centimetre => (100.0, 1),
            Unit::None => (1.0, 0),
        };
        let mut body = Vec::new();
        for value in [resolution.x, resolution.y] {
            body.extend(((value * per_metre).round() as u32).to_be_bytes());
        }
        body.push(unit);
        chunk(b"pHYs", &body);
    }
    if let Some(xmp) = &tags.xmp {
        // Not packed, in no language.
        let mut body = b"XML:com.adobe.xmp\0\0\0\0\0".to_vec();
        body.extend_from_slice(xmp);
        chunk(b"iTXt", &body);
    }
    if let Some(iptc) = &tags.iptc {
        // As ImageMagick writes it: its length, and its bytes as digits.
        let mut text = format!("\niptc\n{:>8}\n", iptc.len());
        for line in iptc.chunks(36) {
            text.extend(line.iter().map(|byte| format!("{byte:02x}")));
            text.push('\n');
        }
        let mut packer = ZlibEncoder::new(
            b"Raw profile type iptc\0\0".to_vec(),
            Compression::default(),
        );
        if packer.write_all(text.as_bytes()).is_ok()
            && let Ok(body) = packer.finish()
        {
            chunk(b"zTXt", &body);
        }
    }
    out
}

/// Bytes of a JPEG file before its further segments: its mark and the segment JFIF.
pub(super) const JPEG_HEAD: usize = 2 + 18;

/// Most bytes of a segment of a JPEG file.
pub(super) const SEGMENT: usize = 65_533;

/// What stands before XMP in its segment.
pub(super) const XMP_HEAD: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// JPEG's segments of what its encoder leaves out; what is longer than a segment stays out.
pub(super) fn jpeg_segments(tags: &Tags) -> Vec<u8> {
    let mut out = Vec::new();
    let mut segment = |marker: u8, body: &[u8]| {
        if body.len() <= SEGMENT {
            out.extend([0xff, marker]);
            out.extend((body.len() as u16 + 2).to_be_bytes());
            out.extend_from_slice(body);
        }
    };
    if let Some(xmp) = &tags.xmp {
        segment(0xe1, &[XMP_HEAD, xmp].concat());
    }
    if let Some(iptc) = &tags.iptc {
        let mut body = b"Photoshop 3.0\08BIM\x04\x04\0\0".to_vec();
        body.extend((iptc.len() as u32).to_be_bytes());
        body.extend_from_slice(iptc);
        body.extend(std::iter::repeat_n(0, iptc.len() % 2));
        segment(0xed, &body);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::decoded::{Number, Resolution, Stored};
    use super::super::save::write as save;
    use super::*;
    use crate::image::Image;

    fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
        bytes.windows(part.len()).position(|window| window == part)
    }

    #[test]
    fn notes_stand_where_readers_look_for_them() {
        let folder = tempfile::tempdir().unwrap();
        let image = Image::from_fn(3, 5, 6, |c, y, x| (c + y + x) as f32 / 12.0);
        let tags = Tags {
            xmp: Some(b"<x:xmpmeta/>".to_vec()),
            iptc: Some(b"\x1c\x02\x78\0\x02hi".to_vec()),
            resolution: Some(Resolution {
                x: 254.0,
                y: 127.0,
                unit: Unit::Inch,
            }),
            gamma: Some(100_000),
            primaries: Some([1, 2, 3, 4, 5, 6, 7, 8]),
            cicp: Some([9, 16, 0, 1]),
            ..Tags::default()
        };
        let saved = |name: &str| {
            let path = folder.path().join(name);
            save(&path, &[&image], &Stored::whole(Number::U8), &tags, None).unwrap();
            assert_eq!(crate::picture::open(&path).unwrap().dim(), (3, 5, 6));
            std::fs::read(&path).unwrap()
        };
        let png = saved("a.png");
        for part in [
            &b"\0\0\0\x04gAMA\0\x01\x86\xa0"[..],
            b"\0\0\0\x20cHRM\0\0\0\x01\0\0\0\x02",
            b"\0\0\0\x04cICP\x09\x10\0\x01",
            b"\0\0\0\x09pHYs\0\0\x27\x10\0\0\x13\x88\x01",
            b"iTXtXML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta/>",
            b"zTXtRaw profile type iptc\0\0",
        ] {
            let at = find(&png, part);
            assert!(
                at > find(&png, b"IHDR") && at < find(&png, b"IDAT"),
                "{part:?}"
            );
        }
        let jpeg = saved("a.jpg");
        assert!(
            find(
                &jpeg,
                b"\xff\xe1\0\x2bhttp://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"
            )
            .is_some()
        );
        assert!(
            find(
                &jpeg,
                b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x07\x1c\x02\x78\0\x02hi\0"
            )
            .is_some()
        );
        // Pixels per inch: 254 and 127.
        assert!(find(&jpeg, b"JFIF\0\x01\x02\x01\0\xfe\0\x7f").is_some());
        assert!(find(&saved("a.webp"), b"XMP \x0c\0\0\0<x:xmpmeta/>").is_some());
        let tiff = super::super::original::Original::open(&{
            saved("a.tif");
            folder.path().join("a.tif")
        });
        let kept = &tiff.unwrap().tags;
        assert_eq!(
            (&kept.xmp, &kept.iptc, kept.resolution),
            (&tags.xmp, &tags.iptc, tags.resolution)
        );
    }
}
