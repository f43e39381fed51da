//! Weights as pictures: the kernels of a convolution, the rows of a dense layer, or the whole matrix.
//!
//! A kernel that reads three colours is shown in colour (grey is zero). Everything else is one number a pixel, through
//! the diverging map centred at zero. One scale holds for all tiles, so that they can be compared.

use egui::{Color32, ColorImage};

use super::colormap::Colormap;
use crate::nn::{Model, NamedTensor, RowId};

/// Most tiles shown at once.
const MOST: usize = 256;

/// What a weight array is, as far as pictures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `[out, kernel, kernel, in]`.
    Kernels {
        out: usize,
        side: usize,
        inputs: usize,
    },
    /// `[out, in]` whose inputs are the pixels of a square picture.
    Pictures {
        out: usize,
        side: usize,
        channels: usize,
    },
    /// `[out, in]`.
    Matrix { out: usize, inputs: usize },
}

/// Tiles of one size, side by side in one picture, not yet coloured for a theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiles {
    /// Width and height of one tile in pixels.
    pub size: [usize; 2],
    /// Number of tiles.
    pub count: usize,
    /// Number of tiles there would be if all were shown.
    pub of: usize,
    /// Numbers per pixel: 1, or 3 for red, green and blue.
    pub channels: usize,
    /// `count × height × width × channels` numbers.
    pub values: Vec<f32>,
    /// Largest absolute value: the scale is `-limit..limit`.
    pub limit: f32,
    /// What is seen, in words.
    pub caption: String,
}

/// The weights of `row` that can be shown as pictures, if it has any.
pub fn weights_of(model: &Model, row: RowId) -> Option<&NamedTensor> {
    let name = format!("{row}.weight");
    model
        .weights
        .iter()
        .find(|tensor| tensor.name == name && tensor.shape.len() > 1 && !tensor.values.is_empty())
}

fn kind(tensor: &NamedTensor, first: bool, channels: usize) -> Option<Kind> {
    match *tensor.shape {
        [out, 1, 1, inputs] => Some(Kind::Matrix { out, inputs }),
        [out, side, _, inputs] => Some(Kind::Kernels { out, side, inputs }),
        [out, inputs] => {
            let channels = channels.max(1);
            let side = ((inputs / channels) as f64).sqrt().round() as usize;
            Some(if first && side > 2 && side * side * channels == inputs {
                Kind::Pictures {
                    out,
                    side,
                    channels,
                }
            } else {
                Kind::Matrix { out, inputs }
            })
        }
        _ => None,
    }
}

/// Number of input channels whose kernels can be chosen one at a time; 0 when there is nothing to choose.
pub fn choices(model: &Model, row: RowId) -> usize {
    let Some(tensor) = weights_of(model, row) else {
        return 0;
    };
    match kind(tensor, false, model.channels) {
        Some(Kind::Kernels { inputs, .. }) if inputs > 1 && inputs != 3 => inputs,
        _ => 0,
    }
}

/// Whether the tiles of `row` are filters, each with an answer at every place of a picture.
pub fn are_filters(model: &Model, row: RowId) -> bool {
    weights_of(model, row).is_some_and(|tensor| {
        matches!(
            kind(tensor, false, model.channels),
            Some(Kind::Kernels { .. })
        )
    })
}

/// Makes the tiles of `row`; `input` chooses one input channel of a convolution, `None` shows their mean.
pub fn tiles(model: &Model, row: RowId, input: Option<usize>) -> Option<Tiles> {
    let tensor = weights_of(model, row)?;
    let first = model.architecture.rows.iter().all(|other| {
        other.id == row
            || weights_of(model, other.id).is_none()
            || model.architecture.position(other.id) > model.architecture.position(row)
    });
    let kind = kind(tensor, first, model.channels)?;
    let given = &tensor.values;
    let (size, of, channels, values, caption) = match kind {
        Kind::Kernels { out, side, inputs } => {
            let count = out.min(MOST);
            let width = given.len() / (out * side * inputs).max(1);
            let pixels = given.chunks_exact(inputs.max(1)).take(count * side * width);
            let (channels, values, what): (usize, Vec<f32>, String) = match input {
                _ if inputs == 3 => (
                    3,
                    pixels.flatten().copied().collect(),
                    ", in colour, grey is 0".into(),
                ),
                _ if inputs == 1 => (1, pixels.flatten().copied().collect(), String::new()),
                Some(input) => {
                    let input = input.min(inputs - 1);
                    (
                        1,
                        pixels.map(|pixel| pixel[input]).collect(),
                        format!(", input {}", input + 1),
                    )
                }
                None => {
                    let mean = |pixel: &[f32]| pixel.iter().sum::<f32>() / inputs as f32;
                    (
                        1,
                        pixels.map(mean).collect(),
                        format!(", mean over {inputs} inputs"),
                    )
                }
            };
            let caption = format!("{out} filters {side}\u{2009}×\u{2009}{width}{what}");
            ([width, side], out, channels, values, caption)
        }
        Kind::Pictures {
            out,
            side,
            channels,
        } => {
            let shown = if channels == 3 { 3 } else { 1 };
            let pixels = given
                .chunks_exact(channels)
                .take(out.min(MOST) * side * side);
            let values = if shown == channels {
                pixels.flatten().copied().collect()
            } else {
                pixels
                    .map(|pixel| pixel.iter().sum::<f32>() / channels as f32)
                    .collect()
            };
            let caption = format!("{out} units as pictures {side}\u{2009}×\u{2009}{side}");
            ([side, side], out, shown, values, caption)
        }
        Kind::Matrix { out, inputs } => {
            let caption = format!("{out} outputs (down) × {inputs} inputs (across)");
            ([inputs, out], 1, 1, given.clone(), caption)
        }
    };
    let count = values.len() / (size[0] * size[1] * channels).max(1);
    let limit = values
        .iter()
        .filter(|value| value.is_finite())
        .fold(0.0_f32, |limit, value| limit.max(value.abs()));
    Some(Tiles {
        size,
        count,
        of,
        channels,
        values,
        limit,
        caption,
    })
}

impl Tiles {
    /// The tiles one under the other in one picture.
    pub fn image(&self, dark: bool) -> ColorImage {
        let map = Colormap::diverging(dark);
        let code = |value: f32| {
            let share = if self.limit > 0.0 {
                value / self.limit
            } else {
                0.0
            };
            (127.5 + 127.5 * share.clamp(-1.0, 1.0)).round() as u8
        };
        let colors = if self.channels == 3 {
            let rgb =
                |pixel: &[f32]| Color32::from_rgb(code(pixel[0]), code(pixel[1]), code(pixel[2]));
            self.values.chunks_exact(3).map(rgb).collect()
        } else {
            let signed = |value: &f32| map.signed(*value, self.limit);
            self.values.iter().map(signed).collect()
        };
        ColorImage::new([self.size[0], self.size[1] * self.count], colors)
    }

    /// As many of the tiles as fill whole rows of `across`, at most `across` rows, side by side in one picture with
    /// gaps of a pixel between them.
    pub fn mosaic(&self, across: usize, dark: bool) -> ColorImage {
        let ([width, height], all) = (self.size, self.image(dark));
        let columns = across.clamp(1, self.count.max(1));
        let down = self.count.div_ceil(columns).min(columns);
        let size = [columns * (width + 1) - 1, down * (height + 1) - 1];
        let mut mosaic = ColorImage::filled(size, Color32::TRANSPARENT);
        for at in 0..self.count.min(columns * down) {
            let [left, top] = [at % columns * (width + 1), at / columns * (height + 1)];
            for y in 0..height {
                let from = &all.pixels[(at * height + y) * width..][..width];
                mosaic.pixels[(top + y) * size[0] + left..][..width].copy_from_slice(from);
            }
        }
        mosaic
    }

    /// Columns and side scale (points per tile pixel) that make the tiles largest in `width` × `height` points.
    pub fn arrange(&self, width: f32, height: f32, gap: f32) -> (usize, f32) {
        let [across, down] = self.size.map(|side| side.max(1) as f32);
        let mut best = (1, 0.0);
        for columns in 1..=self.count.max(1) {
            let rows = self.count.max(1).div_ceil(columns);
            let wide = (width - (columns - 1) as f32 * gap) / (columns as f32 * across);
            let high = (height - (rows - 1) as f32 * gap) / (rows as f32 * down);
            let scale = wide.min(high);
            if scale > best.1 {
                best = (columns, scale);
            }
        }
        // Whole points per pixel keep the pixels of one size; a matrix fills its room instead.
        let scale = if best.1 >= 2.0 && self.count > 1 {
            best.1.floor()
        } else {
            best.1
        };
        (best.0, scale)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::nn::Architecture;

    fn model(shape: &[usize], channels: usize) -> Model {
        let count = shape.iter().product();
        let weight = NamedTensor {
            name: "1.weight".into(),
            shape: shape.to_vec(),
            values: (0..count).map(|at| at as f32 - 4.0).collect(),
        };
        Model {
            architecture: Arc::new(Architecture::default()),
            channels,
            weights: Arc::new(vec![weight]),
        }
    }

    #[test]
    fn kernels_of_one_input_are_shown_as_they_are() {
        let tiles = tiles(&model(&[2, 3, 3, 1], 1), 1, None).unwrap();
        assert_eq!((tiles.size, tiles.count, tiles.limit), ([3, 3], 2, 13.0));
        assert_eq!(tiles.values[..3], [-4.0, -3.0, -2.0]);
        assert_eq!(tiles.image(true).size, [3, 6]);
    }

    #[test]
    fn deeper_kernels_are_averaged_or_picked() {
        let model = model(&[1, 2, 2, 2], 1);
        assert_eq!(choices(&model, 1), 2);
        assert_eq!(
            tiles(&model, 1, None).unwrap().values,
            [-3.5, -1.5, 0.5, 2.5]
        );
        assert_eq!(
            tiles(&model, 1, Some(1)).unwrap().values,
            [-3.0, -1.0, 1.0, 3.0]
        );
        assert_eq!(choices(&self::model(&[4, 3, 3, 3], 3), 1), 0);
    }

    #[test]
    fn the_first_dense_layer_on_pictures_is_shown_as_pictures() {
        let tiles = tiles(&model(&[5, 784], 1), 1, None).unwrap();
        assert_eq!((tiles.size, tiles.count), ([28, 28], 5));
        let matrix = self::tiles(&model(&[5, 24], 1), 1, None).unwrap();
        assert_eq!((matrix.size, matrix.count), ([24, 5], 1));
    }

    #[test]
    fn tiles_fit_their_room() {
        let tiles = tiles(&model(&[24, 3, 3, 1], 1), 1, None).unwrap();
        let (columns, scale) = tiles.arrange(376.0, 120.0, 4.0);
        let rows = 24_usize.div_ceil(columns) as f32;
        assert!(columns as f32 * (3.0 * scale + 4.0) - 4.0 <= 376.0);
        assert!(
            rows * (3.0 * scale + 4.0) - 4.0 <= 120.0 && scale >= 8.0,
            "{columns} {scale}"
        );
    }
}
