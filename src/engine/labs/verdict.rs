//! What became of a lab's claim, with the numbers that say so.

use serde_json::{Map, Value as Json, json};

use super::Lab;
use crate::setting::Value;

crate::choices! {
    /// Whether a claim is true.
    pub enum Truth {
        /// The numbers say so.
        Holds => "holds", "The claim holds";
        /// The numbers say the opposite.
        Fails => "fails", "The claim fails";
        /// The numbers do not decide it.
        Open => "open", "Not decided";
    }
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether it is true.
    pub truth: Truth,
    /// Why, a sentence.
    pub words: String,
    /// What was measured: names, with units, and numbers.
    pub numbers: Vec<(String, f64)>,
}

impl Verdict {
    /// The verdict of a lab that was stopped.
    pub fn stopped() -> Self {
        Self {
            truth: Truth::Open,
            words: "It was stopped before anything could be said.".into(),
            numbers: Vec::new(),
        }
    }

    /// What can be said while the numbers do not decide it yet.
    pub fn open(words: impl Into<String>) -> Self {
        Self {
            truth: Truth::Open,
            words: words.into(),
            numbers: Vec::new(),
        }
    }

    /// The verdict on a claim that was found true in `right` of `all` tries: it holds when it was every time, fails
    /// when it never was.
    pub fn of(right: usize, all: usize, words: String, numbers: Vec<(String, f64)>) -> Self {
        if all == 0 {
            return Self {
                numbers,
                ..Self::open("nothing is known yet.")
            };
        }
        let truth = match right {
            0 => Truth::Fails,
            right if right == all => Truth::Holds,
            _ => Truth::Open,
        };
        Self {
            truth,
            words,
            numbers,
        }
    }

    /// The same of a claim that was tried with `all` seeds: one seed alone decides nothing.
    pub fn over_seeds(
        right: usize,
        all: usize,
        words: String,
        numbers: Vec<(String, f64)>,
    ) -> Self {
        let verdict = Self::of(right, all, words, numbers);
        match all {
            1 => verdict.left_open("One seed decides nothing: take two at least."),
            _ => verdict,
        }
    }

    /// The same numbers, which do not decide the claim; why, a sentence.
    pub fn left_open(mut self, why: &str) -> Self {
        self.truth = Truth::Open;
        self.words = format!("{} {why}", self.words);
        self
    }

    /// The verdict in words.
    pub fn sentence(&self) -> String {
        format!("{}: {}", self.truth.label(), self.words)
    }

    /// The verdict with what was asked, and how, as JSON.
    pub fn json(&self, lab: &dyn Lab) -> String {
        let mut settings = Map::new();
        for setting in lab.settings() {
            let value = match lab.get(setting.key) {
                Some(Value::Flag(flag)) => Json::from(flag),
                Some(Value::Int(number)) => Json::from(number),
                Some(Value::Sides(sides)) => Json::from(sides.to_vec()),
                Some(Value::Float(number)) => Json::from(number),
                Some(Value::Text(text)) => Json::from(text),
                None => continue,
            };
            settings.insert(setting.key.into(), value);
        }
        let number = |(name, value): &(String, f64)| json!({ "name": name, "value": value });
        let all = json!({
            "lab": lab.id(),
            "question": lab.question(),
            "claim": lab.claim(),
            "settings": settings,
            "verdict": self.truth.id(),
            "words": self.words,
            "numbers": self.numbers.iter().map(number).collect::<Vec<_>>(),
        });
        format!("{all:#}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::Xor;
    use super::*;

    #[test]
    fn a_claim_holds_when_it_was_always_true() {
        let of = |right, all| Verdict::of(right, all, String::new(), Vec::new()).truth;
        assert_eq!(of(3, 3), Truth::Holds);
        assert_eq!(of(0, 3), Truth::Fails);
        assert_eq!(of(2, 3), Truth::Open);
        assert_eq!(of(0, 0), Truth::Open);
        let none = Verdict::over_seeds(0, 0, format!("{} %", f64::NAN), Vec::new());
        assert_eq!(none.words, "nothing is known yet.");
    }

    #[test]
    fn one_seed_alone_decides_nothing() {
        let of = |right, all| Verdict::over_seeds(right, all, "so it was.".into(), Vec::new());
        assert_eq!(of(2, 2).truth, Truth::Holds);
        assert_eq!(of(0, 2).truth, Truth::Fails);
        for right in [0, 1] {
            let one = of(right, 1);
            assert_eq!(one.truth, Truth::Open);
            assert!(
                one.words.starts_with("so it was. One seed"),
                "{}",
                one.words
            );
        }
    }

    #[test]
    fn its_file_says_what_was_asked_and_how() {
        let numbers = vec![("right, %".to_owned(), 97.5), ("none".to_owned(), f64::NAN)];
        let verdict = Verdict::of(1, 1, "so it is.".into(), numbers);
        let json: Json = serde_json::from_str(&verdict.json(&Xor::default())).unwrap();
        assert_eq!(json["lab"], "xor");
        assert_eq!(json["verdict"], "holds");
        assert_eq!(json["settings"]["hidden"], 8);
        assert_eq!(json["numbers"][0]["value"], 97.5);
        assert!(json["numbers"][1]["value"].is_null());
    }
}
