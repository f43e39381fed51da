//! The networks: a hidden layer of sigmoids, and convolutions as deep as is asked for.

use crate::nn::{Architecture, Report, Shape, check};
use crate::train::TrainError;

/// Units of the hidden layer.
const HIDDEN: usize = 64;
/// Filters of every convolution.
const FILTERS: usize = 24;

/// How a network is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// One hidden layer of sigmoids, dense.
    Shallow,
    /// Convolutions with sigmoids between.
    Sigmoids,
    /// Convolutions with rectifiers between.
    Plain,
    /// The same, and each convolution after the first adds to what it reads.
    Skips,
    /// The same, and what enters a convolution is normalised over the batch.
    Norm,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [
        Self::Shallow,
        Self::Sigmoids,
        Self::Plain,
        Self::Skips,
        Self::Norm,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Shallow => "one layer of sigmoids",
            Self::Sigmoids => "sigmoids",
            Self::Plain => "rectifiers",
            Self::Skips => "with skips",
            Self::Norm => "with skips and norm",
        }
    }
}

/// The network: `depth` convolutions of 24 filters (0: none), then a dense layer. The first has kernels of 5 pixels and
/// halves the picture, max-pooling halves it again, all others have kernels of 3.
///
/// Skips as in He, Zhang, Ren and Sun 2016, doi:10.1007/978-3-319-46493-0_38: what is added to passes by normalisation
/// and rectifier; one convolution a block, so that every depth can be had. Norm: Ioffe and Szegedy 2015,
/// arXiv:1502.03167.
///
/// # Errors
/// When the pictures are too small for it.
pub(super) fn network(
    kind: Kind,
    depth: usize,
    shape: Shape,
    classes: usize,
) -> Result<(Architecture, Report), TrainError> {
    let (before, after, last) = match kind {
        Kind::Shallow | Kind::Sigmoids => ("sigmoid", "", "sigmoid"),
        Kind::Plain => ("relu", "", "relu"),
        Kind::Skips => ("relu", "identity add -3", "relu"),
        Kind::Norm => ("bn; relu", "identity add -4", "bn; relu"),
    };
    let text = match (kind, depth) {
        (Kind::Shallow, _) => format!("flatten; dense {HIDDEN}; sigmoid"),
        (_, 0) => "flatten".into(),
        _ => {
            let block = format!("{before}; conv {FILTERS}; {after}\n");
            let blocks = block.repeat(depth - 1);
            format!("conv {FILTERS} 5x5 stride=2; max-pool\n{blocks}{last}; flatten")
        }
    };
    // A wrong text gives a network without rows, which the check refuses.
    let text = format!("{text}; dense {classes}");
    let architecture = Architecture::from_text(&text).unwrap_or_default();
    let report = check(&architecture, shape);
    match report.error(&architecture) {
        Some(error) => Err(error.into()),
        None => Ok((architecture, report)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_as_deep_as_it_says_and_skips_cost_nothing() {
        let shape = Shape::new(1, 28, 28);
        for depth in 0..=8 {
            let counts = Kind::ALL.map(|kind| {
                let (architecture, report) = network(kind, depth, shape, 10).unwrap();
                assert_eq!(report.output, Some(Shape::vector(10)));
                let convolutions = architecture
                    .rows
                    .iter()
                    .filter(|row| row.layer.id() == "conv");
                let expected = if kind == Kind::Shallow { 0 } else { depth };
                assert_eq!(convolutions.count(), expected, "{kind:?} {depth}");
                report.parameters()
            });
            assert_eq!(counts[1..3], [counts[3]; 2]);
            // Two numbers a filter before each convolution but the first, and at the end.
            assert_eq!(counts[4], counts[3] + 2 * FILTERS * depth);
        }
    }
}
