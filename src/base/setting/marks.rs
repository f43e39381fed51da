//! Points of the plane, each of one of two classes, as the text of a setting: `1.5 -2 0; 3 4 1`.

use std::fmt::Write as _;

/// Most points that a setting takes.
pub const MARKS: usize = 1000;
/// The plane reaches from −`PLANE` to `PLANE`, both ways.
pub const PLANE: f32 = 100.0;

/// A point of the plane and its class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// x and y, each within −[`PLANE`]..[`PLANE`].
    pub at: [f32; 2],
    /// 0 or 1.
    pub class: usize,
}

impl Mark {
    /// The points of a text, in its order; `None` where it is none of points, or of more than [`MARKS`].
    pub fn read(text: &str) -> Option<Vec<Self>> {
        let all = text.split(';').filter(|one| !one.trim().is_empty());
        let all: Option<Vec<Self>> = all.take(MARKS + 1).map(Self::one).collect();
        all.filter(|all| all.len() <= MARKS)
    }

    fn one(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let mut number = || words.next()?.parse::<f32>().ok();
        let at = [number()?, number()?];
        let class = words.next()?.parse().ok()?;
        let fits = words.next().is_none() && class < 2 && at.iter().all(|one| one.abs() <= PLANE);
        fits.then_some(Self { at, class })
    }

    /// The text of points, places rounded to hundredths; what lies beyond the plane is moved to its edge.
    pub fn write(marks: &[Self]) -> String {
        let mut text = String::with_capacity(14 * marks.len());
        for Self { at, class } in marks {
            // Adding zero makes of a negative zero a plain one.
            let [x, y] = at.map(|one| {
                (100.0 * one).round().clamp(-100.0 * PLANE, 100.0 * PLANE) / 100.0 + 0.0
            });
            let between = if text.is_empty() { "" } else { "; " };
            let _ = write!(text, "{between}{x} {y} {class}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_to_hundredths_and_read_again() {
        let mark = |x, y, class| Mark { at: [x, y], class };
        let some = [mark(1.234, -0.001, 0), mark(-5.0, 4.5, 1)];
        let text = Mark::write(&some);
        assert_eq!(text, "1.23 0 0; -5 4.5 1");
        assert_eq!(Mark::read(&text), Some(vec![mark(1.23, 0.0, 0), some[1]]));
        assert_eq!(Mark::read(" "), Some(Vec::new()));
        let far = Mark::write(&[mark(1e9, -1e9, 1)]);
        assert_eq!(Mark::read(&far), Some(vec![mark(PLANE, -PLANE, 1)]));
    }

    #[test]
    fn what_are_no_points_is_refused() {
        for text in [
            "1 2", "1 2 3", "1 2 0 4", "a b 0", "nan 0 1", "inf 0 1", "101 0 0", "1 2 0,",
        ] {
            assert_eq!(Mark::read(text), None, "{text}");
        }
        assert_eq!(
            Mark::read(&"0 0 0;".repeat(MARKS)).map(|all| all.len()),
            Some(MARKS)
        );
        assert_eq!(Mark::read(&"0 0 0;".repeat(MARKS + 1)), None);
    }
}
