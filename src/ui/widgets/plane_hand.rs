//! What a person does to points on the plane: place, drag, remove.

use egui::{Pos2, Rect, Response, Ui, vec2};

use super::button::segments;
use crate::data::DataSet;
use crate::probe::{GroundView, Sample};
use crate::say;
use crate::setting::{MARKS, Mark, Value};
use crate::ui::theme::{self, CONTROL, UNIT};
use crate::words::Text;

/// How near to a point the pointer takes hold of it, in screen points.
const NEAR: f32 = 9.0;
/// How far outside of the plane a dragged point is let go to remove it.
const OUTSIDE: f32 = 12.0;
/// Two places that are nearer than this are one: places are written to hundredths.
const SAME: f32 = 0.011;

/// What a click does, and the point that is dragged.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    tool: Tool,
    /// The point that is dragged.
    pub(super) held: Option<Held>,
}

/// What a click does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Tool {
    /// It shows what the network makes of the point.
    #[default]
    Look,
    /// It places a point of this class.
    Place(usize),
}

/// A dragged point.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// Its number among the points.
    pub(super) index: usize,
    /// Where it was.
    from: Mark,
    /// Where the pointer has it now.
    pub(super) now: Pos2,
}

/// Something done on the plane.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// A point of the plane is to be looked at.
    Look([f32; 2]),
    /// A point of the data set is changed.
    Change(Change),
}

/// A point is placed (it comes from nowhere), moved, given the other class, or removed (it goes nowhere).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    from: Option<Mark>,
    to: Option<Mark>,
}

/// Where the plane is on the screen.
#[derive(Clone, Copy)]
pub(super) struct Board {
    pub(super) square: Rect,
    pub(super) view: GroundView,
}

impl Board {
    /// The point of the plane at a place of the screen.
    pub(super) fn point(self, at: Pos2) -> [f32; 2] {
        let by = (at - self.square.center()) * (2.0 * self.view.reach / self.square.width());
        [by.x, -by.y]
    }

    fn place(self, [x, y]: [f32; 2]) -> Pos2 {
        self.square.center() + vec2(x, -y) * (0.5 * self.square.width() / self.view.reach)
    }

    /// The number of the point under the pointer. Cost: proportional to the points.
    pub(super) fn nearest(self, points: &[[f32; 2]], at: Pos2) -> Option<usize> {
        let far = |point: &[f32; 2]| self.place(*point).distance_sq(at);
        let all = points.iter().map(far).enumerate();
        let near = all.filter(|(_, far)| *far <= NEAR * NEAR);
        near.min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(index, _)| index)
    }
}

impl Hand {
    /// What a click does now: where there are no points of a class yet, it places one of that.
    fn tool(&self, classes: &[usize]) -> Tool {
        let missing = (0..2).find(|class| !classes.contains(class));
        match (self.tool, missing) {
            (Tool::Look, Some(class)) => Tool::Place(class),
            (tool, _) => tool,
        }
    }

    /// What the pointer does on the plane.
    pub(super) fn at_work(
        &mut self,
        response: &Response,
        board: Board,
        points: &[[f32; 2]],
        classes: &[usize],
    ) -> Option<Deed> {
        let mark = |index: usize| {
            let (at, class) = (*points.get(index)?, *classes.get(index)?);
            Some(Mark { at, class })
        };
        let input = |read: fn(&egui::PointerState) -> Option<Pos2>| {
            response.ctx.input(|input| read(&input.pointer))
        };
        let change = |from, to| Some(Deed::Change(Change { from, to }));
        if response.drag_started_by(egui::PointerButton::Primary) {
            let origin = input(egui::PointerState::press_origin);
            let index = origin.and_then(|at| board.nearest(points, at));
            let held = index.and_then(|index| Some((index, mark(index)?)));
            self.held = held
                .zip(origin)
                .map(|((index, from), now)| Held { index, from, now });
        }
        if let Some(held) = &mut self.held {
            if let Some(now) = response.interact_pointer_pos() {
                held.now = now;
            }
            if response.drag_stopped() {
                let Held { from, now, .. } = self.held.take()?;
                let out = !board.square.expand(OUTSIDE).contains(now);
                let at = board.view.within(board.point(now));
                return change(Some(from), (!out).then_some(Mark { at, ..from }));
            }
            if !response.dragged() {
                self.held = None;
            }
            return None;
        }
        let at = response
            .interact_pointer_pos()
            .filter(|at| board.square.contains(*at))?;
        let point = board.view.within(board.point(at));
        let under = board.nearest(points, at).and_then(mark);
        let of = |class: usize| match under {
            Some(own) if own.class == class => None,
            Some(own) => change(Some(own), Some(Mark { class, ..own })),
            None => change(None, Some(Mark { at: point, class })),
        };
        if response.secondary_clicked() {
            return match (under, self.tool(classes)) {
                (Some(own), _) => change(Some(own), None),
                (None, Tool::Place(class)) => of(1 - class.min(1)),
                (None, Tool::Look) => None,
            };
        }
        if !response.clicked() {
            return None;
        }
        match self.tool(classes) {
            Tool::Look => Some(Deed::Look(board.point(at))),
            Tool::Place(class) => of(class),
        }
    }

    /// What can be done here, in words; `near` a point or not.
    pub(super) fn hint(&self, near: bool, points: &[usize], classes: &[String]) -> String {
        let name = |class: usize| classes.get(class).map_or("?", String::as_str);
        match (near, self.tool(points)) {
            (true, Tool::Look) => "Drag: move this point. Right click: remove it.".into(),
            (true, Tool::Place(class)) => {
                format!(
                    "Drag: move this point. Click: make it {}. Right click: remove it.",
                    name(class)
                )
            }
            (false, Tool::Look) => "Click: what each unit makes of this point.".into(),
            (false, Tool::Place(class)) => {
                let other = name(1 - class.min(1));
                format!(
                    "Click: place a point of {}. Right click: of {other}.",
                    name(class)
                )
            }
        }
    }
}

impl Change {
    /// Changes the points of the data set: of those of a pattern that is made, own ones are made first. Says what a
    /// person should know of it.
    pub fn carry_out(self, sample: &Sample, data: &mut dyn DataSet) -> Option<Text> {
        let own = Value::Text("own".into());
        let kept = match data.get("own") {
            Some(Value::Text(text)) if data.get("pattern") == Some(own.clone()) => {
                Mark::read(&text)
            }
            _ => None,
        };
        let mut marks = kept.unwrap_or_else(|| {
            let points = sample.ground.iter().flat_map(|ground| &ground.points);
            let all = points.zip(sample.examples.classes());
            all.map(|(at, class)| Mark {
                at: *at,
                class: *class,
            })
            .collect()
        });
        let same = |a: Mark, b: Mark| {
            a.class == b.class && (0..2).all(|one| (a.at[one] - b.at[one]).abs() < SAME)
        };
        let found = self
            .from
            .and_then(|from| marks.iter().position(|mark| same(*mark, from)));
        match (found, self.to) {
            (Some(at), Some(to)) => marks[at] = to,
            (Some(at), None) => drop(marks.remove(at)),
            (None, Some(to)) if self.from.is_none() => marks.push(to),
            // What was meant is gone.
            (None, _) => return None,
        }
        // One more than there may be is refused, and the points stay as they are.
        if data.set("own", Value::Text(Mark::write(&marks))).is_err() {
            return Some(say!(
                "there are {} points of your own, and no more than that are kept: remove some first",
                MARKS
            ));
        }
        let before = data.get("pattern");
        let _ = data.set("pattern", own.clone());
        let shown = sample.examples.classes().len();
        let asked = match data.get("count") {
            Some(Value::Int(count)) => usize::try_from(count).unwrap_or(0),
            _ => 0,
        };
        (before != Some(own) && asked > shown).then(|| {
            say!(
                "of the {} points the first {} are now points of your own; Undo brings the others back",
                asked,
                shown
            )
        })
    }
}

/// The line that chooses what a click does.
pub(crate) fn tool_ui(ui: &mut Ui, hand: &mut Hand, classes: &[String]) {
    let chosen = match hand.tool {
        Tool::Look => 0,
        Tool::Place(class) => 1 + class,
    };
    let mut words = vec!["Look"];
    words.extend(classes.iter().map(String::as_str));
    let help = &*say!("What a click on the plane does: look at what the network makes of a point, or place a point of \
        a class (right click: of the other). Points can always be dragged; dragged out of the plane, or clicked with \
        the right button, they are removed.").to_string();
    ui.horizontal(|ui| {
        ui.label(theme::note(ui, "click")).on_hover_text(help);
        let size = vec2(ui.available_width().min(168.0), CONTROL);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            if let Some(at) = segments(ui, "Click", &words, chosen) {
                hand.tool = at.checked_sub(1).map_or(Tool::Look, Tool::Place);
            }
        });
        ui.add_space(UNIT);
        if !matches!(hand.tool, Tool::Look) {
            let note = "or right click for the other class";
            ui.add(egui::Label::new(theme::note(ui, note)).truncate());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{EmptyShelf, Parts, Points};
    use crate::setting::Adjust as _;

    fn mark(x: f32, y: f32, class: usize) -> Mark {
        Mark { at: [x, y], class }
    }

    fn sample(points: &Points) -> Sample {
        Sample::load(points, 3, &Parts::default(), &EmptyShelf).unwrap()
    }

    fn own(points: &Points) -> Vec<Mark> {
        assert_eq!(points.get("pattern"), Some(Value::Text("own".into())));
        Mark::read(&points.own).unwrap()
    }

    #[test]
    fn own_points_begin_with_those_of_the_pattern_and_one_changes() {
        let mut points = Points::default();
        let seen = sample(&points);
        let (at, class) = (
            seen.ground.as_ref().unwrap().points[7],
            seen.examples.classes()[7],
        );
        let from = Some(Mark { at, class });
        let to = Some(Mark {
            at: [1.0, -1.0],
            class,
        });
        Change { from, to }.carry_out(&seen, &mut points);
        let marks = own(&points);
        assert_eq!(
            (marks.len(), marks[7]),
            (seen.count(), mark(1.0, -1.0, class))
        );
        let other = seen.ground.as_ref().unwrap().points[8];
        assert!((marks[8].at[0] - other[0]).abs() < SAME);
        // The sample is an older one, as while the new one is loaded: what was done before stays done.
        let added = Change {
            from: None,
            to: Some(mark(2.0, 2.0, 1)),
        };
        added.carry_out(&seen, &mut points);
        assert_eq!(own(&points).len(), seen.count() + 1);
        Change { from: to, to: None }.carry_out(&seen, &mut points);
        assert_eq!(own(&points).len(), seen.count());
        // It is gone: nothing happens, above all to no other point.
        Change { from: to, to: None }.carry_out(&seen, &mut points);
        assert_eq!(own(&points).len(), seen.count());
    }
}
