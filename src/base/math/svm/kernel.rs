//! Samples as kernels want them: in panels, the numbers of many samples side by side, so that a kernel of one sample
//! with all others is a walk along memory without sums across a register.

use crate::math::simd::wide_fn;

/// Samples in a panel.
const LANES: usize = 16;
/// Products that are summed in the samples' own kind of number: of more, rounding would be felt.
const FEW: usize = 16;

/// What takes the place of the inner product of two samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kernel {
    /// x·y: the border is a plane.
    Linear,
    /// exp(−γ |x − y|²): each support vector reaches about 1/√γ far.
    Radial {
        /// γ, positive, per squared unit of the samples.
        gamma: f64,
    },
}

/// How inner products are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// In f32, a few products at a time: twice as fast; answers differ by far less than by the usual tolerance of 1e-3.
    Single,
    /// In f64.
    Double,
}

/// The γ that suits samples of any scale: 1 / (numbers of a sample × variance of all numbers); 1 where they are all
/// alike.
pub fn gamma_of(rows: &[f32], width: usize) -> f64 {
    let count = rows.len().max(1) as f64;
    let mean = rows.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
    let away = rows.iter().map(|x| (f64::from(*x) - mean).powi(2));
    let variance = away.sum::<f64>() / count;
    if variance > 0.0 {
        1.0 / (width.max(1) as f64 * variance)
    } else {
        1.0
    }
}

/// Samples of one width.
pub struct Samples {
    width: usize,
    count: usize,
    panels: Panels,
    /// |x|² of each.
    norms: Vec<f64>,
}

/// Panel after panel, within one number after the other, of each number [`LANES`] samples; zeros fill the last.
enum Panels {
    Single(Vec<f32>),
    Double(Vec<f64>),
}

impl Samples {
    /// Those `rows` (each of `width` numbers).
    pub fn new<'a>(
        rows: impl Iterator<Item = &'a [f32]>,
        width: usize,
        precision: Precision,
    ) -> Self {
        let (mut norms, mut single, mut double) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let (panel, lane) = (norms.len() / LANES, norms.len() % LANES);
            norms.push(row.iter().map(|x| f64::from(*x).powi(2)).sum());
            let from = panel * LANES * width;
            let size = from + LANES * width;
            match precision {
                Precision::Single => {
                    single.resize(size, 0.0_f32);
                    let to = single[from..].iter_mut().skip(lane).step_by(LANES);
                    to.zip(row).for_each(|(to, x)| *to = *x);
                }
                Precision::Double => {
                    double.resize(size, 0.0_f64);
                    let to = double[from..].iter_mut().skip(lane).step_by(LANES);
                    to.zip(row).for_each(|(to, x)| *to = f64::from(*x));
                }
            }
        }
        Self {
            width,
            count: norms.len(),
            panels: match precision {
                Precision::Single => Panels::Single(single),
                Precision::Double => Panels::Double(double),
            },
            norms,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The kernel of a sample with itself.
    pub fn diagonal(&self, kernel: Kernel, of: usize) -> f64 {
        match kernel {
            Kernel::Linear => self.norms[of],
            Kernel::Radial { .. } => 1.0,
        }
    }

    /// The kernel of one sample with all, as many numbers as there are samples. Cost: count × width.
    pub fn row(&self, kernel: Kernel, of: usize, room: &mut Room) {
        let from = of / LANES * LANES * self.width + of % LANES;
        match &self.panels {
            Panels::Single(panels) => {
                room.single.clear();
                let own = panels[from..].iter().step_by(LANES).take(self.width);
                room.single.extend(own);
            }
            Panels::Double(panels) => {
                room.double.clear();
                let own = panels[from..].iter().step_by(LANES).take(self.width);
                room.double.extend(own);
            }
        }
        self.kernels(kernel, self.norms[of], room);
    }

    /// The kernel of another point (of `width` numbers) with all samples. Cost: count × width.
    pub fn beside(&self, kernel: Kernel, point: &[f32], room: &mut Room) {
        room.single.clear();
        room.double.clear();
        match self.panels {
            Panels::Single(_) => room.single.extend_from_slice(point),
            Panels::Double(_) => room.double.extend(point.iter().map(|x| f64::from(*x))),
        }
        let norm = point.iter().map(|x| f64::from(*x).powi(2)).sum();
        self.kernels(kernel, norm, room);
    }

    fn kernels(&self, kernel: Kernel, norm: f64, room: &mut Room) {
        let Room {
            single,
            double,
            values,
        } = room;
        let padded = self.count.next_multiple_of(LANES);
        values.resize(padded, 0.0);
        match &self.panels {
            Panels::Single(panels) => products_single(panels, single, values),
            Panels::Double(panels) => products_double(panels, double, values),
        }
        values.truncate(self.count);
        if let Kernel::Radial { gamma } = kernel {
            for (value, own) in values.iter_mut().zip(&self.norms) {
                // Rounding may bring the square of a distance below zero.
                *value = (-gamma * (norm + own - 2.0 * *value).max(0.0)).exp();
            }
        }
    }
}

/// Working room for kernels, and the last that were asked for.
#[derive(Default)]
pub struct Room {
    single: Vec<f32>,
    double: Vec<f64>,
    values: Vec<f64>,
}

impl Room {
    /// The kernels that were asked for last, one a sample.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

/// Inner products of `x` with the samples of all panels: plain loops over one kind of number, a few products at a time,
/// whose sums are added in f64.
macro_rules! products {
    ($name:ident, $number:ty) => {
        wide_fn! {
            fn $name(panels: &[$number], x: &[$number], to: &mut [f64]) {
                let panels = panels.chunks_exact((LANES * x.len()).max(1));
                for (panel, to) in panels.zip(to.chunks_exact_mut(LANES)) {
                    let mut all = [0.0_f64; LANES];
                    for (few, x) in panel.chunks(FEW * LANES).zip(x.chunks(FEW)) {
                        let mut sums = [0.0; LANES];
                        for (numbers, x) in few.as_chunks::<LANES>().0.iter().zip(x) {
                            for (sum, number) in sums.iter_mut().zip(numbers) {
                                *sum += number * *x;
                            }
                        }
                        for (all, sum) in all.iter_mut().zip(sums) {
                            *all += f64::from(sum);
                        }
                    }
                    to.copy_from_slice(&all);
                }
            }
        }
    };
}
products!(products_single, f32);
products!(products_double, f64);
