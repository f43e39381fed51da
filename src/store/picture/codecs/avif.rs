//! AVIF files: pictures coded by AV1, decoded by re_rav1d.

use std::path::Path;

use re_rav1d::dav1d::pixel::YUVRange;
use re_rav1d::dav1d::{Decoder, PixelLayout, PlanarImageComponent, Settings};

use crate::StoreError;
use crate::picture::boxed::{self, Codec, Refused};
use crate::picture::decoded::Decoded;
use crate::picture::planes::{Coding, Planes};

/// A picture.
///
/// # Errors
/// [`StoreError`], when the file is damaged, too large, or of a kind that is not read.
pub(in crate::picture) fn decode(path: &Path, bytes: &[u8]) -> Result<Decoded, StoreError> {
    let codec = Codec {
        name: "AVIF",
        kind: *b"av01",
        setup: *b"av1C",
        decode: coded,
    };
    boxed::decode(path, bytes, &codec)
}

fn coded(bytes: &[u8], _: &[u8], most: u64) -> Result<Planes, Refused> {
    let mut settings = Settings::new();
    settings.set_frame_size_limit(u32::try_from(most).unwrap_or(u32::MAX));
    // All work in this thread: a decoder's thread that panics would be waited for without end.
    settings.set_n_threads(1);
    // One picture: it is to come out at once.
    settings.set_max_frame_delay(1);
    let broken = |_| Refused::Damaged;
    let mut decoder = Decoder::with_settings(&settings).map_err(broken)?;
    let mut sent = decoder.send_data(bytes.to_vec(), None, None, None);
    // What is not taken at once is taken after a picture has come out.
    for _ in 0..1_000 {
        if sent.is_err_and(|error| !error.is_again()) {
            return Err(Refused::Damaged);
        }
        match decoder.get_picture() {
            Ok(picture) => return planes(&picture),
            Err(error) if error.is_again() && sent.is_err() => sent = decoder.send_pending_data(),
            Err(_) => return Err(Refused::Damaged),
        }
    }
    Err(Refused::Damaged)
}

fn planes(picture: &re_rav1d::dav1d::Picture) -> Result<Planes, Refused> {
    let halved = match picture.pixel_layout() {
        PixelLayout::I420 => (true, true),
        PixelLayout::I422 => (true, false),
        PixelLayout::I400 | PixelLayout::I444 => (false, false),
    };
    let bits = picture.bits_per_component().ok_or(Refused::Damaged)?.0 as u8;
    let mut found = Planes {
        width: picture.width() as usize,
        height: picture.height() as usize,
        bits,
        halved,
        planes: Vec::new(),
        coding: coding(picture),
    };
    let all = [
        PlanarImageComponent::Y,
        PlanarImageComponent::U,
        PlanarImageComponent::V,
    ];
    let count = if picture.pixel_layout() == PixelLayout::I400 {
        1
    } else {
        3
    };
    for (index, component) in all.into_iter().take(count).enumerate() {
        let (width, height) = if index == 0 {
            (found.width, found.height)
        } else {
            found.coarse_size()
        };
        let stride = picture.stride(component) as usize;
        let bytes = picture.plane(component);
        let mut plane = Vec::with_capacity(width * height);
        for row in bytes.chunks(stride).take(height) {
            // Numbers of more than 8 bits are in the machine's own order of bytes.
            if bits == 8 {
                plane.extend(row.iter().take(width).map(|n| u16::from(*n)));
            } else {
                let words = row.chunks_exact(2).take(width);
                plane.extend(words.map(|n| u16::from_ne_bytes([n[0], n[1]])));
            }
        }
        if plane.len() != width * height {
            return Err(Refused::Damaged);
        }
        found.planes.push(plane);
    }
    Ok(found)
}

/// What the coded picture says of its colours.
fn coding(picture: &re_rav1d::dav1d::Picture) -> Coding {
    // The enumerations count as ITU-T H.273 does.
    Coding {
        full: picture.color_range() == YUVRange::Full,
        matrix: picture.matrix_coefficients() as u8,
        primaries: picture.color_primaries() as u8,
        transfer: picture.transfer_characteristic() as u8,
    }
}
