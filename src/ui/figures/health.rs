//! Each row's health as a table.

use crate::figure::{Cell, Column, Figure, Numbers};
use crate::ui::widgets::health::Health;

/// The table of what the weights panel shows as bars.
pub fn health(lines: &[Health]) -> Figure {
    let rows = lines.iter().map(|line| {
        vec![
            Cell::Number(line.place as f64),
            line.label.as_str().into(),
            f64::from(line.weights).into(),
            f64::from(line.gradients).into(),
            line.dead
                .map_or(Cell::Empty, |share| f64::from(share).into()),
        ]
    });
    let columns = [
        Column::of("row", "", Numbers::Counted),
        Column::new("layer"),
        Column::of("weights, root mean square", "", Numbers::Short),
        Column::of("gradient, root mean square", "", Numbers::Short),
        Column::of("dead units", "", Numbers::Percent),
    ];
    Figure::table("Health of the rows", columns, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_line() {
        let line = Health {
            row: 4,
            place: 2,
            label: "Dense".into(),
            weights: 0.5,
            gradients: 0.25,
            dead: None,
        };
        let text = health(&[line]).csv();
        assert!(text.ends_with("\n2,Dense,0.5,0.25,\n"), "{text}");
    }
}
