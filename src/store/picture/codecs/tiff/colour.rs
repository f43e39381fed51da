//! What a page's channels are: grey, red, green and blue, inks, an index into a palette; opacity; and what is left out.

use super::chunks::read;
use super::layout::Layout;
use super::trouble::Trouble;
use crate::picture::decoded::{Number, NumberKind};
use crate::picture::directory::{Directory, Tree};
use crate::picture::scale::{Numbers, Opacity, Page};

/// A page in grey or colours, of numbers of that type.
pub(super) struct Coloured {
    pub(super) page: Page,
    pub(super) number: Number,
}

/// What the channels of a page are used for.
pub(super) struct Channels {
    /// How many are colours.
    colours: usize,
    /// Which one is opacity, and whether the colours are multiplied by it already.
    opacity: Option<(usize, bool)>,
    /// How many are left out.
    pub(super) left_out: usize,
}

impl Channels {
    /// What the channels of a page are.
    pub(super) fn of(layout: &Layout) -> Result<Self, Trouble> {
        let samples = layout.samples;
        let wanted = match layout.photometric {
            // Channels of a microscope or of a satellite call themselves grey and two extra ones, and so on.
            0 | 1 if samples >= 3 && !layout.extra.iter().any(|extra| matches!(extra, 1 | 2)) => 3,
            0 | 1 | 3 | 4 => 1,
            2 | 6 => 3,
            5 => 4,
            8..=10 => {
                return Err(Trouble::kind(
                    "its colours are Lab",
                    "save it as an RGB TIFF of 16 bits",
                ));
            }
            32_844 | 32_845 => {
                return Err(Trouble::kind(
                    "its colours are LogLuv",
                    "save it as OpenEXR or a float TIFF",
                ));
            }
            32_803 | 34_892 => {
                return Err(Trouble::kind(
                    "it is a camera's mosaic",
                    "convert it to DNG",
                ));
            }
            other => {
                let what = format!("its colours are of an unknown kind, number {other}");
                return Err(Trouble::kind(what, "save it as an RGB TIFF"));
            }
        };
        if samples < wanted {
            return Err(Trouble::damaged(
                "it has fewer channels than its colours need",
            ));
        }
        let first = samples - layout.extra.len().min(samples - wanted);
        let opacity = layout.extra.iter().position(|extra| matches!(extra, 1 | 2));
        let opacity = opacity
            .filter(|at| first + at < samples)
            .map(|at| (first + at, layout.extra[at] == 1));
        Ok(Self {
            colours: wanted,
            opacity,
            left_out: samples - wanted - usize::from(opacity.is_some()),
        })
    }

    /// Whether one of them is opacity.
    pub(super) fn opacity(&self) -> bool {
        self.opacity.is_some()
    }
}

/// Reads a page.
pub(super) fn coloured(
    tree: &Tree<'_>,
    directory: &Directory<'_>,
    layout: &Layout,
    channels: &Channels,
    empty: f64,
) -> Result<Coloured, Trouble> {
    let colours: Vec<usize> = (0..channels.colours).collect();
    let (numbers, number) = (
        read(tree, directory, layout, &colours, empty)?,
        layout.number,
    );
    let area = layout.width * layout.height;
    let most = if number.kind == NumberKind::Float {
        1.0
    } else {
        number.range().1
    };
    let opacity = match channels.opacity {
        None => None,
        Some((at, multiplied)) => Some(Opacity {
            values: singles(read(tree, directory, layout, &[at], 0.0)?)
                .into_iter()
                .map(|value| (value / most as f32).clamp(0.0, 1.0))
                .collect(),
            multiplied,
        }),
    };
    let decoded_by_jpeg = layout.compression == 7 && !layout.planar;
    let (numbers, number, count) = match layout.photometric {
        3 => {
            let (values, number) = from_palette(tree, directory, layout, &singles(numbers))?;
            (Numbers::Single(values), number, 3)
        }
        5 => {
            if directory.whole(tree, 332).is_some_and(|inks| inks != 1) {
                return Err(Trouble::kind(
                    "its inks are not those of CMYK",
                    "save it as an RGB TIFF",
                ));
            }
            (
                Numbers::Single(from_inks(&singles(numbers), area, most as f32)),
                number,
                3,
            )
        }
        6 if !decoded_by_jpeg => {
            if number != Number::U8 {
                return Err(Trouble::kind(
                    "YCbCr of other than 8 bits",
                    "save it as an RGB TIFF",
                ));
            }
            (
                Numbers::Single(from_brightness(tree, directory, &singles(numbers), area)),
                number,
                3,
            )
        }
        _ => (numbers, number, channels.colours),
    };
    Ok(Coloured {
        page: Page {
            numbers,
            shape: (count, layout.height, layout.width),
            opacity,
        },
        number,
    })
}

fn singles(numbers: Numbers) -> Vec<f32> {
    match numbers {
        Numbers::Single(values) => values,
        Numbers::Double(values) => values.into_iter().map(|value| value as f32).collect(),
    }
}

/// Colours from a palette of 16-bit numbers, of which some programs fill one byte alone.
fn from_palette(
    tree: &Tree<'_>,
    directory: &Directory<'_>,
    layout: &Layout,
    places: &[f32],
) -> Result<(Vec<f32>, Number), Trouble> {
    let map = directory.wholes(tree, 320);
    let bits = layout.number.bits;
    if bits > 16 || layout.number.kind != NumberKind::Unsigned || map.len() < 3 << bits {
        return Err(Trouble::damaged("its palette is missing or too short"));
    }
    let (number, divisor) = if map.iter().all(|value| *value < 256) {
        (Number::U8, 1)
    } else if map.iter().all(|value| value % 257 == 0) {
        (Number::U8, 257)
    } else if map.iter().all(|value| value % 256 == 0) {
        (Number::U8, 256)
    } else {
        (Number::U16, 1)
    };
    let plane = |colour: usize| {
        let map = &map[colour << bits..(colour + 1) << bits];
        places
            .iter()
            .map(move |place| (map[*place as usize] / divisor) as f32)
    };
    Ok(((0..3).flat_map(plane).collect(), number))
}

/// Red, green and blue that inks let through.
fn from_inks(inks: &[f32], area: usize, most: f32) -> Vec<f32> {
    let through = |ink: f32| 1.0 - ink / most;
    (0..3 * area)
        .map(|at| most * through(inks[at]) * through(inks[3 * area + at % area]))
        .collect()
}

/// Red, green and blue from brightness and two differences of colour.
///
/// R = Y + 2 (1 − r) Cr, B = Y + 2 (1 − b) Cb, G = (Y − r R − b B) / g, with the weights r, g, b of brightness. Source:
/// TIFF 6.0 (1992), section 21.
fn from_brightness(
    tree: &Tree<'_>,
    directory: &Directory<'_>,
    numbers: &[f32],
    area: usize,
) -> Vec<f32> {
    let told = |tag, usual: &[f64]| {
        let found = directory.reals(tree, tag);
        if found.len() == usual.len() && found.iter().all(|value| value.is_finite()) {
            found
        } else {
            usual.to_vec()
        }
    };
    let weights = told(529, &[0.299, 0.587, 0.114]);
    let ends = told(532, &[0.0, 255.0, 128.0, 255.0, 128.0, 255.0]);
    let stretched = |at: usize, value: f32, range: f64| {
        let width = (ends[2 * at + 1] - ends[2 * at]).max(1.0);
        (f64::from(value) - ends[2 * at]) * range / width
    };
    let mut out = vec![0.0; 3 * area];
    for at in 0..area {
        let bright = stretched(0, numbers[at], 255.0);
        let blue = stretched(1, numbers[area + at], 127.0);
        let red = stretched(2, numbers[2 * area + at], 127.0);
        let r = bright + 2.0 * (1.0 - weights[0]) * red;
        let b = bright + 2.0 * (1.0 - weights[2]) * blue;
        let g = (bright - weights[0] * r - weights[2] * b) / weights[1].max(1e-6);
        for (plane, value) in [r, g, b].into_iter().enumerate() {
            out[plane * area + at] = value.clamp(0.0, 255.0) as f32;
        }
    }
    out
}
