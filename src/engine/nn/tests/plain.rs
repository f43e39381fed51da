//! The fast engine against the readable one, over random architectures: answers, and gradients of weights, input and
//! rows.

use proptest::prelude::*;

use super::super::plain::{Number, Pass, Picture};
use super::super::{Join, Mode, RowId, Source, check};
use super::shapes::{mend, random_architecture};
use super::*;

/// Work of one example beyond which a network is left out: the readable engine is slow.
const MOST_WORK: u64 = 200_000;

/// A random architecture that works, with settings at which single precision does not matter.
fn well_behaved(seed: u64) -> Option<(Architecture, Shape)> {
    let (network, shape) = random_architecture(seed, false);
    let mut network = mend(network, shape);
    for row in &mut network.rows {
        for (key, value) in [
            ("epsilon", 0.05),
            ("share", 0.4),
            ("slope", 0.3),
            ("reach", 1.2),
        ] {
            if row.layer.get(key).is_some() {
                row.layer.set(key, Value::Float(value)).unwrap();
            }
        }
    }
    let report = check(&network, shape);
    let small = report
        .rows
        .iter()
        .flatten()
        .all(|row| row.output.size() < 10_000);
    let fits =
        report.ok() && small && report.multiply_adds() < MOST_WORK && report.parameters() < 50_000;
    fits.then_some((network, shape))
}

fn numbers(batch: &[Picture]) -> Vec<Number> {
    batch
        .iter()
        .flat_map(|picture| picture.numbers.iter().copied())
        .collect()
}

/// Of numbers up to `scale`.
fn near(found: &[f32], expected: &[f64], scale: f64, what: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.len(), expected.len(), "{}", what);
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(*found) - expected).abs();
        prop_assert!(error < 2e-3 * scale, "{what} {at}: {found}, not {expected}");
    }
    Ok(())
}

fn compare(
    architecture: &Architecture,
    shape: Shape,
    seed: u64,
    mode: Mode,
) -> Result<(), TestCaseError> {
    let mut network = built(architecture, shape);
    let mut random = Stream::new(seed, Purpose::Init, 0);
    for value in network.update().0 {
        *value += 0.3 * random.normal();
    }
    let weights = network.weights();
    let input = normal(2, shape, seed);
    let pass = Pass::of(architecture, &weights, &input, mode).unwrap();
    let all = pass.values.iter().flat_map(|batch| numbers(batch));
    let largest = largest_of(all.map(|number| pass.graph.value(number)));
    if largest > 1e3 || pass.graph.has_tie(1e-5 * largest) {
        return Ok(());
    }
    let answer = numbers(pass.answer());
    let factors = normal(2, network.output_shape(), seed + 1);
    let pairs = answer.iter().zip(&factors.data);
    let pairs: Vec<_> = pairs.map(|(number, r)| (*number, f64::from(*r))).collect();
    let derivatives = pass.graph.derivatives(&pairs);
    let by = |numbers: &[Number]| -> Vec<f64> {
        numbers
            .iter()
            .map(|number| derivatives.by(*number))
            .collect()
    };
    let value = |number: &Number| pass.graph.value(*number);
    let values: Vec<f64> = answer.iter().map(value).collect();
    let all = pass.values.iter().flat_map(|batch| by(&numbers(batch)));
    let steepest = largest_of(all.chain(pass.arrays.iter().flat_map(|(_, own)| by(own))));
    let rows: Vec<RowId> = architecture.rows.iter().map(|row| row.id).collect();
    // Merged passes first, then each row by itself.
    for watched in [&[][..], &rows] {
        network.set_weights(&weights).unwrap();
        network.want_input_gradient(true);
        network.want_gradients(watched);
        let found = network.forward(&input, mode);
        near(
            &found.data,
            &values,
            largest_of(values.iter().copied()),
            "answer",
        )?;
        network.backward(&factors);
        for parameter in network.parameters() {
            let named = |(name, _): &&(String, Vec<Number>)| *name == parameter.name;
            let (name, own) = pass.arrays.iter().find(named).unwrap();
            let found = &network.gradients()[parameter.range.clone()];
            near(found, &by(own), steepest, name)?;
        }
        let found = &network.input_gradient().unwrap().data;
        near(found, &by(&numbers(&pass.values[0])), steepest, "input")?;
        for (row, batch) in watched.iter().zip(&pass.values[1..]) {
            let found = &network.gradient(*row).unwrap().data;
            near(found, &by(&numbers(batch)), steepest, &format!("row {row}"))?;
        }
    }
    Ok(())
}

/// The largest size, at least a thousandth.
fn largest_of(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(1e-3, |most, value| most.max(value.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_networks_answer_and_learn_as_their_formulas_say(seed in any::<u64>()) {
        if let Some((architecture, shape)) = well_behaved(seed >> 1) {
            for mode in [Mode::Train { seed }, Mode::Evaluate] {
                compare(&architecture, shape, seed >> 1, mode)?;
            }
        }
    }
}

/// What is left of x + c − x is c give or take a rounding, and that must not decide who was the largest.
#[test]
fn ties_are_known() {
    let mut architecture = Architecture::default();
    architecture.push(layer("positional-code", &[]));
    architecture.push_joined(layer("max-pool", &[]), Join::Subtract(Source::Input));
    let network = built(&architecture, Shape::new(1, 4, 4));
    let input = normal(2, Shape::new(1, 4, 4), 1);
    let pass = Pass::of(&architecture, &network.weights(), &input, Mode::Evaluate).unwrap();
    assert!(pass.graph.has_tie(1e-5));
}

#[test]
fn the_readable_engine_knows_every_layer() {
    let mut tried = std::collections::BTreeSet::new();
    for layer in variations() {
        for (count, shape) in [
            (2, Shape::new(4, 4, 6)),
            (3, Shape::vector(12)),
            (2, Shape::new(1, 2, 5)),
        ] {
            if layer.out_shape(shape).is_ok() {
                let architecture = single(layer.clone());
                let network = built(&architecture, shape);
                let input = spread(count, shape, 4);
                let pass = Pass::of(&architecture, &network.weights(), &input, Mode::Evaluate);
                assert_eq!(pass.unwrap().answer()[0].shape, network.output_shape());
                tried.insert(layer.id());
            }
        }
    }
    assert_eq!(tried.len(), layers::ALL.len());
}
