//! What a network makes of one picture, ready to be drawn and as figures: the share of each class, what leaves each
//! row, and where the evidence for a class lies.

use std::sync::Arc;

use egui::{Color32, ColorImage};

use super::filters::filters;
use crate::figure::{Axis, Figure, Grid, Numbers, Places, Shade};
use crate::image::Image;
use crate::nn::{RowId, Shape};
use crate::probe::{Activity, Evidence, Inside, Way};
use crate::say;
use crate::ui::format;
use crate::ui::theme::Palette;
use crate::ui::widgets::colormap::Colormap;
use crate::ui::widgets::filters::Tiles;

/// Most channels of a row that are shown.
const MOST: usize = 32;
/// Largest side of a channel's picture: larger ones are made smaller by means of blocks.
const SIDE: usize = 48;

/// What leaves a row.
pub struct RowSeen {
    /// The row.
    pub row: RowId,
    /// Its place, from 1, and the name of its layer.
    pub name: String,
    /// Its shape and range, in words.
    pub told: String,
    /// Its channels, or one strip of a vector.
    pub tiles: Tiles,
    /// The tiles one below the other.
    pub image: Arc<ColorImage>,
}

/// What a network makes of one picture.
pub struct Seen {
    /// Steps the network has learned.
    pub step: u64,
    /// The share of each class, 0..1.
    pub shares: Vec<f32>,
    /// What leaves each row.
    pub rows: Vec<RowSeen>,
}

impl Seen {
    /// Ready to be drawn on a dark or a light ground. Cost: proportional to the numbers; make it in a job.
    pub fn of(inside: &Inside, step: u64, dark: bool) -> Self {
        let rows = inside.rows.iter().enumerate();
        Self {
            step,
            shares: inside.shares.clone(),
            rows: rows.map(|(at, row)| RowSeen::of(at, row, dark)).collect(),
        }
    }

    /// The same for units over the plane.
    pub fn over_plane(inside: &Inside, step: u64, dark: bool) -> Self {
        let mut seen = Self::of(inside, step, dark);
        for row in &mut seen.rows {
            let range = row.told.split_once(", ").map_or("", |(_, range)| range);
            let units = if row.tiles.of == 1 { "unit" } else { "units" };
            row.told = format!("{} {units}, {range}", row.tiles.of);
        }
        seen
    }

    /// The class with the largest share.
    pub fn answer(&self) -> usize {
        let largest = (0..self.shares.len()).max_by(|a, b| {
            let by_share = self.shares[*a].total_cmp(&self.shares[*b]);
            by_share.then(b.cmp(a))
        });
        largest.unwrap_or(0)
    }

    /// The shares as bars.
    pub fn bars(&self, title: &str, name: &dyn Fn(usize) -> String) -> Figure {
        let axis = Axis::new("share").range(0.0, 1.0);
        let bars = self.shares.iter().enumerate();
        let bars = bars.map(|(class, share)| (name(class), f64::from(*share)));
        Figure::bars(title, axis, bars).id("shares")
    }
}

impl RowSeen {
    fn of(at: usize, row: &Activity, dark: bool) -> Self {
        let finite = row.values.iter().copied().filter(|value| value.is_finite());
        let ends = finite.fold(None, |ends: Option<[f32; 2]>, value| {
            let [low, high] = ends.unwrap_or([value; 2]);
            Some([low.min(value), high.max(value)])
        });
        let [low, high] = ends.unwrap_or_default();
        let number = |value: f32| format::short(f64::from(value)).replace('-', "−");
        let shape = row.shape;
        let tiles = tiles(row, low.abs().max(high.abs()));
        let shown = match tiles.of {
            of if of > tiles.count => format!(", {} of {of}", tiles.count),
            _ => String::new(),
        };
        Self {
            row: row.row,
            name: format!("{} {}", at + 1, row.layer),
            told: format!(
                "{}{shown}, from {} to {}",
                shape.to_string().replace('×', "\u{2009}×\u{2009}"),
                number(low),
                number(high)
            ),
            image: Arc::new(tiles.image(dark)),
            tiles,
        }
    }

    /// Its channels on one scale.
    pub fn figure(&self) -> Figure {
        let title = format!("What leaves row {}", self.name);
        let figure = filters(&self.tiles);
        Figure { title, ..figure }.id(format!("row {}", self.name))
    }
}

/// The channels as tiles, at most [`MOST`] of them; a vector as one line.
fn tiles(row: &Activity, limit: f32) -> Tiles {
    let Shape {
        channels,
        height,
        width,
    } = row.shape;
    let caption = format!("{}, {}", row.layer, row.shape);
    let (size, of, values) = if row.shape.is_vector() {
        ([channels, 1], 1, row.values.clone())
    } else {
        let by = height.max(width).div_ceil(SIDE).max(1);
        let planes = row.values.chunks(row.shape.area().max(1)).take(MOST);
        let size = [width.div_ceil(by), height.div_ceil(by)];
        let values = planes.flat_map(|plane| smaller(plane, width, by));
        (size, channels, values.collect())
    };
    Tiles {
        size,
        count: values.len() / (size[0] * size[1]).max(1),
        of,
        channels: 1,
        values,
        limit,
        caption,
    }
}

/// Means of blocks of `by` × `by`.
fn smaller(plane: &[f32], width: usize, by: usize) -> Vec<f32> {
    if by == 1 {
        return plane.to_vec();
    }
    let height = plane.len() / width.max(1);
    let mut means = Vec::new();
    for top in (0..height).step_by(by) {
        for left in (0..width).step_by(by) {
            let lines = top..(top + by).min(height);
            let block =
                lines.flat_map(|y| &plane[y * width + left..y * width + (left + by).min(width)]);
            let (sum, count) =
                block.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            means.push(sum / count);
        }
    }
    means
}

/// Where the evidence for a class lies, over the picture.
pub struct Overlay {
    /// The picture in quiet greys, coloured where the evidence lies.
    pub picture: Arc<ColorImage>,
    /// The numbers.
    pub evidence: Evidence,
    /// The class.
    pub class: usize,
    /// How it was looked for.
    pub way: Way,
    /// Largest size of the numbers.
    pub limit: f32,
}

impl Overlay {
    /// Ready to be drawn on a dark or a light ground.
    pub fn of(evidence: Evidence, image: &Image, (class, way): (usize, Way), dark: bool) -> Self {
        let sizes = evidence.values.iter().map(|value| value.abs());
        let limit = sizes.filter(|size| size.is_finite()).fold(0.0, f32::max);
        let palette = Palette::of(dark);
        let map = Colormap::diverging(dark);
        let greys = image.gray();
        let colours = greys.pixels().iter().zip(&evidence.values);
        let colours = colours.map(|(grey, value)| {
            let quiet = mixed(
                palette.ground,
                palette.text,
                0.12 + 0.5 * grey.clamp(0.0, 1.0),
            );
            let strength = if limit > 0.0 {
                value.abs() / limit
            } else {
                0.0
            };
            mixed(quiet, map.signed(*value, limit), 0.85 * strength.sqrt())
        });
        let size = [image.width(), image.height()];
        Self {
            picture: Arc::new(ColorImage::new(size, colours.collect())),
            evidence,
            class,
            way,
            limit,
        }
    }

    /// The numbers as a grid.
    pub fn figure(&self, class: &str) -> Figure {
        let (title, note) = match self.way {
            Way::Occlusion => (
                format!("Evidence for {class}, by occlusion"),
                format!(
                    "How far the share of the class falls where a square of {0} × {0} pixels in the picture's mean \
                     colour covers it.",
                    self.evidence.square
                ),
            ),
            Way::Gradient => (
                format!("Evidence for {class}, by the gradient"),
                "How much the answer for the class, before softmax, changes with each pixel."
                    .to_owned(),
            ),
            Way::GradCam => (
                say!("Evidence for {}, by Grad-CAM", class).to_string(),
                say!("How much each place of the last convolution speaks for the class.")
                    .to_string(),
            ),
            Way::Integrated => (
                say!("Evidence for {}, by integrated gradients", class).to_string(),
                say!("What each pixel adds to the answer for the class, before softmax.")
                    .to_string(),
            ),
        };
        let grid = Grid {
            columns: self.evidence.width,
            values: self.evidence.values.clone(),
            shade: match self.way {
                Way::Occlusion | Way::Integrated => Shade::Signed(self.limit),
                Way::Gradient | Way::GradCam => Shade::Fitting,
            },
            across: Places::Plain,
            down: Places::Plain,
            groups: Vec::new(),
            roles: Vec::new(),
        };
        Figure::grid(title, grid).note(note)
    }

    /// What the colours say, in a few words.
    pub fn told(&self) -> String {
        match self.way {
            Way::Occlusion => {
                let most = Numbers::Decimals(2).write(f64::from(self.limit));
                format!(
                    "Orange: covering it costs the class up to {most} of its share; blue: it gains."
                )
            }
            Way::Gradient => {
                "Orange: where the class's answer changes most with the pixel.".to_owned()
            }
            Way::GradCam => {
                say!("Orange: where the last convolution speaks for the class.").to_string()
            }
            Way::Integrated => {
                say!("Orange: what adds to the class's answer; blue: what takes from it.")
                    .to_string()
            }
        }
    }
}

/// `from` on the way to `to`.
fn mixed(from: Color32, to: Color32, share: f32) -> Color32 {
    let way = |from: u8, to: u8| {
        (f32::from(from) + share.clamp(0.0, 1.0) * (f32::from(to) - f32::from(from))).round() as u8
    };
    Color32::from_rgb(
        way(from.r(), to.r()),
        way(from.g(), to.g()),
        way(from.b(), to.b()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(shape: Shape) -> Activity {
        Activity {
            row: 1,
            layer: "ReLU",
            shape,
            values: (0..shape.size()).map(|at| at as f32 - 1.0).collect(),
        }
    }

    #[test]
    fn rows_say_how_many_channels_are_seen_and_from_where_to_where_they_reach() {
        let row = RowSeen::of(2, &activity(Shape::new(40, 2, 3)), false);
        assert_eq!(row.name, "3 ReLU");
        assert_eq!(
            row.told,
            "40 × 2 × 3, 32 of 40, from −1 to 238"
                .replace(" ×", "\u{2009}×")
                .replace("× ", "×\u{2009}")
        );
        assert_eq!((row.tiles.count, row.tiles.size), (32, [3, 2]));
        assert_eq!(row.tiles.limit, 238.0);
        assert_eq!(row.image.size, [3, 64]);
        let strip = RowSeen::of(0, &activity(Shape::vector(5)), true);
        assert_eq!((strip.tiles.count, strip.tiles.size), (1, [5, 1]));
        assert!(strip.figure().csv().contains("-1,0,1,2,3"));
    }

    #[test]
    fn large_channels_are_made_smaller_by_means() {
        assert_eq!(smaller(&[1.0, 3.0, 5.0, 5.0, 7.0, 9.0], 3, 2), [4.0, 7.0]);
        let row = RowSeen::of(0, &activity(Shape::new(1, 97, 96)), true);
        assert_eq!(row.tiles.size, [32, 33]);
    }

    #[test]
    fn the_strongest_evidence_has_the_strongest_colour() {
        let evidence = Evidence {
            width: 2,
            values: vec![0.0, 0.5, -0.5, 0.1],
            square: 1,
        };
        let image = Image::zeros(1, 2, 2);
        let overlay = Overlay::of(evidence, &image, (3, Way::Occlusion), false);
        let [none, most, least, some] = overlay.picture.pixels[..] else {
            panic!("four pixels")
        };
        assert_eq!(overlay.limit, 0.5);
        assert!(most.r() > most.b() && least.b() > least.r());
        let far = |colour: Color32| u32::from(colour.b().abs_diff(none.b()));
        assert!(far(most) > far(some) && far(some) > 0);
        assert!(overlay.figure("3").csv().contains("0,0.5"));
    }
}
