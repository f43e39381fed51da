//! Numbers that know what they were computed from.

/// A number of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number(usize);

/// How a number came about.
#[derive(Clone, Debug)]
struct Node {
    value: f64,
    deed: &'static str,
    /// Where its links begin; they end where those of the next node begin.
    links: usize,
}

/// A computation: every number with its value and with its derivative by each of the numbers that it was computed from.
///
/// Numbers only depend on earlier ones, so one walk backwards gives the derivative of a sum of numbers by all others:
/// each number hands its own derivative, times that of the link, on to those that it was computed from (the chain rule;
/// Linnainmaa 1976, doi:10.1007/BF01931367).
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    links: Vec<(Number, f64)>,
}

impl Graph {
    /// A number that depends on nothing.
    pub fn known(&mut self, value: f64) -> Number {
        self.made("known", value, [])
    }

    /// A number computed from others: its value, and its derivative by each of them. `deed` says in a word how.
    pub fn made(
        &mut self,
        deed: &'static str,
        value: f64,
        links: impl IntoIterator<Item = (Number, f64)>,
    ) -> Number {
        self.nodes.push(Node {
            value,
            deed,
            links: self.links.len(),
        });
        self.links.extend(links);
        Number(self.nodes.len() - 1)
    }

    /// Σ aᵢ bᵢ + c.
    pub fn products(&mut self, pairs: &[(Number, Number)], plus: Option<Number>) -> Number {
        let sum: f64 = pairs
            .iter()
            .map(|(a, b)| self.value(*a) * self.value(*b))
            .sum();
        let value = sum + plus.map_or(0.0, |plus| self.value(plus));
        let each = |(a, b): &(Number, Number)| [(*a, self.value(*b)), (*b, self.value(*a))];
        let links: Vec<_> = pairs
            .iter()
            .flat_map(each)
            .chain(plus.map(|plus| (plus, 1.0)))
            .collect();
        self.made("sum of products", value, links)
    }

    /// Σ sᵢ aᵢ with numbers sᵢ that are given.
    pub fn weighted(&mut self, parts: &[(Number, f64)]) -> Number {
        let value = parts.iter().map(|(a, share)| share * self.value(*a)).sum();
        self.made("sum", value, parts.iter().copied())
    }

    /// f(a), where `bend` gives f and its derivative.
    pub fn bent(
        &mut self,
        deed: &'static str,
        of: Number,
        bend: impl Fn(f64) -> (f64, f64),
    ) -> Number {
        let (value, slope) = bend(self.value(of));
        self.made(deed, value, [(of, slope)])
    }

    /// The value of a number.
    pub fn value(&self, number: Number) -> f64 {
        self.nodes[number.0].value
    }

    /// How it came about, in a word.
    pub fn deed(&self, number: Number) -> &'static str {
        self.nodes[number.0].deed
    }

    /// What it was computed from, with its derivative by each.
    pub fn links(&self, number: Number) -> &[(Number, f64)] {
        let end = self
            .nodes
            .get(number.0 + 1)
            .map_or(self.links.len(), |next| next.links);
        &self.links[self.nodes[number.0].links..end]
    }

    /// Whether a largest of several numbers lies within `margin` of another of them: there the derivative jumps, and
    /// rounding decides.
    pub fn has_tie(&self, margin: f64) -> bool {
        let numbers = (0..self.nodes.len()).map(Number);
        let mut largest = numbers.filter(|number| self.deed(*number) == "largest");
        largest.any(|number| {
            let others = self.links(number).iter().filter(|(_, slope)| *slope == 0.0);
            let mut gaps = others.map(|(other, _)| self.value(number) - self.value(*other));
            gaps.any(|gap| gap < margin)
        })
    }

    /// The derivatives of Σ rᵢ aᵢ, for the given pairs (aᵢ, rᵢ), by every number.
    pub fn derivatives(&self, of: &[(Number, f64)]) -> Derivatives {
        let mut found = vec![0.0; self.nodes.len()];
        for (number, weight) in of {
            found[number.0] += weight;
        }
        for at in (0..self.nodes.len()).rev() {
            let own = found[at];
            for (from, slope) in self.links(Number(at)) {
                found[from.0] += own * slope;
            }
        }
        Derivatives(found)
    }
}

/// Derivatives by every number of a [`Graph`].
#[derive(Clone, Debug)]
pub struct Derivatives(Vec<f64>);

impl Derivatives {
    /// That by one number.
    pub fn by(&self, number: Number) -> f64 {
        self.0[number.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// y = a b + tanh(a): dy/da = b + 1 − tanh² a, dy/db = a.
    #[test]
    fn derivatives_by_hand() {
        let mut graph = Graph::default();
        let (a, b) = (graph.known(0.5), graph.known(-2.0));
        let bent = graph.bent("tanh", a, |x| (x.tanh(), 1.0 - x.tanh().powi(2)));
        let y = graph.products(&[(a, b)], Some(bent));
        let tanh = 0.5f64.tanh();
        assert_eq!(graph.value(y), -1.0 + tanh);
        let found = graph.derivatives(&[(y, 1.0)]);
        assert!((found.by(a) - (-2.0 + 1.0 - tanh * tanh)).abs() < 1e-12);
        assert_eq!((found.by(b), found.by(y)), (0.5, 1.0));
        assert_eq!((graph.deed(bent), graph.links(b).len()), ("tanh", 0));
    }
}
