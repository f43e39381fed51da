//! A text of a person's own, letter by letter: an example is a stretch of it, its class the letter that follows. The
//! last tenth of the text is held out.
//!
//! The letters enter as their numbers, for a row that gives each its vector (embedding). How such a network writes:
//! Bengio, Ducharme, Vincent, Jauvin 2003, A neural probabilistic language model, JMLR 3; with attention: Vaswani et
//! al. 2017, arXiv:1706.03762.

use std::collections::HashMap;
use std::path::Path;

use super::{Batch, DataError, DataSet, Examples, Part, Shelf, Stock};
use crate::math::random::Stream;
use crate::nn::layers::{
    Dense, Embedding, Flatten, LayerNorm, PositionalCode, Relu, SelfAttention,
};
use crate::nn::{Architecture, Join, Shape, Source};
use crate::say;
use crate::setting::Kind;
use crate::words::Text as Words;

/// The share of the text that is held out, one in so many.
const ONE_IN: usize = 10;
/// Most examples that are held out, evenly over their part.
const HELD_OUT: usize = 2000;
/// What stands for rare letters.
const OTHER: char = '\u{fffd}';

crate::adjustable! {
    /// A text.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Text: "text", "Text",
        "A text of your own (.txt): the network names the letter that follows a stretch of it. Its last tenth is held \
        out." {
        /// The file.
        path: String = String::new(), Kind::Text,
            "File", "", "A file of plain text, of some thousand letters at least. Or drop it on the window.";
        /// How many letters are read.
        context: usize = 24, Kind::int(2, 256),
            "Context", "letters", "How many letters are read before the next is named; 16 to 64 is usual.";
        /// Most different letters.
        letters: usize = 96, Kind::int(2, 1000),
            "Letters", "", "So many letters, the most frequent, are told apart; rare ones count as one.";
    }
}

impl DataSet for Text {
    fn labelled(&self) -> bool {
        true
    }

    fn shape(&self) -> Shape {
        Shape::new(1, 1, self.context)
    }

    fn classes(&self) -> Vec<String> {
        Vec::new()
    }

    fn in_file(&self) -> bool {
        true
    }

    fn fault(&self) -> Option<[Words; 2]> {
        self.path.trim().is_empty().then(|| {
            let cure = say!("drop a .txt file on the window, or set \"path\" to one");
            [say!("no text is chosen"), cure]
        })
    }

    fn load(&self, shelf: &dyn Shelf, _seed: u64) -> Result<Box<dyn Examples>, DataError> {
        if let Some([what, cure]) = self.fault() {
            return Err(DataError(say!("{}; {}", what, cure)));
        }
        let text = shelf.table(Path::new(&self.path))?;
        let wrong = |text: Words| DataError(say!("{}: {}", &self.path, text));
        Ok(Box::new(self.stretches(&text).map_err(wrong)?))
    }
}

impl Text {
    /// The data set of a file with this text, and how many letters it tells apart.
    ///
    /// # Errors
    /// What is wrong with it, and the cure.
    pub fn of(path: &Path, text: &str) -> Result<(Self, usize), Words> {
        let set = Self {
            path: path.display().to_string(),
            ..Self::default()
        };
        let found = set.stretches(text)?;
        Ok((set, found.letters.len()))
    }

    /// A small network that reads such stretches and tells so many letters apart.
    pub fn network(letters: usize) -> Architecture {
        const CHANNELS: usize = 32;
        let mut network = Architecture::default();
        network.push(Box::new(Embedding {
            tokens: letters.max(2),
            channels: CHANNELS,
        }));
        let placed = network.push(Box::new(PositionalCode::default()));
        network.push(Box::new(SelfAttention::default()));
        let past = Join::Add(Source::Row(placed));
        network.push_joined(Box::new(LayerNorm::default()), past);
        network.push(Box::new(Flatten::default()));
        let dense = |units| {
            Box::new(Dense {
                units,
                ..Dense::default()
            })
        };
        network.push(dense(128));
        network.push(Box::new(Relu::default()));
        network.push(dense(letters.max(2)));
        network
    }

    fn stretches(&self, text: &str) -> Result<Stretches, Words> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let mut counts: HashMap<char, usize> = HashMap::new();
        for letter in text.chars() {
            *counts.entry(letter).or_default() += 1;
        }
        if counts.len() < 2 {
            return Err(say!(
                "the text has {} different letters, and there is nothing to tell apart; choose another",
                counts.len()
            ));
        }
        let mut letters: Vec<_> = counts.into_iter().collect();
        letters.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut told = Vec::new();
        if letters.len() > self.letters {
            let rare = letters.split_off(self.letters);
            told.push(format!(
                "{} rare letters of the text count as one (Letters says how many are told apart)",
                rare.len()
            ));
        }
        let mut letters: Vec<char> = letters.into_iter().map(|(letter, _)| letter).collect();
        letters.sort_unstable();
        if !told.is_empty() {
            letters.push(OTHER);
        }
        let other = letters.len() - 1;
        let known: HashMap<char, usize> = letters.iter().copied().zip(0..).collect();
        let numbers: Vec<u16> = text
            .chars()
            .map(|letter| *known.get(&letter).unwrap_or(&other) as u16)
            .collect();
        let held_out = numbers.len() / ONE_IN;
        if held_out <= self.context {
            return Err(say!(
                "the text has {} letters, too few: its last tenth, which is held out, must be longer than the context \
                of {}; choose a longer one, or a shorter context",
                numbers.len(),
                self.context
            ));
        }
        Ok(Stretches {
            names: letters.iter().copied().map(name).collect(),
            border: numbers.len() - held_out,
            numbers,
            letters,
            context: self.context,
            told,
        })
    }
}

/// A letter as it can be read.
fn name(letter: char) -> String {
    match letter {
        ' ' => "space".into(),
        '\n' => "line end".into(),
        '\t' => "tab".into(),
        OTHER => "rare".into(),
        letter => letter.into(),
    }
}

/// A text as numbers of its letters.
struct Stretches {
    letters: Vec<char>,
    names: Vec<String>,
    /// At most [`LETTERS`] different ones.
    numbers: Vec<u16>,
    /// From here on it is held out.
    border: usize,
    context: usize,
    told: Vec<String>,
}

impl Stretches {
    /// How many places a stretch of a part may begin at.
    fn places(&self, part: Part) -> usize {
        let length = match part {
            Part::Training => self.border,
            Part::Validation => self.numbers.len() - self.border,
        };
        length.saturating_sub(self.context)
    }

    fn fill(&self, batch: &mut Batch, starts: impl ExactSizeIterator<Item = usize>) {
        let (input, classes) = batch.labelled();
        input.reshape(starts.len(), self.shape());
        for (slot, start) in starts.enumerate() {
            let end = start + self.context;
            let letters = self.numbers[start..end].iter();
            for (into, letter) in input.example_mut(slot).iter_mut().zip(letters) {
                *into = *letter as f32;
            }
            classes.push(usize::from(self.numbers[end]));
        }
    }
}

impl Examples for Stretches {
    fn shape(&self) -> Shape {
        Shape::new(1, 1, self.context)
    }

    fn classes(&self) -> &[String] {
        &self.names
    }

    fn letters(&self) -> &[char] {
        &self.letters
    }

    fn left_out(&self) -> &[String] {
        &self.told
    }

    fn count(&self, part: Part) -> usize {
        match part {
            Part::Training => self.places(part),
            Part::Validation => self.places(part).min(HELD_OUT),
        }
    }

    fn stock(&self) -> Stock<'_> {
        Stock::Letters(&self.numbers, self.border, self.context)
    }

    fn draw(&self, count: usize, random: &mut Stream, batch: &mut Batch) {
        let places = self.places(Part::Training);
        self.fill(batch, (0..count).map(|_| random.below(places)));
    }

    fn read(&self, part: Part, from: usize, count: usize, batch: &mut Batch) {
        let all = self.count(part);
        let end = (from + count).min(all).max(from);
        let (first, places) = match part {
            Part::Training => (0, all),
            Part::Validation => (self.border, self.places(part)),
        };
        self.fill(
            batch,
            (from..end).map(|at| first + at * places / all.max(1)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::check::check;

    fn verse() -> String {
        "ab cd\r\n".repeat(100)
    }

    #[test]
    fn the_class_of_a_stretch_is_the_letter_that_follows() {
        let set = Text {
            context: 4,
            ..Text::default()
        };
        let text = set.stretches(&verse()).unwrap();
        assert_eq!(text.letters, ['\n', ' ', 'a', 'b', 'c', 'd']);
        assert_eq!(text.names[..3], ["line end", "space", "a"]);
        let mut batch = Batch::default();
        text.read(Part::Training, 0, 2, &mut batch);
        assert_eq!(batch.input.example(0), [2.0, 3.0, 1.0, 4.0]);
        assert_eq!(batch.classes(), [5, 0]);
        assert_eq!(text.count(Part::Training), 540 - 4);
        text.read(Part::Validation, 0, 1000, &mut batch);
        assert_eq!(batch.input.count, 60 - 4);
        assert_eq!(
            batch.input.example(0),
            [2.0, 3.0, 1.0, 4.0],
            "it begins anew after 540 letters"
        );
    }

    #[test]
    fn rare_letters_are_one_and_short_texts_are_refused() {
        let set = Text {
            letters: 3,
            ..Text::default()
        };
        let text = set.stretches(&verse()).unwrap();
        assert_eq!(text.letters.len(), 4);
        assert_eq!(text.names[3], "rare");
        assert!(
            text.told[0].starts_with("3 rare letters"),
            "{:?}",
            text.told
        );
        let wrong = |text: &str| set.stretches(text).err().unwrap().to_string();
        assert!(wrong("ab").contains("too few"));
        assert!(wrong("aaaa").contains("nothing to tell apart"));
        assert!(wrong("").contains("0 different letters"));
    }

    #[test]
    fn its_network_takes_stretches_of_any_length() {
        for context in [2, 24, 256] {
            let report = check(&Text::network(40), Shape::new(1, 1, context));
            assert_eq!(report.output, Some(Shape::vector(40)));
        }
    }
}
