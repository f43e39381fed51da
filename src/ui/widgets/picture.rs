//! Pictures on the screen: eight bits a channel, one texture per picture and version.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Color32, ColorImage, TextureFilter, TextureHandle, TextureId, TextureOptions};

use crate::image::Image;

/// A picture as the screen shows it: clipped to 0..1, eight bits. Cost: proportional to the pixels; make it in a job.
pub fn display(image: &Image) -> ColorImage {
    let (channels, height, width) = image.dim();
    let area = height * width;
    let pixels = image.pixels();
    let code = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
    let color = |at: usize| {
        if channels >= 3 {
            Color32::from_rgb(
                code(pixels[at]),
                code(pixels[area + at]),
                code(pixels[2 * area + at]),
            )
        } else {
            Color32::from_gray(code(pixels[at]))
        }
    };
    let colors = (0..area).map(color).collect();
    ColorImage::new([width, height], colors)
}

/// The picture with both sides divided by the smallest whole number that brings them under `limit`: means of blocks.
pub fn reduced(image: &ColorImage, limit: usize) -> ColorImage {
    let [width, height] = image.size;
    let by = width.max(height).div_ceil(limit.max(1)).max(1);
    let size = [width.div_ceil(by), height.div_ceil(by)];
    let mut colors = Vec::with_capacity(size[0] * size[1]);
    for y in 0..size[1] {
        for x in 0..size[0] {
            let mut sum = [0_u32; 3];
            let mut count = 0;
            for row in y * by..((y + 1) * by).min(height) {
                for color in
                    &image.pixels[row * width + x * by..row * width + ((x + 1) * by).min(width)]
                {
                    for (sum, code) in sum.iter_mut().zip([color.r(), color.g(), color.b()]) {
                        *sum += u32::from(code);
                    }
                    count += 1;
                }
            }
            let mean = sum.map(|sum| ((sum + count / 2) / count.max(1)) as u8);
            colors.push(Color32::from_rgb(mean[0], mean[1], mean[2]));
        }
    }
    ColorImage::new(size, colors)
}

/// Textures by name: uploaded when a version or the way of magnifying changes, never otherwise.
#[derive(Default)]
pub struct Textures {
    cached: HashMap<String, Cached>,
}

struct Cached {
    version: u64,
    sharp: bool,
    /// The first pixel.
    corner: Color32,
    handle: TextureHandle,
}

impl Textures {
    /// The texture of picture `name`; `pixels` is asked for only when `version` is new. `sharp` magnifies pixels to
    /// squares.
    pub fn texture(
        &mut self,
        ctx: &egui::Context,
        name: &str,
        version: u64,
        sharp: bool,
        pixels: impl FnOnce() -> Arc<ColorImage>,
    ) -> TextureId {
        let options = TextureOptions {
            magnification: if sharp {
                TextureFilter::Nearest
            } else {
                TextureFilter::Linear
            },
            minification: TextureFilter::Linear,
            mipmap_mode: Some(TextureFilter::Linear),
            ..TextureOptions::LINEAR
        };
        if let Some(cached) = self.cached.get_mut(name) {
            if cached.version != version {
                let pixels = bounded(ctx, pixels());
                cached.corner = corner(&pixels);
                cached.handle.set(pixels, options);
            } else if cached.sharp != sharp {
                // The way of magnifying comes with any part of the picture; this is the smallest.
                let part = ColorImage::filled([1, 1], cached.corner);
                cached.handle.set_partial([0, 0], part, options);
            }
            cached.version = version;
            cached.sharp = sharp;
            return cached.handle.id();
        }
        let pixels = bounded(ctx, pixels());
        let corner = corner(&pixels);
        let handle = ctx.load_texture(name, pixels, options);
        let id = handle.id();
        self.cached.insert(
            name.to_owned(),
            Cached {
                version,
                sharp,
                corner,
                handle,
            },
        );
        id
    }

    /// Whether the texture of picture `name` magnifies pixels to squares.
    pub fn sharp(&self, name: &str) -> bool {
        self.cached.get(name).is_some_and(|cached| cached.sharp)
    }

    /// Forgets every texture whose name `keep` refuses.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.cached.retain(|name, _| keep(name));
    }
}

fn corner(pixels: &ColorImage) -> Color32 {
    pixels.pixels.first().copied().unwrap_or_default()
}

/// The picture itself, or smaller where the graphics card takes no texture of that size.
fn bounded(ctx: &egui::Context, pixels: Arc<ColorImage>) -> Arc<ColorImage> {
    let limit = ctx.input(|input| input.max_texture_side);
    if pixels.size.iter().all(|side| *side <= limit) {
        pixels
    } else {
        Arc::new(reduced(&pixels, limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_clipped_not_wrapped() {
        let image = Image::from_fn(3, 1, 3, |c, _, x| {
            [[-0.5, 0.5, 1.5], [0.0; 3], [1.0; 3]][c][x]
        });
        let shown = display(&image);
        let red: Vec<_> = shown.pixels.iter().map(Color32::r).collect();
        assert_eq!((shown.size, red), ([3, 1], vec![0, 128, 255]));
        assert_eq!(shown.pixels[0].b(), 255);
        assert_eq!(display(&Image::zeros(1, 0, 0)).size, [0, 0]);
    }

    #[test]
    fn reducing_takes_means_and_keeps_the_rest_at_the_edge() {
        let image = Image::from_fn(1, 1, 5, |_, _, x| [0.0, 1.0, 1.0, 1.0, 0.2][x]);
        let small = reduced(&display(&image), 3);
        let gray: Vec<_> = small.pixels.iter().map(Color32::r).collect();
        assert_eq!((small.size, gray), ([3, 1], vec![128, 255, 51]));
    }
}
