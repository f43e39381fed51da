//! Pairs are of neighbours, the hourglass is as large as it was measured, and what is learned of one picture shows.

use std::path::Path;
use std::sync::Arc;

use super::super::for_tests::{Waves, done};
use super::*;
use crate::data::{Collection, DataError, EmptyShelf, FolderLayout, Labelled, Shelf};
use crate::figure::{Body, Figure};
use crate::image::Photo;
use crate::labs::Truth;
use crate::nn::init::Init;
use crate::nn::{Network, Shape, Tensor};

fn small() -> LittleData {
    LittleData {
        side: 32,
        channels: 8,
        levels: 2,
        steps: 100,
        seeds: 1,
        ..LittleData::default()
    }
}

#[test]
fn the_hourglass_has_about_seventy_thousand_numbers() {
    let architecture = prior::hourglass(24, 4).unwrap();
    let network = Network::new(&architecture, Shape::new(32, 64, 64), Init::He, 1).unwrap();
    // 71,561 with the summands that a normalisation takes away again.
    let count = network.values().len();
    assert!((70_000..72_000).contains(&count), "{count}");
    assert_eq!(network.output_shape(), Shape::new(1, 64, 64));
}

#[test]
fn pairs_are_two_neighbours_of_one_square() {
    let numbered = Image::from_fn(1, 6, 8, |_, y, x| (8 * y + x) as f32);
    let [mut first, mut second] = [0; 2].map(|_| Tensor::zeros(0, Shape::vector(1)));
    let mut down = 0;
    for step in 0..20 {
        one::pairs(&numbered, [&mut first, &mut second], (3, step));
        assert_eq!(first.shape, Shape::new(1, 3, 4));
        for (at, (a, b)) in first.data.iter().zip(&second.data).enumerate() {
            let square = |value: f32| [value as usize / 8 / 2, value as usize % 8 / 2];
            let place = at % 12;
            assert_eq!(square(*a), [place / 4, place % 4]);
            assert_eq!(square(*b), square(*a));
            let apart = (a - b).abs();
            assert!(apart == 1.0 || apart == 8.0, "{a} {b}");
            down += usize::from(apart == 8.0);
        }
    }
    assert!((180..300).contains(&down), "{down} of 480");
}

#[test]
fn all_clean_the_picture_and_the_prior_is_stopped() {
    let (verdict, figures) = done(small(), Waves);
    let verdict = verdict.unwrap();
    assert_eq!(verdict.truth, Truth::Open, "one seed decides nothing");
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    let noisy = number("noisy");
    assert!((19.0..22.0).contains(&noisy), "{noisy}");
    for way in Way::ALL {
        assert!(number(way.name()) > noisy + 2.0, "{verdict:?}");
    }
    assert!(number("prior at its best") >= number("prior at the end"));
    assert!(number("stop") > 3.0, "{verdict:?}");
    let frames = figures.iter().find_map(|figure| match &figure.body {
        Body::Frames(frames) => Some(frames.len()),
        _ => None,
    });
    assert!(frames.unwrap() > 8);
    assert!(
        figures
            .iter()
            .any(|one: &Figure| one.title.contains("come to"))
    );
}

/// A folder of one noisy wave.
struct Mine;

impl Shelf for Mine {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        EmptyShelf.training_photos()
    }
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        EmptyShelf.test_photos()
    }
    fn collection(&self, which: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        EmptyShelf.collection(which)
    }
    fn folder(&self, _: &Path) -> Result<Vec<(String, Image)>, DataError> {
        let wave = Image::from_fn(3, 40, 40, |_, y, x| {
            0.5 + 0.3 * (0.2 * x as f32).sin() * (0.1 * y as f32).cos()
        });
        Ok(vec![("wave.png".into(), with_noise(&wave, 0.1, 1, 0))])
    }
    fn layout(&self, path: &Path) -> Result<FolderLayout, DataError> {
        EmptyShelf.layout(path)
    }
}

#[test]
fn an_own_noisy_picture_is_cleaned_without_a_score() {
    let lab = LittleData {
        folder: "mine".into(),
        noisy: true,
        steps: 40,
        ..small()
    };
    let verdict = done(lab, Mine).0.unwrap();
    assert_eq!(verdict.truth, Truth::Open);
    assert!(
        !verdict
            .numbers
            .iter()
            .any(|(name, _)| name.contains("PSNR"))
    );
    assert!(verdict.words.contains("your"), "{verdict:?}");
    let without = LittleData {
        folder: "nowhere".into(),
        ..small()
    };
    assert!(done(without, EmptyShelf).0.is_err(), "it says so");
}
