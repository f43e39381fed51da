//! Images: pixels as numbers, and what can be measured on them.

pub mod color;
pub mod film;
pub mod finish;
pub mod margin;
pub mod metrics;
pub mod patches;
pub mod raster;
pub mod resize;
pub mod smooth;
pub mod strips;
pub mod tint;

pub use film::{Film, Negative};
pub use raster::{Photo, Raster, Sample, Turn};

use ndarray::{Array3, ArrayView2, Axis};

/// A picture: `[channels, height, width]`, f32, nominally 0..1 (noise may leave that range).
///
/// One channel is grey (luma), three are red, green, blue; values are as displayed (sRGB-coded), as the
/// denoising literature uses them.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    data: Array3<f32>,
}

impl Image {
    /// A picture from its pixels, `[channels, height, width]`.
    pub fn new(data: Array3<f32>) -> Self {
        Self {
            data: if data.is_standard_layout() {
                data
            } else {
                data.as_standard_layout().into_owned()
            },
        }
    }

    /// A picture of zeros.
    pub fn zeros(channels: usize, height: usize, width: usize) -> Self {
        Self {
            data: Array3::zeros((channels, height, width)),
        }
    }

    /// A picture whose pixel `(c, y, x)` is `pixel(c, y, x)`.
    pub fn from_fn(
        channels: usize,
        height: usize,
        width: usize,
        pixel: impl Fn(usize, usize, usize) -> f32,
    ) -> Self {
        Self {
            data: Array3::from_shape_fn((channels, height, width), |(c, y, x)| pixel(c, y, x)),
        }
    }

    /// Number of channels.
    pub fn channels(&self) -> usize {
        self.data.dim().0
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.data.dim().1
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.data.dim().2
    }

    /// `[channels, height, width]`.
    pub fn dim(&self) -> (usize, usize, usize) {
        self.data.dim()
    }

    /// The pixels as an array.
    pub fn array(&self) -> &Array3<f32> {
        &self.data
    }

    /// The pixels as an array, to change.
    pub fn array_mut(&mut self) -> &mut Array3<f32> {
        &mut self.data
    }

    /// The pixels channel after channel, row after row.
    pub fn pixels(&self) -> &[f32] {
        self.data.as_slice().unwrap_or_default()
    }

    /// The pixels channel after channel, row after row, to change.
    pub fn pixels_mut(&mut self) -> &mut [f32] {
        self.data.as_slice_mut().unwrap_or_default()
    }

    /// One channel.
    pub fn channel(&self, channel: usize) -> ArrayView2<'_, f32> {
        self.data.index_axis(Axis(0), channel)
    }

    /// The picture in grey: luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), as the literature's test sets are.
    pub fn gray(&self) -> Self {
        if self.channels() != 3 {
            return self.clone();
        }
        let (_, height, width) = self.dim();
        Self::from_fn(1, height, width, |_, y, x| {
            0.299 * self.data[[0, y, x]]
                + 0.587 * self.data[[1, y, x]]
                + 0.114 * self.data[[2, y, x]]
        })
    }

    /// Means of 2 × 2 pixels; an odd last row or column is left out.
    pub fn halved(&self) -> Self {
        let (channels, height, width) = self.dim();
        let pixels = self.pixels();
        Self::from_fn(channels, height / 2, width / 2, |c, y, x| {
            let [top, bottom] = [2 * y, 2 * y + 1].map(|y| {
                let at = (c * height + y) * width + 2 * x;
                pixels[at] + pixels[at + 1]
            });
            0.25 * (top + bottom)
        })
    }

    /// The part of `height`×`width` pixels whose upper left corner is `(y, x)`; it must lie inside.
    pub fn crop(&self, y: usize, x: usize, height: usize, width: usize) -> Self {
        Self::new(
            self.data
                .slice(ndarray::s![.., y..y + height, x..x + width])
                .to_owned(),
        )
    }

    /// The picture, continued by mirroring at its lower and right border to `height`×`width` pixels.
    pub fn mirrored_to(&self, height: usize, width: usize) -> Self {
        let (channels, own_height, own_width) = self.dim();
        Self::from_fn(channels, height, width, |c, y, x| {
            self.data[[
                c,
                raster::mirror(y, own_height),
                raster::mirror(x, own_width),
            ]]
        })
    }

    /// The picture, flipped and turned.
    pub fn turned(&self, turn: Turn) -> Self {
        let mut view = self.data.view();
        turn.mirror(&mut view);
        if turn.swaps() {
            view.swap_axes(1, 2);
        }
        Self::new(view.to_owned())
    }

    /// The picture whose [`Self::turned`] this is.
    pub fn turned_back(&self, turn: Turn) -> Self {
        let mut view = self.data.view();
        if turn.swaps() {
            view.swap_axes(1, 2);
        }
        turn.mirror(&mut view);
        Self::new(view.to_owned())
    }

    /// Every pixel through `f`.
    pub fn map(&self, f: impl Fn(f32) -> f32) -> Self {
        Self {
            data: self.data.mapv(f),
        }
    }
}
