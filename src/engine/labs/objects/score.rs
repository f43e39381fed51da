//! How good finds are: which of them are targets, precision against recall, and the average precision.

use super::find::Find;
use super::scene::distance;

/// A find is right where it lies so near to a target that no better find has, in pixels.
pub(super) const NEAR: f32 = 8.0;

/// For each find, the highest first, the target that it hits; each target is hit once.
pub(super) fn hits(finds: &[Find], targets: &[[f32; 2]]) -> Vec<Option<usize>> {
    let mut free = vec![true; targets.len()];
    let hit = |find: &Find| {
        let near = (0..targets.len()).filter(|at| free[*at]);
        let near = near.map(|at| (distance(find.at, targets[at]), at));
        let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0));
        let (away, at) = nearest?;
        (away <= NEAR).then(|| {
            free[at] = false;
            at
        })
    };
    finds.iter().map(hit).collect()
}

/// All finds of some pictures, with whether each is right.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Curve {
    finds: Vec<(f32, bool)>,
    targets: usize,
}

impl Curve {
    /// Adds a picture's finds, the highest first.
    pub(super) fn add(&mut self, finds: &[Find], targets: &[[f32; 2]]) {
        let right = hits(finds, targets);
        let pairs = finds.iter().zip(right);
        self.finds
            .extend(pairs.map(|(find, hit)| (find.score, hit.is_some())));
        self.targets += targets.len();
    }

    /// Adds another curve's pictures.
    pub(super) fn join(&mut self, other: &Self) {
        self.finds.extend(&other.finds);
        self.targets += other.targets;
    }

    /// Recall and precision with a falling threshold, and the threshold: `[recall, precision, score]`.
    pub(super) fn points(&self) -> Vec<[f64; 3]> {
        let mut sorted = self.finds.clone();
        sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut right = 0.0;
        let points = sorted.iter().enumerate().map(|(at, (score, hit))| {
            right += f64::from(u8::from(*hit));
            let recall = right / self.targets.max(1) as f64;
            [recall, right / (at + 1) as f64, f64::from(*score)]
        });
        points.collect()
    }

    /// The average precision: the area under precision over recall, where precision is the best that has at least that
    /// recall.
    pub(super) fn average_precision(&self) -> f64 {
        let (mut best, mut area) = (0.0_f64, 0.0);
        let points = self.points();
        for (at, [recall, precision, _]) in points.iter().enumerate().rev() {
            best = best.max(*precision);
            let before = at.checked_sub(1).map_or(0.0, |before| points[before][0]);
            area += best * (recall - before);
        }
        area
    }

    /// Recall and precision of the finds that score so much at least; no find is no error.
    pub(super) fn at(&self, least: f32) -> [f64; 2] {
        let found = self.finds.iter().filter(|(score, _)| *score >= least);
        let (all, right) = found.fold((0, 0), |(all, right), (_, hit)| {
            (all + 1, right + usize::from(*hit))
        });
        let precision = if all == 0 {
            1.0
        } else {
            right as f64 / all as f64
        };
        [right as f64 / self.targets.max(1) as f64, precision]
    }
}
