//! The chart of the history: years across, PSNR up, each method a point, each family a line, the network in training a
//! point with its past. The year is a line that can be moved.

use crate::denoise::Family;
use crate::figure::{Axis, Dash, Figure, Mark, Marking, Numbers, Pickable, Point, Role, Standing};
use crate::ui::format;
use crate::ui::widgets::compare::{Entry, NETWORK, NOISY};

/// The first and the last year of the history.
pub const YEARS: (f32, f32) = (1970.0, 2026.0);
/// Where the network in training stands, beyond the last year.
const TODAY: f64 = 2028.0;
/// Where the chart ends.
const END: f64 = 2029.5;

/// What is drawn.
pub struct Chronicle<'a> {
    /// All pictures; those with a year are points.
    pub entries: &'a [Entry],
    /// The network's steps and PSNR on this photograph.
    pub past: &'a [(u64, f64)],
    /// The method at work and how far it is, 0..1.
    pub working: Option<(&'a str, f32)>,
    /// The entry that is shown on the right.
    pub shown: Option<&'a str>,
    /// The year to which a person has travelled.
    pub year: f32,
}

impl Chronicle<'_> {
    /// The chart as a figure. A click on a point names its entry.
    pub fn figure(&self) -> Figure {
        let (low, high) = self.heights();
        let x = Axis::new("year")
            .numbers(Numbers::Year)
            .range(f64::from(YEARS.0), END);
        let y = Axis::new("PSNR")
            .unit("dB")
            .numbers(Numbers::Decimals(2))
            .range(low, high);
        let held = Marking::Moment {
            x: f64::from(self.year),
            held: true,
        };
        let mut marks = vec![Mark::new("Year", Role::Chosen, held)];
        marks.extend(Family::ALL.iter().filter_map(|family| self.line(*family)));
        marks.push(self.best());
        marks.extend(self.network(low, high).into_iter().flatten());
        marks.extend(Family::ALL.iter().filter_map(|family| self.family(*family)));
        Figure::plot("Timeline", x, y, marks)
            .id("timeline")
            .pick(Pickable::Point, "Click to see its picture.")
    }

    /// The range of PSNR that is drawn.
    fn heights(&self) -> (f64, f64) {
        let judged = self.entries.iter().filter(|entry| entry.id != NOISY);
        let values = judged
            .filter_map(|entry| entry.tally.psnr())
            .filter(|psnr| psnr.is_finite())
            .chain(self.past.last().map(|(_, psnr)| *psnr));
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            (low, high) = (low.min(value), high.max(value));
        }
        if low > high {
            return (20.0, 32.0);
        }
        let room = (0.08 * (high - low)).max(0.4);
        (low - room, high + room)
    }

    /// Year and PSNR of a family's methods, in the order of the years.
    fn of(&self, family: Family) -> Vec<[f64; 2]> {
        let of = self.entries.iter().filter_map(|entry| {
            let (when, of) = entry.origin?;
            let psnr = entry.tally.psnr().filter(|_| of == family)?;
            Some([f64::from(when), psnr])
        });
        let mut of: Vec<_> = of.collect();
        of.sort_by(|a, b| a[0].total_cmp(&b[0]));
        of
    }

    fn line(&self, family: Family) -> Option<Mark> {
        let points = self.of(family);
        (points.len() > 1).then(|| Mark::line("", family.role(), points).faint())
    }

    /// The best known at each time until the year.
    fn best(&self) -> Mark {
        let year = f64::from(self.year);
        let mut all: Vec<_> = Family::ALL
            .iter()
            .flat_map(|family| self.of(*family))
            .collect();
        all.retain(|[when, _]| *when <= year);
        all.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let mut best: Vec<[f64; 2]> = Vec::new();
        for [when, psnr] in all {
            if best.last().is_none_or(|[_, top]| psnr > *top) {
                best.push([when, psnr]);
            }
        }
        if let Some([last, top]) = best.last().copied() {
            best.push([year.max(last), top]);
        }
        Mark::line("", Role::Reference, best).dash(Dash::Stepped)
    }

    /// The network in training: where it stands, and the way it came.
    fn network(&self, low: f64, high: f64) -> Option<[Mark; 2]> {
        let (step, psnr) = *self.past.last()?;
        let place = |psnr: f64| [TODAY, psnr.clamp(low, high)];
        let passed = self
            .past
            .iter()
            .enumerate()
            .filter(|(_, (_, psnr))| *psnr >= low);
        let passed = passed.map(|(at, (_, psnr))| Point {
            at: place(*psnr),
            standing: Standing::Passed,
            faint: 2 * at < self.past.len(),
            ..Point::default()
        });
        let now = Point {
            key: NETWORK.into(),
            at: place(psnr),
            note: format!(
                "Your network after {} steps\n{}",
                format::grouped(step),
                format::decibel(psnr)
            ),
            chosen: self.shown == Some(NETWORK),
            ..Point::default()
        };
        let name = format!("your network\nstep {}", format::grouped(step));
        let points = Marking::Points(passed.chain([now]).collect());
        Some([
            Mark::level(name, Role::Network, place(psnr)[1]),
            Mark::new("", Role::Network, points),
        ])
    }

    /// A family's methods.
    fn family(&self, family: Family) -> Option<Mark> {
        let points = self.entries.iter().filter_map(|entry| {
            let (when, of) = entry.origin?;
            (of == family).then(|| self.method(entry, when, family))
        });
        let points: Vec<_> = points.collect();
        let some = !points.is_empty();
        some.then(|| Mark::new(family.label(), family.role(), Marking::Points(points)))
    }

    fn method(&self, entry: &Entry, when: u32, family: Family) -> Point {
        let working = self.working.filter(|(id, _)| *id == entry.id);
        let psnr = entry.tally.psnr();
        let standing = match (working, &entry.failure, entry.tally.scores) {
            (_, Some(_), _) if psnr.is_none() => Standing::Failed,
            (working, ..) if psnr.is_none() => {
                Standing::Awaited(working.map_or(0.0, |(_, share)| share.max(0.02)))
            }
            (_, _, None) => Standing::Estimated,
            _ => Standing::Measured,
        };
        let took = entry
            .tally
            .seconds
            .map(format::duration)
            .unwrap_or_default();
        let estimated = if entry.tally.scores.is_none() {
            " (estimated)"
        } else {
            ""
        };
        let note = match psnr {
            Some(psnr) => format!(
                "{} · {when} · {}\n{}{estimated} · {took}",
                entry.label,
                family.label(),
                format::decibel(psnr)
            ),
            None => String::new(),
        };
        Point {
            key: entry.id.clone(),
            at: [f64::from(when), psnr.unwrap_or(f64::NAN)],
            label: entry.label.clone(),
            note,
            standing,
            chosen: self.shown == Some(entry.id.as_str()),
            faint: when as f32 > self.year,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denoise::trial::Scores;
    use crate::figure::Body;
    use crate::ui::widgets::compare::Tally;

    fn method(id: &str, year: u32, psnr: Option<f64>) -> Entry {
        Entry {
            origin: Some((year, Family::Patches)),
            tally: Tally {
                scores: psnr.map(|psnr| Scores { psnr, ssim: 0.0 }),
                ..Tally::default()
            },
            ..Entry::empty(id, id)
        }
    }

    fn chart(entries: &[Entry], past: &[(u64, f64)], year: f32) -> crate::figure::Plot {
        let chronicle = Chronicle {
            entries,
            past,
            working: Some(("waiting", 0.4)),
            shown: Some("new"),
            year,
        };
        let Body::Plot(plot) = chronicle.figure().body else {
            panic!("a plot")
        };
        plot
    }

    #[test]
    fn every_method_is_a_point_of_its_family() {
        let entries = [
            method("old", 1977, Some(26.0)),
            method("new", 2007, Some(30.0)),
            method("waiting", 2013, None),
        ];
        let plot = chart(&entries, &[], 2000.0);
        let family = plot
            .marks
            .iter()
            .find(|mark| mark.name == Family::Patches.label());
        let Some(Marking::Points(points)) = family.map(|mark| &mark.marking) else {
            panic!("{plot:?}")
        };
        let looks: Vec<_> = points
            .iter()
            .map(|point| (&*point.key, point.chosen, point.faint))
            .collect();
        assert_eq!(
            looks,
            [
                ("old", false, false),
                ("new", true, true),
                ("waiting", false, true)
            ]
        );
        assert_eq!(points[2].standing, Standing::Awaited(0.4));
        assert!(points[2].at[1].is_nan());
        let [low, high] = plot.y.range.unwrap();
        assert!(low < 26.0 && high > 30.0);
    }

    #[test]
    fn the_best_of_a_year_was_known_in_it() {
        let entries = [
            method("old", 1977, Some(26.0)),
            method("worse", 1990, Some(25.0)),
            method("new", 2007, Some(30.0)),
        ];
        let best = |year| {
            let plot = chart(&entries, &[], year);
            let stepped = plot.marks.into_iter().find_map(|mark| match mark.marking {
                Marking::Line {
                    points,
                    dash: Dash::Stepped,
                    ..
                } => Some(points),
                _ => None,
            });
            stepped.unwrap()
        };
        assert_eq!(best(1970.0), [[0.0; 2]; 0]);
        assert_eq!(best(1995.0), [[1977.0, 26.0], [1995.0, 26.0]]);
        assert_eq!(
            best(2020.0),
            [[1977.0, 26.0], [2007.0, 30.0], [2020.0, 30.0]]
        );
    }

    #[test]
    fn the_network_stands_beyond_the_last_year() {
        let entries = [method("old", 1977, Some(26.0))];
        let plot = chart(&entries, &[(1, 5.0), (10, 26.5), (20, 27.0)], 2026.0);
        let network: Vec<_> = plot
            .marks
            .iter()
            .filter(|mark| mark.role == Role::Network)
            .collect();
        let [level, points] = network[..] else {
            panic!("{plot:?}")
        };
        assert_eq!(level.marking, Marking::Level(27.0));
        let Marking::Points(points) = &points.marking else {
            panic!("{points:?}")
        };
        // The first lies below the chart.
        assert_eq!(points.len(), 3);
        assert_eq!(points[2].key, NETWORK);
        assert!(points.iter().all(|point| point.at[0] > f64::from(YEARS.1)));
    }
}
