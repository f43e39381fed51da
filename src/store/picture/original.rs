//! A picture as it was found: pixels, and what must not be lost when a changed version is saved.

use std::path::Path;

use super::decoded::{Decoded, Facts, Kind, Number, Stored, Tags};
use super::open::{decode_original, read_bytes};
use super::save::{Depth, save_tagged};
use crate::image::Image;
use crate::store::StoreError;
use crate::store::magic::Format;

/// A picture and how it was stored.
#[derive(Clone, Debug)]
pub struct Original {
    /// The pixels, upright.
    pub image: Image,
    format: Format,
    stored: Stored,
    tags: Tags,
    pages: Vec<Image>,
    words: Vec<String>,
    facts: Facts,
}

impl Original {
    /// Opens a picture.
    ///
    /// # Errors
    /// As [`super::open::open`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let bytes = read_bytes(path)?;
        decode_original(path, &bytes)
    }

    /// A picture that comes from no file; it would be kept as a PNG of 8 bits.
    pub fn of(image: Image) -> Self {
        Self {
            image,
            format: Format::Png,
            stored: Stored::whole(Number::U8),
            tags: Tags::default(),
            pages: Vec::new(),
            words: Vec::new(),
            facts: Facts::default(),
        }
    }

    /// What a codec found in a file of that format.
    pub(super) fn found(decoded: Decoded, format: Format) -> Self {
        Self {
            image: decoded.image,
            format,
            stored: decoded.stored,
            tags: decoded.tags,
            pages: decoded.pages,
            words: decoded.words,
            facts: decoded.facts,
        }
    }

    /// How finely the pixels were stored.
    pub fn depth(&self) -> Depth {
        let number = self.stored.number;
        match (number.kind, number.bits) {
            (Kind::Unsigned, ..=8) => Depth::Eight,
            (Kind::Unsigned, ..=16) => Depth::Sixteen,
            _ => Depth::Float,
        }
    }

    /// The ending of names under which a changed version is saved in the same format. Of formats that are not written, the nearest.
    pub fn ending(&self) -> &'static str {
        match self.format {
            Format::Jpeg => "jpg",
            Format::WebP => "webp",
            Format::Tiff => "tif",
            Format::Npy => "npy",
            Format::Png
            | Format::Bmp
            | Format::Gif
            | Format::Qoi
            | Format::Tga
            | Format::Farbfeld => "png",
            Format::Netpbm | Format::Jxl | Format::Avif | Format::Heic => self.nearest(),
            Format::Fits | Format::Exr | Format::Radiance => "tif",
        }
    }

    /// PNG for what it can hold, else TIFF.
    fn nearest(&self) -> &'static str {
        let whole = Stored::whole(self.stored.number);
        let fits =
            self.depth() != Depth::Float && (self.stored == whole || self.stored.white == 255.0);
        if fits { "png" } else { "tif" }
    }

    /// Saves `image`, a changed version, in the format of the name `path`: as finely as the original was stored and that format allows,
    /// with its camera's notes and colour profile where the format keeps them (PNG, JPEG and WebP do).
    ///
    /// # Errors
    /// [`StoreError`], when the name has no ending of a picture or the file cannot be written.
    pub fn save_changed(&self, path: &Path, image: &Image) -> Result<(), StoreError> {
        save_tagged(path, image, self.depth_for(path), &self.tags)
    }

    /// The original's depth, or the nearest that the format of `path` has.
    fn depth_for(&self, path: &Path) -> Depth {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        match (ending.to_lowercase().as_str(), self.depth()) {
            ("png", Depth::Float) => Depth::Sixteen,
            ("jpg" | "jpeg" | "webp", _) => Depth::Eight,
            ("npy", _) => Depth::Float,
            (_, depth) => depth,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::image::{open, save_as};

    fn picture() -> Image {
        Image::from_fn(3, 9, 7, |c, y, x| {
            ((c * 50 + y * 20 + x * 3) % 256) as f32 / 255.0
        })
    }

    /// The head of a colour profile for that space.
    fn profile(space: &[u8; 4]) -> Vec<u8> {
        let mut profile = vec![7; 200];
        profile[16..20].copy_from_slice(space);
        profile
    }

    #[test]
    fn a_profile_of_another_colour_space_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let tags = Tags {
            icc: Some(profile(b"CMYK")),
            ..Tags::default()
        };
        save_tagged(&path, &picture(), Depth::Eight, &tags).unwrap();
        assert_eq!(Original::open(&path).unwrap().tags.icc, None);
    }

    fn apart(a: &Image, b: &Image) -> f32 {
        let pairs = a.pixels().iter().zip(b.pixels());
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn depth_is_kept_where_the_format_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for (from, depth, to, expected) in [
            ("a.png", Depth::Sixteen, "b.png", Depth::Sixteen),
            ("a.png", Depth::Eight, "b.png", Depth::Eight),
            ("a.tif", Depth::Float, "b.tif", Depth::Float),
            ("a.tif", Depth::Float, "b.png", Depth::Sixteen),
            ("a.tif", Depth::Eight, "b.tif", Depth::Eight),
            ("a.png", Depth::Eight, "b.webp", Depth::Eight),
            ("a.png", Depth::Eight, "b.npy", Depth::Float),
        ] {
            save_as(&path(from), &picture(), depth).unwrap();
            let original = Original::open(&path(from)).unwrap();
            assert_eq!(original.depth(), depth);
            original.save_changed(&path(to), &picture()).unwrap();
            let again = Original::open(&path(to)).unwrap();
            assert_eq!(again.depth(), expected, "{from} to {to}");
            let error = apart(&again.image, &picture());
            assert!(error < 1e-6, "{from} to {to}: {error}");
        }
        let original = Original::open(&path("a.png")).unwrap();
        original.save_changed(&path("b.jpg"), &picture()).unwrap();
        assert!(apart(&open(&path("b.jpg")).unwrap(), &picture()) < 0.2);
        assert!(original.save_changed(&path("b.gif"), &picture()).is_err());
    }

    #[test]
    fn notes_and_profile_go_along_and_the_orientation_is_not_applied_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        // TIFF header, one entry: orientation 6 (turn right to see it upright).
        let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        let tags = Tags {
            exif: Some(exif),
            icc: Some(profile(b"RGB ")),
            ..Tags::default()
        };
        for name in ["a.png", "a.jpg", "a.webp"] {
            save_tagged(&path(name), &picture(), Depth::Eight, &tags).unwrap();
            let original = Original::open(&path(name)).unwrap();
            assert_eq!(original.image.dim(), (3, 7, 9), "{name} was turned");
            let copy = format!("copy-{name}");
            original
                .save_changed(&path(&copy), &original.image)
                .unwrap();
            let again = Original::open(&path(&copy)).unwrap();
            assert_eq!(again.image.dim(), (3, 7, 9), "{name} was turned once");
            assert_eq!(again.tags.icc, tags.icc, "{name}");
            assert!(again.tags.exif.is_some(), "{name}");
        }
    }
}
