//! The two networks: the shape of 2012, and a hidden layer of sigmoids with as many parameters.

use crate::nn::{Architecture, Report, Shape, check};
use crate::say;
use crate::train::TrainError;

/// The numbers of parameters may differ by such a share.
pub(super) const ALIKE: f64 = 0.02;

/// A network and what its check says.
pub(super) struct Net {
    pub(super) name: &'static str,
    pub(super) architecture: Architecture,
    pub(super) report: Report,
}

impl Net {
    fn of(name: &'static str, text: &str, shape: Shape) -> Result<Self, TrainError> {
        // A wrong text gives a network without rows, which the check refuses.
        let architecture = Architecture::from_text(text).unwrap_or_default();
        let report = check(&architecture, shape);
        match report.error(&architecture) {
            Some(error) => Err(error.into()),
            None => Ok(Self {
                name,
                architecture,
                report,
            }),
        }
    }

    /// Numbers that are learned.
    pub(super) fn parameters(&self) -> usize {
        self.report.parameters()
    }
}

/// The shape of 2012 for small pictures, and the sigmoid network of as many parameters. The deep one's dense layers get
/// a few more units where that makes the numbers meet.
///
/// # Errors
/// When the pictures are too small for it, or no pair differs by 2 % or less.
pub(super) fn pair(
    shape: Shape,
    classes: usize,
    width: usize,
    dropout: f32,
) -> Result<[Net; 2], TrainError> {
    let mut nearest: Option<(f64, [Net; 2])> = None;
    for dense in (8 * width)..(8 * width + 24) {
        let deep = deep((shape, classes), width, dense, dropout)?;
        let sigmoid = sigmoid(shape, classes, deep.parameters())?;
        let apart = difference(&deep, &sigmoid);
        if nearest.as_ref().is_none_or(|(least, _)| apart < *least) {
            nearest = Some((apart, [deep, sigmoid]));
        }
        if apart < ALIKE / 4.0 {
            break;
        }
    }
    match nearest {
        Some((apart, pair)) if apart <= ALIKE => Ok(pair),
        _ => Err(TrainError::Mismatch(say!(
            "no hidden layer of sigmoids has as many parameters as the deep network: take more first filters"
        ))),
    }
}

/// By which share of the smaller number the parameters differ.
pub(super) fn difference(one: &Net, other: &Net) -> f64 {
    let [one, other] = [one, other].map(|net| net.parameters() as f64);
    (one - other).abs() / one.min(other).max(1.0)
}

/// Five convolutions and three dense layers, rectifiers, max-pooling after the first, the second and the last
/// convolution, dropout before the first two dense layers where it is asked for: Krizhevsky, Sutskever and Hinton 2012,
/// doi:10.1145/3065386. Its layers have 96, 256, 384, 384 and 256 filters; here they have `width` and in the same
/// proportions, with kernels of 5 and 3 pixels for pictures that are an eighth as wide, and without local response
/// normalisation.
fn deep(
    (shape, classes): (Shape, usize),
    width: usize,
    dense: usize,
    dropout: f32,
) -> Result<Net, TrainError> {
    let drop = match dropout > 0.0 {
        true => format!("dropout {dropout}; "),
        false => String::new(),
    };
    let (second, third) = (8 * width / 3, 4 * width);
    let text = format!(
        "conv {width} 5x5; relu; max-pool; conv {second}; relu; max-pool
        conv {third}; relu; conv {third}; relu; conv {second}; relu; max-pool
        flatten; {drop}dense {dense}; relu; {drop}dense {dense}; relu; dense {classes}"
    );
    Net::of("deep net (2012)", &text, shape)
}

/// One hidden layer of sigmoids between pixels and classes (Rumelhart, Hinton and Williams 1986,
/// doi:10.1038/323533a0), as wide as makes its parameters nearest to `parameters`.
fn sigmoid(shape: Shape, classes: usize, parameters: usize) -> Result<Net, TrainError> {
    let each = (shape.size() + 1 + classes) as f64;
    let hidden = ((parameters.saturating_sub(classes) as f64 / each).round() as usize).max(1);
    let text = format!("flatten; dense {hidden}; sigmoid; dense {classes}");
    Net::of("sigmoids (1980s)", &text, shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_meet_at_every_width_and_the_deep_net_has_eight_layers() {
        for (shape, classes) in [(Shape::new(1, 28, 28), 10), (Shape::new(3, 32, 32), 5)] {
            for width in [8, 12, 17, 24, 48] {
                let [deep, sigmoid] = pair(shape, classes, width, 0.0).unwrap();
                let apart = difference(&deep, &sigmoid);
                assert!(apart <= ALIKE, "{width}: {apart}");
                let learned = deep.report.rows.iter().flatten();
                assert_eq!(learned.filter(|row| row.parameters > 0).count(), 8);
                assert_eq!(deep.report.output, Some(Shape::vector(classes)));
                assert_eq!(sigmoid.report.output, Some(Shape::vector(classes)));
                let [dropped, _] = pair(shape, classes, width, 0.5).unwrap();
                assert_eq!(
                    dropped.architecture.rows.len(),
                    deep.architecture.rows.len() + 2
                );
                // Weights are used again at every pixel.
                assert!(deep.report.multiply_adds() > 10 * sigmoid.report.multiply_adds());
            }
        }
    }

    #[test]
    fn pictures_that_cannot_be_halved_three_times_are_refused() {
        assert!(pair(Shape::new(1, 3, 3), 2, 8, 0.5).is_err());
    }
}
