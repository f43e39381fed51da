//! Tiles on the screen: one texture, uploaded when the network, the row or the theme changes.

use std::sync::Arc;

use egui::{Color32, Mesh, Rect, Shape, TextureHandle, TextureId, TextureOptions, Ui, pos2, vec2};

use super::filters::{Tiles, tiles};
use super::picture::reduced;
use crate::nn::{Model, RowId};
use crate::ui::theme;

/// The texture of the tiles that were shown last.
#[derive(Default)]
pub struct TileTexture {
    key: Option<(u64, RowId, Option<usize>, bool)>,
    tiles: Option<Arc<Tiles>>,
    texture: Option<TextureHandle>,
}

impl TileTexture {
    /// Makes tiles and texture for `row` of the network at `step`, unless they are there already.
    pub fn prepare(
        &mut self,
        ui: &Ui,
        model: &Model,
        step: u64,
        row: RowId,
        input: Option<usize>,
    ) -> Option<Arc<Tiles>> {
        let dark = theme::palette(ui).dark;
        let key = Some((step, row, input, dark));
        if self.key != key {
            self.key = key;
            self.tiles = tiles(model, row, input).map(Arc::new);
            self.texture = self.tiles.as_ref().map(|tiles| {
                let limit = ui.ctx().input(|input| input.max_texture_side);
                let image = tiles.image(dark);
                let image = if image.size.iter().all(|side| *side <= limit) {
                    image
                } else {
                    reduced(&image, limit)
                };
                let options = TextureOptions {
                    minification: egui::TextureFilter::Linear,
                    ..TextureOptions::NEAREST
                };
                ui.ctx().load_texture("filters", image, options)
            });
        }
        self.tiles.clone()
    }

    /// Draws the tiles as large as they fit into `area`; returns the tile under the pointer and its rectangle.
    pub fn draw(&self, ui: &Ui, area: Rect) -> Option<(usize, Rect)> {
        let (tiles, texture) = (self.tiles.as_ref()?, self.texture.as_ref()?);
        draw(ui, tiles, texture.id(), area)
    }
}

/// Draws tiles, whose texture has them one below the other, as large as they fit into `area`; returns the tile under
/// the pointer and its rectangle.
pub fn draw(ui: &Ui, tiles: &Tiles, texture: TextureId, area: Rect) -> Option<(usize, Rect)> {
    let small = tiles.count > 96;
    let gap = if small { 2.0 } else { 4.0 };
    let (columns, scale) = tiles.arrange(area.width(), area.height(), gap);
    let mut size = vec2(tiles.size[0] as f32, tiles.size[1] as f32) * scale;
    if tiles.count == 1 {
        size = area.size();
    }
    let mut mesh = Mesh::with_texture(texture);
    let mut hit = None;
    let pointer = ui.input(|input| input.pointer.hover_pos());
    for index in 0..tiles.count {
        let cell = vec2((index % columns) as f32, (index / columns) as f32);
        let rect = Rect::from_min_size(area.min + cell * (size + vec2(gap, gap)), size);
        let share = |at: usize| at as f32 / tiles.count as f32;
        let uv = Rect::from_min_max(pos2(0.0, share(index)), pos2(1.0, share(index + 1)));
        mesh.add_rect_with_uv(rect, uv, Color32::WHITE);
        if pointer.is_some_and(|at| rect.contains(at)) {
            hit = Some((index, rect));
        }
    }
    ui.painter_at(area.expand(1.0)).add(Shape::mesh(mesh));
    hit
}
