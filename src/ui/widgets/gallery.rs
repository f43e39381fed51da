//! Held-out pictures with what the network takes them for; what is wrong stands in red, with what would be right.

use std::sync::Arc;

use egui::emath::GuiRounding as _;
use egui::text::LayoutJob;
use egui::{
    Color32, ColorImage, FontId, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use super::picture::{Textures, display};
use crate::figure::Figure;
use crate::probe::{Answered, Sample};
use crate::ui::format;
use crate::ui::text::readable;
use crate::ui::theme::{self, RADIUS, SIZES, UNIT};

/// Side of a picture on the screen, at least and where there are few of them; height of the words below it.
const SIDES: [f32; 2] = [44.0, 104.0];
const WORDS: f32 = 16.0;
const GAP: f32 = 2.0 * UNIT;

/// Rows at the end that are given to wrong answers.
const WRONG_ROWS: usize = 2;

/// How many pictures there are, and how many of them stand beside each other in the atlas.
fn arranged(sample: &Sample) -> (usize, usize) {
    let count = sample.count();
    (count, (count as f32).sqrt().ceil().max(1.0) as usize)
}

/// Which pictures are shown, where there is room for `across` × `down`: the first ones, always the same; and in the
/// last rows those of the others that are answered wrong, the first of them, as long as there are any.
fn chosen(sample: &Sample, verdict: Option<&Answered>, [across, down]: [usize; 2]) -> Vec<usize> {
    let count = sample.count();
    let room = across * down;
    let Some(verdict) = verdict.filter(|_| down > WRONG_ROWS && count > room) else {
        return (0..count.min(room)).collect();
    };
    let fixed = room - WRONG_ROWS * across;
    let answers = verdict.named.iter().zip(sample.examples.classes());
    let wrong = answers
        .enumerate()
        .skip(fixed)
        .filter(|(_, (named, class))| named != class)
        .map(|(index, _)| index);
    (0..fixed).chain(wrong).take(room).collect()
}

/// All pictures in one. Cost: proportional to the pixels; make it in a job.
pub(crate) fn atlas(sample: &Sample) -> ColorImage {
    let (count, columns) = arranged(sample);
    let shape = sample.examples.input.shape;
    let (width, height) = (shape.width, shape.height);
    let size = [columns * width, count.div_ceil(columns) * height];
    let mut all = ColorImage::filled(size, Color32::BLACK);
    for index in 0..count {
        let picture = display(&sample.examples.input.image(index));
        let corner = index / columns * height * size[0] + index % columns * width;
        for (y, row) in picture.pixels.chunks(width.max(1)).enumerate() {
            all.pixels[corner + y * size[0]..][..width].copy_from_slice(row);
        }
    }
    all
}

/// What is drawn.
pub(crate) struct Gallery<'a> {
    /// The examples.
    pub(crate) sample: &'a Sample,
    /// Their pictures, as [`atlas`] made them.
    pub(crate) pictures: &'a Arc<ColorImage>,
    /// Changes whenever the pictures do.
    pub(crate) version: u64,
    /// The network's answers.
    pub(crate) verdict: Option<&'a Answered>,
    /// Only these, in this order, with how sure the network is of them; `None`: the first ones, and wrong ones.
    pub(crate) only: Option<&'a [usize]>,
}

impl Gallery<'_> {
    /// These of the pictures as a figure, each with what it is and what it is taken for.
    pub(crate) fn figure(&self, title: &str, shown: &[usize]) -> Figure {
        let input = &self.sample.examples.input;
        let pictures = shown
            .iter()
            .map(|index| (self.answer(*index).spoken, input.image(*index)));
        Figure::pictures(title, pictures)
    }

    /// What stands below a picture.
    fn answer(&self, index: usize) -> Answer {
        let class = self.sample.examples.classes()[index];
        let is = readable(self.sample.class(class));
        let named = self.verdict.and_then(|verdict| verdict.named.get(index));
        let (words, spoken) = match named {
            None => (is.to_string(), is.to_string()),
            Some(named) if *named == class => (is.to_string(), format!("{is}, right")),
            Some(named) => {
                let named = readable(self.sample.class(*named));
                (
                    format!("{named}, is {is}"),
                    format!("{is} taken for {named}"),
                )
            }
        };
        let sure = self.verdict.and_then(|verdict| verdict.sure.get(index));
        let sure = sure.map(|sure| format::percent(f64::from(*sure)));
        let words = match (&sure, self.only) {
            (Some(sure), Some(_)) => sure.clone(),
            _ => words,
        };
        let spoken = match &sure {
            Some(sure) => format!("{spoken}, {sure} sure"),
            None => spoken,
        };
        let one = named.map_or(class, |named| *named);
        let short = match (&sure, self.only) {
            (Some(sure), Some(_)) => sure.clone(),
            _ => readable(self.sample.class(one)).into_owned(),
        };
        Answer {
            words,
            short,
            spoken,
            wrong: named.is_some_and(|named| *named != class),
        }
    }
}

/// What a picture is taken for.
struct Answer {
    /// In a few words.
    words: String,
    /// In one.
    short: String,
    /// Without the picture.
    spoken: String,
    wrong: bool,
}

/// How many pictures of that side have room beside and above each other.
fn fitting(area: Vec2, side: f32) -> [usize; 2] {
    let across = ((area.x + GAP) / (side + GAP)).floor().max(1.0);
    let down = ((area.y + UNIT) / (side + WORDS + UNIT)).floor().max(1.0);
    [across as usize, down as usize]
}

/// The largest side with which all pictures are seen; the least one where they are too many.
fn side(area: Vec2, count: usize) -> f32 {
    let mut side = SIDES[1];
    while side > SIDES[0] {
        let [across, down] = fitting(area, side);
        // One picture more than the width has room for would be cut off.
        if across * down >= count && across as f32 * (side + GAP) - GAP <= area.x {
            return side;
        }
        side -= 4.0;
    }
    SIDES[0]
}

/// Draws as many pictures as have room in `size`; returns which, and the one that was clicked.
pub(crate) fn gallery_ui(
    ui: &mut Ui,
    textures: &mut Textures,
    gallery: &Gallery<'_>,
    size: Vec2,
) -> (Vec<usize>, Option<usize>) {
    let (area, _) = ui.allocate_exact_size(size, Sense::hover());
    let Gallery {
        sample,
        pictures,
        version,
        ..
    } = *gallery;
    let (count, columns) = arranged(sample);
    let rows = count.div_ceil(columns).max(1);
    let texture = textures.texture(ui.ctx(), "gallery", version, true, || Arc::clone(pictures));
    let all = gallery.only.map_or(count, <[usize]>::len);
    let side = side(area.size(), all);
    let cell = vec2(side + GAP, side + WORDS + UNIT);
    let [across, down] = fitting(area.size(), side);
    let shown = match gallery.only {
        Some(only) => only.iter().copied().take(across * down).collect(),
        None => chosen(sample, gallery.verdict, [across, down]),
    };
    let mut clicked = None;
    for (at, index) in shown.iter().copied().enumerate() {
        let corner = area.min + vec2((at % across) as f32, (at / across) as f32) * cell;
        let picture =
            Rect::from_min_size(corner, Vec2::splat(side)).round_to_pixels(ui.pixels_per_point());
        let part = vec2(1.0 / columns as f32, 1.0 / rows as f32);
        let from = vec2((index % columns) as f32, (index / columns) as f32) * part;
        let uv = Rect::from_min_size(pos2(from.x, from.y), part);
        ui.painter().image(texture, picture, uv, Color32::WHITE);
        if words_ui(ui, gallery, index, picture) {
            clicked = Some(index);
        }
    }
    (shown, clicked)
}

/// The edge of a picture and the words below it; whether it was clicked.
fn words_ui(ui: &Ui, gallery: &Gallery<'_>, index: usize, picture: Rect) -> bool {
    let palette = theme::palette(ui);
    let Answer {
        words,
        short,
        spoken,
        wrong,
    } = gallery.answer(index);
    let colour = if wrong { palette.error } else { palette.weak };
    let (width, edge) = if wrong {
        (2.0, palette.error)
    } else {
        (1.0, palette.hairline)
    };
    let stroke = Stroke::new(width, edge);
    ui.painter()
        .rect_stroke(picture, RADIUS, stroke, StrokeKind::Outside);
    let font = if wrong {
        FontId::new(SIZES[0], theme::semibold())
    } else {
        FontId::proportional(SIZES[0])
    };
    let place = picture.center_bottom() + vec2(0.0, UNIT);
    let clip = picture
        .expand2(vec2(0.5 * GAP, 0.0))
        .with_max_y(place.y + WORDS);
    let painter = ui.painter_at(clip);
    let whole = |words: String| painter.layout_no_wrap(words, font.clone(), colour);
    let mut galley = whole(words);
    if galley.size().x > clip.width() {
        // What is wrong is said in full where the pointer rests.
        let mut job = LayoutJob::simple(short, font.clone(), colour, clip.width());
        job.wrap.max_rows = 1;
        job.wrap.break_anywhere = true;
        galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    }
    let left = place - vec2(0.5 * galley.size().x, 0.0);
    painter.galley(left, galley, colour);
    let id = ui.scope_id().with(("held-out", index));
    let response = ui.interact(picture, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.hovered() || response.has_focus() {
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter()
            .rect_stroke(picture, RADIUS, stroke, StrokeKind::Outside);
    }
    let hint = format!("{spoken}\nClick: what happens inside the network.");
    response.on_hover_text(hint).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Batch, Targets};
    use crate::nn::{Shape, Tensor};

    #[test]
    fn the_last_rows_seek_wrong_answers() {
        let sample = Sample {
            examples: Batch {
                input: Tensor::zeros(40, Shape::new(1, 2, 2)),
                target: Targets::Classes(vec![0; 40]),
                group: Vec::new(),
            },
            classes: vec!["a".into(), "b".into()],
            letters: Vec::new(),
            ground: None,
            measure: None,
            form: None,
        };
        let verdict = |wrong: &[usize]| Answered {
            step: 1,
            named: (0..40)
                .map(|index| usize::from(wrong.contains(&index)))
                .collect(),
            sure: vec![1.0; 40],
            numbers: Vec::new(),
            right: 40 - wrong.len(),
            plane: Vec::new(),
        };
        let all = |wrong: &[usize]| chosen(&sample, Some(&verdict(wrong)), [3, 4]);
        assert_eq!(chosen(&sample, None, [3, 4]), (0..12).collect::<Vec<_>>());
        assert_eq!(all(&[2, 9, 30]), [0, 1, 2, 3, 4, 5, 9, 30]);
        let many: Vec<_> = (0..40).collect();
        assert_eq!(all(&many), (0..12).collect::<Vec<_>>());
        let picture = atlas(&sample);
        assert_eq!(picture.size, [14, 12]);
    }
}
