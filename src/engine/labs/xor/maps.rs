//! What is seen of the plane: the network's answer over it, the points, and where each hidden unit's sum is zero.

use super::{REACH, SIDE, lines};
use crate::data::{self, Batch, Part, Parts, Shelf};
use crate::figure::{Grid, Group, Role};
use crate::nn::{Mode, Model, Network, Shape, Tensor};
use crate::train::{Experiment, TrainError};

/// The middle of a cell of the map, first row on top.
pub(super) fn place(at: usize) -> [f32; 2] {
    let place = |index: usize| REACH * (2.0 * (index as f32 + 0.5) / SIDE as f32 - 1.0);
    [place(at % SIDE), -place(at / SIDE)]
}

/// The held-out points with their classes, and the classes' names.
pub(super) fn held_out(
    experiment: &Experiment,
    shelf: &dyn Shelf,
) -> Result<(Vec<lines::Point>, Vec<String>), TrainError> {
    let parts = Parts::default();
    let examples = data::load(&*experiment.data, shelf, experiment.seed, &parts)?;
    let mut batch = Batch::default();
    let count = examples.count(Part::Validation);
    examples.read(Part::Validation, 0, count, &mut batch);
    let points = batch.classes().iter().zip(batch.input.data.chunks(2));
    let point = |(class, at): (&usize, &[f32])| {
        let class = if *class == 0 { -1.0 } else { 1.0 };
        ([f64::from(at[0]), f64::from(at[1])], class)
    };
    Ok((points.map(point).collect(), examples.classes().to_vec()))
}

/// The points of each class, as shares of the map.
pub(super) fn groups(points: &[lines::Point], names: &[String]) -> Vec<Group> {
    let group = |(at, name): (usize, &String)| {
        let own = points
            .iter()
            .filter(|(_, class)| (*class > 0.0) == (at > 0));
        Group {
            name: name.clone(),
            points: own.map(|(at, _)| share(*at)).collect(),
        }
    };
    names.iter().enumerate().map(group).collect()
}

/// What the groups are: two classes, and the hidden layer in the colour that it has in the chart.
pub(super) fn roles(count: usize) -> Vec<Role> {
    let classes = [0, 1].map(|at| Role::Group { at, of: 2 });
    classes
        .into_iter()
        .chain([Role::Series(1)])
        .take(count)
        .collect()
}

/// A place of the plane as shares of the map.
fn share([x, y]: [f64; 2]) -> [f64; 2] {
    [x, -y].map(|place| 0.5 * (place / f64::from(REACH) + 1.0))
}

/// The network's answer over the plane, first row on top, the held-out points, and where each hidden unit's sum is
/// zero.
pub(super) fn decision_map(
    experiment: &Experiment,
    model: &Model,
    shelf: &dyn Shelf,
) -> Result<Grid, TrainError> {
    let mut network =
        Network::from_model(model, 1, 1).map_err(|error| TrainError::Resume(error.text()))?;
    let mut plane = Tensor::zeros(SIDE * SIDE, Shape::vector(2));
    for at in 0..SIDE * SIDE {
        plane.example_mut(at).copy_from_slice(&place(at));
    }
    let (points, names) = held_out(experiment, shelf)?;
    let mut groups = groups(&points, &names);
    let borders: Vec<_> = borders(model)
        .into_iter()
        .flat_map(|line| lines::dots(line, f64::from(REACH)))
        .collect();
    if !borders.is_empty() {
        groups.push(Group {
            name: "where a hidden unit's sum is zero".into(),
            points: borders.into_iter().map(share).collect(),
        });
    }
    Ok(Grid {
        roles: roles(groups.len()),
        groups,
        columns: SIDE,
        values: network.forward(&plane, Mode::Evaluate).data.clone(),
        ..Grid::default()
    })
}

/// The lines of the units of the first row, where there are others above it.
fn borders(model: &Model) -> Vec<[f64; 3]> {
    if model.architecture.rows.len() < 2 {
        return Vec::new();
    }
    let id = model.architecture.rows[0].id;
    let array = |name: &str| {
        let name = format!("{id}.{name}");
        let found = model.weights.iter().find(|array| array.name == name);
        found.map(|array| &*array.values)
    };
    let (Some(weights), Some(biases)) = (array("weight"), array("bias")) else {
        return Vec::new();
    };
    let lines = weights.chunks(2).zip(biases);
    lines
        .map(|(own, bias)| [own[0], own[1], *bias].map(f64::from))
        .collect()
}
