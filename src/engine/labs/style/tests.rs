//! Slopes are those of the errors, colours become the style's, structure is what it says, and the whole small.

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::data::{Collection, DataError, EmptyShelf, FolderLayout, Labelled, PHOTO_KINDS, Shelf};
use crate::image::Photo;
use crate::labs::Truth;
use crate::labs::for_tests::done;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};

/// Pictures of waves: the held-out photographs, and five kinds that differ in their pitch.
struct Waves;

fn wave(pitch: f32, side: usize) -> Image {
    Image::from_fn(3, side, side, |c, y, x| {
        0.5 + 0.3 * (pitch * (x + c) as f32).sin() * (0.7 * pitch * y as f32).cos()
    })
}

impl Shelf for Waves {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        EmptyShelf.training_photos()
    }
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        let photo = |(at, one): (usize, &TestPhoto)| {
            (one.id().to_owned(), wave(0.1 + 0.05 * at as f32, 60))
        };
        Ok(Arc::new(
            TestPhoto::ALL.iter().enumerate().map(photo).collect(),
        ))
    }
    fn collection(&self, _: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        let part = |count: usize| {
            let mut pictures = Tensor::zeros(count, Shape::new(3, 96, 96));
            let classes: Vec<usize> = (0..count).map(|at| at % PHOTO_KINDS.len()).collect();
            for (at, class) in classes.iter().enumerate() {
                pictures.set_image(at, &wave(0.1 + 0.1 * *class as f32 + 0.001 * at as f32, 96));
            }
            Labelled { pictures, classes }
        };
        Ok(Arc::new([part(20), part(10)]))
    }
    fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError> {
        match path.ends_with("empty") {
            true => Ok(Vec::new()),
            false => Ok(vec![("tiny.png".into(), wave(0.2, 20))]),
        }
    }
    fn layout(&self, path: &Path) -> Result<FolderLayout, DataError> {
        EmptyShelf.layout(path)
    }
}

fn rough(seed: u64, side: usize) -> Tensor {
    let mut random = Stream::new(seed, Purpose::Data, 0);
    let mut tensor = Tensor::zeros(1, Shape::new(3, side, side));
    tensor.data.fill_with(|| 0.6 * (random.uniform() - 0.5));
    tensor
}

/// An eye of random weights.
fn eye(like: &Tensor) -> Eye {
    let link = crate::job::Link::detached(crate::job::Progress::default());
    let options = crate::train::Options::default();
    let desk = Desk::alone(&link, &EmptyShelf, &options);
    let (weights, _) = PAINTER.learned(0, 3, &desk).unwrap().unwrap();
    Eye::new(PAINTER, &weights, like).unwrap()
}

#[test]
fn the_slope_is_that_of_the_error() {
    let [picture, style, content] = [1, 2, 3].map(|seed| rough(seed, 32));
    let mut eye = eye(&picture);
    let wish = Wish {
        style: eye.style(&style),
        content: eye.content(&content),
        faith: 0.7,
    };
    let (_, slope) = eye.wrong(&picture, &wish);
    // Along the slope itself the error changes by its squared length.
    let length = slope.data.iter().map(|one| one * one).sum::<f32>().sqrt();
    let step = 0.02;
    let mut whole = |by: f32| {
        let mut moved = picture.clone();
        let pairs = moved.data.iter_mut().zip(&slope.data);
        pairs.for_each(|(value, slope)| *value += by * slope / length);
        let ([style, content], _) = eye.wrong(&moved, &wish);
        style + wish.faith * content
    };
    let found = (whole(step) - whole(-step)) / (2.0 * step);
    assert!((found / length - 1.0).abs() < 0.03, "{found} {length}");
}

#[test]
fn nothing_is_wrong_with_the_style_itself() {
    let picture = rough(4, 32);
    let mut eye = eye(&picture);
    let style = eye.style(&picture);
    assert!(apart(&style, &style) < 1e-9);
    assert!(apart(&eye.style(&rough(5, 32)), &style) > 1e-4);
}

#[test]
fn colours_become_those_of_the_style() {
    let pictures = [6, 7].map(|seed| picture(&rough(seed, 40)));
    let style = Image::from_fn(3, 40, 40, |c, y, x| {
        0.3 + 0.1 * c as f32 + 0.5 * (pictures[1].pixels()[y * 40 + x] - 0.5)
    });
    let answer = recoloured(&pictures[0], &style);
    let mean = |picture: &Image, c: usize| {
        picture.pixels()[c * 1600..][..1600].iter().sum::<f32>() / 1600.0
    };
    for c in 0..3 {
        assert!((mean(&answer, c) - mean(&style, c)).abs() < 0.01, "{c}");
    }
    // All channels of the style go together.
    let apart = (0..1600).map(|at| (answer.pixels()[at] - answer.pixels()[1600 + at] + 0.1).abs());
    assert!(apart.fold(0.0, f32::max) < 0.1);
}

#[test]
fn structure_is_whole_in_itself_and_gone_in_noise() {
    let one = wave(0.3, 48);
    assert!((structure(&one, &one) - 1.0).abs() < 1e-9);
    assert!((structure(&one, &one.map(|value| 1.0 - value)) - 1.0).abs() < 1e-6);
    assert!(structure(&one, &picture(&rough(8, 48))).abs() < 0.3);
}

#[test]
fn what_is_painted_comes_nearer_to_the_style() {
    let lab = Style {
        side: 32,
        steps: 30,
        learning: 10,
        seeds: 2,
        ..Style::default()
    };
    let (verdict, figures) = done(lab.clone(), Waves);
    let verdict = verdict.unwrap();
    assert!(figures.len() >= 4, "{}", figures.len());
    let number = |start: &str| {
        let mut numbers = verdict.numbers.iter();
        numbers.find(|(name, _)| name.starts_with(start)).unwrap().1
    };
    assert!((number("content as it is, distance") - 100.0).abs() < 1e-6);
    assert!((number("content as it is, structure") - 1.0).abs() < 1e-6);
    for way in [Way::Random, Way::Learned] {
        let distance = number(&format!("{}, distance", way.name()));
        assert!(
            distance.is_finite() && distance < 100.0,
            "{way:?} {distance}"
        );
    }
    let (verdict, _) = done(Style { seeds: 1, ..lab }, Waves);
    assert_eq!(
        verdict.unwrap().truth,
        Truth::Open,
        "one seed decides nothing"
    );
}

#[test]
fn what_cannot_be_painted_is_said() {
    let error = |folder: &str| {
        let lab = Style {
            folder: folder.into(),
            ..Style::default()
        };
        done(lab, Waves).0.unwrap_err().to_string()
    };
    assert!(error("empty").contains("there is no picture"));
    assert!(error("tiny").contains("20×20 pixels"));
}
