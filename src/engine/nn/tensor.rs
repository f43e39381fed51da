//! A batch of examples at the border of a network.

use super::Shape;
use crate::image::Image;

/// A batch of examples, dense, in the order `[n, height, width, channels]` (NHWC).
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Number of examples.
    pub count: usize,
    /// Shape of each.
    pub shape: Shape,
    /// `count × height × width × channels` numbers.
    pub data: Vec<f32>,
}

impl Tensor {
    /// A batch of zeros.
    pub fn zeros(count: usize, shape: Shape) -> Self {
        Self {
            count,
            shape,
            data: vec![0.0; count * shape.size()],
        }
    }

    /// One example.
    pub fn example(&self, index: usize) -> &[f32] {
        let size = self.shape.size();
        &self.data[index * size..(index + 1) * size]
    }

    /// One example, to change.
    pub fn example_mut(&mut self, index: usize) -> &mut [f32] {
        let size = self.shape.size();
        &mut self.data[index * size..(index + 1) * size]
    }

    /// Makes room for `count` examples of `shape`, keeping the allocation when it suffices; contents are unspecified.
    pub fn reshape(&mut self, count: usize, shape: Shape) {
        self.count = count;
        self.shape = shape;
        self.data.resize(count * shape.size(), 0.0);
    }

    /// A batch of one picture.
    pub fn from_image(image: &Image) -> Self {
        let (channels, height, width) = image.dim();
        let mut tensor = Self::zeros(1, Shape::new(channels, height, width));
        tensor.set_image(0, image);
        tensor
    }

    /// Puts a picture of the right shape in as example `index`.
    pub fn set_image(&mut self, index: usize, image: &Image) {
        let Shape {
            channels,
            height,
            width,
        } = self.shape;
        assert_eq!(
            image.dim(),
            (channels, height, width),
            "picture and tensor must have one shape"
        );
        let area = height * width;
        let pixels = image.pixels();
        let example = self.example_mut(index);
        for c in 0..channels {
            for (at, &value) in pixels[c * area..(c + 1) * area].iter().enumerate() {
                example[at * channels + c] = value;
            }
        }
    }

    /// Example `index` as a picture.
    pub fn image(&self, index: usize) -> Image {
        let Shape {
            channels,
            height,
            width,
        } = self.shape;
        let example = self.example(index);
        Image::from_fn(channels, height, width, |c, y, x| {
            example[(y * width + x) * channels + c]
        })
    }
}
