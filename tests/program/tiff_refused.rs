//! TIFF files that are refused: of kinds that are not read, damaged, in their makers' own forms, without pixels.

use std::path::Path;

use lemida::store::picture::open;

use crate::tiff::data;

#[test]
fn what_is_not_read_is_named() {
    for (name, part) in [
        ("lerc", "LERC"),
        ("jpeg2000", "JPEG 2000"),
        ("jpegxl", "JPEG XL"),
        ("lzma", "LZMA"),
    ] {
        let told = open(&data(&format!("unread-{name}.tif")))
            .unwrap_err()
            .to_string();
        assert!(
            told.contains(&format!("its pixels are packed by {part}")),
            "{told}"
        );
        assert!(
            told.contains("save it as a TIFF packed by LZW or Deflate"),
            "{told}"
        );
        assert!(!told.contains("damaged") && !told.contains('{'), "{told}");
    }
}

/// Each file cut short, and with bytes changed: read or refused, never a panic.
#[test]
fn damaged_files_are_refused() {
    for entry in std::fs::read_dir(data("")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for end in (0..bytes.len()).step_by(1 + bytes.len() / 40) {
            let _ = lemida::store::picture::decode(&path, &bytes[..end]);
        }
        let mut state = 1_u32;
        for _ in 0..200 {
            let mut bytes = bytes.clone();
            for _ in 0..3 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = (state >> 8) as usize % bytes.len().min(600);
                bytes[at] = (state >> 24) as u8;
            }
            if let Err(error) = lemida::store::picture::decode(&path, &bytes) {
                assert!(
                    !error
                        .to_string()
                        .contains("failed: there is something unusual"),
                    "{error}"
                );
            }
        }
    }
}

/// Raw files in their makers' own forms look like TIFF files; their previews are not taken for the picture.
#[test]
fn raw_files_of_makers_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.nef");
    let mut bytes = std::fs::read(data("mosaic.dng")).unwrap();
    // The field that makes it a DNG file, 50706, becomes one that nobody knows.
    let place = bytes
        .windows(4)
        .position(|part| part == [0x12, 0xc6, 1, 0])
        .unwrap();
    bytes[place] = 0xff;
    std::fs::write(&path, &bytes).unwrap();
    let told = open(&path).unwrap_err().to_string();
    assert!(
        told.contains("a camera's raw file in the maker's own form"),
        "{told}"
    );
    assert!(told.contains("convert it to DNG"), "{told}");
    // Canon's mark behind the header, and a directory of one field: a width.
    let mut canon =
        b"II*\0\x10\0\0\0CR\x02\0\0\0\0\0\x01\0\0\x01\x03\0\x01\0\0\0\x05\0\0\0".to_vec();
    canon.extend([0; 4]);
    std::fs::write(&path, &canon).unwrap();
    let told = open(&path).unwrap_err().to_string();
    assert!(told.contains("a camera's raw file (Canon)"), "{told}");
}

/// A few bytes that claim a large picture without pixels are no picture.
#[test]
fn pictures_without_pixels_are_refused() {
    let mut bytes = std::fs::read(data("counts.tif")).unwrap();
    // The field of the lengths of strips, 279, is set to 0.
    let place = bytes
        .windows(4)
        .position(|part| part == [0x17, 1, 4, 0] || part == [0x17, 1, 3, 0])
        .unwrap();
    bytes[place + 8..place + 12].fill(0);
    let told = lemida::store::picture::decode(Path::new("a.tif"), &bytes)
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("all of its strips or tiles are empty"),
        "{told}"
    );
}
