//! Translating: a network reads a date as somebody wrote it and writes it down again in another order.

use super::asked::NONE;
use super::dates::{LETTERS, LONGEST, Pair, WRITTEN, letter, number, numbers, pairs};
use super::learn::{Lesson, Plan, lines, looked_at, network};
use crate::data::Batch;
use crate::nn::{Architecture, Mode, Network, Shape, Tensor};
use crate::train::{TrainError, class_of};

/// Letters of what is read, the sign, and of what is written all but the last.
const LENGTH: usize = LONGEST + WRITTEN;
/// Pairs a step.
const BATCH: usize = 32;
/// Held-out pairs that are judged.
const JUDGED: usize = 500;
/// Pairs that are judged at a time.
const AT_A_TIME: usize = 100;

/// What translates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Attention that is told where letters stand.
    Attention,
    /// Attention that is not.
    Placeless,
    /// A dense network, which sees each letter at its own inputs.
    Dense,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Attention, Self::Placeless, Self::Dense];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Placeless => "without places",
            Self::Dense => "dense network",
        }
    }

    fn plan(self) -> Plan {
        Plan {
            letters: LETTERS.len(),
            channels: 32,
            blocks: 2,
            heads: 2,
            places: self == Self::Attention,
        }
    }

    /// Letters that enter.
    fn length(self) -> usize {
        match self {
            Self::Dense => LONGEST,
            Self::Attention | Self::Placeless => LENGTH,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Dense => format!(
                "embedding {} channels=8; flatten; dense 128; relu; dense 128; relu; dense {}",
                LETTERS.len(),
                WRITTEN * LETTERS.len()
            ),
            Self::Attention | Self::Placeless => self.plan().writer(),
        }
    }
}

/// A network that has learned to translate.
#[derive(Clone)]
pub(super) struct Translator {
    pub(super) kind: Kind,
    network: Network,
    /// Steps, and the share of dates never seen that are right in every letter.
    pub(super) curve: Vec<[f64; 2]>,
}

/// One date: what was asked, and what was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) pair: Pair,
    pub(super) written: String,
}

impl Kind {
    /// What enters for a pair.
    fn line(self, pair: &Pair) -> Vec<f32> {
        let mut line = numbers(&pair.read);
        match self {
            Self::Dense => line.truncate(LONGEST),
            _ => line.extend(
                pair.written
                    .chars()
                    .take(WRITTEN - 1)
                    .map(|one| number(one).unwrap_or(0) as f32),
            ),
        }
        line
    }

    /// Teaches with so many pairs; `watch` is told the curve. `None` when it was stopped.
    pub(super) fn learn(
        self,
        count: usize,
        lesson: &Lesson,
        go_on: &dyn Fn() -> bool,
        watch: &dyn Fn(&[[f64; 2]]),
    ) -> Result<Option<Translator>, TrainError> {
        let known = pairs(count, lesson.seed, false);
        let new = pairs(JUDGED, lesson.seed, true);
        let inputs: Vec<Vec<f32>> = known.iter().map(|pair| self.line(pair)).collect();
        // Those places of the answer at which nothing is asked.
        let before = match self {
            Self::Dense => 0,
            Self::Attention | Self::Placeless => LONGEST,
        };
        let fill = |random: &mut crate::math::random::Stream, batch: &mut Batch| {
            let (input, classes) = batch.labelled();
            let numbers: Vec<usize> = (0..BATCH).map(|_| random.below(known.len())).collect();
            lines(input, numbers.iter().map(|at| &inputs[*at][..]));
            for at in numbers {
                classes.extend(std::iter::repeat_n(NONE, before));
                let letters = known[at].written.chars();
                classes.extend(letters.map(|one| number(one).unwrap_or(0)));
            }
        };
        let mut curve = Vec::new();
        let mut look = |step: u64, network: &mut Network| {
            let answers = self.answers(network, &new);
            let right = answers.iter().filter(|one| one.written == one.pair.written);
            curve.push([
                step as f64,
                right.count() as f64 / answers.len().max(1) as f64,
            ]);
            watch(&curve);
        };
        let network = network(&self.text(), self.length(), lesson.seed)?;
        let taught = lesson.teach(network, &fill, go_on, &mut look);
        Ok(taught.map(|network| Translator {
            kind: self,
            network,
            curve,
        }))
    }

    /// What a network writes for pairs, each letter the likeliest. Where what was written so far is right, so is what
    /// it sees of it: an answer is right in all letters exactly when it would be, letter by letter.
    fn answers(self, network: &mut Network, pairs: &[Pair]) -> Vec<Answer> {
        let mut answers = Vec::new();
        let mut input = Tensor::zeros(0, Shape::vector(1));
        for some in pairs.chunks(AT_A_TIME) {
            let rows: Vec<Vec<f32>> = some.iter().map(|pair| self.line(pair)).collect();
            lines(&mut input, rows.iter().map(|row| &row[..]));
            let answer = network.forward(&input, Mode::Evaluate);
            for (at, pair) in some.iter().enumerate() {
                answers.push(Answer {
                    pair: pair.clone(),
                    written: last_letters(answer.example(at)).collect(),
                });
            }
        }
        answers
    }
}

/// The likeliest letter of each of the last places.
fn last_letters(answer: &[f32]) -> impl Iterator<Item = char> {
    let size = LETTERS.len();
    let first = answer.len() - WRITTEN * size;
    let places = answer[first..].chunks_exact(size);
    places.map(|place| letter(class_of(place)))
}

impl Translator {
    /// The share of dates never seen that are right in every letter.
    pub(super) fn right(&self) -> f64 {
        self.curve.last().map_or(f64::NAN, |last| last[1])
    }

    /// What it writes for some held-out dates of a seed, letter by letter, each seen by the next.
    pub(super) fn examples(&mut self, count: usize, seed: u64) -> Vec<Answer> {
        let pairs = pairs(count, seed, true).into_iter();
        pairs.map(|pair| self.write(pair)).collect()
    }

    /// What it writes for what is read.
    pub(super) fn write(&mut self, asked: Pair) -> Answer {
        let mut so_far = Pair {
            written: "_".repeat(WRITTEN),
            ..asked.clone()
        };
        let mut input = Tensor::zeros(0, Shape::vector(1));
        for at in 0..WRITTEN {
            let line = self.kind.line(&so_far);
            lines(&mut input, std::iter::once(&line[..]));
            let answer = self.network.forward(&input, Mode::Evaluate);
            let next = last_letters(answer.example(0)).nth(at).unwrap_or('?');
            let written = so_far.written.chars().enumerate();
            so_far.written = written
                .map(|(place, old)| if place == at { next } else { old })
                .collect();
        }
        Answer {
            written: so_far.written,
            pair: asked,
        }
    }

    /// What each letter that is written looks at among those that are read: `[WRITTEN, letters read]`, each row as it
    /// is, so that what is missing from 1 lies on other letters.
    pub(super) fn looks(&mut self, answer: &Answer) -> Vec<f32> {
        let Ok(architecture) = Architecture::from_text(&self.kind.text()) else {
            return Vec::new();
        };
        let written = Pair {
            written: answer.written.clone(),
            ..answer.pair.clone()
        };
        let line = self.kind.line(&written);
        let mut input = Tensor::zeros(0, Shape::vector(1));
        lines(&mut input, std::iter::once(&line[..]));
        let all = looked_at(&mut self.network, &architecture, &input);
        let first = LONGEST - answer.pair.read.chars().count();
        let rows = all.chunks_exact(LENGTH).skip(LONGEST);
        rows.flat_map(|row| row[first..LONGEST].to_vec()).collect()
    }

    /// How much of what it looks at, while it writes the digits of the year, of the month and of the day, lies on the
    /// letters that tell it; mean of some held-out dates. And what it would be if it looked at all letters alike.
    pub(super) fn aims(&mut self, count: usize, seed: u64) -> [[f64; 2]; 3] {
        let mut sums = [[0.0; 2]; 3];
        let examples = self.examples(count, seed);
        for answer in &examples {
            let read: Vec<char> = answer.pair.read.chars().collect();
            let length = read.len();
            let looks = self.looks(answer);
            for (part, sum) in sums.iter_mut().enumerate() {
                let rows = [0..4, 5..7, 8..10][part].clone();
                let tells = telling(&read, part);
                let all: f32 = rows
                    .clone()
                    .map(|row| looks[row * length..(row + 1) * length].iter().sum::<f32>())
                    .sum();
                let own: f32 = rows
                    .map(|row| {
                        looks[row * length..(row + 1) * length]
                            .iter()
                            .zip(&tells)
                            .filter(|(_, tells)| **tells)
                            .map(|(look, _)| look)
                            .sum::<f32>()
                    })
                    .sum();
                sum[0] += f64::from(own / all.max(1e-9)) / count as f64;
                let there = tells.iter().filter(|tells| **tells).count();
                sum[1] += there as f64 / length as f64 / count as f64;
            }
        }
        sums
    }
}

/// Which letters of a date tell the year (0), the month (1) or the day (2).
fn telling(read: &[char], part: usize) -> Vec<bool> {
    let mut tells = vec![false; read.len()];
    let mut at = 0;
    while at < read.len() {
        let digit = read[at].is_ascii_digit();
        let end = read[at..].iter().position(|one| match digit {
            true => !one.is_ascii_digit(),
            false => !one.is_alphabetic(),
        });
        let end = end.map_or(read.len(), |end| at + end).max(at + 1);
        let word: String = read[at..end].iter().collect();
        let own = match (digit, end - at) {
            (true, 4) => part == 0,
            (true, _) => part == 2,
            (false, _) => part == 1 && super::dates::is_month(&word),
        };
        tells[at..end].fill(own);
        at = end;
    }
    tells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_year_month_and_day_is_found() {
        let of = |text: &str, part| {
            let read: Vec<char> = text.chars().collect();
            let tells = telling(&read, part);
            let own = read.iter().zip(tells).filter(|(_, tells)| *tells);
            own.map(|(letter, _)| *letter).collect::<String>()
        };
        for text in ["mon, 30 nov 2026", "30th of nov 2026", "2026, nov 30"] {
            assert_eq!([0, 1, 2].map(|part| of(text, part)), ["2026", "nov", "30"]);
        }
    }
}
