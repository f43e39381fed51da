//! A curve that is drawn while it grows: any number of points kept as at most 1,000 buckets of one width, each with its
//! smallest, largest and mean value. Adding a point costs O(1) amortised; drawing costs the same for ten steps and for
//! ten million.

/// Largest number of buckets.
const BUCKETS: usize = 1000;

/// Consecutive points, summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// Step of the first point.
    pub first: u64,
    /// Step of the last point.
    pub last: u64,
    /// Smallest value.
    pub min: f32,
    /// Largest value.
    pub max: f32,
    /// Sum of the values.
    sum: f64,
    /// Number of points.
    pub count: u64,
}

impl Bucket {
    /// Mean of the values.
    pub fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }

    /// The step in the middle.
    pub fn step(&self) -> f64 {
        (self.first + self.last) as f64 / 2.0
    }

    fn merge(self, next: Self) -> Self {
        Self {
            first: self.first,
            last: next.last,
            min: self.min.min(next.min),
            max: self.max.max(next.max),
            sum: self.sum + next.sum,
            count: self.count + next.count,
        }
    }
}

/// A curve over steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    buckets: Vec<Bucket>,
    width: u64,
}

impl Default for Trace {
    fn default() -> Self {
        Self {
            buckets: Vec::new(),
            width: 1,
        }
    }
}

impl Trace {
    /// Adds a point; steps must not decrease. Values that are no number are left out.
    pub fn push(&mut self, step: u64, value: f32) {
        if !value.is_finite() {
            return;
        }
        let point = Bucket {
            first: step,
            last: step,
            min: value,
            max: value,
            sum: f64::from(value),
            count: 1,
        };
        match self.buckets.last_mut() {
            Some(last) if last.count < self.width => *last = last.merge(point),
            _ => self.buckets.push(point),
        }
        if self.buckets.len() > BUCKETS {
            self.width *= 2;
            self.buckets = self
                .buckets
                .chunks(2)
                .map(|pair| {
                    pair.iter()
                        .copied()
                        .reduce(Bucket::merge)
                        .unwrap_or(pair[0])
                })
                .collect();
        }
    }

    /// The buckets, in order.
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// The bucket whose steps are nearest to `step`.
    pub fn at(&self, step: f64) -> Option<usize> {
        let after = self.buckets.partition_point(|bucket| bucket.step() < step);
        let near = |at: usize| (self.buckets[at].step() - step).abs();
        match (after.checked_sub(1), after < self.buckets.len()) {
            (Some(before), true) if near(before) < near(after) => Some(before),
            (_, true) => Some(after),
            (before, false) => before,
        }
    }

    /// The points of the raw curve, each bucket as its smallest and largest value, through `map`.
    pub fn raw(&self, map: impl Fn(f64) -> f64, out: &mut Vec<[f64; 2]>) {
        out.clear();
        for bucket in &self.buckets {
            out.push([bucket.first as f64, map(f64::from(bucket.min))]);
            if bucket.count > 1 {
                out.push([bucket.last as f64, map(f64::from(bucket.max))]);
            }
        }
    }

    /// The smoothed curve: an exponential mean whose memory is `steps` points, corrected for its short beginning
    /// (Kingma and Ba 2015, section 3), through `map`.
    pub fn smooth(&self, steps: f64, map: impl Fn(f64) -> f64, out: &mut Vec<[f64; 2]>) {
        out.clear();
        let (mut mean, mut weight) = (0.0, 0.0);
        for bucket in &self.buckets {
            let keep = if steps <= 1.0 {
                0.0
            } else {
                (1.0 - 1.0 / steps).powf(bucket.count as f64)
            };
            let value = map(bucket.mean());
            mean = keep * mean + (1.0 - keep) * value;
            weight = keep * weight + (1.0 - keep);
            out.push([bucket.step(), mean / weight]);
        }
    }
}

/// The curves of training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traces {
    /// The loss.
    pub loss: Trace,
    /// What is judged: see [`Metric`](crate::train::Metric).
    pub metric: Trace,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_points_stay_few_and_lose_no_extreme() {
        let mut trace = Trace::default();
        for step in 1..=100_000 {
            trace.push(
                step,
                if step == 77_777 {
                    -5.0
                } else {
                    (step % 10) as f32
                },
            );
        }
        trace.push(100_001, f32::NAN);
        assert!(trace.buckets().len() <= BUCKETS);
        assert_eq!(
            trace.buckets().iter().map(|b| b.count).sum::<u64>(),
            100_000
        );
        let least = trace.buckets().iter().map(|b| b.min).fold(9.0, f32::min);
        assert_eq!(least, -5.0);
        let at = trace.at(50_000.0).unwrap();
        assert!((trace.buckets()[at].step() - 50_000.0).abs() <= 128.0);
    }

    #[test]
    fn smoothing_a_constant_gives_the_constant_from_the_first_step() {
        let mut trace = Trace::default();
        (1..=50).for_each(|step| trace.push(step, 2.0));
        let mut points: Vec<[f64; 2]> = Vec::new();
        trace.smooth(20.0, |v| v, &mut points);
        assert!(points.iter().all(|point| (point[1] - 2.0).abs() < 1e-12));
        assert_eq!(points.len(), 50);
    }
}
