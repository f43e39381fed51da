//! Scenes: the ground is a photograph, into which targets and other things are put alike, and then noise.

use super::draw::{Thing, posed, put};
use super::{Objects, Target};
use crate::data::Shelf;
use crate::image::Image;
use crate::image::smooth::{gaussian, smooth};
use crate::math::random::{Purpose, Stream};
use crate::say;
use crate::train::TrainError;

/// Side of a patch that is judged, in pixels.
pub(super) const PATCH: usize = 26;
/// Height and width of a scene at most.
const HEIGHT: usize = 214;
const WIDTH: usize = 318;
/// Least distance of the middles of two things, and of one from the border.
const APART: f32 = 28.0;
const BORDER: usize = 14;
/// Standard deviation of the noise over all.
const NOISE: f32 = 0.015;
/// Things of each kind in a scene.
pub(super) const TARGETS: usize = 8;
const OTHERS: usize = 8;
/// Width of the window in which contrast is evened out, in pixels (standard deviation), and what varies less than this
/// counts as if it varied so much.
const AROUND: f32 = 8.0;
const FAINT: f32 = 0.02;
/// How often a place is drawn before a thing is left out.
const PATIENCE: usize = 60;

/// A picture and where its targets are.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) name: String,
    /// Grey.
    pub(super) image: Image,
    /// The same with its contrast evened out: what networks see.
    pub(super) even: Image,
    /// Middles: row and column, in pixels.
    pub(super) targets: Vec<[f32; 2]>,
}

impl Target {
    pub(super) fn thing(self) -> Thing {
        match self {
            Self::Aeroplane => Thing::Aeroplane,
            Self::Boat => Thing::Boat,
            Self::Car => Thing::Car,
        }
    }
}

/// Random numbers of a lot of scenes.
pub(super) fn stream(seed: u64, lot: u64, number: usize) -> Stream {
    Stream::new(seed, Purpose::Data, 1000 * lot + number as u64 + 10)
}

impl Objects {
    /// A part of a photograph with things in it.
    pub(super) fn scene(&self, name: &str, ground: &Image, random: &mut Stream) -> Scene {
        let grey = ground.gray();
        let (_, height, width) = grey.dim();
        let (rows, columns) = (height.min(HEIGHT), width.min(WIDTH));
        let [top, left] = [height - rows, width - columns].map(|room| random.below(room + 1));
        self.furnished(name, grey.crop(top, left, rows, columns), random)
    }

    /// A grey picture with things in it.
    pub(super) fn furnished(&self, name: &str, mut image: Image, random: &mut Stream) -> Scene {
        let (_, rows, columns) = image.dim();
        let target = self.target.thing();
        let others: Vec<Thing> = Thing::ALL
            .into_iter()
            .filter(|thing| *thing != target)
            .collect();
        let mut places: Vec<[f32; 2]> = Vec::new();
        let mut targets = Vec::new();
        for number in 0..TARGETS + OTHERS {
            let Some(at) = place([rows, columns], &places, random) else {
                continue;
            };
            places.push(at);
            let pose = posed(at, self.contrast / 100.0, random);
            if number % 2 == 0 {
                targets.push(at);
                put(&mut image, target, &pose);
            } else {
                put(&mut image, others[random.below(others.len())], &pose);
            }
        }
        for pixel in image.pixels_mut() {
            *pixel = (*pixel + NOISE * random.normal()).clamp(0.0, 1.0);
        }
        Scene {
            name: name.to_owned(),
            even: even(&image),
            image,
            targets,
        }
    }

    /// Scenes to learn from.
    ///
    /// # Errors
    /// [`TrainError`], when there are no photographs.
    pub(super) fn to_learn(&self, seed: u64, shelf: &dyn Shelf) -> Result<Vec<Scene>, TrainError> {
        let photos = shelf.training_photos()?;
        let photos = photos
            .iter()
            .filter(|photo| large(photo.height(), photo.width()));
        let photos: Vec<_> = photos.collect();
        if photos.is_empty() {
            return Err(TrainError::Mismatch(say!(
                "there is no photograph that is large enough to learn from; build the program again"
            )));
        }
        // The same photographs once more, other parts of them and other things.
        let all = photos.iter().cycle().take(self.scenes);
        let scenes = all.enumerate().map(|(at, photo)| {
            let mut random = stream(seed, 1, at);
            self.scene("", &photo.gray().to_image(), &mut random)
        });
        Ok(scenes.collect())
    }

    /// New ones: other photographs.
    ///
    /// # Errors
    /// As [`to_learn`](Self::to_learn).
    pub(super) fn new_ones(&self, seed: u64, shelf: &dyn Shelf) -> Result<Vec<Scene>, TrainError> {
        let photos = shelf.test_photos()?;
        let some = photos
            .iter()
            .filter(|(_, photo)| large(photo.height(), photo.width()));
        let scenes = some.enumerate().map(|(at, (_, photo))| {
            let mut random = stream(seed, 2, at);
            self.scene(&format!("scene {}", at + 1), photo, &mut random)
        });
        Ok(scenes.take(self.judged).collect())
    }
}

/// A grey picture less its mean round each pixel, in units of its standard deviation there, so that stark ground counts
/// no more than faint; windows are Gaussian. Source: Jarrett and others 2009, doi:10.1109/ICCV.2009.5459469.
pub(super) fn even(image: &Image) -> Image {
    let (_, height, width) = image.dim();
    let window = gaussian(AROUND, 2 * AROUND as usize);
    let local = |plane: Vec<f32>| {
        let mut plane = plane;
        smooth(&mut plane, width, &window);
        plane
    };
    let mean = local(image.pixels().to_vec());
    let pairs = || image.pixels().iter().zip(&mean);
    let square = local(
        pairs()
            .map(|(value, mean)| (value - mean).powi(2))
            .collect(),
    );
    let even: Vec<f32> = pairs()
        .zip(&square)
        .map(|((value, mean), square)| (value - mean) / (square.sqrt() + FAINT))
        .collect();
    Image::from_fn(1, height, width, |_, y, x| even[y * width + x])
}

/// Whether something can be put into a photograph of this size.
pub(super) fn large(height: usize, width: usize) -> bool {
    height.min(width) >= 2 * PATCH + 2 * BORDER
}

/// A free place; `None` where none is found.
fn place(size: [usize; 2], taken: &[[f32; 2]], random: &mut Stream) -> Option<[f32; 2]> {
    (0..PATIENCE).find_map(|_| {
        let at = size.map(|side| (BORDER + random.below(side - 2 * BORDER)) as f32);
        let free = taken.iter().all(|other| distance(at, *other) >= APART);
        free.then_some(at)
    })
}

/// Distance of two places, in pixels.
pub(super) fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}
