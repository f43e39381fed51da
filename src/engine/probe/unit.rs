//! Networks of points in the plane, unit by unit: what each unit makes of the whole plane, and how one of them comes to
//! its number at one point.

use super::GroundView;
use super::inside::{Activity, Inside, answers_shares, built, shares};
use crate::nn::{Mode, Model, RowId, Shape, Source};

/// Points of the plane, along each side, at which units are asked.
pub const SIDE: usize = 32;

/// A unit of a dense row at one point: output = Σ weightᵢ · inputᵢ + bias.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Its row.
    pub row: RowId,
    /// The row that its inputs leave; `None`: they are the point itself.
    pub from: Option<RowId>,
    /// What enters the row.
    pub inputs: Vec<f32>,
    /// The unit's weights, one for each input.
    pub weights: Vec<f32>,
    /// The unit's bias, where the row has one.
    pub bias: Option<f32>,
    /// What leaves the unit.
    pub output: f32,
    /// The layers behind it that bend each number for itself, and what they make of it.
    pub bent: Vec<(&'static str, f32)>,
}

/// What every unit makes of the plane that is seen: each row's units are the channels of a picture of
/// 32 × 32 points, where y is largest on top; and the shares at `point`. Cost: one pass with 1 024 points.
///
/// # Errors
/// A plain sentence when the network does not take points.
pub fn over_plane(model: &Model, view: GroundView, point: [f32; 2]) -> Result<Inside, String> {
    let mut network = built(model, view.shape())?;
    network.keep_activations(true);
    let place = |step: usize| view.reach * (2.0 * (step as f32 + 0.5) / SIDE as f32 - 1.0);
    let all = 0..SIDE * SIDE;
    let points = view.entering(all.map(|at| [at % SIDE, SIDE - 1 - at / SIDE].map(place)));
    network.forward(&points, Mode::Evaluate);
    let rows = model.architecture.rows.iter().filter_map(|row| {
        let leaves = network.activation(row.id)?;
        let units = leaves.shape.size();
        let of = |unit: usize| leaves.data.iter().skip(unit).step_by(units.max(1)).copied();
        Some(Activity {
            row: row.id,
            layer: row.layer.label(),
            shape: Shape::new(units, SIDE, SIDE),
            values: (0..units).flat_map(of).collect(),
        })
    });
    let rows = rows.collect();
    let answer = network
        .forward(&view.entering([point].into_iter()), Mode::Evaluate)
        .example(0);
    Ok(Inside {
        shares: shares(answer, answers_shares(model)),
        rows,
    })
}

impl Unit {
    /// The unit of that number, from 0, in a dense row, at a point, or in a row that bends the numbers of a dense one;
    /// `Ok(None)` for rows of other kinds, and where what enters the row is joined from two.
    ///
    /// # Errors
    /// A plain sentence when the network does not take points.
    pub fn of(
        model: &Model,
        row: RowId,
        unit: usize,
        (view, point): (GroundView, [f32; 2]),
    ) -> Result<Option<Self>, String> {
        let mut network = built(model, view.shape())?;
        network.keep_activations(true);
        let input = view.entering([point].into_iter());
        network.forward(&input, Mode::Evaluate);
        let rows = &model.architecture.rows;
        let shape = |id| network.activation(id).map(|leaves| leaves.shape);
        let bends = |at: usize| {
            let own = &rows[at];
            let plain = own.from == Source::Above && own.join.is_none();
            let alike = at > 0 && shape(own.id) == shape(rows[at - 1].id);
            plain
                && alike
                && own.layer.id() != "dense"
                && shape(own.id).is_some_and(|shape| own.layer.parameters(shape).is_empty())
        };
        let Some(found) = rows.iter().position(|own| own.id == row) else {
            return Ok(None);
        };
        let at = (0..=found).rev().find(|at| !bends(*at)).unwrap_or(found);
        let own = &rows[at];
        let row = own.id;
        let source = match own.from {
            Source::Above => at.checked_sub(1).map(|before| rows[before].id),
            Source::Input => None,
            Source::Row(id) => Some(id),
        };
        let entering = source.map_or(Some(input), |id| network.activation(id));
        let named = |name: &str| {
            let name = format!("{row}.{name}");
            model.weights.iter().find(|array| array.name == name)
        };
        let (Some(entering), Some(weights), Some(leaving)) =
            (entering, named("weight"), network.activation(row))
        else {
            return Ok(None);
        };
        let inputs = entering.data;
        let of_unit = weights.values.chunks_exact(inputs.len().max(1)).nth(unit);
        let output = leaving.data.get(unit).copied();
        let dense = own.layer.id() == "dense" && own.join.is_none();
        let (true, Some(weights), Some(output)) = (dense, of_unit, output) else {
            return Ok(None);
        };
        let behind = (at + 1..rows.len()).take_while(|next| bends(*next));
        let bent = behind.filter_map(|next| {
            let next = &rows[next];
            let value = network.activation(next.id)?.data.get(unit).copied()?;
            Some((next.layer.label(), value))
        });
        Ok(Some(Self {
            row,
            from: source,
            weights: weights.to_vec(),
            bias: named("bias").and_then(|bias| bias.values.get(unit).copied()),
            output,
            bent: bent.collect(),
            inputs,
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::Inputs;
    use crate::nn::init::Init;
    use crate::nn::{Network, presets};

    const VIEW: GroundView = GroundView {
        reach: 2.0,
        inputs: Inputs::PLAIN,
    };

    fn network() -> Model {
        let preset = presets::ALL.iter().find(|preset| preset.id == "mlp-8-8");
        let architecture = (preset.unwrap().make)(2);
        let network = Network::new(&architecture, Shape::vector(2), Init::He, 5).unwrap();
        Model {
            weights: Arc::new(network.weights()),
            architecture: Arc::new(architecture),
            channels: 2,
        }
    }

    #[test]
    fn a_unit_is_the_sum_of_its_products_and_its_bias_and_the_next_row_bends_it() {
        let model = network();
        let dense = |row: &&crate::nn::Row| row.layer.id() == "dense";
        let mut seen = 0;
        for row in model.architecture.rows.iter().filter(dense) {
            for unit in 0..2 {
                let found = Unit::of(&model, row.id, unit, (VIEW, [0.7, -1.2]));
                let found = found.unwrap().unwrap();
                let products = found.inputs.iter().zip(&found.weights).map(|(a, b)| a * b);
                let sum = products.sum::<f32>() + found.bias.unwrap();
                assert!((sum - found.output).abs() < 1e-5);
                for (layer, value) in &found.bent {
                    assert_eq!(*layer, "Tanh");
                    assert!((value - found.output.tanh()).abs() < 1e-5);
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 4, "two hidden rows, two units each");
        let first = model.architecture.rows[0].id;
        let entering = Unit::of(&model, first, 0, (VIEW, [0.7, -1.2]))
            .unwrap()
            .unwrap();
        assert_eq!(entering.inputs, [0.7, -1.2]);
        let bending = model.architecture.rows[1].id;
        let bent = Unit::of(&model, bending, 0, (VIEW, [0.7, -1.2])).unwrap();
        assert_eq!(bent, Some(entering));
        assert_eq!(Unit::of(&model, 999, 0, (VIEW, [0.0; 2])), Ok(None));
        assert_eq!(Unit::of(&model, first, 99, (VIEW, [0.0; 2])), Ok(None));
    }

    #[test]
    fn the_map_of_a_unit_has_its_numbers() {
        let model = network();
        let inside = over_plane(&model, VIEW, [0.5, 0.5]).unwrap();
        assert!((inside.shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        let row = &inside.rows[0];
        assert_eq!(row.shape, Shape::new(8, SIDE, SIDE));
        // The last place of the first line: right, and on top.
        let far = 2.0 * (1.0 - 1.0 / SIDE as f32);
        let unit = Unit::of(&model, row.row, 3, (VIEW, [far, far]))
            .unwrap()
            .unwrap();
        let value = row.values[3 * SIDE * SIDE + SIDE - 1];
        assert!((value - unit.output).abs() < 1e-5);
    }
}
