//! From stored samples to an upright picture, and back into the order of files.

use image::metadata::Orientation;
use ndarray::Axis;

use crate::image::Image;

/// A picture from samples that lie pixel after pixel; a second or fourth sample is opacity, over white.
pub(super) fn on_white<T: Copy>(
    samples: &[T],
    per_pixel: usize,
    height: usize,
    width: usize,
    unit: impl Fn(T) -> f32,
) -> Image {
    let channels = if per_pixel < 3 { 1 } else { 3 };
    let transparent = per_pixel > channels;
    let mut image = Image::zeros(channels, height, width);
    let area = (height * width).max(1);
    for (c, plane) in image.pixels_mut().chunks_exact_mut(area).enumerate() {
        for (value, pixel) in plane.iter_mut().zip(samples.chunks_exact(per_pixel)) {
            let colour = unit(pixel[c]);
            *value = if transparent {
                let opacity = unit(pixel[channels]);
                opacity * colour + (1.0 - opacity)
            } else {
                colour
            };
        }
    }
    image
}

/// A picture whose three channels are equal as one of one channel: some formats have grey only so.
pub(super) fn grey_if_equal(image: Image) -> Image {
    let (channels, height, width) = image.dim();
    let mut planes = image.pixels().chunks_exact((height * width).max(1));
    let first = planes.next().unwrap_or_default();
    if channels == 1 || planes.any(|plane| plane != first) {
        return image;
    }
    Image::new(image.channel(0).to_owned().insert_axis(Axis(0)))
}

/// Turns and mirrors a picture as its camera noted.
pub(super) fn upright(image: Image, orientation: Orientation) -> Image {
    // What must be done to what was stored: mirror left–right, mirror top–bottom, then swap the axes.
    let (left_right, top_bottom, swap) = match orientation {
        Orientation::NoTransforms => return image,
        Orientation::FlipHorizontal => (true, false, false),
        Orientation::Rotate180 => (true, true, false),
        Orientation::FlipVertical => (false, true, false),
        Orientation::Rotate90FlipH => (false, false, true),
        Orientation::Rotate90 => (false, true, true),
        Orientation::Rotate270FlipH => (true, true, true),
        Orientation::Rotate270 => (true, false, true),
    };
    let mut array = image.array().clone();
    if left_right {
        array.invert_axis(Axis(2));
    }
    if top_bottom {
        array.invert_axis(Axis(1));
    }
    if swap {
        array.swap_axes(1, 2);
    }
    Image::new(array)
}

/// The values pixel after pixel.
pub(super) fn in_order(image: &Image) -> impl Iterator<Item = f32> + '_ {
    let (channels, height, width) = image.dim();
    let area = height * width;
    let pixels = image.pixels();
    (0..area).flat_map(move |at| (0..channels).map(move |c| pixels[c * area + at]))
}
