//! Ways to climb. Each pays for what it asks: a height costs one evaluation, a slope three (forward, and back at twice
//! the price, however many knobs there are), second derivatives of two knobs two slopes more.

use super::landscape::{Ground, REACH, within};

/// Price of a slope, in evaluations.
const SLOPE: usize = 3;
/// Longest step of those who step by the slope alone.
const LONGEST: f64 = 0.5;
/// Evaluations after which one gives up.
pub const MOST: usize = 20_000;

crate::choices! {
    /// How it is climbed.
    pub enum Climber {
        /// One knob at a time to its best value, then the next (coordinate ascent).
        Coordinate => "coordinate", "Knob by knob";
        /// Along the slope, as far as it pays (Cauchy 1847; backtracking: Armijo 1966, doi:10.2140/pjm.1966.16.1).
        Steepest => "steepest", "Steepest ascent";
        /// Along the slope with nine tenths of the last step (Polyak 1964, doi:10.1016/0041-5553(64)90137-5).
        Momentum => "momentum", "Momentum";
        /// Each knob at a rate of its own (Kingma and Ba 2015, arXiv:1412.6980).
        Adam => "adam", "Adam";
        /// To the top of the bowl that fits slope and bend.
        Newton => "newton", "Newton";
    }
}

/// A climb: places, and evaluations paid until each.
pub type Path = Vec<([f64; 2], usize)>;

/// Climbs from `start` until `there`, or until [`MOST`] evaluations are spent.
pub fn climb(
    climber: Climber,
    ground: &Ground,
    start: [f64; 2],
    there: &dyn Fn([f64; 2]) -> bool,
) -> Path {
    let mut climb = Climb {
        ground,
        at: start,
        paid: 0,
        path: vec![(start, 0)],
    };
    let (mut rate, mut speed, mut squares) = (1.0, [0.0; 2], [0.0; 2]);
    for round in 0.. {
        if there(climb.at) || climb.paid >= MOST {
            break;
        }
        let before = climb.at;
        match climber {
            Climber::Coordinate => climb.knob(round % 2),
            Climber::Steepest => climb.steepest(&mut rate),
            Climber::Momentum => {
                let slope = climb.slope();
                speed = [0, 1].map(|knob| 0.9 * speed[knob] + 0.1 * slope[knob]);
                climb.step(speed);
            }
            Climber::Adam => {
                let slope = climb.slope();
                let time = round as i32 + 1;
                for knob in 0..2 {
                    speed[knob] = 0.9 * speed[knob] + 0.1 * slope[knob];
                    squares[knob] = 0.999 * squares[knob] + 0.001 * slope[knob].powi(2);
                }
                climb.step([0, 1].map(|knob| {
                    let mean = speed[knob] / (1.0 - 0.9f64.powi(time));
                    let size = (squares[knob] / (1.0 - 0.999f64.powi(time))).sqrt();
                    0.1 * mean / (size + 1e-8)
                }));
            }
            Climber::Newton => climb.newton(),
        }
        climb.path.push((climb.at, climb.paid));
        let stands = climb.at == before && climb.path.len() > 2;
        if stands && !matches!(climber, Climber::Momentum | Climber::Adam) {
            break;
        }
    }
    climb.path
}

struct Climb<'a> {
    ground: &'a Ground,
    at: [f64; 2],
    paid: usize,
    path: Path,
}

impl Climb<'_> {
    fn height(&mut self, at: [f64; 2]) -> f64 {
        self.paid += 1;
        self.ground.height(at)
    }

    fn slope(&mut self) -> [f64; 2] {
        self.paid += SLOPE;
        self.ground.slope(self.at)
    }

    fn step(&mut self, step: [f64; 2]) {
        let length = step[0].hypot(step[1]);
        let share = if length > LONGEST {
            LONGEST / length
        } else {
            1.0
        };
        self.at = within([self.at[0] + share * step[0], self.at[1] + share * step[1]]);
    }

    /// Turns one knob through its whole range, leaves it at its best value: a scan, then a golden section.
    fn knob(&mut self, knob: usize) {
        const SCAN: usize = 24;
        const CLOSE: f64 = 1e-4;
        let with = |mut at: [f64; 2], value: f64| {
            at[knob] = value;
            at
        };
        let (here, gap) = (self.at, 2.0 * REACH / SCAN as f64);
        let mut best = (self.height(here), here[knob]);
        for step in 0..=SCAN {
            let value = gap * step as f64 - REACH;
            let height = self.height(with(here, value));
            if height > best.0 {
                best = (height, value);
            }
        }
        let golden = 0.5 * (5.0f64.sqrt() - 1.0);
        let (mut low, mut high) = ((best.1 - gap).max(-REACH), (best.1 + gap).min(REACH));
        let (mut left, mut right) = (high - golden * (high - low), low + golden * (high - low));
        let (mut at_left, mut at_right) = (
            self.height(with(here, left)),
            self.height(with(here, right)),
        );
        while high - low > CLOSE {
            if at_left > at_right {
                (high, right, at_right) = (right, left, at_left);
                left = high - golden * (high - low);
                at_left = self.height(with(here, left));
            } else {
                (low, left, at_left) = (left, right, at_right);
                right = low + golden * (high - low);
                at_right = self.height(with(here, right));
            }
        }
        for found in [(at_left, left), (at_right, right)] {
            if found.0 > best.0 {
                best = found;
            }
        }
        self.at[knob] = best.1;
    }

    /// A step along the slope: twice as far as the last, halved until it climbs by a share of what the slope promises.
    fn steepest(&mut self, rate: &mut f64) {
        let (slope, here) = (self.slope(), self.height(self.at));
        let square = slope[0].powi(2) + slope[1].powi(2);
        *rate *= 2.0;
        for _ in 0..50 {
            let next = within([self.at[0] + *rate * slope[0], self.at[1] + *rate * slope[1]]);
            if self.height(next) >= here + 0.3 * *rate * square {
                self.at = next;
                return;
            }
            *rate *= 0.5;
        }
    }

    /// A step to the top of the bowl that fits here; where the ground bends upwards, as far the other way. Halved until
    /// it climbs.
    fn newton(&mut self) {
        const FLAT: f64 = 1e-3;
        let (slope, here) = (self.slope(), self.height(self.at));
        self.paid += 2 * SLOPE;
        let [xx, xy, yy] = self.ground.bend(self.at);
        // Own directions of the symmetric 2 × 2 matrix.
        let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
        let mut step = [0.0; 2];
        for [cos, sin] in [[angle.cos(), angle.sin()], [-angle.sin(), angle.cos()]] {
            let bend = xx * cos * cos + 2.0 * xy * cos * sin + yy * sin * sin;
            let along = (slope[0] * cos + slope[1] * sin) / bend.abs().max(FLAT);
            step[0] += along * cos;
            step[1] += along * sin;
        }
        let mut share = (1.0 / step[0].hypot(step[1]).max(1e-12)).min(1.0);
        for _ in 0..40 {
            let next = within([self.at[0] + share * step[0], self.at[1] + share * step[1]]);
            if self.height(next) > here {
                self.at = next;
                return;
            }
            share *= 0.5;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::landscape::Landscape;
    use super::*;

    fn paid(climber: Climber, angle: f64) -> usize {
        let ground = Ground::new(Landscape::Bowl, angle, 30.0, 0);
        let start = [2.0, -1.5];
        let low = ground.height(start);
        let there = |at: [f64; 2]| ground.height(at) > 1e-3 * low;
        let path = climb(climber, &ground, start, &there);
        let (end, paid) = path[path.len() - 1];
        assert!(there(end), "{climber:?} ends at {end:?} after {paid}");
        paid
    }

    #[test]
    fn everyone_comes_up_a_single_hill() {
        for climber in Climber::ALL {
            for angle in [0.0, 45.0] {
                assert!(paid(*climber, angle) < MOST);
            }
        }
    }

    #[test]
    fn knobs_that_depend_on_each_other_are_slow_one_by_one() {
        let [straight, turned] = [0.0, 45.0].map(|angle| paid(Climber::Coordinate, angle));
        assert!(turned > 5 * straight, "{turned} against {straight}");
        // Newton does not care how the hill is turned.
        let [straight, turned] = [0.0, 45.0].map(|angle| paid(Climber::Newton, angle));
        assert!(
            straight.abs_diff(turned) < 15,
            "{turned} against {straight}"
        );
    }
}
