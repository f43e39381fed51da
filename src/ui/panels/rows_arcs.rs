//! Skips as arcs beside the rows: from the row that is read to the row that reads it, with how they are joined.

use egui::{
    Button, Color32, Id, Painter, Popup, PopupKind, Pos2, Rect, Sense, Shape, Ui, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use super::training::sentence;
use crate::nn::{Architecture, Join, RowId, Source};
use crate::say;
use crate::ui::places::source_name;
use crate::ui::state::Workbench;
use crate::ui::theme;

/// Room of the handles, and of the signs where there are arcs.
const MARGINS: [f32; 2] = [8.0, 9.0];
/// Width of a lane.
const LANE: f32 = 6.0;
/// Most lanes; further arcs share the last.
const LANES: usize = 4;
/// How joins are made, and in words.
pub const JOINS: [(Join, &str); 4] = [
    (Join::Add(Source::Above), "Add"),
    (Join::Subtract(Source::Above), "Subtract"),
    (Join::Multiply(Source::Above), "Multiply"),
    (Join::Concat(Source::Above), "Concatenate"),
];

/// One arc.
struct Arc {
    /// The row that is read; the input where there is none.
    source: Source,
    target: RowId,
    /// How it is joined; read in the place of the row above, where it is not.
    join: Option<Join>,
    /// How what is read meets what it is joined with.
    sign: Option<Join>,
    lane: usize,
}

/// The arcs of a network, and what is done with one of them.
#[derive(Default)]
pub struct Arcs {
    arcs: Vec<Arc>,
    lanes: usize,
    /// Where each row's line was drawn.
    lines: Vec<(RowId, Rect)>,
    /// The row whose handle is dragged.
    dragged: Option<RowId>,
    /// The row whose handle was let go, and where.
    dropped: Option<(RowId, Pos2)>,
    /// Whose joining is asked about, and where.
    asked: Option<(Source, RowId, Pos2)>,
}

impl Arcs {
    /// Finds the arcs of a network; call before its rows are drawn.
    pub fn begin(&mut self, network: &Architecture) {
        self.lines.clear();
        self.arcs.clear();
        let mut spans: Vec<(usize, usize, usize)> = Vec::new();
        for (at, row) in network.rows.iter().enumerate().filter(|(_, row)| !row.off) {
            // Where the row above is the second input, the sign stands at the first.
            let above = row.join.filter(|join| join.source() == Source::Above);
            let joined = row.join.map(|join| (join.source(), Some(join), Some(join)));
            let read = std::iter::once((row.from, None, above)).chain(joined);
            for (source, join, sign) in read.filter(|(source, ..)| *source != Source::Above) {
                let Some(from) = network.value(at, source).filter(|from| *from <= at) else {
                    continue;
                };
                let meets = |lane: usize| {
                    let on = |span: &&(usize, usize, usize)| span.2 == lane;
                    let mut spans = spans.iter().filter(on);
                    spans.any(|(start, end, _)| *start < at + 1 && from < *end)
                };
                let lane = (0..LANES).find(|lane| !meets(*lane)).unwrap_or(LANES - 1);
                spans.push((from, at + 1, lane));
                let target = row.id;
                self.arcs.push(Arc {
                    source,
                    target,
                    join,
                    sign,
                    lane,
                });
            }
        }
        self.lanes = self.arcs.iter().map(|arc| arc.lane + 1).max().unwrap_or(0);
    }

    /// Room that the arcs take at the left of the rows.
    pub fn width(&self) -> f32 {
        let signs = if self.lanes > 0 { MARGINS[1] } else { 0.0 };
        MARGINS[0] + signs + LANE * self.lanes as f32
    }

    /// The line of a row: it is noted, and its handle drawn into the gutter, where it is `at_hand`.
    pub fn line_ui(&mut self, ui: &Ui, id: RowId, place: usize, line: Rect, at_hand: bool) {
        self.lines.push((id, line));
        let middle = pos2(line.left() + MARGINS[0] / 2.0, line.center().y);
        let area = line
            .with_min_x(line.left() - 4.0)
            .with_max_x(line.left() + MARGINS[0]);
        let response = ui.interact(area, ui.scope_id().with(("joins", id)), Sense::drag());
        response.widget_info(|| {
            WidgetInfo::labeled(
                Role::Button,
                true,
                format!("Join row {place} to a later row"),
            )
        });
        let palette = theme::palette(ui);
        if response.drag_started() {
            self.dragged = Some(id);
        }
        let dragged = self.dragged == Some(id);
        if at_hand || response.hovered() || dragged {
            let ink = if response.hovered() || dragged {
                palette.accent
            } else {
                palette.faint
            };
            ui.painter().circle_filled(middle, 3.0, ink);
        }
        let response = response.on_hover_text(
            say!(
                "Drag to a later row: what leaves this row is added to what that \
            one reads, or joined otherwise."
            )
            .to_string(),
        );
        if dragged && response.drag_stopped() {
            self.dragged = None;
            let pointer = ui.input(|input| input.pointer.latest_pos());
            // The rows below are not drawn yet: which it is is found after all are.
            self.dropped = pointer.map(|at| (id, at));
        }
    }

    /// Draws the arcs, beside rows that have been drawn; what is chosen in an arc's menu is done.
    pub fn ui(&mut self, ui: &mut Ui, bench: &mut Workbench) {
        let Some(first) = self.lines.first().map(|(_, line)| *line) else {
            return;
        };
        let right = first.left() + self.width() - 6.0;
        let pointer = ui.input(|input| input.pointer.hover_pos());
        let inside = ui.clip_rect();
        let pointed = pointer
            .filter(|at| inside.contains(*at))
            .and_then(|at| self.lines.iter().find(|(_, line)| line.contains(at)))
            .map(|(id, _)| *id);
        let height = |id: RowId| {
            let line = self.lines.iter().find(|(own, _)| *own == id)?;
            Some(line.1.center().y)
        };
        let palette = theme::palette(ui);
        let mut asked = None;
        for arc in &self.arcs {
            let start = match arc.source {
                Source::Row(id) => height(id),
                _ => Some(first.top() - 2.0),
            };
            let (Some(start), Some(end)) = (start, height(arc.target)) else {
                continue;
            };
            let lane = right - 6.0 - LANE * (arc.lane as f32 + 0.5);
            let sign = pos2(right - 2.5, end);
            let area = Rect::from_center_size(sign, vec2(11.0, 15.0));
            let id = ui.scope_id().with(("arc", arc.target, arc.join.is_some()));
            let response = ui.interact(area, id, Sense::click());
            let name = arc_name(&bench.document.experiment.architecture, arc);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            let ends = [arc.source, Source::Row(arc.target)];
            let lit = response.hovered()
                || response.has_focus()
                || pointed.is_some_and(|id| ends.contains(&Source::Row(id)));
            let ink = if lit { palette.accent } else { palette.faint };
            draw_arc(ui.painter(), [pos2(right, start), sign], lane, ink);
            draw_sign(ui.painter(), sign, arc.sign, ink, palette.ground);
            if lit {
                self.mark(ui, ends);
            }
            if response.clicked() {
                asked = Some((arc.source, arc.target, area.left_bottom()));
            }
            response.on_hover_text(say!("{}. Click to change it.", name).to_string());
        }
        if let Some(id) = self.dragged
            && let (Some(start), Some(at)) = (height(id), pointer)
        {
            let line = [pos2(first.left() + MARGINS[0] / 2.0, start), at];
            ui.painter().line_segment(line, (1.5, palette.accent));
            let later = self.later(bench, id, at);
            if let Some((_, line)) = later.and_then(|id| self.lines.iter().find(|own| own.0 == id))
            {
                ui.painter().rect_stroke(
                    *line,
                    theme::RADIUS,
                    (1.0, palette.accent),
                    egui::StrokeKind::Inside,
                );
            }
        }
        if let Some((source, at)) = self.dropped.take() {
            let later = self.later(bench, source, at);
            asked = later.map(|target| (Source::Row(source), target, at));
        }
        if let Some(asked) = asked {
            self.asked = Some(asked);
            Popup::open_id(ui.ctx(), menu_id(ui));
        }
        self.menu_ui(ui, bench);
    }

    /// The row under the pointer, where it comes after the row `id`.
    fn later(&self, bench: &Workbench, id: RowId, at: Pos2) -> Option<RowId> {
        let network = &bench.document.experiment.architecture;
        let own = network.position(id)?;
        let within = |line: &Rect| line.y_range().contains(at.y);
        let (target, _) = self.lines.iter().find(|(_, line)| within(line))?;
        (network.position(*target)? > own).then_some(*target)
    }

    /// Marks the rows at both ends of an arc.
    fn mark(&self, ui: &Ui, ends: [Source; 2]) {
        for (id, line) in &self.lines {
            if ends.contains(&Source::Row(*id)) {
                let at = Rect::from_min_size(
                    pos2(line.right() + 1.0, line.top() + 3.0),
                    vec2(2.0, line.height() - 6.0),
                );
                ui.painter().rect_filled(at, 1.0, theme::palette(ui).accent);
            }
        }
    }

    fn menu_ui(&mut self, ui: &Ui, bench: &mut Workbench) {
        let Some((source, target, at)) = self.asked else {
            return;
        };
        let id = menu_id(ui);
        let shown = Popup::new(id, ui.ctx().clone(), at, ui.layer_id())
            .kind(PopupKind::Menu)
            .open_memory(None)
            .show(|ui| join_menu_ui(ui, bench, source, target));
        if shown.is_none() {
            self.asked = None;
        }
    }
}

fn menu_id(ui: &Ui) -> Id {
    ui.scope_id().with("arc's menu")
}

/// An arc in words.
fn arc_name(network: &Architecture, arc: &Arc) -> String {
    let target = source_name(network, Source::Row(arc.target));
    let source = source_name(network, arc.source);
    let name = match arc.join {
        Some(Join::Add(_)) => format!("{target} adds {source}"),
        Some(Join::Subtract(_)) => format!("{target} subtracts {source}"),
        Some(Join::Multiply(_)) => format!("{target} multiplies by {source}"),
        Some(Join::Concat(_)) => format!("{target} concatenates {source}"),
        None => format!("{target} reads {source}"),
    };
    crate::ui::widgets::settings::capital(&name)
}

/// How a row can be joined to an earlier one: what does not fit is grey, with the reason.
fn join_menu_ui(ui: &mut Ui, bench: &mut Workbench, source: Source, target: RowId) {
    let experiment = &bench.document.experiment;
    let network = &experiment.architecture;
    let Some(at) = network.position(target) else {
        return ui.close();
    };
    let row = &network.rows[at];
    let reads = row.from == source && row.join.map(Join::source) != Some(source);
    let names = [source, Source::Row(target)].map(|source| source_name(network, source));
    ui.label(theme::note(ui, format!("{} to {}", names[0], names[1])));
    let input = experiment.data.shape();
    let mut chosen = None;
    for (how, words) in JOINS {
        let join = how.with(source);
        let fits = network.can_join(&bench.check.report, input, at, join);
        let is = row.join == Some(join);
        let button = Button::new(words)
            .selected(is)
            .frame_when_inactive(is)
            .min_size(vec2(150.0, theme::CONTROL));
        let response = ui.add_enabled(fits.is_ok(), button);
        if let Err(reason) = fits {
            response.on_disabled_hover_text(sentence(&bench.told(&reason)));
        } else if response.clicked() {
            chosen = Some(Some(join));
        }
    }
    let joined = row.join.is_some_and(|join| join.source() == source);
    let mut above = false;
    if joined || reads {
        ui.separator();
        let words = if joined {
            "Remove"
        } else {
            "Read the row above"
        };
        let button = Button::new(words).frame_when_inactive(false);
        if ui
            .add(button.min_size(vec2(150.0, theme::CONTROL)))
            .clicked()
        {
            above = !joined;
            chosen = joined.then_some(None);
        }
    }
    let row = &mut bench.document.experiment.architecture.rows[at];
    if above {
        row.from = Source::Above;
        ui.close();
    }
    if let Some(join) = chosen {
        row.join = join;
        ui.close();
    }
}

/// Out of one row, down its lane, into the other.
fn draw_arc(painter: &Painter, [start, end]: [Pos2; 2], lane: f32, ink: Color32) {
    const BEND: f32 = 4.0;
    let points = vec![
        start,
        pos2(lane + BEND, start.y),
        pos2(lane, start.y + BEND),
        pos2(lane, end.y - BEND),
        pos2(lane + BEND, end.y),
        end,
    ];
    painter.add(Shape::line(points, (1.25, ink)));
}

/// How it is joined: a plus, a minus, a cross or two bars in a circle; a dot where it is read alone.
fn draw_sign(painter: &Painter, at: Pos2, join: Option<Join>, ink: Color32, ground: Color32) {
    let Some(join) = join else {
        painter.circle_filled(at, 2.5, ink);
        return;
    };
    painter.circle(at, 5.5, ground, (1.0, ink));
    let line = |from: [f32; 2], to: [f32; 2]| {
        let ends = [from, to].map(|[x, y]| at + vec2(x, y));
        painter.line_segment(ends, (1.25, ink));
    };
    match join {
        Join::Add(_) => {
            line([-3.0, 0.0], [3.0, 0.0]);
            line([0.0, -3.0], [0.0, 3.0]);
        }
        Join::Subtract(_) => line([-3.0, 0.0], [3.0, 0.0]),
        Join::Multiply(_) => {
            line([-2.2, -2.2], [2.2, 2.2]);
            line([-2.2, 2.2], [2.2, -2.2]);
        }
        Join::Concat(_) => {
            line([-1.5, -2.8], [-1.5, 2.8]);
            line([1.5, -2.8], [1.5, 2.8]);
        }
    }
}
