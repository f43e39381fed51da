//! How the pixels of a page are laid out: their numbers, their strips or tiles, their colours. All that a directory
//! claims is checked here, before memory is taken for it.

use std::path::Path;

use super::trouble::Trouble;
use crate::picture::decoded::Number;
use crate::picture::directory::{Directory, Tree};
use crate::picture::limits::check_size;

/// How a page's pixels are laid out.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Pixels across.
    pub(super) width: usize,
    /// Pixels down.
    pub(super) height: usize,
    /// Numbers of a pixel.
    pub(super) samples: usize,
    /// Their type.
    pub(super) number: Number,
    /// How they stand for colours: 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr …
    pub(super) photometric: u64,
    /// What the numbers beyond the colours mean: 1 and 2 opacity, 0 anything.
    pub(super) extra: Vec<u64>,
    /// How the bytes are packed.
    pub(super) compression: u64,
    /// Whether differences of neighbours are stored: 1 no, 2 of whole numbers, 3 of floating point.
    pub(super) predictor: u64,
    /// Whether each sample has strips or tiles of its own.
    pub(super) planar: bool,
    /// Whether the lowest bit of a byte comes first.
    pub(super) low_bit_first: bool,
    /// Pixels of a strip or tile.
    pub(super) chunk: (usize, usize),
    /// Whether there are tiles, which go past the edge.
    pub(super) tiled: bool,
    /// Where each strip or tile stands; 0 where there is none.
    pub(super) places: Vec<u64>,
    /// How many bytes each has; 0 where there is none.
    pub(super) lengths: Vec<u64>,
    /// How much coarser colours are than brightness.
    pub(super) coarser: (usize, usize),
    /// How the picture must be turned, as Exif numbers it.
    pub(super) orientation: u8,
}

/// Most samples of a pixel.
const MOST_SAMPLES: u64 = 1024;

impl Layout {
    /// The layout of a page.
    pub(super) fn of(path: &Path, tree: &Tree<'_>, page: &Directory<'_>) -> Result<Self, Trouble> {
        let whole = |tag| page.whole(tree, tag);
        let (Some(width), Some(height)) = (whole(256), whole(257)) else {
            return Err(Trouble::damaged("a page says nothing of its size"));
        };
        check_size(path, width, height)?;
        let samples = whole(277).unwrap_or(1);
        if !(1..=MOST_SAMPLES).contains(&samples) {
            return Err(Trouble::damaged("the number of its channels is impossible"));
        }
        let compression = whole(259).unwrap_or(1);
        let (width, height, samples) = (width as usize, height as usize, samples as usize);
        let planar = whole(284) == Some(2) && samples > 1;
        let photometric = whole(262).unwrap_or(match (compression, samples) {
            (2..=4, _) => 0,
            (_, 3..) => 2,
            _ => 1,
        });
        let mut coarser = (1, 1);
        if photometric == 6 && compression != 7 {
            let told = page.wholes(tree, 530);
            let of = |at: usize| told.get(at).copied().unwrap_or(2);
            if !matches!((of(0), of(1)), (1 | 2 | 4, 1 | 2 | 4)) {
                return Err(Trouble::damaged("its colours are coarser than can be"));
            }
            coarser = (of(0) as usize, of(1) as usize);
            if planar && coarser != (1, 1) {
                let what = "YCbCr with coarser colours in planes of their own";
                return Err(Trouble::kind(what, "save it as an RGB TIFF"));
            }
        }
        let mut layout = Self {
            width,
            height,
            samples,
            number: number(tree, page, samples)?,
            photometric,
            extra: page.wholes(tree, 338),
            compression,
            predictor: whole(317).unwrap_or(1),
            planar,
            low_bit_first: whole(266) == Some(2),
            chunk: (width, height),
            tiled: page.field(322).is_some(),
            places: Vec::new(),
            lengths: Vec::new(),
            coarser,
            orientation: whole(274)
                .filter(|turn| (1..=8).contains(turn))
                .unwrap_or(1) as u8,
        };
        layout.find_chunks(tree, page)?;
        Ok(layout)
    }

    /// Strips or tiles across and down.
    pub(super) fn grid(&self) -> (usize, usize) {
        (
            self.width.div_ceil(self.chunk.0),
            self.height.div_ceil(self.chunk.1),
        )
    }

    fn find_chunks(&mut self, tree: &Tree<'_>, page: &Directory<'_>) -> Result<(), Trouble> {
        let whole = |tag| page.whole(tree, tag);
        let (places, lengths) = if self.tiled {
            let (Some(width @ 1..=0x4000_0000), Some(height @ 1..=0x4000_0000)) =
                (whole(322), whole(323))
            else {
                return Err(Trouble::damaged("its tiles have no size"));
            };
            // A tile may be larger than the picture, but not by far.
            if width * height > 4 * (self.width * self.height) as u64 + 4_194_304 {
                return Err(Trouble::damaged(
                    "its tiles are much larger than the picture",
                ));
            }
            self.chunk = (width as usize, height as usize);
            let either = |tag, other| {
                if page.field(tag).is_some() {
                    tag
                } else {
                    other
                }
            };
            (either(324, 273), either(325, 279))
        } else {
            let rows = whole(278).unwrap_or(u64::MAX).clamp(1, self.height as u64);
            self.chunk = (self.width, rows as usize);
            (273, 279)
        };
        self.places = page.wholes(tree, places);
        self.lengths = page.wholes(tree, lengths);
        let (across, down) = self.grid();
        let count = across * down * if self.planar { self.samples } else { 1 };
        if self.places.len() < count {
            return Err(Trouble::damaged(
                "the list of its strips or tiles is too short",
            ));
        }
        self.places.truncate(count);
        if self.lengths.len() < count {
            // Where lengths are not told, a strip ends where the next begins, or with the file.
            let mut starts = self.places.clone();
            starts.push(tree.bytes().len() as u64);
            starts.sort_unstable();
            let end = |at: u64| {
                starts[starts
                    .partition_point(|start| *start <= at)
                    .min(starts.len() - 1)]
            };
            self.lengths = self
                .places
                .iter()
                .map(|at| end(*at).saturating_sub(*at))
                .collect();
        }
        let mut chunks = self.places.iter().zip(&self.lengths);
        if chunks.all(|(place, length)| *place == 0 || *length == 0) {
            let what = "it holds no pixels, as all of its strips or tiles are empty";
            return Err(Trouble::kind(what, "choose another picture"));
        }
        Ok(())
    }

    /// The layout in words: "LZW, tiles of 256×256 pixels".
    pub(super) fn words(&self) -> String {
        let mut words = vec![super::unpack::name(self.compression)];
        if self.predictor > 1 {
            words.push("differences of neighbours".into());
        }
        if self.number.bits < 8 {
            let unit = if self.number.bits == 1 { "bit" } else { "bits" };
            words.push(format!("{} {unit} a channel", self.number.bits));
        }
        if self.tiled {
            words.push(format!("tiles of {}×{} pixels", self.chunk.0, self.chunk.1));
        }
        if self.planar {
            words.push("channels apart".into());
        }
        words.join(", ")
    }
}

/// The type of a page's numbers.
fn number(tree: &Tree<'_>, page: &Directory<'_>, samples: usize) -> Result<Number, Trouble> {
    let first = |tag, usual| {
        let mut told = page.wholes(tree, tag);
        told.truncate(samples);
        let one = told.first().copied().unwrap_or(usual);
        told.iter().all(|other| *other == one).then_some(one)
    };
    let Some(bits) = first(258, 1) else {
        return Err(Trouble::kind(
            "its channels differ in depth",
            "save it with 8 or 16 bits in each channel",
        ));
    };
    let Some(format) = first(339, 1) else {
        return Err(Trouble::kind(
            "its channels hold numbers of different types",
            "save it as a TIFF of one type",
        ));
    };
    let number = match (format, bits) {
        (1 | 4, 1..=32 | 64) => Number::unsigned(bits as u8),
        (2, 8 | 16 | 32 | 64) => Number::signed(bits as u8),
        (3, 16 | 24 | 32 | 64) => Number::float(bits as u8),
        (5 | 6, _) => {
            return Err(Trouble::kind(
                "its numbers are complex",
                "save their size or real part as a TIFF",
            ));
        }
        _ => {
            let what = format!("its numbers have {bits} bits");
            return Err(Trouble::kind(
                what,
                "save it with 8, 16 or 32 bits in each channel",
            ));
        }
    };
    Ok(number)
}
