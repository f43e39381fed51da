//! Drawings as pixels.

use std::sync::Arc;

use vello_cpu::color::{AlphaColor, PremulRgba8, Srgb};
use vello_cpu::kurbo::{Affine, BezPath, Cap, Circle, Join, Rect, Shape as _, Stroke};
use vello_cpu::peniko::{ImageQuality, ImageSampler};
use vello_cpu::{Image as Brush, ImageSource, Pixmap, RenderContext, Resources};

use super::letters::Letters;
use crate::figure::{Anchor, Dash, Drawing, Ink, Shape};
use crate::image::Image;

/// Longest side of a picture; a longer one is drawn smaller.
const LONGEST: f64 = 16_000.0;

/// A picture in red, green, blue and opacity, eight bits each, row after row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Width and height.
    pub size: [usize; 2],
    /// The pixels.
    pub rgba: Vec<u8>,
}

/// Draws with `scale` pixels a point on the page's own ground.
pub fn pixels(drawing: &Drawing, scale: f64) -> Pixels {
    let longest = drawing.width.max(drawing.height).max(1.0);
    let scale = scale.min(LONGEST / longest);
    let side = |points: f64| (points * scale).round().clamp(1.0, LONGEST) as u16;
    let (width, height) = (side(drawing.width), side(drawing.height));
    let mut canvas = Canvas {
        context: RenderContext::new(width, height),
        letters: Letters::new(),
        scale,
    };
    let page = Rect::new(0.0, 0.0, drawing.width, drawing.height);
    canvas.ink(Ink::GROUND);
    canvas.place(Affine::IDENTITY);
    canvas.context.fill_rect(&page);
    for shape in &drawing.shapes {
        canvas.draw(shape);
    }
    let mut target = Pixmap::new(width, height);
    canvas.context.flush();
    canvas.context.render(&mut target, &mut Resources::new());
    Pixels {
        size: [usize::from(width), usize::from(height)],
        rgba: target.data_as_u8_slice().to_vec(),
    }
}

struct Canvas {
    context: RenderContext,
    letters: Letters<'static>,
    scale: f64,
}

impl Canvas {
    fn ink(&mut self, ink: Ink) {
        let [red, green, blue] = ink.rgb;
        let cover = (ink.cover * 255.0).round() as u8;
        let color = AlphaColor::<Srgb>::from_rgba8(red, green, blue, cover);
        self.context.set_paint(color);
    }

    fn place(&mut self, within: Affine) {
        let whole = Affine::scale(self.scale) * within;
        self.context.set_transform(whole);
    }

    fn draw(&mut self, shape: &Shape) {
        self.place(Affine::IDENTITY);
        match shape {
            Shape::Rect { at, size, fill } => {
                self.ink(*fill);
                self.context.fill_rect(&rect(*at, *size));
            }
            Shape::Area { points, fill } => {
                self.ink(*fill);
                let mut path = path(points);
                path.close_path();
                self.context.fill_path(&path);
            }
            Shape::Line {
                points,
                width,
                ink,
                dash,
            } => {
                self.ink(*ink);
                let stroke = Stroke::new(*width)
                    .with_join(Join::Round)
                    .with_caps(Cap::Butt);
                self.context.set_stroke(match dash {
                    Dash::Solid | Dash::Stepped => stroke,
                    Dash::Dashed => stroke.with_dashes(0.0, [6.0, 4.0]),
                    Dash::Dotted => stroke.with_dashes(0.0, [1.5, 3.5]),
                });
                self.context.stroke_path(&path(points));
            }
            Shape::Circle {
                at: [x, y],
                radius,
                fill,
                ring,
            } => {
                let circle = Circle::new((*x, *y), *radius).to_path(0.05);
                self.ink(*fill);
                self.context.fill_path(&circle);
                self.ink(*ring);
                self.context.set_stroke(Stroke::new(1.0));
                self.context.stroke_path(&circle);
            }
            Shape::Text {
                at: [x, y],
                text,
                size,
                anchor,
                ink,
                turn,
            } => {
                let (outline, width) = self.letters.outline(text, *size);
                let back = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => -0.5 * width,
                    Anchor::End => -width,
                };
                let turned = Affine::rotate(turn.to_radians()) * Affine::translate((back, 0.0));
                self.place(Affine::translate((*x, *y)) * turned);
                self.ink(*ink);
                self.context.fill_path(&outline);
            }
            Shape::Picture { at, size, image } => self.picture(*at, *size, image),
        }
    }

    fn picture(&mut self, at: [f64; 2], size: [f64; 2], image: &Image) {
        let Some(pixmap) = pixmap(image) else {
            return;
        };
        let shrunk = [
            size[0] / f64::from(pixmap.width()),
            size[1] / f64::from(pixmap.height()),
        ];
        // Seen smaller it is smoothed; else its pixels are squares.
        let quality = match shrunk[0] * self.scale < 1.0 {
            true => ImageQuality::Medium,
            false => ImageQuality::Low,
        };
        self.context.set_paint(Brush {
            image: ImageSource::Pixmap(Arc::new(pixmap)),
            sampler: ImageSampler {
                quality,
                ..ImageSampler::default()
            },
        });
        let [wide, high] = shrunk;
        let place = Affine::translate((at[0], at[1])) * Affine::scale_non_uniform(wide, high);
        self.context.set_paint_transform(place);
        self.context.fill_rect(&rect(at, size));
        self.context.reset_paint_transform();
    }
}

fn rect([x, y]: [f64; 2], [width, height]: [f64; 2]) -> Rect {
    Rect::new(x, y, x + width, y + height)
}

fn path(points: &[[f64; 2]]) -> BezPath {
    let mut path = BezPath::new();
    for (index, [x, y]) in points.iter().enumerate() {
        match index {
            0 => path.move_to((*x, *y)),
            _ => path.line_to((*x, *y)),
        }
    }
    path
}

/// The picture, clipped to 0..1 and in eight bits; none where it has no pixels or more than a drawing takes.
fn pixmap(image: &Image) -> Option<Pixmap> {
    let (channels, height, width) = image.dim();
    if height == 0 || width == 0 || channels == 0 {
        return None;
    }
    let sides = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    let (area, values) = (height * width, image.pixels());
    let code = |at: usize| (values[at].clamp(0.0, 1.0) * 255.0).round() as u8;
    let pixel = |at: usize| {
        let [r, g, b] = match channels {
            1 | 2 => [code(at); 3],
            _ => [code(at), code(area + at), code(2 * area + at)],
        };
        PremulRgba8 { r, g, b, a: 255 }
    };
    Some(Pixmap::from_parts(
        (0..area).map(pixel).collect(),
        sides.0,
        sides.1,
    ))
}
