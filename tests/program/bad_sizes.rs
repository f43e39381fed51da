//! Pictures of odd, huge and impossible sizes.

use std::fs;

use lemida::denoise::{self, Denoiser, Watch};
use lemida::image::Image;
use lemida::store::picture::{open, save};

use crate::bad_images::{plain, refused};

/// A PNG file that claims a size and has no pixels.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&header);
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    file.extend(&header);
    file.extend(crc.sum().to_be_bytes());
    file.extend([0, 0, 0, 1, b'I', b'D', b'A', b'T', 0, 0, 0, 0, 0]);
    file
}

/// An NPY file that claims a shape and has no numbers.
pub(crate) fn claiming_array(shape: &str) -> Vec<u8> {
    let text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut file = b"\x93NUMPY\x01\0".to_vec();
    file.extend((text.len() as u16).to_le_bytes());
    file.extend(text.as_bytes());
    file
}

#[test]
fn sizes_are_judged_before_anything_is_decoded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claim");
    for (bytes, part) in [
        (
            claiming(100_000, 100_000),
            "100000×100000 pixels; expected at most 120 million",
        ),
        (claiming(2_147_483_647, 2_147_483_647), "too much memory"),
        (claiming(0, 0), "PNG"),
        (claiming(10, 10), "damaged or incomplete"),
        (claiming_array("(100000, 100000)"), "100000×100000 pixels"),
        (claiming_array("(18446744073709551615, 2)"), "120 million"),
        (claiming_array("(0, 0)"), "nothing in it"),
        (claiming_array("(5, 0, 3)"), "nothing in it"),
        (claiming_array("(4, 4)"), "damaged or incomplete"),
        (claiming_array("()"), "its shape is []"),
    ] {
        fs::write(&path, bytes).unwrap();
        refused(&path, part);
    }
}

#[test]
fn odd_sizes_open_are_denoised_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    for (height, width) in [(1, 1), (20_000, 3), (3, 20_000)] {
        let path = folder.path().join("odd.png");
        save(
            &path,
            &Image::from_fn(1, height, width, |_, y, x| ((x + y) % 5) as f32 / 4.0),
        )
        .unwrap();
        let image = open(&path).unwrap();
        assert_eq!(image.dim(), (1, height, width));
        for entry in denoise::ALL {
            let clean = (entry.make)()
                .denoise(&image, 0.1, &Watch::default())
                .unwrap();
            save(&path.with_extension("tif"), &clean).unwrap();
        }
    }
    let empty = save(&folder.path().join("empty.png"), &Image::zeros(1, 0, 0)).unwrap_err();
    plain(&empty);
}

#[test]
fn a_photograph_of_108_megapixels_opens_and_is_denoised() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.npy");
    let mut bytes = claiming_array("(9000, 12000)");
    let header = String::from_utf8_lossy(&bytes[10..]).replace("<f4", "|u1");
    bytes.truncate(10);
    bytes.extend(header.as_bytes());
    bytes.resize(bytes.len() + 108_000_000, 77);
    fs::write(&path, bytes).unwrap();
    let image = open(&path).unwrap();
    assert_eq!(image.dim(), (1, 9000, 12_000));
    let clean = denoise::methods::Gaussian::default()
        .denoise(&image, 0.1, &Watch::default())
        .unwrap();
    assert!((clean.array()[[0, 8999, 11_999]] - 77.0 / 255.0).abs() < 1e-5);
}
