//! Pictures that are made for tests, for the shelf there is empty, and a lab that is done with them.

use std::path::Path;
use std::sync::Arc;

use crate::data::{Collection, DataError, EmptyShelf, FolderLayout, Labelled, Shelf};
use crate::figure::Figure;
use crate::image::{Image, Photo};
use crate::labs::for_tests::done;
use crate::labs::{Lab, Verdict};
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};

/// A shelf on which each piece of clothing is a short bar somewhere: level, upright or slanting, which is its class.
/// Where it lies says nothing, so a network must look for the same thing everywhere.
struct Bars;

fn bars(count: usize, seed: u64) -> Labelled {
    let mut random = Stream::new(seed, Purpose::Data, 0);
    let mut pictures = Tensor::zeros(count, Shape::new(1, 28, 28));
    let mut classes = Vec::new();
    for at in 0..count {
        let class = random.below(3);
        let [down, right] = [[0, 1], [1, 0], [1, 1]][class];
        let [y, x] = [(); 2].map(|()| random.below(22));
        for along in 0..6 {
            let place = (y + down * along) * 28 + x + right * along;
            pictures.example_mut(at)[place] = 1.0;
        }
        classes.push(class);
    }
    Labelled { pictures, classes }
}

impl Shelf for Bars {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        EmptyShelf.training_photos()
    }
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        EmptyShelf.test_photos()
    }
    fn collection(&self, _: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        Ok(Arc::new([bars(1000, 1), bars(300, 2)]))
    }
    fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError> {
        EmptyShelf.folder(path)
    }
    fn layout(&self, path: &Path) -> Result<FolderLayout, DataError> {
        EmptyShelf.layout(path)
    }
}

/// A lab done with bars: its verdict, and the figures that stand at the end.
pub(in crate::labs) fn told_of_bars(lab: impl Lab + 'static) -> (Verdict, Vec<Figure>) {
    let (outcome, figures) = done(lab, Bars);
    (outcome.unwrap(), figures)
}
