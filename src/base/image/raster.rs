//! Pictures as they are stored: channels of a pixel side by side, 8 bits or f32 each.
//!
//! Training photographs are kept this way: a byte a channel instead of four, and a row of a patch is one
//! contiguous piece in the order that networks want (`[height, width, channels]`).

use ndarray::{ArrayView3, Axis};

use super::Image;

/// A number that stands for a channel of a pixel.
pub trait Sample: Copy + Send + Sync + 'static {
    /// The value on the 0..1 scale.
    fn unit(self) -> f32;
    /// The number nearest to a value on the 0..1 scale.
    fn from_unit(value: f32) -> Self;
}

impl Sample for u8 {
    fn unit(self) -> f32 {
        f32::from(self) / 255.0
    }
    fn from_unit(value: f32) -> Self {
        // `as` saturates, so this also clips to 0..255.
        (value * 255.0).round() as Self
    }
}

impl Sample for u16 {
    fn unit(self) -> f32 {
        f32::from(self) / 65_535.0
    }
    fn from_unit(value: f32) -> Self {
        // As for bytes.
        (value * 65_535.0).round() as Self
    }
}

impl Sample for f32 {
    fn unit(self) -> f32 {
        self
    }
    fn from_unit(value: f32) -> Self {
        value
    }
}

/// A picture `[height, width, channels]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster<T> {
    channels: usize,
    height: usize,
    width: usize,
    samples: Vec<T>,
}

/// A picture of 8 bits a channel.
pub type Photo = Raster<u8>;

/// One of the eight ways to flip and turn a square: bit 0 mirrors left–right, bit 1 top–bottom, bit 2 swaps axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Turn(pub u8);

impl Turn {
    /// How many there are.
    pub const COUNT: usize = 8;

    /// Whether it swaps the axes.
    pub(super) fn swaps(self) -> bool {
        self.0 & 4 != 0
    }

    /// Mirrors a picture, `[channels, height, width]`, as it does before the axes are swapped.
    pub(super) fn mirror(self, view: &mut ArrayView3<'_, f32>) {
        if self.0 & 1 != 0 {
            view.invert_axis(Axis(2));
        }
        if self.0 & 2 != 0 {
            view.invert_axis(Axis(1));
        }
    }
}

impl<T: Sample> Raster<T> {
    /// A picture from its samples, `[height, width, channels]`; `None` when their number is wrong.
    pub fn new(channels: usize, height: usize, width: usize, samples: Vec<T>) -> Option<Self> {
        (samples.len() == channels * height * width).then_some(Self {
            channels,
            height,
            width,
            samples,
        })
    }

    /// A picture from one with its channels apart.
    pub fn from_image(image: &Image) -> Self {
        let (channels, height, width) = image.dim();
        let area = height * width;
        let pixels = image.pixels();
        let samples = (0..area)
            .flat_map(|at| (0..channels).map(move |c| T::from_unit(pixels[c * area + at])))
            .collect();
        Self {
            channels,
            height,
            width,
            samples,
        }
    }

    /// The same picture with its channels apart, on the 0..1 scale.
    pub fn to_image(&self) -> Image {
        let mut image = Image::zeros(self.channels, self.height, self.width);
        let area = self.height * self.width;
        if area > 0 {
            for (c, plane) in image.pixels_mut().chunks_exact_mut(area).enumerate() {
                let values = self.samples[c..].iter().step_by(self.channels);
                for (pixel, &value) in plane.iter_mut().zip(values) {
                    *pixel = value.unit();
                }
            }
        }
        image
    }

    /// Number of channels.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The picture in grey (luma of ITU-R BT.601), rounded to the samples' own precision.
    pub fn gray(&self) -> Self {
        if self.channels != 3 {
            return self.clone();
        }
        let luma = |rgb: &[T]| {
            T::from_unit(0.299 * rgb[0].unit() + 0.587 * rgb[1].unit() + 0.114 * rgb[2].unit())
        };
        Self {
            channels: 1,
            samples: self.samples.chunks_exact(3).map(luma).collect(),
            ..*self
        }
    }

    /// The picture in colour: a grey one three times over.
    pub fn color(&self) -> Self {
        if self.channels != 1 {
            return self.clone();
        }
        Self {
            channels: 3,
            samples: self.samples.iter().flat_map(|&gray| [gray; 3]).collect(),
            ..*self
        }
    }

    /// The picture, continued by mirroring until it measures at least `side` both ways.
    pub fn mirrored_to(&self, side: usize) -> Self {
        let (height, width) = (self.height.max(side), self.width.max(side));
        let samples = (0..height)
            .flat_map(|y| (0..width).map(move |x| (y, x)))
            .flat_map(|(y, x)| {
                let pixel = mirror(y, self.height) * self.width + mirror(x, self.width);
                &self.samples[pixel * self.channels..(pixel + 1) * self.channels]
            })
            .copied()
            .collect();
        Self {
            channels: self.channels,
            height,
            width,
            samples,
        }
    }

    /// The part of `height`×`width` pixels whose upper left corner is `(y, x)`; it must lie inside.
    pub fn crop(&self, y: usize, x: usize, height: usize, width: usize) -> Self {
        let row = |r: usize| {
            let from = ((y + r) * self.width + x) * self.channels;
            &self.samples[from..from + width * self.channels]
        };
        Self {
            channels: self.channels,
            height,
            width,
            samples: (0..height).flat_map(row).copied().collect(),
        }
    }

    /// Writes the square of `side` pixels whose upper left corner is `(y, x)`, flipped and turned, into `out`
    /// (`[side, side, channels]`, 0..1). The square must lie inside.
    pub fn cut(&self, y: usize, x: usize, side: usize, turn: Turn, out: &mut [f32]) {
        match self.channels {
            // The two usual cases, with the inner loop's length known to the compiler.
            1 => self.cut_channels(1, y, x, side, turn, out),
            3 => self.cut_channels(3, y, x, side, turn, out),
            other => self.cut_channels(other, y, x, side, turn, out),
        }
    }

    #[inline(always)]
    fn cut_channels(
        &self,
        channels: usize,
        y: usize,
        x: usize,
        side: usize,
        turn: Turn,
        out: &mut [f32],
    ) {
        let width = self.width;
        let start = y * width + x;
        for (v, row) in out.chunks_exact_mut(side * channels).enumerate() {
            for (u, pixel) in row.chunks_exact_mut(channels).enumerate() {
                // (v, u) in the answer comes from (py, px) in the square.
                let (py, px) = if turn.swaps() { (u, v) } else { (v, u) };
                let px = if turn.0 & 1 == 0 { px } else { side - 1 - px };
                let py = if turn.0 & 2 == 0 { py } else { side - 1 - py };
                let at = (start + py * width + px) * channels;
                for (value, &sample) in pixel.iter_mut().zip(&self.samples[at..at + channels]) {
                    *value = sample.unit();
                }
            }
        }
    }
}

/// The position inside `0..length` that position `at` (0, 1, …) mirrors, without repeating the border.
pub fn mirror(at: usize, length: usize) -> usize {
    if length < 2 {
        return 0;
    }
    let at = at % (2 * length - 2);
    if at < length { at } else { 2 * length - 2 - at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(channels: usize, height: usize, width: usize) -> Photo {
        let samples = (0..channels * height * width).map(|i| i as u8).collect();
        Photo::new(channels, height, width, samples).unwrap()
    }

    #[test]
    fn the_eight_turns_differ_and_keep_the_pixels() {
        let photo = counting(1, 5, 6);
        let mut seen: Vec<Vec<f32>> = Vec::new();
        for turn in 0..8 {
            let mut out = vec![0.0; 9];
            photo.cut(1, 2, 3, Turn(turn), &mut out);
            assert!(!seen.contains(&out));
            seen.push(out.clone());
            out.sort_by(f32::total_cmp);
            let mut first = seen[0].clone();
            first.sort_by(f32::total_cmp);
            assert_eq!(out, first);
        }
        let level = |v: u8| f32::from(v) / 255.0;
        assert_eq!(seen[0], [8, 9, 10, 14, 15, 16, 20, 21, 22].map(level));
        assert_eq!(seen[1], [10, 9, 8, 16, 15, 14, 22, 21, 20].map(level));
        assert_eq!(seen[2], [20, 21, 22, 14, 15, 16, 8, 9, 10].map(level));
        assert_eq!(seen[4], [8, 14, 20, 9, 15, 21, 10, 16, 22].map(level));
    }

    #[test]
    fn pictures_turn_as_patches_do_and_back() {
        let photo = counting(3, 5, 5);
        for turn in (0..8).map(Turn) {
            let mut out = vec![0.0; 75];
            photo.cut(0, 0, 5, turn, &mut out);
            let turned = photo.to_image().turned(turn);
            let pixel = |c: usize, y: usize, x: usize| out[(y * 5 + x) * 3 + c];
            assert_eq!(turned, Image::from_fn(3, 5, 5, pixel));
            let long = counting(1, 3, 7).to_image();
            assert_eq!(long.turned(turn).turned_back(turn), long);
        }
    }

    #[test]
    fn colour_patches_keep_channels_together() {
        let photo = counting(3, 4, 4);
        let mut out = vec![0.0; 12];
        photo.cut(1, 1, 2, Turn(0), &mut out);
        let expected = [15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32].map(|v: u8| v.unit());
        assert_eq!(out, expected);
    }

    #[test]
    fn images_and_rasters_convert_both_ways() {
        let photo = counting(3, 4, 5);
        assert_eq!(Photo::from_image(&photo.to_image()), photo);
        assert_eq!(photo.to_image().array()[[2, 1, 3]], 26.0 / 255.0);
        assert_eq!(photo.color().gray().channels(), 1);
    }

    #[test]
    fn mirroring_fills_any_size() {
        assert_eq!(counting(1, 1, 1).mirrored_to(3).samples, [0; 9]);
        let wide = counting(1, 1, 3).mirrored_to(6);
        assert_eq!(wide.samples[..6], [0, 1, 2, 1, 0, 1]);
    }
}
