//! What a codec finds in a file.

use super::camera::Note;
use crate::image::Image;

/// A picture as its codec found it.
#[derive(Clone, Debug)]
pub(super) struct Decoded {
    /// The first picture of the file, upright, on the 0..1 scale of `stored`; opacity laid over white. NaN where the
    /// file has no number.
    pub(super) image: Image,
    /// The type of the stored numbers, and which of them 0 and 1 of `image` stand for.
    pub(super) stored: Stored,
    /// What the file says of its picture besides the pixels.
    pub(super) tags: Tags,
    /// Further pictures of the same file (pages of a stack), of the same shape and scale; empty for most.
    pub(super) pages: Vec<Image>,
    /// What a person is told on opening, a plain sentence each, without a full stop: "values run over 0..4095 (12 bits,
    /// told by the file)".
    pub(super) words: Vec<String>,
    /// The layout as found.
    pub(super) facts: Facts,
}

impl Decoded {
    /// A picture of which nothing else is known.
    pub(super) fn of(image: Image, stored: Stored) -> Self {
        Self {
            image,
            stored,
            tags: Tags::default(),
            pages: Vec::new(),
            words: Vec::new(),
            facts: Facts::default(),
        }
    }
}

/// What kind of number a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberKind {
    /// Whole numbers from 0.
    Unsigned,
    /// Whole numbers with a sign.
    Signed,
    /// Floating point.
    Float,
}

/// The type of a file's numbers: unsigned of 12 bits, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Its kind.
    pub(crate) kind: NumberKind,
    /// Its bits, 1 to 64.
    pub(crate) bits: u8,
}

impl Number {
    /// Unsigned of 8 bits.
    pub(crate) const U8: Self = Self::unsigned(8);
    /// Unsigned of 16 bits.
    pub(crate) const U16: Self = Self::unsigned(16);
    /// Unsigned of 32 bits.
    pub(crate) const U32: Self = Self::unsigned(32);
    /// Floating point of 16 bits.
    pub(crate) const F16: Self = Self::float(16);
    /// Floating point of 32 bits.
    pub(crate) const F32: Self = Self::float(32);
    /// Floating point of 64 bits.
    pub(crate) const F64: Self = Self::float(64);

    /// Unsigned of so many bits.
    pub(crate) const fn unsigned(bits: u8) -> Self {
        Self {
            kind: NumberKind::Unsigned,
            bits,
        }
    }

    /// With a sign, of so many bits.
    pub(crate) const fn signed(bits: u8) -> Self {
        Self {
            kind: NumberKind::Signed,
            bits,
        }
    }

    /// Floating point of so many bits.
    pub(crate) const fn float(bits: u8) -> Self {
        Self {
            kind: NumberKind::Float,
            bits,
        }
    }

    /// The smallest and largest number of the type; of floating point, 0 and 1.
    pub(crate) fn range(self) -> (f64, f64) {
        let whole = |bits: u8| 2f64.powi(i32::from(bits)) - 1.0;
        match self.kind {
            NumberKind::Unsigned => (0.0, whole(self.bits)),
            NumberKind::Signed => {
                let half = 2f64.powi(i32::from(self.bits) - 1);
                (-half, half - 1.0)
            }
            NumberKind::Float => (0.0, 1.0),
        }
    }

    /// The type in words: "whole numbers of 12 bits".
    pub(crate) fn name(self) -> String {
        let bits = self.bits;
        let unit = if bits == 1 { "bit" } else { "bits" };
        match self.kind {
            NumberKind::Unsigned => format!("whole numbers of {bits} {unit}"),
            NumberKind::Signed => format!("whole numbers with a sign of {bits} {unit}"),
            NumberKind::Float => format!("floating point of {bits} {unit}"),
        }
    }
}

/// How a file's numbers stand for a picture's values: value v is the number black + v (white − black).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stored {
    /// The type of the numbers.
    pub(crate) number: Number,
    /// The number that stands for 0.
    pub(crate) black: f64,
    /// The number that stands for 1.
    pub(crate) white: f64,
    /// The number that marks a pixel without a value; where there is none, floating point has NaN.
    pub(crate) missing: Option<f64>,
}

impl Stored {
    /// Numbers of a type over the whole range that it has; unsigned 8 bits: 0..255, floating point: 0..1.
    pub(crate) fn whole(number: Number) -> Self {
        let (black, white) = number.range();
        Self {
            number,
            black,
            white,
            missing: None,
        }
    }

    /// The number that stands for a value: whole numbers rounded and within their type, no number where there is no
    /// value.
    pub(crate) fn number_of(&self, value: f32) -> f64 {
        if value.is_nan() {
            return self
                .missing
                .unwrap_or(if self.number.kind == NumberKind::Float {
                    f64::NAN
                } else {
                    0.0
                });
        }
        let number = self.black + f64::from(value) * (self.white - self.black);
        if self.number.kind == NumberKind::Float {
            return number;
        }
        let (least, most) = self.number.range();
        number.round().clamp(least, most)
    }

    /// Whether black and white are the ends of the type's own range.
    pub(crate) fn is_whole(&self) -> bool {
        (self.black, self.white) == self.number.range()
    }
}

/// What a file says of its picture besides the pixels. Formats that cannot hold a part leave it out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tags {
    /// The camera's notes: Exif, a small TIFF file.
    pub(crate) exif: Option<Vec<u8>>,
    /// The colour profile (ICC).
    pub(crate) icc: Option<Vec<u8>>,
    /// Notes as XML (XMP), without the frame that a format puts around them.
    pub(crate) xmp: Option<Vec<u8>>,
    /// The press's notes (IPTC-IIM records).
    pub(crate) iptc: Option<Vec<u8>>,
    /// How large the picture is on paper.
    pub(crate) resolution: Option<Resolution>,
    /// PNG's gAMA: the exponent times 100,000.
    pub(crate) gamma: Option<u32>,
    /// PNG's cHRM: white, red, green, blue; x and y of each times 100,000.
    pub(crate) primaries: Option<[u32; 8]>,
    /// Coding-independent code points: primaries, transfer, matrix, full range.
    pub(crate) cicp: Option<[u8; 4]>,
    /// Fields that only TIFF has: a stack's layout, a place on a map.
    pub(crate) kept: Vec<Note>,
}

/// Pixels per unit of length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Resolution {
    /// Across.
    pub(crate) x: f64,
    /// Down.
    pub(crate) y: f64,
    /// Of what.
    pub(crate) unit: Unit,
}

/// What a resolution counts pixels of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// An inch.
    Inch,
    /// A centimetre.
    Centimetre,
    /// Only the shape of a pixel is told.
    None,
}

/// The layout of a file, for a person who asks what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// How the pixels are packed, where that is worth telling: "LZW, tiles of 256×256 pixels".
    pub(crate) packing: String,
    /// The orientation that was applied, as Exif numbers them; 0 and 1 are upright.
    pub(crate) orientation: u8,
    /// Whether there was opacity.
    pub(crate) opacity: bool,
    /// The order of an array's axes and bytes.
    pub(crate) array: Option<ArrayLayout>,
}

/// How an array (NPY) is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ArrayLayout {
    /// Whether its first axis counts pages.
    pub(crate) pages: bool,
    /// Where its channels are.
    pub(crate) channels: Channels,
    /// Whether the most significant byte of a number comes first.
    pub(crate) big: bool,
    /// Whether the first axis varies fastest (Fortran's order).
    pub(crate) columns_first: bool,
}

/// Where an array's channels are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Channels {
    /// It has no axis for them.
    #[default]
    None,
    /// Before rows and columns, as in PyTorch.
    First,
    /// After them, as in NumPy.
    Last,
}

/// A large picture, reduced.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The reduced pixels, upright.
    pub image: Image,
    /// Channels, height and width of the whole.
    pub whole: [usize; 3],
}
