//! Two pictures in one area: one over the other with a wipe between, or side by side, with one zoom for both.

use std::sync::Arc;

use egui::emath::GuiRounding as _;
use egui::{
    Align2, Color32, CursorIcon, EventFilter, FontId, Galley, Id, Painter, Pos2, Rect, Response,
    Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::camera::Frame;
use super::compare::{CompareView, Entry, InSight, Layout, Side};
use super::loupe::loupe_ui;
use crate::ui::theme::{self, Palette, RADIUS, SIZES, UNIT};

/// Width of the strip that grabs the wipe, and diameter of its handle.
const HANDLE: f32 = 28.0;
/// Room between two pictures side by side.
const GAP: f32 = 2.0;

/// Draws the comparison into `area` and lets a person move the wipe, zoom, pan and read pixels.
///
/// Drag the line, or anywhere while the whole picture is seen, to move the wipe; drag the picture when it hangs over.
/// Wheel and pinch zoom to the pointer; a double click changes between the whole picture and one to one.
pub fn wipe_ui(ui: &mut Ui, view: &mut CompareView, entries: &[Entry], area: Rect) {
    let area = area.round_to_pixels(ui.pixels_per_point());
    let id = ui.scope_id().with("comparison");
    let response = ui.interact(area, id, Sense::click_and_drag());
    let label = "Comparison of two pictures";
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, label));
    view.forget_others(entries);

    // The wipe's handle lies over the area; what the pointer does there is meant for the pictures all the same.
    let pointer = ui
        .input(|input| input.pointer.hover_pos())
        .filter(|_| ui.rect_contains_pointer(area));
    let at_hand = pointer.is_some()
        || ui.memory(|memory| memory.has_focus(id) || memory.has_focus(id.with("wipe")));
    view.keys(ui.ctx(), entries, at_hand);

    let (left, right) = sides(view, entries);
    let palette = theme::palette(ui);
    let painter = ui.painter_at(area);

    let half = part(view, area);
    let shift = vec2(half.width() + GAP, 0.0);
    let apart = view.layout == Layout::SideBySide && !view.original;
    let Some(frame) = frame(ui, &left, &right, if apart { half } else { area }) else {
        lone_note(&painter, palette, area, right.or(left));
        return;
    };
    let on_right = apart && pointer.is_some_and(|at| at.x > half.right());
    let offset = if on_right { shift } else { Vec2::ZERO };
    navigate(ui, view, &response, &frame, pointer, offset);
    let image = view.camera.rect(&frame);
    let sharp = view.camera.sharp(&frame);

    if apart {
        let (other, seen) = (half.translate(shift), half.intersect(image));
        draw(ui, view, left, &painter, half, image, sharp);
        draw(
            ui,
            view,
            right,
            &painter,
            other,
            image.translate(shift),
            sharp,
        );
        corner(&painter, palette, seen, Align2::LEFT_TOP, left);
        let seen = seen.translate(shift);
        corner(&painter, palette, seen, Align2::LEFT_TOP, right);
    } else {
        let seen = image.intersect(area);
        let same = left.map(|entry| &entry.id) == right.map(|entry| &entry.id);
        let line = if same {
            seen.left()
        } else {
            wipe_handle(ui, view, &response, &frame, id, seen)
        };
        draw(
            ui,
            view,
            left,
            &painter,
            area.with_max_x(line),
            image,
            sharp,
        );
        draw(
            ui,
            view,
            right,
            &painter,
            area.with_min_x(line),
            image,
            sharp,
        );
        if !same {
            let own = seen.with_max_x(line);
            corner(&painter, palette, own, Align2::LEFT_TOP, left);
            draw_handle(ui, &painter, palette, id, line, seen);
        }
        let own = seen.with_min_x(line);
        corner(&painter, palette, own, Align2::RIGHT_TOP, right);
    }

    view.pixels.in_sight = in_sight(view, &frame, image);
    view.pixels.of = [frame.size.x as usize, frame.size.y as usize];
    view.pixels.pointed = pointer.and_then(|at| view.camera.pixel(at - offset, &frame));
    if response.clicked() {
        view.pixels.picked = view.pixels.pointed;
    }
    if let (Some(pointed), Some(field)) = (view.pixels.pointed, view.pixels.field) {
        let on = if on_right {
            image.translate(shift)
        } else {
            image
        };
        seen(&painter, on, &frame, pointed, field);
    }
    if let Some(picked) = view.pixels.picked.filter(|_| view.pixels.marking) {
        mark(&painter, image, &frame, picked);
        if apart {
            mark(&painter, image.translate(shift), &frame, picked);
        }
    }
    let magnify = view.loupe || ui.input(|input| input.modifiers.alt);
    if let (Some(at), Some(pixel), true) = (pointer, view.pixels.pointed, magnify) {
        let whole = |entry: &&Entry| {
            let image = entry.image.as_deref();
            image.is_none_or(|image| view.pixels.are_of(image))
        };
        let sides = [left, right].map(|side| side.filter(whole));
        loupe_ui(ui, &painter, area, at, pixel, sides);
    }
    if response.has_focus() {
        let stroke = Stroke::new(1.0, palette.accent);
        painter.rect_stroke(area, RADIUS, stroke, StrokeKind::Inside);
    }
}

/// The part of `area` that one picture has: half of it when they stand side by side, else all of it.
pub fn part(view: &CompareView, area: Rect) -> Rect {
    match view.layout {
        Layout::Wipe => area,
        Layout::SideBySide => area.with_max_x(area.center().x - GAP / 2.0),
    }
}

/// What the two sides show at the moment: while its key is held, both show the original.
fn sides<'a>(view: &CompareView, entries: &'a [Entry]) -> (Option<&'a Entry>, Option<&'a Entry>) {
    if let Some(original) = view.original.then(|| view.original(entries)).flatten() {
        return (Some(original), Some(original));
    }
    (
        view.shown(Side::Left, entries),
        view.shown(Side::Right, entries),
    )
}

/// The frame of the pictures; all pictures of a comparison have one size, but one that is seen reduced until the whole
/// is there.
fn frame(ui: &Ui, left: &Option<&Entry>, right: &Option<&Entry>, area: Rect) -> Option<Frame> {
    let image = [left, right]
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.image.as_deref())
        .max_by_key(|image| image.width())?;
    Some(Frame {
        area,
        size: vec2(image.width().max(1) as f32, image.height().max(1) as f32),
        pixels_per_point: ui.pixels_per_point(),
    })
}

fn navigate(
    ui: &Ui,
    view: &mut CompareView,
    response: &Response,
    frame: &Frame,
    pointer: Option<Pos2>,
    offset: Vec2,
) {
    let Some(at) = pointer.or(response.interact_pointer_pos()) else {
        return;
    };
    let at = at - offset;
    if pointer.is_some() {
        let (pinch, scroll) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta().y));
        let factor = pinch * (scroll / 200.0).exp();
        if factor != 1.0 {
            view.camera.zoom_by(factor, at, frame);
        }
    }
    if response.double_clicked() {
        if view.camera.fits() {
            let times = if view.camera.times(frame) < 0.95 {
                1.0
            } else {
                4.0
            };
            view.camera.zoom_to(times, at, frame);
        } else {
            view.camera.fit();
        }
    }
    if view.camera.overflows(frame) {
        if response.dragged() {
            view.camera.pan(response.drag_delta(), frame);
        }
        let cursor = if response.dragged() {
            CursorIcon::Grabbing
        } else {
            CursorIcon::Grab
        };
        response.clone().on_hover_and_drag_cursor(cursor);
    }
}

/// Moves the wipe; returns where it stands on the screen.
fn wipe_handle(
    ui: &Ui,
    view: &mut CompareView,
    area: &Response,
    frame: &Frame,
    id: Id,
    seen: Rect,
) -> f32 {
    let line = |wipe: f32| seen.left() + wipe * seen.width();
    let id = id.with("wipe");
    let strip = Rect::from_center_size(
        pos2(line(view.wipe), seen.center().y),
        vec2(HANDLE, seen.height()),
    );
    let response = ui.interact(strip, id, Sense::click_and_drag());
    let filter = EventFilter {
        horizontal_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let dragged = if response.dragged() {
        response.interact_pointer_pos()
    } else if area.dragged() && !view.camera.overflows(frame) {
        area.interact_pointer_pos()
    } else {
        None
    };
    if let Some(pointer) = dragged {
        view.wipe = ((pointer.x - seen.left()) / seen.width().max(1.0)).clamp(0.0, 1.0);
    }
    let percent = f64::from(view.wipe * 100.0).round();
    response.widget_info(|| WidgetInfo::slider(true, percent, "Wipe"));
    response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    let ppp = frame.pixels_per_point;
    (line(view.wipe) * ppp).round() / ppp
}

fn draw_handle(ui: &Ui, painter: &Painter, palette: &Palette, id: Id, x: f32, seen: Rect) {
    let focused = ui.memory(|memory| memory.has_focus(id.with("wipe")));
    // White with a dark seam shows on every picture, in both themes.
    let (light, seam) = (Color32::WHITE, Color32::from_black_alpha(110));
    let span = seen.y_range();
    painter.vline(x, span, Stroke::new(4.0, seam));
    painter.vline(x, span, Stroke::new(2.0, light));
    let centre = pos2(x, seen.center().y);
    painter.circle_filled(centre, HANDLE / 2.0 + 1.0, seam);
    painter.circle_filled(centre, HANDLE / 2.0, light);
    if focused {
        let stroke = Stroke::new(2.0, palette.accent);
        painter.circle_stroke(centre, HANDLE / 2.0, stroke);
    }
    for side in [-1.0_f32, 1.0] {
        let tip = centre + vec2(side * 8.0, 0.0);
        let back = vec2(-side * 4.0, 4.0);
        let stroke = Stroke::new(1.75, Color32::from_gray(50));
        painter.line_segment([tip, tip + back], stroke);
        painter.line_segment([tip, tip + vec2(back.x, -back.y)], stroke);
    }
}

/// Draws one side's picture, clipped to its part; a note stands where there is none.
fn draw(
    ui: &Ui,
    view: &mut CompareView,
    entry: Option<&Entry>,
    painter: &Painter,
    part: Rect,
    image: Rect,
    sharp: bool,
) {
    let painter = painter.with_clip_rect(part.intersect(painter.clip_rect()));
    let Some(entry) = entry else { return };
    if let Some(texture) = view.texture(ui.ctx(), entry, sharp) {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture, image, whole, Color32::WHITE);
        let parts = view.part_textures(ui.ctx(), &entry.id, sharp);
        for (texture, [left, top, right, bottom]) in parts {
            let at = |x: f32, y: f32| image.min + vec2(x, y) * image.size();
            let place = Rect::from_min_max(at(left, top), at(right, bottom));
            painter.image(texture, place, whole, Color32::WHITE);
        }
    } else {
        let palette = theme::palette(ui);
        let part = part.intersect(image);
        painter.rect_filled(part, 0.0, palette.well);
        lone_note(&painter, palette, part, Some(entry));
    }
}

/// What of the picture is in sight, where it hangs over.
fn in_sight(view: &CompareView, frame: &Frame, image: Rect) -> Option<InSight> {
    let seen = image.intersect(frame.area);
    let some = view.camera.overflows(frame) && seen.is_positive();
    some.then(|| {
        let from = (seen.min - image.min) / image.size();
        let to = (seen.max - image.min) / image.size();
        InSight {
            shares: [from.x, from.y, to.x, to.y],
            wide: seen.width() * frame.pixels_per_point,
        }
    })
}

/// Marks a pixel: a square around it, light with a dark seam.
fn mark(painter: &Painter, image: Rect, frame: &Frame, [x, y]: [usize; 2]) {
    let pixel = image.size() / frame.size;
    let corner = image.min + vec2(x as f32, y as f32) * pixel;
    let square = Rect::from_min_size(corner, pixel).expand(4.0);
    for (wide, colour) in [(3.0, Color32::from_black_alpha(140)), (1.5, Color32::WHITE)] {
        painter.rect_stroke(square, 2.0, Stroke::new(wide, colour), StrokeKind::Middle);
    }
}

/// What a value of the network's answer sees of the picture, around a pixel.
fn seen(
    painter: &Painter,
    image: Rect,
    frame: &Frame,
    [x, y]: [usize; 2],
    [height, width]: [usize; 2],
) {
    let pixel = image.size() / frame.size;
    let middle = image.min + (vec2(x as f32, y as f32) + vec2(0.5, 0.5)) * pixel;
    let square = Rect::from_center_size(middle, vec2(width as f32, height as f32) * pixel);
    for (wide, colour) in [(2.5, Color32::from_black_alpha(140)), (1.0, Color32::WHITE)] {
        let stroke = Stroke::new(wide, colour);
        painter.rect_stroke(square.intersect(image), 0.0, stroke, StrokeKind::Middle);
    }
}

/// Says in the middle of `part` why there is no picture.
fn lone_note(painter: &Painter, palette: &Palette, part: Rect, entry: Option<&Entry>) {
    let (text, color) = match entry {
        Some(entry) => match &entry.failure {
            Some(failure) => (failure.clone(), palette.error),
            None if entry.note.is_empty() => (format!("{} …", entry.label), palette.weak),
            None => (entry.note.clone(), palette.weak),
        },
        None => return,
    };
    let wide = (part.width() - 6.0 * UNIT).max(40.0);
    let galley = painter.layout(text, FontId::proportional(SIZES[1]), color, wide);
    painter.galley(part.center() - galley.size() / 2.0, galley, color);
}

/// A side's name in its corner.
fn corner(painter: &Painter, palette: &Palette, part: Rect, align: Align2, entry: Option<&Entry>) {
    let Some(entry) = entry else { return };
    let noted = !entry.note.is_empty() && entry.image.is_some();
    let whole = noted.then(|| format!("{} · {}", entry.label, entry.note));
    let font = FontId::new(SIZES[1], theme::medium());
    let lay_out = |text: String| painter.layout_no_wrap(text, font.clone(), palette.text);
    let pad = vec2(2.0 * UNIT, UNIT);
    let room = part.shrink(2.0 * UNIT);
    let fits = |galley: &Arc<Galley>| galley.size().x + 2.0 * pad.x <= room.width();
    let texts = whole.into_iter().chain([entry.label.clone()]);
    let Some(galley) = texts.map(lay_out).find(fits) else {
        return;
    };
    let chip = align.align_size_within_rect(galley.size() + 2.0 * pad, room);
    painter.rect_filled(chip, RADIUS, palette.ground.gamma_multiply(0.86));
    painter.galley(chip.min + pad, galley, palette.text);
}
