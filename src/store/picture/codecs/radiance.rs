//! Radiance HDR files: linear light without bounds, of three numbers with a common exponent.

use std::path::Path;

use image::{DynamicImage, ImageFormat};

use crate::StoreError;
use crate::picture::decoded::{Decoded, Number};
use crate::picture::dynamic;
use crate::picture::raster::grey_if_equal;
use crate::picture::scale::{Hints, Numbers, Page, scaled};

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged, too large, or not stored from the upper left corner on.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let picture = dynamic::raw(path, bytes, ImageFormat::Hdr, "Radiance")?.picture;
    let (height, width) = (picture.height() as usize, picture.width() as usize);
    let pixels = DynamicImage::into_rgb32f(picture).into_raw();
    let plane = |c: usize| pixels.chunks_exact(3).map(move |pixel| pixel[c]);
    let page = Page {
        numbers: Numbers::Single((0..3).flat_map(plane).collect()),
        shape: (3, height, width),
        opacity: None,
    };
    let (mut pages, stored, words) = scaled(vec![page], Number::F32, &Hints::default());
    let image = grey_if_equal(pages.swap_remove(0));
    let mut found = Decoded::of(image, stored);
    found.words = words;
    found.words.push(
        "its values are linear light, not coded for a screen; they are kept as they are".into(),
    );
    Ok(found)
}
