//! Points in the plane over a classifier's decision: the ground takes the colour of the class that is named there.

use std::sync::Arc;

use egui::{
    Align2, Color32, ColorImage, CursorIcon, FontId, Pos2, Rect, Sense, Stroke, Ui, Vec2,
    WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::colormap::Colormap;
use super::figure::figure_menu;
use super::picture::Textures;
use super::plane_hand::{Board, Deed, Hand};
use crate::figure::Figure;
use crate::probe::plane::GRID;
use crate::probe::{self, Answered, Ground, Sample};
use crate::ui::action::Action;
use crate::ui::format;
use crate::ui::theme::{self, RADIUS, SIZES, UNIT};

/// Radius of a point.
const POINT: f32 = 3.0;
/// How strong the ground's colours are, so that points of the same class stand out on it.
const GROUND: f32 = 0.62;

/// What is drawn.
pub(crate) struct Plane<'a> {
    /// The points.
    pub(crate) sample: &'a Sample,
    /// Their plane.
    pub(crate) ground: &'a Ground,
    /// The network's answers.
    pub(crate) verdict: Option<&'a Answered>,
    /// Changes whenever the answers do.
    pub(crate) version: u64,
    /// The point that is looked at.
    pub(crate) picked: Option<[f32; 2]>,
}

/// Draws the plane as a square within `room`; returns what a person did there.
pub(crate) fn plane_ui(
    ui: &mut Ui,
    (textures, hand): (&mut Textures, &mut Hand),
    plane: &Plane<'_>,
    room: Vec2,
    actions: &mut Vec<Action>,
) -> Option<Deed> {
    let Plane {
        sample,
        ground: Ground { points, view },
        verdict,
        version,
        picked,
    } = *plane;
    let reach = view.reach;
    let (area, response) = ui.allocate_exact_size(room, Sense::click_and_drag());
    let side = room.min_elem();
    let square = Rect::from_min_size(area.min, Vec2::splat(side));
    let palette = theme::palette(ui);
    let map = Colormap::diverging(palette.dark);
    let painter = ui.painter_at(square);
    painter.rect_filled(square, RADIUS, palette.well);
    if let Some(verdict) = verdict {
        // A texture is of one theme.
        let version = 2 * version + u64::from(palette.dark);
        let texture = textures.texture(ui.ctx(), "plane", version, false, || {
            Arc::new(ground(map, &verdict.plane))
        });
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        painter.image(texture, square, whole, Color32::WHITE);
    }
    let place = |x: f32, y: f32| square.center() + vec2(x, -y) * (0.5 * side / reach);
    let axis = Stroke::new(1.0, palette.edge);
    painter.hline(square.x_range(), square.center().y, axis);
    painter.vline(square.center().x, square.y_range(), axis);
    let font = FontId::proportional(SIZES[0]);
    let tick = reach.floor().max(1.0);
    let ticks = [
        (place(-tick, 0.0), Align2::CENTER_TOP, -tick),
        (place(tick, 0.0), Align2::CENTER_TOP, tick),
        (place(0.0, tick), Align2::LEFT_CENTER, tick),
        (place(0.0, -tick), Align2::LEFT_CENTER, -tick),
    ];
    for (at, align, value) in ticks {
        let text = format!("{value:.0}").replace('-', "−");
        painter.text(at + vec2(3.0, 1.0), align, text, font.clone(), palette.weak);
    }
    let all = points.iter().zip(sample.examples.classes());
    for (index, ([x, y], &class)) in all.enumerate() {
        let named = verdict.and_then(|verdict| verdict.named.get(index));
        let ring = match named {
            Some(named) if *named != class => Stroke::new(1.5, palette.text),
            _ => Stroke::new(1.0, palette.ground),
        };
        let held = hand.held.as_ref().filter(|held| held.index == index);
        let at = held.map_or_else(|| place(*x, *y), |held| held.now);
        let radius = if held.is_some() { 1.6 * POINT } else { POINT };
        painter.circle(at, radius, colour(map, class), ring);
    }
    if let Some([x, y]) = picked {
        let at = place(x, y);
        let [ink, ground] = [palette.text, palette.ground].map(|ink| Stroke::new(2.0, ink));
        painter.circle_stroke(at, 2.5 * POINT, Stroke::new(4.0, ground.color));
        painter.circle_stroke(at, 2.5 * POINT, ink);
    }
    let spoken = match verdict {
        Some(verdict) => format!("Plane with the decision of step {}", verdict.step),
        None => "Plane with the training points".to_owned(),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    key_ui(ui, sample, map, square, area);
    let corner = pos2(area.right() - 24.0, area.top());
    let leanings = verdict.map_or(&[][..], |verdict| &verdict.plane);
    let title = "Decision over the plane";
    let figure =
        || probe::plane::figure(sample, leanings).unwrap_or_else(|| Figure::words(title, ""));
    figure_menu(ui, corner, title, figure, actions);
    let board = Board {
        square,
        view: *view,
    };
    let deed = hand.at_work(&response, board, points, sample.examples.classes());
    let Some(at) = response.hover_pos().filter(|at| square.contains(*at)) else {
        return deed;
    };
    let near = hand.held.is_some() || board.nearest(points, at).is_some();
    let text = reading(sample, verdict, reach, board.point(at));
    let text = format!(
        "{text}\n{}",
        hand.hint(near, sample.examples.classes(), &sample.classes)
    );
    let cursor = match (&hand.held, near) {
        (Some(_), _) => CursorIcon::Grabbing,
        (None, true) => CursorIcon::Grab,
        (None, false) => CursorIcon::Crosshair,
    };
    let response = response.on_hover_cursor(cursor);
    if hand.held.is_none() {
        response.on_hover_text_at_pointer(text);
    }
    deed
}

/// The colour of a class: the ends of the map.
fn colour(map: Colormap, class: usize) -> Color32 {
    map.signed(if class == 0 { -1.0 } else { 1.0 }, 1.0)
}

fn ground(map: Colormap, plane: &[f32]) -> ColorImage {
    let colours = plane
        .iter()
        .map(|lean| map.signed(GROUND * (2.0 * lean - 1.0), 1.0));
    ColorImage::new([GRID, GRID], colours.collect())
}

/// Which colour is which class, beside the square or in its corner.
fn key_ui(ui: &Ui, sample: &Sample, map: Colormap, square: Rect, area: Rect) {
    let palette = theme::palette(ui);
    let beside = area.right() - square.right() > 64.0;
    let left = if beside {
        square.right()
    } else {
        square.left()
    };
    let font = FontId::proportional(SIZES[0]);
    for (class, name) in sample.classes.iter().enumerate() {
        let at = pos2(left, square.top()) + vec2(3.0 * UNIT, 3.0 * UNIT + 16.0 * class as f32);
        if !beside {
            let ground = Rect::from_center_size(at + vec2(12.0, 0.0), vec2(44.0, 16.0));
            ui.painter().rect_filled(ground, 0.0, palette.ground);
        }
        ui.painter().circle_filled(at, POINT, colour(map, class));
        let text = at + vec2(2.0 * UNIT, 0.0);
        ui.painter()
            .text(text, Align2::LEFT_CENTER, name, font.clone(), palette.text);
    }
}

/// What stands at a place of the plane.
fn reading(sample: &Sample, verdict: Option<&Answered>, reach: f32, [x, y]: [f32; 2]) -> String {
    let place = format!("x {x:.1}, y {y:.1}").replace('-', "−");
    let cell = |value: f32| ((0.5 + 0.5 * value / reach) * GRID as f32) as usize;
    let row = (GRID - 1).saturating_sub(cell(y));
    let at = row * GRID + cell(x).min(GRID - 1);
    match verdict.and_then(|verdict| verdict.plane.get(at)) {
        Some(lean) => {
            let class = usize::from(*lean > 0.5);
            let share = if class == 1 { *lean } else { 1.0 - lean };
            let share = format::percent(f64::from(share));
            format!("{place}\n{}: {share}", sample.class(class))
        }
        None => place,
    }
}
