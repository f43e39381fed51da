#![allow(clippy::unwrap_used, reason = "a test may panic")]

use super::*;

/// A file of `tests/data`, made by `tests/reference/formats.py`.
fn data(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data");
    std::fs::read(folder.join(name)).unwrap()
}

fn decoded(bytes: &[u8]) -> Decoded {
    decode(Path::new("a.jpg"), bytes).unwrap()
}

fn refused(bytes: &[u8]) -> String {
    decode(Path::new("a.jpg"), bytes).unwrap_err().to_string()
}

#[test]
fn every_kind_is_what_libjpeg_makes_of_it() {
    for kind in [
        "scans-420",
        "scans-422",
        "scans-444-restarts",
        "luma-low",
        "luma-low-progressive",
        "three-by-one",
        "four-and-two",
        "arithmetic",
        "arithmetic-progressive",
        "progressive",
    ] {
        let found = decoded(&data(&format!("jpeg-{kind}.jpg"))).image;
        let right = image::load_from_memory(&data(&format!("jpeg-{kind}.png")))
            .unwrap()
            .into_rgb8();
        assert_eq!(found.dim(), (3, 32, 64), "{kind}");
        for (x, y, pixel) in right.enumerate_pixels() {
            for c in 0..3 {
                let value = found.array()[[c, y as usize, x as usize]];
                assert_eq!(value, f32::from(pixel[c]) / 255.0, "{kind}: {c} {y} {x}");
            }
        }
    }
}

#[test]
fn lossless_files_keep_every_bit() {
    for bits in [8_u8, 12, 16] {
        let found = decoded(&data(&format!("jpeg-lossless-{bits}.jpg")));
        assert_eq!(found.image.dim(), (1, 8, 16));
        assert_eq!(found.stored.white, f64::from(bits).exp2() - 1.0);
        for (at, value) in found.image.pixels().iter().enumerate() {
            let number = (at * 500) >> (16 - bits);
            let again = f64::from(*value) * found.stored.white;
            assert!((again - number as f64).abs() < 1e-2, "{bits}: {at} {again}");
        }
    }
}

#[test]
fn kinds_that_are_not_read_are_named_and_not_called_damaged() {
    let twelve = refused(&data("jpeg-12-bits.jpg"));
    assert!(twelve.contains("12 bits a channel"), "{twelve}");
    let other = refused(&data("jpeg-ls.jls"));
    assert!(other.contains("JPEG-LS"), "{other}");
    let mut hierarchical = data("jpeg-progressive.jpg");
    let at = hierarchical
        .windows(2)
        .position(|pair| pair == [0xff, 0xc2])
        .unwrap();
    hierarchical[at + 1] = 0xc6;
    assert!(refused(&hierarchical).contains("hierarchical"));
    for told in [twelve, other] {
        assert!(!told.contains("damaged"), "{told}");
    }
}

#[test]
fn a_height_that_is_told_late_is_found() {
    let bytes = data("jpeg-scans-420.jpg");
    let frame = outline::outline(&bytes).frame.unwrap();
    let mut late = bytes.clone();
    late[frame.height_at..frame.height_at + 2].fill(0);
    // After the first scan, that is before the second one's header.
    let second = late
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| *pair == [0xff, 0xda])
        .nth(1)
        .unwrap()
        .0;
    let tables = late[..second]
        .windows(2)
        .rposition(|pair| pair == [0xff, 0xc4])
        .unwrap();
    late.splice(tables..tables, [0xff, 0xdc, 0, 4, 0, 32]);
    assert_eq!(decoded(&late).image, decoded(&bytes).image);
}

#[test]
fn a_file_that_ends_early_is_refused_wherever_it_ends() {
    for name in [
        "jpeg-scans-420.jpg",
        "jpeg-progressive.jpg",
        "cmyk.jpg",
        "turned.jpg",
    ] {
        let whole = data(name);
        for end in 3..whole.len() {
            let told = refused(&whole[..end]);
            assert!(
                told.contains("damaged or incomplete"),
                "{name} {end}: {told}"
            );
        }
        assert!(refused(&whole[..whole.len() - 1]).contains("its end is missing"));
    }
}

#[test]
fn endless_scans_are_refused_before_they_are_decoded() {
    let bytes = data("jpeg-progressive.jpg");
    let frame = outline::outline(&bytes).frame.unwrap();
    let mut bomb = bytes.clone();
    bomb[frame.height_at..frame.height_at + 4].copy_from_slice(&[0x0f, 0xff, 0x0f, 0xff]);
    let scan = bomb
        .windows(2)
        .rposition(|pair| pair == [0xff, 0xda])
        .unwrap();
    let last: Vec<u8> = bomb[scan..bomb.len() - 2].to_vec();
    let end = bomb.split_off(bomb.len() - 2);
    for _ in 0..200 {
        bomb.extend(&last);
    }
    bomb.extend(end);
    let told = refused(&bomb);
    assert!(told.contains("times, which would take too long"), "{told}");
}

/// A segment of notes in front of all others.
fn with_notes(bytes: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let mut with = vec![0xff, 0xd8, 0xff, marker];
    with.extend((body.len() as u16 + 2).to_be_bytes());
    with.extend(body);
    with.extend(&bytes[2..]);
    with
}

#[test]
fn notes_are_kept_and_what_is_lost_is_said() {
    let plain = data("jpeg-progressive.jpg");
    let xmp = with_notes(&plain, 0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>");
    let found = decoded(&xmp);
    assert_eq!(found.tags.xmp.as_deref(), Some(&b"<x:xmpmeta/>"[..]));
    assert_eq!(found.words, Vec::<String>::new());

    let map = with_notes(
        &plain,
        0xe1,
        b"http://ns.adobe.com/xap/1.0/\0<x hdrgm:Version=\"1.0\"/>",
    );
    let found = decoded(&map);
    assert_eq!(found.tags.xmp, None);
    assert!(
        found.words.iter().any(|word| word.contains("gain map")),
        "{:?}",
        found.words
    );

    let index = b"MPF\0II*\0\x08\0\0\0\x01\0\x01\xb0\x04\0\x01\0\0\0\x03\0\0\0\0\0\0\0";
    let found = decoded(&with_notes(&plain, 0xe2, index));
    assert!(
        found.words[0].contains("2 further pictures"),
        "{:?}",
        found.words
    );

    let mut film = plain.clone();
    film.extend(b"\0\0\0\x18ftypmp42\0\0\0\0isom");
    assert!(decoded(&film).words[0].contains("a short film"));

    let mut profile = vec![7; 200];
    profile[16..20].copy_from_slice(b"RGB ");
    let (first, second) = profile.split_at(120);
    let (first, second) = (first.to_vec(), second.to_vec());
    let part = |number: u8, part: &[u8]| [&b"ICC_PROFILE\0"[..], &[number, 2], part].concat();
    // The second part comes first in the file.
    let halves = with_notes(
        &with_notes(&plain, 0xe2, &part(1, &first)),
        0xe2,
        &part(2, &second),
    );
    assert_eq!(decoded(&halves).tags.icc, Some(profile));
    let lost = with_notes(&plain, 0xe2, &part(1, &first));
    assert_eq!(decoded(&lost).tags.icc, None);
}

#[test]
fn libjpegs_errors_are_caught_and_told_in_plain_words() {
    let mut bytes = data("jpeg-scans-420.jpg");
    // A table of quantisation of an unknown kind.
    let at = bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xdb])
        .unwrap();
    bytes[at + 4] = 0x7f;
    let told = refused(&bytes);
    assert!(told.contains("break the format's rules"), "{told}");
    assert!(!told.contains("libjpeg"), "{told}");
}
