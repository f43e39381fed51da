//! Files that this program wrote: the experiment among their texts is taken when it draws the very graph of the file.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::trained::{FoundModel, measure_of};
use super::OURS;
use super::arrays::stored;
use super::read::plain_array;
use super::schema::{Model as File, Tensor};
use super::write::file_of;
use crate::nn::{Model, NamedTensor, Shape, Weights, check};
use crate::train::Experiment;

/// What a file's texts tell.
pub enum Told {
    /// The whole network.
    Whole(Box<FoundModel>),
    /// Another network than the graph, or none: what is to be said of it.
    Other(&'static str),
    /// Nothing.
    Nothing,
}

/// Longest text that is looked into: an experiment is a page.
const MOST_TEXT: usize = 1 << 20;
/// Numbers of tables that may be drawn whatever a file holds.
const FEW: usize = 1 << 20;

/// The network of a file by its own experiment.
pub fn network_of(file: &File) -> Told {
    let text = |key: &str| {
        let entry = file.metadata_props.iter();
        let mut entry = entry.filter(|entry| entry.key.strip_prefix(OURS) == Some(key));
        entry.next().map(|entry| &*entry.value)
    };
    let Some(experiment) = text("experiment") else {
        return Told::Nothing;
    };
    if experiment.len() > MOST_TEXT {
        return Told::Other(
            "the experiment that the file carries is too long for one: only the graph was read",
        );
    }
    let found = || {
        let experiment = Experiment::from_toml(experiment).ok()?;
        let input = experiment.data.shape();
        let weights = weights_of(file, &experiment, input)?;
        let opset = file.opset_import.first()?.version;
        let drawn = file_of(&experiment.architecture, &weights, input, opset).ok()?;
        if drawn.graph != file.graph {
            return None;
        }
        let classes = text("classes").filter(|text| text.len() <= MOST_TEXT);
        let classes = classes.and_then(|text| serde_json::from_str(text).ok());
        Some(FoundModel {
            model: Model {
                architecture: Arc::new(experiment.architecture.clone()),
                channels: input.channels,
                weights: Arc::new(weights),
            },
            steps: text("steps")
                .and_then(|steps| steps.parse().ok())
                .unwrap_or(0),
            classes: classes.unwrap_or_else(|| experiment.data.classes()),
            measure: text("measure")
                .filter(|text| text.len() <= MOST_TEXT)
                .and_then(measure_of),
            notes: Vec::new(),
            experiment,
        })
    };
    let other = "the experiment that the file carries draws another graph: only the graph was read";
    found().map_or(Told::Other(other), |found| Told::Whole(Box::new(found)))
}

/// The numbers of all rows, in the order of rows.
fn weights_of(file: &File, experiment: &Experiment, input: Shape) -> Option<Weights> {
    let architecture = &experiment.architecture;
    let report = check(architecture, input);
    report.output?;
    let tensors = file.graph.iter().flat_map(|graph| &graph.initializer);
    let tensors: HashMap<&str, &Tensor> = tensors.map(|tensor| (&*tensor.name, tensor)).collect();
    let mut weights = Vec::new();
    // Tables are drawn with the graph: a file of them holds as many numbers.
    let held = file.graph.iter().flat_map(|graph| &graph.initializer);
    let held: usize = held.map(|tensor| tensor.raw_data.len() / 4).sum();
    let mut tables = 0_usize;
    for (row, found) in architecture.rows.iter().zip(&report.rows) {
        let found = found.as_ref().ok()?;
        if row.off {
            continue;
        }
        tables = tables.saturating_add(match row.layer.id() {
            "positional-code" => found.input.size(),
            "pixel-unshuffle" => found.output.channels,
            _ => 0,
        });
        if tables > held.max(FEW) {
            return None;
        }
        let mut specs = row.layer.parameters(found.input);
        match row.tie {
            Some(tie) if tie.transposed => drop(specs.remove(0)),
            Some(_) => specs.clear(),
            None => {}
        }
        specs.extend(row.layer.state(found.input));
        for spec in specs {
            let name = format!("{}.{}", row.id, spec.name);
            let values = plain_array(tensors.get(&*name)?, spec.size())?;
            if !values.iter().all(|value| value.is_finite()) {
                return None;
            }
            // How it is turned does not depend on its sides there; those are compared with the whole graph.
            let turn = stored(&*row.layer, &spec, false).turn;
            weights.push(NamedTensor {
                name,
                shape: spec.shape,
                values: turn.back(&values),
            });
        }
    }
    Some(weights)
}
