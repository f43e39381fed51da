//! Tables on a page: texts to the left, numbers to the right of their columns.

use super::super::Table;
use super::super::drawing::{Anchor, Ink, Shape, width_of};
use super::{EDGE, LINE, Page, TEXT};

/// Room between columns.
const GAP: f64 = 20.0;

impl Page {
    pub(super) fn table(&mut self, table: &Table) {
        let rows: Vec<_> = table.rows.iter().map(|row| table.texts(row)).collect();
        let top = self.bottom() + TEXT;
        let mut x = EDGE
            + if table.rows.iter().any(|row| row.role.is_some()) {
                14.0
            } else {
                0.0
            };
        for (at, column) in table.columns.iter().enumerate() {
            let title = column.title();
            let cells = rows.iter().map(|row| width_of(&row[at], TEXT));
            let widest = cells.fold(width_of(&title, TEXT), f64::max);
            let (anchor, place) = match table.is_numeric(at) {
                true => (Anchor::End, x + widest),
                false => (Anchor::Start, x),
            };
            self.drawing.text([place, top], anchor, Ink::WEAK, title);
            for (index, (row, cells)) in table.rows.iter().zip(&rows).enumerate() {
                let ink = if row.faint { Ink::WEAK } else { Ink::TEXT };
                let base = top + 24.0 + LINE * index as f64;
                self.drawing.text([place, base], anchor, ink, &*cells[at]);
            }
            x += widest + GAP;
        }
        for (index, row) in table.rows.iter().enumerate() {
            if let Some(role) = row.role {
                let at = [EDGE + 4.0, top + 20.0 + LINE * index as f64];
                self.drawing.shapes.push(Shape::Circle {
                    at,
                    radius: 3.5,
                    fill: role.into(),
                    ring: Ink::GROUND,
                });
            }
        }
        self.widen(x - GAP + EDGE);
        let right = self.drawing.width - EDGE;
        self.drawing
            .rule([EDGE, top + 7.0], [right, top + 7.0], Ink::HAIRLINE);
        self.space(TEXT + 16.0 + LINE * table.rows.len() as f64);
    }
}
