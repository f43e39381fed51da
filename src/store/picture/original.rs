//! A picture as it was found: pixels, and what must not be lost when a changed version is saved.

use std::path::Path;

use super::decoded::{Facts, Number, NumberKind, Stored, Tags};
use super::holes::Holes;
use super::open::{Wanted, decode_whole, read_bytes};
use super::opened::Opened;
use super::save::{self, Depth};
use crate::StoreError;
use crate::image::Image;
use crate::magic::Format;

/// A picture and how it was stored.
#[derive(Clone, Debug)]
pub struct Original {
    /// The pixels, upright; of a stack the first page. Pixels without a value are filled from their surroundings.
    pub image: Image,
    /// Further pages of a stack, alike.
    pub pages: Vec<Image>,
    pub(super) format: Format,
    pub(super) stored: Stored,
    pub(super) tags: Tags,
    pub(super) facts: Facts,
    pub(super) words: Vec<String>,
    /// What is missing on each page.
    pub(super) holes: Vec<Holes>,
    /// Share of the numbers that are beyond 0..1.
    pub(super) beyond: f64,
    /// Pages of the file, with the first.
    count: usize,
    /// Whether it has one channel.
    pub(super) grey: bool,
}

impl Original {
    /// Opens a picture.
    ///
    /// # Errors
    /// As [`super::open::open`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let bytes = read_bytes(path)?;
        decode_whole(path, &bytes, Wanted::Picture).map(Self::of_file)
    }

    /// Opens a camera's raw file as the mosaic of its sensor: one channel with the sensor's numbers, not turned
    /// upright.
    ///
    /// # Errors
    /// As [`Self::open`]; [`StoreError`] too for files without a mosaic.
    pub fn open_mosaic(path: &Path) -> Result<Self, StoreError> {
        let bytes = read_bytes(path)?;
        decode_whole(path, &bytes, Wanted::Mosaic).map(Self::of_file)
    }

    /// A picture that comes from no file; it would be kept as a PNG of 8 bits.
    pub fn of(image: Image) -> Self {
        Self {
            grey: image.channels() == 1,
            image,
            pages: Vec::new(),
            format: Format::Png,
            stored: Stored::whole(Number::U8),
            tags: Tags::default(),
            facts: Facts::default(),
            words: Vec::new(),
            holes: Vec::new(),
            beyond: 0.0,
            count: 1,
        }
    }

    fn of_file(found: Opened) -> Self {
        let count = found.pages.len();
        let mut pages = found.pages.into_iter();
        let image = pages.next().unwrap_or_else(|| Image::zeros(1, 0, 0));
        Self {
            grey: image.channels() == 1,
            image,
            pages: pages.collect(),
            format: found.format,
            stored: found.stored,
            tags: found.tags,
            facts: found.facts,
            words: found.words,
            holes: found.holes,
            beyond: found.beyond,
            count,
        }
    }

    /// How many pages the file has.
    pub fn page_count(&self) -> usize {
        self.count
    }

    /// What is worth knowing of how it was opened, a plain sentence each.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// How finely the pixels were stored.
    pub fn depth(&self) -> Depth {
        let number = self.stored.number;
        match (number.kind, number.bits) {
            (NumberKind::Unsigned, ..=8) => Depth::Eight,
            (NumberKind::Unsigned, ..=16) => Depth::Sixteen,
            _ => Depth::Float,
        }
    }

    /// The ending of names under which a changed version is saved in the same format. Of formats that are not written,
    /// the nearest.
    pub fn ending(&self) -> &'static str {
        match self.format {
            Format::Jpeg => "jpg",
            Format::WebP => "webp",
            Format::Npy => "npy",
            Format::Png | Format::Bmp | Format::Gif | Format::Qoi | Format::Tga => "png",
            Format::Farbfeld => "png",
            Format::Netpbm | Format::Jxl | Format::Avif | Format::Heic => self.nearest(),
            Format::Tiff | Format::Fits | Format::Exr | Format::Radiance => "tif",
        }
    }

    /// PNG for whole numbers of up to 16 bits that it holds as they are, else TIFF.
    fn nearest(&self) -> &'static str {
        let held = self.depth() != Depth::Float && self.stored.is_whole();
        if held { "png" } else { "tif" }
    }

    /// Saves `image`, a changed version of the first page, in the format of the name `path`: with the original's
    /// numbers on their own scale where the format has them, else as finely as it allows; with all that is known of the
    /// picture and that the format holds ([`Self::losses`] tells what it does not).
    ///
    /// # Errors
    /// [`StoreError`], when the name has no ending of a picture or the file cannot be written.
    pub fn save_changed(&self, path: &Path, image: &Image) -> Result<(), StoreError> {
        self.save_stack(path, &[image])
    }

    /// Saves changed versions of all pages: as a stack in TIFF and NPY, else the first.
    ///
    /// # Errors
    /// As [`Self::save_changed`].
    pub fn save_stack(&self, path: &Path, pages: &[&Image]) -> Result<(), StoreError> {
        let stored = save::fitting(path, &self.stored, self.facts.array);
        let mut tags = self.tags.clone();
        if pages.len() != self.count {
            // A description of the stack does not describe a part of it.
            tags.kept.retain(|note| note.tag != 270);
        }
        // Formats that hold whole numbers over their whole range have no place for holes.
        let holds = stored.number.kind == NumberKind::Float || stored.missing.is_some();
        let holes: Vec<&Holes> = self
            .holes
            .iter()
            .filter(|holes| holds && holes.count() > 0)
            .collect();
        if holes.is_empty() {
            return save::write(path, pages, &stored, &tags, self.facts.array);
        }
        let cut = |(page, holes): (&&Image, &Holes)| {
            let mut page = (*page).clone();
            holes.cut(&mut page);
            page
        };
        let cut: Vec<Image> = pages.iter().zip(&self.holes).map(cut).collect();
        save::write(
            path,
            &cut.iter().collect::<Vec<_>>(),
            &stored,
            &tags,
            self.facts.array,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::save::save_tagged;
    use super::*;
    use crate::picture::{open, save_as};

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
