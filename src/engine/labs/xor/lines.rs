//! Lines in the plane: the best there is, and where a unit's sum is zero.

/// A point and its class, −1 or +1.
pub type Point = ([f64; 2], f64);

/// The line that has most points on the right side, a x + b y + c = 0 with the class +1 where that is positive, and how
/// many it has right. It is found by trying all: every way in which a line can part the points is that of a line
/// through two of them, shifted a little, or turned a little about a place between two of the points that lie on it.
/// Cost: points³.
pub fn best(points: &[Point]) -> ([f64; 3], usize) {
    let all_of_one =
        [1.0, -1.0].map(|class| ([0.0, 0.0, class], right(&[0.0, 0.0, class], points)));
    let [mut best, other] = all_of_one;
    if other.1 > best.1 {
        best = other;
    }
    // Place along the line and class of each point on it.
    let mut on = Vec::new();
    for (at, (a, _)) in points.iter().enumerate() {
        for (b, _) in &points[at + 1..] {
            let along = [b[0] - a[0], b[1] - a[1]];
            let size = along[0].hypot(along[1]);
            if size == 0.0 {
                continue;
            }
            let normal = [-along[1] / size, along[0] / size];
            let line = [normal[0], normal[1], -inner(normal, *a)];
            // How many of the points beside it are right, and how many would be on the other side of the same line.
            let mut beside = [0; 2];
            on.clear();
            for (point, class) in points {
                let away = value(&line, point);
                if away.abs() <= ON {
                    let place = [0, 1].map(|axis| point[axis] - a[axis]);
                    on.push((inner(along, place) / size, *class));
                } else {
                    beside[usize::from(away * class < 0.0)] += 1;
                }
            }
            on.sort_by(|one, other| one.0.total_cmp(&other.0));
            let (split, there) = parted(&on);
            for (sign, right_beside) in [1.0, -1.0].into_iter().zip(beside) {
                if right_beside + there <= best.1 {
                    continue;
                }
                let turned = leaning(line.map(|number| sign * number), split, (*a, along), points);
                // Counted again: what is nearer to the line than numbers can tell may fall to either side.
                let count = right(&turned, points);
                if count > best.1 {
                    best = (turned, count);
                }
            }
        }
    }
    best
}

/// A point that is no farther from a line lies on it.
const ON: f64 = 1e-10;

fn inner(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

fn value(line: &[f64; 3], at: &[f64; 2]) -> f64 {
    line[0] * at[0] + line[1] * at[1] + line[2]
}

/// How many points a line has right; one on it is right on neither side.
fn right(line: &[f64; 3], points: &[Point]) -> usize {
    let right = points.iter();
    let right = right.filter(|(at, class)| value(line, at) * class > 0.0);
    right.count()
}

/// Where points on a line, in their order, are split so that most are right, and how many those are. The split is its
/// place, the class before it, and whether there are points on both sides of it.
fn parted(on: &[(f64, f64)]) -> ((f64, f64, bool), usize) {
    let positive = on.iter().filter(|(_, class)| *class > 0.0).count();
    let negative = on.len() - positive;
    let mut best = match positive >= negative {
        true => ((0.0, 1.0, false), positive),
        false => ((0.0, -1.0, false), negative),
    };
    // Positive and negative ones before the split.
    let mut before = [0; 2];
    for pair in on.windows(2) {
        let [(place, class), (next, _)] = [pair[0], pair[1]];
        before[usize::from(class < 0.0)] += 1;
        // Points in one place lie on one side.
        if next - place <= ON {
            continue;
        }
        let counts = [
            (1.0, before[0] + negative - before[1]),
            (-1.0, before[1] + positive - before[0]),
        ];
        for (class, count) in counts {
            if count > best.1 {
                best = ((0.5 * (place + next), class, true), count);
            }
        }
    }
    best
}

/// A line through the first point, with a normal of length 1, turned or shifted a little so that the points on it are
/// split and all others stay on their side.
fn leaning(
    line: [f64; 3],
    (split, class, within): (f64, f64, bool),
    (from, along): ([f64; 2], [f64; 2]),
    points: &[Point],
) -> [f64; 3] {
    const LITTLE: f64 = 1e-7;
    // What is added has the sign of the class before the split, and the other behind it.
    let added = match within {
        true => {
            let size = along[0].hypot(along[1]);
            let way = along.map(|part| -class * part / size);
            [way[0], way[1], class * split - inner(way, from)]
        }
        false => [0.0, 0.0, class],
    };
    // Less than would bring another point to the line.
    let little = points.iter().fold(LITTLE, |little, (at, _)| {
        let (away, change) = (value(&line, at).abs(), value(&added, at).abs());
        match away > ON && change > 0.0 {
            true => little.min(0.5 * away / change),
            false => little,
        }
    });
    let mut leaning = line;
    for (number, added) in leaning.iter_mut().zip(added) {
        *number += little * added;
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
    use crate::math::random::{Purpose, Stream};

    #[test]
    fn of_four_corners_three_can_be_right_and_the_line_says_so() {
        let corners = [
            ([1.0, 1.0], 1.0),
            ([-1.0, -1.0], 1.0),
            ([1.0, -1.0], -1.0),
            ([-1.0, 1.0], -1.0),
        ];
        let (line, count) = best(&corners);
        assert_eq!((count, right(&line, &corners)), (3, 3));
        // What a line parts is parted wholly.
        let apart = [
            ([0.0, 1.0], 1.0),
            ([2.0, 1.5], 1.0),
            ([0.0, -1.0], -1.0),
            ([3.0, 0.0], -1.0),
        ];
        let (line, count) = best(&apart);
        assert_eq!((count, right(&line, &apart)), (4, 4));
        let alike = [([0.0, 0.0], -1.0), ([1.0, 0.0], -1.0), ([0.0, 2.0], -1.0)];
        assert_eq!(best(&alike).1, 3);
    }

    #[test]
    fn points_on_one_line_are_split_along_it_and_copies_count() {
        let column = |classes: [f64; 6]| {
            let places = [1.0, 2.0, 3.0, -1.0, -2.0, -3.0];
            let points = places.into_iter().zip(classes);
            points
                .map(|(y, class)| ([6.0, y], class))
                .collect::<Vec<_>>()
        };
        let agrees = |points: &[Point], expected: usize| {
            let (line, count) = best(points);
            assert_eq!(
                (count, right(&line, points)),
                (expected, expected),
                "{points:?}"
            );
        };
        agrees(&column([1.0, 1.0, 1.0, -1.0, -1.0, -1.0]), 6);
        agrees(&column([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]), 6);
        // By turns: one more than half of them.
        agrees(&column([1.0, -1.0, 1.0, -1.0, 1.0, -1.0]), 4);
        let [here, there] = [[0.0, 0.0], [1.0, 0.0]];
        let copies = [
            (here, 1.0),
            (here, 1.0),
            (here, -1.0),
            (there, -1.0),
            (there, -1.0),
        ];
        agrees(&copies, 4);
        agrees(&copies[..3], 2);
        agrees(&[], 0);
        // With two beside it, between which the lowest lies, one is wrong.
        let mut beside = column([1.0, 1.0, 1.0, -1.0, -1.0, -1.0]);
        beside.extend([([7.0, -3.0], 1.0), ([5.0, -3.0], 1.0)]);
        agrees(&beside, 7);
    }

    /// All ways in which lines of a fine choice of slopes part the points: on a small grid no slopes are left out.
    fn by_slopes(points: &[Point]) -> usize {
        let mut best = 0;
        for turn in 0..720 {
            let angle = (f64::from(turn) + 0.5) * std::f64::consts::TAU / 720.0;
            let across = [angle.cos(), angle.sin()];
            let place = |(at, class): &Point| (inner(*at, across), *class);
            let mut places: Vec<_> = points.iter().map(place).collect();
            places.sort_by(|a, b| a.0.total_cmp(&b.0));
            best = best.max(parted(&places).1);
        }
        best
    }

    #[test]
    fn on_grids_no_line_of_any_slope_has_more_right() {
        let mut random = Stream::new(5, Purpose::Data, 0);
        for _ in 0..40 {
            let mut point = || {
                let at = [random.below(4) as f64, random.below(4) as f64];
                (at, if random.below(2) == 0 { -1.0 } else { 1.0 })
            };
            let points: Vec<Point> = (0..12).map(|_| point()).collect();
            let (line, count) = best(&points);
            assert_eq!(count, right(&line, &points));
            assert_eq!(count, by_slopes(&points), "{points:?}");
        }
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
