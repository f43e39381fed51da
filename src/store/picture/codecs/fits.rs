//! FITS files of astronomy: the first picture among their parts, its lowest row first in the file; plain or compressed
//! (Rice, gzip, HCompress, PLIO), the whole file packed by gzip or not.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use fitsio_pure::hdu::{Hdu, HduInfo, parse_fits};
use fitsio_pure::image::{
    extract_bscale_bzero, image_dimensions, read_image_physical, read_image_physical_f32,
};
use flate2::read::MultiGzDecoder;

use crate::StoreError;
use crate::picture::decoded::{Decoded, Number};
use crate::picture::limits::{MAX_PIXELS, check_size};
use crate::picture::refusal::damaged;
use crate::picture::scale::{Hints, Numbers, Page, scaled};

/// Most bytes of a file that is packed, once it is unpacked: little of it may unfold to much.
const MAX_UNPACKED: u64 = 600_000_000;
/// Most pixels of all pages together.
const MAX_ALL: usize = 2 * MAX_PIXELS as usize;

/// A picture, or a stack of them.
///
/// # Errors
/// [`StoreError`], when the file is damaged, too large, or holds no picture.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let broken = || {
        damaged(
            path,
            "FITS",
            "its head or its pixels break the format's rules, or its end is missing",
        )
    };
    let bytes = unpacked(path, bytes)?;
    let parts = parse_fits(&bytes).map_err(|_| broken())?;
    let pictures: Vec<(&Hdu, Vec<usize>)> = parts
        .iter()
        .filter_map(|part| Some((part, image_dimensions(part).ok()?)))
        .filter(|(_, axes)| axes.len() >= 2 && axes.iter().all(|axis| *axis > 0))
        .collect();
    let Some((part, axes)) = pictures.first() else {
        return Err(StoreError::new(
            path,
            "this FITS file holds tables or spectra but no picture",
            "choose a file with a picture of two axes or more",
        ));
    };
    let (width, height) = (axes[0], axes[1]);
    check_size(path, width as u64, height as u64)?;
    let count = axes[2..]
        .iter()
        .try_fold(1_usize, |all, axis| all.checked_mul(*axis));
    let all = count
        .and_then(|count| count.checked_mul(width * height))
        .filter(|all| *all <= MAX_ALL);
    let (Some(count), Some(_)) = (count, all) else {
        return Err(StoreError::new(
            path,
            "its planes together need too much memory",
            "save one plane of it alone",
        ));
    };
    let number = number_of(part);
    let (height_width, wrong) = ((height, width), |_| broken());
    let planes: Vec<Numbers> = if number.bits <= 16 || number == Number::F32 {
        let values = read_image_physical_f32(&bytes, part).map_err(wrong)?;
        planes(&values, height_width).map(Numbers::Single).collect()
    } else {
        let values = read_image_physical(&bytes, part).map_err(wrong)?;
        planes(&values, height_width).map(Numbers::Double).collect()
    };
    if planes.len() != count {
        return Err(broken());
    }
    let page = |numbers| Page {
        numbers,
        shape: (1, height, width),
        opacity: None,
    };
    let (mut images, stored, words) = scaled(
        planes.into_iter().map(page).collect(),
        number,
        &Hints::default(),
    );
    let mut found = Decoded::of(images.remove(0), stored);
    found.pages = images;
    found.words = words;
    if count == 3 {
        // Three planes are as often colours as they are three pictures.
        found.words.push(
            "its 3 planes are read as three grey pictures; if they are colours, save them as a \
            TIFF"
                .into(),
        );
    }
    if pictures.len() > 1 {
        found.words.push(format!(
            "only the first of its {} pictures is read",
            pictures.len()
        ));
    }
    Ok(found)
}

/// The file without its packing.
fn unpacked<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, StoreError> {
    if !bytes.starts_with(b"\x1f\x8b") {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut whole = Vec::new();
    let read = MultiGzDecoder::new(bytes)
        .take(MAX_UNPACKED + 1)
        .read_to_end(&mut whole);
    if whole.len() as u64 > MAX_UNPACKED {
        let found = "it is larger than 600 MB when it is unpacked";
        return Err(StoreError::new(
            path,
            found,
            "unpack it first (gunzip), or make it smaller",
        ));
    }
    match read {
        Ok(_) => Ok(Cow::Owned(whole)),
        Err(_) => Err(damaged(
            path,
            "packed FITS",
            "its end is missing or its packing is broken",
        )),
    }
}

/// Planes with their rows from the top down.
fn planes<T: Copy>(values: &[T], (height, width): (usize, usize)) -> impl Iterator<Item = Vec<T>> {
    let planes = values.chunks_exact(height * width);
    planes.map(move |plane| plane.chunks_exact(width).rev().flatten().copied().collect())
}

/// The type of the numbers: whole numbers with a shift of half their range have no sign.
fn number_of(part: &Hdu) -> Number {
    let bits = match part.info {
        HduInfo::Primary { bitpix, .. } | HduInfo::Image { bitpix, .. } => bitpix,
        HduInfo::CompressedImage { zbitpix, .. } => zbitpix,
        _ => -32,
    };
    let (scale, shift) = extract_bscale_bzero(&part.cards);
    match (bits, scale == 1.0, shift) {
        (8, true, 0.0) => Number::U8,
        (8, true, -128.0) => Number::signed(8),
        (16, true, 0.0) => Number::signed(16),
        (16, true, 32_768.0) => Number::U16,
        (32, true, 0.0) => Number::signed(32),
        (32, true, 2_147_483_648.0) => Number::U32,
        (64, true, 0.0) => Number::signed(64),
        (-64 | 64 | 32, ..) => Number::F64,
        _ => Number::F32,
    }
}
