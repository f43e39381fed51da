//! Pictures and folders as they come from outside: odd, huge, damaged, missing. Each opens rightly or is refused with
//! one plain sentence that says the cure; nothing panics and nothing is lost. The files of `tests/data` are made by
//! `tests/reference/pictures.py`.

use std::fs;
use std::path::{Path, PathBuf};

use lemida::data::Shelf;
use lemida::image::{Image, metrics};
use lemida::math::random::{Purpose, Stream};
use lemida::store::StoreError;
use lemida::store::picture::{Depth, decode, open, save, save_as};
use lemida::store::shelf::DiskShelf;

use crate::bad_sizes::claiming_array;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// One line, names the file, and ends with advice.
pub(crate) fn plain(error: &StoreError) {
    let text = error.to_string();
    assert!(!text.contains('\n') && text.len() < 400, "{text}");
    assert!(
        text.starts_with(&error.path.display().to_string()),
        "{text}"
    );
    assert!(!error.found.is_empty() && !error.cure.is_empty(), "{text}");
    for technical in ["Error(", "Err(", "unwrap", "panicked", "None", "Some("] {
        assert!(!error.found.contains(technical), "{text}");
    }
}

pub(crate) fn refused(path: &Path, part: &str) {
    let error = open(path).expect_err("it should be refused");
    plain(&error);
    assert!(error.to_string().contains(part), "{error}");
}

fn pixel(image: &Image, y: usize, x: usize) -> Vec<f32> {
    (0..image.channels())
        .map(|c| image.array()[[c, y, x]])
        .collect()
}

fn near(found: &[f32], expected: &[f32], tolerance: f32) -> bool {
    found.len() == expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|(a, b)| (a - b).abs() <= tolerance)
}

#[test]
fn red_and_white_look_the_same_in_every_format() {
    for (name, tolerance) in [
        ("palette.png", 0.0),
        ("palette.tif", 0.0),
        ("lossless.webp", 0.0),
        ("lossy.webp", 0.06),
        ("colour.bmp", 0.0),
        ("colour.npy", 0.0),
        ("bytes.npy", 0.0),
        ("cmyk.jpg", 0.02),
        ("cmyk.tif", 0.0),
    ] {
        let image = open(&data(name)).unwrap();
        assert_eq!(image.dim(), (3, 8, 16), "{name}");
        for y in [0, 7] {
            assert!(
                near(&pixel(&image, y, 1), &[1.0, 0.0, 0.0], tolerance),
                "{name}: {:?}",
                pixel(&image, y, 1)
            );
            assert!(
                near(&pixel(&image, y, 14), &[1.0; 3], tolerance),
                "{name}: {:?}",
                pixel(&image, y, 14)
            );
        }
    }
}

#[test]
fn sixteen_bits_floats_and_bits_keep_their_values() {
    for name in [
        "words.png",
        "words.tif",
        "float.tif",
        "gray.npy",
        "fortran.npy",
    ] {
        let image = open(&data(name)).unwrap();
        assert_eq!(image.dim(), (1, 4, 8), "{name}");
        for x in 0..8 {
            let expected = (x + 1) as f32 * 1000.0 / 65_535.0;
            assert!(near(&pixel(&image, 3, x), &[expected], 1e-7), "{name}");
        }
    }
    for name in ["bits.png", "bits.tif"] {
        let image = open(&data(name)).unwrap();
        assert_eq!(image.dim(), (1, 8, 16), "{name}");
        assert_eq!(pixel(&image, 4, 14), [1.0], "{name}");
        assert!(image.pixels().contains(&0.0), "{name}");
    }
}

#[test]
fn transparency_lies_on_white_and_orientation_is_obeyed() {
    let half = 128.0 / 255.0;
    let expected = half * half + (1.0 - half);
    let gray = open(&data("grey-alpha.png")).unwrap();
    assert!(near(&pixel(&gray, 2, 2), &[expected], 1e-6));
    let colour = open(&data("colour-alpha.png")).unwrap();
    assert!(near(&pixel(&colour, 2, 2), &[expected; 3], 1e-6));
    let turned = open(&data("turned.jpg")).unwrap();
    assert_eq!(turned.dim(), (3, 16, 8));
    assert!(near(&pixel(&turned, 1, 4), &[1.0, 0.0, 0.0], 0.03));
    assert!(near(&pixel(&turned, 14, 4), &[1.0; 3], 0.03));
}

#[test]
fn what_is_saved_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    for channels in [1, 3] {
        let image = Image::from_fn(channels, 5, 7, |c, y, x| {
            (c * 35 + y * 7 + x) as f32 / 104.0
        });
        for (name, depth, tolerance) in [
            ("a.png", Depth::Eight, 0.5 / 255.0),
            ("b.png", Depth::Sixteen, 0.5 / 65_535.0),
            ("c.tif", Depth::Sixteen, 0.5 / 65_535.0),
            ("d.tiff", Depth::Float, 0.0),
            ("e.npy", Depth::Float, 0.0),
        ] {
            let path = folder.path().join(name);
            save_as(&path, &image, depth).unwrap();
            let again = open(&path).unwrap();
            assert_eq!(again.dim(), image.dim(), "{name}");
            assert!(
                near(again.pixels(), image.pixels(), tolerance + 1e-7),
                "{name}"
            );
        }
    }
    // Values outside 0..1 are clipped where the format has no room for them, and kept where it has.
    let wild = Image::from_fn(1, 1, 2, |_, _, x| if x == 0 { -0.5 } else { 1.5 });
    save(&folder.path().join("wild.png"), &wild).unwrap();
    save(&folder.path().join("wild.tif"), &wild).unwrap();
    assert_eq!(
        open(&folder.path().join("wild.png")).unwrap().pixels(),
        [0.0, 1.0]
    );
    assert_eq!(
        open(&folder.path().join("wild.tif")).unwrap().pixels(),
        [-0.5, 1.5]
    );
    assert_eq!(metrics::psnr(&wild, &wild), f64::INFINITY);
}

#[test]
fn files_that_end_early_are_refused() {
    for name in [
        "words.png",
        "palette.png",
        "cmyk.jpg",
        "turned.jpg",
        "lossless.webp",
        "lossy.webp",
        "colour.bmp",
        "words.tif",
        "float.tif",
        "gray.npy",
        "colour.npy",
    ] {
        let bytes = fs::read(data(name)).unwrap();
        let path = data(name);
        // The last bytes of some formats are padding or may be missing; half of the file may not.
        for end in (0..bytes.len() / 2).step_by(1 + bytes.len() / 60) {
            let error = decode(&path, &bytes[..end]).expect_err(name);
            plain(&error);
        }
        for end in bytes.len() / 2..bytes.len() {
            if let Err(error) = decode(&path, &bytes[..end]) {
                plain(&error);
            }
        }
    }
    let whole = fs::read(data("turned.jpg")).unwrap();
    let error = decode(&data("turned.jpg"), &whole[..whole.len() - 2]).unwrap_err();
    assert!(error.to_string().contains("its end is missing"), "{error}");
}

#[test]
fn random_bytes_never_panic() {
    let mut random = Stream::new(1, Purpose::Data, 0);
    for entry in fs::read_dir(data("")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for round in 0..400 {
            let mut bytes = bytes.clone();
            if round % 4 == 0 {
                // Only the first bytes, which tell the format, are kept.
                for byte in bytes.iter_mut().skip(16) {
                    *byte = random.below(256) as u8;
                }
            } else {
                for _ in 0..1 + round % 8 {
                    let at = random.below(bytes.len());
                    bytes[at] = random.below(256) as u8;
                }
            }
            if let Err(error) = decode(&path, &bytes) {
                plain(&error);
            }
        }
    }
    for length in [0, 1, 7, 100, 5000] {
        let bytes: Vec<u8> = (0..length).map(|_| random.below(256) as u8).collect();
        plain(&decode(Path::new("noise.png"), &bytes).unwrap_err());
    }
}

#[test]
fn what_cannot_be_shown_is_refused() {
    refused(&data("complex.npy"), "numbers are of type");
    // Two pages of three channels each.
    assert_eq!(open(&data("cube.npy")).unwrap().dim(), (3, 4, 5));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.npy");
    // Numbers that are none are filled from their surroundings; where nothing is left, there is no picture.
    for (last, others) in [
        (f32::NAN, 0.5),
        (f32::NEG_INFINITY, 0.5),
        (f32::NAN, f32::NAN),
    ] {
        let mut bytes = claiming_array("(2, 2)");
        for number in [others, others, others, last] {
            bytes.extend(number.to_le_bytes());
        }
        fs::write(&path, bytes).unwrap();
        if others.is_nan() {
            refused(&path, "none of its pixels holds a number");
        } else {
            assert_eq!(open(&path).unwrap().pixels(), [0.5; 4]);
        }
    }
}

#[test]
fn missing_files_folders_and_devices_are_told_plainly() {
    let folder = tempfile::tempdir().unwrap();
    refused(&folder.path().join("missing.png"), "there is no such file");
    refused(folder.path(), "it is a folder");
    refused(&folder.path().join("x/y.png"), "there is no such file");
    #[cfg(unix)]
    refused(Path::new("/dev/zero"), "no ordinary file");
    let empty = folder.path().join("empty.jpg");
    fs::write(&empty, "").unwrap();
    refused(&empty, "it is empty");
    refused(&empty.join("below.png"), "it is no folder");
    for (path, part) in [
        (
            folder.path().join("missing"),
            "there is no such file or folder",
        ),
        (folder.path().join("empty.jpg"), "it is no folder"),
    ] {
        let error = DiskShelf.folder(&path).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
        let error = DiskShelf.layout(&path).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn places_that_cannot_be_written_are_told_and_old_files_survive() {
    let folder = tempfile::tempdir().unwrap();
    let image = Image::zeros(1, 2, 2);
    let file = folder.path().join("file");
    fs::write(&file, "old").unwrap();
    let mut places = vec![
        (file.join("out.png"), "folder is a file"),
        (
            folder.path().join("missing/out.png"),
            "make the folder first",
        ),
        (folder.path().join("out.gif"), "end the name in .png"),
        (folder.path().join("out"), "end the name in .png"),
    ];
    if cfg!(target_os = "linux") {
        places.push((PathBuf::from("/proc/out.png"), "/proc/out.png"));
    }
    fs::create_dir(folder.path().join("dir.png")).unwrap();
    places.push((folder.path().join("dir.png"), "it is a folder"));
    for (path, part) in places {
        let error = save(&path, &image).unwrap_err();
        plain(&error);
        assert!(error.to_string().contains(part), "{error}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "no temporary file is left"
    );
}
