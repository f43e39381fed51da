//! The space that is searched: a network is a choice for each of fourteen genes, and a text.
//!
//! A network halves its picture, has one to three stages, each with a convolution of its own kind, and a head. What a
//! gene decides beyond the last stage decides nothing, so that two lists of choices may be one network.

use crate::math::random::Stream;
use crate::nn::{Architecture, Shape, check};

/// Kinds of pictures.
pub(super) const CLASSES: usize = 10;
/// What the networks get.
pub(super) const INPUT: Shape = Shape {
    channels: 1,
    height: 28,
    width: 28,
};

/// What can be chosen of a network.
struct Gene {
    options: &'static [&'static str],
}

const fn gene(options: &'static [&'static str]) -> Gene {
    Gene { options }
}

const KIND: Gene = gene(&["plain", "depthwise", "residual"]);
const KERNEL: Gene = gene(&["1x1", "3x3", "5x5"]);
const CHANNELS: Gene = gene(&["4", "8", "12", "16", "24"]);

/// Number of stages at most, and where their genes begin.
const STAGES: usize = 3;
const FIRST: usize = 6;

/// All genes: stages, activation, normalisation, pooling, head, hidden units; then kind, kernel and channels of each
/// stage.
const GENES: [Gene; FIRST + 3 * STAGES] = [
    gene(&["1", "2", "3"]),
    gene(&["relu", "leaky-relu", "gelu", "tanh", "sigmoid"]),
    gene(&["", "bn"]),
    gene(&["max-pool", "average-pool", "stride"]),
    gene(&["flatten", "global-average-pool"]),
    gene(&["0", "32", "64"]),
    KIND,
    KERNEL,
    CHANNELS,
    KIND,
    KERNEL,
    CHANNELS,
    KIND,
    KERNEL,
    CHANNELS,
];

/// How many lists of choices there are.
pub(super) fn size() -> u64 {
    GENES.iter().map(|gene| gene.options.len() as u64).product()
}

/// A choice for each gene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choices([usize; GENES.len()]);

impl Choices {
    /// Any of all, each as likely.
    pub(super) fn random(random: &mut Stream) -> Self {
        Self(std::array::from_fn(|at| {
            random.below(GENES[at].options.len())
        }))
    }

    /// The same with one gene chosen anew, such that it is another network.
    pub(super) fn mutated(&self, random: &mut Stream) -> Self {
        loop {
            let mut next = self.clone();
            let at = random.below(GENES.len());
            next.0[at] = random.below(GENES[at].options.len());
            if next.text() != self.text() {
                return next;
            }
        }
    }

    /// How many genes differ.
    #[cfg(test)]
    pub(super) fn apart(&self, other: &Self) -> usize {
        let pairs = self.0.iter().zip(&other.0);
        pairs.filter(|(a, b)| a != b).count()
    }

    fn option(&self, at: usize) -> &'static str {
        GENES[at].options[self.0[at]]
    }

    /// The network, rows parted by semicolons.
    pub(super) fn text(&self) -> String {
        let [activation, norm, pool] = [1, 2, 3].map(|at| self.option(at));
        let mut rows = vec!["average-pool".to_owned()];
        for stage in 0..=self.0[0] {
            let [kind, kernel, channels] =
                [0, 1, 2].map(|place| self.option(FIRST + 3 * stage + place));
            let stride = if pool == "stride" { " stride=2" } else { "" };
            match kind {
                "depthwise" => {
                    rows.push(format!("depthwise {kernel}{stride}"));
                    rows.push(format!("conv {channels} 1x1"));
                }
                _ => rows.push(format!("conv {channels} {kernel}{stride}")),
            }
            let steps = [norm, activation];
            rows.extend(
                steps
                    .iter()
                    .filter(|row| !row.is_empty())
                    .map(|row| (*row).into()),
            );
            if stride.is_empty() {
                rows.push(pool.into());
            }
            if kind == "residual" {
                rows.push(format!("conv {channels} 3x3"));
                rows.push(activation.into());
                rows.push("identity add -3".into());
            }
        }
        rows.push(self.option(4).into());
        match self.option(5) {
            "0" => {}
            units => rows.extend([format!("dense {units}"), activation.into()]),
        }
        rows.push(format!("dense {CLASSES}"));
        rows.join("; ")
    }
}

/// What a network costs: numbers it learns, and multiply-adds for a picture. `None` when it cannot be built or does not
/// answer ten numbers.
pub(super) fn cost(architecture: &Architecture) -> Option<(usize, u64)> {
    let report = check(architecture, INPUT);
    let answers = report.output == Some(Shape::vector(CLASSES));
    answers.then(|| (report.parameters(), report.multiply_adds()))
}
