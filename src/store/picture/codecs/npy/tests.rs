#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use super::*;

/// An array file of numbers 0, 1, 2 … of that type and shape.
fn counting(description: &str, shape: &[usize], columns_first: bool) -> Vec<u8> {
    let kind = Type::of(description).unwrap();
    let mut bytes = Vec::new();
    write_header(shape, kind, columns_first, &mut bytes).unwrap();
    for number in 0..shape.iter().product::<usize>() {
        kind.write(number as f64, &mut bytes);
    }
    bytes
}

fn decoded(bytes: &[u8]) -> Decoded {
    decode(Path::new("a.npy"), bytes).unwrap()
}

/// The stored numbers of a picture, by channel, row and column.
fn number(found: &Decoded, c: usize, y: usize, x: usize) -> f64 {
    let value = f64::from(found.image.array()[[c, y, x]]);
    (found.stored.black + value * (found.stored.white - found.stored.black)).round()
}

#[test]
fn every_layout_puts_the_numbers_where_numpy_does() {
    // The number at (channel 1, row 2, column 3) of numpy.arange(n).reshape(shape), and of order='F'.
    for (shape, expected, expected_by_columns) in [
        (&[6, 7, 3][..], 3 * (7 * 2 + 3) + 1, 2 + 6 * (3 + 7)),
        (&[3, 6, 7], 7 * (6 + 2) + 3, 1 + 3 * (2 + 6 * 3)),
        (&[1, 3, 6, 7], 7 * (6 + 2) + 3, 1 + 3 * (2 + 6 * 3)),
        (&[1, 6, 7, 3], 3 * (7 * 2 + 3) + 1, 2 + 6 * (3 + 7)),
    ] {
        for (columns_first, expected) in [(false, expected), (true, expected_by_columns)] {
            let found = decoded(&counting("<u2", shape, columns_first));
            assert_eq!(found.image.dim(), (3, 6, 7), "{shape:?}");
            assert_eq!(
                number(&found, 1, 2, 3),
                f64::from(expected),
                "{shape:?} {columns_first}"
            );
        }
    }
}

#[test]
fn every_type_and_layout_is_saved_as_it_came() {
    for description in [
        "|u1", "<u2", ">u2", "<i2", ">i4", "<i8", "<u8", "<f2", ">f4", "<f8",
    ] {
        for shape in [
            &[9, 8][..],
            &[9, 8, 1],
            &[1, 9, 8],
            &[9, 8, 3],
            &[3, 9, 8],
            &[5, 9, 8],
            &[2, 3, 5, 6],
            &[1, 9, 8, 1],
        ] {
            for columns_first in [false, true] {
                let mut bytes = counting(description, shape, columns_first);
                if description == "|u1" && shape == [5, 9, 8] {
                    // 360 numbers do not fit.
                    bytes.iter_mut().skip(128).for_each(|byte| *byte %= 50);
                }
                let found = decoded(&bytes);
                let mut all = vec![&found.image];
                all.extend(&found.pages);
                let mut again = Vec::new();
                encode(&all, &found.stored, found.facts.array, &mut again).unwrap();
                if description.contains('f') {
                    // Stored over their own range, and rounded on the way.
                    assert_eq!(again[..128], bytes[..128], "{description} {shape:?}");
                    let back = decoded(&again);
                    assert_eq!(back.stored.number, found.stored.number);
                    let pairs = back.image.pixels().iter().zip(found.image.pixels());
                    let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                    assert!(apart < 1e-5, "{description} {shape:?}: {apart}");
                    continue;
                }
                assert!(
                    again == bytes,
                    "{description} {shape:?} {columns_first}: {:?}",
                    found.stored
                );
            }
        }
    }
}

#[test]
fn bits_become_bytes_and_opacity_lies_on_white() {
    let mut bits = counting("|b1", &[2, 2], false);
    let end = bits.len() - 4;
    bits[end..].copy_from_slice(&[0, 1, 1, 0]);
    let found = decoded(&bits);
    assert_eq!(found.image.pixels(), [0.0, 1.0, 1.0, 0.0]);
    let mut saved = Vec::new();
    encode(
        &[&found.image],
        &fitting(&found.stored),
        found.facts.array,
        &mut saved,
    )
    .unwrap();
    assert!(saved.ends_with(&[0, 255, 255, 0]) && saved[..40].windows(3).any(|w| w == b"|u1"));

    let mut colours = counting("|u1", &[1, 6, 4], false);
    let end = colours.len() - 24;
    colours[end..end + 4].copy_from_slice(&[255, 0, 0, 128]);
    let found = decoded(&colours);
    let half = 1.0 - 128.0 / 255.0;
    assert_eq!(found.image.dim(), (3, 1, 6));
    assert!(found.facts.opacity);
    for (channel, expected) in [1.0, half, half].into_iter().enumerate() {
        assert!((found.image.array()[[channel, 0, 0]] - expected).abs() < 1e-6);
    }
}

#[test]
fn what_is_no_picture_is_named_with_a_cure() {
    let refused = |description: &str| {
        let mut bytes = counting("|u1", &[16, 16], false);
        let at = bytes.windows(3).position(|three| three == b"|u1").unwrap();
        bytes[at..at + 3].copy_from_slice(description.as_bytes());
        bytes.resize(128 + 16 * 16 * 16, 0);
        decode(Path::new("a.npy"), &bytes).unwrap_err().to_string()
    };
    assert!(refused("<c8").contains("numpy.abs"));
    assert!(refused("<U3").contains("words"));
    let short = counting("<f4", &[9, 8], false);
    let told = decode(Path::new("a.npy"), &short[..short.len() - 1]).unwrap_err();
    assert!(told.to_string().contains("its end is missing"), "{told}");
}
