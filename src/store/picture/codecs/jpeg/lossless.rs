//! Lossless JPEG (process 14, marker C3) of 2 to 16 bits, as medicine and raw files use it.

use std::path::Path;

use jpeg_decoder::{Decoder, PixelFormat};

use crate::image::Image;
use crate::store::StoreError;
use crate::store::picture::decoded::Number;
use crate::store::picture::raster::on_white;
use crate::store::picture::refusal::damaged;

/// A picture whose numbers have so many bits.
pub(super) fn decode(path: &Path, bytes: &[u8], bits: u8) -> Result<(Image, Number), StoreError> {
    let wrong = |error: jpeg_decoder::Error| match error {
        jpeg_decoder::Error::Unsupported(_) => StoreError::new(
            path,
            "this kind of lossless JPEG file is not read",
            "turn it into a PNG or TIFF of 16 bits with another program",
        ),
        _ => damaged(
            path,
            "lossless JPEG",
            "its tables or its coded pixels break the format's rules",
        ),
    };
    let mut decoder = Decoder::new(bytes);
    let samples = decoder.decode().map_err(wrong)?;
    let info = decoder
        .info()
        .ok_or_else(|| damaged(path, "lossless JPEG", "its head is broken"))?;
    let (height, width) = (usize::from(info.height), usize::from(info.width));
    let number = Number::unsigned(bits);
    let most = number.range().1 as f32;
    let image = match info.pixel_format {
        PixelFormat::L8 => on_white(&samples, 1, height, width, |n| f32::from(n) / most),
        PixelFormat::RGB24 => on_white(&samples, 3, height, width, |n| f32::from(n) / most),
        PixelFormat::L16 => {
            // In the machine's own order of bytes.
            let words: Vec<u16> = samples
                .chunks_exact(2)
                .map(|n| u16::from_ne_bytes([n[0], n[1]]))
                .collect();
            on_white(&words, 1, height, width, |n| f32::from(n) / most)
        }
        PixelFormat::CMYK32 => {
            return Err(StoreError::new(
                path,
                "this lossless JPEG holds CMYK, which is not read",
                "turn it into a PNG or TIFF with another program",
            ));
        }
    };
    Ok((image, number))
}
