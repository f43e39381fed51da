//! Rosenblatt's rule, and the margin that bounds its mistakes.

/// An example: its numbers with a 1 at the end, which the bias multiplies, and its class, −1 or +1.
pub type Example = (Vec<f64>, f64);

/// What the rule has learned.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// Weights, the bias last.
    pub weights: Vec<f64>,
    /// Mistakes made until the end of each pass.
    pub mistakes: Vec<usize>,
    /// The weights after some of the first mistakes, each with its number.
    pub ways: Vec<(usize, Vec<f64>)>,
    /// Whether a whole pass went without a mistake.
    pub ended: bool,
}

impl Learned {
    /// Mistakes in all.
    pub fn total(&self) -> usize {
        self.mistakes.last().copied().unwrap_or(0)
    }
}

fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Goes through the examples in their order, again and again, at most so often: where the sign of w · x is not the
/// class, the example is added to the weights with the sign of its class (Rosenblatt 1958, doi:10.1037/h0042519).
/// Ends after a pass without a mistake, or when it is `stopped`. The weights after the first `kept` mistakes are kept.
pub fn learn(
    examples: &[Example],
    passes: usize,
    kept: usize,
    stopped: &dyn Fn() -> bool,
) -> Learned {
    // Of no examples at all: a plane and a bias.
    let width = examples.first().map_or(3, |(numbers, _)| numbers.len());
    let mut learned = Learned {
        weights: vec![0.0; width],
        ..Learned::default()
    };
    let mut mistakes = 0;
    for _ in 0..passes {
        if stopped() {
            break;
        }
        let before = mistakes;
        for (numbers, class) in examples {
            if class * inner(&learned.weights, numbers) > 0.0 {
                continue;
            }
            mistakes += 1;
            let pairs = learned.weights.iter_mut().zip(numbers);
            pairs.for_each(|(weight, number)| *weight += class * number);
            if mistakes <= kept {
                learned.ways.push((mistakes, learned.weights.clone()));
            }
        }
        learned.mistakes.push(mistakes);
        if mistakes == before {
            learned.ended = true;
            break;
        }
    }
    learned
}

/// Novikoff's bound on the number of mistakes, (R / γ)²: R is the length of the longest example, γ the distance of the
/// nearest example from a plane through the origin that parts the classes (Novikoff 1962, On convergence proofs for
/// perceptrons; Block 1962, doi:10.1103/RevModPhys.34.123). Any plane that parts them gives a bound; the one that is
/// found here comes near the widest margin. `None` where none is found.
///
/// `learned` are the rule's own weights: where they part the classes they give a bound, too.
///
/// The plane: dual coordinate descent on the support vector machine without slack (Hsieh and others 2008,
/// doi:10.1145/1390156.1390208), until the gap between bound and dual is below a hundredth.
pub fn bound(
    examples: &[Example],
    learned: &[f64],
    passes: usize,
    stopped: &dyn Fn() -> bool,
) -> Option<f64> {
    let width = examples.first()?.0.len();
    let squares: Vec<f64> = examples.iter().map(|(x, _)| inner(x, x)).collect();
    let longest = squares.iter().copied().fold(0.0, f64::max);
    // What the margin's square has for an inverse, with these weights.
    let inverse = |weights: &[f64]| {
        let margins = examples.iter().map(|(x, class)| class * inner(weights, x));
        let nearest = margins.fold(f64::INFINITY, f64::min);
        (nearest > 0.0).then(|| inner(weights, weights) / nearest.powi(2))
    };
    let (mut weights, mut shares) = (vec![0.0; width], vec![0.0f64; examples.len()]);
    let mut best = inverse(learned);
    for pass in 0..passes {
        if stopped() {
            return None;
        }
        for (((numbers, class), square), share) in examples.iter().zip(&squares).zip(&mut shares) {
            let lacks = 1.0 - class * inner(&weights, numbers);
            let next = (*share + lacks / square.max(1e-12)).max(0.0);
            let change = class * (next - *share);
            *share = next;
            let pairs = weights.iter_mut().zip(numbers);
            pairs.for_each(|(weight, number)| *weight += change * number);
        }
        if pass % 10 != 9 {
            continue;
        }
        best = [best, inverse(&weights)]
            .into_iter()
            .flatten()
            .reduce(f64::min);
        let dual = 2.0 * shares.iter().sum::<f64>() - inner(&weights, &weights);
        if best.is_some_and(|best| best < 1.01 * dual) {
            break;
        }
    }
    best.map(|inverse| longest * inverse)
}

/// Whether a line of the plane parts points of two classes, none of them on it; decided by their hulls. Cost: points ×
/// their logarithm.
pub fn parted(examples: &[Example]) -> bool {
    let hulls = [-1.0, 1.0].map(|of| {
        let own = examples.iter().filter(|(_, class)| *class == of);
        hull(own.map(|(numbers, _)| [numbers[0], numbers[1]]).collect())
    });
    let [one, other] = &hulls;
    let (Some(a), Some(b)) = (one.first(), other.first()) else {
        return true;
    };
    // Two hulls that are apart are so along a side of one of them, or across it; or they are two points.
    let sides = hulls.iter().flat_map(|hull| {
        let next = hull.iter().cycle().skip(1);
        hull.iter().zip(next).map(|(from, to)| away(*from, *to))
    });
    let mut ways = sides
        .flat_map(|[x, y]| [[x, y], [-y, x]])
        .chain([away(*a, *b)]);
    let ends = |hull: &[[f64; 2]], way: [f64; 2]| {
        let along = hull.iter().map(|at| way[0] * at[0] + way[1] * at[1]);
        along.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], at| {
            [low.min(at), high.max(at)]
        })
    };
    ways.any(|way| {
        let ([low, high], [least, most]) = (ends(one, way), ends(other, way));
        high < least || most < low
    })
}

fn away(from: [f64; 2], to: [f64; 2]) -> [f64; 2] {
    [to[0] - from[0], to[1] - from[1]]
}

/// The corners of the points' convex hull, in their order around it (Andrew 1979, doi:10.1016/0020-0190(79)90072-3).
fn hull(mut points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let half = |points: &mut dyn Iterator<Item = &[f64; 2]>| {
        let mut corners: Vec<[f64; 2]> = Vec::new();
        for point in points {
            while let [.., a, b] = corners[..] {
                let ([x, y], [u, v]) = (away(a, b), away(a, *point));
                if x * v - y * u > 0.0 {
                    break;
                }
                corners.pop();
            }
            corners.push(*point);
        }
        corners.pop();
        corners
    };
    let mut corners = half(&mut points.iter());
    corners.extend(half(&mut points.iter().rev()));
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(places: &[[f64; 2]], class: f64) -> impl Iterator<Item = Example> {
        places.iter().map(move |[x, y]| (vec![*x, *y, 1.0], class))
    }

    #[test]
    fn hulls_say_whether_a_line_parts_points() {
        let apart = |one: &[[f64; 2]], other: &[[f64; 2]]| {
            let both = |a, b| parted(&points(one, a).chain(points(other, b)).collect::<Vec<_>>());
            assert_eq!(both(1.0, -1.0), both(-1.0, 1.0));
            both(1.0, -1.0)
        };
        let square = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [1.0, 1.0]];
        assert!(apart(&square, &[]) && apart(&[], &[]));
        assert!(apart(&square, &[[3.0, 1.0]]) && apart(&square, &[[2.001, 2.001]]));
        assert!(!apart(&square, &[[1.0, 1.0]]) && !apart(&square, &[[2.0, 1.0]]));
        assert!(!apart(&square, &[[-1.0, 1.0], [3.0, 1.5]]));
        assert!(apart(&[[0.0, 0.0]], &[[0.0, 1.0]]) && !apart(&[[0.0, 0.0]], &[[0.0, 0.0]]));
        // On one line: beside each other, and one between two.
        assert!(apart(&[[0.0, 0.0], [1.0, 1.0]], &[[2.0, 2.0]]));
        assert!(!apart(&[[0.0, 0.0], [2.0, 2.0]], &[[1.0, 1.0]]));
        // Two pairs that cross, and two beside each other.
        assert!(!apart(
            &[[1.0, 1.0], [-1.0, -1.0]],
            &[[1.0, -1.0], [-1.0, 1.0]]
        ));
        assert!(apart(
            &[[1.0, 1.0], [-1.0, 1.0]],
            &[[1.0, -1.0], [-1.0, -1.0]]
        ));
    }

    #[test]
    fn the_bound_is_that_of_the_widest_margin() {
        // Two points at ±2 on an axis: γ = 2, R = 2 without a bias; so the first mistake is the last.
        let two = [(vec![2.0, 0.0], 1.0), (vec![-2.0, 0.0], -1.0)];
        let found = bound(&two, &[], 1000, &|| false).unwrap();
        assert!((found - 1.0).abs() < 0.02, "{found}");
        let learned = learn(&two, 100, 10, &|| false);
        assert!(learned.ended && learned.total() == 1);
        // Without a search the rule's own weights give one.
        let own = bound(&two, &learned.weights, 0, &|| false).unwrap();
        assert!((own - 1.0).abs() < 1e-9, "{own}");
        // The corners of a square against its middle: nothing parts them.
        let corners = [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]];
        let mut mixed: Vec<Example> = corners
            .map(|[x, y]| (vec![x, y, 1.0], 1.0))
            .into_iter()
            .collect();
        mixed.push((vec![0.0, 0.0, 1.0], -1.0));
        assert!(bound(&mixed, &[0.0; 3], 2000, &|| false).is_none());
        let learned = learn(&mixed, 300, 10, &|| false);
        assert!(!learned.ended && learned.total() >= 300);
        assert_eq!(learned.ways.len(), 10);
    }
}
