//! A lab done with nobody there, for tests.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{Desk, Lab, Poke, Told, Verdict};
use crate::data::{Collection, DataError, EmptyShelf, FolderLayout, Labelled, Shelf, TestPhoto};
use crate::figure::{Figure, put};
use crate::image::{Image, Photo};
use crate::job::Job;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};
use crate::train::{Options, TrainError};

/// Its verdict, and the figures that stand at the end.
pub(super) fn told(lab: impl Lab + 'static) -> (Verdict, Vec<Figure>) {
    let (outcome, figures) = done(lab, EmptyShelf);
    (outcome.unwrap(), figures)
}

/// What comes of it with what is on a shelf, and the figures that stand at the end.
pub(super) fn done(
    lab: impl Lab + 'static,
    shelf: impl Shelf + 'static,
) -> (Result<Verdict, TrainError>, Vec<Figure>) {
    let job: Job<Poke, Told, Result<Verdict, TrainError>> =
        Job::start("lab", Arc::new(|| {}), move |link| {
            let options = Options::default();
            lab.run(&Desk::alone(link, &shelf, &options))
        })
        .unwrap();
    let mut figures = Vec::new();
    loop {
        // The end is looked for first: what was sent before it is then still heard.
        let outcome = job.output();
        while let Some(told) = job.wait_event(Duration::from_millis(10)) {
            if let Told::Figure(figure) = told {
                put(&mut figures, *figure);
            }
        }
        if let Some(outcome) = outcome {
            return (outcome.unwrap(), figures);
        }
    }
}

/// Ten kinds of blurred spots, with noise.
pub(super) struct Spots;

impl Shelf for Spots {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        unreachable!("it is not asked for")
    }

    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        unreachable!("it is not asked for")
    }

    fn collection(&self, _: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        let of = |count: usize, world: u64| {
            let mut random = Stream::new(world, Purpose::Data, 0);
            let mut pictures = Tensor::zeros(count, Shape::new(1, 28, 28));
            let classes: Vec<usize> = (0..count).map(|at| at % 10).collect();
            for (at, class) in classes.iter().enumerate() {
                let middle = [9.0 + *class as f32, 18.0 - *class as f32];
                for (place, value) in pictures.example_mut(at).iter_mut().enumerate() {
                    let apart = [
                        (place / 28) as f32 - middle[0],
                        (place % 28) as f32 - middle[1],
                    ];
                    let spot = (-(apart[0] * apart[0] + apart[1] * apart[1]) / 18.0).exp();
                    *value = (spot + 0.3 * random.normal()).clamp(0.0, 1.0);
                }
            }
            Labelled { pictures, classes }
        };
        Ok(Arc::new([of(2000, 1), of(2000, 2)]))
    }

    fn folder(&self, _: &Path) -> Result<Vec<(String, Image)>, DataError> {
        unreachable!("it is not asked for")
    }

    fn layout(&self, _: &Path) -> Result<FolderLayout, DataError> {
        unreachable!("it is not asked for")
    }
}

/// Smooth pictures of waves.
pub(super) struct Waves;

fn wave(number: usize) -> Image {
    let pitch = 0.07 + 0.02 * number as f32;
    Image::from_fn(3, 130, 130, |_, y, x| {
        0.5 + 0.3 * (pitch * x as f32).sin() * (0.05 * y as f32 + number as f32).cos()
    })
}

impl Shelf for Waves {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        Ok(Arc::new(
            (0..4).map(|at| Photo::from_image(&wave(at))).collect(),
        ))
    }

    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        Ok(Arc::new(vec![(TestPhoto::Parrot.id().into(), wave(7))]))
    }

    fn collection(&self, _: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        unreachable!("it is not asked for")
    }

    fn folder(&self, _: &Path) -> Result<Vec<(String, Image)>, DataError> {
        unreachable!("it is not asked for")
    }

    fn layout(&self, _: &Path) -> Result<FolderLayout, DataError> {
        unreachable!("it is not asked for")
    }
}
