//! What a file is, told by its first bytes; its name may lie.

use std::io::Read;

use flate2::read::GzDecoder;

use super::picture::boxes::brands;

/// A picture format that can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Portable network graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
    /// Windows bitmap.
    Bmp,
    /// Tagged image file format.
    Tiff,
    /// A NumPy array.
    Npy,
    /// GIF.
    Gif,
    /// PBM, PGM, PPM, PAM and PFM.
    Netpbm,
    /// The "quite OK image format".
    Qoi,
    /// Truevision's TGA.
    Tga,
    /// Radiance's HDR.
    Radiance,
    /// Farbfeld.
    Farbfeld,
    /// The flexible image transport system of astronomy, as it is or compressed by gzip.
    Fits,
    /// OpenEXR.
    Exr,
    /// JPEG XL.
    Jxl,
    /// AVIF.
    Avif,
    /// HEIC.
    Heic,
}

impl Format {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Npy => "NPY",
            Self::Gif => "GIF",
            Self::Netpbm => "Netpbm",
            Self::Qoi => "QOI",
            Self::Tga => "TGA",
            Self::Radiance => "Radiance",
            Self::Farbfeld => "farbfeld",
            Self::Fits => "FITS",
            Self::Exr => "OpenEXR",
            Self::Jxl => "JPEG XL",
            Self::Avif => "AVIF",
            Self::Heic => "HEIC",
        }
    }

    /// The format of a file that begins with `bytes`: its first [`ENOUGH`], or all of them.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        let any = |all: &[&[u8]]| all.iter().any(|magic| bytes.starts_with(magic));
        if starts(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if starts(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else if starts(b"BM") {
            Some(Self::Bmp)
        } else if any(&[b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]) {
            Some(Self::Tiff)
        } else if starts(b"\x93NUMPY") {
            Some(Self::Npy)
        } else if any(&[b"GIF87a", b"GIF89a"]) {
            Some(Self::Gif)
        } else if starts(b"qoif") {
            Some(Self::Qoi)
        } else if starts(b"farbfeld") {
            Some(Self::Farbfeld)
        } else if any(&[b"#?RADIANCE", b"#?RGBE"]) {
            Some(Self::Radiance)
        } else if starts(b"\x76\x2f\x31\x01") {
            Some(Self::Exr)
        } else if any(&[b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"]) {
            Some(Self::Jxl)
        } else if starts(b"SIMPLE  =") || gzip_of_fits(bytes) {
            Some(Self::Fits)
        } else if is_netpbm(bytes) {
            Some(Self::Netpbm)
        } else if let Some(format) = in_boxes(bytes) {
            Some(format)
        } else {
            is_tga(bytes).then_some(Self::Tga)
        }
    }
}

/// So many first bytes of a file tell its format.
pub const ENOUGH: u64 = 4_096;

fn is_netpbm(bytes: &[u8]) -> bool {
    matches!(bytes, [b'P', b'1'..=b'7' | b'F' | b'f', space, ..] if space.is_ascii_whitespace() || *space == b'#')
}

fn gzip_of_fits(bytes: &[u8]) -> bool {
    let mut start = [0; 9];
    bytes.starts_with(b"\x1f\x8b")
        && GzDecoder::new(bytes).read_exact(&mut start).is_ok()
        && &start == b"SIMPLE  ="
}

/// Pictures in boxes; the first brand that is known decides, for some files may be read in several ways.
fn in_boxes(bytes: &[u8]) -> Option<Format> {
    let brands = brands(bytes);
    let has = |some: &[&[u8; 4]]| brands.iter().any(|brand| some.contains(&brand));
    if has(&[b"avif", b"avis"]) {
        Some(Format::Avif)
    } else if has(&[
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
    ]) {
        Some(Format::Heic)
    } else {
        None
    }
}

/// TGA has no mark in front: its head must make sense throughout.
fn is_tga(bytes: &[u8]) -> bool {
    let Some(
        &[
            _,
            map,
            kind,
            m1,
            m2,
            l1,
            l2,
            entry,
            _,
            _,
            _,
            _,
            w1,
            w2,
            h1,
            h2,
            bits,
            flags,
        ],
    ) = bytes.get(..18)
    else {
        return false;
    };
    let coloured = match (map, kind) {
        (1, 1 | 9) => (l1, l2) != (0, 0) && matches!(entry, 15 | 16 | 24 | 32) && bits == 8,
        (0, 2 | 10) => matches!(bits, 15 | 16 | 24 | 32),
        (0, 3 | 11) => matches!(bits, 8 | 16),
        _ => false,
    };
    let mapless = map == 1 || [m1, m2, l1, l2, entry] == [0; 5];
    coloured && mapless && (w1, w2) != (0, 0) && (h1, h2) != (0, 0) && flags >> 6 == 0
}

/// Endings of pictures' names, for finding the pictures of a folder.
pub const ENDINGS: &[&str] = &[
    "png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "bmp", "dib", "tif", "tiff", "dng", "npy",
    "gif", "pbm", "pgm", "ppm", "pnm", "pam", "pfm", "qoi", "tga", "hdr", "ff", "fits", "fit",
    "fts", "exr", "jxl", "avif", "heic", "heif", "hif",
];

/// A list of the formats, for messages.
pub const FORMATS: &str = "PNG, JPEG, WebP, BMP, TIFF, NPY, GIF, PGM, QOI, TGA, farbfeld, Radiance, FITS, OpenEXR, \
    JPEG XL, AVIF or HEIC";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        let gzip = |text: &[u8]| {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut encoder, text).unwrap();
            encoder.finish().unwrap()
        };
        for (bytes, format) in [
            (&b"P5 3 3 255 "[..], Some(Format::Netpbm)),
            (b"P7\nWIDTH 3", Some(Format::Netpbm)),
            (b"Pf\n3 3\n-1\n", Some(Format::Netpbm)),
            (b"P8 3 3", None),
            (b"Perhaps", None),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", Some(Format::Avif)),
            (b"\0\0\0\x14ftypheic\0\0\0\0mif1", Some(Format::Heic)),
            (b"\0\0\0\x14ftypisom\0\0\0\0mp42", None),
            (
                b"\0\0\x02\0\0\0\0\0\0\0\0\0\x03\0\x03\0\x18\0",
                Some(Format::Tga),
            ),
            (b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0\0\0\x08\0", None),
            (&gzip(b"SIMPLE  =                    T"), Some(Format::Fits)),
            (&gzip(b"something else"), None),
        ] {
            assert_eq!(Format::of(bytes), format, "{bytes:?}");
        }
    }
}
