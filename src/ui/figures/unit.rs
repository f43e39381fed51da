//! How a unit comes to its number: its terms, their sum, and what the layers behind it make of it.

use super::inside::Seen;
use crate::data::Inputs;
use crate::figure::{Cell, Column, Figure, Numbers};
use crate::nn::RowId;
use crate::probe::Unit;

/// Most terms that are told one by one: those of the largest size.
const TERMS: usize = 12;

/// What the units of a network make of the plane, and how one of them comes to its number.
pub struct UnitsSeen {
    /// What leaves each row.
    pub seen: Seen,
    /// The unit's sum, where one was asked for and its row is a dense one.
    pub sum: Option<UnitSum>,
}

/// How a unit comes to its number.
pub struct UnitSum {
    /// The row and number that were asked for.
    pub asked: (RowId, usize),
    /// The sum in one line.
    pub line: String,
    /// The terms.
    pub figure: Figure,
}

/// The unit that was `asked` for, at a point of which so much enters, in words and numbers; `place` gives the place of
/// a row.
pub fn of_unit(
    unit: &Unit,
    asked: (RowId, usize),
    (inputs, [x, y]): (Inputs, [f32; 2]),
    place: &dyn Fn(RowId) -> Option<usize>,
) -> UnitSum {
    let number = |value: f32| Numbers::Decimals(2).write(f64::from(value));
    let row = |id| place(id).unwrap_or_default();
    let name = |at: usize| match (unit.from, at) {
        (None, at) => inputs.names().nth(at).unwrap_or_default().to_owned(),
        (Some(from), at) => format!("row {}, unit {}", row(from), at + 1),
    };
    let products: Vec<_> = unit.inputs.iter().zip(&unit.weights).collect();
    let products: Vec<f32> = products.into_iter().map(|(a, b)| a * b).collect();
    let mut order: Vec<_> = (0..products.len()).collect();
    if order.len() > TERMS {
        order.sort_by(|a, b| products[*b].abs().total_cmp(&products[*a].abs()));
    }
    let rest: f32 = order.iter().skip(TERMS).map(|at| products[*at]).sum();
    let line = |name: String, cells: [Option<f32>; 3]| {
        let cells = cells.map(|cell| cell.map_or(Cell::from(""), |value| f64::from(value).into()));
        let mut all = vec![Cell::from(name)];
        all.extend(cells);
        all
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for at in order.iter().copied().take(TERMS) {
        let cells = [unit.inputs[at], unit.weights[at], products[at]].map(Some);
        rows.push(line(name(at), cells));
    }
    if order.len() > TERMS {
        let name = format!("{} smaller terms", order.len() - TERMS);
        rows.push(line(name, [None, None, Some(rest)]));
    }
    if unit.bias.is_some() {
        rows.push(line("bias".into(), [None, None, unit.bias]));
    }
    rows.push(line("sum".into(), [None, None, Some(unit.output)]));
    for (layer, value) in &unit.bent {
        rows.push(line((*layer).into(), [None, None, Some(*value)]));
    }
    let mut sum = String::new();
    let mut add = |value: f32, times: Option<f32>| {
        let size = number(if sum.is_empty() { value } else { value.abs() });
        if !sum.is_empty() {
            sum += if value < 0.0 { " − " } else { " + " };
        }
        sum += &size;
        match times.map(|times| (times < 0.0, number(times))) {
            Some((true, times)) => sum += &format!(" · ({times})"),
            Some((false, times)) => sum += &format!(" · {times}"),
            None => {}
        }
    };
    for at in order.iter().take(3) {
        add(unit.weights[*at], Some(unit.inputs[*at]));
    }
    if let Some(bias) = unit.bias {
        add(bias, None);
    }
    if order.len() > 3 {
        sum += " + …";
    }
    sum = format!("{sum} = {}", number(unit.output));
    for (layer, value) in &unit.bent {
        sum = format!("{sum} → {layer} {}", number(*value));
    }
    let columns = ["term", "input", "weight", "product"].map(Column::new);
    let title = format!("Row {}, unit {}", row(unit.row), asked.1 + 1);
    let figure = Figure::table(title, columns, rows);
    let figure = figure
        .id("unit")
        .note(format!("At x {}, y {}.", number(x), number(y)));
    UnitSum {
        asked,
        line: sum,
        figure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_told_term_by_term() {
        let unit = Unit {
            row: 4,
            from: None,
            inputs: vec![0.5, -1.0],
            weights: vec![2.0, -0.25],
            bias: Some(0.1),
            output: 1.35,
            bent: vec![("Tanh", 0.691)],
        };
        let sum = of_unit(&unit, (4, 2), (Inputs::PLAIN, [0.5, -1.0]), &|_| Some(3));
        assert_eq!(
            sum.line,
            "2.00 · 0.50 − 0.25 · (−1.00) + 0.10 = 1.35 → Tanh 0.69"
        );
        assert_eq!(sum.figure.title, "Row 3, unit 3");
        let text = sum.figure.csv();
        assert!(
            text.contains("x,0.5,2,1\n") && text.contains("y,-1,-0.25,0.25"),
            "{text}"
        );
        assert!(
            text.contains("bias,,,0.1") && text.contains("Tanh,,,0.69"),
            "{text}"
        );
    }

    #[test]
    fn of_many_terms_the_largest_are_told_and_the_rest_is_one() {
        let unit = Unit {
            row: 2,
            from: Some(1),
            inputs: vec![1.0; 20],
            weights: (0..20).map(|at| at as f32 / 4.0).collect(),
            bias: None,
            output: 47.5,
            bent: Vec::new(),
        };
        let text = of_unit(&unit, (2, 0), (Inputs::PLAIN, [0.0; 2]), &|id| {
            Some(id as usize)
        })
        .figure
        .csv();
        assert!(text.contains("8 smaller terms,,,7\n"), "{text}");
        assert!(text.contains("\"row 1, unit 20\",1,4.75,4.75"), "{text}");
    }

    #[test]
    fn inputs_have_the_names_of_what_enters() {
        use crate::setting::{Field, Value};
        let inputs = Inputs::from_value(&Value::Text("xy sin-x".into())).unwrap();
        let unit = Unit {
            row: 1,
            from: None,
            inputs: vec![2.0, 0.5],
            weights: vec![1.0, 4.0],
            bias: None,
            output: 4.0,
            bent: Vec::new(),
        };
        let text = of_unit(&unit, (1, 0), (inputs, [0.5, 4.0]), &|_| Some(1))
            .figure
            .csv();
        assert!(
            text.contains("xy,2,1,2\n") && text.contains("sin x,0.5,4,2"),
            "{text}"
        );
    }
}
