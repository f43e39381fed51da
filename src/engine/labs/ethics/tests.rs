//! Gaps by hand, and the claim small on faces made for the test.

use std::path::Path;
use std::sync::Arc;

use super::super::for_tests::done;
use super::*;
use crate::data::{Collection, DataError, EmptyShelf, FolderLayout, Labelled, Shelf};
use crate::image::{Image, Photo};
use crate::labs::Truth;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};

/// Faces by turns of two styles: a mouth is a bow, up or down; in the second style its grey is turned round.
struct Bows;

impl Shelf for Bows {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        EmptyShelf.training_photos()
    }
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        EmptyShelf.test_photos()
    }
    fn collection(&self, _: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        let part = |count: usize, world: u64| {
            let mut random = Stream::new(world, Purpose::Data, 0);
            let mut pictures = Tensor::zeros(2 * count, Shape::new(1, 48, 48));
            let mut classes = Vec::new();
            for at in 0..2 * count {
                let class = at / count;
                let up = if class == 0 { 1.0 } else { -1.0 };
                let (y0, sign) = if at % 2 == 0 {
                    (36.0, 1.0)
                } else {
                    (33.0, -1.0)
                };
                for (place, value) in pictures.example_mut(at).iter_mut().enumerate() {
                    let (y, x) = ((place / 48) as f32, (place % 48) as f32);
                    let bow = y0 - up * 0.05 * (x - 24.0).powi(2) + up * 2.0;
                    let ink = (-(y - bow).powi(2) / 3.0).exp();
                    *value =
                        (0.5 + sign * (0.3 - 0.6 * ink) + 0.15 * random.normal()).clamp(0.0, 1.0);
                }
                classes.push(class);
            }
            Labelled { pictures, classes }
        };
        Ok(Arc::new([part(320, 1), part(80, 2)]))
    }
    fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError> {
        EmptyShelf.folder(path)
    }
    fn layout(&self, path: &Path) -> Result<FolderLayout, DataError> {
        EmptyShelf.layout(path)
    }
}

#[test]
fn gaps_by_hand() {
    let group = |right: usize, wrong: usize| Group {
        learned: 1,
        table: [[right, wrong], [wrong, right]],
    };
    let found = Found {
        share: 0.1,
        groups: [group(90, 10), group(60, 40)],
    };
    assert!((found.gap() - 0.3).abs() < 1e-12);
    assert!((found.reported() - 0.87).abs() < 1e-12);
}

#[test]
fn who_is_not_learned_from_is_served_worse() {
    let lab = Ethics {
        steps: 60,
        seeds: 1,
        share: 0.0,
        ..Ethics::default()
    };
    let (verdict, figures) = done(lab.clone(), Bows);
    let verdict = verdict.unwrap();
    assert_eq!(verdict.truth, Truth::Open);
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    assert!(number("gap with as many") < 10.0, "{verdict:?}");
    assert!(
        number("reported") > number("right of the few") - 1.0,
        "{verdict:?}"
    );
    assert_eq!(figures.len(), 4);
    assert!(done(lab, EmptyShelf).0.is_err());
}
