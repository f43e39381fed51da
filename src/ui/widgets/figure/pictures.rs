//! Pictures beside each other, with their captions below.

use std::sync::Arc;

use egui::{Align, Color32, Layout, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{FigureView, Looks, menu};
use crate::figure::{Figure, Pickable, Picked, Picture};
use crate::ui::action::Action;
use crate::ui::theme::{self, UNIT};
use crate::ui::widgets::picture::display;

/// Width of a picture, at most.
const WIDTH: f32 = 208.0;
/// Width of one of many small ones, or of one that is there to be chosen among others.
const TILE: f32 = 104.0;
/// Width of one, at least, where all of them are to stand in one row; between two.
const LEAST: f32 = 50.0;
const APART: f32 = 3.0 * UNIT;
/// So many pictures are many, where none is wider than this, in pixels.
const MANY: usize = 7;
const SMALL: usize = 96;

/// Width of one of so many small pictures: they stand in one row where that leaves enough of each.
fn tile(count: usize, room: f32) -> f32 {
    let fits = ((room + APART) / count.max(1) as f32 - APART).floor();
    if fits >= LEAST { fits.min(TILE) } else { TILE }
}

impl FigureView {
    pub(super) fn pictures(
        &mut self,
        ui: &mut Ui,
        figure: &Figure,
        pictures: &[Picture],
        looks: Looks<'_>,
        actions: &mut Vec<Action>,
    ) -> Option<Picked> {
        let mut picked = None;
        let hint = figure
            .pick
            .as_ref()
            .filter(|pick| pick.what == Pickable::Pixel);
        let small = |picture: &Picture| picture.place.is_some() || picture.image.width() <= SMALL;
        let tiles =
            pictures.iter().any(|picture| picture.place.is_some()) || pictures.len() >= MANY;
        let tiles = tiles && pictures.iter().all(small);
        let top = ui.cursor().min;
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width() - menu::WIDTH - UNIT);
            // By their upper edges: captions of one line or of two move no picture.
            let rows = Layout::left_to_right(Align::Min).with_main_wrap(true);
            ui.with_layout(rows, |ui| {
                ui.spacing_mut().item_spacing = vec2(APART, 2.0 * UNIT);
                let room = ui.available_width();
                let tile = tile(pictures.len(), room);
                for (at, picture) in pictures.iter().enumerate() {
                    let Picture {
                        caption,
                        image,
                        place,
                    } = picture;
                    let name = format!("{}\n{at}", figure.id);
                    let pixels = || Arc::new(display(image));
                    let version = looks.version.unwrap_or(Arc::as_ptr(image) as u64);
                    let texture = self
                        .textures
                        .texture(ui.ctx(), &name, version, false, pixels);
                    let width = if tiles { tile } else { WIDTH }.min(room);
                    let shape = image.height() as f32 / image.width().max(1) as f32;
                    let size = vec2(width, width * shape);
                    let whole = size + vec2(0.0, theme::CONTROL);
                    ui.allocate_ui_with_layout(whole, Layout::top_down(Align::Min), |ui| {
                        let (rect, mut response) = ui.allocate_exact_size(size, Sense::hover());
                        let unit = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                        ui.painter().image(texture, rect, unit, Color32::WHITE);
                        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, caption));
                        if let Some(pick) = hint {
                            response = response.on_hover_text(&pick.hint).interact(Sense::click());
                        }
                        if let Some(pointer) = response.interact_pointer_pos()
                            && response.clicked()
                        {
                            let share = (pointer - rect.min) / rect.size();
                            let pixel = |share: f32, count: usize| (share * count as f32) as usize;
                            let pixel = [
                                pixel(share.y, image.height()),
                                pixel(share.x, image.width()),
                            ];
                            picked = Some(match place {
                                Some(place) => Picked::Cell(*place),
                                None => Picked::Pixel(at, pixel),
                            });
                        }
                        ui.label(theme::note(ui, caption));
                    });
                }
            });
        });
        menu::corner_menu(ui, top, figure, actions);
        picked
    }
}
