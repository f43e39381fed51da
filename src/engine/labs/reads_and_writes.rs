//! Reading and writing: networks that learn from nothing but text, a letter at a time.
//!
//! Three things are tried: to say which book a stretch of letters is from, to go on where a text ends, and to write a
//! date down in another order. Each is measured against what needs no network: letters that are counted, with the best
//! smoothing there is, or against a network that lacks one part. Sources: Vaswani et al. 2017, arXiv:1706.03762;
//! Bahdanau, Cho and Bengio 2015, arXiv:1409.0473; Chen and Goodman 1999, doi:10.1006/csla.1999.0128.

mod asked;
mod counts;
mod dates;
mod found;
mod learn;
mod matter;
mod read;
mod shown;
#[cfg(test)]
mod tests;
mod translate;
mod work;
mod write;

use std::sync::{Mutex, PoisonError};

use super::{Act, Desk, Lab, Telling, Try, Verdict};
use crate::nn::Network;
use crate::say;
use crate::setting::Kind;
use crate::train::TrainError;
use counts::Grams;
use dates::{LONGEST, readable};
use found::{Found, State};
use matter::Matter;

crate::choices! {
    /// What is done.
    pub enum What {
        /// All three.
        All => "all", "All three";
        /// Which book it is from.
        Read => "read", "Read";
        /// What comes next.
        Write => "write", "Write";
        /// Dates.
        Translate => "translate", "Translate";
    }
}

crate::adjustable! {
    /// Networks that read and write.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ReadsAndWrites: "reads-and-writes", "Reads and writes",
        "Small networks tell books apart, go on with a text and translate dates; letters that are counted are the \
         measure." {
        /// What is done.
        what: What = What::All, Kind::Choice(What::CHOICES), "Part", "", "All three parts, or one of them.";
        /// A beginning that is continued.
        beginning: String = "in the beginning ".into(), Kind::Text,
            "Beginning", "", "A few English words, to be continued; only small letters and stops are read.";
        /// How bold the choice of a letter is.
        temperature: f32 = 0.6, Kind::float(0.0, 2.0),
            "Boldness", "", "0 takes the likeliest letter each time, 1 each as often as it is likely; 0.6 is readable.";
        /// A date that is translated.
        date: String = "sun, 4 mar 1984".into(), Kind::Text,
            "Date", "", "A date to be translated, of at most 22 letters; its month by its English name.";
        /// Letters of each book.
        letters: usize = 59_000, Kind::int(3000, 59_000),
            "Letters of each book", "", "How much there is to read; the last sixth of each book is held out.";
        /// Letters of a stretch.
        stretch: usize = 48, Kind::int(4, 200),
            "Stretch", "letters", "How many letters must do to say which book they are from.";
        /// Pairs to learn from.
        pairs: usize = 4000, Kind::int(20, 100_000),
            "Dates", "", "How many dates, each in one of six ways, are there to learn from.";
        /// Steps of reading.
        read_steps: u64 = 700, Kind::int(10, 100_000), "Steps, reading", "steps", "How long it learns to read.";
        /// Steps of writing.
        write_steps: u64 = 400, Kind::int(10, 100_000), "Steps, writing", "steps", "How long it learns to write.";
        /// Steps of translating.
        date_steps: u64 = 600, Kind::int(10, 100_000),
            "Steps, dates", "steps", "How long each network learns to translate.";
        /// Decides everything random.
        seed: u64 = 7, Kind::int(0, i64::MAX >> 1),
            "Seed", "", "Another seed, other first weights, other dates and another continuation.";
        /// How many seeds.
        seeds: u64 = 3, Kind::int(1, 100),
            "Seeds", "", "Everything is done once a seed; figures show the first, table and verdict rest on all.";
    }
}

/// What was learned with some settings, whatever is to be continued or translated.
struct Kept {
    asked: ReadsAndWrites,
    state: State,
}

impl Lab for ReadsAndWrites {
    fn question(&self) -> &'static str {
        "Can a network learn to read and write from nothing but examples?"
    }

    fn claim(&self) -> &'static str {
        "Of dates it has never seen, a network with attention writes at least 70 % rightly in every letter, more than \
        a dense network and more than twice as many as one that is not told where letters stand. In naming the next \
        letter, and in telling books apart, letters that are merely counted are ahead of networks that learn for \
        seconds."
    }

    fn telling(&self) -> Telling {
        Telling {
            act: Act::Possible,
            story: "A text is a row of letters, and nobody tells the network what a word is. It learns to say which \
                 book it reads, to name the letter that comes next, which is all that is needed to write, and to \
                 translate: each letter that is written must find those it comes from. What counting letters can do \
                 was known in 1948, and is the measure.",
            tries: &[
                Try {
                    words: "Your own beginning, boldly continued",
                    settings: &[
                        ("what", "write"),
                        ("beginning", "and the woman said "),
                        ("temperature", "1"),
                    ],
                },
                Try {
                    words: "A year that no network has seen",
                    settings: &[("what", "translate"), ("date", "may 4, 2345")],
                },
                Try {
                    words: "Only 300 dates to learn from",
                    settings: &[("what", "translate"), ("pairs", "300")],
                },
            ],
            sources: &[
                "Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x (a text by counted letters)",
                "Vaswani and others 2017, arXiv:1706.03762 (attention)",
                "Bahdanau, Cho and Bengio 2015, arXiv:1409.0473 (where it looks)",
                "Chen and Goodman 1999, doi:10.1006/csla.1999.0128 (Kneser and Ney's smoothing)",
                "Bible, King James Version, 1611",
            ],
        }
    }

    fn kept(&self, key: &str) -> bool {
        matches!(key, "beginning" | "temperature" | "date")
    }

    fn small(&self) -> Box<dyn Lab> {
        Box::new(Self {
            letters: 6000,
            read_steps: 40,
            write_steps: 30,
            date_steps: 30,
            seeds: 1,
            ..self.clone()
        })
    }

    fn first(&self, desk: &Desk<'_>) -> Result<(), TrainError> {
        self.begin(desk).map(drop)
    }

    fn run(&self, desk: &Desk<'_>) -> Result<Verdict, TrainError> {
        let matter = self.begin(desk)?;
        let grams = self.does(What::Write).then(|| write::count(&matter));
        let asked = self.whatever();
        if let Some(kept) = desk.recall::<Kept>().filter(|kept| kept.asked == asked) {
            let mut state = kept.state.clone();
            self.answer(&mut state, &matter, grams.as_ref(), desk);
            for figure in shown::figures(self, &matter, &state) {
                desk.show(figure);
            }
            return Ok(self.verdict(&state.found));
        }
        let mut state = State::default();
        if let Some(grams) = &grams {
            state.counted = write::by_counting(&matter, grams);
        }
        if self.does(What::Read) {
            state.told = read::by_counting(&matter, self.stretch);
        }
        state.found = vec![Found::default(); self.seeds as usize];
        let state = Mutex::new(state);
        self.learn_all(&matter, grams.as_ref(), &state, desk)?;
        if desk.stopped() {
            return Ok(Verdict::stopped());
        }
        let state = state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let verdict = self.verdict(&state.found);
        desk.keep(Kept { asked, state });
        Ok(verdict)
    }
}

impl ReadsAndWrites {
    fn does(&self, part: What) -> bool {
        self.what == What::All || self.what == part
    }

    /// The same, whatever is to be continued or translated.
    fn whatever(&self) -> Self {
        let usual = Self::default();
        Self {
            beginning: usual.beginning,
            temperature: usual.temperature,
            date: usual.date,
            ..self.clone()
        }
    }

    /// The text; what there is to read is shown.
    fn begin(&self, desk: &Desk<'_>) -> Result<Matter, TrainError> {
        let matter = Matter::new(self.letters);
        if self.does(What::Translate) {
            self.readable_date()?;
        }
        for figure in shown::first(self, &matter) {
            desk.show(figure);
        }
        Ok(matter)
    }

    /// The date that is to be translated.
    fn readable_date(&self) -> Result<String, TrainError> {
        readable(&self.date).ok_or_else(|| {
            TrainError::Mismatch(say!(
                "the date \"{}\" cannot be read: write at most {} letters, digits, spaces, commas and points, as in \
                 4 march 1984",
                &self.date,
                LONGEST
            ))
        })
    }

    /// What a network makes of the beginning.
    fn continued(&self, network: &mut Network, matter: &Matter) -> String {
        let letters = self.first_letters(matter);
        matter.words(&self.to_go_on(&letters).by(network))
    }

    fn first_letters(&self, matter: &Matter) -> Vec<u8> {
        let letters = matter.numbers(&self.beginning);
        match letters.is_empty() {
            // A line begins where the last one ended.
            true => matter.numbers("\n"),
            false => letters,
        }
    }

    fn to_go_on<'a>(&self, letters: &'a [u8]) -> write::Beginning<'a> {
        write::Beginning {
            letters,
            more: 160,
            temperature: self.temperature,
            seed: self.seed,
        }
    }

    /// Answers what a person has typed, by what was learned with the first seed.
    fn answer(&self, state: &mut State, matter: &Matter, grams: Option<&Grams>, desk: &Desk<'_>) {
        if let (Some(network), Some(grams)) = (&mut state.writer, grams) {
            let words = self.continued(network, matter);
            let letters = self.first_letters(matter);
            let counted = [1, 3, write::LONGEST].map(|order| {
                let words = self.to_go_on(&letters).by_counting(grams, order);
                (order, matter.words(&words))
            });
            desk.show(shown::continued(&words, &counted));
        }
        if let (Some(translator), Ok(date)) = (&mut state.translator, self.readable_date()) {
            for figure in shown::translated(translator, &date, self.seed) {
                desk.show(figure);
            }
        }
    }
}
