//! Pictures kept at the precision that they have: a byte a channel where that holds every number exactly, else two,
//! else four.

use super::{Image, Photo, Raster, Sample, Turn};

/// A picture from which patches can be cut.
pub trait Negative: Send + Sync + Sized + 'static {
    /// Height in pixels.
    fn height(&self) -> usize;
    /// Width in pixels.
    fn width(&self) -> usize;
    /// The square of `side` pixels at `(y, x)`, as [`Raster::cut`] cuts it.
    fn cut(&self, y: usize, x: usize, side: usize, turn: Turn, out: &mut [f32]);
    /// The picture, continued by mirroring until it measures at least `side` both ways.
    fn mirrored_to(&self, side: usize) -> Self;
    /// The part of `height`×`width` pixels at `(y, x)`; it must lie inside.
    fn crop(&self, y: usize, x: usize, height: usize, width: usize) -> Self;
    /// The picture with its channels apart, on the 0..1 scale.
    fn to_image(&self) -> Image;
}

impl<T: Sample> Negative for Raster<T> {
    fn height(&self) -> usize {
        self.height()
    }
    fn width(&self) -> usize {
        self.width()
    }
    fn cut(&self, y: usize, x: usize, side: usize, turn: Turn, out: &mut [f32]) {
        self.cut(y, x, side, turn, out);
    }
    fn mirrored_to(&self, side: usize) -> Self {
        self.mirrored_to(side)
    }
    fn crop(&self, y: usize, x: usize, height: usize, width: usize) -> Self {
        self.crop(y, x, height, width)
    }
    fn to_image(&self) -> Image {
        self.to_image()
    }
}

/// A picture at one of three precisions.
#[derive(Clone, Debug, PartialEq)]
pub enum Film {
    /// 8 bits a channel.
    Byte(Photo),
    /// 16 bits a channel.
    Word(Raster<u16>),
    /// Any numbers.
    Number(Raster<f32>),
}

/// Does the same with the picture, whatever its precision.
macro_rules! each {
    ($film:expr, $picture:ident => $deed:expr) => {
        match $film {
            Film::Byte($picture) => $deed,
            Film::Word($picture) => $deed,
            Film::Number($picture) => $deed,
        }
    };
}

/// The picture changed, at the precision that it has.
macro_rules! alike {
    ($film:expr, $picture:ident => $deed:expr) => {
        match $film {
            Film::Byte($picture) => Film::Byte($deed),
            Film::Word($picture) => Film::Word($deed),
            Film::Number($picture) => Film::Number($deed),
        }
    };
}

impl Film {
    /// Keeps `image`, which was made of `source`, at the precision that `source` needs: a grey picture made of one of 8
    /// bits has 8 bits.
    pub fn of(image: &Image, source: &Image) -> Self {
        if held_by::<u8>(source) {
            Self::Byte(Raster::from_image(image))
        } else if held_by::<u16>(source) {
            Self::Word(Raster::from_image(image))
        } else {
            Self::Number(Raster::from_image(image))
        }
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        let count = each!(self, picture => {
            picture.channels() * picture.height() * picture.width()
        });
        count
            * match self {
                Self::Byte(_) => 1,
                Self::Word(_) => 2,
                Self::Number(_) => 4,
            }
    }
}

/// Whether every number of the picture is one that `T` can hold.
fn held_by<T: Sample>(image: &Image) -> bool {
    let holds = |value: &f32| T::from_unit(*value).unit() == *value;
    image.pixels().iter().all(holds)
}

impl Negative for Film {
    fn height(&self) -> usize {
        each!(self, picture => picture.height())
    }
    fn width(&self) -> usize {
        each!(self, picture => picture.width())
    }
    fn cut(&self, y: usize, x: usize, side: usize, turn: Turn, out: &mut [f32]) {
        each!(self, picture => picture.cut(y, x, side, turn, out));
    }
    fn mirrored_to(&self, side: usize) -> Self {
        alike!(self, picture => picture.mirrored_to(side))
    }
    fn crop(&self, y: usize, x: usize, height: usize, width: usize) -> Self {
        alike!(self, picture => picture.crop(y, x, height, width))
    }
    fn to_image(&self) -> Image {
        each!(self, picture => picture.to_image())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_precision_is_kept_and_no_more_is_taken() {
        let levels = |most: f32| {
            Image::from_fn(3, 5, 7, move |c, y, x| {
                ((c + 3 * y + 17 * x) % 90) as f32 / most
            })
        };
        for (image, bytes) in [
            (levels(255.0), 1),
            (levels(65_535.0), 2),
            (levels(4095.0), 4),
            (levels(10.0), 4),
            (levels(255.0).map(|v| v + 1.0), 4),
        ] {
            let film = Film::of(&image, &image);
            assert_eq!(film.bytes(), bytes * 3 * 5 * 7);
            assert_eq!(film.to_image(), image);
            let mut patch = [0.0; 27];
            film.cut(1, 2, 3, Turn(0), &mut patch);
            assert_eq!(patch[4], image.array()[[1, 1, 3]]);
            assert_eq!(film.crop(1, 2, 3, 3).to_image(), image.crop(1, 2, 3, 3));
            assert_eq!(film.mirrored_to(9).to_image(), image.mirrored_to(9, 9));
        }
    }

    #[test]
    fn grey_of_a_picture_of_eight_bits_has_eight_bits() {
        let image = Image::from_fn(3, 4, 4, |c, y, x| (60 * c + 4 * y + x) as f32 / 255.0);
        let film = Film::of(&image.gray(), &image);
        assert_eq!(film, Film::Byte(Photo::from_image(&image.gray())));
    }
}
