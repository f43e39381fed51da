//! Landscapes over two knobs: height, slope and bend, all by formula.

use crate::math::random::{Purpose, Stream};

/// Half the side of the plane that is climbed in.
pub const REACH: f64 = 3.0;
/// Points that the neuron is judged on.
const POINTS: usize = 40;

crate::choices! {
    /// What is climbed.
    pub enum Landscape {
        /// One top; its rings are ellipses, turned by an angle.
        Bowl => "bowl", "One hill, stretched and turned";
        /// A ridge that bends, after Rosenbrock 1960, doi:10.1093/comjnl/3.3.175 (with 10 where he has 100).
        Ridge => "ridge", "A bent ridge";
        /// Two tops of different height, and hardly a slope far from them.
        Hills => "hills", "Two hills";
        /// The score of a neuron with two weights and no bias: mean log probability of the right answers.
        Neuron => "neuron", "A neuron's score over its two weights";
    }
}

/// A landscape with its numbers.
pub struct Ground {
    shape: Landscape,
    turn: [f64; 2],
    stretch: f64,
    points: Vec<[f64; 2]>,
}

impl Ground {
    /// A landscape: `angle` in degrees and `stretch` belong to the bowl, `seed` to the neuron's points.
    pub fn new(shape: Landscape, angle: f64, stretch: f64, seed: u64) -> Self {
        let angle = angle.to_radians();
        let mut random = Stream::new(seed, Purpose::Data, 0);
        let mut draw = || f64::from(random.normal());
        // Two clouds that overlap, each point turned to the side of its class: the neuron is right where w · x > 0.
        let points = (0..POINTS).map(|_| [0.8 + draw(), 0.3 + 0.6 * draw()]);
        Self {
            points: points.collect(),
            shape,
            turn: [angle.cos(), angle.sin()],
            stretch,
        }
    }

    /// Height at a place.
    pub fn height(&self, [x, y]: [f64; 2]) -> f64 {
        match self.shape {
            Landscape::Bowl => {
                let [u, v] = self.turned([x, y]);
                -0.5 * (u * u / self.stretch + v * v)
            }
            Landscape::Ridge => -0.1 * ((1.0 - x).powi(2) + 10.0 * (y - x * x).powi(2)),
            Landscape::Hills => HILLS.iter().map(|hill| hill.height([x, y])).sum(),
            Landscape::Neuron => {
                let score = |point: &[f64; 2]| -(-(x * point[0] + y * point[1])).exp().ln_1p();
                self.points.iter().map(score).sum::<f64>() / POINTS as f64
            }
        }
    }

    /// Derivatives by both knobs.
    pub fn slope(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        match self.shape {
            Landscape::Bowl => {
                let ([u, v], [cos, sin]) = (self.turned([x, y]), self.turn);
                let (by_u, by_v) = (-u / self.stretch, -v);
                [by_u * cos - by_v * sin, by_u * sin + by_v * cos]
            }
            Landscape::Ridge => {
                let off = y - x * x;
                [0.1 * (2.0 * (1.0 - x) + 40.0 * x * off), -2.0 * off]
            }
            Landscape::Hills => HILLS.iter().fold([0.0; 2], |sum, hill| {
                let height = hill.height([x, y]) / hill.width.powi(2);
                [
                    sum[0] - height * (x - hill.at[0]),
                    sum[1] - height * (y - hill.at[1]),
                ]
            }),
            Landscape::Neuron => {
                let mut slope = [0.0; 2];
                for point in &self.points {
                    let wrong = 1.0 / (1.0 + (x * point[0] + y * point[1]).exp());
                    slope[0] += wrong * point[0] / POINTS as f64;
                    slope[1] += wrong * point[1] / POINTS as f64;
                }
                slope
            }
        }
    }

    /// Second derivatives: by the first knob twice, by both, by the second twice; from differences of the slope.
    pub fn bend(&self, [x, y]: [f64; 2]) -> [f64; 3] {
        const STEP: f64 = 1e-5;
        let across = [self.slope([x + STEP, y]), self.slope([x - STEP, y])];
        let up = [self.slope([x, y + STEP]), self.slope([x, y - STEP])];
        let half = |[more, less]: [[f64; 2]; 2], at: usize| (more[at] - less[at]) / (2.0 * STEP);
        [
            half(across, 0),
            0.5 * (half(across, 1) + half(up, 0)),
            half(up, 1),
        ]
    }

    /// The highest place and its height, by looking everywhere and then ever closer.
    pub fn top(&self) -> ([f64; 2], f64) {
        const SIDE: i32 = 40;
        let (mut best, mut high, mut reach) = ([0.0; 2], f64::NEG_INFINITY, REACH);
        for _ in 0..12 {
            let middle = best;
            for row in -SIDE..=SIDE {
                for column in -SIDE..=SIDE {
                    let share = |at: i32| reach * f64::from(at) / f64::from(SIDE);
                    let at = within([middle[0] + share(column), middle[1] + share(row)]);
                    let height = self.height(at);
                    if height > high {
                        (best, high) = (at, height);
                    }
                }
            }
            reach *= 0.1;
        }
        (best, high)
    }

    fn turned(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [cos, sin] = self.turn;
        [x * cos + y * sin, y * cos - x * sin]
    }
}

/// The nearest place of the plane.
pub fn within(at: [f64; 2]) -> [f64; 2] {
    at.map(|knob| knob.clamp(-REACH, REACH))
}

struct Hill {
    at: [f64; 2],
    width: f64,
    high: f64,
}

impl Hill {
    fn height(&self, [x, y]: [f64; 2]) -> f64 {
        let squares = (x - self.at[0]).powi(2) + (y - self.at[1]).powi(2);
        self.high * (-0.5 * squares / self.width.powi(2)).exp()
    }
}

const HILLS: [Hill; 2] = [
    Hill {
        at: [1.2, 1.0],
        width: 0.8,
        high: 1.0,
    },
    Hill {
        at: [-1.2, -0.8],
        width: 1.0,
        high: 0.7,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_what_heights_change_by() {
        for shape in Landscape::ALL {
            let ground = Ground::new(*shape, 30.0, 20.0, 3);
            for at in [[0.3, -0.7], [-1.1, 0.4], [2.0, 1.5]] {
                let slope = ground.slope(at);
                for knob in 0..2 {
                    let (mut more, mut less) = (at, at);
                    more[knob] += 1e-5;
                    less[knob] -= 1e-5;
                    let found = (ground.height(more) - ground.height(less)) / 2e-5;
                    let error = (found - slope[knob]).abs();
                    assert!(
                        error < 1e-6 * (1.0 + found.abs()),
                        "{shape:?} {at:?} {knob}"
                    );
                }
            }
            let (top, high) = ground.top();
            let inside = top.iter().all(|knob| knob.abs() < REACH);
            assert!(inside, "{shape:?}: {top:?}");
            let slope = ground.slope(top);
            assert!(slope[0].hypot(slope[1]) < 1e-4, "{shape:?}: {slope:?}");
            assert!(high >= ground.height([0.0, 0.0]));
        }
    }
}
