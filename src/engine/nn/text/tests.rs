use proptest::prelude::*;

use super::*;
use crate::math::random::{Purpose, Stream};
use crate::nn::{Join, Source, presets};

fn faults(text: &str) -> Vec<(usize, String)> {
    let mistakes = Architecture::from_text(text).unwrap_err();
    mistakes
        .into_iter()
        .map(|mistake| (mistake.line, mistake.what.to_string()))
        .collect()
}

#[test]
fn every_preset_comes_back() {
    for preset in presets::ALL {
        for channels in [1, 3] {
            let network = (preset.make)(channels);
            let text = network.to_text();
            assert_eq!(
                Architecture::from_text(&text).as_ref(),
                Ok(&network),
                "{text}"
            );
        }
    }
}

#[test]
fn a_person_may_write_shortly() {
    let text = "
        conv 32 3x3        # first
        relu
        repeat 2 {
            conv 32 3x3 bias=false
            bn
            relu
            conv 32
            identity add -4
        }
        conv 1
        identity from input subtract above
    ";
    let network = Architecture::from_text(text).unwrap();
    assert_eq!(network.rows.len(), 2 + 2 * 5 + 2);
    assert_eq!(network.rows[6].join, Some(Join::Add(Source::Row(3))));
    assert_eq!(network.rows[11].join, Some(Join::Add(Source::Row(8))));
    assert!(network.answers_input_minus());
    let (_, lines) = Architecture::from_text_by_line(text).unwrap();
    assert_eq!(lines, [2, 3, 5, 6, 7, 8, 9, 5, 6, 7, 8, 9, 11, 12]);
    assert!(
        network
            .to_text()
            .starts_with("conv 32 3x3\nrelu\nconv 32 3x3 bias=false\nbatch-norm\n")
    );
    let short = Architecture::from_text("repeat 2 { conv 8; relu } flatten; fc 10").unwrap();
    let names: Vec<_> = short.rows.iter().map(|row| row.layer.id()).collect();
    assert_eq!(names, ["conv", "relu", "conv", "relu", "flatten", "dense"]);
    let long = Architecture::from_text("conv 8\nrelu\nidentity concat -2\nconv 1").unwrap();
    for alone in ["concat -2", "concat 1"] {
        let text = format!("conv 8\nrelu\n{alone}\nconv 1");
        assert_eq!(Architecture::from_text(&text).unwrap(), long, "{alone}");
    }
    let ids = Architecture::from_text("4: relu\nrelu\n2: dense 10 from 4").unwrap();
    let found: Vec<_> = ids.rows.iter().map(|row| row.id).collect();
    assert_eq!(found, [4, 5, 2]);
    assert_eq!(ids.to_text(), "4: relu\nrelu\n2: dense 10 from -2\n");
}

#[test]
fn mistakes_are_told_by_line_with_a_cure() {
    let text = "cov 3\nconv 0\n\nconv 8 stride=2 colour=red\nrelu 3\nconv 4 3x\nidentity add\nidentity add \
        -9\n}\nrepeat {\n}\nrepeat 3 {\nrelu";
    let found = faults(text);
    let lines: Vec<_> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 4, 5, 6, 7, 8, 9, 10, 12]);
    for (at, words) in [
        (0, "did you mean conv?"),
        (1, "a whole number from 1 to 4096"),
        (2, "its settings are channels, kernel"),
        (3, "it has no settings"),
        (4, "height and width as 3x1"),
        (5, "its id, -2 for two rows above"),
        (6, "only 5 rows above"),
        (7, "closes nothing"),
        (8, "repeat 6 {"),
        (9, "never closed"),
    ] {
        assert!(found[at].1.contains(words), "{:?}", found[at]);
    }
    assert_eq!(
        faults("relu\n1: relu"),
        [(2, "id 1 is used twice: give this row another".into())]
    );
    // A line that is repeated is wrong once, and what grows without end is stopped.
    assert_eq!(faults("repeat 100 {\nreluu\n}").len(), 1);
    assert!(
        faults("repeat 2000 {\nrelu\nrelu\n}")[0]
            .1
            .contains("more than 2000 rows")
    );
    assert!(Architecture::from_text("repeat 2000 {\nrepeat 2000 {\n}\n}").is_ok());
}

/// Words that a text may be made of.
const WORDS: [&str; 32] = [
    "off",
    "conv",
    "relu",
    "bn",
    "dense",
    "identity",
    "repeat",
    "{",
    "}",
    "\n",
    "\n",
    "\n",
    "3",
    "-1",
    "0",
    "64",
    "3x3",
    "x",
    "add",
    "concat",
    "from",
    "tie",
    "transposed",
    "above",
    "input",
    "bias=false",
    "kernel=",
    "=",
    ":",
    "7:",
    "#",
    ";",
];

/// Cases are many: each is short.
#[test]
fn random_texts_never_panic_and_what_is_read_comes_back() {
    let mut random = Stream::new(1, Purpose::Data, 0);
    let mut read = 0;
    for _ in 0..100_000 {
        let count = random.below(24);
        let words: Vec<_> = (0..count)
            .map(|_| WORDS[random.below(WORDS.len())])
            .collect();
        if let Ok(network) = Architecture::from_text(&words.join(" ")) {
            assert_eq!(Architecture::from_text(&network.to_text()), Ok(network));
            read += 1;
        }
    }
    assert!(read > 1000, "{read}");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = Architecture::from_text(&text);
    }

    #[test]
    fn random_networks_come_back(seed in any::<u64>(), wild in any::<bool>()) {
        let (network, _) = crate::nn::tests::shapes::random_architecture(seed, wild);
        prop_assert_eq!(Architecture::from_text(&network.to_text()), Ok(network));
    }
}
