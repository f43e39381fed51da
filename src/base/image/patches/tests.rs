use super::*;
use crate::math::random::{Purpose, Stream};

fn random(height: usize, width: usize) -> Image {
    let mut stream = Stream::new(0, Purpose::Evaluation, 0);
    let mut image = Image::zeros(1, height, width);
    for pixel in image.pixels_mut() {
        *pixel = stream.normal();
    }
    image
}

#[test]
fn matching_finds_what_a_plain_search_finds() {
    for (height, width) in [(30, 40), (9, 9), (12, 17), (8, 60), (40, 23)] {
        let image = random(height, width);
        for (side, reach, most, limit) in [(8, 5, 7, 9.0), (5, 20, 16, 2.0), (3, 9, 400, 1.5)] {
            let search = Search {
                plane: image.pixels(),
                height,
                width,
                side,
                reach,
                most,
                limit,
            };
            for (y, x) in [
                (0, 0),
                (height - side, width - side),
                (1.min(height - side), (width - side) / 2),
            ] {
                let mut expected = Vec::new();
                for qy in 0..=height - side {
                    for qx in 0..=width - side {
                        let far = qy.abs_diff(y).max(qx.abs_diff(x));
                        let mut distance = 0.0;
                        for k in 0..side * side {
                            let (dy, dx) = (k / side, k % side);
                            let a = image.array()[[0, y + dy, x + dx]];
                            let b = image.array()[[0, qy + dy, qx + dx]];
                            distance += f64::from(a - b).powi(2) / (side * side) as f64;
                        }
                        if far <= reach && distance <= f64::from(limit) {
                            expected.push((distance, qy, qx));
                        }
                    }
                }
                expected.sort_by(|a, b| a.0.total_cmp(&b.0));
                expected.truncate(most);
                let mut matcher = Matcher::default();
                let found = matcher.find(&search, y, x);
                assert_eq!(found.len(), expected.len(), "{height}×{width}, {side}");
                for (a, b) in found.iter().zip(&expected) {
                    assert_eq!((a.y, a.x), (b.1, b.2), "{height}×{width}, {side}");
                    assert!((f64::from(a.distance) - b.0).abs() < 1e-4);
                }
            }
        }
    }
}

#[test]
fn sums_of_bands_give_back_the_picture() {
    let image = random(70, 31);
    let told = |_| {};
    let bands = Bands {
        channels: 1,
        height: 70,
        width: 31,
        side: 4,
        step: 3,
        reach: 2,
        told: &told,
    };
    let sums = bands.run(|rows, columns, sums| {
        for &y in rows {
            for &x in columns {
                let mut patch = [0.0; 16];
                copy::<4>(image.pixels(), 31, y, x, &mut patch);
                sums.add::<4>(0, (y, x), &patch, &[0.5; 16], 1.0 + x as f32);
            }
        }
        Ok::<(), ()>(())
    });
    let back = sums.unwrap().divide(image.pixels());
    for (a, b) in back.iter().zip(image.pixels()) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn small_pictures_grow_by_mirroring() {
    let image = Image::from_fn(1, 2, 3, |_, y, x| (10 * y + x) as f32);
    let large = grown(&image, 5);
    assert_eq!(large.dim(), (1, 5, 5));
    assert_eq!(large.crop(0, 0, 2, 3), image);
    assert_eq!(grown(&Image::zeros(1, 0, 0), 8).dim(), (1, 0, 0));
    assert_eq!(places(10, 4, 4), [0, 4, 6]);
    assert_eq!(places(4, 4, 3), [0]);
}
