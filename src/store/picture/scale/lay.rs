//! Stored numbers laid on a scale: pictures around 0..1, over white, without a number where there is no value.

use super::extent::same;
use super::{Numbers, Opacity, Page};
use crate::image::Image;
use crate::picture::decoded::Stored;

impl Page {
    /// The picture on the scale of `stored`, over white, with NaN where there is no value.
    pub(super) fn on(self, stored: &Stored) -> Image {
        let (channels, height, width) = self.shape;
        let area = height * width;
        let absent = |at: usize, get: &dyn Fn(usize) -> f64| {
            let missing = stored.missing.filter(|_| area > 0);
            missing.is_some_and(|missing| {
                (0..channels).all(|c| same(get(c * area + at % area), missing))
            })
        };
        let unit = |value: f64| ((value - stored.black) / (stored.white - stored.black)) as f32;
        // Single precision is enough where black is 0 and nothing is lost by it.
        let values: Vec<f32> = match self.numbers {
            Numbers::Single(mut values) => {
                if stored.missing.is_some() {
                    let gone: Vec<bool> = (0..area)
                        .map(|at| absent(at, &|at| f64::from(values[at])))
                        .collect();
                    for (value, gone) in values.iter_mut().zip(gone.iter().cycle()) {
                        if *gone {
                            *value = f32::NAN;
                        }
                    }
                }
                if (stored.black, stored.white) == (0.0, 1.0) {
                    values
                } else if stored.black == 0.0 && stored.white < 16_777_216.0 {
                    let white = stored.white as f32;
                    values.iter_mut().for_each(|value| *value /= white);
                    values
                } else {
                    values
                        .iter_mut()
                        .for_each(|value| *value = unit(f64::from(*value)));
                    values
                }
            }
            Numbers::Double(values) => {
                let each = values.iter().enumerate();
                each.map(|(at, value)| {
                    if absent(at, &|at| values[at]) {
                        f32::NAN
                    } else {
                        unit(*value)
                    }
                })
                .collect()
            }
        };
        let shape = (channels, height, width);
        let array = ndarray::Array3::from_shape_vec(shape, values);
        let mut image = array.map_or_else(|_| Image::zeros(channels, height, width), Image::new);
        if let Some(opacity) = &self.opacity {
            opacity.over_white(&mut image);
        }
        image
    }
}

impl Opacity {
    fn over_white(&self, image: &mut Image) {
        let area = self.values.len().max(1);
        for plane in image.pixels_mut().chunks_exact_mut(area) {
            for (value, opacity) in plane.iter_mut().zip(&self.values) {
                let colour = if self.multiplied {
                    *value
                } else {
                    opacity * *value
                };
                *value = colour + (1.0 - opacity);
            }
        }
    }
}
