//! The first examples, before anything is trained: what the network is given, and what it should answer.

use std::sync::Arc;

use egui::{Align2, Color32, ColorImage, FontId, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::say;
use crate::ui::theme::{self, SIZES, UNIT};
use crate::ui::widgets::picture::Textures;

/// Largest side of a picture, in points.
const SIDE: f32 = 64.0;
/// Height that is left for what stands below the strip, and the least side of a picture.
const BELOW: f32 = 104.0;
const LEAST: f32 = 28.0;

/// Examples as the screen shows them.
pub struct Strip {
    /// Another one has another number.
    pub version: u64,
    /// What the network is given.
    pub given: Vec<Arc<ColorImage>>,
    /// What it should answer, where that are pictures.
    pub wanted: Vec<Arc<ColorImage>>,
    /// The classes that it should name, where that is asked.
    pub names: Vec<String>,
}

impl Strip {
    /// Whether there is nothing to see.
    pub const fn is_empty(&self) -> bool {
        self.given.is_empty()
    }
}

/// Draws the examples across the panel; nothing where there is no room for them.
pub fn first_ui(ui: &mut Ui, textures: &mut Textures, strip: &Strip) {
    let none = Vec::new();
    let line = SIZES[0] + UNIT;
    let count = strip.given.len().max(1) as f32;
    let across = (ui.available_width() - (count - 1.0) * UNIT) / count;
    let down = ui.available_height() - BELOW - 2.0 * line;
    let wide = |rows: f32| across.min(down / rows - UNIT).min(SIDE).floor();
    // Where there is no room for both, what is given stands alone.
    let both = !strip.wanted.is_empty() && wide(2.0) >= LEAST;
    let (rows, wanted) = if both {
        (2.0, &strip.wanted)
    } else {
        (1.0, &none)
    };
    let wide = wide(rows);
    if wide < LEAST {
        return;
    }
    let high = line + rows * (wide + UNIT) + line;
    let words = if both {
        say!("The first examples as the network sees them; below, the answers")
    } else if strip.names.is_empty() {
        say!("The first examples as the network sees them")
    } else {
        say!("The first examples as the network sees them, and their names")
    };
    ui.add(egui::Label::new(theme::note(ui, words.to_string())).truncate());
    let size = vec2(ui.available_width(), high - line);
    let (area, response) = ui.allocate_exact_size(size, Sense::hover());
    let told = words.to_string();
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &told));
    let ctx = ui.ctx().clone();
    let painter = ui.painter_at(area);
    let ink = theme::palette(ui).weak;
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    for (row, pictures) in [&strip.given, wanted].into_iter().enumerate() {
        for (at, pixels) in pictures.iter().enumerate() {
            let corner = area.min + vec2(at as f32 * (wide + UNIT), row as f32 * (wide + UNIT));
            let place = Rect::from_min_size(corner, vec2(wide, wide));
            let name = format!("first {row} {at}");
            let texture = textures.texture(&ctx, &name, strip.version, true, || Arc::clone(pixels));
            painter.image(texture, place, whole, Color32::WHITE);
            if let Some(class) = strip.names.get(at).filter(|_| row == 0) {
                let font = FontId::proportional(SIZES[0]);
                let mut job = egui::text::LayoutJob::simple_singleline(class.clone(), font, ink);
                job.wrap = egui::text::TextWrapping::truncate_at_width(wide);
                let galley = painter.layout_job(job);
                let at = Align2::CENTER_TOP
                    .anchor_size(place.center_bottom() + vec2(0.0, 2.0), galley.size());
                painter.galley(at.min, galley, ink);
            }
        }
    }
}
