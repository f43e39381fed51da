//! Grids of numbers: colours, the names or ends of rows and columns, and what is read under the pointer.

use std::sync::Arc;

use egui::{
    Align2, Color32, ColorImage, CursorIcon, FontId, Painter, Pos2, Rect, Response, Sense, Stroke,
    Ui, Vec2, WidgetInfo, accesskit, pos2, vec2,
};

use super::colours::colour;
use super::{FigureView, Looks, menu};
use crate::figure::{Figure, Grid, Group, Numbers, Pickable, Picked, Places, Role};
use crate::ui::action::Action;
use crate::ui::text::readable;
use crate::ui::theme::{self, SIZES, UNIT};

/// Side of a grid that is given no size.
const SIDE: f32 = 260.0;
/// Side of a cell whose row and column have names.
const CELL: f32 = 16.0;
/// Size of a cell with its number in it, and room for what stands beside its row.
const LEVEL: Vec2 = vec2(56.0, 32.0);
const BESIDE: f32 = 52.0;
/// Height of a line of words.
const LINE: f32 = 18.0;
/// Room for the numbers beside rows.
const LEFT: f32 = 36.0;
/// Radius of the ring round a point that is chosen.
const RING: f32 = 5.0;
/// Cells that are smaller have no gaps between them.
const GAPPED: f32 = 10.0;

impl FigureView {
    pub(super) fn grid(
        &mut self,
        ui: &mut Ui,
        figure: &Figure,
        grid: &Grid,
        looks: Looks<'_>,
        actions: &mut Vec<Action>,
    ) -> Option<Picked> {
        let palette = theme::palette(ui);
        let (rows, columns) = (grid.rows(), grid.columns);
        let (whole, cells) = places(ui, grid, looks);
        let (area, _) = ui.allocate_exact_size(whole, Sense::hover());
        let cells = cells.translate(area.min.to_vec2());
        let painter = ui.painter().clone();
        if rows > 0 && columns > 0 {
            let dark = palette.dark;
            let pixels = || {
                let colors = grid.colors(dark).into_iter();
                let colors = colors.map(|[red, green, blue]| Color32::from_rgb(red, green, blue));
                Arc::new(ColorImage::new(
                    [columns, rows],
                    colors.take(rows * columns).collect(),
                ))
            };
            let version = 2 * looks.version.unwrap_or_else(|| fingerprint(grid)) + u64::from(dark);
            let texture = self
                .textures
                .texture(ui.ctx(), &figure.id, version, true, pixels);
            let unit = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture, cells, unit, Color32::WHITE);
        }
        gaps(&painter, palette.ground, cells, [rows, columns]);
        sides(&painter, palette, grid, cells, area);
        let clicks = figure
            .pick
            .as_ref()
            .filter(|pick| matches!(pick.what, Pickable::Cell | Pickable::Spots(_)));
        // A table of names is clicked, a plane is also dragged on.
        let sense = match (clicks, &grid.down) {
            (None, _) => Sense::hover(),
            (Some(_), Places::Names { .. }) => Sense::click(),
            (Some(_), _) => Sense::click_and_drag(),
        };
        let response = ui.interact(cells, ui.scope_id().with("cells"), sense);
        response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Image, true, &figure.title));
        let cell_at = |at: Pos2| {
            let share = (at - cells.min) / cells.size();
            let cell = |share: f32, count: usize| {
                ((share.max(0.0) * count as f32) as usize).min(count.saturating_sub(1))
            };
            [cell(share.y, rows), cell(share.x, columns)]
        };
        let cell = response.hover_pos().map(cell_at);
        let picked = match clicks.map(|pick| pick.what) {
            Some(Pickable::Spots(count)) => self.hand.spots(&response, figure, grid, cells, count),
            Some(_) => cell_picked(&response, &cell_at),
            None => None,
        };
        groups(ui, grid, cells, self.hand.spot(&figure.id));
        let spots = clicks.is_some_and(|pick| pick.what != Pickable::Cell);
        let read = cell.and_then(|cell| reading(grid, cell));
        let told = match (read, &*figure.note) {
            (Some(read), "") => read,
            (Some(read), note) => format!("{read}\n{note}"),
            (None, note) => note.to_owned(),
        };
        let hint = clicks.map_or(String::new(), |pick| format!("\n{}", pick.hint));
        if spots {
            // A hand that works there is not to be covered by words.
            response.on_hover_and_drag_cursor(CursorIcon::Crosshair);
        } else if !told.is_empty() && !response.dragged() {
            response
                .on_hover_cursor(CursorIcon::Crosshair)
                .on_hover_text_at_pointer(told + &hint);
        }
        let corner = match grid.down {
            Places::Names { .. } => pos2(cells.right().max(area.left() + 96.0), area.top()),
            // Above it stands its title.
            Places::Range { .. } | Places::Levels { .. } => {
                pos2(area.right() - menu::WIDTH, area.top() - LINE)
            }
            Places::Plain => pos2(area.right() - menu::WIDTH, area.top()),
        };
        let corner = pos2(corner.x.min(ui.clip_rect().right() - menu::WIDTH), corner.y);
        menu::menu_at(ui, corner, figure, actions);
        picked
    }
}

/// The cell that was clicked, or that the pointer is dragged over.
fn cell_picked(response: &Response, cell_at: &dyn Fn(Pos2) -> [usize; 2]) -> Option<Picked> {
    let cell = Picked::Cell(cell_at(response.interact_pointer_pos()?));
    if response.clicked() || response.drag_stopped() {
        return Some(cell);
    }
    let moves = response.dragged() && response.drag_delta() != Vec2::ZERO;
    moves.then(|| Picked::Held(Box::new(cell)))
}

/// A grid that changes without a version is told apart by its numbers.
fn fingerprint(grid: &Grid) -> u64 {
    let mix = |sum: u64, value: &f32| {
        (sum.rotate_left(5) ^ u64::from(value.to_bits())).wrapping_mul(0x517c_c1b7_2722_0a95)
    };
    grid.values.iter().fold(grid.columns as u64, mix) >> 1
}

/// The size of a grid whose rows and columns have names.
pub(crate) fn grid_size([rows, columns]: [usize; 2]) -> Vec2 {
    vec2(columns as f32, rows as f32) * CELL + vec2(CELL, LINE + CELL)
}

/// The room of the whole figure, and that of its cells within it.
fn places(ui: &Ui, grid: &Grid, looks: Looks<'_>) -> (Vec2, Rect) {
    let (rows, columns) = (grid.rows().max(1) as f32, grid.columns.max(1) as f32);
    if matches!(grid.down, Places::Names { .. }) {
        let cells = vec2(columns, rows) * CELL;
        let corner = vec2(CELL, LINE + CELL);
        return (cells + corner, Rect::from_min_size(corner.to_pos2(), cells));
    }
    if matches!(grid.down, Places::Levels { .. }) {
        let cells = vec2(columns, rows) * LEVEL;
        let corner = vec2(BESIDE, 2.0 * LINE);
        return (cells + corner, Rect::from_min_size(corner.to_pos2(), cells));
    }
    let ranged = matches!(grid.down, Places::Range { .. });
    let size = looks.size.unwrap_or_else(|| {
        let side = SIDE.min(ui.available_width());
        vec2(side, side * rows / columns)
    });
    let (left, below) = if ranged {
        (LEFT, SIZES[0] + UNIT)
    } else {
        (0.0, 0.0)
    };
    let cells = Rect::from_min_max(
        pos2(left, 0.0),
        pos2(size.x.max(left + 1.0), (size.y - below).max(1.0)),
    );
    let beside = if ranged { 0.0 } else { menu::WIDTH };
    (size + vec2(beside, 0.0), cells)
}

/// Gaps between cells that are large enough for them.
fn gaps(painter: &Painter, ground: Color32, cells: Rect, [rows, columns]: [usize; 2]) {
    let size = cells.size() / vec2(columns.max(1) as f32, rows.max(1) as f32);
    if size.min_elem() < GAPPED {
        return;
    }
    let stroke = Stroke::new(1.0, ground);
    for at in 0..=rows {
        painter.hline(cells.x_range(), cells.top() + at as f32 * size.y, stroke);
    }
    for at in 0..=columns {
        painter.vline(cells.left() + at as f32 * size.x, cells.y_range(), stroke);
    }
}

/// What stands beside the rows and above or below the columns.
fn sides(painter: &Painter, palette: &theme::Palette, grid: &Grid, cells: Rect, area: Rect) {
    let font = FontId::proportional(SIZES[0]);
    let write = |at, align, text: &str| {
        painter.text(at, align, text, font.clone(), palette.weak);
    };
    // A name longer than its cell shows its beginning; what is read at the pointer has it whole.
    let short = |name: &str| name.chars().take(2).collect::<String>();
    if let (
        Places::Names {
            what: is,
            names: down,
        },
        Places::Names {
            what: taken,
            names: across,
        },
    ) = (&grid.down, &grid.across)
    {
        write(area.min, Align2::LEFT_TOP, &format!("{is} ↓  {taken} →"));
        for (at, name) in down.iter().enumerate().take(grid.rows()) {
            let place = cells.min + vec2(-0.5, at as f32 + 0.5) * CELL;
            write(place, Align2::CENTER_CENTER, &short(name));
        }
        for (at, name) in across.iter().enumerate().take(grid.columns) {
            let place = cells.min + vec2(at as f32 + 0.5, -0.5) * CELL;
            write(place, Align2::CENTER_CENTER, &short(name));
        }
    }
    if let Places::Levels { .. } = grid.down {
        levels(painter, palette, grid, cells, area);
    }
    if let Places::Range {
        ends: [first, last],
        ..
    } = grid.down
    {
        let x = cells.left() - UNIT;
        write(pos2(x, cells.top()), Align2::RIGHT_TOP, &brief(first));
        write(pos2(x, cells.bottom()), Align2::RIGHT_BOTTOM, &brief(last));
        if first * last < 0.0 {
            let y = cells.top() + cells.height() * (first / (first - last)) as f32;
            write(pos2(x, y), Align2::RIGHT_CENTER, "0");
            let zero = Stroke::new(1.0, palette.text.gamma_multiply(0.25));
            painter.hline(cells.x_range(), y, zero);
        }
    }
    if let Places::Range {
        what,
        ends: [first, last],
    } = &grid.across
    {
        let y = cells.bottom() + UNIT;
        write(
            pos2(cells.left(), y),
            Align2::LEFT_TOP,
            &Numbers::Counted.write(*first),
        );
        let end = Numbers::Counted.write(*last);
        if what == "step" {
            let named = format!("{what} {end}");
            write(pos2(cells.right(), y), Align2::RIGHT_TOP, &named);
        } else {
            write(pos2(cells.right(), y), Align2::RIGHT_TOP, &end);
            let names = match &grid.down {
                Places::Range { what: down, ends } if ends[0] > ends[1] => {
                    format!("{what} →  {down} ↑")
                }
                Places::Range { what: down, .. } => format!("{what} →  {down} ↓"),
                _ => format!("{what} →"),
            };
            write(pos2(cells.center().x, y), Align2::CENTER_TOP, &names);
        }
    }
}

/// Every row's and column's step, and the number of each cell in it.
fn levels(painter: &Painter, palette: &theme::Palette, grid: &Grid, cells: Rect, area: Rect) {
    let font = FontId::proportional(SIZES[0]);
    let write = |at, align, text: String, ink| {
        painter.text(at, align, text, font.clone(), ink);
    };
    let (rows, columns) = (grid.rows(), grid.columns);
    let what = format!("{} ↓  {} →", grid.down.what(), grid.across.what());
    write(area.min, Align2::LEFT_TOP, what, palette.weak);
    for at in 0..rows {
        let place = cells.min + vec2(-1.5 * UNIT, (at as f32 + 0.5) * LEVEL.y);
        let name = grid.down.name(at, rows);
        write(place, Align2::RIGHT_CENTER, name, palette.weak);
    }
    for at in 0..columns {
        let place = cells.min + vec2((at as f32 + 0.5) * LEVEL.x, -UNIT);
        let name = grid.across.name(at, columns);
        write(place, Align2::CENTER_BOTTOM, name, palette.weak);
    }
    for (at, (value, rgb)) in grid
        .values
        .iter()
        .zip(grid.colors(palette.dark))
        .enumerate()
    {
        let place = vec2((at % columns) as f32 + 0.5, (at / columns) as f32 + 0.5) * LEVEL;
        if value.is_finite() {
            let [red, green, blue] = rgb;
            let ink = theme::on(Color32::from_rgb(red, green, blue));
            let number = Numbers::Short.write(f64::from(*value));
            write(cells.min + place, Align2::CENTER_CENTER, number, ink);
        }
    }
}

/// Two significant figures: enough for an axis.
fn brief(value: f64) -> String {
    let digits = match value.abs() {
        size if size > 0.0 => (1.0 - size.log10().floor()).clamp(0.0, 6.0) as u8,
        _ => 0,
    };
    Numbers::Decimals(digits).write(value)
}

/// What stands in a cell.
fn reading(grid: &Grid, [row, column]: [usize; 2]) -> Option<String> {
    let value = f64::from(grid.value(row, column)?);
    let (down, across) = (
        grid.down.name(row, grid.rows()),
        grid.across.name(column, grid.columns),
    );
    match (&grid.down, &grid.across) {
        (Places::Names { .. }, Places::Names { what, .. }) => {
            let (down, across) = (readable(&down), readable(&across));
            Some(format!("{down} {what} {across}: {value}\u{2009}×"))
        }
        (Places::Levels { what: is, .. }, Places::Levels { what, .. }) => Some(format!(
            "{down} {is}, {across} {what}: {}",
            Numbers::Short.write(value)
        )),
        (Places::Plain, Places::Plain) => Some(Numbers::Short.write(value)),
        _ => None,
    }
}

/// Groups of points on the cells, and which is which below them; of a point that is held, group, number and place.
fn groups(ui: &mut Ui, grid: &Grid, cells: Rect, held: Option<([usize; 2], Pos2)>) {
    if grid.groups.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    let painter = ui.painter().with_clip_rect(cells.intersect(ui.clip_rect()));
    for (at, group) in grid.groups.iter().enumerate() {
        dots(
            &painter,
            palette,
            (grid.role(at), group, at),
            cells,
            (held, 1.0),
        );
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = UNIT;
        for (at, group) in grid.groups.iter().enumerate() {
            let ink = colour(palette, grid.role(at));
            let (dot, _) = ui.allocate_exact_size(vec2(2.0 * UNIT, 2.0 * UNIT), Sense::hover());
            match grid.role(at) {
                role if role.rings() => ui.painter().circle_stroke(dot.center(), 3.0, (1.5, ink)),
                _ => ui.painter().circle_filled(dot.center(), 3.0, ink),
            };
            ui.label(theme::note(ui, &*group.name));
            ui.add_space(2.0 * UNIT);
        }
    });
}

/// The points of a group: classes as dots, what is chosen among them as rings; of others, which lie close together,
/// lines are seen.
pub(super) fn dots(
    painter: &Painter,
    palette: &theme::Palette,
    (role, group, number): (Role, &Group, usize),
    cells: Rect,
    (held, scale): (Option<([usize; 2], Pos2)>, f32),
) {
    let ink = colour(palette, role);
    let place = |[x, y]: [f64; 2]| cells.min + cells.size() * vec2(x as f32, y as f32);
    if role.rings() {
        for point in &group.points {
            painter.circle_stroke(place(*point), RING * scale, (1.5 * scale, ink));
        }
        return;
    }
    if !matches!(role, Role::Group { .. }) {
        for (radius, ink) in [(2.75, palette.ground), (1.5, ink)] {
            let radius = scale * radius;
            for point in &group.points {
                painter.circle_filled(place(*point), radius, ink);
            }
        }
        return;
    }
    for (at, point) in group.points.iter().enumerate() {
        match held.filter(|(which, _)| *which == [number, at]) {
            Some((_, now)) => painter.circle(now, 5.0, ink, (1.5, palette.text)),
            None => painter.circle(place(*point), 3.0 * scale, ink, (scale, palette.ground)),
        };
    }
}
