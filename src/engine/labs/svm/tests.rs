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
                .any(|text| text.contains("1 of 1 pairs not solved"))
        }),
        Body::Frames(frames) => frames
            .iter()
            .any(|frame| frame.name.starts_with("not solved")),
        _ => false,
    };
    assert_eq!(figures.iter().filter(|figure| told(figure)).count(), 3);
}
