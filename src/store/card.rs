//! The model card of a network that is given away: a file beside its weights that says what it was taught with, how
//! many it has right of each group, and what its giver has to say.
//!
//! Figures are the program's and are written anew each time; the lines under the questions are a person's and stay.
//! Source: Mitchell and others 2019, doi:10.1145/3287560.3287596.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::read::read_file;
use super::{StoreError, write_text};

/// The longest card that is read back.
const MOST_BYTES: u64 = 1 << 20;
/// What stands where a person has written nothing yet.
const UNWRITTEN: &str = "*To be written.*";

/// What a person is asked, and what it is about.
pub const QUESTIONS: [(&str, &str); 4] = [
    (
        "What it is for",
        "Who is to use it, for what, and on which pictures.",
    ),
    (
        "Who is in the data, and who is missing",
        "Where the data come from, whether those in it agreed, and whom it has few of or none.",
    ),
    (
        "What it must not be asked",
        "What it was not taught for, and what nobody should predict from such data at all.",
    ),
    (
        "What a wrong answer does, and to whom",
        "Who pays for which mistake, and who can object.",
    ),
];

/// How one group fares: a class, or another part of the held-out examples.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Examples that are learned from, and held-out ones.
    pub counts: [usize; 2],
    /// Held-out ones that are right.
    pub right: usize,
    /// What the others are taken for most often, and how many of them.
    pub taken_for: Option<(String, usize)>,
}

/// What the program knows of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardFacts {
    /// The network in a few words, and its trainable numbers.
    pub network: String,
    /// How many trainable numbers it has.
    pub numbers: usize,
    /// Steps it has learned.
    pub steps: u64,
    /// The data set, in words, and what is asked of the network.
    pub data: String,
    /// The task, in words.
    pub task: String,
    /// Examples that are learned from, and held-out ones, where they could be counted.
    pub counts: Option<[usize; 2]>,
    /// What it came to on the held-out examples, in words; empty where nobody knows.
    pub score: String,
    /// Each group.
    pub groups: Vec<Group>,
    /// Why there are no groups; empty where there are.
    pub without: String,
}

/// Where the card of weights lies: beside them, `net.safetensors` has `net.card.md`.
pub fn card_path(weights: &Path) -> PathBuf {
    weights.with_extension("card.md")
}

/// Writes the card of weights beside them, with the lines that a person wrote into an older one; how many questions
/// nobody has answered yet.
///
/// # Errors
/// [`StoreError`], when it cannot be written, or an older one cannot be read.
pub fn write_card(weights: &Path, facts: &CardFacts) -> Result<usize, StoreError> {
    let path = card_path(weights);
    let old = match path.exists() {
        true => {
            let bytes = read_file(
                &path,
                MOST_BYTES,
                "it is too large for a card",
                "move it away",
            )?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        false => String::new(),
    };
    let name = weights.file_stem().unwrap_or_default().to_string_lossy();
    write_text(&path, &text(&name, facts, &old))?;
    let written = |(question, _): &&(&str, &str)| lines_of(&old, question).is_some();
    Ok(QUESTIONS.len() - QUESTIONS.iter().filter(written).count())
}

/// What a person wrote under a question; `None` where nothing is.
fn lines_of(old: &str, question: &str) -> Option<String> {
    let heading = format!("## {question}");
    let mut lines = old.lines().skip_while(|line| line.trim_end() != heading);
    lines.next()?;
    let own = lines.take_while(|line| !line.starts_with("## "));
    // The explanation below the heading is the program's.
    let own: Vec<&str> = own
        .filter(|line| !line.starts_with("> ") && line.trim() != UNWRITTEN)
        .collect();
    let own = own.join("\n").trim().to_owned();
    (!own.is_empty()).then_some(own)
}

/// The card.
fn text(name: &str, facts: &CardFacts, old: &str) -> String {
    let mut text = format!(
        "# Model card: {name}\n\nWhat is under \"Figures\" is written by Lemida each time the network is exported. \
         What is under the questions is yours and stays.\n"
    );
    for (question, about) in QUESTIONS {
        let own = lines_of(old, question).unwrap_or_else(|| UNWRITTEN.to_owned());
        // A string takes what is written.
        let _ = write!(text, "\n## {question}\n\n> {about}\n\n{own}\n");
    }
    let _ = write!(text, "\n## Figures\n\n| | |\n|---|---|\n");
    let mut row = |what: &str, found: &str| {
        if !found.is_empty() {
            let _ = writeln!(text, "| {what} | {} |", cell(found));
        }
    };
    row(
        "network",
        &format!("{}; {} numbers", facts.network, facts.numbers),
    );
    row("learned", &format!("{} steps", facts.steps));
    row("data", &facts.data);
    row("asked", &facts.task);
    if let Some([learned, held_out]) = facts.counts {
        row(
            "split",
            &format!("{learned} examples learned from, {held_out} others held out"),
        );
    }
    row("on held-out examples", &facts.score);
    let _ = write!(text, "\n## Each group\n\n");
    if facts.groups.is_empty() {
        let _ = writeln!(text, "{}", facts.without);
        return text;
    }
    let _ = writeln!(
        text,
        "| group | learned from | held out | right | most often taken for |\n|---|---|---|---|---|"
    );
    for group in &facts.groups {
        let [learned, held_out] = group.counts;
        let right = match held_out {
            0 => "–".to_owned(),
            _ => format!("{:.1} %", 100.0 * group.right as f64 / held_out as f64),
        };
        let taken = match &group.taken_for {
            Some((name, count)) => format!("{} ({count})", cell(name)),
            None => "–".to_owned(),
        };
        let name = cell(&group.name);
        let _ = writeln!(
            text,
            "| {name} | {learned} | {held_out} | {right} | {taken} |"
        );
    }
    let _ = write!(
        text,
        "\nGroups are the classes that the data name. Whether it serves women and men, old and young, one camera and \
         another alike can be seen only where the data name them.\n"
    );
    text
}

/// A text that breaks no table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(right: usize) -> CardFacts {
        CardFacts {
            network: "2 conv".into(),
            numbers: 1000,
            steps: 7,
            data: "a|b".into(),
            counts: Some([30, 10]),
            groups: vec![Group {
                name: "cat".into(),
                counts: [30, 10],
                right,
                taken_for: Some(("dog".into(), 10 - right)),
            }],
            ..CardFacts::default()
        }
    }

    #[test]
    fn a_persons_lines_stay_and_figures_are_written_anew() {
        let home = tempfile::tempdir().unwrap();
        let weights = home.path().join("net.safetensors");
        assert_eq!(write_card(&weights, &facts(9)).unwrap(), QUESTIONS.len());
        let path = card_path(&weights);
        assert_eq!(path.file_name().unwrap(), "net.card.md");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.contains("| cat | 30 | 10 | 90.0 % | dog (1) |"),
            "{text}"
        );
        assert!(text.contains("a\\|b"), "{text}");
        // A person answers the third question.
        let (question, _) = QUESTIONS[2];
        let before = text.find(&format!("## {question}")).unwrap();
        let (start, end) = text.split_at(before);
        let own = "Whom to hire.\n\nWho is ill.";
        std::fs::write(&path, format!("{start}{}", end.replacen(UNWRITTEN, own, 1))).unwrap();
        assert_eq!(
            write_card(&weights, &facts(5)).unwrap(),
            QUESTIONS.len() - 1
        );
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("Whom to hire.\n\nWho is ill.\n"), "{text}");
        assert!(
            text.contains("50.0 %") && !text.contains("90.0 %"),
            "{text}"
        );
        assert_eq!(
            write_card(&weights, &facts(5)).unwrap(),
            QUESTIONS.len() - 1
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn without_groups_it_says_why() {
        let facts = CardFacts {
            without: "It names no classes.".into(),
            ..CardFacts::default()
        };
        let text = text("net", &facts, "");
        assert!(text.ends_with("It names no classes.\n"), "{text}");
        assert!(!text.contains("| split |"));
    }
}
