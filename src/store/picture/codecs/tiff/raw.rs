//! Raw pictures of cameras (DNG): the mosaic of the sensor, or its linear colours.

use super::chunks::read;
use super::layout::Layout;
use super::trouble::Trouble;
use crate::image::Image;
use crate::picture::decoded::{Number, NumberKind, Stored};
use crate::picture::directory::{Directory, Tree};
use crate::picture::mosaic::{Pattern, colours, is_usual};
use crate::picture::scale::Numbers;

/// A raw picture, not yet upright.
pub(super) struct Raw {
    pub(super) image: Image,
    pub(super) stored: Stored,
    pub(super) words: Vec<String>,
}

/// Colours that repeat in a mosaic.
const MOSAIC: u64 = 32_803;
/// Linear colours.
const LINEAR: u64 = 34_892;

/// Whether a page holds what a sensor saw.
pub(super) fn is_raw(tree: &Tree<'_>, page: &Directory<'_>) -> bool {
    matches!(page.whole(tree, 262), Some(MOSAIC | LINEAR))
}

/// The part of the sensor that saw light: top, left, height, width.
type Area = (usize, usize, usize, usize);

/// Reads a raw page; `first` has what holds for the whole file. As a picture, or the mosaic alone as one channel of the
/// sensor's numbers.
pub(super) fn raw(
    tree: &Tree<'_>,
    first: &Directory<'_>,
    page: &Directory<'_>,
    layout: &Layout,
    mosaic_alone: bool,
) -> Result<Raw, Trouble> {
    let linear = layout.photometric == LINEAR;
    let channels = if linear { layout.samples.min(3) } else { 1 };
    if channels == 2 || linear && layout.samples > 3 {
        return Err(Trouble::kind(
            "a raw picture of an unusual number of colours",
            "develop it to a TIFF of 16 bits",
        ));
    }
    let wanted: Vec<usize> = (0..channels).collect();
    let numbers: Vec<f32> = match read(tree, page, layout, &wanted, 0.0)? {
        Numbers::Single(values) => values,
        Numbers::Double(values) => values.into_iter().map(|value| value as f32).collect(),
    };
    let numbers = linearised(tree, page, numbers);
    let area = active_area(tree, page, layout);
    let levels = Levels::of(tree, page, layout, area);
    if mosaic_alone {
        if linear {
            return Err(Trouble::kind(
                "it holds colours, no mosaic",
                "leave --raw-mosaic out",
            ));
        }
        return Ok(alone(&numbers, layout, area, &levels));
    }
    let mut words = Vec::new();
    let (top, left, height, width) = area;
    let mut values = vec![0.0; channels * height * width];
    for (plane, target) in values.chunks_exact_mut(height * width).enumerate() {
        let source = &numbers[plane * layout.width * layout.height..];
        for (at, value) in target.iter_mut().enumerate() {
            let (y, x) = (at / width, at % width);
            let number = source[(top + y) * layout.width + left + x];
            *value = levels.unit(number, y, x, plane);
        }
    }
    let gains = gains(tree, first);
    match gains {
        Some([r, g, b]) => words.push(format!(
            "colours are balanced as the camera found white (red × {r:.2}, green × {g:.2}, blue × {b:.2}), linear, and \
             clipped where they \
             pass white"
        )),
        None => words.push("colours are the sensor's own, linear: the file does not say how the camera found \
            white".into()),
    }
    let gains = gains.unwrap_or([1.0; 3]);
    let mut image = if linear {
        let array = ndarray::Array3::from_shape_vec((channels, height, width), values);
        array.map_or_else(|_| Image::zeros(channels, height, width), Image::new)
    } else {
        let pattern = pattern(tree, page)?;
        for (at, value) in values.iter_mut().enumerate() {
            *value *= gains[pattern[at / width % 2 * 2 + at % width % 2]];
        }
        words.insert(
            0,
            format!("the colours of its mosaic of {width}×{height} pixels are interpolated"),
        );
        colours(&values, height, width, pattern)
    };
    let plane = height * width;
    for (at, value) in image.pixels_mut().iter_mut().enumerate() {
        let gain = if linear && channels == 3 {
            gains[at / plane]
        } else {
            1.0
        };
        *value = (*value * gain).min(1.0);
    }
    let number = if layout.number.kind == NumberKind::Float {
        Number::F32
    } else {
        Number::U16
    };
    Ok(Raw {
        image,
        stored: Stored::whole(number),
        words,
    })
}

/// The sensor's numbers as one channel.
fn alone(
    numbers: &[f32],
    layout: &Layout,
    (top, left, height, width): Area,
    levels: &Levels,
) -> Raw {
    let black = levels.black.iter().copied().fold(f32::INFINITY, f32::min);
    let white = levels.white.first().copied().unwrap_or(1.0);
    let image = Image::from_fn(1, height, width, |_, y, x| {
        (numbers[(top + y) * layout.width + left + x] - black) / (white - black)
    });
    let number = match layout.number.kind {
        NumberKind::Float => layout.number,
        _ => Number::unsigned(if layout.number.bits <= 8 { 8 } else { 16 }),
    };
    Raw {
        image,
        stored: Stored {
            number,
            black: f64::from(black),
            white: f64::from(white),
            missing: None,
        },
        words: vec![format!(
            "the mosaic of the sensor as one channel, from black {black} to white {white}; it is not turned upright"
        )],
    }
}

/// Numbers through the table that makes them linear, where there is one.
fn linearised(tree: &Tree<'_>, page: &Directory<'_>, mut numbers: Vec<f32>) -> Vec<f32> {
    let table = page.reals(tree, 50_712);
    if let Some(last) = table.len().checked_sub(1) {
        numbers
            .iter_mut()
            .for_each(|number| *number = table[(*number as usize).min(last)] as f32);
    }
    numbers
}

fn active_area(tree: &Tree<'_>, page: &Directory<'_>, layout: &Layout) -> Area {
    let whole = (0, 0, layout.height, layout.width);
    let told: Vec<usize> = page
        .wholes(tree, 50_829)
        .into_iter()
        .map(|side| side as usize)
        .collect();
    match told[..] {
        [top, left, bottom, right]
            if top < bottom && left < right && bottom <= layout.height && right <= layout.width =>
        {
            (top, left, bottom - top, right - left)
        }
        _ => whole,
    }
}

/// Which numbers are black and white.
struct Levels {
    /// Rows, columns and colours of black that repeat.
    repeat: (usize, usize, usize),
    black: Vec<f32>,
    /// What is added to black in each column and each row.
    columns: Vec<f64>,
    rows: Vec<f64>,
    /// Of each colour.
    white: Vec<f32>,
}

impl Levels {
    fn of(tree: &Tree<'_>, page: &Directory<'_>, layout: &Layout, area: Area) -> Self {
        let colours = if layout.photometric == LINEAR {
            layout.samples
        } else {
            1
        };
        let repeat = page.wholes(tree, 50_713);
        let size = |at: usize| {
            repeat
                .get(at)
                .copied()
                .filter(|size| (1..=64).contains(size))
                .unwrap_or(1) as usize
        };
        let mut repeat = (size(0), size(1), colours);
        let mut black: Vec<f32> = page
            .reals(tree, 50_714)
            .into_iter()
            .map(|level| level as f32)
            .collect();
        if black.len() != repeat.0 * repeat.1 * repeat.2
            || black.iter().any(|level| !level.is_finite())
        {
            let one = black
                .first()
                .copied()
                .filter(|level| level.is_finite())
                .unwrap_or(0.0);
            (repeat, black) = ((1, 1, 1), vec![one]);
        }
        // Where it is not told, whole numbers are white at their largest and floating point at 1.
        let usual = if layout.number.kind == NumberKind::Float {
            1.0
        } else {
            layout.number.range().1
        };
        let mut white: Vec<f32> = page
            .reals(tree, 50_717)
            .into_iter()
            .map(|level| level as f32)
            .collect();
        let most = black.iter().copied().fold(0.0, f32::max);
        if white
            .iter()
            .any(|level| !level.is_finite() || *level <= most)
            || white.is_empty()
        {
            white = vec![usual as f32];
        }
        let by = |tag, length: usize| {
            Some(page.reals(tree, tag))
                .filter(|by| by.len() == length)
                .unwrap_or_default()
        };
        Self {
            repeat,
            black,
            columns: by(50_715, area.3),
            rows: by(50_716, area.2),
            white,
        }
    }

    fn unit(&self, number: f32, y: usize, x: usize, colour: usize) -> f32 {
        let (rows, columns, colours) = self.repeat;
        let mut black =
            self.black[((y % rows) * columns + x % columns) * colours + colour % colours];
        black += self.columns.get(x).copied().unwrap_or(0.0) as f32;
        black += self.rows.get(y).copied().unwrap_or(0.0) as f32;
        let white = self
            .white
            .get(colour)
            .or(self.white.first())
            .copied()
            .unwrap_or(1.0);
        (number - black) / (white - black).max(f32::MIN_POSITIVE)
    }
}

/// By how much each colour is brightened so that what the camera found white is white; the least by nothing.
fn gains(tree: &Tree<'_>, first: &Directory<'_>) -> Option<[f32; 3]> {
    let neutral = first.reals(tree, 50_728);
    let [r, g, b] = neutral[..] else { return None };
    if ![r, g, b]
        .iter()
        .all(|part| part.is_finite() && *part > 0.0 && *part < 1e6)
    {
        return None;
    }
    let most = r.max(g).max(b);
    Some([r, g, b].map(|part| (most / part) as f32))
}

fn pattern(tree: &Tree<'_>, page: &Directory<'_>) -> Result<Pattern, Trouble> {
    let unusual = || {
        Trouble::kind(
            "the colours of its sensor repeat in an unusual way",
            "develop it to a TIFF of 16 bits with another program, or read the mosaic alone with --raw-mosaic",
        )
    };
    let size = page.wholes(tree, 33_421);
    let colours: Vec<usize> = page
        .wholes(tree, 33_422)
        .into_iter()
        .map(|colour| colour as usize)
        .collect();
    let layout = page.whole(tree, 50_711).unwrap_or(1);
    let planes = page.wholes(tree, 50_710);
    let [a, b, c, d] = colours[..] else {
        return Err(unusual());
    };
    let pattern = [a, b, c, d];
    let usual_planes = planes.is_empty() || planes == [0, 1, 2];
    if (size.is_empty() || size == [2, 2]) && layout == 1 && usual_planes && is_usual(pattern) {
        Ok(pattern)
    } else {
        Err(unusual())
    }
}
