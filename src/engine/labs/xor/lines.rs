//! Lines in the plane: the best there is, and where a unit's sum is zero.

/// A point and its class, −1 or +1.
pub type Point = ([f64; 2], f64);

/// The line that has most points on the right side, a x + b y + c = 0 with the class +1 where that is positive, and how
/// many it has right. It is found by trying all: every way in which a line can part the points is that of a line
/// through two of them, turned or shifted a little so that each of the two lies on the side that is wanted. Cost:
/// points³.
pub fn best(points: &[Point]) -> ([f64; 3], usize) {
    let mut best = (
        [0.0, 0.0, 1.0],
        points.iter().filter(|(_, class)| *class > 0.0).count(),
    );
    let below = points.len() - best.1;
    if below > best.1 {
        best = ([0.0, 0.0, -1.0], below);
    }
    for (at, (a, class_a)) in points.iter().enumerate() {
        for (b, class_b) in &points[at + 1..] {
            let normal = [a[1] - b[1], b[0] - a[0]];
            if normal == [0.0; 2] {
                continue;
            }
            let offset = -(normal[0] * a[0] + normal[1] * a[1]);
            let side = |point: &[f64; 2]| normal[0] * point[0] + normal[1] * point[1] + offset;
            let others = points.iter().filter(|(point, _)| point != a && point != b);
            let right = others.filter(|(point, class)| side(point) * class > 0.0);
            let right = right.count();
            // The other side of the same line; those on it are right on neither.
            let wrong = points.iter().filter(|(point, _)| point != a && point != b);
            let wrong = wrong
                .filter(|(point, class)| side(point) * class < 0.0)
                .count();
            for (sign, right) in [(1.0, right + 2), (-1.0, wrong + 2)] {
                if right > best.1 {
                    let line = [normal[0], normal[1], offset].map(|number| sign * number);
                    best = (leaning(line, [(*a, *class_a), (*b, *class_b)]), right);
                }
            }
        }
    }
    best
}

/// The line turned or shifted a little so that both points lie on the side of their class.
fn leaning(line: [f64; 3], [(a, class_a), (b, class_b)]: [Point; 2]) -> [f64; 3] {
    const LITTLE: f64 = 1e-7;
    let size = line[0].hypot(line[1]);
    let along = [b[0] - a[0], b[1] - a[1]];
    let square = along[0].powi(2) + along[1].powi(2);
    // A number that is −1 or +1 at both points as their classes want, and straight between.
    let slope = (class_b - class_a) / square;
    let added = [
        slope * along[0],
        slope * along[1],
        class_a - slope * (along[0] * a[0] + along[1] * a[1]),
    ];
    let mut leaning = line;
    for (number, added) in leaning.iter_mut().zip(added) {
        *number += LITTLE * size * added;
    }
    leaning
}

/// The part of a line within ±`reach`, as dots; none where it passes by.
pub fn dots([a, b, c]: [f64; 3], reach: f64) -> Vec<[f64; 2]> {
    const DOTS: usize = 150;
    let square = a * a + b * b;
    if square == 0.0 {
        return Vec::new();
    }
    let (foot, length) = ([-a * c / square, -b * c / square], square.sqrt());
    let dots = (0..=DOTS).map(|dot| {
        let away = 3.0 * reach * (dot as f64 / DOTS as f64 - 0.5);
        [foot[0] - b / length * away, foot[1] + a / length * away]
    });
    dots.filter(|at| at.iter().all(|place| place.abs() <= reach))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(line: [f64; 3], points: &[Point]) -> usize {
        let is_right =
            |(at, class): &&Point| (line[0] * at[0] + line[1] * at[1] + line[2]) * class > 0.0;
        points.iter().filter(is_right).count()
    }

    #[test]
    fn of_four_corners_three_can_be_right_and_the_line_says_so() {
        let corners = [
            ([1.0, 1.0], 1.0),
            ([-1.0, -1.0], 1.0),
            ([1.0, -1.0], -1.0),
            ([-1.0, 1.0], -1.0),
        ];
        let (line, count) = best(&corners);
        assert_eq!((count, right(line, &corners)), (3, 3));
        // What a line parts is parted wholly.
        let apart = [
            ([0.0, 1.0], 1.0),
            ([2.0, 1.5], 1.0),
            ([0.0, -1.0], -1.0),
            ([3.0, 0.0], -1.0),
        ];
        let (line, count) = best(&apart);
        assert_eq!((count, right(line, &apart)), (4, 4));
        let alike = [([0.0, 0.0], -1.0), ([1.0, 0.0], -1.0), ([0.0, 2.0], -1.0)];
        assert_eq!(best(&alike).1, 3);
    }

    #[test]
    fn dots_lie_on_the_line() {
        let line = [1.0, -2.0, 0.5];
        let dots = dots(line, 3.0);
        assert!(dots.len() > 10);
        for [x, y] in dots {
            assert!((line[0] * x + line[1] * y + line[2]).abs() < 1e-9);
            assert!(x.abs() <= 3.0 && y.abs() <= 3.0);
        }
    }
}
