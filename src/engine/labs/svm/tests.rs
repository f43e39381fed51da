use super::*;
use crate::figure::Body;
use crate::labs::Truth;
use crate::labs::for_tests::told;

#[test]
fn on_a_circle_the_radial_machine_is_right_and_a_line_is_not() {
    let lab = Svm {
        show: Show::Circle,
        count: 200,
        noise: 0.1,
        seeds: 1,
        ..Svm::default()
    };
    let (verdict, figures) = told(lab);
    assert_ne!(verdict.truth, Truth::Fails, "{}", verdict.words);
    let number = |name: &str| {
        let found = verdict.numbers.iter().find(|(own, _)| own.contains(name));
        found
            .unwrap_or_else(|| panic!("{name}: {:?}", verdict.numbers))
            .1
    };
    assert!(number("200 examples: Radial machine, %") > 97.0);
    assert!(number("200 examples: Linear machine, %") < 80.0);
    assert!(number("200 examples: Network, %") > 90.0);
    let vectors = number("Radial machine, support vectors");
    assert!(vectors > 4.0 && vectors < 60.0, "{vectors}");
    let frames = figures
        .iter()
        .find(|figure| figure.id.starts_with("Radial"));
    let Body::Frames(frames) = &frames.unwrap().body else {
        panic!("no frames")
    };
    assert!(frames.len() > 3 && frames.last().unwrap().name.starts_with("solved"));
    // Two planes of machines, one of the network, three curves, a table.
    assert_eq!(figures.len(), 7);
}

#[test]
fn what_is_not_solved_in_time_is_told() {
    let lab = Svm {
        show: Show::Spiral,
        count: 100,
        most_steps: 3,
        seeds: 1,
        ..Svm::default()
    };
    let (_, figures) = told(lab);
    let told = |figure: &crate::figure::Figure| match &figure.body {
        Body::Table(table) => table.rows.iter().any(|row| {
            let texts = table.texts(row);
            texts
                .iter()
                .any(|text| text.contains("1 of 1 pair not solved"))
        }),
        Body::Frames(frames) => frames
            .iter()
            .any(|frame| frame.name.starts_with("not solved")),
        _ => false,
    };
    assert_eq!(figures.iter().filter(|figure| told(figure)).count(), 3);
}

/// Twelve runs of two seeds in which the radial machine is ahead with 100 examples, the second seed's radial machine
/// with so many pairs unsolved.
fn ahead(capped: usize, size: usize) -> Vec<Found> {
    let mut found = Vec::new();
    for seed in [0, 1] {
        for size in [10, size] {
            for (rival, right) in Rival::ALL.into_iter().zip([0.5, 0.9, 0.8]) {
                let worse = rival == Rival::Radial && seed == 1 && size > 10;
                let outcome = Outcome {
                    right: [right; 2],
                    capped: [if worse { capped } else { 0 }, 45],
                    ..Outcome::default()
                };
                found.push(Found {
                    seed,
                    size,
                    rival,
                    outcome,
                });
            }
        }
    }
    found
}

#[test]
fn what_is_not_solved_with_any_seed_decides_nothing() {
    let lab = Svm {
        seeds: 2,
        ..Svm::default()
    };
    assert_eq!(lab.verdict(&ahead(0, 100), &[10, 100]).truth, Truth::Holds);
    let verdict = lab.verdict(&ahead(3, 100), &[10, 100]);
    assert_eq!(verdict.truth, Truth::Open);
    // The radial machine and the straight one, twice each.
    assert!(
        verdict
            .words
            .contains("Of 180 pairs of classes that are judged 3"),
        "{}",
        verdict.words
    );
    let Body::Table(table) = table(&ahead(3, 100), 100).body else {
        panic!("it is a table");
    };
    let told = table.rows.iter().flat_map(|row| table.texts(row));
    let told: Vec<String> = told.collect();
    assert!(
        told.iter().any(|text| text.contains("3 of 90 pairs")),
        "{told:?}"
    );
}

#[test]
fn fewer_than_a_hundred_examples_and_more_layers_are_beside_the_claim() {
    let lab = Svm {
        seeds: 2,
        ..Svm::default()
    };
    let few = lab.verdict(&ahead(0, 30), &[10, 30]);
    assert_eq!(few.truth, Truth::Open);
    assert!(
        few.words.contains("a hundred examples and more"),
        "{}",
        few.words
    );
    let lab = Svm {
        network: Network::Layers,
        ..lab
    };
    let layers = lab.verdict(&ahead(0, 100), &[10, 100]);
    assert_eq!(layers.truth, Truth::Open);
    assert!(
        layers.words.contains("this network has more"),
        "{}",
        layers.words
    );
}
