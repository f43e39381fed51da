//! Getting a photograph ready: decode, crop, grey or colour, noise, and the scores of the noisy picture.

use std::sync::Arc;

use super::Asked;
use super::answer::Answer;
use crate::contest::Scene;
use crate::degrade::Operator;
use crate::degrade::noise::Noise;
use crate::desk::Photo;
use crate::image::Image;
use crate::job::Progress;
use crate::setting::same;
use crate::store::{picture as files, shelf};
use crate::ui::panels::preview::size_in_words;
use crate::ui::widgets::compare::{CLEAN, NOISY};

/// Most pixels worked on. Of a larger photograph the middle is taken, at full resolution: shrinking it would change its
/// noise. Two million pixels take a network of 26,000 weights a few seconds on two cores.
pub const MOST_PIXELS: usize = 1600 * 1200;
/// Longest side worked on.
const LONGEST: usize = 8192;

/// What to make.
#[derive(Clone)]
pub struct Order {
    /// Which photograph.
    pub photo: Photo,
    /// What happens to it before noise is added.
    pub operator: Box<dyn Operator>,
    /// The noise to add.
    pub noise: Box<dyn Noise>,
    /// The σ (0..1) that a person has given for the photograph's own noise; else it is estimated.
    pub own_sigma: Option<f32>,
    /// 1 = grey, 3 = colour.
    pub channels: usize,
    /// Decides the noise.
    pub seed: u64,
}

impl Order {
    /// The order for what is looked at.
    pub fn of(asked: &Asked<'_>) -> Self {
        let contest = asked.contest;
        Self {
            photo: contest.photo.clone(),
            operator: dyn_clone::clone_box(asked.operator),
            noise: dyn_clone::clone_box(asked.noise),
            own_sigma: contest.sigma.filter(|_| contest.photo.noisy()),
            channels: asked.channels,
            seed: asked.seed,
        }
    }
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        // To a photograph with its own noise none is added.
        let noise = || {
            self.seed == other.seed
                && same(&*self.noise, &*other.noise)
                && same(&*self.operator, &*other.operator)
        };
        self.photo == other.photo
            && self.channels == other.channels
            && self.own_sigma == other.own_sigma
            && (self.photo.noisy() || noise())
    }
}

/// A decoded photograph.
pub struct Photograph {
    /// Its middle, or all of it.
    image: Image,
    /// Its whole width and height.
    whole: [usize; 2],
}

/// What was made.
pub struct Ready {
    /// The decoded photograph, for the next order.
    pub source: Arc<Photograph>,
    /// What every method is given.
    pub scene: Arc<Scene>,
    /// The clean and the noisy picture.
    pub answers: Vec<Answer>,
    /// How scores are made.
    pub protocol: String,
}

/// Carries an order out; `source` is the photograph, where it was decoded before.
///
/// # Errors
/// A plain sentence with the cure.
pub fn make(
    order: &Order,
    source: Option<Arc<Photograph>>,
    progress: &Progress,
) -> Result<Ready, String> {
    let source = match source {
        Some(source) => source,
        None => Arc::new(decode(&order.photo)?),
    };
    let picture = in_channels(&source.image, order.channels)?;
    let own_noise = order.photo.noisy();
    let mut parts = Vec::new();
    let [height, width] = [source.image.height(), source.image.width()];
    if [width, height] != source.whole {
        let [all_wide, all_high] = source.whole;
        parts.push(format!(
            "middle {} of {}",
            size_in_words(width, height),
            size_in_words(all_wide, all_high)
        ));
    }
    if progress.stopped() {
        return Err("stopped".into());
    }
    let picture = Arc::new(picture);
    let scene = if own_noise {
        Scene::own(picture, order.own_sigma)
    } else {
        Scene::spoiled(picture, &*order.operator, &*order.noise, order.seed, 0)
    };
    parts.extend(scene.protocol());
    let clean = scene.clean.clone();
    let mut answers = vec![Answer::of(
        NOISY,
        Arc::clone(&scene.noisy),
        clean.as_deref(),
    )];
    if let Some(clean) = clean {
        answers.insert(0, Answer::of(CLEAN, clean, None));
    }
    Ok(Ready {
        source,
        scene: Arc::new(scene),
        answers,
        protocol: parts.join(" · "),
    })
}

impl Photograph {
    /// Whether it has colours.
    pub fn in_colour(&self) -> bool {
        self.image.channels() > 1
    }

    /// A photograph: its middle, where it is too large to be worked on while a person waits.
    pub fn of(image: Image) -> Self {
        let whole = [image.width(), image.height()];
        Self {
            image: middle(image),
            whole,
        }
    }
}

fn decode(photo: &Photo) -> Result<Photograph, String> {
    let image = match photo {
        Photo::Embedded(name) => shelf::test_photo(name),
        Photo::File { path, .. } => files::open(path),
    }
    .map_err(|error| error.to_string())?;
    Ok(Photograph::of(image))
}

/// The middle of a picture that is too large to be worked on while a person waits; its proportions are kept if
/// possible.
fn middle(image: Image) -> Image {
    let (_, height, width) = image.dim();
    let shrink = (MOST_PIXELS as f64 / (width * height).max(1) as f64)
        .sqrt()
        .min(1.0);
    let side = |length: usize, other: usize| {
        let wanted = ((length as f64 * shrink) as usize)
            .max(MOST_PIXELS / other.max(1))
            .min(length);
        let wanted = if shrink < 1.0 && other > 64 {
            ((length as f64 * shrink) as usize).max(64)
        } else {
            wanted
        };
        wanted.clamp(1, LONGEST)
    };
    let (high, wide) = (
        side(height, width).min(height),
        side(width, height).min(width),
    );
    if (high, wide) == (height, width) {
        return image;
    }
    image.crop((height - high) / 2, (width - wide) / 2, high, wide)
}

/// The picture in grey or colour; a grey one is shown in colour as three equal channels.
fn in_channels(image: &Image, channels: usize) -> Result<Image, String> {
    match (channels, image.channels()) {
        (3, 1) => {
            let (_, height, width) = image.dim();
            Ok(Image::from_fn(3, height, width, |_, y, x| {
                image.array()[[0, y, x]]
            }))
        }
        (1, _) => Ok(image.gray()),
        (3, 3) => Ok(image.clone()),
        _ => Err(format!(
            "Photographs have 1 or 3 channels, but this experiment's examples have {channels}. Choose photographs as \
            data."
        )),
    }
}

/// A file name of ours as words: `gc_india_hawaMahal` becomes "Hawa Mahal".
pub fn readable(name: &str) -> String {
    let last = name.rsplit('_').next().unwrap_or(name);
    let mut words = String::new();
    for (at, letter) in last.chars().enumerate() {
        if at == 0 {
            words.extend(letter.to_uppercase());
        } else {
            if letter.is_uppercase() {
                words.push(' ');
            }
            words.push(letter);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_pictures_are_cropped_small_ones_left() {
        let dim = |height, width| {
            let image = middle(Image::zeros(1, height, width));
            (image.height(), image.width())
        };
        assert_eq!(dim(384, 384), (384, 384));
        assert_eq!(dim(1, 1), (1, 1));
        assert_eq!(dim(3, 20_000), (3, LONGEST));
        let (height, width) = dim(3000, 4000);
        assert!(height * width <= MOST_PIXELS && height * width > MOST_PIXELS * 9 / 10);
        assert!((width as f64 / height as f64 - 4.0 / 3.0).abs() < 0.01);
    }

    #[test]
    fn names_become_words() {
        assert_eq!(readable("gc_india_hawaMahal"), "Hawa Mahal");
        assert_eq!(readable("kde_Dog"), "Dog");
    }
}
