//! How a batch of activations lies in memory: NHWC with a border of zeros that neighbours share.
//!
//! A same-size convolution reads up to `border` pixels beyond an image. Those pixels are kept as zeros in the buffer,
//! so that no kernel asks where an image ends. The zeros at the end of a row are also those before the next row, and
//! the zero rows below an image are also those above the next:
//!
//! ```text
//! 0 0 0 0 0        border × (pitch + 1) pixels before the first image (pitch = width + border)
//! 0 a b c 0        image 0, row 0
//!   d e f 0        image 0, row 1: its left neighbour is the zero at the end of the line above
//!   0 0 0 0        border rows
//!   A B C 0        image 1, row 0 …
//! ```
//! Whoever writes to a buffer leaves every border pixel zero.

/// Shape and memory layout of a batch of activations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Layout {
    /// Number of images.
    pub count: usize,
    /// Height in pixels.
    pub height: usize,
    /// Width in pixels.
    pub width: usize,
    /// Channels of a pixel, which lie side by side.
    pub channels: usize,
    /// Pixels of zeros around each image.
    pub border: usize,
}

impl Layout {
    /// The same images without a border: plain NHWC.
    pub const fn dense(self) -> Self {
        Self { border: 0, ..self }
    }

    /// Pixels from one row to the next.
    pub const fn pitch(&self) -> usize {
        self.width + self.border
    }

    /// Numbers from one row to the next.
    pub const fn row(&self) -> usize {
        self.pitch() * self.channels
    }

    /// Numbers of one row without its border.
    pub const fn inside(&self) -> usize {
        self.width * self.channels
    }

    /// Numbers from one image to the next.
    pub const fn image(&self) -> usize {
        (self.height + self.border) * self.row()
    }

    /// Where the first image begins.
    pub const fn origin(&self) -> usize {
        self.border * (self.pitch() + 1) * self.channels
    }

    /// Numbers of the whole buffer.
    pub const fn len(&self) -> usize {
        self.origin() + self.count * self.image()
    }

    /// Whether there is no image.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Pixels of all images, borders left out.
    pub const fn pixels(&self) -> usize {
        self.count * self.height * self.width
    }

    /// Numbers of all images, borders left out.
    pub const fn numbers(&self) -> usize {
        self.pixels() * self.channels
    }

    /// Where the first channel of a pixel lies.
    pub const fn at(&self, image: usize, y: usize, x: usize) -> usize {
        self.origin() + image * self.image() + (y * self.pitch() + x) * self.channels
    }

    /// The rows of all images in order, borders left out.
    pub fn rows<'a>(&self, data: &'a [f32]) -> impl Iterator<Item = &'a [f32]> + use<'a> {
        let layout = *self;
        (0..self.count * self.height).map(move |row| {
            let start = layout.at(row / layout.height, row % layout.height, 0);
            &data[start..start + layout.inside()]
        })
    }

    /// One row of one image, border left out.
    pub fn row_mut<'a>(&self, data: &'a mut [f32], image: usize, y: usize) -> &'a mut [f32] {
        let start = self.at(image, y, 0);
        &mut data[start..start + self.inside()]
    }

    /// Calls `change(row, row of other)` for each row of all images; both layouts hold the same images.
    pub fn zip_rows(
        &self,
        data: &mut [f32],
        other: &Self,
        other_data: &[f32],
        mut change: impl FnMut(&mut [f32], &[f32]),
    ) {
        for (row, source) in other.rows(other_data).enumerate() {
            change(
                self.row_mut(data, row / self.height, row % self.height),
                source,
            );
        }
    }

    /// Copies the images of another layout in.
    pub fn copy_from(&self, data: &mut [f32], other: &Self, other_data: &[f32]) {
        self.zip_rows(data, other, other_data, <[f32]>::copy_from_slice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_neighbour_within_the_border_is_zero() {
        let layout = Layout {
            count: 2,
            height: 3,
            width: 4,
            channels: 2,
            border: 2,
        };
        let mut data = vec![0.0; layout.len()];
        let dense: Vec<f32> = (1..=layout.numbers()).map(|v| v as f32).collect();
        layout.copy_from(&mut data, &layout.dense(), &dense);
        for image in 0..2 {
            for y in -2..5_isize {
                for x in -2..6_isize {
                    let at = layout.at(image, 0, 0) as isize + (y * 6 + x) * 2;
                    let inside = (0..3).contains(&y) && (0..4).contains(&x);
                    assert_eq!(
                        data[at as usize] != 0.0,
                        inside,
                        "image {image} y {y} x {x}"
                    );
                }
            }
        }
        let mut back = vec![0.0; dense.len()];
        layout.dense().copy_from(&mut back, &layout, &data);
        assert_eq!(back, dense);
    }
}
