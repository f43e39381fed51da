//! What is painted and in whose style: pieces of photographs, and a drawn pattern.

use super::{Manner, Style};
use crate::data::Shelf;
use crate::image::{Image, resize};
use crate::labs::photograph::own;
use crate::nn::Tensor;
use crate::train::TrainError;

/// The middle of a photograph, in colour, at `side` × `side` pixels.
fn square(photograph: &Image, side: usize) -> Image {
    let colour = match photograph.channels() {
        3 => photograph.clone(),
        _ => {
            let grey = photograph.gray();
            Image::from_fn(3, grey.height(), grey.width(), |_, y, x| {
                grey.pixels()[y * grey.width() + x]
            })
        }
    };
    resize::square(&colour, side)
}

/// Crossing stripes of three colours, wavy.
fn drawn(side: usize) -> Image {
    let colours = [[0.10, 0.16, 0.45], [0.95, 0.75, 0.20], [0.85, 0.25, 0.15]];
    Image::from_fn(3, side, side, |c, y, x| {
        let [y, x] = [y as f32, x as f32];
        let bend = 3.0 * (0.11 * x).sin();
        let band = ((y + bend) / 5.0).floor() + ((x - y) / 9.0).floor();
        colours[(band.rem_euclid(3.0)) as usize][c]
    })
}

impl Style {
    /// The content, a person's own or a held-out photograph, and the picture whose style is taken.
    ///
    /// # Errors
    /// [`TrainError`], when one of them is not there.
    pub(super) fn pictures(&self, shelf: &dyn Shelf) -> Result<[Image; 2], TrainError> {
        let content = match own(&self.folder, 32, shelf)? {
            Some((_, picture)) => picture,
            None => self.photo.of(shelf)?,
        };
        let manner = match self.manner {
            Manner::Stripes => drawn(self.side),
            Manner::Photo => self.from.of(shelf)?,
        };
        Ok([square(&content, self.side), square(&manner, self.side)])
    }
}

/// A picture as networks see it: around 0.
pub(super) fn seen(picture: &Image) -> Tensor {
    let mut tensor = Tensor::from_image(picture);
    tensor.data.iter_mut().for_each(|value| *value -= 0.5);
    tensor
}

/// And back.
pub(super) fn picture(tensor: &Tensor) -> Image {
    tensor.image(0).map(|value| (value + 0.5).clamp(0.0, 1.0))
}
