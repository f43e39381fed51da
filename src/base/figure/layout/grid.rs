//! Grids on a page: a picture of colours with the names or the ends of its rows and columns, and its scale.

use std::sync::Arc;

use super::super::drawing::{Anchor, Ink, Shape, width_of};
use super::super::{Colormap, Grid, Group, Numbers, Places, Role, short};
use super::{EDGE, LINE, Page, TEXT};
use crate::image::Image;

/// Largest width and height.
const ROOM: [f64; 2] = [420.0, 320.0];
/// Largest side of a cell with its number in it.
const LEVEL: f64 = 48.0;
/// Most names along a side.
const NAMED: usize = 40;

impl Page {
    pub(super) fn grid(&mut self, grid: &Grid) {
        let (rows, columns) = (grid.rows(), grid.columns);
        if rows == 0 || columns == 0 {
            return;
        }
        let names = |places: &Places, count: usize| match places {
            Places::Names { .. } | Places::Levels { .. } if count <= NAMED => {
                (0..count).map(|at| places.name(at, count)).collect()
            }
            Places::Range { ends, .. } => ends.map(|end| short(end).replace('-', "−")).to_vec(),
            _ => Vec::new(),
        };
        let (across, down) = (names(&grid.across, columns), names(&grid.down, rows));
        let widest = down
            .iter()
            .map(|name| width_of(name, TEXT))
            .fold(0.0, f64::max);
        let named = !down.is_empty() && matches!(grid.down, Places::Names { .. });
        let cell = (ROOM[0] / columns as f64).min(ROOM[1] / rows as f64);
        let levels = matches!(grid.down, Places::Levels { .. });
        let cell = match (named, levels) {
            (true, _) => cell.clamp(14.0, 28.0),
            (_, true) => cell.clamp(28.0, LEVEL),
            _ => cell,
        };
        // Time over weights need not have square cells.
        let free = matches!(
            (&grid.across, &grid.down),
            (Places::Range { .. }, Places::Range { .. })
        ) && grid.groups.is_empty();
        let size = if free {
            ROOM
        } else {
            [cell * columns as f64, cell * rows as f64]
        };
        let left = EDGE + if down.is_empty() { 0.0 } else { widest + 8.0 };
        self.widen(left + size[0] + EDGE);
        for (what, arrow) in [(grid.down.what(), "↓"), (grid.across.what(), "→")] {
            if !what.is_empty() {
                let at = [left, self.bottom() + TEXT];
                self.drawing
                    .text(at, Anchor::Start, Ink::TEXT, format!("{what} {arrow}"));
                self.space(LINE);
            }
        }
        if let Places::Levels { .. } = grid.across {
            self.space(LINE);
        }
        let turned = matches!(grid.across, Places::Names { .. });
        let highest = across
            .iter()
            .map(|name| width_of(name, TEXT))
            .fold(0.0, f64::max);
        if turned {
            self.space(0.8 * highest + 8.0);
        }
        let top = self.bottom() + 2.0;
        let middle =
            |at: usize, count: usize, length: f64| (at as f64 + 0.5) / count as f64 * length;
        match &grid.down {
            Places::Range { .. } => {
                for (text, y) in down.iter().zip([top + 10.0, top + size[1]]) {
                    self.drawing
                        .text([left - 6.0, y], Anchor::End, Ink::WEAK, text);
                }
            }
            _ => {
                for (at, text) in down.iter().enumerate() {
                    let y = top + middle(at, rows, size[1]) + 4.0;
                    self.drawing
                        .text([left - 6.0, y], Anchor::End, Ink::WEAK, text);
                }
            }
        }
        if turned {
            for (at, text) in across.iter().enumerate() {
                self.drawing.shapes.push(Shape::Text {
                    at: [left + middle(at, columns, size[0]) + 3.0, top - 5.0],
                    text: text.clone(),
                    size: TEXT,
                    anchor: Anchor::Start,
                    ink: Ink::WEAK,
                    turn: -50.0,
                });
            }
        }
        if let Places::Levels { .. } = grid.across {
            for (at, text) in across.iter().enumerate() {
                let place = [left + middle(at, columns, size[0]), top - 5.0];
                self.drawing.text(place, Anchor::Middle, Ink::WEAK, &**text);
            }
        }
        let image = Arc::new(colours(grid));
        self.drawing.shapes.push(Shape::Picture {
            at: [left, top],
            size,
            image,
        });
        if levels {
            for (at, (value, [red, green, blue])) in
                grid.values.iter().zip(grid.colors(false)).enumerate()
            {
                let place = [
                    left + middle(at % columns, columns, size[0]),
                    top + middle(at / columns, rows, size[1]) + 4.0,
                ];
                let bright = u32::from(red) * 2 + u32::from(green) * 5 + u32::from(blue);
                let ink = if bright > 8 * 140 {
                    Ink::TEXT
                } else {
                    Ink::GROUND
                };
                if value.is_finite() {
                    let number = Numbers::Short.write(f64::from(*value));
                    self.drawing.text(place, Anchor::Middle, ink, number);
                }
            }
        }
        // What is chosen lies under the classes' points: a ring of it is seen round them.
        let chosen = |(at, _): &(usize, &Group)| grid.role(*at).rings();
        let all = || grid.groups.iter().enumerate();
        for (at, group) in all().filter(chosen).chain(all().filter(|one| !chosen(one))) {
            let ink = Ink::from(grid.role(at));
            let dots: &[(f64, Ink, Ink)] = match grid.role(at) {
                Role::Group { .. } => &[(2.5, ink, Ink::GROUND)],
                role if role.rings() => &[(4.5, ink, ink)],
                // Of dots that lie close together one line is seen.
                _ => &[(2.2, Ink::GROUND, Ink::GROUND), (1.2, ink, ink)],
            };
            for (radius, fill, ring) in dots.iter().copied() {
                for [x, y] in &group.points {
                    let at = [left + x * size[0], top + y * size[1]];
                    self.drawing.shapes.push(Shape::Circle {
                        at,
                        radius,
                        fill,
                        ring,
                    });
                }
            }
        }
        self.space(2.0 + size[1]);
        if let (Places::Range { .. }, [first, last]) = (&grid.across, &*across) {
            let base = self.bottom() + 14.0;
            self.drawing
                .text([left, base], Anchor::Start, Ink::WEAK, first);
            self.drawing
                .text([left + size[0], base], Anchor::End, Ink::WEAK, last);
            self.space(LINE);
        }
        self.groups(grid, left);
        self.scale(grid, left);
    }

    /// Which group is which.
    fn groups(&mut self, grid: &Grid, left: f64) {
        let mut x = left;
        for (at, group) in grid.groups.iter().enumerate() {
            let base = self.bottom() + 14.0;
            self.drawing.shapes.push(Shape::Circle {
                at: [x + 4.0, base - 4.0],
                radius: 3.0,
                fill: grid.role(at).into(),
                ring: Ink::GROUND,
            });
            self.drawing
                .text([x + 12.0, base], Anchor::Start, Ink::WEAK, &*group.name);
            x += 28.0 + width_of(&group.name, TEXT);
        }
        if !grid.groups.is_empty() {
            self.space(LINE);
        }
    }

    /// What the colours mean: the least and the largest number beside a strip of all.
    fn scale(&mut self, grid: &Grid, left: f64) {
        let finite = || {
            grid.values
                .iter()
                .copied()
                .filter(|value| value.is_finite())
        };
        let low = finite().fold(f32::INFINITY, f32::min);
        let high = finite().fold(f32::NEG_INFINITY, f32::max);
        if low > high {
            return;
        }
        let base = self.bottom() + 16.0;
        let (signed, shares) = grid.shares();
        let share = |number: f32| {
            let found = grid.values.iter().position(|value| *value == number);
            found.map_or(0.5, |at| shares[at].clamp(0.0, 1.0))
        };
        let map = if signed {
            Colormap::diverging(false)
        } else {
            Colormap::amount(false)
        };
        let (from, to) = (share(low), share(high));
        let strip = Image::from_fn(3, 1, 64, |c, _, x| {
            let share = from + (to - from) * x as f32 / 63.0;
            f32::from(map.color(share)[c]) / 255.0
        });
        let [low, high] = [low, high].map(|end| short(f64::from(end)).replace('-', "−"));
        self.drawing
            .text([left, base], Anchor::Start, Ink::WEAK, &*low);
        let x = left + width_of(&low, TEXT) + 8.0;
        self.drawing.shapes.push(Shape::Picture {
            at: [x, base - 8.0],
            size: [96.0, 8.0],
            image: Arc::new(strip),
        });
        self.drawing
            .text([x + 104.0, base], Anchor::Start, Ink::WEAK, high);
        self.space(20.0);
    }
}

/// The grid as a picture, a pixel a cell.
fn colours(grid: &Grid) -> Image {
    let colors = grid.colors(false);
    let columns = grid.columns;
    Image::from_fn(3, grid.rows(), columns, |c, y, x| {
        f32::from(colors[y * columns + x][c]) / 255.0
    })
}
