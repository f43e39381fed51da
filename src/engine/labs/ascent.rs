//! Ascent: a landscape over two knobs is climbed knob by knob, along the slope, and with what came after.
//!
//! Training turns knobs until nothing gets better. One by one they climb as a staircase; along the slope they all turn
//! at once, and back-propagation delivers the slope at the price of a few evaluations, however many knobs there are.

mod climbers;
mod landscape;

use super::{Act, Desk, Lab, Telling, Truth, Try, Verdict};
use crate::figure::{
    Axis, Cell, Column, Figure, Grid, Group, Mark, Numbers, Pickable, Places, Role, Shade, counted,
};
use crate::math::proportion;
use crate::math::random::{Purpose, Stream};
use crate::setting::Kind;
use crate::train::TrainError;
use climbers::{Climber, MOST, Path, climb};
use landscape::{Ground, Landscape, REACH};

/// Side of the map, in cells.
const SIDE: usize = 96;
/// Share of the climb that is left when one counts as arrived.
const LEFT: f64 = 1e-3;
/// The angle at which the knobs of the bowl depend on each other most.
const TURNED: f64 = 45.0;

crate::adjustable! {
    /// Climbs a landscape in five ways.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Ascent: "ascent", "Ascent",
        "Coordinate ascent, steepest ascent, momentum, Adam and Newton race up a landscape over two knobs." {
        /// What is climbed.
        landscape: Landscape = Landscape::Bowl, Kind::Choice(Landscape::CHOICES),
            "Landscape", "", "What is climbed; the neuron's score is a real one.";
        /// How the stretched hill is turned.
        angle: f32 = 35.0, Kind::float(0.0, 90.0),
            "Turned by", "°", "At 0 and 90 the knobs do not depend on each other, at 45 most. For the stretched hill.";
        /// How many times wider one way than the other, squared.
        stretch: f32 = 30.0, Kind::float(1.0, 1000.0),
            "Stretch", "",
            "Condition number: how many times more the hill bends one way than the other; 30 is mild for a network.";
        /// Row of the start on the map.
        row: usize = 80, Kind::int(0, SIDE as i64 - 1),
            "Row", "", "Where the climb starts: a click on the map sets it, and dragging moves it.";
        /// Column of the start on the map.
        column: usize = 12, Kind::int(0, SIDE as i64 - 1),
            "Column", "", "Where the climb starts: a click on the map sets it, and dragging moves it.";
        /// Decides the neuron's points and the starts that the verdict rests on.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1), "Seed", "", "Another seed, other points and other starts.";
        /// How many starts the verdict rests on.
        seeds: u64 = 20, Kind::int(1, 1000), "Starts", "", "How many random starts the verdict rests on.";
    }
}

impl Lab for Ascent {
    fn question(&self) -> &'static str {
        "Why not turn one knob after the other?"
    }

    fn claim(&self) -> &'static str {
        "On a hill that lies askew to the knobs, knob by knob climbs a staircase: from most starts it takes at least \
        twice as many evaluations as on the same hill straight, and on both more than steepest ascent."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Neurons,
            story: "Turning knobs until nothing gets better is climbing a hill in a plane of two knobs, or of fifty \
                 thousand. Knob by knob the way is a staircase. Along the slope all knobs turn at once, and \
                 back-propagation delivers the slope.",
            tries: &[
                Try {
                    words: "Knobs that do not depend on each other",
                    settings: &[("landscape", "bowl"), ("angle", "0")],
                },
                Try {
                    words: "A bent ridge",
                    settings: &[("landscape", "ridge")],
                },
                Try {
                    words: "Two hills: who finds the higher one?",
                    settings: &[("landscape", "hills"), ("row", "70"), ("column", "30")],
                },
            ],
            sources: &[
                "Cauchy 1847, Comptes rendus 25",
                "Armijo 1966, doi:10.2140/pjm.1966.16.1",
                "Polyak 1964, doi:10.1016/0041-5553(64)90137-5",
                "Kingma and Ba 2015, arXiv:1412.6980",
            ],
        }
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            seeds: 3,
            ..self.clone()
        })
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let here = self.show(desk);
        let mut verdict = self.judged(desk);
        if !desk.stopped() {
            verdict.words = format!("{} {here}", verdict.words);
        }
        Ok(verdict)
    }

    fn live(&self, _key: &str) -> bool {
        true
    }
}

impl Ascent {
    /// Climbs from the start in every way, and shows it; what came of it in words.
    fn show(&self, desk: &Desk<'_>) -> String {
        let angle = f64::from(self.angle);
        let ground = Ground::new(self.landscape, angle, f64::from(self.stretch), self.seed);
        let start = place(self.row.min(SIDE - 1), self.column.min(SIDE - 1));
        let (_, top) = ground.top();
        let low = ground.height(start);
        let there = |at: [f64; 2]| top - ground.height(at) <= LEFT * (top - low);
        let climbs: Vec<(Climber, Path)> = Climber::ALL
            .iter()
            .map(|climber| (*climber, climb(*climber, &ground, start, &there)))
            .collect();
        desk.show(map(&ground, top, &climbs));
        let missing = |path: &Path| {
            let left = path.iter().map(|(at, paid)| {
                let share = (top - ground.height(*at)) / (top - low).max(1e-12);
                [(*paid).max(1) as f64, share.max(1e-6)]
            });
            left.collect::<Vec<_>>()
        };
        let lines = climbs.iter().enumerate().map(|(at, (climber, path))| {
            Mark::line(climber.label(), Role::Series(at), missing(path))
        });
        let lines: Vec<_> = lines.collect();
        let x = Axis::new("evaluations of the height")
            .log(true)
            .numbers(Numbers::Counted);
        let y = Axis::new("share of the climb that is missing").log(true);
        desk.show(
            Figure::plot("What is missing", x, y, lines)
                .note("A height costs one evaluation, a slope three, second derivatives of two knobs six more."),
        );
        let rows = climbs.iter().map(|(climber, path)| {
            let (end, paid) = path[path.len() - 1];
            let arrived = there(end);
            vec![
                Cell::from(climber.label()),
                if arrived {
                    (paid as f64).into()
                } else {
                    Cell::Empty
                },
                ((path.len() - 1) as f64).into(),
                ground.height(end).into(),
            ]
        });
        let columns = [
            Column::new("way"),
            Column::of(
                "evaluations until 99.9 % of the climb",
                "",
                Numbers::Counted,
            ),
            Column::of("steps", "", Numbers::Counted),
            Column::of("height reached", "", Numbers::Short),
        ];
        let table = Figure::table("The race", columns, rows.collect::<Vec<_>>());
        desk.show(table.note(format!(
            "The top lies at {}. Empty: not reached within {MOST} evaluations; the way ends where it stands, which may \
             be a lower top.",
            crate::figure::short(top)
        )));
        let came = |(climber, path): &(Climber, Path)| {
            let (end, paid) = path[path.len() - 1];
            let name = climber.label();
            match there(end) {
                true => format!("{name} {paid}"),
                false => format!("{name} never"),
            }
        };
        let came: Vec<_> = climbs.iter().map(came).collect();
        format!(
            "From the start on the map, evaluations until the top: {}.",
            came.join(", ")
        )
    }

    /// The claim on the stretched hill, over random starts.
    fn judged(&self, desk: &Desk<'_>) -> Verdict {
        let mut right = 0;
        let mut paid = [[Vec::new(), Vec::new()], [Vec::new(), Vec::new()]];
        let mut random = Stream::new(self.seed, Purpose::Data, 1);
        for start in 0..self.seeds {
            if desk.stopped() {
                return Verdict::stopped();
            }
            desk.done(start as f32 / self.seeds as f32);
            let mut draw = || REACH * (2.0 * f64::from(random.uniform()) - 1.0);
            let start = [draw(), draw()];
            let found = [0.0, TURNED].map(|angle| {
                let ground = Ground::new(Landscape::Bowl, angle, f64::from(self.stretch), 0);
                let low = ground.height(start);
                let there = |at: [f64; 2]| ground.height(at) >= LEFT * low;
                [Climber::Coordinate, Climber::Steepest].map(|climber| {
                    let path = climb(climber, &ground, start, &there);
                    path[path.len() - 1].1
                })
            });
            let [[knobs, slope], [turned_knobs, turned_slope]] = found;
            let stairs = turned_knobs >= 2 * knobs;
            right += usize::from(stairs && knobs > slope && turned_knobs > turned_slope);
            for (all, one) in paid.iter_mut().flatten().zip(found.into_iter().flatten()) {
                all.push(one as f64);
            }
        }
        let names = [
            "knob by knob, hill straight, evaluations (median)",
            "steepest, hill straight, evaluations (median)",
            "knob by knob, hill askew by 45°, evaluations (median)",
            "steepest, hill askew by 45°, evaluations (median)",
        ];
        let medians: Vec<f64> = paid.iter_mut().flatten().map(|all| median(all)).collect();
        let all = self.seeds as usize;
        let [low, high] = proportion::interval(right, all);
        let words = format!(
            "so it was from {right} of {} (of all starts {:.0} to {:.0} %, 95 % interval); medians: {:.0} evaluations \
             against {:.0} of steepest ascent where the hill stands straight, {:.0} against {:.0} where it lies askew.",
            counted(all, "start", "starts"),
            100.0 * low,
            100.0 * high,
            medians[0],
            medians[1],
            medians[2],
            medians[3]
        );
        let numbers = names.iter().map(|name| (*name).to_owned()).zip(medians);
        Verdict {
            truth: match [low, high] {
                [low, _] if low > 0.5 => Truth::Holds,
                [_, high] if high < 0.5 => Truth::Fails,
                _ => Truth::Open,
            },
            words,
            numbers: numbers.collect(),
        }
    }
}

fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The middle of a cell of the map.
fn place(row: usize, column: usize) -> [f64; 2] {
    let share = |at: usize| REACH * (2.0 * (at as f64 + 0.5) / SIDE as f64 - 1.0);
    [share(column), -share(row)]
}

/// The landscape from above with every way on it.
fn map(ground: &Ground, top: f64, climbs: &[(Climber, Path)]) -> Figure {
    let cells = (0..SIDE * SIDE).map(|at| {
        let missing = top - ground.height(place(at / SIDE, at % SIDE));
        -(missing.max(0.0) + 1e-3).log10() as f32
    });
    let values: Vec<f32> = cells.collect();
    let low = values.iter().copied().fold(f32::INFINITY, f32::min);
    let share = |knob: f64| 0.5 * (knob / REACH + 1.0);
    let groups = climbs.iter().map(|(climber, path)| Group {
        name: climber.label().into(),
        points: between(path)
            .into_iter()
            .map(|[x, y]| [share(x), share(-y)])
            .collect(),
    });
    let ends = [-REACH, REACH];
    let grid = Grid {
        columns: SIDE,
        values,
        shade: Shade::Amount(low, 3.0),
        across: Places::Range {
            what: "first knob".into(),
            ends,
        },
        down: Places::Range {
            what: "second knob".into(),
            ends: [REACH, -REACH],
        },
        groups: groups.collect(),
        roles: (0..climbs.len()).map(Role::Series).collect(),
    };
    Figure::grid("From above", grid)
        .note(
            "Colour: how near the top, as −log10 of the height that is missing. Lines: the ways up.",
        )
        .pick(Pickable::Cell, "Click or drag: climbs from there.")
}

/// A way as dots at even distances, so that it is seen as a line.
fn between(path: &Path) -> Vec<[f64; 2]> {
    const APART: f64 = 0.06;
    const MOST_DOTS: usize = 1500;
    let mut dots = vec![path[0].0];
    for pair in path.windows(2) {
        let (from, to) = (pair[0].0, pair[1].0);
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        let count = (length / APART).ceil() as usize;
        for dot in 1..=count {
            let share = dot as f64 / count as f64;
            dots.push([0, 1].map(|knob| from[knob] + share * (to[knob] - from[knob])));
        }
        if dots.len() > MOST_DOTS {
            break;
        }
    }
    dots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Body;
    use crate::labs::for_tests::told;

    #[test]
    fn the_claim_holds_and_every_way_is_shown() {
        let (verdict, figures) = told(Ascent {
            seeds: 5,
            ..Ascent::default()
        });
        assert_eq!(verdict.truth, Truth::Holds, "{verdict:?}");
        assert_eq!(figures.len(), 3);
        let Body::Grid(map) = &figures[0].body else {
            panic!("no map");
        };
        let Body::Plot(chart) = &figures[1].body else {
            panic!("no chart");
        };
        for (at, (climber, way)) in Climber::ALL.iter().zip(&map.groups).enumerate() {
            assert_eq!(way.name, climber.label());
            assert!(way.points.len() > 10, "{climber:?}");
            // The same way has the same colour on the map and in the chart.
            assert_eq!(map.role(at), chart.marks[at].role);
        }
        assert!(verdict.words.contains("Knob by knob"), "{}", verdict.words);
        // From two starts alone nothing can be said of most.
        let (two, _) = told(Ascent {
            seeds: 2,
            ..Ascent::default()
        });
        assert_eq!(two.truth, Truth::Open, "{two:?}");
    }
}
