//! TIFF files as other programs write them. Those of `tests/data/tiff` are made by `tests/reference/tiff_files.py` with
//! tifffile: the value of pixel (c, y, x) is ((11 x + 17 y + 60 c) mod 201) / 200 unless a test says otherwise.

use std::path::{Path, PathBuf};

use lemida::image::Image;
use lemida::store::picture::Original;
use lemida::store::picture::open;

pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/tiff")
        .join(name)
}

/// The value of a pixel of the files.
fn unit(c: usize, y: usize, x: usize) -> f32 {
    ((11 * x + 17 * y + 60 * c) % 201) as f32 / 200.0
}

fn apart(image: &Image, expected: impl Fn(usize, usize, usize) -> f32) -> f32 {
    let (channels, height, width) = image.dim();
    let expected = Image::from_fn(channels, height, width, expected);
    let pairs = image.pixels().iter().zip(expected.pixels());
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn is_right(
    name: &str,
    channels: usize,
    tolerance: f32,
    expected: impl Fn(usize, usize, usize) -> f32,
) {
    let image = open(&data(name)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(image.dim(), (channels, 14, 21), "{name}");
    let error = apart(&image, expected);
    assert!(error <= tolerance, "{name}: {error}");
}

#[test]
fn every_layout_puts_the_numbers_where_they_belong() {
    let bits = |bits: i32| 0.5 / (2f32.powi(bits) - 1.0) + 1e-6;
    for (name, channels, tolerance) in [
        ("extra-differences.tif", 3, bits(16)),
        ("extra-lzw.tif", 3, bits(8)),
        ("extra-tiles.tif", 3, bits(8)),
        ("planes-tiles.tif", 3, bits(8)),
        ("planes-strips.tif", 3, bits(16)),
        ("three-channels.tif", 3, bits(8)),
        ("packed-2.tif", 3, bits(2)),
        ("packed-4.tif", 3, bits(4)),
        ("packed-6.tif", 3, bits(6)),
        ("packed-10.tif", 3, bits(10)),
        ("packed-12.tif", 3, bits(12)),
        ("packed-14.tif", 3, bits(14)),
        ("packed-12-grey.tif", 1, bits(12)),
        ("half.tif", 3, 3e-4),
        ("single.tif", 3, 1e-7),
        ("double.tif", 1, 1e-7),
        ("inverted.tif", 1, bits(8)),
        ("webp.tif", 3, bits(8)),
        ("thumbnail-first.tif", 3, bits(8)),
        ("not-numbers.tif", 1, 1.0),
    ] {
        is_right(name, channels, tolerance, unit);
    }
}

#[test]
fn opacity_is_applied_once() {
    let over_white =
        |c: usize, y: usize, x: usize| unit(c, y, x) * unit(3, y, x) + 1.0 - unit(3, y, x);
    is_right("straight.tif", 3, 0.01, over_white);
    is_right("multiplied.tif", 3, 0.01, over_white);
    is_right("grey-opacity.tif", 1, 0.01, |_, y, x| {
        unit(0, y, x) * unit(1, y, x) + 1.0 - unit(1, y, x)
    });
}

#[test]
fn jpeg_inside_is_read_in_its_own_colours() {
    for name in ["jpeg-tiles.tif", "jpeg-rgb.tif"] {
        let image = open(&data(name)).unwrap();
        assert_eq!(image.dim(), (3, 64, 64), "{name}");
        let smooth =
            |c: usize, y: usize, x: usize| ((if c == 1 { x } else { y }) * 3 + 20) as f32 / 255.0;
        assert!(
            apart(&image, smooth) < 0.06,
            "{name}: {}",
            apart(&image, smooth)
        );
    }
}

/// The scale of numbers that are not 0..255 or 0..65535 is found, said, and kept when the picture is saved.
#[test]
fn numbers_keep_their_own_range() {
    let folder = tempfile::tempdir().unwrap();
    for (name, scale, tolerance, said) in [
        (
            "twelve-told.tif",
            3822.0 / 4095.0,
            2e-4,
            "0..4095 (told by the file)",
        ),
        (
            "twelve-imagej.tif",
            3822.0 / 4095.0,
            2e-4,
            "0..4095 (told by ImageJ)",
        ),
        (
            "twelve-ome.ome.tif",
            3822.0 / 4095.0,
            2e-4,
            "0..4095 (12 bits, told by OME)",
        ),
        (
            "twelve-untold.tif",
            4090.0 / 4095.0,
            2e-4,
            "0..4095 (12 bits, judged by their largest number, 4090)",
        ),
        ("dark.tif", 700.0 / 65_535.0, 1e-5, ""),
        ("counts.tif", 1.0, 2e-4, "0..3000 (their own range)"),
        ("signed.tif", 60_000.0 / 65_535.0, 2e-5, ""),
        ("signed-bytes.tif", 1.0, 0.01, ""),
        (
            "signed-long.tif",
            1.0,
            2e-4,
            "-1000..4000 (their own range)",
        ),
        (
            "floats-16.tif",
            1.0,
            1e-6,
            "0..16 (their own range, as they are not around 0..1)",
        ),
        (
            "floats-4000.tif",
            4000.0 / 4095.0,
            1e-5,
            "0..4095 (12 bits, judged by their largest number, 4000)",
        ),
    ] {
        let original = Original::open(&data(name)).unwrap();
        let shift = if name == "signed.tif" {
            2768.0 / 65_535.0
        } else {
            0.0
        };
        let error = apart(&original.image, |_, y, x| unit(0, y, x) * scale + shift);
        assert!(error <= tolerance, "{name}: {error}");
        let words = original.words().join("; ");
        if said.is_empty() {
            assert!(words.is_empty(), "{name}: {words}");
        } else {
            assert!(words.contains(said), "{name}: {words}");
        }
        // Saved again, it holds the numbers that it held.
        let copy = folder.path().join(name);
        original.save_changed(&copy, &original.image).unwrap();
        assert!(
            original.losses(&copy).is_empty(),
            "{name}: {:?}",
            original.losses(&copy)
        );
        let again = Original::open(&copy).unwrap();
        assert_eq!(again.facts()[1], original.facts()[1], "{name}");
        let error = apart(&again.image, |c, y, x| original.image.array()[[c, y, x]]);
        assert!(error <= 1e-6, "{name}: {error}");
    }
    let highlights = Original::open(&data("highlights.tif")).unwrap();
    assert_eq!(highlights.image.array()[[0, 0, 2]], 7.5);
    assert!(highlights.words().is_empty(), "{:?}", highlights.words());
    let losses = highlights.losses(Path::new("x.png")).join("; ");
    assert!(
        losses.contains("1.7 % of its numbers are beyond black and white"),
        "{losses}"
    );
}

/// The 32-bit numbers of the one strip of an uncompressed file of 14 × 21 pixels, its last bytes.
fn singles(path: &Path) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap();
    let strip = &bytes[bytes.len() - 14 * 21 * 4..];
    strip
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect()
}

#[test]
fn pixels_without_a_value_are_filled_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.tif");
    for (name, count, mark) in [
        ("not-numbers.tif", 1, f32::NAN),
        ("missing-told.tif", 4, -9999.0),
        ("missing-untold.tif", 4, -9999.0),
    ] {
        let original = Original::open(&data(name)).unwrap();
        assert!(
            original
                .image
                .pixels()
                .iter()
                .all(|value| (0.0..=1.0).contains(value)),
            "{name}"
        );
        let words = original.words().join("; ");
        assert!(
            words.contains(&format!(
                "missing, infinite or far beyond all others ({count})"
            )),
            "{name}: {words}"
        );
        let changed = original.image.map(|value| value * 0.5);
        original.save_changed(&copy, &changed).unwrap();
        let saved = singles(&copy);
        let marks = saved
            .iter()
            .filter(|value| **value == mark || value.is_nan() && mark.is_nan());
        assert_eq!(marks.count(), count, "{name}");
        assert_eq!(saved[0], changed.pixels()[0], "{name}");
        assert!(
            original
                .losses(Path::new("x.png"))
                .join("")
                .contains("stay filled"),
            "{name}"
        );
    }
}

#[test]
fn a_stack_keeps_its_pages_and_its_layout() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.tif");
    let original = Original::open(&data("stack-imagej.tif")).unwrap();
    assert_eq!(original.page_count(), 6);
    for (nth, page) in std::iter::once(&original.image)
        .chain(&original.pages)
        .enumerate()
    {
        let error = apart(page, |_, y, x| {
            unit(0, y, x) * (65_535.0 - 5000.0 * nth as f32) / 65_535.0
        });
        assert!(error < 1e-5, "page {nth}: {error}");
    }
    let pages: Vec<&Image> = std::iter::once(&original.image)
        .chain(&original.pages)
        .collect();
    original.save_stack(&copy, &pages).unwrap();
    assert!(
        original.losses(&copy).is_empty(),
        "{:?}",
        original.losses(&copy)
    );
    let again = Original::open(&copy).unwrap();
    assert_eq!(again.image, original.image);
    assert_eq!(again.pages, original.pages);
    let text = String::from_utf8_lossy(&std::fs::read(&copy).unwrap()).into_owned();
    assert!(text.contains("ImageJ=") && text.contains("channels=3\nframes=2"));
    let losses = original.losses(Path::new("x.png")).join("; ");
    assert!(
        losses.contains("PNG takes the first of 6 pages"),
        "{losses}"
    );
}

#[test]
fn raw_files_give_the_sensor_not_the_thumbnail() {
    // The mosaic is a plane: 0.2 + 0.02 x + 0.01 y in all colours; white is neutral at (1/2, 1, 2/3).
    let plane = |y: usize, x: usize| 0.2 + 0.02 * x as f32 + 0.01 * y as f32;
    let gains = [2.0, 1.0, 1.5];
    for name in ["mosaic.dng", "mosaic-floats.dng", "mosaic-lossless.dng"] {
        let original = Original::open(&data(name)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(original.image.dim(), (3, 14, 20), "{name}");
        let words = original.words().join("; ");
        assert!(
            words.contains("its mosaic of 20×14 pixels") && words.contains("red × 2.00"),
            "{name}: {words}"
        );
        for (c, gain) in gains.iter().enumerate() {
            let value = original.image.array()[[c, 6, 9]];
            // Filters with gains see the gains: what is straight stays straight within a colour only.
            let right = (plane(6, 9) * gain).min(1.0);
            assert!(
                (value - right).abs() < 0.02,
                "{name}, colour {c}: {value}, not {right}"
            );
        }
        let mosaic = Original::open_mosaic(&data(name)).unwrap();
        assert_eq!(mosaic.image.dim(), (1, 14, 20), "{name}");
        let error = apart(&mosaic.image, |_, y, x| plane(y, x));
        assert!(error < 5e-5, "{name}: {error}");
    }
    let turned = Original::open(&data("mosaic-tiles.dng")).unwrap();
    assert_eq!(turned.image.dim(), (3, 20, 14));
    assert_eq!(
        Original::open_mosaic(&data("mosaic-tiles.dng"))
            .unwrap()
            .image
            .dim(),
        (1, 14, 20)
    );
    let told = Original::open_mosaic(&data("half.tif"))
        .unwrap_err()
        .to_string();
    assert!(told.contains("leave --raw-mosaic out"), "{told}");
}
