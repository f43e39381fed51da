//! How the pixels of a picture lie in a slice.

use crate::image::Image;

/// The size of a picture, and whether its channels lie side by side in each pixel or plane after plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelLayout {
    /// Number of channels.
    pub channels: usize,
    /// Height in pixels.
    pub height: usize,
    /// Width in pixels.
    pub width: usize,
    /// `[height, width, channels]`, as networks have it; otherwise `[channels, height, width]`.
    pub interleaved: bool,
}

impl PixelLayout {
    /// The layout of a picture's pixels.
    pub fn of(image: &Image) -> Self {
        let (channels, height, width) = image.dim();
        Self {
            channels,
            height,
            width,
            interleaved: false,
        }
    }

    /// Numbers that are no picture: one row of one channel.
    pub fn row(length: usize) -> Self {
        Self {
            channels: 1,
            height: 1,
            width: length,
            interleaved: false,
        }
    }

    /// The channels' planes.
    pub(crate) fn planes(self, pixels: &[f32]) -> Vec<Vec<f32>> {
        let area = self.height * self.width;
        let plane = |channel: usize| {
            if self.interleaved {
                pixels[channel..]
                    .iter()
                    .step_by(self.channels)
                    .copied()
                    .collect()
            } else {
                pixels[channel * area..(channel + 1) * area].to_vec()
            }
        };
        (0..self.channels).map(plane).collect()
    }

    /// The way back from [`planes`](Self::planes).
    pub(crate) fn gather(self, planes: &[Vec<f32>], pixels: &mut [f32]) {
        let area = self.height * self.width;
        for (channel, plane) in planes.iter().enumerate() {
            if self.interleaved {
                let places = pixels[channel..].iter_mut().step_by(self.channels);
                places.zip(plane).for_each(|(to, from)| *to = *from);
            } else {
                pixels[channel * area..(channel + 1) * area].copy_from_slice(plane);
            }
        }
    }
}
