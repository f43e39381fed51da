//! Pictures as video codecs store them: brightness, and two differences of colour, which may be coarser.
//!
//! Differences of half the size are enlarged by straight lines between their points, which lie in the middle of the
//! pixels that they stand for. Then, with Y, Cb and Cr on their own scales and a matrix's weights of red and blue, kr
//! and kb: R = Y + 2 (1 − kr) Cr, B = Y + 2 (1 − kb) Cb, G = (Y − kr R − kb B) / (1 − kr − kb). Source: ITU-T H.273.

use rayon::prelude::*;

use crate::image::Image;

/// How the numbers of [`Planes`] stand for colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coding {
    /// Whether the numbers use their whole range, and not that of television (16..235 of 8 bits).
    pub(super) full: bool,
    /// The matrix, as ITU-T H.273 numbers them; 0 is none: the planes are green, blue, red.
    pub(super) matrix: u8,
    /// The colours of the primaries, numbered there as well.
    pub(super) primaries: u8,
    /// The curve of the values, numbered there as well.
    pub(super) transfer: u8,
}

/// A picture in planes.
#[derive(Clone, Debug)]
pub(super) struct Planes {
    /// Columns of the brightness.
    pub(super) width: usize,
    /// Its rows.
    pub(super) height: usize,
    /// Bits of a number.
    pub(super) bits: u8,
    /// Whether the differences have half the columns, half the rows.
    pub(super) halved: (bool, bool),
    /// Brightness and two differences, row after row; of grey the first alone.
    pub(super) planes: Vec<Vec<u16>>,
    /// What the coded picture itself says of its colours; 2 where it says nothing.
    pub(super) coding: Coding,
}

impl Planes {
    /// Columns and rows of the differences.
    pub(super) fn coarse_size(&self) -> (usize, usize) {
        let half = |size: usize, halved: bool| if halved { size.div_ceil(2) } else { size };
        (
            half(self.width, self.halved.0),
            half(self.height, self.halved.1),
        )
    }

    /// The brightness alone, 0..1: a plane of opacity.
    pub(super) fn brightness(&self, full: bool) -> Vec<f32> {
        let (offset, range) = scale(self.bits, full);
        let unit = |n: &u16| ((f32::from(*n) - offset) / range).clamp(0.0, 1.0);
        self.planes
            .first()
            .map(|plane| plane.iter().map(unit).collect())
            .unwrap_or_default()
    }

    /// The picture in grey or in red, green and blue, clipped to 0..1; none when the matrix is not known here.
    pub(super) fn picture(&self, coding: Coding) -> Option<Image> {
        let [luma, blue, red] = &self.planes[..] else {
            let grey = self.brightness(coding.full);
            let mut image = Image::zeros(1, self.height, self.width);
            image.pixels_mut().copy_from_slice(&grey);
            return Some(image);
        };
        let mix = Mix::of(coding)?;
        let (offset, range) = scale(self.bits, coding.full);
        let middle = f32::from(1_u16 << (self.bits - 1));
        let range_of_colour = if coding.full {
            range
        } else {
            range / 219.0 * 224.0
        };
        let mut image = Image::zeros(3, self.height, self.width);
        let (width, area) = (self.width, self.width * self.height);
        let (first, rest) = image.pixels_mut().split_at_mut(area);
        let (second, third) = rest.split_at_mut(area);
        let rows = first
            .par_chunks_mut(width)
            .zip(second.par_chunks_mut(width))
            .zip(third.par_chunks_mut(width));
        rows.enumerate().for_each(|(y, ((r, g), b))| {
            let [blue, red] = [blue, red].map(|plane| self.enlarged_row(plane, y));
            let luma = &luma[y * width..][..width];
            for (x, n) in luma.iter().enumerate() {
                let bright = (f32::from(*n) - offset) / range;
                let (cb, cr) = match mix {
                    // Three planes of the same kind.
                    Mix::None => ((blue[x] - offset) / range, (red[x] - offset) / range),
                    _ => (
                        (blue[x] - middle) / range_of_colour,
                        (red[x] - middle) / range_of_colour,
                    ),
                };
                let [red, green, blue] = mix.colours(bright, cb, cr);
                r[x] = red.clamp(0.0, 1.0);
                g[x] = green.clamp(0.0, 1.0);
                b[x] = blue.clamp(0.0, 1.0);
            }
        });
        Some(image)
    }

    /// Row `y` of a plane of differences in full size.
    fn enlarged_row(&self, plane: &[u16], y: usize) -> Vec<f32> {
        let (columns, rows) = self.coarse_size();
        let row = |y: usize| &plane[y.min(rows - 1) * columns..][..columns];
        let values: Vec<f32> = if self.halved.1 {
            let near = row(y / 2);
            let far = row(if y.is_multiple_of(2) {
                (y / 2).saturating_sub(1)
            } else {
                y / 2 + 1
            });
            near.iter()
                .zip(far)
                .map(|(a, b)| 0.75 * f32::from(*a) + 0.25 * f32::from(*b))
                .collect()
        } else {
            row(y).iter().map(|n| f32::from(*n)).collect()
        };
        if !self.halved.0 {
            return values;
        }
        let at = |x: usize| values[x.min(columns - 1)];
        let wide = (0..self.width).map(|x| {
            let far = if x % 2 == 0 {
                (x / 2).saturating_sub(1)
            } else {
                x / 2 + 1
            };
            0.75 * at(x / 2) + 0.25 * at(far)
        });
        wide.collect()
    }
}

/// The number of black, and how many lie between it and white.
fn scale(bits: u8, full: bool) -> (f32, f32) {
    let step = f32::from(1_u16 << (bits - 8));
    if full {
        (0.0, 256.0 * step - 1.0)
    } else {
        (16.0 * step, 219.0 * step)
    }
}

/// How colours come from brightness and differences.
#[derive(Clone, Copy)]
enum Mix {
    /// They are stored as they are: green, blue, red.
    None,
    /// By the weights of red and blue.
    Weights(f32, f32),
    /// YCgCo.
    GreenOrange,
}

impl Mix {
    fn of(coding: Coding) -> Option<Self> {
        Some(match (coding.matrix, coding.primaries) {
            (0, _) => Self::None,
            (1, _) | (12, 1) => Self::Weights(0.2126, 0.0722),
            (4, _) => Self::Weights(0.3, 0.11),
            // What is not told is taken so by libavif and libheif as well.
            (2 | 5 | 6, _) => Self::Weights(0.299, 0.114),
            (7, _) => Self::Weights(0.212, 0.087),
            (8, _) => Self::GreenOrange,
            (9, _) => Self::Weights(0.2627, 0.0593),
            _ => return None,
        })
    }

    fn colours(self, y: f32, first: f32, second: f32) -> [f32; 3] {
        match self {
            Self::None => [second, y, first],
            Self::Weights(kr, kb) => {
                let r = y + 2.0 * (1.0 - kr) * second;
                let b = y + 2.0 * (1.0 - kb) * first;
                [r, (y - kr * r - kb * b) / (1.0 - kr - kb), b]
            }
            Self::GreenOrange => [y - first + second, y + first, y - first - second],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TELEVISION: Coding = Coding {
        full: false,
        matrix: 6,
        primaries: 2,
        transfer: 2,
    };

    fn planes(values: [u16; 3], bits: u8, halved: (bool, bool)) -> Planes {
        let mut planes = Planes {
            width: 5,
            height: 3,
            bits,
            halved,
            planes: vec![vec![values[0]; 15]],
            coding: TELEVISION,
        };
        let (columns, rows) = planes.coarse_size();
        for value in &values[1..] {
            planes.planes.push(vec![*value; columns * rows]);
        }
        planes
    }

    /// Pure red in BT.601, 8 bits: (81, 90, 240) for television, (76, 85, 255) in the whole range (ITU-R BT.601, JFIF).
    #[test]
    fn red_is_red_in_every_sampling_and_range() {
        for halved in [(false, false), (true, false), (true, true)] {
            for (values, full) in [([81, 90, 240], false), ([76, 85, 255], true)] {
                let coding = Coding { full, ..TELEVISION };
                let image = planes(values, 8, halved).picture(coding).unwrap();
                assert_eq!(image.dim(), (3, 3, 5));
                for at in 0..15 {
                    let pixel = [0, 1, 2].map(|c| image.pixels()[15 * c + at]);
                    let error = [pixel[0] - 1.0, pixel[1], pixel[2]].map(f32::abs);
                    assert!(error.iter().all(|e| *e < 0.006), "{halved:?} {pixel:?}");
                }
            }
        }
    }

    #[test]
    fn colours_stored_as_they_are_are_not_mixed() {
        let coding = Coding {
            full: true,
            matrix: 0,
            ..TELEVISION
        };
        let image = planes([1023, 0, 512], 10, (false, false))
            .picture(coding)
            .unwrap();
        assert_eq!(
            [0, 15, 30].map(|at| image.pixels()[at]),
            [512.0 / 1023.0, 1.0, 0.0]
        );
        let unknown = Coding {
            matrix: 11,
            ..coding
        };
        assert!(planes([0; 3], 8, (true, true)).picture(unknown).is_none());
    }

    #[test]
    fn halved_differences_are_joined_by_lines() {
        let mut planes = planes([128, 128, 128], 8, (true, false));
        planes.planes[1] = vec![0, 100, 200, 0, 100, 200, 0, 100, 200];
        let row = planes.enlarged_row(&planes.planes[1], 1);
        assert_eq!(row, [0.0, 25.0, 75.0, 125.0, 175.0]);
    }
}
