//! Plots on a page: thin axes, few ticks, names at the ends of lines.

use super::super::drawing::{Anchor, Ink, Shape, width_of};
use super::super::scale::Scale;
use super::super::{Dash, Mark, Marking, Plot, Point, Role, Standing};
use super::{EDGE, LINE, Page, TEXT};

/// Height of the frame.
const HEIGHT: f64 = 300.0;
/// From one name to the next.
const STEP: f64 = 14.0;

/// Radius of a sign, and about how far apart a line's are.
const SIGN: f64 = 3.25;
const APART: f64 = 72.0;

/// Some of a line's places, about evenly apart.
fn spaced(parts: &[Vec<[f64; 2]>]) -> Vec<[f64; 2]> {
    let mut next = f64::NEG_INFINITY;
    let all = parts.iter().flatten().copied();
    let far = all.filter(|[x, _]| {
        let far = *x >= next;
        if far {
            next = x + APART;
        }
        far
    });
    far.collect()
}

/// From values to places.
struct Frame<'a> {
    plot: &'a Plot,
    x: Scale,
    y: Scale,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame<'_> {
    fn across(&self, value: f64) -> Option<f64> {
        let inside = |place: &f64| (-1e-9..=1.0 + 1e-9).contains(place);
        let place = self.x.place(value).filter(inside)?;
        Some(self.left + place * (self.right - self.left))
    }

    fn up(&self, value: f64) -> Option<f64> {
        // What lies far beyond a fixed range would leave the page.
        let place = self.y.place(value)?.clamp(-0.02, 1.02);
        Some(self.bottom - place * (self.bottom - self.top))
    }

    fn place(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        Some([self.across(x)?, self.up(y)?])
    }

    /// A line's unbroken parts: a value without a place breaks it.
    fn parts(&self, points: &[[f64; 2]], stepped: bool) -> Vec<Vec<[f64; 2]>> {
        let mut parts: Vec<Vec<[f64; 2]>> = vec![Vec::new()];
        for point in points {
            let Some(place) = self.place(*point) else {
                parts.push(Vec::new());
                continue;
            };
            let part = parts.last_mut();
            if let Some(part) = part {
                if let (true, Some([_, y])) = (stepped, part.last()) {
                    part.push([place[0], *y]);
                }
                part.push(place);
            }
        }
        parts.retain(|part| !part.is_empty());
        parts
    }
}

impl Page {
    pub(super) fn plot(&mut self, plot: &Plot) {
        let values = |at: usize| {
            let places = plot.marks.iter().flat_map(|mark| mark.marking.places());
            places.map(move |place| place[at])
        };
        let (x, y) = (Scale::of(&plot.x, values(0)), Scale::of(&plot.y, values(1)));
        let ticks = y.ticks(5);
        let tick = |value: f64, label: String| {
            if plot.y.log {
                label
            } else {
                plot.y.tick(value)
            }
        };
        let ticks: Vec<_> = ticks
            .into_iter()
            .map(|(value, label)| (value, tick(value, label)))
            .collect();
        let widest = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| width_of(text, TEXT)).fold(0.0, f64::max)
        };
        let names = widest(&mut plot.marks.iter().map(|mark| &*mark.name));
        let signed = plot.marks.iter().any(|mark| mark.role.sign().is_some());
        let names = names + if signed { 3.0 * SIGN } else { 0.0 };
        let left = EDGE + 8.0 + widest(&mut ticks.iter().map(|(_, label)| &**label)).max(24.0);
        self.widen(left + 360.0 + names + 8.0 + EDGE);
        let top = self.bottom() + 22.0;
        let frame = Frame {
            plot,
            x,
            y,
            left,
            right: self.drawing.width - EDGE - names - 8.0,
            top,
            bottom: top + HEIGHT,
        };
        self.drawing
            .text([left, top - 10.0], Anchor::Start, Ink::TEXT, plot.y.title());
        for (value, label) in ticks {
            let Some(at) = frame.up(value) else { continue };
            self.drawing
                .rule([left, at], [frame.right, at], Ink::HAIRLINE);
            self.drawing
                .text([left - 8.0, at + 4.0], Anchor::End, Ink::WEAK, label);
        }
        self.space(22.0 + HEIGHT + LINE);
        self.x_axis(&frame);
        for mark in &plot.marks {
            self.mark(&frame, mark);
        }
        self.names(&frame);
        self.point_names(&frame);
    }

    fn x_axis(&mut self, frame: &Frame<'_>) {
        let axis = &frame.plot.x;
        let base = frame.bottom + LINE;
        if axis.names.is_empty() {
            for (value, label) in frame.x.ticks(6) {
                let Some(at) = frame.across(value) else {
                    continue;
                };
                let label = if axis.log { label } else { axis.tick(value) };
                self.drawing
                    .text([at, base], Anchor::Middle, Ink::WEAK, label);
            }
        } else {
            // Names that are wider than their room are turned.
            let room = (frame.right - frame.left) / axis.names.len() as f64;
            let widest = axis
                .names
                .iter()
                .map(|name| width_of(name, TEXT))
                .fold(0.0, f64::max);
            let turned = widest > room - 6.0;
            for (value, name) in axis.names.iter().enumerate() {
                let Some(at) = frame.across(value as f64) else {
                    continue;
                };
                let (anchor, turn) = if turned {
                    (Anchor::End, -35.0)
                } else {
                    (Anchor::Middle, 0.0)
                };
                self.drawing.shapes.push(Shape::Text {
                    at: [at, base - if turned { 4.0 } else { 0.0 }],
                    text: name.clone(),
                    size: TEXT,
                    anchor,
                    ink: Ink::WEAK,
                    turn,
                });
            }
            if turned {
                self.space(0.6 * widest);
            }
        }
        let title = axis.title();
        if !title.is_empty() {
            self.space(LINE);
            let at = [(frame.left + frame.right) / 2.0, self.bottom()];
            self.drawing.text(at, Anchor::Middle, Ink::TEXT, title);
        }
    }

    fn mark(&mut self, frame: &Frame<'_>, mark: &Mark) {
        let ink = Ink::from(mark.role).cover(if mark.faint { 0.45 } else { 1.0 });
        match &mark.marking {
            Marking::Line { points, raw, dash } => {
                self.lines(frame.parts(raw, false), 1.0, ink.cover(0.28), Dash::Solid);
                let parts = frame.parts(points, *dash == Dash::Stepped);
                // A line of one point would not be seen.
                let marked: Vec<_> = match dash {
                    Dash::Dashed => parts.iter().flatten().copied().collect(),
                    Dash::Dotted => parts
                        .last()
                        .and_then(|part| part.last())
                        .copied()
                        .into_iter()
                        .collect(),
                    _ => parts
                        .iter()
                        .filter(|part| part.len() == 1)
                        .flatten()
                        .copied()
                        .collect(),
                };
                for at in marked {
                    self.dot(at, 2.5, ink, ink);
                }
                let signs = spaced(&parts);
                self.lines(parts, 1.75, ink, *dash);
                for at in signs {
                    self.sign(mark.role, at, ink);
                }
            }
            Marking::Points(points) => {
                for point in points {
                    self.point(frame, point, ink);
                }
            }
            Marking::Band(points) => {
                let edge = |end: usize| points.iter().map(move |point| [point[0], point[end]]);
                let (low, high): (Vec<_>, Vec<_>) = (edge(1).collect(), edge(2).collect());
                let both = frame
                    .parts(&low, false)
                    .into_iter()
                    .zip(frame.parts(&high, false));
                for (low, mut high) in both {
                    high.reverse();
                    let points = low.into_iter().chain(high).collect();
                    let fill = ink.cover(0.18);
                    self.drawing.shapes.push(Shape::Area { points, fill });
                }
            }
            Marking::Bars(points) => {
                let gap = points.windows(2).map(|two| (two[1][0] - two[0][0]).abs());
                let half = 0.35 * gap.fold(1.0, f64::min);
                let floor = frame.up(0.0).unwrap_or(frame.bottom).min(frame.bottom);
                for [x, y] in points {
                    let ends = [frame.across(x - half), frame.across(x + half), frame.up(*y)];
                    if let [Some(left), Some(right), Some(end)] = ends {
                        let size = [right - left, (floor - end).abs()];
                        self.drawing.rect([left, end.min(floor)], size, ink);
                    }
                }
            }
            Marking::Level(y) => {
                if let Some(y) = frame.up(*y) {
                    let points = vec![[frame.left, y], [frame.right, y]];
                    self.lines(vec![points], 1.0, ink, Dash::Dotted);
                    for share in [0.25, 0.75] {
                        let x = frame.left + share * (frame.right - frame.left);
                        self.sign(mark.role, [x, y], ink);
                    }
                }
            }
            Marking::Moment { x, .. } => {
                if let Some(x) = frame.across(*x) {
                    self.drawing.rule([x, frame.top], [x, frame.bottom], ink);
                }
            }
        }
    }

    fn lines(&mut self, parts: Vec<Vec<[f64; 2]>>, width: f64, ink: Ink, dash: Dash) {
        for points in parts.into_iter().filter(|part| part.len() > 1) {
            self.drawing.shapes.push(Shape::Line {
                points,
                width,
                ink,
                dash,
            });
        }
    }

    /// What tells it apart from others of its colour, if anything is needed.
    fn sign(&mut self, role: Role, [x, y]: [f64; 2], fill: Ink) {
        if let Some(sign) = role.sign() {
            let corner = |[dx, dy]: &[f64; 2]| [x + SIGN * dx, y + SIGN * dy];
            let points = sign.corners().iter().map(corner).collect();
            self.drawing.shapes.push(Shape::Area { points, fill });
        }
    }

    fn dot(&mut self, at: [f64; 2], radius: f64, fill: Ink, ring: Ink) {
        self.drawing.shapes.push(Shape::Circle {
            at,
            radius,
            fill,
            ring,
        });
    }

    fn point(&mut self, frame: &Frame<'_>, point: &Point, ink: Ink) {
        let Some(at) = frame.place(point.at) else {
            return;
        };
        let ink = ink.cover(if point.faint { 0.3 } else { 1.0 });
        let radius = if point.label.is_empty() { 2.5 } else { 4.0 };
        match point.standing {
            Standing::Estimated => self.dot(at, radius, Ink::GROUND, ink),
            Standing::Passed => self.dot(at, 1.5, ink.cover(0.4), ink.cover(0.0)),
            _ => self.dot(at, radius, ink, Ink::GROUND),
        }
    }

    /// Names at the ends of their marks, moved apart where two would touch.
    fn names(&mut self, frame: &Frame<'_>) {
        let named = frame.plot.marks.iter().filter(|mark| !mark.name.is_empty());
        let end = |mark: &Mark| match &mark.marking {
            Marking::Points(points) => points.iter().rev().find_map(|point| frame.up(point.at[1])),
            marking => frame.up(marking.end()?[1]),
        };
        let mut names: Vec<_> = named
            .filter(|mark| !matches!(mark.marking, Marking::Moment { .. } | Marking::Bars(_)))
            .map(|mark| (end(mark).unwrap_or(frame.top), mark))
            .collect();
        names.sort_by(|a, b| a.0.total_cmp(&b.0));
        let count = names.len();
        let mut free = frame.top - 4.0;
        for (rank, (y, mark)) in names.into_iter().enumerate() {
            let last = frame.bottom - STEP * (count - rank - 1) as f64;
            let y = y.min(last).max(free);
            free = y + STEP;
            let mut at = [frame.right + 8.0, y + 4.0];
            if mark.role.sign().is_some() {
                self.sign(mark.role, [at[0] + SIGN, y], mark.role.into());
                at[0] += 3.0 * SIGN;
            }
            let name = mark.name.replace('\n', ", ");
            self.drawing.text(at, Anchor::Start, mark.role.into(), name);
        }
    }

    /// The names of points: right of each, above, below or left, wherever it covers no other name.
    fn point_names(&mut self, frame: &Frame<'_>) {
        let mut taken: Vec<[f64; 4]> = Vec::new();
        let points = frame
            .plot
            .marks
            .iter()
            .filter_map(|mark| match &mark.marking {
                Marking::Points(points) => Some(points),
                _ => None,
            });
        for point in points.flatten().filter(|point| !point.label.is_empty()) {
            let Some([x, y]) = frame.place(point.at) else {
                continue;
            };
            let wide = width_of(&point.label, TEXT);
            let places = [
                (x + 7.0, y + 4.0, Anchor::Start, x + 7.0),
                (x, y - 8.0, Anchor::Middle, x - wide / 2.0),
                (x, y + 17.0, Anchor::Middle, x - wide / 2.0),
                (x - 7.0, y + 4.0, Anchor::End, x - 7.0 - wide),
            ];
            let covers = |left: f64, base: f64, [a, b, c, d]: &[f64; 4]| {
                left < *c && left + wide > *a && base - 11.0 < *d && base > *b
            };
            let free = places
                .iter()
                .find(|(_, base, _, left)| !taken.iter().any(|other| covers(*left, *base, other)));
            let (at, base, anchor, left) = *free.unwrap_or(&places[0]);
            taken.push([left, base - 11.0, left + wide, base]);
            let ink = if point.faint { Ink::WEAK } else { Ink::TEXT };
            self.drawing.text([at, base], anchor, ink, &*point.label);
        }
    }
}
