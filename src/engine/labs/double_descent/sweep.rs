//! One draw: pictures, random features, and the last layer solved in closed form for each number of features.

use super::{DoubleDescent, Pair};
use crate::data::Labelled;
use crate::labs::lesson::shuffled;
use crate::labs::qr::{Columns, Qr, descend, ridge};
use crate::math::matrices::gemm;
use crate::math::random::{Purpose, Stream};

/// Side of a digit, in pixels.
pub(super) const SIDE: usize = 28;
/// Pixels of a digit.
const PIXELS: usize = SIDE * SIDE;

/// What is asked.
pub(super) struct Matter {
    /// Pictures to learn from, row after row, and what should be answered: −1 or 1, some of them wrong.
    pub(super) training: (Vec<f32>, Vec<f64>),
    /// Others, none wrong.
    pub(super) test: (Vec<f32>, Vec<f64>),
}

/// How the last layer is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Solver {
    /// Least squares; of many answers the shortest.
    Exact,
    /// The same with a ridge, relative to the mean eigenvalue of F Fᵀ.
    Ridge(f64),
    /// So many steps of gradient descent.
    Steps(usize),
}

/// What came of one number of features with one solver.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scored {
    /// Share of the test pictures that is wrong.
    pub(super) wrong: f64,
    /// Mean squared error on test pictures, and on those that were learned.
    pub(super) squares: [f64; 2],
}

impl Pair {
    /// The side on which a digit stands, if it is asked about.
    fn side(self, digit: usize) -> Option<f64> {
        let pair = |first: usize, second: usize| match digit {
            digit if digit == first => Some(-1.0),
            digit if digit == second => Some(1.0),
            _ => None,
        };
        match self {
            Self::ThreeEight => pair(3, 8),
            Self::ZeroOne => pair(0, 1),
            Self::EvenOdd => Some(if digit.is_multiple_of(2) { -1.0 } else { 1.0 }),
        }
    }
}

impl DoubleDescent {
    /// The pictures of one seed.
    pub(super) fn matter(&self, digits: &[Labelled; 2], seed: u64) -> Matter {
        let of = |from: &Labelled, most: usize, wrong: f32| {
            let (mut pixels, mut sides) = (Vec::new(), Vec::new());
            let mut random = Stream::new(seed, Purpose::Target, 0);
            for at in shuffled(from.classes.len(), seed) {
                if let (Some(side), true) = (self.pair.side(from.classes[at]), sides.len() < most) {
                    pixels.extend_from_slice(from.pictures.example(at));
                    let lie = random.uniform() < wrong / 100.0;
                    sides.push(if lie { -side } else { side });
                }
            }
            (pixels, sides)
        };
        Matter {
            training: of(&digits[0], self.count, self.wrong),
            test: of(&digits[1], usize::MAX, 0.0),
        }
    }
}

/// max(0, w · x) of pictures, row after row, for random w of length about 1.
pub(super) struct Features {
    /// Features there are of each picture.
    pub(super) most: usize,
    training: Vec<f32>,
    test: Vec<f32>,
}

impl Features {
    pub(super) fn new(matter: &Matter, most: usize, seed: u64) -> Self {
        let mut random = Stream::new(seed, Purpose::Init, 0);
        let mut weights = vec![0.0; PIXELS * most];
        let values = weights.iter_mut();
        values.for_each(|value| *value = random.normal() / (PIXELS as f32).sqrt());
        // Feature k is the same whatever the number of features: a larger network has those of a smaller one.
        let of = |pixels: &[f32]| {
            let count = pixels.len() / PIXELS;
            let mut found = vec![0.0; count * most];
            let (a, b) = (gemm::rows(pixels, PIXELS), gemm::columns(&weights, PIXELS));
            gemm::multiply(
                [count, most, PIXELS],
                gemm::rows_mut(&mut found, most),
                a,
                b,
                false,
            );
            found.iter_mut().for_each(|value| *value = value.max(0.0));
            found
        };
        Self {
            most,
            training: of(&matter.training.0),
            test: of(&matter.test.0),
        }
    }

    /// The first `count` features of each picture, picture after picture.
    fn first(&self, of: &[f32], count: usize) -> Columns {
        let rows = of.chunks_exact(self.most);
        Columns {
            rows: count,
            data: rows
                .flat_map(|row| &row[..count])
                .map(|value| f64::from(*value))
                .collect(),
        }
    }

    /// What `count` features come to with each solver.
    pub(super) fn scored(&self, matter: &Matter, count: usize, solvers: &[Solver]) -> Vec<Scored> {
        let (y, truth) = (&matter.training.1, &matter.test.1);
        let (pictures, others) = (
            self.first(&self.training, count),
            self.first(&self.test, count),
        );
        let pictures_there = y.len();
        let energy: f64 = pictures.data.iter().map(|value| value * value).sum();
        let wide = count >= pictures_there;
        let (qr, right) = match wide {
            true => (Qr::new(pictures.clone()), y.clone()),
            false => {
                let mut columns = Columns::zeros(pictures_there, count);
                for at in 0..count {
                    for (row, value) in columns.column_mut(at).iter_mut().enumerate() {
                        *value = pictures.column(row)[at];
                    }
                }
                let qr = Qr::new(columns);
                let mut right = y.clone();
                qr.turn(&mut right);
                (qr, right)
            }
        };
        let score = |solver: &Solver| {
            let found = match *solver {
                Solver::Exact => ridge(&qr, wide, &right, 0.0),
                Solver::Ridge(share) => {
                    ridge(&qr, wide, &right, share * energy / pictures_there as f64)
                }
                Solver::Steps(steps) => descend(&qr, wide, &right, steps),
            };
            let w = if wide { qr.back(&found) } else { found };
            let answers = |of: &Columns| -> Vec<f64> {
                let all = of.data.chunks_exact(count);
                all.map(|x| x.iter().zip(&w).map(|(x, w)| x * w).sum())
                    .collect()
            };
            let squares = |answers: &[f64], truth: &[f64]| {
                let pairs = answers.iter().zip(truth);
                pairs.map(|(a, t)| (a - t).powi(2)).sum::<f64>() / truth.len().max(1) as f64
            };
            let test = answers(&others);
            let wrong = test.iter().zip(truth).filter(|(a, t)| **a * **t <= 0.0);
            Scored {
                wrong: wrong.count() as f64 / truth.len().max(1) as f64,
                squares: [squares(&test, truth), squares(&answers(&pictures), y)],
            }
        };
        solvers.iter().map(score).collect()
    }
}
