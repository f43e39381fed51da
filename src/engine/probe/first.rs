//! A few examples as a network is given them before it has learned anything, and what it should answer.

use crate::data::{self, Batch, DataError, Parts, Shelf, Targets};
use crate::image::Image;
use crate::math::random::{Purpose, Stream};
use crate::train::task::Lot;
use crate::train::{Experiment, STREAMS_PER_STEP};

/// An example, as the network sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What the network is given.
    pub input: Image,
    /// The picture that it should answer, where that is one.
    pub target: Option<Image>,
    /// The class that it should name, where that is asked.
    pub class: Option<String>,
}

/// The first `count` examples that an experiment learns from, spoiled as its task spoils them; none where they are no
/// pictures. The seed decides them. Cost: that of loading the data set.
///
/// # Errors
/// [`DataError`] when the data set cannot be made ready.
pub fn first_examples(
    experiment: &Experiment,
    count: usize,
    shelf: &dyn Shelf,
) -> Result<Vec<Shown>, DataError> {
    if experiment.data.shape().is_vector() {
        return Ok(Vec::new());
    }
    let seed = experiment.seed;
    let examples = data::load(&*experiment.data, shelf, seed, &Parts::default())?;
    if !examples.letters().is_empty() {
        return Ok(Vec::new());
    }
    let mut batch = Batch::default();
    let mut random = Stream::new(seed, Purpose::Shuffle, 1);
    examples.draw(count, &mut random, &mut batch);
    let spoiling = experiment.spoiling();
    experiment
        .task
        .fill(&mut batch, &spoiling, Lot::Learning(STREAMS_PER_STEP));
    let name = |class: usize| examples.classes().get(class).cloned();
    let shown = |at: usize| Shown {
        input: batch.input.image(at),
        target: match &batch.target {
            Targets::Values(values) => Some(values.image(at)),
            Targets::Classes(_) => None,
        },
        class: batch.classes().get(at).copied().and_then(name),
    };
    Ok((0..batch.input.count).map(shown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::EmptyShelf;

    #[test]
    fn points_have_no_pictures_and_photographs_need_a_shelf() {
        let points = Experiment::named("points-xor").unwrap();
        assert_eq!(first_examples(&points, 4, &EmptyShelf), Ok(Vec::new()));
        let denoise = Experiment::named("denoise-quick").unwrap();
        assert!(
            first_examples(&denoise, 4, &EmptyShelf).is_err(),
            "the shelf is empty"
        );
    }
}
