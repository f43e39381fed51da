use super::*;
use crate::figure::{Axis, Mark, Role};
use crate::identify::{Identified, identify};
use crate::model::{Meaning, bytes_of, load_trained};
use crate::nn::tensor_bytes::Precision;
use crate::nn::{Network, Shape};
use crate::train::Experiment;

/// A page of the first experiment, untrained, that tells of what a page must not mistake for its own parts.
fn report() -> (Report, Experiment) {
    let mut experiment = Experiment::named("denoise-quick").unwrap();
    experiment.name = "a <b> & {network} </script> \"c\"".into();
    let shape = Shape::new(1, 16, 16);
    let network = Network::new(&experiment.architecture, shape, experiment.init, 3).unwrap();
    let meaning = Meaning::default();
    let weights = network.weights();
    let weights = bytes_of(&experiment, &weights, 12, &meaning, Precision::Single).unwrap();
    let line = Mark::line("training", Role::Training, vec![[1.0, 2.0], [2.0, 1.0]]);
    let picture = |value: f32| Image::from_fn(1, 3, 4, |_, y, x| value + (y + x) as f32);
    let report = Report {
        title: experiment.name.clone(),
        about: vec!["5 < 6 & {body}".into()],
        pictures: vec![
            ("Before".into(), picture(0.0)),
            ("After".into(), picture(-0.5)),
        ],
        figures: vec![Figure::plot(
            "Loss",
            Axis::new("step"),
            Axis::new("loss"),
            [line],
        )],
        settings: experiment.in_words(),
        experiment: experiment.to_toml(),
        weights,
        ..Report::default()
    };
    (report, experiment)
}

#[test]
fn a_page_opens_again_as_the_network_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.html");
    let (report, experiment) = report();
    let html = report.html(&path).unwrap();
    write_text(&path, &html).unwrap();
    assert_eq!(identify(&path), Identified::Report);
    let found = load_trained(&path).unwrap();
    assert_eq!((found.experiment, found.steps), (experiment, 12));
    assert_eq!(enclosed::weights_in(&path).unwrap(), report.weights);
    // What a person wrote is told as it is, and ends nothing.
    assert!(html.contains("a &lt;b&gt; &amp; {network} &lt;/script&gt; &quot;c&quot;"));
    assert!(html.contains("5 &lt; 6 &amp; {body}"));
    assert_eq!(html.matches("</script>").count(), 2);
    assert_eq!(html.matches("<svg").count(), 1);
    assert_eq!(html.matches("data:image/png;base64,").count(), 4);
    // Nothing is loaded from anywhere.
    for outside in ["src=\"http", "href=", "url(", "@import", "src=\"//"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn a_page_that_is_cut_off_or_damaged_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.html");
    let html = report().0.html(&path).unwrap();
    let place = html.rfind(enclosed::OPENS).unwrap();
    let wrong = |text: &str| {
        std::fs::write(&path, text).unwrap();
        load_trained(&path).unwrap_err().found
    };
    assert!(wrong(&html[..place]).contains("without its network"));
    assert!(wrong(&html[..place + 400]).contains("cut off"));
    assert!(wrong(&html.replacen("AAAA", "A!AA", usize::MAX)).contains("damaged"));
    let half = format!("{}{}</script>", &html[..place + 400], "");
    assert!(!wrong(&half).is_empty());
    std::fs::write(&path, "<!doctype html>\n<p>another page").unwrap();
    assert!(matches!(identify(&path), Identified::Unusable(_)));
}
