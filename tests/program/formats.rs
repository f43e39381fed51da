//! Pictures of further formats: each opens with the colours it has, or is refused by its name with what to do. The
//! files of `tests/data` are made by `tests/reference/formats.py`.

use std::path::{Path, PathBuf};

use lemida::image::Image;
use lemida::store::picture::{decode, open};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

fn pixel(image: &Image, y: usize, x: usize) -> Vec<f32> {
    (0..image.channels())
        .map(|c| image.array()[[c, y, x]])
        .collect()
}

fn near(found: &[f32], expected: &[f32], tolerance: f32) -> bool {
    let pairs = found.iter().zip(expected);
    found.len() == expected.len() && pairs.clone().all(|(a, b)| (a - b).abs() <= tolerance)
}

#[test]
fn red_and_white_look_the_same_in_every_further_format() {
    for (name, tolerance) in [
        ("colour.gif", 0.0),
        ("film.gif", 0.0),
        ("film.png", 0.0),
        ("colour.tga", 0.0),
        ("colour.qoi", 0.0),
        ("colour.avif", 0.03),
        ("lossless-10.avif", 0.01),
        ("colour.heic", 0.03),
        ("colour.jxl", 0.0),
        ("lossy.jxl", 0.03),
        ("colour.exr", 0.0),
    ] {
        let image = open(&data(name)).unwrap();
        assert_eq!(image.dim(), (3, 8, 16), "{name}");
        for y in [0, 7] {
            for (x, expected) in [(1, [1.0, 0.0, 0.0]), (14, [1.0; 3])] {
                let found = pixel(&image, y, x);
                assert!(near(&found, &expected, tolerance), "{name}: {found:?}");
            }
        }
    }
}

#[test]
fn sixteen_bits_and_floats_keep_their_values_and_rows() {
    for name in ["words.fits", "rice.fits", "cube.fits.gz", "words.exr"] {
        let image = open(&data(name)).unwrap();
        assert_eq!(image.dim(), (1, 4, 8), "{name}");
        for x in 0..8 {
            let expected = (x + 1) as f32 * 1000.0 / 65_535.0;
            let found = pixel(&image, 3, x);
            assert!(near(&found, &[expected], 1e-6), "{name}: {found:?}");
        }
    }
    let words = open(&data("words.jxl")).unwrap();
    for (at, value) in words.pixels().iter().enumerate() {
        assert!((value * 65_535.0 - at as f32 * 500.0).abs() < 0.01, "{at}");
    }
}

#[test]
fn opacity_lies_on_white() {
    let image = open(&data("alpha.avif")).unwrap();
    let half = 1.0 - 128.0 / 255.0;
    let found = pixel(&image, 3, 2);
    assert!(near(&found, &[1.0, half, half], 0.03), "{found:?}");
}

/// The file shows four colours by column, its lower half darker; Exif's orientation was turned into boxes by who wrote
/// it.
#[test]
fn avif_is_turned_as_its_boxes_say() {
    let upright = |x: usize, y: usize| -> [f32; 3] {
        let colours = [[230, 40, 30], [40, 200, 60], [30, 60, 220], [240, 240, 90]];
        let darker = if y >= 16 { 2 } else { 1 };
        colours[x / 16].map(|value| (value / darker) as f32 / 255.0)
    };
    for turn in 2..9 {
        let image = open(&data(&format!("turned-{turn}.avif"))).unwrap();
        let (_, height, width) = image.dim();
        assert_eq!((width, height), if turn < 5 { (64, 32) } else { (32, 64) });
        // Where the pixel at column 8, row 8 of what was stored is to be seen.
        let (x, y) = match turn {
            2 => (55, 8),
            3 => (55, 23),
            4 => (8, 23),
            5 => (8, 8),
            6 => (23, 8),
            7 => (23, 55),
            _ => (8, 55),
        };
        let found = pixel(&image, y, x);
        assert!(near(&found, &upright(8, 8), 0.08), "{turn}: {found:?}");
    }
}

#[test]
fn a_frame_that_is_filled_in_part_is_shown_whole() {
    let image = open(&data("window.exr")).unwrap();
    assert_eq!(image.dim(), (3, 10, 20));
    assert_eq!(pixel(&image, 0, 5), [0.0; 3]);
    assert_eq!(pixel(&image, 1, 1), [0.0; 3]);
    assert_eq!(pixel(&image, 1, 2), [1.0, 0.0, 0.0]);
    assert_eq!(pixel(&image, 8, 17), [1.0; 3]);
    assert_eq!(pixel(&image, 9, 17), [0.0; 3]);
}

#[test]
fn kinds_that_are_not_read_are_named_with_what_to_do() {
    for (bytes, kind) in [
        (&b"8BPS\0\x01 and so on"[..], "a Photoshop file (PSD)"),
        (b"%PDF-1.7 and so on", "a PDF document"),
        (
            b"<svg xmlns=\"http://www.w3.org/2000/svg\">",
            "a drawing (SVG)",
        ),
        (
            b"MATLAB 5.0 MAT-file, Platform: posix",
            "a MATLAB file (.mat)",
        ),
        (b"FUJIFILMCCD-RAW 0201", "a raw file of a Fujifilm camera"),
        (
            b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom",
            "a raw file of a Canon camera (CR3)",
        ),
        (b"\0\0\0\x18ftypisom\0\0\x02\0isommp42", "a film"),
        (
            b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0arr_0.npy",
            "(.npz)",
        ),
    ] {
        let told = decode(Path::new("file"), bytes).unwrap_err().to_string();
        assert!(
            told.contains(kind) && told.contains("which is not read; "),
            "{told}"
        );
        assert!(!told.contains("damaged"), "{told}");
    }
    let told = open(&data("colour-444.heic")).unwrap_err().to_string();
    assert!(
        told.contains("4:4:4") && !told.contains("damaged"),
        "{told}"
    );
}

#[test]
fn further_formats_that_end_early_are_refused_or_open() {
    for name in [
        "colour.gif",
        "colour.tga",
        "colour.qoi",
        "colour.avif",
        "colour.heic",
        "colour.jxl",
        "words.jxl",
        "colour.exr",
        "words.exr",
        "words.fits",
        "rice.fits",
        "cube.fits.gz",
    ] {
        let bytes = std::fs::read(data(name)).unwrap();
        for end in (0..bytes.len()).step_by(1 + bytes.len() / 60) {
            // Half of a file is never a picture; the last bytes of some are padding.
            match decode(&data(name), &bytes[..end]) {
                Ok(_) => assert!(end > bytes.len() / 2, "{name}: {end} of {}", bytes.len()),
                Err(error) => {
                    assert!(!error.cure.is_empty(), "{error}");
                    for technical in ["Error(", "unwrap", "panicked", "Some("] {
                        assert!(!error.found.contains(technical), "{error}");
                    }
                }
            }
        }
    }
}
